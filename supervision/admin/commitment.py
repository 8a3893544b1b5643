"""Commitments: what organs reported, and whether the committee finds that they were kept."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.obligation import due_cell
from congress.admin.steps import DayForm, Step, StepForm, SteppedAdmin
from congress.admin.widgets import DayInput
from congress.models import User
from supervision.models import Commitment
from supervision.services import commitments, inquiries

Status = Commitment.Status


class SettleForm(DayForm):
    """Kept or not."""

    status = forms.ChoiceField(label="确认", choices=[(each, Status(each).label) for each in Commitment.CLOSED])
    note = forms.CharField(label="确认说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.CharField(
        label="核实现场",
        required=False,
        max_length=120,
        help_text="已兑现的须有凭据：承诺单位报送的证明材料，或者在这里写明在哪里看到。",
    )
    field_order = ("status", "note", "place", "on")


class ReturnForm(StepForm):
    """Why, and by when again."""

    note = forms.CharField(label="退回理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(label="新的期限", widget=DayInput)


def _may(user: User, commitment: Commitment) -> bool:
    return user.has_perm("supervision.change_commitment") and inquiries.prepares(user, commitment.inquiry)


class CommitmentResource(ListResource):
    """Commitments as a list."""

    inquiry = column("专题询问", "inquiry__title")
    order = column("序号", "order")
    organ = column("承诺单位", "organ__name")
    text = column("承诺内容", "text")
    due_on = column("承诺期限", "due_on")
    status = column("状态", "get_status_display")
    result = column("兑现情况", "result")
    reported_on = column("报送日期", "reported_on")
    closed_on = column("确认日期", "closed_on")
    seen_at = column("核实现场", "seen_at")
    related = ("inquiry", "organ")


@admin.register(Commitment)
class CommitmentAdmin(ExportAdmin, SteppedAdmin, ReadOnlyAdmin):
    """Commitments of all inquiries; they are entered on the page of their inquiry."""

    resource_classes = [CommitmentResource]
    list_display = ("__str__", "organ", "due", "status", "reported_on")
    list_filter = ("status", ("organ", admin.RelatedOnlyFieldListFilter), "inquiry")
    search_fields = ("text", "inquiry__title", "organ__name")
    date_hierarchy = "due_on"
    fields = (
        "inquiry",
        ("order", "organ"),
        "text",
        "due_on",
        "status",
        "result",
        "reported_on",
        "closed_on",
        "verdict",
        "seen_at",
    )
    panel_template = "admin/panels/commitment.html"
    steps = (
        Step(
            "settle",
            "确认兑现",
            lambda c, actor, data: commitments.settle(c, actor=actor, today=timezone.localdate(), **data),
            _may,
            lambda c: c.status in (Status.OPEN, Status.REPORTED),
            form=SettleForm,
            is_main=True,
        ),
        Step(
            "return",
            "退回补充",
            lambda c, actor, data: commitments.send_back(c, actor=actor, today=timezone.localdate(), **data),
            _may,
            lambda c: c.status == Status.REPORTED,
            form=ReturnForm,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Commitment]:
        """Commitments with their inquiries."""
        rows = super().get_queryset(request)
        return rows.select_related("inquiry__working_committee", "organ", "obligation", "question")

    @admin.display(description="期限", ordering="due_on")
    def due(self, commitment: Commitment) -> Any:
        """The due mark."""
        return due_cell(commitment.obligation) if commitment.obligation else commitment.due_on

    def panel(self, request: HttpRequest, record: Commitment) -> dict[str, Any]:
        """What shows that it was kept."""
        del request
        return {"commitment": record, "files": list(record.evidence.all())}
