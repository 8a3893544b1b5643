"""What contacts, meetings and outings tell the duty ledger: once, one way, corrected where they are corrected."""

from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from congress.models import User
from deputies.models import ActivityAttendance, ContactLog, ContactPair, DutyActivity, DutyKind
from deputies.services import duty_feeds
from deputies.services.duty import Role
from meetings.models import Attendance, Meeting
from meetings.services import duty_feeds as meeting_feeds
from supervision.models import Oversight
from supervision.services import duty_feeds as outing_feeds
from tests import factories
from tests.factories_duty import deputy
from tests.factories_people import pair

pytestmark = pytest.mark.django_db
Status = ActivityAttendance.Status
DAY = factories.TODAY
SINCE = date(DAY.year - 1, 1, 1)
NOW = datetime(DAY.year, DAY.month, DAY.day, 18, tzinfo=timezone.get_current_timezone())


def told(**fields: Any) -> dict[str, Any]:
    return {"since": SINCE, "at": NOW, **fields}


def outing(**fields: Any) -> Oversight:
    """A visit that took place."""
    values = {"kind": "visit", "title": "视察示例工地", "starts_on": DAY, "status": "done", **fields}
    return Oversight.objects.create(**values)


def test_a_contact_with_voters_is_credited_once_however_often_it_is_told(clerk: User) -> None:
    person = deputy()
    row = pair(person, kind=ContactPair.Kind.DEPUTY_VOTERS)
    row.save()
    log = ContactLog.objects.create(pair=row, made_on=DAY, people=3, note="反映停车难", entered_by=clerk)
    assert duty_feeds.credit_contacts(actor=clerk, **told()) == 2
    assert duty_feeds.credit_contacts(actor=clerk, **told()) == 0
    found = ActivityAttendance.objects.get()
    assert (found.person, found.status, found.activity.kind) == (person, Status.VERIFIED, DutyKind.CONTACT)
    assert found.activity.origin == f"deputies.contactlog.{log.pk}"
    assert log.note not in found.activity.title + found.activity.content


def test_contacts_with_deputies_and_of_years_ago_are_not_credited(clerk: User) -> None:
    between = pair()
    between.save()
    ContactLog.objects.create(pair=between, made_on=DAY, note="示例", entered_by=clerk)
    person = deputy(starts_on=date(2015, 2, 1))
    old = pair(person, kind=ContactPair.Kind.DEPUTY_VOTERS, starts_on=date(2016, 1, 1))
    old.save()
    ContactLog.objects.create(pair=old, made_on=date(2016, 5, 6), note="示例", entered_by=clerk)
    assert duty_feeds.credit_contacts(actor=clerk, **told()) == 0


def test_deputies_who_sat_in_are_credited_once_the_meeting_is_closed(clerk: User) -> None:
    meeting = factories.meeting(starts_on=DAY, status=Meeting.Status.OPEN)
    guest, away, official = deputy(), deputy(), factories.person()
    for person, status in ((guest, "present"), (away, "on_leave")):
        Attendance.objects.create(meeting=meeting, person=person, capacity="invited_deputy", status=status)
    Attendance.objects.create(meeting=meeting, person=official, capacity="nonvoting", status="present")
    assert meeting_feeds.credit_meetings(actor=clerk, **told()) == 0
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.CLOSED)
    meeting_feeds.credit_meetings(actor=clerk, **told())
    rows = {row.person: (row.status, row.role) for row in ActivityAttendance.objects.all()}
    assert rows == {guest: (Status.VERIFIED, Role.OBSERVER), away: (Status.ON_LEAVE, Role.OBSERVER)}
    assert DutyActivity.objects.get().kind == DutyKind.COMMITTEE_MEETING
    # A correction of the roll is a correction of the ledger.
    Attendance.objects.filter(person=guest).update(status="absent")
    meeting_feeds.credit_meetings(actor=clerk, **told())
    assert ActivityAttendance.objects.get(person=guest).status == Status.ABSENT
    assert ActivityAttendance.objects.count() == 2


def test_members_who_attend_their_own_committee_get_no_row_for_sitting_in(clerk: User) -> None:
    meeting = factories.meeting(starts_on=DAY, status=Meeting.Status.CLOSED)
    Attendance.objects.create(meeting=meeting, person=deputy(), status="present")
    assert meeting_feeds.credit_meetings(actor=clerk, **told()) == 0


def test_the_session_counts_for_every_deputy_and_speaking_apart(clerk: User) -> None:
    meeting = factories.meeting(Meeting.Kind.CONGRESS, starts_on=DAY, status=Meeting.Status.CLOSED)
    came, absent = deputy(), deputy()
    rows = [
        Attendance.objects.create(meeting=meeting, person=person, status=status)
        for person, status in ((came, "present"), (absent, "absent"))
    ]
    item = factories.item(meeting)
    for order in (1, 2):
        item.speeches.create(speaker=rows[0], order=order, text="示例")
    meeting_feeds.credit_meetings(actor=clerk, **told())
    found = {(row.person, row.activity.kind): row.status for row in ActivityAttendance.objects.all()}
    assert found == {
        (came, DutyKind.SESSION): Status.VERIFIED,
        (absent, DutyKind.SESSION): Status.ABSENT,
        (came, DutyKind.SPEECH): Status.VERIFIED,
    }


def test_deputies_who_went_along_are_credited_and_staff_is_not(clerk: User) -> None:
    visit = outing()
    guest = deputy()
    visit.participants.create(person=guest, capacity="deputy", level="district", role="leader")
    visit.participants.create(person=factories.person(), capacity="staff")
    outing_feeds.credit_outings(actor=clerk, **told())
    row = ActivityAttendance.objects.get()
    assert (row.person, row.role, row.activity.kind) == (guest, Role.LEADER, DutyKind.VISIT)
    assert outing_feeds.credit_outings(actor=clerk, **told()) == 0
    # Who was entered by mistake is withdrawn here too.
    visit.participants.filter(person=guest).delete()
    outing_feeds.credit_outings(actor=clerk, **told())
    row.refresh_from_db()
    assert row.status == Status.WITHDRAWN


def test_what_has_not_taken_place_or_was_called_off_credits_nobody(clerk: User) -> None:
    planned, gone = outing(status="planned"), outing(title="另一次视察")
    for row in (planned, gone):
        row.participants.create(person=deputy(), capacity="deputy", level="district")
    outing_feeds.credit_outings(actor=clerk, **told())
    assert ActivityAttendance.objects.counted().times() == 1
    Oversight.objects.filter(pk=gone.pk).update(status="cancelled", status_note="改期")
    outing_feeds.credit_outings(actor=clerk, **told())
    assert not ActivityAttendance.objects.counted().exists()


def test_feeds_cost_the_same_however_many_records_there_are(clerk: User, django_assert_max_num_queries: Any) -> None:
    for number in range(8):
        row = outing(title=f"视察{number}")
        row.participants.create(person=deputy(), capacity="deputy", level="district")
    outing_feeds.credit_outings(actor=clerk, **told())
    with django_assert_max_num_queries(14):
        assert outing_feeds.credit_outings(actor=clerk, **told()) == 0
