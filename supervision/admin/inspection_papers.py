"""The papers of an outing on the desk: programme, notice and report as Word files."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress import official
from congress.admin.base import PortalAdmin
from congress.official import OfficialLetter
from supervision.models import Oversight
from supervision.services import inspection_documents

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: address, name, maker, whether only inspections have it
PAPERS: Final[tuple[tuple[str, str, Callable[..., OfficialLetter], bool], ...]] = (
    ("programme", "执法检查方案", inspection_documents.programme, True),
    ("notice", "执法检查通知", inspection_documents.notice, True),
    ("report", "报告", inspection_documents.report, False),
)


class InspectionPapers(PortalAdmin):
    """A register whose records print papers."""

    def get_urls(self) -> list[URLPattern]:
        """The papers before the admin's own pages."""
        view = self.admin_site.admin_view(self.paper_view)
        name = "supervision_oversight_paper"
        return [path("<int:key>/papers/<slug:paper>.docx", view, name=name), *super().get_urls()]

    def paper_links(self, record: Oversight) -> dict[str, Any]:
        """The addresses of the papers that the record has."""
        return {
            "papers": [
                (label, reverse("admin:supervision_oversight_paper", args=[record.pk, code]))
                for code, label, _, only_inspections in PAPERS
                if record.is_inspection or not only_inspections
            ]
        }

    def paper_view(self, request: HttpRequest, key: int, paper: str) -> HttpResponseBase:
        """A paper as a Word file; it is never longer than the desk's own record."""
        record: Oversight | None = self.get_object(request, str(key))
        found = next((each for each in PAPERS if each[0] == paper), None)
        if record is None or found is None or (found[3] and not record.is_inspection):
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        content = _word(found[2], record, timezone.localdate())
        return FileResponse(
            BytesIO(content), as_attachment=True, filename=f"{found[1]}：{record}.docx", content_type=WORD
        )


def _word(make: Callable[..., OfficialLetter], record: Oversight, today: date) -> bytes:
    return official.render(make(record, today=today))
