"""Later looks at closed follow-ups as a list; they are recorded on the page of their follow-up."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export.fields import Field

from congress.admin.base import ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.obligation import due_cell
from supervision.models import FollowUpRecheck


class RecheckResource(ListResource):
    """Later looks as a list."""

    title = column("事项", "follow_up__title")
    organ = column("承办机关", "follow_up__organ__name")
    committee = column("责任工委", "follow_up__working_committee__name")
    closed_on = column("办结日期", "follow_up__closed_on")
    due_on = column("回头看期限", "obligation__due_on")
    checked_on = column("回头看日期", "checked_on")
    result = column("结果", "get_result_display")
    note = column("情况", "note")
    seen = Field(column_name="凭据")
    checked_by = column("登记人", "checked_by__display_name")

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        """The chosen rows with their evidence."""
        rows: QuerySet[Any] = super().filter_export(queryset, **kwargs)
        return rows.prefetch_related("evidence__attachment")

    def dehydrate_seen(self, recheck: FollowUpRecheck) -> str:
        """What shows it, in one cell."""
        return "、".join(str(each) for each in recheck.evidence.all())


class LookFilter(admin.SimpleListFilter):
    """Taken, owed, or late."""

    title = "进度"
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The three."""
        return [("late", "已过期限"), ("open", "待开展"), ("done", "已开展")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[FollowUpRecheck]) -> QuerySet[FollowUpRecheck]:
        """The looks so far."""
        rows: Any = queryset
        chosen = {
            "late": lambda: rows.overdue(on=timezone.localdate()),
            "open": lambda: rows.open(),
            "done": lambda: rows.done(),
        }.get(self.value() or "")
        found: QuerySet[FollowUpRecheck] = chosen() if chosen else queryset
        return found


@admin.register(FollowUpRecheck)
class FollowUpRecheckAdmin(ExportAdmin, ReadOnlyAdmin):
    """回头看 at all follow-ups."""

    resource_classes = [RecheckResource]
    list_display = ("__str__", "organ", "due", "checked_on", "result", "way")
    list_filter = (LookFilter, "result", "checked_on", ("follow_up__organ", admin.RelatedOnlyFieldListFilter))
    search_fields = ("follow_up__paper__title", "follow_up__act__title", "follow_up__organ__name", "note")
    fields = ("follow_up", "checked_on", "result", "note", "checked_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[FollowUpRecheck]:
        """The looks with their follow-ups."""
        rows: Any = super().get_queryset(request)
        found: QuerySet[FollowUpRecheck] = rows.with_rows().order_by("-obligation__due_on", "-pk")
        return found

    @admin.display(description="承办机关")
    def organ(self, recheck: FollowUpRecheck) -> str:
        """Who carried it out."""
        return str(recheck.follow_up.organ)

    @admin.display(description="期限", ordering="obligation__due_on")
    def due(self, recheck: FollowUpRecheck) -> str:
        """The due mark."""
        return due_cell(recheck.obligation)

    @admin.display(description="办理")
    def way(self, recheck: FollowUpRecheck) -> SafeString:
        """The way to the page where it is recorded."""
        page = reverse("admin:supervision_followup_change", args=[recheck.follow_up_id])
        return format_html('<a href="{}">交办事项</a>', page)
