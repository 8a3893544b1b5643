"""履职补贴: who is entitled, what a period is worth, and the list that is drawn up from the mandates (DL25 art 41)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from congress.models import Attachment, User
from congress.official.numerals import date_text
from congress.services import activity, attachments, notifications
from congress.services.attachments import Upload
from congress.workflow import TransitionError
from deputies.models import (
    AllowanceEntitlement,
    AllowancePeriod,
    AllowanceRate,
    FundLine,
    FundPayment,
    Mandate,
)
from deputies.services import funds

Status = AllowancePeriod.Status
PartService = AllowanceRate.PartService
_Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Share:
    """What a deputy gets of a period: days of service in it, and the amount."""

    mandate: Mandate
    days: int
    amount: Decimal


def admin_path(period: AllowancePeriod) -> str:
    """Where a period is dealt with."""
    return f"/admin/deputies/allowanceperiod/{period.pk}/change/"


@transaction.atomic
def keep_rate(rate: AllowanceRate, *, actor: User) -> AllowanceRate:
    """Store a rate. One by which a list was drawn up keeps its amount and way; a new one takes its place by date.

    Raises ValidationError.
    """
    rate.full_clean()
    is_new = rate.pk is None
    if not is_new:
        stored = AllowanceRate.objects.select_for_update().get(pk=rate.pk)
        fixed = ("length", "amount", "part_service", "starts_on")
        periods = stored.periods.all()
        if periods.exists() and any(getattr(stored, name) != getattr(rate, name) for name in fixed):
            raise ValidationError("已按本标准编制过名单，只能填写最后一日；新标准请另行登记。")
        if rate.ends_on is not None and periods.filter(starts_on__gt=rate.ends_on).exists():
            raise ValidationError({"ends_on": "已按本标准编制过此后的发放期，最后一日不能这样早。"})
    rate.save()
    activity.record(actor, "登记补贴标准" if is_new else "更改补贴标准", rate, detail={"amount": str(rate.amount)})
    return rate


@transaction.atomic
def entitle(entitlement: AllowanceEntitlement, *, actor: User) -> AllowanceEntitlement:
    """认定无固定工资收入, new or changed. Raises ValidationError for days outside the mandate."""
    entitlement.full_clean()
    mandate = entitlement.mandate
    if mandate.level != Mandate.Level.DISTRICT:
        raise ValidationError({"mandate": "区级预算只发放区人大代表的履职补贴。"})
    if entitlement.starts_on < mandate.starts_on:
        raise ValidationError({"starts_on": f"不能早于代表资格开始日期（{date_text(mandate.starts_on)}）。"})
    if mandate.ends_on is not None and entitlement.starts_on > mandate.ends_on:
        raise ValidationError({"starts_on": f"代表资格已于{date_text(mandate.ends_on)}终止。"})
    is_new = entitlement.pk is None
    entitlement.save()
    activity.record(actor, "认定无固定工资收入" if is_new else "更改无固定工资收入认定", entitlement)
    return entitlement


@transaction.atomic
def plan_period(period: AllowancePeriod, *, actor: User) -> AllowancePeriod:
    """Open a period on a line. Raises ValidationError for a line of another use or year, or another period's days."""
    if period.pk is not None:
        stored = AllowancePeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
        if stored.status != Status.PLANNED:
            raise TransitionError(f"“{stored}”已编制名单，不能更改。")
    if not period.year or period.part not in AllowancePeriod.Part.values:
        raise ValidationError({"part": "请填写年度并选择发放期。"})
    period.clean_fields(exclude=["starts_on", "ends_on"])
    period.set_days()
    period.full_clean()
    if period.line.use != FundLine.Use.ALLOWANCE:
        raise ValidationError({"line": "请选择用途类别为“代表履职补贴”的预算项目，经费专款专用。"})
    if period.line.year != period.year:
        raise ValidationError({"line": f"请选择{period.year}年的预算项目。"})
    is_new = period.pk is None
    period.save()
    activity.record(actor, "登记补贴发放期" if is_new else "更改补贴发放期", period, path=admin_path(period))
    return period


@transaction.atomic
def draw_up(period: AllowancePeriod, *, actor: User, today: date) -> int:
    """编制名单: a draft payment for each entitled deputy; how many.

    Raises ValidationError before the last day, without a rate, without anybody entitled or for more than the line has
    left; TransitionError if the list stands already.
    """
    stored = AllowancePeriod.objects.select_for_update(of=("self",)).select_related("line").get(pk=period.pk)
    if stored.status != Status.PLANNED:
        raise TransitionError(f"“{stored}”已编制名单，遗漏的请“补列”。")
    if today < stored.ends_on:
        raise ValidationError(f"本期到{date_text(stored.ends_on)}为止，届时再按任职情况编制名单。")
    rates = AllowanceRate.objects.all().in_force(on=stored.starts_on).filter(length=stored.length)
    rate = rates.first()
    if rate is None:
        label = AllowanceRate.Length(stored.length).label
        raise ValidationError(f"{date_text(stored.starts_on)}没有“{label}”发放的补贴标准，请先登记。")
    found = shares(stored, rate)
    if not found:
        raise ValidationError("本期没有应当领取补贴的代表，请先登记无固定工资收入的代表。")
    stored.draw_up(rate=rate)
    period.refresh_from_db()
    return _book(stored, found, "编制补贴名单", actor=actor, today=today)


