"""The yearly duty file as Word and Excel: one's own, those of the area, all for who keeps the ledger."""

from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from congress import official
from congress.http import WorkspacePage
from congress.record_pages import USE
from congress.services.attachments import final_name
from deputies.models import DutyAssessment, Mandate, Person
from deputies.services import duty_files, duty_pages

from .station import EXCEL, WORD

READ = "deputies.view_activityattendance"
YEARS = range(1949, 2200)


class DutyFile(WorkspacePage):
    """履职档案 of one deputy and year."""

    permission_required: Any = (USE,)

    def person(self) -> Person:
        """Oneself, somebody of the own area, or anybody for those who read the whole ledger; 404 otherwise."""
        rows = Person.objects.filter(mandates__isnull=False).distinct()
        found = get_object_or_404(rows, pk=self.kwargs["person"])
        if found.account_id == self.user.pk or self.user.has_perm(READ):
            return found
        if not Mandate.objects.all().visible_to(self.user).filter(person=found).exists():
            raise Http404
        return found

    def get(self, request: HttpRequest, person: int, year: int, kind: str) -> HttpResponseBase:
        """The file of that kind."""
        del request, person
        if year not in YEARS or kind not in ("word", "excel"):
            raise Http404
        holder = self.person()
        assessment = duty_pages.assessment_of(holder, year, DutyAssessment.objects.visible_to(self.user))
        told = duty_files.of_person(holder, year, assessment)
        if kind == "excel":
            return _file(duty_files.workbook(told), f"{holder}{year}年履职档案.xlsx", EXCEL)
        paper = official.render(duty_files.letter(told, today=timezone.localdate()))
        return _file(paper, f"{holder}{year}年履职档案.docx", WORD)


class DutyFileOfAll(WorkspacePage):
    """The whole body, without points, as one workbook or as papers: for who keeps or reads the whole ledger."""

    permission_required: Any = (USE, READ)

    def get(self, request: HttpRequest, year: int, kind: str) -> HttpResponseBase:
        """A line for each deputy and each row; or a paper for each deputy, which leaves while the next is printed."""
        del request
        if year not in YEARS or kind not in ("excel", "zip"):
            raise Http404
        found = duty_files.of_all(year)
        if kind == "excel":
            return _file(duty_files.workbook_of_all(found), f"{year}年全体代表履职档案.xlsx", EXCEL)
        pieces = duty_files.archive(found, today=timezone.localdate())
        response = StreamingHttpResponse(pieces, content_type="application/zip")
        response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(f'{year}年全体代表履职档案.zip')}"
        return response


def _file(content: bytes, name: str, kind: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=final_name(name), content_type=kind)
