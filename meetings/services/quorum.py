"""Who makes up a body on a day, how many of them must be there, and how many are.

More than half of all members in office for the committee and the chairpersons' meeting, two thirds of all deputies for
the congress (地方组织法 arts 14, 51; county rules). Those in office count, not those expected and not the seats.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from deputies.models import Mandate, Person, Seat
from meetings.models import AgendaItem, Attendance, Meeting


@dataclass(frozen=True, slots=True)
class Quorum:
    """Members in office, those in the room, and the smallest lawful number."""

    expected: int
    present: int
    needed: int
    rule: str

    @property
    def is_met(self) -> bool:
        """Enough are there; a body without members never has a quorum."""
        return self.expected > 0 and self.present >= self.needed

    @property
    def arithmetic(self) -> str:
        """The counts and the rule in a sentence."""
        return f"应到{self.expected}人，实到{self.present}人，{self.rule}即至少{self.needed}人"


def members_of(meeting: Meeting, *, on: date | None = None) -> QuerySet[Person]:
    """The people who belong to the meeting's body on a day (its first one); none for bodies without members."""
    day = on or meeting.starts_on
    if meeting.kind == Meeting.Kind.CONGRESS:
        deputies = Mandate.objects.in_office(on=day).filter(level=Mandate.Level.DISTRICT)
        return Person.objects.filter(pk__in=deputies.values("person"))
    seats = Seat.objects.in_office(on=day)
    if meeting.kind == Meeting.Kind.CHAIR_MEETING:
        seats = seats.chairpersons()
    elif meeting.kind != Meeting.Kind.STANDING_COMMITTEE:
        return Person.objects.none()
    return Person.objects.filter(pk__in=seats.values("person"))


def in_room(meeting: Meeting, *, item: AgendaItem | None = None, on: date | None = None) -> QuerySet[Attendance]:
    """Members in office on the day who were there for the item and not withdrawn from it: those who may vote."""
    members = members_of(meeting, on=on)
    return meeting.attendances.voting().present_at(item).filter(person__in=members.values("pk"))


def of(meeting: Meeting, *, item: AgendaItem | None = None, on: date | None = None) -> Quorum:
    """The quorum of a meeting at its opening, or when an item is dealt with."""
    expected = members_of(meeting, on=on).count()
    present = in_room(meeting, item=item, on=on).count()
    if meeting.kind == Meeting.Kind.CONGRESS:
        return Quorum(expected, present, -(-expected * 2 // 3), "须有全体代表的三分之二以上")
    return Quorum(expected, present, expected // 2 + 1, "须超过半数")


def check(meeting: Meeting, *, item: AgendaItem | None = None, on: date | None = None) -> Quorum:
    """Return the quorum; raise ValidationError with the arithmetic if it is missing.

    Bodies that do not vote have none to miss.
    """
    found = of(meeting, item=item, on=on)
    if meeting.kind in Meeting.VOTING and not found.is_met:
        article = "第十四条" if meeting.kind == Meeting.Kind.CONGRESS else "第五十一条"
        raise ValidationError(f"出席人数不足：{found.arithmetic}（《地方组织法》{article}）。")
    return found
