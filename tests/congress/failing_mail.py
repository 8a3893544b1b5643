"""A mail server that is down the first time."""

from collections.abc import Sequence

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
