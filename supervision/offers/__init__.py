"""What the app offers to the kernel's pages: a module for each subject fills the registers when it is imported."""

from . import (
    chains,
    completeness,
    filings,
    follow_ups,
    inquiries,
    oversight,
    own_work,
    plans,
    reports,
)

__all__ = [
    "chains",
    "completeness",
    "filings",
    "follow_ups",
    "inquiries",
    "oversight",
    "own_work",
    "plans",
    "reports",
]
from . import audit

__all__ = ["audit", "chains", "follow_ups", "inquiries", "oversight", "own_work", "plans", "reports"]
