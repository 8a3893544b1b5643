"""Acts: adopted by a vote that stands, owed to be reported on, numbered, composed for readers."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from congress.models import Obligation
from congress.services.copies import EXAMPLE_MARK
from meetings.models import Act, Meeting, Vote
from meetings.offers import acts as offers
from meetings.offers import matters
from meetings.services import acts
from tests import factories, factories_acts
from tests.factories import TODAY
from tests.waits import lines

pytestmark = pytest.mark.django_db


def adopt(act: Act, vote: Vote) -> Act:
    return acts.adopt(act, vote=vote, actor=factories.user("office"), today=TODAY)


def refused(act: Act, vote: Vote) -> str:
    with pytest.raises(ValidationError) as caught:
        adopt(act, vote)
    assert not Act.objects.filter(vote=vote).exists()
    assert not Obligation.objects.filter(rule__code="ACT-EXEC").exists()
    return "；".join(caught.value.messages)


def test_a_carried_vote_adopts_an_act_on_its_day() -> None:
    meeting = factories.meeting(starts_on=TODAY)
    item = factories.item(meeting)
    act = adopt(
        factories_acts.new_act(meeting, adopted_on=TODAY - timedelta(days=9)), factories_acts.vote(meeting, item=item)
    )
    assert (act.adopted_on, act.item) == (TODAY, item)


def test_an_execution_day_is_owed_by_its_organ_from_the_adoption() -> None:
    organ, due_on = factories.organ(), TODAY + timedelta(days=60)
    act = factories_acts.act(organ=organ, due_on=due_on)
    owed = act.execution_obligation
    assert owed is not None
    assert (owed.owed_organ, owed.due_on, owed.start_on, owed.is_fixed) == (organ, due_on, TODAY, True)
    assert owed.path == f"/workspace/acts/{act.pk}/"


def test_history_owes_without_reminding() -> None:
    meeting = factories.meeting(starts_on=TODAY)
    row = factories_acts.new_act(meeting, executing_organ=factories.organ(), execution_due_on=TODAY + timedelta(days=5))
    act = acts.adopt(
        row, vote=factories_acts.vote(meeting), actor=factories.user("office"), today=TODAY, is_historic=True
    )
    assert act.execution_obligation is not None
    assert act.execution_obligation.is_historic


def test_a_vote_that_failed_by_half_adopts_nothing_and_says_the_arithmetic() -> None:
    meeting = factories.meeting(starts_on=TODAY)
    said = refused(factories_acts.new_act(meeting), factories_acts.vote(meeting, yes=10))
    assert "赞成10票，全体组成人员21人，须超过半数即至少11票" in said


def test_a_void_vote_adopts_nothing() -> None:
    meeting = factories.meeting(starts_on=TODAY)
    vote = factories_acts.vote(meeting)
    Vote.objects.filter(pk=vote.pk).update(status=Vote.Status.VOID, void_reason="票数有误", passed=False)
    vote.refresh_from_db()
    assert "无效" in refused(factories_acts.new_act(meeting), vote)


def test_a_vote_of_another_meeting_adopts_nothing() -> None:
    meeting = factories.meeting(starts_on=TODAY)
    other = factories_acts.vote(factories.meeting(starts_on=TODAY - timedelta(days=1)))
    assert "不是通过本件的" in refused(factories_acts.new_act(meeting), other)


def test_a_vote_on_people_adopts_nothing() -> None:
    meeting = factories.meeting(starts_on=TODAY)
    vote = factories_acts.vote(meeting, kind=Vote.Kind.PERSONNEL)
    assert "人事任免" in refused(factories_acts.new_act(meeting), vote)


def test_a_chairpersons_meeting_resolves_nothing() -> None:
    meeting = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY)
    vote = factories_acts.vote(meeting, kind=Vote.Kind.REPORT)
    assert "不能作出决议决定" in refused(factories_acts.new_act(meeting), vote)


def test_an_act_is_adopted_once() -> None:
    act = factories_acts.act()
    with pytest.raises(ValidationError, match="已经登记了通过的表决"):
        adopt(Act.objects.get(pk=act.pk), factories_acts.vote(act.meeting))


def test_one_vote_adopts_one_act() -> None:
    act = factories_acts.act()
    assert act.vote is not None
    with pytest.raises(ValidationError):
        adopt(factories_acts.new_act(act.meeting), act.vote)


def test_an_execution_day_needs_an_organ_and_lies_after_the_adoption() -> None:
    meeting = factories.meeting(starts_on=TODAY)
    vote = factories_acts.vote(meeting)
    without = factories_acts.new_act(meeting, execution_due_on=TODAY + timedelta(days=5))
    assert "须选择执行机关" in refused(without, vote)
    early = factories_acts.new_act(meeting, executing_organ=factories.organ(), execution_due_on=TODAY)
    assert "须晚于通过日期" in refused(early, vote)


def test_another_execution_day_keeps_the_old_one_with_its_reason() -> None:
    act = factories_acts.act(organ=factories.organ(), due_on=TODAY + timedelta(days=60))
    later = TODAY + timedelta(days=90)
    office = factories.user("office")
    with pytest.raises(ValidationError, match="理由"):
        acts.move_execution(act, due_on=later, reason=" ", decision="", actor=office, today=TODAY)
    acts.move_execution(act, due_on=later, reason="工期调整", decision="第九次主任会议", actor=office, today=TODAY)
    owed = Obligation.objects.get(pk=act.execution_obligation_id)
    change = owed.changes.get()
    assert (owed.due_on, act.execution_due_on) == (later, later)
    assert (change.old_due_on, change.reason, change.decision) == (
        TODAY + timedelta(days=60),
        "工期调整",
        "第九次主任会议",
    )


def test_no_execution_day_is_moved_where_none_is_owed() -> None:
    with pytest.raises(ValidationError, match="没有尚未完成"):
        acts.move_execution(
            factories_acts.act(),
            due_on=TODAY + timedelta(days=9),
            reason="工期调整",
            decision="",
            actor=factories.user("office"),
            today=TODAY,
        )


def test_readers_see_grounds_text_vote_and_execution() -> None:
    organ = factories.organ()
    act = factories_acts.act(
        organ=organ,
        due_on=TODAY + timedelta(days=60),
        motive="为了推进示例工作。",
        effective_on=TODAY + timedelta(days=1),
    )
    act.illustrative = ["effective_on"]
    content = acts.compose(act)
    facts = dict(content["facts"])
    assert facts["表决"].startswith("应到21人，实到20人；赞成18票，反对2票，弃权0票；")
    assert facts["施行日期"].endswith(EXAMPLE_MARK)
    assert facts["执行机关"] == str(organ)
    assert facts["执行情况报告期限"] == "2026年11月15日"
    assert [section["heading"] for section in content["sections"]] == ["依据和理由", "正文"]
    assert content["sections"][1]["paragraphs"] == ["一、决定开展示例工作。", "二、自通过之日起施行。"]


def test_a_vote_declared_void_later_is_said_no_more_and_shows_among_the_checks() -> None:
    act = factories_acts.act()
    Vote.objects.filter(pk=act.vote_id).update(status=Vote.Status.VOID, void_reason="票数有误", passed=False)
    current = Act.objects.get(pk=act.pk)
    assert "表决" not in dict(acts.compose(current)["facts"])
    assert list(offers.adopted_on_a_void_vote(TODAY)) == [current]


def test_checks_find_what_is_missing() -> None:
    meeting = factories.meeting(starts_on=TODAY)
    lonely = factories_acts.vote(meeting)
    failed = factories_acts.vote(meeting, yes=10)
    act = factories_acts.act(organ=factories.organ(), due_on=TODAY + timedelta(days=10))
    assert list(offers.carried_not_registered(TODAY)) == [lonely]
    assert failed not in offers.carried_not_registered(TODAY)
    assert list(offers.adopted_without_number(TODAY)) == [act]
    acts.number(act, actor=factories.user("office"))
    assert list(offers.adopted_without_number(TODAY)) == []
    assert list(offers.adopted_without_announcement(TODAY)) == [act]
    assert list(offers.execution_overdue(TODAY + timedelta(days=10))) == []
    assert list(offers.execution_overdue(TODAY + timedelta(days=11))) == [act]


def test_the_executing_organ_and_the_office_are_told_what_waits() -> None:
    organ = factories.organ()
    act = factories_acts.act(organ=organ, due_on=TODAY + timedelta(days=60))
    waiting = lines(matters.owed_by_organ(factories.user("unit_clerk", organ=organ), TODAY))
    assert [(task.title, task.due_on) for task in waiting] == [(act.title, TODAY + timedelta(days=60))]
    assert lines(matters.owed_by_organ(factories.user("unit_clerk", organ=factories.organ()), TODAY)) == []
    assert ("编号", act.title) in {
        (task.action, task.title) for task in lines(offers.acts_to_finish(factories.user("office"), TODAY))
    }
    assert lines(offers.acts_to_finish(factories.user("deputy"), TODAY)) == []
