"""Meetings in session with members in the room, and counts to record."""

from datetime import date, timedelta
from typing import Any

from congress.models import User
from deputies.models import Mandate, Person, Seat
from meetings.models import AgendaItem, Assessment, Attendance, Meeting, Vote
from meetings.services import meetings, votes
from tests import factories

DAY = factories.TODAY + timedelta(days=30)


def people(number: int) -> list[Person]:
    """Illustrative people, as many as asked for, in one statement."""
    rows = [Person(name=f"代表{place:03}", is_illustrative=True) for place in range(1, number + 1)]
    for row in rows:
        row.set_keys()
    return Person.objects.bulk_create(rows)


def committee(members: int) -> list[Person]:
    """A standing committee of so many: a chair, then members."""
    found = people(members)
    Seat.objects.bulk_create(
        Seat(
            person=person,
            term=factories.term(),
            role=Seat.Role.CHAIR if place == 0 else Seat.Role.MEMBER,
            starts_on=date(2022, 2, 1),
        )
        for place, person in enumerate(found)
    )
    return found


def congress(deputies: int) -> list[Person]:
    """A congress of so many deputies of the district."""
    found = people(deputies)
    Mandate.objects.bulk_create(
        Mandate(person=person, term=factories.term(), level=Mandate.Level.DISTRICT, starts_on=date(2022, 2, 1))
        for person in found
    )
    return found


def in_session(
    members: int = 27,
    present: int = 25,
    *,
    kind: str = Meeting.Kind.STANDING_COMMITTEE,
    status: str = Meeting.Status.OPEN,
    **fields: Any,
) -> Meeting:
    """A meeting in session: so many members in office, so many of them in the room."""
    if kind == Meeting.Kind.CONGRESS:
        congress(members)
    else:
        committee(members)
    meeting = factories.meeting(kind, starts_on=DAY, status=status, **fields)
    meetings.expect_members(meeting)
    seated = meeting.attendances.order_by("pk").values("pk")[:present]
    Attendance.objects.filter(pk__in=seated).update(status=Attendance.Status.PRESENT)
    return meeting


def item(meeting: Meeting, **fields: Any) -> AgendaItem:
    """An item that was adopted and is to be voted on."""
    values = {"status": AgendaItem.Status.ADOPTED, "is_for_vote": True, "kind": AgendaItem.Kind.ACT, **fields}
    return factories.item(meeting, **values)


def unsaved(meeting: Meeting, of: AgendaItem | None = None, **fields: Any) -> Vote:
    """A vote to record: electronic, on a decision, with the counts named."""
    about = of or item(meeting)
    values: dict[str, Any] = {"kind": Vote.Kind.ACT, "title": about.title, "held_on": DAY, **fields}
    return Vote(meeting=meeting, item=about, **values)


def paper(meeting: Meeting, of: AgendaItem | None = None, **fields: Any) -> Vote:
    """A secret ballot on paper with two tellers from the room."""
    seated = [row.person for row in meeting.attendances.filter(status="present").order_by("pk")[:2]]
    values: dict[str, Any] = {
        "method": Vote.Method.SECRET_PAPER,
        "counted_by": seated[0],
        "overseen_by": seated[1],
        **fields,
    }
    return unsaved(meeting, of, **values)


def recorded(meeting: Meeting, of: AgendaItem | None = None, *, actor: User | None = None, **fields: Any) -> Vote:
    """A recorded vote; all in the room in favour unless the counts are named."""
    vote = unsaved(meeting, of, **fields)
    if not {"yes", "no", "abstain", "not_cast"} & fields.keys():
        vote.yes = meeting.attendances.present().voting().count()
    return votes.record(vote, actor=actor or factories.user("office"))


def assessment(meeting: Meeting, of: AgendaItem | None = None, **fields: Any) -> Assessment:
    """An unsaved assessment: electronic, in three grades, with the counts named."""
    about = of or item(meeting, kind=AgendaItem.Kind.SPECIAL_REPORT, is_for_vote=False)
    values: dict[str, Any] = {"title": about.title, "held_on": DAY, **fields}
    return Assessment(meeting=meeting, item=about, **values)


def seated(meeting: Meeting) -> list[Attendance]:
    """Those in the room."""
    return list(meeting.attendances.present().voting().select_related("person").order_by("pk"))
