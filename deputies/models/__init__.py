"""Who: terms, people, mandates, seats; import from here."""

from .charge import Charge, ChargeQuerySet
from .mandate import Mandate, MandateQuerySet, Seat, SeatQuerySet
from .person import Person, PersonQuerySet
from .term import CongressSession, Term

__all__ = [
    "Charge",
    "ChargeQuerySet",
    "CongressSession",
    "Mandate",
    "MandateQuerySet",
    "Person",
    "PersonQuerySet",
    "Seat",
    "SeatQuerySet",
    "Term",
]
