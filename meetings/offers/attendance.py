"""Attendance: leave that waits, meetings to confirm, events for the calendar, and rolls that look wrong."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from congress import registry
from congress.models import User
from congress.registry import CalendarEvent, Check, Task, Waiting
from deputies.models import Seat
from meetings.models import Attendance, Leave, Meeting, ObserverApplication
from meetings.services import audience, leaves

LIMIT: Final = 200
#: days before a meeting from which the office asks guests who have not answered
ANSWER_DAYS: Final = 3
#: meetings that a calendar tells of; a phone keeps no more of the past than a year
_CALENDAR_BACK: Final = timedelta(days=365)
#: before a meeting: a day and two hours; where the hour is not fixed, nine in the morning of the day before
_ALARMS: Final = (timedelta(days=-1), timedelta(hours=-2))
_DAY_BEFORE: Final = (timedelta(days=-1, hours=9),)
_LENGTH: Final = timedelta(hours=3)
Status = Attendance.Status


def leave_to_decide(user: User, on: date) -> list[Waiting]:
    """Requests for leave, the next meeting's first; nobody decides on his own."""
    if not user.has_perm("meetings.decide_leave"):
        return []
    rows = Leave.objects.undecided().exclude(attendance__person__account=user).exclude(requested_by=user)
    rows = rows.filter(attendance__meeting__ends_on__gte=on).exclude(
        attendance__meeting__status=Meeting.Status.CANCELLED
    )
    found = rows.select_related("attendance__person", "attendance__meeting__term", "attendance__meeting__session__term")
    return [
        Waiting(
            found.order_by("attendance__meeting__starts_on", "pk"),
            lambda row: Task(str(row), "批复请假", leaves.path_of(row), row.attendance.meeting.starts_on),
        )
    ]


def meetings_to_confirm(user: User, on: date) -> list[Waiting]:
    """Meetings that the person was told of and has not answered."""
    rows = audience.coming(user).filter(confirmed_at__isnull=True, status=Status.UNRECORDED, meeting__starts_on__gte=on)
    rows = rows.exclude(meeting__status__in=(*Meeting.OFF, *Meeting.HELD)).exclude(
        leaves__status__in=(Leave.Status.REQUESTED, Leave.Status.GRANTED)
    )
    return [Waiting(rows.order_by("meeting__starts_on", "meeting_id"), _to_confirm)]


def _to_confirm(row: Attendance) -> Task:
    return Task(row.meeting.name, "确认参会", f"/workspace/meetings/{row.meeting_id}/", row.meeting.starts_on)


def calendar(user: User) -> Iterator[CalendarEvent]:
    """The meetings at which the person is expected; those put off or called off as cancelled."""
    since = timezone.localdate() - _CALENDAR_BACK
    changes = Meeting.pgh_event_model.objects.filter(pgh_obj=OuterRef("meeting")).order_by()  # type: ignore[attr-defined]
    number = changes.values("pgh_obj").annotate(number=Count("pk")).values("number")
    rows = audience.coming(user).filter(meeting__starts_on__gte=since)
    revised = rows.annotate(revision=Coalesce(Subquery(number, output_field=IntegerField()), 0))
    for row in revised[:LIMIT]:
        yield _event(row, row.revision)


def _event(row: Attendance, revision: int) -> CalendarEvent:
    meeting = row.meeting
    is_off = meeting.status in Meeting.OFF
    starts, ends = _span(meeting)
    return CalendarEvent(
        key=f"meeting-{meeting.pk}",
        title=f"（{meeting.get_status_display()}）{meeting.name}" if is_off else meeting.name,
        starts=starts,
        ends=ends,
        path=f"/workspace/meetings/{meeting.pk}/",
        place=meeting.place,
        description=f"{row.get_capacity_display()} · {row.get_status_display()}",
        sequence=revision,
        is_cancelled=is_off,
        alarms=() if is_off or row.status == Status.ON_LEAVE else _alarms(starts),
    )


def _alarms(starts: date | datetime) -> tuple[timedelta, ...]:
    return _ALARMS if isinstance(starts, datetime) else _DAY_BEFORE


