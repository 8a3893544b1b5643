"""Campaigns and their teams."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalAdmin, PortalInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from supervision.models import Campaign, OversightTeam
from supervision.services import progress


class TeamInline(PortalInline):
    """The teams by number."""

    model = OversightTeam
    verbose_name_plural = "专项监督组"
    autocomplete_fields = ("leader",)
    fields = ("number", "leader", "scope", "area", "starts_on", "ends_on", "weight")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OversightTeam]:
        """The teams with their leaders."""
        return super().get_queryset(request).select_related("leader")


class TeamResource(ListResource):
    """Teams as a list."""

    year = column("年度", "campaign__year")
    campaign = column("专项监督", "campaign__title")
    number = column("组别", "number")
    leader = column("组长", "leader__name")
    scope = column("分工", "get_scope_display")
    area = column("区块或行业", "area")
    related = ("campaign", "leader")


class CampaignResource(ListResource):
    """Campaigns as a list."""

    year = column("年度", "year")
    title = column("名称", "title")
    committee = column("牵头工委", "committee__name")
    related = ("committee",)


@admin.register(Campaign)
class CampaignAdmin(ExportAdmin, PortalAdmin):
    """Campaigns with what they bind and their teams."""

    resource_classes = [CampaignResource]
    list_display = ("title", "year", "committee", "teams_count", "progress")
    list_filter = ("year",)
    search_fields = ("title", "teams__area")
    autocomplete_fields = ("committee", "topics", "reports", "oversights", "inquiries")
    fields = (("title", "year"), "committee", "purpose", "topics", "reports", "oversights", "inquiries")
    panel_template = "admin/panels/campaign.html"
    inlines = (TeamInline,)
    history_with = ((OversightTeam, "campaign"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        """Campaigns with the number of their teams."""
        rows: QuerySet[Campaign] = super().get_queryset(request)
        counted = rows.select_related("committee").annotate(teams_total=Count("teams"))
        found: QuerySet[Campaign] = progress.campaign(on=timezone.localdate()).annotate(counted)
        return found

    def panel(self, request: HttpRequest, record: Campaign) -> dict[str, Any]:
        """How far it is."""
        del request
        return {"progress": progress.campaign(on=timezone.localdate()).of(record)}

    @admin.display(description="专项监督组")
    def teams_count(self, campaign: Any) -> int:
        """How many teams."""
        return int(campaign.teams_total)

    @admin.display(description="进度")
    def progress(self, campaign: Campaign) -> str:
        """How far it is, by the weights of its topics and teams."""
        return str(progress.campaign(on=timezone.localdate()).of(campaign))


@admin.register(OversightTeam)
class OversightTeamAdmin(ExportAdmin, PortalAdmin):
    """All teams, for lists and figures; they are entered on their campaign's page."""

    resource_classes = [TeamResource]
    list_display = ("__str__", "campaign", "leader", "scope", "area")
    list_filter = ("campaign__year", "scope")
    list_select_related = ("campaign", "leader")
    search_fields = ("area", "campaign__title", "leader__name")
    autocomplete_fields = ("campaign", "leader")
    fields = ("campaign", ("number", "leader"), ("scope", "area"), ("starts_on", "ends_on"), "weight")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Teams are added on the page of their campaign."""
        del request
        return False
