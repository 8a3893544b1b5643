"""Announcements: drafted, numbered through the term, public at once."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.correction import CorrectedAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import Step, SteppedAdmin
from meetings.models import Announcement
from meetings.services import announcements


class AnnouncementResource(ListResource):
    """Announcements as a list."""

    number = column("文号", "number")
    title = column("标题", "title")
    kind = column("类别", "get_kind_display")
    meeting = column("会议", "meeting__name")
    issued_on = column("公告日期", "issued_on")
    related = ("meeting__term", "number__series")


@admin.register(Announcement)
class AnnouncementAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Announcements; a numbered one is changed only with a reason."""

    resource_classes = [AnnouncementResource]
    list_display = ("number", "title", "kind", "issued_on", "publication")
    list_display_links = ("number", "title")
    list_filter = ("kind", "issued_on")
    search_fields = ("title", "text")
    date_hierarchy = "issued_on"
    autocomplete_fields = ("meeting",)
    readonly_fields = ("number",)
    fields = (("kind", "title"), ("meeting", "issued_on", "number"), "text")
    steps = (
        Step(
            "issue",
            "编号发布",
            lambda row, actor, data: (
                f"公告已编号（{announcements.issue(row, actor=actor).number}），已列入公开，请当日审核发布。"
            ),
            "meetings.change_announcement",
            lambda row: row.number_id is None,
            is_main=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Announcement]:
        """Announcements with what their pages need."""
        return super().get_queryset(request).select_related("meeting__term", "number__series", "society_duty")

    @admin.display(description="公开")
    def publication(self, announcement: Announcement) -> str:
        """How far it is on its way to society."""
        duty = announcement.society_duty
        return duty.get_status_display() if duty else "未列入公开"

    def closing(self, record: Announcement) -> str:
        """Closed by its number."""
        return "公告已经编号发布" if record.number_id is not None else ""
