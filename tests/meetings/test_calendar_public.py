"""The calendar that anyone may subscribe to."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar, Event

from meetings.models import Meeting
from tests import factories
from tests.published import content, cost, put_out

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


def events() -> list[Event]:
    answer = Client().get("/calendar.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_it_holds_the_published_meetings_of_the_committee_to_come() -> None:
    coming = factories.meeting(starts_on=TODAY + timedelta(days=9), ends_on=TODAY + timedelta(days=10))
    past = factories.meeting(starts_on=TODAY - timedelta(days=9))
    chair = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY + timedelta(days=5))
    factories.meeting(starts_on=TODAY + timedelta(days=3))
    put_out([coming, past, chair], [content("下次会议", 地点="示例会议室"), content("上次会议"), content("主任会议")])
    (event,) = events()
    assert event["summary"] == "下次会议"
    assert event["location"] == "示例会议室"
    assert event.decoded("dtstart") == date(2026, 9, 25)
    assert event.decoded("dtend") == date(2026, 9, 27)


def test_a_meeting_with_an_hour_begins_at_it_and_one_called_off_says_so() -> None:
    meeting = factories.meeting(
        starts_on=TODAY + timedelta(days=9), starts_at_time=time(9, 30), status=Meeting.Status.CANCELLED
    )
    put_out([meeting], [content("下次会议")])
    (event,) = events()
    assert event.decoded("dtstart").hour == 9
    assert event["status"] == "CANCELLED"


@pytest.mark.parametrize("number", [10, 100])
def test_queries_do_not_grow(number: int) -> None:
    meetings = [factories.meeting(starts_on=TODAY + timedelta(days=day)) for day in range(number)]
    put_out(meetings, [content(f"会议{day}") for day in range(number)])
    with cost() as spent:
        assert len(events()) == number
    assert spent.queries == 2
