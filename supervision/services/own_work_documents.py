"""自身建设和中心工作情况 of a year as a Word paper and as an Excel file, for the annual report."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook

from congress.official import Block, Heading, OfficialLetter, Paragraph, Table
from meetings.services import letterhead

from .own_work import Part

#: the narrowest and the widest column of the paper, in characters
NARROW: Final = 6
WIDE: Final = 14


def title_of(year: int) -> str:
    """The title of the paper and of the file."""
    return f"{year}年自身建设和中心工作情况"


def paper(year: int, parts: Sequence[Part], *, on: date) -> OfficialLetter:
    """Each register with its figures and its rows; an inner paper without a red head."""
    body: list[Block] = [
        Paragraph("本件由各登记簿的记录生成，数字均可在系统中打开所依据的记录；标“示例”的内容不得引用。")
    ]
    for part in parts:
        body.append(Heading(part.title))
        if part.figures:
            body.append(Paragraph("，".join(f"{each.label}{each.text}" for each in part.figures) + "。"))
        if part.rows:
            body.append(_table(part))
    return OfficialLetter(title=title_of(year), body=body, signer=letterhead.office_name(on), date=on, sealed=False)


def _table(part: Part) -> Table:
    """The rows of a register, each column as wide as its longest words ask, within bounds."""
    longest = [max(len(row[place]) for row in [part.head, *part.rows]) for place in range(len(part.head))]
    widths = [max(NARROW, min(length, WIDE)) for length in longest]
    return Table(
        part.head, part.rows, widths=widths, left=[place for place, width in enumerate(widths) if width == WIDE]
    )


def workbook(parts: Sequence[Part]) -> bytes:
    """The figures on the first sheet with what they count, each register on one of its own."""
    book = Workbook()
    first: Any = book.active
    first.title = "数字"
    _fill(
        first,
        ("登记簿", "项目", "数字", "口径"),
        [(part.title, each.label, each.text, each.definition) for part in parts for each in part.figures],
    )
    for part in parts:
        if part.rows:
            _fill(book.create_sheet(part.title), part.head, part.rows)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Any, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Every cell as text whatever it begins with: words are never a formula."""
    for number, row in enumerate([head, *rows], start=1):
        for place, text in enumerate(row, start=1):
            sheet.cell(number, place, text).data_type = "s"
