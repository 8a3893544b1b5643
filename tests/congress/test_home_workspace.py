"""The first page after signing in: “等我办”."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from congress.models import User
from meetings.models import Meeting
from meetings.services import opinions
from tests import factories
from tests import factories_inquiries as inquiries
from tests.published import content, cost, put_out

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]
HOME = "/workspace/"


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


def test_what_the_organ_owes_stands_first_with_its_act_and_its_date(signed_in: SignIn) -> None:
    organ = factories.organ()
    late = factories.follow_up(to=organ, on=TODAY - timedelta(days=9), due_on=TODAY - timedelta(days=2))
    soon = factories.follow_up(to=organ, due_on=TODAY + timedelta(days=3))
    desk = signed_in(factories.user("unit_head", organ=organ)).get(HOME).context["desk"]
    assert [row.url for row in desk.rows] == [late.get_absolute_url(), soon.get_absolute_url()]
    assert [row.due.word for row in desk.rows] == ["逾期 2 天", "还有 3 天"]
    assert desk.total == 2
    # How the date was reached is one tap away.
    assert desk.rows[0].due.explanation


def test_at_most_seven_lines_are_shown_and_all_are_counted(signed_in: SignIn) -> None:
    organ = factories.organ()
    for days in range(1, 11):
        factories.follow_up(to=organ, due_on=TODAY + timedelta(days=days), points=1)
    page = signed_in(factories.user("unit_head", organ=organ)).get(HOME)
    desk = page.context["desk"]
    assert len(desk.rows) == 7
    assert desk.total == 10
    assert [row.due.days for row in desk.rows] == [1, 2, 3, 4, 5, 6, 7]


def test_a_chairperson_finds_the_paper_to_adopt(signed_in: SignIn) -> None:
    paper = factories.opinion_paper()
    opinions.submit(paper, actor=factories.user("office"))
    desk = signed_in(factories.user("sc_chair")).get(HOME).context["desk"]
    assert [row.url for row in desk.rows] == [f"/workspace/opinions/{paper.pk}/"]


def test_what_another_organ_owes_is_not_shown(signed_in: SignIn) -> None:
    follow_up = factories.follow_up()
    page = signed_in(factories.user("unit_head", organ=factories.organ())).get(HOME).content.decode()
    assert follow_up.paper.title not in page
    assert "现在没有等您办理的事项" in page


def test_the_meetings_of_the_week_are_those_a_person_may_know_of(signed_in: SignIn) -> None:
    inside = {"starts_on": TODAY + timedelta(days=3), "status": Meeting.Status.SCHEDULED}
    factories.meeting(title="内部安排的会议", **inside)
    public = factories.meeting(title="已公布的会议", **inside)
    factories.meeting(title="下周以后的会议", starts_on=TODAY + timedelta(days=9), status=Meeting.Status.SCHEDULED)
    put_out([public], [content("已公布的会议")])
    deputy = signed_in(factories.user("deputy")).get(HOME).content.decode()
    assert "已公布的会议" in deputy
    assert "内部安排的会议" not in deputy
    office = signed_in(factories.user("office")).get(HOME).content.decode()
    assert "内部安排的会议" in office
    assert "下周以后的会议" not in office


def test_deputies_see_what_was_reported_to_them_and_units_do_not(signed_in: SignIn) -> None:
    meeting = factories.meeting()
    put_out([meeting], [content("通报给代表的材料")], audience="deputies")
    assert "通报给代表的材料" in signed_in(factories.user("deputy")).get(HOME).content.decode()
    assert "通报给代表的材料" not in signed_in(factories.user("unit_head")).get(HOME).content.decode()


REGISTERS = ("/workspace/inquiries/", "/workspace/audit/", "/workspace/interpellations/")


def registers_shown(client: Client) -> list[str]:
    page = client.get(HOME).content.decode()
    return [path for path in REGISTERS if f'href="{path}"' in page]


def test_the_way_to_inquiries_audit_and_interpellations_is_shown_to_those_who_have_some(signed_in: SignIn) -> None:
    finding, inquiry, case = inquiries.finding(), inquiries.inquiry(), inquiries.interpellation()
    unit = signed_in(factories.user("unit_clerk", organ=finding.unit))
    asked = signed_in(factories.user("unit_clerk", organ=inquiry.respondents.get().organ))
    assert registers_shown(unit) == ["/workspace/audit/"]
    assert registers_shown(asked) == []
    inquiry.respondents.update(invited_on=TODAY)
    assert registers_shown(asked) == ["/workspace/inquiries/"]
    signer = case.signers.first()
    assert signer is not None
    signer.person.account = factories.user("sc_member")
    signer.person.save()
    assert registers_shown(signed_in(signer.person.account)) == list(REGISTERS)
    assert registers_shown(signed_in(factories.user("sc_chair"))) == list(REGISTERS)
    for role in ("deputy", "unit_head", "station_staff"):
        assert registers_shown(signed_in(factories.user(role, organ=factories.organ()))) == []


@pytest.mark.parametrize("role", ["auditor", "sysadmin"])
def test_those_who_only_administer_go_to_the_desk(signed_in: SignIn, role: str) -> None:
    answer = signed_in(factories.user(role)).get(HOME)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")


def test_an_account_without_a_role_gets_a_page_not_an_error(signed_in: SignIn) -> None:
    assert signed_in(factories.user()).get(HOME).status_code == 200


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert Client().get(HOME).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("role", "budget"), [("unit_head", 16), ("deputy", 15), ("sc_chair", 15), ("office", 16)])
@pytest.mark.parametrize("number", [10, 30])
def test_queries_do_not_grow(signed_in: SignIn, role: str, budget: int, number: int) -> None:
    organ = factories.organ()
    for days in range(number):
        factories.follow_up(to=organ, due_on=TODAY + timedelta(days=days + 1), points=1)
    client = signed_in(factories.user(role, organ=organ))
    client.get(HOME)
    with cost() as spent:
        client.get(HOME)
    assert spent.queries <= budget


def test_a_kind_of_act_is_read_only_where_it_waits(signed_in: SignIn) -> None:
    chair = signed_in(factories.user("sc_chair"))
    chair.get(HOME)
    with cost() as nothing:
        chair.get(HOME)
    paper = factories.opinion_paper()
    opinions.submit(paper, actor=factories.user("office"))
    with cost() as one_kind:
        chair.get(HOME)
    # Nothing more than the papers to adopt is read.
    assert one_kind.queries == nothing.queries + 1
