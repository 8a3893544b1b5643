"""Resolutions and decisions."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.correction import CorrectedAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import Step, SteppedAdmin
from meetings.models import Act
from meetings.services import acts


class ActResource(ListResource):
    """Acts as a list."""

    title = column("标题", "title")
    kind = column("类别", "get_kind_display")
    meeting = column("通过的会议", "meeting__name")
    adopted_on = column("通过日期", "adopted_on")
    number = column("文号", "number")
    related = ("meeting__term", "number__series")


@admin.register(Act)
class ActAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Formal acts of the standing committee; a numbered or published one is changed only with a reason."""

    resource_classes = [ActResource]
    list_display = ("title", "kind", "meeting", "adopted_on", "number")
    list_filter = ("kind", "adopted_on")
    search_fields = ("title", "text")
    date_hierarchy = "adopted_on"
    autocomplete_fields = ("meeting", "item")
    readonly_fields = ("number",)
    fields = ("kind", "title", "meeting", "item", ("adopted_on", "number"), "text")
    steps = (
        Step(
            "number",
            "编号",
            lambda act, actor, data: f"已编号：{acts.number(act, actor=actor)}。",
            "meetings.change_act",
            lambda act: act.number_id is None,
        ),
        Step(
            "require",
            "列入公开",
            lambda act, actor, data: acts.require_publication(act, actor=actor),
            "congress.prepare_publication",
            lambda act: act.society_duty_id is None,
            is_main=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Act]:
        """Acts with what their pages need."""
        return super().get_queryset(request).select_related("meeting__term", "number__series", "society_duty")

    def closing(self, record: Act) -> str:
        """Closed by its number, and by its publication."""
        if record.number_id is not None:
            return "决议决定已经编号"
        is_out = record.society_duty is not None and record.society_duty.first_published_at is not None
        return "决议决定已经公开" if is_out else ""
