"""Who: terms, people, mandates, seats, groups, streets and townships, and what deputies do; import from here."""

from .area import AREA_KINDS, KEEP_AREA, of_area
from .charge import Charge, ChargeQuerySet
from .constituency import Constituency, ConstituencyQuerySet
from .contact import AreaContact, AreaContactQuerySet, ContactLog, ContactLogQuerySet, ContactPair, ContactPairQuerySet
from .credential import Credential, CredentialQuerySet
from .duty import (
    OWN_KINDS,
    ActivityAttendance,
    ActivityAttendanceQuerySet,
    DutyActivity,
    DutyActivityQuerySet,
    DutyKind,
)
from .group import DeputyGroup, DeputyGroupQuerySet, GroupMember, GroupMemberQuerySet
from .import_batch import ImportBatch
from .local_meeting import (
    Councillor,
    CouncillorQuerySet,
    LocalDuty,
    LocalMeeting,
    LocalMeetingQuerySet,
    StreetPilot,
    StreetPilotQuerySet,
)
from .mandate import ABSENCES_THAT_END, Mandate, MandateQuerySet, Seat, SeatQuerySet
from .opinion_lists import OpinionField, OpinionGuidance, OpinionWord
from .opinion_parts import OpinionPhoto, OpinionRating, OpinionRound, OpinionVisitor
from .opinion_summary import OpinionSummary
from .patrol import PatrolCategory, PatrolFinding, PatrolFindingQuerySet, PatrolRound
from .patrol_handling import PatrolAssignment, PatrolPhoto, PatrolRecheck
from .person import Person, PersonQuerySet
from .private import PrivateDetails
from .profile import (
    DeputyProfile,
    DeputyProfileQuerySet,
    ProfileChange,
    ProfileChangeQuerySet,
    ProfilePhoto,
)
from .public_opinion import PublicOpinion, PublicOpinionQuerySet, stations_kept
from .reception import HostSwap, ReceptionHost, ReceptionPhoto, ReceptionSlot, ReceptionSlotQuerySet
from .standard import (
    IN_A_GROUP,
    CheckPhoto,
    MutualScore,
    StandardItem,
    StandardScheme,
    StationAssessment,
    StationAssessmentQuerySet,
    StationCheck,
    StationGrade,
    StationItemScore,
)
from .station import (
    StaffQuerySet,
    Station,
    StationAssignment,
    StationAssignmentQuerySet,
    StationHours,
    StationMove,
    StationPhoto,
    StationQuerySet,
    StationStaff,
)
from .station_life import (
    DeliberationEvent,
    DeliberationQuerySet,
    IncomingVisit,
    Story,
    StoryContest,
    StoryQuerySet,
    StoryScore,
)
from .suspension import SessionAbsence, SessionAbsenceQuerySet, Suspension, SuspensionQuerySet
from .term import CongressSession, Term

__all__ = [
    "ABSENCES_THAT_END",
    "AREA_KINDS",
    "IN_A_GROUP",
    "KEEP_AREA",
    "OWN_KINDS",
    "ActivityAttendance",
    "ActivityAttendanceQuerySet",
    "AreaContact",
    "AreaContactQuerySet",
    "Charge",
    "ChargeQuerySet",
    "CheckPhoto",
    "CongressSession",
    "Constituency",
    "ConstituencyQuerySet",
    "ContactLog",
    "ContactLogQuerySet",
    "ContactPair",
    "ContactPairQuerySet",
    "Councillor",
    "CouncillorQuerySet",
    "Credential",
    "CredentialQuerySet",
    "DeliberationEvent",
    "DeliberationQuerySet",
    "DeputyGroup",
    "DeputyGroupQuerySet",
    "DeputyProfile",
    "DeputyProfileQuerySet",
    "DutyActivity",
    "DutyActivityQuerySet",
    "DutyKind",
    "GroupMember",
    "GroupMemberQuerySet",
    "HostSwap",
    "ImportBatch",
    "IncomingVisit",
    "LocalDuty",
    "LocalMeeting",
    "LocalMeetingQuerySet",
    "Mandate",
    "MandateQuerySet",
    "MutualScore",
    "OpinionField",
    "OpinionGuidance",
    "OpinionPhoto",
    "OpinionRating",
    "OpinionRound",
    "OpinionSummary",
    "OpinionVisitor",
    "OpinionWord",
    "PatrolAssignment",
    "PatrolCategory",
    "PatrolFinding",
    "PatrolFindingQuerySet",
    "PatrolPhoto",
    "PatrolRecheck",
    "PatrolRound",
    "Person",
    "PersonQuerySet",
    "PrivateDetails",
    "ProfileChange",
    "ProfileChangeQuerySet",
    "ProfilePhoto",
    "PublicOpinion",
    "PublicOpinionQuerySet",
    "ReceptionHost",
    "ReceptionPhoto",
    "ReceptionSlot",
    "ReceptionSlotQuerySet",
    "Seat",
    "SeatQuerySet",
    "SessionAbsence",
    "SessionAbsenceQuerySet",
    "StaffQuerySet",
    "StandardItem",
    "StandardScheme",
    "Station",
    "StationAssessment",
    "StationAssessmentQuerySet",
    "StationAssignment",
    "StationAssignmentQuerySet",
    "StationCheck",
    "StationGrade",
    "StationHours",
    "StationItemScore",
    "StationMove",
    "StationPhoto",
    "StationQuerySet",
    "StationStaff",
    "Story",
    "StoryContest",
    "StoryQuerySet",
    "StoryScore",
    "StreetPilot",
    "StreetPilotQuerySet",
    "Suspension",
    "SuspensionQuerySet",
    "Term",
    "of_area",
    "stations_kept",
]