@transaction.atomic
def supplement(period: AllowancePeriod, *, actor: User, today: date) -> int:
    """补列: drafts for entitled deputies who are not on the list, or whose payment was made void; how many.

    Raises ValidationError if nobody is missing, TransitionError before the list stands.
    """
    stored = AllowancePeriod.objects.select_for_update(of=("self",)).select_related("line", "rate").get(pk=period.pk)
    if stored.status != Status.DRAWN_UP or stored.rate is None:
        raise TransitionError(f"“{stored}”还没有编制名单。")
    listed = set(stored.payments.all().live().values_list("mandate", flat=True))
    missing = [share for share in shares(stored, stored.rate) if share.mandate.pk not in listed]
    if not missing:
        raise ValidationError("没有需要补列的代表。")
    return _book(stored, missing, "补列补贴名单", actor=actor, today=today)


def _book(period: AllowancePeriod, found: list[Share], verb: str, *, actor: User, today: date) -> int:
    line = funds.locked(period.line)
    total = sum((share.amount for share in found), Decimal(0))
    funds.check_left(line, total)
    FundPayment.objects.bulk_create(
        FundPayment(
            line=period.line,
            period=period,
            mandate=share.mandate,
            days=share.days,
            subject=f"{period}：{share.mandate.person.name}",
            amount=share.amount,
            entered_by=actor,
            entered_on=today,
            illustrative=period.illustrative,
        )
        for share in found
    )
    detail = {"people": len(found), "amount": str(total)}
    activity.record(actor, verb, period, path=admin_path(period), detail=detail)
    approvers = [user for user in User.objects.with_role("funds_approver") if user.pk != actor.pk]
    notifications.tell(approvers, subject=f"履职补贴名单待审批：{period}", path=admin_path(period))
    return len(found)


def shares(period: AllowancePeriod, rate: AllowanceRate) -> list[Share]:
    """Who gets what: the whole amount for every day of the period, else what the rate says of a part of it."""
    entitlements = AllowanceEntitlement.objects.all().touching(period.starts_on, period.ends_on)
    mandates = Mandate.objects.all().held_between(period.starts_on, period.ends_on)
    entitled = mandates.filter(level=Mandate.Level.DISTRICT, pk__in=entitlements.values("mandate"))
    rows = entitled.select_related("person").prefetch_related("entitlements", "suspensions")
    found = []
    for mandate in rows.order_by("person__stroke_key", "person__name", "pk"):
        days = days_of_service(mandate, (period.starts_on, period.ends_on))
        amount = _amount(rate, days, period.total_days)
        if amount > 0:
            found.append(Share(mandate, days, amount))
    return found


def days_of_service(mandate: Mandate, span: _Span) -> int:
    """Days of a span on which the mandate was held, not suspended, and its holder without fixed wages."""
    held = _common(span, (mandate.starts_on, mandate.ends_on or span[1]))
    entitled = [_common(held, (row.starts_on, row.ends_on or span[1])) for row in mandate.entitlements.all()]
    off = [(row.starts_on, row.ends_on or span[1]) for row in mandate.suspensions.all()]
    return sum(_days([each]) - _days(_common(each, lost) for lost in off) for each in entitled)


def _common(one: _Span, other: _Span) -> _Span:
    return max(one[0], other[0]), min(one[1], other[1])


def _days(spans: Iterable[_Span]) -> int:
    return sum(max(0, (last - first).days + 1) for first, last in spans)


def _amount(rate: AllowanceRate, days: int, total: int) -> Decimal:
    if days <= 0:
        return Decimal(0)
    if days >= total:
        return rate.amount
    if rate.part_service == PartService.LEFT_OUT:
        return Decimal(0)
    return (rate.amount * days / total).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def on_list(period: AllowancePeriod) -> QuerySet[FundPayment]:
    """The payments of a period that stand, by strokes of the names."""
    rows = period.payments.all().live().select_related("mandate__person", "mandate__delegation")
    return rows.order_by("mandate__person__stroke_key", "mandate__person__name", "pk")


def approve(period: AllowancePeriod, *, actor: User, today: date) -> int:
    """审批名单: everything of the period that waits; how many. Raises as `funds.approve`."""
    waiting = period.payments.filter(status=FundPayment.Status.DRAFTED)
    return funds.approve(list(waiting), actor=actor, today=today)


def pay(period: AllowancePeriod, *, on: date, voucher: str = "", actor: User, today: date) -> int:
    """发放: everything of the period that is approved; how many. Raises as `funds.pay`."""
    approved = period.payments.filter(status=FundPayment.Status.APPROVED)
    return funds.pay(list(approved), on=on, voucher=voucher, actor=actor, today=today)


@transaction.atomic
def keep_sheet(period: AllowancePeriod, upload: Upload, *, actor: User) -> None:
    """存签领表: the signed list, for those who keep the funds alone. Raises ValidationError for a file of no use."""
    if not period.payments.all().live().exists():
        raise ValidationError("还没有名单，不能登记签领表。")
    period.sheets.add(attachments.store(upload, actor=actor, security=Attachment.Security.RESTRICTED))
    activity.record(actor, "登记签领表", period, path=admin_path(period))
