"""Records of attendance, leave and the gallery for tests."""

from datetime import date, timedelta
from itertools import count

from congress.models import User
from deputies.models import Seat
from meetings.models import Attendance, Gallery, Leave, Meeting, ObserverApplication
from meetings.services import gallery, leaves, meetings
from tests import factories

_serial = count(1)


def committee(members: int = 3) -> list[Seat]:
    """Seats in office: the first one is the chair's."""
    has_chair = Seat.objects.filter(role=Seat.Role.CHAIR).exists()
    return [factories.seat(Seat.Role.MEMBER if number or has_chair else Seat.Role.CHAIR) for number in range(members)]


def scheduled(actor: User, *, members: int = 3, items: int = 3, **fields: object) -> Meeting:
    """A dated meeting of the committee whose members are expected, with an agenda; today unless told otherwise."""
    if not Seat.objects.exists():
        committee(members)
    values: dict[str, object] = {"starts_on": factories.TODAY, **fields}
    meeting = factories.meeting(**values)
    for _ in range(items):
        factories.item(meeting)
    meetings.schedule(meeting, actor=actor, today=factories.TODAY)
    return meeting


def row(meeting: Meeting, user: User, **fields: object) -> Attendance:
    """A row of a meeting for somebody who has an account."""
    known = getattr(user, "person", None)
    return Attendance.objects.create(meeting=meeting, person=known or factories.person(account=user), **fields)


def leave(attendance: Attendance, *, actor: User | None = None, kind: str = "health", note: str = "") -> Leave:
    """A request for leave that waits."""
    return leaves.request_leave(attendance, reason_kind=kind, note=note, actor=actor or factories.user("sc_member"))


def opened_gallery(meeting: Meeting | None = None, *, seats: int = 2, today: date = factories.TODAY) -> Gallery:
    """A gallery open for sign-up."""
    return Gallery.objects.create(
        meeting=meeting or factories.meeting(status=Meeting.Status.NOTICED),
        seats=seats,
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=5),
    )


def application(of: Gallery, *, name: str = "示例市民", phone: str = "") -> ObserverApplication:
    """A citizen's application."""
    number = next(_serial)
    return gallery.apply(
        of, name=name, phone=phone or f"138{number:08}", on=factories.TODAY, actor=User.objects.system()
    )
