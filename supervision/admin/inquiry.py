"""Special inquiries on the desk: prepared by the leading committee, held, followed by commitments."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress import official
from congress.admin.correction import CorrectedAdmin, CorrectedInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import SteppedAdmin
from congress.admin.words import readable_or_404, word_file
from congress.http import signed_in
from supervision.models import Commitment, Inquiry, InquiryFinding, Question, Respondent
from supervision.services import inquiries, inquiry_documents

from .inquiry_steps import STEPS

Status = Inquiry.Status


class InquiryInline(CorrectedInline):
    """Rows of an inquiry, written by those who prepare it."""

    def _may(self, request: HttpRequest, obj: Inquiry | None) -> bool:
        """Whether the person prepares this inquiry."""
        return obj is None or inquiries.prepares(signed_in(request), obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By its own committee and the office."""
        return super().has_add_permission(request, obj) and self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By its own committee and the office."""
        return super().has_change_permission(request, obj) and self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By its own committee and the office."""
        return super().has_delete_permission(request, obj) and self._may(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Room for a sentence or two."""
        if db_field.name in ("text", "answer"):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


def offer(formset: Any, field: str, rows: Iterable[Any]) -> None:
    """Offer these records only, read once for all rows of a formset."""
    if field in formset.form.base_fields:
        found = list(rows)
        input_ = formset.form.base_fields[field]
        input_.queryset = input_.queryset.filter(pk__in=[row.pk for row in found])
        input_.choices = [("", "—"), *((row.pk, str(row)) for row in found)]


class RespondentInline(InquiryInline):
    """The organs whose heads answer."""

    model = Respondent
    verbose_name_plural = "应询单位"
    autocomplete_fields = ("organ",)
    fields = ("organ", "responder", "invited_on", "outline_sent_on")
    readonly_fields = ("invited_on", "outline_sent_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Respondent]:
        """With their organs."""
        return super().get_queryset(request).select_related("organ")


class FindingInline(InquiryInline):
    """The audit findings it is about."""

    model = InquiryFinding
    verbose_name_plural = "涉及的审计查出问题"
    autocomplete_fields = ("finding",)
    fields = ("order", "finding")

    def get_queryset(self, request: HttpRequest) -> QuerySet[InquiryFinding]:
        """With their findings."""
        return super().get_queryset(request).select_related("finding__ledger")


class QuestionInline(InquiryInline):
    """The question list: before the sitting it opens to those who prepare it and to nobody else."""

    model = Question
    verbose_name_plural = "询问提纲和答复"
    autocomplete_fields = ("asker", "organ")
    fields = ("order", "asker", "organ", "text", "is_prepared", "follow_up_of", "finding", "responder", "answer")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Closed to all others until the sitting."""
        return super().has_view_permission(request, obj) and inquiries.may_read_questions(signed_in(request), obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Once there is an inquiry to ask at."""
        return obj is not None and super().has_add_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """What the person may read, with people and organs."""
        user = signed_in(request)
        rows: QuerySet[Question] = super().get_queryset(request).visible_to(user)  # type: ignore[attr-defined]
        return rows.select_related("asker", "organ", "finding__ledger", "follow_up_of").order_by("order")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer the questions and findings of this inquiry."""
        formset = super().get_formset(request, obj, **kwargs)
        if obj is not None:
            offer(formset, "follow_up_of", obj.questions.order_by("order"))
            offer(formset, "finding", [row.finding for row in obj.finding_rows.select_related("finding__ledger")])
        return formset


class CommitmentInline(InquiryInline):
    """What was promised; once it is listed the organs hold it, and it is confirmed on its own page."""

    model = Commitment
    verbose_name_plural = "承诺事项"
    autocomplete_fields = ("organ",)
    fields = ("order", "organ", "question", "text", "due_on", "status")
    readonly_fields = ("status",)
    show_change_link = True

    def _may(self, request: HttpRequest, obj: Inquiry | None) -> bool:
        """Between the sitting and the list."""
        return obj is not None and obj.status == Status.HELD and super()._may(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Commitment]:
        """With organs and questions."""
        rows = super().get_queryset(request)
        return rows.select_related("organ", "question", "obligation", "inquiry").order_by("order")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer the questions of this inquiry."""
        formset = super().get_formset(request, obj, **kwargs)
        if obj is not None:
            offer(formset, "question", obj.questions.order_by("order"))
        return formset


class InquiryResource(ListResource):
    """Inquiries as a list; no question is among its columns."""

    title = column("题目", "title")
    kind = column("形式", "get_kind_display")
    meeting = column("会议", "sitting__meeting__name")
    starts_on = column("日期", "sitting__starts_on")
    working_committee = column("牵头工委", "working_committee__name")
    problems = column("涉及问题（个）", "problems_count")
    status = column("状态", "get_status_display")
    related = ("sitting__meeting__term", "working_committee")


@admin.register(Inquiry)
class InquiryAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Inquiries from the proposal to the assessment; a published one is changed only with a reason."""

    resource_classes = [InquiryResource]
    list_display = ("title", "kind", "held_on", "working_committee", "questions_total", "problems_total", "status")
    list_filter = ("status", "kind", ("working_committee", admin.RelatedOnlyFieldListFilter))
    # Not by the words of questions: a search that finds something tells of it.
    search_fields = ("title",)
    autocomplete_fields = ("sitting", "item", "working_committee", "report", "oversight")
    fields = (
        ("title", "kind"),
        ("sitting", "item"),
        ("working_committee", "is_broadcast"),
        ("report", "oversight"),
        "problems",
        "scheme",
        "research",
    )
    inlines = (RespondentInline, FindingInline, QuestionInline, CommitmentInline)
    panel_template = "admin/panels/inquiry.html"
    steps = STEPS
    # The history of questions is not shown: it would tell their words before the sitting.
    history_with = ((Respondent, "inquiry"), (InquiryFinding, "inquiry"), (Commitment, "inquiry"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Inquiry]:
        """Inquiries with their sittings and how much they hold."""
        rows: QuerySet[Inquiry] = super().get_queryset(request).with_page()  # type: ignore[attr-defined]
        counts = {
            "asked": Count("questions", distinct=True),
            "listed": Count("finding_rows", distinct=True),
        }
        return rows.select_related("report__item", "oversight", "letter", "assessment", "item__opinion_paper").annotate(
            **counts
        )

    @admin.display(description="询问日期", ordering="sitting__starts_on")
    def held_on(self, inquiry: Inquiry) -> Any:
        """The day of the sitting."""
        return inquiry.sitting.starts_on if inquiry.sitting else None

    @admin.display(description="询问")
    def questions_total(self, inquiry: Inquiry) -> int:
        """How many questions."""
        return int(inquiry.asked)  # type: ignore[attr-defined]

    @admin.display(description="涉及问题")
    def problems_total(self, inquiry: Inquiry) -> int:
        """How many problems it is about."""
        return int(inquiry.listed) or inquiry.problems or 0  # type: ignore[attr-defined]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By those who prepare it."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or inquiries.prepares(signed_in(request), obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Inquiry | None = None) -> tuple[str, ...]:
        """Once the organs were called, the sitting stays."""
        del request
        is_fixed = obj is not None and (obj.is_over or obj.status == Status.INVITED)
        return ("kind", "sitting") if is_fixed else ()

    def closing(self, record: Inquiry) -> str:
        """Closed while everyone can read it."""
        return "专题询问已经公开" if record.society_duty and record.society_duty.is_readable else ""

    def save_model(self, request: HttpRequest, obj: Inquiry, form: Any, change: bool) -> None:
        """A new inquiry is put forward; the sitting of any must be of its form."""
        if change:
            if not obj.is_over:
                inquiries.check_sitting(obj)
            super().save_model(request, obj, form, change)
        else:
            inquiries.propose(obj, actor=signed_in(request))

    def panel(self, request: HttpRequest, record: Inquiry) -> dict[str, Any]:
        """Where it stands, its opinions, and its papers."""
        user = signed_in(request)
        paper = record.paper
        base = "admin:supervision_inquiry"
        may_read = inquiries.may_read_questions(user, record)
        return {
            "inquiry": record,
            "paper": paper,
            "paper_url": reverse("admin:meetings_opinionpaper_change", args=[paper.pk]) if paper else "",
            "outline_url": reverse(f"{base}_outline", args=[record.pk]) if may_read else "",
            "commitments_url": reverse(f"{base}_commitments", args=[record.pk]) if record.is_over else "",
        }

    def get_urls(self) -> list[URLPattern]:
        """The outline and the list of commitments as Word."""
        outline = self.admin_site.admin_view(self.outline_view)
        commitments = self.admin_site.admin_view(self.commitments_view)
        return [
            path("<int:key>/outline.docx", outline, name="supervision_inquiry_outline"),
            path("<int:key>/commitments.docx", commitments, name="supervision_inquiry_commitments"),
            *super().get_urls(),
        ]

    def outline_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """询问提纲, for those who may read the questions."""
        inquiry: Inquiry = readable_or_404(self, request, key)
        if not inquiries.may_read_questions(signed_in(request), inquiry):
            raise PermissionDenied
        paper = inquiry_documents.outline_paper(inquiry, today=timezone.localdate())
        return word_file(official.render(paper), f"{inquiry.title}询问提纲")

    def commitments_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """承诺事项清单."""
        inquiry: Inquiry = readable_or_404(self, request, key)
        paper = inquiry_documents.commitments_paper(inquiry, today=timezone.localdate())
        return word_file(official.render(paper), f"{inquiry.title}承诺事项清单")
