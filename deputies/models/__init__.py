"""Who: terms, people, mandates, seats, and what deputies do; import from here."""

from .charge import Charge, ChargeQuerySet
from .duty import (
    OWN_KINDS,
    ActivityAttendance,
    ActivityAttendanceQuerySet,
    DutyActivity,
    DutyActivityQuerySet,
    DutyKind,
)
from .mandate import Mandate, MandateQuerySet, Seat, SeatQuerySet
from .person import Person, PersonQuerySet
from .term import CongressSession, Term

__all__ = [
    "OWN_KINDS",
    "ActivityAttendance",
    "ActivityAttendanceQuerySet",
    "Charge",
    "ChargeQuerySet",
    "CongressSession",
    "DutyActivity",
    "DutyActivityQuerySet",
    "DutyKind",
    "Mandate",
    "MandateQuerySet",
    "Person",
    "PersonQuerySet",
    "Seat",
    "SeatQuerySet",
    "Term",
]
