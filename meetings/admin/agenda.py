"""The agenda of a meeting: rows on the meeting's page, and the outcome of each item."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from congress.admin.base import PortalForm, ReadOnlyAdmin
from congress.admin.correction import CorrectedInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import ReasonForm, Step, StepForm, SteppedAdmin
from meetings.models import AgendaItem, Meeting
from meetings.services import agenda


class OrderedForm(PortalForm):
    """A row with a place in an order; places are checked over all rows together, so that two can be exchanged."""

    def validate_constraints(self) -> None:
        """All but the place: the database checks that when the whole list is stored."""
        try:
            self.instance.validate_constraints(exclude={*self._get_validation_exclusions(), "order"})  # type: ignore[attr-defined]
        except forms.ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]


class AgendaInline(CorrectedInline):
    """The items in their order."""

    model = AgendaItem
    form = OrderedForm
    verbose_name_plural = "议程"
    description = "按序号排列；改动序号后保存即可调整顺序。"
    autocomplete_fields = ("reporting_organ",)
    fields = ("order", "kind", "mode", "title", "reporting_organ", "reporter", "outcome")
    readonly_fields = ("outcome",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgendaItem]:
        """The items with what a row needs."""
        return super().get_queryset(request).select_related("reporting_organ", "meeting").order_by("order")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Titles are long: they get a text box."""
        if db_field.name == "title":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2, "class": "agenda-title"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="结果")
    def outcome(self, item: AgendaItem) -> SafeString | str:
        """The item's state and the steps that change it."""
        if item._state.adding:
            return "—"
        links = [
            (reverse("admin:meetings_agendaitem_step", args=[item.pk, step.name]), step.label)
            for step in STEPS
            if step.offered(item)
        ]
        note = f"：{item.status_note}" if item.status_note else ""
        buttons = format_html_join("", '<a href="{}">{}</a>', links)
        return format_html('{}{}<span class="row-steps">{}</span>', item.get_status_display(), note, buttons)


class ConfirmForm(StepForm):
    """Nothing but the person's will: the page asks whether it is meant."""


STEPS = (
    Step(
        "note",
        "登记听取",
        lambda item, actor, data: agenda.note(item, actor=actor),
        "meetings.change_agendaitem",
        lambda item: (
            item.meeting.status == Meeting.Status.OPEN
            and item.status in (AgendaItem.Status.ADOPTED, AgendaItem.Status.PRESENTED)
        ),
        form=ConfirmForm,
        note="登记本项已在会上听取、审议，不付表决。",
    ),
    Step(
        "defer",
        "暂不表决",
        lambda item, actor, data: agenda.defer(item, actor=actor, **data),
        "meetings.change_agendaitem",
        lambda item: (
            item.meeting.status == Meeting.Status.OPEN
            and item.status in (AgendaItem.Status.ADOPTED, AgendaItem.Status.PRESENTED)
        ),
        form=ReasonForm,
    ),
    Step(
        "withdraw",
        "撤回",
        lambda item, actor, data: agenda.withdraw(item, actor=actor, **data),
        "meetings.change_agendaitem",
        lambda item: item.status not in AgendaItem.DISPOSED and not item.meeting.is_locked,
        form=ReasonForm,
        note="提案人在表决前撤回的，写明理由（《重大事项规定》第十四条）。",
    ),
)


class AgendaResource(ListResource):
    """Agenda items as a list."""

    meeting = column("会议", "meeting__name")
    starts_on = column("日期", "meeting__starts_on")
    order = column("序号", "order")
    kind = column("类别", "get_kind_display")
    mode = column("方式", "get_mode_display")
    title = column("标题", "title")
    reporting_organ = column("报告机关", "reporting_organ__name")
    reporter = column("报告人", "reporter")
    status = column("结果", "get_status_display")
    status_note = column("说明", "status_note")
    related = ("meeting__term", "reporting_organ")


@admin.register(AgendaItem)
class AgendaItemAdmin(ExportAdmin, SteppedAdmin, ReadOnlyAdmin):
    """All items of all meetings, for finding; they are edited on their meeting's page."""

    resource_classes = [AgendaResource]
    list_display = ("title", "kind", "meeting", "reporting_organ", "status")
    list_filter = ("kind", "status", "meeting__kind")
    search_fields = ("title", "reporting_organ__name", "reporting_organ__short_name")
    ordering = ("-meeting__starts_on", "order")
    fields = ("meeting_link", "order", "kind", "mode", "title", "reporting_organ", "reporter", "status", "status_note")
    readonly_fields = ("meeting_link",)
    steps = STEPS

    @admin.display(description="会议")
    def meeting_link(self, item: AgendaItem) -> SafeString:
        """The page where it is edited."""
        return format_html('<a href="{}">{}</a>', self.step_back_url(item), item.meeting)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgendaItem]:
        """The items with their meetings."""
        return super().get_queryset(request).select_related("meeting__term", "reporting_organ")

    def step_back_url(self, record: AgendaItem) -> str:
        """Back to the meeting."""
        return reverse("admin:meetings_meeting_change", args=[record.meeting_id])
