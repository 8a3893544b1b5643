"""Experts: whom chairpersons decide on, what waits for an expert, which papers open, and what looks wrong."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from congress import registry
from congress.models import Publication, User
from congress.models.organ import in_force_on
from congress.registry import Check, Composition, Task, Waiting
from supervision.models import Expert, ExpertAssignment, ExpertTerm
from supervision.services import assignments, experts


def assignment_files(user: User | None) -> Q:
    """Papers of the activities that an expert helps with, and the opinions handed in, for the committee's people."""
    if user is None:
        return Q(pk__in=[])
    if user.has_perm("supervision.view_expertassignment"):
        return Q(expert_assignments__isnull=False)
    if user.has_perm("supervision.assist_as_expert"):
        return assignments.papers_open_to(user)
    return Q(pk__in=[])


def waiting_for_chair(user: User, on: date) -> list[Waiting]:
    """Nominations before the chairpersons' meeting."""
    del on
    if not user.has_perm("supervision.approve_expert"):
        return []
    rows = Expert.objects.filter(status=Expert.Status.SUBMITTED).order_by("pk")
    return [Waiting(rows, lambda row: Task(f"聘任监督专家：{row}", "通过聘任", experts.workspace_path(row)))]


def waiting_for_expert(user: User, on: date) -> list[Waiting]:
    """What an expert is asked to do."""
    del on
    if not user.has_perm("supervision.assist_as_expert"):
        return []
    rows = ExpertAssignment.objects.filter(expert__account=user.pk).under_way().with_matter().order_by("pk")
    return [Waiting(rows, _assigned)]


def _assigned(row: ExpertAssignment) -> Task:
    act = "声明利害关系" if row.status == ExpertAssignment.Status.ASSIGNED else "提交意见"
    return Task(str(row.matter), act, row.get_absolute_url(), note=row.task)


def compose_expert(publication: Publication) -> Composition | None:
    """A line of the public directory."""
    row = Expert.objects.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(experts.compose(row)) if row else None


def assigned_beyond_term(on: date) -> QuerySet[Any]:
    """Experts whose letter ran out, or who were dismissed, and who still help with something."""
    held = ExpertTerm.objects.filter(in_force_on(on), expert=OuterRef("expert"))
    outside = ~Exists(held) | ~Q(expert__status=Expert.Status.APPOINTED)
    return ExpertAssignment.objects.under_way().filter(outside).with_matter().order_by("assigned_on", "pk")


def assigned_against_bond(on: date) -> QuerySet[Any]:
    """Assignments to an organ to which the expert declared a bond afterwards."""
    del on
    bound = Expert.bound_to.through.objects.filter(expert=OuterRef("expert"))
    same = (
        Exists(bound.filter(organ=OuterRef("oversight__organs")))
        | Exists(bound.filter(organ=OuterRef("review__organ")))
        | Exists(bound.filter(organ=OuterRef("report__organ")))
        | Exists(bound.filter(organ=OuterRef("filing__maker")))
        | Exists(bound.filter(organ=OuterRef("inquiry__item__reporting_organ")))
        | Exists(bound.filter(organ=OuterRef("inquiry__respondents__organ")))
    )
    return ExpertAssignment.objects.under_way().filter(same).with_matter().order_by("assigned_on", "pk").distinct()


registry.file_access.add("expert_assignments", assignment_files)
registry.waiting.add("experts_of_chair", waiting_for_chair)
registry.waiting.add("assignments_of_expert", waiting_for_expert)
registry.publication_composers.add("supervision.expert", compose_expert)
registry.checks.add(
    "expert_beyond_term", Check("专家聘期已满仍在参与", assigned_beyond_term, "请续聘，或者取消其参与。")
)
registry.checks.add(
    "expert_against_bond", Check("专家参与与其有利害关系的活动", assigned_against_bond, "请取消其参与，另行安排。")
)
