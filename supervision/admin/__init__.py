"""What came of it, on the office's desk: reports, follow-ups, hand-over, inspections, inquiries, own work."""

from . import (
    campaign,
    filing,
    finding,
    follow_up,
    inquiry,
    inspection_site,
    milestone,
    oversight,
    own_rule,
    own_work,
    plan,
    report,
    review_suggestion,
    topic,
    topic_proposal,
    undertaking,
)

__all__ = [
    "campaign",
    "filing",
    "finding",
    "follow_up",
    "inquiry",
    "inspection_site",
    "milestone",
    "oversight",
    "own_rule",
    "own_work",
    "plan",
    "report",
    "review_suggestion",
    "topic",
    "topic_proposal",
    "undertaking",
]
