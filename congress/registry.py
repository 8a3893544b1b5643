"""What the apps offer to the kernel's pages: files people may open, tasks that wait, rows that look wrong.

Each app fills these registers in its own `offers.py`, which the kernel's app config imports at start.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from congress.models import Attachment, Publication, User
    from congress.presentation import Step
    from congress.publishing import Content

T = TypeVar("T")


class Register(Generic[T]):
    """An ordered list that apps add to once, at start."""

    def __init__(self) -> None:
        self._entries: dict[str, T] = {}

    def add(self, name: str, entry: T) -> None:
        """Add `entry`; a name that is taken is a programming error."""
        if name in self._entries:
            raise ValueError(f"{name} is registered twice")
        self._entries[name] = entry

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def get(self, name: str) -> T:
        """The entry of that name; KeyError if there is none."""
        return self._entries[name]

    def names(self) -> list[str]:
        """The names in the order they were added."""
        return list(self._entries)


@dataclass(frozen=True)
class Task:
    """One line of “等我办”: what waits for a person, since or until when, and where to do it."""

    title: str
    action: str
    path: str
    due_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Waiting:
    """Records of one kind that wait for a person, and the line that each makes; None leaves the record out."""

    rows: "QuerySet[Any]"
    line: Callable[[Any], Task | None]


@dataclass(frozen=True)
class DeskSection:
    """A block that an app adds to the office's desk: its first lines, how many there are, and the address of all."""

    title: str
    tasks: "Sequence[Task]"
    total: int
    path: str = ""
    empty: str = ""


@dataclass(frozen=True)
class Check:
    """A kind of inconsistency: its name for the clerk and the rows that show it.

    `area` is the heading under which it stands; empty: the app of its rows.
    """

    label: str
    rows: Callable[[date], "QuerySet[Any]"]
    advice: str = ""
    area: str = ""


@dataclass(frozen=True)
class Chain:
    """What an obligation belongs to: the record in words, where to read it, and its dated steps."""

    title: str
    path: str
    steps: "Sequence[Step]" = ()


@dataclass(frozen=True)
class Leader:
    """A chairperson on a day: a key that the address of a page may hold, the name, the organs in their charge.

    `account` is the key of the account by which messages reach the person, if there is one.
    """

    key: str
    name: str
    organs: tuple[int, ...]
    account: int | None = None


@dataclass(frozen=True)
class Composition:
    """What a record would show to readers, and the files that might go with it."""

    content: "Content"
    files: "Sequence[Attachment]" = ()


@dataclass(frozen=True)
class CalendarEvent:
    """An event of a person's calendar: whole days (the end not included) or moments, and when the phone rings before.

    `key` names the event for ever; `sequence` grows with every change, so that a calendar takes the newer one.
    """

    key: str
    title: str
    starts: date | datetime
    ends: date | datetime
    path: str
    place: str = ""
    description: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    alarms: "Sequence[timedelta]" = ()


#: name -> for a user (or nobody), the condition on `Attachment` rows that this app lets them open
file_access: Register[Callable[["User | None"], Q]] = Register()
#: name -> what waits for a user on a day; nothing is read before it is known to be there
waiting: Register[Callable[["User", date], Sequence[Waiting]]] = Register()
#: name -> a block of the office's desk, or None where it is not for that user
desk: Register[Callable[["User", date], DeskSection | None]] = Register()
#: name -> the events of a user's calendar, each app minding who may know of them
calendar_events: Register[Callable[["User"], "Iterable[CalendarEvent]"]] = Register()
#: model label -> what the record behind a publication would show, or None if it is not a record of that model
publication_composers: Register[Callable[["Publication"], Composition | None]] = Register()
#: name of the one-to-one key by which a record points at its obligation -> the chain of that record as a person may
#: see it on a day, or None where it is not for that person
chains: Register[Callable[[Any, "User", date], Chain | None]] = Register()
#: name -> the chairpersons of a day with what is in their charge, by rank
leaders: Register[Callable[[date], "Sequence[Leader]"]] = Register()
#: name -> why the members may not be asked to assess this agenda item any more, or nothing (assessments of meetings)
assessment_bars: Register[Callable[[int], str]] = Register()
#: name -> a check for the inconsistencies page
checks: Register[Check] = Register()
#: name -> an idempotent step that writes what an empty portal needs of an app
preparations: Register[Callable[[], None]] = Register()
