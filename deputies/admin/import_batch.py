"""Batches of a platform on the desk: two counts with their source, or a file, and how far a worker is with it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from congress.admin.base import PortalAdmin, PortalForm
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.http import signed_in
from congress.services import attachments
from congress.uploads import UploadField
from deputies.models import ImportBatch
from deputies.services import patrol_files, patrol_imports


class BatchForm(PortalForm, forms.ModelForm):  # type: ignore[type-arg]
    """The counts, or the file that brings the records."""

    upload = UploadField(
        label="平台文件",
        required=False,
        help_text=(
            f"xlsx或csv，列名：{'、'.join(patrol_files.COLUMNS)}。有一行不合要求，整个文件不导入，并逐行说明。"
            f"上传文件的，记录数和交办数由系统计数。{attachments.SECRECY_WARNING}"
        ),
    )


class BatchResource(ListResource):
    """Batches as a list."""

    platform = column("来源平台", "platform")
    subject = column("内容", "subject")
    starts_on = column("起始日期", "starts_on")
    ends_on = column("截至日期", "ends_on")
    records = column("记录数", "records")
    handed_over = column("交办数", "handed_over")
    status = column("状态", "get_status_display")
    source = column("来源说明", "source")
    entered_on = column("登记日期", "entered_on")


@admin.register(ImportBatch)
class ImportBatchAdmin(ExportAdmin, PortalAdmin):
    """What a platform handed over; a batch that stands is not changed."""

    form = BatchForm
    resource_classes = [BatchResource]
    list_display = ("__str__", "status", "records", "handed_over", "entered_by", "entered_on")
    list_filter = ("status", "platform", "subject")
    list_select_related = ("entered_by",)
    search_fields = ("platform", "subject", "source")
    date_hierarchy = "ends_on"
    panel_template = "admin/panels/import_batch.html"
    _counts = (
        ("platform", "subject"),
        ("starts_on", "ends_on"),
        "source",
        ("records", "records_is_minimum"),
        ("handed_over", "handed_over_is_minimum"),
    )
    fields = (*_counts, "upload")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The file is chosen once."""
        if obj is None:
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": [*self._counts, ("known", "entered_by", "entered_on")]})]

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """The list behind the figures."""
        return lookup == "ends_on__year" or super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A wrong one is told by the check, and another is entered."""
        del request, obj
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        """With file and person."""
        return super().get_queryset(request).select_related("file", "entered_by")

    def save_model(self, request: HttpRequest, obj: ImportBatch, form: Any, change: bool) -> None:
        """Counts are kept; a file waits for a worker."""
        actor, today = signed_in(request), timezone.localdate()
        if upload := form.cleaned_data.get("upload"):
            patrol_imports.receive(obj, upload, actor=actor, today=today)
        else:
            patrol_imports.count(obj, actor=actor, today=today)

    def panel(self, request: HttpRequest, record: ImportBatch) -> dict[str, Any]:
        """How far it is, and what kept it out."""
        del request
        return {
            "batch": record,
            "findings_url": f"{reverse('admin:deputies_patrolfinding_changelist')}?batch__id__exact={record.pk}",
        }
