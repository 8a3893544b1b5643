"""Signing in by the code of the hall: who, when, and what is refused."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from congress.models import Activity, User
from deputies.models import Seat
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.services import sign_in
from tests import factories
from tests.desk import Clerk
from tests.factories_attendance import row

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]
ZONE = ZoneInfo("Asia/Shanghai")


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return datetime.combine(TODAY + timedelta(days=days), time(hour, minute), tzinfo=ZONE)


@pytest.fixture
def meeting() -> Meeting:
    return factories.meeting(status=Meeting.Status.PAPERS_OUT, starts_on=TODAY, starts_at_time=time(9))


@pytest.fixture
def member() -> User:
    account = factories.user("sc_member")
    factories.seat(holder=factories.person(account=account))
    return account


def token_of(meeting: Meeting) -> str:
    return urlsplit(sign_in.address(meeting)).path.rstrip("/").rpartition("/")[2]


def drawing(body: str) -> str:
    return body.partition("sign-in-picture")[2].partition("</svg>")[0]


def path_of(meeting: Meeting) -> str:
    return urlsplit(sign_in.address(meeting)).path


def test_one_button_on_the_phone_and_a_second_press_changes_nothing(
    signed_in: SignIn, meeting: Meeting, member: User
) -> None:
    own = row(meeting, member)
    with time_machine.travel(at(8, 50), tick=False):
        client, path = signed_in(member), path_of(meeting)
        assert "确认签到" in client.get(path).content.decode()
        own.refresh_from_db()
        assert own.status == "unrecorded"
        for _ in range(2):
            assert "签到成功" in client.post(path, follow=True).content.decode()
        assert "您已签到（08:50）" in client.get(path).content.decode()
    own.refresh_from_db()
    assert (own.status, own.arrived_at, own.signed_by, own.arrived_item) == ("present", time(8, 50), "code", None)
    assert Activity.objects.filter(verb="扫码签到").count() == 1


@pytest.mark.parametrize(
    ("moment", "words"),
    [(at(6, 59), "2026年9月16日07:00起可以签到"), (at(9, days=-1), "签到尚未开始"), (at(9, days=1), "会议日期已过")],
)
def test_it_opens_two_hours_before_and_ends_with_the_day(
    meeting: Meeting, member: User, moment: datetime, words: str
) -> None:
    own = row(meeting, member)
    with time_machine.travel(moment, tick=False), pytest.raises(ValidationError, match=words):
        sign_in.sign_in(token_of(meeting), actor=member, at=moment)
    own.refresh_from_db()
    assert own.status == "unrecorded"


@pytest.mark.parametrize("status", [*Meeting.LOCKED, "cancelled", "postponed", "planned"])
def test_it_is_shut_after_closing_and_when_the_meeting_is_off(meeting: Meeting, member: User, status: str) -> None:
    row(meeting, member)
    Meeting.objects.update(status=status)
    with time_machine.travel(at(9), tick=False), pytest.raises(ValidationError, match=r"签到结束|不能签到"):
        sign_in.sign_in(token_of(meeting), actor=member, at=at(9))


def test_an_old_code_and_a_forged_one_are_told_in_words(signed_in: SignIn, meeting: Meeting, member: User) -> None:
    row(meeting, member)
    client = signed_in(member)
    with time_machine.travel(at(8), tick=False):
        old = path_of(meeting)
    with time_machine.travel(at(8, 5), tick=False):
        for answer in (client.get(old), client.post(old)):
            assert "签到码已过期，请重新扫描" in answer.content.decode()
        fresh = token_of(meeting)
        other = fresh.replace(str(meeting.pk), str(meeting.pk + 1), 1)
        for forged in (other, "x", f"{meeting.pk}", f"{fresh}x", "1:2:3", "%00"):
            answer = client.post(f"/workspace/sign-in/{forged}/")
            assert answer.status_code in (400, 404, 422)
            if answer.status_code == 422:
                assert "签到码无效" in answer.content.decode()
    assert Attendance.objects.get().status == "unrecorded"


def test_a_stranger_is_not_signed_in_and_the_public_is_asked_to_sign_in(signed_in: SignIn, meeting: Meeting) -> None:
    with time_machine.travel(at(9), tick=False):
        path = path_of(meeting)
        assert "不在“" in signed_in(factories.user("deputy")).post(path).content.decode()
        assert Client().get(path).headers["Location"].startswith("/accounts/login/")
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(("status", "words"), [("on_leave", "您已请假"), ("absent", "登记为缺席")])
def test_who_is_on_leave_or_marked_absent_goes_to_the_clerk(
    meeting: Meeting, member: User, status: str, words: str
) -> None:
    own = row(meeting, member, status=status)
    with time_machine.travel(at(9), tick=False), pytest.raises(ValidationError, match=rf"{words}.*告知会务人员"):
        sign_in.sign_in(token_of(meeting), actor=member, at=at(9))
    own.refresh_from_db()
    assert own.status == status


def test_a_member_whose_seat_ended_yesterday_is_not_signed_in(meeting: Meeting, member: User) -> None:
    row(meeting, member)
    Seat.objects.update(ends_on=TODAY - timedelta(days=1), end_reason="resigned")
    with time_machine.travel(at(9), tick=False), pytest.raises(ValidationError, match=r"不在“.*”的名单上"):
        sign_in.sign_in(token_of(meeting), actor=member, at=at(9))
    assert Attendance.objects.get().status == "unrecorded"


def test_who_comes_late_is_there_from_the_item_at_hand(meeting: Meeting, member: User) -> None:
    own = row(meeting, member)
    first, second = factories.item(meeting), factories.item(meeting)
    Meeting.objects.update(status=Meeting.Status.OPEN)
    AgendaItem.objects.filter(pk=first.pk).update(status=AgendaItem.Status.NOTED)
    with time_machine.travel(at(10), tick=False):
        sign_in.sign_in(token_of(meeting), actor=member, at=at(10))
    own.refresh_from_db()
    assert own.arrived_item == second


def test_who_comes_when_all_is_over_goes_to_the_clerk(meeting: Meeting, member: User) -> None:
    row(meeting, member)
    factories.item(meeting, status=AgendaItem.Status.NOTED)
    Meeting.objects.update(status=Meeting.Status.OPEN)
    with time_machine.travel(at(11), tick=False), pytest.raises(ValidationError, match="全部议程已经结束"):
        sign_in.sign_in(token_of(meeting), actor=member, at=at(11))


def test_the_hall_shows_a_fresh_code_and_who_is_missing(meeting: Meeting, member: User) -> None:
    own = row(meeting, member)
    clerk = Clerk("office")
    page = f"/admin/meetings/meeting/{meeting.pk}/sign-in/"
    with time_machine.travel(at(8), tick=False):
        answer = clerk.client.get(page)
        body = answer.content.decode()
        assert answer.headers["Refresh"] == "40"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "<svg" in drawing(body)
        assert "style=" not in drawing(body)
        assert str(own.person) in body
    with time_machine.travel(at(8, 2), tick=False):
        assert drawing(clerk.client.get(page).content.decode()) != drawing(body)
    with time_machine.travel(at(6), tick=False):
        early = clerk.client.get(page).content.decode()
        assert "07:00起可以签到" in early
        assert "sign-in-picture" not in early
    assert clerk.status("/admin/meetings/meeting/999999/sign-in/") == 404
