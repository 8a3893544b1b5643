"""Who is expected and who came: members of the committee, and those who sit in."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.correction import CorrectedInline
from meetings.models import Attendance


class MemberInline(CorrectedInline):
    """Members: their rows come with the day of the meeting, so only presence is entered."""

    model = Attendance
    verbose_name_plural = "组成人员出席"
    description = "确定会议日期时按当日在任人员自动生成。"
    fields = ("person_name", "status")
    readonly_fields = ("person_name",)
    radio_fields = {"status": admin.HORIZONTAL}
    can_delete = False
    classes = ("members",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Added by the service that knows who is in office."""
        del request, obj
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attendance]:
        """Members by strokes of the name."""
        rows = super().get_queryset(request).filter(capacity=Attendance.Capacity.MEMBER)
        return rows.select_related("person").order_by("person__stroke_key", "person__name")

    @admin.display(description="姓名")
    def person_name(self, row: Attendance) -> str:
        """The person."""
        return str(row.person)


class GuestInline(CorrectedInline):
    """People who sit in or watch."""

    model = Attendance
    verbose_name_plural = "列席、旁听"
    fields = ("person", "capacity", "organ", "status")
    autocomplete_fields = ("person", "organ")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attendance]:
        """All but members."""
        rows = super().get_queryset(request).exclude(capacity=Attendance.Capacity.MEMBER)
        return rows.select_related("person", "organ").order_by("pk")

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the capacity of members."""
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "capacity" and field is not None:
            member = Attendance.Capacity.MEMBER
            field.choices = [choice for choice in Attendance.Capacity.choices if choice[0] != member]
            field.initial = Attendance.Capacity.NONVOTING
        return field