def _span(meeting: Meeting) -> tuple[date | datetime, date | datetime]:
    """From its hour for some hours; whole days where the hour is not fixed or the meeting takes several."""
    is_one_day = meeting.starts_on == meeting.ends_on
    if meeting.starts_at_time is None or not is_one_day:
        return meeting.starts_on, meeting.ends_on + timedelta(days=1)
    begins = datetime.combine(meeting.starts_on, meeting.starts_at_time, tzinfo=timezone.get_current_timezone())
    # A meeting of the late evening ends with its day.
    last = datetime.combine(meeting.starts_on, time(23, 59), tzinfo=begins.tzinfo)
    return begins, max(min(begins + _LENGTH, last), begins + timedelta(minutes=1))


def _rows() -> QuerySet[Attendance]:
    return Attendance.objects.select_related("person", "meeting__term", "meeting__session__term").order_by(
        F("meeting__starts_on").desc(), "pk"
    )


def on_leave_without_leave(on: date) -> QuerySet[Any]:
    """Rows on leave behind which no granted leave stands."""
    del on
    granted = Leave.objects.filter(attendance=OuterRef("pk"), status=Leave.Status.GRANTED)
    return _rows().filter(~Exists(granted), status=Status.ON_LEAVE)


def present_outside_seat(on: date) -> QuerySet[Any]:
    """Members marked present at a numbered meeting on whose day they held no seat."""
    del on
    day = OuterRef("meeting__starts_on")
    held = Seat.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), person=OuterRef("person"), starts_on__lte=day
    )
    counted = Attendance.objects.voting().present().filter(meeting__kind__in=Meeting.NUMBERED)
    return _rows().filter(pk__in=counted.filter(~Exists(held)).values("pk"))


def guests_without_answer(on: date) -> QuerySet[Any]:
    """Guests of a meeting of the next days who have an account and neither confirmed nor asked for leave."""
    asked = Leave.objects.filter(attendance=OuterRef("pk")).exclude(status=Leave.Status.WITHDRAWN)
    rows = _rows().exclude(capacity__in=(Attendance.Capacity.MEMBER, Attendance.Capacity.STAFF))
    coming = rows.filter(meeting__starts_on__gte=on, meeting__starts_on__lte=on + timedelta(days=ANSWER_DAYS))
    told = coming.filter(meeting__status__in=audience.TOLD)
    return told.filter(
        ~Exists(asked), confirmed_at__isnull=True, status=Status.UNRECORDED, person__account__isnull=False
    )


def leave_too_late(on: date) -> QuerySet[Any]:
    """Requests that nobody decided before the meeting began."""
    rows = Leave.objects.undecided().filter(attendance__meeting__starts_on__lte=on)
    return rows.select_related("attendance__person", "attendance__meeting__term").order_by("requested_at")


def observers_without_answer(on: date) -> QuerySet[Any]:
    """Citizens whose application was not answered when the sign-up had closed."""
    rows = ObserverApplication.objects.filter(status=ObserverApplication.Status.RECEIVED, gallery__closes_on__lt=on)
    live = rows.filter(gallery__meeting__ends_on__gte=on).exclude(gallery__meeting__status__in=Meeting.OFF)
    return live.select_related("gallery__meeting__term").order_by("applied_at")


registry.waiting.add("leave_to_decide", leave_to_decide)
registry.waiting.add("meetings_to_confirm", meetings_to_confirm)
registry.calendar_events.add("meetings", calendar)
registry.checks.add(
    "on_leave_without_leave", Check("登记为请假但没有批准", on_leave_without_leave, "请补登书面请假，或更正出席情况。")
)
registry.checks.add(
    "present_outside_seat", Check("会议当日不在任却登记出席", present_outside_seat, "核对任职起止日期和应到名单。")
)
registry.checks.add("guests_without_answer", Check("临近会议、列席人员未确认", guests_without_answer, "请电话联系。"))
registry.checks.add("leave_too_late", Check("会议已开、请假未批复", leave_too_late, "请由主任批复，或登记书面请假。"))
registry.checks.add(
    "observers_without_answer",
    Check("旁听报名已截止、申请未答复", observers_without_answer, "请安排席位、候补或说明理由。"),
)
