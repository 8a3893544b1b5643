"""Suspensions of a mandate, and the absences that end one."""

from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from congress.models import date_span, in_force_on

from .term import CongressSession


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    """Suspensions as a clerk would name them."""

    def in_force(self, *, on: date) -> "SuspensionQuerySet":
        """Running on that day."""
        return self.filter(in_force_on(on))


@pghistory.track()
class Suspension(models.Model):
    """暂时停止执行代表职务: from one day to another; the mandate goes on and keeps its place (DL25 art 61).

    It ends with its ground; the mandate ends, if it does, on its own.
    """

    class Ground(models.TextChoices):
        CHARGED = "charged", "因刑事案件被羁押正在受侦查、起诉、审判"
        SENTENCED = "sentenced", "被依法判处刑罚而没有附加剥夺政治权利，正在服刑"

    mandate = models.ForeignKey(
        "Mandate", on_delete=models.PROTECT, related_name="suspensions", verbose_name="代表资格"
    )
    ground = models.CharField("情形", max_length=10, choices=Ground.choices)
    starts_on = models.DateField("停止日期")
    ends_on = models.DateField("最后一日", null=True, blank=True)
    reported_on = models.DateField("向本级人大报告日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True, help_text="仅供内部使用，不对外公开。")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = "暂停执行代表职务"
        verbose_name_plural = "暂停执行代表职务"
        ordering = ("-starts_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="suspension_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="最后一日不能早于停止日期。",
            ),
            ExclusionConstraint(
                name="suspension_one_at_a_time",
                expressions=((F("mandate"), RangeOperators.EQUAL), (date_span(), RangeOperators.OVERLAPS)),
                violation_error_message="该代表在这段时间已经暂停执行职务。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mandate.person}暂停执行代表职务"


class SessionAbsenceQuerySet(models.QuerySet["SessionAbsence"]):
    """Absences as a clerk would name them."""

    def unapproved(self) -> "SessionAbsenceQuerySet":
        """Without leave: two of them end the mandate (DL25 art 62)."""
        return self.filter(is_approved=False)


@pghistory.track()
class SessionAbsence(models.Model):
    """未出席人民代表大会会议: a deputy who did not come to a session of the own congress, with leave or without."""

    mandate = models.ForeignKey("Mandate", on_delete=models.PROTECT, related_name="absences", verbose_name="代表资格")
    session = models.ForeignKey(
        CongressSession, on_delete=models.PROTECT, related_name="absences", verbose_name="人民代表大会会议"
    )
    is_approved = models.BooleanField("经批准请假", default=False)
    note = models.CharField("说明", max_length=200, blank=True, help_text="仅供内部使用，不对外公开。")

    objects = SessionAbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "缺席人民代表大会会议"
        verbose_name_plural = "缺席人民代表大会会议"
        ordering = ("-session__term__number", "-session__number", "mandate")
        constraints = (
            models.UniqueConstraint(
                name="sessionabsence_once",
                fields=("mandate", "session"),
                violation_error_message="该代表这次会议的缺席已经登记。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mandate.person}缺席{self.session}"
