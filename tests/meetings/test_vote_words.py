"""The sentence in which a count is reported (handbook §4.3)."""

import pytest

from congress.models import User
from meetings.models import Assessment, Meeting
from meetings.services import assessments, vote_words, votes
from tests import factories_votes as polls

pytestmark = pytest.mark.django_db


def test_a_vote_is_reported_in_the_words_of_the_handbook(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    vote = votes.record(polls.unsaved(meeting, yes=20, no=1, abstain=3, not_cast=1), actor=clerk)
    assert vote_words.sentence(vote) == (
        "应到27人，实到25人；赞成20票，反对1票，弃权3票（未按表决器1人）；超过全体组成人员的半数，通过。"
    )


def test_a_vote_that_failed_says_what_it_missed(clerk: User) -> None:
    meeting = polls.in_session(26, 14)
    vote = votes.record(polls.unsaved(meeting, yes=13, no=1), actor=clerk)
    assert vote_words.sentence(vote).endswith("赞成13票，反对1票，弃权0票；未超过全体组成人员的半数，未通过。")


def test_a_paper_ballot_tells_its_papers_and_a_void_round_its_reason(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    counts = {"issued": 25, "returned": 24, "yes": 20, "no": 2, "spoiled": 1, "blank": 1, "not_cast": 1}
    vote = votes.record(polls.paper(meeting, **counts), actor=clerk)
    assert "发出表决票25张，收回24张，无效票1张，空白票1张；" in vote_words.sentence(vote)
    assert "（未交回表决票1人）" in vote_words.sentence(vote)
    votes.void(vote, reason="票箱未加封", actor=clerk)
    assert vote_words.sentence(vote).endswith("表决无效（票箱未加封）。")
    again = votes.record(polls.unsaved(meeting, vote.item, yes=25), actor=clerk)
    assert vote_words.notes(again) == ["第2轮；第1轮作废：票箱未加封"]


def test_the_congress_decides_by_its_deputies(clerk: User) -> None:
    meeting = polls.in_session(9, 9, kind=Meeting.Kind.CONGRESS)
    assert "超过全体代表的半数" in vote_words.sentence(votes.record(polls.unsaved(meeting, yes=9), actor=clerk))


@pytest.mark.parametrize(
    ("scale", "counts", "said"),
    [
        (
            Assessment.Scale.SATISFACTION,
            {"satisfied": 15, "basic": 8, "unsatisfied": 1, "abstain": 1},
            "满意15票，基本满意8票，不满意1票，弃权1票；测评结果为“满意”。",
        ),
        (
            Assessment.Scale.COMPETENCE,
            {"excellent": 5, "satisfied": 5, "basic": 10, "unsatisfied": 5},
            "优秀5票，称职5票，基本称职10票，不称职5票，弃权0票；测评结果为“基本称职”。",
        ),
    ],
)
def test_an_assessment_is_reported_in_the_grades_of_its_scale(
    clerk: User, scale: str, counts: dict[str, int], said: str
) -> None:
    meeting = polls.in_session(27, 25)
    row = assessments.record(polls.assessment(meeting, scale=scale, **counts), actor=clerk)
    assert vote_words.assessment_sentence(row).endswith(said)
