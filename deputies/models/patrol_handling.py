"""What becomes of a patrol's finding: each time it is handed over, its pictures, and the question asked afterwards."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congress.models import Organ, Photo

from .patrol import PatrolFinding


@pghistory.track()
class PatrolAssignment(models.Model):
    """交办: one time a finding was handed to an organ, and what came back. Never overwritten."""

    class Outcome(models.TextChoices):
        FIXED = "fixed", "已解决"
        CANNOT = "cannot", "暂无法解决"
        NOT_OURS = "not_ours", "不属本单位职责"

    finding = models.ForeignKey(
        PatrolFinding, on_delete=models.CASCADE, related_name="assignments", verbose_name="问题"
    )
    number = models.PositiveSmallIntegerField("次序")
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, related_name="patrol_assignments", verbose_name="承办单位"
    )
    assigned_on = models.DateField("交办日期")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="交办人"
    )
    demand = models.CharField("要求", max_length=300, blank=True)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )

    class Meta:
        verbose_name = "巡查问题交办"
        verbose_name_plural = "巡查问题交办"
        ordering = ("finding", "number")
        constraints = (
            models.UniqueConstraint(
                name="patrol_assignment_number", fields=("finding", "number"), violation_error_message="交办次序重复。"
            ),
            models.CheckConstraint(
                name="patrol_assignment_answer_is_whole",
                condition=Q(outcome="", answer="", answered_on__isnull=True)
                | (~Q(outcome="") & ~Q(answer="") & Q(answered_on__isnull=False)),
                violation_error_message="答复须有结果、说明和日期。",
            ),
            models.CheckConstraint(
                name="patrol_assignment_answered_after",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("assigned_on")),
                violation_error_message="答复日期不能早于交办日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding}（第{self.number}次交办{self.organ}）"


@pghistory.track()
class PatrolRecheck(models.Model):
    """回访: some weeks after the answer the finder is asked whether it is really so."""

    class Answer(models.TextChoices):
        FIXED = "fixed", "已经解决"
        BROKEN = "broken", "仍未解决"

    finding = models.ForeignKey(PatrolFinding, on_delete=models.CASCADE, related_name="rechecks", verbose_name="问题")
    assignment = models.OneToOneField(
        PatrolAssignment, on_delete=models.CASCADE, related_name="recheck", verbose_name="交办"
    )
    asked_on = models.DateField("询问日期")
    answer = models.CharField("回答", max_length=8, choices=Answer.choices, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    answered_on = models.DateField("回答日期", null=True, blank=True)

    class Meta:
        verbose_name = "巡查问题回访"
        verbose_name_plural = "巡查问题回访"
        ordering = ("finding", "asked_on")
        constraints = (
            models.CheckConstraint(
                name="patrol_recheck_answer_is_whole",
                condition=Q(answer="", answered_on__isnull=True) | (~Q(answer="") & Q(answered_on__isnull=False)),
                violation_error_message="回答须有结果和日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding}（{self.asked_on}回访）"


class PatrolPhoto(Photo):
    """A picture of what was found, or of what was done about it."""

    class Kind(models.TextChoices):
        FOUND = "found", "问题照片"
        DONE = "done", "办理照片"

    finding = models.ForeignKey(PatrolFinding, on_delete=models.PROTECT, related_name="photos", verbose_name="问题")
    assignment = models.ForeignKey(
        PatrolAssignment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="photos",
        verbose_name="交办",
    )
    kind = models.CharField("类别", max_length=6, choices=Kind.choices, default=Kind.FOUND)
    #: made by the phone, so that a picture sent twice is one
    client_id = models.UUIDField("上报编号", null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = "巡查照片"
        verbose_name_plural = "巡查照片"
        ordering = ("finding", "kind", "id")
        constraints = (
            models.CheckConstraint(
                name="patrol_photo_of_an_answer",
                condition=Q(kind="found", assignment__isnull=True) | Q(kind="done", assignment__isnull=False),
                violation_error_message="办理照片须属于一次交办。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding}的{self.get_kind_display()}"
