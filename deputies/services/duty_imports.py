"""Activities with their lists from an Excel file: a row for each deputy; all of the file or nothing of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import openpyxl
from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.services import activity as log
from congress.services.attachments import Upload
from deputies.models import ActivityAttendance, DutyActivity, DutyKind, Mandate, Person
from deputies.services import duty_lists, sheets
from deputies.services.duty import Presence

Status = ActivityAttendance.Status
HEADINGS: Final = ("类别", "活动名称", "开始日期", "结束日期", "地点", "专项活动", "时长（小时）", "代表", "参加情况")
#: rows that are taken from one file
MOST: Final = 2_000
_STATES: Final = ((Status.VERIFIED, "参加"), (Status.ON_LEAVE, "请假"), (Status.ABSENT, "缺席"))
_EXAMPLE: Final = ("视察", "视察示例工地", "2026-10-15", "", "示例工地", "", "3", "姓名", "参加")
_MOST_HOURS: Final = Decimal(999)


def template(kinds: Sequence[str]) -> bytes:
    """An empty sheet with its headings, and an example with the words that are known."""
    book = openpyxl.Workbook()
    sheets.fill(book.active, HEADINGS, [])
    notes = book.create_sheet("填写说明")
    sheets.fill(notes, HEADINGS, [_EXAMPLE])
    notes.append([])
    notes.append(["类别", *(str(DutyKind(kind).label) for kind in kinds)])
    notes.append(["参加情况", *(words for _, words in _STATES)])
    notes.append(["同一次活动有几位代表的，每人一行，类别、名称、日期、地点、时长写成一样；结束日期空着即当天结束。"])
    return sheets.saved(book)


@dataclass(frozen=True, slots=True)
class Line:
    """One row that could be read: the activity that it belongs to, who, and whether the person came."""

    number: int
    kind: str
    title: str
    starts_on: date
    ends_on: date
    place: str
    campaign: str
    hours: Decimal
    name: str
    status: str

    @property
    def activity(self) -> tuple[Any, ...]:
        """What tells its activity from the others of the file."""
        return (self.kind, self.title, self.starts_on, self.ends_on, self.place, self.campaign, self.hours)


@transaction.atomic
def take(upload: Upload, kinds: Sequence[str], *, actor: User, at: datetime) -> int:
    """Enter the activities of a file, organised by the actor's organ, with who came; how many activities.

    Raises ValidationError with a message for each wrong row, by its number in the file: a kind that others enter, a
    day that is still to come, a name that no deputy of the day bears, a person twice, an activity that is known.
    """
    rows = sheets.read(upload, HEADINGS, most=MOST, empty="文件中没有履职活动。")
    lines = _lines(rows, kinds)
    problems: list[str] = []
    groups: dict[tuple[Any, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault(line.activity, []).append(line)
    people = _people(lines, actor)
    for found in groups.values():
        problems += _enter(found, people, actor=actor, at=at)
    if problems:
        raise ValidationError(sorted(problems, key=lambda words: int(words[1 : words.index("行")])))
    log.record(actor, "导入履职活动", actor, detail={"rows": len(lines), "activities": len(groups)})
    return len(groups)


def _people(lines: Sequence[Line], actor: User) -> dict[str, list[Mandate]]:
    """The mandates that the actor may call, by the names of the file: one query."""
    held = Mandate.objects.all().visible_to(actor).filter(person__name__in={line.name for line in lines})
    found: dict[str, list[Mandate]] = {}
    for mandate in held.select_related("person"):
        found.setdefault(mandate.person.name, []).append(mandate)
    return found


def _enter(lines: Sequence[Line], people: dict[str, list[Mandate]], *, actor: User, at: datetime) -> list[str]:
    """Store one activity with its list, or say what is wrong with which row."""
    first = lines[0]
    problems: list[str] = []
    persons: list[Person] = []
    for line in lines:
        person = _person(line, people, problems)
        if person is not None:
            persons.append(person)
    if problems:
        return problems
    activity = DutyActivity(
        kind=first.kind,
        title=first.title,
        starts_on=first.starts_on,
        ends_on=first.ends_on,
        place=first.place,
        campaign=first.campaign,
        hours=first.hours,
        organiser=actor.organ,
    )
    known = DutyActivity.objects.organised().filter(
        kind=activity.kind, title=activity.title, starts_on=activity.starts_on, organiser=actor.organ
    )
    if known.exists():
        return [f"第{first.number}行：“{first.title}”已经登记，请在活动页面补登参加人员"]
    try:
        with transaction.atomic():
            duty_lists.organise(activity, actor=actor)
            if wrong := duty_lists.problems_of(activity, persons):
                return [f"第{lines[place].number}行：{words}" for place, words in wrong.items()]
            presences = [Presence(person, status=line.status) for person, line in zip(persons, lines, strict=True)]
            duty_lists.enter(activity, presences, actor=actor, at=at)
    except ValidationError as error:
        return [f"第{first.number}行：{'；'.join(error.messages)}"]
    return []


def _person(line: Line, people: dict[str, list[Mandate]], problems: list[str]) -> Person | None:
    persons = {
        mandate.person_id: mandate.person
        for mandate in people.get(line.name, ())
        if mandate.starts_on <= line.starts_on and (mandate.ends_on is None or mandate.ends_on >= line.ends_on)
    }
    if len(persons) == 1:
        return next(iter(persons.values()))
    reason = "有几个同名，请在活动页面登记" if persons else "在活动的日期不是您可以登记的代表"
    problems.append(f"第{line.number}行：“{line.name[:40]}”{reason}")
    return None


def _lines(rows: Sequence[tuple[int, sheets.Cells]], kinds: Sequence[str]) -> list[Line]:
    """Every row read, or all problems told."""
    lines, problems = [], []
    for number, cells in rows:
        wrong: list[str] = []
        line = _line(number, cells, kinds, wrong)
        if line is None:
            problems.append(f"第{number}行：{'；'.join(wrong)}")
        else:
            lines.append(line)
    if problems:
        raise ValidationError(problems)
    return lines


def _line(number: int, cells: sheets.Cells, kinds: Sequence[str], wrong: list[str]) -> Line | None:
    kind = sheets.choice(cells["类别"], [(each, DutyKind(each).label) for each in kinds], "类别", wrong)
    starts_on = sheets.day(cells["开始日期"], "开始日期", wrong)
    ends_on = sheets.day(cells["结束日期"], "结束日期", wrong) if sheets.text(cells["结束日期"]) else starts_on
    status = sheets.choice(cells["参加情况"] or "参加", _STATES, "参加情况", wrong)
    hours = _hours(cells["时长（小时）"], wrong)
    texts = {}
    for name, most in (("活动名称", 160), ("地点", 120), ("专项活动", 80), ("代表", 40)):
        texts[name] = sheets.text(cells[name])
        if len(texts[name]) > most:
            wrong.append(f"{name}不能超过{most}字")
    wrong += [f"{name}不能为空" for name in ("活动名称", "代表") if not texts[name]]
    if wrong or starts_on is None or ends_on is None or hours is None:
        return None
    return Line(
        number,
        kind,
        texts["活动名称"],
        starts_on,
        ends_on,
        texts["地点"],
        texts["专项活动"],
        hours,
        texts["代表"],
        status,
    )


def _hours(value: Any, wrong: list[str]) -> Decimal | None:
    try:
        hours = Decimal(sheets.text(value) or "4")
    except InvalidOperation:
        hours = Decimal("NaN")
    if not hours.is_finite() or not Decimal(0) < hours <= _MOST_HOURS:
        wrong.append(f"时长“{sheets.text(value)[:20]}”不正确，请填写小时数，如 3 或 2.5")
        return None
    return hours.quantize(Decimal("0.1"))
