"""A person's own deadlines as a calendar that a phone subscribes to."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Alarm, Calendar, Event

from congress.http import public_page
from congress.models import Obligation, User

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
    """What the person owes and has not done, each with alarms."""
    user = _owner(token)
    feed = Calendar()
    feed.add("prodid", "-//congress portal//deadlines//ZH")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", "我的待办期限")
    for obligation in Obligation.objects.open().live().owed_by(user).order_by("due_on", "id")[:LIMIT]:
        feed.add_component(_event(obligation, request))
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


def _event(obligation: Obligation, request: HttpRequest) -> Event:
    event = Event()
    event.add("uid", f"obligation-{obligation.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("summary", obligation.title)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", obligation.due_on)
    event.add("dtend", obligation.due_on + timedelta(days=1))
    event.add("description", "\n".join(obligation.explanation))
    event.add("url", request.build_absolute_uri(obligation.path))
    for before in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", obligation.title)
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event
