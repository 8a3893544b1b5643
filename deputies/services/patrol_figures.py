"""The funnel of patrols: recorded, handed over, in hand, answered, confirmed; one query for each table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Count, Q

from congress.services.figures import WHOLLY_ILLUSTRATIVE
from deputies.models import ImportBatch, PatrolFinding

Status = PatrolFinding.Status
_HANDED: Final = Q(assigned_on__isnull=False) | Q(was_handed_over_elsewhere=True)

#: what each stage counts, in the order of the way that a finding goes
STAGES: Final[Mapping[str, tuple[str, Q]]] = {
    "recorded": ("记录", Q()),
    "merged": ("重复并入", Q(status=Status.MERGED)),
    "handed_over": ("交办", _HANDED),
    "in_hand": ("办理中", Q(status__in=PatrolFinding.WITH_ORGAN)),
    "fixed": ("已解决", Q(status__in=(Status.FIXED, Status.CONFIRMED))),
    "cannot": ("暂无法解决", Q(status=Status.CANNOT)),
    "not_ours": ("退回待重新交办", Q(status=Status.NOT_OURS)),
    "reopened": ("回访未解决", Q(status=Status.REOPENED)),
    "confirmed": ("回访确认", Q(status=Status.CONFIRMED)),
}
GROUPINGS: Final = {"category": ("类别", "category__name"), "organ": ("承办单位", "organ__name")}


@dataclass(frozen=True, slots=True)
class Line:
    """The stages of one category or organ, or of all."""

    label: str
    recorded: int = 0
    merged: int = 0
    handed_over: int = 0
    in_hand: int = 0
    fixed: int = 0
    cannot: int = 0
    not_ours: int = 0
    reopened: int = 0
    confirmed: int = 0

    @property
    def counts(self) -> list[int]:
        """The numbers in the order of the stages."""
        return [getattr(self, name) for name in STAGES]


@dataclass(frozen=True, slots=True)
class Funnel:
    """A year: its lines, their sum, and what is known of it as counts of a platform only."""

    year: int
    lines: Sequence[Line]
    total: Line
    batches: Sequence[ImportBatch]

    @property
    def counted(self) -> int:
        """Records that stayed on a platform."""
        return sum(batch.records for batch in self.batches)

    @property
    def counted_handed_over(self) -> int:
        """Of those, handed over there."""
        return sum(batch.handed_over for batch in self.batches)

    @property
    def all_recorded(self) -> int:
        """Both together."""
        return self.total.recorded + self.counted

    @property
    def all_handed_over(self) -> int:
        """Both together."""
        return self.total.handed_over + self.counted_handed_over

    @property
    def is_minimum(self) -> bool:
        """Whether a platform told only the least number of records."""
        return any(batch.records_is_minimum for batch in self.batches)

    @property
    def is_minimum_handed_over(self) -> bool:
        """Whether a platform told only the least number handed over."""
        return any(batch.handed_over_is_minimum for batch in self.batches)

    @property
    def bars(self) -> list[tuple[str, int, int]]:
        """Label, number and per cent of the records, for the stages that follow one another.

        What became of records that stayed on a platform is not known: beside them alone nothing stands as fixed.
        """
        numbers = {"recorded": self.all_recorded, "handed_over": self.all_handed_over}
        if self.total.recorded:
            numbers |= {"fixed": self.total.fixed, "confirmed": self.total.confirmed}
        whole = self.all_recorded
        return [
            (STAGES[name][0], number, round(100 * number / whole) if whole else 0) for name, number in numbers.items()
        ]


def funnel(year: int, *, by: str = "category", rows: Any = None) -> Funnel:
    """The findings of a year by category or organ, one query, and the batches of counts, another one.

    `rows` are the findings to count instead of all. Raises KeyError for another grouping.
    """
    lookup = GROUPINGS[by][1]
    found = (PatrolFinding.objects.all() if rows is None else rows).filter(found_on__year=year)
    counts = {name: Count("pk", filter=condition or None) for name, (_, condition) in STAGES.items()}
    grouped = found.order_by().values_list(lookup).annotate(**counts)
    lines = [Line(label or "未交办", *numbers) for label, *numbers in grouped]
    lines.sort(key=lambda line: (-line.recorded, line.label))
    total = Line("合计", *(sum(numbers) for numbers in zip(*(line.counts for line in lines), strict=True)))
    batches = ImportBatch.objects.filter(status=ImportBatch.Status.COUNTED, ends_on__year=year).order_by(
        "ends_on", "pk"
    )
    return Funnel(year, lines, total, list(batches))


def real_funnel(year: int) -> Funnel:
    """The funnel as society reads it: without what is an example as a whole."""
    rows = PatrolFinding.objects.exclude(illustrative=WHOLLY_ILLUSTRATIVE)
    found = funnel(year, rows=rows)
    return replace(found, batches=[batch for batch in found.batches if batch.illustrative != WHOLLY_ILLUSTRATIVE])


def years() -> list[int]:
    """Years with findings or counts, the latest first."""
    return _years(PatrolFinding.objects.all(), ImportBatch.objects.all())


def real_years() -> list[int]:
    """Years of which society reads something."""
    models = (PatrolFinding, ImportBatch)
    return _years(*(model._default_manager.exclude(illustrative=WHOLLY_ILLUSTRATIVE) for model in models))


def _years(findings: Any, batches: Any) -> list[int]:
    found = {day.year for day in findings.dates("found_on", "year")}
    found |= {day.year for day in batches.dates("ends_on", "year")}
    return sorted(found, reverse=True)
