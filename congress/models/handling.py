"""The closed loop 交办—办理—评价 as a shape that several apps share (handbook §2.0 FollowUpItem).

`Loop` is what every loop has: an organ holds a matter, signs for it, answers, and it is closed or sent back, round
after round. `Handling` is the loop of deliberation opinions, whose answer is a report that goes through the committee.
"""

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congress.workflow import Stateful

from .obligation import Obligation
from .organ import Organ

#: the statuses that every loop has under these values
HANDED_OVER: Final = "handed_over"
ACCEPTED: Final = "accepted"
REPORTED: Final = "reported"
REOPENED: Final = "reopened"


class Loop(Stateful):
    """A matter with an organ that must answer: signed for, answered, closed or sent back.

    A concrete class declares `status` with at least the four values above, its own further steps, and its table of
    rounds (`LoopRound`).
    """

    #: closed for the organ: it can write nothing more
    CLOSED: ClassVar[Collection[str]] = ()
    #: from where the organ may answer
    ANSWERED_FROM: ClassVar[Collection[str]] = (ACCEPTED, REOPENED)
    #: from where it may be sent back
    REOPENED_FROM: ClassVar[Collection[str]] = (REPORTED,)

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="承办机关")
    handed_over_on = models.DateField("交办日期")
    acknowledged_on = models.DateField("签收日期", null=True, blank=True, editable=False)
    leader = models.CharField("责任领导", max_length=60, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True, editable=False)
    closing_note = models.TextField("办结说明", blank=True, editable=False)
    is_historic = models.BooleanField("历史记录", default=False, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def handling_constraints(cls, prefix: str) -> tuple[models.CheckConstraint, ...]:
        """The constraints of the shape, named for the concrete table."""
        return (
            models.CheckConstraint(
                name=f"{prefix}_received_after_handed_over",
                condition=Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("handed_over_on")),
                violation_error_message="签收日期不能早于交办日期。",
            ),
            models.CheckConstraint(
                name=f"{prefix}_closed_after_handed_over",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("handed_over_on")),
                violation_error_message="办结日期不能早于交办日期。",
            ),
        )

    @property
    def is_closed(self) -> bool:
        """Nothing more can be written to it."""
        return self.status in self.CLOSED

    def acknowledge(self, *, on: date, leader: str) -> None:
        """签收: the organ has it and names who answers for it."""
        self.move(ACCEPTED, allowed=[HANDED_OVER], acknowledged_on=on, leader=leader)

    def report(self) -> None:
        """答复: the organ files its answer or report."""
        self.move(REPORTED, allowed=self.ANSWERED_FROM)

    def reopen(self) -> None:
        """退回: a new round with a new date; the old one stays."""
        self.move(REOPENED, allowed=self.REOPENED_FROM)


