"""Opinions of every kind: collated point by point, put before the chairpersons' meeting, printed."""

from io import BytesIO
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone

from congress import official
from congress.admin.base import PortalInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.ordered import OrderedForm
from congress.admin.steps import Button, Step, SteppedAdmin
from congress.http import signed_in
from congress.services.marks import due_mark
from meetings.models import OpinionPaper, OpinionPoint
from meetings.services import opinion_documents, opinions

Status = OpinionPaper.Status
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PointInline(PortalInline):
    """The points in their order; fixed once the chairpersons' meeting has adopted them."""

    model = OpinionPoint
    form = OrderedForm
    verbose_name_plural = "意见条目"
    autocomplete_fields = ("organ",)
    fields = ("order", "text", "organ")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OpinionPoint]:
        """The points with their organs."""
        return super().get_queryset(request).select_related("organ").order_by("order")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Room for a sentence or two."""
        if db_field.name == "text":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the text is not fixed."""
        return super().has_add_permission(request, obj) and not _is_fixed(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the text is not fixed."""
        return super().has_change_permission(request, obj) and not _is_fixed(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the text is not fixed."""
        return super().has_delete_permission(request, obj) and not _is_fixed(obj)


def _is_fixed(paper: OpinionPaper | None) -> bool:
    return paper is not None and paper.is_fixed


class OpinionResource(ListResource):
    """Opinion papers as a list."""

    kind = column("类别", "get_kind_display")
    title = column("标题", "title")
    subject = column("审议的报告、议题或者来由", "subject")
    meeting = column("会议", "item__meeting__name")
    addressee = column("主送机关", "addressee__name")
    working_committee = column("汇总工委", "working_committee__name")
    adopted_on = column("通过日期", "adopted_on")
    number = column("文号", "number")
    status = column("状态", "get_status_display")
    related = ("item__meeting__term", "addressee", "working_committee", "number__series")


@admin.register(OpinionPaper)
class OpinionPaperAdmin(ExportAdmin, SteppedAdmin):
    """Opinion papers from the first point to the hand-over."""

    resource_classes = [OpinionResource]
    list_display = ("title", "kind", "working_committee", "adopted_on", "number", "points_count", "status")
    list_filter = ("kind", "status", ("working_committee", admin.RelatedOnlyFieldListFilter))
    search_fields = ("title", "item__title", "occasion")
    autocomplete_fields = ("item", "addressee", "working_committee")
    fieldsets = (
        (None, {"fields": ("kind", "title", "item", "working_committee", "addressee")}),
        (
            "意见建议函的来由",
            {
                "fields": ("occasion", "occasion_on"),
                "description": "没有会议议程的意见建议函在这里写明因什么监督活动提出；审议意见和主任会议议事意见不填。",
            },
        ),
    )
    inlines = (PointInline,)
    panel_template = "admin/panels/opinion.html"
    history_with = ((OpinionPoint, "paper"),)
    steps = (
        Step(
            "submit",
            "提请主任会议",
            lambda paper, actor, data: opinions.submit(paper, actor=actor),
            "meetings.change_opinionpaper",
            lambda paper: paper.status == Status.DRAFTED,
            is_main=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[OpinionPaper]:
        """Papers with what their names and panels need."""
        rows: QuerySet[OpinionPaper] = super().get_queryset(request).annotate(points_total=Count("points"))
        return rows.select_related(
            "item__meeting__term",
            "item__reporting_organ",
            "addressee",
            "working_committee",
            "number__series",
            "adopted_at_meeting__term",
            "handover_obligation",
        )

    @admin.display(description="条目")
    def points_count(self, paper: OpinionPaper) -> int:
        """How many points."""
        return int(paper.points_total)  # type: ignore[attr-defined]

    def get_readonly_fields(self, request: HttpRequest, obj: OpinionPaper | None = None) -> tuple[str, ...]:
        """The kind and the matter it is about stay."""
        del request
        return ("kind", "item") if obj else ()

    def save_model(self, request: HttpRequest, obj: OpinionPaper, form: Any, change: bool) -> None:
        """A new paper begins as a draft of its kind."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            opinions.begin(obj, actor=signed_in(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the text is not fixed; the organ was given exactly this."""
        return super().has_change_permission(request, obj) and not _is_fixed(obj)

    def buttons(self, request: HttpRequest, record: OpinionPaper) -> list[Button]:
        """The steps, and the hand-over that an upper app offers."""
        found = super().buttons(request, record)
        is_due = record.status in (Status.ADOPTED, Status.HANDED_OVER)
        if is_due and signed_in(request).has_perm("meetings.hand_over_opinionpaper"):
            try:
                url = reverse("admin:supervision_followup_hand_over", args=[record.pk])
            except NoReverseMatch:
                return found
            found.append(Button("交办", url, asks=True, is_main=record.status == Status.ADOPTED))
        return found

    def panel(self, request: HttpRequest, record: OpinionPaper) -> dict[str, Any]:
        """Where it stands, and its printed form."""
        del request
        owed = record.handover_obligation
        return {
            "paper": record,
            "handover": due_mark(owed, on=timezone.localdate(), done_word="已交办") if owed else None,
            "word_url": reverse("admin:meetings_opinionpaper_word", args=[record.pk]),
            "pdf_url": reverse("admin:meetings_opinionpaper_pdf", args=[record.pk]) if official.engine() else "",
        }

    def get_urls(self) -> list[URLPattern]:
        """The printed forms."""
        word, pdf = self.admin_site.admin_view(self.word_view), self.admin_site.admin_view(self.pdf_view)
        return [
            path("<int:key>/opinions.docx", word, name="meetings_opinionpaper_word"),
            path("<int:key>/opinions.pdf", pdf, name="meetings_opinionpaper_pdf"),
            *super().get_urls(),
        ]

    def word_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """The official document as a Word file."""
        paper = self._readable(request, key)
        return _file(_word(paper), f"{paper.title}.docx", WORD)

    def pdf_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """The same as PDF, where the machine can make one."""
        paper = self._readable(request, key)
        try:
            return _file(official.to_pdf(_word(paper)), f"{paper.title}.pdf", "application/pdf")
        except official.PdfError as error:
            messages.error(request, str(error))
            response: HttpResponse = HttpResponseRedirect(self.record_url(paper))
            return response

    def _readable(self, request: HttpRequest, key: int) -> OpinionPaper:
        paper: OpinionPaper | None = self.get_object(request, str(key))
        if paper is None:
            raise Http404
        if not self.has_view_permission(request, paper):
            raise PermissionDenied
        return paper


def _word(paper: OpinionPaper) -> bytes:
    return official.render(opinion_documents.letter(paper, today=timezone.localdate()))


def _file(content: bytes, name: str, kind: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=kind)
