"""Sheets of those who came, of votes and of satisfaction assessments."""

from typing import Any, Final

from congress.models import Organ
from deputies.models import Person
from meetings.models import AgendaItem, Assessment, Attendance, Leave, Meeting, Vote

from .book import Book, Sheet, later, of_closed_meeting
from .reading import Row

_PAPERS: Final = ("issued", "returned", "spoiled", "blank", "counted_by_key", "overseen_by_key")


def _attendance(row: Row, book: Book) -> Attendance:
    capacity, reason = row.text("capacity"), row.text("leave_reason")
    if reason and reason not in Leave.Reason.values:
        row.refuse("leave_reason", f"应为{'、'.join(Leave.Reason.values)}之一")
    meeting = book.find(row, "meeting_key", Meeting)
    if meeting is not None and meeting.kind not in Meeting.NUMBERED:
        row.refuse("meeting_key", f"{meeting.get_kind_display()}不登记出席")
    for key in row.parts("item_keys"):
        book.find_key(row, "item_keys", key, AgendaItem)
    return Attendance(
        meeting=meeting,
        person=book.find(row, "person_key", Person),
        capacity=capacity,
        status=row.text("status"),
        arrived_item=book.find(row, "arrived_item_key", AgendaItem, is_needed=False),
        left_item=book.find(row, "left_item_key", AgendaItem, is_needed=False),
        organ=book.find(row, "organ_code", Organ, is_needed=False),
        title=row.text("title"),
        illustrative=ATTENDANCE.illustrative(row),
    )


def _vote(row: Row, book: Book) -> Vote:
    meeting: Any = book.find(row, "meeting_key", Meeting)
    held_on: Any = meeting.starts_on if meeting else None
    return Vote(
        meeting=meeting,
        item=book.find(row, "agenda_key", AgendaItem, is_needed=False),
        kind=row.text("kind"),
        title=row.text("title"),
        method=row.text("method"),
        held_on=held_on,
        yes=row.needed_whole("yes"),
        no=row.needed_whole("no"),
        abstain=row.needed_whole("abstain"),
        not_cast=row.needed_whole("not_cast"),
        issued=row.whole("issued"),
        returned=row.whole("returned"),
        spoiled=row.whole("spoiled") or 0,
        blank=row.whole("blank") or 0,
        counted_by=book.find(row, "counted_by_key", Person, is_needed=False),
        overseen_by=book.find(row, "overseen_by_key", Person, is_needed=False),
        illustrative=VOTES.illustrative(row),
        source=row.text("source"),
    )


def _assessment(row: Row, book: Book) -> Assessment:
    item: Any = book.find(row, "agenda_key", AgendaItem)
    held_on: Any = item.meeting.starts_on if item else None
    return Assessment(
        meeting=item.meeting if item else None,
        item=item,
        person=book.find(row, "person_key", Person, is_needed=False),
        title=row.text("title"),
        scale=row.text("scale"),
        method=row.text("method"),
        held_on=held_on,
        satisfied=row.needed_whole("satisfied"),
        basic=row.needed_whole("basic"),
        unsatisfied=row.needed_whole("unsatisfied"),
        abstain=row.needed_whole("abstain"),
        not_cast=row.needed_whole("not_cast"),
        issued=row.whole("issued"),
        returned=row.whole("returned"),
        spoiled=row.whole("spoiled") or 0,
        blank=row.whole("blank") or 0,
        counted_by=book.find(row, "counted_by_key", Person, is_needed=False),
        overseen_by=book.find(row, "overseen_by_key", Person, is_needed=False),
        illustrative=ASSESSMENTS.illustrative(row),
        source=row.text("source"),
    )


ATTENDANCE: Final = Sheet(
    "attendance.csv",
    Attendance,
    (
        "meeting_key",
        "person_key",
        "capacity",
        "status",
        "arrived_item_key",
        "left_item_key",
        "leave_reason",
        "granted_by",
        "organ_code",
        "title",
        "item_keys",
    ),
    ("meeting_key", "person_key"),
    ("meeting_id", "person_id"),
    _attendance,
    later,
    of_closed_meeting,
    fields={"item_keys": "items"},
)
VOTES: Final = Sheet(
    "votes.csv",
    Vote,
    ("key", "meeting_key", "agenda_key", "kind", "title", "method", "yes", "no", "abstain", "not_cast", *_PAPERS),
    ("key",),
    ("meeting_id", "item_id", "title"),
    _vote,
    later,
    of_closed_meeting,
    fields={"agenda_key": "item"},
)
ASSESSMENTS: Final = Sheet(
    "assessments.csv",
    Assessment,
    (
        "agenda_key",
        "person_key",
        "title",
        "scale",
        "method",
        "satisfied",
        "basic",
        "unsatisfied",
        "abstain",
        "not_cast",
        *_PAPERS,
    ),
    ("agenda_key",),
    ("item_id", "title"),
    _assessment,
    later,
    of_closed_meeting,
    fields={"agenda_key": "item"},
)
