"""A step of a past year: what happened on a day, the row that tells it, and the service that enters it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, auto

from .reading import Row


class When(IntEnum):
    """The order of steps on one day: what leans on another step comes after it."""

    RECEIVE = auto()
    EXAMINE = auto()
    SUBMIT = auto()
    PLAN = auto()
    SCHEDULE = auto()
    NOTICE = auto()
    PAPERS = auto()
    LIST_VOTERS = auto()
    LIST_CANDIDATES = auto()
    INVITE = auto()
    ROLL = auto()
    OPEN = auto()
    SCREEN = auto()
    TABLE = auto()
    EXPLAIN = auto()
    SPEAK = auto()
    OUTCOME = auto()
    ASSESS = auto()
    ADOPT = auto()
    DECIDE = auto()
    ELECT = auto()
    COMPARE = auto()
    LETTERS = auto()
    CLOSE = auto()
    #: with the act of the meeting still in the room, or days after it
    CONFIRM = auto()
    ANNOUNCE = auto()
    SWEAR = auto()
    MINUTE = auto()


@dataclass(frozen=True)
class Step:
    """One call of a service; what it refuses is a problem of `row`. `order` tells steps of one kind apart."""

    on: date
    when: When
    row: Row
    run: Callable[[], object]
    order: int = 0

    @property
    def place(self) -> tuple[date, When, int]:
        """Where it stands among the year's steps."""
        return self.on, self.when, self.order
