"""What was decided: meetings, agendas, attendance, votes, acts, people appointed, opinions; import from here."""

from .act import Act, Announcement
from .agenda import AgendaItem, Paper
from .attendance import Attendance, AttendanceQuerySet, Leave, Recusal
from .by_election import ByElection, Candidate, Resignation
from .gallery import Gallery, ObserverApplication
from .major_matter import DeputyTalk, MajorMatter, TalkPoint
from .meeting import Meeting, MeetingQuerySet, Sitting
from .minutes import Bulletin, Conclusion, MeetingMinutes, Speech
from .opinion import OpinionPaper, OpinionPoint
from .personnel import LegalExam, Oath, OathCeremony, PersonnelAction, PersonnelMotion, PersonnelPaper
from .post import Post, PostCategory, Tenure, TenureQuerySet
from .vote import Assessment, AssessmentScale, NamedBallot, Poll, Vote

__all__ = [
    "Act",
    "AgendaItem",
    "Announcement",
    "Assessment",
    "AssessmentScale",
    "Attendance",
    "AttendanceQuerySet",
    "Bulletin",
    "ByElection",
    "Candidate",
    "Conclusion",
    "DeputyTalk",
    "Gallery",
    "Leave",
    "LegalExam",
    "MajorMatter",
    "Meeting",
    "MeetingMinutes",
    "MeetingQuerySet",
    "NamedBallot",
    "Oath",
    "OathCeremony",
    "ObserverApplication",
    "OpinionPaper",
    "OpinionPoint",
    "Paper",
    "PersonnelAction",
    "PersonnelMotion",
    "PersonnelPaper",
    "Poll",
    "Post",
    "PostCategory",
    "Recusal",
    "Resignation",
    "Sitting",
    "Speech",
    "TalkPoint",
    "Tenure",
    "TenureQuerySet",
    "Vote",
]
