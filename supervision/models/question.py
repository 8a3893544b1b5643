"""What was asked at an inquiry, what was answered, and what was promised."""

from datetime import date

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Deferrable, F, Q

from congress.models import Attachment, Obligation, Organ, User
from congress.workflow import Stateful
from deputies.models import Person
from meetings.models import OpinionPoint

from .inquiry import Inquiry, Respondent


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions as a clerk would name them."""

    def visible_to(self, user: User) -> "QuestionQuerySet":
        """Handbook §2(f): before the sitting a question list opens to those who prepare it and to nobody else.

        The office and the chairpersons read all lists, the leading working committee its own, a member the questions
        the member asks, an invited organ those put to it if the outline was sent to it. After the sitting the
        committee's members and people read all, an organ what was put to it; everyone else reads the published copy.
        """
        if user.has_perm("supervision.read_question_list"):
            return self
        over = Q(inquiry__status__in=Inquiry.OVER)
        seen = Q(asker__account=user) if user.has_perm("supervision.ask_question") else Q(pk__in=[])
        if user.has_perm("supervision.read_inquiries"):
            seen |= over
        if user.organ_id and user.has_perm("supervision.prepare_inquiry"):
            seen |= Q(inquiry__working_committee=user.organ_id)
        if user.organ_id and user.has_perm("supervision.answer_inquiry"):
            invited = Respondent.objects.filter(organ=user.organ_id, invited_on__isnull=False)
            sent = invited.filter(outline_sent_on__isnull=False).values("inquiry")
            seen |= Q(organ=user.organ_id, inquiry__in=sent) | Q(organ=user.organ_id) & over
        return self.filter(seen)


@pghistory.track()
class Question(models.Model):
    """询问: one question to one organ, prepared or asked on the spot, with the answer (SL24 arts 46-47).

    Its name in lists and logs never holds its words.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="questions", verbose_name="专题询问")
    order = models.PositiveSmallIntegerField("序号")
    asker = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="questions", verbose_name="询问人"
    )
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+", verbose_name="应询单位")
    text = models.TextField("询问内容")
    is_prepared = models.BooleanField("会前准备", default=True, help_text="现场提出或追问的不勾选。")
    follow_up_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name="追问"
    )
    finding = models.ForeignKey(
        "supervision.AuditFinding",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name="涉及的审计查出问题",
    )
    responder = models.CharField("应询人", max_length=60, blank=True)
    answer = models.TextField("答复", blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "询问"
        verbose_name_plural = "询问"
        ordering = ("inquiry", "order")
        constraints = (
            models.UniqueConstraint(
                name="question_order_in_inquiry",
                fields=("inquiry", "order"),
                deferrable=Deferrable.DEFERRED,
                violation_error_message="询问的序号不能重复。",
            ),
            models.CheckConstraint(
                name="question_order_positive", condition=Q(order__gte=1), violation_error_message="序号从1开始。"
            ),
            models.CheckConstraint(
                name="question_does_not_follow_itself",
                condition=Q(follow_up_of__isnull=True) | ~Q(follow_up_of=F("id")),
                violation_error_message="一个询问不能追问自己。",
            ),
        )

    def __str__(self) -> str:
        return f"第{self.order}问"

    @property
    def is_secret(self) -> bool:
        """It is about a finding that holds commercial secrets: its words stay inside."""
        return self.finding is not None and self.finding.is_secret

    def clean(self) -> None:
        """It follows a question of the same inquiry."""
        if self.follow_up_of_id is not None and self.follow_up_of and self.follow_up_of.inquiry_id != self.inquiry_id:
            raise ValidationError({"follow_up_of": "追问的须是同一次专题询问中的问题。"})


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Commitments as a clerk would name them."""

    def open(self) -> "CommitmentQuerySet":
        """Promised and not confirmed yet."""
        return self.exclude(status__in=Commitment.CLOSED)

    def overdue(self, *, on: date) -> "CommitmentQuerySet":
        """Promised for a day that is over."""
        return self.open().filter(due_on__lt=on, inquiry__is_historic=False)

    def visible_to(self, user: User) -> "CommitmentQuerySet":
        """The committee's people and members read all, an organ its own."""
        if user.has_perm("supervision.read_inquiries"):
            return self
        if user.organ_id and user.has_perm("supervision.answer_inquiry"):
            return self.filter(organ=user.organ_id)
        return self.none()


@pghistory.track()
class Commitment(Stateful):
    """承诺事项: what an organ promised at an inquiry, by when, and whether it was kept (handbook §2(f))."""

    class Status(models.TextChoices):
        OPEN = "open", "兑现中"
        REPORTED = "reported", "已报送兑现情况"
        KEPT = "kept", "已兑现"
        NOT_KEPT = "not_kept", "未兑现"

    CLOSED = (Status.KEPT, Status.NOT_KEPT)

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="commitments", verbose_name="专题询问")
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name="询问"
    )
    order = models.PositiveSmallIntegerField("序号")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+", verbose_name="承诺单位")
    text = models.TextField("承诺内容")
    due_on = models.DateField("承诺期限", null=True, blank=True, help_text="没有说明期限的，自询问之日起三个月。")
    obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="commitment",
        verbose_name="兑现期限",
    )
    point = models.OneToOneField(
        OpinionPoint,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="commitment",
        verbose_name="意见条目",
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.OPEN, editable=False)
    result = models.TextField("兑现情况", blank=True, editable=False)
    evidence = models.ManyToManyField(Attachment, blank=True, related_name="commitments", verbose_name="证明材料")
    reported_on = models.DateField("报送日期", null=True, blank=True, editable=False)
    closed_on = models.DateField("确认日期", null=True, blank=True, editable=False)
    verdict = models.CharField("确认说明", max_length=300, blank=True, editable=False)
    seen_at = models.CharField("核实现场", max_length=120, blank=True, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "承诺事项"
        verbose_name_plural = "承诺事项"
        ordering = ("inquiry", "order")
        constraints = (
            models.UniqueConstraint(
                name="commitment_order_in_inquiry",
                fields=("inquiry", "order"),
                deferrable=Deferrable.DEFERRED,
                violation_error_message="承诺事项的序号不能重复。",
            ),
            models.CheckConstraint(
                name="commitment_closed_has_a_date",
                condition=Q(status__in=("open", "reported"), closed_on__isnull=True)
                | Q(status__in=("kept", "not_kept"), closed_on__isnull=False),
                violation_error_message="确认兑现与否须有日期。",
            ),
            models.CheckConstraint(
                name="commitment_reported_has_words",
                condition=~Q(status="reported") | (~Q(result="") & Q(reported_on__isnull=False)),
                violation_error_message="请填写兑现情况。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.inquiry} 承诺{self.order}"

    @property
    def is_secret(self) -> bool:
        """It answers a question about a finding that holds commercial secrets: its words stay inside."""
        return self.question is not None and self.question.is_secret

    def get_absolute_url(self) -> str:
        """The page of the organ that promised it."""
        return f"/workspace/commitments/{self.pk}/"

    def report(self, *, result: str, on: date) -> None:
        """报送: what was done; may be told again while nobody has confirmed it."""
        self.move(self.Status.REPORTED, allowed=[self.Status.OPEN, self.Status.REPORTED], result=result, reported_on=on)

    def settle(self, status: str, *, on: date, verdict: str, seen_at: str = "") -> None:
        """确认: kept or not; what was not kept needs no report."""
        allowed = [self.Status.REPORTED] if status == self.Status.KEPT else [self.Status.OPEN, self.Status.REPORTED]
        self.move(status, allowed=allowed, closed_on=on, verdict=verdict, seen_at=seen_at)

    def return_to_organ(self, *, verdict: str) -> None:
        """退回: what was reported does not show that it was kept."""
        self.move(self.Status.OPEN, allowed=[self.Status.REPORTED], verdict=verdict)
