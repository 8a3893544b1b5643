"""Leave on the desk: what was asked and decided, and the chair's word that the office writes down."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.base import ReadOnlyAdmin
from congress.admin.steps import Step, StepForm, SteppedAdmin
from meetings.models import Leave
from meetings.services import attendance

Status = Leave.Status


class GrantForm(StepForm):
    """Who granted it, by word or on paper."""

    granted_by = forms.CharField(label="批准人", max_length=60)
    decision = forms.CharField(label="批复", max_length=200, required=False)


class RefuseForm(StepForm):
    """The chair's words."""

    decision = forms.CharField(label="批复意见", max_length=200)


STEPS = (
    Step(
        "grant",
        "登记批准",
        lambda leave, actor, data: attendance.grant_leave(leave, actor=actor, **data),
        "meetings.record_leave",
        lambda leave: leave.status == Status.REQUESTED,
        form=GrantForm,
        note="主任当面或书面批准的，由办公室登记批准人。",
    ),
    Step(
        "refuse",
        "登记不予批准",
        lambda leave, actor, data: attendance.refuse_leave(leave, actor=actor, **data),
        "meetings.record_leave",
        lambda leave: leave.status == Status.REQUESTED,
        form=RefuseForm,
    ),
)


@admin.register(Leave)
class LeaveAdmin(SteppedAdmin, ReadOnlyAdmin):
    """Requests for leave; the reason is for those who decide and the office, so there is no export."""

    list_display = ("person", "meeting", "status", "requested_at", "granted_by")
    list_filter = ("status",)
    search_fields = ("attendance__person__name", "attendance__meeting__title")
    fields = (
        "person",
        "meeting",
        "reason_kind",
        "note",
        "status",
        "requested_at",
        "granted_by",
        "decision",
        "decided_at",
    )
    readonly_fields = ("person", "meeting")
    steps = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Leave]:
        """Requests with person and meeting."""
        return (
            super()
            .get_queryset(request)
            .select_related("attendance__person", "attendance__meeting__term", "attendance__meeting__session__term")
        )

    @admin.display(description="请假人", ordering="attendance__person__stroke_key")
    def person(self, leave: Leave) -> str:
        """Who asks."""
        return str(leave.attendance.person)

    @admin.display(description="会议", ordering="attendance__meeting__starts_on")
    def meeting(self, leave: Leave) -> str:
        """For which meeting."""
        return str(leave.attendance.meeting)
