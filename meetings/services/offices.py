"""The offices of a person: since when, by which election, until when, and by which vote they ended."""

from dataclasses import dataclass
from datetime import date

from congress.official.numerals import date_text
from deputies.models import Mandate, Person, Seat
from meetings.models import Candidate, Resignation
from meetings.services import by_elections, resignations


@dataclass(frozen=True, slots=True)
class Office:
    """A mandate or seat in words, with the records that gave and ended it."""

    office: str
    starts_on: date
    ends_on: date | None
    origin: str
    elected_by: str = ""
    elected_path: str = ""
    end_reason: str = ""
    ended_by: str = ""
    ended_path: str = ""


def of(person: Person) -> list[Office]:
    """All that the person holds and held, the latest first."""
    chosen = Candidate.objects.filter(person=person, is_elected=True).select_related("by_election", "vote")
    given: dict[tuple[str, int], Candidate] = {}
    for row in chosen:
        if row.mandate_id is not None:
            given["mandate", row.mandate_id] = row
        if row.seat_id is not None:
            given["seat", row.seat_id] = row
    ended = _resignations(person)
    mandates = [_mandate(row, given, ended) for row in person.mandates.all()]
    seats = [_seat(row, given, ended) for row in person.seats.select_related("term")]
    return sorted((*mandates, *seats), key=lambda row: row.starts_on, reverse=True)


def _resignations(person: Person) -> dict[tuple[str, int], Resignation]:
    accepted = Resignation.objects.filter(status=Resignation.Status.ACCEPTED).select_related("vote")
    found: dict[tuple[str, int], Resignation] = {}
    for row in (accepted.filter(mandate__person=person) | accepted.filter(seat__person=person)).distinct():
        if row.mandate_id is not None:
            found["mandate", row.mandate_id] = row
        if row.seat_id is not None:
            found["seat", row.seat_id] = row
    return found


def _mandate(
    row: Mandate, given: dict[tuple[str, int], Candidate], ended: dict[tuple[str, int], Resignation]
) -> Office:
    place = f"（{row.constituency}）" if row.constituency else ""
    return Office(
        office=f"{row.get_level_display()}人大代表{place}",
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        origin="补选" if row.by_election else "选举",
        end_reason=row.get_end_reason_display(),
        **_elected(given.get(("mandate", row.pk))),
        **_ended(ended.get(("mandate", row.pk))),
    )


def _seat(row: Seat, given: dict[tuple[str, int], Candidate], ended: dict[tuple[str, int], Resignation]) -> Office:
    return Office(
        office=f"常委会{row.get_role_display()}（{row.term}）",
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        origin=row.get_origin_display(),
        end_reason=row.get_end_reason_display(),
        **_elected(given.get(("seat", row.pk))),
        **_ended(ended.get(("seat", row.pk))),
    )


def _elected(row: Candidate | None) -> dict[str, str]:
    if row is None:
        return {}
    votes = f"，得票{row.votes}" if row.votes is not None else ""
    words = f"{date_text(row.by_election.polling_on)}{votes}"
    return {"elected_by": words, "elected_path": by_elections.admin_path(row.by_election)}


def _ended(row: Resignation | None) -> dict[str, str]:
    if row is None or row.vote is None:
        return {}
    words = f"{date_text(row.vote.held_on)}表决，赞成{row.vote.yes}票"
    return {"ended_by": words, "ended_path": resignations.admin_path(row)}
