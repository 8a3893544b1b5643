"""Counting time: from an event and a rule to the date, with the reason in words.

Basis: 《中华人民共和国民法典》arts 200-204, 1259, by analogy; the congress laws themselves do not say how to count
(handbook §3.1).
"""

import calendar as month_calendar
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from congress.models import LegalRule
from congress.services.workdays import WorkCalendar

_DAY = timedelta(days=1)
#: beyond it lies no plan of anybody, and the last day that can be counted with is near
_LAST_YEAR = 2199
_MONTHS_A_YEAR = 12
_MONTHS_A_QUARTER = 3
_WEEKDAYS = "一二三四五六日"
_CAUTIONS = {
    LegalRule.Mark.PRACTICE: "本期限依工作惯例设定，未经核实，可由办公室调整。",
    LegalRule.Mark.MODEL: "本期限参照其他规定设定，对本级没有强制力。",
    LegalRule.Mark.UNVERIFIED: "所依据的新文本条款尚未核实，暂沿用原规定的天数。",
}


@dataclass(frozen=True)
class Due:
    """A counted deadline.

    `plain` is the date the law's own counting gives, not moved for holidays: reminders count from it, and for periods
    counted backward a breach of law is measured by it. `effective` is `plain` moved as the rule says. `strict` is the
    house's internal target: for backward periods N full days lie between it and the event, and it moves earlier off a
    day of rest; otherwise it is `plain`. `is_provisional` tells that a year in reach has no published arrangement.
    """

    rule: LegalRule
    start: date
    plain: date
    strict: date
    effective: date
    is_provisional: bool
    explanation: tuple[str, ...]


@dataclass(frozen=True)
class Window:
    """A span of a year within which something must be done, both days included."""

    opens: date
    closes: date

    def __contains__(self, day: date) -> bool:
        return self.opens <= day <= self.closes


def due(code: str, on: date, *, fixed_on: date | None = None, calendar: WorkCalendar | None = None) -> Due:
    """The deadline under the rule of that code in force on the event's date.

    Raises LegalRule.DoesNotExist if no rule was in force; otherwise as `count`.
    """
    return count(LegalRule.objects.for_event(code, on), on, fixed_on=fixed_on, calendar=calendar)


def count(
    rule: LegalRule,
    start: date,
    *,
    value: int | None = None,
    unit: str | None = None,
    roll: str | None = None,
    fixed_on: date | None = None,
    calendar: WorkCalendar | None = None,
) -> Due:
    """Count `rule` from `start`, the day of the event (for backward periods the event that must be preceded).

    `value`, `unit` and `roll` replace the rule's own; `fixed_on` is a date that the deciding body set instead of the
    general period (《浙江省各级人民代表大会常务委员会监督条例》(2008) art 44) and is not moved. Many counts share one
    `calendar`. Raises ValidationError if the date lies outside the calendar, or `fixed_on` before the start or
    centuries after it.
    """
    if fixed_on is not None:
        return _as_fixed(rule, start, fixed_on)
    as_counted = _with(rule, value=value, unit=unit, roll=roll)
    try:
        return replace(
            _count(as_counted, start, calendar or WorkCalendar()),
            rule=rule,
        )
    except (OverflowError, ValueError) as error:
        raise ValidationError(f"自{chinese_date(start)}起的期限超出可以计算的日期范围。") from error


def earlier(*dues: Due | None) -> Due:
    """The deadline that comes first, for duties that two rules limit; a rule not in force is given as None.

    The rectification report is due within 6 months of the audit report (《各级人民代表大会常务委员会监督法》(2024)
    art 27) and before the end of the year (《浙江省预算审查监督条例》(2016) art 38).
    """
    counted = [each for each in dues if each is not None]
    if not counted:
        raise ValueError("no deadline to choose from")
    first = min(counted, key=lambda each: (each.plain, each.effective))
    if len(counted) == 1:
        return first
    limits = "；".join(f"{each.rule.citation}为{chinese_date(each.plain)}" for each in counted)
    sentence = f"同一事项有{len(counted)}个期限，取较早者：{limits}。"
    return replace(
        first,
        is_provisional=any(each.is_provisional for each in counted),
        explanation=(*first.explanation, sentence),
    )


