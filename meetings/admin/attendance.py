"""Who is expected and who came: members of the committee, and those who sit in."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest

from congress.admin.base import PortalForm
from congress.admin.correction import CorrectedInline
from meetings.models import AgendaItem, Attendance, Leave
from meetings.services import attendance


class PresenceForm(PortalForm):
    """A row whose presence keeps the rules of the roll."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse what the roll would refuse, with the person named."""
        cleaned = super().clean()
        if self.instance.pk and self.changed_data and not self.errors:
            for name in self.changed_data:
                if name in self.cleaned_data and name != "items":
                    setattr(self.instance, name, self.cleaned_data[name])
            self._check()
        return cleaned

    def _check(self) -> None:
        try:
            attendance.check_row(cast(Attendance, self.instance))
        except ValidationError as error:
            self.add_error("status", error.messages)


class PresenceInline(CorrectedInline):
    """Rows of attendance whose items are those of the meeting, read once for all rows."""

    model = Attendance
    form = PresenceForm

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset class, with the agenda of the meeting."""
        request.agenda = list(obj.items.order_by("order")) if obj is not None else []  # type: ignore[attr-defined]
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Items by number and title, only those of this meeting."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.related_model is AgendaItem and field is not None:
            items = getattr(request, "agenda", [])
            choices = [(item.pk, f"第{item.order}项 {item.title[:16]}") for item in items]
            field.queryset = AgendaItem.objects.filter(pk__in=[item.pk for item in items])
            # A list instead of the queryset: one query for the page, not one for each row.
            field.choices = choices if isinstance(field, forms.ModelMultipleChoiceField) else [("", "—"), *choices]
        return field


class MemberInline(PresenceInline):
    """Members: their rows come with the day of the meeting, and the roll has a page of its own.

    Here they are read, and corrected once the meeting is closed.
    """

    verbose_name_plural = "组成人员出席"
    description = "确定会议日期时按当日在任人员自动生成；用“登记出席”一次登记。"
    fields = ("person_name", "status", "arrived_item", "left_item", "leave_shown")
    readonly_fields = ("person_name", "leave_shown")
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
        granted = Prefetch("leaves", Leave.objects.filter(status=Leave.Status.GRANTED), to_attr="granted")
        found = rows.select_related("person", "meeting", "arrived_item", "left_item").prefetch_related(granted)
        return found.order_by("person__stroke_key", "person__name")

    @admin.display(description="姓名")
    def person_name(self, row: Attendance) -> str:
        """The person."""
        return str(row.person)

    @admin.display(description="请假")
    def leave_shown(self, row: Any) -> str:
        """Who granted leave; the reason is on the page of the leave."""
        return "；".join(f"{leave.granted_by}批准" for leave in row.granted)


class GuestInline(PresenceInline):
    """People who sit in or watch."""

    verbose_name_plural = "列席、旁听"
    description = "依法列席人员可用“邀请依法列席人员”一次列入。"
    fields = ("person", "capacity", "organ", "title", "items", "status")
    autocomplete_fields = ("person", "organ")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attendance]:
        """All but members."""
        rows = super().get_queryset(request).exclude(capacity=Attendance.Capacity.MEMBER)
        return rows.select_related("person", "organ", "meeting").prefetch_related("items").order_by("pk")

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the capacity of members."""
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "capacity" and field is not None:
            member = Attendance.Capacity.MEMBER
            field.choices = [choice for choice in Attendance.Capacity.choices if choice[0] != member]
            field.initial = Attendance.Capacity.NONVOTING
        return field
