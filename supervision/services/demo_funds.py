"""Funds and allowances of the demonstration: two lines, a payment in each step, a half-year's list; all 示例."""

from datetime import date, timedelta
from decimal import Decimal

from congress.models import User
from deputies.models import (
    AllowanceEntitlement,
    AllowancePeriod,
    AllowanceRate,
    BankAccount,
    FundLine,
    FundPayment,
    Mandate,
)
from deputies.services import allowances, bank_accounts, funds

ENTITLED = 4


def build(*, treasurer: User, approver: User, today: date) -> None:
    """The last whole half-year was paid; this year's first payment waits for approval."""
    part, year = ("h2", today.year - 1) if today.month <= 6 else ("h1", today.year)
    period = AllowancePeriod(year=year, part=part, illustrative=["*"])
    period.set_days()
    allowances.keep_rate(
        AllowanceRate(
            length="half",
            amount=Decimal(1200),
            basis="（示例）代表履职补贴办法",
            starts_on=date(year - 1, 1, 1),
            illustrative=["*"],
        ),
        actor=treasurer,
    )
    period.line = funds.keep_line(_line(year, "allowance", "（示例）无固定工资收入代表补贴", 20_000), actor=treasurer)
    rows = Mandate.objects.all().held_between(period.starts_on, period.ends_on).filter(level="district")
    entitled = list(rows.filter(person__is_illustrative=True).select_related("person").order_by("person", "pk"))
    # Deputies with an account first, so that one of them sees a payment of the own.
    entitled.sort(key=lambda row: row.person.account_id is None)
    for number, mandate in enumerate(entitled[:ENTITLED], 1):
        allowances.entitle(
            AllowanceEntitlement(
                mandate=mandate, starts_on=mandate.starts_on, basis="（示例）本人申报", illustrative=["*"]
            ),
            actor=treasurer,
        )
        account = BankAccount(person=mandate.person, bank="示例银行", number=f"620000000000{number:04}")
        bank_accounts.keep(account, actor=treasurer)
    if entitled:
        allowances.plan_period(period, actor=treasurer)
        allowances.draw_up(period, actor=treasurer, today=today)
        allowances.approve(period, actor=approver, today=today)
        allowances.pay(period, on=today, voucher="示例-001", actor=treasurer, today=today)
    _activity(entitled, treasurer, today)


def _line(year: int, use: str, purpose: str, amount: int) -> FundLine:
    return FundLine(year=year, use=use, purpose=purpose, amount=Decimal(amount), illustrative=["*"])


def _activity(deputies: list[Mandate], treasurer: User, today: date) -> None:
    line = funds.keep_line(_line(today.year, "activity", "（示例）代表小组活动", 50_000), actor=treasurer)
    if not deputies:
        return
    payment = FundPayment(
        line=line,
        mandate=deputies[0],
        subject="（示例）代表小组活动交通费",
        amount=Decimal("360.50"),
        illustrative=["*"],
    )
    funds.book(payment, actor=treasurer, today=today - timedelta(days=1))
