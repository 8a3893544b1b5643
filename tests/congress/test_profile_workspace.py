"""A person's account, and the calendar of the own deadlines."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from congress.models import User
from congress.workspace.calendar import address
from tests import factories
from tests.published import cost

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    # The address of a calendar holds the second in which it was made.
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC), tick=False):
        yield


def test_the_page_tells_organ_and_roles_as_people_call_them(signed_in: SignIn) -> None:
    user = factories.user("unit_head", organ=factories.organ(name="示例局"))
    page = signed_in(user).get("/workspace/profile/").content.decode()
    assert "示例局" in page
    assert "承办单位负责人" in page
    assert address(user) in page


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert Client().get("/workspace/profile/").status_code == 302


def test_the_calendar_holds_what_the_person_owes_with_alarms_and_needs_no_sign_in() -> None:
    organ = factories.organ()
    follow_up = factories.follow_up(to=organ, due_on=TODAY + timedelta(days=20))
    factories.follow_up()
    feed = Client().get(address(factories.user("unit_head", organ=organ)))
    assert feed.headers["Cache-Control"] == "private, no-store"
    (event,) = Calendar.from_ical(feed.content).walk("VEVENT")
    assert follow_up.paper.title in event["summary"]
    assert event.decoded("dtstart") == TODAY + timedelta(days=20)
    assert len(event.walk("VALARM")) == 2


def test_an_address_that_was_not_given_is_not_found() -> None:
    user = factories.user("unit_head", organ=factories.organ())
    path = address(user)
    for wrong in ("/workspace/calendar/x.ics", path.replace(".ics", "x.ics"), "/workspace/calendar/WzEsIngiXQ:1:1.ics"):
        assert Client().get(wrong).status_code == 404


def test_it_ends_with_the_password_and_with_the_account() -> None:
    user = factories.user("unit_head", organ=factories.organ())
    path = address(user)
    assert Client().get(path).status_code == 200
    user.set_password("another-password-9")
    user.save()
    assert Client().get(path).status_code == 404
    path = address(user)
    user.is_active = False
    user.save()
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("number", [10, 50])
def test_queries_do_not_grow(number: int) -> None:
    organ = factories.organ()
    for days in range(number // 5):
        factories.follow_up(to=organ, due_on=TODAY + timedelta(days=days + 1), points=1)
    path = address(factories.user("unit_head", organ=organ))
    with cost() as spent:
        Client().get(path)
    # The account, what it owes, the meetings at which the person is expected, the outings and their places, and the
    # permissions, groups and seat that tell which places the person may know of.
    assert spent.queries == 9
