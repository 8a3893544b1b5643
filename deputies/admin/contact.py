"""双联系、分片联系 on the desk, with the contacts made."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalAdmin, PortalInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.http import signed_in
from deputies.models import AreaContact, ContactLog, ContactPair
from deputies.services import contacts

from .group import InForceFilter


class LogInline(PortalInline):
    """The contacts made; entered on their own page."""

    model = ContactLog
    fields = ("made_on", "way", "people", "note", "entered_by")
    readonly_fields = fields
    can_delete = False
    verbose_name_plural = "联系记录"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Entered on their own page."""
        del request, obj
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Contacts with who entered them."""
        return super().get_queryset(request).select_related("entered_by")


class PairLogInline(LogInline):
    """Of a pair."""

    fk_name = "pair"


class AreaLogInline(LogInline):
    """Of an area."""

    fk_name = "area"


class PairResource(ListResource):
    """Pairs as a list."""

    kind = column("类别", "get_kind_display")
    keeper = column("联系人", "keeper__name")
    deputy = column("所联系的代表", "deputy__name")
    place = column("所联系的村社（选区）", "place")
    voters = column("联系选民人数", "voters")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("结束日期", "ends_on")
    made = column("联系次数", "made")
    related = ("keeper", "deputy")


@admin.register(ContactPair)
class ContactPairAdmin(ExportAdmin, PortalAdmin):
    """双联系: members with deputies, deputies with voters."""

    resource_classes = [PairResource]
    list_display = ("keeper", "kind", "deputy", "place", "voters", "contacts_made", "starts_on", "ends_on")
    list_filter = ("kind", InForceFilter)
    list_select_related = ("keeper", "deputy")
    search_fields = ("keeper__name", "keeper__pinyin", "deputy__name", "deputy__pinyin", "place")
    autocomplete_fields = ("keeper", "deputy")
    fields = ("kind", ("keeper", "deputy"), ("place", "voters"), ("starts_on", "ends_on"))
    inlines = (PairLogInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContactPair]:
        """Pairs with how often contact was made."""
        rows: QuerySet[ContactPair] = super().get_queryset(request)
        return rows.annotate(made=Count("logs"))

    @admin.display(description="联系次数")
    def contacts_made(self, pair: ContactPair) -> int:
        """How often."""
        return int(pair.made)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: ContactPair, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        contacts.keep_pair(obj, actor=signed_in(request))


class AreaResource(ListResource):
    """Areas as a list."""

    keeper = column("联系人", "keeper__name")
    organ = column("所联系的街道工委或乡镇人大", "organ__name")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("结束日期", "ends_on")
    basis = column("依据", "basis")
    made = column("联系次数", "made")
    related = ("keeper", "organ")


@admin.register(AreaContact)
class AreaContactAdmin(ExportAdmin, PortalAdmin):
    """分片联系 of leaders and members."""

    resource_classes = [AreaResource]
    list_display = ("organ", "keeper", "contacts_made", "starts_on", "ends_on", "basis")
    list_filter = (InForceFilter,)
    list_select_related = ("keeper", "organ")
    search_fields = ("keeper__name", "keeper__pinyin", "organ__name")
    autocomplete_fields = ("keeper", "organ")
    fields = (("keeper", "organ"), ("starts_on", "ends_on"), "basis")
    inlines = (AreaLogInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AreaContact]:
        """Areas with how often contact was made."""
        rows: QuerySet[AreaContact] = super().get_queryset(request)
        return rows.annotate(made=Count("logs"))

    @admin.display(description="联系次数")
    def contacts_made(self, area: AreaContact) -> int:
        """How often."""
        return int(area.made)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: AreaContact, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        contacts.keep_area(obj, actor=signed_in(request))


class LogResource(ListResource):
    """Contacts made as a list."""

    made_on = column("联系日期", "made_on")
    pair = column("双联系", "pair")
    area = column("分片联系", "area")
    way = column("方式", "get_way_display")
    people = column("联系人数", "people")
    note = column("情况和意见", "note")
    related = ("pair__keeper", "pair__deputy", "area__keeper", "area__organ")


@admin.register(ContactLog)
class ContactLogAdmin(ExportAdmin, PortalAdmin):
    """联系记录: entered by those who keep the contact, or by the office for them."""

    resource_classes = [LogResource]
    list_display = ("made_on", "whom", "way", "people", "note", "entered_by")
    list_filter = ("way", "pair__kind")
    search_fields = ("pair__keeper__name", "area__keeper__name", "note")
    date_hierarchy = "made_on"
    autocomplete_fields = ("pair", "area")
    fields = (("pair", "area"), ("made_on", "way", "people"), "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContactLog]:
        """Contacts with what their lines show."""
        rows: QuerySet[ContactLog] = super().get_queryset(request)
        return rows.select_related("pair__keeper", "pair__deputy", "area__keeper", "area__organ", "entered_by")

    @admin.display(description="联系对象")
    def whom(self, row: ContactLog) -> str:
        """Who keeps contact with whom."""
        return str(row.pair or row.area)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A contact made is not rewritten."""
        return super().has_change_permission(request, obj) and obj is None

    def save_model(self, request: HttpRequest, obj: ContactLog, form: Any, change: bool) -> None:
        """Through the service."""
        del form, change
        contacts.log(obj, actor=signed_in(request), today=timezone.localdate())