class Handling(Loop):
    """Something handed over to an organ whose report the committee reads, assesses, and accepts or sends back.

    Concrete classes add where it came from and their own round and point tables. `status` follows the table of
    handbook §2.0 (ZJ-SUP08 arts 43-45, SL24 art 17); every other jump is refused.
    """

    class Status(models.TextChoices):
        HANDED_OVER = "handed_over", "已交办"
        ACCEPTED = "accepted", "已签收"
        REPORT_DRAFTED = "report_drafted", "报告征求意见"
        REPORTED = "reported", "已报送报告"
        CIRCULATED = "circulated", "已印发组成人员"
        DELIBERATED = "deliberated", "已提请审议"
        REOPENED = "reopened", "退回补充"
        ESCALATED = "escalated", "已升级监督"
        ACCEPTED_DONE = "accepted_done", "已办结"
        PUBLISHED = "published", "已公开"

    #: closed for the organ: it can write nothing more
    CLOSED = (Status.ACCEPTED_DONE, Status.PUBLISHED)
    #: with the organ: it is the organ's turn
    WITH_ORGAN = (Status.HANDED_OVER, Status.ACCEPTED, Status.REPORT_DRAFTED, Status.REOPENED)
    #: with the committee: it is the office's turn
    WITH_OFFICE = (Status.REPORTED, Status.CIRCULATED, Status.DELIBERATED)
    #: statuses from which the matter may be raised to stronger means
    OPEN = (*WITH_ORGAN, *WITH_OFFICE)
    #: the draft goes to the working committee first (ZJ-SUP08 art 44)
    ANSWERED_FROM = (Status.REPORT_DRAFTED,)
    REOPENED_FROM = WITH_OFFICE

    status = models.CharField("状态", max_length=20, choices=Status.choices, default=Status.HANDED_OVER, editable=False)
    escalation = models.CharField("升级方式", max_length=40, blank=True, editable=False)

    class Meta:
        abstract = True

    def submit_draft(self) -> None:
        """送工委征求意见: the draft report goes to the working committee first (ZJ-SUP08 art 44)."""
        self.move(
            self.Status.REPORT_DRAFTED,
            allowed=[self.Status.ACCEPTED, self.Status.REOPENED, self.Status.REPORT_DRAFTED],
        )

    def circulate(self) -> None:
        """印发: copies to all members and the working committee (ZJ-SUP08 art 45)."""
        self.move(self.Status.CIRCULATED, allowed=[self.Status.REPORTED])

    def deliberate(self) -> None:
        """提请审议: the chairpersons' meeting puts the report before the committee (SL24 art 17)."""
        self.move(self.Status.DELIBERATED, allowed=[self.Status.CIRCULATED])

    def fall_back(self) -> None:
        """反弹: a later look found that it did not last; a closed matter begins a new round."""
        self.move(self.Status.REOPENED, allowed=self.CLOSED, closed_on=None, closing_note="")

    def escalate(self, *, means: str) -> None:
        """升级: interpellation, special investigation or a decision, when still dissatisfied after the rounds."""
        self.move(self.Status.ESCALATED, allowed=self.OPEN, escalation=means)

    def accept(self, *, on: date, note: str) -> None:
        """办结: the committee is satisfied."""
        self.move(
            self.Status.ACCEPTED_DONE,
            allowed=[self.Status.CIRCULATED, self.Status.DELIBERATED, self.Status.ESCALATED],
            closed_on=on,
            closing_note=note,
        )

    def mark_published(self) -> None:
        """公开: the redacted copy is out and deputies were told (SL24 art 17)."""
        self.move(self.Status.PUBLISHED, allowed=[self.Status.ACCEPTED_DONE])


class LoopRound(models.Model):
    """One time round a loop: what was asked, by when, what came back. Rounds are rows and never overwritten."""

    number = models.PositiveSmallIntegerField("轮次")
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="%(class)s", verbose_name="期限", editable=False
    )
    demand = models.TextField("要求", blank=True)
    text = models.TextField("处理情况报告", blank=True)
    signed_by = models.CharField("签发人", max_length=60, blank=True)
    reported_on = models.DateField("报送日期", null=True, blank=True)
    verdict = models.TextField("评价", blank=True)

    class Meta:
        abstract = True
        ordering = ("number",)


class HandlingRound(LoopRound):
    """A round of the committee's loop: draft, comment, report, copies, deliberation, verdict."""

    draft = models.TextField("报告草稿", blank=True)
    drafted_on = models.DateField("报送草稿日期", null=True, blank=True)
    comment = models.TextField("工委意见", blank=True)
    commented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提出意见人",
    )
    circulated_on = models.DateField("印发日期", null=True, blank=True)
    deliberated_on = models.DateField("审议日期", null=True, blank=True)

    class Meta(LoopRound.Meta):
        abstract = True

    @classmethod
    def round_constraints(cls, prefix: str) -> tuple[models.CheckConstraint, ...]:
        """The days of a round follow one another, named for the concrete table."""
        order = (
            ("drafted_on", "reported_on", "报送日期不能早于草稿日期。"),
            ("reported_on", "circulated_on", "印发日期不能早于报送日期。"),
            ("circulated_on", "deliberated_on", "审议日期不能早于印发日期。"),
        )
        return tuple(
            models.CheckConstraint(
                name=f"{prefix}_{later}_in_order",
                condition=Q(**{f"{earlier}__isnull": True})
                | Q(**{f"{later}__isnull": True})
                | Q(**{f"{later}__gte": F(earlier)}),
                violation_error_message=message,
            )
            for earlier, later, message in order
        )
