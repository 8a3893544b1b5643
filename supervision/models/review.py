"""Reviews of people and departments: the case, and each time it is heard."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import Attachment, DocumentNumber, Obligation, Organ, User
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful
from deputies.models import Person
from meetings.models import AgendaItem, Assessment, Meeting, OpinionPaper, Tenure

from .review_scheme import ReviewKind, ReviewScheme


class ReviewQuerySet(PublishableQuerySet["PerformanceReview"]):
    """Reviews as their readers ask for them."""

    def open(self) -> "ReviewQuerySet":
        """Not filed, not dropped."""
        return self.exclude(status__in=PerformanceReview.CLOSED)

    def heard(self) -> "ReviewQuerySet":
        """The report on duty was heard at a meeting, at least once."""
        return self.filter(heard_on__isnull=False)

    def visible_to(self, user: User) -> "ReviewQuerySet":
        """The committee's people read all; an organ and the person their own once told; members what was issued."""
        if user.has_perm("supervision.view_performancereview"):
            return self
        visible = Q(person__account=user.pk)
        if user.organ_id and user.has_perm("supervision.submit_reviewreport"):
            visible |= Q(organ=user.organ_id)
        visible &= ~Q(status__in=PerformanceReview.BEFORE_NOTICE)
        if user.has_perm("supervision.read_issued_reviews"):
            visible |= Q(pk__in=ReviewHearing.objects.filter(issued_on__isnull=False).values("review"))
        return self.filter(visible)

    def with_page(self) -> "ReviewQuerySet":
        """All that a list or a page of reviews needs, in a fixed number of queries."""
        return self.select_related(
            "organ",
            "person",
            "tenure__post",
            "working_committee",
            "scheme__scale",
            "selected_at__term",
            "rectification_obligation__rule",
            "letter",
            "society_duty",
            "deputies_duty",
        ).prefetch_related(
            "hearings__meeting__term",
            "hearings__item",
            "hearings__assessment",
            "hearings__obligation__rule",
            "hearings__attachments",
            "hearings__result_number__series",
        )


