"""How many letters were answered in time, by station and by unit, with denominators that always add up.

Of what came in a year: answered in time + answered late + open and late are due; due + not yet due are all that came.
The rate is the share of the due that was answered in time. Nothing is left out: what was not accepted was answered with
guidance, a merged letter by the answer of the matter it belongs to, and what waits in the pile of a flood counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, DateField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from deputies.models import OpinionRound, PublicOpinion

#: from so many that are due on a share is told; below, only the numbers
ENOUGH: Final = 10
_WHOLE: Final = 100
_PARTS: Final = ("in_time", "late", "open_late", "not_due")


@dataclass(frozen=True, slots=True)
class Rate:
    """What became of the letters of one station, or of one unit."""

    label: str
    in_time: int
    late: int
    open_late: int
    not_due: int

    @property
    def received(self) -> int:
        """All that came, or was handed over."""
        return self.due + self.not_due

    @property
    def due(self) -> int:
        """Answered, or past its day: the denominator."""
        return self.in_time + self.late + self.open_late

    @property
    def is_small(self) -> bool:
        """Too few for a share that means anything."""
        return self.due < ENOUGH

    @property
    def percent(self) -> int | None:
        """Whole per cent of the due that was answered in time, never rounded up; None where they are too few."""
        return None if self.is_small else self.in_time * _WHOLE // self.due

    @property
    def words(self) -> str:
        """The share in words."""
        if not self.due:
            return "尚无到期"
        share = f"{self.in_time}/{self.due}"
        return f"{share}，样本少" if self.is_small else f"{self.percent}%（{share}）"

    @property
    def spans(self) -> list[tuple[int, int, str]]:
        """Begin, width and name of each part of a bar of all that came."""
        found, at = [], 0
        for name in _PARTS:
            if width := getattr(self, name):
                found.append((at, width, name.replace("_", "-")))
                at += width
        return found


def total(rates: Sequence[Rate]) -> Rate:
    """All of them together."""
    return Rate("合计", *(sum(getattr(each, name) for each in rates) for name in _PARTS))


def _after(day: Combinable, days: int) -> Combinable:
    return ExpressionWrapper(day + timedelta(days=days), output_field=DateField())


def with_limits(rows: QuerySet[PublicOpinion]) -> QuerySet[PublicOpinion]:
    """Letters with the day on which the visitor was told (`told_on`) and the one by which that was owed (`owed_on`).

    Owed: the days for sorting; of what was handed over, the unit's date of its last round and the days for telling.
    """
    rounds = OpinionRound.objects.filter(is_returned=False).order_by("-number")
    last = rounds.filter(opinion=Coalesce(OuterRef("merged_into"), OuterRef("pk"))).values("obligation__due_on")[:1]
    sorted_by = _after(F("received_on"), settings.OPINION_SORTING_DAYS)
    return rows.annotate(
        unit_due_on=Subquery(last),
        owed_on=Greatest(sorted_by, _after(F("unit_due_on"), settings.OPINION_FEEDBACK_DAYS)),
        told_on=Coalesce("merged_into__answered_on", "answered_on"),
    )


#: the visitor has an answer: its own, or of what it was merged into
TOLD: Final = Q(merged_into__isnull=True, status__in=PublicOpinion.TOLD) | Q(merged_into__status__in=PublicOpinion.TOLD)


def _parts(is_told: Q, told_on: str, owed_on: str, *, on: date) -> dict[str, Count]:
    in_time = Q(**{f"{told_on}__lte": F(owed_on)})
    past = Q(**{f"{owed_on}__lt": on})
    return {
        "in_time": Count("pk", filter=is_told & in_time),
        "late": Count("pk", filter=is_told & ~in_time),
        "open_late": Count("pk", filter=~is_told & past),
        "not_due": Count("pk", filter=~is_told & ~past),
    }


def _rates(rows: Any, label: str) -> list[Rate]:
    return [Rate(row[label], *(row[name] for name in _PARTS)) for row in rows]


def by_station(year: int, *, on: date) -> list[Rate]:
    """Of the letters that came in a year, by the station they came to."""
    return of_stations(PublicOpinion.objects.filter(received_on__year=year, is_historic=False), on=on)


def of_stations(rows: QuerySet[PublicOpinion], *, on: date) -> list[Rate]:
    """Of these letters, by the station they came to, in the order of the stations' organs."""
    grouped = with_limits(rows).order_by().values("station__name", "station__code", "station__organ__rank")
    found = grouped.annotate(**_parts(TOLD, "told_on", "owed_on", on=on))
    return _rates(found.order_by("station__organ__rank", "station__code"), "station__name")


def by_unit(year: int, *, on: date) -> list[Rate]:
    """Of what was handed over in a year, round by round, by unit; what a unit gave back as not its own is not its."""
    rows = OpinionRound.objects.filter(opened_on__year=year, is_returned=False, opinion__is_historic=False)
    organ = "obligation__owed_organ"
    grouped = rows.order_by().values(f"{organ}__name", f"{organ}__code", f"{organ}__rank")
    parts = _parts(Q(reported_on__isnull=False), "reported_on", "obligation__due_on", on=on)
    found = grouped.annotate(**parts).order_by(f"{organ}__rank", f"{organ}__code")
    return _rates(found, f"{organ}__name")


def years(*, on: date) -> list[int]:
    """The years of which there is something to tell, the latest first."""
    first = (
        PublicOpinion.objects.filter(is_historic=False)
        .order_by("received_on")
        .values_list("received_on", flat=True)
        .first()
    )
    return list(range(on.year, (first or on).year - 1, -1))
