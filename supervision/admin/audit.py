"""The audit ledger on the desk: the lists of a year, their findings with the totals, Excel in and out, Word."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress import official
from congress.admin.base import StepsInline
from congress.admin.correction import CorrectedAdmin
from congress.admin.exporting import ExportAdmin, ImportExportAdmin, ListResource, column
from congress.admin.obligation import due_cell
from congress.admin.steps import DayForm, Step, StepForm, SteppedAdmin
from congress.admin.words import readable_or_404, word_file
from congress.http import signed_in
from congress.services.marks import due_mark
from supervision.models import AuditFinding, AuditLedger, RectificationRound
from supervision.services import audit, audit_documents, audit_ledgers

from .audit_import import FindingImport

Status = AuditFinding.Status
WRITE_OFF = "supervision.write_off_auditfinding"


class SureForm(StepForm):
    """Nothing but the person's will: the page asks whether it is meant."""


class LedgerResource(ListResource):
    """Ledgers as a list."""

    year = column("年度", "year")
    audit_report = column("审计工作报告", "audit_report__item__title")
    rectification_report = column("整改情况报告", "rectification_report__item__title")
    due_on = column("整改情况报告期限", "obligation__due_plain")
    related = ("audit_report__item", "rectification_report__item", "obligation")


def _carry_all(ledger: AuditLedger, actor: Any, data: Any) -> str:
    del data
    number = audit.carry_all(ledger, actor=actor, today=timezone.localdate())
    return f"已结转{number}个问题到{ledger.year + 1}年台账。"


