"""Rules and Party documents by reference, requests to the Party committee, changes of organs."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.importing import RegisterResource
from congress.http import signed_in
from supervision.models import OrganChange, OrganChangeQuerySet, OwnRule, OwnRuleQuerySet, PartyRequest

from .own_work_base import OwnWorkAdmin


class OwnRuleResource(RegisterResource):
    """Rules as a table; the text of a document has no column."""

    class Meta(RegisterResource.Meta):
        model = OwnRule
        fields = ("kind", "title", "issuer", "issued_on", "number", "is_revision", "source")
        import_id_fields = ("kind", "title", "issuer", "number")


@admin.register(OwnRule)
class OwnRuleAdmin(OwnWorkAdmin):
    """Rules of the committee with the act that adopted them, and Party documents by reference."""

    resource_classes = [OwnRuleResource]
    list_display = ("__str__", "kind", "issuer", "day", "number", "is_revision")
    list_filter = ("kind", "is_revision")
    search_fields = ("title", "number", "issuer", "act__title")
    autocomplete_fields = ("act",)
    fields = (("kind", "issuer"), "title", ("issued_on", "number", "is_revision"), "act", "source")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OwnRule]:
        """The rules that the person may know of, with their acts."""
        rows: OwnRuleQuerySet = super().get_queryset(request)  # type: ignore[assignment]
        return rows.visible_to(signed_in(request)).dated().select_related("act")

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only who may read Party references may enter one."""
        if db_field.name == "kind" and not signed_in(request).has_perm("supervision.read_party_references"):
            kwargs["choices"] = [(OwnRule.Kind.OWN.value, OwnRule.Kind.OWN.label)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    @admin.display(description="日期", ordering="day")
    def day(self, row: Any) -> date | None:
        """Issued, or else adopted."""
        found: date | None = row.day
        return found

    def has_import_permission(self, request: HttpRequest) -> bool:
        """A file may hold Party references."""
        return super().has_import_permission(request) and signed_in(request).has_perm(
            "supervision.read_party_references"
        )


class PartyRequestResource(RegisterResource):
    """Requests as a table: day and number."""

    class Meta(RegisterResource.Meta):
        model = PartyRequest
        fields = ("sent_on", "number")
        import_id_fields = ("number",)


@admin.register(PartyRequest)
class PartyRequestAdmin(OwnWorkAdmin):
    """That something was asked or reported; what it was is not kept here."""

    resource_classes = [PartyRequestResource]
    list_display = ("number", "sent_on")
    search_fields = ("number",)
    date_hierarchy = "sent_on"
    fields = (("sent_on", "number"),)


class OrganChangeResource(RegisterResource):
    """Changes of organs as a table."""

    class Meta(RegisterResource.Meta):
        model = OrganChange
        fields = ("kind", "organ", "decided_on", "basis", "source")
        import_id_fields = ("kind", "organ")


@admin.register(OrganChange)
class OrganChangeAdmin(OwnWorkAdmin):
    """Decisions behind the register of organs, which keeps days and names."""

    resource_classes = [OrganChangeResource]
    list_display = ("text", "kind", "effective_on", "decided_on", "basis")
    list_filter = ("kind",)
    search_fields = ("organ__name", "organ__short_name", "name__name", "basis")
    autocomplete_fields = ("organ", "act")
    fields = (("kind", "organ"), "name", ("decided_on", "basis"), "act", "effective_on", "source")
    readonly_fields = ("effective_on",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrganChange]:
        """Changes with organs and their names."""
        rows: OrganChangeQuerySet = super().get_queryset(request)  # type: ignore[assignment]
        return rows.dated().select_related("organ", "name").prefetch_related("organ__names")

    @admin.display(description="变动")
    def text(self, row: OrganChange) -> str:
        """设立…, …更名为…."""
        return row.text

    @admin.display(description="生效日期（取自机关登记）")
    def effective_on(self, row: OrganChange) -> date | None:
        """As the register of organs has it."""
        return row.effective_on
