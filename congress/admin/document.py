"""Attachments, number series and the numbers given."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from congress.models import Attachment, DocumentNumber, NumberSeries
from congress.services import numbering

from .base import PortalAdmin, ReadOnlyAdmin
from .exporting import ExportAdmin, ListResource, column
from .steps import Step, StepForm, SteppedAdmin


@admin.register(NumberSeries)
class NumberSeriesAdmin(PortalAdmin):
    """Series of document numbers; the office sets the organ's code."""

    list_display = ("name", "prefix", "scope")
    fields = ("name", "prefix", "scope", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A series that has begun keeps its way of counting."""
        del request
        return ("code", "scope") if obj else ()


class VoidForm(StepForm):
    """A number is taken out of use with a reason."""

    reason = forms.CharField(label="作废理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class NumberResource(ListResource):
    """The register of numbers as a list."""

    number = column("文号", "__str__")
    subject = column("用于", "subject")
    issued_on = column("编号日期", "issued_on")
    issued_by = column("编号人", "issued_by__display_name")
    status = column("状态", "get_status_display")
    void_reason = column("作废理由", "void_reason")
    related = ("series", "issued_by")

    def dehydrate_number(self, number: DocumentNumber) -> str:
        """The number as it prints."""
        return str(number)


@admin.register(DocumentNumber)
class DocumentNumberAdmin(ExportAdmin, SteppedAdmin, ReadOnlyAdmin):
    """Numbers in their order; a void one stays with its reason."""

    resource_classes = [NumberResource]
    list_display = ("__str__", "subject", "issued_on", "issued_by", "status")
    list_filter = ("series", "period", "status")
    list_select_related = ("series", "issued_by")
    search_fields = ("subject", "void_reason")
    fields = ("series", ("period", "serial"), "subject", ("issued_on", "issued_by"), "status", "void_reason")
    steps = (
        Step(
            "void",
            "作废",
            lambda number, actor, data: numbering.void(number, reason=data["reason"], actor=actor),
            "congress.void_number",
            lambda number: number.status == DocumentNumber.Status.ISSUED,
            form=VoidForm,
            note="作废的文号保留在登记簿中，不再使用。",
        ),
    )


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    """Uploaded files; they are added on the record they belong to."""

    list_display = ("name", "content_type", "size", "security", "uploaded_by", "uploaded_at")
    list_filter = ("security",)
    list_select_related = ("uploaded_by",)
    search_fields = ("name",)
    date_hierarchy = "uploaded_at"
    fields = ("name", "content_type", "size", "sha256", "security", "uploaded_by", "uploaded_at")
