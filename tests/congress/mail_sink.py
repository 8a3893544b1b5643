"""A mail server for processes that a test starts and kills: every message that leaves becomes a line of a file.

The environment of the process says how it behaves: MAIL_SINK names the file, MAIL_SINK_SECONDS how long each message
takes, and MAIL_SINK_DEATH when the process kills itself with SIGKILL at its first message: `before` it left or `after`.
"""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Receipt(NamedTuple):
    """A message that left, to whom, and from which process."""

    message_id: str
    recipient: str
    pid: int


class SinkBackend(BaseEmailBackend):
    """Takes messages as a mail server would."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Write a line for each."""
        for message in messages:
            time.sleep(float(os.environ.get("MAIL_SINK_SECONDS", "0")))
            _die_if("before")
            _append(f"{message.message()['Message-ID']} {','.join(message.recipients())} {os.getpid()}\n")
            _die_if("after")
        return len(messages)


def read(path: Path) -> list[Receipt]:
    """The messages that left so far."""
    if not path.exists():
        return []
    fields = (line.split() for line in path.read_text("utf-8").splitlines())
    return [Receipt(message_id, recipient, int(pid)) for message_id, recipient, pid in fields]


def _append(line: str) -> None:
    # One write to a file opened for appending: lines of several processes stay whole.
    descriptor = os.open(os.environ["MAIL_SINK"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


def _die_if(moment: str) -> None:
    if os.environ.get("MAIL_SINK_DEATH") == moment:
        os.kill(os.getpid(), signal.SIGKILL)
