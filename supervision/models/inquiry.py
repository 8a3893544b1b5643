"""Special inquiries: from the proposal to the sitting, and what came of it."""

import pghistory
from django.db import models
from django.db.models import Q

from congress.models import Organ, User
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful
from meetings.models import AgendaItem, Assessment, Meeting, OpinionPaper, Sitting

from .audit import AuditFinding
from .inspection import Oversight
from .report import SpecialReport


class InquiryQuerySet(PublishableQuerySet["Inquiry"]):
    """Inquiries as a clerk would name them."""

    def held(self) -> "InquiryQuerySet":
        """The sitting took place."""
        return self.filter(status__in=Inquiry.OVER)

    def visible_to(self, user: User) -> "InquiryQuerySet":
        """That there is such an inquiry: the committee's people know all, an organ those to which it was invited."""
        if user.has_perm("supervision.read_inquiries"):
            return self
        if user.organ_id and user.has_perm("supervision.answer_inquiry"):
            return self.filter(respondents__organ=user.organ_id, respondents__invited_on__isnull=False).distinct()
        return self.none()

    def with_page(self) -> "InquiryQuerySet":
        """All that a list or a page of inquiries needs."""
        return self.select_related(
            "sitting__meeting__term", "item", "working_committee", "society_duty", "scheme_meeting__term"
        )


@pghistory.track()
class Inquiry(Publishable, Stateful):
    """专题询问: organised questions to heads of organs at a sitting (SL24 arts 47-50).

    It may ride on a report or an inspection (art 48). What is asked stays inside until the sitting (handbook §2(f)).
    The opinions go to the organs as any others: by the opinion paper of its agenda item, or by a letter of its own.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "提出"
        IN_PLAN = "in_plan", "列入计划"
        SCHEME_ADOPTED = "scheme_adopted", "方案已通过"
        RESEARCH = "research", "调研中"
        QUESTION_OUTLINE = "question_outline", "已拟询问提纲"
        INVITED = "invited", "已通知应询"
        HELD = "held", "已开展询问"
        COMMITMENTS_LISTED = "commitments_listed", "已列承诺事项"
        HANDED_OVER = "handed_over", "意见已交办"
        REPORTED = "reported", "已报告处理情况"
        DELIBERATED = "deliberated", "已提请审议"
        ASSESSED = "assessed", "已测评"
        PUBLISHED = "published", "已公开"

    #: nothing of it is public, and the questions are closed to all but those who prepare them
    BEFORE = (
        Status.PROPOSED,
        Status.IN_PLAN,
        Status.SCHEME_ADOPTED,
        Status.RESEARCH,
        Status.QUESTION_OUTLINE,
        Status.INVITED,
    )
    #: the sitting took place
    OVER = (
        Status.HELD,
        Status.COMMITMENTS_LISTED,
        Status.HANDED_OVER,
        Status.REPORTED,
        Status.DELIBERATED,
        Status.ASSESSED,
        Status.PUBLISHED,
    )
    #: members may still put questions on the list
    COLLECTING = (Status.SCHEME_ADOPTED, Status.RESEARCH, Status.QUESTION_OUTLINE)

    title = models.CharField("题目", max_length=160)
    kind = models.CharField(
        "形式",
        max_length=12,
        choices=Sitting.Kind.choices,
        default=Sitting.Kind.JOINT_GROUP,
        help_text="全体会议、分组会议或者联组会议，不另计会议次数。",
    )
    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="inquiries", verbose_name="会次"
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="inquiries", verbose_name="议程项目"
    )
    working_committee = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头工委"
    )
    report = models.ForeignKey(
        SpecialReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inquiries",
        verbose_name="结合的报告",
    )
    oversight = models.ForeignKey(
        Oversight,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inquiries",
        verbose_name="结合的检查、调研",
    )
    findings = models.ManyToManyField(
        AuditFinding, through="InquiryFinding", related_name="inquiries", verbose_name="涉及的审计查出问题"
    )
    problems = models.PositiveSmallIntegerField(
        "涉及问题（个）", null=True, blank=True, help_text="逐个列出了审计查出问题的，按列出的计。"
    )
    scheme = models.TextField("工作方案", blank=True)
    scheme_meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="通过方案的主任会议",
    )
    research = models.TextField("调研情况", blank=True, help_text="调研报告和各方意见，询问前印发组成人员。")
    is_broadcast = models.BooleanField("现场直播", default=False, help_text="由主任会议决定。")
    letter = models.OneToOneField(
        OpinionPaper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="inquiry",
        verbose_name="意见建议函",
    )
    assessment = models.OneToOneField(
        Assessment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="inquiry",
        verbose_name="满意度测评",
    )
    status = models.CharField("状态", max_length=20, choices=Status.choices, default=Status.PROPOSED, editable=False)
    is_historic = models.BooleanField("历史记录", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "专题询问"
        verbose_name_plural = "专题询问"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="inquiry_once", fields=("sitting", "title"), violation_error_message="该会次已有同题的专题询问。"
            ),
            models.CheckConstraint(
                name="inquiry_held_at_a_sitting",
                condition=Q(status__in=("proposed", "in_plan", "scheme_adopted", "research", "question_outline"))
                | Q(sitting__isnull=False),
                violation_error_message="通知应询和开展询问须先选定会次。",
            ),
        )
        permissions = (
            ("read_inquiries", "查看专题询问"),
            ("read_question_list", "会前查看全部询问提纲"),
            ("prepare_inquiry", "准备本工委的专题询问"),
            ("ask_question", "提出询问"),
            ("answer_inquiry", "应询和兑现承诺"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/supervision/inquiries/{self.pk}/"

    @property
    def workspace_path(self) -> str:
        """The page of those who ask and those who answer."""
        return f"/workspace/inquiries/{self.pk}/"

    @property
    def is_over(self) -> bool:
        """The sitting took place."""
        return self.status in self.OVER

    @property
    def paper(self) -> OpinionPaper | None:
        """The opinions that came of it: its letter, or the paper of its agenda item."""
        if self.letter is not None:
            return self.letter
        return getattr(self.item, "opinion_paper", None) if self.item else None

    @property
    def problems_count(self) -> int:
        """How many problems it was about: the findings listed one by one, else the number that was written down."""
        return self.finding_rows.count() or self.problems or 0

    def plan(self) -> None:
        """列入计划: on the year's plan (SL24 art 63)."""
        self.move(self.Status.IN_PLAN, allowed=[self.Status.PROPOSED])

    def adopt_scheme(self, *, meeting: Meeting) -> None:
        """通过方案: by the chairpersons' meeting; what the plan does not hold may come straight here."""
        self.move(
            self.Status.SCHEME_ADOPTED, allowed=[self.Status.PROPOSED, self.Status.IN_PLAN], scheme_meeting=meeting
        )

    def begin_research(self) -> None:
        """调研: before the sitting, reported to the members (SL24 art 49)."""
        self.move(self.Status.RESEARCH, allowed=[self.Status.SCHEME_ADOPTED])

    def draw_up(self) -> None:
        """拟提纲: the questions are on the list."""
        self.move(self.Status.QUESTION_OUTLINE, allowed=[self.Status.SCHEME_ADOPTED, self.Status.RESEARCH])

    def invite(self) -> None:
        """通知应询: heads of the organs come in person (SL24 art 47)."""
        self.move(self.Status.INVITED, allowed=[self.Status.QUESTION_OUTLINE])

    def hold(self) -> None:
        """开展询问: at the sitting."""
        self.move(self.Status.HELD, allowed=[self.Status.INVITED])

    def list_commitments(self) -> None:
        """列承诺: what the organs promised, by when."""
        self.move(self.Status.COMMITMENTS_LISTED, allowed=[self.Status.HELD])

    def hand_over(self) -> None:
        """交办: the opinions went to the organs (SL24 art 50)."""
        self.move(self.Status.HANDED_OVER, allowed=[self.Status.COMMITMENTS_LISTED])

    def note_report(self) -> None:
        """报告: the organs reported how they handled them (SL24 art 50)."""
        self.move(self.Status.REPORTED, allowed=[self.Status.HANDED_OVER])

    def deliberate(self) -> None:
        """审议: the chairpersons' meeting may put it before the committee (SL24 art 50)."""
        self.move(self.Status.DELIBERATED, allowed=[self.Status.REPORTED])

    def assess(self, *, assessment: Assessment) -> None:
        """测评: members assessed the answers."""
        self.move(
            self.Status.ASSESSED,
            allowed=[self.Status.REPORTED, self.Status.DELIBERATED],
            assessment=assessment,
        )

    def mark_published(self) -> None:
        """公开: its copy is out."""
        self.move(self.Status.PUBLISHED, allowed=[self.Status.REPORTED, self.Status.DELIBERATED, self.Status.ASSESSED])


