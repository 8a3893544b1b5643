"""Who may open a meeting and which of its papers: those who read all, and those who are expected, each by row.

Source: handbook §5.2 (meeting: R if invited; papers: invited items; personnel motions: members only).
"""

from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from congress.models import User
from deputies.models import Mandate, Seat
from meetings.models import AgendaItem, Attendance, Meeting, Paper

READ_ALL: Final = "meetings.view_meeting"
READ_ALL_PAPERS: Final = "meetings.view_paper"
#: from here on members may read the papers
ISSUED: Final = (Meeting.Status.PAPERS_OUT, Meeting.Status.OPEN, *Meeting.HELD)
#: from here on those who are expected know of the meeting
TOLD: Final = (Meeting.Status.NOTICED, *ISSUED)
_MEMBER: Final = Attendance.Capacity.MEMBER


def rows_of(user: User) -> QuerySet[Attendance]:
    """The rows under which a user is expected at meetings.

    A member whose seat or mandate ended before the day of a meeting is not expected at it; earlier meetings stay.
    """
    day = OuterRef("meeting__starts_on")
    rows = Attendance.objects.filter(person__account=user)
    gone = Q()
    for model, kinds in ((Seat, Meeting.NUMBERED), (Mandate, (Meeting.Kind.CONGRESS,))):
        held = model._default_manager.filter(person=OuterRef("person"))
        over = Exists(held.filter(ends_on__lt=day))
        in_office = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
        gone |= Q(Q(meeting__kind__in=kinds), over, ~Exists(in_office))
    return rows.exclude(Q(capacity=_MEMBER) & gone)


def told() -> Q:
    """Meetings of which people were told; one that was put off or called off stays with those who were told of it."""
    return Q(status__in=TOLD) | Q(status__in=Meeting.OFF, noticed_on__isnull=False)


def open_to(user: User) -> Q:
    """The condition on meetings that a user may open: all, or those the user was told to come to."""
    if user.has_perm(READ_ALL):
        return Q(pk__isnull=False)
    return Q(Exists(rows_of(user).filter(meeting=OuterRef("pk")))) & told()


def papers_open_to(user: User) -> QuerySet[Paper]:
    """The papers that a user may open as somebody who is expected, once they are issued.

    Members read all. Others read those of the items they are invited to (of all items where none is named), never
    those of personnel items; citizens in the gallery only what they are expressly invited to.
    """
    mine = rows_of(user).filter(meeting=OuterRef("meeting"))
    guest = mine.exclude(capacity=_MEMBER)
    whole = guest.exclude(capacity=Attendance.Capacity.OBSERVER).filter(items__isnull=True)
    of_items = Q(Exists(whole)) | Q(Exists(guest.filter(items=OuterRef("item"))))
    public_enough = Q(item__isnull=True) | ~Q(item__kind=AgendaItem.Kind.PERSONNEL)
    rows = Paper.objects.filter(meeting__status__in=ISSUED)
    return rows.filter(Q(Exists(mine.filter(capacity=_MEMBER))) | (of_items & public_enough))


def papers_of(meeting: Meeting, user: User) -> QuerySet[Paper]:
    """The papers of one meeting that a user may open now, in the order in which they were laid."""
    rows = Paper.objects.all() if user.has_perm(READ_ALL_PAPERS) else papers_open_to(user)
    return rows.filter(meeting=meeting).select_related("attachment").order_by("pk")


def coming(user: User) -> QuerySet[Attendance]:
    """The rows of a user at meetings of which the user was told, with what a calendar or a list needs."""
    meetings = Meeting.objects.filter(told())
    rows = rows_of(user).filter(meeting__in=meetings).select_related("meeting__term", "meeting__session__term")
    return rows.order_by(F("meeting__starts_on").desc(), "-meeting_id")
