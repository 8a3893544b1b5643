"""Activity funds of deputies: the lines of a year's budget, what changed them, and what was paid from them."""

from datetime import date
from decimal import Decimal
from typing import Final

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from congress.models import Attachment, Organ, User
from congress.workflow import Stateful

from .duty import DutyActivity
from .mandate import Mandate

_MONEY: Final[dict[str, int]] = {"max_digits": 12, "decimal_places": 2}


def yuan(label: str, **options: object) -> "models.DecimalField[Decimal, Decimal]":
    """A column of an amount in 元 with two decimals."""
    return models.DecimalField(label, **_MONEY, **options)  # type: ignore[arg-type]


def _total(rows: "models.QuerySet[models.Model]") -> Coalesce:
    """The sum of `amount` over rows of the line at hand."""
    output: DecimalField[Decimal, Decimal] = DecimalField(max_digits=16, decimal_places=2)
    summed = rows.filter(line=OuterRef("pk")).order_by().values("line").annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(summed, output_field=output), Value(Decimal("0.00"), output_field=output))


class FundLineQuerySet(models.QuerySet["FundLine"]):
    """Lines as a clerk would name them."""

    def with_account(self) -> "FundLineQuerySet":
        """Each with its account: budget with what changed it, booked (drafts too), paid, and what is left."""
        live = FundPayment.objects.live()
        rows = self.annotate(
            adjusted=_total(FundAdjustment.objects.all()),
            booked=_total(live),
            paid=_total(live.filter(status=FundPayment.Status.PAID)),
        )
        return rows.annotate(budget=F("amount") + F("adjusted"), left=F("amount") + F("adjusted") - F("booked"))

    def overdrawn(self) -> "FundLineQuerySet":
        """On which more is booked than there is."""
        return self.with_account().filter(Q(left__lt=0))


@pghistory.track()
class FundLine(models.Model):
    """经费预算项目: money for one purpose in one year, from one source; earmarked (DL25 art 42; ZJ-STREET19 art 20)."""

    class Source(models.TextChoices):
        DISTRICT = "district", "区级财政预算"
        CITY = "city", "市级补助"
        PROVINCE = "province", "省级补助"
        STREET = "street", "区人大常委会下达街道"
        TOWNSHIP = "township", "乡镇财政预算"

    class Use(models.TextChoices):
        ACTIVITY = "activity", "代表活动经费"
        ALLOWANCE = "allowance", "代表履职补贴"

    #: sources whose money belongs to one street or township
    LOCAL: Final = (Source.STREET, Source.TOWNSHIP)

    year = models.PositiveSmallIntegerField("年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    source = models.CharField("来源", max_length=10, choices=Source.choices, default=Source.DISTRICT)
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fund_lines",
        verbose_name="街道或乡镇",
        help_text="下达街道、乡镇预算的，选择所属街道人大工委或者乡镇人大。",
    )
    use = models.CharField("用途类别", max_length=10, choices=Use.choices, default=Use.ACTIVITY)
    purpose = models.CharField("用途", max_length=80, help_text="如“代表小组活动”“履职培训”“无固定工资收入代表补贴”。")
    amount = yuan("预算金额（元）")
    note = models.CharField("说明", max_length=200, blank=True, help_text="预算批复文号等。")
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = FundLineQuerySet.as_manager()

    class Meta:
        verbose_name = "经费预算项目"
        verbose_name_plural = "经费预算项目"
        ordering = ("-year", "use", "source", "purpose", "id")
        constraints = (
            models.CheckConstraint(
                name="fundline_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="预算金额须大于0元。",
            ),
            models.CheckConstraint(
                name="fundline_local_money_has_its_place",
                condition=Q(source__in=("street", "township"), organ__isnull=False)
                | (~Q(source__in=("street", "township")) & Q(organ__isnull=True)),
                violation_error_message="下达街道、乡镇预算的经费须选择街道或乡镇，其他来源不选。",
            ),
            models.UniqueConstraint(
                name="fundline_once",
                fields=("year", "source", "organ", "use", "purpose"),
                nulls_distinct=False,
                violation_error_message="本年度同一来源、同一用途的预算项目已经登记，增减请办理预算调整。",
            ),
        )

    def __str__(self) -> str:
        place = f"（{self.organ}）" if self.organ_id else ""
        return f"{self.year}年{self.get_use_display()}：{self.purpose}{place}"


