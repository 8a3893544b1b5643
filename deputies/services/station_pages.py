"""What pages show of stations: the map of tiles, the week, the timetable, what came of receptions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from deputies.models import (
    PublicOpinion,
    ReceptionHost,
    ReceptionSlot,
    ReceptionSlotQuerySet,
    Station,
    StationAssignment,
    StationHours,
)
from deputies.services import opinion_rates

#: units of the drawing: a tile with the gap beside it, and the tile alone
PITCH: Final = 104
SIDE: Final = 96
#: letters in a line on a tile
_LINE: Final = 5
_LINES: Final = 3
#: half the height of a line, in units of the drawing
_HALF_LINE: Final = 11
_TAILS: Final = ("人大代表联络站", "代表联络站", "联络站")


@dataclass(frozen=True, slots=True)
class Tile:
    """A square of the map: where it is drawn, what stands on it, where it leads."""

    x: int
    y: int
    lines: Sequence[tuple[int, str]]
    station: Station
    is_new: bool


@dataclass(frozen=True, slots=True)
class TileMap:
    """The tiles and the size of the whole drawing."""

    tiles: Sequence[Tile]
    width: int
    height: int


def tile_map(stations: Iterable[Station], *, since: date) -> TileMap | None:
    """The map of the stations that have a place on it; None without any. `since`: moved from that day on is marked.

    A map of tiles tells who is beside whom and claims no outline, so it needs no survey data and no other server.
    """
    placed = [station for station in stations if station.tile_column and station.tile_row]
    if not placed:
        return None
    left = min(station.tile_column or 0 for station in placed)
    top = min(station.tile_row or 0 for station in placed)
    tiles = [_tile(station, left=left, top=top, since=since) for station in placed]
    width, height = max(tile.x for tile in tiles) + SIDE, max(tile.y for tile in tiles) + SIDE
    return TileMap(sorted(tiles, key=lambda tile: (tile.y, tile.x)), width, height)


def _tile(station: Station, *, left: int, top: int, since: date) -> Tile:
    x = ((station.tile_column or left) - left) * PITCH
    y = ((station.tile_row or top) - top) * PITCH
    words = short_name(station)
    # A bracket begins its own line, so that it is not torn.
    pieces = words.replace("（", "\n（").split("\n")
    parts = [piece[at : at + _LINE] for piece in pieces for at in range(0, len(piece), _LINE)][:_LINES]
    first = SIDE // 2 - (len(parts) - 1) * _HALF_LINE + 6
    lines = [(y + first + 2 * _HALF_LINE * place, part) for place, part in enumerate(parts)]
    moved = any(move.moved_on >= since for move in station.moves.all())
    return Tile(x, y, lines, station, moved)


def short_name(station: Station) -> str:
    """The place alone: 府山街道 for 府山街道代表联络站."""
    for tail in _TAILS:
        if tail in station.name:
            return station.name.replace(tail, "")
    return station.name


def week(hours: Iterable[StationHours]) -> list[tuple[str, str]]:
    """Weekdays with their spans in words; days in a row with the same spans stand together."""
    spans: dict[int, list[str]] = defaultdict(list)
    for row in hours:
        note = f"（{row.note}）" if row.note else ""
        spans[row.weekday].append(f"{row.opens_at:%H:%M}—{row.closes_at:%H:%M}{note}")
    found: list[tuple[list[int], str]] = []
    for weekday in sorted(spans):
        words = "，".join(spans[weekday])
        if found and found[-1][1] == words and found[-1][0][-1] == weekday - 1:
            found[-1][0].append(weekday)
        else:
            found.append(([weekday], words))
    labels = dict(StationHours.Weekday.choices)
    return [
        (str(labels[days[0]]) if len(days) == 1 else f"{labels[days[0]]}至{labels[days[-1]]}", words)
        for days, words in found
    ]


def with_next(stations: QuerySet[Station], *, on: date) -> QuerySet[Station]:
    """Stations with the day of the next announced reception, as they lie on the map."""
    coming = Q(receptions__status=ReceptionSlot.Status.PUBLISHED, receptions__held_on__gte=on)
    found = stations.annotate(next_on=Min("receptions__held_on", filter=coming))
    # Rows that are grouped forget the order of the model: here that of the map, then of the organs.
    place = (F("tile_row").asc(nulls_last=True), F("tile_column").asc(nulls_last=True))
    return found.order_by(*place, "organ__rank", "organ__code", "kind", "code")


def deputies_of(station: Station, *, on: date) -> QuerySet[StationAssignment]:
    """Deputies in office who belong to the station (to the one above it, for a point), by strokes of the name."""
    rows = StationAssignment.objects.filter(station=station.parent_id or station.pk).in_force(on=on)
    return rows.select_related("mandate__person").by_strokes()


def timetable(slots: ReceptionSlotQuerySet) -> QuerySet[ReceptionSlot]:
    """Announced receptions with station and hosts, the first one first."""
    rows = slots.published().select_related("station").prefetch_related("hosts__person")
    ordered: QuerySet[ReceptionSlot] = rows.order_by("held_on", "starts_at", "station__code", "pk")
    return ordered


def host_words(slot: ReceptionSlot) -> str:
    """Who receives: names with their offices, those who were not planned left out."""
    return "、".join(host_name(host) for host in slot.hosts.all() if host.is_scheduled)


def host_name(host: ReceptionHost) -> str:
    """A name with its office."""
    words = host.title or host.get_capacity_display()
    return f"{host.person.name}（{words}）"


@dataclass(frozen=True, slots=True)
class Results:
    """A year of a station in numbers."""

    held: int
    visitors: int
    opinions: int
    letters: int
    taken_down: int
    answered: int


def results(station: Station, year: int) -> Results:
    """Receptions held in a year with visitors and opinions, as hosts wrote down; letters and what was taken down.

    The opinions of receptions are a number, the others are records; one matter may be in both, so they are not added.
    """
    rows = station.receptions.filter(held_on__year=year).took_place()
    found = rows.aggregate(held=Count("pk"), visitors=Sum("visitors"), opinions=Sum("opinions"))
    online = Q(channel=PublicOpinion.Channel.ONLINE)
    came = station.public_opinions.filter(received_on__year=year, is_historic=False).aggregate(
        letters=Count("pk", filter=online),
        taken_down=Count("pk", filter=~online),
        answered=Count("pk", filter=opinion_rates.TOLD),
    )
    return Results(found["held"], found["visitors"] or 0, found["opinions"] or 0, **came)
