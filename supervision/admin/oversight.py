"""Inspections, visits and research, and the laws they look at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.base import PortalAdmin
from congress.admin.correction import CorrectedAdmin, CorrectedInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import Step, SteppedAdmin
from supervision.models import LegalInstrument, Oversight, OversightSubject
from supervision.services import oversight

#: how an activity comes before the publication gate
REQUIRE_PUBLICATION = Step(
    "require",
    "列入公开",
    lambda row, actor, data: oversight.require_publication(row, actor=actor),
    "congress.prepare_publication",
    lambda row: row.society_duty_id is None,
    is_main=True,
)


class SubjectInline(CorrectedInline):
    """The subjects of an outing."""

    model = OversightSubject
    verbose_name_plural = "内容"
    fields = ("title",)


class OversightResource(ListResource):
    """Outings as a list."""

    title = column("名称", "title")
    kind = column("类别", "get_kind_display")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("结束日期", "ends_on")
    organ = column("被监督机关", "organ__name")
    is_first = column("首次", "is_first")
    five_levels = column("五级代表参加", "five_levels")
    related = ("organ",)


@admin.register(Oversight)
class OversightAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Outings with their subjects; a published one is changed only with a reason."""

    resource_classes = [OversightResource]
    list_display = ("title", "kind", "starts_on", "ends_on", "organ", "is_first")
    list_filter = ("kind", "is_first", "five_levels")
    search_fields = ("title", "subjects__title", "instruments__title")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("organ", "instruments")
    inlines = (SubjectInline,)
    fields = (
        ("kind", "title"),
        ("starts_on", "ends_on"),
        "organ",
        "instruments",
        ("is_first", "five_levels", "series_year"),
        "findings",
    )
    steps = (REQUIRE_PUBLICATION,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Oversight]:
        """Outings with their organs and publications."""
        return super().get_queryset(request).select_related("organ", "society_duty")

    def closing(self, record: Oversight) -> str:
        """Closed while everyone can read it."""
        return "活动情况已经公开" if record.society_duty and record.society_duty.is_readable else ""


@admin.register(LegalInstrument)
class LegalInstrumentAdmin(PortalAdmin):
    """Laws and regulations by their full titles."""

    list_display = ("title", "kind", "is_illustrative")
    list_filter = ("kind",)
    search_fields = ("title",)
    fields = ("title", "kind", "is_illustrative")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whether it is an example is settled on entering."""
        del request
        return ("is_illustrative",) if obj else ()
