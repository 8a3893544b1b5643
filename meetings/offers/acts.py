"""Acts and announcements: what waits, how they are shown, and those that lack something."""

from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from congress import registry
from congress.models import DocumentNumber, Obligation, Publication, User
from congress.registry import Check, Composition, Task, Waiting
from meetings.models import Act, Announcement, Vote
from meetings.services import acts, announcements

#: a series and the records that carry its numbers
_CARRIERS: Final = {
    "opinion": "opinion_paper",
    "opinion_letter": "opinion_paper",
    "chair_opinion": "opinion_paper",
    "act": "act",
    "announcement": "announcement",
}


def acts_to_finish(user: User, on: date) -> list[Waiting]:
    """Votes whose act is not registered, acts to number, announcements to issue."""
    del on
    if not (user.is_staff and user.has_perm("meetings.change_act")):
        return []
    votes = carried_without_act().select_related("meeting__term").order_by("held_on", "pk")
    unnumbered = Act.objects.filter(vote__isnull=False, number__isnull=True).order_by("adopted_on", "pk")
    drafts = Announcement.objects.filter(number__isnull=True).order_by("issued_on", "pk")
    return [
        Waiting(
            votes, lambda vote: Task(vote.title, "登记决议决定", "/admin/meetings/act/add/", note=str(vote.meeting))
        ),
        Waiting(unnumbered, lambda act: Task(act.title, "编号", acts.admin_path(act))),
        Waiting(drafts, lambda row: Task(row.title, "编号发布", announcements.admin_path(row))),
    ]


def carried_without_act() -> QuerySet[Vote]:
    """Votes that carried a resolution or decision which is not registered."""
    rows = Vote.objects.filter(status=Vote.Status.COUNTED, passed=True, kind=Vote.Kind.ACT, act__isnull=True)
    # A session of the congress resolves through its presidium; its acts come with the session's own papers.
    return rows.exclude(meeting__kind="congress")


def numbers_of_nothing(on: date) -> QuerySet[Any]:
    """Numbers of opinions, acts and announcements that are in use but stand on no paper."""
    del on
    rows = DocumentNumber.objects.filter(series__code__in=_CARRIERS, status=DocumentNumber.Status.ISSUED)
    return rows.filter(**{f"{name}__isnull": True for name in _CARRIERS.values()}).select_related("series")


def carried_not_registered(on: date) -> QuerySet[Any]:
    """Carried votes on acts, without the act."""
    del on
    return carried_without_act().select_related("meeting__term").order_by("-held_on")


def adopted_on_a_void_vote(on: date) -> QuerySet[Any]:
    """Acts whose vote was declared void or, after a correction, did not carry."""
    del on
    rows = Act.objects.filter(Q(vote__status=Vote.Status.VOID) | Q(vote__passed=False))
    return rows.order_by("-adopted_on")


def adopted_without_number(on: date) -> QuerySet[Any]:
    """Acts that a vote carried and that have no number."""
    del on
    return Act.objects.filter(vote__isnull=False, number__isnull=True).order_by("-adopted_on")


def adopted_without_announcement(on: date) -> QuerySet[Any]:
    """Acts with a number that no announcement makes known; rules of the house need none."""
    del on
    telling = Announcement.objects.filter(
        kind=Announcement.Kind.ACT,
        meeting=OuterRef("meeting"),
        text__contains=Concat(Value("《"), OuterRef("title"), Value("》")),
    )
    live = Act.objects.filter(vote__isnull=False, number__isnull=False, illustrative=[], source="")
    return live.exclude(kind=Act.Kind.RULE).filter(~Exists(telling)).order_by("-adopted_on")


def execution_overdue(on: date) -> QuerySet[Any]:
    """Acts whose execution should have been reported on."""
    late = Act.objects.filter(
        execution_obligation__status=Obligation.Status.OPEN,
        execution_obligation__is_historic=False,
        execution_obligation__due_on__lt=on,
    )
    return late.select_related("executing_organ").order_by("execution_obligation__due_on")


def compose_act(publication: Publication) -> Composition | None:
    """An act."""
    rows = Act.objects.select_related("meeting__term", "number__series", "vote__meeting", "executing_organ")
    act = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(acts.compose(act)) if act else None


def compose_announcement(publication: Publication) -> Composition | None:
    """An announcement."""
    rows = Announcement.objects.select_related("meeting__term", "number__series")
    row = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(announcements.compose(row)) if row else None


registry.waiting.add("acts", acts_to_finish)
registry.publication_composers.add("meetings.act", compose_act)
registry.publication_composers.add("meetings.announcement", compose_announcement)
registry.checks.add(
    "numbers_of_nothing", Check("文号没有对应的文件", numbers_of_nothing, "误取的文号请作废并写明理由。")
)
registry.checks.add(
    "carried_not_registered",
    Check("表决已通过但没有登记决议决定", carried_not_registered, "请登记决议决定并选择该表决。"),
)
registry.checks.add(
    "adopted_on_a_void_vote",
    Check("决议决定所依据的表决已作废或未通过", adopted_on_a_void_vote, "请核对表决，必要时撤回公开。"),
)
registry.checks.add("adopted_without_number", Check("决议决定通过后没有编号", adopted_without_number))
registry.checks.add(
    "adopted_without_announcement",
    Check("决议决定没有公告", adopted_without_announcement, "在决议决定页面“发布公告”。"),
)
registry.checks.add(
    "execution_overdue",
    Check("决议决定逾期未报告执行情况", execution_overdue, "请督促执行机关，或者由主任会议变更期限。"),
)
