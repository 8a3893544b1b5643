"""Funds on paper: the sheet that deputies sign, and the account of the year; never a bank account."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from congress.official import OfficialLetter, Paragraph, Table
from congress.official.numerals import capital_amount, date_text
from deputies.models import AllowancePeriod, FundLine, FundPayment
from deputies.services import allowances


def signature_sheet(period: AllowancePeriod, *, signer: str, today: date) -> OfficialLetter:
    """签领表: a row to sign for each deputy."""
    rows = list(allowances.on_list(period))
    total = sum((row.amount for row in rows), Decimal(0))
    words = f"发放期：{date_text(period.starts_on)}至{date_text(period.ends_on)}。"
    if period.rate is not None:
        rate = period.rate
        words += f"标准：每期{rate.amount}元；任职不满整期的，{rate.get_part_service_display()}。依据：{rate.basis}。"
    body = [(str(place), *_cells(row), "") for place, row in enumerate(rows, 1)]
    return OfficialLetter(
        title=f"{period}签领表",
        body=[
            Paragraph(words),
            Table(
                ("序号", "姓名", "任职天数", "金额（元）", "签名"),
                [*body, ("", "合计", "", f"{total}", "")],
                widths=(1, 3, 2, 3, 4),
                row_height=26,
            ),
            Paragraph(f"合计人民币{capital_amount(total)}。"),
        ],
        signer=signer,
        date=today,
        sealed=False,
    )


def _cells(row: FundPayment) -> tuple[str, str, str]:
    return row.mandate.person.name if row.mandate else "", str(row.days or ""), f"{row.amount}"


def account(lines: Sequence[FundLine], *, signer: str, today: date) -> OfficialLetter:
    """收支表: budget, adjustments, paid, booked and left of lines that come with their account."""
    years = sorted({line.year for line in lines})
    span = f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年"
    names = ("amount", "adjusted", "budget", "paid", "unpaid", "left")
    figures = [[_figure(line, name) for name in names] for line in lines]
    sums = [f"{sum(column, Decimal(0))}" for column in zip(*figures, strict=True)]
    rows = [
        (f"{line.purpose}{f'（{line.organ}）' if line.organ else ''}", line.get_source_display(), *map(str, numbers))
        for line, numbers in zip(lines, figures, strict=True)
    ]
    return OfficialLetter(
        title=f"{span}代表活动经费和履职补贴收支表",
        body=[
            Paragraph(f"截至{date_text(today)}，单位：元。"),
            Table(
                ("用途", "来源", "年初预算", "调整", "预算合计", "已支付", "待支付", "结余"),
                [*rows, ("合计", "", *sums)],
                widths=(4, 3, 3, 2, 3, 3, 2, 3),
                left=(0,),
            ),
        ],
        signer=signer,
        date=today,
        sealed=False,
    )


def _figure(line: FundLine, name: str) -> Decimal:
    number: Decimal = line.booked - line.paid if name == "unpaid" else getattr(line, name)  # type: ignore[attr-defined]
    return number
