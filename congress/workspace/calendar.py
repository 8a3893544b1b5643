"""A person's own deadlines and meetings as a calendar that a phone subscribes to."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Alarm, Calendar, Event

from congress import registry
from congress.http import public_page
from congress.models import Obligation, User
from congress.registry import CalendarEvent

LIMIT: Final = 200
#: before the day of the deadline: nine in the morning of the seventh and of the last day before
ALARMS: Final = (timedelta(days=-7, hours=9), timedelta(days=-1, hours=9))
_SALT: Final = "congress.workspace.calendar"
_HASH_LENGTH: Final = 20


def address(user: User) -> str:
    """The path of a person's calendar. It needs no sign-in, and ends when the password is changed."""
    token = signing.dumps([user.pk, user.get_session_auth_hash()[:_HASH_LENGTH]], salt=_SALT)
    return reverse("workspace:calendar", args=[token])


@public_page
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """What the person owes and has not done, and what the apps offer, as meetings; each with alarms."""
    user = _owner(token)
    feed = Calendar()
    feed.add("prodid", "-//congress portal//deadlines//ZH")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", "我的期限和会议")
    for obligation in Obligation.objects.open().live().owed_by(user).order_by("due_on", "id")[:LIMIT]:
        feed.add_component(_deadline(obligation, request))
    for offer in registry.calendar_events:
        for offered in offer(user):
            feed.add_component(_offered(offered, request))
    response = HttpResponse(feed.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


def _owner(token: str) -> User:
    try:
        pk, fragment = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or user.get_session_auth_hash()[:_HASH_LENGTH] != fragment:
        raise Http404
    return user


def _deadline(obligation: Obligation, request: HttpRequest) -> Event:
    event = _event(f"obligation-{obligation.pk}", obligation.title, request.build_absolute_uri(obligation.path))
    event.add("dtstart", obligation.due_on)
    event.add("dtend", obligation.due_on + timedelta(days=1))
    event.add("description", "\n".join(obligation.explanation))
    _ring(event, obligation.title, ALARMS)
    return event


def _offered(offered: CalendarEvent, request: HttpRequest) -> Event:
    event = _event(offered.key, offered.title, request.build_absolute_uri(offered.path))
    event.add("dtstart", _utc(offered.starts))
    event.add("dtend", _utc(offered.ends))
    event.add("sequence", offered.sequence)
    event.add("status", "CANCELLED" if offered.is_cancelled else "CONFIRMED")
    for name, text in (("location", offered.place), ("description", offered.description)):
        if text:
            event.add(name, text)
    _ring(event, offered.title, offered.alarms)
    return event


def _utc(moment: date | datetime) -> date | datetime:
    """A moment in the one zone that needs no table of its own in the file; a whole day stays one."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def _event(key: str, title: str, url: str) -> Event:
    event = Event()
    event.add("uid", f"{key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("summary", title)
    event.add("dtstamp", timezone.now())
    event.add("url", url)
    return event


def _ring(event: Event, title: str, alarms: Iterable[timedelta]) -> None:
    for before in alarms:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", before)
        event.add_component(alarm)
