"""社情民意 on the desk: read and exported there, dealt with in the workspace; the lists are edited here."""

from django.contrib import admin

from congress.admin.base import PortalAdmin, ReadOnlyAdmin, StepsInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from deputies.models import OpinionField, OpinionGuidance, OpinionRound, OpinionWord, PublicOpinion


class PublicOpinionResource(ListResource):
    """Opinions as a list, without the words of visitors and without visitors."""

    received_on = column("收到日期", "received_on")
    station = column("联络站", "station__name")
    channel = column("渠道", "get_channel_display")
    title = column("标题", "title")
    field = column("领域", "field__name")
    level = column("层级", "get_level_display")
    organ = column("承办单位", "organ__name")
    status = column("状态", "get_status_display")
    disposition = column("处理方式", "get_disposition_display")
    answered_on = column("答复日期", "answered_on")
    related = ("station", "field", "organ")


class RoundInline(StepsInline):
    """What each unit was asked and answered."""

    model = OpinionRound
    fields = ("number", "unit_name", "opened_on", "reported_on", "text", "verdict")
    readonly_fields = fields


@admin.register(PublicOpinion)
class PublicOpinionAdmin(ExportAdmin, ReadOnlyAdmin):
    """Read here by the committee; who came is not shown."""

    resource_classes = [PublicOpinionResource]
    list_display = ("received_on", "__str__", "station", "level", "organ", "status")
    list_filter = ("status", "level", "channel", "field")
    list_select_related = ("station", "organ")
    search_fields = ("title", "station__name")
    date_hierarchy = "received_on"
    inlines = [RoundInline]
    fields = (
        ("station", "channel", "received_on"),
        ("title", "field"),
        "text",
        ("level", "level_note", "status"),
        ("organ", "handed_over_on"),
        ("answer", "answered_on"),
        ("disposition", "closed_on", "closing_note"),
    )


@admin.register(OpinionField)
class OpinionFieldAdmin(PortalAdmin):
    """领域, edited by the deputies' committee."""

    list_display = ("name", "order", "is_active")
    search_fields = ("name",)


@admin.register(OpinionGuidance)
class OpinionGuidanceAdmin(PortalAdmin):
    """不予受理的情形 and where the visitor is guided to."""

    list_display = ("reason", "advice", "order", "is_active")
    search_fields = ("reason",)


@admin.register(OpinionWord)
class OpinionWordAdmin(PortalAdmin):
    """提示词."""

    list_display = ("word", "hint")
    search_fields = ("word",)
