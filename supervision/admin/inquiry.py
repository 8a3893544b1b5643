"""Special inquiries."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.correction import CorrectedAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import SteppedAdmin
from supervision.models import Inquiry

from .inspection_steps import REQUIRE_PUBLICATION


class InquiryResource(ListResource):
    """Inquiries as a list."""

    title = column("题目", "title")
    meeting = column("会议", "sitting__meeting__name")
    starts_on = column("日期", "sitting__starts_on")
    problems = column("涉及问题（个）", "problems")
    related = ("sitting__meeting__term",)


@admin.register(Inquiry)
class InquiryAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Inquiries at sittings; a published one is changed only with a reason."""

    resource_classes = [InquiryResource]
    list_display = ("title", "sitting", "problems")
    search_fields = ("title",)
    autocomplete_fields = ("sitting", "item")
    fields = ("title", "sitting", "item", "problems")
    steps = (REQUIRE_PUBLICATION,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Inquiry]:
        """Inquiries with their sittings."""
        return super().get_queryset(request).select_related("sitting__meeting__term", "society_duty")

    def closing(self, record: Inquiry) -> str:
        """Closed while everyone can read it."""
        return "专题询问已经公开" if record.society_duty and record.society_duty.is_readable else ""
