"""A by-election's steps: planned, lists put up, held by its procedure, confirmed, announced."""

from collections.abc import Iterator, Sequence
from functools import partial

from congress.workflow import TransitionError
from deputies.services import seats
from meetings.models import ByElection, Candidate
from meetings.services import by_elections

from .book import Book
from .elections import COUNTS
from .personnel_days import keep_announcement
from .reading import Row
from .steps import Step, When

_Rows = Sequence[tuple[Row, Candidate]]


def elections(book: Book) -> Iterator[Step]:
    """The steps of the by-elections that are new in the book."""
    standing: dict[int, list[tuple[Row, Candidate]]] = {}
    for row, candidate in book.new_rows(Candidate):
        standing.setdefault(id(candidate.by_election), []).append((row, candidate))
    for row, election in book.new_rows(ByElection):
        yield from _steps(row, election, standing.get(id(election), []), book)


def _steps(row: Row, election: ByElection, rows: _Rows, book: Book) -> Iterator[Step]:
    actor, polling_on = book.actor, election.polling_on
    listed_on, candidates_on = row.day("voter_list_on"), row.day("candidates_on")
    planned_on = min(day for day in (listed_on, candidates_on, polling_on) if day)
    plan = partial(
        by_elections.plan,
        election,
        [candidate.person for _, candidate in rows],
        actor=actor,
        today=planned_on,
        is_historic=True,
    )
    yield Step(planned_on, When.PLAN, row, plan)
    if listed_on:
        publish = partial(by_elections.publish_voter_list, election, on=listed_on, actor=actor)
        yield Step(listed_on, When.LIST_VOTERS, row, publish)
    if candidates_on:
        publish = partial(by_elections.publish_candidates, election, on=candidates_on, actor=actor)
        yield Step(candidates_on, When.LIST_CANDIDATES, row, publish)
    yield Step(polling_on, When.ELECT, row, partial(_hold, row, election, rows, book))
    confirmed_on, announced_on = row.day("confirmed_on"), row.day("announced_on")
    if confirmed_on:
        yield Step(
            confirmed_on, When.CONFIRM, row, partial(by_elections.confirm, election, on=confirmed_on, actor=actor)
        )
        for own, candidate in rows:
            yield Step(confirmed_on, When.CONFIRM, own, partial(_end, own, candidate, book), 1)
    if announced_on:
        announce = partial(_announce, row, election, book)
        yield Step(announced_on, When.ANNOUNCE, row, announce, row.number)


def _hold(row: Row, election: ByElection, rows: _Rows, book: Book) -> None:
    """Count by the procedure of the by-election; the outcome must be the one that the sheet tells."""
    stored = {candidate.person_id: candidate for candidate in election.candidates.select_related("person")}
    if election.procedure == ByElection.Procedure.VOTERS:
        for name in COUNTS:
            setattr(election, name, row.whole(name))
        results = {stored[given.person_id]: own.needed_whole("votes") for own, given in rows}
        if all(votes is not None for votes in results.values()):
            by_elections.hold(election, results, actor=book.actor, today=election.polling_on)
    else:
        votes = {}
        for own, given in rows:
            if given.vote is None:
                own.refuse("vote_key", "由会议补选的，每名候选人应有一次表决")
                return
            votes[stored[given.person_id]] = given.vote
        by_elections.hold_in_committee(election, votes, actor=book.actor)
    _keep(election, rows)


def _keep(election: ByElection, rows: _Rows) -> None:
    """Give the rows their stored candidates, with what the sheet says is made up."""
    stored = {candidate.person_id: candidate for candidate in election.candidates.all()}
    for own, given in rows:
        known = stored[given.person_id]
        given.pk, told = known.pk, given.is_elected
        Candidate.objects.filter(pk=known.pk).update(illustrative=given.illustrative)
        if told != known.is_elected:
            own.refuse("is_elected", f"按得票{'当选' if known.is_elected else '未当选'}")


def _end(row: Row, given: Candidate, book: Book) -> None:
    """Mandates of a past term have ended since."""
    ends_on = row.day("ends_on")
    candidate = Candidate.objects.select_related("mandate").get(pk=given.pk)
    if ends_on is None:
        return
    if candidate.mandate is None:
        raise TransitionError("没有当选的候选人不填代表资格的终止日期。")
    seats.end_mandate(candidate.mandate, on=ends_on, reason=row.text("end_reason"), actor=book.actor)


def _announce(row: Row, election: ByElection, book: Book) -> None:
    day = row.day("announced_on")
    if day is None:
        return
    by_elections.announce(election, on=day, actor=book.actor, is_historic=True)
    if election.announcement is not None:
        keep_announcement(election.announcement, row.text("source"), book)