@pghistory.track()
class PerformanceReview(Publishable, Stateful):
    """履职评议: one case on one person in a post, or on one department (handbook §2(i), last paragraphs).

    Selected by the chairpersons' meeting, told, looked into, reported on, heard, voted on; the result goes to the
    person, the organ and the Party committee (a reference only); rectified within three months, voted on again after
    不满意, filed. Each hearing is a row, never overwritten.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待主任会议确定"
        SELECTED = "selected", "已确定"
        NOTIFIED = "notified", "已通知"
        RESEARCH = "research", "调研中"
        REPORTED = "reported", "已提交报告"
        ISSUED = "issued", "已印发组成人员"
        HEARD = "heard", "已听取"
        ASSESSED = "assessed", "已测评"
        RESULT_SENT = "result_sent", "已送达结果"
        RECTIFYING = "rectifying", "整改中"
        RECTIFIED = "rectified", "已报送整改情况"
        FILED = "filed", "已归档"
        DROPPED = "dropped", "不再评议"

    CLOSED = (Status.FILED, Status.DROPPED)
    BEFORE_NOTICE = (Status.PROPOSED, Status.SELECTED)
    #: the report is still owed
    AWAITING_REPORT = (Status.NOTIFIED, Status.RESEARCH)

    kind = models.CharField("类别", max_length=12, choices=ReviewKind.choices, default=ReviewKind.DUTY_REPORT)
    year = models.PositiveSmallIntegerField("年度")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name="评议对象"
    )
    tenure = models.ForeignKey(
        Tenure, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name="任职"
    )
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="reviews",
        verbose_name="所在机关或被评议部门",
        help_text="评议个人的，填其所在机关；评议部门的，填该部门。",
    )
    working_committee = models.ForeignKey(
        Organ, on_delete=models.PROTECT, related_name="overseen_reviews", verbose_name="承办工委"
    )
    scheme = models.ForeignKey(
        ReviewScheme, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name="评议方案"
    )
    reason = models.TextField("评议重点", blank=True, help_text="写入评议通知。")
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.PROPOSED, editable=False)
    status_note = models.CharField("说明", max_length=300, blank=True, editable=False)
    selected_at = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确定评议的主任会议"
    )
    selected_on = models.DateField("确定日期", null=True, blank=True, editable=False)
    notified_on = models.DateField("通知日期", null=True, blank=True, editable=False)
    heard_on = models.DateField("首次听取日期", null=True, blank=True, editable=False)
    opinions = models.TextField(
        "评议意见", blank=True, help_text="随测评结果送达，可以公开；不写考试成绩、反映情况和问卷。"
    )
    #: what is to be rectified, point by point; answered through the same loop as every opinion
    letter = models.OneToOneField(
        OpinionPaper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="performance_review",
        verbose_name="意见建议函",
    )
    rectification_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="rectified_review",
        verbose_name="整改期限",
    )
    rectification = models.TextField("整改情况", blank=True, editable=False)
    rectified_on = models.DateField("报送整改日期", null=True, blank=True, editable=False)
    rectification_files = models.ManyToManyField(
        Attachment, blank=True, related_name="rectified_reviews", verbose_name="整改材料"
    )
    closed_on = models.DateField("归档日期", null=True, blank=True, editable=False)
    closing_note = models.CharField("归档说明", max_length=300, blank=True, editable=False)
    is_first = models.BooleanField("首次", default=False)
    is_historic = models.BooleanField("往年资料", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "履职评议"
        verbose_name_plural = "履职评议"
        ordering = ("-year", "-id")
        indexes = (models.Index(name="review_by_day", fields=("-heard_on", "-id")),)
        constraints = (
            models.CheckConstraint(
                name="review_object_by_kind",
                condition=Q(kind="department", person__isnull=True, tenure__isnull=True)
                | (~Q(kind="department") & Q(person__isnull=False)),
                violation_error_message="评议个人的须选择评议对象；评议部门的不选择个人和任职。",
            ),
            models.UniqueConstraint(
                name="review_of_tenure_once_a_year",
                fields=("tenure", "year"),
                condition=Q(tenure__isnull=False) & ~Q(status="dropped"),
                violation_error_message="该人员的这一任职本年度已列入评议。",
            ),
            models.UniqueConstraint(
                name="review_of_department_once_a_year",
                fields=("organ", "year"),
                condition=Q(kind="department") & ~Q(status="dropped"),
                violation_error_message="该部门本年度已列入评议。",
            ),
            models.CheckConstraint(
                name="review_days_in_order",
                condition=Q(notified_on__isnull=True)
                | Q(selected_on__isnull=True)
                | Q(notified_on__gte=F("selected_on")),
                violation_error_message="通知日期不能早于确定评议的日期。",
            ),
            models.CheckConstraint(
                name="review_closed_has_a_day",
                condition=~Q(status="filed") | Q(closed_on__isnull=False),
                violation_error_message="归档须有日期。",
            ),
            models.CheckConstraint(
                name="review_dropped_has_a_reason",
                condition=~Q(status="dropped") | ~Q(status_note=""),
                violation_error_message="不再评议须写明理由。",
            ),
        )
        permissions = (
            ("select_performancereview", "主任会议确定评议对象"),
            ("submit_reviewreport", "提交履职报告和整改情况"),
            ("read_issued_reviews", "阅读已印发的履职报告"),
            ("enter_review_room", "查阅评议限制材料"),
        )

    def __str__(self) -> str:
        return f"{self.subject}{self.get_kind_display()}（{self.year}年）"

    def get_absolute_url(self) -> str:
        """The page of the reviewed, of members and of chairpersons."""
        return f"/workspace/reviews/{self.pk}/"

    @property
    def public_path(self) -> str:
        """The page of everyone, once the result is published."""
        return f"/supervision/reviews/{self.pk}/"

    @property
    def subject(self) -> str:
        """Whose work it is."""
        return str(self.organ if self.person is None else self.person)

    @property
    def post_title(self) -> str:
        """The post in words; empty for a department."""
        return self.tenure.post.title if self.tenure else ""

    @property
    def outcome_word(self) -> str:
        """The outcome of the last vote that stands, in the word of its grade; empty while there is none."""
        votes = [row.assessment for row in self.hearings.all() if row.assessment is not None]
        if not votes or votes[-1].is_void:
            return ""
        return str(votes[-1].grade_words.get(votes[-1].outcome) or votes[-1].get_outcome_display())

    @property
    def current(self) -> "ReviewHearing | None":
        """The hearing under way, or the last one."""
        rows = list(self.hearings.all())
        return rows[-1] if rows else None

    def select(self, *, at: Meeting, on: date) -> None:
        """确定: by the chairpersons' meeting (handbook §2(b))."""
        self.move(self.Status.SELECTED, allowed=[self.Status.PROPOSED], selected_at=at, selected_on=on, status_note="")

    def notify(self, *, on: date) -> None:
        """通知: the person and the organ know."""
        self.move(self.Status.NOTIFIED, allowed=[self.Status.SELECTED], notified_on=on)

    def begin_research(self) -> None:
        """调研: interviews, surveys, checks of cases."""
        self.move(self.Status.RESEARCH, allowed=[self.Status.NOTIFIED])

    def report(self) -> None:
        """提交报告: in writing, at least twenty days before the meeting."""
        self.move(self.Status.REPORTED, allowed=self.AWAITING_REPORT)

    def issue(self) -> None:
        """印发: the report goes to all members."""
        self.move(self.Status.ISSUED, allowed=[self.Status.REPORTED])

    def hear(self, *, on: date) -> None:
        """听取: orally or in writing, with questions and answers."""
        first = self.heard_on or on
        self.move(self.Status.HEARD, allowed=[self.Status.REPORTED, self.Status.ISSUED], heard_on=first)

    def assess(self) -> None:
        """测评: the anonymous vote of the members present."""
        self.move(self.Status.ASSESSED, allowed=[self.Status.HEARD])

    def send_result(self) -> None:
        """送达结果: to the person, the organ and the Party committee."""
        self.move(self.Status.RESULT_SENT, allowed=[self.Status.ASSESSED])

    def ask_rectification(self) -> None:
        """要求整改: within three months."""
        self.move(self.Status.RECTIFYING, allowed=[self.Status.RESULT_SENT])

    def rectify(self, *, on: date, text: str) -> None:
        """报送整改情况."""
        self.move(self.Status.RECTIFIED, allowed=[self.Status.RECTIFYING], rectified_on=on, rectification=text)

    def hear_again(self) -> None:
        """再次听取: after 不满意, with a hearing of its own."""
        self.move(self.Status.NOTIFIED, allowed=[self.Status.RESULT_SENT, self.Status.RECTIFIED])

    def file(self, *, on: date, note: str) -> None:
        """归档: nothing more is voted on."""
        allowed = [self.Status.RESULT_SENT, self.Status.RECTIFIED]
        self.move(self.Status.FILED, allowed=allowed, closed_on=on, closing_note=note)

    def drop(self, *, reason: str) -> None:
        """不再评议: the person left the post, or the chairpersons' meeting decided so, before it was heard."""
        allowed = [*self.BEFORE_NOTICE, *self.AWAITING_REPORT, self.Status.REPORTED, self.Status.ISSUED]
        self.move(self.Status.DROPPED, allowed=allowed, status_note=reason)


