"""Who stayed away from a session of the congress, told to the register of deputies when the session closes.

Two absences without leave end a mandate (DL25 art 62); `deputies.services.suspensions` counts them and tells.
"""

from congress.models import User
from deputies.models import Mandate, SessionAbsence
from deputies.services import suspensions
from meetings.models import Attendance, Meeting

_AWAY = (Attendance.Status.ABSENT, Attendance.Status.ON_LEAVE)


def note(meeting: Meeting, *, actor: User, is_historic: bool = False) -> int:
    """Note each deputy of the district who did not come at all, with leave or without; how many. Safe to repeat.

    Nothing for a meeting of another body, or a session without a day. Call it inside the transaction that closes.
    """
    session = meeting.session
    if meeting.kind != Meeting.Kind.CONGRESS or session is None or session.starts_on is None:
        return 0
    away = dict(meeting.attendances.voting().filter(status__in=_AWAY).values_list("person", "status"))
    held = Mandate.objects.in_office(on=session.starts_on).filter(level=Mandate.Level.DISTRICT, person__in=away)
    fresh = list(held.exclude(absences__session=session).order_by("pk"))
    for mandate in fresh:
        is_approved = away[mandate.person_id] == Attendance.Status.ON_LEAVE
        row = SessionAbsence(mandate=mandate, session=session, is_approved=is_approved)
        suspensions.note_absence(row, actor=actor, is_historic=is_historic)
    return len(fresh)
