"""Sheets of stations: where they are, moves, receptions with those scheduled, delegations that came to study."""

from datetime import datetime
from typing import Final

from django.utils import timezone

from congress.models import Organ
from deputies.models import IncomingVisit, Person, ReceptionHost, ReceptionSlot, Station, StationMove
from deputies.services import stations

from .book import Book, Sheet, save
from .people import holder
from .reading import Row


def _station(row: Row, book: Book) -> Station:
    return Station(
        code=row.text("code"),
        name=row.text("name"),
        kind=row.text("kind"),
        organ=book.find(row, "organ_code", Organ),
        address=row.text("address"),
        tile_column=row.whole("tile_column"),
        tile_row=row.whole("tile_row"),
        areas=row.text("areas"),
        equipped_on=row.day("equipped_on"),
        opened_on=row.needed_day("opened_on"),
        closed_on=row.day("closed_on"),
        illustrative=STATIONS.illustrative(row),
        source=row.text("source"),
    )


def _store_station(row: Row, book: Book, station: Station) -> None:
    del row
    stations.register(station, actor=book.actor)


def _move(row: Row, book: Book) -> StationMove:
    return StationMove(
        station=book.find(row, "station_code", Station),
        moved_on=row.needed_day("moved_on"),
        from_address=row.text("from_address"),
        to_address=row.text("to_address"),
        illustrative=STATION_MOVES.illustrative(row),
        source=row.text("source"),
    )


def _slot(row: Row, book: Book) -> ReceptionSlot:
    """A reception that was announced; who came is not told by the report, so it stays unrecorded."""
    return ReceptionSlot(
        station=book.find(row, "station_code", Station),
        kind=row.text("kind"),
        held_on=row.needed_day("held_on"),
        published_on=row.needed_day("published_on"),
        status=ReceptionSlot.Status.PUBLISHED,
        is_historic=True,
        illustrative=RECEPTION_SLOTS.illustrative(row),
        source=row.text("source"),
    )


def _moments(slot: ReceptionSlot | None) -> tuple[datetime, datetime]:
    """Begin and end of the reception; now where it was refused, for nothing is stored then."""
    now = timezone.now()
    return (slot.starts, slot.ends) if slot else (now, now)


def _host(row: Row, book: Book) -> ReceptionHost:
    slot: ReceptionSlot | None = book.find(row, "slot_key", ReceptionSlot)
    starts, ends = _moments(slot)
    person: Person | None = holder(row, book)
    return ReceptionHost(
        slot=slot,
        person=person,
        capacity=row.text("capacity"),
        tier=row.text("tier"),
        starts=starts,
        ends=ends,
        illustrative=RECEPTION_HOSTS.illustrative(row),
        source=row.text("source"),
    )


def _visit(row: Row, book: Book) -> IncomingVisit:
    book.find(row, "station_code", Station)
    return IncomingVisit(
        visited_on=row.needed_day("visited_on"),
        guests=row.text("guests"),
        illustrative=INCOMING_VISITS.illustrative(row),
        source=row.text("source"),
    )


def _show(row: Row, book: Book, visit: IncomingVisit) -> None:
    station: Station | None = book.find(row, "station_code", Station)
    if station is not None:
        visit.stations.add(station)


STATIONS: Final = Sheet(
    "stations.csv",
    Station,
    (
        "code",
        "name",
        "kind",
        "organ_code",
        "address",
        "tile_column",
        "tile_row",
        "areas",
        "equipped_on",
        "opened_on",
        "closed_on",
    ),
    ("code",),
    ("code",),
    _station,
    store=_store_station,
)
STATION_MOVES: Final = Sheet(
    "station_moves.csv",
    StationMove,
    ("station_code", "moved_on", "from_address", "to_address"),
    ("station_code", "moved_on"),
    ("station_id", "moved_on"),
    _move,
)
RECEPTION_SLOTS: Final = Sheet(
    "reception_slots.csv",
    ReceptionSlot,
    ("key", "station_code", "kind", "held_on", "published_on"),
    ("key",),
    ("station_id", "held_on", "starts_at", "kind"),
    _slot,
)
RECEPTION_HOSTS: Final = Sheet(
    "reception_hosts.csv",
    ReceptionHost,
    ("slot_key", "person_key", "capacity", "tier"),
    ("slot_key", "person_key"),
    ("slot_id", "person_id"),
    _host,
)
INCOMING_VISITS: Final = Sheet(
    "incoming_visits.csv",
    IncomingVisit,
    ("visited_on", "guests", "station_code"),
    ("visited_on", "guests"),
    ("visited_on", "guests"),
    _visit,
    store=save,
    attach=_show,
    fields={"station_code": "stations"},
)
LIAISON_STATIONS: Final = (STATIONS, STATION_MOVES, RECEPTION_SLOTS, RECEPTION_HOSTS, INCOMING_VISITS)
