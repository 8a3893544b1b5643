"""The roster as an Excel file: a template, what stands, and many receptions from one file or none of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile

import openpyxl
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from openpyxl.styles import Font

from congress.models import User
from congress.services import activity
from congress.services.attachments import Upload, check
from deputies.models import Person, ReceptionHost, ReceptionSlot, Station
from deputies.services import receptions
from deputies.services.receptions import HostLine

HEADINGS: Final = (
    "联络站",
    "接待日期",
    "开始时间",
    "结束时间",
    "类别",
    "接待主题",
    "接待人",
    "身份",
    "层级",
    "职务",
)
#: rows that are taken from one file
MOST: Final = 2_000
_EXAMPLE: Final = ("联络站名称", "2026-10-15", "09:00", "11:30", "代表接待", "", "姓名", "人大代表", "区级", "")
_DAYS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S")
_HOURS: Final = ("%H:%M", "%H:%M:%S")


def template() -> bytes:
    """An empty roster with its headings, and an example on a sheet of its own."""
    book = openpyxl.Workbook()
    _write(book.active, [])
    _write(book.create_sheet("填写说明"), [_EXAMPLE])
    choices = book["填写说明"]
    choices.append([])
    choices.append(["类别", *map(str, ReceptionSlot.Kind.labels)])
    choices.append(["身份", *map(str, ReceptionHost.Capacity.labels)])
    choices.append(["层级", *map(str, ReceptionHost.Tier.labels)])
    choices.append(["同一次接待有几位接待人的，每人一行，联络站、日期和时间写成一样。"])
    return _saved(book)


def workbook(slots: QuerySet[ReceptionSlot]) -> bytes:
    """The roster of these receptions, a row for each scheduled host, in the shape that is taken back."""
    rows = slots.select_related("station").prefetch_related("hosts__person").order_by("held_on", "starts_at", "pk")
    book = openpyxl.Workbook()
    _write(
        book.active,
        [
            (
                slot.station.name,
                slot.held_on.isoformat(),
                f"{slot.starts_at:%H:%M}",
                f"{slot.ends_at:%H:%M}",
                slot.get_kind_display(),
                _plain(slot.theme),
                host.person.name,
                host.get_capacity_display(),
                host.get_tier_display(),
                _plain(host.title),
            )
            for slot in rows
            for host in slot.hosts.all()
            if host.is_scheduled
        ],
    )
    return _saved(book)


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _write(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    sheet.append(HEADINGS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append(list(row))


def _saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file that could be read: the reception it belongs to, and the host."""

    number: int
    station: Station
    held_on: date
    starts_at: time
    ends_at: time
    kind: str
    theme: str
    host: HostLine


@transaction.atomic
def take(upload: Upload, stations: QuerySet[Station], *, actor: User, today: date) -> int:
    """Plan the receptions of a file at these stations; how many. One wrong row and nothing is stored.

    Raises ValidationError with a message for each wrong row, by its number in the file.
    """
    check(upload)
    lines = _lines(_cells(upload), {row.name: row for row in stations.select_related("organ")})
    problems: list[str] = []
    planned: dict[tuple[Any, ...], ReceptionSlot] = {}
    for line in lines:
        place = (line.station.pk, line.held_on, line.starts_at, line.ends_at, line.kind)
        try:
            with transaction.atomic():
                slot = planned.get(place) or _slot(line, actor=actor, today=today)
                receptions.add_host(slot, line.host, actor=actor, today=today)
                planned[place] = slot
        except ValidationError as error:
            problems.append(f"第{line.number}行：{'；'.join(error.messages)}")
    if problems:
        raise ValidationError(problems)
    activity.record(actor, "导入接待安排", actor, detail={"rows": len(lines), "receptions": len(planned)})
    return len(planned)


def _slot(line: Line, *, actor: User, today: date) -> ReceptionSlot:
    slot = ReceptionSlot(
        station=line.station,
        held_on=line.held_on,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        kind=line.kind,
        theme=line.theme,
    )
    return receptions.plan(slot, actor=actor, today=today)


