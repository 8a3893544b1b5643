"""The papers laid before a meeting."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from congress.admin.base import PortalForm
from congress.admin.correction import CorrectedInline
from congress.http import signed_in
from congress.uploads import UploadField
from meetings.models import Paper
from meetings.services import papers


class PaperForm(PortalForm):
    """A paper with its file; another file on a row that is there becomes the next version."""

    upload = UploadField(required=False, label="文件", help_text="在已有材料上选择文件，即登记为新版本。")

    def clean(self) -> dict[str, Any] | None:
        """A new paper needs a file."""
        cleaned = super().clean()
        if self.instance.pk is None and not self.cleaned_data.get("upload") and "upload" not in self.errors:
            self.add_error("upload", "请选择文件。")
        return cleaned


class PaperInline(CorrectedInline):
    """Papers with their versions."""

    model = Paper
    form = PaperForm
    verbose_name_plural = "会议材料"
    fields = ("title", "item", "file_link", "version", "received_on", "late", "upload")
    readonly_fields = ("file_link", "version", "late")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer the items of this meeting only, read once for all rows."""
        formset = super().get_formset(request, obj, **kwargs)
        if "item" in formset.form.base_fields:
            field: Any = formset.form.base_fields["item"]
            items = list(obj.items.order_by("order")) if obj else []
            field.queryset = field.queryset.filter(pk__in=[item.pk for item in items])
            field.choices = [("", "全会"), *((item.pk, f"{item.order}．{item.title[:24]}") for item in items)]
        return formset

    def get_queryset(self, request: HttpRequest) -> QuerySet[Paper]:
        """The papers with their files."""
        rows = super().get_queryset(request).select_related("attachment", "item", "meeting__papers_obligation")
        return rows.order_by("item__order", "pk")

    @admin.display(description="现有文件")
    def file_link(self, paper: Paper) -> SafeString | str:
        """The stored file."""
        if paper._state.adding:
            return "—"
        return format_html(
            '<a href="{}">{}</a>', reverse("public:file", args=[paper.attachment.public_id]), paper.attachment.name
        )

    @admin.display(description="逾期")
    def late(self, paper: Paper) -> str:
        """By how many days it missed the day for papers."""
        if paper._state.adding:
            return "—"
        days = papers.late_days(paper)
        return f"逾期{days}天" if days else "—"


def save_papers(request: HttpRequest, formset: Any) -> None:
    """Store the rows of the papers: new files through the service, other changes as they are."""
    actor = signed_in(request)
    for row in formset.save(commit=False):
        upload = next(form.cleaned_data.get("upload") for form in formset.forms if form.instance is row)
        if upload:
            paper = Paper(meeting=row.meeting, item=row.item, title=row.title)
            paper.received_on = (row.received_on if row.pk is None else None) or timezone.localdate()
            papers.lay(paper, upload, actor=actor)
        else:
            row.save()
    for row in formset.deleted_objects:
        row.delete()
