"""Minutes: the draft is edited, handed in, approved by somebody else; what a chairpersons' meeting concluded."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from congress.admin.base import PortalInline
from congress.admin.correction import CorrectedAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import Step, StepForm, SteppedAdmin
from meetings.models import Conclusion, Meeting, MeetingMinutes
from meetings.services import minutes

from .conclusion import ConclusionForm

Status = MeetingMinutes.Status


class RedraftForm(StepForm):
    """Nothing but the person's will: the page asks whether it is meant."""


class SendBackForm(StepForm):
    """What should be changed."""

    note = forms.CharField(label="退回意见", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ConclusionInline(PortalInline):
    """议定事项 of a chairpersons' meeting, entered where its minutes are written."""

    model = Conclusion
    form = ConclusionForm
    verbose_name_plural = "议定事项"
    autocomplete_fields = ("organ",)
    fields = ("order", "text", "item", "organ", "due_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conclusion]:
        """In their order, with their organs."""
        return super().get_queryset(request).select_related("organ", "item").order_by("order")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Room for a sentence or two."""
        if db_field.name == "text":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer the items of this meeting only, read once for all rows."""
        formset = super().get_formset(request, obj, **kwargs)
        if obj is not None and "item" in formset.form.base_fields:
            field: Any = formset.form.base_fields["item"]
            items = list(obj.meeting.items.order_by("order"))
            field.queryset = field.queryset.filter(pk__in=[item.pk for item in items])
            field.choices = [("", "—"), *((item.pk, f"{item.order}．{item.title[:24]}") for item in items)]
        return formset

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the text is not handed in."""
        return super().has_add_permission(request, obj) and _is_open(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the text is not handed in."""
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the text is not handed in."""
        return super().has_delete_permission(request, obj) and _is_open(obj)


def _is_open(paper: MeetingMinutes | None) -> bool:
    return paper is not None and paper.status == Status.DRAFT


class MinutesResource(ListResource):
    """Minutes as a list."""

    meeting = column("会议", "meeting__name")
    starts_on = column("日期", "meeting__starts_on")
    status = column("状态", "get_status_display")
    drafted_by = column("起草人", "drafted_by")
    approved_by = column("审签人", "approved_by")
    approved_on = column("审签日期", "approved_on")
    related = ("meeting__term", "meeting__session", "drafted_by", "approved_by")


@admin.register(MeetingMinutes)
class MeetingMinutesAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Minutes from the draft to the approval; approved ones change only with a reason."""

    resource_classes = [MinutesResource]
    list_display = ("__str__", "held_on", "status", "drafted_by", "approved_by", "approved_on")
    list_filter = ("status", "meeting__kind")
    search_fields = ("meeting__title", "text", "meeting__items__title")
    date_hierarchy = "meeting__starts_on"
    fields = ("text",)
    correction_permission = "meetings.correct_closed_meeting"
    panel_template = "admin/panels/minutes.html"
    steps = (
        Step(
            "submit",
            "送审",
            lambda row, actor, data: minutes.submit(row, actor=actor),
            "meetings.change_meetingminutes",
            lambda row: row.status == Status.DRAFT,
            is_main=True,
        ),
        Step(
            "approve",
            "审签",
            lambda row, actor, data: minutes.approve(row, actor=actor, today=timezone.localdate()),
            lambda user, row: user.has_perm("meetings.approve_minutes") and row.drafted_by_id != user.pk,
            lambda row: row.status == Status.SUBMITTED,
            is_main=True,
        ),
        Step(
            "send-back",
            "退回修改",
            lambda row, actor, data: minutes.send_back(row, actor=actor, **data),
            "meetings.approve_minutes",
            lambda row: row.status == Status.SUBMITTED,
            form=SendBackForm,
        ),
        Step(
            "redraft",
            "重新起草",
            lambda row, actor, data: f"已据会议记录重新起草《{minutes.draft(row.meeting, actor=actor)}》。",
            "meetings.change_meetingminutes",
            lambda row: row.status == Status.DRAFT,
            form=RedraftForm,
            note="将按会议记录重写全文，您改动过的文字会被替换；改动前的文字仍在历史记录中。",
        ),
    )

    @admin.display(description="会议日期", ordering="meeting__starts_on")
    def held_on(self, row: MeetingMinutes) -> Any:
        """The meeting's first day."""
        return row.meeting.starts_on

    def get_queryset(self, request: HttpRequest) -> QuerySet[MeetingMinutes]:
        """Minutes with what their names need."""
        rows = super().get_queryset(request)
        return rows.select_related("meeting__term", "meeting__session", "drafted_by", "approved_by")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A page's room for the text."""
        if db_field.name == "text":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 30, "class": "minutes-text"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def closing(self, record: MeetingMinutes) -> str:
        """Closed by the approval."""
        return "纪要已经审签" if record.status == Status.APPROVED else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Drafts are made from their meeting."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: MeetingMinutes | None = None) -> bool:
        """Not while it lies before the approver."""
        is_before_approver = obj is not None and obj.status == Status.SUBMITTED
        return super().has_change_permission(request, obj) and not is_before_approver

    def get_inline_instances(self, request: HttpRequest, obj: MeetingMinutes | None = None) -> list[Any]:
        """The conclusions of a chairpersons' meeting: rows of the meeting, not of the minutes."""
        if obj is None or obj.meeting.kind != Meeting.Kind.CHAIR_MEETING:
            return []
        return [ConclusionInline(Meeting, self.admin_site)]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """The rows hang on the meeting."""
        return {**super().get_formset_kwargs(request, obj, inline, prefix), "instance": obj.meeting}

    def panel(self, request: HttpRequest, record: MeetingMinutes) -> dict[str, Any]:
        """Where it stands, and where its files are."""
        del request
        return {
            "minutes": record,
            "meeting_url": reverse("admin:meetings_meeting_change", args=[record.meeting_id]),
            "files_url": reverse("admin:meetings_meeting_files", args=[record.meeting_id]),
            "word_url": reverse("admin:meetings_meeting_word", args=[record.meeting_id, "minutes"]),
        }
