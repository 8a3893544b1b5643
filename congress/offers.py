"""What the kernel itself offers: publications and extensions that wait, and dates that need a look."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from congress import registry
from congress.models import Activity, Extension, Obligation, Organ, Publication, PublishedVersion, User
from congress.publishing import Publishable
from congress.registry import Check, Task, Waiting
from congress.services import publication as gate

_STATUS = Publication.Status


def publications(user: User, on: date) -> list[Waiting]:
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
        Waiting(
            rows.order_by("target_on", "pk"),
            lambda row: Task(str(row), wanted[_STATUS(row.status)][0], _place(row), row.target_on),
        )
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


def extensions(user: User, on: date) -> list[Waiting]:
    """Requests for more time that the person may decide; nobody decides on his own."""
    del on
    if not (user.is_staff and user.has_perm("congress.decide_extension")):
        return []
    rows = Extension.objects.filter(status=Extension.Status.REQUESTED).exclude(requested_by=user)
    return [Waiting(rows.select_related("obligation").order_by("old_due_on", "pk"), _to_decide)]


def _to_decide(row: Extension) -> Task:
    return Task(row.obligation.title, "决定延期", f"/admin/congress/extension/{row.pk}/change/", row.old_due_on)


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


def ended_organs_owing(on: date) -> QuerySet[Any]:
    """Owed by an organ that was dissolved."""
    rows = Obligation.objects.open().live().filter(owed_organ__ends_on__lt=on)
    return rows.select_related("owed_organ").order_by("due_on", "pk")


def organs_that_nobody_acts_for(on: date) -> QuerySet[Any]:
    """Organs in being that owe something and have no account that could be reminded."""
    owed = Obligation.objects.open().live().filter(owed_organ=OuterRef("pk"))
    people = User.objects.filter(organ=OuterRef("pk"), is_active=True)
    rows = Organ.objects.filter(Exists(owed), ~Exists(people))
    return rows.exclude(ends_on__lt=on).order_by("rank", "code")


def corrected_since_published(model: type[Publishable]) -> Callable[[date], QuerySet[Any]]:
    """For a kind of record: those that society reads and that were corrected after their last copy went out."""

    def rows(on: date) -> QuerySet[Any]:
        del on
        copied = PublishedVersion.objects.filter(publication=OuterRef("society_duty")).order_by("-number")
        corrected = Activity.objects.filter(
            model_label=model._meta.label_lower,
            object_key=Cast(OuterRef("pk"), CharField()),
            verb__startswith="更正",
            at__gt=OuterRef("copied_at"),
        )
        readable = model._default_manager.filter(society_duty__status=Publication.Status.PUBLISHED)
        dated: QuerySet[Any] = readable.annotate(copied_at=Subquery(copied.values("published_at")[:1]))
        return dated.filter(Exists(corrected)).order_by("pk")

    return rows


registry.file_access.add("publications", files_to_approve)
registry.waiting.add("publications", publications)
registry.waiting.add("extensions", extensions)
registry.checks.add(
    "late_publications",
    Check("公开已过目标日期", late_publications, "请催办拟稿、脱敏、核准或发布。", area="公开"),
)
registry.checks.add(
    "provisional_obligations",
    Check("期限为暂算", provisional_obligations, "当年节假日安排公布并载入后自动重算。", area="期限"),
)
registry.checks.add(
    "ended_organs_owing",
    Check("责任机关已撤销，事项仍未完成", ended_organs_owing, "请确定承接的机关，或者由主任会议豁免。", area="期限"),
)
registry.checks.add(
    "organs_that_nobody_acts_for",
    Check(
        "机关有未完成事项，但没有可用账号",
        organs_that_nobody_acts_for,
        "提醒和催办无人收到，请为其开通账号。",
        area="期限",
    ),
)
for _model in apps.get_models():
    if issubclass(_model, Publishable):
        registry.checks.add(
            f"corrected_{_model._meta.model_name}",
            Check(
                f"{_model._meta.verbose_name}已更正，公开件早于更正",
                corrected_since_published(_model),
                "请在“公开”中重新拟稿，经脱敏、核准后更正发布。",
                area="公开",
            ),
        )
