"""Special work reports: the 20/10/7 days of their papers, and hearing them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from congress.admin.base import PortalInline, StepsInline
from congress.admin.correction import CorrectedAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.obligation import due_cell
from congress.admin.steps import SteppedAdmin
from congress.http import signed_in
from congress.models import Obligation
from congress.official import date_text
from meetings.services import vote_words
from supervision.models import Delivery, ReportAmount, SpecialReport
from supervision.services import report_votes, reports

from .report_steps import STEPS

Kind = SpecialReport.Kind


class DeliveryInline(StepsInline):
    """The chain of the papers: what was owed by when, and when it came."""

    model = Delivery
    verbose_name_plural = "送达期限"
    fields = ("step", "limit", "due", "done_on", "late", "late_reason", "papers")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """The papers with their deadlines."""
        return super().get_queryset(request).select_related("obligation__rule").prefetch_related("files")

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
        """When it came; what was waived says so."""
        day = row.came_on or row.obligation.done_on
        waived = "（已豁免期限）" if row.obligation.status == Obligation.Status.WAIVED else ""
        return f"{date_text(day) if day else '—'}{waived}"

    @admin.display(description="文件")
    def papers(self, row: Delivery) -> SafeString | str:
        """The files that came with it."""
        links = [(reverse("public:file", args=[file.public_id]), file.name) for file in row.files.all()]
        return format_html_join("、", '<a href="{}">{}</a>', links) or "—"

    @admin.display(description="迟延天数")
    def late(self, row: Delivery) -> int | str:
        """Days past the legal limit."""
        return row.late_days(on=timezone.localdate()) or ""


class AmountInline(PortalInline):
    """Amounts of fiscal reports, in yuan with two decimals."""

    model = ReportAmount
    verbose_name_plural = "金额（元，小数两位）"
    fields = ("kind", "amount", "reason")


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
    assessed = column("满意度测评", "get_assessed_display")
    waiver = column("豁免期限", "waiver_reason")
    escalation = column("升级监督", "escalation")
    related = ("item__meeting__term", "organ", "working_committee")


@admin.register(SpecialReport)
class SpecialReportAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Reports on the agenda of a meeting, with the days of their papers; a heard one is changed only with a reason."""

    resource_classes = [ReportResource]
    list_display = ("title", "kind", "organ", "heard_on", "working_committee", "status")
    list_filter = ("kind", "status", "fiscal_year", ("organ", admin.RelatedOnlyFieldListFilter))
    search_fields = ("item__title", "organ__name", "organ__short_name")
    date_hierarchy = "item__meeting__starts_on"
    autocomplete_fields = ("item", "organ", "working_committee", "session", "preparation")
    fields = (
        "item",
        ("organ", "working_committee"),
        ("kind", "assets"),
        ("fiscal_year", "period"),
        "session",
        "preparation",
        "summary",
    )
    inlines = (DeliveryInline,)
    history_with = ((ReportAmount, "report"),)
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
        return (
            super()
            .get_queryset(request)
            .select_related(
                "item__meeting__term",
                "item__opinion_paper",
                "organ",
                "working_committee",
                "waived_at__term",
                "assessment_planned_at__term",
                "repeats__item",
            )
        )

    def get_fields(self, request: HttpRequest, obj: SpecialReport | None = None) -> Any:
        """Of a stored report only what its kind has: whose assets, before which session."""
        del request
        if obj is None:
            return self.fields
        kind = ("kind", "assets") if obj.kind == Kind.STATE_ASSETS else "kind"
        session = ("session",) if obj.kind == Kind.BUDGET_DRAFT else ()
        return (
            "item",
            ("organ", "working_committee"),
            kind,
            ("fiscal_year", "period"),
            *session,
            "preparation",
            "summary",
        )

    def get_inlines(self, request: HttpRequest, obj: SpecialReport | None) -> Any:
        """Amounts are entered once the kind is stored, and only where it has any."""
        del request
        has_amounts = obj is not None and obj.kind in ReportAmount.OF_KIND
        return (DeliveryInline, AmountInline) if has_amounts else (DeliveryInline,)

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
        """Where it stands: opinions sent and answered, comments, votes, rounds, acts."""
        del request
        vote = report_votes.assessment_of(record)
        again = SpecialReport.objects.filter(repeats=record).select_related("item").first()
        return {
            "report": record,
            "meeting": record.item.meeting,
            "opinion_files": list(record.opinion_files.all()),
            "vote": vote,
            "vote_sentence": vote_words.assessment_sentence(vote) if vote else "",
            "vote_next": vote_words.next_step(vote) if vote else "",
            "again": again,
            "acts": list(record.item.acts.order_by("pk")),
            "paper": getattr(record.item, "opinion_paper", None),
        }
