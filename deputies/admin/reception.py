"""Receptions on the desk: the roster with its hosts, steps to announce, put off and call off; hosts as a register."""

from datetime import time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalInline, ReadOnlyAdmin, refused
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import ReasonForm, Step, StepForm, SteppedAdmin
from congress.admin.widgets import ClockInput, DayInput
from congress.http import signed_in
from congress.workflow import TransitionError
from deputies.models import HostSwap, ReceptionHost, ReceptionSlot
from deputies.services import receptions
from deputies.services.receptions import HostLine

CHANGE = "deputies.change_receptionslot"
Status = ReceptionSlot.Status


class HostInline(PortalInline):
    """Hosts; a new one is checked for mandate and other stations, and told once the timetable is out."""

    model = ReceptionHost
    autocomplete_fields = ("person",)
    fields = ("person", "capacity", "tier", "title", "attendance")
    readonly_fields = ("attendance",)
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Hosts with their names."""
        return super().get_queryset(request).select_related("person", "slot__station")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Hosts who stand are exchanged or dropped, not overwritten."""
        del request, obj
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As long as the reception is to come, by those who keep the roster."""
        is_open = obj is None or obj.status in ReceptionSlot.OPEN
        return bool(is_open and signed_in(request).has_perm(CHANGE))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see the reception."""
        del obj
        return signed_in(request).has_perm("deputies.view_receptionslot")


