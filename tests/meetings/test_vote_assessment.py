"""Satisfaction assessments: the outcome by the local rule, anonymous counts, and the second round."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from congress.models import User
from meetings.models import Assessment, Meeting
from meetings.services import assessments, vote_words
from tests import factories
from tests import factories_votes as polls

pytestmark = pytest.mark.django_db
Outcome = Assessment.Outcome


# Handbook §2(d): 满意 if more than half of all members are satisfied, 基本满意 with the basic grade, else 不满意.
@pytest.mark.parametrize(
    ("counts", "outcome"),
    [
        ({"satisfied": 14, "unsatisfied": 11}, Outcome.SATISFIED),
        ({"satisfied": 13, "basic": 12}, Outcome.BASIC),
        ({"satisfied": 13, "basic": 1, "unsatisfied": 11}, Outcome.BASIC),
        ({"satisfied": 12, "basic": 1, "abstain": 12}, Outcome.UNSATISFIED),
        ({"unsatisfied": 25}, Outcome.UNSATISFIED),
    ],
    ids=["more than half", "half is not enough", "half and one with the basic grade", "exactly half in both", "none"],
)
def test_the_outcome_follows_from_the_counts(clerk: User, counts: dict[str, int], outcome: str) -> None:
    meeting = polls.in_session(26, 25)
    assert assessments.record(polls.assessment(meeting, **counts), actor=clerk).outcome == outcome


def test_excellent_and_competent_count_together(clerk: User) -> None:
    meeting = polls.in_session(26, 25)
    counts = {"excellent": 7, "satisfied": 7, "basic": 5, "unsatisfied": 6}
    row = assessments.record(polls.assessment(meeting, scale=Assessment.Scale.COMPETENCE, **counts), actor=clerk)
    assert (row.outcome, assessments.outcome_word(row)) == (Outcome.SATISFIED, "称职")
    with pytest.raises(ValidationError, match="“优秀”只用于"):
        assessments.record(polls.assessment(meeting, excellent=20, satisfied=5), actor=clerk)


@pytest.mark.parametrize(
    ("basis", "share", "outcome"),
    [("members", "1/2", Outcome.UNSATISFIED), ("present", "1/2", Outcome.SATISFIED), ("present", "2/3", Outcome.BASIC)],
)
def test_a_district_may_count_otherwise(clerk: User, settings: Settings, basis: str, share: str, outcome: str) -> None:
    settings.ASSESSMENT_BASIS, settings.ASSESSMENT_SHARE = basis, share
    meeting = polls.in_session(26, 14)
    row = polls.assessment(meeting, satisfied=9, basic=2, unsatisfied=3)
    assert assessments.record(row, actor=clerk).outcome == outcome


@pytest.mark.parametrize("method", [Assessment.Method.HANDS, Assessment.Method.NAMED])
def test_an_assessment_is_anonymous(clerk: User, method: str) -> None:
    meeting = polls.in_session(26, 25)
    with pytest.raises(ValidationError, match="以无记名方式进行"):
        assessments.record(polls.assessment(meeting, method=method, satisfied=25), actor=clerk)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"satisfied": 20}, "满意20＋基本满意0＋不满意0＋弃权0＋未表决0＝20，与出席25人不符，相差5人。"),
        ({"satisfied": 25, "method": "secret_paper"}, "计票人、监票人各一名"),
    ],
)
def test_its_counts_are_reckoned_like_those_of_a_vote(clerk: User, fields: dict[str, Any], sentence: str) -> None:
    meeting = polls.in_session(26, 25)
    with pytest.raises(ValidationError, match=sentence):
        assessments.record(polls.assessment(meeting, **fields), actor=clerk)


def test_nobody_counts_the_assessment_of_the_own_work(clerk: User) -> None:
    meeting = polls.in_session(26, 25)
    first, second = (row.person for row in polls.seated(meeting)[:2])
    row = polls.assessment(
        meeting, method="secret_paper", issued=25, returned=25, satisfied=25, counted_by=first, overseen_by=second
    )
    row.person = first
    with pytest.raises(ValidationError, match=f"{first}是本次表决所涉及的人选，不能担任计票人"):
        assessments.record(row, actor=clerk)


def test_the_same_work_is_not_assessed_twice_at_one_meeting(clerk: User) -> None:
    meeting = polls.in_session(26, 25)
    first = assessments.record(polls.assessment(meeting, satisfied=25), actor=clerk)
    with pytest.raises(ValidationError, match="没有重复登记"):
        assessments.record(polls.assessment(meeting, first.item, satisfied=24, basic=1), actor=clerk)


def test_a_void_assessment_is_repeated(clerk: User) -> None:
    meeting = polls.in_session(26, 25)
    first = assessments.record(polls.assessment(meeting, satisfied=25), actor=clerk)
    assessments.void(first, reason="表决器故障", actor=clerk)
    again = assessments.record(polls.assessment(meeting, first.item, basic=25), actor=clerk)
    assert (again.round, again.repeats, again.outcome) == (2, first, Outcome.BASIC)
    with pytest.raises(ValidationError, match="已经作废"):
        assessments.void(Assessment.objects.get(pk=first.pk), reason="又一次", actor=clerk)


def test_dissatisfaction_leads_to_a_second_round_and_then_to_stronger_means(clerk: User) -> None:
    meeting = polls.in_session(26, 25)
    first = assessments.record(polls.assessment(meeting, unsatisfied=25), actor=clerk)
    assert "再次测评" in vote_words.next_step(first)
    second = assessments.record(polls.assessment(meeting, repeats=first, unsatisfied=25), actor=clerk)
    assert second.round == 2
    assert "质询" in vote_words.next_step(second)
    with pytest.raises(ValidationError, match="已经再次测评"):
        assessments.record(polls.assessment(meeting, repeats=first, unsatisfied=25), actor=clerk)


def test_a_good_result_is_not_assessed_again(clerk: User) -> None:
    meeting = polls.in_session(26, 25)
    first = assessments.record(polls.assessment(meeting, basic=25), actor=clerk)
    with pytest.raises(ValidationError, match="上次测评为“基本满意”，不再测评"):
        assessments.record(polls.assessment(meeting, repeats=first, satisfied=25), actor=clerk)


def test_a_correction_turns_the_outcome_and_is_dated(clerk: User) -> None:
    meeting = polls.in_session(26, 25)
    row = assessments.record(polls.assessment(meeting, satisfied=14, basic=11), actor=clerk)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.CLOSED)
    counts = {"satisfied": 13, "basic": 12}
    with pytest.raises(ValidationError, match="只有办公室主任可以更正"):
        assessments.correct(row, counts, reason="计票有误", actor=clerk, today=polls.DAY)
    head = factories.user("office_head")
    with pytest.raises(ValidationError, match="更正须写明理由"):
        assessments.correct(row, counts, reason="", actor=head, today=polls.DAY)
    with pytest.raises(ValidationError, match="没有改动"):
        assessments.correct(row, {"satisfied": 14}, reason="计票有误", actor=head, today=polls.DAY)
    fixed = assessments.correct(row, counts, reason="计票有误", actor=head, today=polls.DAY)
    assert (fixed.outcome, fixed.corrected_on) == (Outcome.BASIC, polls.DAY)
    assert vote_words.correction_note(fixed).endswith("更正：计票有误")


def test_an_outcome_on_which_a_second_round_rests_does_not_turn(clerk: User) -> None:
    meeting = polls.in_session(26, 25)
    first = assessments.record(polls.assessment(meeting, satisfied=13, unsatisfied=12), actor=clerk)
    assessments.record(polls.assessment(meeting, repeats=first, satisfied=25), actor=clerk)
    with pytest.raises(ValidationError, match="已因上次结果再次测评"):
        assessments.correct(
            first, {"satisfied": 14, "unsatisfied": 11}, reason="计票有误", actor=clerk, today=polls.DAY
        )


def test_other_meetings_do_not_assess(clerk: User) -> None:
    meeting = polls.in_session(3, 3, kind=Meeting.Kind.STUDY)
    with pytest.raises(ValidationError, match="不行使表决权"):
        assessments.record(polls.assessment(meeting, satisfied=3), actor=clerk)
