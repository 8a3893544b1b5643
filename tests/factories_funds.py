"""Typed functions that make funds, payments, allowances and bank accounts with defaults."""

from datetime import date
from decimal import Decimal
from itertools import count

from congress.models import User
from deputies.models import (
    AllowanceEntitlement,
    AllowancePeriod,
    AllowanceRate,
    BankAccount,
    FundAdjustment,
    FundLine,
    FundPayment,
    Mandate,
    Person,
)
from deputies.services import allowances, bank_accounts, funds
from tests import factories
from tests.factories_duty import deputy

_serial = count(1)
NUMBER = "6222021208001234567"
YEAR = factories.TODAY.year


def treasurer() -> User:
    return factories.user("treasurer")


def approver() -> User:
    return factories.user("funds_approver")


def line(amount: str = "10000.00", *, use: str = FundLine.Use.ACTIVITY, **fields: object) -> FundLine:
    """A line of this year."""
    values: dict[str, object] = {"year": YEAR, "purpose": f"示例用途{next(_serial)}", **fields}
    row = FundLine(use=use, amount=Decimal(amount), **values)
    return funds.keep_line(row, actor=treasurer())


def draft(on: FundLine, amount: str = "100.00", **fields: object) -> FundPayment:
    """A payment that is not stored yet."""
    values: dict[str, object] = {"subject": "示例交通费", **fields}
    if "activity" not in values and "mandate" not in values:
        values["mandate"] = deputy().mandates.get()
    return FundPayment(line=on, amount=Decimal(amount), **values)


def payment(on: FundLine | None = None, amount: str = "100.00", **fields: object) -> FundPayment:
    """A payment that waits for approval."""
    return funds.book(draft(on or line(), amount, **fields), actor=treasurer(), today=factories.TODAY)


def paid(on: FundLine | None = None, amount: str = "100.00", **fields: object) -> FundPayment:
    """A payment that was approved and paid today."""
    row = payment(on, amount, **fields)
    funds.approve([row], actor=approver(), today=factories.TODAY)
    funds.pay([row], on=factories.TODAY, actor=treasurer(), today=factories.TODAY)
    row.refresh_from_db()
    return row


def rate(amount: str = "1200.00", **fields: object) -> AllowanceRate:
    """A rate of half-years."""
    values: dict[str, object] = {"length": "half", "basis": "示例办法", "starts_on": date(2020, 1, 1), **fields}
    return allowances.keep_rate(AllowanceRate(amount=Decimal(amount), **values), actor=treasurer())


def entitled(person: Person | None = None, *, starts_on: date | None = None, ends_on: date | None = None) -> Mandate:
    """A deputy without fixed wages."""
    mandate = (person or deputy()).mandates.get()
    row = AllowanceEntitlement(
        mandate=mandate, starts_on=starts_on or mandate.starts_on, ends_on=ends_on, basis="示例申报"
    )
    allowances.entitle(row, actor=treasurer())
    return mandate


def period(on: FundLine | None = None, *, year: int = YEAR, part: str = "h1") -> AllowancePeriod:
    """The first half of this year, planned."""
    where = on or line("100000.00", use=FundLine.Use.ALLOWANCE, year=year)
    return allowances.plan_period(AllowancePeriod(year=year, part=part, line=where), actor=treasurer())


def bank_account(person: Person, number: str = NUMBER) -> BankAccount:
    return bank_accounts.keep(BankAccount(person=person, bank="示例银行柯城支行", number=number), actor=treasurer())


def one_of_each() -> None:
    """A row in every register of this subject."""
    # Periods and rates do not overlap: each time another year.
    number = AllowancePeriod.objects.count()
    where = line(use=FundLine.Use.ALLOWANCE, year=2030 + number)
    adjustment = FundAdjustment(line=where, amount=Decimal(5), decision="示例会议", decided_on=factories.TODAY)
    funds.adjust(adjustment, actor=treasurer(), today=factories.TODAY)
    rate(starts_on=date(2030 + number, 1, 1), ends_on=date(2030 + number, 12, 31))
    mandate = entitled()
    period(where, year=where.year)
    payment(mandate=mandate)
    bank_account(mandate.person)
