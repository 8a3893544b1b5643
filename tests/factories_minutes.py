"""Typed functions for what a meeting leaves behind: a meeting that was held, its minutes, speeches, conclusions."""

from datetime import date, time, timedelta

from congress.models import Organ, User
from deputies.models import Seat
from meetings.models import AgendaItem, Attendance, Conclusion, Meeting, MeetingMinutes, Sitting, Speech
from meetings.services import minutes
from tests import factories

TODAY = factories.TODAY
#: the day of the held meeting of these factories
HELD_ON = TODAY - timedelta(days=7)


def held_meeting(
    kind: str = Meeting.Kind.STANDING_COMMITTEE,
    *,
    members: int = 5,
    away: int = 1,
    items: int = 2,
    status: str = Meeting.Status.CLOSED,
    starts_on: date = HELD_ON,
    **fields: object,
) -> Meeting:
    """A meeting that was held with `members` expected and `away` of them on leave, and `items` that were heard."""
    values: dict[str, object] = {
        "number": 14,
        "place": "区人大常委会会议室",
        "chaired_by": "常委会主任",
        "starts_at_time": time(9, 30),
        "status": status,
        **fields,
    }
    meeting = factories.meeting(kind, starts_on=starts_on, **values)
    has_chair = Seat.objects.filter(role=Seat.Role.CHAIR).exists()
    for number in range(members):
        seat = factories.seat(Seat.Role.MEMBER if has_chair else seat_role(number))
        state = Attendance.Status.ON_LEAVE if number >= members - away else Attendance.Status.PRESENT
        Attendance.objects.create(meeting=meeting, person=seat.person, status=state)
    for _ in range(items):
        factories.item(meeting, status=AgendaItem.Status.DELIBERATED, reporting_organ=factories.organ())
    return meeting


def seat_role(number: int) -> str:
    """A chair, two vice-chairs, then members."""
    return (Seat.Role.CHAIR, Seat.Role.VICE_CHAIR, Seat.Role.VICE_CHAIR)[number] if number < 3 else Seat.Role.MEMBER


def sitting(of: Meeting, kind: str = Sitting.Kind.PLENARY, **fields: object) -> Sitting:
    """A sitting on the first day."""
    values: dict[str, object] = {"starts_on": of.starts_on, **fields}
    return Sitting.objects.create(meeting=of, kind=kind, **values)


def draft(of: Meeting | None = None, *, by: User | None = None) -> MeetingMinutes:
    """Drafted minutes."""
    return minutes.draft(of or held_meeting(), actor=by or factories.user("office"))


def submitted(of: Meeting | None = None, *, by: User | None = None) -> MeetingMinutes:
    """Minutes that wait for approval."""
    drafter = by or factories.user("office")
    row = draft(of, by=drafter)
    minutes.submit(row, actor=drafter)
    return row


def approved(of: Meeting | None = None) -> MeetingMinutes:
    """Approved minutes."""
    row = submitted(of)
    minutes.approve(row, actor=factories.user("sc_chair"), today=TODAY)
    return row


def speech(item: AgendaItem, *, checked: bool = True, **fields: object) -> Speech:
    """A speech of the first who was present, checked by the speaker unless told otherwise."""
    values: dict[str, object] = {
        "speaker": item.meeting.attendances.present().order_by("pk").first(),
        "order": item.speeches.count() + 1,
        "text": "建议进一步加大工作力度。",
        "checked_on": item.meeting.starts_on if checked else None,
        **fields,
    }
    return Speech.objects.create(item=item, **values)


def conclusion(of: Meeting, **fields: object) -> Conclusion:
    """A numbered decision of a chairpersons' meeting."""
    values: dict[str, object] = {"order": of.conclusions.count() + 1, "text": "同意有关方案，按程序办理。", **fields}
    return Conclusion.objects.create(meeting=of, **values)


def assigned(of: Meeting, *, due_on: date, to: Organ | None = None) -> Conclusion:
    """A decision with an organ and a day."""
    return conclusion(of, organ=to or factories.organ(), due_on=due_on)
