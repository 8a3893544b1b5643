"""The working-day calendar follows the State Council's notices and says when it does not know a year."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from congress.models import SpecialDay, WorkCalendarYear
from congress.services import workdays
from congress.services.workdays import WorkCalendar

pytestmark = pytest.mark.usefixtures("nothing_loaded")

#: days off that are not plain weekends, and make-up working days, from the notices of the State Council's office
NOTICES = {
    2019: (
        "0101 0204-0210 0405 0501-0503 0607 0913 1001-1007",
        "0202 0203 0428 0505 0929 1012",
    ),
    2024: (
        "0101 0210-0217 0404-0406 0501-0505 0610 0915-0917 1001-1007",
        "0204 0218 0407 0428 0511 0914 0929 1012",
    ),
    2025: (
        "0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
        "0126 0208 0427 0928 1011",
    ),
    2026: (
        "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
        "0104 0214 0228 0509 0920 1010",
    ),
}


@pytest.fixture
def nothing_loaded(db: None) -> None:
    """A calendar without the reference data."""
    SpecialDay.objects.all().delete()
    WorkCalendarYear.objects.all().delete()


def _days(year: int, text: str) -> set[date]:
    days = set()
    for span in text.split():
        ends = [date(year, int(each[:2]), int(each[2:])) for each in span.split("-")]
        day = ends[0]
        while day <= ends[-1]:
            days.add(day)
            day += timedelta(days=1)
    return days


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_a_published_year_is_as_the_notice_says(year: int) -> None:
    workdays.load_years(year, year)
    off, make_up = (_days(year, text) for text in NOTICES[year])
    calendar = WorkCalendar.load(date(year, 1, 1), date(year, 12, 31))
    day = date(year, 1, 1)
    while day.year == year:
        expected = day in make_up or (day.weekday() < 5 and day not in off)
        assert calendar.is_workday(day) is expected, day
        day += timedelta(days=1)


def test_years_from_2015_to_2026_are_known_and_a_distant_one_is_not() -> None:
    assert workdays.load_years(2015, 2026).confirmed == list(range(2015, 2027))
    report = workdays.load_years(2050, 2050)
    assert (report.confirmed, report.unconfirmed, report.created) == ([], [2050], 0)
    assert workdays.is_confirmed(2019)
    assert not workdays.is_confirmed(2050)
    assert not workdays.is_confirmed(2051)


def test_an_unknown_year_goes_by_weekends_and_is_named() -> None:
    assert workdays.is_workday(date(2050, 10, 3))
    assert not workdays.is_workday(date(2050, 10, 1))
    calendar = WorkCalendar.load(date(2049, 12, 31), date(2050, 1, 3))
    assert calendar.unconfirmed_years(date(2050, 1, 3), date(2049, 12, 31)) == [2049, 2050]


def test_a_make_up_saturday_is_a_working_day_and_a_holiday_wednesday_is_not() -> None:
    workdays.load_years(2019, 2019)
    assert workdays.is_workday(date(2019, 10, 12))
    assert workdays.next_workday(date(2019, 10, 1)) == date(2019, 10, 8)
    assert workdays.previous_workday(date(2019, 10, 7)) == date(2019, 9, 30)
    assert workdays.previous_workday(date(2019, 9, 29)) == date(2019, 9, 29)


def test_counting_working_days_leaves_out_the_start_and_passes_over_holidays() -> None:
    workdays.load_years(2019, 2019)
    assert workdays.add_workdays(date(2019, 9, 30), 1) == date(2019, 10, 8)
    assert workdays.add_workdays(date(2019, 9, 27), 3) == date(2019, 10, 8)
    assert workdays.add_workdays(date(2019, 10, 8), -2) == date(2019, 9, 29)
    assert workdays.add_workdays(date(2019, 10, 5), 0) == date(2019, 10, 5)


def test_the_ends_of_the_calendar_do_not_crash() -> None:
    assert workdays.is_workday(date.max)
    assert not workdays.is_workday(date(1, 1, 6))


def test_one_calendar_answers_a_year_with_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    workdays.load_years(2019, 2019)
    with django_assert_num_queries(2):
        calendar = WorkCalendar.load(date(2019, 1, 1), date(2019, 12, 31))
        for month in range(1, 13):
            calendar.next_workday(date(2019, month, 1))
            calendar.previous_workday(date(2019, month, 1))


def test_a_day_outside_the_loaded_span_is_read_when_asked_for() -> None:
    workdays.load_years(2019, 2020)
    calendar = WorkCalendar.load(date(2020, 6, 1), date(2020, 6, 1))
    assert not calendar.is_workday(date(2019, 10, 1))
    assert not calendar.is_workday(date(2020, 10, 1))


def test_loading_again_changes_nothing() -> None:
    workdays.load_years(2019, 2020)
    before = list(SpecialDay.objects.values_list())
    report = workdays.load_years(2019, 2020)
    assert (report.created, report.updated, report.removed, report.kept) == (0, 0, 0, [])
    assert list(SpecialDay.objects.values_list()) == before


def test_what_a_clerk_entered_is_never_loaded_over() -> None:
    SpecialDay.objects.create(date=date(2019, 10, 12), is_workday=False, name="本区放假")
    SpecialDay.objects.create(date=date(2019, 11, 11), is_workday=False, name="停电")
    report = workdays.load_years(2019, 2019)
    assert report.kept == ["2019-10-12 本区放假", "2019-11-11 停电"]
    assert not workdays.is_workday(date(2019, 10, 12))
    assert not workdays.is_workday(date(2019, 11, 11))


def test_a_day_that_left_the_notice_is_corrected() -> None:
    SpecialDay.objects.create(date=date(2019, 11, 11), is_workday=False, name="误录", source=SpecialDay.Source.LIBRARY)
    SpecialDay.objects.create(date=date(2019, 10, 12), is_workday=False, name="误录", source=SpecialDay.Source.LIBRARY)
    report = workdays.load_years(2019, 2019)
    assert (report.removed, report.updated) == (1, 1)
    assert workdays.is_workday(date(2019, 11, 11))
    assert workdays.is_workday(date(2019, 10, 12))


def test_a_year_the_clerk_confirmed_stays_confirmed() -> None:
    WorkCalendarYear.objects.create(year=2050, notice="办公室录入", is_confirmed=True)
    assert workdays.load_years(2050, 2050).confirmed == [2050]
    assert WorkCalendarYear.objects.get(year=2050).notice == "办公室录入"


def test_a_year_is_confirmed_once_the_library_knows_it() -> None:
    WorkCalendarYear.objects.create(year=2026)
    workdays.load_years(2026, 2026)
    year = WorkCalendarYear.objects.get(year=2026)
    assert year.is_confirmed
    assert year.notice == "国务院办公厅关于2026年部分节假日安排的通知"


def test_the_command_reports_in_chinese() -> None:
    out = StringIO()
    call_command("load_workdays", "--from", "2019", "--to", "2019", stdout=out)
    assert "新增23日" in out.getvalue()
    assert "已公布的年份：2019" in out.getvalue()


def test_the_command_refuses_reversed_years() -> None:
    with pytest.raises(CommandError, match="起始年份不能晚于截止年份"):
        call_command("load_workdays", "--from", "2020", "--to", "2019")
