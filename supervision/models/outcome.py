"""Outcomes: a policy or a mechanism that came of the committee's and the deputies' work, and who gains by it."""

import pghistory
from django.db import models
from django.db.models import Q

from deputies.models import Person

from .figure import Entered, Figure, Sourced


@pghistory.track()
class Outcome(Sourced):
    """成效: what was brought about, who pushed it, and whether it is a first."""

    class Kind(models.TextChoices):
        POLICY = "policy", "出台政策"
        MECHANISM = "mechanism", "建立机制"
        OTHER = "other", "其他"

    class FirstIn(models.TextChoices):
        COUNTRY = "country", "全国"
        PROVINCE = "province", "全省"
        CITY = "city", "全市"
        DISTRICT = "district", "全区"

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    title = models.CharField("名称", max_length=160)
    issued_by = models.CharField("出台机关", max_length=60, blank=True)
    reached_on = models.DateField("取得日期", help_text="按此计入年度；只知道年度的，填写统计期的最后一日。")
    pushed_by = models.ManyToManyField(
        Person, blank=True, related_name="outcomes", verbose_name="推动人", help_text="来源点名的代表。"
    )
    is_first = models.BooleanField("首个、首创", default=False)
    first_in = models.CharField("首创范围", max_length=10, choices=FirstIn.choices, blank=True)
    note = models.TextField("情况", blank=True)

    class Meta:
        verbose_name = "工作成效"
        verbose_name_plural = "工作成效"
        ordering = ("-reached_on", "-id")
        constraints = (
            models.UniqueConstraint(name="outcome_once", fields=("title",), violation_error_message="该成效已经登记。"),
            models.CheckConstraint(
                name="outcome_first_has_a_scope",
                condition=Q(is_first=True) ^ Q(first_in=""),
                violation_error_message="勾选首个、首创的，须选择首创范围；未勾选的，范围留空。",
            ),
        )

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Beneficiary(Figure):
    """受益: how many enterprises or people gain by an outcome; a number from outside the portal."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="beneficiaries", verbose_name="成效")

    class Meta:
        verbose_name = "受益对象"
        verbose_name_plural = "受益对象"
        ordering = ("id",)
        constraints = (
            *Entered.entered_constraints("beneficiary"),
            models.UniqueConstraint(
                name="beneficiary_once_a_day",
                fields=("outcome", "unit", "as_of"),
                violation_error_message="这一单位的受益数在这一天已经填写。",
            ),
        )

    def __str__(self) -> str:
        return self.text
