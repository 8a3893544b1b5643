"""Appointments and removals that were carried, one row for each 人次: what the yearly figure opens on.

Only what the committee adopted and made known is listed; proposals and their papers stay in the room of the motions.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.base import ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from meetings.models import PersonnelAction


class PersonnelResource(ListResource):
    """Appointments and removals as a list."""

    decided_on = column("表决日期", "decided_on")
    act = column("任免", "get_act_display")
    person = column("姓名", "person__name")
    post = column("职务", "post__title")
    category = column("类别", "post__category__name")
    meeting = column("会议", "motion__meeting__name")
    status = column("状态", "get_status_display")
    related = ("person", "post__category", "motion__meeting__term", "motion__meeting__session__term")


@admin.register(PersonnelAction)
class PersonnelActionAdmin(ExportAdmin, ReadOnlyAdmin):
    """Carried appointments and removals, for finding and counting; they are entered with their motion."""

    resource_classes = [PersonnelResource]
    list_display = ("decided_on", "act", "person", "post", "count_in_stats", "status")
    list_display_links = None
    list_filter = ("act", "count_in_stats", "post__category")
    search_fields = ("person__name", "person__pinyin", "post__title")
    date_hierarchy = "decided_on"
    ordering = ("-decided_on", "motion_id", "order")
    fields = ("person", "post", "act", "decided_on", "status", "count_in_stats")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PersonnelAction]:
        """What was carried, with people and posts."""
        rows: QuerySet[PersonnelAction] = super().get_queryset(request)
        carried = PersonnelAction.objects.carried()
        return rows.filter(pk__in=carried.values("pk")).select_related(*PersonnelResource.related)
