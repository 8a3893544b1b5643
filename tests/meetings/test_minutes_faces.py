"""Minutes on the desk and on the approver's phone; speeches on the desk."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from congress import registry
from congress.models import User
from meetings.models import Conclusion, Meeting, MeetingMinutes, Sitting, Speech
from tests import factories
from tests.desk import Clerk, said
from tests.factories_minutes import HELD_ON, approved, draft, held_meeting, sitting, submitted
from tests.waits import lines

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


def change(row: MeetingMinutes) -> str:
    return f"/admin/meetings/meetingminutes/{row.pk}/change/"


def step(row: MeetingMinutes, name: str) -> str:
    return f"/admin/meetings/meetingminutes/{row.pk}/steps/{name}/"


def test_the_clerk_drafts_edits_and_hands_in_on_the_desk() -> None:
    meeting, clerk = held_meeting(), Clerk("office")
    clerk.step(f"/admin/meetings/meeting/{meeting.pk}/steps/draft-minutes/")
    row = MeetingMinutes.objects.get(meeting=meeting)
    clerk.change(change(row), text="一、改过的题目\n改过的正文。")
    clerk.step(step(row, "submit"))
    row.refresh_from_db()
    assert (row.status, row.text.splitlines()[0]) == (MeetingMinutes.Status.SUBMITTED, "一、改过的题目")
    # While it lies before the approver nobody writes in it, and the drafter has no button to approve.
    assert "审签" not in clerk.buttons(change(row))
    page = clerk.page(change(row))
    assert not page.xpath("//textarea[@name='text']")


def test_the_head_of_the_office_approves_on_the_desk() -> None:
    row = submitted()
    head = Clerk("office", "office_head")
    head.step(step(row, "approve"))
    row.refresh_from_db()
    assert row.approved_by == head.user


def test_approved_minutes_change_only_with_a_reason() -> None:
    row = approved()
    assert not Clerk("office").page(change(row)).xpath("//textarea[@name='text']")
    head = Clerk("office", "office_head")
    refused = head.change(change(row), text="更正后的文字。")
    assert "纪要已经审签，更正须写明理由。" in refused.content.decode()
    head.change(change(row), text="更正后的文字。", correction_reason="漏记一项")
    row.refresh_from_db()
    assert row.text == "更正后的文字。"


def test_conclusions_are_written_on_the_page_of_the_minutes() -> None:
    row = draft(held_meeting(Meeting.Kind.CHAIR_MEETING, members=3, away=0))
    clerk = Clerk("office")
    sent = clerk.form(change(row)) | {
        "conclusions-TOTAL_FORMS": "1",
        "conclusions-0-order": "1",
        "conclusions-0-text": "同意有关方案。",
        "conclusions-0-meeting": str(row.meeting_id),
    }
    clerk.save(change(row), sent)
    assert Conclusion.objects.get().meeting == row.meeting


def test_a_committee_meeting_has_no_conclusions_to_write() -> None:
    assert not Clerk("office").page(change(draft())).xpath("//*[@name='conclusions-TOTAL_FORMS']")


def test_strangers_do_not_open_minutes_on_the_desk() -> None:
    row = draft()
    assert Clerk("auditor").status(change(row)) == 403
    assert Clerk("deputy").status(change(row)) == 302


# The approver's phone


def phone(row: MeetingMinutes, name: str = "") -> str:
    return f"/workspace/minutes/{row.pk}/{name}"


def stamp_of(client: Client, row: MeetingMinutes) -> str:
    return str(client.get(phone(row)).context["approve_form"].initial["stamp"])


def test_the_chair_approves_on_the_phone(signed_in: SignIn) -> None:
    row = submitted()
    client = signed_in(factories.user("sc_chair"))
    assert row.text.splitlines()[0] in client.get(phone(row)).content.decode()
    client.post(phone(row, "approve/"), {"stamp": stamp_of(client, row)})
    row.refresh_from_db()
    assert row.status == MeetingMinutes.Status.APPROVED


def test_minutes_are_sent_back_from_the_phone_with_a_note(signed_in: SignIn) -> None:
    row = submitted()
    client = signed_in(factories.user("sc_chair"))
    stamp = stamp_of(client, row)
    assert client.post(phone(row, "send-back/"), {"stamp": stamp, "note": ""}).status_code == 422
    client.post(phone(row, "send-back/"), {"stamp": stamp, "note": "请补充"})
    row.refresh_from_db()
    assert (row.status, row.returned_note) == (MeetingMinutes.Status.DRAFT, "请补充")
    assert client.get(phone(row)).status_code == 404


def test_a_stale_page_approves_nothing(signed_in: SignIn) -> None:
    row = submitted()
    client = signed_in(factories.user("sc_chair"))
    stamp = stamp_of(client, row)
    MeetingMinutes.objects.filter(pk=row.pk).update(text="别的文字")
    assert client.post(phone(row, "approve/"), {"stamp": stamp}).status_code == 422
    row.refresh_from_db()
    assert row.status == MeetingMinutes.Status.SUBMITTED


@pytest.mark.parametrize("role", ["office", "sc_member", "deputy", "unit_head"])
def test_others_do_not_see_minutes_before_they_are_approved(signed_in: SignIn, role: str) -> None:
    assert signed_in(factories.user(role)).get(phone(submitted())).status_code == 403


def test_the_drafter_sees_that_another_person_must_approve(signed_in: SignIn) -> None:
    head = factories.user("office", "office_head")
    client = signed_in(head)
    answer = client.get(phone(submitted(by=head)))
    assert "须由另一人审签" in answer.content.decode()
    assert answer.context["approve_form"] is None


def test_minutes_wait_for_approvers_and_drafts_for_their_drafter() -> None:
    clerk, chair = factories.user("office"), factories.user("sc_chair")
    row = draft(by=clerk)
    tasks = registry.waiting.get("minutes")
    today = timezone.localdate()
    assert [task.action for task in lines(tasks(clerk, today))] == ["送审纪要"]
    assert lines(tasks(chair, today)) == []
    row = submitted(held_meeting(number=15, starts_on=HELD_ON))
    assert [task.path for task in lines(tasks(chair, today))] == [phone(row)]


# Speeches on the desk


def test_a_long_speech_is_warned_of_and_the_next_page_is_filled_in() -> None:
    meeting = held_meeting()
    item, where = meeting.items.order_by("order")[0], sitting(meeting, Sitting.Kind.JOINT_GROUP)
    speaker = meeting.attendances.present().first()
    assert speaker is not None
    clerk = Clerk("office")
    path = "/admin/meetings/speech/add/"
    sent = {
        "item": item.pk,
        "order": 1,
        "sitting": where.pk,
        "speaker": speaker.pk,
        "minutes": 16,
        "text": "要点",
        "checked_on": "",
    }
    answer = clerk.save(path, sent)
    assert Speech.objects.count() == 1
    assert "发言16分钟，超过联组会议每次发言15分钟的时限。" in said(answer)
    assert f"item={item.pk}" in answer.redirect_chain[-1][0]
    assert "order=2" in answer.redirect_chain[-1][0]
    stranger = held_meeting(number=15, members=1, away=0).attendances.get()
    answer = clerk.save(path, sent | {"order": 2, "speaker": stranger.pk})
    assert Speech.objects.count() == 1
