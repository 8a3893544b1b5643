"""The year of the committee's own and central work: a page, a Word paper and an Excel file of the same parts."""

from io import BytesIO
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress import official
from congress.http import signed_in
from congress.services import activity
from supervision.services import own_work, own_work_documents

from .own_work_base import OwnWorkAdmin

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class YearAdmin(OwnWorkAdmin):
    """A register from whose list the year of all of them opens."""

    import_export_change_list_template = "admin/own_work_list.html"

    def get_urls(self) -> list[URLPattern]:
        """The year before the register's own pages."""
        view = self.admin_site.admin_view
        return [
            path("year/", view(self.year_page), name="supervision_own_work_year"),
            path("year/paper.docx", view(self.year_paper), name="supervision_own_work_paper"),
            path("year/table.xlsx", view(self.year_table), name="supervision_own_work_table"),
            *super().get_urls(),
        ]

    def year_page(self, request: HttpRequest) -> HttpResponse:
        """Figures and rows of the year."""
        year, years = self._asked(request)
        context = {
            **self.admin_site.each_context(request),
            "title": own_work_documents.title_of(year),
            "subtitle": None,
            "opts": self.opts,
            "year": year,
            "years": years,
            "parts": own_work.of_year(year, reader=signed_in(request)),
            "word_url": f"{reverse('admin:supervision_own_work_paper')}?year={year}",
            "table_url": f"{reverse('admin:supervision_own_work_table')}?year={year}",
        }
        return TemplateResponse(request, "admin/own_work_year.html", context)

    def year_paper(self, request: HttpRequest) -> HttpResponseBase:
        """The year as a Word paper."""
        year, _ = self._asked(request)
        parts = own_work.of_year(year, reader=signed_in(request))
        paper = own_work_documents.paper(year, parts, on=timezone.localdate())
        return self._taken(request, year, official.render(paper), "docx", WORD)

    def year_table(self, request: HttpRequest) -> HttpResponseBase:
        """The year as an Excel file."""
        year, _ = self._asked(request)
        parts = own_work.of_year(year, reader=signed_in(request))
        return self._taken(request, year, own_work_documents.workbook(parts), "xlsx", EXCEL)

    def _taken(self, request: HttpRequest, year: int, content: bytes, ending: str, kind: str) -> HttpResponseBase:
        """The file; the log keeps who took it."""
        actor: Any = signed_in(request)
        with transaction.atomic():
            activity.record(actor, "导出自身建设和中心工作情况", actor, path=request.path, detail={"year": year})
        name = f"{own_work_documents.title_of(year)}.{ending}"
        return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=kind)

    def _asked(self, request: HttpRequest) -> tuple[int, list[int]]:
        """The year of the address, and the years to choose from."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return own_work.asked(request.GET.get("year", ""), today=timezone.localdate())
