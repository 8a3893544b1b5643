"""Mails: urgent ones at once, the rest in one digest a day; a resend keeps its identity."""

import email
import email.policy
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as outbox_module
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from congress import tasks
from congress.models import Mail, Notification, User
from congress.services import notifications
from tests import factories

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(hour: int, *, days: int = 1) -> datetime:
    return (timezone.now().astimezone(SHANGHAI) + timedelta(days=days)).replace(hour=hour, minute=0)


def outbox() -> list[outbox_module.EmailMessage]:
    return outbox_module.outbox


def test_an_urgent_notification_leaves_at_once_in_a_mail_of_its_own() -> None:
    person = factories.user()
    notifications.tell([person], subject="交办", body="请签收", path="/workspace/")
    notifications.queue_urgent(at=at(3))
    assert notifications.deliver(at=at(3)) == 1
    message = outbox()[0]
    assert (message.subject, message.to) == ("交办", [person.email])
    assert "/workspace/" in message.body


def test_the_rest_waits_for_one_digest_a_day() -> None:
    person = factories.user()
    for number in range(3):
        notifications.tell([person], subject=f"提醒{number}", is_urgent=False)
    assert notifications.queue_digests(at=at(7)) == 0
    assert notifications.queue_digests(at=at(8)) == 1
    notifications.tell([person], subject="晚到的提醒", is_urgent=False)
    assert notifications.queue_digests(at=at(20)) == 0
    assert notifications.queue_digests(at=at(8, days=2)) == 1
    notifications.deliver(at=at(9, days=2))
    assert [message.subject for message in outbox()] == ["今日提醒（3项）", "今日提醒（1项）"]


def test_what_was_read_in_the_portal_is_not_sent_again_in_the_digest() -> None:
    person = factories.user()
    notifications.tell([person], subject="提醒", is_urgent=False)
    notifications.mark_read(person)
    assert notifications.queue_digests(at=at(9)) == 0


def test_people_without_an_address_are_told_in_the_portal_only() -> None:
    person = factories.user(email="")
    notifications.tell([person], subject="交办")
    assert notifications.queue_urgent(at=at(9)) == 0
    assert person.notifications.unread().count() == 1


