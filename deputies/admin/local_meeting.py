"""Streets and townships on the desk: their meetings, what they owe, residents' councillors, pilots."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalAdmin, ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import DayForm, ReasonForm, Step, SteppedAdmin
from congress.http import signed_in
from deputies.models import Councillor, LocalDuty, LocalMeeting, StreetPilot
from deputies.services import local_meetings

from .area import AreaKindFilter
from .group import InForceFilter

Status = LocalMeeting.Status
CHANGE = "deputies.change_localmeeting"


class HoldForm(DayForm):
    """When it was held, how many came, what was said."""

    attendees = forms.IntegerField(label="到会人数", min_value=1, max_value=100_000, required=False)
    note = forms.CharField(label="会议情况", required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = min(self.record.held_on, timezone.localdate())


class LocalMeetingResource(ListResource):
    """Local meetings as a list."""

    organ = column("街道工委或乡镇人大", "organ__name")
    kind = column("会议", "get_kind_display")
    held_on = column("日期", "held_on")
    title = column("议题", "title")
    attendees = column("到会人数", "attendees")
    status = column("状态", "get_status_display")
    related = ("organ",)


@admin.register(LocalMeeting)
class LocalMeetingAdmin(ExportAdmin, SteppedAdmin):
    """街道工委、乡镇主席团、居民议事 meetings; those held end what is owed for the period."""

    resource_classes = [LocalMeetingResource]
    list_display = ("organ", "kind", "held_on", "title", "attendees", "status")
    list_filter = ("kind", "status", AreaKindFilter)
    list_select_related = ("organ",)
    search_fields = ("title", "organ__name")
    date_hierarchy = "held_on"
    autocomplete_fields = ("organ",)
    fields = (("organ", "kind"), "title", "held_on")
    steps = (
        Step(
            "hold",
            "登记已召开",
            lambda row, actor, data: local_meetings.hold(row, actor=actor, today=timezone.localdate(), **data),
            CHANGE,
            lambda row: row.status == Status.PLANNED,
            form=HoldForm,
            is_main=True,
        ),
        Step(
            "cancel",
            "取消",
            lambda row, actor, data: local_meetings.cancel(row, reason=data["reason"], actor=actor),
            CHANGE,
            lambda row: row.status == Status.PLANNED,
            form=ReasonForm,
            is_rare=True,
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was held or cancelled stays."""
        return super().has_change_permission(request, obj) and (obj is None or obj.status == Status.PLANNED)

    def save_model(self, request: HttpRequest, obj: LocalMeeting, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        local_meetings.keep(obj, actor=signed_in(request))


@admin.register(LocalDuty)
class LocalDutyAdmin(ReadOnlyAdmin):
    """What streets and townships owe in a period, and by which meeting it ended."""

    list_display = ("organ", "rule_code", "period_starts_on", "period_ends_on", "state", "meeting")
    list_filter = ("rule_code", "obligation__status")
    search_fields = ("organ__name",)
    fields = ("organ", "rule_code", ("period_starts_on", "period_ends_on"), "obligation", "meeting")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LocalDuty]:
        """Periods with what their lines show."""
        rows: QuerySet[LocalDuty] = super().get_queryset(request)
        return rows.select_related("organ", "obligation", "meeting__organ")

    @admin.display(description="状态")
    def state(self, row: LocalDuty) -> str:
        """Of the deadline."""
        return row.obligation.get_status_display()


class CouncillorResource(ListResource):
    """Councillors as a list."""

    name = column("姓名", "name")
    organ = column("街道人大工委", "organ__name")
    origin = column("来自", "get_origin_display")
    community = column("社区或单位", "community")
    starts_on = column("推荐日期", "starts_on")
    ends_on = column("结束日期", "ends_on")
    is_illustrative = column("示例人物", "is_illustrative")
    related = ("organ",)


@admin.register(Councillor)
class CouncillorAdmin(ExportAdmin, PortalAdmin):
    """居民议事员: of streets, nominated and not elected; no deputies."""

    resource_classes = [CouncillorResource]
    list_display = ("name", "organ", "origin", "community", "starts_on", "ends_on", "is_illustrative")
    list_filter = ("origin", InForceFilter)
    list_select_related = ("organ",)
    search_fields = ("name", "community", "organ__name")
    autocomplete_fields = ("organ",)
    fields = (("name", "is_illustrative"), ("organ", "origin"), "community", ("starts_on", "ends_on"))

    def save_model(self, request: HttpRequest, obj: Councillor, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        local_meetings.keep_councillor(obj, actor=signed_in(request))


class PilotResource(ListResource):
    """Pilots as a list."""

    organ = column("街道人大工委", "organ__name")
    title = column("试点内容", "title")
    level = column("试点级别", "level")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("结束日期", "ends_on")
    related = ("organ",)


@admin.register(StreetPilot)
class StreetPilotAdmin(ExportAdmin, PortalAdmin):
    """街道人大工作试点."""

    resource_classes = [PilotResource]
    list_display = ("organ", "title", "level", "starts_on", "ends_on")
    list_filter = ("level", InForceFilter)
    list_select_related = ("organ",)
    search_fields = ("title", "organ__name")
    autocomplete_fields = ("organ",)
    fields = ("organ", ("title", "level"), ("starts_on", "ends_on"))

    def save_model(self, request: HttpRequest, obj: StreetPilot, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        local_meetings.keep_pilot(obj, actor=signed_in(request))
