"""All rows of attendance for finding, and each member's year as a page and an Excel file."""

from io import BytesIO
from typing import Any, Final
from urllib.parse import quote

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from openpyxl import Workbook

from congress.admin.base import ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.http import signed_in
from congress.services import activity
from meetings.models import Attendance, Meeting
from meetings.services import attendance_figures
from meetings.services.attendance_figures import MemberYear

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADINGS: Final = ("姓名", "应到次数", "出席", "其中部分出席", "请假", "缺席", "未登记", "出席率")


class AttendanceResource(ListResource):
    """Attendance as a list; why somebody was away is not in it."""

    meeting = column("会议", "meeting__name")
    starts_on = column("日期", "meeting__starts_on")
    person = column("姓名", "person__name")
    capacity = column("身份", "get_capacity_display")
    organ = column("机关", "organ__name")
    title = column("职务", "title")
    status = column("出席情况", "get_status_display")
    arrived_item = column("自该项起到会", "arrived_item__order")
    left_item = column("该项前离会", "left_item__order")
    related = ("meeting__term", "meeting__session__term", "person", "organ", "arrived_item", "left_item")


@admin.register(Attendance)
class AttendanceAdmin(ExportAdmin, ReadOnlyAdmin):
    """Attendance of all meetings, for finding; it is entered on the meeting."""

    resource_classes = [AttendanceResource]
    change_list_template = "admin/attendance_list.html"
    list_display = ("person", "meeting", "capacity", "status", "arrived_item", "left_item")
    list_filter = ("status", "capacity", "meeting__kind")
    search_fields = ("person__name", "person__pinyin", "meeting__title")
    date_hierarchy = "meeting__starts_on"
    ordering = ("-meeting__starts_on", "meeting_id", "person__stroke_key")
    fields = ("meeting", "person", "capacity", "organ", "title", "status", "arrived_item", "left_item", "signed_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attendance]:
        """Rows with people and meetings."""
        return super().get_queryset(request).select_related(*AttendanceResource.related)

    def get_urls(self) -> list[URLPattern]:
        """The year of each member before the register's own pages."""
        view = self.admin_site.admin_view
        return [
            path("year/", view(self.year_page), name="meetings_attendance_year"),
            path("year/table.xlsx", view(self.year_table), name="meetings_attendance_year_table"),
            *super().get_urls(),
        ]

    def year_page(self, request: HttpRequest) -> HttpResponse:
        """How often each member came in a year."""
        year, kind = self._asked(request)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{year}年出席统计",
            "subtitle": None,
            "opts": self.opts,
            "year": year,
            "kind": kind,
            "years": sorted({year, *attendance_figures.years()}, reverse=True),
            "kinds": [(each.value, each.label) for each in attendance_figures.KINDS],
            "rows": attendance_figures.of_year(year, kind=kind),
            "headings": _HEADINGS,
            "table_url": f"{reverse('admin:meetings_attendance_year_table')}?year={year}&kind={kind}",
        }
        return TemplateResponse(request, "admin/attendance_year.html", context)

    def year_table(self, request: HttpRequest) -> HttpResponse:
        """The same as an Excel file; the log keeps who took it."""
        year, kind = self._asked(request)
        rows = attendance_figures.of_year(year, kind=kind)
        actor = signed_in(request)
        with transaction.atomic():
            activity.record(actor, "导出出席统计", actor, path=request.path, detail={"rows": len(rows), "year": year})
        answer = HttpResponse(_workbook(rows), content_type=EXCEL)
        label = Meeting.Kind(kind).label
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{year}年{label}出席统计.xlsx')}"
        return answer

    def _asked(self, request: HttpRequest) -> tuple[int, str]:
        """The year and kind of the address; this year and the committee where it asks wrongly."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        year, kind = request.GET.get("year", ""), request.GET.get("kind", "")
        is_year = len(year) == len("2019") and year.isascii() and year.isdigit() and year > "1900"
        is_kind = kind in attendance_figures.KINDS
        return (
            int(year) if is_year else timezone.localdate().year,
            kind if is_kind else Meeting.Kind.STANDING_COMMITTEE.value,
        )


def _workbook(rows: list[MemberYear]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(_HEADINGS)
    for number, row in enumerate(rows, start=2):
        rate = f"{row.rate:.1%}" if row.rate is not None else ""
        counts = (row.expected, row.present, row.partly, row.on_leave, row.absent, row.unrecorded)
        sheet.append(["", *counts, rate])
        # As text whatever it begins with: a name is never a formula.
        name = sheet.cell(number, 1, str(row.person))
        name.data_type = "s"
    file = BytesIO()
    book.save(file)
    return file.getvalue()
