"""The roll of a meeting: expected, present, on leave, absent, by item; and what is refused."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from congress.models import Activity, User
from deputies.models import Seat
from meetings.models import AgendaItem, Attendance, Leave, Meeting, NamedBallot, Recusal, Vote
from meetings.services import attendance, attendance_figures, meetings, quorum
from meetings.services.attendance import RollEntry
from tests import factories
from tests.factories_attendance import committee, scheduled

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Status = Attendance.Status


def rows(meeting: Meeting) -> list[Attendance]:
    return list(meeting.attendances.voting().select_related("person").order_by("pk"))


def items(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.items.order_by("order"))


def statuses(meeting: Meeting) -> list[str]:
    return [row.status for row in rows(meeting)]


def take(meeting: Meeting, *entries: RollEntry, actor: User, today: date = TODAY) -> int:
    return attendance.take_roll(meeting, entries, actor=actor, today=today)


def on_leave(row: Attendance) -> RollEntry:
    return RollEntry(row, Status.ON_LEAVE, leave_reason="health", granted_by="主任")


def named_ballot(meeting: Meeting, row: Attendance, item: AgendaItem, actor: User) -> NamedBallot:
    vote = Vote.objects.create(
        meeting=meeting, item=item, title="示例表决", method="named", held_on=TODAY, basis_total=3, quorum=2,
        present=3, yes=3, passed=True, recorded_by=actor,
    )  # fmt: skip
    return NamedBallot.objects.create(vote=vote, attendance=row, choice="yes")


def test_all_are_present_but_the_exceptions_in_one_move(clerk: User) -> None:
    meeting = scheduled(clerk, members=5)
    one, two, three, *_ = rows(meeting)
    second = items(meeting)[1]
    written = take(
        meeting,
        on_leave(one),
        RollEntry(two, Status.ABSENT),
        RollEntry(three, Status.PRESENT, arrived_item=second),
        actor=clerk,
    )
    assert (written, statuses(meeting)) == (5, ["on_leave", "absent", "present", "present", "present"])
    leave = Leave.objects.get()
    assert (leave.status, leave.reason_kind, leave.granted_by) == ("granted", "health", "主任")
    assert quorum.of(meeting, item=items(meeting)[0]).present == 2
    assert quorum.of(meeting, item=second).present == 3
    assert Activity.objects.filter(verb="登记出席").count() == 1


def test_the_log_of_the_roll_does_not_tell_why_somebody_is_away(clerk: User) -> None:
    meeting = scheduled(clerk)
    take(meeting, on_leave(rows(meeting)[0]), actor=clerk)
    told = "".join(f"{line.text}{line.reason}{line.detail}" for line in Activity.objects.all())
    assert "身体原因" not in told
    assert "health" not in told


def test_one_wrong_line_and_nothing_is_stored(clerk: User) -> None:
    meeting = scheduled(clerk)
    one, two, _ = rows(meeting)
    with pytest.raises(ValidationError, match=rf"{two.person}没有已批准的请假|{two.person}的请假没有批准"):
        take(meeting, on_leave(one), RollEntry(two, Status.ON_LEAVE), actor=clerk)
    assert set(statuses(meeting)) == {"unrecorded"}
    assert not Leave.objects.exists()


def test_a_departure_before_the_arrival_is_refused_by_items_and_by_hours(clerk: User) -> None:
    meeting = scheduled(clerk)
    one = rows(meeting)[0]
    first, second, third = items(meeting)
    with pytest.raises(ValidationError, match=f"{one.person}自第3项起到会，不能在第2项前离会"):
        take(meeting, RollEntry(one, Status.PRESENT, arrived_item=third, left_item=second), actor=clerk)
    with pytest.raises(ValidationError, match=f"{one.person}的离会时间须晚于到会时间"):
        take(meeting, RollEntry(one, Status.PRESENT, arrived_at=time(10), left_at=time(9)), actor=clerk)
    assert set(statuses(meeting)) == {"unrecorded"}
    take(meeting, RollEntry(one, Status.PRESENT, arrived_item=first, left_item=third), actor=clerk)
    assert quorum.of(meeting, item=third).present == 2


def test_a_person_counted_twice_is_refused(clerk: User) -> None:
    meeting = scheduled(clerk)
    one = rows(meeting)[0]
    with pytest.raises(ValidationError, match=f"{one.person}登记了两次"):
        take(meeting, RollEntry(one, Status.PRESENT), RollEntry(one, Status.ABSENT), actor=clerk)
    assert set(statuses(meeting)) == {"unrecorded"}


def test_a_member_whose_seat_ended_yesterday_cannot_be_present(clerk: User) -> None:
    meeting = scheduled(clerk)
    one = rows(meeting)[0]
    Seat.objects.filter(person=one.person).update(ends_on=TODAY - timedelta(days=1), end_reason="resigned")
    with pytest.raises(ValidationError, match=rf"{one.person}的常委会职务已于2026年9月15日终止.*不能登记出席"):
        take(meeting, RollEntry(one, Status.PRESENT), actor=clerk)
    assert set(statuses(meeting)) == {"unrecorded"}
    assert attendance.all_present(meeting, actor=clerk) == 2
    one.refresh_from_db()
    assert one.status == Status.UNRECORDED
    found = quorum.of(meeting)
    assert (found.expected, found.present) == (2, 2)


def test_the_last_day_of_a_seat_still_counts(clerk: User) -> None:
    meeting = scheduled(clerk)
    one = rows(meeting)[0]
    Seat.objects.filter(person=one.person).update(ends_on=TODAY, end_reason="resigned")
    take(meeting, RollEntry(one, Status.PRESENT), actor=clerk)
    assert quorum.of(meeting).present == 3


def test_the_list_follows_those_in_office_until_something_is_written_on_a_row(clerk: User) -> None:
    meeting = scheduled(clerk)
    one, two, _ = rows(meeting)
    gone = [one.person_id, two.person_id]
    Seat.objects.filter(person__in=gone).update(ends_on=TODAY - timedelta(days=1), end_reason="resigned")
    Recusal.objects.create(attendance=two, item=items(meeting)[0], reason="示例")
    new = factories.seat()
    change = attendance.refresh_expected(meeting, actor=clerk)
    assert change.added == [str(new.person)]
    assert change.removed == [str(one.person)]
    assert change.kept == [str(two.person)]


def test_nobody_leaves_before_an_item_at_which_he_voted_by_name(clerk: User) -> None:
    meeting = scheduled(clerk)
    one = rows(meeting)[0]
    first, second, third = items(meeting)
    attendance.all_present(meeting, actor=clerk)
    named_ballot(meeting, one, second, clerk)
    for entry, words in (
        (RollEntry(one, Status.PRESENT, left_item=second), "第2项前离会"),
        (RollEntry(one, Status.PRESENT, arrived_item=third), "自第3项起到会"),
        (RollEntry(one, Status.ABSENT), "缺席"),
    ):
        with pytest.raises(ValidationError, match=f"{one.person}在第2项“{second}”上记名表决，不能登记为{words}"):
            take(meeting, entry, actor=clerk)
    take(meeting, RollEntry(one, Status.PRESENT, arrived_item=first, left_item=third), actor=clerk)


def test_leave_is_entered_ahead_and_presence_on_the_day(clerk: User) -> None:
    meeting = scheduled(clerk, starts_on=TODAY + timedelta(days=10))
    one, two, _ = rows(meeting)
    with pytest.raises(ValidationError, match="会议定于2026年9月26日，届时才能登记出席"):
        take(meeting, RollEntry(two, Status.PRESENT), actor=clerk)
    take(meeting, on_leave(one), actor=clerk)
    assert statuses(meeting) == ["on_leave", "unrecorded", "unrecorded"]


@pytest.mark.parametrize("status", [*Meeting.LOCKED, "planned", "postponed", "cancelled"])
def test_the_roll_is_taken_neither_before_the_day_is_fixed_nor_after_closing(clerk: User, status: str) -> None:
    meeting = scheduled(clerk)
    one = rows(meeting)[0]
    Meeting.objects.filter(pk=meeting.pk).update(status=status)
    with pytest.raises(ValidationError, match=r"闭会|不能登记出席"):
        take(meeting, RollEntry(one, Status.PRESENT), actor=clerk)
    with pytest.raises(ValidationError, match=r"闭会|不能登记出席"):
        attendance.all_present(meeting, actor=clerk)
    assert set(statuses(meeting)) == {"unrecorded"}


def test_a_row_that_a_colleague_changed_after_the_page_was_opened_is_refused(clerk: User) -> None:
    meeting = scheduled(clerk)
    one, two, three = rows(meeting)
    seen = {row.pk: attendance.state_of(row) for row in (one, two, three)}
    take(meeting, on_leave(one), RollEntry(two, Status.PRESENT), RollEntry(three, Status.PRESENT), actor=clerk)
    with pytest.raises(ValidationError) as refused:
        attendance.take_roll(meeting, [RollEntry(one, Status.PRESENT)], actor=clerk, today=TODAY, seen=seen)
    assert f"{one.person}的登记刚被同事修改，请核对。" in refused.value.messages
    assert statuses(meeting) == ["on_leave", "present", "present"]


def test_somebody_on_leave_who_came_after_all_is_present_and_the_leave_falls(clerk: User) -> None:
    meeting = scheduled(clerk)
    one, two, _ = rows(meeting)
    take(meeting, on_leave(one), on_leave(two), actor=clerk)
    take(
        meeting,
        RollEntry(one, Status.PRESENT),
        RollEntry(two, Status.PRESENT, arrived_item=items(meeting)[2]),
        actor=clerk,
    )
    # Leave for the first half of a meeting stays on record beside the presence in the second.
    assert [leave.status for leave in Leave.objects.order_by("attendance_id")] == ["withdrawn", "granted"]


def test_a_row_of_another_meeting_is_refused(clerk: User) -> None:
    meeting, other = scheduled(clerk), scheduled(clerk)
    one = rows(other)[0]
    with pytest.raises(ValidationError, match=f"{one.person}不在本次会议的名单上"):
        take(meeting, RollEntry(one, Status.PRESENT), actor=clerk)


def test_a_quorum_short_by_one_does_not_open(clerk: User) -> None:
    committee(27)
    meeting = scheduled(clerk, is_extraordinary=True)
    away = [RollEntry(row, Status.ABSENT) for row in rows(meeting)[:14]]
    take(meeting, *away, actor=clerk)
    with pytest.raises(ValidationError, match="应到27人，实到13人，须超过半数即至少14人"):
        meetings.open_meeting(meeting, actor=clerk, today=TODAY)
    take(meeting, RollEntry(rows(meeting)[0], Status.PRESENT), actor=clerk)
    meetings.open_meeting(meeting, actor=clerk, today=TODAY)
    assert meeting.status == Meeting.Status.OPEN


def test_a_member_who_withdraws_from_an_item_is_not_in_its_room(clerk: User) -> None:
    meeting = scheduled(clerk)
    attendance.all_present(meeting, actor=clerk)
    one = rows(meeting)[0]
    first, second, _ = items(meeting)
    recusal = attendance.recuse(one, first, reason="涉及本人任职单位", actor=clerk)
    assert (quorum.of(meeting, item=first).present, quorum.of(meeting, item=second).present) == (2, 3)
    with pytest.raises(ValidationError, match="该组成人员已登记回避本项议题"):
        attendance.recuse(one, first, reason="再次", actor=clerk)
    with pytest.raises(ValidationError, match="请写明撤销的理由"):
        attendance.lift_recusal(recusal, reason=" ", actor=clerk)
    attendance.lift_recusal(recusal, reason="登记错人", actor=clerk)
    assert quorum.of(meeting, item=first).present == 3


def test_a_withdrawal_needs_a_reason_a_member_and_no_ballot(clerk: User) -> None:
    meeting = scheduled(clerk)
    attendance.all_present(meeting, actor=clerk)
    one, two, _ = rows(meeting)
    item = items(meeting)[0]
    with pytest.raises(ValidationError, match="请写明回避的理由"):
        attendance.recuse(one, item, reason="  ", actor=clerk)
    guest = Attendance.objects.create(meeting=meeting, person=factories.person(), capacity="nonvoting")
    with pytest.raises(ValidationError, match="没有表决权，无须登记回避"):
        attendance.recuse(guest, item, reason="示例", actor=clerk)
    named_ballot(meeting, two, item, clerk)
    with pytest.raises(ValidationError, match=f"{two.person}已在“{item}”上记名表决"):
        attendance.recuse(two, item, reason="示例", actor=clerk)
    assert not Recusal.objects.exists()


def test_a_year_is_counted_by_member_with_parts_apart(clerk: User) -> None:
    first, second = scheduled(clerk), scheduled(clerk)
    one, two, three = rows(first)
    take(
        first, on_leave(one), RollEntry(two, Status.PRESENT, left_item=items(first)[1]),
        RollEntry(three, Status.ABSENT), actor=clerk,
    )  # fmt: skip
    attendance.recuse(rows(second)[2], items(second)[0], reason="示例", actor=clerk)
    second.attendances.exclude(person=one.person).update(status=Status.PRESENT)
    Meeting.objects.update(status=Meeting.Status.CLOSED)
    running = scheduled(clerk)
    assert running.status == Meeting.Status.SCHEDULED
    found = {year.person: year for year in attendance_figures.of_year(2026)}
    by_hand = [
        (year.expected, year.present, year.partly, year.on_leave, year.absent, year.unrecorded, year.rate)
        for year in (found[row.person] for row in (one, two, three))
    ]
    assert by_hand == [(2, 0, 0, 1, 0, 1, 0.0), (2, 2, 1, 0, 0, 0, 1.0), (2, 1, 1, 0, 1, 0, 0.5)]
    assert attendance_figures.of_year(2025) == []


def test_entering_a_roll_costs_the_same_for_few_and_many(clerk: User, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    committee(60)
    meeting = scheduled(clerk)
    entries = [RollEntry(row, Status.PRESENT) for row in rows(meeting)]
    with django_assert_max_num_queries(16):
        take(meeting, *entries, actor=clerk)
