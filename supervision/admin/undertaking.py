"""Task forces with scope, indicators and contact areas; investment attracted; outcomes with who gains by them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.base import PortalInline
from congress.admin.importing import RegisterResource
from supervision.models import Beneficiary, ContactArea, Indicator, Investment, Outcome, TaskForce, TaskScope

from .own_work_base import EnteredInline, OwnWorkAdmin
from .own_work_year import YearAdmin


class ScopeInline(EnteredInline):
    """What was taken on."""

    model = TaskScope
    fields = ("number", "unit", "is_minimum", "as_of", "source")


class IndicatorInline(EnteredInline):
    """How far it is done; the share is computed."""

    model = Indicator
    fields = ("name", "done", "total", "unit", "percent", "on_time", "stated_percent", "as_of", "source")
    readonly_fields = ("percent",)
    description = "比例由完成数和总数算出，不填写；来源写明百分比的，照抄在“来源所称比例”，系统核对。"

    @admin.display(description="比例")
    def percent(self, row: Indicator) -> str:
        """The computed share."""
        return row.percent_text if row.pk else ""


class ContactInline(PortalInline):
    """Who keeps in touch with which street or township."""

    model = ContactArea
    autocomplete_fields = ("organ", "leader")
    fields = ("place", "organ", "leader", "assigned_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows with what their labels need."""
        return super().get_queryset(request).select_related("organ", "leader")


class TaskForceResource(RegisterResource):
    """Task forces as a table."""

    class Meta(RegisterResource.Meta):
        model = TaskForce
        fields = ("kind", "name", "part", "leader", "organ", "starts_on", "ends_on", "note", "source")
        import_id_fields = ("kind", "name", "starts_on")


@admin.register(TaskForce)
class TaskForceAdmin(YearAdmin):
    """Task forces, what they took on, and how far it is done."""

    resource_classes = [TaskForceResource]
    list_display = ("name", "kind", "part", "leader", "organ", "starts_on", "ends_on")
    list_filter = ("kind", "part")
    list_select_related = ("leader", "organ")
    search_fields = ("name", "note")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("leader", "organ")
    fields = (("kind", "name"), ("part", "leader", "organ"), ("starts_on", "ends_on"), "note", "source")
    rows_of_year = ("scopes__as_of__year", "indicators__as_of__year", "contact_areas__assigned_on__year")
    inlines = (ScopeInline, IndicatorInline, ContactInline)
    history_with = ((TaskScope, "task_force"), (Indicator, "task_force"), (ContactArea, "task_force"))


class InvestmentResource(RegisterResource):
    """Investments as a table."""

    class Meta(RegisterResource.Meta):
        model = Investment
        fields = ("project", "investor", "amount", "stage", "stage_on", "attracted_on", "source")
        import_id_fields = ("project", "investor")


@admin.register(Investment)
class InvestmentAdmin(OwnWorkAdmin):
    """Investors brought to the district."""

    resource_classes = [InvestmentResource]
    list_display = ("project", "investor", "amount", "stage", "stage_on", "attracted_on")
    list_filter = ("stage",)
    search_fields = ("project", "investor")
    date_hierarchy = "attracted_on"
    fields = (("project", "investor"), ("amount", "attracted_on"), ("stage", "stage_on"), "source")


class BeneficiaryInline(EnteredInline):
    """Who gains."""

    model = Beneficiary
    fields = ("number", "unit", "is_minimum", "as_of", "source")


class OutcomeResource(RegisterResource):
    """Outcomes as a table."""

    class Meta(RegisterResource.Meta):
        model = Outcome
        fields = ("kind", "title", "issued_by", "reached_on", "is_first", "first_in", "note", "source")
        import_id_fields = ("title",)


@admin.register(Outcome)
class OutcomeAdmin(OwnWorkAdmin):
    """What came of the work, who pushed it and who gains."""

    resource_classes = [OutcomeResource]
    list_display = ("title", "kind", "issued_by", "reached_on", "is_first", "first_in", "gains")
    list_filter = ("kind", "is_first", "first_in")
    search_fields = ("title", "pushed_by__name", "issued_by")
    date_hierarchy = "reached_on"
    autocomplete_fields = ("pushed_by",)
    fields = (("kind", "title"), ("issued_by", "reached_on"), ("is_first", "first_in"), "pushed_by", "note", "source")
    rows_of_year = ("beneficiaries__as_of__year",)
    inlines = (BeneficiaryInline,)
    history_with = ((Beneficiary, "outcome"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outcome]:
        """Outcomes with how many kinds of beneficiaries are told."""
        return super().get_queryset(request).prefetch_related("beneficiaries")

    @admin.display(description="受益")
    def gains(self, row: Outcome) -> str:
        """189家，746人."""
        return "，".join(each.text for each in row.beneficiaries.all())
