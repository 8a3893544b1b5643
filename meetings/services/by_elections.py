"""By-elections: planned within the vacancies, published in time, held by either procedure, confirmed, announced.

District deputies are elected by the voters of the constituency, city deputies by the district committee, members of
the committee by the congress. Source: EL20 arts 45, 57; OL22 art 50(18); ZJ-ELEC21 art 59; handbook §2(m).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, User
from congress.official.numerals import date_text
from congress.services import activity, obligations
from congress.services.obligations import Duty
from congress.workflow import TransitionError
from deputies.models import Mandate, Person, Seat
from deputies.services import seats, vacancies
from meetings.models import ByElection, Candidate, Vote
from meetings.services import announcements, election_checks, expectations, mandate_announcements, votes
from meetings.services.election_checks import BEFORE_VOTING, LEVELS
from meetings.services.election_results import Outcome, is_more_than_half, outcome

Procedure, Status = ByElection.Procedure, ByElection.Status
#: field of the deadline, its rule, its title
_DUTIES: Final = (
    ("list_obligation", "BYE-12", "公布选民名单"),
    ("candidates_obligation", "BYE-7", "公布代表候选人名单"),
)
_COUNTS: Final = ("voters", "ballots_issued", "ballots_returned", "ballots_spoiled")


def admin_path(by_election: ByElection) -> str:
    """Where the office works on it."""
    return f"/admin/meetings/byelection/{by_election.pk}/change/"


@transaction.atomic
def plan(
    by_election: ByElection,
    candidates: Sequence[Person] = (),
    *,
    actor: User,
    today: date,
    is_historic: bool = False,
) -> ByElection:
    """Store a new by-election with its candidates; an election by voters starts BYE-12 and BYE-7.

    Raises ValidationError for more places than vacancies, a candidate who holds the office already, or a meeting of
    another body.
    """
    election_checks.check_frame(by_election)
    vacancies.lock(by_election.term)
    by_election.full_clean()
    by_election.save(force_insert=True)
    for person in candidates:
        row = Candidate(by_election=by_election, person=person)
        row.full_clean()
        row.save(force_insert=True)
    election_checks.check(by_election)
    if by_election.procedure == Procedure.VOTERS:
        _open_duties(by_election, today, is_historic=is_historic)
    activity.record(actor, "筹备补选", by_election, path=admin_path(by_election))
    return by_election


def _open_duties(by_election: ByElection, today: date, *, is_historic: bool) -> None:
    for field, code, what in _DUTIES:
        duty = Duty(
            title=f"{what}：{by_election}",
            path=admin_path(by_election),
            role="deputies_wc",
            is_historic=is_historic,
        )
        setattr(by_election, field, obligations.open_duty(code, duty, start=by_election.polling_on, today=today))
    by_election.save(update_fields=[field for field, _, _ in _DUTIES])


def _locked(by_election: ByElection) -> ByElection:
    return ByElection.objects.select_for_update(of=("self",)).select_related("term", "meeting").get(pk=by_election.pk)


@transaction.atomic
def move_polling_day(by_election: ByElection, *, polling_on: date, reason: str, actor: User, today: date) -> None:
    """Another polling day; what is still owed moves with it and keeps its old date.

    Raises ValidationError without a reason or for an election at a meeting, which moves with the meeting.
    """
    stored = _locked(by_election)
    if stored.procedure != Procedure.VOTERS:
        raise ValidationError("由会议补选的，选举日随会议改期。")
    if not reason.strip():
        raise ValidationError({"reason": "改期须写明理由。"})
    _check_status(stored, BEFORE_VOTING, "改期")
    old, stored.polling_on = stored.polling_on, polling_on
    election_checks.check_frame(stored)
    stored.full_clean()
    stored.save(update_fields=["polling_on"])
    election_checks.check(stored)
    for row in (stored.list_obligation, stored.candidates_obligation):
        if row is not None and row.status == Obligation.Status.OPEN:
            why = f"选举日改期（原定{date_text(old)}）：{reason.strip()}"
            obligations.restart(row, start=polling_on, reason=why, actor=actor, today=today)
    by_election.refresh_from_db()
    activity.record(
        actor,
        "补选改期",
        stored,
        path=admin_path(stored),
        reason=reason.strip(),
        detail={"from": str(old), "to": str(polling_on)},
    )


def _check_status(by_election: ByElection, allowed: Iterable[str], what: str) -> None:
    if by_election.status not in allowed:
        raise TransitionError(f"“{by_election}”当前为“{by_election.get_status_display()}”，不能{what}。")


@transaction.atomic
def publish_voter_list(by_election: ByElection, *, on: date, actor: User) -> None:
    """The voters' list was put up on `on`; fulfils BYE-12, late or not. Raises ValidationError unless voters elect."""
    stored = _locked(by_election)
    if stored.procedure != Procedure.VOTERS:
        raise ValidationError("由会议补选的不公布选民名单。")
    if stored.voter_list_on is not None:
        raise TransitionError(f"选民名单已于{date_text(stored.voter_list_on)}公布。")
    election_checks.check_before_polling(stored, on)
    stored.voter_list_on = on
    stored.full_clean()
    stored.save(update_fields=["voter_list_on"])
    _finish(stored.list_obligation, on=on, actor=actor)
    by_election.refresh_from_db()
    activity.record(
        actor,
        "公布选民名单",
        stored,
        path=admin_path(stored),
        detail={"shortfalls": election_checks.shortfalls(stored)},
    )


