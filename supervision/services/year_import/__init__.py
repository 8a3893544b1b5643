"""One year's records from a folder of documented CSV sheets: all of it, or nothing with the reasons."""

from .loading import Report, load
from .reading import ImportRefused, Problem

__all__ = ["ImportRefused", "Problem", "Report", "load"]
