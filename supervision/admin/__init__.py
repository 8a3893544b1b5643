"""What came of it, on the office"s desk: reports, follow-ups, hand-over, inspections, inquiries, own work."""

from . import follow_up, inquiry, oversight, own_rule, own_work, report, undertaking

__all__ = ["follow_up", "inquiry", "oversight", "own_rule", "own_work", "report", "undertaking"]
