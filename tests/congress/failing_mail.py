"""Mail servers that fail in their own ways."""

from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class FailOnce(EmailBackend):
    """Refuses the first connection of the test process, then works."""

    refused = False

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if not FailOnce.refused:
            FailOnce.refused = True
            raise ConnectionRefusedError("connection refused")
        return super().send_messages(messages)


class Unreachable(EmailBackend):
    """Answers no call."""

    def open(self) -> bool | None:
        raise ConnectionRefusedError("connection refused")

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        raise AssertionError("nothing is handed to a server that cannot be reached")


class RefuseOne(EmailBackend):
    """Refuses one recipient for good, and needs a new conversation afterwards, as mail servers do."""

    refused = "refused@example.test"
    is_broken = False

    def close(self) -> None:
        RefuseOne.is_broken = False

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if RefuseOne.is_broken:
            raise SMTPServerDisconnected("please run connect() first")
        if any(self.refused in message.to for message in messages):
            RefuseOne.is_broken = True
            raise SMTPRecipientsRefused({self.refused: (550, b"no such user")})
        return super().send_messages(messages)
