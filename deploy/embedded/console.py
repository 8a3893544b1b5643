"""What the launcher writes: plain lines that also read well in a log file."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Console:
    """Numbered steps with their durations; a `manage` run writes them to standard error."""

    def __init__(self, stream: TextIO, steps: int) -> None:
        self.stream = stream
        self.steps = steps
        self.step_number = 0
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")

    def say(self, text: str = "") -> None:
        """Write one line at once; a terminal that has gone away is no error."""
        try:
            self.stream.write(text + "\n")
            self.stream.flush()
        except OSError:
            pass

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Announce a step and tell how long it took."""
        self.step_number += 1
        label = f"[{self.step_number}/{self.steps}] {title}"
        self.say(f"{label} ……")
        started = time.monotonic()
        yield
        self.say(f"{label} 完成（{time.monotonic() - started:.1f} 秒）")


def standard_output(steps: int) -> Console:
    """The console of `up`."""
    return Console(sys.stdout, steps)


def standard_error(steps: int) -> Console:
    """The console of `manage`, whose standard output belongs to the command."""
    return Console(sys.stderr, steps)
