"""What meetings show on the home pages."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any, Final

from django import template
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from congress.models import User
from congress.publishing import readable
from congress.services import copies
from meetings.models import Act, Gallery, Meeting
from meetings.public.act import act_row
from meetings.services import gallery, meeting_publication
from meetings.services.audience import open_to

register = template.Library()

_LATEST: Final = 4
_THIS_MONTH: Final = 4
_WEEK: Final = timedelta(days=7)


@register.inclusion_tag("meetings/public/month_block.html")
def meetings_of_month(today: date) -> dict[str, Any]:
    """The published meetings of the committee in this month, and the next one where the month has no more."""
    last = today.replace(day=monthrange(today.year, today.month)[1])
    meetings = Meeting.objects.published().of_committee().exclude(status__in=Meeting.OFF)
    coming = list(meetings.filter(starts_on__gte=today.replace(day=1)).order_by("starts_on", "pk")[:_THIS_MONTH])
    ahead = [meeting for meeting in coming if meeting.ends_on >= today]
    shown = [meeting for meeting in coming if meeting.starts_on <= last or meeting in ahead[:1]]
    return {"copies": copies.of_each(shown), "today": today}


@register.inclusion_tag("meetings/public/decided_block.html")
def acts_decided_last() -> dict[str, Any]:
    """The acts that were adopted last."""
    acts = Act.objects.published().order_by("-adopted_on", "-pk")[:_LATEST]
    return {"rows": [act_row(copy) for copy in copies.of_each(acts)]}


@register.inclusion_tag("meetings/workspace/meeting_votes.html")
def meeting_votes(meeting: Meeting, user: User) -> dict[str, Any]:
    """The counts of a closed meeting, for those who read votes and for the members who were expected (§5.2)."""
    may_read = user.has_perm("meetings.view_vote") or meeting.attendances.voting().filter(person__account=user).exists()
    return {"votes": meeting_publication.published_votes(meeting) if may_read else []}


@register.inclusion_tag("meetings/workspace/week_block.html")
def meetings_of_week(user: User, today: date) -> dict[str, Any]:
    """The meetings of the next seven days: those that the person may open, and the published ones."""
    mine = ExpressionWrapper(open_to(user), output_field=BooleanField())
    coming = Meeting.objects.upcoming(on=today).exclude(status=Meeting.Status.PLANNED)
    week = coming.filter(starts_on__lte=today + _WEEK).annotate(is_mine=mine)
    shown = week.filter(readable("society_duty") | Q(is_mine=True))
    return {"meetings": list(shown.select_related("term").order_by("starts_on", "pk"))}


@register.inclusion_tag("meetings/public/gallery_block.html")
def gallery_block(meeting: Meeting) -> dict[str, Any]:
    """Seats for the public, and how to ask for one while that is open; nothing where no gallery is planned."""
    found = Gallery.objects.filter(meeting=meeting).first()
    if found is None:
        return {"gallery": None}
    # The page has the meeting already.
    found.meeting = meeting
    today = timezone.localdate()
    return {
        "gallery": found,
        "meeting": meeting,
        "is_open": gallery.is_open(found, on=today),
        "is_early": today < found.opens_on and meeting.status not in Meeting.OFF,
    }
