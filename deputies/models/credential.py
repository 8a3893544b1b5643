"""Credentials of the newly elected: from candidate to confirmed deputy."""

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.workflow import Stateful

from .constituency import Constituency
from .mandate import Mandate
from .person import Person
from .term import Term


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Credentials as a clerk would name them."""

    def waiting(self) -> "CredentialQuerySet":
        """Elected, and not yet confirmed or found invalid."""
        return self.filter(status__in=(Credential.Status.ELECTED, Credential.Status.CHECKED))


@pghistory.track()
class Credential(Stateful):
    """代表资格审查: of a person elected at the election of a term, from the candidate to the confirmed deputy.

    The credentials committee examines, the standing committee confirms; only then a mandate begins (DL25 art 61;
    选举法 art 47). A by-election has its own steps and its own confirmation.
    """

    class Status(models.TextChoices):
        CANDIDATE = "candidate", "代表候选人"
        NOT_ELECTED = "not_elected", "未当选"
        ELECTED = "elected", "已当选"
        CHECKED = "checked", "已审查"
        CONFIRMED = "confirmed", "资格有效"
        INVALID = "invalid", "资格无效"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credentials", verbose_name="人员")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="credentials", verbose_name="届")
    constituency = models.ForeignKey(
        Constituency, on_delete=models.PROTECT, related_name="credentials", verbose_name="选区"
    )
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.CANDIDATE, editable=False)
    elected_on = models.DateField("当选日期", null=True, blank=True, editable=False)
    checked_on = models.DateField("审查日期", null=True, blank=True, editable=False)
    finding = models.CharField("审查意见", max_length=200, blank=True, editable=False)
    confirmed_on = models.DateField("常委会确认日期", null=True, blank=True, editable=False)
    mandate = models.OneToOneField(
        Mandate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="credential",
        verbose_name="代表资格",
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = "代表资格审查"
        verbose_name_plural = "代表资格审查"
        ordering = ("-term__number", "constituency", "person__stroke_key")
        constraints = (
            models.UniqueConstraint(
                name="credential_once_in_a_constituency",
                fields=("person", "term", "constituency"),
                violation_error_message="该人员在本届本选区已经登记。",
            ),
            models.CheckConstraint(
                name="credential_dates_in_order",
                condition=(
                    (Q(checked_on__isnull=True) | Q(elected_on__isnull=False, checked_on__gte=F("elected_on")))
                    & (Q(confirmed_on__isnull=True) | Q(checked_on__isnull=False, confirmed_on__gte=F("checked_on")))
                ),
                violation_error_message="审查日期不能早于当选日期，确认日期不能早于审查日期。",
            ),
            models.CheckConstraint(
                name="credential_mandate_when_confirmed",
                condition=(
                    Q(status="confirmed", mandate__isnull=False, confirmed_on__isnull=False)
                    | (~Q(status="confirmed") & Q(mandate__isnull=True))
                ),
                violation_error_message="确认资格有效的才有代表资格记录。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}（{self.constituency}）"
