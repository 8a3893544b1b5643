"""The day of a meeting: deadlines by its kind, who is expected when it moves, who is told, and too long a gap."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from congress.models import Notification, Obligation, User
from deputies.models import CongressSession, Mandate, Seat
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.services import meeting_templates, meetings
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


def scheduled(clerk: User, **fields: object) -> Meeting:
    meeting = factories.meeting(**fields)
    meetings.schedule(meeting, actor=clerk, today=TODAY)
    return meeting


def moved(meeting: Meeting, day: date, clerk: User) -> str:
    return meetings.move_date(meeting, starts_on=day, ends_on=day, reason="会场冲突", actor=clerk, today=TODAY).sentence


def test_a_chairpersons_meeting_owes_its_notice_a_day_before_and_no_papers(clerk: User) -> None:
    meeting = scheduled(clerk, kind=Meeting.Kind.CHAIR_MEETING, starts_on=date(2026, 9, 24))
    assert meeting.notice_obligation is not None
    assert meeting.notice_obligation.due_plain == date(2026, 9, 23)
    assert meeting.papers_obligation is None


def test_an_extraordinary_meeting_owes_neither_and_opens_straight_away(clerk: User) -> None:
    factories.seat(Seat.Role.CHAIR)
    meeting = scheduled(clerk, is_extraordinary=True, starts_on=TODAY)
    assert (meeting.notice_obligation, meeting.papers_obligation) == (None, None)
    meeting.attendances.update(status=Attendance.Status.PRESENT)
    meetings.open_meeting(meeting, actor=clerk, today=TODAY)
    assert meeting.status == Meeting.Status.OPEN


def test_a_meeting_put_off_gets_its_deadlines_anew_when_it_has_a_day_again(clerk: User) -> None:
    meeting = scheduled(clerk, starts_on=date(2026, 11, 18))
    meetings.give_notice(meeting, on=TODAY, actor=clerk)
    old = meeting.papers_obligation
    meetings.postpone(meeting, reason="另行通知", actor=clerk)
    assert old is not None
    old.refresh_from_db()
    assert old.status == Obligation.Status.VOID
    moved(meeting, date(2026, 12, 2), clerk)
    assert (meeting.status, meeting.noticed_on, meeting.number) == (Meeting.Status.SCHEDULED, None, 1)
    assert meeting.notice_obligation is not None
    assert meeting.papers_obligation is not None
    assert meeting.notice_obligation.due_plain == date(2026, 11, 25)
    assert meeting.papers_obligation.due_plain == date(2026, 11, 27)


def test_who_is_expected_follows_the_new_day_but_rows_in_use_stay(clerk: User) -> None:
    day = TODAY + timedelta(days=30)
    factories.seat(Seat.Role.CHAIR)
    leaving = factories.seat(ends_on=day + timedelta(days=3)).person
    on_leave = factories.seat(ends_on=day + timedelta(days=3)).person
    coming = factories.seat(starts_on=day + timedelta(days=4)).person
    meeting = scheduled(clerk, starts_on=day)
    assert meeting.attendances.count() == 3
    meeting.attendances.filter(person=on_leave).update(status=Attendance.Status.ABSENT)
    told = moved(meeting, day + timedelta(days=7), clerk)
    assert f"新列入1人（{coming}）" in told
    assert f"移出1人（{leaving}）" in told
    assert f"请核对1人（{on_leave}）" in told
    assert set(meeting.attendances.values_list("person", flat=True)) >= {coming.pk, on_leave.pk}
    assert not meeting.attendances.filter(person=leaving).exists()


def test_a_guest_who_becomes_a_member_is_expected_as_one(clerk: User) -> None:
    day = TODAY + timedelta(days=30)
    meeting = scheduled(clerk, starts_on=day)
    guest = factories.seat(starts_on=day + timedelta(days=5)).person
    Attendance.objects.create(meeting=meeting, person=guest, capacity=Attendance.Capacity.INVITED_DEPUTY)
    moved(meeting, day + timedelta(days=7), clerk)
    assert meeting.attendances.get(person=guest).capacity == Attendance.Capacity.MEMBER


def test_sittings_move_with_the_meeting_and_stay_inside_it(clerk: User) -> None:
    day = TODAY + timedelta(days=30)
    meeting = scheduled(clerk, starts_on=day, ends_on=day + timedelta(days=1))
    meeting.sittings.create(starts_on=day + timedelta(days=1), kind="group")
    moved(meeting, day + timedelta(days=7), clerk)
    assert meeting.sittings.get().starts_on == day + timedelta(days=7)


def test_those_who_had_notice_are_told_of_another_day(clerk: User) -> None:
    person = factories.seat(Seat.Role.CHAIR).person
    person.account = factories.user("sc_chair")
    person.save()
    meeting = scheduled(clerk)
    moved(meeting, meeting.starts_on + timedelta(days=1), clerk)
    assert not Notification.objects.filter(subject__startswith="会议改期").exists()
    meetings.give_notice(meeting, on=TODAY, actor=clerk)
    moved(meeting, meeting.starts_on + timedelta(days=1), clerk)
    assert Notification.objects.get(recipient=person.account, subject__startswith="会议改期").path.endswith(
        f"/meetings/{meeting.pk}/"
    )
    meetings.cancel(meeting, reason="议题并入下次会议", actor=clerk)
    assert Notification.objects.filter(recipient=person.account, subject__startswith="会议取消").exists()


def test_too_long_a_gap_is_told(clerk: User) -> None:
    factories.meeting(starts_on=TODAY, status=Meeting.Status.CLOSED, number=1)
    late = factories.meeting(starts_on=date(2026, 11, 17))
    assert "超过两个月，最迟应在2026年11月16日举行" in meetings.gap_warning(late)
    assert meetings.gap_warning(factories.meeting(starts_on=date(2026, 11, 16))) == ""
    study = factories.meeting(Meeting.Kind.STUDY, starts_on=date(2027, 1, 17))
    assert meetings.gap_warning(study) == ""


def test_a_meeting_of_the_congress_names_its_session_and_expects_the_deputies(clerk: User) -> None:
    deputy = factories.person()
    Mandate.objects.create(
        person=deputy, term=factories.term(), level=Mandate.Level.DISTRICT, starts_on=date(2022, 2, 1)
    )
    factories.seat()
    meeting = factories.meeting(Meeting.Kind.CONGRESS)
    with pytest.raises(ValidationError, match="须先选择“人代会”"):
        meetings.schedule(meeting, actor=clerk, today=TODAY)
    meeting.session = CongressSession.objects.create(term=factories.term(), number=5)
    meeting.save()
    meetings.schedule(meeting, actor=clerk, today=TODAY)
    assert [row.person for row in meeting.attendances.all()] == [deputy]


def test_only_the_congress_names_a_session() -> None:
    session = CongressSession.objects.create(term=factories.term(), number=5)
    meeting = Meeting(term=factories.term(), session=session, starts_on=TODAY, ends_on=TODAY)
    with pytest.raises(ValidationError, match="只有人民代表大会会议才填写"):
        meeting.full_clean()


def test_fixing_the_day_makes_the_items_the_draft_and_opening_adopts_them(clerk: User) -> None:
    factories.seat(Seat.Role.CHAIR)
    meeting = factories.meeting(starts_on=TODAY, is_extraordinary=True, place="一号会议室", chaired_by="示例主任")
    item = factories.item(meeting)
    meetings.schedule(meeting, actor=clerk, today=TODAY)
    item.refresh_from_db()
    assert item.status == AgendaItem.Status.ON_DRAFT
    meeting.attendances.update(status=Attendance.Status.PRESENT)
    meetings.open_meeting(meeting, actor=clerk, today=TODAY)
    item.refresh_from_db()
    assert item.status == AgendaItem.Status.ADOPTED
    sitting = meeting.sittings.get()
    assert (sitting.kind, sitting.place, sitting.chaired_by) == ("plenary", "一号会议室", "示例主任")


def test_history_opens_duties_that_never_remind_and_invents_no_sitting(clerk: User) -> None:
    factories.seat(Seat.Role.CHAIR)
    meeting = factories.meeting(starts_on=TODAY - timedelta(days=400), number=3)
    meetings.schedule(meeting, actor=clerk, today=TODAY, is_historic=True)
    assert meeting.notice_obligation is not None
    assert meeting.notice_obligation.is_historic
    factories.item(meeting, status=AgendaItem.Status.NOTED)
    meetings.give_notice(meeting, on=meeting.starts_on - timedelta(days=8), actor=clerk)
    meetings.send_papers(meeting, on=meeting.starts_on - timedelta(days=6), actor=clerk, is_historic=True)
    meeting.attendances.update(status=Attendance.Status.PRESENT)
    meetings.open_meeting(meeting, actor=clerk, today=TODAY, is_historic=True)
    assert not meeting.sittings.exists()
    meetings.close_meeting(meeting, actor=clerk, is_historic=True)
    assert meeting.gap_obligation is not None
    assert meeting.gap_obligation.is_historic
    assert not Notification.objects.exists()


def test_the_next_meeting_is_proposed_on_a_working_day_in_its_rhythm(clerk: User) -> None:
    del clerk
    factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=date(2026, 9, 4), status=Meeting.Status.CLOSED)
    # Four weeks later is 2 October, a holiday of the National Day; offices open again on the 8th.
    assert meeting_templates.propose(Meeting.Kind.CHAIR_MEETING, today=TODAY).starts_on == date(2026, 10, 8)
    assert meeting_templates.propose(Meeting.Kind.STUDY, today=TODAY).starts_on == date(2026, 9, 23)


def test_a_repeated_meeting_needs_a_term(clerk: User) -> None:
    meeting = factories.meeting()
    day = date(2031, 1, 8)
    with pytest.raises(ValidationError, match="不在任何一届的任期内"):
        meeting_templates.repeat(meeting, starts_on=day, ends_on=day, items=[], actor=clerk)
