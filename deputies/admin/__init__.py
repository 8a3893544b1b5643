"""Who, on the office's desk: terms, people, mandates, seats, and which chairperson is in charge of what."""

from . import charge, mandate, person, term

__all__ = ["charge", "mandate", "person", "term"]
