"""Sheets of what deputies and streets do: pilots, contact pairs."""

from typing import Any, Final

from congress.models import Organ
from deputies.models import ContactPair, Person, StreetPilot
from deputies.services import contacts, local_meetings

from .book import Book, Sheet
from .people import holder
from .reading import Row


def _told(row: Row, sheet: Sheet) -> dict[str, Any]:
    """Where the row is told, and which of its fields are examples."""
    return {"illustrative": sheet.illustrative(row), "source": row.text("source")}


def _pilot(row: Row, book: Book) -> StreetPilot:
    return StreetPilot(
        organ=book.find(row, "organ_code", Organ),
        title=row.text("title"),
        level=row.text("level"),
        starts_on=row.needed_day("starts_on"),
        ends_on=row.day("ends_on"),
        **_told(row, STREET_PILOTS),
    )


def _store_pilot(row: Row, book: Book, pilot: StreetPilot) -> None:
    del row
    local_meetings.keep_pilot(pilot, actor=book.actor)


def _pair(row: Row, book: Book) -> ContactPair:
    return ContactPair(
        kind=row.text("kind"),
        keeper=holder(row, book, "keeper_key"),
        deputy=book.find(row, "deputy_key", Person, is_needed=False),
        place=row.text("place"),
        voters=row.whole("voters"),
        starts_on=row.needed_day("starts_on"),
        ends_on=row.day("ends_on"),
        **_told(row, CONTACT_PAIRS),
    )


def _store_pair(row: Row, book: Book, pair: ContactPair) -> None:
    del row
    contacts.keep_pair(pair, actor=book.actor)


STREET_PILOTS: Final = Sheet(
    "street_pilots.csv",
    StreetPilot,
    ("organ_code", "title", "level", "starts_on", "ends_on"),
    ("organ_code", "title"),
    ("organ_id", "title"),
    _pilot,
    store=_store_pilot,
)
CONTACT_PAIRS: Final = Sheet(
    "contact_pairs.csv",
    ContactPair,
    ("kind", "keeper_key", "deputy_key", "place", "voters", "starts_on", "ends_on"),
    ("kind", "keeper_key", "deputy_key", "place"),
    ("kind", "keeper_id", "deputy_id", "place"),
    _pair,
    store=_store_pair,
)
#: in the order in which they lean on one another
DEPUTIES: Final = (STREET_PILOTS, CONTACT_PAIRS)
