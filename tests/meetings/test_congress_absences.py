"""Who stayed away from a session of the congress is noted when it closes."""

from datetime import date
from typing import Any

import pytest

from congress.models import Notification
from deputies.models import CongressSession, Mandate, Person
from meetings.models import Attendance, Meeting
from meetings.services import congress_absences, meetings
from tests import factories
from tests.factories_duty import deputy

pytestmark = pytest.mark.django_db
Status = Attendance.Status


def congress(number: int, day: date, statuses: dict[Person, str], **fields: Any) -> Meeting:
    session = CongressSession.objects.create(term=factories.term(), number=number, starts_on=day, ends_on=day)
    held = factories.meeting(
        Meeting.Kind.CONGRESS, starts_on=day, session=session, status=Meeting.Status.OPEN, **fields
    )
    for person, status in statuses.items():
        Attendance.objects.create(meeting=held, person=person, status=status)
    return held


def test_two_sessions_missed_without_leave_call_for_the_end_and_leave_does_not_count() -> None:
    office, officer = factories.user("office"), factories.user("deputies_wc")
    absent, excused, came = deputy(), deputy(), deputy()
    for number, day in ((1, date(2025, 3, 3)), (2, date(2026, 3, 3))):
        statuses = {absent: Status.ABSENT, excused: Status.ON_LEAVE, came: Status.PRESENT}
        meetings.close_meeting(congress(number, day, statuses), actor=office)
    missed = {row.person: row.unapproved_absent_sessions for row in Mandate.objects.with_unapproved_absences()}  # type: ignore[attr-defined]
    assert missed == {absent: 2, excused: 0, came: 0}
    assert [row.person for row in Mandate.objects.all().due_to_end_by_absence(on=date(2026, 9, 1))] == [absent]
    assert excused.mandates.get().absences.count() == 2
    assert Notification.objects.filter(recipient=officer, subject__contains=str(absent)).count() == 1


def test_nothing_is_noted_twice_nor_for_history_nor_for_who_was_no_deputy() -> None:
    office = factories.user("office")
    person, stranger = deputy(), factories.person()
    held = congress(1, date(2026, 3, 3), {person: Status.ABSENT, stranger: Status.ABSENT})
    assert congress_absences.note(held, actor=office, is_historic=True) == 1
    assert congress_absences.note(held, actor=office) == 0
    other = factories.meeting(status=Meeting.Status.OPEN)
    Attendance.objects.create(meeting=other, person=person, status=Status.ABSENT)
    assert congress_absences.note(other, actor=office) == 0