@pghistory.track()
class FundAdjustment(models.Model):
    """预算调整: a decision raises a line or takes back what is not booked yet."""

    line = models.ForeignKey(
        FundLine, on_delete=models.PROTECT, related_name="adjustments", verbose_name="经费预算项目"
    )
    amount = yuan("调整金额（元）", help_text="追加填正数，调减填负数。")
    decision = models.CharField("决定", max_length=120, help_text="作出决定的会议或者文号。")
    decided_on = models.DateField("决定日期")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name="登记人"
    )

    class Meta:
        verbose_name = "预算调整"
        verbose_name_plural = "预算调整"
        ordering = ("decided_on", "id")
        constraints = (
            models.CheckConstraint(
                name="fundadjustment_changes_something",
                condition=~Q(amount=0),
                violation_error_message="调整金额不能为0元。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.line}：{'追加' if self.amount > 0 else '调减'}{abs(self.amount)}元"


class FundPaymentQuerySet(models.QuerySet["FundPayment"]):
    """Payments as a clerk would name them."""

    def live(self) -> "FundPaymentQuerySet":
        """Booked on their line: everything that is not void."""
        return self.exclude(status=FundPayment.Status.VOIDED)

    def paid(self) -> "FundPaymentQuerySet":
        """Money that left."""
        return self.filter(status=FundPayment.Status.PAID)

    def without_evidence(self) -> "FundPaymentQuerySet":
        """Paid for an activity with no voucher and no file; lists of allowances have their signed sheet."""
        return self.paid().filter(voucher="", files__isnull=True, period__isnull=True)

    def visible_to(self, user: User) -> "FundPaymentQuerySet":
        """All for those who keep the funds; a deputy's own once they were approved."""
        if user.has_perm("deputies.view_fundpayment"):
            return self.all()
        return self.filter(mandate__person__account=user, status__in=FundPayment.TOLD)


@pghistory.track()
class FundPayment(Stateful):
    """经费支付: booked on a line for an activity or for a deputy; one person enters it, another approves it."""

    class Status(models.TextChoices):
        DRAFTED = "drafted", "待审批"
        APPROVED = "approved", "已审批，待支付"
        PAID = "paid", "已支付"
        VOIDED = "voided", "已作废"

    #: what a deputy is told of
    TOLD: Final = (Status.APPROVED, Status.PAID)

    line = models.ForeignKey(FundLine, on_delete=models.PROTECT, related_name="payments", verbose_name="经费预算项目")
    activity = models.ForeignKey(
        DutyActivity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fund_payments",
        verbose_name="履职活动",
    )
    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="fund_payments", verbose_name="代表"
    )
    period = models.ForeignKey(
        "AllowancePeriod",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="payments",
        verbose_name="补贴发放期",
    )
    days = models.PositiveSmallIntegerField("任职天数", null=True, blank=True, editable=False)
    subject = models.CharField("支付事由", max_length=120)
    amount = yuan("金额（元）")
    voucher = models.CharField("凭证号", max_length=60, blank=True)
    files = models.ManyToManyField(
        Attachment, blank=True, editable=False, related_name="fund_payments", verbose_name="凭证材料"
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFTED, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name="登记人"
    )
    entered_on = models.DateField("登记日期", editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="审批人",
    )
    approved_on = models.DateField("审批日期", null=True, blank=True, editable=False)
    paid_on = models.DateField("支付日期", null=True, blank=True, editable=False)
    void_reason = models.CharField("作废理由", max_length=200, blank=True, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = FundPaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "经费支付"
        verbose_name_plural = "经费支付"
        ordering = ("-entered_on", "-id")
        permissions = (("approve_fundpayment", "审批经费支付"), ("pay_fundpayment", "办理经费支付"))
        constraints = (
            models.CheckConstraint(
                name="fundpayment_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="支付金额须大于0元。",
            ),
            models.CheckConstraint(
                name="fundpayment_is_for_something",
                condition=Q(activity__isnull=False) | Q(mandate__isnull=False),
                violation_error_message="请选择履职活动或者代表，经费只能用于代表活动和代表补贴。",
            ),
            models.CheckConstraint(
                name="fundpayment_two_persons",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("entered_by")),
                violation_error_message="登记人不能审批自己登记的支付。",
            ),
            models.CheckConstraint(
                name="fundpayment_approved_by_somebody",
                condition=~Q(status__in=("approved", "paid")) | Q(approved_by__isnull=False, approved_on__isnull=False),
                violation_error_message="已审批的支付须有审批人和审批日期。",
            ),
            models.CheckConstraint(
                name="fundpayment_paid_on_a_day",
                condition=~Q(status="paid") | Q(paid_on__isnull=False, paid_on__gte=F("approved_on")),
                violation_error_message="支付日期不能早于审批日期。",
            ),
            models.CheckConstraint(
                name="fundpayment_void_has_a_reason",
                condition=~Q(status="voided") | ~Q(void_reason=""),
                violation_error_message="作废须写明理由。",
            ),
            models.CheckConstraint(
                name="fundpayment_allowance_has_days",
                condition=Q(period__isnull=True, days__isnull=True)
                | Q(period__isnull=False, days__gt=0, mandate__isnull=False),
                violation_error_message="履职补贴须有代表和任职天数。",
            ),
            models.UniqueConstraint(
                name="fundpayment_one_allowance_a_period",
                fields=("period", "mandate"),
                condition=Q(period__isnull=False) & ~Q(status="voided"),
                violation_error_message="该代表在这个发放期已经列入。",
            ),
        )
        indexes = (models.Index(name="fundpayment_of_line", fields=("line", "status")),)

    def __str__(self) -> str:
        return f"{self.subject}（{self.amount}元）"

    def approve(self, *, by: User, on: date) -> None:
        """审批: by somebody else than who entered it."""
        self.move(self.Status.APPROVED, allowed=[self.Status.DRAFTED], approved_by=by, approved_on=on)

    def pay(self, *, on: date) -> None:
        """支付: the money left."""
        self.move(self.Status.PAID, allowed=[self.Status.APPROVED], paid_on=on)

    def void(self, *, reason: str) -> None:
        """作废: frees the line; the row stays with its reason. What was paid is void when it came back."""
        allowed = [self.Status.DRAFTED, self.Status.APPROVED, self.Status.PAID]
        self.move(self.Status.VOIDED, allowed=allowed, void_reason=reason)
