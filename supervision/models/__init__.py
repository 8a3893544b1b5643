"""What came of it: reports, follow-ups, inspections, inquiries, own work; import from here."""

from .audit import AuditFinding, AuditFindingQuerySet, RectificationRound, StatusTotal, Totals
from .audit_ledger import AuditLedger
from .campaign import Campaign, OversightTeam
from .expert import AssignmentQuerySet, Expert, ExpertAssignment, ExpertQuerySet, ExpertTerm
from .figure import CountedTotal, Entered, Figure, Sourced, Unit, number_text
from .filing import FilingQuerySet, NormFiling
from .filing_course import FilingDuty, FilingFile, FilingRound
from .filing_kinds import GOVERNMENT, DutyKind, FilingDirection, NormKind, makers_of
from .filing_review import FilingCheck, FilingOpinion, FilingScope, ReviewSuggestion
from .finding import Finding, FindingQuerySet
from .follow_up import FollowUp, FollowUpQuerySet, FollowUpRound, PointAnswer
from .inquiry import Inquiry, InquiryFinding, InquiryQuerySet, Respondent
from .inspection import Oversight, OversightQuerySet
from .inspection_group import InspectionGroup, OversightParticipant, ParticipantQuerySet
from .inspection_site import InspectionSite, InspectionSiteQuerySet
from .inspection_subject import OversightSubject
from .interpellation import LEAST_SIGNERS, Interpellation, InterpellationAnswer, InterpellationSigner
from .joint import JointPartner, JointSupervision
from .legal_instrument import LegalInstrument
from .milestone import YearlyMilestone
from .outcome import Beneficiary, Outcome
from .overseen_organ import OverseenOrgan, OverseenOrganQuerySet
from .own_rule import OrganChange, OrganChangeQuerySet, OwnRule, OwnRuleQuerySet, PartyRequest
from .own_work import Award, PublicityItem, StaffTraining, StudyResult
from .plan import PlanAdjustment, PlanQuerySet, SupervisionPlan, Topic, TopicQuerySet
from .planned_form import FITTING, PlannedForm, PlannedFormQuerySet
from .question import Commitment, Question
from .recheck import FollowUpEvidence, FollowUpRecheck
from .report import Delivery, ReportQuerySet, SpecialReport
from .report_amount import ReportAmount
from .review import PerformanceReview, ReviewHearing, ReviewQuerySet
from .review_material import ReviewFinding, ReviewScore
from .review_scheme import ReviewItem, ReviewKind, ReviewScheme
from .topic_proposal import TopicProposal, TopicProposalQuerySet
from .undertaking import ContactArea, Indicator, Investment, TaskForce, TaskScope

__all__ = [
    "FITTING",
    "GOVERNMENT",
    "LEAST_SIGNERS",
    "AssignmentQuerySet",
    "AuditFinding",
    "AuditFindingQuerySet",
    "AuditLedger",
    "Award",
    "Beneficiary",
    "Campaign",
    "Commitment",
    "ContactArea",
    "CountedTotal",
    "Delivery",
    "DutyKind",
    "Entered",
    "Expert",
    "ExpertAssignment",
    "ExpertQuerySet",
    "ExpertTerm",
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
    "FollowUpEvidence",
    "FollowUpQuerySet",
    "FollowUpRecheck",
    "FollowUpRound",
    "Indicator",
    "Inquiry",
    "InquiryFinding",
    "InquiryQuerySet",
    "InspectionGroup",
    "InspectionSite",
    "InspectionSiteQuerySet",
    "Interpellation",
    "InterpellationAnswer",
    "InterpellationSigner",
    "Investment",
    "JointPartner",
    "JointSupervision",
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
    "PerformanceReview",
    "PlanAdjustment",
    "PlanQuerySet",
    "PlannedForm",
    "PlannedFormQuerySet",
    "PointAnswer",
    "PublicityItem",
    "Question",
    "RectificationRound",
    "ReportAmount",
    "ReportQuerySet",
    "Respondent",
    "ReviewFinding",
    "ReviewHearing",
    "ReviewItem",
    "ReviewKind",
    "ReviewQuerySet",
    "ReviewScheme",
    "ReviewScore",
    "ReviewSuggestion",
    "Sourced",
    "SpecialReport",
    "StaffTraining",
    "StatusTotal",
    "StudyResult",
    "SupervisionPlan",
    "TaskForce",
    "TaskScope",
    "Topic",
    "TopicProposal",
    "TopicProposalQuerySet",
    "TopicQuerySet",
    "Totals",
    "Unit",
    "YearlyMilestone",
    "makers_of",
    "number_text",
]
