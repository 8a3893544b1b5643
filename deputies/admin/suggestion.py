"""代表建议 on the desk: read and exported there, dealt with in the workspace; the lists are edited here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from congress.admin.base import PortalAdmin, ReadOnlyAdmin, StepsInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.http import signed_in
from deputies.models import Suggestion, SuggestionExclusion, SuggestionField, SuggestionHandling, SuggestionSponsor


class SuggestionResource(ListResource):
    """The list of the session, as it goes to the hand-over meeting."""

    number = column("编号", "number")
    title = column("标题", "title")
    lead = column("领衔代表", "lead__mandate__person__name")
    field = column("分类", "field__name")
    submitted_on = column("提出日期", "submitted_on")
    decided_on = column("受理日期", "decided_on")
    status = column("状态", "get_status_display")
    closed_on = column("办结日期", "closed_on")
    related = ("field",)


class HandlingResource(ListResource):
    """Every unit's part with its class."""

    number = column("编号", "suggestion__number")
    title = column("标题", "suggestion__title")
    organ = column("承办单位", "organ__name")
    role = column("承办方式", "get_role_display")
    handed_over_on = column("交办日期", "handed_over_on")
    status = column("状态", "get_status_display")
    result_class = column("办理结果", "get_result_class_display")
    closed_on = column("办结日期", "closed_on")
    related = ("suggestion", "organ")


class SponsorInline(StepsInline):
    """Who signed."""

    model = SuggestionSponsor
    fields = ("mandate", "role", "invited_on", "confirmed_on", "withdrawn_on")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the names, in one query."""
        return super().get_queryset(request).select_related("mandate__person")


class HandlingInline(StepsInline):
    """Which units have it."""

    model = SuggestionHandling
    fields = ("organ", "role", "handed_over_on", "status", "result_class", "closed_on")
    readonly_fields = fields
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the names, in one query."""
        return super().get_queryset(request).select_related("organ")


@admin.register(Suggestion)
class SuggestionAdmin(ExportAdmin, ReadOnlyAdmin):
    """Everything that was handed in; drafts belong to their deputies."""

    resource_classes = [SuggestionResource]
    list_display = ("number", "title", "session", "field", "submitted_on", "status")
    list_display_links = ("title",)
    list_filter = ("status", "field", "is_between_sessions", "session")
    list_select_related = ("session__term", "field")
    search_fields = ("title", "number")
    date_hierarchy = "submitted_on"
    inlines = [SponsorInline, HandlingInline]
    fields = (
        ("session", "is_between_sessions", "number"),
        ("title", "field", "status"),
        "situation",
        "analysis",
        "request",
        ("submitted_on", "decided_on", "closed_on"),
        ("exclusion", "decision_note"),
        ("opinion", "leading_case"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """What the account may read."""
        seen = Suggestion.objects.all().visible_to(signed_in(request))
        rows = super().get_queryset(request).filter(pk__in=seen.values("pk"))
        return rows.prefetch_related("sponsors__mandate__person")


@admin.register(SuggestionHandling)
class SuggestionHandlingAdmin(ExportAdmin, ReadOnlyAdmin):
    """All parts of units, by unit, state and class."""

    resource_classes = [HandlingResource]
    list_display = ("suggestion", "organ", "role", "handed_over_on", "status", "result_class")
    list_filter = ("status", "role", "result_class")
    list_select_related = ("suggestion", "organ")
    search_fields = ("suggestion__title", "organ__name")
    date_hierarchy = "handed_over_on"
    fields = (
        ("suggestion", "organ", "role"),
        ("handed_over_on", "acknowledged_on", "leader"),
        "demand",
        "plan",
        "advice",
        ("status", "result_class"),
        ("return_reason", "returned_on"),
        ("closed_on", "closing_note"),
    )


@admin.register(SuggestionField)
class SuggestionFieldAdmin(PortalAdmin):
    """分类, with the committee that answers for it."""

    list_display = ("name", "committee", "order", "is_active")
    list_select_related = ("committee",)
    search_fields = ("name",)
    autocomplete_fields = ("committee",)


@admin.register(SuggestionExclusion)
class SuggestionExclusionAdmin(PortalAdmin):
    """不作为代表建议的情形, with the article."""

    list_display = ("reason", "citation", "order", "is_active")
    search_fields = ("reason",)
