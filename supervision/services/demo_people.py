"""Groups, contacts and streets of the demonstration; every name says that it is an example."""

from datetime import date, time, timedelta

from django.utils import timezone

from congress.models import Organ, User
from deputies.models import (
    AreaContact,
    Constituency,
    ContactLog,
    ContactPair,
    Councillor,
    DeputyGroup,
    GroupMember,
    LocalMeeting,
    Mandate,
    Person,
    ReceptionSlot,
    Seat,
    Station,
    StationAssignment,
    Term,
)
from deputies.services import (
    constituencies,
    contacts,
    groups,
    local_meetings,
    opinion_intake,
    opinion_lists,
    receptions,
    seats,
    stations,
)
from supervision.services import demo_duty

DEPUTIES = 12


def build(*, term: Term, street: Organ, township: Organ, actor: User, today: date) -> None:
    """Two delegations and a professional group, deputies of a street and a township, their contacts and meetings."""
    start = term.starts_on
    places = [
        constituencies.keep(
            Constituency(
                term=term, organ=organ, name=f"示例第{number}选区", seats=3, starts_on=start, illustrative=["*"]
            ),
            actor=actor,
        )
        for number, organ in enumerate((street, street, township, township), 1)
    ]
    delegations = {
        organ.pk: groups.keep(_group(DeputyGroup.Kind.DELEGATION, name, term, organ=organ), actor=actor)
        for organ, name in ((street, "示例街道代表团"), (township, "示例镇代表团"))
    }
    finance = groups.keep(
        _group(DeputyGroup.Kind.PROFESSIONAL, "示例财经专业小组", term, field="财政经济"), actor=actor
    )
    people = []
    for number in range(DEPUTIES):
        place = places[number % len(places)]
        person = _person(f"代表{number + 2:03}（示例）")
        seats.start_mandate(
            Mandate(person=person, term=term, level="district", elected_in=place, starts_on=start), actor=actor
        )
        role = GroupMember.Role.CONVENER if number in (0, 2) else GroupMember.Role.MEMBER
        _join(delegations[place.organ_id], person, start, actor, role)
        people.append(person)
    for number, person in enumerate(people[:4]):
        role = GroupMember.Role.CONVENER if number == 0 else GroupMember.Role.MEMBER
        _join(finance, person, start, actor, role)
    _contacts(people, street, actor=actor, today=today)
    _station(street, people, actor=actor, today=today)
    _street(street, township, actor=actor, today=today)
    demo_duty.build(street, people, actor=actor, today=today)


def _group(kind: str, name: str, term: Term, **fields: object) -> DeputyGroup:
    return DeputyGroup(kind=kind, name=name, term=term, starts_on=term.starts_on, illustrative=["*"], **fields)


def _person(name: str) -> Person:
    person = Person(name=name, is_illustrative=True)
    person.set_keys()
    person.save()
    return person


def _join(group: DeputyGroup, person: Person, start: date, actor: User, role: str) -> None:
    groups.join(GroupMember(group=group, person=person, role=role, starts_on=start, illustrative=["*"]), actor=actor)


def _contacts(people: list[Person], street: Organ, *, actor: User, today: date) -> None:
    first = today - timedelta(days=200)
    keepers = [row.person for row in Seat.objects.in_office(on=first).by_rank().select_related("person")[:3]]
    for keeper, deputy in zip(keepers, people, strict=False):
        row = ContactPair(kind="member_deputy", keeper=keeper, deputy=deputy, starts_on=first, illustrative=["*"])
        contacts.keep_pair(row, actor=actor)
    if keepers:
        area = AreaContact(keeper=keepers[0], organ=street, starts_on=first, illustrative=["*"])
        contacts.keep_area(area, actor=actor)
    own = Mandate.objects.in_office(on=first).filter(person__account__isnull=False).select_related("person").first()
    if own is None:
        return
    voters = ContactPair(
        kind="deputy_voters", keeper=own.person, place="示例社区", voters=12, starts_on=first, illustrative=["*"]
    )
    contacts.keep_pair(voters, actor=actor)
    log = ContactLog(pair=voters, made_on=today - timedelta(days=9), people=3, note="（示例）走访三户，反映停车问题。")
    contacts.log(log, actor=own.person.account or actor, today=today)


def _station(street: Organ, people: list[Person], *, actor: User, today: date) -> None:
    """The street's station with its deputies, a reception to come, and a letter that waits."""
    first = today - timedelta(days=200)
    station = stations.register(
        Station(
            code="demo-street",
            name="示例街道代表联络站",
            organ=street,
            address="示例路100号",
            opened_on=first,
            illustrative=["*"],
        ),
        actor=actor,
    )
    here = Mandate.objects.filter(person__in=people, elected_in__organ=street).select_related("person")
    for mandate in here.order_by("pk"):
        belongs = StationAssignment(station=station, mandate=mandate, starts_on=first)
        stations.assign(belongs, actor=actor)
    slot = ReceptionSlot(
        station=station,
        held_on=today + timedelta(days=8),
        starts_at=time(9),
        ends_at=time(11),
        theme="（示例）社区停车",
        illustrative=["*"],
    )
    receptions.plan(slot, [receptions.HostLine(people[0], illustrative=["*"])], actor=actor, today=today)
    receptions.publish([slot], on=today, actor=actor)
    opinion_lists.prepare()
    letter = opinion_intake.Letter("（示例）示例路路口的路灯已经三天不亮，晚上看不清。", "示例路")
    row, _ = opinion_intake.receive(
        letter, station=station, deputy=None, at=timezone.now(), on=today, actor=User.objects.system()
    )
    row.illustrative = ["*"]
    row.save(update_fields=["illustrative"])


def _street(street: Organ, township: Organ, *, actor: User, today: date) -> None:
    kinds = LocalMeeting.Kind
    for organ, kind, days in ((street, kinds.STREET_COMMITTEE, 100), (township, kinds.PRESIDIUM, 40)):
        held = today - timedelta(days=days)
        row = LocalMeeting(organ=organ, kind=kind, title="（示例）研究示例工作", held_on=held, illustrative=["*"])
        local_meetings.keep(row, actor=actor)
        local_meetings.hold(row, on=held, attendees=9, note="（示例）", actor=actor, today=today)
    for number in range(1, 4):
        councillor = Councillor(
            organ=street,
            name=f"议事员{number:03}（示例）",
            origin=Councillor.Origin.RESIDENT,
            community="示例社区",
            starts_on=today - timedelta(days=300),
            is_illustrative=True,
        )
        local_meetings.keep_councillor(councillor, actor=actor)
    local_meetings.open_periods(actor=actor, today=today)
