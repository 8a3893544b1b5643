"""Typed functions that make deputies, activities and attendance with defaults."""

from datetime import date
from itertools import count

from django.utils import timezone

from congress.models import User
from deputies.models import ActivityAttendance, DutyActivity, DutyKind, Mandate, Person
from tests import factories

_serial = count(1)


def deputy(
    *,
    level: str = Mandate.Level.DISTRICT,
    starts_on: date = date(2022, 2, 1),
    ends_on: date | None = None,
    person: Person | None = None,
    account: User | None = None,
    **fields: object,
) -> Person:
    """A person with a mandate at a level."""
    holder = person or factories.person(account=account)
    reason = Mandate.EndReason.RESIGNED if ends_on else ""
    Mandate.objects.create(
        person=holder,
        term=factories.term() if level == Mandate.Level.DISTRICT else None,
        level=level,
        starts_on=starts_on,
        ends_on=ends_on,
        end_reason=reason,
        **fields,
    )
    return holder


def activity(kind: str = DutyKind.VISIT, *, starts_on: date = date(2026, 9, 9), **fields: object) -> DutyActivity:
    """An activity of a day a week ago."""
    values: dict[str, object] = {
        "title": f"示例活动{next(_serial)}",
        "ends_on": starts_on,
        "entered_by": User.objects.system(),
        **fields,
    }
    return DutyActivity.objects.create(kind=kind, starts_on=starts_on, **values)


def attendance(of: DutyActivity, person: Person, *, status: str = "verified", **fields: object) -> ActivityAttendance:
    """A row of the ledger, verified unless told otherwise."""
    is_verified = status == ActivityAttendance.Status.VERIFIED
    values: dict[str, object] = {
        "hours": of.hours,
        "verified_by": User.objects.system() if is_verified else None,
        "verified_at": timezone.now() if is_verified else None,
        **fields,
    }
    return ActivityAttendance.objects.create(
        activity=of, mandate=person.mandates.get(), person=person, status=status, **values
    )
