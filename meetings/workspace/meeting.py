"""Meetings for those who work with them and for those who are expected at them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.listing import key_page
from congress.models import User
from meetings.models import AgendaItem, Attendance, Leave, Meeting, OpinionPaper, Paper
from meetings.services import audience, leaves
from meetings.services.audience import ISSUED, open_to
from meetings.workspace.opinion import READ_ADOPTED

READ_ALL_OPINIONS: Final = "meetings.view_opinionpaper"
#: more meetings than this are not dated at one time
_COMING: Final = 50


@dataclass(frozen=True)
class Line:
    """An item of the agenda with what the reader may open of it."""

    item: AgendaItem
    papers: Sequence[Paper]
    opinions: OpinionPaper | None
    is_invited: bool = False


@dataclass(frozen=True)
class OwnRow:
    """What the reader's own row allows now, and the leave that stands or was answered last."""

    row: Attendance
    leave: Leave | None
    may_confirm: bool
    may_ask_leave: bool
    may_withdraw_leave: bool

    @classmethod
    def of(cls, row: Attendance) -> "OwnRow":
        """By the state of the meeting and of the row."""
        leave = next(iter(row.leaves.all()), None)
        is_coming = row.meeting.status in (*TOLD_BEFORE, Meeting.Status.OPEN)
        stands = leave is not None and leave.status in (Leave.Status.REQUESTED, Leave.Status.GRANTED)
        is_free = is_coming and row.status in (Attendance.Status.UNRECORDED, Attendance.Status.ABSENT)
        return cls(
            row=row,
            leave=leave,
            may_confirm=is_free and not stands and row.confirmed_at is None,
            may_ask_leave=is_free and not stands and row.capacity in leaves.ASKING,
            may_withdraw_leave=is_coming and stands,
        )


#: told of, and not begun yet
TOLD_BEFORE: Final = (Meeting.Status.NOTICED, Meeting.Status.PAPERS_OUT)


def _own_row(meeting: Meeting, user: User) -> Attendance | None:
    rows = audience.rows_of(user).filter(meeting=meeting).select_related("person")
    row = rows.prefetch_related("items", "leaves").first()
    if row is not None:
        row.meeting = meeting
    return row


def _roll(meeting: Meeting) -> Sequence[Attendance]:
    """Who is expected, for members: names and presence, never why somebody is away."""
    return list(meeting.attendances.voting().select_related("person").order_by("person__stroke_key", "person__name"))


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
        papers = latest_versions(audience.papers_of(meeting, self.user))
        row = _own_row(meeting, self.user)
        items = meeting.items.select_related("reporting_organ", "opinion_paper").order_by("order")
        invited = {item.pk for item in row.items.all()} if row else set()
        return super().get_context_data(**kwargs) | {
            "meeting": meeting,
            "lines": [
                Line(
                    item,
                    [paper for paper in papers if paper.item_id == item.pk],
                    self._opinions(item),
                    is_invited=item.pk in invited,
                )
                for item in items
            ],
            "papers": [paper for paper in papers if paper.item_id is None],
            "papers_wait": meeting.status not in (*ISSUED, *Meeting.OFF) and not papers,
            "attendance": row,
            "roll": _roll(meeting) if row is not None and row.capacity == Attendance.Capacity.MEMBER else [],
            "own": OwnRow.of(row) if row is not None else None,
        }

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
