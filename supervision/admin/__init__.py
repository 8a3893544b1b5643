"""What came of it, on the office's desk: reports, follow-ups, hand-over, inspections, inquiries."""

from . import follow_up, inquiry, oversight, report

__all__ = ["follow_up", "inquiry", "oversight", "report"]
