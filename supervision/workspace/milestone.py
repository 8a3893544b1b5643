"""What the law wants each year: an organ reads what it owes, the committee reads all."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.record_pages import USE
from congress.services.marks import due_mark
from supervision.models import YearlyMilestone
from supervision.services import milestones


def visible_milestones(user: User) -> QuerySet[YearlyMilestone]:
    """The committee's people see all, others what they or their organ owe."""
    rows: QuerySet[YearlyMilestone] = YearlyMilestone.objects.select_related("obligation__rule", "report__item")
    if user.has_perm("supervision.view_yearlymilestone"):
        return rows
    own = rows.filter(obligation__owed_role__in=user.groups.values("name"))
    return own | rows.filter(obligation__owed_organ=user.organ_id) if user.organ_id else own


class MilestoneList(WorkspacePage, TemplateView):
    """The milestones of a year by their dates."""

    permission_required: Any = (USE,)
    template_name = "supervision/workspace/milestone_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The year of the address, or this one."""
        today = timezone.localdate()
        asked = self.request.GET.get("year", "")
        year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today.year
        rows = visible_milestones(self.user).filter(year=year).order_by("obligation__due_on", "pk")
        return super().get_context_data(**kwargs) | {
            "year": year,
            "rows": [(row, due_mark(row.obligation, on=today), milestones.citation(row)) for row in rows],
        }
