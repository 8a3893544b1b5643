"""What came of it, on the office's desk: reports, follow-ups, hand-over, inspections, inquiries, own work."""

from . import (
    campaign,
    follow_up,
    inquiry,
    milestone,
    oversight,
    own_rule,
    own_work,
    plan,
    report,
    topic,
    topic_proposal,
    undertaking,
)

__all__ = [
    "campaign",
    "follow_up",
    "inquiry",
    "milestone",
    "oversight",
    "own_rule",
    "own_work",
    "plan",
    "report",
    "topic",
    "topic_proposal",
    "undertaking",
]
