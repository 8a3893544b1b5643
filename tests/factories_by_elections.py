"""Deputies, vacancies, by-elections and resignations for tests; a test names only what it is about."""

from collections.abc import Sequence
from datetime import date
from itertools import count

from congress.models import User
from deputies.models import Mandate, Person, Seat, Term
from meetings.models import Attendance, ByElection, Candidate, Meeting, Resignation, Vote
from meetings.services import by_elections, resignations
from tests import factories
from tests.factories import TODAY

START = date(2022, 2, 1)
#: a day on which an election planned on `TODAY` polls
POLLING = date(2026, 10, 28)

_serial = count(1)


def office() -> User:
    """Somebody of the working committee for deputies, who works on the desk."""
    account = factories.user("deputies_wc")
    account.is_staff = True
    account.save(update_fields=["is_staff"])
    return account


def mandate(
    holder: Person | None = None, *, level: str = Mandate.Level.DISTRICT, starts_on: date = START, **fields: object
) -> Mandate:
    """A mandate from the beginning of the term."""
    return Mandate.objects.create(
        person=holder or factories.person(), term=factories.term(), level=level, starts_on=starts_on, **fields
    )


def deputies(number: int, *, starts_on: date = START) -> list[Mandate]:
    """So many deputies of the district."""
    term = factories.term()
    people = [Person(name=f"代表{next(_serial) + 500:03}", is_illustrative=True) for _ in range(number)]
    for person in people:
        person.set_keys()
    Person.objects.bulk_create(people)
    rows = [Mandate(person=row, term=term, level=Mandate.Level.DISTRICT, starts_on=starts_on) for row in people]
    return Mandate.objects.bulk_create(rows)


def term(*, deputy_quota: int | None = 226, committee_quota: int | None = 27) -> Term:
    """The term with its fixed numbers."""
    row = factories.term()
    row.deputy_quota, row.committee_quota = deputy_quota, committee_quota
    row.save()
    return row


def by_election(
    *people: Person,
    procedure: str = ByElection.Procedure.VOTERS,
    places: int = 1,
    polling_on: date = POLLING,
    today: date = TODAY,
    is_historic: bool = False,
    **fields: object,
) -> ByElection:
    """A planned by-election in a constituency."""
    row = ByElection(
        procedure=procedure,
        term=factories.term(),
        constituency=f"第{next(_serial)}选区",
        places=places,
        polling_on=polling_on,
        **fields,
    )
    return by_elections.plan(row, people, actor=office(), today=today, is_historic=is_historic)


def published(*people: Person, on: date = date(2026, 10, 15), **fields: object) -> ByElection:
    """A by-election by voters whose candidates were published in time."""
    row = by_election(*people, **fields)
    by_elections.publish_candidates(row, on=on, actor=office())
    return row


def counted(row: ByElection, *, voters: int, returned: int, issued: int | None = None, spoiled: int = 0) -> ByElection:
    """The record with the papers of its count, not stored yet."""
    row.voters, row.ballots_returned, row.ballots_spoiled = voters, returned, spoiled
    row.ballots_issued = returned if issued is None else issued
    return row


def candidate(row: ByElection, person: Person) -> Candidate:
    """The candidacy of a person."""
    return row.candidates.get(person=person)


def committee(members: int = 27, *, kind: str = Meeting.Kind.STANDING_COMMITTEE, on: date = POLLING) -> Meeting:
    """An open meeting with all its members in the room, each a deputy of the district."""
    roles = [Seat.Role.CHAIR, Seat.Role.VICE_CHAIR] + [Seat.Role.MEMBER] * (members - 2)
    for place, row in enumerate(deputies(members)):
        Seat.objects.create(person=row.person, term=factories.term(), role=roles[place], starts_on=START)
    return opened(factories.meeting(kind, starts_on=on))


def opened(meeting: Meeting) -> Meeting:
    """The meeting in session, all members present."""
    if meeting.kind == Meeting.Kind.CONGRESS:
        people = Person.objects.filter(mandates__level=Mandate.Level.DISTRICT).distinct()
    else:
        people = Person.objects.filter(seats__isnull=False).distinct()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person=person, status=Attendance.Status.PRESENT) for person in people
    )
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.OPEN)
    meeting.refresh_from_db()
    return meeting


def vote(meeting: Meeting, yes: int, **fields: object) -> Vote:
    """The unsaved count of a secret vote: everybody else against."""
    present = meeting.attendances.present().count()
    tellers = [row.person for row in meeting.attendances.present().select_related("person").order_by("pk")[:2]]
    values: dict[str, object] = {
        "title": f"示例表决{next(_serial)}",
        "kind": Vote.Kind.RESIGNATION,
        "method": Vote.Method.SECRET_PAPER,
        "held_on": meeting.starts_on,
        "yes": yes,
        "no": present - yes,
        "issued": present,
        "returned": present,
        "counted_by": tellers[0],
        "overseen_by": tellers[1],
        **fields,
    }
    return Vote(meeting=meeting, **values)


def votes(meeting: Meeting, row: ByElection, yes: Sequence[int]) -> dict[Candidate, Vote]:
    """A vote on each candidate still standing, in the order of the names."""
    rows = list(row.candidates.filter(is_tied=True)) or list(row.candidates.all())
    return {each: vote(meeting, number, title="") for each, number in zip(rows, yes, strict=True)}


def resignation(office_held: Mandate | Seat, *, received_on: date = TODAY) -> Resignation:
    """A letter of resignation that was received."""
    key = "mandate" if isinstance(office_held, Mandate) else "seat"
    return resignations.receive(Resignation(received_on=received_on, **{key: office_held}), actor=office())
