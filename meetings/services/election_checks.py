"""What a by-election must meet: the frame, the vacancies, the candidates, the days of publication, the papers.

Source: EL20 arts 44, 45; ZJ-ELEC21 art 59; 地方组织法 art 47.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError

from congress.official.numerals import date_text
from congress.services import deadlines
from deputies.models import Mandate, Person, Seat
from deputies.services import seats, vacancies
from meetings.models import ByElection, Candidate, Meeting

Procedure, Status = ByElection.Procedure, ByElection.Status
#: which body's meeting elects in each procedure
BODIES: Final = {Procedure.COMMITTEE: Meeting.Kind.STANDING_COMMITTEE, Procedure.CONGRESS: Meeting.Kind.CONGRESS}
#: of which level those elected become deputies
LEVELS: Final = {Procedure.VOTERS: Mandate.Level.DISTRICT, Procedure.COMMITTEE: Mandate.Level.CITY}
BEFORE_VOTING: Final = (Status.PLANNED, Status.CANDIDATES_PUBLISHED)


def check_frame(by_election: ByElection) -> None:
    """The polling day lies in the term, and the meeting is one of the body that elects."""
    day, term, meeting = by_election.polling_on, by_election.term, by_election.meeting
    if day < term.starts_on or (term.ends_on is not None and day > term.ends_on):
        raise ValidationError({"polling_on": f"选举日不在{term}任期内。"})
    body = BODIES.get(Procedure(by_election.procedure))
    if meeting is None or body is None:
        return
    if meeting.kind != body or meeting.term_id != term.pk:
        raise ValidationError({"meeting": f"请选择{term}的{Meeting.Kind(body).label}。"})
    if not meeting.starts_on <= day <= meeting.ends_on:
        raise ValidationError({"polling_on": f"选举日须在会议期间（{date_text(meeting.starts_on)}开会）。"})


def check(by_election: ByElection) -> None:
    """Raise ValidationError if the places are not vacant or a candidate cannot be elected."""
    people = [row.person for row in by_election.candidates.select_related("person")]
    for person in people:
        _check_candidate(by_election, person)
    _check_places(by_election, people)


def _check_candidate(by_election: ByElection, person: Person) -> None:
    day = by_election.polling_on
    if (level := LEVELS.get(Procedure(by_election.procedure))) is not None:
        seats.check_free(person, level, on=day)
        return
    if not vacancies.holds_mandate(person.pk, Mandate.Level.DISTRICT, on=day):
        raise ValidationError(f"{person}在选举日不是区人大代表，不能作为常委会组成人员候选人。")
    if Seat.objects.in_office(on=day).filter(person=person, role=by_election.role).exists():
        raise ValidationError(f"{person}已任常委会{Seat.Role(by_election.role).label}，不能再次当选。")


def _check_places(by_election: ByElection, people: Iterable[Person]) -> None:
    """No by-election for more places than are vacant; the city's fixed number is not the district's to keep."""
    if by_election.procedure == Procedure.COMMITTEE:
        return
    day, promoted = by_election.polling_on, 0
    if by_election.procedure == Procedure.VOTERS:
        found = vacancies.deputies(by_election.term, on=day)
    else:
        found = vacancies.committee(by_election.term, on=day)
        # A member elected to another seat leaves one behind.
        promoted = Seat.objects.in_office(on=day).filter(person__in=[person.pk for person in people]).count()
    if found.vacancies is None:
        return
    taken = _promised(by_election)
    if by_election.places > found.vacancies - taken + promoted:
        others = f"，其他补选已占{taken}名" if taken else ""
        raise ValidationError(
            {"places": f"应选{by_election.places}名，多于缺额：{found.arithmetic}（{date_text(day)}）{others}。"}
        )


def _promised(by_election: ByElection) -> int:
    """Places of other by-elections of the same kind that are under way and not filled yet."""
    others = ByElection.objects.filter(term=by_election.term_id, procedure=by_election.procedure)
    others = others.exclude(pk=by_election.pk)
    planned = sum(others.filter(status__in=BEFORE_VOTING).values_list("places", flat=True))
    elected = Candidate.objects.filter(by_election__in=others, is_elected=True, mandate=None, seat=None)
    return planned + elected.filter(by_election__status=Status.HELD).count()


def shortfalls(by_election: ByElection) -> list[str]:
    """Where the list of voters or of candidates was put up later than the law asks, in sentences with the days."""
    if by_election.procedure != Procedure.VOTERS:
        return []
    found = []
    for what, code, day in (
        ("选民名单", "BYE-12", by_election.voter_list_on),
        ("候选人名单", "BYE-7", by_election.candidates_on),
    ):
        if day is None:
            continue
        due = deadlines.due(code, by_election.polling_on)
        if day > due.plain:
            found.append(
                f"{what}于{date_text(day)}公布，距选举日{(by_election.polling_on - day).days}日，"
                f"少于{due.rule.value}日（最迟应于{date_text(due.plain)}公布）。"
            )
    return found


def turnout(by_election: ByElection) -> str:
    return f"选民{by_election.voters}人，参加投票{by_election.ballots_returned}人"


def check_papers(by_election: ByElection, results: Mapping[Candidate, int], places: int) -> int:
    """The number of votes cast; raise ValidationError where papers and votes contradict each other."""
    voters, issued, returned = by_election.voters, by_election.ballots_issued, by_election.ballots_returned
    by_election.ballots_spoiled = spoiled = by_election.ballots_spoiled or 0
    if voters is None or issued is None or returned is None:
        raise ValidationError({"voters": "请填写选民数、发出选票数和收回选票数。"})
    if issued > voters:
        raise ValidationError({"ballots_issued": f"发出选票{issued}张，多于选民{voters}人，请核对。"})
    if returned > issued:
        raise ValidationError(
            {
                "ballots_returned": f"收回选票{returned}张多于发出{issued}张，选举无效，须重新投票"
                "（《选举法》第四十四条）。"
            }
        )
    if spoiled > returned:
        raise ValidationError({"ballots_spoiled": f"无效选票{spoiled}张，多于收回{returned}张，请核对。"})
    valid = returned - spoiled
    for row, count in results.items():
        if not 0 <= count <= valid:
            raise ValidationError(f"{row.person}得票{count}张，多于有效选票{returned}−{spoiled}={valid}张，请核对。")
    total = sum(results.values())
    if total > valid * places:
        terms = "＋".join(f"{row.person}{count}" for row, count in results.items())
        raise ValidationError(
            f"{terms}={total}票，多于有效选票{valid}张×每张最多选{places}人={valid * places}票，请核对。"
        )
    return returned


def check_choices(rows: Sequence[Candidate], cast: Mapping[Candidate, int], places: int) -> None:
    """Nobody votes for more people than there are places."""
    first = rows[0].vote
    electors = first.present if first is not None else 0
    total = sum(cast.values())
    if total > electors * places:
        terms = "＋".join(f"{row.person}{count}" for row, count in cast.items())
        raise ValidationError(
            f"{terms}={total}票，多于出席{electors}人×每人最多选{places}人={electors * places}票，请核对。"
        )


def check_before_polling(by_election: ByElection, on: date) -> None:
    if on >= by_election.polling_on:
        raise ValidationError({"on": f"须在选举日（{date_text(by_election.polling_on)}）之前公布。"})
