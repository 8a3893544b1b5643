"""Leave: asked for on the phone, answered by the chair, and seen by nobody else."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from congress.models import Activity, Notification, User
from congress.registry import Task
from congress.workflow import TransitionError
from meetings.models import Attendance, Leave, Meeting
from meetings.offers import attendance as offers
from meetings.services import attendance, meeting_publication
from tests import factories
from tests.factories_attendance import leave, row
from tests.waits import lines

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]
SECRET = "住院手术"


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


@pytest.fixture
def member() -> User:
    return factories.user("sc_member", display_name="示例委员")


@pytest.fixture
def chair() -> User:
    return factories.user("sc_chair", display_name="示例主任")


@pytest.fixture
def meeting() -> Meeting:
    return factories.meeting(status=Meeting.Status.NOTICED, starts_on=TODAY + timedelta(days=7))


def page(meeting: Meeting, step: str = "") -> str:
    return f"/workspace/meetings/{meeting.pk}/{step}"


def tasks(user: User) -> list[Task]:
    return [*lines(offers.leave_to_decide(user, TODAY)), *lines(offers.meetings_to_confirm(user, TODAY))]


def test_a_member_asks_the_chair_grants_and_the_member_is_told(
    signed_in: SignIn, member: User, chair: User, meeting: Meeting
) -> None:
    own = row(meeting, member)
    answer = signed_in(member).post(page(meeting, "leave/"), {"reason_kind": "health", "note": SECRET}, follow=True)
    assert "请假已提交" in answer.content.decode()
    asked = Leave.objects.get()
    assert (asked.status, asked.requested_by) == ("requested", member)
    assert [task.path for task in tasks(chair)] == [f"/workspace/leaves/{asked.pk}/"]
    decide = signed_in(chair)
    shown = decide.get(f"/workspace/leaves/{asked.pk}/")
    assert SECRET in shown.content.decode()
    stamp = shown.context["grant_form"]["stamp"].value()
    answer = decide.post(f"/workspace/leaves/{asked.pk}/grant/", {"stamp": stamp, "decision": "同意"}, follow=True)
    assert "已批准请假" in answer.content.decode()
    own.refresh_from_db()
    asked.refresh_from_db()
    assert (own.status, asked.status, asked.granted_by) == ("on_leave", "granted", "示例主任")
    assert Notification.objects.filter(recipient=member, subject__startswith="您的请假已获批准").exists()
    assert tasks(chair) == []
    told = signed_in(member).get(page(meeting)).content.decode()
    assert "请假：已批准" in told
    assert "批复：同意" in told


def test_no_message_and_no_log_line_tells_why(member: User, chair: User, meeting: Meeting) -> None:
    asked = leave(row(meeting, member), actor=member, note=SECRET)
    attendance.grant_leave(asked, decision="", actor=chair)
    told = [f"{each.subject}{each.body}" for each in Notification.objects.all()]
    logged = [f"{line.text}{line.reason}{line.detail}" for line in Activity.objects.all()]
    assert told
    assert logged
    assert not [text for text in told + logged if SECRET in text or "身体" in text or "health" in text]


@pytest.mark.parametrize("role", ["sc_member", "deputy", "wc_head", "unit_head", "reviewer", "auditor"])
def test_a_stranger_finds_no_request_of_another(signed_in: SignIn, member: User, meeting: Meeting, role: str) -> None:
    stranger = factories.user(role, organ=factories.organ())
    row(meeting, stranger)
    asked = leave(row(meeting, member), actor=member, note=SECRET)
    client = signed_in(stranger)
    assert client.get(f"/workspace/leaves/{asked.pk}/").status_code == 404
    for step in ("grant", "refuse"):
        assert client.post(f"/workspace/leaves/{asked.pk}/{step}/", {"decision": "x"}).status_code == 403
    told = client.get(page(meeting)).content.decode()
    assert SECRET not in told
    assert "身体原因" not in told
    asked.refresh_from_db()
    assert asked.status == "requested"


def test_what_is_composed_for_publication_holds_neither_leave_nor_reason(
    clerk: User, member: User, chair: User, meeting: Meeting
) -> None:
    asked = leave(row(meeting, member), actor=member, note=SECRET)
    attendance.grant_leave(asked, decision="", actor=chair)
    text = str(meeting_publication.compose(meeting))
    for word in (SECRET, "身体原因", "请假"):
        assert word not in text


def test_nobody_decides_on_the_own_request(signed_in: SignIn, chair: User, meeting: Meeting) -> None:
    asked = leave(row(meeting, chair), actor=chair)
    with pytest.raises(ValidationError, match="不能批复自己的请假"):
        attendance.grant_leave(asked, decision="", actor=chair)
    assert "grant_form" not in signed_in(chair).get(f"/workspace/leaves/{asked.pk}/").context
    assert [task for task in tasks(chair) if task.action == "批复请假"] == []
    attendance.grant_leave(asked, decision="", actor=factories.user("sc_vice_chair"))
    assert asked.status == "granted"


def test_a_refusal_needs_words_and_a_second_decision_is_told(member: User, chair: User, meeting: Meeting) -> None:
    own = row(meeting, member)
    asked = leave(own, actor=member)
    with pytest.raises(ValidationError, match="请写明批复意见"):
        attendance.refuse_leave(asked, decision=" ", actor=chair)
    attendance.refuse_leave(asked, decision="请调整行程", actor=chair)
    stale = Leave.objects.get()
    with pytest.raises(TransitionError, match="当前为“未批准”"):
        attendance.grant_leave(stale, decision="", actor=chair)
    own.refresh_from_db()
    assert own.status == "unrecorded"
    # After a refusal the member may ask again with better words.
    assert leave(own, actor=member, kind="official").status == "requested"


def test_a_request_changed_meanwhile_is_shown_again_with_what_was_typed(
    signed_in: SignIn, member: User, chair: User, meeting: Meeting
) -> None:
    asked = leave(row(meeting, member), actor=member)
    client = signed_in(chair)
    path = f"/workspace/leaves/{asked.pk}/"
    stamp = client.get(path).context["refuse_form"]["stamp"].value()
    Leave.objects.update(note="改为公务出差")
    answer = client.post(f"{path}refuse/", {"stamp": stamp, "decision": "请派人参加"})
    assert answer.status_code == 422
    assert "请派人参加" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.status == "requested"


def test_a_second_request_and_one_of_somebody_present_are_refused(member: User, meeting: Meeting) -> None:
    own = row(meeting, member)
    leave(own, actor=member)
    with pytest.raises(ValidationError, match="已有请假申请，请勿重复提交"):
        leave(own, actor=member)
    there = row(meeting, factories.user("sc_member"), status="present")
    with pytest.raises(ValidationError, match=f"{there.person}已登记出席，不能再请假"):
        leave(there)
    observer = row(meeting, factories.user("deputy"), capacity="observer")
    with pytest.raises(ValidationError, match="旁听无须请假"):
        leave(observer)
    assert Leave.objects.count() == 1


@pytest.mark.parametrize("status", [*Meeting.LOCKED, "cancelled"])
def test_after_the_meeting_leave_is_neither_asked_nor_granted(
    member: User, chair: User, meeting: Meeting, status: str
) -> None:
    own = row(meeting, member)
    asked = leave(own, actor=member)
    Meeting.objects.update(status=status)
    for act in (
        lambda: leave(row(meeting, factories.user("sc_member"))),
        lambda: attendance.grant_leave(asked, decision="", actor=chair),
        lambda: attendance.withdraw_leave(asked, actor=member),
    ):
        with pytest.raises(ValidationError, match="会议已经"):
            act()


def test_leave_that_is_withdrawn_frees_the_row(signed_in: SignIn, member: User, chair: User, meeting: Meeting) -> None:
    own = row(meeting, member)
    asked = leave(own, actor=member)
    attendance.grant_leave(asked, decision="", actor=chair)
    answer = signed_in(member).post(page(meeting, "leave/withdraw/"), follow=True)
    assert "请假已撤回" in answer.content.decode()
    own.refresh_from_db()
    assert own.status == "unrecorded"
    assert signed_in(factories.user("sc_member")).post(page(meeting, "leave/withdraw/")).status_code == 404


def test_paper_leave_names_who_granted_it_and_settles_a_waiting_request(
    clerk: User, member: User, meeting: Meeting
) -> None:
    own = row(meeting, member)
    with pytest.raises(ValidationError, match="请填写批准人"):
        attendance.record_leave(own, reason_kind="official", granted_by=" ", actor=clerk)
    asked = leave(own, actor=member)
    settled = attendance.record_leave(own, reason_kind="official", granted_by="主任", actor=clerk)
    assert (settled, settled.status, settled.granted_by) == (asked, "granted", "主任")
    own.refresh_from_db()
    assert own.status == "on_leave"


def test_a_bad_form_keeps_what_was_typed(signed_in: SignIn, member: User, meeting: Meeting) -> None:
    row(meeting, member)
    answer = signed_in(member).post(page(meeting, "leave/"), {"reason_kind": "party", "note": "<b>加急</b>"})
    assert answer.status_code == 422
    assert "&lt;b&gt;加急&lt;/b&gt;" in answer.content.decode()
    assert not Leave.objects.exists()


def test_confirming_once_is_enough_and_the_task_is_gone(signed_in: SignIn, member: User, meeting: Meeting) -> None:
    own = row(meeting, member)
    assert [(task.action, task.path) for task in tasks(member)] == [("确认参会", page(meeting))]
    client = signed_in(member)
    for _ in range(2):
        assert "已确认参会" in client.post(page(meeting, "confirm/"), follow=True).content.decode()
    own.refresh_from_db()
    assert own.confirmed_at is not None
    assert tasks(member) == []
    assert Activity.objects.filter(verb="确认参会").count() == 1
    assert signed_in(factories.user("sc_member")).post(page(meeting, "confirm/")).status_code == 404


def test_before_the_notice_there_is_nothing_to_confirm(signed_in: SignIn, member: User, meeting: Meeting) -> None:
    row(meeting, member)
    Meeting.objects.update(status=Meeting.Status.SCHEDULED)
    assert tasks(member) == []
    for step in ("confirm/", "leave/", "leave/withdraw/"):
        assert signed_in(member).post(page(meeting, step)).status_code == 404


def test_checks_find_leave_without_a_grant_and_what_was_not_answered(member: User, meeting: Meeting) -> None:
    bare = row(meeting, factories.user("sc_member"), status=Attendance.Status.ON_LEAVE)
    asked = leave(row(meeting, member), actor=member)
    guest = row(meeting, factories.user("deputy"), capacity="invited_deputy")
    present = row(meeting, factories.user("sc_member"), status=Attendance.Status.PRESENT)
    day = meeting.starts_on
    assert list(offers.on_leave_without_leave(day)) == [bare]
    assert list(offers.leave_too_late(day)) == [asked]
    assert list(offers.leave_too_late(TODAY)) == []
    assert list(offers.guests_without_answer(day - timedelta(days=2))) == [guest]
    assert list(offers.guests_without_answer(TODAY)) == []
    assert list(offers.present_outside_seat(day)) == [present]
