"""Organs and the names they bore."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from congress.models import Organ, OrganName

from .base import PortalAdmin, PortalInline
from .exporting import ExportAdmin, ListResource, column


class OrganNameInline(PortalInline):
    """Names from one day to another; a wrong one is corrected, not deleted."""

    model = OrganName
    can_delete = False
    fields = ("name", "short_name", "starts_on", "ends_on", "reason")
    description = "印发文件使用当日有效的名称。"


class OrganResource(ListResource):
    """Organs as a list."""

    name = column("现用名称", "name")
    short_name = column("现用简称", "short_name")
    kind = column("类别", "get_kind_display")
    parent = column("上级机关", "parent__name")
    starts_on = column("设立日期", "starts_on")
    ends_on = column("撤销日期", "ends_on")
    related = ("parent",)


@admin.register(Organ)
class OrganAdmin(ExportAdmin, PortalAdmin):
    """Organs by kind, with the history of their names."""

    resource_classes = [OrganResource]
    list_display = ("name", "short_name", "kind", "parent", "starts_on", "ends_on")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "code")
    autocomplete_fields = ("parent",)
    inlines = (OrganNameInline,)
    fields = ("name", "short_name", "kind", "parent", ("starts_on", "ends_on"), "rank", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code is what imports and numbers know the organ by: it stays."""
        del request
        return ("code",) if obj else ()