@pghistory.track()
class InquiryFinding(models.Model):
    """One audit finding that an inquiry is about."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="finding_rows", verbose_name="专题询问")
    finding = models.ForeignKey(
        AuditFinding, on_delete=models.PROTECT, related_name="inquiry_rows", verbose_name="审计查出问题"
    )
    order = models.PositiveSmallIntegerField("序号", default=1)

    class Meta:
        verbose_name = "涉及问题"
        verbose_name_plural = "涉及问题"
        ordering = ("order", "id")
        constraints = (
            models.UniqueConstraint(
                name="inquiry_finding_once",
                fields=("inquiry", "finding"),
                violation_error_message="该问题已经列入这次专题询问。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.inquiry} 第{self.order}项"


class RespondentQuerySet(models.QuerySet["Respondent"]):
    """Respondents as a clerk would name them."""

    def of(self, user: User) -> "RespondentQuerySet":
        """Those whom a person answers for."""
        return self.filter(organ=user.organ_id) if user.organ_id else self.none()


@pghistory.track()
class Respondent(models.Model):
    """应询单位: an organ whose head answers in person; it sees the questions beforehand only if they were sent."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="respondents", verbose_name="专题询问")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+", verbose_name="应询单位")
    responder = models.CharField("应询人", max_length=60, blank=True, help_text="单位主要负责人到会应询。")
    invited_on = models.DateField("通知日期", null=True, blank=True, editable=False)
    outline_sent_on = models.DateField("提纲发送日期", null=True, blank=True, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = RespondentQuerySet.as_manager()

    class Meta:
        verbose_name = "应询单位"
        verbose_name_plural = "应询单位"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                name="respondent_once", fields=("inquiry", "organ"), violation_error_message="该单位已列为应询单位。"
            ),
            models.CheckConstraint(
                name="respondent_outline_after_invitation",
                condition=Q(outline_sent_on__isnull=True) | Q(invited_on__isnull=False),
                violation_error_message="提纲须在通知应询之后发送。",
            ),
        )

    def __str__(self) -> str:
        return str(self.organ)
