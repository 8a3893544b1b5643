"""Working days by the State Council's yearly notice: holidays and make-up working days, never just Monday to Friday."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Self

import holidays
from django.db import transaction

from congress.models import SpecialDay, WorkCalendarYear

_DAY = timedelta(days=1)
#: days loaded around what was asked for; the longest run of days off is about ten
_MARGIN = timedelta(days=31)
_SATURDAY = 5


@dataclass(frozen=True)
class Special:
    """A day that departs from the week."""

    is_workday: bool
    name: str


class WorkCalendar:
    """The special days of a span, read once and asked many times.

    A day outside the span is read, with its surroundings, when it is first asked for. In a year that is not confirmed
    the days that are recorded count and the rest goes by weekends; `unconfirmed_years` tells the caller to say so.
    """

    def __init__(
        self,
        specials: Mapping[date, Special] | None = None,
        confirmed_years: Iterable[int] = (),
        *,
        span: tuple[date, date] | None = None,
    ) -> None:
        self._specials = dict(specials or {})
        self._confirmed_years = set(confirmed_years)
        self._span = span

    @classmethod
    def load(cls, first: date, last: date) -> Self:
        """Read the calendar from `first` to `last` (any order) with a margin for rolling, in two queries."""
        calendar = cls()
        calendar._read(min(first, last), max(first, last))
        return calendar

    def is_workday(self, day: date) -> bool:
        """Whether offices work on `day`."""
        special = self.special(day)
        return special.is_workday if special else day.weekday() < _SATURDAY

    def special(self, day: date) -> Special | None:
        """The entry of `day` in the notice, if it departs from the week."""
        if self._span is None:
            self._read(day, day)
        elif not self._span[0] <= day <= self._span[1]:
            self._read(min(self._span[0], day), max(self._span[1], day))
        return self._specials.get(day)

    def next_workday(self, day: date) -> date:
        """`day` if it is a working day, else the first one after it."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def previous_workday(self, day: date) -> date:
        """`day` if it is a working day, else the last one before it."""
        while not self.is_workday(day):
            day -= _DAY
        return day

    def add_workdays(self, day: date, number: int) -> date:
        """The `number`-th working day after `day` (before it if negative); `day` itself is not counted."""
        step = _DAY if number > 0 else -_DAY
        left = abs(number)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def unconfirmed_years(self, first: date, last: date) -> list[int]:
        """The years between two days (any order) whose arrangement is not known."""
        self.special(first)
        self.special(last)
        years = range(min(first, last).year, max(first, last).year + 1)
        return [year for year in years if year not in self._confirmed_years]

    def _read(self, first: date, last: date) -> None:
        first = max(first, date.min + _MARGIN) - _MARGIN
        last = min(last, date.max - _MARGIN) + _MARGIN
        rows = SpecialDay.objects.between(first, last).values_list("date", "is_workday", "name")
        self._specials.update((day, Special(is_workday, name)) for day, is_workday, name in rows)
        years = WorkCalendarYear.objects.filter(is_confirmed=True, year__range=(first.year, last.year))
        self._confirmed_years.update(years.values_list("year", flat=True))
        self._span = first, last


def is_workday(day: date) -> bool:
    """Whether offices work on `day`; an unknown year goes by weekends (ask `is_confirmed`)."""
    return WorkCalendar().is_workday(day)


def next_workday(day: date) -> date:
    """`day` if it is a working day, else the first one after it."""
    return WorkCalendar().next_workday(day)


def previous_workday(day: date) -> date:
    """`day` if it is a working day, else the last one before it."""
    return WorkCalendar().previous_workday(day)


def add_workdays(day: date, number: int) -> date:
    """The `number`-th working day after `day` (before it if negative); `day` itself is not counted."""
    return WorkCalendar().add_workdays(day, number)


def is_confirmed(year: int) -> bool:
    """Whether the State Council's arrangement of `year` is recorded."""
    return WorkCalendarYear.objects.filter(year=year, is_confirmed=True).exists()


@dataclass
class CalendarReport:
    """What a load of the calendar did."""

    created: int = 0
    updated: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)
    confirmed: list[int] = field(default_factory=list)
    unconfirmed: list[int] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The report in sentences for the clerk."""
        yield f"放假与调休日：新增{self.created}日，更新{self.updated}日，删除{self.removed}日。"
        if self.confirmed:
            yield f"已公布的年份：{'、'.join(map(str, self.confirmed))}。"
        if self.unconfirmed:
            yield f"尚未公布的年份：{'、'.join(map(str, self.unconfirmed))}，只按周末推算，期限标注“暂算”。"
        for line in self.kept:
            yield f"人工录入保持不变：{line}。"


@transaction.atomic
def load_years(first: int, last: int) -> CalendarReport:
    """Take the State Council's arrangements of the years `first` to `last` from the `holidays` library.

    Repeating it changes nothing. What a clerk entered stays, and a year that a clerk confirmed stays confirmed.
    """
    report = CalendarReport()
    for year in range(first, last + 1):
        arrangement = _arrangement(year)
        _note_year(year, is_known=bool(arrangement), report=report)
        if arrangement:
            _sync_days(year, arrangement, report)
    return report


def _arrangement(year: int) -> dict[date, Special]:
    """The library's special days of a year, empty if it does not know the year's notice.

    For a year without a notice the library still computes the statutory festivals, but no make-up working days; every
    notice since 2007 has some, so their absence tells that the year is not known.
    """
    library = holidays.country_holidays("CN", years=year, language="zh_CN")
    make_up_days = sorted(day for day in library.weekend_workdays if day.year == year)
    if not make_up_days:
        return {}
    arrangement = {day: Special(is_workday=False, name=name) for day, name in library.items()}
    return arrangement | {day: Special(is_workday=True, name="调休上班") for day in make_up_days}


def _note_year(year: int, *, is_known: bool, report: CalendarReport) -> None:
    notice = f"国务院办公厅关于{year}年部分节假日安排的通知" if is_known else ""
    row, is_new = WorkCalendarYear.objects.get_or_create(
        year=year, defaults={"notice": notice, "is_confirmed": is_known}
    )
    if not is_new and is_known and not row.is_confirmed:
        row.is_confirmed = True
        row.notice = row.notice or notice
        row.save(update_fields=["is_confirmed", "notice"])
    (report.confirmed if row.is_confirmed else report.unconfirmed).append(year)


def _sync_days(year: int, arrangement: Mapping[date, Special], report: CalendarReport) -> None:
    rows = {row.date: row for row in SpecialDay.objects.filter(date__year=year)}
    fresh = []
    for day, special in arrangement.items():
        row = rows.pop(day, None)
        if row is None:
            fresh.append(
                SpecialDay(
                    date=day,
                    is_workday=special.is_workday,
                    name=special.name,
                    source=SpecialDay.Source.LIBRARY,
                )
            )
        elif (row.is_workday, row.name) == (special.is_workday, special.name):
            continue
        elif row.source == SpecialDay.Source.CLERK:
            report.kept.append(str(row))
        else:
            row.is_workday, row.name = special.is_workday, special.name
            row.save(update_fields=["is_workday", "name"])
            report.updated += 1
    SpecialDay.objects.bulk_create(fresh)
    report.created += len(fresh)
    for row in rows.values():
        if row.source == SpecialDay.Source.CLERK:
            report.kept.append(str(row))
        else:
            row.delete()
            report.removed += 1
