"""A special work report for the organ that gives it: what is owed by when."""

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import Obligation, User
from congress.presentation import Step
from congress.services.marks import due_mark
from supervision.models import Delivery, SpecialReport
from supervision.services import reports


def visible_reports(user: User) -> QuerySet[SpecialReport]:
    """The committee's people see all, an organ its own and those it oversees."""
    rows: QuerySet[SpecialReport] = SpecialReport.objects.all()
    if user.has_perm("supervision.view_specialreport"):
        return rows
    if user.organ_id is None:
        return rows.none()
    return rows.filter(Q(organ=user.organ_id) | Q(working_committee=user.organ_id))


class ReportPage(WorkspacePage, TemplateView):
    """The steps of the papers before the meeting, with their days."""

    permission_required = ("congress.use_workspace",)
    template_name = "supervision/workspace/report_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The report and the chain of its papers."""
        rows = visible_reports(self.user).select_related("organ", "working_committee", "item__meeting__term")
        report = get_object_or_404(rows.prefetch_related("deliveries__obligation"), pk=kwargs["pk"])
        today = timezone.localdate()
        owed = [
            delivery
            for delivery in report.deliveries.all()
            if delivery.obligation.status == Obligation.Status.OPEN
            and delivery.obligation.owed_organ_id == self.user.organ_id
        ]
        return super().get_context_data(**kwargs) | {
            "report": report,
            "meeting": report.item.meeting,
            "steps": [_step(delivery) for delivery in report.deliveries.all()],
            "next": owed[0] if owed else None,
            "next_due": due_mark(owed[0].obligation, on=today) if owed else None,
            "office_path": reports.admin_path(report) if self.user.is_staff else "",
        }


def _step(delivery: Delivery) -> Step:
    today = timezone.localdate()
    owed = delivery.obligation
    if owed.status == Obligation.Status.OPEN:
        return Step(
            delivery.get_step_display(),
            state="late" if owed.due_on < today else "owed",
            due=due_mark(owed, on=today),
        )
    late = delivery.late_days(on=today)
    note = f"超过法定期限{late}天：{delivery.late_reason}" if late else ""
    done = owed.status == Obligation.Status.DONE
    return Step(
        delivery.get_step_display(), owed.done_on, "done" if done else "none", note, due=due_mark(owed, on=today)
    )
