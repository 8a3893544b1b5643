"""Sheets of by-elections and their candidates."""

from typing import Final

from deputies.models import Mandate
from meetings.models import ByElection, Candidate, Meeting, Vote

from .book import Book, Sheet, later, of_closed_meeting
from .people import holder, term_on
from .reading import Row

_DAYS: Final = ("voter_list_on", "candidates_on", "confirmed_on", "announced_on")
COUNTS: Final = ("voters", "ballots_issued", "ballots_returned", "ballots_spoiled")


def _by_election(row: Row, book: Book) -> ByElection:
    for column in _DAYS:
        row.day(column)
    for column in COUNTS:
        row.whole(column)
    return ByElection(
        procedure=row.text("procedure"),
        term=term_on(row, book, "polling_on"),
        constituency=row.text("constituency"),
        places=row.needed_whole("places"),
        polling_on=row.needed_day("polling_on"),
        meeting=book.find(row, "meeting_key", Meeting, is_needed=False),
        illustrative=BY_ELECTIONS.illustrative(row),
        source=row.text("source"),
    )


def _candidate(row: Row, book: Book) -> Candidate:
    if row.text("end_reason") and row.text("end_reason") not in Mandate.EndReason.values:
        row.refuse("end_reason", f"应为{'、'.join(Mandate.EndReason.values)}之一")
    row.day("ends_on")
    return Candidate(
        by_election=book.find(row, "by_election_key", ByElection),
        person=holder(row, book),
        votes=row.whole("votes"),
        vote=book.find(row, "vote_key", Vote, is_needed=False),
        is_elected=row.flag("is_elected"),
        illustrative=CANDIDATES.illustrative(row),
    )


def _is_late(election: ByElection, book: Book) -> bool:
    """Its meeting is closed, or an earlier load wrote the mandates of by-elections down without the elections."""
    if election.procedure != ByElection.Procedure.VOTERS:
        return of_closed_meeting(election, book)
    known = Mandate.objects.filter(level=Mandate.Level.DISTRICT, by_election=True, candidacy__isnull=True)
    return known.filter(starts_on__year=election.polling_on.year).exists()


BY_ELECTIONS: Final = Sheet(
    "by_elections.csv",
    ByElection,
    (
        "key",
        "procedure",
        "constituency",
        "places",
        "voter_list_on",
        "candidates_on",
        "polling_on",
        *COUNTS,
        "meeting_key",
        "confirmed_on",
        "announced_on",
    ),
    ("key",),
    ("constituency", "polling_on"),
    _by_election,
    later,
    _is_late,
)
CANDIDATES: Final = Sheet(
    "candidates.csv",
    Candidate,
    ("by_election_key", "person_key", "votes", "vote_key", "is_elected", "ends_on", "end_reason"),
    ("by_election_key", "person_key"),
    ("by_election_id", "person_id"),
    _candidate,
    later,
)
