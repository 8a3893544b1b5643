"""Where inspections go: open visits for everyone on the desk, unannounced ones for those who may know of them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.base import PortalAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.http import signed_in
from supervision.models import InspectionGroup, InspectionSite, Oversight
from supervision.services import sites


class SiteResource(ListResource):
    """Open visits as a list: an unannounced one never leaves the portal in a file."""

    oversight = column("活动", "oversight__title")
    visits_on = column("日期", "visits_on")
    visits_at = column("时间", "visits_at")
    place = column("地点", "place")
    group = column("检查组", "group__name")
    situation = column("检查情况", "situation")
    related = ("oversight", "group")

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        """The open ones."""
        return super().filter_export(queryset, **kwargs).filter(is_unannounced=False)


@admin.register(InspectionSite)
class InspectionSiteAdmin(ExportAdmin, PortalAdmin):
    """Places of inspections; whoever may not know of one finds neither its row nor its page nor its history."""

    resource_classes = [SiteResource]
    list_display = ("place", "visits_on", "visits_at", "oversight", "group", "is_unannounced")
    list_filter = ("is_unannounced",)
    search_fields = ("place", "oversight__title")
    date_hierarchy = "visits_on"
    autocomplete_fields = ("oversight",)
    fields = ("oversight", "group", "place", ("visits_on", "visits_at"), "is_unannounced", "situation")

    def get_queryset(self, request: HttpRequest) -> QuerySet[InspectionSite]:
        """Those the person may know of."""
        rows = InspectionSite.objects.visible_to(signed_in(request))
        found: QuerySet[InspectionSite] = rows.select_related("oversight", "group")
        return found

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Groups with the name of their inspection."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "group":
            field.queryset = InspectionGroup.objects.filter(oversight__status__in=Oversight.OPEN).select_related(
                "oversight"
            )
            field.label_from_instance = lambda group: f"{group.oversight} · {group}"
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: InspectionSite | None = None) -> tuple[str, ...]:
        """The inspection stays."""
        del request
        return ("oversight",) if obj else ()

    def save_model(self, request: HttpRequest, obj: InspectionSite, form: Any, change: bool) -> None:
        """By the working committee of the inspection."""
        if not change:
            obj.full_clean()
        sites.check(obj, actor=signed_in(request))
        super().save_model(request, obj, form, change)
        if not InspectionSite.objects.visible_to(signed_in(request)).filter(pk=obj.pk).exists():
            raise ValidationError("不打招呼的检查点须由承办工委登记。")
