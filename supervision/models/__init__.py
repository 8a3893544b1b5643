"""What came of it: reports, follow-ups, inspections, inquiries, own work; import from here."""

from .campaign import Campaign, OversightTeam
from .figure import CountedTotal, Entered, Figure, Sourced, Unit, number_text
from .filing import (
    GOVERNMENT,
    DutyKind,
    FilingDirection,
    FilingQuerySet,
    NormFiling,
    NormKind,
    makers_of,
)
from .filing_course import FilingDuty, FilingFile, FilingRound
from .filing_review import FilingCheck, FilingOpinion, FilingScope, ReviewSuggestion
from .finding import Finding, FindingQuerySet
from .follow_up import FollowUp, FollowUpQuerySet, FollowUpRound, PointAnswer
from .inquiry import Inquiry
from .inspection import LegalInstrument, Oversight, OversightQuerySet, OversightSubject
from .inspection_group import InspectionGroup, OversightParticipant, ParticipantQuerySet
from .inspection_site import InspectionSite, InspectionSiteQuerySet
from .milestone import YearlyMilestone
from .outcome import Beneficiary, Outcome
from .overseen_organ import OverseenOrgan, OverseenOrganQuerySet
from .own_rule import OrganChange, OrganChangeQuerySet, OwnRule, OwnRuleQuerySet, PartyRequest
from .own_work import Award, PublicityItem, StaffTraining, StudyResult
from .plan import PlanAdjustment, PlanQuerySet, SupervisionPlan, Topic, TopicQuerySet
from .planned_form import PlannedForm, PlannedFormQuerySet
from .report import Delivery, ReportQuerySet, SpecialReport
from .report_amount import ReportAmount
from .topic_proposal import TopicProposal, TopicProposalQuerySet
from .undertaking import ContactArea, Indicator, Investment, TaskForce, TaskScope

__all__ = [
    "GOVERNMENT",
    "Award",
    "Beneficiary",
    "Campaign",
    "ContactArea",
    "CountedTotal",
    "Delivery",
    "DutyKind",
    "Entered",
    "Figure",
    "FilingCheck",
    "FilingDirection",
    "FilingDuty",
    "FilingFile",
    "FilingOpinion",
    "FilingQuerySet",
    "FilingRound",
    "FilingScope",
    "Finding",
    "FindingQuerySet",
    "FollowUp",
    "FollowUpQuerySet",
    "FollowUpRound",
    "Indicator",
    "Inquiry",
    "InspectionGroup",
    "InspectionSite",
    "InspectionSiteQuerySet",
    "Investment",
    "LegalInstrument",
    "NormFiling",
    "NormKind",
    "OrganChange",
    "OrganChangeQuerySet",
    "Outcome",
    "OverseenOrgan",
    "OverseenOrganQuerySet",
    "Oversight",
    "OversightParticipant",
    "OversightQuerySet",
    "OversightSubject",
    "OversightTeam",
    "OwnRule",
    "OwnRuleQuerySet",
    "ParticipantQuerySet",
    "PartyRequest",
    "PlanAdjustment",
    "PlanQuerySet",
    "PlannedForm",
    "PlannedFormQuerySet",
    "PointAnswer",
    "PublicityItem",
    "ReportAmount",
    "ReportQuerySet",
    "ReviewSuggestion",
    "Sourced",
    "SpecialReport",
    "StaffTraining",
    "StudyResult",
    "SupervisionPlan",
    "TaskForce",
    "TaskScope",
    "Topic",
    "TopicProposal",
    "TopicProposalQuerySet",
    "TopicQuerySet",
    "Unit",
    "YearlyMilestone",
    "makers_of",
    "number_text",
]
