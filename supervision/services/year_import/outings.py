"""Sheets of laws, inspections, visits and research, and of the people who took part."""

from typing import Final

from congress.models import Organ
from deputies.models import Person
from supervision.models import (
    InspectionGroup,
    LegalInstrument,
    OverseenOrgan,
    Oversight,
    OversightParticipant,
    OversightSubject,
)
from supervision.services import inspection_groups

from .book import Book, Sheet, save
from .reading import Row


def _instrument(row: Row, book: Book) -> LegalInstrument:
    del book
    return LegalInstrument(
        title=row.text("title"), kind=row.text("kind"), is_illustrative="title" in row.parts("illustrative")
    )


def _inspection(row: Row, book: Book) -> Oversight:
    for title in row.parts("instruments"):
        book.find_key(row, "instruments", title, LegalInstrument)
    return Oversight(
        kind=Oversight.Kind.INSPECTION,
        title=row.text("title"),
        status=Oversight.Status.PUBLISHED,
        is_historic=True,
        starts_on=row.needed_day("starts_on"),
        ends_on=row.day("ends_on"),
        is_first=row.flag("is_first"),
        series=row.text("series"),
        series_year=row.whole("series_year"),
        five_levels=row.flag("five_levels"),
        illustrative=INSPECTIONS.illustrative(row),
        source=row.text("source"),
    )


def _link_instruments(row: Row, book: Book, inspection: Oversight) -> None:
    inspection.instruments.set(
        book.find_key(row, "instruments", title, LegalInstrument) for title in row.parts("instruments")
    )


def _visit(row: Row, book: Book) -> Oversight:
    kind = row.text("kind")
    if kind == Oversight.Kind.INSPECTION:
        row.refuse("kind", "执法检查应填在 inspections.csv 中")
    book.find(row, "organ_code", Organ, is_needed=False)
    return Oversight(
        kind=kind,
        title=row.text("title"),
        status=Oversight.Status.PUBLISHED,
        is_historic=True,
        starts_on=row.needed_day("starts_on"),
        illustrative=VISITS.illustrative(row),
        source=row.text("source"),
    )


def _add_subjects(row: Row, book: Book, visit: Oversight) -> None:
    for title in row.parts("subjects"):
        subject = OversightSubject(oversight=visit, title=title)
        subject.full_clean()
        subject.save(force_insert=True)
    organ = book.find(row, "organ_code", Organ, is_needed=False)
    if organ is not None:
        OverseenOrgan.objects.create(oversight=visit, organ=organ)


def _group(row: Row, book: Book) -> InspectionGroup:
    return InspectionGroup(
        oversight=book.find(row, "outing_key", Oversight),
        name=row.text("name"),
        illustrative=INSPECTION_GROUPS.illustrative(row),
        source=row.text("source"),
    )


def _participant(row: Row, book: Book) -> OversightParticipant:
    return OversightParticipant(
        oversight=book.find(row, "outing_key", Oversight),
        group=book.find(row, "group_key", InspectionGroup, is_needed=False),
        person=book.find(row, "person_key", Person),
        role=row.text("role"),
        capacity=row.text("capacity"),
        level=row.text("level"),
        illustrative=OVERSIGHT_PARTICIPANTS.illustrative(row),
        source=row.text("source"),
    )


def _store_participant(row: Row, book: Book, participant: OversightParticipant) -> None:
    """Officials of an inspected organ inspect it in no year."""
    inspection_groups.check_participant(participant)
    save(row, book, participant)


LEGAL_INSTRUMENTS: Final = Sheet(
    "legal_instruments.csv", LegalInstrument, ("title", "kind"), ("title",), ("title",), _instrument
)
INSPECTIONS: Final = Sheet(
    "inspections.csv",
    Oversight,
    ("key", "title", "instruments", "starts_on", "ends_on", "is_first", "series", "series_year", "five_levels"),
    ("key",),
    ("kind", "title", "starts_on"),
    _inspection,
    attach=_link_instruments,
)
VISITS: Final = Sheet(
    "visits.csv",
    Oversight,
    ("key", "kind", "title", "subjects", "starts_on", "organ_code"),
    ("key",),
    ("kind", "title", "starts_on"),
    _visit,
    attach=_add_subjects,
    fields={"organ_code": "organs"},
)
INSPECTION_GROUPS: Final = Sheet(
    "inspection_groups.csv",
    InspectionGroup,
    ("key", "outing_key", "name"),
    ("key",),
    ("oversight_id", "name"),
    _group,
    fields={"outing_key": "oversight"},
)
OVERSIGHT_PARTICIPANTS: Final = Sheet(
    "oversight_participants.csv",
    OversightParticipant,
    ("outing_key", "group_key", "person_key", "role", "capacity", "level"),
    ("outing_key", "person_key"),
    ("oversight_id", "person_id"),
    _participant,
    store=_store_participant,
    fields={"outing_key": "oversight"},
)