@transaction.atomic
def publish_candidates(by_election: ByElection, *, on: date, actor: User) -> None:
    """The list of candidates was put up on `on`; fulfils BYE-7, late or not.

    Candidates may be as many as the places or more. Raises ValidationError for fewer, or a day not before polling.
    """
    stored = _locked(by_election)
    standing_for = stored.candidates.count()
    if standing_for < stored.places:
        raise ValidationError(f"候选人{standing_for}名，少于应选名额{stored.places}名，不能公布。")
    election_checks.check_before_polling(stored, on)
    election_checks.check(stored)
    stored.move(Status.CANDIDATES_PUBLISHED, allowed=[Status.PLANNED], candidates_on=on)
    _finish(stored.candidates_obligation, on=on, actor=actor)
    by_election.refresh_from_db()
    activity.record(
        actor, "公布候选人", stored, path=admin_path(stored), detail={"shortfalls": election_checks.shortfalls(stored)}
    )


def _note_published(by_election: ByElection, verb: str, actor: User) -> None:
    """A list that came too late is told in the log, not hidden."""
    detail = {"shortfalls": election_checks.shortfalls(by_election)}
    activity.record(actor, verb, by_election, path=admin_path(by_election), detail=detail)


def _finish(obligation: Obligation | None, *, on: date, actor: User) -> None:
    if obligation is not None and obligation.status == Obligation.Status.OPEN:
        obligations.finish(obligation, on=on, actor=actor)


