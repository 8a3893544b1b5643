"""What the kernel itself offers: publications and extensions that wait, and dates that need a look."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from congress import registry
from congress.models import Extension, Obligation, Publication, User
from congress.registry import Check, Task
from congress.services import publication as gate

#: waiting lines of one kind that are read; the registers show all
LIMIT = 200
_STATUS = Publication.Status


def publications(user: User, on: date) -> list[Task]:
    """The next step of each publication, for those who may take it (author, approver and publisher differ)."""
    del on
    wanted = _next_steps(user)
    if not wanted:
        return []
    condition = Q(pk__in=[])
    for status, (_, own) in wanted.items():
        condition |= Q(status=status) & ~own
    rows = Publication.objects.filter(condition).only("title", "audience", "status", "target_on")
    return [
        Task(str(row), wanted[_STATUS(row.status)][0], _place(row), row.target_on)
        for row in rows.order_by("target_on", "pk")[:LIMIT]
    ]


def _place(publication: Publication) -> str:
    """Approval is read on a phone; the other steps are desk work."""
    is_approval = publication.status == _STATUS.REDACTED
    return gate.approval_path(publication) if is_approval else gate.desk_path(publication)


def _next_steps(user: User) -> dict[Publication.Status, tuple[str, Q]]:
    """By status: the act that comes next, and the rows in which this person may not take it."""
    steps = {
        _STATUS.REQUIRED: ("拟公开稿", "congress.prepare_publication", Q(pk__in=[])),
        _STATUS.PREPARED: ("脱敏审核", "congress.redact_publication", Q(pk__in=[])),
        _STATUS.REDACTED: ("核准公开", "congress.approve_publication", Q(prepared_by=user) | Q(redacted_by=user)),
        _STATUS.APPROVED: ("发布", "congress.publish_publication", Q(approved_by=user) | Q(prepared_by=user)),
    }
    return {status: (act, own) for status, (act, permission, own) in steps.items() if user.has_perm(permission)}


def extensions(user: User, on: date) -> list[Task]:
    """Requests for more time that the person may decide; nobody decides on his own."""
    del on
    if not (user.is_staff and user.has_perm("congress.decide_extension")):
        return []
    rows = Extension.objects.filter(status=Extension.Status.REQUESTED).exclude(requested_by=user)
    return [
        Task(row.obligation.title, "决定延期", f"/admin/congress/extension/{row.pk}/change/", row.old_due_on)
        for row in rows.select_related("obligation").order_by("old_due_on", "pk")[:LIMIT]
    ]


def late_publications(on: date) -> QuerySet[Any]:
    """Not out after the target date."""
    waiting = (_STATUS.REQUIRED, _STATUS.PREPARED, _STATUS.REDACTED, _STATUS.APPROVED)
    return Publication.objects.filter(status__in=waiting, target_on__lt=on).order_by("target_on")


def provisional_obligations(on: date) -> QuerySet[Any]:
    """Dates counted over a year whose working days are not announced yet."""
    del on
    return Obligation.objects.open().live().filter(is_provisional=True)


def files_to_approve(user: User | None) -> Q:
    """Files that are to go out, for those who approve or publish them."""
    steps = ("congress.approve_publication", "congress.publish_publication")
    if user is None or not any(user.has_perm(step) for step in steps):
        return Q(pk__in=[])
    return Q(pk__in=Publication.files.through.objects.values("attachment"))


registry.file_access.add("publications", files_to_approve)
registry.waiting.add("publications", publications)
registry.waiting.add("extensions", extensions)
registry.checks.add("late_publications", Check("公开已过目标日期", late_publications, "请催办拟稿、脱敏、核准或发布。"))
registry.checks.add(
    "provisional_obligations",
    Check("期限为暂算", provisional_obligations, "当年节假日安排公布并载入后自动重算。"),
)
