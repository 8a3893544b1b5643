"""What can be counted of supervision: a module for each subject registers its facts when it is imported."""

from . import follow_ups, inquiries, oversight, own_work, plans, reports

__all__ = ["follow_ups", "inquiries", "oversight", "own_work", "plans", "reports"]
