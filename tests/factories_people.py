"""Typed functions that make areas, groups, constituencies and contacts with defaults."""

from datetime import date
from itertools import count

from congress.models import Organ, User
from deputies.models import (
    AreaContact,
    CongressSession,
    Constituency,
    ContactLog,
    ContactPair,
    Councillor,
    Credential,
    DeputyGroup,
    DeputyProfile,
    GroupMember,
    LocalMeeting,
    Mandate,
    Person,
    PrivateDetails,
    ProfileChange,
    SessionAbsence,
    StreetPilot,
    Suspension,
)
from deputies.services import local_meetings
from tests import factories
from tests.factories_duty import deputy

_serial = count(1)
START = date(2022, 2, 1)
KINDS = Organ.Kind


def street(**fields: object) -> Organ:
    """A street's working committee."""
    number = next(_serial)
    return factories.organ(KINDS.STREET_WORKING_COMMITTEE, name=f"示例街道{number:03}人大工委", **fields)


def township(**fields: object) -> Organ:
    """A township's congress."""
    number = next(_serial)
    return factories.organ(KINDS.TOWNSHIP_CONGRESS, name=f"示例镇{number:03}人大", **fields)


def keeper(organ: Organ, role: str = "street_wc") -> User:
    """Somebody who keeps the work of an area."""
    return factories.user(role, organ=organ)


def group(kind: str = DeputyGroup.Kind.AREA, **fields: object) -> DeputyGroup:
    """A group of the term, not stored by a service."""
    values: dict[str, object] = {"name": f"示例第{next(_serial)}小组", "term": factories.term(), "starts_on": START}
    if kind == DeputyGroup.Kind.DELEGATION and "organ" not in fields:
        values["organ"] = street()
    return DeputyGroup.objects.create(kind=kind, **(values | fields))


def member(of: DeputyGroup, person: Person | None = None, **fields: object) -> GroupMember:
    """A membership that is not stored yet."""
    values: dict[str, object] = {"starts_on": START, **fields}
    return GroupMember(group=of, person=person or deputy(), **values)


def constituency(**fields: object) -> Constituency:
    """A constituency of the district with one seat."""
    values: dict[str, object] = {
        "term": factories.term(),
        "organ": fields.pop("organ", None) or street(),
        "name": f"示例第{next(_serial)}选区",
        "starts_on": date(2021, 10, 1),
        **fields,
    }
    return Constituency.objects.create(**values)


def credential(place: Constituency | None = None, **fields: object) -> Credential:
    """A candidate that is not stored yet."""
    where = place or constituency()
    return Credential(person=factories.person(), term=where.term, constituency=where, **fields)


def pair(keeper_: Person | None = None, **fields: object) -> ContactPair:
    """A member of the committee with a deputy, not stored yet."""
    values: dict[str, object] = {"kind": ContactPair.Kind.MEMBER_DEPUTY, "starts_on": START, **fields}
    if values["kind"] == ContactPair.Kind.MEMBER_DEPUTY:
        values.setdefault("deputy", deputy())
        keeper_ = keeper_ or factories.seat().person
    else:
        values = {"place": "示例社区", "voters": 10} | values
    return ContactPair(keeper=keeper_ or deputy(), **values)


def area(keeper_: Person | None = None, **fields: object) -> AreaContact:
    """A member of the committee with a street, not stored yet."""
    values: dict[str, object] = {"organ": fields.pop("organ", None) or street(), "starts_on": START, **fields}
    return AreaContact(keeper=keeper_ or factories.seat().person, **values)


def local_meeting(organ: Organ, kind: str, on: date, *, status: str = "held", **fields: object) -> LocalMeeting:
    """A meeting of a street or township."""
    values: dict[str, object] = {"title": "示例议题", **fields}
    return LocalMeeting.objects.create(organ=organ, kind=kind, held_on=on, status=status, **values)


def mandate(person: Person | None = None, **fields: object) -> Mandate:
    """The mandate of a deputy of the district."""
    return (person or deputy(**fields)).mandates.get()


def one_of_each() -> None:
    """A row in every register of this subject."""
    organ = street()
    member(group(DeputyGroup.Kind.DELEGATION, organ=organ)).save()
    credential(constituency(organ=organ)).save()
    row = pair()
    row.save()
    kept = area(organ=organ)
    kept.save()
    for of in ({"pair": row}, {"area": kept}):
        ContactLog.objects.create(made_on=factories.TODAY, note="示例", entered_by=factories.user(), **of)
    local_meeting(organ, LocalMeeting.Kind.STREET_COMMITTEE, factories.TODAY)
    keeper(organ)
    local_meetings.open_periods(actor=factories.user(), today=factories.TODAY)
    Councillor.objects.create(organ=organ, name="议事员001", origin="resident", starts_on=START)
    StreetPilot.objects.create(organ=organ, title="示例试点", starts_on=START)
    held = mandate()
    Suspension.objects.create(mandate=held, ground="charged", starts_on=factories.TODAY)
    PrivateDetails.objects.create(person=held.person, phone="13800000000")
    DeputyProfile.objects.create(person=held.person, title="示例单位职工")
    proposed = {"proposed_by": factories.user(), "proposed_on": factories.TODAY}
    ProfileChange.objects.create(person=held.person, title="示例单位职工", **proposed)
    session = CongressSession.objects.get_or_create(term=factories.term(), number=90, starts_on=START)[0]
    SessionAbsence.objects.create(mandate=held, session=session)
