"""Matters of weight follow the meetings and items they depend on, which know nothing of them.

What no longer fits is looked for, so every function may run at any time and any number of times.
"""

from datetime import date

from django.db import transaction

from congress.models import Obligation, User
from congress.services import activity, obligations
from meetings.models import AgendaItem, MajorMatter, Meeting
from meetings.services import major_matters


@transaction.atomic
def realign(*, actor: User, today: date) -> int:
    """Bring matters into line with meetings that moved, were called off or were held; how many changed."""
    return follow_dates(actor=actor, today=today) + follow_items(actor=actor)


@transaction.atomic
def follow_dates(*, actor: User, today: date, of: Meeting | None = None) -> int:
    """Move the days to deliver papers with the meetings; those of one called off fall away until it has a day again."""
    rows = MajorMatter.objects.filter(status__in=MajorMatter.OPEN, meeting__isnull=False)
    if of is not None:
        rows = rows.filter(meeting=of)
    wide = rows.select_related("meeting__term", "before_obligation", "deliberation_obligation", "organ")
    return sum(_follow_date(matter, actor=actor, today=today) for matter in wide)


def _follow_date(matter: MajorMatter, *, actor: User, today: date) -> bool:
    meeting, owed = matter.meeting, matter.before_obligation
    if meeting is None or owed is None or owed.is_historic:
        return False
    is_open = owed.status == Obligation.Status.OPEN
    if is_open and meeting.status in Meeting.OFF:
        obligations.void(owed, reason=f"会议{meeting.get_status_display()}", actor=actor)
    elif is_open and owed.start_on != meeting.starts_on:
        obligations.restart(owed, start=meeting.starts_on, reason="会议改期", actor=actor, today=today)
    elif owed.status == Obligation.Status.VOID and _is_dated(meeting):
        major_matters.owe_before(matter, reason="会议重新定期", actor=actor, today=today)
    else:
        return False
    return True


def _is_dated(meeting: Meeting) -> bool:
    return meeting.status in (Meeting.Status.SCHEDULED, Meeting.Status.NOTICED, Meeting.Status.PAPERS_OUT)


@transaction.atomic
def follow_items(*, actor: User) -> int:
    """Settle matters whose items were dealt with, taken up again at another meeting, or withdrawn; how many."""
    rows = MajorMatter.objects.filter(status=MajorMatter.Status.TABLED, item__status__in=AgendaItem.DISPOSED)
    wide = rows.select_related("item__meeting", "item__continued_by__meeting")
    return sum(_follow_item(matter, matter.item, actor=actor) for matter in wide if matter.item is not None)


def _follow_item(matter: MajorMatter, item: AgendaItem, *, actor: User) -> bool:
    later: AgendaItem | None = getattr(item, "continued_by", None)
    if item.status in major_matters.DELIBERATED_ITEMS:
        # Heard is not yet decided: an item that is put to the vote is dealt with by its vote.
        if item.is_for_vote and not item.meeting.is_locked and item.status in major_matters.BEFORE_THE_VOTE:
            return False
        major_matters.deliberate(matter, actor=actor)
    elif item.status == AgendaItem.Status.WITHDRAWN:
        major_matters.withdraw(matter, reason=item.status_note, actor=actor)
    elif later is not None:
        matter.follow(item=later)
        activity.record(actor, "接续审议", matter, detail={"meeting": str(later.meeting)})
    else:
        return False
    return True
