"""What the pages of the duty ledger read: a deputy's year by kind, the years there are, the figures of an activity."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Max, Min, QuerySet, Sum

from congress.presentation import BadgeKind
from deputies.models import (
    ActivityAttendance,
    ActivityAttendanceQuerySet,
    DutyAssessment,
    DutyKind,
    Person,
)

Status = ActivityAttendance.Status
BADGES: dict[str, BadgeKind] = {
    Status.EXPECTED: "owed",
    Status.LEAVE_ASKED: "owed",
    Status.SUBMITTED: "current",
    Status.RETURNED: "late",
    Status.VERIFIED: "done",
    Status.ON_LEAVE: "none",
    Status.ABSENT: "late",
    Status.WITHDRAWN: "none",
}


@dataclass(frozen=True, slots=True)
class KindSum:
    """One kind of duty in a year: how often and how long, of what was verified."""

    kind: str
    times: int
    hours: Decimal

    @property
    def label(self) -> str:
        """The kind in words."""
        return str(DutyKind(self.kind).label)


def rows_of(person: Person, year: int) -> ActivityAttendanceQuerySet:
    """A person's rows of a year, with their activities; what was withdrawn is left out."""
    rows = ActivityAttendance.objects.filter(person=person).in_year(year).exclude(status=Status.WITHDRAWN)
    return rows.select_related("activity__organiser", "activity__group")


def sums(rows: ActivityAttendanceQuerySet) -> list[KindSum]:
    """The verified rows by kind, in the order of the kinds: one query."""
    counted = rows.counted().order_by().values("activity__kind")
    told = counted.annotate(times=Count("pk"), whole=Sum("hours"))
    found = {row["activity__kind"]: KindSum(row["activity__kind"], row["times"], row["whole"]) for row in told}
    return [found[kind] for kind in DutyKind.values if kind in found]


def years_of(person: Person, *, this_year: int) -> Sequence[int]:
    """This year, and back to the first one with a row."""
    ends = ActivityAttendance.objects.filter(person=person).aggregate(
        first=Min("activity__starts_on__year"), last=Max("activity__starts_on__year")
    )
    first, last = ends["first"] or this_year, ends["last"] or this_year
    return range(max(last, this_year), min(first, this_year) - 1, -1)


def assessment_of(person: Person, year: int, rows: QuerySet[DutyAssessment]) -> DutyAssessment | None:
    """The year's assessment of a person among those that the reader may see."""
    return rows.filter(mandate__person=person, year=year).select_related("grade", "mandate__person").first()


def public_year(person: Person, year: int) -> list[KindSum]:
    """What everyone may read of a year: how often of each kind, never names, words or leave (DL25 art 58)."""
    return sums(ActivityAttendance.objects.filter(person=person).in_year(year))


def public_grade(person: Person, year: int) -> DutyAssessment | None:
    """The confirmed assessment of a year, where the portal publishes it at all."""
    if not settings.PERFORMANCE_IS_PUBLIC:
        return None
    rows = DutyAssessment.objects.in_year(year).filter(status=DutyAssessment.Status.CONFIRMED)
    return rows.filter(mandate__person=person).select_related("grade").first()


def badge(row: ActivityAttendance) -> BadgeKind:
    """Shape and colour of its state."""
    return BADGES[row.status]
