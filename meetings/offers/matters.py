"""Matters of weight, assignments of the chairpersons' meeting, talks: what waits, who opens files, what looks wrong."""

from datetime import date
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from congress import registry
from congress.models import Obligation, User
from congress.registry import Check, Task, Waiting
from meetings.models import Conclusion, MajorMatter, TalkPoint
from meetings.services import major_matters, talks

_Status = MajorMatter.Status


def matter_files(user: User | None) -> Q:
    """Papers of matters: for the committee's people, and for the organ that proposed them."""
    if user is None:
        return Q(pk__in=[])
    if user.has_perm("meetings.view_majormatter"):
        return Q(major_matters__isnull=False)
    own = MajorMatter.objects.filter(organ=user.organ_id) if user.organ_id else MajorMatter.objects.none()
    return Q(major_matters__in=own)


def matters_waiting(user: User, on: date) -> list[Waiting]:
    """Matters to screen, to give a meeting, to table, to file."""
    del on
    rows = MajorMatter.objects.select_related("deliberation_obligation").order_by("received_on", "pk")
    live = rows.exclude(deliberation_obligation__is_historic=True)
    found = []
    if user.has_perm("meetings.screen_majormatter"):
        rows = live.filter(status=_Status.RECEIVED).exclude(mode=MajorMatter.Mode.REPORT)
        found.append(Waiting(rows, _to_screen))
    if user.is_staff and user.has_perm("meetings.change_majormatter"):
        found.append(Waiting(_office(live), _of_office))
    return found


def _to_screen(row: MajorMatter) -> Task:
    return Task(row.title, "研究是否提请", major_matters.working_path(row), _due(row))


def _of_office(row: MajorMatter) -> Task:
    return Task(row.title, _office_acts(row), major_matters.admin_path(row), _due(row))


def _office(live: QuerySet[MajorMatter]) -> QuerySet[MajorMatter]:
    reported = Q(status=_Status.RECEIVED, mode=MajorMatter.Mode.REPORT)
    return live.filter(reported | Q(status=_Status.SCREENED))


def _office_acts(matter: MajorMatter) -> str:
    if matter.status == _Status.RECEIVED:
        return "备案"
    return "列入议程" if matter.meeting_id else "拟定审议会议"


def _due(matter: MajorMatter) -> date | None:
    owed = matter.deliberation_obligation
    return owed.due_on if owed and owed.status == Obligation.Status.OPEN else None


#: what an organ owes the committee, by the record that points at the obligation, and what it does about it
_OWED: Final = {"executed_act": "准备执行情况报告", "conclusion": "办理议定事项", "major_matter_before": "送达材料"}


def owed_by_organ(user: User, on: date) -> list[Waiting]:
    """Acts to report on that were not handed over yet, assignments, and papers of matters: one query for all three."""
    del on
    if not (user.organ_id and user.has_perm("congress.use_workspace")):
        return []
    # An act that was handed over is a follow-up, and waits as that.
    kinds = Q(executed_act__isnull=False, path__startswith="/workspace/acts/")
    kinds |= Q(conclusion__isnull=False) | Q(major_matter_before__isnull=False)
    rows = Obligation.objects.open().filter(kinds, owed_organ=user.organ_id, is_historic=False)
    return [Waiting(rows.select_related(*_OWED).order_by("due_on", "pk"), _owed)]


def _owed(row: Obligation) -> Task:
    name = next(each for each in _OWED if hasattr(row, each))
    record = getattr(row, name)
    words = record.text[:60] if isinstance(record, Conclusion) else record.title
    return Task(words, _OWED[name], row.path, row.due_on)


def talk_points_waiting(user: User, on: date) -> list[Waiting]:
    """Points of talks that the person's organ has to answer."""
    del on
    if not (user.organ_id and user.has_perm("congress.use_workspace")):
        return []
    rows = TalkPoint.objects.filter(organ=user.organ_id, answer="").order_by("talk__held_on", "pk")
    return [Waiting(rows, lambda row: Task(row.text[:60], "答复座谈意见", talks.working_path(row)))]


def not_deliberated_in_time(on: date) -> QuerySet[Any]:
    """Matters that should have been deliberated within three months of receipt (《规定》 art 10)."""
    late = MajorMatter.objects.filter(
        status__in=MajorMatter.OPEN,
        deliberation_obligation__status=Obligation.Status.OPEN,
        deliberation_obligation__is_historic=False,
        deliberation_obligation__due_on__lt=on,
    )
    return late.order_by("received_on")


def tabled_elsewhere(on: date) -> QuerySet[Any]:
    """Matters whose agenda item stands on another meeting than the one planned."""
    del on
    return MajorMatter.objects.filter(item__isnull=False).exclude(item__meeting=F("meeting")).order_by("received_on")


def assignments_overdue(on: date) -> QuerySet[Any]:
    """What the chairpersons' meeting assigned and nobody reported done in time."""
    late = Conclusion.objects.filter(done_on__isnull=True, obligation__is_historic=False, obligation__due_on__lt=on)
    return late.select_related("meeting__term", "organ").order_by("due_on")


def assignments_not_opened(on: date) -> QuerySet[Any]:
    """Assignments of meetings that are over whose clock never started."""
    del on
    rows = Conclusion.objects.filter(
        organ__isnull=False, due_on__isnull=False, done_on__isnull=True, obligation__isnull=True, illustrative=[]
    )
    return rows.filter(meeting__status__in=("closed", "minuted", "archived")).select_related("meeting__term")


registry.file_access.add("major_matters", matter_files)
registry.waiting.add("major_matters", matters_waiting)
registry.waiting.add("owed_to_the_committee", owed_by_organ)
registry.waiting.add("talk_points", talk_points_waiting)
registry.checks.add(
    "not_deliberated_in_time",
    Check(
        "重大事项收到满三个月未审议", not_deliberated_in_time, "《浙江省各级人大常委会讨论决定重大事项的规定》第十条。"
    ),
)
registry.checks.add("tabled_elsewhere", Check("重大事项的议程与拟审议的会议不一致", tabled_elsewhere))
registry.checks.add(
    "assignments_overdue", Check("议定事项逾期未完成", assignments_overdue, "请督促承办机关登记完成情况。")
)
registry.checks.add(
    "assignments_not_opened", Check("闭会后尚未交办的议定事项", assignments_not_opened, "在会议页面“交办议定事项”。")
)
