"""Yearly milestones: what the law wants to be reported each year, as obligations that appear by themselves."""

import pghistory
from django.db import models

from congress.models import Obligation

from .report import SpecialReport


@pghistory.track()
class YearlyMilestone(models.Model):
    """年度法定事项: one rule of the calendar in one year and the obligation it gave rise to (handbook §3.2, §3.3).

    How far it is, is the state of its obligation; `report` is the report that fulfilled it.
    """

    rule_code = models.CharField("规则代码", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("事项", max_length=120)
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="milestone", verbose_name="期限"
    )
    report = models.ForeignKey(
        SpecialReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name="完成该事项的报告",
    )
    note = models.CharField("办理说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "年度法定事项"
        verbose_name_plural = "年度法定事项"
        ordering = ("-year", "obligation__due_on", "id")
        constraints = (
            models.UniqueConstraint(
                name="milestone_once_a_year",
                fields=("rule_code", "year"),
                violation_error_message="该年度已有这一事项。",
            ),
        )
        permissions = (("settle_yearlymilestone", "登记年度法定事项的结果"),)

    def __str__(self) -> str:
        return f"{self.year}年{self.title}"
