"""What the app offers to the kernel's pages: files of papers, what waits, the next meeting, rows that look wrong."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from congress import registry
from congress.models import DocumentNumber, Publication, User
from congress.registry import Check, Composition, DeskSection, Task
from meetings.models import Act, AgendaItem, Attendance, Meeting, OpinionPaper, Paper
from meetings.services import acts, meeting_publication, opinions
from meetings.services.meetings import admin_path

LIMIT = 200
#: days after which an adopted paper must have been handed over (ZJ-SUP08 art 43)
HANDOVER_DAYS = 7
#: from here on members may read the papers
_ISSUED = (Meeting.Status.PAPERS_OUT, Meeting.Status.OPEN, *Meeting.HELD)


def papers(user: User | None) -> Q:
    """Papers: for those who read meetings, and for people expected at the meeting once the papers were issued."""
    if user is None:
        return Q(pk__in=[])
    if user.has_perm("meetings.view_paper"):
        return Q(papers__isnull=False)
    expected = Attendance.objects.filter(meeting=OuterRef("meeting"), person__account=user)
    mine = Paper.objects.filter(Exists(expected), meeting__status__in=_ISSUED)
    return Q(pk__in=mine.values("attachment"))


def opinion_papers(user: User, on: date) -> list[Task]:
    """Texts to collate further, to adopt, to hand over."""
    del on
    found = []
    if user.has_perm("meetings.adopt_opinionpaper"):
        rows = OpinionPaper.objects.filter(status=OpinionPaper.Status.SUBMITTED)
        found += [Task(row.title, "通过审议意见", f"/workspace/opinions/{row.pk}/") for row in rows[:LIMIT]]
    if user.is_staff and user.has_perm("meetings.hand_over_opinionpaper"):
        due = OpinionPaper.objects.filter(status=OpinionPaper.Status.ADOPTED).select_related("handover_obligation")
        found += [
            Task(
                row.title, "交办", opinions.admin_path(row), owed.due_on if (owed := row.handover_obligation) else None
            )
            for row in due[:LIMIT]
        ]
    if user.is_staff and user.organ_id and user.has_perm("meetings.change_opinionpaper"):
        mine = OpinionPaper.objects.filter(status=OpinionPaper.Status.DRAFTED, working_committee=user.organ_id)
        found += [Task(row.title, "汇总审议意见", opinions.admin_path(row)) for row in mine[:LIMIT]]
    return found


def meetings_to_finish(user: User, on: date) -> list[Task]:
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
        Task(row.name, acts_by_status.get(Meeting.Status(row.status), "开会"), admin_path(row)) for row in rows[:LIMIT]
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


def adopted_not_handed_over(on: date) -> QuerySet[Any]:
    """Adopted more than seven days ago and still with the office (ZJ-SUP08 art 43)."""
    limit = on - timedelta(days=HANDOVER_DAYS)
    return OpinionPaper.objects.filter(status=OpinionPaper.Status.ADOPTED, adopted_on__lt=limit).order_by("adopted_on")


def numbers_of_nothing(on: date) -> QuerySet[Any]:
    """Numbers of opinions and acts that are in use but stand on no paper."""
    del on
    rows = DocumentNumber.objects.filter(series__code__in=("opinion", "act"), status=DocumentNumber.Status.ISSUED)
    return rows.filter(opinion_paper__isnull=True, act__isnull=True).select_related("series")


def compose_opinion(publication: Publication) -> Composition | None:
    """An opinion paper."""
    papers = OpinionPaper.objects.select_related("item__meeting__term", "adopted_at_meeting__term", "number__series")
    paper = papers.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(opinions.compose(paper)) if paper else None


def compose_act(publication: Publication) -> Composition | None:
    """An act."""
    rows = Act.objects.select_related("meeting__term", "number__series")
    act = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(acts.compose(act)) if act else None


def compose_meeting(publication: Publication) -> Composition | None:
    """A meeting with its agenda."""
    rows = Meeting.objects.select_related("term").prefetch_related("items", "sittings")
    meeting = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(meeting_publication.compose(meeting)) if meeting else None


registry.file_access.add("papers", papers)
registry.waiting.add("opinion_papers", opinion_papers)
registry.waiting.add("meetings", meetings_to_finish)
registry.desk.add("next_meeting", next_meeting)
registry.publication_composers.add("meetings.opinionpaper", compose_opinion)
registry.publication_composers.add("meetings.act", compose_act)
registry.publication_composers.add("meetings.meeting", compose_meeting)
registry.checks.add(
    "held_without_attendance", Check("会议已开但未登记出席", held_without_attendance, "请补登出席情况。")
)
registry.checks.add(
    "held_without_quorum", Check("会议已开但登记的出席人数未过半数", held_without_quorum, "核对出席登记是否完整。")
)
registry.checks.add(
    "adopted_not_handed_over",
    Check("审议意见通过七日后仍未交办", adopted_not_handed_over, "《浙江省各级人大常委会监督条例》第四十三条。"),
)
registry.checks.add(
    "numbers_of_nothing", Check("文号没有对应的文件", numbers_of_nothing, "误取的文号请作废并写明理由。")
)
