"""The working-day calendar on the office's desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from congress.http import signed_in
from congress.models import SpecialDay, WorkCalendarYear

from .base import PortalAdmin


@admin.register(WorkCalendarYear)
class WorkCalendarYearAdmin(PortalAdmin):
    """Which years' arrangements are known."""

    list_display = ("year", "is_confirmed", "notice")
    list_filter = ("is_confirmed",)
    search_fields = ("year", "notice")


@admin.register(SpecialDay)
class SpecialDayAdmin(PortalAdmin):
    """Holidays and make-up working days; what a clerk changes becomes the clerk's and is never loaded over."""

    list_display = ("date", "name", "is_workday", "source")
    list_filter = ("is_workday", "source")
    search_fields = ("name", "date")
    date_hierarchy = "date"
    readonly_fields = ("source",)

    def save_model(self, request: HttpRequest, obj: SpecialDay, form: Any, change: bool) -> None:
        """Mark the day as entered by hand."""
        obj.source = SpecialDay.Source.CLERK
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only days entered by hand: a day of the notice would come back, so it is corrected instead."""
        if obj is not None and obj.source == SpecialDay.Source.LIBRARY:
            return False
        return signed_in(request).has_perm("congress.delete_specialday")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deletion in bulk: it would pass over the rule for single days."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions
