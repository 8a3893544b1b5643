"""Where the services keep their things."""

import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
LOGS = VAR / "log"
RUN = VAR / "run"
# A unix socket's path holds 107 bytes; both servers' socket names stay below 20.
SOCKET_FOLDER_LIMIT = 80
PREFIX = "congress-"


def socket_folder(note: Path | None = None) -> Path:
    """Make a private folder whose path is short enough for a unix socket.

    `note` remembers it, so that the next run removes what a killed one left.
    """
    folder = _new_folder()
    if note is not None:
        before = Path(note.read_text("utf-8")) if note.exists() else Path()
        if before.name.startswith(PREFIX):
            remove(before)
        note.write_text(str(folder), "utf-8")
    return folder


def _new_folder() -> Path:
    for base in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        if len(os.fsencode(base)) + len(PREFIX) + 10 <= SOCKET_FOLDER_LIMIT and os.access(base, os.W_OK):
            return Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    raise OSError("no writable temporary folder with a short path")


def remove(folder: Path) -> None:
    """Remove a folder and what is in it; one that is gone already is fine."""
    shutil.rmtree(folder, ignore_errors=True)
