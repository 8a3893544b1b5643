"""Meetings: what waits, the next one, how they are shown, and those that look wrong."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from congress import registry
from congress.models import Publication, User
from congress.registry import Check, Composition, DeskSection, Task, Waiting
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.services import meeting_publication
from meetings.services.meetings import admin_path


def meetings_to_finish(user: User, on: date) -> list[Waiting]:
    """Meetings whose next step has come: to open or close, and to minute."""
    if not (user.is_staff and user.has_perm("meetings.change_meeting")):
        return []
    over = Q(status=Meeting.Status.OPEN, ends_on__lte=on) | Q(status=Meeting.Status.CLOSED)
    begun = Q(
        status__in=(Meeting.Status.SCHEDULED, Meeting.Status.NOTICED, Meeting.Status.PAPERS_OUT), starts_on__lte=on
    )
    rows = Meeting.objects.filter(over | begun).select_related("term").order_by("starts_on", "pk")
    acts_by_status = {Meeting.Status.OPEN: "闭会", Meeting.Status.CLOSED: "成纪要"}
    return [
        Waiting(
            rows,
            lambda row: Task(row.name, acts_by_status.get(Meeting.Status(row.status), "开会"), admin_path(row)),
        )
    ]


def next_meeting(user: User, on: date) -> DeskSection | None:
    """The next meeting of the committee, and what it still lacks."""
    if not user.has_perm("meetings.view_meeting"):
        return None
    coming = Meeting.objects.of_committee().upcoming(on=on).select_related("term", "papers_obligation")
    meeting = coming.order_by("starts_on", "pk").first()
    if meeting is None:
        return DeskSection("下次常委会会议", [], 0, "/admin/meetings/meeting/add/", "还没有登记下次会议。")
    path = admin_path(meeting)
    items = list(meeting.items.filter(papers__isnull=True).exclude(status__in=AgendaItem.DISPOSED).order_by("order"))
    owed = meeting.papers_obligation
    due = owed.due_on if owed and meeting.papers_sent_on is None else None
    lines = [Task(f"缺材料：{item.title}", "会议材料", f"{path}#papers-group", due) for item in items]
    head = Task(meeting.name, "会议", path, meeting.starts_on, meeting.get_status_display())
    return DeskSection("下次常委会会议", [head, *lines], len(lines) + 1, path)


def held_without_attendance(on: date) -> QuerySet[Any]:
    """Numbered meetings that were held, with nobody recorded as present."""
    del on
    present = Attendance.objects.filter(meeting=OuterRef("pk"), status=Attendance.Status.PRESENT)
    live = Meeting.objects.held().filter(kind__in=Meeting.NUMBERED, illustrative=[])
    return live.filter(~Exists(present)).select_related("term").order_by("-starts_on")


def held_without_quorum(on: date) -> QuerySet[Any]:
    """Numbered meetings that were held with half of the members or fewer recorded as present (地方组织法 art 51)."""
    del on
    members = Attendance.objects.filter(meeting=OuterRef("pk"), capacity=Attendance.Capacity.MEMBER).order_by()
    counted = members.values("meeting").annotate(
        lacking=Count("pk") - 2 * Count("pk", filter=Q(status=Attendance.Status.PRESENT))
    )
    quorate = counted.filter(lacking__lt=0)
    recorded = members.filter(status=Attendance.Status.PRESENT)
    held = Meeting.objects.held().filter(kind__in=Meeting.NUMBERED)
    return held.filter(Exists(recorded), ~Exists(quorate)).select_related("term").order_by("-starts_on")


def compose_meeting(publication: Publication) -> Composition | None:
    """A meeting with its agenda."""
    rows = Meeting.objects.select_related("term").prefetch_related("items", "sittings")
    meeting = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(meeting_publication.compose(meeting)) if meeting else None


registry.waiting.add("meetings", meetings_to_finish)
registry.desk.add("next_meeting", next_meeting)
registry.publication_composers.add("meetings.meeting", compose_meeting)
registry.checks.add(
    "held_without_attendance", Check("会议已开但未登记出席", held_without_attendance, "请补登出席情况。")
)
registry.checks.add(
    "held_without_quorum", Check("会议已开但登记的出席人数未过半数", held_without_quorum, "核对出席登记是否完整。")
)
