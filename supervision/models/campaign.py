"""Campaigns: one theme supervised by several forms and by teams."""

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import Organ
from congress.progress import Weighted
from deputies.models import Person

from .inquiry import Inquiry
from .inspection import Oversight
from .plan import FIRST_YEAR, LAST_YEAR, Topic
from .report import SpecialReport


@pghistory.track()
class Campaign(models.Model):
    """专项监督: a theme that binds topics, reports, inspections and inquiries of a year (handbook §1.3)."""

    title = models.CharField("名称", max_length=160)
    year = models.PositiveSmallIntegerField("年度")
    committee = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="campaigns", verbose_name="牵头工委"
    )
    purpose = models.TextField("目标和要求", blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="campaigns", verbose_name="计划议题")
    reports = models.ManyToManyField(SpecialReport, blank=True, related_name="campaigns", verbose_name="专项工作报告")
    oversights = models.ManyToManyField(
        Oversight, blank=True, related_name="campaigns", verbose_name="检查、视察、调研"
    )
    inquiries = models.ManyToManyField(Inquiry, blank=True, related_name="campaigns", verbose_name="专题询问")
    is_historic = models.BooleanField("历史记录", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "专项监督"
        verbose_name_plural = "专项监督"
        ordering = ("-year", "-id")
        constraints = (
            models.UniqueConstraint(
                name="campaign_once",
                fields=("year", "title"),
                violation_error_message="该年度已有同名的专项监督。",
            ),
            models.CheckConstraint(
                name="campaign_year_in_range",
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                violation_error_message=f"年度须在{FIRST_YEAR}至{LAST_YEAR}之间。",
            ),
        )

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class OversightTeam(Weighted):
    """专项监督组: one team of a campaign, its leader, and the district or trade that it looks at."""

    class Scope(models.TextChoices):
        DISTRICT = "district", "区块"
        SECTOR = "sector", "行业"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="teams", verbose_name="专项监督")
    number = models.PositiveSmallIntegerField("组别")
    leader = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="led_teams", verbose_name="组长"
    )
    scope = models.CharField("分工", max_length=10, choices=Scope.choices)
    area = models.CharField("区块或行业名称", max_length=80)
    starts_on = models.DateField("组建日期", null=True, blank=True)
    ends_on = models.DateField("结束日期", null=True, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "专项监督组"
        verbose_name_plural = "专项监督组"
        ordering = ("campaign", "number")
        constraints = (
            models.UniqueConstraint(
                name="team_number_once",
                fields=("campaign", "number"),
                violation_error_message="组别不能重复。",
            ),
            models.CheckConstraint(
                name="team_number_positive",
                condition=Q(number__gte=1),
                violation_error_message="组别从1开始。",
            ),
            models.CheckConstraint(
                name="team_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于组建日期。",
            ),
            Weighted.weight_constraint("team"),
        )

    def __str__(self) -> str:
        return f"第{self.number}专项监督组（{self.area}）"