def _cells(upload: Upload) -> list[tuple[int, dict[str, Any]]]:
    try:
        upload.seek(0)
        rows = list(openpyxl.load_workbook(upload, read_only=True, data_only=True).active.iter_rows(values_only=True))
    except (AttributeError, BadZipFile, KeyError, OSError, SyntaxError, TypeError, ValueError):
        raise ValidationError("文件无法读取，请下载模板填写后重新选择（xlsx格式）。") from None
    headings = [str(cell or "").strip() for cell in (rows[0] if rows else ())]
    if missing := [name for name in HEADINGS if name not in headings]:
        raise ValidationError(f"文件缺少“{'、'.join(missing)}”这几列，请下载模板填写。")
    if len(rows) - 1 > MOST:
        raise ValidationError(f"一次最多导入{MOST}行，请拆分文件。")
    found = [(number, dict(zip(headings, row, strict=False))) for number, row in enumerate(rows[1:], 2) if any(row)]
    if not found:
        raise ValidationError("文件中没有接待安排。")
    return found


def _lines(rows: Sequence[tuple[int, dict[str, Any]]], stations: dict[str, Station]) -> list[Line]:
    """Every row read, or all problems told."""
    lines, problems = [], []
    for number, cells in rows:
        wrong: list[str] = []
        line = _line(number, cells, stations, wrong)
        if wrong or line is None:
            problems.append(f"第{number}行：{'；'.join(wrong)}")
        else:
            lines.append(line)
    if problems:
        raise ValidationError(problems)
    return lines


def _line(number: int, cells: dict[str, Any], stations: dict[str, Station], wrong: list[str]) -> Line | None:
    station = stations.get(_text(cells["联络站"]))
    if station is None:
        wrong.append(f"联络站“{_text(cells['联络站'])[:40]}”不是您可以安排的联络站")
    held_on = _day(cells["接待日期"], wrong)
    starts_at = _hour(cells["开始时间"], "开始时间", wrong)
    ends_at = _hour(cells["结束时间"], "结束时间", wrong)
    kind = _choice(cells["类别"], ReceptionSlot.Kind.choices, "类别", wrong)
    host = _host(cells, wrong)
    if wrong or station is None or held_on is None or starts_at is None or ends_at is None or host is None:
        return None
    return Line(number, station, held_on, starts_at, ends_at, kind, _text(cells["接待主题"])[:120], host)


def _host(cells: dict[str, Any], wrong: list[str]) -> HostLine | None:
    capacity = _choice(cells["身份"], ReceptionHost.Capacity.choices, "身份", wrong)
    tier = _choice(cells["层级"], ReceptionHost.Tier.choices, "层级", wrong)
    name = _text(cells["接待人"])
    people = list(Person.objects.filter(name=name)[:2])
    if len(people) != 1:
        reason = "有几个同名，请在页面上选择" if people else "未登记，请先在人员中登记"
        wrong.append(f"接待人“{name[:40]}”{reason}")
        return None
    return HostLine(people[0], capacity=capacity, tier=tier, title=_text(cells["职务"])[:60])


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _day(value: Any, wrong: list[str]) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    for form in _DAYS:
        try:
            return datetime.strptime(_text(value), form).date()  # noqa: DTZ007 - a day has no hour
        except ValueError:
            continue
    wrong.append(f"接待日期“{_text(value)[:20]}”不是日期，请写成 2026-10-15")
    return None


def _hour(value: Any, label: str, wrong: list[str]) -> time | None:
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    for form in _HOURS:
        try:
            return datetime.strptime(_text(value), form).time()  # noqa: DTZ007 - an hour of no day
        except ValueError:
            continue
    wrong.append(f"{label}“{_text(value)[:20]}”不是时间，请写成 09:00")
    return None


def _choice(value: Any, choices: Sequence[tuple[str, Any]], label: str, wrong: list[str]) -> str:
    known = {str(words): key for key, words in choices}
    text = _text(value)
    if text not in known:
        wrong.append(f"{label}“{text[:20]}”不正确，只能填写：{'、'.join(known)}")
    return known.get(text, "")
