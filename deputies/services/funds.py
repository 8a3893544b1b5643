"""代表活动经费: lines of the budget, what changes them, and payments that two persons make (DL25 art 42)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Attachment, User
from congress.official.numerals import date_text
from congress.services import activity, attachments, notifications
from congress.services.attachments import Upload
from deputies.models import AREA_KINDS, FundAdjustment, FundLine, FundPayment

Status = FundPayment.Status
APPROVE: Final = "deputies.approve_fundpayment"
PAY: Final = "deputies.pay_fundpayment"
#: what may not change on a line from which something is booked
_FIXED: Final = ("year", "source", "organ_id", "use", "amount")
#: where a deputy reads what was paid
OWN_PATH: Final = "/workspace/allowances/"


def admin_path(payment: FundPayment) -> str:
    """Where a payment is dealt with."""
    return f"/admin/deputies/fundpayment/{payment.pk}/change/"


def locked(line: FundLine) -> FundLine:
    """The line as stored, with its account, held until the transaction ends: two bookings come one after the other."""
    FundLine.objects.select_for_update().get(pk=line.pk)
    return FundLine.objects.all().with_account().select_related("organ").get(pk=line.pk)


@transaction.atomic
def keep_line(line: FundLine, *, actor: User) -> FundLine:
    """Store a line, new or changed.

    Raises ValidationError for a bad amount, a place that is none, or a change of what payments rest on.
    """
    line.full_clean()
    if line.organ is not None and line.organ.kind not in AREA_KINDS:
        raise ValidationError({"organ": f"{line.organ}不是街道人大工委或者乡镇人大，请重新选择。"})
    is_new = line.pk is None
    if not is_new:
        stored = locked(line)
        is_used = stored.payments.exists() or stored.allowance_periods.exists() or stored.adjustments.exists()
        if is_used and any(getattr(stored, name) != getattr(line, name) for name in _FIXED):
            raise ValidationError(
                "本项目已有支付、发放期或者预算调整，年度、来源、用途类别和预算金额不能改；增减请办理“预算调整”。"
            )
    line.save()
    activity.record(actor, "登记经费预算" if is_new else "更改经费预算", line, detail={"amount": str(line.amount)})
    return line


@transaction.atomic
def adjust(adjustment: FundAdjustment, *, actor: User, today: date) -> FundAdjustment:
    """预算调整: by a decision. Raises ValidationError if what is booked would no longer be covered."""
    line = locked(adjustment.line)
    adjustment.entered_by = actor
    adjustment.decision = adjustment.decision.strip()
    adjustment.full_clean()
    if adjustment.decided_on > today:
        raise ValidationError({"decided_on": "决定日期不能晚于今天。"})
    if line.left + adjustment.amount < 0:  # type: ignore[attr-defined]
        raise ValidationError({"amount": f"最多调减{line.left}元，其余已经登记支付。"})  # type: ignore[attr-defined]
    adjustment.save(force_insert=True)
    activity.record(actor, "预算调整", line, reason=adjustment.decision, detail={"amount": str(adjustment.amount)})
    return adjustment


def check_left(line: FundLine, amount: Decimal) -> None:
    """Raise ValidationError if a locked line has less left than the amount."""
    left: Decimal = line.left  # type: ignore[attr-defined]
    if amount > left:
        raise ValidationError(
            {"amount": f"“{line}”只剩{left}元，不能登记{amount}元；确需支付的，先经决定办理“预算调整”。"}
        )


@transaction.atomic
def book(payment: FundPayment, *, actor: User, today: date) -> FundPayment:
    """登记支付: a new payment, or a draft put right; whoever wrote it last entered it and cannot approve it.

    Raises ValidationError for more than the line has left, a purpose that is not that of the line, or a deputy who
    held no mandate in its year; TransitionError if it is no draft any more.
    """
    line = locked(payment.line)
    payment.subject, payment.voucher = payment.subject.strip(), payment.voucher.strip()
    is_new = payment.pk is None
    before = Decimal(0)
    if not is_new:
        stored = FundPayment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
        if stored.period_id is not None:
            raise ValidationError("补贴名单中的支付由发放期编制，不能单独更改；有误的请作废后“补列”。")
        # Still a draft: the step onto itself is refused for anything else.
        stored.move(Status.DRAFTED, allowed=[Status.DRAFTED])
        before = stored.amount if stored.line_id == line.pk else Decimal(0)
        payment.entered_on = stored.entered_on
    else:
        payment.status, payment.entered_on = Status.DRAFTED, today
    payment.entered_by = actor
    payment.full_clean()
    _check_purpose(payment, line)
    check_left(line, payment.amount - before)
    payment.save()
    activity.record(
        actor,
        "登记经费支付" if is_new else "更改经费支付",
        payment,
        path=admin_path(payment),
        detail={"amount": str(payment.amount)},
    )
    if is_new:
        _tell_approvers(payment, actor)
    return payment


def _check_purpose(payment: FundPayment, line: FundLine) -> None:
    mandate = payment.mandate
    if mandate is not None:
        year_starts, year_ends = date(line.year, 1, 1), date(line.year, 12, 31)
        if mandate.starts_on > year_ends or (mandate.ends_on is not None and mandate.ends_on < year_starts):
            raise ValidationError({"mandate": f"{mandate.person}在{line.year}年没有代表资格，不能从本项目支付。"})
    if line.use == FundLine.Use.ALLOWANCE and mandate is None:
        raise ValidationError({"mandate": "履职补贴专款专用，须选择领取补贴的代表。"})


def _tell_approvers(payment: FundPayment, actor: User) -> None:
    approvers = [user for user in User.objects.with_role("funds_approver") if user.pk != actor.pk]
    notifications.tell(approvers, subject=f"经费支付待审批：{payment.subject}", path=admin_path(payment))


@transaction.atomic
def approve(payments: Sequence[FundPayment], *, actor: User, today: date) -> int:
    """审批: all or none; how many. Never by who entered one, and never of money that one gets oneself.

    Raises ValidationError, or TransitionError if one is no draft any more.
    """
    if not actor.has_perm(APPROVE):
        raise ValidationError("您没有审批经费支付的权限。")
    rows = _held(payments)
    own = [row for row in rows if row.entered_by_id == actor.pk]
    if own:
        raise ValidationError(f"“{own[0].subject}”由您登记，登记人不能审批，请由其他同事审批。")
    mine = [row for row in rows if row.mandate is not None and row.mandate.person.account_id == actor.pk]
    if mine:
        raise ValidationError(f"“{mine[0].subject}”付给您本人，请由其他同事审批。")
    for row in rows:
        row.approve(by=actor, on=today)
    activity.record_each(actor, "审批经费支付", [(row, admin_path(row)) for row in rows])
    return len(rows)


@transaction.atomic
def pay(payments: Sequence[FundPayment], *, on: date, voucher: str = "", actor: User, today: date) -> int:
    """登记支付完成: all or none; how many. The deputies are told.

    Raises ValidationError for a day to come or before the approval, TransitionError for what is not approved.
    """
    if not actor.has_perm(PAY):
        raise ValidationError("您没有办理经费支付的权限。")
    if on > today:
        raise ValidationError({"on": "支付日期不能晚于今天。"})
    rows = _held(payments)
    for row in rows:
        if row.approved_on is not None and on < row.approved_on:
            raise ValidationError({"on": f"支付日期不能早于审批日期（{date_text(row.approved_on)}）。"})
        row.pay(on=on)
        if voucher.strip():
            row.voucher = voucher.strip()[:60]
            row.save(update_fields=["voucher"])
    activity.record_each(actor, "支付经费", [(row, admin_path(row)) for row in rows], detail={"paid_on": str(on)})
    accounts = [row.mandate.person.account for row in rows if row.mandate and row.mandate.person.account]
    notifications.tell(accounts, subject="您的代表履职补贴或者活动费用已支付", path=OWN_PATH)
    return len(rows)


@transaction.atomic
def void(payment: FundPayment, *, reason: str, actor: User) -> None:
    """作废: a draft by who enters, what was approved or paid by who approves; the line has the money again.

    Raises ValidationError without a reason or the permission, TransitionError if it is void already.
    """
    if not reason.strip():
        raise ValidationError({"reason": "请写明作废理由。"})
    (row,) = _held([payment])
    if row.status != Status.DRAFTED and not actor.has_perm(APPROVE):
        raise ValidationError("已审批或者已支付的，由审批人作废。")
    row.void(reason=reason.strip()[:200])
    payment.refresh_from_db(fields=["status", "void_reason"])
    activity.record(actor, "作废经费支付", row, path=admin_path(row), reason=reason.strip()[:200])


@transaction.atomic
def add_evidence(payment: FundPayment, *, voucher: str, upload: "Upload | None", actor: User) -> None:
    """登记凭证: number, file, or both. Raises ValidationError for neither, or for a payment that is void."""
    if not voucher.strip() and upload is None:
        raise ValidationError({"voucher": "请填写凭证号或者选择文件。"})
    (row,) = _held([payment])
    if row.status == Status.VOIDED:
        raise ValidationError("已作废的支付不再登记凭证。")
    if voucher.strip():
        row.voucher = voucher.strip()
        row.full_clean(validate_unique=False, validate_constraints=False)
        row.save(update_fields=["voucher"])
    if upload is not None:
        row.files.add(attachments.store(upload, actor=actor, security=Attachment.Security.RESTRICTED))
    activity.record(actor, "登记支付凭证", row, path=admin_path(row))


def _held(payments: Sequence[FundPayment]) -> list[FundPayment]:
    """The payments as stored, locked in one order, with the people they go to."""
    if not payments:
        raise ValidationError("没有可以办理的支付。")
    keys = [payment.pk for payment in payments]
    rows = FundPayment.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return list(rows.select_related("line", "mandate__person__account").order_by("pk"))
