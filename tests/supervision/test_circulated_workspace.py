"""What was reported to deputies, for those it was reported to."""

from collections.abc import Callable

import pytest
from django.test import Client

from congress.models import Publication, User
from congress.services import publication
from tests import factories
from tests.published import content, cost, put_out

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST = "/workspace/circulated/"


def circulated(title: str = "通报给代表的材料") -> Publication:
    follow_up = factories.follow_up()
    put_out([follow_up], [content(title, text="代表版的正文")], audience="deputies")
    duty = follow_up.deputies_duty
    assert duty is not None
    return duty


@pytest.mark.parametrize("role", ["deputy", "sc_member", "office"])
def test_deputies_and_members_read_the_deputies_copy(signed_in: SignIn, role: str) -> None:
    duty = circulated()
    client = signed_in(factories.user(role))
    assert "通报给代表的材料" in client.get(LIST).content.decode()
    assert "代表版的正文" in client.get(f"{LIST}{duty.pk}/").content.decode()


@pytest.mark.parametrize("role", ["unit_head", "reviewer", "auditor"])
def test_others_are_refused(signed_in: SignIn, role: str) -> None:
    duty = circulated()
    client = signed_in(factories.user(role))
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{duty.pk}/").status_code == 403


def test_the_public_is_asked_to_sign_in() -> None:
    assert Client().get(f"{LIST}{circulated().pk}/").status_code == 302


def test_what_is_not_out_or_was_taken_back_is_not_found(signed_in: SignIn, clerk: User) -> None:
    client = signed_in(factories.user("deputy"))
    paper = factories.adopted_paper()
    assert paper.deputies_duty is not None
    assert client.get(f"{LIST}{paper.deputies_duty.pk}/").status_code == 404
    duty = circulated("收回的材料")
    publication.withdraw(duty, reason="误发", actor=clerk)
    assert client.get(f"{LIST}{duty.pk}/").status_code == 404
    assert "收回的材料" not in client.get(LIST).content.decode()


def test_the_copy_for_society_is_not_read_here(signed_in: SignIn) -> None:
    meeting = factories.meeting()
    put_out([meeting], [content("只给社会")])
    assert meeting.society_duty is not None
    client = signed_in(factories.user("deputy"))
    assert client.get(f"{LIST}{meeting.society_duty.pk}/").status_code == 404


@pytest.mark.parametrize("number", [10, 100])
def test_queries_do_not_grow(signed_in: SignIn, number: int) -> None:
    meetings = [factories.meeting() for _ in range(number)]
    put_out(meetings, [content(f"材料{day}") for day in range(number)], audience="deputies")
    client = signed_in(factories.user("deputy"))
    client.get(LIST)
    with cost() as spent:
        page = client.get(LIST)
    assert spent.queries == 7
    assert len(page.context["copies"]) == min(number, 20)
