"""What is still to be voted on at a meeting, and storing all of it in one move: the votes and what they decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch

from congress.models import User
from deputies.models import Person
from meetings.models import AgendaItem, Attendance, Meeting, PersonnelAction, PersonnelMotion, Vote
from meetings.services import personnel, polls, quorum, votes
from meetings.services.votes import Ballots, Count, CountsRefused

#: items that may still be put to the vote
VOTABLE: Final = (AgendaItem.Status.ADOPTED, AgendaItem.Status.PRESENTED, AgendaItem.Status.DELIBERATED)
TABLED: Final = (PersonnelMotion.Status.TABLED, PersonnelMotion.Status.EXPLAINED)
_KINDS: Final = {
    AgendaItem.Kind.ACT: Vote.Kind.ACT,
    AgendaItem.Kind.MAJOR_MATTER: Vote.Kind.ACT,
    AgendaItem.Kind.PERSONNEL: Vote.Kind.PERSONNEL,
    AgendaItem.Kind.PLAN_EXECUTION: Vote.Kind.REPORT,
    AgendaItem.Kind.FISCAL_REPORT: Vote.Kind.REPORT,
    AgendaItem.Kind.FINAL_ACCOUNTS: Vote.Kind.REPORT,
    AgendaItem.Kind.DEBT: Vote.Kind.REPORT,
}


@dataclass(frozen=True)
class Matter:
    """One thing to vote on: an agenda item, a person's appointment, or a motion with all its people together.

    `key` names it on the page; `group` is the motion it belongs to; `present` are those in the room for its item.
    """

    key: str
    title: str
    kind: str
    item: AgendaItem | None
    present: int
    actions: tuple[PersonnelAction, ...] = ()
    group: PersonnelMotion | None = None
    is_expected: bool = True

    @property
    def is_secret(self) -> bool:
        """Whether the rules of a post ask for a secret ballot (ZJ-APPT18 art 24, model)."""
        return any(action.is_appointing and action.post.category.is_secret for action in self.actions)

    @property
    def is_together(self) -> bool:
        """Several people in one vote."""
        return self.key.startswith("motion")

    @property
    def nominees(self) -> list[Person]:
        """Whom it is about: they do not count the votes."""
        return [action.person for action in self.actions]


@dataclass(frozen=True)
class Entry:
    """A matter with its unsaved vote and, for a named vote, the ballots."""

    matter: Matter
    vote: Vote
    ballots: Ballots | None = None


class Room:
    """Who is in the room for which item: the roll read once."""

    def __init__(self, meeting: Meeting, *, on: date) -> None:
        members = quorum.members_of(meeting, on=on)
        rows = meeting.attendances.voting().present().filter(person__in=members.values("pk"))
        related = rows.select_related("person", "arrived_item", "left_item").prefetch_related("recusals")
        self.rows = list(related.order_by("person__stroke_key", "person__name"))

    def of(self, item: AgendaItem | None) -> list[Attendance]:
        """Those who may vote on the item, by strokes of their names."""
        return [row for row in self.rows if item is None or _is_there(row, item)]


def _is_there(row: Attendance, item: AgendaItem) -> bool:
    """As `AttendanceQuerySet.present_at` says it."""
    return (
        (row.arrived_item is None or row.arrived_item.order <= item.order)
        and (row.left_item is None or row.left_item.order > item.order)
        and all(recusal.item_id != item.pk for recusal in row.recusals.all())
    )


def matters(meeting: Meeting, room: Room) -> list[Matter]:
    """What may still be voted on: items in their order, and in the place of their item the people of its motions."""
    motions = _motions(meeting)
    found: list[Matter] = []
    placed: set[int] = set()
    for item in meeting.items.filter(status__in=VOTABLE).order_by("order"):
        own = [motion for motion in motions if motion.item_id == item.pk]
        placed |= {motion.pk for motion in own}
        found += _of_motions(own, room) if own else _of_item(meeting, item, room)
    # A motion whose other people were decided already stands under an item that has its outcome.
    return found + _of_motions([motion for motion in motions if motion.pk not in placed], room)


def _motions(meeting: Meeting) -> list[PersonnelMotion]:
    actions = PersonnelAction.objects.filter(status__in=PersonnelAction.BEFORE_VOTE).order_by("order")
    waiting = Prefetch("actions", actions.select_related("person", "post__category"), to_attr="waiting")
    rows = PersonnelMotion.objects.filter(meeting=meeting, status__in=TABLED, item__isnull=False)
    return [row for row in rows.select_related("item").prefetch_related(waiting).order_by("pk") if row.waiting]  # type: ignore[attr-defined]


def _of_item(meeting: Meeting, item: AgendaItem, room: Room) -> list[Matter]:
    kind = _KINDS.get(AgendaItem.Kind(item.kind), Vote.Kind.OTHER)
    if meeting.kind not in Meeting.DECIDING and kind in Vote.ONLY_DECIDING:
        kind = Vote.Kind.OTHER
    return [Matter(f"item{item.pk}", item.title, kind, item, len(room.of(item)), is_expected=item.is_for_vote)]


def _of_motions(motions: Iterable[PersonnelMotion], room: Room) -> list[Matter]:
    found = []
    for motion in motions:
        actions: list[PersonnelAction] = motion.waiting  # type: ignore[attr-defined]
        present = len(room.of(motion.item))
        kind = Vote.Kind.PERSONNEL
        if len(actions) > 1:
            title = f"{motion.title}（{len(actions)}项合并表决）"[:200]
            found.append(Matter(f"motion{motion.pk}", title, kind, motion.item, present, tuple(actions), motion))
        found += [
            Matter(f"action{action.pk}", str(action)[:200], kind, motion.item, present, (action,), motion)
            for action in actions
        ]
    return found


@transaction.atomic
def record(entries: Sequence[Entry], *, actor: User) -> list[Vote]:
    """Store the votes and what they decide, all or nothing. Raises CountsRefused with every row that is wrong."""
    if not entries:
        raise ValidationError("请至少勾选一项表决。")
    _check_once(entries)
    counts = [
        Count(each.vote, each.ballots, nominees=each.matter.nominees, is_secret=each.matter.is_secret)
        for each in entries
    ]
    stored = votes.record_many(counts, actor=actor)
    wrong = {}
    for place, (entry, vote) in enumerate(zip(entries, stored, strict=True)):
        try:
            _decide(entry, vote, actor)
        except ValidationError as error:
            wrong[place] = error
    if wrong:
        raise CountsRefused(wrong, [entry.vote.title for entry in entries])
    return stored


def _check_once(entries: Sequence[Entry]) -> None:
    seen: set[int] = set()
    for entry in entries:
        for action in entry.matter.actions:
            if action.pk in seen:
                raise ValidationError(f"“{action}”既在合并表决中，又逐人表决，请只选一种。")
            seen.add(action.pk)


@transaction.atomic
def _decide(entry: Entry, vote: Vote, actor: User) -> None:
    if entry.matter.actions:
        personnel.decide(entry.matter.actions, vote=vote, actor=actor)


def recorded_meanwhile(meeting: Meeting, title: str) -> str:
    """What another clerk stored for the matter after the page was opened; empty if nothing."""
    vote = Vote.objects.valid().filter(meeting=meeting, title=title).select_related("recorded_by").first()
    if not isinstance(vote, Vote):
        return ""
    return f"已由{vote.recorded_by}登记（{polls.counts_text(vote)}）"
