"""What was reported to deputies: the copies made for them."""

from typing import Any

from django.db.models.functions import TruncDate
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.listing import key_page
from congress.models import Publication
from congress.services import copies

READ = "supervision.read_circulated"


class CirculatedList(WorkspacePage, TemplateView):
    """All that deputies can read now, the latest first."""

    permission_required = (READ,)
    template_name = "supervision/workspace/circulated_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of copies."""
        rows = Publication.objects.readable().for_deputies()
        page = key_page(rows, by=TruncDate("first_published_at"), query=self.request.GET)
        return super().get_context_data(**kwargs) | {"page": page, "copies": copies.of_publications(page.rows)}


class CirculatedDetail(WorkspacePage, TemplateView):
    """The deputies' copy."""

    permission_required = (READ,)
    template_name = "supervision/workspace/circulated_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The copy, its files and corrections."""
        publication = get_object_or_404(Publication.objects.readable().for_deputies(), pk=kwargs["pk"])
        copy = copies.of_publication(publication)
        if copy is None:
            raise Http404
        return super().get_context_data(**kwargs) | {"copy": copy, "copies": [copy]}
