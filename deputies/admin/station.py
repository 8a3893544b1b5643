"""Stations on the desk: hours, staff and deputies on one page; moves and closing as steps."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalAdmin, PortalInline, ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import DayForm, ReasonForm, Step, SteppedAdmin
from congress.http import signed_in
from deputies.models import IncomingVisit, Station, StationAssignment, StationHours, StationMove, StationStaff
from deputies.services import station_life, stations

from .area import AreaKindFilter

CHANGE = "deputies.change_station"


class HoursInline(PortalInline):
    """Opening hours."""

    model = StationHours
    fields = ("weekday", "opens_at", "closes_at", "note")
    can_delete = False


class StaffInline(PortalInline):
    """Head and officers; who leaves is given a last day."""

    model = StationStaff
    autocomplete_fields = ("account",)
    fields = ("post", "name", "account", "phone", "starts_on", "ends_on")
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Staff with their accounts."""
        return super().get_queryset(request).select_related("account", "station")


class AssignmentInline(PortalInline):
    """Deputies of any level; who leaves is given a last day."""

    model = StationAssignment
    autocomplete_fields = ("mandate",)
    fields = ("mandate", "starts_on", "ends_on")
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Deputies with their names."""
        return super().get_queryset(request).select_related("mandate__person", "station")


class MoveForm(DayForm):
    """When, where to, and why."""

    address = forms.CharField(label="新址", max_length=120)
    reason = forms.CharField(label="原因", max_length=200, required=False)


class CloseForm(DayForm, ReasonForm):
    """From which day on, and why."""


class StationResource(ListResource):
    """Stations as a list; without telephones."""

    code = column("代码", "code")
    name = column("名称", "name")
    kind = column("类别", "get_kind_display")
    organ = column("所属街道人大工委或乡镇人大", "organ__name")
    address = column("地址", "address")
    areas = column("功能区块", "areas")
    opened_on = column("启用日期", "opened_on")
    closed_on = column("停用日期", "closed_on")
    related = ("organ",)


@admin.register(Station)
class StationAdmin(ExportAdmin, SteppedAdmin):
    """联络站."""

    resource_classes = [StationResource]
    list_display = ("name", "kind", "organ", "address", "opened_on", "closed_on")
    list_filter = ("kind", AreaKindFilter)
    list_select_related = ("organ",)
    search_fields = ("name", "code", "address", "organ__name")
    autocomplete_fields = ("organ", "parent")
    fields = (
        ("name", "code"),
        ("kind", "organ", "parent"),
        "address",
        ("longitude", "latitude", "tile_column", "tile_row"),
        ("areas", "equipped_on"),
        "introduction",
        "opened_on",
    )
    inlines = (HoursInline, StaffInline, AssignmentInline)
    history_with = ((StationMove, "station"), (StationStaff, "station"), (StationAssignment, "station"))
    steps = (
        Step(
            "move",
            "搬迁",
            lambda row, actor, data: f"{stations.move(row, actor=actor, today=timezone.localdate(), **data)}。",
            CHANGE,
            lambda row: row.closed_on is None and row.kind != Station.Kind.ONLINE,
            form=MoveForm,
        ),
        Step(
            "close",
            "停用",
            lambda row, actor, data: stations.close(row, actor=actor, **data),
            CHANGE,
            lambda row: row.closed_on is None,
            form=CloseForm,
            is_rare=True,
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Station | None = None) -> tuple[str, ...]:
        """The code is printed; the address changes by a move."""
        del request
        return ("code", "address") if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Station | None = None) -> Any:
        """Hours, staff and deputies of a station that is registered."""
        del request
        return self.inlines if obj else ()

    def save_model(self, request: HttpRequest, obj: Station, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        stations.register(obj, actor=signed_in(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Staff and deputies join by their services, hours are set as a whole."""
        del change
        actor = signed_in(request)
        formset.save(commit=False)
        changed = [row for row, _ in formset.changed_objects]
        if formset.model is StationHours:
            if formset.new_objects or changed:
                touched = {row.pk for row in changed}
                kept = [row for row in form.instance.hours.all() if row.pk not in touched]
                stations.set_hours(form.instance, [*kept, *changed, *formset.new_objects], actor=actor)
        elif formset.model is StationStaff:
            for row in (*changed, *formset.new_objects):
                stations.appoint(row, actor=actor)
        else:
            for row in (*changed, *formset.new_objects):
                stations.assign(row, actor=actor)
        formset.save_m2m()


class StationAreaFilter(AreaKindFilter):
    """By the organ of the row's station."""

    key = "station__organ"


@admin.register(StationMove)
class StationMoveAdmin(ExportAdmin, ReadOnlyAdmin):
    """Moves; made on the station's page."""

    list_display = ("station", "moved_on", "from_address", "to_address", "reason")
    list_filter = (StationAreaFilter,)
    list_select_related = ("station",)
    date_hierarchy = "moved_on"
    search_fields = ("station__name", "from_address", "to_address")


class VisitResource(ListResource):
    """Delegations as a list."""

    visited_on = column("考察日期", "visited_on")
    guests = column("来访代表团", "guests")
    origin = column("来自", "origin")
    level = column("级别", "get_level_display")
    people = column("人数", "people")
    subject = column("考察内容", "subject")


@admin.register(IncomingVisit)
class IncomingVisitAdmin(ExportAdmin, PortalAdmin):
    """Delegations that came to study."""

    resource_classes = [VisitResource]
    list_display = ("guests", "visited_on", "origin", "level", "people")
    list_filter = ("level",)
    date_hierarchy = "visited_on"
    search_fields = ("guests", "origin")
    autocomplete_fields = ("stations",)
    fields = (("visited_on", "guests"), ("origin", "level", "people"), "stations", "subject", "note")

    def save_model(self, request: HttpRequest, obj: IncomingVisit, form: Any, change: bool) -> None:
        """Checked by the service."""
        del change
        seen = form.cleaned_data["stations"]
        station_life.note_visit(obj, list(seen), actor=signed_in(request), today=timezone.localdate())
