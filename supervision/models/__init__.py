"""What came of it: reports, follow-ups, inspections, inquiries, own work; import from here."""

from .campaign import Campaign, OversightTeam
from .figure import CountedTotal, Entered, Figure, Sourced, Unit, number_text
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
from .topic_proposal import TopicProposal, TopicProposalQuerySet
from .undertaking import ContactArea, Indicator, Investment, TaskForce, TaskScope

__all__ = [
    "Award",
    "Beneficiary",
    "Campaign",
    "ContactArea",
    "CountedTotal",
    "Delivery",
    "Entered",
    "Figure",
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
    "ReportQuerySet",
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
    "number_text",
]
