"""Corrections of votes: with a reason, by those who may, never against what was decided on the result."""

import pghistory
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from congress.models import Activity, User
from meetings.models import Act, AgendaItem, Attendance, Meeting, NamedBallot, Vote
from meetings.services import votes
from tests import factories
from tests import factories_votes as polls

pytestmark = pytest.mark.django_db
LOST = {"yes": 13, "no": 12}


@pytest.fixture
def head(db: None) -> User:
    return factories.user("office_head", display_name="办公室主任")


@pytest.fixture
def closed(clerk: User) -> Vote:
    vote = polls.recorded(polls.in_session(27, 25), yes=20, no=5)
    Meeting.objects.update(status=Meeting.Status.CLOSED)
    return vote


def test_a_closed_vote_is_corrected_only_with_a_reason_and_the_permission(
    closed: Vote, clerk: User, head: User
) -> None:
    with pytest.raises(ValidationError, match="只有办公室主任可以更正"):
        votes.correct(closed, LOST, reason="计票误记", actor=clerk, today=polls.DAY)
    with pytest.raises(ValidationError, match="更正须写明理由"):
        votes.correct(closed, LOST, reason=" ", actor=head, today=polls.DAY)
    with pytest.raises(ValidationError, match="没有改动票数"):
        votes.correct(closed, {"yes": 20}, reason="计票误记", actor=head, today=polls.DAY)
    closed.refresh_from_db()
    assert (closed.yes, closed.corrected_on) == (20, None)


def test_a_correction_decides_anew_turns_the_item_and_keeps_both_values(closed: Vote, head: User) -> None:
    fixed = votes.correct(closed, LOST, reason="计票误记", actor=head, today=polls.DAY)
    assert (fixed.passed, fixed.corrected_on, fixed.correction_reason) == (False, polls.DAY, "计票误记")
    assert AgendaItem.objects.get().status == AgendaItem.Status.VOTED_FAILED
    line = Activity.objects.get(verb="更正表决")
    assert line.reason == "计票误记"
    assert line.detail["赞成"] == ["20", "13"]
    assert line.detail["结果"] == ["通过", "未通过"]


def test_corrected_counts_are_reckoned_like_the_first_ones(closed: Vote, head: User) -> None:
    with pytest.raises(ValidationError, match="＝24，与出席25人不符，相差1人"):
        votes.correct(closed, {"yes": 19}, reason="计票误记", actor=head, today=polls.DAY)
    with pytest.raises(ValidationError, match="不能更正basis_total"):
        votes.correct(closed, {"basis_total": 20}, reason="计票误记", actor=head, today=polls.DAY)


def test_a_result_on_which_an_act_rests_does_not_turn(closed: Vote, head: User) -> None:
    Act.objects.create(kind="decision", title="示例决定", meeting=closed.meeting, vote=closed, adopted_on=polls.DAY)
    with pytest.raises(ValidationError, match="由“通过”变为“未通过”，但据此表决已形成《示例决定》"):
        votes.correct(closed, LOST, reason="计票误记", actor=head, today=polls.DAY)
    closed.refresh_from_db()
    assert closed.passed
    assert votes.correct(closed, {"yes": 19, "no": 6}, reason="计票误记", actor=head, today=polls.DAY).passed


def test_a_slip_is_mended_while_the_meeting_is_open_and_is_no_public_correction(clerk: User) -> None:
    vote = polls.recorded(polls.in_session(27, 25), yes=20, no=5)
    fixed = votes.correct(vote, {"yes": 21, "no": 4}, reason="误按", actor=clerk, today=polls.DAY)
    assert (fixed.yes, fixed.corrected_on) == (21, None)


def test_a_room_that_was_counted_wrongly_follows_the_corrected_roll(closed: Vote, head: User) -> None:
    gone = polls.seated(closed.meeting)[0]
    Attendance.objects.filter(pk=gone.pk).update(status=Attendance.Status.ABSENT)
    fixed = votes.correct(closed, {"yes": 19}, reason="出席误记", actor=head, today=polls.DAY, from_roll=True)
    assert (fixed.present, fixed.basis_total, fixed.yes) == (24, 27, 19)


def test_a_void_round_is_not_corrected(clerk: User) -> None:
    vote = polls.recorded(polls.in_session(27, 25))
    votes.void(vote, reason="表决器故障", actor=clerk)
    with pytest.raises(ValidationError, match="已经作废，不再更正"):
        votes.correct(vote, LOST, reason="计票误记", actor=clerk, today=polls.DAY)


def test_a_vote_on_which_something_rests_is_not_made_void(clerk: User) -> None:
    vote = polls.recorded(polls.in_session(27, 25))
    Act.objects.create(kind="decision", title="示例决定", meeting=vote.meeting, vote=vote, adopted_on=polls.DAY)
    with pytest.raises(ValidationError, match=r"不能作废.*已形成《示例决定》"):
        votes.void(vote, reason="表决器故障", actor=clerk)
    vote.refresh_from_db()
    assert not vote.is_void


def test_a_corrected_named_vote_names_everybody_again(clerk: User) -> None:
    meeting = polls.in_session(5, 4)
    ballots = {row.pk: "yes" for row in polls.seated(meeting)}
    unsaved = polls.unsaved(meeting, method=Vote.Method.NAMED, yes=4)
    vote = votes.record(unsaved, actor=clerk, ballots=ballots)
    one = next(iter(ballots))
    with pytest.raises(ValidationError, match="须逐人登记"):
        votes.correct(vote, {"yes": 3, "no": 1}, reason="误记", actor=clerk, today=polls.DAY)
    votes.correct(
        vote, {"yes": 3, "no": 1}, reason="误记", actor=clerk, today=polls.DAY, ballots={**ballots, one: "no"}
    )
    assert vote.ballots.get(attendance=one).choice == "no"


def test_each_named_ballot_keeps_who_entered_it_and_when(clerk: User) -> None:
    meeting = polls.in_session(5, 4)
    ballots = {row.pk: "yes" for row in polls.seated(meeting)}
    with pghistory.context(actor=clerk.pk, actor_name=str(clerk)):
        vote = votes.record(polls.unsaved(meeting, method=Vote.Method.NAMED, yes=4), actor=clerk, ballots=ballots)
    assert (vote.recorded_by, vote.recorded_at.date()) == (clerk, timezone.now().date())
    events = NamedBallot.pgh_event_model.objects.filter(vote=vote)  # type: ignore[attr-defined]
    assert {event.pgh_context.metadata["actor"] for event in events} == {clerk.pk}
    assert events.count() == 4
