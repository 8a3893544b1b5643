"""社情民意 as files: the sheet that goes to a unit, the lists of a month and of a year."""

from io import BytesIO
from typing import Any, Final

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress import official
from congress.http import WorkspacePage
from congress.record_pages import USE
from congress.services.attachments import final_name
from congress.step_forms import StepForm
from congress.workflow import TransitionError
from deputies.models import PublicOpinion, PublicOpinionQuerySet
from deputies.services import opinion_papers
from deputies.workspace.station import EXCEL, WORD
from deputies.workspace.voice import ALL
from deputies.workspace.voice_forms import KEEP

_KINDS: Final = (("excel", "Excel 清单"), ("word", "Word 清单"))


def _file(content: bytes, name: str, kind: str) -> FileResponse:
    answer = FileResponse(BytesIO(content), as_attachment=True, filename=final_name(name), content_type=kind)
    answer["Cache-Control"] = "private, no-store"
    return answer


class VoiceSheet(WorkspacePage):
    """社情民意交办单 of one matter, for those who may read it."""

    permission_required: Any = (USE,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The sheet; 404 where nothing was handed over."""
        del request
        today = timezone.localdate()
        row = get_object_or_404(PublicOpinion.objects.all().visible_to(self.user, on=today).with_page(), pk=pk)
        try:
            paper = opinion_papers.sheet(row)
        except TransitionError:
            raise Http404 from None
        return _file(official.render(paper), f"社情民意交办单{row.pk}.docx", WORD)


class SpanForm(StepForm):
    """A month or a year, and the kind of file."""

    year = forms.CharField(label="年份", max_length=8)
    month = forms.CharField(label="月份", max_length=8, required=False, help_text="1至12，不填为全年。")
    kind = forms.ChoiceField(label="格式", choices=_KINDS)


class VoiceLists(WorkspacePage, TemplateView):
    """The lists of what came to one's stations; the committee's of all. Taking one is on record, so it is a POST."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/voice_lists.html"

    def has_permission(self) -> bool:
        """Those who see matters through."""
        return super().has_permission() and any(self.user.has_perm(each) for each in (KEEP, ALL))

    def rows(self) -> PublicOpinionQuerySet:
        """All for the committee, else those of the stations that the person keeps."""
        if self.user.has_perm(ALL):
            return PublicOpinion.objects.all()
        return PublicOpinion.objects.all().of_staff(self.user, on=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, at first for the month that is running."""
        today = timezone.localdate()
        form = kwargs.pop("form", None) or SpanForm(initial={"year": today.year, "month": today.month})
        return super().get_context_data(**kwargs) | {"form": form}

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """The file, or why there is none."""
        form = SpanForm(request.POST)
        made: list[HttpResponse | FileResponse] = []
        if form.is_valid() and form.take(lambda: made.append(self._made(form.cleaned_data))):
            return made[0]
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _made(self, sent: dict[str, Any]) -> FileResponse:
        today = timezone.localdate()
        asked = opinion_papers.span(sent["year"].strip(), sent["month"].strip(), on=today)
        name = f"{asked.words}社情民意清单"
        if sent["kind"] == "excel":
            content = opinion_papers.workbook(self.rows(), asked, on=today, actor=self.user)
            return _file(content, f"{name}.xlsx", EXCEL)
        paper = opinion_papers.paper(self.rows(), asked, on=today, actor=self.user)
        return _file(official.render(paper), f"{name}.docx", WORD)