@admin.register(AuditLedger)
class AuditLedgerAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """The list of each year with its totals; a published one is changed only with a reason."""

    resource_classes = [LedgerResource]
    list_display = ("__str__", "opened_on", "due", "stated_findings")
    search_fields = ("year",)
    autocomplete_fields = ("audit_report", "rectification_report")
    fields = (
        ("year", "opened_on"),
        ("audit_report", "rectification_report"),
        ("stated_findings", "stated_amount"),
    )
    panel_template = "admin/panels/audit_ledger.html"
    steps = (
        Step(
            "carry",
            "未整改到位的结转下年",
            _carry_all,
            WRITE_OFF,
            lambda ledger: ledger.findings.filter(status__in=AuditFinding.CARRIED, carried_to__isnull=True).exists(),
            form=SureForm,
            note="核实为部分整改、需长期整改、未整改到位的问题，在下年台账中各列一个新问题，与本年的相互链接。",
        ),
        Step(
            "require",
            "列入公开",
            lambda ledger, actor, data: audit_ledgers.require_publication(
                ledger, actor=actor, today=timezone.localdate()
            ),
            "congress.prepare_publication",
            lambda ledger: ledger.society_duty_id is None,
            is_main=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditLedger]:
        """Ledgers with their reports."""
        rows = super().get_queryset(request)
        return rows.select_related(
            "audit_report__item__meeting__term",
            "rectification_report__item__meeting__term",
            "obligation__rule",
            "society_duty",
        )

    @admin.display(description="整改情况报告期限")
    def due(self, ledger: AuditLedger) -> str:
        """The due mark of the rectification report."""
        return due_cell(ledger.obligation) if ledger.obligation else ""

    def closing(self, record: AuditLedger) -> str:
        """Closed while everyone can read it."""
        return "台账已经公开" if record.society_duty and record.society_duty.is_readable else ""

    def save_model(self, request: HttpRequest, obj: AuditLedger, form: Any, change: bool) -> None:
        """Reports that a clerk links start and end the government's duty."""
        super().save_model(request, obj, form, change)
        audit_ledgers.follow(obj, actor=signed_in(request), today=timezone.localdate())

    def panel(self, request: HttpRequest, record: AuditLedger) -> dict[str, Any]:
        """The totals by status, their sum, and the list as Word."""
        del request
        owed = record.obligation
        return {
            "ledger": record,
            "totals": record.findings.all().totals(),
            "due": due_mark(owed, on=timezone.localdate(), done_word="已报告") if owed else None,
            "findings_url": f"{reverse('admin:supervision_auditfinding_changelist')}?ledger__year={record.year}",
            "word_url": reverse("admin:supervision_auditledger_word", args=[record.pk]),
        }

    def get_urls(self) -> list[URLPattern]:
        """The list as Word."""
        view = self.admin_site.admin_view(self.word_view)
        return [path("<int:key>/list.docx", view, name="supervision_auditledger_word"), *super().get_urls()]

    def word_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """审计查出问题整改清单."""
        ledger: AuditLedger = readable_or_404(self, request, key)
        paper = official.render(audit_documents.ledger_paper(ledger, today=timezone.localdate()))
        return word_file(paper, f"{ledger.year}年审计查出问题整改清单")


class RoundInline(StepsInline):
    """What the unit reported and what the audit office found, round after round; written by steps only."""

    model = RectificationRound
    verbose_name_plural = "整改情况"
    fields = ("number", "reported_on", "result", "claimed_amount", "evidence_note", "verdict", "verified_on", "note")
    readonly_fields = fields


class FindingResource(ListResource):
    """Findings as a list: the columns that an import takes, then what became of them."""

    year = column("年度", "ledger__year")
    order = column("序号", "order")
    unit = column("被审计单位", "unit__name")
    kind = column("类别", "get_kind_display")
    title = column("问题", "title")
    text = column("问题描述", "text")
    requirement = column("整改要求", "requirement")
    amount = column("涉及金额（元）", "amount")
    is_secret = column("含商业秘密", "is_secret")
    received_on = column("收到审计报告日期", "received_on")
    rectified_amount = column("已整改金额（元）", "rectified_amount")
    status = column("状态", "get_status_display")
    responsible = column("整改责任人", "responsible")
    verified_on = column("核实日期", "verified_on")
    number = column("销号编号", "write_off_number")
    closed_on = column("销号日期", "closed_on")
    carried_from = column("结转自", "carried_from")
    related = ("ledger", "unit", "write_off_number__series", "carried_from__ledger")


class CarriedFilter(admin.SimpleListFilter):
    """Whether a finding came from an earlier list or went to a later one."""

    title = "结转"
    parameter_name = "carried"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Both ways, and what waits."""
        return [("from", "上年结转"), ("to", "已结转下年"), ("left", "未整改到位也未结转")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditFinding]) -> QuerySet[AuditFinding]:
        """The findings of that kind."""
        if self.value() == "from":
            return queryset.filter(carried_from__isnull=False)
        if self.value() == "to":
            return queryset.filter(carried_to__isnull=False)
        if self.value() == "left":
            return queryset.filter(status__in=AuditFinding.CARRIED, carried_to__isnull=True)
        return queryset


class VerifyForm(DayForm):
    """What the audit office found."""

    verdict = forms.ChoiceField(
        label="核实结论", choices=[(each, Status(each).label) for each in AuditFinding.VERDICTS]
    )
    note = forms.CharField(label="核实说明", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("verdict", "note", "on")


STEPS = (
    Step(
        "verify",
        "核实整改情况",
        lambda f, actor, data: audit.verify(f, actor=actor, today=timezone.localdate(), **data),
        "supervision.verify_auditfinding",
        lambda f: f.status in AuditFinding.WITH_UNIT and not hasattr(f, "carried_to"),
        form=VerifyForm,
        is_main=True,
    ),
    Step(
        "write-off",
        "销号",
        lambda f, actor, data: f"已销号：{audit.write_off(f, actor=actor, today=timezone.localdate(), **data)}。",
        WRITE_OFF,
        lambda f: f.status == Status.RECTIFIED,
        form=DayForm,
        is_main=True,
        is_short=True,
    ),
    Step(
        "carry",
        "结转下年",
        lambda f, actor, data: f"已结转为“{audit.carry_over(f, actor=actor, today=timezone.localdate())}”。",
        WRITE_OFF,
        lambda f: f.status in AuditFinding.CARRIED and not hasattr(f, "carried_to"),
        form=SureForm,
        note="下年台账中列一个新问题，金额为尚未整改的部分；本问题保留原状态。",
    ),
)


@admin.register(AuditFinding)
class AuditFindingAdmin(ImportExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Findings with the totals of what is listed; one that was written off is changed only with a reason."""

    resource_classes = [FindingResource]
    change_list_template = "admin/audit_findings.html"
    list_display = ("order", "title", "ledger", "unit", "kind", "amount", "rectified_amount", "status", "due")
    list_display_links = ("title",)
    list_filter = (
        "ledger__year",
        "status",
        "kind",
        CarriedFilter,
        ("unit", admin.RelatedOnlyFieldListFilter),
        "is_secret",
    )
    search_fields = ("title", "text", "unit__name", "unit__short_name")
    ordering = ("-ledger__year", "order")
    autocomplete_fields = ("unit",)
    fields = (
        ("ledger", "order"),
        ("unit", "kind"),
        "title",
        "text",
        "requirement",
        ("amount", "is_secret"),
        ("listed_on", "received_on"),
    )
    inlines = (RoundInline,)
    panel_template = "admin/panels/audit_finding.html"
    steps = STEPS
    history_with = ((RectificationRound, "finding"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditFinding]:
        """Findings with what their pages need."""
        rows: QuerySet[AuditFinding] = super().get_queryset(request).with_page()  # type: ignore[attr-defined]
        return rows

    def get_readonly_fields(self, request: HttpRequest, obj: AuditFinding | None = None) -> tuple[str, ...]:
        """What its clock rests on stays."""
        del request
        return ("ledger", "unit", "listed_on") if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The latest list, the next place on it, today."""
        ledger = AuditLedger.objects.order_by("-year").first()
        given = {"listed_on": timezone.localdate()}
        return given | ({"ledger": ledger.pk, "order": audit.next_order(ledger)} if ledger else {})

    def get_import_resource_classes(self, request: HttpRequest) -> list[type]:
        """The columns that are taken from a file."""
        del request
        return [FindingImport]

    @admin.display(description="整改期限")
    def due(self, finding: AuditFinding) -> str:
        """The due mark of the unit's sixty days."""
        return due_cell(finding.obligation) if finding.obligation else ""

    def closing(self, record: AuditFinding) -> str:
        """Closed by its number."""
        return "问题已经销号" if record.status == Status.CLOSED else ""

    def save_model(self, request: HttpRequest, obj: AuditFinding, form: Any, change: bool) -> None:
        """A new finding is told to its unit; the day of receipt starts the clock also where it is known later."""
        today = timezone.localdate()
        if change:
            super().save_model(request, obj, form, change)
            audit.start_clock(obj, actor=signed_in(request), today=today)
        else:
            audit.add(obj, actor=signed_in(request), today=today)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, and the totals of all that the filters leave."""
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None)
        if context and "cl" in context:
            context["totals"] = context["cl"].queryset.totals()
        return response

    def panel(self, request: HttpRequest, record: AuditFinding) -> dict[str, Any]:
        """Where it stands, what the unit plans, which inquiries it came to, from and to which list it went."""
        del request
        owed = record.obligation
        return {
            "finding": record,
            "due": due_mark(owed, on=timezone.localdate(), done_word="已报送") if owed else None,
            "inquiries": [row.inquiry for row in record.inquiry_rows.select_related("inquiry")],
            "carried_to": getattr(record, "carried_to", None),
            "files": [file for round_ in record.rounds.all() for file in round_.evidence.all()],
        }
