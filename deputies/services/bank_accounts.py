"""银行账户 of deputies: entered by the treasurer, sealed, and every reading of a whole number on record (§5.2)."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

import openpyxl
from django.core.exceptions import ValidationError
from django.db import transaction
from openpyxl.styles import Font

from congress.models import User
from congress.services import activity
from deputies.models import AllowancePeriod, BankAccount, FundPayment
from deputies.services import allowances

READ: Final = "deputies.read_bankaccount"
READING: Final = "查看银行账号"
_HEADINGS: Final = ("序号", "姓名", "任职天数", "金额（元）", "开户行", "账号", "状态")


@transaction.atomic
def keep(account: BankAccount, *, actor: User) -> BankAccount:
    """Store bank and number; the log tells who changed them and not what they are. Raises ValidationError."""
    account.bank, account.number = account.bank.strip(), "".join(account.number.split())
    if not account.number:
        # Django itself does not ask for a column that no form shows.
        raise ValidationError({"number": "请填写账号。"})
    account.full_clean()
    account.save()
    activity.record(actor, "登记银行账户", account.person)
    return account


@transaction.atomic
def read(account: BankAccount, *, actor: User) -> str:
    """The whole number, and a line that tells who read it. Raises ValidationError for anybody else."""
    if not actor.has_perm(READ):
        raise ValidationError("完整银行账号只有经费财务可以查看。")
    activity.record(actor, READING, account.person)
    number: str = account.number
    return number


@transaction.atomic
def payment_list(period: AllowancePeriod, *, actor: User) -> bytes:
    """发放清单 for the bank: what is approved or paid, with whole numbers; a line for each person whose was read.

    Raises ValidationError for anybody but the treasurer, or while nothing is approved.
    """
    if not actor.has_perm(READ):
        raise ValidationError("含银行账号的发放清单只有经费财务可以下载。")
    rows = list(allowances.on_list(period).filter(status__in=FundPayment.TOLD))
    if not rows:
        raise ValidationError("名单还没有审批，不能下载发放清单。")
    people = [row.mandate.person for row in rows if row.mandate]
    accounts = {each.person_id: each for each in BankAccount.objects.filter(person__in=people).select_related("person")}
    activity.record_each(actor, READING, [(each.person, "") for each in accounts.values()], reason=str(period))
    activity.record(actor, "下载发放清单", period, path=allowances.admin_path(period), detail={"rows": len(rows)})
    lines = [_line(place, row, accounts) for place, row in enumerate(rows, 1)]
    total = sum(row.amount for row in rows)
    return _book(str(period), [*lines, ("", "合计", "", total, "", "", "")])


def _line(place: int, row: FundPayment, accounts: dict[int, BankAccount]) -> tuple[Any, ...]:
    person = row.mandate.person  # type: ignore[union-attr]
    account = accounts.get(person.pk)
    bank, number = (account.bank, account.number) if account else ("未登记", "")
    return place, _plain(person.name), row.days, row.amount, _plain(bank), number, row.get_status_display()


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _book(title: str, lines: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet.append(_HEADINGS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in lines:
        sheet.append(list(line))
    for column, width in zip("ABCDEFG", (6, 14, 10, 14, 32, 28, 16), strict=True):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows(min_row=2, min_col=4, max_col=4):
        row[0].number_format = "0.00"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
