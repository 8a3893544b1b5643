"""Meetings in the workspace: for the committee's staff and for those who are expected."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congress.models import User
from meetings.models import AgendaItem, Attendance, Meeting, OpinionPaper, Paper
from meetings.services import papers
from tests import factories
from tests.published import content, cost, put_out

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]
LIST = "/workspace/meetings/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
TOLD = ["noticed", "papers_out", "open", "closed", "minuted", "archived"]
ISSUED = TOLD[1:]


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


@pytest.fixture
def member() -> User:
    return factories.user("sc_member")


def expected(user: User, meeting: Meeting, **fields: object) -> Attendance:
    known = getattr(user, "person", None)
    return Attendance.objects.create(meeting=meeting, person=known or factories.person(account=user), **fields)


def meeting_of(user: User, status: str = Meeting.Status.NOTICED, **fields: object) -> Meeting:
    meeting = factories.meeting(status=status, **fields)
    expected(user, meeting)
    return meeting


def laid(meeting: Meeting, *, item: AgendaItem | None = None, title: str = "报告全文") -> Paper:
    paper = Paper(meeting=meeting, item=item, title=title)
    papers.lay(paper, SimpleUploadedFile("报告.pdf", PDF), actor=factories.user("office"))
    return paper


def address(meeting: Meeting) -> str:
    return f"{LIST}{meeting.pk}/"


def file_of(paper: Paper) -> str:
    return f"/files/{paper.attachment.public_id}/"


@pytest.mark.parametrize("status", TOLD)
def test_a_member_who_is_expected_reads_when_where_and_what(signed_in: SignIn, member: User, status: str) -> None:
    meeting = meeting_of(member, status, place="第一会议室")
    item = factories.item(meeting, reporting_organ=factories.organ(name="示例报告局"))
    page = signed_in(member).get(address(meeting)).content.decode()
    for words in ("2026年10月16日", "第一会议室", item.title, "示例报告局", "组成人员 · 未登记"):
        assert words in page


@pytest.mark.parametrize("status", ["planned", "scheduled"])
def test_before_the_notice_a_member_finds_nothing(signed_in: SignIn, member: User, status: str) -> None:
    meeting = meeting_of(member, status)
    client = signed_in(member)
    assert client.get(address(meeting)).status_code == 404
    assert meeting.name not in client.get(LIST).content.decode()


def test_a_meeting_called_off_stays_with_those_who_were_told_of_it(signed_in: SignIn, member: User) -> None:
    reason = {"change_reason": "台风来临"}
    told = meeting_of(member, "cancelled", noticed_on=TODAY, **reason)
    untold = meeting_of(member, "postponed", **reason)
    client = signed_in(member)
    assert "台风来临" in client.get(address(told)).content.decode()
    assert client.get(address(untold)).status_code == 404


@pytest.mark.parametrize("status", ISSUED)
def test_papers_that_are_out_can_be_downloaded(signed_in: SignIn, member: User, status: str) -> None:
    meeting = meeting_of(member, status)
    of_item, of_meeting = laid(meeting, item=factories.item(meeting)), laid(meeting, title="日程")
    client = signed_in(member)
    page = client.get(address(meeting)).content.decode()
    for paper in (of_item, of_meeting):
        assert f'href="{file_of(paper)}"' in page
        answer = client.get(file_of(paper))
        assert answer.status_code == 200
        assert answer.getvalue() == PDF


def test_papers_that_are_not_out_are_neither_named_nor_opened(signed_in: SignIn, member: User) -> None:
    meeting = meeting_of(member)
    papers_laid = [laid(meeting, item=factories.item(meeting)), laid(meeting, title="未发的日程")]
    client = signed_in(member)
    page = client.get(address(meeting)).content.decode()
    assert "材料发出后" in page
    for paper in papers_laid:
        assert paper.title not in page
        assert file_of(paper) not in page
        assert client.get(file_of(paper)).status_code == 404
    # The office, which lays them, sees them all the time.
    assert "未发的日程" in signed_in(factories.user("office")).get(address(meeting)).content.decode()


def test_of_several_versions_the_last_is_offered(signed_in: SignIn, member: User) -> None:
    meeting = meeting_of(member, Meeting.Status.PAPERS_OUT)
    first, second = laid(meeting), laid(meeting)
    page = signed_in(member).get(address(meeting)).content.decode()
    assert file_of(second) in page
    assert "第2版" in page
    assert file_of(first) not in page


@pytest.mark.parametrize("role", ["office", "wc_head", "sc_chair"])
def test_those_who_read_meetings_open_all_of_them(signed_in: SignIn, role: str) -> None:
    meeting = factories.meeting(status=Meeting.Status.SCHEDULED)
    client = signed_in(factories.user(role))
    assert meeting.name in client.get(LIST).content.decode()
    page = client.get(address(meeting))
    assert page.status_code == 200
    assert "我的出席" not in page.content.decode()


@pytest.mark.parametrize("role", ["sc_member", "deputy", "unit_head", "reviewer", "auditor"])
def test_others_find_no_meeting_to_which_they_are_not_expected(signed_in: SignIn, role: str) -> None:
    stranger = factories.user(role, organ=factories.organ())
    meeting_of(stranger)
    meeting = meeting_of(factories.user("sc_member"), Meeting.Status.PAPERS_OUT, title="别人的会议")
    client = signed_in(stranger)
    assert client.get(address(meeting)).status_code == 404
    assert "别人的会议" not in client.get(LIST).content.decode()


def test_a_deputy_who_is_invited_reads_the_meeting(signed_in: SignIn) -> None:
    deputy = factories.user("deputy")
    meeting = factories.meeting(status=Meeting.Status.NOTICED)
    expected(deputy, meeting, capacity=Attendance.Capacity.INVITED_DEPUTY)
    assert "列席代表" in signed_in(deputy).get(address(meeting)).content.decode()


def test_the_public_is_asked_to_sign_in() -> None:
    for path in (LIST, address(factories.meeting())):
        assert Client().get(path).headers["Location"].startswith("/accounts/login/")


def test_what_is_to_come_stands_first_and_the_next_one_on_top(signed_in: SignIn, member: User) -> None:
    over = [meeting_of(member, "closed", starts_on=TODAY - timedelta(days=days)) for days in (9, 2)]
    coming = [meeting_of(member, starts_on=TODAY + timedelta(days=days)) for days in (30, 0, 7)]
    context = signed_in(member).get(LIST).context
    assert context["coming"] == [coming[1], coming[2], coming[0]]
    assert context["page"].rows == [over[1], over[0]]


def test_older_meetings_are_a_page_away_and_what_is_to_come_is_not_repeated(signed_in: SignIn, member: User) -> None:
    for days in range(1, 26):
        meeting_of(member, "closed", starts_on=TODAY - timedelta(days=days))
    meeting_of(member)
    client = signed_in(member)
    first = client.get(LIST).context
    second = client.get(LIST + first["page"].older).context
    assert (len(first["page"].rows), len(second["page"].rows)) == (20, 5)
    assert (len(first["coming"]), second["coming"]) == (1, [])


def test_an_account_that_is_expected_nowhere_reads_what_the_place_is_for(signed_in: SignIn) -> None:
    assert "会议通知发出后会在这里列出" in signed_in(factories.user("unit_head")).get(LIST).content.decode()


def test_the_week_on_the_first_page_leads_to_it_and_else_to_the_public_page(signed_in: SignIn, member: User) -> None:
    inside = {"starts_on": TODAY + timedelta(days=3)}
    mine = meeting_of(member, title="通知我的主任会议", **inside)
    others = factories.meeting(status=Meeting.Status.NOTICED, title="公布的会议", **inside)
    hidden = factories.meeting(status=Meeting.Status.NOTICED, title="别人的会议", **inside)
    put_out([others], [content("公布的会议")])
    page = signed_in(member).get("/workspace/").content.decode()
    assert f'href="{address(mine)}"' in page
    assert f'href="/meetings/{others.pk}/"' in page
    assert hidden.name not in page
    assert f'href="{LIST}"' in page
    office = signed_in(factories.user("office")).get("/workspace/").content.decode()
    assert f'href="{address(hidden)}"' in office


def test_the_agenda_leads_to_opinions_once_they_are_adopted(signed_in: SignIn, member: User) -> None:
    paper = factories.opinion_paper()
    meeting = paper.item.meeting
    expected(member, meeting)
    client = signed_in(member)
    assert paper.title not in client.get(address(meeting)).content.decode()
    OpinionPaper.objects.filter(pk=paper.pk).update(status="adopted", adopted_on=TODAY)
    assert f'href="/workspace/opinions/{paper.pk}/"' in client.get(address(meeting)).content.decode()


@pytest.mark.parametrize("role", ["sc_member", "office"])
@pytest.mark.parametrize("number", [10, 100])
def test_queries_do_not_grow(signed_in: SignIn, role: str, number: int) -> None:
    user = factories.user(role)
    meeting = meeting_of(user, Meeting.Status.PAPERS_OUT)
    attachment = laid(meeting).attachment
    for order in range(number):
        item = factories.item(meeting, reporting_organ=factories.organ())
        Paper.objects.create(meeting=meeting, item=item, title=f"材料{order}", attachment=attachment)
        meeting_of(user, "closed", starts_on=TODAY - timedelta(days=order + 1))
        meeting_of(user, starts_on=TODAY + timedelta(days=order))
    client = signed_in(user)
    for path, budget in ((LIST, 7), (address(meeting), 14)):
        client.get(path)
        with cost() as spent:
            assert client.get(path).status_code == 200
        assert spent.queries <= budget, path
