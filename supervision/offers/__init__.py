"""What the app offers to the kernel's pages: a module for each subject fills the registers when it is imported."""

from . import (
    audit,
    chains,
    completeness,
    experts,
    filings,
    follow_ups,
    inquiries,
    oversight,
    own_work,
    plans,
    reports,
    reviews,
)

__all__ = [
    "audit",
    "chains",
    "completeness",
    "experts",
    "filings",
    "follow_ups",
    "inquiries",
    "oversight",
    "own_work",
    "plans",
    "reports",
    "reviews",
]
