"""What was decided, on the office's desk: meetings, agendas, opinions, acts."""

from . import act, agenda, meeting, opinion

__all__ = ["act", "agenda", "meeting", "opinion"]
