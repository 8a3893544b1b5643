"""What moves by itself: inspections whose opinions went out, were answered, or whose copies can be read.

Meetings and follow-ups know nothing of inspections, so this looks for what no longer fits; it may run at any time and
any number of times.
"""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from congress.models import User
from congress.publishing import readable
from congress.services import activity
from meetings.models import AgendaItem, OpinionPaper
from supervision.models import FollowUp, Oversight
from supervision.services import inspections
from supervision.services.inspections import admin_path

Status = Oversight.Status

_OUT = (OpinionPaper.Status.HANDED_OVER, OpinionPaper.Status.CLOSED)
_HEARD = (AgendaItem.Status.NOTED, AgendaItem.Status.DELIBERATED, AgendaItem.Status.VOTED_PASSED)
#: states of a follow-up in which the organ has not reported
_UNREPORTED = (
    FollowUp.Status.HANDED_OVER,
    FollowUp.Status.ACCEPTED,
    FollowUp.Status.REPORT_DRAFTED,
    FollowUp.Status.REOPENED,
)


@transaction.atomic
def realign(*, actor: User) -> int:
    """Bring inspections into line with their agenda items, opinions, follow-ups and copies; how many moved."""
    live = Oversight.objects.filter(is_historic=False)
    heard = live.filter(status=Status.TABLED, item__status__in=_HEARD)
    for oversight in heard:
        inspections.deliberate(oversight, actor=actor)
    moved = len(heard)
    out = Q(item__opinion_paper__status__in=_OUT) | Q(letter__status__in=_OUT)
    moved += _move(live.filter(out, status__in=(Status.DELIBERATED, Status.NOT_TABLED)), "交办意见", actor)
    papers = Q(paper=OuterRef("letter")) | Q(paper__item=OuterRef("item"))
    owed = Exists(FollowUp.objects.filter(papers, status__in=_UNREPORTED))
    handed = live.inspections().filter(~owed, out, status=Status.HANDED_OVER)
    moved += _move(handed, "各机关已报告", actor, lambda row: row.note_reported())
    done = live.filter(readable("society_duty"), readable("deputies_duty"))
    done = done.filter(status__in=(Status.REPORTED, Status.FED_BACK, Status.TRACKED))
    return moved + _move(done, "公开", actor, lambda row: row.note_published())


def _move(
    rows: QuerySet[Oversight], verb: str, actor: User, step: Callable[[Oversight], None] = lambda row: row.hand_over()
) -> int:
    found = list(rows)
    for oversight in found:
        step(oversight)
        activity.record(actor, verb, oversight, path=admin_path(oversight))
    return len(found)
