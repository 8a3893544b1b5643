"""The roster as an Excel file: a template, what stands, and many receptions from one file or none of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

import openpyxl
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from congress.models import User
from congress.services import activity
from congress.services.attachments import Upload
from deputies.models import Person, ReceptionHost, ReceptionSlot, Station
from deputies.services import receptions, sheets
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
_HOURS: Final = ("%H:%M", "%H:%M:%S")


def template() -> bytes:
    """An empty roster with its headings, and an example on a sheet of its own."""
    book = openpyxl.Workbook()
    sheets.fill(book.active, HEADINGS, [])
    sheets.fill(book.create_sheet("填写说明"), HEADINGS, [_EXAMPLE])
    choices = book["填写说明"]
    choices.append([])
    choices.append(["类别", *map(str, ReceptionSlot.Kind.labels)])
    choices.append(["身份", *map(str, ReceptionHost.Capacity.labels)])
    choices.append(["层级", *map(str, ReceptionHost.Tier.labels)])
    choices.append(["同一次接待有几位接待人的，每人一行，联络站、日期和时间写成一样。"])
    return sheets.saved(book)


def workbook(slots: QuerySet[ReceptionSlot]) -> bytes:
    """The roster of these receptions, a row for each scheduled host, in the shape that is taken back."""
    rows = slots.select_related("station").prefetch_related("hosts__person").order_by("held_on", "starts_at", "pk")
    book = openpyxl.Workbook()
    sheets.fill(
        book.active,
        HEADINGS,
        [
            (
                slot.station.name,
                slot.held_on.isoformat(),
                f"{slot.starts_at:%H:%M}",
                f"{slot.ends_at:%H:%M}",
                slot.get_kind_display(),
                slot.theme,
                host.person.name,
                host.get_capacity_display(),
                host.get_tier_display(),
                host.title,
            )
            for slot in rows
            for host in slot.hosts.all()
            if host.is_scheduled
        ],
    )
    return sheets.saved(book)


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
    rows = sheets.read(upload, HEADINGS, most=MOST, empty="文件中没有接待安排。")
    lines = _lines(rows, {row.name: row for row in stations.select_related("organ")})
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
    station = stations.get(sheets.text(cells["联络站"]))
    if station is None:
        wrong.append(f"联络站“{sheets.text(cells['联络站'])[:40]}”不是您可以安排的联络站")
    held_on = sheets.day(cells["接待日期"], "接待日期", wrong)
    starts_at = _hour(cells["开始时间"], "开始时间", wrong)
    ends_at = _hour(cells["结束时间"], "结束时间", wrong)
    kind = sheets.choice(cells["类别"], ReceptionSlot.Kind.choices, "类别", wrong)
    host = _host(cells, wrong)
    if wrong or station is None or held_on is None or starts_at is None or ends_at is None or host is None:
        return None
    return Line(number, station, held_on, starts_at, ends_at, kind, sheets.text(cells["接待主题"])[:120], host)


def _host(cells: dict[str, Any], wrong: list[str]) -> HostLine | None:
    capacity = sheets.choice(cells["身份"], ReceptionHost.Capacity.choices, "身份", wrong)
    tier = sheets.choice(cells["层级"], ReceptionHost.Tier.choices, "层级", wrong)
    name = sheets.text(cells["接待人"])
    people = list(Person.objects.filter(name=name)[:2])
    if len(people) != 1:
        reason = "有几个同名，请在页面上选择" if people else "未登记，请先在人员中登记"
        wrong.append(f"接待人“{name[:40]}”{reason}")
        return None
    return HostLine(people[0], capacity=capacity, tier=tier, title=sheets.text(cells["职务"])[:60])


def _hour(value: Any, label: str, wrong: list[str]) -> time | None:
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    for form in _HOURS:
        try:
            return datetime.strptime(sheets.text(value), form).time()  # noqa: DTZ007 - an hour of no day
        except ValueError:
            continue
    wrong.append(f"{label}“{sheets.text(value)[:20]}”不是时间，请写成 09:00")
    return None
