"""Meetings for those who work with them and for those who are expected at them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.listing import key_page
from congress.models import User
from meetings.models import AgendaItem, Attendance, Meeting, OpinionPaper, Paper
from meetings.workspace.opinion import READ_ADOPTED

READ_ALL: Final = "meetings.view_meeting"
READ_ALL_PAPERS: Final = "meetings.view_paper"
READ_ALL_OPINIONS: Final = "meetings.view_opinionpaper"
#: from here on members may read the papers
ISSUED: Final = (Meeting.Status.PAPERS_OUT, Meeting.Status.OPEN, *Meeting.HELD)
#: from here on those who are expected know of the meeting
TOLD: Final = (Meeting.Status.NOTICED, *ISSUED)
#: more meetings than this are not dated at one time
_COMING: Final = 50


def open_to(user: User) -> Q:
    """The condition on meetings that a user may open: all, or those the user was told to come to.

    A meeting that was put off or called off stays with those who were told of it. Source: handbook §5.2.
    """
    if user.has_perm(READ_ALL):
        return Q(pk__isnull=False)
    expected = Attendance.objects.filter(meeting=OuterRef("pk"), person__account=user)
    told = Q(status__in=TOLD) | Q(status__in=Meeting.OFF, noticed_on__isnull=False)
    return Q(Exists(expected)) & told


@dataclass(frozen=True)
class Line:
    """An item of the agenda with what the reader may open of it."""

    item: AgendaItem
    papers: Sequence[Paper]
    opinions: OpinionPaper | None


class MeetingList(WorkspacePage, TemplateView):
    """The meetings to come, the next one first, and those that are over, the latest first."""

    permission_required: Any = ()
    template_name = "meetings/workspace/meeting_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What this person may open; what is to come stands on the first page only."""
        today = timezone.localdate()
        rows = Meeting.objects.filter(open_to(self.user)).select_related("term")
        page = key_page(rows.filter(ends_on__lt=today), by="starts_on", query=self.request.GET)
        coming = rows.filter(ends_on__gte=today).order_by("starts_on", "pk")
        return super().get_context_data(**kwargs) | {
            "coming": [] if page.newer else list(coming[:_COMING]),
            "page": page,
        }


class MeetingPage(WorkspacePage, TemplateView):
    """One meeting: when and where, the agenda with its papers, and whether the reader is expected."""

    permission_required: Any = ()
    template_name = "meetings/workspace/meeting_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The meeting; papers only for those who may open them now."""
        rows = Meeting.objects.filter(open_to(self.user)).select_related("term")
        meeting = get_object_or_404(rows.prefetch_related("sittings"), pk=self.kwargs["pk"])
        papers = latest_versions(self._papers(meeting))
        items = meeting.items.select_related("reporting_organ", "opinion_paper").order_by("order")
        return super().get_context_data(**kwargs) | {
            "meeting": meeting,
            "lines": [
                Line(item, [paper for paper in papers if paper.item_id == item.pk], self._opinions(item))
                for item in items
            ],
            "papers": [paper for paper in papers if paper.item_id is None],
            "papers_wait": meeting.status not in (*ISSUED, *Meeting.OFF) and not papers,
            "attendance": meeting.attendances.filter(person__account=self.user).first(),
        }

    def _papers(self, meeting: Meeting) -> QuerySet[Paper]:
        rows = meeting.papers.select_related("attachment").order_by("id")
        is_open = meeting.status in ISSUED or self.user.has_perm(READ_ALL_PAPERS)
        return rows if is_open else rows.none()

    def _opinions(self, item: AgendaItem) -> OpinionPaper | None:
        paper: OpinionPaper | None = getattr(item, "opinion_paper", None)
        if paper is None or self.user.has_perm(READ_ALL_OPINIONS):
            return paper
        return paper if paper.is_fixed and self.user.has_perm(READ_ADOPTED) else None


def latest_versions(papers: Iterable[Paper]) -> list[Paper]:
    """Of each title the last version, in the order in which the titles were first laid."""
    latest: dict[str, Paper] = {}
    for paper in papers:
        if paper.title not in latest or paper.version > latest[paper.title].version:
            latest[paper.title] = paper
    return list(latest.values())
