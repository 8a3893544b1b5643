"""What came of it: reports, follow-ups, inspections, inquiries; import from here."""

from .follow_up import FollowUp, FollowUpQuerySet, FollowUpRound, PointAnswer
from .inquiry import Inquiry
from .inspection import LegalInstrument, Oversight, OversightQuerySet, OversightSubject
from .report import Delivery, ReportQuerySet, SpecialReport

__all__ = [
    "Delivery",
    "FollowUp",
    "FollowUpQuerySet",
    "FollowUpRound",
    "Inquiry",
    "LegalInstrument",
    "Oversight",
    "OversightQuerySet",
    "OversightSubject",
    "PointAnswer",
    "ReportQuerySet",
    "SpecialReport",
]
