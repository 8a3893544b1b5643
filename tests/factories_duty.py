"""Typed functions that make deputies, activities, attendance and assessments with defaults."""

from datetime import date, datetime, time
from decimal import Decimal
from itertools import count

from django.utils import timezone

from congress.models import User
from deputies.models import (
    ActivityAttendance,
    AssessmentObjection,
    DutyActivity,
    DutyAssessment,
    DutyKind,
    Mandate,
    Person,
    RaterScore,
    SchemeRater,
)
from deputies.services import performance, performance_marks, performance_objections
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


def assessed(person: Person, keeper: User, *, today: date) -> DutyAssessment:
    """The assessment of a person for the year of a day, rated and computed."""
    performance.open_year(today.year, actor=keeper, today=today)
    row = DutyAssessment.objects.get(mandate__person=person, year=today.year)
    rater = SchemeRater.objects.get(who="committee", scheme=row.scheme)
    given = RaterScore(assessment=row, item=performance_marks.rated_items(row)[0], rater=rater, points=Decimal(5))
    performance_marks.rate(given, actor=keeper)
    at = datetime.combine(today, time(9), tzinfo=timezone.get_current_timezone())
    performance.compute([row], actor=keeper, at=at)
    row.refresh_from_db()
    return row


def told(person: Person, keeper: User, *, today: date) -> DutyAssessment:
    """An assessment that the deputy was told of."""
    row = assessed(person, keeper, today=today)
    performance.notify(row, actor=keeper, today=today)
    return row


def one_of_each() -> None:
    """A row in every register of duty."""
    account = factories.user("deputy")
    person = deputy(account=account)
    attendance(activity(starts_on=factories.TODAY), person)
    row = told(person, factories.user("deputies_wc"), today=factories.TODAY)
    objection = AssessmentObjection(assessment=row, text="漏计一次活动")
    performance_objections.object_to(objection, actor=account, today=factories.TODAY)
