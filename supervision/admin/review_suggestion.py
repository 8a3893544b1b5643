"""Citizens' suggestions on the desk: taken up or not, and answered."""

from io import BytesIO
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from congress import official
from congress.admin.base import ReadOnlyAdmin, explain
from congress.admin.obligation import due_cell
from congress.admin.steps import DayForm, Step, StepForm, SteppedAdmin
from supervision.models import NormFiling, ReviewSuggestion
from supervision.services import filing_documents, review_suggestions

from .filing import WORD

Status = ReviewSuggestion.Status
ANSWER: Final = "supervision.answer_reviewsuggestion"


class AcceptForm(StepForm):
    """Which document it is about."""

    filing = forms.ModelChoiceField(
        NormFiling.objects.none(), label="对应的备案", help_text="没有备案的，先登记该文件（漏报的也可登记）。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["filing"]
        field.queryset = NormFiling.objects.inward().select_related("maker")  # type: ignore[attr-defined]
        field.widget = AutocompleteSelect(ReviewSuggestion._meta.get_field("filing"), admin.site)
        field.widget.choices = field.choices  # type: ignore[attr-defined]


class ReplyForm(DayForm):
    """The reply as the suggester reads it."""

    reply = forms.CharField(
        label="答复",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="建议人用查询码可以看到；不要写他人的个人信息。",
    )
    field_order = ("reply", "on")


STEPS: Final = (
    Step(
        "accept",
        "受理",
        lambda row, actor, data: review_suggestions.accept(row, actor=actor, **data),
        ANSWER,
        lambda row: row.status == Status.RECEIVED,
        form=AcceptForm,
        is_main=True,
    ),
    Step(
        "decline",
        "不予受理并答复",
        lambda row, actor, data: review_suggestions.decline(row, actor=actor, **data),
        ANSWER,
        lambda row: row.status == Status.RECEIVED,
        form=ReplyForm,
    ),
    Step(
        "answer",
        "答复建议人",
        lambda row, actor, data: review_suggestions.answer(row, actor=actor, **data),
        ANSWER,
        lambda row: row.status == Status.ACCEPTED,
        form=ReplyForm,
        is_main=True,
    ),
)


@admin.register(ReviewSuggestion)
class ReviewSuggestionAdmin(SteppedAdmin, ReadOnlyAdmin):
    """Suggestions, the oldest unanswered first. No export: people's data stay here until they are erased."""

    list_display = ("norm_title", "maker_name", "status", "received_on", "due")
    list_filter = ("status",)
    search_fields = ("norm_title", "maker_name", "receipt")
    date_hierarchy = "received_on"
    fields = (
        "norm_title",
        "maker_name",
        "reason",
        ("name", "phone"),
        ("status", "received_on", "receipt"),
        "filing",
        ("reply", "replied_on"),
        "erased_at",
    )
    panel_template = "admin/panels/review_suggestion.html"
    steps = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewSuggestion]:
        """Suggestions with their deadlines."""
        rows: QuerySet[ReviewSuggestion] = super().get_queryset(request)
        return rows.select_related("obligation__rule", "filing")

    @admin.display(description="答复期限")
    def due(self, row: ReviewSuggestion) -> SafeString | str:
        """The due mark."""
        return due_cell(row.obligation) if row.obligation else ""

    def panel(self, request: HttpRequest, record: ReviewSuggestion) -> dict[str, Any]:
        """The document's state, and the letter."""
        del request
        return {"suggestion": record, "filing": record.filing, "is_answered": record.status in record.ANSWERED}

    def get_urls(self) -> list[URLPattern]:
        """The letter."""
        view = self.admin_site.admin_view(self.reply_view)
        return [path("<int:key>/reply.docx", view, name="supervision_reviewsuggestion_reply"), *super().get_urls()]

    def reply_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """答复函 as a Word file."""
        row: ReviewSuggestion | None = self.get_object(request, str(key))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        try:
            stream = BytesIO(official.render(filing_documents.reply(row)))
        except ValidationError as error:
            explain(request, error)
            return HttpResponseRedirect(self.record_url(row))
        return FileResponse(stream, as_attachment=True, filename="审查建议答复函.docx", content_type=WORD)
