"""What came of it: reports, follow-ups, inspections, inquiries, own work; import from here."""

from .figure import CountedTotal, Entered, Figure, Sourced, Unit, number_text
from .follow_up import FollowUp, FollowUpQuerySet, FollowUpRound, PointAnswer
from .inquiry import Inquiry
from .inspection import LegalInstrument, Oversight, OversightQuerySet, OversightSubject
from .outcome import Beneficiary, Outcome
from .own_rule import OrganChange, OrganChangeQuerySet, OwnRule, OwnRuleQuerySet, PartyRequest
from .own_work import Award, PublicityItem, StaffTraining, StudyResult
from .report import Delivery, ReportQuerySet, SpecialReport
from .undertaking import ContactArea, Indicator, Investment, TaskForce, TaskScope

__all__ = [
    "Award",
    "Beneficiary",
    "ContactArea",
    "CountedTotal",
    "Delivery",
    "Entered",
    "Figure",
    "FollowUp",
    "FollowUpQuerySet",
    "FollowUpRound",
    "Indicator",
    "Inquiry",
    "Investment",
    "LegalInstrument",
    "OrganChange",
    "OrganChangeQuerySet",
    "Outcome",
    "Oversight",
    "OversightQuerySet",
    "OversightSubject",
    "OwnRule",
    "OwnRuleQuerySet",
    "PartyRequest",
    "PointAnswer",
    "PublicityItem",
    "ReportQuerySet",
    "Sourced",
    "SpecialReport",
    "StaffTraining",
    "StudyResult",
    "TaskForce",
    "TaskScope",
    "Unit",
    "number_text",
]