class RescheduleForm(StepForm):
    """The new day and hours, and why."""

    held_on = forms.DateField(label="接待日期", widget=DayInput)
    starts_at = forms.TimeField(label="开始时间", widget=ClockInput)
    ends_at = forms.TimeField(label="结束时间", widget=ClockInput)
    reason = forms.CharField(label="原因", max_length=200, required=False, help_text="已公示的必填。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("held_on", "starts_at", "ends_at"):
            self.fields[name].initial = getattr(self.record, name)


class SlotResource(ListResource):
    """The roster as a list: planned and real apart."""

    station = column("联络站", "station__name")
    held_on = column("接待日期", "held_on")
    starts_at = column("开始时间", "starts_at")
    ends_at = column("结束时间", "ends_at")
    kind = column("类别", "get_kind_display")
    theme = column("接待主题", "theme")
    published_on = column("公示日期", "published_on")
    status = column("状态", "get_status_display")
    visitors = column("接待群众（人）", "visitors")
    opinions = column("收到意见（件）", "opinions")
    minutes = column("时长（分钟）", "minutes")
    related = ("station",)


class SlotTurnFilter(admin.SimpleListFilter):
    """What came of it."""

    title = "办理"
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The kinds."""
        del request, model_admin
        return [("took_place", "已接待"), ("unrecorded", "接待日已过，未登记")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The receptions of that kind."""
        del request
        rows = ReceptionSlot.objects.all()
        found = {"took_place": rows.took_place(), "unrecorded": rows.unrecorded(before=timezone.localdate())}
        chosen = found.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(pk__in=chosen.values("pk"))


@admin.register(ReceptionSlot)
class ReceptionSlotAdmin(ExportAdmin, SteppedAdmin):
    """进站接待."""

    resource_classes = [SlotResource]
    list_display = ("station", "held_on", "starts_at", "kind", "theme", "published_on", "status")
    list_filter = ("status", "kind", SlotTurnFilter, "station")
    list_select_related = ("station",)
    date_hierarchy = "held_on"
    search_fields = ("station__name", "theme", "hosts__person__name")
    autocomplete_fields = ("station",)
    fields = (
        ("station", "kind"),
        ("held_on", "starts_at", "ends_at"),
        "theme",
        ("status", "published_on"),
        ("visitors", "opinions", "minutes"),
        "summary",
        ("cancel_reason", "late_reason"),
    )
    readonly_fields = (
        "status",
        "published_on",
        "visitors",
        "opinions",
        "minutes",
        "summary",
        "cancel_reason",
        "late_reason",
    )
    inlines = (HostInline,)
    history_with = ((ReceptionHost, "slot"),)
    actions = ("publish_chosen",)
    steps = (
        Step(
            "publish",
            "公示",
            lambda row, actor, data: f"已公示{receptions.publish([row], on=timezone.localdate(), actor=actor)}次接待。",
            CHANGE,
            lambda row: row.status == Status.PLANNED,
            is_main=True,
        ),
        Step(
            "reschedule",
            "改期",
            lambda row, actor, data: receptions.reschedule(row, actor=actor, today=timezone.localdate(), **data),
            CHANGE,
            lambda row: row.status in ReceptionSlot.OPEN and not row.is_historic,
            form=RescheduleForm,
        ),
        Step(
            "cancel",
            "取消",
            lambda row, actor, data: receptions.cancel(row, reason=data["reason"], actor=actor),
            CHANGE,
            lambda row: row.status in ReceptionSlot.OPEN and not row.is_historic,
            form=ReasonForm,
            is_rare=True,
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: ReceptionSlot | None = None) -> tuple[str, ...]:
        """Once planned, place and time change by steps."""
        del request
        fixed = ("station", "kind", "held_on", "starts_at", "ends_at") if obj else ()
        return (*fixed, *self.readonly_fields)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A morning."""
        return {"starts_at": time(9), "ends_at": time(11, 30), **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: ReceptionSlot, form: Any, change: bool) -> None:
        """A new reception is planned, with the clock for its announcement."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            receptions.plan(obj, actor=signed_in(request), today=timezone.localdate())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """New hosts go through the service."""
        del change
        formset.save(commit=False)
        for row in formset.new_objects:
            line = HostLine(row.person, capacity=row.capacity, tier=row.tier, title=row.title)
            receptions.add_host(form.instance, line, actor=signed_in(request), today=timezone.localdate())
        formset.changed_objects, formset.new_objects = [], []

    @admin.action(description="公示所选接待安排", permissions=["change"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[ReceptionSlot]) -> None:
        """Announce all that were chosen, or none."""
        try:
            number = receptions.publish(list(queryset), on=timezone.localdate(), actor=signed_in(request))
        except (ValidationError, TransitionError) as error:
            messages.error(request, f"没有公示：{'；'.join(refused(error).messages)}")
        else:
            messages.success(request, f"已公示{number}次接待。")


class HostResource(ListResource):
    """Hosts as a list."""

    station = column("联络站", "slot__station__name")
    held_on = column("接待日期", "slot__held_on")
    person = column("接待人", "person__name")
    capacity = column("身份", "get_capacity_display")
    tier = column("层级", "get_tier_display")
    title = column("职务", "title")
    is_scheduled = column("安排", "is_scheduled")
    attendance = column("到站情况", "get_attendance_display")
    related = ("slot__station", "person")


class HostTurnFilter(admin.SimpleListFilter):
    """The rows of each figure."""

    title = "统计口径"
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The figures."""
        del request, model_admin
        return [
            ("leaders_scheduled", "党政领导安排"),
            ("leaders_attended", "党政领导到站"),
            ("deputies_attended", "代表到站"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of that figure."""
        del request
        came = {"attendance": ReceptionHost.Attendance.PRESENT}
        leaders = {"capacity__in": ReceptionHost.LEADERS}
        found: dict[str, dict[str, Any]] = {
            "leaders_scheduled": {
                **leaders,
                "is_scheduled": True,
                "is_off": False,
                "slot__published_on__isnull": False,
            },
            "leaders_attended": {**leaders, **came},
            "deputies_attended": {"capacity": ReceptionHost.Capacity.DEPUTY, **came},
        }
        return queryset.filter(**found.get(self.value() or "", {}))


@admin.register(ReceptionHost)
class ReceptionHostAdmin(ExportAdmin, ReadOnlyAdmin):
    """Who was planned and who came; rows are made on the reception's page."""

    resource_classes = [HostResource]
    list_display = ("person", "slot", "day", "capacity", "tier", "is_scheduled", "attendance")
    list_filter = (HostTurnFilter, "attendance", "capacity", "tier", ("slot__held_on", admin.DateFieldListFilter))
    list_select_related = ("person", "slot__station")
    search_fields = ("person__name", "slot__station__name")

    @admin.display(description="接待日期", ordering="slot__held_on")
    def day(self, host: ReceptionHost) -> Any:
        """The day of the reception."""
        return host.slot.held_on


@admin.register(HostSwap)
class HostSwapAdmin(ReadOnlyAdmin):
    """Exchanges as hosts agreed them."""

    list_display = ("given", "taken_slot", "status", "asked_on", "answered_on")
    list_filter = ("status",)
    list_select_related = ("given__person", "given__slot__station", "taken_slot__station")
