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
from .mandate import Mandate, MandateQuerySet, Seat, SeatQuerySet
from .patrol import PatrolCategory, PatrolFinding, PatrolFindingQuerySet, PatrolRound
from .patrol_handling import PatrolAssignment, PatrolPhoto, PatrolRecheck
from .person import Person, PersonQuerySet
from .suspension import SessionAbsence, SessionAbsenceQuerySet, Suspension, SuspensionQuerySet
from .term import CongressSession, Term

__all__ = [
    "AREA_KINDS",
    "KEEP_AREA",
    "OWN_KINDS",
    "ActivityAttendance",
    "ActivityAttendanceQuerySet",
    "AreaContact",
    "AreaContactQuerySet",
    "Charge",
    "ChargeQuerySet",
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
    "DeputyGroup",
    "DeputyGroupQuerySet",
    "DutyActivity",
    "DutyActivityQuerySet",
    "DutyKind",
    "GroupMember",
    "GroupMemberQuerySet",
    "ImportBatch",
    "LocalDuty",
    "LocalMeeting",
    "LocalMeetingQuerySet",
    "Mandate",
    "MandateQuerySet",
    "PatrolAssignment",
    "PatrolCategory",
    "PatrolFinding",
    "PatrolFindingQuerySet",
    "PatrolPhoto",
    "PatrolRecheck",
    "PatrolRound",
    "Person",
    "PersonQuerySet",
    "Seat",
    "SeatQuerySet",
    "SessionAbsence",
    "SessionAbsenceQuerySet",
    "StreetPilot",
    "StreetPilotQuerySet",
    "Suspension",
    "SuspensionQuerySet",
    "Term",
    "of_area",
]
