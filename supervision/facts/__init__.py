"""What can be counted of supervision: a module for each subject registers its facts when it is imported."""

from . import (
    filings,
    follow_ups,
    inquiries,
    oversight,
    own_work,
    plans,
    reports,
)

__all__ = [
    "filings",
    "follow_ups",
    "inquiries",
    "oversight",
    "own_work",
    "plans",
    "reports",
]
from . import audit

__all__ = ["audit", "follow_ups", "inquiries", "oversight", "own_work", "plans", "reports"]
