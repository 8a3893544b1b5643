"""A year of the committee's own and central work for its leaders."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage, signed_in
from supervision.services import own_work, own_work_documents


class OwnWorkYear(WorkspacePage, TemplateView):
    """Figures and rows of each register, to read."""

    permission_required = ("supervision.view_taskforce",)
    template_name = "supervision/workspace/own_work_year.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The year that the address asks for."""
        year, years = own_work.asked(self.request.GET.get("year", ""), today=timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "title": own_work_documents.title_of(year),
            "year": year,
            "years": years,
            "parts": own_work.of_year(year, reader=signed_in(self.request)),
        }
