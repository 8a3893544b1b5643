"""Inquiries, commitments and interpellations: what waits, their files, what looks wrong, what a published one shows."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from congress import registry
from congress.models import Publication, User
from congress.registry import Check, Composition, Task, Waiting
from supervision.models import Commitment, Inquiry, Interpellation
from supervision.services import commitments, inquiries, interpellations


def commitment_files(user: User | None) -> Q:
    """What shows that a promise was kept, for those who may see the promise."""
    if user is None:
        return Q(pk__in=[])
    return Q(commitments__in=Commitment.objects.all().visible_to(user))


def to_confirm(user: User, on: date) -> list[Waiting]:
    """Commitments that an organ reported as kept."""
    del on
    if not (user.is_staff and user.has_perm("supervision.change_commitment")):
        return []
    rows = Commitment.objects.filter(status=Commitment.Status.REPORTED).select_related("organ", "inquiry")
    return [Waiting(rows, lambda row: Task(str(row), "确认承诺", commitments.admin_path(row), note=str(row.organ)))]


def to_decide(user: User, on: date) -> list[Waiting]:
    """Interpellations for which the chairpersons' meeting has to decide how they are answered."""
    del on
    if not user.has_perm("supervision.read_question_list"):
        return []
    rows = Interpellation.objects.filter(status=Interpellation.Status.SUBMITTED).select_related("organ")
    path = interpellations.admin_path if user.is_staff else (lambda case: case.workspace_path)
    return [Waiting(rows, lambda row: Task(row.title, "决定答复方式", path(row), note=str(row.organ)))]


def held_without_commitments(on: date) -> QuerySet[Any]:
    """Inquiries that were held, on which nothing was promised."""
    del on
    rows = Inquiry.objects.held().filter(is_historic=False, illustrative=[], commitments__isnull=True)
    return rows.select_related("sitting__meeting__term").order_by("-sitting__starts_on")


def overdue_commitments(on: date) -> QuerySet[Any]:
    """Promises whose day is over and that nobody has confirmed."""
    return Commitment.objects.all().overdue(on=on).select_related("inquiry", "organ").order_by("due_on")


def problems_that_differ(on: date) -> QuerySet[Any]:
    """Inquiries whose stated number of problems is not that of the findings listed one by one."""
    del on
    rows = Inquiry.objects.annotate(listed=Count("finding_rows"))
    return rows.filter(listed__gt=0, problems__isnull=False).exclude(problems=F("listed"))


def compose_inquiry(publication: Publication) -> Composition | None:
    """A special inquiry that was held."""
    rows = Inquiry.objects.select_related("sitting__meeting__term", "working_committee")
    row = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(inquiries.compose(row)) if row else None


def compose_interpellation(publication: Publication) -> Composition | None:
    """An interpellation that was answered."""
    rows = Interpellation.objects.select_related("organ")
    row = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(interpellations.compose(row)) if row else None


registry.file_access.add("commitments", commitment_files)
registry.waiting.add("commitments_to_confirm", to_confirm)
registry.waiting.add("interpellations_to_decide", to_decide)
registry.publication_composers.add("supervision.inquiry", compose_inquiry)
registry.publication_composers.add("supervision.interpellation", compose_interpellation)
registry.checks.add(
    "inquiry_without_commitments",
    Check("专题询问已开展但没有承诺事项", held_without_commitments, "请逐项登记应询单位的承诺。"),
)
registry.checks.add("commitments_overdue", Check("承诺事项逾期未确认", overdue_commitments, "请催办或者确认兑现与否。"))
registry.checks.add(
    "inquiry_problems_differ",
    Check("专题询问所写问题数与列出的问题不符", problems_that_differ, "请核对涉及问题。"),
)
