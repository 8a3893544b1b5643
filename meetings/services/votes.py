"""Votes: recorded from their counts, never from a claimed result; void rounds are kept, corrections give their reason.

A decision needs strictly more than half of all members in office, whoever is present (地方组织法 arts 25, 51); the
database holds the same rule. Source: handbook §1.2, §2(b), §2.0 Vote.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.workflow import TransitionError
from deputies.models import Person
from meetings.models import AgendaItem, Attendance, Candidate, Meeting, NamedBallot, PersonnelAction, Resignation, Vote
from meetings.services import polls, quorum

#: how each member voted: pairs of attendance key and choice
Ballots = Mapping[int, str] | Iterable[tuple[int, str]]
#: kinds that decide several people under one agenda item, each with a result of their own
_OF_PEOPLE = (Vote.Kind.PERSONNEL, Vote.Kind.ELECTION, Vote.Kind.RESIGNATION)


@dataclass(frozen=True)
class Count:
    """A vote to record with what its counts do not tell: the named ballots, whom it is about, whether it is secret."""

    vote: Vote
    ballots: Ballots | None = None
    nominees: Sequence[Person] = ()
    is_secret: bool = False


@transaction.atomic
def record(
    vote: Vote,
    *,
    actor: User,
    ballots: Ballots | None = None,
    nominees: Sequence[Person] = (),
    is_secret: bool = False,
) -> Vote:
    """Store an unsaved vote from its counts, decide it, and conclude its agenda item.

    Members, quorum, presence, round and result are filled here. `nominees` are those voted on: they do not count.
    Raises ValidationError with the arithmetic if anything contradicts the law, the roll or itself.
    """
    meeting = polls.lock(vote.meeting)
    polls.check_open(meeting)
    return _store(Count(vote, ballots, nominees, is_secret), meeting, actor)


class CountsRefused(ValidationError):
    """Several votes were to be stored and some cannot be: `rows` tells by position which and why."""

    def __init__(self, rows: Mapping[int, ValidationError], titles: Sequence[str]) -> None:
        self.rows = rows
        super().__init__([f"“{titles[place]}”：{text}" for place, error in rows.items() for text in error.messages])


@transaction.atomic
def record_many(counts: Sequence[Vote | Count], *, actor: User) -> list[Vote]:
    """Store several votes in one move, all or nothing. Raises CountsRefused with every vote that is wrong."""
    rows = [each if isinstance(each, Count) else Count(each) for each in counts]
    stored, wrong = [], {}
    for place, row in enumerate(rows):
        try:
            vote = record(row.vote, actor=actor, ballots=row.ballots, nominees=row.nominees, is_secret=row.is_secret)
        except ValidationError as error:
            wrong[place] = error
        except TransitionError as error:
            wrong[place] = ValidationError(str(error))
        else:
            stored.append(vote)
    if wrong:
        raise CountsRefused(wrong, [row.vote.title for row in rows])
    return stored


def _store(count: Count, meeting: Meeting, actor: User) -> Vote:
    vote = count.vote
    check_kind(vote.kind, meeting)
    polls.check_place(vote, meeting)
    # Elections are by secret ballot always (EL20 art 40); for other votes the rules of the post tell.
    polls.check_secrecy(vote, is_secret=count.is_secret or vote.kind == Vote.Kind.ELECTION)
    polls.check_not_counted(vote)
    polls.take_room(vote, meeting)
    polls.check_tellers(vote, count.nominees)
    polls.check_counts(vote)
    vote.repeats = polls.void_before(vote)
    vote.round = vote.repeats.round + 1 if vote.repeats else 1
    vote.passed = is_carried(vote)
    vote.recorded_by = actor
    ballots = _ballots(vote, count.ballots)
    vote.full_clean()
    vote.save(force_insert=True)
    _write_ballots(vote, ballots)
    _conclude(vote.item)
    polls.log(actor, "登记表决", vote, meeting, detail={"counts": polls.counts_text(vote), "passed": vote.passed})
    return vote


def is_carried(vote: Vote) -> bool:
    """Strictly more than half of all members in office: 13 of 26 is exactly half and fails."""
    return vote.yes * 2 > vote.basis_total


def check_kind(kind: str, meeting: Meeting) -> None:
    """Raise ValidationError if the body may not vote, or not on that."""
    if meeting.kind not in Meeting.VOTING:
        raise ValidationError(f"{meeting.get_kind_display()}不行使表决权，不能登记表决。")
    if meeting.kind not in Meeting.DECIDING and kind in Vote.ONLY_DECIDING:
        raise ValidationError(
            {
                "kind": f"{meeting.get_kind_display()}不能就“{Vote.Kind(kind).label}”进行表决，"
                "该事项由常委会会议决定（《地方组织法》第五十四条）。"
            }
        )


def _ballots(vote: Vote, ballots: Ballots | None) -> dict[int, str]:
    """The named ballots by attendance, checked against the room and the counts."""
    if vote.method != Vote.Method.NAMED:
        if ballots:
            raise ValidationError({"method": f"{vote.get_method_display()}不记录每个人的意见。"})
        return {}
    room = {row.pk: row for row in quorum.in_room(vote.meeting, item=vote.item, on=vote.held_on)}
    given = _given_once(ballots or ())
    _check_room(vote, given, room)
    for choice, label in NamedBallot.Choice.choices:
        named = sum(1 for value in given.values() if value == choice)
        counted = getattr(vote, choice)
        if named != counted:
            raise ValidationError(f"记名登记“{label}”{named}人，与{label}{counted}票不符，请核对。")
    return given


def _given_once(ballots: Ballots) -> dict[int, str]:
    pairs = ballots.items() if isinstance(ballots, Mapping) else ballots
    given: dict[int, str] = {}
    for key, choice in pairs:
        if key in given:
            raise ValidationError(f"{_name(key)}在同一次表决中登记了两次，同一人只计一次。")
        if choice not in NamedBallot.Choice.values:
            raise ValidationError(f"{_name(key)}的意见须为赞成、反对、弃权或者未表决。")
        given[key] = choice
    return given


def _check_room(vote: Vote, given: Mapping[int, str], room: Mapping[int, Attendance]) -> None:
    if strangers := [key for key in given if key not in room]:
        raise ValidationError(f"{_name(strangers[0])}{_why_absent(vote, strangers[0])}，不能参加本次表决。")
    if missing := [row for key, row in room.items() if key not in given]:
        rows = Attendance.objects.filter(pk__in=[row.pk for row in missing]).select_related("person")
        names = "、".join(str(row.person) for row in rows.order_by("person__stroke_key", "person__name"))
        raise ValidationError(f"记名表决须逐人登记，尚缺{len(missing)}人：{names}。")


def _name(attendance: int) -> str:
    row = Attendance.objects.select_related("person").filter(pk=attendance).first()
    return str(row.person) if row else "所登记的人员"


def _why_absent(vote: Vote, attendance: int) -> str:
    row = Attendance.objects.filter(pk=attendance, meeting=vote.meeting_id).first()
    if row is None:
        return "不在本次会议的出席名单上"
    if not quorum.members_of(vote.meeting, on=vote.held_on).filter(pk=row.person_id).exists():
        return "在表决当日不是在任的组成人员"
    if vote.item_id and row.recusals.filter(item=vote.item_id).exists():
        return "已回避本项议题"
    return "在表决本项时不在场"


def _write_ballots(vote: Vote, ballots: Mapping[int, str]) -> None:
    NamedBallot.objects.bulk_create(
        NamedBallot(vote=vote, attendance_id=key, choice=choice) for key, choice in ballots.items()
    )


def _conclude(item: AgendaItem | None) -> None:
    """Give the item the outcome of its valid votes, or let it wait where none is left."""
    if item is None:
        return
    found = Vote.objects.filter(item=item, status=Vote.Status.COUNTED).order_by("-pk")
    results = list(found.values_list("kind", "passed"))
    if not results:
        item.await_vote()
    elif results[0][0] in _OF_PEOPLE:
        # Each person has a result of their own; the item was carried as far as anybody was.
        item.conclude(passed=any(passed for _, passed in results))
    else:
        item.conclude(passed=results[0][1])


@transaction.atomic
def void(vote: Vote, *, reason: str, actor: User) -> None:
    """宣布表决无效: a stored vote, or an unsaved round whose papers cannot be counted; the next one repeats it.

    While the meeting is open only: afterwards the committee votes again at another meeting.
    """
    reason = polls.check_reason(reason, "作废")
    meeting = polls.lock(vote.meeting)
    if meeting.status != Meeting.Status.OPEN:
        raise ValidationError("会议不在进行中，不能再将表决作废；应重新表决的，请列入下次会议议程。")
    if vote._state.adding:
        _store_void(vote, meeting, reason, actor)
    else:
        _make_void(vote, reason)
    polls.log(actor, "表决作废", vote, meeting, reason=reason, detail={"counts": polls.counts_text(vote)})


def _store_void(vote: Vote, meeting: Meeting, reason: str, actor: User) -> None:
    check_kind(vote.kind, meeting)
    polls.check_place(vote, meeting)
    polls.check_not_counted(vote)
    found = quorum.of(meeting, item=vote.item, on=vote.held_on)
    vote.basis_total, vote.quorum, vote.present = found.expected, found.needed, found.present
    polls.check_tellers(vote)
    vote.repeats = polls.void_before(vote)
    vote.round = vote.repeats.round + 1 if vote.repeats else 1
    vote.passed, vote.status, vote.void_reason, vote.recorded_by = False, Vote.Status.VOID, reason, actor
    vote.full_clean()
    vote.save(force_insert=True)


def _make_void(vote: Vote, reason: str) -> None:
    polls.hold(vote)
    check_nothing_followed(vote, "作废")
    rows = Vote.objects.filter(pk=vote.pk, status=Vote.Status.COUNTED)
    changed = rows.update(status=Vote.Status.VOID, passed=False, void_reason=reason)
    vote.refresh_from_db()
    if not changed:
        raise ValidationError(f"“{vote}”第{vote.round}轮表决已经作废（{vote.void_reason}）。")
    _conclude(polls.item_of(vote))


@transaction.atomic
def correct(
    vote: Vote,
    values: Mapping[str, int | None],
    *,
    reason: str,
    actor: User,
    today: date,
    ballots: Ballots | None = None,
    from_roll: bool = False,
) -> Vote:
    """Correct the counts of a stored vote and decide it anew; its item turns with it.

    After closing it needs the permission, is dated `today` and shown to every reader. `from_roll` counts the room
    again where the roll itself was corrected; members in office stay as they were on the day.
    Raises ValidationError where a decision already followed from the result that would turn.
    """
    reason = polls.check_reason(reason, "更正")
    meeting = polls.lock(vote.meeting)
    polls.may_correct(meeting, actor)
    stored = Vote.objects.select_for_update(of=("self",)).select_related("meeting", "item").get(pk=vote.pk)
    changes = _corrected(stored, values, meeting, from_roll=from_roll)
    polls.check_counts(stored)
    before, stored.passed = stored.passed, is_carried(stored)
    if before != stored.passed:
        check_nothing_followed(stored, "更正", before=before)
        changes["结果"] = [_result(before), _result(stored.passed)]
    named = _ballots(stored, ballots) if stored.method == Vote.Method.NAMED else {}
    changes |= _changed_ballots(stored, named)
    if not changes:
        raise ValidationError("没有改动票数，未作更正。")
    stored.meeting = meeting
    polls.mark_corrected(stored, reason=reason, on=today)
    stored.full_clean()
    stored.save()
    _rewrite_ballots(stored, named)
    _conclude(polls.item_of(stored))
    polls.log(actor, "更正表决", stored, meeting, reason=reason, detail=changes)
    return stored


def _corrected(
    vote: Vote, values: Mapping[str, int | None], meeting: Meeting, *, from_roll: bool
) -> dict[str, list[str]]:
    if vote.is_void:
        raise ValidationError(f"“{vote}”第{vote.round}轮表决已经作废，不再更正。")
    changes = polls.apply_counts(vote, values)
    if from_roll:
        found = quorum.check(meeting, item=vote.item, on=vote.held_on)
        if found.present != vote.present:
            changes["出席"] = [str(vote.present), str(found.present)]
            vote.present = found.present
    return changes


def _result(passed: bool) -> str:
    return "通过" if passed else "未通过"


def _changed_ballots(vote: Vote, named: Mapping[int, str]) -> dict[str, list[str]]:
    """Whose ballot changes, with both values; empty where the vote is not a named one."""
    if not named:
        return {}
    words = dict(NamedBallot.Choice.choices)
    rows = Attendance.objects.filter(pk__in=named).select_related("person")
    people = {row.pk: str(row.person) for row in rows}
    old = dict(vote.ballots.values_list("attendance_id", "choice"))
    return {
        people[key]: [str(words.get(old.get(key, ""), "")), str(words[choice])]
        for key, choice in named.items()
        if old.get(key) != choice
    }


def _rewrite_ballots(vote: Vote, named: Mapping[int, str]) -> None:
    if named:
        vote.ballots.all().delete()
        _write_ballots(vote, named)


def check_nothing_followed(vote: Vote, verb: str, *, before: bool | None = None) -> None:
    """Refuse to turn a result on which decisions already stand; the sentence names what to undo first."""
    followed = _decisions_after(vote)
    if not followed:
        return
    turns = "" if before is None else f"，结果将由“{_result(before)}”变为“{_result(not before)}”"
    raise ValidationError(
        f"不能{verb}：“{vote}”{turns}，但{'；'.join(followed)}。请先依法处理上述事项，撤销后再{verb}。"
    )


def _decisions_after(vote: Vote) -> list[str]:
    """What was done on the strength of the vote, in words."""
    found = []
    decided = (*PersonnelAction.CARRIED, PersonnelAction.Status.FAILED)
    actions = PersonnelAction.objects.filter(vote=vote, status__in=decided).select_related("person", "post")
    found += [f"据此表决已登记“{action}”为“{action.get_status_display()}”" for action in actions]
    if (act := getattr(vote, "act", None)) is not None:
        found.append(f"据此表决已形成《{act}》")
    candidates = Candidate.objects.filter(vote=vote, is_elected=True).select_related("person", "by_election")
    found += [f"据此表决{candidate.person}已登记为当选" for candidate in candidates]
    decided_on = (Resignation.Status.ACCEPTED, Resignation.Status.REFUSED)
    resignations = Resignation.objects.filter(vote=vote, status__in=decided_on)
    found += [f"据此表决已登记“{row}”为“{row.get_status_display()}”" for row in resignations]
    return found
