"""Where a meeting stands: its steps with their days, what comes next, who is there, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from congress.models import Activity, Obligation
from congress.services.marks import due_mark
from meetings.models import AgendaItem, Attendance, Meeting, Paper
from meetings.services import meetings, quorum

Status = Meeting.Status

#: the day can still be chosen freely, so the sentence on too long a gap helps
_UNDATED: Final = (Status.PLANNED, Status.POSTPONED)
#: the way of a meeting; a chairpersons' meeting sends no papers
_WAY: Final = (
    (Status.PLANNED, "计划"),
    (Status.SCHEDULED, "定期"),
    (Status.NOTICED, "通知"),
    (Status.PAPERS_OUT, "材料"),
    (Status.OPEN, "开会"),
    (Status.CLOSED, "闭会"),
    (Status.MINUTED, "纪要"),
    (Status.ARCHIVED, "归档"),
)
_NEXT: Final = {
    Status.PLANNED: "列好议程后，确定会议日期。",
    Status.SCHEDULED: "发出会议通知。",
    Status.NOTICED: "补齐并发出会议材料。",
    Status.PAPERS_OUT: "会议当日登记出席，开会。",
    Status.OPEN: "逐项登记表决或听取，全部有结果后闭会。",
    Status.CLOSED: "起草、审签会议纪要。",
    Status.MINUTED: "文件编号齐全后归档。",
    Status.ARCHIVED: "已办结。",
    Status.POSTPONED: "定下新的日期后改期，通知和材料期限重新起算。",
    Status.CANCELLED: "会议不再召开。",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way; `state` is done, current or none."""

    label: str
    state: str
    on: date | None = None

    @property
    def word(self) -> str:
        """The state in a word."""
        return {"done": "已完成", "current": "当前", "none": "未到"}[self.state]


def panel(meeting: Meeting) -> dict[str, Any]:
    """Everything the panel shows."""
    day = timezone.localdate()
    missing = list(meetings.without_papers(meeting)) if meeting.kind in Meeting.DECIDING else []
    return {
        "meeting": meeting,
        "stages": stages(meeting),
        "next_step": next_step(meeting),
        "notice": _mark(meeting.notice_obligation, day),
        "papers": _mark(meeting.papers_obligation, day),
        "presence": presence(meeting),
        "agenda": agenda_counts(meeting),
        "missing": missing,
        "missing_reason": _missing_reason(meeting) if missing else "",
        "gap": meetings.gap_warning(meeting) if meeting.status in _UNDATED else "",
    }


def next_step(meeting: Meeting) -> str:
    """What comes next, in a sentence."""
    if meeting.status == Status.NOTICED and meeting.kind not in Meeting.DECIDING:
        return _NEXT[Status.PAPERS_OUT]
    return _NEXT[Status(meeting.status)]


def stages(meeting: Meeting) -> Sequence[Stage]:
    """The way of the meeting; one that was put off or called off has left it."""
    way = [(status, label) for status, label in _WAY if _belongs(meeting, status)]
    days = {
        Status.NOTICED: meeting.noticed_on,
        Status.PAPERS_OUT: meeting.papers_sent_on,
        Status.OPEN: meeting.starts_on,
        Status.CLOSED: meeting.ends_on,
    }
    reached = [status for status, _ in way].index(Status(meeting.status)) if meeting.status not in Meeting.OFF else 0
    found = []
    for place, (status, label) in enumerate(way):
        state = "current" if place == reached else "done" if place < reached else "none"
        found.append(Stage(label, state, days.get(status) if state != "none" or status == Status.OPEN else None))
    return found


def _belongs(meeting: Meeting, status: str) -> bool:
    if meeting.status == status:
        return True
    if status == Status.PAPERS_OUT:
        return meeting.kind in Meeting.DECIDING
    return True


def _mark(obligation: Obligation | None, day: date) -> Any:
    return due_mark(obligation, on=day) if obligation else None


def presence(meeting: Meeting) -> dict[str, Any]:
    """Members in office, present, not recorded, and how many make the quorum."""
    found = quorum.of(meeting)
    unrecorded = Count("pk", filter=Q(status=Attendance.Status.UNRECORDED))
    away = Count("pk", filter=Q(status=Attendance.Status.ON_LEAVE))
    counts = meeting.attendances.voting().aggregate(listed=Count("pk"), unrecorded=unrecorded, away=away)
    return {"quorum": found, "is_voting": meeting.kind in Meeting.VOTING, **counts}


def agenda_counts(meeting: Meeting) -> dict[str, int]:
    """Items, those without outcome, those put to the vote, and those without a paper."""
    papers = Exists(Paper.objects.filter(item=OuterRef("pk")))
    return meeting.items.aggregate(
        items=Count("pk"),
        pending=Count("pk", filter=~Q(status__in=AgendaItem.DISPOSED)),
        for_vote=Count("pk", filter=Q(is_for_vote=True)),
        missing=Count("pk", filter=~papers),
    )


def _missing_reason(meeting: Meeting) -> str:
    """Why the pack went out while some papers were missing, as the log keeps it."""
    if meeting.papers_sent_on is None:
        return ""
    lines = Activity.objects.filter(
        model_label=Meeting._meta.label_lower, object_key=str(meeting.pk), verb=meetings.PAPERS_SENT
    )
    return lines.order_by("-pk").values_list("reason", flat=True).first() or ""
