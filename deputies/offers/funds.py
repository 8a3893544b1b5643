"""活动经费和履职补贴: what waits for treasurer and approver, the files of payments, and what looks wrong.

The checks name lines and periods, never people: more may read them than may read payments.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from congress import registry
from congress.models import User
from congress.registry import Check, Task, Waiting
from deputies.models import AllowancePeriod, FundLine, FundPayment
from deputies.services import allowances, funds

Status = FundPayment.Status


def to_approve(user: User, on: date) -> list[Waiting]:
    """Payments and lists that somebody else entered."""
    del on
    if not user.has_perm(funds.APPROVE):
        return []
    drafts = FundPayment.objects.filter(status=Status.DRAFTED, period__isnull=True).exclude(entered_by=user)
    periods = AllowancePeriod.objects.all().waiting_for_approval()
    return [
        Waiting(drafts.order_by("entered_on", "pk"), lambda row: Task(str(row), "审批", funds.admin_path(row))),
        Waiting(periods.order_by("starts_on"), lambda row: Task(f"{row}名单", "审批", allowances.admin_path(row))),
    ]


def to_pay(user: User, on: date) -> list[Waiting]:
    """Payments that are approved, and periods that ended."""
    if not user.has_perm(funds.PAY):
        return []
    approved = FundPayment.objects.filter(status=Status.APPROVED, period__isnull=True)
    listed = FundPayment.objects.filter(status=Status.APPROVED, period=OuterRef("pk"))
    owed = AllowancePeriod.objects.filter(Exists(listed))
    ended = AllowancePeriod.objects.all().not_drawn_up(before=on)
    return [
        Waiting(approved.order_by("approved_on", "pk"), lambda row: Task(str(row), "支付", funds.admin_path(row))),
        Waiting(owed.order_by("starts_on"), lambda row: Task(str(row), "发放", allowances.admin_path(row))),
        Waiting(ended.order_by("starts_on"), lambda row: Task(str(row), "编制名单", allowances.admin_path(row))),
    ]


def fund_files(user: User | None) -> Q:
    """Evidence and signed sheets, for those who keep the funds."""
    if user is None or not user.has_perm("deputies.view_fundpayment"):
        return Q(pk__in=[])
    return Q(fund_payments__isnull=False) | Q(allowance_periods__isnull=False)


def lines_overdrawn(on: date) -> QuerySet[Any]:
    """Lines on which more is booked than there is."""
    del on
    return FundLine.objects.all().overdrawn().select_related("organ").order_by("-year", "pk")


def lines_without_evidence(on: date) -> QuerySet[Any]:
    """Lines with a payment that has neither voucher nor file."""
    del on
    bare = FundPayment.objects.all().without_evidence().filter(line=OuterRef("pk"))
    return FundLine.objects.filter(Exists(bare)).select_related("organ").order_by("-year", "pk")


def periods_not_drawn_up(on: date) -> QuerySet[Any]:
    """Periods that ended some weeks ago and have no list."""
    since = on - timedelta(days=settings.ALLOWANCE_DAYS)
    return AllowancePeriod.objects.all().not_drawn_up(before=since).order_by("starts_on")


def periods_without_sheet(on: date) -> QuerySet[Any]:
    """Periods that were paid and whose signed sheet is not kept."""
    del on
    return AllowancePeriod.objects.all().without_sheet().order_by("starts_on")


registry.waiting.add("fund_approvals", to_approve)
registry.waiting.add("fund_payments", to_pay)
registry.file_access.add("funds", fund_files)
for _name, _label, _rows, _advice in (
    ("fund_lines_overdrawn", "经费预算项目超支", lines_overdrawn, "请核对支付，或者登记追加预算的决定。"),
    ("fund_payments_without_evidence", "经费支付没有凭证", lines_without_evidence, "请经费财务在支付明细中补登凭证。"),
    ("allowance_periods_not_drawn_up", "履职补贴到期未编制名单", periods_not_drawn_up, "请经费财务编制名单。"),
    ("allowance_periods_without_sheet", "履职补贴已发放没有签领表", periods_without_sheet, "请上传代表签字的签领表。"),
):
    registry.checks.add(_name, Check(_label, _rows, _advice, area="经费"))
