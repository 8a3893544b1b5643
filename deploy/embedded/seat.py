"""The one seat of a checkout: whoever holds it runs the embedded services, others may use them."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path


class SeatTaken(Exception):
    """Another process of this checkout runs the services."""


@dataclass(frozen=True)
class Running:
    """What a running `up` tells others; written when the site answers."""

    pid: int
    url: str
    environ: dict[str, str]
    programs: str = ""


class Seat:
    """A lock file and, beside it, the note of what runs.

    The lock belongs to the open file, so it is free the moment its holder ends, however it ends; a note without a
    lock is stale.
    """

    def __init__(self, folder: Path) -> None:
        self.lock = folder / "lock"
        self.note = folder / "services.json"

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the seat; raise SeatTaken if somebody else does."""
        # What lies below (files, mail, the queue) is nobody else's business.
        for folder in (self.lock.parent.parent, self.lock.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(self.lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise SeatTaken from error
            self.note.unlink(missing_ok=True)
            try:
                yield
            finally:
                self.note.unlink(missing_ok=True)
        finally:
            os.close(descriptor)

    def announce(self, url: str, environ: Mapping[str, str], programs: Path | None = None) -> None:
        """Tell other commands of this checkout where the services and their client programs are."""
        running = Running(os.getpid(), url, dict(environ), str(programs or ""))
        draft = self.note.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(running), file)
        draft.replace(self.note)

    def running(self) -> Running | None:
        """Return the note of a running `up`, or None while it is still starting."""
        try:
            return Running(**json.loads(self.note.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
