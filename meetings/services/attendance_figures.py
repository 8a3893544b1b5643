"""How often each member came in a year: whole meetings, parts of them, leave, absence, and what nobody recorded."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q

from deputies.models import Person
from meetings.models import Attendance, Meeting

#: meetings of which a yearly account of attendance is kept
KINDS: Final = (Meeting.Kind.STANDING_COMMITTEE, Meeting.Kind.CHAIR_MEETING, Meeting.Kind.CONGRESS)
Status = Attendance.Status


@dataclass(frozen=True, slots=True)
class MemberYear:
    """One member's meetings of a year. `partly` are among those present: arrived late, left early or withdrew."""

    person: Person
    expected: int
    present: int
    partly: int
    on_leave: int
    absent: int
    unrecorded: int

    @property
    def rate(self) -> float | None:
        """Present by expected, without meetings that nobody recorded; None where nothing was recorded."""
        recorded = self.expected - self.unrecorded
        return self.present / recorded if recorded else None


def of_year(year: int, *, kind: str = Meeting.Kind.STANDING_COMMITTEE) -> list[MemberYear]:
    """The members expected at meetings of one kind that were held in a year, by strokes. Two queries."""
    rows = Attendance.objects.voting().filter(
        meeting__kind=kind, meeting__starts_on__year=year, meeting__status__in=Meeting.HELD
    )
    part = Q(arrived_item__isnull=False) | Q(left_item__isnull=False) | Q(recusals__isnull=False)
    counts = {
        "expected": Count("pk", distinct=True),
        "present": _count(status=Status.PRESENT),
        "partly": Count("pk", filter=Q(status=Status.PRESENT) & part, distinct=True),
        "on_leave": _count(status=Status.ON_LEAVE),
        "absent": _count(status=Status.ABSENT),
        "unrecorded": _count(status=Status.UNRECORDED),
    }
    counted: Any = rows.order_by()
    counted = counted.values(key=F("person_id")).annotate(**counts)
    found = {row["key"]: row for row in counted}
    people = Person.objects.filter(pk__in=found).by_strokes()
    return [MemberYear(person, **{name: found[person.pk][name] for name in counts}) for person in people]


def _count(**condition: str) -> Count:
    return Count("pk", filter=Q(**condition), distinct=True)


def years() -> list[int]:
    """The years in which meetings were held, the latest first."""
    days = Meeting.objects.held().filter(kind__in=KINDS).dates("starts_on", "year", order="DESC")
    return [day.year for day in days]
