"""What closed meetings tell the duty ledger of deputies: the session, speaking there, sitting in with the committee."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Prefetch

from congress.models import User
from deputies.models import DutyKind
from deputies.services import duty
from deputies.services.duty import Occasion, Presence, Role
from meetings.models import Attendance, Meeting, Speech

_STATUS: Final = {
    Attendance.Status.PRESENT: duty.Status.VERIFIED,
    Attendance.Status.ON_LEAVE: duty.Status.ON_LEAVE,
    Attendance.Status.ABSENT: duty.Status.ABSENT,
}
#: meeting -> kind of duty, and in which capacity deputies attend
_COUNTED: Final = {
    Meeting.Kind.CONGRESS: (DutyKind.SESSION, Attendance.Capacity.MEMBER, Role.PARTICIPANT),
    Meeting.Kind.STANDING_COMMITTEE: (
        DutyKind.COMMITTEE_MEETING,
        Attendance.Capacity.INVITED_DEPUTY,
        Role.OBSERVER,
    ),
}


@transaction.atomic
def credit_meetings(*, since: date, actor: User, at: datetime) -> int:
    """Credit deputies with the closed meetings from a day on; how many activities and rows were written.

    What a correction changes afterwards is corrected here too.
    """
    rolls = Prefetch("attendances", Attendance.objects.select_related("person"))
    rows = Meeting.objects.held().filter(kind__in=_COUNTED, starts_on__gte=since).select_related("term")
    occasions = [_occasion(meeting) for meeting in rows.prefetch_related(rolls).order_by("pk")]
    return duty.mirror([*occasions, *_speeches(since)], actor=actor, at=at)


def _occasion(meeting: Meeting) -> Occasion:
    kind, capacity, role = _COUNTED[Meeting.Kind(meeting.kind)]
    rows = [row for row in meeting.attendances.all() if row.capacity == capacity]
    return _of(meeting, kind, f"meetings.meeting.{meeting.pk}", _presences(rows, role))


def _presences(rows: Iterable[Attendance], role: str) -> list[Presence]:
    return [
        Presence(row.person, role=role, status=_STATUS[Attendance.Status(row.status)], illustrative=row.illustrative)
        for row in rows
        if row.status in _STATUS
    ]


def _of(meeting: Meeting, kind: str, origin: str, presences: list[Presence]) -> Occasion:
    return Occasion(
        origin=origin,
        kind=kind,
        title=str(meeting),
        starts_on=meeting.starts_on,
        ends_on=meeting.ends_on,
        presences=presences,
        path=meeting.get_absolute_url(),
        place=meeting.place,
        illustrative=meeting.illustrative,
    )


def _speeches(since: date) -> list[Occasion]:
    """Who spoke at a session, once for each session."""
    rows = Speech.objects.filter(
        item__meeting__kind=Meeting.Kind.CONGRESS,
        item__meeting__status__in=Meeting.HELD,
        item__meeting__starts_on__gte=since,
        speaker__capacity=Attendance.Capacity.MEMBER,
    )
    found: dict[int, tuple[Meeting, dict[int, Presence]]] = {}
    for speech in rows.select_related("item__meeting__term", "speaker__person").order_by("pk"):
        meeting, person = speech.item.meeting, speech.speaker.person
        found.setdefault(meeting.pk, (meeting, {}))[1][person.pk] = Presence(person, role=Role.SPEAKER)
    return [
        _of(meeting, DutyKind.SPEECH, f"meetings.speeches.{meeting.pk}", list(people.values()))
        for meeting, people in found.values()
    ]
