"""The kernel's tables; import from here."""

from .account import User, UserQuerySet
from .activity import Activity
from .document import Attachment, DocumentNumber, NumberSeries
from .handling import Handling, HandlingRound, Loop, LoopRound
from .known_exception import KnownException
from .legal_rule import LegalRule, RuleStage
from .notification import Mail, Notification
from .obligation import Extension, Obligation, ObligationChange, ObligationQuerySet, Reminder, Urge
from .organ import Organ, OrganName, date_span, in_force_on
from .photo import Photo
from .publication import Publication, PublishedFile, PublishedVersion
from .recheck import Evidence, Recheck
from .sealed import SealBroken, SealedField, reseal, seal, unseal
from .workday import SpecialDay, WorkCalendarYear

__all__ = [
    "Activity",
    "Attachment",
    "DocumentNumber",
    "Evidence",
    "Extension",
    "Handling",
    "HandlingRound",
    "KnownException",
    "LegalRule",
    "Loop",
    "LoopRound",
    "Mail",
    "Notification",
    "NumberSeries",
    "Obligation",
    "ObligationChange",
    "ObligationQuerySet",
    "Organ",
    "OrganName",
    "Photo",
    "Publication",
    "PublishedFile",
    "PublishedVersion",
    "Recheck",
    "Reminder",
    "RuleStage",
    "SealBroken",
    "SealedField",
    "SpecialDay",
    "Urge",
    "User",
    "UserQuerySet",
    "WorkCalendarYear",
    "date_span",
    "in_force_on",
    "reseal",
    "seal",
    "unseal",
]