@transaction.atomic
def call_off(by_election: ByElection, *, reason: str, actor: User) -> None:
    """No vote will be taken; what was owed falls away. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由。"})
    stored = _locked(by_election)
    stored.move(Status.INVALID, allowed=BEFORE_VOTING)
    for row in (stored.list_obligation, stored.candidates_obligation):
        if row is not None and row.status == Obligation.Status.OPEN:
            obligations.void(row, reason=f"补选终止：{reason.strip()}", actor=actor)
    by_election.refresh_from_db()
    activity.record(actor, "终止补选", stored, path=admin_path(stored), reason=reason.strip())


@transaction.atomic
def hold(by_election: ByElection, results: Mapping[Candidate, int], *, actor: User, today: date) -> Outcome[Candidate]:
    """Record the count of an election by voters; `by_election` carries voters and papers, `results` the votes.

    It is void unless more than half of the voters took part; elected is who has more than half of the votes cast, the
    most votes first. A tie for the last places stays open: call it again with the count of the vote among those tied,
    which the most votes decide. Raises ValidationError with the arithmetic. Source: EL20 arts 44, 45.
    """
    stored = _locked(by_election)
    if stored.procedure != Procedure.VOTERS:
        raise ValidationError("由会议补选的，请按会议表决登记结果。")
    if stored.status == Status.PLANNED:
        raise ValidationError("候选人名单尚未公布，不能登记选举结果。")
    _check_status(stored, [Status.CANDIDATES_PUBLISHED], "登记选举结果")
    if stored.polling_on > today:
        raise ValidationError(f"选举日为{date_text(stored.polling_on)}，届时才能登记选举结果。")
    for name in _COUNTS:
        setattr(stored, name, getattr(by_election, name))
    rows = _standing(stored, results)
    is_again = rows[0].is_tied
    left = stored.places - stored.candidates.filter(is_elected=True).count()
    cast = election_checks.check_papers(stored, {row: results[row] for row in rows}, left)
    detail = {"counts": {name: getattr(stored, name) for name in _COUNTS}, "votes": _named(results)}
    is_valid = is_more_than_half(cast, stored.voters or 0)
    if is_again and not is_valid:
        raise ValidationError(f"再次投票{election_checks.turnout(stored)}，不足半数，须重新组织投票。")
    qualified = rows if is_again else [row for row in rows if is_more_than_half(results[row], cast)]
    found = outcome(results, places=left, qualified=qualified) if is_valid else Outcome(())
    _write(rows, found, votes_of={row.pk: results[row] for row in rows})
    stored.full_clean()
    stored.save(update_fields=list(_COUNTS))
    if not found.tied:
        stored.move(Status.HELD if is_valid else Status.INVALID, allowed=[Status.CANDIDATES_PUBLISHED])
    by_election.refresh_from_db()
    activity.record(actor, "登记选举结果", stored, path=admin_path(stored), detail=detail)
    return found


def _standing(by_election: ByElection, given: Iterable[Candidate]) -> list[Candidate]:
    """The candidates voted on in this round, locked: all, or those who tied in the last one."""
    rows = list(by_election.candidates.select_for_update(of=("self",)).select_related("person"))
    rows = [row for row in rows if row.is_tied] or [row for row in rows if not row.is_elected]
    if not rows:
        raise ValidationError("尚未登记候选人。")
    keys = {row.pk for row in given}
    if missing := [str(row.person) for row in rows if row.pk not in keys]:
        raise ValidationError(f"缺少候选人{'、'.join(missing)}的得票。")
    if strange := [str(row.person) for row in given if row not in rows]:
        raise ValidationError(f"{'、'.join(strange)}不是本轮投票的候选人。")
    return rows


def _named(results: Mapping[Candidate, int]) -> dict[str, int]:
    return {str(row.person): count for row, count in results.items()}


def _write(rows: Iterable[Candidate], found: Outcome[Candidate], *, votes_of: Mapping[int, int]) -> None:
    for row in rows:
        row.votes = votes_of[row.pk]
        row.is_elected, row.is_tied = row in found.elected, row in found.tied
        row.save(update_fields=["votes", "is_elected", "is_tied", "vote"])


@transaction.atomic
def hold_in_committee(by_election: ByElection, counts: Mapping[Candidate, Vote], *, actor: User) -> Outcome[Candidate]:
    """Record the election at its meeting: a secret vote for each candidate, unsaved, with its counts.

    Elected is who has more than half of all members (at the congress: of all deputies), the most votes first. A tie for
    the last places stays open: call it again with votes on those tied. A seat of the committee begins at once; a city
    deputy's mandate when the credentials are confirmed. Raises what `votes.record` raises.
    """
    stored = _locked(by_election)
    if stored.procedure == Procedure.VOTERS or stored.meeting is None:
        raise ValidationError("选区补选由选民投票，请登记选民数和选票。")
    _check_status(stored, BEFORE_VOTING, "登记选举结果")
    election_checks.check(stored)
    rows = _standing(stored, counts)
    left = stored.places - stored.candidates.filter(is_elected=True).count()
    for row in rows:
        row.vote = _record(stored, row, counts[row], nominees=[each.person for each in rows], actor=actor)
    cast = {row: row.vote.yes for row in rows if row.vote is not None}
    election_checks.check_choices(rows, cast, left)
    carried = [row for row in rows if row.vote is not None and row.vote.passed]
    found = outcome(cast, places=left, qualified=carried)
    _write(rows, found, votes_of={row.pk: count for row, count in cast.items()})
    if not found.tied:
        held_on = max(row.vote.held_on for row in rows if row.vote is not None)
        stored.move(Status.HELD, allowed=BEFORE_VOTING, polling_on=held_on)
        if stored.procedure == Procedure.CONGRESS:
            _seat(stored, on=held_on, actor=actor)
            expectations.refresh(after=held_on)
    by_election.refresh_from_db()
    activity.record(actor, "登记选举结果", stored, path=admin_path(stored), detail={"votes": _named(cast)})
    return found


def _record(by_election: ByElection, row: Candidate, vote: Vote, *, nominees: Sequence[Person], actor: User) -> Vote:
    if by_election.meeting is None:
        raise ValidationError("请选择选举的会议。")
    vote.meeting, vote.kind = by_election.meeting, Vote.Kind.ELECTION
    vote.title = vote.title or f"{by_election.constituency}补选：{row.person}"
    if row.vote_id is not None:
        # A matter is counted once under one title: the vote among those tied is another one.
        rounds = Vote.objects.valid().filter(meeting=by_election.meeting, title__startswith=vote.title).count()
        vote.title = f"{vote.title}（第{rounds + 1}次投票）"
    return votes.record(vote, actor=actor, nominees=nominees, is_secret=True)


def _elected(by_election: ByElection) -> list[Candidate]:
    return list(by_election.candidates.filter(is_elected=True).select_related("person"))


def _seat(by_election: ByElection, *, on: date, actor: User) -> None:
    for row in _elected(by_election):
        seat = Seat(
            person=row.person,
            term=by_election.term,
            role=by_election.role,
            starts_on=on,
            origin=Seat.Origin.BY_ELECTION,
        )
        row.seat = seats.start_seat(seat, actor=actor)
        row.save(update_fields=["seat"])


@transaction.atomic
def confirm(by_election: ByElection, *, on: date, actor: User) -> list[Mandate]:
    """The credentials are valid (the committee's own, for a city deputy the city's): the mandates begin on `on`.

    Raises ValidationError if nobody was elected, before polling day, or for a seat, which needs no confirmation.
    """
    stored = _locked(by_election)
    level = LEVELS.get(Procedure(stored.procedure))
    if level is None:
        raise ValidationError("补选常委会组成人员不需确认代表资格。")
    if stored.status == Status.HELD and on < stored.polling_on:
        raise ValidationError({"on": f"确认日期不能早于选举日（{date_text(stored.polling_on)}）。"})
    rows = _elected(stored)
    if stored.status == Status.HELD and not rows:
        raise ValidationError("本次补选无人当选，没有需要确认的代表资格。")
    stored.move(Status.CONFIRMED, allowed=[Status.HELD], confirmed_on=on)
    started = []
    for row in rows:
        mandate = Mandate(
            person=row.person,
            term=stored.term,
            level=level,
            constituency=stored.constituency,
            starts_on=on,
            by_election=True,
        )
        row.mandate = seats.start_mandate(mandate, actor=actor)
        row.save(update_fields=["mandate"])
        started.append(mandate)
    expectations.refresh(after=on)
    by_election.refresh_from_db()
    activity.record(actor, "确认代表资格", stored, path=admin_path(stored))
    return started


@transaction.atomic
def announce(
    by_election: ByElection,
    *,
    on: date,
    actor: User,
    ends: Sequence[Mandate] = (),
    is_historic: bool = False,
) -> ByElection:
    """Announce those elected, with the ends of mandates that are made known with them.

    Raises ValidationError before the election is complete. Source: EL20 art 55; DL25 art 63.
    """
    stored = _locked(by_election)
    done = Status.HELD if stored.procedure == Procedure.CONGRESS else Status.CONFIRMED
    _check_status(stored, [done], "公告")
    if not _elected(stored):
        raise ValidationError("本次补选无人当选，不需公告。")
    since = stored.confirmed_on or stored.polling_on
    if on < since:
        raise ValidationError({"on": f"公告日期不能早于{date_text(since)}。"})
    changes = mandate_announcements.Changes(by_elections=[stored], ends=ends)
    notice = mandate_announcements.build(stored.term, changes, on=on, meeting=stored.meeting)
    issued = announcements.issue(notice, actor=actor, is_historic=is_historic)
    mandate_announcements.link(issued, changes)
    stored.move(Status.ANNOUNCED, allowed=[done], announcement=issued)
    by_election.refresh_from_db()
    activity.record(actor, "公告补选结果", stored, path=admin_path(stored))
    return by_election
