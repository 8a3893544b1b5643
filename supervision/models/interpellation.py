"""Interpellations: members of the standing committee call an organ to account in writing."""

from datetime import date
from typing import Final

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import Obligation, Organ, User
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful
from deputies.models import Person
from meetings.models import Meeting

#: members who must sign at the county level (SL24 art 51)
LEAST_SIGNERS: Final = 3


class InterpellationQuerySet(PublishableQuerySet["Interpellation"]):
    """Interpellations as a clerk would name them."""

    def answered(self) -> "InterpellationQuerySet":
        """Answered at least once."""
        return self.filter(answers__answered_on__isnull=False).distinct()

    def visible_to(self, user: User) -> "InterpellationQuerySet":
        """The committee's people read all, a signer the own ones, the organ what was handed to it for an answer."""
        if user.has_perm("supervision.view_interpellation"):
            return self
        seen = Q(signers__person__account=user)
        if user.organ_id and user.has_perm("supervision.answer_inquiry"):
            seen |= Q(organ=user.organ_id, status__in=Interpellation.WITH_ORGAN)
        return self.filter(seen).distinct()


@pghistory.track()
class Interpellation(Publishable, Stateful):
    """质询案: at least three members name in writing whom they question about what (SL24 arts 51-54; SL06 arts 35-38).

    The chairpersons' meeting decides how it is answered; if more than half of the signers are dissatisfied, again.
    """

    class Status(models.TextChoices):
        DRAFTED = "drafted", "征集联名"
        SUBMITTED = "submitted", "已提出"
        DECIDED = "decided", "已交答复"
        ANSWERED = "answered", "已答复"
        CLOSED = "closed", "已办结"
        WITHDRAWN = "withdrawn", "已撤回"

    #: the organ knows of it
    WITH_ORGAN = (Status.DECIDED, Status.ANSWERED, Status.CLOSED)

    title = models.CharField("案由", max_length=160)
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="interpellations", verbose_name="质询对象")
    text = models.TextField("质询的问题和内容")
    submitted_on = models.DateField("提出日期", null=True, blank=True, editable=False)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True, editable=False)
    withdrawal_reason = models.CharField("撤回理由", max_length=200, blank=True, editable=False)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFTED, editable=False)
    is_historic = models.BooleanField("历史记录", default=False, editable=False)

    objects = InterpellationQuerySet.as_manager()

    class Meta:
        verbose_name = "质询案"
        verbose_name_plural = "质询案"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="interpellation_submitted_has_a_date",
                condition=Q(status="drafted") | Q(submitted_on__isnull=False),
                violation_error_message="提出的质询案须有日期。",
            ),
            models.CheckConstraint(
                name="interpellation_withdrawal_has_a_reason",
                condition=~Q(status="withdrawn") | (~Q(withdrawal_reason="") & Q(withdrawn_on__isnull=False)),
                violation_error_message="撤回须有日期和理由。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/supervision/interpellations/{self.pk}/"

    @property
    def workspace_path(self) -> str:
        """The page of the organ and of the signers."""
        return f"/workspace/interpellations/{self.pk}/"

    def submit(self, *, on: date) -> None:
        """提出: signed by as many as the law asks for (SL24 art 51)."""
        self.move(self.Status.SUBMITTED, allowed=[self.Status.DRAFTED], submitted_on=on)

    def decide(self) -> None:
        """交答复: the chairpersons' meeting decides how it is answered, and again (SL24 arts 52-53)."""
        self.move(self.Status.DECIDED, allowed=[self.Status.SUBMITTED, self.Status.ANSWERED])

    def note_answer(self) -> None:
        """答复: orally by the head at the meeting, or in writing under the head's name (SL24 art 54)."""
        self.move(self.Status.ANSWERED, allowed=[self.Status.DECIDED])

    def close(self) -> None:
        """办结: not more than half of the signers are dissatisfied."""
        self.move(self.Status.CLOSED, allowed=[self.Status.ANSWERED])

    def withdraw(self, *, on: date, reason: str) -> None:
        """撤回: before it is answered."""
        self.move(
            self.Status.WITHDRAWN,
            allowed=[self.Status.DRAFTED, self.Status.SUBMITTED, self.Status.DECIDED],
            withdrawn_on=on,
            withdrawal_reason=reason,
            # One that was never put forward is withdrawn on the day it was collected.
            submitted_on=self.submitted_on or on,
        )


@pghistory.track()
class InterpellationSigner(models.Model):
    """A member who signed."""

    interpellation = models.ForeignKey(
        Interpellation, on_delete=models.CASCADE, related_name="signers", verbose_name="质询案"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="联名组成人员")
    signed_on = models.DateField("签名日期")

    class Meta:
        verbose_name = "联名"
        verbose_name_plural = "联名"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                name="interpellation_signed_once",
                fields=("interpellation", "person"),
                violation_error_message="该组成人员已经联名。",
            ),
        )

    def __str__(self) -> str:
        return str(self.person)


@pghistory.track()
class InterpellationAnswer(models.Model):
    """答复: how the chairpersons' meeting had it answered, the answer, and how many signers were dissatisfied."""

    class Mode(models.TextChoices):
        ORAL = "oral", "在常委会会议上口头答复"
        ORAL_COMMITTEE = "oral_committee", "在专门委员会会议上口头答复"
        WRITTEN = "written", "书面答复"

    interpellation = models.ForeignKey(
        Interpellation, on_delete=models.CASCADE, related_name="answers", verbose_name="质询案"
    )
    round = models.PositiveSmallIntegerField("第几次答复")
    mode = models.CharField("答复方式", max_length=16, choices=Mode.choices)
    decided_at_meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="+", verbose_name="决定的主任会议"
    )
    obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="interpellation_answer",
        verbose_name="答复期限",
    )
    answered_on = models.DateField("答复日期", null=True, blank=True)
    text = models.TextField("答复内容", blank=True)
    signed_by = models.CharField("答复人（签署人）", max_length=60, blank=True)
    signers = models.PositiveSmallIntegerField("联名人数", default=0)
    dissatisfied = models.PositiveSmallIntegerField("不满意人数", null=True, blank=True)

    class Meta:
        verbose_name = "质询答复"
        verbose_name_plural = "质询答复"
        ordering = ("round",)
        constraints = (
            models.UniqueConstraint(name="interpellation_answer_round", fields=("interpellation", "round")),
            models.CheckConstraint(
                name="interpellation_answer_is_signed",
                condition=Q(answered_on__isnull=True) | (~Q(text="") & ~Q(signed_by="")),
                violation_error_message="答复须有内容和答复人（书面答复由负责人签署）。",
            ),
            models.CheckConstraint(
                name="interpellation_dissatisfied_within_signers",
                condition=Q(dissatisfied__isnull=True) | Q(dissatisfied__lte=F("signers")),
                violation_error_message="不满意人数不能超过联名人数。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.interpellation} 第{self.round}次答复"

    @property
    def is_unsatisfying(self) -> bool:
        """More than half of the signers are dissatisfied; half is not enough (SL24 art 53)."""
        return self.dissatisfied is not None and self.dissatisfied * 2 > self.signers
