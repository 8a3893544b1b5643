"""Counting time: the worked examples of the handbook (§3.1) by their own numbers, and what must hold for any day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from congress.models import LegalRule, SpecialDay, WorkCalendarYear
from congress.services import deadlines
from congress.services.workdays import Special, WorkCalendar


@pytest.fixture
def law(db: None) -> None:
    """The catalogue, and a calendar that ends with 2026."""
    WorkCalendarYear.objects.filter(year__gte=2027).delete()
    SpecialDay.objects.filter(date__year__gte=2027).delete()


def rule(**changes: object) -> LegalRule:
    """A rule that is not stored."""
    fields: dict[str, object] = {
        "code": "X-1",
        "law_title": "工作惯例",
        "trigger": "收到文件",
        "due_text": "答复",
        "value": 3,
        "unit": "day",
        "direction": "forward",
        "roll": "next_workday",
        "mark": "T",
    }
    return LegalRule(**fields | changes)


def week_only() -> WorkCalendar:
    """A calendar without holidays in which every year is known."""
    return WorkCalendar({}, range(1900, 2201), span=(date(1900, 1, 1), date(2200, 12, 31)))


@pytest.mark.usefixtures("law")
@pytest.mark.parametrize(
    ("code", "plain", "effective", "strict"),
    [
        ("REP-20", date(2019, 8, 8), date(2019, 8, 8), date(2019, 8, 7)),
        ("REP-10", date(2019, 8, 18), date(2019, 8, 16), date(2019, 8, 16)),
        ("REP-7", date(2019, 8, 21), date(2019, 8, 21), date(2019, 8, 20)),
        ("ADJ-30", date(2019, 7, 29), date(2019, 7, 29), date(2019, 7, 26)),
    ],
)
def test_days_before_the_meeting_of_28_august_2019(code: str, plain: date, effective: date, strict: date) -> None:
    due = deadlines.due(code, date(2019, 8, 28))
    assert (due.plain, due.effective, due.strict) == (plain, effective, strict)
    assert not due.is_provisional


@pytest.mark.usefixtures("law")
def test_a_suggestion_assigned_on_30_november_is_answered_by_the_end_of_february() -> None:
    due = deadlines.due("SUG-3M", date(2019, 11, 30))
    assert due.plain == date(2020, 2, 29)
    assert due.effective == date(2020, 3, 2)
    assert due.explanation == (
        "依据《代表法》（2015年）第四十二条：自代表建议交办之日起3个月内，答复代表。",
        "自2019年11月30日（星期六）起计算，当日不计入；3个月届满之日为2020年2月29日（星期六）。",
        "2020年2月29日为星期六，顺延至2020年3月2日（星期一）。",
    )


@pytest.mark.usefixtures("law")
def test_a_suggestion_assigned_on_21_april_2020() -> None:
    start = date(2020, 4, 21)
    assert deadlines.due("SUG-3M", start).effective == date(2020, 7, 21)
    assert deadlines.due("SUG-6M", start).effective == date(2020, 10, 21)


@pytest.mark.usefixtures("law")
def test_opinions_adopted_on_4_september_2019() -> None:
    assert deadlines.due("OPN-7", date(2019, 9, 4)).effective == date(2019, 9, 11)
    due = deadlines.due("OPN-3M", date(2019, 9, 10))
    assert (due.plain, due.effective, due.strict) == (date(2019, 12, 10),) * 3
    assert due.explanation[0] == (
        "依据《浙江省各级人大常委会监督条例》（2008年）第四十四条："
        "自收到审议意见之日起3个月内，向常委会提出研究处理情况报告。"
    )


@pytest.mark.usefixtures("law")
def test_rectification_of_an_audit_report_heard_in_2019_has_one_limit() -> None:
    due = deadlines.earliest_of(("AUD-6M", "AUD-DEC"), date(2019, 8, 28))
    assert (due.plain, due.effective, due.rule.code) == (date(2019, 12, 31), date(2019, 12, 31), "AUD-DEC")


@pytest.mark.usefixtures("law")
def test_rectification_of_an_audit_report_heard_in_2025_takes_the_earlier_of_two() -> None:
    heard_on = date(2025, 8, 28)
    half_year, year_end = deadlines.due("AUD-6M", heard_on), deadlines.due("AUD-DEC", heard_on)
    assert (half_year.plain, year_end.plain) == (date(2026, 2, 28), date(2025, 12, 31))
    due = deadlines.earliest_of(("AUD-6M", "AUD-DEC"), heard_on)
    assert due.effective == date(2025, 12, 31)
    assert due == deadlines.earlier(half_year, year_end)
    assert due.explanation[-1] == (
        "同一事项有2个期限，取较早者：《各级人大常委会监督法》（2024年）第二十七条为2026年2月28日；"
        "《浙江省预算审查监督条例》（2016年）第三十八条为2025年12月31日。"
    )


@pytest.mark.usefixtures("law")
@pytest.mark.parametrize(("heard_on", "code"), [(date(2024, 11, 7), "AUD-DEC"), (date(2024, 11, 8), "AUD-DEC")])
def test_the_six_months_begin_with_the_law_of_2024(heard_on: date, code: str) -> None:
    due = deadlines.earliest_of(("AUD-6M", "AUD-DEC"), heard_on)
    assert due.rule.code == code
    assert any("同一事项有2个期限" in line for line in due.explanation) is (heard_on == date(2024, 11, 8))


def test_earlier_passes_over_a_rule_that_was_not_in_force() -> None:
    due = deadlines.count(rule(), date(2019, 9, 10), calendar=week_only())
    assert deadlines.earlier(None, due) is due
    with pytest.raises(ValueError, match="no deadline"):
        deadlines.earlier(None)


@pytest.mark.usefixtures("law")
def test_no_rule_at_all_is_said_in_chinese() -> None:
    with pytest.raises(LegalRule.DoesNotExist, match="没有在1999年8月28日有效的规则“AUD-6M、AUD-DEC”"):
        deadlines.earliest_of(("AUD-6M", "AUD-DEC"), date(1999, 8, 28))
    with pytest.raises(LegalRule.DoesNotExist, match="没有在1999年8月28日有效的规则“OPN-3M”"):
        deadlines.due("OPN-3M", date(1999, 8, 28))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2019, 11, 30), 3, date(2020, 2, 29)),
        (date(2018, 11, 30), 3, date(2019, 2, 28)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2019, 12, 31), 2, date(2020, 2, 29)),
        (date(2019, 10, 31), 1, date(2019, 11, 30)),
        (date(2020, 3, 31), -1, date(2020, 2, 29)),
        (date(2020, 1, 15), -1, date(2019, 12, 15)),
        (date(2019, 12, 31), 12, date(2020, 12, 31)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_months_end(start: date, months: int, end: date) -> None:
    assert deadlines.add_months(start, months) == end


def test_a_year_from_the_leap_day_ends_on_28_february() -> None:
    due = deadlines.count(rule(unit="year", value=1, roll="none"), date(2020, 2, 29), calendar=week_only())
    assert due.plain == date(2021, 2, 28)


@pytest.mark.usefixtures("law")
def test_a_make_up_saturday_is_not_moved() -> None:
    due = deadlines.due("OPN-3M", date(2019, 7, 12))
    assert (due.plain, due.effective) == (date(2019, 10, 12), date(2019, 10, 12))
    before_meeting = deadlines.due("REP-7", date(2019, 10, 19))
    assert (before_meeting.plain, before_meeting.effective) == (date(2019, 10, 12), date(2019, 10, 12))
    assert before_meeting.strict == date(2019, 10, 11)


@pytest.mark.usefixtures("law")
def test_a_holiday_is_named_when_it_moves_the_date() -> None:
    due = deadlines.due("OPN-3M", date(2019, 7, 1))
    assert due.effective == date(2019, 10, 8)
    assert "2019年10月1日为国庆节放假，顺延至2019年10月8日（星期二）。" in due.explanation
    moved = deadlines.due("OPN-3M", date(2019, 7, 4))
    assert "2019年10月4日为休息日（由 2019-09-29 调休），顺延至2019年10月8日（星期二）。" in moved.explanation


@pytest.mark.usefixtures("law")
def test_a_period_that_ends_on_new_years_eve_stays_in_the_year() -> None:
    due = deadlines.due("OPN-3M", date(2019, 9, 30))
    assert (due.plain, due.effective) == (date(2019, 12, 30), date(2019, 12, 30))
    assert deadlines.due("AUD-DEC", date(2022, 8, 30)).effective == date(2022, 12, 31)
    assert deadlines.due("OPN-7", date(2019, 12, 25)).effective == date(2020, 1, 2)


@pytest.mark.usefixtures("law")
def test_a_date_in_a_year_without_a_notice_is_provisional_and_says_so() -> None:
    due = deadlines.due("OPN-3M", date(2026, 11, 3))
    assert due.plain == date(2027, 2, 3)
    assert due.effective == date(2027, 2, 3)
    assert due.is_provisional
    assert "2027年放假调休安排尚未公布，本期限按周末暂算，公布后重新计算。" in due.explanation


@pytest.mark.usefixtures("law")
def test_a_known_date_is_final_although_the_next_year_is_unknown() -> None:
    assert not deadlines.due("OPN-3M", date(2026, 9, 30)).is_provisional
    assert deadlines.due("OPN-7", date(2026, 12, 26)).is_provisional
    assert not deadlines.due("AUD-DEC", date(2030, 8, 1)).is_provisional
    assert deadlines.due("REP-7", date(2027, 1, 6)).is_provisional is False
    assert deadlines.due("REP-7", date(2027, 1, 20)).is_provisional


@pytest.mark.usefixtures("law")
def test_working_days_over_the_turn_of_an_unknown_year_are_provisional() -> None:
    five = rule(unit="workday", value=5, roll="none")
    assert deadlines.count(five, date(2026, 12, 29)).is_provisional
    known = deadlines.count(five, date(2019, 9, 29))
    assert (known.plain, known.is_provisional) == (date(2019, 10, 11), False)


@pytest.mark.usefixtures("law")
def test_the_date_the_chairpersons_meeting_set_goes_before_the_three_months() -> None:
    due = deadlines.due("OPN-3M", date(2019, 9, 10), fixed_on=date(2019, 11, 30))
    assert (due.plain, due.strict, due.effective) == (date(2019, 11, 30),) * 3
    assert due.explanation[-1] == "决定机关另行规定期限，为2019年11月30日（星期六）。"
    with pytest.raises(ValidationError, match="不能早于起算日"):
        deadlines.due("OPN-3M", date(2019, 9, 10), fixed_on=date(2019, 9, 9))


def test_a_count_may_replace_number_unit_and_roll_and_keeps_its_rule() -> None:
    original = rule(pk=7)
    due = deadlines.count(original, date(2019, 9, 3), value=2, unit="month", roll="none", calendar=week_only())
    assert due.plain == date(2019, 11, 3)
    assert due.effective == date(2019, 11, 3)
    assert due.rule is original
    assert original.value == 3


@pytest.mark.usefixtures("law")
@pytest.mark.parametrize(
    ("code", "start", "plain"),
    [
        ("ADJ-OCT", date(2019, 3, 1), date(2019, 10, 31)),
        ("FAC-WIN", date(2019, 3, 1), date(2019, 9, 30)),
        ("FYP-MID", date(2021, 1, 1), date(2023, 12, 31)),
        ("ASSET", date(2019, 3, 1), date(2019, 12, 31)),
        ("GRP-3", date(2019, 1, 1), date(2019, 12, 31)),
        ("STR-Q", date(2019, 2, 11), date(2019, 3, 31)),
        ("STR-Q", date(2019, 12, 31), date(2019, 12, 31)),
        ("AUD-SAME", date(2019, 8, 28), date(2019, 8, 28)),
        ("SC-GAP", date(2019, 12, 31), date(2020, 2, 29)),
        ("TWN-3M", date(2019, 11, 30), date(2020, 2, 29)),
        ("LVL-Q", date(2019, 3, 31), date(2019, 4, 10)),
        ("INS-1M", date(2019, 3, 31), date(2019, 2, 28)),
    ],
)
def test_dates_that_the_law_itself_names(code: str, start: date, plain: date) -> None:
    assert deadlines.due(code, start).plain == plain


@pytest.mark.usefixtures("law")
def test_a_window_opens_and_closes_in_the_year() -> None:
    window = deadlines.window(LegalRule.objects.for_event("FAC-WIN", date(2019, 8, 28)), 2019)
    assert (window.opens, window.closes) == (date(2019, 6, 1), date(2019, 9, 30))
    assert date(2019, 8, 28) in window
    assert date(2019, 10, 1) not in window
    with pytest.raises(ValueError, match="not a window"):
        deadlines.window(rule(), 2019)


@pytest.mark.usefixtures("law")
def test_every_rule_of_the_catalogue_can_be_counted_and_explained() -> None:
    calendar = WorkCalendar.load(date(2018, 1, 1), date(2029, 1, 1))
    for on in (date(2019, 8, 28), date(2020, 2, 29), date(2025, 12, 31)):
        for each in LegalRule.objects.in_force(on):
            due = deadlines.count(each, on, calendar=calendar)
            assert due.explanation[0].startswith(f"依据{each.citation}：{each.period}，")
            assert "None" not in "".join(due.explanation)


@pytest.mark.usefixtures("law")
def test_an_uncertain_rule_says_so() -> None:
    assert deadlines.due("OPN-3M", date(2025, 9, 10)).explanation[-1] == (
        "所依据的新文本条款尚未核实，暂沿用原规定的天数。"
    )
    assert "工作惯例" in deadlines.due("SC-NOTICE", date(2019, 8, 28)).explanation[-1]


@pytest.mark.usefixtures("law")
def test_a_count_needs_few_queries_and_with_a_calendar_none(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        deadlines.due("OPN-3M", date(2019, 9, 10))
    each = LegalRule.objects.for_event("OPN-3M", date(2019, 9, 10))
    calendar = WorkCalendar.load(date(2019, 1, 1), date(2020, 12, 31))
    with django_assert_num_queries(0):
        for day in range(365):
            deadlines.count(each, date(2019, 1, 1) + timedelta(days=day), calendar=calendar)


def test_a_period_beyond_the_calendar_is_refused_in_chinese() -> None:
    for each in (rule(unit="month"), rule(value=40), rule(unit="year", value=9000)):
        with pytest.raises(ValidationError, match="超出可以计算的日期范围"):
            deadlines.count(each, date(9999, 12, 1), calendar=week_only())
    with pytest.raises(ValidationError, match="没有填写数值"):
        deadlines.count(rule(value=None), date(2019, 1, 1), calendar=week_only())


quick = settings(deadline=None)
days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
specials = st.dictionaries(st.integers(-40, 400), st.booleans(), max_size=30)


def around(start: date, offsets: dict[int, bool]) -> WorkCalendar:
    """A calendar with days off and make-up days scattered around a start."""
    scattered = {start + timedelta(days=offset): Special(work, "某日") for offset, work in offsets.items()}
    return WorkCalendar(scattered, range(1900, 2201), span=(date(1900, 1, 1), date(2200, 12, 31)))


@quick
@given(start=days, value=st.integers(1, 60), unit=st.sampled_from(["day", "month", "workday"]), offsets=specials)
def test_backward_the_internal_target_is_never_after_the_legal_date(
    start: date, value: int, unit: str, offsets: dict[int, bool]
) -> None:
    calendar = around(start, offsets)
    backward = rule(value=value, unit=unit, direction="backward", roll="prev_workday")
    due = deadlines.count(backward, start, calendar=calendar)
    assert due.strict < due.plain < start
    assert due.strict <= due.effective <= due.plain
    assert calendar.is_workday(due.strict)
    assert calendar.is_workday(due.effective)


@quick
@given(start=days, value=st.integers(1, 60), unit=st.sampled_from(["day", "month", "workday"]), offsets=specials)
def test_forward_the_effective_date_is_the_first_working_day_from_the_legal_date(
    start: date, value: int, unit: str, offsets: dict[int, bool]
) -> None:
    calendar = around(start, offsets)
    forward = rule(value=value, unit=unit)
    due = deadlines.count(forward, start, calendar=calendar)
    assert start < due.plain == due.strict <= due.effective
    assert calendar.is_workday(due.effective)
    between = range((due.effective - due.plain).days)
    assert not any(calendar.is_workday(due.plain + timedelta(days=each)) for each in between)
    assert deadlines.count(forward, start, calendar=calendar) == due
    assert calendar.next_workday(due.effective) == due.effective


@quick
@given(start=days, number=st.integers(-240, 240))
def test_months_move_the_month_by_their_number_and_never_the_day_forward(start: date, number: int) -> None:
    moved = deadlines.add_months(start, number)
    assert (moved.year * 12 + moved.month) - (start.year * 12 + start.month) == number
    assert moved.day <= start.day
    assert moved.day == start.day or (moved + timedelta(days=1)).day == 1


@quick
@given(start=days, earlier_by=st.integers(1, 400), value=st.integers(1, 24))
def test_who_starts_earlier_is_never_due_later(start: date, earlier_by: int, value: int) -> None:
    calendar = week_only()
    months = rule(unit="month", value=value)
    first = deadlines.count(months, start - timedelta(days=earlier_by), calendar=calendar)
    second = deadlines.count(months, start, calendar=calendar)
    assert first.plain <= second.plain
    assert first.effective <= second.effective


@quick
@given(start=days, number=st.integers(-60, 60), offsets=specials)
def test_working_days_can_be_counted_back(start: date, number: int, offsets: dict[int, bool]) -> None:
    calendar = around(start, offsets)
    workday = calendar.next_workday(start)
    assert calendar.add_workdays(calendar.add_workdays(workday, number), -number) == workday
