"""Announcements of mandates that ended and by-elections: fixed number, before, each change, now, vacancies.

Source: DL25 art 63; EL20 art 55; handbook §2(m).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError

from congress.official.numerals import date_text
from deputies.models import Mandate, Seat, Term
from deputies.services import vacancies
from meetings.models import Announcement, ByElection, Candidate, Meeting, Resignation
from meetings.services import announcements, letterhead

Procedure = ByElection.Procedure


@dataclass(frozen=True)
class Changes:
    """What one announcement makes known."""

    by_elections: Sequence[ByElection] = ()
    resignations: Sequence[Resignation] = ()
    #: mandates that ended for another reason than a resignation listed here
    ends: Sequence[Mandate] = field(default_factory=tuple)


def build(term: Term, changes: Changes, *, on: date, meeting: Meeting | None = None) -> Announcement:
    """The announcement, not stored yet; `announcements.issue` numbers it."""
    paragraphs = [*_district(term, changes, on), *_city(changes), *_committee(term, changes, on)]
    kind, what = _kind(changes)
    return Announcement(
        kind=kind,
        title=f"{letterhead.committee_name(on)}关于{what}的公告"[:200],
        meeting=meeting,
        issued_on=on,
        text=announcements.framed(*paragraphs),
    )


def link(announcement: Announcement, changes: Changes) -> None:
    """Note on a stored announcement which ends of mandates it makes known; each is announced once (DL25 art 63).

    Call it inside the transaction that issues. Raises ValidationError naming the one that was announced before.
    """
    ended = {row.pk: row for row in (*changes.ends, *(row.mandate for row in changes.resignations if row.mandate))}
    earlier = Announcement.objects.filter(mandates__in=ended).prefetch_related("mandates__person").first()
    if earlier is not None:
        told = next(row for row in earlier.mandates.all() if row.pk in ended)
        raise ValidationError(f"{told}的终止已于{date_text(earlier.issued_on)}公告，不能重复公告。")
    announcement.mandates.set(ended)


def _kind(changes: Changes) -> tuple[str, str]:
    if changes.by_elections:
        seats_only = all(row.procedure == Procedure.CONGRESS for row in changes.by_elections)
        return Announcement.Kind.BY_ELECTION, "补选常委会组成人员" if seats_only else "补选代表"
    if changes.resignations:
        seats_only = all(row.seat_id for row in changes.resignations)
        return Announcement.Kind.RESIGNATION, "接受常委会组成人员辞职" if seats_only else "接受代表辞职"
    return Announcement.Kind.MANDATE_END, "代表资格终止"


def _mandates(changes: Changes, level: str) -> list[Mandate]:
    resigned = [row.mandate for row in changes.resignations if row.mandate is not None]
    listed = {row.pk: row for row in (*changes.ends, *resigned)}
    return [row for row in listed.values() if row.level == level]


def _elected(changes: Changes, procedure: str) -> list[Candidate]:
    chosen = [row.pk for row in changes.by_elections if row.procedure == procedure]
    rows = Candidate.objects.filter(by_election__in=chosen, is_elected=True)
    return list(rows.select_related("person", "by_election").order_by("person__stroke_key", "person__name"))


def _end_sentence(mandate: Mandate) -> str:
    who = f"{mandate.person}（{mandate.constituency}）" if mandate.constituency else str(mandate.person)
    day = date_text(mandate.ends_on) if mandate.ends_on else ""
    if mandate.end_reason == Mandate.EndReason.DEATH:
        return f"{who}去世，其代表资格自{day}起自然终止。"
    return f"{who}因{mandate.get_end_reason_display()}，其代表资格于{day}终止。"


def _figures(found: vacancies.Standing, *, started: int, ended: int) -> tuple[str, str]:
    """What stood before the changes and what stands after them; without a fixed number only who is in office."""
    before = found.in_office - started + ended
    if found.quota is None:
        return f"原有{before}名。", f"现有{found.in_office}名。"
    return (
        f"名额{found.quota}名，原有{before}名。",
        f"现有{found.in_office}名，缺额{found.vacancies}名。",
    )


def _district(term: Term, changes: Changes, on: date) -> list[str]:
    ended, elected = _mandates(changes, Mandate.Level.DISTRICT), _elected(changes, Procedure.VOTERS)
    if not ended and not elected:
        return []
    found = vacancies.deputies_after(term, on=on)
    before, after = _figures(found, started=len(elected), ended=len(ended))
    body = f"{letterhead.district(on)}{term}"
    return [
        f"{body}人民代表大会代表{before}",
        *(_end_sentence(row) for row in ended),
        *(_voters_sentence(row) for row in elected),
        f"截至{date_text(on)}，{term}人民代表大会代表{after}",
    ]


def _voters_sentence(row: Candidate) -> str:
    held = row.by_election
    confirmed = "，经代表资格审查委员会审查，其代表资格有效" if held.confirmed_on else ""
    return f"{date_text(held.polling_on)}，{held.constituency}依法补选{row.person}为区人民代表大会代表{confirmed}。"


def _city(changes: Changes) -> list[str]:
    return [
        *(f"{_end_sentence(row)[:-1]}（市人民代表大会代表）。" for row in _mandates(changes, Mandate.Level.CITY)),
        *(
            f"{date_text(row.by_election.polling_on)}，本级人大常委会依法补选{row.person}为市人民代表大会代表。"
            for row in _elected(changes, Procedure.COMMITTEE)
        ),
    ]


def _committee(term: Term, changes: Changes, on: date) -> list[str]:
    """Seats: those resigned, those that ended with a mandate, those filled."""
    resigned = [row.seat for row in changes.resignations if row.seat is not None]
    # A seat follows the mandate of its own holder, not that of somebody else who left the same day.
    mandates = {(row.person_id, row.ends_on) for row in _mandates(changes, Mandate.Level.DISTRICT)}
    seats = Seat.objects.filter(person__in=[person for person, _ in mandates], ends_on__isnull=False)
    followed = seats.exclude(end_reason__in=(Seat.EndReason.RESIGNED, Seat.EndReason.NEW_OFFICE))
    joined = followed.select_related("person").order_by("ends_on", "pk")
    ended = [*resigned, *(row for row in joined if (row.person_id, row.ends_on) in mandates)]
    elected = _elected(changes, Procedure.CONGRESS)
    if not ended and not elected:
        return []
    promoted = Seat.objects.filter(
        person__in=[row.person_id for row in elected], end_reason=Seat.EndReason.NEW_OFFICE, ends_on__lt=on
    ).count()
    before, after = _figures(vacancies.committee_after(term, on=on), started=len(elected) - promoted, ended=len(ended))
    return [
        f"{term}人民代表大会常务委员会组成人员{before}",
        *(_seat_end(row) for row in ended),
        *(
            f"{date_text(row.by_election.polling_on)}，补选{row.person}为常务委员会"
            f"{row.by_election.get_role_display()}。"
            for row in elected
        ),
        f"截至{date_text(on)}，常务委员会组成人员{after}",
    ]


def _seat_end(seat: Seat) -> str:
    day = date_text(seat.ends_on) if seat.ends_on else ""
    return f"{seat.person}因{seat.get_end_reason_display()}，于{day}不再担任常务委员会{seat.get_role_display()}。"
