"""Special work reports: the 20/10/7 days of their papers, and hearing them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from congress.admin.base import PortalInline
from congress.admin.correction import CorrectedAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.obligation import due_cell
from congress.admin.steps import DayForm, Step, SteppedAdmin
from congress.http import signed_in
from congress.official import date_text
from meetings.models import Meeting
from supervision.models import Delivery, SpecialReport
from supervision.services import reports

Status = SpecialReport.Status


class DeliveryForm(DayForm):
    """When the papers came; past the limit also why so late."""

    late_reason = forms.CharField(
        label="迟延理由", required=False, max_length=200, help_text="超过法定期限的，须写明理由；迟延天数如实记录。"
    )


class DeliveryInline(PortalInline):
    """The chain of the papers: what was owed by when, and when it came."""

    model = Delivery
    verbose_name_plural = "送达期限"
    can_delete = False
    fields = ("step", "limit", "due", "done_on", "late", "late_reason")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Opened by the services."""
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Fulfilled by the services."""
        del request, obj
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """The papers with their deadlines."""
        return super().get_queryset(request).select_related("obligation__rule")

    @admin.display(description="法定期限")
    def limit(self, row: Delivery) -> str:
        """The date by the law's own counting."""
        return date_text(row.obligation.due_plain)

    @admin.display(description="期限")
    def due(self, row: Delivery) -> SafeString:
        """The due mark."""
        return due_cell(row.obligation)

    @admin.display(description="送达日期")
    def done_on(self, row: Delivery) -> str:
        """When it came."""
        return date_text(row.obligation.done_on) if row.obligation.done_on else "—"

    @admin.display(description="迟延天数")
    def late(self, row: Delivery) -> int | str:
        """Days past the legal limit."""
        return row.late_days(on=timezone.localdate()) or ""


CHANGE = "supervision.change_specialreport"
STEPS = (
    Step(
        "opinions",
        "转送各方意见",
        lambda r, actor, data: reports.send_opinions(r, actor=actor),
        CHANGE,
        lambda r: r.status == Status.PREPARING,
    ),
    Step(
        "draft",
        "收到报告草稿",
        lambda r, actor, data: reports.receive_draft(r, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        lambda r: r.status in (Status.PREPARING, Status.OPINIONS_SENT),
        form=DeliveryForm,
        is_main=True,
    ),
    Step(
        "comment",
        "反馈修改意见",
        lambda r, actor, data: reports.comment(r, actor=actor, **data),
        CHANGE,
        lambda r: r.status == Status.DRAFT_RECEIVED,
        form=DeliveryForm,
        is_main=True,
    ),
    Step(
        "final",
        "收到正式报告",
        lambda r, actor, data: reports.receive_final(r, actor=actor, **data),
        CHANGE,
        lambda r: r.status == Status.COMMENTED,
        form=DeliveryForm,
        is_main=True,
    ),
    Step(
        "issue",
        "发给组成人员",
        lambda r, actor, data: reports.issue(r, actor=actor, **data),
        CHANGE,
        lambda r: r.status == Status.FINAL_RECEIVED,
        form=DeliveryForm,
        is_main=True,
    ),
    Step(
        "hear",
        "登记听取审议",
        lambda r, actor, data: reports.hear(r, actor=actor),
        CHANGE,
        lambda r: r.status == Status.ISSUED and r.item.meeting.status == Meeting.Status.OPEN,
        is_main=True,
    ),
)


class ReportResource(ListResource):
    """Reports as a list."""

    title = column("报告", "item__title")
    kind = column("类别", "get_kind_display")
    fiscal_year = column("所属年度", "fiscal_year")
    organ = column("报告机关", "organ__name")
    meeting = column("会议", "item__meeting__name")
    starts_on = column("听取日期", "item__meeting__starts_on")
    mode = column("方式", "item__get_mode_display")
    working_committee = column("对口工委", "working_committee__name")
    status = column("状态", "get_status_display")
    related = ("item__meeting__term", "organ", "working_committee")


@admin.register(SpecialReport)
class SpecialReportAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Reports on the agenda of a meeting, with the days of their papers; a heard one is changed only with a reason."""

    resource_classes = [ReportResource]
    list_display = ("title", "kind", "organ", "heard_on", "working_committee", "status")
    list_filter = ("kind", "status", "fiscal_year", ("organ", admin.RelatedOnlyFieldListFilter))
    search_fields = ("item__title", "organ__name", "organ__short_name")
    date_hierarchy = "item__meeting__starts_on"
    autocomplete_fields = ("item", "organ", "working_committee", "session")
    fields = (
        "item",
        ("organ", "working_committee"),
        ("kind", "assets"),
        ("fiscal_year", "period"),
        "session",
        "summary",
    )
    inlines = (DeliveryInline,)
    panel_template = "admin/panels/report.html"
    steps = STEPS

    @admin.display(description="报告", ordering="item__title")
    def title(self, report: SpecialReport) -> str:
        """The title on the agenda."""
        return report.item.title

    @admin.display(description="会议日期", ordering="item__meeting__starts_on")
    def heard_on(self, report: SpecialReport) -> Any:
        """The first day of the meeting."""
        return report.item.meeting.starts_on

    def get_queryset(self, request: HttpRequest) -> QuerySet[SpecialReport]:
        """Reports with their meetings."""
        return super().get_queryset(request).select_related("item__meeting__term", "organ", "working_committee")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A new report need not say its kind: the agenda item tells it."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None and "kind" in form.base_fields:
            form.base_fields["kind"].required = False
            form.base_fields["kind"].help_text = "不选的，按议程的类别、标题和报告机关确定。"
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: SpecialReport | None = None) -> tuple[str, ...]:
        """What the deadlines rest on stays."""
        del request
        return ("item", "organ", "working_committee", "kind", "session") if obj else ()

    def closing(self, record: SpecialReport) -> str:
        """Closed once it was heard."""
        return "报告已经听取" if record.status in SpecialReport.HEARD else ""

    def save_model(self, request: HttpRequest, obj: SpecialReport, form: Any, change: bool) -> None:
        """A new report starts the days of its papers."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            reports.start(obj, actor=signed_in(request), today=timezone.localdate())

    def panel(self, request: HttpRequest, record: SpecialReport) -> dict[str, Any]:
        """Where it stands."""
        del request
        return {"report": record, "meeting": record.item.meeting}
