"""The organs that an outing looks at: what each was told, its self-check, what it told the deputies afterwards."""

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from congress.models import Attachment, Obligation, Organ, User

from .inspection import Oversight


class OverseenOrganQuerySet(models.QuerySet["OverseenOrgan"]):
    """Organs of outings as their readers ask for them."""

    def visible_to(self, user: User) -> "OverseenOrganQuerySet":
        """The committee's people and the group read all; an organ its own."""
        if user.has_perm("supervision.view_oversight"):
            return self
        seen = Q(oversight__in=Oversight.objects.filter(participants__person__account=user))
        if user.organ_id and user.has_perm("supervision.answer_followup"):
            seen |= Q(organ=user.organ_id, oversight__status__in=Oversight.KNOWN_TO_ORGANS)
        return self.filter(seen)


@pghistory.track()
class OverseenOrgan(models.Model):
    """被监督机关: one organ of an outing with its self-check (ZJ-SUP08 art 29) and its feedback (ZJ-DEP16 art 24)."""

    oversight = models.ForeignKey(Oversight, on_delete=models.CASCADE, related_name="overseen", verbose_name="活动")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="overseen", verbose_name="被监督机关")
    acknowledged_on = models.DateField("签收通知日期", null=True, blank=True, editable=False)
    self_check = models.TextField("自查报告", blank=True, editable=False)
    self_checked_on = models.DateField("报送自查报告日期", null=True, blank=True, editable=False)
    files = models.ManyToManyField(
        Attachment, blank=True, editable=False, related_name="self_checks", verbose_name="自查附件"
    )
    self_check_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="self_check",
        verbose_name="自查期限",
    )
    feedback = models.TextField("向代表反馈的情况", blank=True, editable=False)
    fed_back_on = models.DateField("反馈日期", null=True, blank=True, editable=False)
    feedback_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="outing_feedback",
        verbose_name="反馈期限",
    )

    objects = OverseenOrganQuerySet.as_manager()

    class Meta:
        verbose_name = "被监督机关"
        verbose_name_plural = "被监督机关"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                name="overseen_organ_once",
                fields=("oversight", "organ"),
                violation_error_message="同一活动中该机关已经列入。",
            ),
            models.CheckConstraint(
                name="overseen_self_check_has_words",
                condition=Q(self_checked_on__isnull=True) | ~Q(self_check=""),
                violation_error_message="报送自查报告须填写自查情况。",
            ),
            models.CheckConstraint(
                name="overseen_feedback_has_words",
                condition=Q(fed_back_on__isnull=True) | ~Q(feedback=""),
                violation_error_message="反馈须填写处理情况。",
            ),
        )

    def __str__(self) -> str:
        return str(self.organ)

    def clean(self) -> None:
        """An organ that was told owes what it was told of: none takes its place, and none joins it untold."""
        was_told = self.self_check_obligation_id is not None or self.feedback_obligation_id is not None
        if self._state.adding:
            if not was_told and (words := self.oversight.closed_to_organs):
                raise ValidationError({"organ": words})
        elif was_told and not type(self).objects.filter(pk=self.pk, organ=self.organ_id).exists():
            raise ValidationError({"organ": "已经通知该机关，不能换成另一个机关。"})
