"""Records around acts: carried votes, acts with an execution, matters of weight, assignments, talks."""

from datetime import date, timedelta
from itertools import count

from congress.models import Organ
from deputies.models import Person
from meetings.models import (
    Act,
    Attendance,
    Conclusion,
    DeputyTalk,
    MajorMatter,
    Meeting,
    TalkPoint,
    Vote,
)
from meetings.services import acts, conclusions, major_matters
from supervision.models import FollowUp
from supervision.services import follow_ups
from tests import factories
from tests.factories import TODAY

_serial = count(1)


def committee(size: int = 20, *, starts_on: date = date(2022, 2, 1)) -> list[Person]:
    """Members of the standing committee in office."""
    return [factories.seat(starts_on=starts_on).person for _ in range(size)]


def vote(of: Meeting | None = None, *, kind: str = Vote.Kind.ACT, yes: int = 18, **fields: object) -> Vote:
    """A counted vote of twenty members present out of twenty-one in office; carried unless told otherwise."""
    meeting = of or factories.meeting(starts_on=TODAY)
    number = next(_serial)
    values: dict[str, object] = {"title": f"示例表决{number:03}", "held_on": meeting.starts_on, **fields}
    return Vote.objects.create(
        meeting=meeting,
        kind=kind,
        method=Vote.Method.ELECTRONIC,
        basis_total=21,
        quorum=11,
        present=20,
        yes=yes,
        no=20 - yes,
        passed=yes * 2 > 21,
        recorded_by=factories.user("office"),
        **values,
    )


def new_act(of: Meeting, **fields: object) -> Act:
    """An act that is not stored yet."""
    number = next(_serial)
    values: dict[str, object] = {
        "kind": Act.Kind.DECISION,
        "title": f"关于示例事项{number:03}的决定",
        "adopted_on": of.starts_on,
        "text": "一、决定开展示例工作。\n二、自通过之日起施行。",
        **fields,
    }
    return Act(meeting=of, **values)


def act(*, organ: Organ | None = None, due_on: date | None = None, **fields: object) -> Act:
    """An act that a vote carried; with an organ and a day it owes a report on its execution."""
    meeting = factories.meeting(starts_on=TODAY)
    row = new_act(meeting, executing_organ=organ, execution_due_on=due_on, **fields)
    return acts.adopt(row, vote=vote(meeting), actor=factories.user("office"), today=TODAY)


def act_follow_up(*, due_on: date = TODAY + timedelta(days=60), to: Organ | None = None) -> FollowUp:
    """An act in the hands of its organ."""
    organ = to or factories.organ()
    row = act(organ=organ, due_on=due_on)
    watcher = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    return follow_ups.hand_over_act(
        row, [organ], committee=watcher, on=TODAY, actor=factories.user("office"), today=TODAY
    )[0]


def government() -> Organ:
    """The district's government."""
    return factories.organ(Organ.Kind.GOVERNMENT)


def new_matter(**fields: object) -> MajorMatter:
    """A matter from the government, not stored yet."""
    number = next(_serial)
    values: dict[str, object] = {
        "title": f"示例重大事项{number:03}",
        "category": MajorMatter.Category.PROJECT,
        "mode": MajorMatter.Mode.DECIDE,
        "sponsor": "government",
        "received_on": TODAY,
        **fields,
    }
    if values["sponsor"] == "government" and "organ" not in values:
        values["organ"] = government()
    return MajorMatter(**values)


def matter(**fields: object) -> MajorMatter:
    """A matter that was received."""
    return major_matters.receive(new_matter(**fields), actor=factories.user("office"), today=TODAY)


def chair_meeting(*, on: date = TODAY, status: str = Meeting.Status.CLOSED, **fields: object) -> Meeting:
    """A chairpersons' meeting that was held."""
    return factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=on, status=status, **fields)


def conclusion(
    *, of: Meeting | None = None, due_on: date | None = TODAY + timedelta(days=20), **fields: object
) -> Conclusion:
    """An assignment of a chairpersons' meeting, not handed out yet."""
    meeting = of or chair_meeting()
    values: dict[str, object] = {"order": 1, "text": "由承办机关修改完善方案。", "organ": factories.organ(), **fields}
    return Conclusion.objects.create(meeting=meeting, due_on=due_on, **values)


def assignment(**fields: object) -> Conclusion:
    """An assignment that its organ owes."""
    row = conclusion(**fields)
    conclusions.assign_all(row.meeting, actor=factories.user("office"), today=TODAY)
    row.refresh_from_db()
    return row


def guest(of: Meeting, *, status: str = Attendance.Status.PRESENT, person: Person | None = None) -> Attendance:
    """A deputy invited to a meeting, who came."""
    return Attendance.objects.create(
        meeting=of,
        person=person or factories.person(),
        capacity=Attendance.Capacity.INVITED_DEPUTY,
        status=status,
    )


def talk_point(*, organ: Organ | None = None, raised_by: Attendance | None = None) -> TalkPoint:
    """A point that a deputy raised at a talk."""
    meeting = raised_by.meeting if raised_by else factories.meeting(starts_on=TODAY - timedelta(days=3))
    talk = DeputyTalk.objects.create(meeting=meeting, held_on=meeting.starts_on)
    who = raised_by or guest(meeting)
    talk.participants.add(who)
    return TalkPoint.objects.create(talk=talk, order=1, raised_by=who, text="建议加快示例工程进度。", organ=organ)
