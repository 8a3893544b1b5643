"""What can be counted of supervision: a module for each subject registers its facts when it is imported."""

from . import audit, filings, follow_ups, inquiries, oversight, own_work, plans, reports, reviews

__all__ = ["audit", "filings", "follow_ups", "inquiries", "oversight", "own_work", "plans", "reports", "reviews"]
