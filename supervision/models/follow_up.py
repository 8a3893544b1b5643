"""Follow-ups: an opinion paper or an act handed to an organ, its rounds, and the answer to each point."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q

from congress.models import Attachment, DocumentNumber, Handling, HandlingRound, Organ, User
from congress.progress import Weighted
from congress.publishing import Publishable, PublishableQuerySet
from meetings.models import Act, Assessment, Meeting, OpinionPaper, OpinionPoint


class FollowUpQuerySet(PublishableQuerySet["FollowUp"]):
    """Follow-ups as their readers ask for them."""

    def open(self) -> "FollowUpQuerySet":
        """Not closed."""
        return self.exclude(status__in=FollowUp.CLOSED)

    def with_organ_turn(self) -> "FollowUpQuerySet":
        """The organ has to act."""
        return self.filter(status__in=FollowUp.WITH_ORGAN)

    def overdue(self, *, on: date) -> "FollowUpQuerySet":
        """The present round is owed and past its date."""
        return self.filter(
            is_historic=False, rounds__obligation__status="open", rounds__obligation__due_on__lt=on
        ).distinct()

    def visible_to(self, user: User) -> "FollowUpQuerySet":
        """Handbook §5.2: the committee's people read all, an organ its own, the government's office the government's.

        Deputies are not among them: what is reported to them is a redacted copy of its own.
        """
        if user.has_perm("supervision.view_all_followups"):
            return self
        visible = Q(pk__in=[])
        if user.organ_id and user.has_perm("supervision.answer_followup"):
            visible |= Q(organ=user.organ_id)
        if user.has_perm("supervision.view_government_followups"):
            visible |= Q(organ__kind__in=(Organ.Kind.GOVERNMENT, Organ.Kind.GOVERNMENT_DEPARTMENT))
        return self.filter(visible)

    def with_page(self) -> "FollowUpQuerySet":
        """All that a list or a page of follow-ups needs, in a fixed number of queries."""
        return self.select_related(
            "organ",
            "paper__item__meeting__term",
            "paper__adopted_at_meeting__term",
            "paper__number__series",
            "paper__working_committee",
            "act__meeting__term",
            "act__number__series",
            "committee",
            "society_duty",
            "deputies_duty",
        ).prefetch_related("rounds__obligation__rule", "rounds__attachments", "rounds__assessment", "answers__point")

    def with_rechecks(self) -> "FollowUpQuerySet":
        """And what shows that they were closed, and the later looks."""
        return self.prefetch_related(*FollowUp.LOOKS)


@pghistory.track()
class FollowUp(Publishable, Weighted, Handling):
    """办理: one opinion paper, or the execution of one act, in the hands of one organ.

    Each kind of origin has its nullable key, exactly one set; `committee` follows an act, as the working committee
    that collated the opinions follows a paper.
    """

    #: the way to what shows that it was closed, and to the later looks
    LOOKS = ("rounds__evidence__attachment", "rechecks__obligation__rule", "rechecks__evidence__attachment")

    paper = models.ForeignKey(
        OpinionPaper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name="审议意见",
    )
    act = models.ForeignKey(
        Act, on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name="决议决定"
    )
    committee = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="联系工委"
    )
    deliberated_at_meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审议的会议"
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "交办事项"
        verbose_name_plural = "交办事项"
        ordering = ("-handed_over_on", "-id")
        indexes = (models.Index(name="followup_by_day", fields=("-handed_over_on", "-id")),)
        constraints = (
            models.UniqueConstraint(
                name="followup_once_per_organ",
                fields=("paper", "organ"),
                violation_error_message="该审议意见已经交办给这个机关。",
            ),
            models.UniqueConstraint(
                name="followup_of_act_once_per_organ",
                fields=("act", "organ"),
                violation_error_message="该决议决定已经交办给这个机关。",
            ),
            models.CheckConstraint(
                name="followup_has_one_origin",
                condition=Q(paper__isnull=False, act__isnull=True, committee__isnull=True)
                | Q(paper__isnull=True, act__isnull=False, committee__isnull=False),
                violation_error_message="办理事项须来自一件审议意见或者一件决议决定；决议决定须有联系工委。",
            ),
            *Handling.handling_constraints("followup"),
            Weighted.weight_constraint("followup"),
        )
        permissions = (
            ("view_all_followups", "查看全部办理情况"),
            ("view_government_followups", "查看政府系统办理情况"),
            ("answer_followup", "办理交办事项"),
            ("sign_followup", "签发处理情况报告"),
            ("assess_followup", "评价办理结果"),
            ("escalate_followup", "升级监督"),
            ("read_circulated", "阅读已通报的材料"),
        )

    def __str__(self) -> str:
        return f"{self.title}（{self.organ}）"

    def get_absolute_url(self) -> str:
        """The organ's and the committee's page."""
        return f"/workspace/follow-ups/{self.pk}/"

    @property
    def origin(self) -> OpinionPaper | Act:
        """What was handed over."""
        found = self.paper or self.act
        if found is None:
            raise ValueError("a follow-up without an origin")
        return found

    @property
    def title(self) -> str:
        """The title of the opinion paper or of the act."""
        return self.origin.title

    @property
    def number(self) -> DocumentNumber | None:
        """The number under which it was handed over."""
        return self.origin.number

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that heard the report, or adopted the letter or the act."""
        return self.origin.meeting

    @property
    def working_committee(self) -> Organ:
        """The working committee that comments on drafts and watches the days."""
        found = self.paper.working_committee if self.paper else self.committee
        if found is None:
            raise ValueError("a follow-up without a working committee")
        return found

    @property
    def current_round(self) -> "FollowUpRound":
        """The round under way, or the last one."""
        return list(self.rounds.all())[-1]


@pghistory.track()
class FollowUpRound(HandlingRound):
    """One round of a follow-up."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="rounds", verbose_name="办理事项")
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="follow_up_rounds", verbose_name="附件")
    #: the members' vote on what was done in this round
    assessment = models.OneToOneField(
        Assessment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="handling_round",
        verbose_name="满意度测评",
    )

    class Meta(HandlingRound.Meta):
        abstract = False
        verbose_name = "办理轮次"
        verbose_name_plural = "办理轮次"
        constraints = (
            models.UniqueConstraint(name="followup_round_number", fields=("follow_up", "number")),
            *HandlingRound.round_constraints("followup_round"),
        )

    def __str__(self) -> str:
        return f"{self.follow_up} 第{self.number}轮"


@pghistory.track()
class PointAnswer(Weighted):
    """What became of one point of the opinions in the hands of one organ."""

    class Status(models.TextChoices):
        OPEN = "open", "办理中"
        CLOSED = "closed", "已落实"
        CARRIED_OVER = "carried_over", "转下年继续"

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="answers", verbose_name="办理事项")
    point = models.ForeignKey(OpinionPoint, on_delete=models.PROTECT, related_name="answers", verbose_name="意见条目")
    status = models.CharField("状态", max_length=14, choices=Status.choices, default=Status.OPEN)
    text = models.TextField("办理情况", blank=True)
    carry_reason = models.CharField("结转理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "逐条办理"
        verbose_name_plural = "逐条办理"
        ordering = ("point__order",)
        constraints = (
            models.UniqueConstraint(name="point_answered_once", fields=("follow_up", "point")),
            models.CheckConstraint(
                name="point_carry_has_a_reason",
                condition=~Q(status="carried_over") | ~Q(carry_reason=""),
                violation_error_message="结转须写明理由。",
            ),
            Weighted.weight_constraint("point_answer"),
        )

    def __str__(self) -> str:
        return f"{self.point}：{self.get_status_display()}"
