"""Meetings to come expect those who will be in office: looked at again when somebody comes or goes."""

from datetime import date

from meetings.models import Meeting
from meetings.services import meeting_members

#: dated and not opened yet: their lists of those expected stand already
_DATED = (Meeting.Status.SCHEDULED, Meeting.Status.NOTICED, Meeting.Status.PAPERS_OUT)


def refresh(*, after: date) -> int:
    """Bring the lists of meetings after a day into line with who is in office on theirs; how many meetings."""
    coming = Meeting.objects.filter(status__in=_DATED, starts_on__gt=after, kind__in=Meeting.VOTING).order_by("pk")
    for meeting in coming:
        meeting_members.expect(meeting)
    return len(coming)
