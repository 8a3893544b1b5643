"""Telling people: rows in the portal at once, mails through one exit.

A notification is written in the transaction of its fact. Beat queues and delivers every few seconds, so nothing here
talks to the broker: with it down, saves go on and mails wait (docs/decisions/0007).
"""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from congress.models import Mail, Notification, Organ, User
from congress.services import locks

logger = logging.getLogger(__name__)

#: waiting after a failure doubles from a minute up to this
MAX_BACKOFF = timedelta(hours=6)
#: about five days, as mail servers themselves go on
MAX_ATTEMPTS = 28
#: what is older stays in the portal: a person who is given an address later is not sent a year's notices
MAIL_AGE = timedelta(days=30)


def tell(
    users: Iterable[User], *, subject: str, body: str = "", path: str = "", is_urgent: bool = True
) -> list[Notification]:
    """Write one notification for each user; the caller's transaction decides whether it ever existed."""
    rows = [
        Notification(recipient=user, subject=_shortened(subject), body=body, path=path, is_urgent=is_urgent)
        for user in {user.pk: user for user in users}.values()
    ]
    return Notification.objects.bulk_create(rows)


def _shortened(subject: str) -> str:
    limit = Notification._meta.get_field("subject").max_length or 0
    return subject if len(subject) <= limit else f"{subject[: limit - 1]}…"


def tell_organ(organ: Organ, *, subject: str, body: str = "", path: str = "") -> list[Notification]:
    """Tell everyone who acts for an organ."""
    return tell(User.objects.of(organ), subject=subject, body=body, path=path)


def tell_roles(*roles: str, subject: str, body: str = "", path: str = "") -> list[Notification]:
    """Tell everyone who holds one of the roles."""
    return tell(User.objects.with_role(*roles), subject=subject, body=body, path=path)


def mark_read(user: User, *, keys: Iterable[int] | None = None) -> int:
    """Mark a person's own notifications as read, all or those named; how many changed."""
    rows = Notification.objects.filter(recipient=user).unread()
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    return rows.update(read_at=timezone.now())


def queue_urgent(*, at: datetime) -> int:
    """Give every urgent notification that was not read yet a mail of its own; how many were queued.

    Safe to run twice and by several workers at once.
    """
    queued = 0
    while batch := _queue_urgent(at):
        queued += batch
    return queued


@transaction.atomic
def _queue_urgent(at: datetime, limit: int = 500) -> int:
    rows = list(
        Notification.objects.select_for_update(skip_locked=True, of=("self",))
        .unread()
        .filter(is_urgent=True, mail__isnull=True, recipient__email__gt="", recipient__is_active=True)
        .filter(created_at__gt=at - MAIL_AGE)
        .order_by("id")
        .only("id", "recipient_id")[:limit]
    )
    mails = Mail.objects.bulk_create([Mail(recipient_id=row.recipient_id) for row in rows])
    for row, mail in zip(rows, mails, strict=True):
        row.mail = mail
    Notification.objects.bulk_update(rows, ["mail"])
    return len(mails)


def queue_digests(*, at: datetime) -> int:
    """Give each person one mail a day, not before the hour of the settings, with all that is not urgent and not read.

    How many were queued. Call it after the sweep: what is decided later waits for the next day's mail.
    """
    if timezone.localtime(at).hour < settings.DIGEST_HOUR:
        return 0
    return _queue_digests(at)


@transaction.atomic
def _queue_digests(at: datetime) -> int:
    day = timezone.localtime(at).date()
    # Two at once would share out one person's notices between today's mail and tomorrow's.
    locks.hold("congress.notifications.digests")
    with connection.cursor() as cursor:
        # One statement: the mails and the rows they carry come into being together, or not at all.
        cursor.execute(
            """
            WITH waiting AS (
                SELECT n.id, n.recipient_id
                FROM congress_notification n JOIN congress_user u ON u.id = n.recipient_id
                WHERE NOT n.is_urgent AND n.mail_id IS NULL AND n.read_at IS NULL
                  AND n.created_at <= %(at)s AND n.created_at > %(oldest)s AND u.email > '' AND u.is_active
                FOR UPDATE OF n SKIP LOCKED
            ), digest AS (
                INSERT INTO congress_mail (recipient_id, digest_on)
                SELECT DISTINCT recipient_id, %(day)s::date FROM waiting
                ON CONFLICT DO NOTHING
                RETURNING id, recipient_id
            ), carried AS (
                UPDATE congress_notification n SET mail_id = digest.id
                FROM waiting JOIN digest USING (recipient_id)
                WHERE n.id = waiting.id
            )
            SELECT count(*) FROM digest
            """,
            {"at": at, "day": day, "oldest": at - MAIL_AGE},
        )
        return int(cursor.fetchone()[0])


