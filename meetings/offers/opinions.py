"""Deliberation opinions: what waits, how they are shown, and those that lie too long."""

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from congress import registry
from congress.models import Publication, User
from congress.registry import Check, Composition, Task, Waiting
from meetings.models import OpinionPaper
from meetings.services import opinions

#: days after which an adopted paper must have been handed over (ZJ-SUP08 art 43)
HANDOVER_DAYS: Final = 7


def opinion_papers(user: User, on: date) -> list[Waiting]:
    """Texts to collate further, to adopt, to hand over."""
    del on
    found = []
    if user.has_perm("meetings.adopt_opinionpaper"):
        rows = OpinionPaper.objects.filter(status=OpinionPaper.Status.SUBMITTED)
        found.append(Waiting(rows, lambda row: Task(row.title, "通过审议意见", f"/workspace/opinions/{row.pk}/")))
    if user.is_staff and user.has_perm("meetings.hand_over_opinionpaper"):
        due = OpinionPaper.objects.filter(status=OpinionPaper.Status.ADOPTED).select_related("handover_obligation")
        found.append(Waiting(due, _to_hand_over))
    if user.is_staff and user.organ_id and user.has_perm("meetings.change_opinionpaper"):
        mine = OpinionPaper.objects.filter(status=OpinionPaper.Status.DRAFTED, working_committee=user.organ_id)
        found.append(Waiting(mine, lambda row: Task(row.title, "汇总审议意见", opinions.admin_path(row))))
    return found


def _to_hand_over(row: OpinionPaper) -> Task:
    owed = row.handover_obligation
    return Task(row.title, "交办", opinions.admin_path(row), owed.due_on if owed else None)


def adopted_not_handed_over(on: date) -> QuerySet[Any]:
    """Adopted more than seven days ago and still with the office (ZJ-SUP08 art 43)."""
    limit = on - timedelta(days=HANDOVER_DAYS)
    return OpinionPaper.objects.filter(status=OpinionPaper.Status.ADOPTED, adopted_on__lt=limit).order_by("adopted_on")


def compose_opinion(publication: Publication) -> Composition | None:
    """An opinion paper."""
    papers = OpinionPaper.objects.select_related("item__meeting__term", "adopted_at_meeting__term", "number__series")
    paper = papers.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(opinions.compose(paper)) if paper else None


registry.waiting.add("opinion_papers", opinion_papers)
registry.publication_composers.add("meetings.opinionpaper", compose_opinion)
registry.checks.add(
    "adopted_not_handed_over",
    Check("审议意见通过七日后仍未交办", adopted_not_handed_over, "《浙江省各级人大常委会监督条例》第四十三条。"),
)
