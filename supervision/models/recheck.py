"""What shows that a follow-up was rightly closed, and the later look at whether it lasted."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q

from congress.models import Evidence, Obligation, Recheck, User

from .follow_up import FollowUp, FollowUpRound


class FollowUpRecheckQuerySet(models.QuerySet["FollowUpRecheck"]):
    """Later looks as a clerk would name them."""

    def open(self) -> "FollowUpRecheckQuerySet":
        """Planned, and nobody looked yet."""
        return self.filter(result="")

    def done(self) -> "FollowUpRecheckQuerySet":
        """Somebody looked."""
        return self.exclude(result="")

    def overdue(self, *, on: date) -> "FollowUpRecheckQuerySet":
        """Owed, and past the day; history never is."""
        return self.open().filter(
            obligation__status=Obligation.Status.OPEN, obligation__is_historic=False, obligation__due_on__lt=on
        )

    def visible_to(self, user: User) -> "FollowUpRecheckQuerySet":
        """Who may see the follow-up sees the looks at it."""
        return self.filter(follow_up__in=FollowUp.objects.all().visible_to(user))

    def with_rows(self) -> "FollowUpRecheckQuerySet":
        """What a list needs."""
        return self.select_related(
            "follow_up__organ",
            "follow_up__paper__working_committee",
            "follow_up__act",
            "follow_up__committee",
            "obligation__rule",
            "checked_by",
        )


@pghistory.track()
class FollowUpRecheck(Recheck):
    """回头看 at a closed follow-up."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="rechecks", verbose_name="办理事项")

    objects = FollowUpRecheckQuerySet.as_manager()

    class Meta:
        verbose_name = "回头看"
        verbose_name_plural = "回头看"
        ordering = ("follow_up", "id")
        constraints = (
            models.UniqueConstraint(
                name="followup_recheck_one_open",
                fields=("follow_up",),
                condition=Q(result=""),
                violation_error_message="该事项已经安排了回头看。",
            ),
            *Recheck.recheck_constraints("followup_recheck"),
        )

    def __str__(self) -> str:
        return f"回头看：{self.follow_up}"


@pghistory.track()
class FollowUpEvidence(Evidence):
    """凭据 of the closing of a round, or of a later look."""

    round = models.ForeignKey(
        FollowUpRound,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="办理轮次",
    )
    recheck = models.ForeignKey(
        FollowUpRecheck,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="回头看",
    )

    class Meta:
        verbose_name = "办结凭据"
        verbose_name_plural = "办结凭据"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="followup_evidence_of_one_thing",
                condition=Q(round__isnull=False, recheck__isnull=True) | Q(round__isnull=True, recheck__isnull=False),
                violation_error_message="一件凭据属于一次办结，或者一次回头看。",
            ),
            *Evidence.evidence_constraints("followup_evidence"),
        )
