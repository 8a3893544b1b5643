"""Inspections, visits and research at any step, for tests."""

from datetime import date, timedelta
from itertools import count

from congress.models import Organ, User
from deputies.models import Mandate, Person, Seat
from meetings.models import AgendaItem, Meeting
from supervision.models import InspectionSite, LegalInstrument, Oversight
from supervision.services import inspections
from tests import factories

TODAY = factories.TODAY
#: two months ahead: there is time for the notice
STARTS = TODAY + timedelta(days=60)

_serial = count(1)


def outing(kind: str = Oversight.Kind.VISIT, *, organs: int = 1, **fields: object) -> Oversight:
    """A planned visit with its organ and working committee."""
    values: dict[str, object] = {
        "kind": kind,
        "title": f"示例活动{next(_serial)}",
        "starts_on": TODAY,
        "working_committee": factories.organ(Organ.Kind.WORKING_COMMITTEE),
        **fields,
    }
    row = Oversight.objects.create(**values)
    for _ in range(organs):
        row.overseen.create(organ=factories.organ())
    return row


def inspection(*, organs: int = 1, starts_on: date = STARTS, **fields: object) -> Oversight:
    """A planned inspection with programme, law and organ."""
    row = outing(
        Oversight.Kind.INSPECTION,
        organs=organs,
        starts_on=starts_on,
        **{"programme": "检查示例法的实施情况。", "ends_on": starts_on + timedelta(days=9), **fields},
    )
    row.instruments.add(LegalInstrument.objects.create(title=f"示例条例{next(_serial)}", kind="local_regulation"))
    return row


def chair_meeting() -> Meeting:
    """A chairpersons' meeting of today that was held."""
    return factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=Meeting.Status.CLOSED)


def inspection_item(**fields: object) -> AgendaItem:
    """An item of the standing committee's meeting that hears an inspection report."""
    return factories.item(
        factories.meeting(), **{"kind": AgendaItem.Kind.INSPECTION_REPORT, "title": "执法检查报告", **fields}
    )


def leader(row: Oversight, *, account: User | None = None) -> Person:
    """A vice-chair who leads the inspection's first group."""
    person = factories.seat(Seat.Role.VICE_CHAIR, holder=factories.person(account=account)).person
    group = row.groups.first() or row.groups.create(name="第一组")
    row.participants.create(person=person, group=group, role="leader", capacity="committee")
    return person


def member(row: Oversight, *, account: User | None = None, level: str = "district") -> Person:
    """A deputy of the inspection's first group."""
    person = factories.person(account=account)
    Mandate.objects.create(person=person, level=level, starts_on=date(2022, 2, 1))
    group = row.groups.first() or row.groups.create(name="第一组")
    row.participants.create(person=person, group=group, level=level)
    return person


def adopted(**fields: object) -> Oversight:
    """An inspection whose programme the chairpersons' meeting adopted."""
    row = inspection(**fields)
    inspections.adopt_programme(row, meeting=chair_meeting(), actor=factories.user("office"), today=TODAY)
    return row


def notified(**fields: object) -> Oversight:
    """An inspection of which the organs were told."""
    row = adopted(**fields)
    leader(row)
    actor = factories.user("office")
    inspections.form_group(row, actor=actor)
    inspections.notify(row, on=TODAY, actor=actor, today=TODAY)
    return row


def in_the_field(**fields: object) -> Oversight:
    """An inspection under way, as seen on its first day."""
    row = notified(**fields)
    inspections.start_fieldwork(row, actor=factories.user("office"), today=row.starts_on)
    return row


def reported(*, suggestions: int = 2) -> Oversight:
    """An inspection whose report stands, with its findings."""
    row = in_the_field()
    for order in range(1, suggestions + 1):
        row.findings.create(order=order, problem=f"问题{order}", cause="原因", suggestion=f"建议{order}")
    row.report = "实施情况总体良好。"
    row.save()
    inspections.draft_report(row, on=row.starts_on, actor=factories.user("office"), today=row.starts_on)
    return row


def site(row: Oversight, *, place: str = "", is_unannounced: bool = False, **fields: object) -> InspectionSite:
    """A place of an inspection on its first day."""
    values: dict[str, object] = {"place": place or f"地点{next(_serial)}", "visits_on": row.starts_on, **fields}
    return InspectionSite.objects.create(oversight=row, is_unannounced=is_unannounced, **values)
