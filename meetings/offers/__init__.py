"""What the app offers to the kernel's pages: a module for each subject fills the registers when it is imported."""

from . import (
    acts,
    attendance,
    by_elections,
    chains,
    completeness,
    matters,
    meetings,
    minutes,
    opinions,
    papers,
    personnel,
    votes,
)

__all__ = [
    "acts",
    "attendance",
    "by_elections",
    "chains",
    "completeness",
    "matters",
    "meetings",
    "minutes",
    "opinions",
    "papers",
    "personnel",
    "votes",
]
