"""The deputies' side of a meeting: who sees which papers, the own row, and the meeting in the calendar."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from icalendar import Calendar

from congress.models import User
from congress.workspace.calendar import address
from deputies.models import Seat
from meetings.models import AgendaItem, Attendance, Meeting, Paper
from meetings.services import papers
from tests import factories
from tests.factories_attendance import row
from tests.published import cost

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


@pytest.fixture
def meeting() -> Meeting:
    return factories.meeting(
        status=Meeting.Status.PAPERS_OUT,
        starts_on=TODAY + timedelta(days=7),
        starts_at_time=time(9),
        place="一号会议室",
    )


def laid(meeting: Meeting, item: AgendaItem | None = None, title: str = "") -> Paper:
    paper = Paper(meeting=meeting, item=item, title=title or f"材料{item}")
    papers.lay(paper, SimpleUploadedFile("报告.pdf", PDF), actor=factories.user("office"))
    return paper


def page(meeting: Meeting) -> str:
    return f"/workspace/meetings/{meeting.pk}/"


def _opens(client: Client, path: str) -> bool:
    answer = client.get(path)
    # Read to its end, so that the file is closed.
    return answer.status_code == 200 and answer.getvalue() == PDF


def opened(client: Client, found: list[Paper]) -> list[bool]:
    """Which files open; what the page names must be the same."""
    body = client.get(page(found[0].meeting)).content.decode()
    files = [f"/files/{paper.attachment.public_id}/" for paper in found]
    opens = [_opens(client, path) for path in files]
    assert opens == [path in body for path in files]
    return opens


def test_who_is_invited_to_an_item_reads_its_papers_and_no_others(signed_in: SignIn, meeting: Meeting) -> None:
    first, second = factories.item(meeting), factories.item(meeting)
    secret = factories.item(meeting, kind=AgendaItem.Kind.PERSONNEL)
    found = [laid(meeting, first), laid(meeting, second), laid(meeting, secret), laid(meeting, title="日程")]
    limited, whole, observer, member = (factories.user(role) for role in ("expert", "deputy", "deputy", "sc_member"))
    row(meeting, limited, capacity="expert").items.set([second])
    row(meeting, whole, capacity="invited_deputy")
    row(meeting, observer, capacity="observer")
    row(meeting, member)
    assert opened(signed_in(limited), found) == [False, True, False, False]
    assert opened(signed_in(whole), found) == [True, True, False, True]
    assert opened(signed_in(observer), found) == [False, False, False, False]
    assert opened(signed_in(member), found) == [True, True, True, True]
    assert opened(signed_in(factories.user("office")), found) == [True, True, True, True]
    assert "请您列席本项" in signed_in(limited).get(page(meeting)).content.decode()


def test_an_invitation_to_a_personnel_item_opens_none_of_its_papers(signed_in: SignIn, meeting: Meeting) -> None:
    secret = factories.item(meeting, kind=AgendaItem.Kind.PERSONNEL)
    guest = factories.user("deputy")
    row(meeting, guest, capacity="invited_deputy").items.set([secret])
    assert opened(signed_in(guest), [laid(meeting, secret)]) == [False]


def test_an_invitation_to_one_meeting_opens_no_paper_of_another(signed_in: SignIn, meeting: Meeting) -> None:
    guest = factories.user("deputy")
    row(meeting, guest, capacity="invited_deputy")
    other = laid(factories.meeting(status=Meeting.Status.PAPERS_OUT), title="别的会议")
    assert signed_in(guest).get(f"/files/{other.attachment.public_id}/").status_code == 404


def test_members_see_who_is_expected_and_guests_only_themselves(signed_in: SignIn, meeting: Meeting) -> None:
    member, guest = factories.user("sc_member"), factories.user("deputy")
    row(meeting, member)
    other = row(meeting, factories.user("sc_member"), status="on_leave")
    row(meeting, guest, capacity="invited_deputy")
    shown = signed_in(member).get(page(meeting)).content.decode()
    assert "应到 2 人" in shown
    assert str(other.person) in shown
    told = signed_in(guest).get(page(meeting)).content.decode()
    assert str(other.person) not in told
    assert "列席代表" in told


def test_a_member_whose_seat_ended_before_the_meeting_is_shut_out_and_keeps_the_earlier_ones(
    signed_in: SignIn, meeting: Meeting
) -> None:
    member = factories.user("sc_member")
    seat = factories.seat(holder=factories.person(account=member))
    row(meeting, member)
    before = factories.meeting(status=Meeting.Status.CLOSED, starts_on=TODAY - timedelta(days=30))
    row(before, member)
    paper = laid(meeting, title="日程")
    client = signed_in(member)
    assert client.get(page(meeting)).status_code == 200
    Seat.objects.filter(pk=seat.pk).update(ends_on=TODAY - timedelta(days=1), end_reason="resigned")
    assert client.get(page(meeting)).status_code == 404
    assert client.get(f"/files/{paper.attachment.public_id}/").status_code == 404
    assert client.get(page(before)).status_code == 200


def test_the_navigation_leads_to_the_meetings(signed_in: SignIn) -> None:
    body = signed_in(factories.user("deputy")).get("/workspace/").content.decode()
    assert body.count('href="/workspace/meetings/"') >= 2


@pytest.mark.parametrize("number", [5, 50])
def test_the_members_page_costs_the_same_for_few_and_many(signed_in: SignIn, meeting: Meeting, number: int) -> None:
    member = factories.user("sc_member")
    row(meeting, member)
    for _ in range(number):
        Attendance.objects.create(meeting=meeting, person=factories.person())
    client = signed_in(member)
    client.get(page(meeting))
    with cost() as spent:
        client.get(page(meeting))
    assert spent.queries <= 14


def events(user: User) -> dict[str, Any]:
    """The meetings of a person's calendar, by the start of their names."""
    answer = Client().get(address(user))
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["uid"]).partition("@")[0]: event for event in found}


