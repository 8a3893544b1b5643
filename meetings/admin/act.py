"""Resolutions and decisions."""

from django.contrib import admin

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
class ActAdmin(ExportAdmin, SteppedAdmin):
    """Formal acts of the standing committee."""

    resource_classes = [ActResource]
    list_display = ("title", "kind", "meeting", "adopted_on", "number")
    list_filter = ("kind", "adopted_on")
    list_select_related = ("meeting__term", "number__series")
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
