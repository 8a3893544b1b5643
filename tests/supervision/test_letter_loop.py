"""A letter of opinion from its first point to the published answer: the loop of an opinion paper without a report."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from congress.models import User
from meetings.models import Meeting, OpinionPaper
from meetings.services import opinions
from supervision.models import FollowUp, PointAnswer
from supervision.services import follow_ups, matters
from supervision.services.follow_ups import Answer
from tests import factories, published
from tests.desk import Clerk

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]


def adopted_letter(**fields: object) -> OpinionPaper:
    paper = factories.letter(**fields)
    opinions.submit(paper, actor=factories.user("wc_officer"))
    meeting = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=Meeting.Status.CLOSED)
    opinions.adopt(paper, meeting=meeting, on=TODAY, actor=factories.user("sc_chair"), today=TODAY)
    return paper


def handed_over(paper: OpinionPaper | None = None) -> FollowUp:
    row = paper or adopted_letter()
    assert row.addressee is not None
    return follow_ups.hand_over(row, [row.addressee], on=TODAY, actor=factories.user("office"), today=TODAY)[0]


def closed(follow_up: FollowUp) -> FollowUp:
    head, office = factories.user("unit_head", organ=follow_up.organ), factories.user("office")
    given = [Answer(answer, "已经落实。") for answer in follow_up.answers.all()]
    follow_ups.acknowledge(follow_up, on=TODAY, leader="分管领导", actor=head, today=TODAY)
    follow_ups.submit_draft(follow_up, text="草稿", answers=given, on=TODAY, actor=head)
    follow_ups.comment(follow_up, text="无意见", actor=factories.user("wc_head"))
    follow_ups.report(follow_up, text="报告", signed_by="局长", answers=given, attachments=[], on=TODAY, actor=head)
    follow_ups.circulate(follow_up, on=TODAY, actor=office)
    for answer in follow_up.answers.all():
        follow_ups.settle_point(answer, status=PointAnswer.Status.CLOSED, reason="", actor=office)
    follow_ups.accept(follow_up, on=TODAY, note="同意办结。", shown=factories.SHOWN, actor=office)
    return follow_up


def test_each_kind_is_numbered_in_its_own_series() -> None:
    letter, opinion = handed_over(), factories.follow_up()
    assert letter.paper is not None
    assert opinion.paper is not None
    assert str(letter.paper.number) == "柯人大常建〔2026〕1号"
    assert str(opinion.paper.number) == "柯人大常审〔2026〕1号"


def test_its_answer_falls_due_by_practice_and_not_by_the_article_on_opinions() -> None:
    obligation = handed_over().current_round.obligation
    assert obligation.rule.code == "LTR-3M"
    assert obligation.due_plain.isoformat() == "2026-12-16"


def test_a_letter_that_was_not_adopted_is_not_handed_over() -> None:
    paper = factories.letter()
    with pytest.raises(ValidationError, match="意见建议函须经主任会议通过后才能交办"):
        follow_ups.hand_over(paper, [factories.organ()], on=TODAY, actor=factories.user("office"), today=TODAY)


def test_the_whole_loop_ends_with_the_paper_closed_and_a_duty_to_publish() -> None:
    follow_up = closed(handed_over())
    assert follow_up.paper is not None
    follow_up.paper.refresh_from_db()
    assert follow_up.paper.status == OpinionPaper.Status.CLOSED
    assert follow_up.society_duty is not None
    assert follow_up.society_duty.basis == "《监督法》第十条"


def test_those_who_handle_it_see_what_gave_rise_to_it(signed_in: SignIn) -> None:
    follow_up = handed_over()
    names = [step.label for step in matters.working_steps(FollowUp.objects.all().with_page().get(), on=TODAY)]
    assert names[:3] == ["开展监督活动", "主任会议通过意见建议函", "交办"]
    unit = signed_in(factories.user("unit_clerk", organ=follow_up.organ))
    page = unit.get(follow_up.get_absolute_url()).content.decode()
    assert "意见建议函办理" in page
    assert "对示例工作进行了视察" in page
    stranger = signed_in(factories.user("unit_clerk", organ=factories.organ()))
    assert stranger.get(follow_up.get_absolute_url()).status_code == 404
    office = Clerk("office")
    assert "意见建议函" in office.text(follow_ups.admin_path(follow_up))
    assert office.status("/admin/supervision/followup/") == 200


def test_the_chairpersons_adopt_it_on_their_page(signed_in: SignIn) -> None:
    paper = factories.letter()
    opinions.submit(paper, actor=factories.user("wc_officer"))
    page = signed_in(factories.user("sc_chair")).get(f"/workspace/opinions/{paper.pk}/").content.decode()
    assert "对示例工作进行了视察" in page
    assert "主送机关" in page


def test_the_public_reads_the_letter_with_its_kind_and_its_chain(client: Client) -> None:
    follow_up = closed(handed_over())
    paper = follow_up.paper
    assert paper is not None
    assert client.get(f"/supervision/opinions/{paper.pk}/").status_code == 404
    factories.published(paper, opinions.compose(paper))
    factories.published(follow_up, follow_ups.compose(follow_up))
    listed = client.get("/supervision/opinions/").content.decode()
    assert "意见建议函" in listed
    page = client.get(f"/supervision/opinions/{paper.pk}/").content.decode()
    for words in ("开展监督活动", "对示例工作进行了视察", "提出意见建议函", "报送处理情况", "向社会公开"):
        assert words in page
    assert "审议的报告" not in page
    assert paper.title in client.get("/supervision/opinions/?kind=letter").content.decode()
    assert paper.title not in client.get("/supervision/opinions/?kind=chair").content.decode()
    assert client.get("/supervision/opinions/?kind=x").status_code == 404


def test_its_words_are_not_readable_before_publication(client: Client) -> None:
    paper = adopted_letter(occasion_on=TODAY - timedelta(days=1))
    published.publish_paper(factories.adopted_paper())
    assert paper.title not in client.get("/supervision/opinions/").content.decode()
