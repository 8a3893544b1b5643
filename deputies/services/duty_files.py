"""The duty file of a year: one deputy as Word and Excel, all deputies as one workbook or as papers in a ZIP."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import openpyxl

from congress.official import Block, Heading, OfficialLetter, Paragraph, Table, render
from congress.services import packs
from congress.services.attachments import final_name
from deputies.models import ActivityAttendance, DutyAssessment, DutyKind, Mandate, Person
from deputies.services import duty_pages, performance, sheets
from deputies.services.performance_schemes import plain

Status = ActivityAttendance.Status
#: states that stand in the file: decided ones
_SHOWN: Final = (Status.VERIFIED, Status.ON_LEAVE, Status.ABSENT)
_SUMS: Final = ("类别", "次数", "时长（小时）")
_POINTS: Final = ("部分", "项目", "得分", "算式")
_HEAD: Final = ("序号", "日期", "类别", "活动", "组织单位", "时长（小时）", "情况")


@dataclass(frozen=True)
class DutyYear:
    """What stands in the file of one person: the decided rows of the year, and the assessment if it may be told."""

    person: Person
    year: int
    rows: Sequence[ActivityAttendance]
    assessment: DutyAssessment | None = None

    @property
    def counted(self) -> list[ActivityAttendance]:
        """The rows that count."""
        return [row for row in self.rows if row.status == Status.VERIFIED]

    @property
    def hours(self) -> Decimal:
        """Hours together."""
        return sum((row.hours for row in self.counted), Decimal(0))

    def times(self, kind: str) -> int:
        """How often, of a kind."""
        return sum(row.activity.kind == kind for row in self.counted)


def of_person(person: Person, year: int, assessment: DutyAssessment | None) -> DutyYear:
    """The file of one person."""
    rows = duty_pages.rows_of(person, year).filter(status__in=_SHOWN).order_by("activity__starts_on", "pk")
    return DutyYear(person, year, list(rows), assessment)


def of_all(year: int) -> list[DutyYear]:
    """The files of all who held a mandate of the district in the year, by strokes: two queries."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    held = Mandate.objects.filter(level=Mandate.Level.DISTRICT).held_between(first, last)
    people = list(Person.objects.filter(pk__in=held.values("person")).order_by("stroke_key", "name", "pk"))
    rows = ActivityAttendance.objects.in_year(year).filter(status__in=_SHOWN, person__in=[each.pk for each in people])
    by_person: dict[int, list[ActivityAttendance]] = {}
    for row in rows.select_related("activity__organiser").order_by("activity__starts_on", "pk"):
        by_person.setdefault(row.person_id, []).append(row)
    return [DutyYear(person, year, by_person.get(person.pk, [])) for person in people]


def _line(number: int, row: ActivityAttendance) -> tuple[Any, ...]:
    activity = row.activity
    state = row.get_status_display()
    return (
        number,
        activity.starts_on.isoformat(),
        str(DutyKind(activity.kind).label),
        activity.title,
        str(activity.organiser or ("本人登记" if activity.is_own else "")),
        row.hours,
        f"{state}（{row.get_role_display()}）" if row.status == Status.VERIFIED else state,
    )


def _sums(told: DutyYear) -> list[tuple[str, int, Decimal]]:
    found = []
    for kind in DutyKind:
        rows = [row for row in told.counted if row.activity.kind == kind]
        if rows:
            found.append((str(kind.label), len(rows), sum((row.hours for row in rows), Decimal(0))))
    return found


def _points(assessment: DutyAssessment) -> tuple[list[tuple[str, str, Decimal, str]], str]:
    """The lines of an assessment, and its arithmetic in one sentence."""
    parts = performance.parts_of(assessment)
    lines = [(str(part.part), str(line.item), line.points, line.formula) for part in parts for line in part.lines]
    return lines, performance.sum_sentence(assessment, parts)


def letter(told: DutyYear, *, today: date) -> OfficialLetter:
    """履职档案: sums by kind, every row, and the points with their arithmetic."""
    whole = f"{told.year}年，{told.person}参加履职活动{len(told.counted)}次，共{plain(told.hours)}小时。"
    body: list[Block] = [Paragraph(whole)]
    if sums := _sums(told):
        body.append(Table(_SUMS, [_words(line) for line in sums], title="分类情况"))
    if told.rows:
        lines = [_words(_line(number, row)) for number, row in enumerate(told.rows, 1)]
        body.append(Table(_HEAD, lines, title="履职记录", widths=(2, 4, 4, 8, 6, 3, 4), left=(3, 4)))
    if told.assessment is not None:
        points, sentence = _points(told.assessment)
        table = Table(_POINTS, [_words(line) for line in points], widths=(3, 5, 2, 6), left=(1, 3))
        body += [Heading("年度考评"), Paragraph(sentence), table]
    return OfficialLetter(title=f"{told.person}\n{told.year}年履职档案", body=body, date=today, sealed=False)


def _words(line: Sequence[Any]) -> list[str]:
    return [plain(each) if isinstance(each, Decimal) else str(each) for each in line]


def workbook(told: DutyYear) -> bytes:
    """The same as Excel: sums, rows, points."""
    book = openpyxl.Workbook()
    sheets.fill(book.active, _SUMS, _sums(told), title="分类情况")
    rows = [_line(number, row) for number, row in enumerate(told.rows, 1)]
    sheets.fill(book.create_sheet(), _HEAD, rows, title="履职记录")
    if told.assessment is not None:
        points, sentence = _points(told.assessment)
        whole = ("总分", "", told.assessment.total, sentence)
        sheets.fill(book.create_sheet(), _POINTS, [*points, whole], title="年度考评")
    return sheets.saved(book)


def workbook_of_all(years: Sequence[DutyYear]) -> bytes:
    """The whole body: a line for each deputy with the times of every kind, and a line for each row."""
    book = openpyxl.Workbook()
    sheets.fill(
        book.active,
        ("代表", "次数", "时长（小时）", *(str(kind.label) for kind in DutyKind)),
        [(told.person.name, len(told.counted), told.hours, *(told.times(kind) for kind in DutyKind)) for told in years],
        title="各位代表",
    )
    sheets.fill(
        book.create_sheet(),
        ("代表", *_HEAD),
        [(told.person.name, *_line(number, row)) for told in years for number, row in enumerate(told.rows, 1)],
        title="履职记录",
    )
    return sheets.saved(book)


def archive(years: Iterable[DutyYear], *, today: date) -> Iterator[bytes]:
    """The papers of all deputies in one ZIP, numbered in their order; each is printed when its turn comes."""
    return packs.zipped(
        (final_name(f"{number:03}-{told.person.name}-{told.year}年履职档案.docx"), [render(letter(told, today=today))])
        for number, told in enumerate(years, 1)
    )