def test_a_mail_that_failed_is_tried_again_later_under_the_same_message_id(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.congress.failing_mail.FailOnce"
    notifications.tell([factories.user()], subject="交办")
    notifications.queue_urgent(at=at(9))
    assert notifications.deliver(at=at(9)) == 0
    waiting = Mail.objects.get()
    assert (waiting.status, waiting.attempts) == (Mail.Status.QUEUED, 1)
    assert "ConnectionRefusedError" in waiting.last_error
    first_id = notifications.compose(waiting).extra_headers["Message-ID"]
    assert notifications.deliver(at=at(9)) == 0
    assert notifications.deliver(at=at(10)) == 1
    assert outbox()[0].extra_headers["Message-ID"] == first_id


def test_a_rolled_back_fact_sends_no_message() -> None:
    def fail_after_telling() -> None:
        with transaction.atomic():
            notifications.tell([factories.user()], subject="交办")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_telling()
    assert not Notification.objects.exists()


def send_all(moment: datetime) -> int:
    notifications.queue_urgent(at=moment)
    notifications.queue_digests(at=moment)
    return notifications.deliver(at=moment)


def test_the_tasks_bring_a_decided_reminder_and_an_urgent_notice_to_the_mail_server() -> None:
    person = factories.user()
    notifications.tell([person], subject="交办")
    notifications.tell([person], subject="提醒", is_urgent=False)
    with time_machine.travel(at(8), tick=False):
        tasks.sweep_reminders()
        tasks.deliver_mail()
    assert sorted(message.subject for message in outbox()) == ["交办", "今日提醒（1项）"]


def test_an_urgent_notice_that_was_read_in_the_portal_needs_no_mail() -> None:
    person = factories.user()
    notifications.tell([person], subject="交办")
    notifications.mark_read(person)
    assert send_all(at(9)) == 0


@pytest.mark.parametrize("is_urgent", [True, False])
def test_people_who_left_get_no_mail(is_urgent: bool) -> None:
    notifications.tell([factories.user(is_active=False)], subject="交办", is_urgent=is_urgent)
    assert send_all(at(9)) == 0


@pytest.mark.parametrize("is_urgent", [True, False])
@pytest.mark.parametrize(
    ("change", "why"), [({"is_active": False}, "收件人账号已停用。"), ({"email": ""}, "收件人没有邮箱。")]
)
def test_a_mail_whose_recipient_left_after_it_was_queued_stays_here_and_says_why(
    change: dict[str, object], why: str, is_urgent: bool
) -> None:
    person, other = factories.user(), factories.user(email="other@example.test")
    notifications.tell([person, other], subject="交办", is_urgent=is_urgent)
    notifications.queue_urgent(at=at(9))
    notifications.queue_digests(at=at(9))
    User.objects.filter(pk=person.pk).update(**change)
    assert notifications.deliver(at=at(9)) == 1
    assert outbox()[0].to == [other.email]
    kept = Mail.objects.get(recipient=person)
    assert (kept.status, kept.last_error) == (Mail.Status.FAILED, why)


def test_a_mail_with_nothing_left_to_say_is_not_sent() -> None:
    notifications.tell([factories.user()], subject="交办")
    notifications.queue_urgent(at=at(9))
    Notification.objects.all().delete()
    assert notifications.deliver(at=at(9)) == 0
    assert Mail.objects.get().status == Mail.Status.FAILED


def test_a_person_who_is_given_an_address_later_is_not_sent_the_past() -> None:
    person = factories.user(email="")
    notifications.tell([person], subject="交办")
    notifications.tell([person], subject="提醒", is_urgent=False)
    User.objects.filter(pk=person.pk).update(email="new@example.test")
    assert send_all(at(9, days=31)) == 0
    assert send_all(at(9, days=29)) == 2


def test_mails_that_a_stopped_worker_left_go_out_when_it_is_back() -> None:
    notifications.tell([factories.user() for _ in range(3)], subject="交办")
    notifications.queue_urgent(at=at(9))
    assert notifications.deliver(at=at(9, days=300)) == 3


HOSTILE = "关于\r\nBcc: everyone@example.test\n\u2028\x0b的报告"


@pytest.mark.parametrize("is_urgent", [True, False])
def test_a_title_cannot_add_headers_to_a_mail(is_urgent: bool) -> None:
    notifications.tell([factories.user()], subject=HOSTILE, path="/workspace/", is_urgent=is_urgent)
    assert send_all(at(9)) == 1
    message = parsed(outbox()[0])
    assert message["Bcc"] is None
    assert message["To"] == factories.ADDRESS
    assert len(str(message["Subject"]).splitlines()) == 1
    assert "关于" in message["Subject"] or "今日提醒" in message["Subject"]


def test_a_very_long_subject_is_cut_with_a_mark_and_travels_whole() -> None:
    person = factories.user()
    notifications.tell([person], subject="长" * 300)
    notifications.tell([person], subject="满" * 240)
    assert send_all(at(9)) == 2
    subjects = {str(parsed(message)["Subject"]).strip() for message in outbox()}
    assert subjects == {"长" * 239 + "…", "满" * 240}
    assert all(len(line) < 998 for message in outbox() for line in message.message().as_bytes().split(b"\n"))


def test_a_mail_says_that_a_machine_wrote_it() -> None:
    notifications.tell([factories.user()], subject="交办")
    send_all(at(9))
    assert parsed(outbox()[0])["Auto-Submitted"] == "auto-generated"


def parsed(message: outbox_module.EmailMessage) -> email.message.EmailMessage:
    """A message as the receiver reads it."""
    return email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)


def test_a_mail_server_that_cannot_be_reached_costs_no_mail_an_attempt(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.congress.failing_mail.Unreachable"
    notifications.tell([factories.user()], subject="交办")
    for days in range(1, 60):
        assert send_all(at(9, days=min(days, 29))) == 0
    waiting = Mail.objects.get()
    assert (waiting.status, waiting.attempts) == (Mail.Status.QUEUED, 0)


def test_a_refused_recipient_holds_up_nobody_and_is_given_up_after_five_days(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.congress.failing_mail.RefuseOne"
    notifications.tell(
        [factories.user(email=address) for address in ("refused@example.test", "a@example.test", "b@example.test")],
        subject="交办",
    )
    assert send_all(at(9)) == 2
    refused = Mail.objects.get(status=Mail.Status.QUEUED)
    assert "SMTPRecipientsRefused" in refused.last_error
    moment = at(9)
    while refused.status == Mail.Status.QUEUED:
        moment = max(moment, refused.not_before)
        notifications.deliver(at=moment)
        refused.refresh_from_db()
    assert timedelta(days=4) < moment - at(9) < timedelta(days=6)
    assert refused.attempts == notifications.MAX_ATTEMPTS
    assert len(outbox()) == 2


def test_a_slow_mail_server_does_not_hold_the_worker_beyond_its_time() -> None:
    notifications.tell([factories.user() for _ in range(3)], subject="交办")
    notifications.queue_urgent(at=at(9))
    assert notifications.deliver(at=at(9), seconds=0) == 1
    assert notifications.deliver(at=at(9)) == 2


def test_queuing_asks_as_many_questions_for_fifty_notices_as_for_five() -> None:
    counts = []
    for size in (5, 50):
        notifications.tell([factories.user() for _ in range(size)], subject="交办")
        with CaptureQueriesContext(connection) as captured:
            assert notifications.queue_urgent(at=at(9)) == size
        counts.append(len(captured))
    assert counts[0] == counts[1]
