"""Deliberation opinions: collated, put before the chairpersons' meeting, adopted or sent back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from congress.models import Notification, User
from congress.workflow import TransitionError
from meetings.models import Meeting, OpinionPaper
from meetings.services import opinions
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


@pytest.fixture
def chair(db: None) -> User:
    return factories.user("sc_chair")


@pytest.fixture
def submitted(clerk: User) -> OpinionPaper:
    paper = factories.opinion_paper()
    opinions.submit(paper, actor=clerk)
    return paper


def test_a_paper_without_points_is_not_submitted(clerk: User) -> None:
    with pytest.raises(ValidationError, match="还没有条目"):
        opinions.submit(factories.opinion_paper(points=0), actor=clerk)


def test_the_chairpersons_are_told_what_waits_for_them(chair: User, submitted: OpinionPaper) -> None:
    assert Notification.objects.filter(recipient=chair, subject__startswith="待主任会议通过").exists()


def test_only_a_chairpersons_meeting_adopts(chair: User, submitted: OpinionPaper) -> None:
    with pytest.raises(ValidationError, match="由主任会议通过"):
        opinions.adopt(submitted, meeting=factories.meeting(starts_on=TODAY), on=TODAY, actor=chair, today=TODAY)


@pytest.mark.parametrize(
    ("on", "message"),
    [
        (TODAY - timedelta(days=1), "须在该次主任会议期间"),
        (TODAY + timedelta(days=1), "须在该次主任会议期间"),
    ],
)
def test_the_day_of_adoption_is_a_day_of_the_meeting(
    chair: User, submitted: OpinionPaper, on: date, message: str
) -> None:
    meeting = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=Meeting.Status.OPEN)
    with pytest.raises(ValidationError, match=message):
        opinions.adopt(submitted, meeting=meeting, on=on, actor=chair, today=TODAY)


def test_it_is_not_adopted_before_the_report_was_heard_nor_in_the_future(chair: User, submitted: OpinionPaper) -> None:
    for day, message in ((TODAY - timedelta(days=30), "不能早于听取报告"), (TODAY + timedelta(days=3), "不能晚于今天")):
        meeting = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=day, status=Meeting.Status.CLOSED)
        with pytest.raises(ValidationError, match=message):
            opinions.adopt(submitted, meeting=meeting, on=day, actor=chair, today=TODAY)


def test_adoption_starts_seven_days_for_the_hand_over() -> None:
    # Handbook §3.1: adopted by the chairpersons' meeting on 2019-09-04 → handed over by 09-11.
    factories.term(9, starts_on=date(2017, 2, 1), ends_on=date(2022, 1, 31))
    paper = factories.adopted_paper(on=date(2019, 9, 4))
    assert paper.handover_obligation.due_plain == date(2019, 9, 11)
    assert paper.handover_obligation.owed_role == "office"


def test_a_text_sent_back_tells_why_and_can_be_submitted_again(
    chair: User, clerk: User, submitted: OpinionPaper
) -> None:
    with pytest.raises(ValidationError, match="退回修改须写明意见"):
        opinions.send_back(submitted, note="", actor=chair)
    opinions.send_back(submitted, note="第二条再具体一些", actor=chair)
    assert (submitted.status, submitted.returned_note) == (OpinionPaper.Status.DRAFTED, "第二条再具体一些")
    opinions.submit(submitted, actor=clerk)
    assert submitted.returned_note == ""


def test_two_chairpersons_adopt_it_once(chair: User, submitted: OpinionPaper) -> None:
    stale = OpinionPaper.objects.get(pk=submitted.pk)
    meeting = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=Meeting.Status.OPEN)
    opinions.adopt(submitted, meeting=meeting, on=TODAY, actor=chair, today=TODAY)
    with pytest.raises(TransitionError, match="当前为“已通过”"):
        opinions.adopt(stale, meeting=meeting, on=TODAY, actor=chair, today=TODAY)


def test_it_is_not_adopted_at_a_meeting_that_was_not_held(chair: User, submitted: OpinionPaper) -> None:
    for status in (Meeting.Status.SCHEDULED, Meeting.Status.CANCELLED):
        meeting = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=status)
        with pytest.raises(ValidationError, match="还没有召开"):
            opinions.adopt(submitted, meeting=meeting, on=TODAY, actor=chair, today=TODAY)


def test_opinions_on_a_report_that_was_not_heard_are_not_submitted(clerk: User) -> None:
    paper = factories.opinion_paper(item=factories.item())
    with pytest.raises(ValidationError, match="还没有听取审议"):
        opinions.submit(paper, actor=clerk)
