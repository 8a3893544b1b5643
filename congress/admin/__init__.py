"""The office's desk: the kernel's registers, and what all registers share."""

from . import (
    account,
    activity,
    document,
    known_exception,
    legal_rule,
    notification,
    obligation,
    organ,
    publication,
    schedule,
    workday,
)

__all__ = [
    "account",
    "activity",
    "document",
    "known_exception",
    "legal_rule",
    "notification",
    "obligation",
    "organ",
    "publication",
    "schedule",
    "workday",
]
