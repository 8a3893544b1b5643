"""The chairpersons' page of an opinion paper."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from congress.models import Activity, User
from meetings.models import Meeting, OpinionPaper
from meetings.services import opinions
from tests import factories
from tests.published import cost

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


@pytest.fixture
def paper() -> OpinionPaper:
    row = factories.opinion_paper()
    opinions.submit(row, actor=factories.user("office"))
    return row


@pytest.fixture
def chair_meeting() -> Meeting:
    return factories.meeting(
        Meeting.Kind.CHAIR_MEETING, starts_on=TODAY - timedelta(days=1), number=5, status=Meeting.Status.OPEN
    )


@pytest.fixture
def chair(signed_in: SignIn) -> Client:
    return signed_in(factories.user("sc_chair"))


def address(paper: OpinionPaper, step: str = "") -> str:
    return f"/workspace/opinions/{paper.pk}/{step}"


def stamp_shown(client: Client, paper: OpinionPaper) -> str:
    form = client.get(address(paper)).context["adopt_form"]
    return str(form.initial["stamp"])


def adopting(client: Client, paper: OpinionPaper, meeting: Meeting) -> dict[str, str]:
    return {"meeting": str(meeting.pk), "on": meeting.starts_on.isoformat(), "stamp": stamp_shown(client, paper)}


@pytest.mark.parametrize("role", ["sc_chair", "sc_vice_chair"])
def test_a_chairperson_adopts_it(signed_in: SignIn, paper: OpinionPaper, chair_meeting: Meeting, role: str) -> None:
    client = signed_in(factories.user(role))
    answer = client.post(address(paper, "adopt/"), adopting(client, paper, chair_meeting))
    assert answer.status_code == 302
    paper.refresh_from_db()
    assert paper.status == OpinionPaper.Status.ADOPTED
    assert paper.adopted_on == chair_meeting.starts_on
    assert "已登记主任会议通过" in client.get(address(paper)).content.decode()


def test_a_chairperson_sends_it_back_with_a_note(chair: Client, paper: OpinionPaper) -> None:
    chair.post(address(paper, "send-back/"), {"note": "请补充第三条", "stamp": stamp_shown(chair, paper)})
    paper.refresh_from_db()
    assert paper.status == OpinionPaper.Status.DRAFTED
    assert paper.returned_note == "请补充第三条"


@pytest.mark.parametrize("role", ["office", "wc_head", "wc_officer"])
def test_others_of_the_committee_read_but_have_no_buttons(signed_in: SignIn, paper: OpinionPaper, role: str) -> None:
    client = signed_in(factories.user(role))
    page = client.get(address(paper))
    assert page.status_code == 200
    assert "主任会议通过</button>" not in page.content.decode()
    for step in ("adopt/", "send-back/"):
        assert client.post(address(paper, step), {}).status_code == 403


@pytest.mark.parametrize("role", ["unit_head", "deputy", "sc_member", "reviewer"])
def test_strangers_to_it_are_refused(signed_in: SignIn, paper: OpinionPaper, role: str) -> None:
    assert signed_in(factories.user(role)).get(address(paper)).status_code == 403


@pytest.mark.parametrize("status", OpinionPaper.FIXED)
def test_members_of_the_committee_read_it_from_the_adoption_on(
    signed_in: SignIn, paper: OpinionPaper, status: str
) -> None:
    member = signed_in(factories.user("sc_member"))
    assert member.get(address(paper)).status_code == 403
    OpinionPaper.objects.filter(pk=paper.pk).update(status=status, adopted_on=TODAY)
    page = member.get(address(paper))
    assert "示例意见第2条" in page.content.decode()
    assert "</form>" not in page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    for step in ("adopt/", "send-back/"):
        assert member.get(address(paper, step)).status_code == 403
        assert member.post(address(paper, step), {}).status_code == 403


@pytest.mark.parametrize("role", ["unit_head", "deputy", "reviewer"])
def test_an_adopted_paper_stays_shut_for_everyone_else(signed_in: SignIn, paper: OpinionPaper, role: str) -> None:
    OpinionPaper.objects.filter(pk=paper.pk).update(status="adopted", adopted_on=TODAY)
    assert signed_in(factories.user(role)).get(address(paper)).status_code == 403


def test_reading_an_adopted_paper_takes_no_more_queries_with_more_points(signed_in: SignIn) -> None:
    member = signed_in(factories.user("sc_member"))
    spent = []
    for points in (10, 100):
        row = factories.adopted_paper(points=points)
        member.get(address(row))
        with cost() as one:
            member.get(address(row))
        spent.append(one.queries)
    assert spent[0] == spent[1] <= 10


def test_the_public_is_asked_to_sign_in(paper: OpinionPaper) -> None:
    assert Client().get(address(paper)).status_code == 302
    assert Client().post(address(paper, "adopt/"), {}).status_code == 302
    paper.refresh_from_db()
    assert paper.status == OpinionPaper.Status.SUBMITTED


def test_a_post_without_the_token_is_refused(paper: OpinionPaper, chair_meeting: Meeting) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(factories.user("sc_chair"), backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(address(paper, "adopt/"), {"meeting": str(chair_meeting.pk)}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": (TODAY - timedelta(days=2)).isoformat()}, "通过日期须在该次主任会议期间"),
        ({"on": "2026-02-30"}, "输入一个有效的日期"),
        ({"on": ""}, "必填"),
        ({"meeting": "999999"}, "选择一个有效的选项"),
        ({"meeting": "'"}, "选择一个有效的选项"),
    ],
)
def test_bad_input_is_told_at_its_field_and_changes_nothing(
    chair: Client, paper: OpinionPaper, chair_meeting: Meeting, changes: dict[str, str], words: str
) -> None:
    before = Activity.objects.count()
    answer = chair.post(address(paper, "adopt/"), adopting(chair, paper, chair_meeting) | changes)
    assert answer.status_code == 422
    (field,) = answer.context["adopt_form"].errors
    assert field in changes
    assert words in answer.content.decode()
    paper.refresh_from_db()
    assert paper.status == OpinionPaper.Status.SUBMITTED
    assert Activity.objects.count() == before


def test_meetings_of_other_kinds_called_off_or_to_come_are_not_offered(
    chair: Client, paper: OpinionPaper, chair_meeting: Meeting
) -> None:
    factories.meeting(starts_on=TODAY)
    factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY + timedelta(days=1))
    factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=Meeting.Status.CANCELLED)
    factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=Meeting.Status.SCHEDULED)
    long_ago = TODAY - timedelta(days=40)
    factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=long_ago, status=Meeting.Status.CLOSED)
    offered = chair.get(address(paper)).context["adopt_form"].fields["meeting"].queryset
    assert list(offered) == [chair_meeting]


def test_what_a_colleague_did_first_stands_and_what_was_typed_is_kept(
    chair: Client, paper: OpinionPaper, chair_meeting: Meeting
) -> None:
    form = {"note": "我的退回意见", "stamp": stamp_shown(chair, paper)}
    opinions.adopt(
        paper, meeting=chair_meeting, on=chair_meeting.starts_on, actor=factories.user("sc_vice_chair"), today=TODAY
    )
    answer = chair.post(address(paper, "send-back/"), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "我的退回意见</textarea>" in page
    assert "同事已经更新" in page
    paper.refresh_from_db()
    assert paper.status == OpinionPaper.Status.ADOPTED


def test_a_text_that_changed_since_it_was_read_is_not_adopted_unseen(
    chair: Client, paper: OpinionPaper, chair_meeting: Meeting
) -> None:
    form = adopting(chair, paper, chair_meeting)
    paper.points.update(text="换过的文字")
    answer = chair.post(address(paper, "adopt/"), form)
    assert answer.status_code == 422
    assert "换过的文字" in answer.content.decode()
    paper.refresh_from_db()
    assert paper.status == OpinionPaper.Status.SUBMITTED
    # Having seen the new text, the person may go on with the form as it stands.
    again = form | {"stamp": answer.context["adopt_form"]["stamp"].value()}
    assert chair.post(address(paper, "adopt/"), again).status_code == 302


def test_a_paper_that_is_not_there_is_not_found(chair: Client) -> None:
    assert chair.get("/workspace/opinions/999999/").status_code == 404


@pytest.mark.parametrize("points", [10, 100])
def test_queries_do_not_grow_with_the_points(chair: Client, points: int) -> None:
    row = factories.opinion_paper(points=points)
    opinions.submit(row, actor=factories.user("office"))
    chair.get(address(row))
    with cost() as spent:
        chair.get(address(row))
    assert spent.queries == 10
