"""The unfinished on paper: an Excel file of what was found, and the monthly list for the chairpersons' meeting."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import Workbook

from congress.models import ObligationQuerySet
from congress.official import Block, OfficialLetter, Paragraph, Table, date_text
from congress.services import unfinished
from congress.services.marks import owed_by
from congress.services.unfinished_desk import Asked, lines

#: rows that an Excel file and a list on paper take
EXCEL_ROWS: Final = 10_000
WORD_ROWS: Final = 500
_HEADINGS: Final = (
    "事项",
    "责任主体",
    "对口工委",
    "分管领导",
    "规则",
    "依据",
    "起算日",
    "法定期限",
    "到期日",
    "逾期天数",
    "催办次数",
    "最近催办",
)


def _limited(rows: ObligationQuerySet, limit: int) -> list[Any]:
    """The rows, the latest first. Raises ValidationError if there are more than the limit."""
    found = list(unfinished.for_list(rows).order_by("due_on", "id")[: limit + 1])
    if len(found) > limit:
        raise ValidationError(f"筛选出的事项超过{limit:,}件，请缩小范围后再导出。")
    return found


def workbook(rows: ObligationQuerySet, question: Asked, *, on: date) -> tuple[bytes, int]:
    """The rows as an Excel file, and how many there are. Raises ValidationError if there are more than `EXCEL_ROWS`."""
    found = _limited(rows, EXCEL_ROWS)
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("未完成事项")
    sheet.append(_HEADINGS)
    for row, line in zip(found, lines(found, question, on=on), strict=True):
        late = max((on - row.due_on).days, 0)
        last = timezone.localdate(row.last_urged_at).isoformat() if row.last_urged_at else ""
        texts = (row.title, line.owed_by, line.watched_by, line.leader, line.rule, line.citation)
        days = (row.start_on, row.due_plain, row.due_on)
        sheet.append([*map(_plain, texts), *(day.isoformat() for day in days), late, row.urges_made, last])
    file = BytesIO()
    book.save(file)
    return file.getvalue(), len(found)


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def monthly_list(rows: ObligationQuerySet, question: Asked, *, on: date) -> OfficialLetter:
    """未完成事项清单: what is late on the day and what falls due by the end of its month, by committee.

    Raises ValidationError if there is more than `WORD_ROWS`.
    """
    last = on.replace(day=monthrange(on.year, on.month)[1])
    found = _limited(rows.filter(due_on__lte=last), WORD_ROWS)
    late = sum(row.due_on < on for row in found)
    told = f"截至{date_text(on)}，已逾期{late}件，{on.month}月{last.day}日前到期{len(found) - late}件。"
    return OfficialLetter(
        title="未完成事项清单",
        passed_at=f"{settings.SITE_NAME}办公室 {date_text(on)}（提交主任会议）",
        body=[Paragraph(told), *_tables(found, question, on)],
        date=on,
        sealed=False,
    )


def _tables(found: Sequence[Any], question: Asked, on: date) -> list[Block]:
    by_committee: dict[str, list[list[str]]] = {}
    by_organ = {organ: leader.name for leader in question.led for organ in leader.organs}
    for row in found:
        leader = by_organ.get(row.watched_by_id or row.owed_organ_id, "")
        name = str(row.watched_by or "其他")
        heading = f"{name}（{leader}分管）" if leader else name
        table = by_committee.setdefault(heading, [])
        state = f"逾期{(on - row.due_on).days}天" if row.due_on < on else "未到期"
        urged = f"，催办{row.urges_made}次" if row.urges_made else ""
        table.append([str(len(table) + 1), row.title, owed_by(row), date_text(row.due_on), f"{state}{urged}"])
    return [
        Table(
            ["序号", "事项", "责任主体", "到期日", "情况"],
            table,
            title=heading,
            widths=[1.2, 6.4, 3.2, 3, 2.6],
            left=[1],
        )
        for heading, table in by_committee.items()
    ]
