"""The calendar that anyone may subscribe to."""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from congress.http import public_page
from congress.services import copies
from congress.services.copies import Copy
from meetings.models import Meeting

LIMIT: Final = 100


@public_page
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The published meetings of the standing committee from today on."""
    meetings = Meeting.objects.published().of_committee().filter(starts_on__gte=timezone.localdate())
    feed = Calendar()
    feed.add("prodid", "-//congress portal//meetings//ZH")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", f"{settings.SITE_NAME}会议")
    for copy in copies.of_each(meetings.order_by("starts_on", "pk")[:LIMIT]):
        feed.add_component(_event(copy, request))
    return HttpResponse(feed.to_ical(), content_type="text/calendar; charset=utf-8")


def _event(copy: Copy[Meeting], request: HttpRequest) -> Event:
    meeting = copy.record
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("summary", copy.title)
    event.add("dtstamp", copy.version.published_at)
    event.add("sequence", copy.version.number - 1)
    if meeting.starts_at_time:
        event.add("dtstart", timezone.make_aware(datetime.combine(meeting.starts_on, meeting.starts_at_time)))
    else:
        event.add("dtstart", meeting.starts_on)
        # The end of a whole-day event is the day after it.
        event.add("dtend", meeting.ends_on + timedelta(days=1))
    event.add("location", copy.fact("地点"))
    event.add("status", "CANCELLED" if meeting.status in Meeting.OFF else "CONFIRMED")
    event.add("url", request.build_absolute_uri(meeting.get_absolute_url()))
    return event
