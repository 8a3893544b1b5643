"""Votes in the published copy of a meeting: after closing only, with their corrections; and in the workspace."""

import copy
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from congress.admin.redaction import pieces, rebuilt
from congress.models import User
from congress.registry import checks, waiting
from congress.services import publication
from meetings.models import AgendaItem, Assessment, Attendance, Leave, Meeting, Vote
from meetings.services import assessments, meeting_publication, votes
from tests import factories
from tests import factories_votes as polls
from tests.waits import lines

pytestmark = pytest.mark.django_db


def closed_meeting(clerk: User) -> Meeting:
    meeting = polls.in_session(27, 25)
    of = polls.item(meeting, title="关于示例事项的决定")
    votes.record(polls.unsaved(meeting, of, yes=20, no=2, abstain=2, not_cast=1), actor=clerk)
    report = polls.item(meeting, title="示例报告", kind=AgendaItem.Kind.SPECIAL_REPORT, is_for_vote=False)
    assessments.record(polls.assessment(meeting, report, satisfied=15, basic=9, unsatisfied=1), actor=clerk)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.CLOSED)
    meeting.refresh_from_db()
    return meeting


def published(meeting: Meeting) -> str:
    factories.published(meeting, meeting_publication.compose(meeting), path=meeting.get_absolute_url())
    return Client().get(meeting.get_absolute_url()).content.decode()


def test_the_page_draws_the_votes_of_the_copy(clerk: User) -> None:
    page = published(closed_meeting(clerk))
    assert "表决结果" in page
    assert "应到 27 · 实到 25 · 赞成 20 · 反对 2 · 弃权 2。须超过全体 27 人的半数，即 14 票。" in page
    assert "满意 15 · 基本满意 9 · 不满意 1" in page
    assert "不计入票数：未表决 <b>1</b>，缺席 <b>2</b>" in page
    assert "应到27人，实到25人" in page
    assert "1．关于示例事项的决定（表决通过）" in page


def test_what_changes_in_the_record_does_not_change_the_page(clerk: User) -> None:
    meeting = closed_meeting(clerk)
    published(meeting)
    Vote.objects.update(title="改过的事项")
    assert "改过的事项" not in Client().get(meeting.get_absolute_url()).content.decode()


def test_nothing_of_a_vote_is_told_before_the_meeting_is_closed(clerk: User) -> None:
    meeting = closed_meeting(clerk)
    Meeting.objects.update(status=Meeting.Status.OPEN)
    meeting.refresh_from_db()
    content = meeting_publication.compose(meeting)
    assert [section["heading"] for section in content["sections"]] == ["议程"]
    assert "出席" not in dict(content["facts"])
    assert "表决通过" not in str(content)


def test_why_somebody_was_absent_and_who_voted_how_is_never_told(clerk: User) -> None:
    meeting = polls.in_session(5, 4)
    absent = meeting.attendances.exclude(status="present").get()
    Attendance.objects.filter(pk=absent.pk).update(status=Attendance.Status.ON_LEAVE)
    Leave.objects.create(attendance=absent, reason_kind="health", note="住院", requested_by=clerk)
    ballots = {row.pk: "yes" for row in polls.seated(meeting)}
    votes.record(polls.unsaved(meeting, method="named", yes=4), actor=clerk, ballots=ballots)
    Meeting.objects.update(status=Meeting.Status.CLOSED)
    meeting.refresh_from_db()
    words = str(meeting_publication.compose(meeting))
    assert not [row.person.name for row in meeting.attendances.all() if row.person.name in words]
    assert "住院" not in words
    assert "身体" not in words


def test_a_void_round_is_mentioned_beside_the_one_that_repeats_it(clerk: User) -> None:
    meeting = polls.in_session(27, 25)
    vote = polls.recorded(meeting)
    votes.void(vote, reason="表决器故障", actor=clerk)
    polls.recorded(meeting, vote.item)
    Meeting.objects.update(status=Meeting.Status.CLOSED)
    meeting.refresh_from_db()
    rows = meeting_publication.published_votes(meeting)
    assert [row["notes"] for row in rows] == [["第2轮；第1轮作废：表决器故障"]]


