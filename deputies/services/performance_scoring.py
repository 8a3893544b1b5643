"""The points of a year, worked out from the ledger: pure arithmetic, each line with its formula and its evidence."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from deputies.models import (
    ActivityAttendance,
    AssessmentEntry,
    RaterScore,
    SchemeGrade,
    SchemeItem,
    SchemePart,
    SchemeRater,
)
from deputies.services.performance_schemes import plain
from deputies.services.tenure_days import InOffice, year_days

Status = ActivityAttendance.Status
Rule = SchemeItem.Rule
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Material:
    """What an assessment rests on: the year's rows of the person, entries, ratings, and the days in office."""

    rows: Sequence[ActivityAttendance]
    entries: Sequence[AssessmentEntry]
    scores: Sequence[RaterScore]
    raters: Sequence[SchemeRater]
    office: InOffice
    scales_with_days: bool

    def of_kinds(self, item: SchemeItem, *statuses: str) -> list[ActivityAttendance]:
        """Rows of the item's kinds, on days on which the mandate could be exercised."""
        return [
            row
            for row in self.rows
            if row.activity.kind in item.kinds
            and row.status in statuses
            and row.activity.starts_on in self.office
            and row.activity.ends_on in self.office
        ]

    def of_item(self, item: SchemeItem) -> list[AssessmentEntry]:
        """Entries of an item."""
        return [entry for entry in self.entries if entry.item_id == item.pk]


