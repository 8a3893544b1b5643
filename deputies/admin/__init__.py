"""Who, on the office's desk: terms, people, mandates, seats."""

from . import mandate, person, term

__all__ = ["mandate", "person", "term"]
