"""What was decided: meetings, agendas, attendance, acts, opinions; import from here."""

from .act import Act
from .agenda import AgendaItem, Paper
from .attendance import Attendance, AttendanceQuerySet
from .meeting import Meeting, MeetingQuerySet, Sitting
from .opinion import OpinionPaper, OpinionPoint

__all__ = [
    "Act",
    "AgendaItem",
    "Attendance",
    "AttendanceQuerySet",
    "Meeting",
    "MeetingQuerySet",
    "OpinionPaper",
    "OpinionPoint",
    "Paper",
    "Sitting",
]
