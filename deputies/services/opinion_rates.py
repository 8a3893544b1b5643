"""How many letters were answered in time, by station and by unit, with denominators that always add up.

Of what came in a year: answered in time + answered late + open and late are due; due + not yet due are all that came.
The rate is the share of the due that was answered in time. Nothing is left out: what was not accepted was answered with
guidance, a merged letter by the answer of the matter it belongs to, and what waits in the pile of a flood counts.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from deputies.models import OpinionRound, PublicOpinion, Station

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


def by_station(year: int, *, on: date) -> list[Rate]:
    """Of the letters that came in a year, by the station they came to."""
    return of_stations(PublicOpinion.objects.filter(received_on__year=year, is_historic=False), on=on)


def of_stations(rows: QuerySet[PublicOpinion], *, on: date) -> list[Rate]:
    """Of these letters, by the station they came to, in the order of the stations' organs.

    Told apart row by row: the database would look for the day that is owed once more in each column of a count.
    """
    is_told = Case(When(TOLD, then=Value(True)), default=Value(False), output_field=BooleanField())
    letters = with_limits(rows).order_by().annotate(is_told=is_told)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for station, told, told_on, owed_on in letters.values_list("station", "is_told", "told_on", "owed_on"):
        # A day that the database counted on from another comes as a moment.
        last = owed_on.date()
        part = ("in_time" if told_on <= last else "late") if told else ("open_late" if last < on else "not_due")
        counts[station][part] += 1
    stations = Station.objects.filter(pk__in=counts).order_by("organ__rank", "code").values_list("pk", "name")
    return [Rate(name, *(counts[key][part] for part in _PARTS)) for key, name in stations]


def by_unit(year: int, *, on: date) -> list[Rate]:
    """Of what was handed over in a year, round by round, by unit; what a unit gave back as not its own is not its."""
    rows = OpinionRound.objects.filter(opened_on__year=year, is_returned=False, opinion__is_historic=False)
    organ = "obligation__owed_organ"
    grouped = rows.order_by().values(f"{organ}__name", f"{organ}__code", f"{organ}__rank")
    is_told, in_time = Q(reported_on__isnull=False), Q(reported_on__lte=F("obligation__due_on"))
    past = Q(obligation__due_on__lt=on)
    parts = {
        "in_time": Count("pk", filter=is_told & in_time),
        "late": Count("pk", filter=is_told & ~in_time),
        "open_late": Count("pk", filter=~is_told & past),
        "not_due": Count("pk", filter=~is_told & ~past),
    }
    found = grouped.annotate(**parts).order_by(f"{organ}__rank", f"{organ}__code")
    return [Rate(row[f"{organ}__name"], *(row[name] for name in _PARTS)) for row in found]


def years(*, on: date) -> list[int]:
    """The years of which there is something to tell, the latest first."""
    first = (
        PublicOpinion.objects.filter(is_historic=False)
        .order_by("received_on")
        .values_list("received_on", flat=True)
        .first()
    )
    return list(range(on.year, (first or on).year - 1, -1))
