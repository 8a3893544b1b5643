"""Allowances of deputies without fixed wages: rates by date, who is entitled, periods, and where the money goes."""

from calendar import monthrange
from datetime import date
from typing import Final

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from congress.models import Attachment, SealedField, date_span, in_force_on
from congress.workflow import Stateful

from .fund import FundLine, FundPayment, yuan
from .mandate import Mandate
from .person import Person

_SHOWN: Final = 4


class AllowanceRateQuerySet(models.QuerySet["AllowanceRate"]):
    """Rates as a clerk would name them."""

    def in_force(self, *, on: date) -> "AllowanceRateQuerySet":
        """In force on a day."""
        return self.filter(in_force_on(on))


@pghistory.track()
class AllowanceRate(models.Model):
    """补贴标准: the amount of a quarter or half-year from a day on, and what part of a period is worth.

    Rates are local (handbook §1.6); every one names the paper that fixed it. Source: DL25 art 41.
    """

    class Length(models.TextChoices):
        QUARTER = "quarter", "按季度"
        HALF = "half", "按半年"

    class PartService(models.TextChoices):
        PRO_RATA = "pro_rata", "按任职天数折算"
        LEFT_OUT = "left_out", "任职不满整期的不发"

    length = models.CharField("发放周期", max_length=8, choices=Length.choices, default=Length.HALF)
    amount = yuan("每期金额（元）")
    part_service = models.CharField(
        "任职不满整期的",
        max_length=10,
        choices=PartService.choices,
        default=PartService.PRO_RATA,
        help_text="期内当选、资格终止、暂停执行职务或者收入情况变化的，按此办理。",
    )
    basis = models.CharField("依据", max_length=160, help_text="确定标准的文件名称和文号。")
    starts_on = models.DateField("施行日期")
    ends_on = models.DateField("最后一日", null=True, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = AllowanceRateQuerySet.as_manager()

    class Meta:
        verbose_name = "履职补贴标准"
        verbose_name_plural = "履职补贴标准"
        ordering = ("-starts_on", "length")
        constraints = (
            models.CheckConstraint(
                name="allowancerate_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="每期金额须大于0元。",
            ),
            models.CheckConstraint(
                name="allowancerate_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="最后一日不能早于施行日期。",
            ),
            ExclusionConstraint(
                name="allowancerate_one_at_a_time",
                expressions=((F("length"), RangeOperators.EQUAL), (date_span(), RangeOperators.OVERLAPS)),
                violation_error_message="同一发放周期在同一天只能有一个标准，请先填写原标准的最后一日。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_length_display()}{self.amount}元（{self.starts_on:%Y-%m-%d}起）"


class AllowanceEntitlementQuerySet(models.QuerySet["AllowanceEntitlement"]):
    """Entitlements as a clerk would name them."""

    def touching(self, first: date, last: date) -> "AllowanceEntitlementQuerySet":
        """In force on some day of a span."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first), starts_on__lte=last)


@pghistory.track()
class AllowanceEntitlement(models.Model):
    """无固定工资收入: from when to when a deputy has no fixed wages and is entitled to the allowance (DL25 art 41)."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="entitlements", verbose_name="代表")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("最后一日", null=True, blank=True)
    basis = models.CharField("认定依据", max_length=120, help_text="如“本人申报，街道人大工委核实”。")
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = AllowanceEntitlementQuerySet.as_manager()

    class Meta:
        verbose_name = "无固定工资收入代表"
        verbose_name_plural = "无固定工资收入代表"
        ordering = ("mandate__person__stroke_key", "starts_on")
        constraints = (
            models.CheckConstraint(
                name="entitlement_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="最后一日不能早于开始日期。",
            ),
            ExclusionConstraint(
                name="entitlement_one_at_a_time",
                expressions=((F("mandate"), RangeOperators.EQUAL), (date_span(), RangeOperators.OVERLAPS)),
                violation_error_message="该代表在这段时间已经认定，日期不能重叠。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mandate.person}无固定工资收入"


class AllowancePeriodQuerySet(models.QuerySet["AllowancePeriod"]):
    """Periods as a clerk would name them."""

    def not_drawn_up(self, *, before: date) -> "AllowancePeriodQuerySet":
        """Ended before a day and still without their list."""
        return self.filter(status=AllowancePeriod.Status.PLANNED, ends_on__lt=before)

    def waiting_for_approval(self) -> "AllowancePeriodQuerySet":
        """With allowances that nobody approved yet."""
        drafted = FundPayment.objects.filter(period=OuterRef("pk"), status=FundPayment.Status.DRAFTED)
        return self.filter(Exists(drafted))

    def without_sheet(self) -> "AllowancePeriodQuerySet":
        """Paid, and the sheet that the deputies signed is not kept."""
        paid = FundPayment.objects.filter(period=OuterRef("pk"), status=FundPayment.Status.PAID)
        return self.filter(Exists(paid), sheets__isnull=True)


@pghistory.track()
class AllowancePeriod(Stateful):
    """补贴发放期: a quarter or half-year; its list is drawn up from who held a mandate in it."""

    class Status(models.TextChoices):
        PLANNED = "planned", "待编制名单"
        DRAWN_UP = "drawn_up", "已编制名单"

    class Part(models.TextChoices):
        FIRST_HALF = "h1", "上半年"
        SECOND_HALF = "h2", "下半年"
        FIRST_QUARTER = "q1", "第一季度"
        SECOND_QUARTER = "q2", "第二季度"
        THIRD_QUARTER = "q3", "第三季度"
        FOURTH_QUARTER = "q4", "第四季度"

    year = models.PositiveSmallIntegerField("年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    part = models.CharField("发放期", max_length=2, choices=Part.choices)
    starts_on = models.DateField("开始日期", editable=False)
    ends_on = models.DateField("最后一日", editable=False)
    line = models.ForeignKey(
        FundLine, on_delete=models.PROTECT, related_name="allowance_periods", verbose_name="经费预算项目"
    )
    rate = models.ForeignKey(
        AllowanceRate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="periods",
        verbose_name="补贴标准",
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PLANNED, editable=False)
    sheets = models.ManyToManyField(
        Attachment, blank=True, editable=False, related_name="allowance_periods", verbose_name="签领表"
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = AllowancePeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "履职补贴发放期"
        verbose_name_plural = "履职补贴发放期"
        ordering = ("-starts_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="allowanceperiod_dates_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="最后一日不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="allowanceperiod_drawn_up_by_a_rate",
                condition=~Q(status="drawn_up") | Q(rate__isnull=False),
                violation_error_message="编制名单须有补贴标准。",
            ),
            ExclusionConstraint(
                name="allowanceperiod_one_at_a_time",
                expressions=((date_span(), RangeOperators.OVERLAPS),),
                violation_error_message="这段时间已经有补贴发放期，发放期不能重叠。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}年{self.get_part_display()}履职补贴"

    @property
    def length(self) -> str:
        """Quarter or half-year, as rates are told apart."""
        return AllowanceRate.Length.HALF if self.part.startswith("h") else AllowanceRate.Length.QUARTER

    @property
    def total_days(self) -> int:
        """Days of the period."""
        return (self.ends_on - self.starts_on).days + 1

    def set_days(self) -> None:
        """First and last day of the quarter or half-year."""
        months = 6 if self.length == AllowanceRate.Length.HALF else 3
        last = int(self.part[1]) * months
        self.starts_on = date(self.year, last - months + 1, 1)
        self.ends_on = date(self.year, last, monthrange(self.year, last)[1])

    def draw_up(self, *, rate: AllowanceRate) -> None:
        """编制名单: the list stands and can be added to."""
        self.move(self.Status.DRAWN_UP, allowed=[self.Status.PLANNED], rate=rate)


class BankAccount(models.Model):
    """银行账户: where a deputy's allowance goes; sealed, shown by its last four digits, every reading on record.

    Without field-level history (Personal Information Protection Law arts 6, 28, 51).
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="bank_account", verbose_name="代表")
    bank = models.CharField("开户行", max_length=60)
    number = SealedField(
        "账号",
        max_length=30,
        # Not among the fields of forms, whose guard against stale pages would carry a digest of it.
        editable=False,
        validators=[RegexValidator(r"^[0-9]{12,22}$", "账号应为12至22位数字。")],
    )

    class Meta:
        verbose_name = "代表银行账户"
        verbose_name_plural = "代表银行账户"
        ordering = ("person__stroke_key",)
        permissions = (("read_bankaccount", "查看完整银行账号"),)

    def __str__(self) -> str:
        return f"{self.person}的银行账户"

    @property
    def masked(self) -> str:
        """The last four digits."""
        return f"**** {self.number[-_SHOWN:]}" if self.number else ""