def deliver(*, at: datetime, limit: int = 500, seconds: float = 60.0) -> int:
    """Send queued mails, each claimed and noted in a transaction of its own; how many were sent.

    Goes on for `seconds` at most, so that a slow mail server does not keep the worker from its other tasks. One that
    cannot be reached costs no mail an attempt: they wait, however long it takes. A crash between sending and noting
    leaves one mail in doubt; it goes out again with the same Message-ID.
    """
    sent = 0
    if not _waiting(at).exists():
        return sent
    give_up = time.monotonic() + seconds
    backend = get_connection()
    try:
        for _ in range(limit):
            backend.open()
            outcome = _deliver_one(backend, at)
            if outcome is None:
                break
            sent += outcome
            if not outcome:
                # A refusal may leave the conversation with the server in any state.
                backend.close()
            if time.monotonic() > give_up:
                break
    except OSError as error:
        logger.warning("the mail server cannot be reached, mails wait: %s", error)
    finally:
        backend.close()
    return sent


def _waiting(at: datetime) -> QuerySet[Mail]:
    return Mail.objects.filter(status=Mail.Status.QUEUED, not_before__lte=at)


@transaction.atomic
def _deliver_one(backend: BaseEmailBackend, at: datetime) -> bool | None:
    mail = (
        _waiting(at)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient")
        .order_by("not_before", "id")
        .first()
    )
    if mail is None:
        return None
    mail.attempts += 1
    if obstacle := _obstacle(mail):
        mail.status, mail.last_error = Mail.Status.FAILED, obstacle
    else:
        _send(mail, backend, at)
    mail.save()
    return mail.status == Mail.Status.SENT


def _obstacle(mail: Mail) -> str:
    """Why a mail that was queued is not to leave any more, empty if it is."""
    if not mail.recipient.is_active:
        return "收件人账号已停用。"
    if not mail.recipient.email:
        return "收件人没有邮箱。"
    return "" if mail.notifications.exists() else "所载通知已不存在。"


def _send(mail: Mail, backend: BaseEmailBackend, at: datetime) -> None:
    try:
        compose(mail, backend).send()
    except Exception as error:
        mail.last_error = f"{type(error).__name__}: {error}"[:300]
        mail.not_before = at + min(timedelta(seconds=30 * 2**mail.attempts), MAX_BACKOFF)
        if mail.attempts >= MAX_ATTEMPTS:
            mail.status = Mail.Status.FAILED
            logger.warning("mail %s is given up after %s attempts", mail.pk, mail.attempts)
    else:
        mail.status, mail.sent_at, mail.last_error = Mail.Status.SENT, timezone.now(), ""


def compose(mail: Mail, backend: BaseEmailBackend | None = None) -> EmailMessage:
    """The message of a mail: subject and text of its notifications, and an identity that a resend keeps."""
    rows = list(mail.notifications.order_by("id"))
    if mail.digest_on:
        subject = f"今日提醒（{len(rows)}项）"
    else:
        subject = rows[0].subject if rows else settings.SITE_NAME
    parts = [
        "\n".join(line for line in (row.subject, row.body, row.path and settings.SITE_URL + row.path) if line)
        for row in rows
    ]
    text = "\n\n".join([f"{mail.recipient}：您好。", *parts, f"——{settings.SITE_NAME}（系统自动发送，请勿直接回复）"])
    return EmailMessage(
        # Titles come from people: a line break would end the header and start another.
        subject=" ".join(subject.splitlines()),
        body=text,
        to=[mail.recipient.email],
        headers={
            "Message-ID": f"<{mail.message_id}@{urlsplit(settings.SITE_URL).hostname}>",
            # Keeps out-of-office answers from coming back (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
        connection=backend,
    )
