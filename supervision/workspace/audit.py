"""Audit findings in the workspace: the unit rectifies its own, the audit office verifies, members read."""

from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.presentation import BadgeKind
from congress.record_pages import USE, PageStep, RecordPage
from congress.services import attachments
from congress.services.marks import due_mark
from congress.step_forms import DateInput, StepForm, stamp_of
from congress.uploads import UploadsField, upload_help
from supervision.models import AuditFinding, Inquiry, RectificationRound
from supervision.services import audit

Status = AuditFinding.Status
RECTIFY: Final = "supervision.rectify_auditfinding"
VERIFY: Final = "supervision.verify_auditfinding"
PAGE_SIZE: Final = 20
BADGES: Final[dict[str, BadgeKind]] = {
    Status.OPEN: "owed",
    Status.RECTIFYING: "current",
    Status.RECTIFIED: "done",
    Status.PARTIALLY: "soon",
    Status.LONG_TERM: "soon",
    Status.NOT_RECTIFIED: "late",
    Status.CLOSED: "done",
}


class PlanForm(StepForm):
    """整改计划."""

    measures = forms.CharField(label="整改措施", max_length=5_000, widget=forms.Textarea(attrs={"rows": 5}))
    responsible = forms.CharField(label="整改责任人", max_length=60, help_text="单位主要负责人为第一责任人。")
    planned_on = forms.DateField(label="计划完成日期", required=False, widget=DateInput())


class ResultForm(StepForm):
    """整改结果, with what shows it."""

    result = forms.CharField(label="整改结果", max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}))
    amount = forms.DecimalField(
        label="已整改金额（元）",
        min_value=0,
        max_digits=16,
        decimal_places=2,
        initial="0.00",
        help_text="最多两位小数。",
    )
    evidence_note = forms.CharField(label="证明材料说明", max_length=300, required=False)
    evidence = UploadsField(
        label="证明材料", required=False, help_text=f"{upload_help()}没有证明材料的，不能认定为已整改。"
    )


class VerifyForm(StepForm):
    """核实结论."""

    verdict = forms.ChoiceField(
        label="核实结论", choices=[("", "请选择"), *((each, Status(each).label) for each in AuditFinding.VERDICTS)]
    )
    note = forms.CharField(label="核实说明", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))


def _holds(user: User, finding: AuditFinding) -> bool:
    is_own = bool(user.organ_id) and user.organ_id == finding.unit_id and user.has_perm(RECTIFY)
    return is_own and finding.status in AuditFinding.WITH_UNIT and not hasattr(finding, "carried_to")


def _report(finding: AuditFinding, user: User, data: dict[str, Any]) -> None:
    files = [attachments.store(upload, actor=user) for upload in data["evidence"]]
    given = audit.Report(data["result"], data["amount"], data["evidence_note"], files)
    today = timezone.localdate()
    audit.report(finding, given, on=today, actor=user, today=today)


def _verify(finding: AuditFinding, user: User, data: dict[str, Any]) -> None:
    today = timezone.localdate()
    audit.verify(finding, verdict=data["verdict"], note=data["note"], on=today, actor=user, today=today)


class FindingList(WorkspacePage, TemplateView):
    """The findings that a person may see: a unit its own, the audit office those that wait for it first."""

    permission_required: Any = (USE,)
    template_name = "supervision/workspace/audit_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of rows, and the totals of all that may be seen."""
        rows = AuditFinding.objects.all().visible_to(self.user)
        totals = rows.totals()
        only_waiting = self.request.GET.get("waiting") == "1"
        if only_waiting:
            pending = RectificationRound.objects.filter(finding=OuterRef("pk"), verdict="")
            rows = rows.filter(Exists(pending))
        page = Paginator(rows.with_page(), PAGE_SIZE).get_page(self.request.GET.get("page"))
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [
                (row, BADGES[row.status], due_mark(row.obligation, on=today, done_word="已报送"))
                if row.obligation
                else (row, BADGES[row.status], None)
                for row in page
            ],
            "totals": totals,
            "only_waiting": only_waiting,
            "may_verify": self.user.has_perm(VERIFY),
        }


class FindingPage(RecordPage):
    """One finding: what was found, the rounds, and the next step of whoever acts."""

    template_name = "supervision/workspace/audit_detail.html"
    steps = (
        PageStep(
            "verify",
            "核实整改情况",
            VerifyForm,
            _verify,
            "核实结论已登记。",
            lambda user, record: (
                user.has_perm(VERIFY)
                and user.organ_id != record.unit_id
                and record.status in AuditFinding.WITH_UNIT
                and not hasattr(record, "carried_to")
            ),
            is_main=True,
        ),
        PageStep(
            "plan",
            "报送整改计划",
            PlanForm,
            lambda record, user, data: audit.plan(
                record,
                measures=data["measures"],
                responsible=data["responsible"],
                planned_on=data["planned_on"],
                actor=user,
            ),
            "整改计划已报送。",
            lambda user, record: _holds(user, record) and not record.rounds.exists(),
            is_main=True,
        ),
        PageStep(
            "report",
            "报送整改结果",
            ResultForm,
            _report,
            "整改结果已报送审计机关核实。",
            lambda user, record: _holds(user, record) and record.status != Status.OPEN and not record.pending_round,
            is_main=True,
        ),
    )

    def record(self, *, is_locked: bool = False) -> AuditFinding:
        """The finding of the address, if this person may see it."""
        if is_locked:
            AuditFinding.objects.select_for_update().filter(pk=self.kwargs["pk"]).first()
        rows = AuditFinding.objects.all().visible_to(self.user)
        found: AuditFinding = get_object_or_404(rows.with_page(), pk=self.kwargs["pk"])
        return found

    def stamp(self, record: AuditFinding) -> str:
        """Its state, its plan and its rounds."""
        rounds = record.rounds.values_list("pk", "verdict")
        return stamp_of([record.status, record.plan, record.responsible, *rounds])

    def initial(self, record: AuditFinding, step: PageStep) -> dict[str, Any]:
        """The plan as it stands."""
        if step.name == "plan":
            return {"measures": record.plan, "responsible": record.responsible, "planned_on": record.planned_on}
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The mark, the deadline, the rounds, the inquiries it came to."""
        context = super().get_context_data(**kwargs)
        record: AuditFinding = context["record"]
        owed = record.obligation
        inquiries = Inquiry.objects.filter(findings=record).visible_to(self.user)
        return context | {
            "badge": BADGES[record.status],
            "due": due_mark(owed, on=timezone.localdate(), done_word="已报送") if owed else None,
            "rounds": list(record.rounds.all()),
            "carried_to": getattr(record, "carried_to", None),
            "inquiries": list(inquiries),
        }
