"""Typed functions that make records with defaults; a test names only what it is about."""

from datetime import date, timedelta
from itertools import count

from django.contrib.auth.models import Group

from congress.models import Organ, User
from congress.publishing import Content, Publishable
from congress.roles import ROLES
from congress.services import publication
from congress.services.rechecks import Shown
from deputies.models import Person, Seat, Term
from meetings.models import AgendaItem, Meeting, OpinionPaper, OpinionPoint
from meetings.services import opinions
from supervision.models import FollowUp, SpecialReport
from supervision.services import follow_ups, reports

#: a Wednesday in the middle of a term, with confirmed working days around it
TODAY = date(2026, 9, 16)
ADDRESS = "someone@example.test"

_serial = count(1)
_STAFF = {role.code for role in ROLES if role.is_staff}


def user(
    *roles: str, organ: Organ | None = None, display_name: str = "", email: str = ADDRESS, **fields: object
) -> User:
    """An account holding `roles`; staff when a role is."""
    number = next(_serial)
    account = User.objects.create_user(
        username=f"user{number}",
        email=email,
        display_name=display_name or f"用户{number:03}",
        organ=organ,
        is_staff=bool(_STAFF & set(roles)),
        **fields,
    )
    account.groups.set(Group.objects.filter(name__in=roles))
    return account


def organ(kind: str = Organ.Kind.GOVERNMENT_DEPARTMENT, **fields: object) -> Organ:
    """A body; a government department unless told otherwise."""
    number = next(_serial)
    values: dict[str, object] = {"code": f"organ-{number}", "name": f"示例机关{number:03}", **fields}
    return Organ.objects.create(kind=kind, **values)


def term(number: int = 10, *, starts_on: date = date(2022, 2, 1), ends_on: date | None = date(2027, 1, 31)) -> Term:
    """The term that holds `TODAY`."""
    return Term.objects.get_or_create(number=number, defaults={"starts_on": starts_on, "ends_on": ends_on})[0]


def person(name: str = "", **fields: object) -> Person:
    """An illustrative person."""
    row = Person(name=name or f"代表{next(_serial):03}", is_illustrative=True, **fields)
    row.set_keys()
    row.save()
    return row


def seat(
    role: str = Seat.Role.MEMBER,
    *,
    starts_on: date = date(2022, 2, 1),
    ends_on: date | None = None,
    holder: Person | None = None,
) -> Seat:
    """A seat of the standing committee."""
    return Seat.objects.create(person=holder or person(), term=term(), role=role, starts_on=starts_on, ends_on=ends_on)


def meeting(kind: str = Meeting.Kind.STANDING_COMMITTEE, *, starts_on: date | None = None, **fields: object) -> Meeting:
    """A planned meeting thirty days from `TODAY`."""
    day = starts_on or TODAY + timedelta(days=30)
    values: dict[str, object] = {"term": term(), "ends_on": day, **fields}
    return Meeting.objects.create(kind=kind, starts_on=day, **values)


def item(of: Meeting | None = None, **fields: object) -> AgendaItem:
    """An agenda item, next in order."""
    where = of or meeting()
    values: dict[str, object] = {"title": f"示例议程{next(_serial)}", "order": where.items.count() + 1, **fields}
    return AgendaItem.objects.create(meeting=where, **values)


def report(
    *,
    at: Meeting | None = None,
    by: Organ | None = None,
    actor: User | None = None,
    today: date = TODAY,
    **fields: object,
) -> SpecialReport:
    """A special work report on the agenda of a meeting that has not opened."""
    agenda = item(at, title=f"关于示例工作{next(_serial)}情况的报告")
    row = SpecialReport(
        item=agenda, organ=by or organ(), working_committee=organ(Organ.Kind.WORKING_COMMITTEE), **fields
    )
    reports.start(row, actor=actor or user("office"), today=today)
    return row


def opinion_paper(*, points: int = 2, heard_on: date = TODAY - timedelta(days=20), **fields: object) -> OpinionPaper:
    """A drafted opinion paper on a report that was heard."""
    values: dict[str, object] = {
        "item": item(
            meeting(starts_on=heard_on, status=Meeting.Status.CLOSED),
            reporting_organ=organ(),
            status=AgendaItem.Status.NOTED,
        ),
        "title": f"关于示例工作{next(_serial)}情况报告的审议意见",
        "working_committee": organ(Organ.Kind.WORKING_COMMITTEE),
        **fields,
    }
    paper = OpinionPaper.objects.create(**values)
    for order in range(1, points + 1):
        OpinionPoint.objects.create(paper=paper, order=order, text=f"示例意见第{order}条")
    return paper


def letter(*, points: int = 2, **fields: object) -> OpinionPaper:
    """A drafted letter of opinion that rests on no item of an agenda."""
    values: dict[str, object] = {
        "kind": OpinionPaper.Kind.LETTER,
        "title": f"关于示例工作{next(_serial)}的意见建议函",
        "occasion": "对示例工作进行了视察",
        "occasion_on": TODAY - timedelta(days=10),
        "addressee": organ(),
        "working_committee": organ(Organ.Kind.WORKING_COMMITTEE),
        **fields,
    }
    rows = [(f"示例建议第{order}条", None) for order in range(1, points + 1)]
    return opinions.begin(OpinionPaper(**values), rows, actor=user("wc_officer"))


def adopted_paper(*, on: date = TODAY, points: int = 2) -> OpinionPaper:
    """An opinion paper that the chairpersons' meeting of `on` adopted."""
    paper = opinion_paper(points=points, heard_on=on - timedelta(days=20))
    opinions.submit(paper, actor=user("office"))
    opinions.adopt(
        paper,
        meeting=meeting(Meeting.Kind.CHAIR_MEETING, starts_on=on, status=Meeting.Status.CLOSED),
        on=on,
        actor=user("sc_chair"),
        today=on,
    )
    return paper


#: what shows that a matter may be closed
SHOWN = Shown(place="示例现场")


def follow_up(*, on: date = TODAY, due_on: date | None = None, to: Organ | None = None, points: int = 2) -> FollowUp:
    """An adopted opinion paper in the hands of an organ."""
    paper = adopted_paper(on=on, points=points)
    return follow_ups.hand_over(paper, [to or organ()], on=on, due_on=due_on, actor=user("office"), today=on)[0]


def published(record: Publishable, content: Content, *, kind: str = "示例", path: str = "/") -> Publishable:
    """The record with readable copies of `content` for deputies and for society."""
    office, reviewer, chair = user("office"), user("reviewer"), user("sc_chair")
    duty = publication.Duty(kind=kind, title=content["title"], basis="示例依据", path=path)
    publication.require(record, duty, since=TODAY, actor=office)
    for row in (record.deputies_duty, record.society_duty):
        assert row is not None
        publication.prepare(row, content=content, actor=office)
        publication.redact(row, content=content, files=[], actor=reviewer)
        publication.approve(row, actor=chair)
        publication.publish(row, actor=reviewer)
    return record