@pghistory.track()
class ReviewHearing(models.Model):
    """听取与测评: one time the report comes before the committee, with its day, its item, its vote and its result."""

    review = models.ForeignKey(
        PerformanceReview, on_delete=models.PROTECT, related_name="hearings", verbose_name="履职评议"
    )
    number = models.PositiveSmallIntegerField("第几次", default=1, editable=False)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="review_hearings", verbose_name="拟听取的常委会会议"
    )
    item = models.OneToOneField(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="review_hearing",
        verbose_name="议程项目",
    )
    mode = models.CharField(
        "方式",
        max_length=14,
        choices=[(mode.value, mode.label) for mode in (AgendaItem.Mode.HEARD, AgendaItem.Mode.WRITTEN)],
        default=AgendaItem.Mode.HEARD,
    )
    obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="review_hearing",
        verbose_name="提交报告期限",
    )
    report_text = models.TextField("报告", blank=True, editable=False)
    reported_on = models.DateField("提交日期", null=True, blank=True, editable=False)
    late_reason = models.CharField("迟延理由", max_length=200, blank=True, editable=False)
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="review_hearings", verbose_name="报告附件"
    )
    issued_on = models.DateField("印发日期", null=True, blank=True, editable=False)
    heard_on = models.DateField("听取日期", null=True, blank=True, editable=False)
    questions = models.TextField("询问和回答", blank=True, editable=False)
    assessment = models.OneToOneField(
        Assessment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="review_hearing",
        verbose_name="满意度测评",
    )
    result_number = models.OneToOneField(
        DocumentNumber,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="review_hearing",
        verbose_name="结果通知书文号",
    )
    result_sent_on = models.DateField("结果送达日期", null=True, blank=True, editable=False)
    party_reference = models.CharField(
        "报区委函号", max_length=60, blank=True, editable=False, help_text="只记编号，不存内容。"
    )

    class Meta:
        verbose_name = "听取与测评"
        verbose_name_plural = "听取与测评"
        ordering = ("review", "number")
        constraints = (
            models.UniqueConstraint(
                name="review_hearing_number",
                fields=("review", "number"),
                violation_error_message="该评议已有这一次听取。",
            ),
            models.CheckConstraint(
                name="review_hearing_number_positive",
                condition=Q(number__gte=1),
                violation_error_message="次数从1开始。",
            ),
            models.CheckConstraint(
                name="review_assessed_after_hearing",
                condition=Q(assessment__isnull=True) | Q(heard_on__isnull=False),
                violation_error_message="没有听取的不能测评。",
            ),
            models.CheckConstraint(
                name="review_result_after_assessment",
                condition=Q(result_sent_on__isnull=True) | Q(assessment__isnull=False),
                violation_error_message="没有测评的不能送达结果。",
            ),
            models.CheckConstraint(
                name="review_hearing_days_in_order",
                condition=Q(result_sent_on__isnull=True)
                | Q(heard_on__isnull=True)
                | Q(result_sent_on__gte=F("heard_on")),
                violation_error_message="结果送达日期不能早于听取日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.review} 第{self.number}次听取"
