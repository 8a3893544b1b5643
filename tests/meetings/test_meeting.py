"""Meetings: numbers through the term, deadlines that move with the day, quorum, and steps in their order."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import Obligation, User
from congress.workflow import TransitionError
from deputies.models import Seat
from meetings.models import Attendance, Meeting
from meetings.services import agenda, attendance, meetings
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


def committee(size: int) -> None:
    for number in range(size):
        factories.seat(Seat.Role.CHAIR if number == 0 else Seat.Role.MEMBER)


def scheduled(clerk: User, **fields: object) -> Meeting:
    meeting = factories.meeting(**fields)
    meetings.schedule(meeting, actor=clerk, today=TODAY)
    return meeting


def attended_by(meeting: Meeting, present: int) -> None:
    for row in meeting.attendances.all()[:present]:
        row.status = Attendance.Status.PRESENT
        row.save()


def test_a_meeting_gets_the_next_number_of_its_kind_in_the_term(clerk: User) -> None:
    first, other = scheduled(clerk), scheduled(clerk, kind=Meeting.Kind.CHAIR_MEETING)
    second = scheduled(clerk, starts_on=TODAY + timedelta(days=60))
    assert (first.number, second.number, other.number) == (1, 2, 1)
    assert str(second) == "第十届人大常委会第二次会议"


def test_a_number_is_used_once_in_a_term(clerk: User) -> None:
    scheduled(clerk)
    twin = Meeting(
        term=factories.term(), kind=Meeting.Kind.STANDING_COMMITTEE, number=1, starts_on=TODAY, ends_on=TODAY
    )
    with pytest.raises(ValidationError, match="本届同类会议已使用这一次数"):
        twin.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_reversed_days_are_refused_in_words() -> None:
    meeting = Meeting(term=factories.term(), starts_on=TODAY, ends_on=TODAY - timedelta(days=1))
    with pytest.raises(ValidationError, match="结束日期不能早于开始日期"):
        meeting.full_clean()


def test_a_day_outside_the_term_is_refused(clerk: User) -> None:
    with pytest.raises(ValidationError, match="任期内"):
        scheduled(clerk, starts_on=date(2030, 1, 8))


def test_the_members_in_office_on_the_day_are_expected(clerk: User) -> None:
    committee(3)
    factories.seat(ends_on=TODAY)
    factories.seat(starts_on=TODAY + timedelta(days=90))
    assert scheduled(clerk).attendances.voting().count() == 3


def test_only_chair_and_vice_chairs_are_expected_at_the_chairpersons_meeting(clerk: User) -> None:
    committee(4)
    factories.seat(Seat.Role.VICE_CHAIR)
    assert scheduled(clerk, kind=Meeting.Kind.CHAIR_MEETING).attendances.count() == 2


def test_fixing_the_day_starts_seven_days_for_the_notice_and_five_for_the_papers(clerk: User) -> None:
    meeting = scheduled(clerk, starts_on=date(2026, 11, 18))
    assert meeting.notice_obligation.due_plain == date(2026, 11, 11)
    assert meeting.papers_obligation.due_plain == date(2026, 11, 13)


def test_deadlines_move_with_the_day_and_keep_the_old_one(clerk: User) -> None:
    meeting = scheduled(clerk, starts_on=date(2026, 11, 18))
    day = date(2026, 11, 25)
    with pytest.raises(ValidationError, match="改期须写明理由"):
        meetings.move_date(meeting, starts_on=day, ends_on=day, reason="", actor=clerk, today=TODAY)
    meetings.move_date(meeting, starts_on=day, ends_on=day, reason="会场冲突", actor=clerk, today=TODAY)
    notice = Obligation.objects.get(pk=meeting.notice_obligation_id)
    assert notice.due_plain == date(2026, 11, 18)
    assert notice.changes.get().old_due_on == date(2026, 11, 11)


def test_calling_a_meeting_off_drops_its_deadlines(clerk: User) -> None:
    meeting = scheduled(clerk)
    notice = meeting.notice_obligation
    meetings.cancel(meeting, reason="议题并入下次会议", actor=clerk)
    notice.refresh_from_db()
    assert (meeting.status, notice.status) == (Meeting.Status.CANCELLED, Obligation.Status.VOID)


# Handbook §2.0, rows A–D: 14 of 27 make a quorum, 13 of 26 do not.
@pytest.mark.parametrize(
    ("members", "present", "opens"), [(27, 15, True), (27, 14, True), (27, 13, False), (26, 14, True), (26, 13, False)]
)
def test_a_meeting_opens_with_more_than_half_of_all_members(
    clerk: User, members: int, present: int, opens: bool
) -> None:
    committee(members)
    meeting = scheduled(clerk, is_extraordinary=True)
    attended_by(meeting, present)
    if opens:
        meetings.open_meeting(meeting, actor=clerk, today=meeting.starts_on)
        assert meeting.status == Meeting.Status.OPEN
    else:
        with pytest.raises(
            ValidationError, match=f"应到{members}人，实到{present}人，须超过半数即至少{members // 2 + 1}人"
        ):
            meetings.open_meeting(meeting, actor=clerk, today=meeting.starts_on)


def test_the_steps_run_in_their_order_to_the_archive(clerk: User) -> None:
    committee(3)
    meeting = scheduled(clerk)
    item = factories.item(meeting)
    with pytest.raises(TransitionError):
        meetings.send_papers(meeting, on=TODAY, actor=clerk, missing_reason="报告机关当日送达")
    meetings.give_notice(meeting, on=TODAY, actor=clerk)
    with pytest.raises(ValidationError, match=r"1项议程还没有材料（1．示例议程\d+）"):
        meetings.send_papers(meeting, on=TODAY, actor=clerk)
    assert meeting.papers_sent_on is None
    meetings.send_papers(meeting, on=TODAY, actor=clerk, missing_reason="报告机关当日送达")
    assert attendance.all_present(meeting, actor=clerk) == 3
    meetings.open_meeting(meeting, actor=clerk, today=meeting.starts_on)
    with pytest.raises(ValidationError, match="尚无结果"):
        meetings.close_meeting(meeting, actor=clerk)
    item.refresh_from_db()
    agenda.note(item, actor=clerk)
    meetings.close_meeting(meeting, actor=clerk)
    with pytest.raises(ValidationError, match="还没有纪要"):
        meetings.minute(meeting, actor=clerk)
    meetings.minute(meeting, actor=clerk, is_historic=True)
    meetings.archive(meeting, actor=clerk, is_historic=True)
    assert meeting.status == Meeting.Status.ARCHIVED


def test_a_meeting_does_not_open_before_its_day(clerk: User) -> None:
    meeting = scheduled(clerk, is_extraordinary=True)
    with pytest.raises(ValidationError, match="届时才能开会"):
        meetings.open_meeting(meeting, actor=clerk, today=meeting.starts_on - timedelta(days=1))


def test_a_dated_meeting_of_the_committee_is_to_be_announced(clerk: User) -> None:
    assert scheduled(clerk).society_duty is not None
    assert scheduled(clerk, kind=Meeting.Kind.CHAIR_MEETING).society_duty is None


def test_an_empty_agenda_has_no_papers_to_send(clerk: User) -> None:
    meeting = scheduled(clerk)
    meetings.give_notice(meeting, on=TODAY, actor=clerk)
    with pytest.raises(ValidationError, match="还没有议程"):
        meetings.send_papers(meeting, on=TODAY, actor=clerk)


def test_two_clerks_who_press_the_same_button_get_one_step(clerk: User) -> None:
    meeting = scheduled(clerk)
    stale = Meeting.objects.get(pk=meeting.pk)
    meetings.give_notice(meeting, on=TODAY, actor=clerk)
    with pytest.raises(TransitionError, match="当前为“已通知”"):
        meetings.give_notice(stale, on=TODAY, actor=clerk)


def test_a_closed_meeting_is_corrected_only_with_a_reason_and_by_the_head_of_the_office(clerk: User) -> None:
    meeting = factories.meeting(status=Meeting.Status.CLOSED)
    with pytest.raises(ValidationError, match="只有办公室主任"):
        meetings.note_correction(meeting, reason="笔误", changes={}, actor=clerk)
    head = factories.user("office_head")
    with pytest.raises(ValidationError, match="更正须写明理由"):
        meetings.note_correction(meeting, reason=" ", changes={}, actor=head)
    meetings.note_correction(meeting, reason="地点笔误", changes={"place": ["一楼", "二楼"]}, actor=head)


def test_an_enlarged_meeting_counts_as_neither(clerk: User) -> None:
    for kind in set(Meeting.Kind) - {Meeting.Kind.STANDING_COMMITTEE}:
        factories.meeting(kind, status=Meeting.Status.CLOSED)
    assert Meeting.objects.of_chairpersons().held().count() == 1
    assert Meeting.objects.of_committee().held().count() == 0


def test_no_ordinal_is_guessed_where_earlier_ones_are_unknown(clerk: User) -> None:
    factories.meeting(status=Meeting.Status.ARCHIVED, starts_on=TODAY - timedelta(days=60))
    with pytest.raises(ValidationError, match="不能自动编次"):
        scheduled(clerk)
    assert scheduled(clerk, number=15).number == 15


def test_a_meeting_entered_after_its_day_owes_no_notice(clerk: User) -> None:
    assert scheduled(clerk, starts_on=TODAY - timedelta(days=30)).notice_obligation is None


@pytest.mark.parametrize(("days", "message"), [(31, "不能晚于会议日期"), (-400, "请核对年份")])
def test_an_impossible_day_of_notice_is_refused(clerk: User, days: int, message: str) -> None:
    meeting = scheduled(clerk)
    with pytest.raises(ValidationError, match=message):
        meetings.give_notice(meeting, on=TODAY + timedelta(days=days), actor=clerk)


def test_papers_do_not_go_out_before_the_notice(clerk: User) -> None:
    meeting = scheduled(clerk)
    factories.item(meeting)
    meetings.give_notice(meeting, on=TODAY, actor=clerk)
    with pytest.raises(ValidationError, match="不能早于通知日期"):
        meetings.send_papers(meeting, on=TODAY - timedelta(days=1), actor=clerk)


def test_the_next_meeting_is_owed_within_two_months_and_its_opening_fulfils_that(clerk: User) -> None:
    committee(3)
    first = scheduled(clerk, is_extraordinary=True, starts_on=TODAY)
    attended_by(first, 3)
    meetings.open_meeting(first, actor=clerk, today=TODAY)
    meetings.close_meeting(first, actor=clerk)
    gap = first.gap_obligation
    assert (gap.rule.code, gap.due_plain, gap.owed_role) == ("SC-GAP", date(2026, 11, 16), "office_head")
    second = scheduled(clerk, is_extraordinary=True)
    attended_by(second, 3)
    meetings.open_meeting(second, actor=clerk, today=second.starts_on)
    gap.refresh_from_db()
    assert (gap.status, gap.done_on) == (Obligation.Status.DONE, second.starts_on)