def earliest_of(codes: Collection[str], on: date, *, calendar: WorkCalendar | None = None) -> Due:
    """The earliest deadline under those of the codes that have a rule in force on `on`.

    `earliest_of(("AUD-6M", "AUD-DEC"), heard_on)` gives the rectification report's date. Raises LegalRule.DoesNotExist
    if none of them was in force.
    """
    rules = LegalRule.objects.in_force(on).filter(code__in=codes)
    dues = [count(rule, on, calendar=calendar) for rule in rules]
    if not dues:
        raise LegalRule.DoesNotExist(f"期限规则目录中没有在{chinese_date(on)}有效的规则“{'、'.join(codes)}”。")
    return earlier(*dues)


def window(rule: LegalRule, year: int) -> Window:
    """The span that a window rule leaves open, for an event of `year`."""
    if rule.unit != LegalRule.Unit.WINDOW:
        raise ValueError(f"{rule.code} is not a window rule")
    year += rule.year_offset
    return Window(_month_day(year, rule.window_start), _month_day(year, rule.window_end))


def add_months(day: date, number: int) -> date:
    """The corresponding day `number` months later (earlier if negative), or the month's end if it has none."""
    months = day.year * _MONTHS_A_YEAR + day.month - 1 + number
    year, month = divmod(months, _MONTHS_A_YEAR)
    month += 1
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"year {year} is out of range")
    return date(year, month, min(day.day, month_calendar.monthrange(year, month)[1]))


def chinese_date(day: date) -> str:
    """2019年9月10日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _with(rule: LegalRule, *, value: int | None, unit: str | None, roll: str | None) -> LegalRule:
    changes = {"value": value, "unit": unit, "roll": roll}
    changes = {name: change for name, change in changes.items() if change is not None}
    if not changes:
        return rule
    values = {each.attname: getattr(rule, each.attname) for each in rule._meta.concrete_fields}
    return LegalRule(**values | changes)


def _as_fixed(rule: LegalRule, start: date, fixed_on: date) -> Due:
    if fixed_on < start:
        raise ValidationError(f"限期{chinese_date(fixed_on)}不能早于起算日{chinese_date(start)}。")
    if fixed_on.year > _LAST_YEAR:
        raise ValidationError(f"限期{chinese_date(fixed_on)}太晚，最晚到{_LAST_YEAR}年。")
    explanation = (
        _rule_sentence(rule),
        f"起算日为{chinese_date(start)}。",
        f"决定机关另行规定期限，为{_dated(fixed_on)}。",
    )
    return Due(
        rule,
        start,
        fixed_on,
        fixed_on,
        fixed_on,
        is_provisional=False,
        explanation=explanation,
    )


def _count(rule: LegalRule, start: date, days: WorkCalendar) -> Due:
    plain = _plain(rule, start, days)
    effective = _rolled(plain, rule.roll, days)
    strict = days.previous_workday(plain - _DAY) if rule.is_backward else plain
    unconfirmed = _unconfirmed(rule, (start, plain, effective, strict), days)
    sentences = [_rule_sentence(rule), *_counting_sentences(rule, start, plain)]
    if effective != plain:
        moved = "顺延至" if effective > plain else "提前至"
        sentences.append(f"{chinese_date(plain)}{_rest(plain, days)}，{moved}{_dated(effective)}。")
    if rule.is_backward:
        sentences.append(f"为留足整日，内部办理期限为{_dated(strict)}。")
    if unconfirmed:
        years = "、".join(f"{year}年" for year in unconfirmed)
        sentences.append(f"{years}放假调休安排尚未公布，本期限按周末暂算，公布后重新计算。")
    if caution := _CAUTIONS.get(LegalRule.Mark(rule.mark)):
        sentences.append(caution)
    return Due(rule, start, plain, strict, effective, bool(unconfirmed), tuple(sentences))


def _plain(rule: LegalRule, start: date, days: WorkCalendar) -> date:
    unit = LegalRule.Unit(rule.unit)
    if unit in LegalRule.COUNTED_UNITS:
        return _shifted(start, unit, _signed_value(rule), days)
    year = start.year + rule.year_offset
    if unit == LegalRule.Unit.FIXED_DATE:
        return _month_day(year, rule.month_day)
    if unit == LegalRule.Unit.WINDOW:
        return window(rule, start.year).closes
    if unit == LegalRule.Unit.EACH_QUARTER:
        return _quarter_end(start)
    if unit == LegalRule.Unit.SAME_DAY:
        return start
    return date(year, 12, 31)


def _shifted(start: date, unit: LegalRule.Unit, number: int, days: WorkCalendar) -> date:
    if unit == LegalRule.Unit.DAY:
        return start + timedelta(days=number)
    if unit == LegalRule.Unit.WORKDAY:
        return days.add_workdays(start, number)
    return add_months(start, number * (_MONTHS_A_YEAR if unit == LegalRule.Unit.YEAR else 1))


def _signed_value(rule: LegalRule) -> int:
    if rule.value is None:
        raise ValidationError(f"规则“{rule.code}”没有填写数值，无法计算期限。")
    return -rule.value if rule.is_backward else rule.value


def _rolled(day: date, roll: str, days: WorkCalendar) -> date:
    if roll == LegalRule.Roll.NEXT_WORKDAY:
        return days.next_workday(day)
    if roll == LegalRule.Roll.PREV_WORKDAY:
        return days.previous_workday(day)
    return day


def _unconfirmed(rule: LegalRule, dates: tuple[date, ...], days: WorkCalendar) -> list[int]:
    """The years without a published arrangement among the days whose rest or work mattered."""
    start, *reached = dates
    if rule.unit == LegalRule.Unit.WORKDAY:
        reached.append(start)
    elif rule.roll == LegalRule.Roll.NONE and not rule.is_backward:
        return []
    return days.unconfirmed_years(min(reached), max(reached))


def _month_day(year: int, month_day: str) -> date:
    return date.fromisoformat(f"{year:04d}-{month_day}")


def _quarter_end(day: date) -> date:
    month = (day.month - 1) // _MONTHS_A_QUARTER * _MONTHS_A_QUARTER + _MONTHS_A_QUARTER
    return date(day.year, month, month_calendar.monthrange(day.year, month)[1])


def _rule_sentence(rule: LegalRule) -> str:
    return f"依据{rule.citation}：{rule.period}，{rule.due_text}。"


def _counting_sentences(rule: LegalRule, start: date, plain: date) -> list[str]:
    unit = LegalRule.Unit(rule.unit)
    if unit in LegalRule.COUNTED_UNITS:
        span = f"{rule.value}{unit.label}"
        if rule.is_backward:
            return [f"以{_dated(start)}为准往前计算{span}，为{_dated(plain)}。"]
        return [f"自{_dated(start)}起计算，当日不计入；{span}届满之日为{_dated(plain)}。"]
    if unit == LegalRule.Unit.WINDOW:
        opens = window(rule, start.year).opens
        return [f"可自{_dated(opens)}起办理，最后期限为{_dated(plain)}。"]
    return [f"最后期限为{_dated(plain)}。"]


def _dated(day: date) -> str:
    return f"{chinese_date(day)}（星期{_WEEKDAYS[day.weekday()]}）"


def _rest(day: date, days: WorkCalendar) -> str:
    special = days.special(day)
    if special is None:
        return f"为星期{_WEEKDAYS[day.weekday()]}"
    return f"为{special.name}" if special.name.startswith("休息日") else f"为{special.name}放假"