@dataclass(frozen=True, slots=True)
class Line:
    """What one item brought."""

    item: SchemeItem
    points: Decimal
    formula: str
    evidence: tuple[int, ...] = ()
    is_veto: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The year as a whole."""

    lines: tuple[Line, ...]
    total: Decimal
    is_vetoed: bool
    grade: SchemeGrade


def score(parts: Iterable[SchemePart], grades: Sequence[SchemeGrade], material: Material) -> Result:
    """The points of all items, each part up to its cap; a veto gives the lowest grade whatever the sum."""
    lines: list[Line] = []
    total = Decimal(0)
    for part in parts:
        own = [line_of(item, material) for item in part.items.all()]
        lines += own
        total += capped(part, own)
    is_vetoed = any(line.is_veto for line in lines)
    lowest = min(grades, key=lambda grade: grade.lowest)
    reached = [grade for grade in grades if grade.lowest <= total]
    grade = lowest if is_vetoed else max(reached, key=lambda each: each.lowest, default=lowest)
    return Result(tuple(lines), total, is_vetoed, grade)


def capped(part: SchemePart, lines: Iterable[Line]) -> Decimal:
    """What a part brings: the sum of its items, up to its cap."""
    return min(part.cap, sum((line.points for line in lines), Decimal(0)))


def line_of(item: SchemeItem, material: Material) -> Line:
    """What an item brought under its rule."""
    return _RULES[Rule(item.rule)](item, material)


def _rounded(number: Fraction) -> Decimal:
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(_CENT, ROUND_HALF_UP)


def _keys(rows: Iterable[ActivityAttendance]) -> tuple[int, ...]:
    return tuple(row.pk for row in rows)


def _per_time(item: SchemeItem, material: Material) -> Line:
    rows = material.of_kinds(item, Status.VERIFIED)
    reached = Fraction(item.step) * len(rows)
    formula = f"{plain(item.step)}分×{len(rows)}次"
    office = material.office
    if material.scales_with_days and rows and not office.is_whole_year:
        whole = year_days(office.year)
        reached = reached * whole / office.days
        formula += f"×{whole}天÷在任{office.days}天"
    points = min(item.points, _rounded(reached))
    formula += f"＝{plain(_rounded(reached))}分"
    if _rounded(reached) > item.points:
        formula += f"，最高{plain(item.points)}分"
    return Line(item, points, formula, _keys(rows))


def _full_attendance(item: SchemeItem, material: Material) -> Line:
    came = material.of_kinds(item, Status.VERIFIED)
    leave = material.of_kinds(item, Status.ON_LEAVE)
    absent = material.of_kinds(item, Status.ABSENT)
    evidence = _keys((*came, *leave, *absent))
    if absent:
        return Line(item, Decimal(0), f"无故缺席{len(absent)}次，不得分", evidence)
    if not evidence:
        return Line(item, item.points, f"在任期间没有应出席的会议，按满分{plain(item.points)}分计")
    over = max(0, len(leave) - item.free_times)
    points = max(Decimal(0), item.points - item.step * over)
    if not over:
        return Line(item, points, f"出席{len(came)}次、请假{len(leave)}次，得{plain(points)}分", evidence)
    formula = (
        f"{plain(item.points)}分－{plain(item.step)}分×（请假{len(leave)}次－{item.free_times}次）＝{plain(points)}分"
    )
    return Line(item, points, formula, evidence)


def _invited(item: SchemeItem, material: Material) -> Line:
    came = material.of_kinds(item, Status.VERIFIED)
    absent = material.of_kinds(item, Status.ABSENT)
    asked = len(came) + len(absent)
    if not asked:
        return Line(item, item.points, f"没有应邀的活动，按满分{plain(item.points)}分计")
    points = _rounded(Fraction(item.points) * len(came) / asked)
    formula = f"{plain(item.points)}分×参加{len(came)}次÷应邀{asked}次＝{plain(points)}分"
    return Line(item, points, formula, _keys((*came, *absent)))


def _added(item: SchemeItem, material: Material) -> Line:
    entries = material.of_item(item)
    reached = sum((entry.points for entry in entries), Decimal(0))
    points = min(item.points, reached)
    if not entries:
        return Line(item, points, "没有登记加分事项")
    terms = "＋".join(f"{plain(entry.points)}（{entry.reason[:20]}）" for entry in entries)
    over = f"，最高{plain(item.points)}分" if reached > item.points else ""
    return Line(item, points, _cut(f"{terms}＝{plain(reached)}分{over}"))


def _deducted(item: SchemeItem, material: Material) -> Line:
    entries = material.of_item(item)
    points = max(Decimal(0), item.points - sum((entry.points for entry in entries), Decimal(0)))
    if not entries:
        return Line(item, points, f"没有扣分事项，得{plain(points)}分")
    terms = "".join(f"－{plain(entry.points)}（{entry.reason[:20]}）" for entry in entries)
    return Line(item, points, _cut(f"{plain(item.points)}{terms}＝{plain(points)}分"))


def _rated(item: SchemeItem, material: Material) -> Line:
    by_rater: dict[int, list[Decimal]] = {}
    for given in material.scores:
        if given.item_id == item.pk:
            by_rater.setdefault(given.rater_id, []).append(given.points)
    heard = [rater for rater in material.raters if rater.pk in by_rater]
    if not heard:
        return Line(item, Decimal(0), "还没有评分")
    weights = sum((Fraction(rater.weight) for rater in heard), Fraction(0))
    means = {rater.pk: _mean(by_rater[rater.pk]) for rater in heard}
    points = _rounded(sum((means[rater.pk] * Fraction(rater.weight) for rater in heard), Fraction(0)) / weights)
    terms = "＋".join(f"{rater}{plain(_rounded(means[rater.pk]))}×{plain(rater.weight)}" for rater in heard)
    divisor = plain(_rounded(weights))
    return Line(item, points, _cut(f"（{terms}）÷{divisor}＝{plain(points)}分"))


def _veto(item: SchemeItem, material: Material) -> Line:
    entries = material.of_item(item)
    words = "；".join(entry.reason for entry in entries)
    formula = f"一票否决：{words}" if entries else "没有否决情形"
    return Line(item, Decimal(0), _cut(formula), is_veto=bool(entries))


def _veto_absences(item: SchemeItem, material: Material) -> Line:
    absent = material.of_kinds(item, Status.ABSENT)
    is_veto = bool(item.free_times) and len(absent) >= item.free_times
    formula = f"无故缺席{len(absent)}次，达到{item.free_times}次的一票否决"
    return Line(item, Decimal(0), formula, _keys(absent), is_veto)


def _mean(points: Sequence[Decimal]) -> Fraction:
    return sum(map(Fraction, points), Fraction(0)) / len(points)


def _cut(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:299]}…"


_RULES: Final[Mapping[Rule, Callable[[SchemeItem, Material], Line]]] = {
    Rule.PER_TIME: _per_time,
    Rule.FULL_ATTENDANCE: _full_attendance,
    Rule.INVITED: _invited,
    Rule.ADDED: _added,
    Rule.DEDUCTED: _deducted,
    Rule.RATED: _rated,
    Rule.VETO: _veto,
    Rule.VETO_ABSENCES: _veto_absences,
}
