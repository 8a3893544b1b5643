"""The audit ledger of a year: from the audit report to the rectification report."""

from decimal import Decimal
from typing import Any, Final

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear

from congress.models import Obligation
from congress.publishing import Publishable, PublishableQuerySet

from .report import SpecialReport

ZERO: Final = Decimal("0.00")


def yuan(verbose_name: str, **kwargs: Any) -> "models.DecimalField[Any, Any]":
    """An amount in 元 with two decimals."""
    return models.DecimalField(verbose_name, max_digits=16, decimal_places=2, **kwargs)


@pghistory.track()
class AuditLedger(Publishable):
    """审计查出问题整改台账: the list of one year, from the audit report to the rectification report.

    The government owes the committee the rectification report by the earlier of AUD-6M and AUD-DEC (SL24 art 27;
    ZJ-BUD16 art 38). `stated_…` is what the audit report itself says in total, to be compared with the rows.
    """

    year = models.PositiveSmallIntegerField("年度", unique=True, help_text="听取审计工作报告的年份。")
    opened_on = models.DateField("建账日期", help_text="一般为听取审计工作报告的日期。")
    audit_report = models.OneToOneField(
        SpecialReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="audit_ledger",
        verbose_name="审计工作报告",
    )
    rectification_report = models.OneToOneField(
        SpecialReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rectified_ledger",
        verbose_name="整改情况报告",
    )
    obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="audit_ledger",
        verbose_name="整改情况报告期限",
    )
    stated_findings = models.PositiveIntegerField("报告所列问题数（个）", null=True, blank=True)
    stated_amount = yuan("报告所列金额（元）", null=True, blank=True)
    is_historic = models.BooleanField("历史记录", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = PublishableQuerySet["AuditLedger"].as_manager()

    class Meta:
        verbose_name = "审计整改台账"
        verbose_name_plural = "审计整改台账"
        ordering = ("-year",)
        constraints = (
            models.CheckConstraint(
                name="audit_ledger_opened_in_its_year",
                condition=Q(year=ExtractYear("opened_on")),
                violation_error_message="建账日期须在台账的年度之内。",
            ),
            models.CheckConstraint(
                name="audit_ledger_stated_amount_not_negative",
                condition=Q(stated_amount__isnull=True) | Q(stated_amount__gte=0),
                violation_error_message="报告所列金额不能为负数。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}年审计查出问题整改台账"

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/supervision/audit/{self.pk}/"
