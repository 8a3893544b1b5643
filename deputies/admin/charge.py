"""Which chairperson is in charge of which committee."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.base import PortalAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.http import signed_in
from deputies.models import Charge, ChargeQuerySet
from deputies.services import charges


class ChargeResource(ListResource):
    """Charges as a list."""

    leader = column("分管领导", "seat__person__name")
    organ = column("工委或办公室", "organ__name")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("结束日期", "ends_on")
    basis = column("依据", "basis")
    related = ("seat__person", "organ")


@admin.register(Charge)
class ChargeAdmin(ExportAdmin, PortalAdmin):
    """领导分管: the desk of the unfinished goes by it."""

    resource_classes = [ChargeResource]
    list_display = ("organ", "leader", "starts_on", "ends_on", "basis")
    list_select_related = ("seat__person", "organ")
    search_fields = ("seat__person__name", "organ__name")
    autocomplete_fields = ("seat", "organ")
    fields = (("organ", "seat"), ("starts_on", "ends_on"), "basis")

    @admin.display(description="分管领导", ordering="seat__person__stroke_key")
    def leader(self, charge: Charge) -> str:
        """The chairperson by name."""
        return str(charge.seat.person)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Charge]:
        """Charges with names."""
        rows: ChargeQuerySet = super().get_queryset(request)  # type: ignore[assignment]
        return rows.select_related("seat__person", "organ")

    def save_model(self, request: HttpRequest, obj: Charge, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        charges.keep(obj, actor=signed_in(request))
