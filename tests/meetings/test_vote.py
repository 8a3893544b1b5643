"""Votes: quorum and majority over all members, the arithmetic of the counts, tellers, rounds and named ballots."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from congress.models import User
from congress.workflow import TransitionError
from deputies.models import Seat
from meetings.models import AgendaItem, Attendance, Meeting, Recusal, Vote
from meetings.services import agenda, meetings, votes
from tests import factories
from tests import factories_votes as polls

pytestmark = pytest.mark.django_db


# Handbook §2.0, rows A–C: the basis is all members in office, and exactly half is not enough.
@pytest.mark.parametrize(
    ("members", "present", "yes", "passed"),
    [(27, 15, 13, False), (27, 14, 14, True), (26, 14, 13, False)],
    ids=["A", "B", "C"],
)
def test_more_than_half_of_all_members_decides(clerk: User, members: int, present: int, yes: int, passed: bool) -> None:
    meeting = polls.in_session(members, present)
    vote = votes.record(polls.unsaved(meeting, yes=yes, abstain=present - yes), actor=clerk)
    assert (vote.passed, vote.basis_total, vote.present) == (passed, members, present)
    outcome = AgendaItem.Status.VOTED_PASSED if passed else AgendaItem.Status.VOTED_FAILED
    assert AgendaItem.objects.get().status == outcome


def test_row_d_of_the_handbook_a_quorum_short_by_one_stops_the_vote(clerk: User) -> None:
    meeting = polls.in_session(26, 13)
    with pytest.raises(ValidationError, match="应到26人，实到13人，须超过半数即至少14人"):
        votes.record(polls.unsaved(meeting, yes=13), actor=clerk)
    assert not Vote.objects.exists()
    assert AgendaItem.objects.get().status == AgendaItem.Status.ADOPTED


def test_row_e_of_the_handbook_a_session_needs_two_thirds_of_all_deputies(clerk: User) -> None:
    meeting = polls.in_session(226, 150, kind=Meeting.Kind.CONGRESS)
    with pytest.raises(ValidationError, match="应到226人，实到150人，须有全体代表的三分之二以上即至少151人"):
        votes.record(polls.unsaved(meeting, yes=114, abstain=36), actor=clerk)
    absent = meeting.attendances.exclude(status=Attendance.Status.PRESENT).first()
    absent.status = Attendance.Status.PRESENT
    absent.save()
    assert votes.record(polls.unsaved(meeting, yes=114, abstain=37), actor=clerk).passed


def test_exactly_half_in_favour_fails_whatever_a_clerk_claims(clerk: User) -> None:
    meeting = polls.in_session(26, 26)
    vote = polls.unsaved(meeting, yes=13, no=13, passed=True)
    assert votes.record(vote, actor=clerk).passed is False


def test_counts_that_do_not_add_up_are_refused_with_the_arithmetic(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    with pytest.raises(ValidationError, match="赞成20＋反对1＋弃权2＋未表决0＝23，与出席25人不符，相差2人。"):
        votes.record(polls.unsaved(meeting, yes=20, no=1, abstain=2), actor=clerk)
    assert not Vote.objects.exists()


def test_those_who_did_not_press_a_button_are_counted_apart(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    vote = votes.record(polls.unsaved(meeting, yes=20, no=1, abstain=2, not_cast=2), actor=clerk)
    assert (vote.passed, vote.not_cast) == (True, 2)


def test_more_papers_than_issued_make_the_vote_void(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    of = polls.item(meeting)
    with pytest.raises(ValidationError, match="收回26张多于发出25张，本次表决无效，应重新表决（可先登记作废）"):
        votes.record(polls.paper(meeting, of, issued=25, returned=26, yes=26), actor=clerk)
    assert not Vote.objects.exists()
    lost = polls.paper(meeting, of, issued=25, returned=26, yes=26)
    votes.void(lost, reason="收回票数多于发出票数", actor=clerk)
    again = votes.record(polls.paper(meeting, of, issued=25, returned=25, yes=25), actor=clerk)
    assert (again.round, again.repeats, again.passed) == (2, lost, True)
    assert Vote.objects.get(pk=lost.pk).is_void


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"issued": 26, "returned": 25, "yes": 25}, "发出26张，多于出席的25人"),
        ({"issued": 25, "returned": 24, "yes": 24}, "＝24，与出席25人不符，相差1人"),
        ({"issued": 25, "returned": 24, "yes": 20, "not_cast": 1}, "＝20，与收回24张不符，相差4张"),
        ({"yes": 25}, "须填发出票数和收回票数"),
        ({"issued": 25, "returned": 25, "yes": 26, "no": -1}, "不能是负数"),
    ],
)
def test_papers_are_reckoned_against_the_room(clerk: User, counts: dict[str, Any], sentence: str) -> None:
    meeting = polls.in_session(27, 25)
    with pytest.raises(ValidationError, match=sentence):
        votes.record(polls.paper(meeting, **counts), actor=clerk)


def test_spoiled_and_blank_papers_count_for_nobody(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    counts = {"issued": 25, "returned": 24, "yes": 14, "no": 5, "abstain": 2, "spoiled": 2, "blank": 1}
    assert votes.record(polls.paper(meeting, **counts, not_cast=1), actor=clerk).passed


def test_papers_are_for_paper_ballots_only(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    with pytest.raises(ValidationError, match="电子表决不发表决票"):
        votes.record(polls.unsaved(meeting, yes=25, issued=25), actor=clerk)


def test_paper_ballots_have_two_tellers_who_were_there_and_are_not_concerned(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    of = polls.item(meeting)
    counts = {"issued": 25, "returned": 25, "yes": 25}
    first, second = (row.person for row in polls.seated(meeting)[:2])
    absent = meeting.attendances.exclude(status="present").first().person
    for tellers, nominees, sentence in (
        ({"overseen_by": None}, (), "计票人、监票人各一名"),
        ({"overseen_by": first}, (), f"{first}不能既是计票人又是监票人"),
        ({"overseen_by": absent}, (), f"{absent}没有出席本次会议，不能担任监票人"),
        ({}, (second,), f"{second}是本次表决所涉及的人选，不能担任监票人"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            votes.record(polls.paper(meeting, of, **counts, **tellers), actor=clerk, nominees=nominees)
    Recusal.objects.create(attendance=polls.seated(meeting)[0], item=of, reason="涉及本人所在单位")
    with pytest.raises(ValidationError, match=f"{first}已回避本项议题，不能担任计票人"):
        votes.record(polls.paper(meeting, of, **counts), actor=clerk)


def test_a_member_who_withdrew_from_the_item_is_not_in_the_room(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    of = polls.item(meeting)
    Recusal.objects.create(attendance=polls.seated(meeting)[0], item=of, reason="涉及本人所在单位")
    assert votes.record(polls.unsaved(meeting, of, yes=24), actor=clerk).present == 24


def test_a_member_whose_seat_ended_yesterday_neither_counts_nor_votes(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    gone = polls.seated(meeting)[3]
    Seat.objects.filter(person=gone.person).update(ends_on=polls.DAY - timedelta(days=1))
    vote = polls.unsaved(meeting, method=Vote.Method.NAMED, yes=24)
    ballots = {row.pk: "yes" for row in polls.seated(meeting)}
    with pytest.raises(ValidationError, match=f"{gone.person}在表决当日不是在任的组成人员"):
        votes.record(vote, actor=clerk, ballots=ballots)
    del ballots[gone.pk]
    stored = votes.record(polls.unsaved(meeting, method=Vote.Method.NAMED, yes=24), actor=clerk, ballots=ballots)
    assert (stored.basis_total, stored.present) == (26, 24)


def test_a_named_vote_has_one_ballot_for_each_person_in_the_room(clerk: User) -> None:
    meeting = polls.in_session(5, 4)
    first, second, third, fourth = (row.pk for row in polls.seated(meeting))
    absent = meeting.attendances.exclude(status="present").get()
    of = polls.item(meeting)
    full = {first: "yes", second: "yes", third: "yes", fourth: "no"}
    twice = [*full.items(), (first, "no")]
    for ballots, sentence in (
        (None, "记名表决须逐人登记，尚缺4人"),
        ({first: "yes"}, "尚缺3人"),
        (twice, "登记了两次，同一人只计一次"),
        ({**full, absent.pk: "yes"}, f"{absent.person}在表决本项时不在场"),
        ({**full, 0: "yes"}, "不在本次会议的出席名单上"),
        ({**full, fourth: "yes"}, "记名登记“赞成”4人，与赞成3票不符"),
        ({**full, fourth: "proxy"}, "须为赞成、反对、弃权或者未表决"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            votes.record(
                polls.unsaved(meeting, of, method=Vote.Method.NAMED, yes=3, no=1), actor=clerk, ballots=ballots
            )
    vote = polls.unsaved(meeting, of, method=Vote.Method.NAMED, yes=3, no=1)
    assert votes.record(vote, actor=clerk, ballots=full).ballots.count() == 4


def test_other_votes_keep_nobodys_ballot(clerk: User) -> None:
    meeting = polls.in_session(5, 4)
    with pytest.raises(ValidationError, match="电子表决不记录每个人的意见"):
        votes.record(polls.unsaved(meeting, yes=4), actor=clerk, ballots={polls.seated(meeting)[0].pk: "yes"})


@pytest.mark.parametrize("method", [Vote.Method.HANDS, Vote.Method.NAMED])
def test_what_the_rules_put_to_a_secret_ballot_is_not_counted_openly(clerk: User, method: str) -> None:
    meeting = polls.in_session(27, 25)
    with pytest.raises(ValidationError, match="须无记名表决"):
        votes.record(polls.unsaved(meeting, yes=25, method=method), actor=clerk, is_secret=True)
    with pytest.raises(ValidationError, match="须无记名表决"):
        votes.record(polls.unsaved(meeting, yes=25, method=method, kind=Vote.Kind.ELECTION), actor=clerk)


@pytest.mark.parametrize("kind", Vote.ONLY_DECIDING)
def test_a_chairpersons_meeting_does_not_decide_for_the_committee(clerk: User, kind: str) -> None:
    meeting = polls.in_session(1, 1, kind=Meeting.Kind.CHAIR_MEETING)
    with pytest.raises(ValidationError, match=r"主任会议不能就.*第五十四条"):
        votes.record(polls.unsaved(meeting, yes=1, kind=kind), actor=clerk)
    assert votes.record(polls.unsaved(meeting, yes=1, kind=Vote.Kind.OTHER), actor=clerk).passed


def test_other_meetings_do_not_vote(clerk: User) -> None:
    meeting = polls.in_session(3, 3, kind=Meeting.Kind.PARTY_GROUP)
    with pytest.raises(ValidationError, match="党组会议不行使表决权"):
        votes.record(polls.unsaved(meeting, yes=3, kind=Vote.Kind.OTHER), actor=clerk)


def test_a_vote_belongs_to_a_meeting_in_session_to_its_days_and_its_items(clerk: User) -> None:
    planned = polls.in_session(3, 3, status=Meeting.Status.PAPERS_OUT)
    with pytest.raises(ValidationError, match="开会以后才能登记表决"):
        votes.record(polls.unsaved(planned, yes=3), actor=clerk)
    Meeting.objects.update(status=Meeting.Status.OPEN)
    planned.refresh_from_db()
    with pytest.raises(ValidationError, match="表决日期须在会议期间"):
        votes.record(polls.unsaved(planned, yes=3, held_on=factories.TODAY), actor=clerk)
    with pytest.raises(ValidationError, match="不是本次会议的议程"):
        votes.record(polls.unsaved(planned, factories.item(), yes=3), actor=clerk)
    Meeting.objects.filter(pk=planned.pk).update(status=Meeting.Status.CLOSED)
    with pytest.raises(ValidationError, match="会议已经闭会，不能再登记表决"):
        votes.record(polls.unsaved(planned, yes=3), actor=clerk)


def test_a_withdrawn_item_is_not_voted_on(clerk: User) -> None:
    meeting = polls.in_session(3, 3)
    of = polls.item(meeting)
    agenda.withdraw(of, reason="提案人撤回", by="区人民政府", actor=clerk)
    with pytest.raises(TransitionError, match="已撤回"):
        votes.record(polls.unsaved(meeting, of, yes=3), actor=clerk)
    assert not Vote.objects.exists()


def test_the_second_of_two_clerks_is_told_what_the_first_recorded(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    of = polls.item(meeting)
    votes.record(polls.unsaved(meeting, of, yes=25), actor=clerk)
    with pytest.raises(ValidationError, match="已由办公室经办人登记（赞成25，反对0"):
        votes.record(polls.unsaved(meeting, of, yes=24, no=1), actor=factories.user("office"))
    assert Vote.objects.get().yes == 25


def test_several_votes_are_stored_together_or_not_at_all(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    good, bad = polls.unsaved(meeting, yes=25), polls.unsaved(meeting, yes=20)
    with pytest.raises(votes.CountsRefused) as refused:
        votes.record_many([good, bad], actor=clerk)
    assert list(refused.value.rows) == [1]
    assert bad.title in refused.value.messages[0]
    assert not Vote.objects.exists()
    stored = votes.record_many(
        [polls.unsaved(meeting, good.item, yes=25), votes.Count(polls.unsaved(meeting, bad.item, yes=25))], actor=clerk
    )
    assert [vote.passed for vote in stored] == [True, True]


def test_people_voted_on_one_by_one_carry_the_item_as_far_as_anybody_was_carried(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    of = polls.item(meeting, kind=AgendaItem.Kind.PERSONNEL)
    for title, yes in (("任命代表101", 25), ("任命代表102", 5)):
        votes.record(
            polls.unsaved(meeting, of, kind=Vote.Kind.PERSONNEL, title=title, yes=yes, no=25 - yes), actor=clerk
        )
    of.refresh_from_db()
    assert of.status == AgendaItem.Status.VOTED_PASSED


def test_a_void_vote_keeps_its_reason_and_its_item_waits_for_another_round(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    vote = polls.recorded(meeting)
    with pytest.raises(ValidationError, match="作废须写明理由"):
        votes.void(vote, reason=" ", actor=clerk)
    votes.void(vote, reason="表决器故障", actor=clerk)
    vote.item.refresh_from_db()
    assert (vote.status, vote.passed, vote.void_reason) == (Vote.Status.VOID, False, "表决器故障")
    assert vote.item.status == AgendaItem.Status.PRESENTED
    with pytest.raises(ValidationError, match="已经作废（表决器故障）"):
        votes.void(Vote.objects.get(pk=vote.pk), reason="又一次", actor=clerk)
    with pytest.raises(ValidationError, match="尚无结果"):
        meetings.close_meeting(meeting, actor=clerk)
    assert votes.record(polls.unsaved(meeting, vote.item, yes=25), actor=clerk).round == 2


def test_a_vote_is_not_made_void_after_closing(clerk: User) -> None:
    vote = polls.recorded(polls.in_session(27, 25))
    meetings.close_meeting(vote.meeting, actor=clerk)
    with pytest.raises(ValidationError, match="请列入下次会议议程"):
        votes.void(vote, reason="表决器故障", actor=clerk)


def test_a_group_sitting_deliberates_and_does_not_vote(clerk: User) -> None:
    meeting = polls.in_session(27, 20)
    group = meeting.sittings.create(kind="group", starts_on=meeting.starts_on)
    with pytest.raises(ValidationError, match="分组会议只审议、不表决"):
        votes.record(polls.unsaved(meeting, sitting=group, yes=20), actor=clerk)
    assert not Vote.objects.exists()
