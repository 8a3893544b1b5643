"""Who: terms, people, mandates, seats; import from here."""

from .mandate import Mandate, MandateQuerySet, Seat, SeatQuerySet
from .person import Person, PersonQuerySet
from .term import CongressSession, Term

__all__ = [
    "CongressSession",
    "Mandate",
    "MandateQuerySet",
    "Person",
    "PersonQuerySet",
    "Seat",
    "SeatQuerySet",
    "Term",
]
