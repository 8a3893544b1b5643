"""Lists of people at a meeting: leaders by rank, members by strokes of the name, or as a clerk ordered them by hand.

Source: handbook §4.3 (姓名笔画; leaders' lists follow rank order).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.services import activity
from deputies.models import Seat
from meetings.models import Attendance, Meeting

#: those who belong to no rank of the committee stand behind those who do
_ROLE_RANK: Final = {Seat.Role.CHAIR: 0, Seat.Role.VICE_CHAIR: 1, Seat.Role.MEMBER: 2}
_NO_ROLE: Final = 9


@dataclass(frozen=True)
class Line:
    """One person on a list: the attendance, and the person's seat on the day."""

    attendance: Attendance
    seat: Seat | None

    @property
    def name(self) -> str:
        """The person's name."""
        return self.attendance.person.name

    @property
    def role(self) -> str:
        """主任, 副主任, 委员; for guests their post or organ."""
        if self.seat is not None:
            return str(self.seat.get_role_display())
        return self.attendance.title or str(self.attendance.organ or "")

    @property
    def with_post(self) -> str:
        """A guest as minutes list one: 代表001（区教育局局长）."""
        return f"{self.name}（{self.role}）" if self.role else self.name

    def place(self) -> tuple[object, ...]:
        """Where the line stands: by hand, else by rank, else by strokes."""
        order, seat = self.attendance.list_order, self.seat
        role = _ROLE_RANK[Seat.Role(seat.role)] if seat else _NO_ROLE
        rank = seat.rank if seat is not None and seat.role != Seat.Role.MEMBER else 0
        person = self.attendance.person
        return (order is None, order or 0, role, rank, person.stroke_key, person.name, person.pk)


def members(meeting: Meeting) -> list[Line]:
    """The members expected, chair and vice-chairs by rank, the others by strokes."""
    rows = list(meeting.attendances.voting().select_related("person", "organ"))
    held = Seat.objects.in_office(on=meeting.starts_on).filter(person__in=[row.person_id for row in rows])
    seats = {seat.person_id: seat for seat in held}
    return sorted((Line(row, seats.get(row.person_id)) for row in rows), key=Line.place)


def guests(meeting: Meeting) -> list[Line]:
    """Those who attend without vote: by hand, else by rank of their organ and strokes."""
    rows = meeting.attendances.exclude(capacity=Attendance.Capacity.MEMBER).select_related("person", "organ")
    kinds = list(Attendance.Capacity)

    def place(line: Line) -> tuple[object, ...]:
        row = line.attendance
        organ = row.organ.rank if row.organ else 10_000
        by_hand = (row.list_order is None, row.list_order or 0)
        return (*by_hand, kinds.index(Attendance.Capacity(row.capacity)), organ, row.person.stroke_key, row.person.pk)

    return sorted((Line(row, None) for row in rows), key=place)


def is_by_hand(meeting: Meeting) -> bool:
    """Whether a clerk set the order of the members."""
    return meeting.attendances.voting().filter(list_order__isnull=False).exists()


@transaction.atomic
def set_order(meeting: Meeting, names: Sequence[str], *, reason: str, actor: User) -> None:
    """Put the members in the order of `names`, which are all of theirs; no names: back to rank and strokes.

    Raises ValidationError without a reason, or naming who is missing or not on the list.
    """
    if not reason.strip():
        raise ValidationError({"reason": "调整名单顺序须写明理由。"})
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    lines = members(meeting)
    typed = [name.strip() for name in names if name.strip()]
    if typed:
        _check_names(typed, [line.name for line in lines])
    # Of two people of one name the one who stood first stays first.
    waiting = {name: [line.attendance for line in lines if line.name == name] for name in set(typed)}
    meeting.attendances.voting().update(list_order=None)
    for place, name in enumerate(typed, start=1):
        row = waiting[name].pop(0)
        row.list_order = place
        row.save(update_fields=["list_order"])
    verb = "调整名单顺序" if typed else "恢复名单顺序"
    activity.record(actor, verb, meeting, reason=reason.strip(), path=f"/admin/meetings/meeting/{meeting.pk}/change/")


def _check_names(typed: Sequence[str], known: Sequence[str]) -> None:
    missing, strange = Counter(known) - Counter(typed), Counter(typed) - Counter(known)
    problems = []
    if strange:
        problems.append(f"不在本次会议组成人员名单中或重复：{'、'.join(strange.elements())}")
    if missing:
        problems.append(f"名单中缺：{'、'.join(missing.elements())}")
    if problems:
        raise ValidationError({"names": f"{'；'.join(problems)}。"})
