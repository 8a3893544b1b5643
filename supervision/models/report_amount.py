"""Amounts of fiscal reports: debt limits and balances, what an adjustment changes and why, totals of assets."""

from collections.abc import Mapping
from typing import ClassVar

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from .report import SpecialReport


@pghistory.track()
class ReportAmount(models.Model):
    """One amount of a fiscal report, in yuan with two decimals (handbook §1.4)."""

    class Kind(models.TextChoices):
        LIMIT_GENERAL = "limit_general", "一般债务限额"
        LIMIT_SPECIAL = "limit_special", "专项债务限额"
        BALANCE_GENERAL = "balance_general", "一般债务余额"
        BALANCE_SPECIAL = "balance_special", "专项债务余额"
        NEW_GENERAL = "new_general", "新增一般债务"
        NEW_SPECIAL = "new_special", "新增专项债务"
        REVENUE = "revenue", "收入"
        EXPENDITURE = "expenditure", "支出"
        ADJUSTMENT = "adjustment", "预算调整"
        ASSETS = "assets", "资产总额"
        LIABILITIES = "liabilities", "负债总额"

    DEBT = (
        Kind.LIMIT_GENERAL,
        Kind.LIMIT_SPECIAL,
        Kind.BALANCE_GENERAL,
        Kind.BALANCE_SPECIAL,
        Kind.NEW_GENERAL,
        Kind.NEW_SPECIAL,
    )
    #: which amounts a report of a kind may state
    OF_KIND: ClassVar[Mapping[str, tuple[str, ...]]] = {
        SpecialReport.Kind.DEBT: DEBT,
        SpecialReport.Kind.BUDGET_ADJUSTMENT: (*DEBT, Kind.ADJUSTMENT),
        SpecialReport.Kind.STATE_ASSETS: (Kind.ASSETS, Kind.LIABILITIES),
        SpecialReport.Kind.BUDGET_DRAFT: (Kind.REVENUE, Kind.EXPENDITURE),
        SpecialReport.Kind.BUDGET_EXECUTION: (Kind.REVENUE, Kind.EXPENDITURE),
        SpecialReport.Kind.FINAL_ACCOUNTS: (Kind.REVENUE, Kind.EXPENDITURE),
    }

    report = models.ForeignKey(SpecialReport, on_delete=models.CASCADE, related_name="amounts", verbose_name="报告")
    kind = models.CharField("项目", max_length=16, choices=Kind.choices)
    amount = models.DecimalField(
        "金额（元）", max_digits=18, decimal_places=2, help_text="单位为元，小数两位；预算调减填负数。"
    )
    reason = models.CharField("理由", max_length=200, blank=True, help_text="预算调整的每一项都须写明理由。")

    class Meta:
        verbose_name = "金额"
        verbose_name_plural = "金额"
        ordering = ("report", "id")
        constraints = (
            models.UniqueConstraint(
                name="report_amount_once",
                fields=("report", "kind"),
                condition=~Q(kind="adjustment"),
                violation_error_message="同一报告的同一项金额只填一次。",
            ),
            models.CheckConstraint(
                name="report_adjustment_has_a_reason",
                condition=~Q(kind="adjustment") | ~Q(reason=""),
                violation_error_message="预算调整须写明理由。",
            ),
            models.CheckConstraint(
                name="report_amount_not_negative",
                condition=Q(kind="adjustment") | Q(amount__gte=0),
                violation_error_message="除预算调整外，金额不能是负数。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.amount}元"

    def clean(self) -> None:
        """A report states the amounts of its kind."""
        allowed = self.OF_KIND.get(self.report.kind, ())
        if self.kind and self.kind not in allowed:
            words = "、".join(str(self.Kind(kind).label) for kind in allowed)
            offered = f"可以填写：{words}" if words else "不填写金额"
            raise ValidationError({"kind": f"{self.report.get_kind_display()}报告{offered}。"})
