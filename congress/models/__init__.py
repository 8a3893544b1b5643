"""The kernel's tables; import from here."""

from .account import User, UserQuerySet
from .activity import Activity
from .document import Attachment, DocumentNumber, NumberSeries
from .handling import Handling, HandlingRound
from .legal_rule import LegalRule, RuleStage
from .notification import Mail, Notification
from .obligation import Extension, Obligation, ObligationChange, Reminder
from .organ import Organ, OrganName, date_span, in_force_on
from .publication import Publication, PublishedFile, PublishedVersion
from .workday import SpecialDay, WorkCalendarYear

__all__ = [
    "Activity",
    "Attachment",
    "DocumentNumber",
    "Extension",
    "Handling",
    "HandlingRound",
    "LegalRule",
    "Mail",
    "Notification",
    "NumberSeries",
    "Obligation",
    "ObligationChange",
    "Organ",
    "OrganName",
    "Publication",
    "PublishedFile",
    "PublishedVersion",
    "Reminder",
    "RuleStage",
    "SpecialDay",
    "User",
    "UserQuerySet",
    "WorkCalendarYear",
    "date_span",
    "in_force_on",
]