def test_the_calendar_holds_the_meetings_at_which_the_person_is_expected(meeting: Meeting) -> None:
    member, stranger = factories.user("sc_member"), factories.user("sc_member")
    row(meeting, member)
    hidden = factories.meeting(status=Meeting.Status.SCHEDULED)
    row(hidden, member)
    event = events(member)[f"meeting-{meeting.pk}"]
    assert event.decoded("dtstart") == datetime(2026, 9, 23, 1, tzinfo=UTC)
    assert (str(event["location"]), str(event["status"])) == ("一号会议室", "CONFIRMED")
    assert str(event["url"]).endswith(page(meeting))
    assert [alarm.decoded("trigger") for alarm in event.walk("VALARM")] == [timedelta(days=-1), timedelta(hours=-2)]
    assert list(events(member)) == [f"meeting-{meeting.pk}"]
    assert events(stranger) == {}
    # Even those who read all meetings subscribe to their own ones only.
    assert events(factories.user("office")) == {}


def test_a_moved_meeting_keeps_its_name_and_counts_up_and_one_called_off_is_cancelled(meeting: Meeting) -> None:
    member = factories.user("sc_member")
    row(meeting, member)
    first = events(member)[f"meeting-{meeting.pk}"]
    meeting.starts_on = meeting.ends_on = TODAY + timedelta(days=9)
    meeting.noticed_on = TODAY
    meeting.save()
    moved = events(member)[f"meeting-{meeting.pk}"]
    assert moved.decoded("dtstart") == datetime(2026, 9, 25, 1, tzinfo=UTC)
    assert int(moved["sequence"]) > int(first["sequence"])
    meeting.cancel(reason="示例")
    off = events(member)[f"meeting-{meeting.pk}"]
    assert (str(off["status"]), str(off["summary"]).startswith("（已取消）")) == ("CANCELLED", True)
    assert int(off["sequence"]) > int(moved["sequence"])
    assert off.walk("VALARM") == []


def test_a_meeting_of_days_or_without_an_hour_takes_whole_days(meeting: Meeting) -> None:
    member = factories.user("sc_member")
    row(meeting, member)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at_time=None, ends_on=TODAY + timedelta(days=8))
    event = events(member)[f"meeting-{meeting.pk}"]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 9, 23), date(2026, 9, 25))


def test_nobody_is_rung_for_a_meeting_from_which_he_has_leave_and_no_reason_is_told(meeting: Meeting) -> None:
    member = factories.user("sc_member")
    row(meeting, member, status="on_leave")
    event = events(member)[f"meeting-{meeting.pk}"]
    assert event.walk("VALARM") == []
    assert str(event["description"]) == "组成人员 · 请假"


def test_a_calendar_costs_the_same_for_few_and_many(meeting: Meeting) -> None:
    member = factories.user("sc_member")
    row(meeting, member)
    with cost() as few:
        events(member)
    for days in range(20):
        row(factories.meeting(status=Meeting.Status.NOTICED, starts_on=TODAY + timedelta(days=days)), member)
    with cost() as many:
        assert len(events(member)) == 21
    assert many.queries == few.queries