def test_redaction_blanks_the_words_of_a_vote_and_leaves_its_numbers(clerk: User) -> None:
    content = meeting_publication.compose(closed_meeting(clerk))
    texts = {piece.key: "■■" for piece in pieces(content)}
    redacted = rebuilt(content, texts)
    publication.check_shape(content, redacted)
    shown = redacted["sections"][-1]["votes"]
    assert {vote["title"] for vote in shown} == {"■■"}
    assert [vote["counts"] for vote in shown] == [vote["counts"] for vote in content["sections"][-1]["votes"]]


def _drop(votes_shown: list[Any]) -> None:
    votes_shown.pop()


def _change(votes_shown: list[Any]) -> None:
    votes_shown[0]["counts"]["yes"] = 25


def _turn(votes_shown: list[Any]) -> None:
    votes_shown[0]["is_carried"] = False


@pytest.mark.parametrize("spoil", [_drop, _change, _turn])
def test_redaction_neither_drops_a_vote_nor_changes_its_numbers(clerk: User, spoil: Any) -> None:
    content = meeting_publication.compose(closed_meeting(clerk))
    redacted = copy.deepcopy(content)
    spoil(redacted["sections"][-1]["votes"])
    with pytest.raises(ValidationError, match="只能遮盖文字"):
        publication.check_shape(content, redacted)


def test_a_correction_is_flagged_until_the_page_tells_of_it(clerk: User) -> None:
    meeting = closed_meeting(clerk)
    published(meeting)
    head = factories.user("office_head")
    check = checks.get("vote_corrected_not_public")
    assert not check.rows(polls.DAY).exists()
    votes.correct(Vote.objects.get(), {"yes": 19, "no": 3}, reason="计票误记", actor=head, today=polls.DAY)
    assert list(check.rows(polls.DAY)) == [meeting]
    tasks = lines(waiting.get("corrected_votes")(clerk, polls.DAY))
    assert [each.action for each in tasks] == ["更正公开页"]
    assert waiting.get("corrected_votes")(factories.user("deputy"), polls.DAY) == []
    duty = meeting.society_duty
    assert duty is not None
    content = meeting_publication.compose(Meeting.objects.get(pk=meeting.pk))
    publication.prepare(duty, content=content, actor=clerk)
    reviewer = factories.user("reviewer")
    publication.redact(duty, content=content, files=[], actor=reviewer)
    publication.approve(duty, actor=factories.user("sc_chair"))
    publication.publish(duty, actor=reviewer, correction="表决票数更正")
    assert not check.rows(polls.DAY).exists()
    page = Client().get(meeting.get_absolute_url()).content.decode()
    assert "2026年10月16日更正：计票误记" in page
    assert "赞成 19" in page


def test_the_workspace_shows_votes_to_members_and_readers_and_to_nobody_else(clerk: User, signed_in: Any) -> None:
    meeting = closed_meeting(clerk)
    member, guest = factories.user("sc_member"), factories.user("deputy")
    row = polls.seated(meeting)[0]
    row.person.account = member
    row.person.save()
    Attendance.objects.create(
        meeting=meeting, person=factories.person(account=guest), capacity=Attendance.Capacity.INVITED_DEPUTY
    )
    path = f"/workspace/meetings/{meeting.pk}/"
    for user, sees in ((member, True), (clerk, True), (guest, False)):
        answer = signed_in(user).get(path)
        assert answer.status_code == 200
        assert ("表决结果" in answer.content.decode()) is sees, user


def test_the_checks_find_what_is_missing(clerk: User) -> None:
    meeting = closed_meeting(clerk)
    assert [row.title for row in checks.get("vote_passed_without_act").rows(polls.DAY)] == ["关于示例事项的决定"]
    assert not checks.get("vote_missing").rows(polls.DAY).exists()
    forgotten = polls.item(meeting)
    assert list(checks.get("vote_missing").rows(polls.DAY)) == [forgotten]
    named = Vote.objects.get()
    Vote.objects.filter(pk=named.pk).update(method=Vote.Method.NAMED)
    assert list(checks.get("vote_named_without_names").rows(polls.DAY)) == [named]
    assert not checks.get("assessment_second_owed").rows(polls.DAY).exists()
    Assessment.objects.update(satisfied=0, basic=0, unsatisfied=25, outcome="unsatisfied")
    assert checks.get("assessment_second_owed").rows(polls.DAY).count() == 1
    assert not checks.get("assessment_twice_unsatisfied").rows(polls.DAY).exists()
