"""What the yearly assessment offers to the kernel: the default scheme, what waits, what drifted."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from congress import registry
from congress.models import User
from congress.registry import Check, Task, Waiting
from deputies.models import ActivityAttendance, AssessmentObjection, DutyAssessment
from deputies.services import performance_marks, performance_objections, performance_schemes

Status = DutyAssessment.Status


def ratings(user: User, on: date) -> list[Waiting]:
    """Deputies whom the person may rate and has not rated, of this year and the last."""
    rows = performance_marks.to_rate(user, on.year - 1, on.year)
    if rows is None:
        return []
    return [Waiting(rows, lambda row: Task(str(row), "评分", f"/workspace/duty/ratings/{row.pk}/", None))]


def told(user: User, on: date) -> list[Waiting]:
    """The person's own result, while objections are taken."""
    if not user.has_perm(performance_marks.RATE):
        return []
    rows = DutyAssessment.objects.filter(
        mandate__person__account=user, status=Status.NOTIFIED, objections_until__gte=on
    )
    return [
        Waiting(
            rows.select_related("mandate__person").order_by("objections_until"),
            lambda row: Task(str(row), "查看得分和依据", row.get_absolute_url(), row.objections_until),
        )
    ]


def objections(user: User, on: date) -> list[Waiting]:
    """Objections that wait for an answer."""
    del on
    if not user.has_perm("deputies.answer_objection"):
        return []
    rows = AssessmentObjection.objects.unanswered().exclude(made_by=user)
    return [
        Waiting(
            rows.select_related("obligation", "assessment__mandate__person").order_by("made_on", "pk"),
            lambda row: Task(str(row), "答复", performance_objections.admin_path(row), row.obligation.due_on),
        )
    ]


def drifted(on: date) -> QuerySet[Any]:
    """Confirmed assessments with a row of the ledger, of their year, that was decided on after they were computed."""
    del on
    later = ActivityAttendance.objects.filter(
        person=OuterRef("mandate__person"),
        activity__starts_on__year=OuterRef("year"),
        verified_at__gt=OuterRef("computed_at"),
    )
    rows = DutyAssessment.objects.filter(Exists(later), status=Status.CONFIRMED)
    return rows.select_related("mandate__person").order_by("-year", "pk")


registry.preparations.add("performance_scheme", performance_schemes.prepare_default)
registry.waiting.add("duty_ratings", ratings)
registry.waiting.add("duty_results", told)
registry.waiting.add("duty_objections", objections)
registry.checks.add(
    "assessments_drifted",
    Check(
        "履职考评确认后，台账又有核实的记录",
        drifted,
        "已确认的考评不再变动；如需更正，请由主任会议研究。",
        area="代表",
    ),
)
