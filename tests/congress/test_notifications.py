"""Mails: urgent ones at once, the rest in one digest a day; a resend keeps its identity."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox_module
from django.db import transaction
from django.utils import timezone

from congress.models import Mail, Notification
from congress.services import notifications
from tests import factories

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(hour: int, *, days: int = 1) -> datetime:
    return (timezone.now().astimezone(SHANGHAI) + timedelta(days=days)).replace(hour=hour, minute=0)


def outbox() -> list[outbox_module.EmailMessage]:
    return outbox_module.outbox  # type: ignore[attr-defined, no-any-return]


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


def test_a_mail_that_failed_is_tried_again_later_under_the_same_message_id(settings: object) -> None:
    settings.EMAIL_BACKEND = "tests.congress.failing_mail.FailOnce"  # type: ignore[attr-defined]
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
