"""The next meeting from the last one: what a clerk would type again is there already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.services import activity
from congress.services.workdays import WorkCalendar
from deputies.models import Term
from meetings.models import AgendaItem, Meeting, Sitting
from meetings.services import agenda

#: days from one meeting to the next: eight weeks stay within the two months of 地方组织法 art 51, four are practice
_RHYTHM: Final = {Meeting.Kind.STANDING_COMMITTEE: 56, Meeting.Kind.CHAIR_MEETING: 28}
#: room for notice and papers where the rhythm lies behind already
_AHEAD: Final = {Meeting.Kind.STANDING_COMMITTEE: 21, Meeting.Kind.CHAIR_MEETING: 3}
_RHYTHM_OF_OTHERS: Final = 28
_AHEAD_OF_OTHERS: Final = 7


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the form of a new meeting begins with."""

    kind: str
    term: Term | None
    starts_on: date
    starts_at_time: time | None
    place: str
    chaired_by: str


def propose(kind: str, *, today: date) -> Proposal:
    """The next meeting of a kind by the last one: a working day in its rhythm, the same hour, place and chair."""
    last = Meeting.objects.filter(kind=kind).exclude(status=Meeting.Status.CANCELLED).order_by("-starts_on").first()
    day = _next_day(kind, last.starts_on if last else None, today)
    return Proposal(
        kind=kind,
        term=Term.objects.on(day).first() or Term.objects.on(today).first(),
        starts_on=day,
        starts_at_time=last.starts_at_time if last else None,
        place=last.place if last else "",
        chaired_by=last.chaired_by if last else "",
    )


def _next_day(kind: str, last: date | None, today: date) -> date:
    ahead = today + timedelta(days=_AHEAD.get(Meeting.Kind(kind), _AHEAD_OF_OTHERS))
    rhythm = timedelta(days=_RHYTHM.get(Meeting.Kind(kind), _RHYTHM_OF_OTHERS))
    day = last + rhythm if last else ahead
    return WorkCalendar().next_workday(max(day, ahead))


@transaction.atomic
def repeat(meeting: Meeting, *, starts_on: date, ends_on: date, items: Collection[AgendaItem], actor: User) -> Meeting:
    """A new planned meeting like this one: kind, hour, place, chair, forms of sitting and the items that recur.

    Raises ValidationError if the days are reversed, lie outside every term, or an item is of another meeting.
    """
    if any(item.meeting_id != meeting.pk for item in items):
        raise ValidationError({"items": "请选择本次会议的议程。"})
    term = Term.objects.on(starts_on).first()
    if term is None:
        raise ValidationError({"starts_on": "这一天不在任何一届的任期内。"})
    new = Meeting(
        term=term,
        kind=meeting.kind,
        starts_on=starts_on,
        ends_on=ends_on,
        starts_at_time=meeting.starts_at_time,
        place=meeting.place,
        chaired_by=meeting.chaired_by,
    )
    new.full_clean()
    new.save(force_insert=True)
    for row in meeting.sittings.order_by("starts_on", "starts_at", "pk"):
        _repeat_sitting(row, meeting, new)
    for item in sorted(items, key=lambda item: item.order):
        _repeat_item(item, new, actor)
    activity.record(actor, "以上次会议为模板新建", new, path=f"/admin/meetings/meeting/{new.pk}/change/")
    return new


def _repeat_sitting(row: Sitting, old: Meeting, new: Meeting) -> None:
    day = min(new.starts_on + (row.starts_on - old.starts_on), new.ends_on)
    Sitting.objects.create(
        meeting=new,
        kind=row.kind,
        starts_on=day,
        starts_at=row.starts_at,
        place=row.place,
        chaired_by=row.chaired_by,
        is_open=row.is_open,
    )


def _repeat_item(item: AgendaItem, new: Meeting, actor: User) -> None:
    copy = AgendaItem(
        meeting=new,
        order=0,
        kind=item.kind,
        mode=item.mode,
        title=item.title,
        reporting_organ=item.reporting_organ,
        reporter=item.reporter,
        is_for_vote=item.is_for_vote,
    )
    agenda.add(copy, actor=actor)
