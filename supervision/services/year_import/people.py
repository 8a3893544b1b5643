"""Sheets of terms, sessions, organs, people, mandates and seats."""

import re
from typing import Final

from congress.models import Organ, OrganName
from deputies.models import CongressSession, Mandate, Person, Seat, Term

from .book import Book, Sheet
from .reading import Row

#: an invented person bears a plainly artificial label
_LABEL: Final = re.compile(r"(主任|副主任|委员|代表|候选人|领导|干部|法官|检察官)\d{3}")
#: organs are listed in the order of their sheet
_RANK_STEP: Final = 10


def _term(row: Row, book: Book) -> Term:
    del book
    return Term(number=row.needed_whole("number"), starts_on=row.needed_day("starts_on"), ends_on=row.day("ends_on"))


def _session(row: Row, book: Book) -> CongressSession:
    return CongressSession(
        term=book.find(row, "term", Term),
        number=row.needed_whole("number"),
        starts_on=row.day("starts_on"),
        ends_on=row.day("ends_on"),
        illustrative=SESSIONS.illustrative(row),
    )


def _organ(row: Row, book: Book) -> Organ:
    return Organ(
        code=row.text("code"),
        kind=row.text("kind"),
        name=row.text("name"),
        short_name=row.text("short_name"),
        parent=book.find(row, "parent_code", Organ, is_needed=False),
        starts_on=row.day("starts_on"),
        ends_on=row.day("ends_on"),
        rank=row.number * _RANK_STEP,
    )


def _organ_name(row: Row, book: Book) -> OrganName:
    return OrganName(
        organ=book.find(row, "code", Organ),
        name=row.text("name"),
        short_name=row.text("short_name"),
        starts_on=row.needed_day("starts_on"),
        ends_on=row.day("ends_on"),
    )


def _person(row: Row, book: Book) -> Person:
    del book
    name, is_illustrative = row.text("name"), row.flag("is_illustrative")
    if is_illustrative and not _LABEL.fullmatch(name):
        row.refuse("name", f"示例人物不能用“{name}”这样的姓名，应为“代表001”的形式")
    if is_illustrative == (not row.text("illustrative")):
        row.refuse("illustrative", "示例人物须标明 name，真实人物不能有示例内容")
    person = Person(name=name, is_illustrative=is_illustrative)
    person.set_keys()
    return person


def _mandate(row: Row, book: Book) -> Mandate:
    return Mandate(
        person=holder(row, book),
        term=book.find(row, "term", Term, is_needed=False),
        level=row.text("level"),
        delegation=book.find(row, "delegation_code", Organ, is_needed=False),
        starts_on=row.needed_day("starts_on"),
        ends_on=row.day("ends_on"),
        end_reason=row.text("end_reason"),
        by_election=row.flag("by_election"),
    )


def _seat(row: Row, book: Book) -> Seat:
    starts_on = row.needed_day("starts_on")
    return Seat(
        person=holder(row, book),
        term=term_on(row, book, "starts_on"),
        role=row.text("role"),
        rank=row.needed_whole("rank"),
        starts_on=starts_on,
        ends_on=row.day("ends_on"),
    )


def holder(row: Row, book: Book, column: str = "person_key") -> Person | None:
    """The person of a row; nothing illustrative may be said of a real one."""
    person: Person | None = book.find(row, column, Person)
    if person and not person.is_illustrative and row.text("illustrative"):
        row.refuse("illustrative", f"“{person}”是真实人物，不能有示例内容")
    return person


def term_on(row: Row, book: Book, column: str) -> Term | None:
    """The term that the day of a cell falls into; None after a problem."""
    day = row.day(column)
    if day is None:
        return None
    terms: list[Term] = [term for term in book.records.get(Term, {}).values() if term]
    for term in terms:
        if term.starts_on <= day and (term.ends_on is None or day <= term.ends_on):
            return term
    row.refuse(column, "这一天不在 terms.csv 的任何一届之内")
    return None


TERMS: Final = Sheet("terms.csv", Term, ("number", "starts_on", "ends_on"), ("number",), ("number",), _term)
SESSIONS: Final = Sheet(
    "sessions.csv",
    CongressSession,
    ("term", "number", "starts_on", "ends_on"),
    ("term", "number"),
    ("term_id", "number"),
    _session,
)
ORGANS: Final = Sheet(
    "organs.csv",
    Organ,
    ("code", "kind", "name", "short_name", "parent_code", "starts_on", "ends_on"),
    ("code",),
    ("code",),
    _organ,
)
ORGAN_NAMES: Final = Sheet(
    "organ_names.csv",
    OrganName,
    ("code", "name", "short_name", "starts_on", "ends_on"),
    ("code", "starts_on"),
    ("organ_id", "starts_on"),
    _organ_name,
    fields={"code": "organ"},
)
PEOPLE: Final = Sheet(
    "people.csv",
    Person,
    ("key", "name", "is_illustrative"),
    ("key",),
    ("name", "is_illustrative"),
    _person,
)
MANDATES: Final = Sheet(
    "mandates.csv",
    Mandate,
    ("person_key", "level", "term", "delegation_code", "starts_on", "ends_on", "end_reason", "by_election"),
    ("person_key", "level", "starts_on"),
    ("person_id", "level", "starts_on"),
    _mandate,
)
SEATS: Final = Sheet(
    "seats.csv",
    Seat,
    ("person_key", "role", "rank", "starts_on", "ends_on"),
    ("person_key", "role", "starts_on"),
    ("person_id", "role", "starts_on"),
    _seat,
)
