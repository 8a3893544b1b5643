"""A special work report for the organ that gives it: what is owed by when, and the papers filed here."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils import timezone

from congress.models import Obligation, User
from congress.presentation import Step
from congress.record_pages import PageStep, RecordPage
from congress.services.marks import due_mark
from congress.step_forms import StepForm, stamp_of
from congress.uploads import UploadsField, upload_help
from supervision.models import Delivery, SpecialReport
from supervision.services import reports

Status = SpecialReport.Status
_AGAIN = f"{upload_help()}提交被退回时，文件需要重新选择。"


class DraftForm(StepForm):
    """The draft for the working committee."""

    uploads = UploadsField(label="报告草稿", help_text=_AGAIN)
    late_reason = forms.CharField(
        label="迟延理由", required=False, max_length=200, help_text="超过期限的须填写；迟延天数如实记录。"
    )


class FinalForm(StepForm):
    """The report as signed."""

    uploads = UploadsField(label="正式报告", help_text=_AGAIN)
    answer = forms.CharField(
        label="对各方意见的回应",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="常委会转送过各方意见的须填写。",
    )
    late_reason = forms.CharField(
        label="迟延理由", required=False, max_length=200, help_text="超过期限的须填写；迟延天数如实记录。"
    )


def _is_reporter(user: User, report: SpecialReport, permission: str) -> bool:
    return bool(user.organ_id) and user.organ_id == report.organ_id and user.has_perm(permission)


def _file_draft(report: SpecialReport, user: User, data: dict[str, Any]) -> None:
    today = timezone.localdate()
    reports.receive_draft(
        report, on=today, actor=user, today=today, late_reason=data["late_reason"], uploads=data["uploads"]
    )


def _file_final(report: SpecialReport, user: User, data: dict[str, Any]) -> None:
    reports.receive_final(
        report,
        on=timezone.localdate(),
        actor=user,
        late_reason=data["late_reason"],
        answer=data["answer"],
        uploads=data["uploads"],
    )


class ReportPage(RecordPage):
    """The steps of the papers before the meeting, with their days; the organ files its texts here."""

    template_name = "supervision/workspace/report_detail.html"
    steps = (
        PageStep(
            "draft",
            "报送报告草稿",
            DraftForm,
            _file_draft,
            "草稿已送工委征求意见。",
            lambda user, report: (
                report.status in (Status.PREPARING, Status.OPINIONS_SENT)
                and _is_reporter(user, report, "supervision.answer_followup")
            ),
            is_main=True,
        ),
        PageStep(
            "final",
            "报送正式报告",
            FinalForm,
            _file_final,
            "正式报告已报送常委会办公室。",
            lambda user, report: report.awaits_final and _is_reporter(user, report, "supervision.sign_followup"),
            is_main=True,
        ),
    )

    def record(self, *, is_locked: bool = False) -> SpecialReport:
        """The report of the address, if this person may see it."""
        rows = reports.visible_to(self.user).select_related("organ", "working_committee", "item__meeting__term")
        if is_locked:
            rows = rows.select_for_update(of=("self",))
        return get_object_or_404(
            rows.prefetch_related("deliveries__obligation", "deliveries__files", "opinion_files"), pk=self.kwargs["pk"]
        )

    def stamp(self, record: SpecialReport) -> str:
        """Where it stands, and what was sent and said."""
        return stamp_of([record.status, record.opinions_summary, record.comments])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The report and the chain of its papers."""
        context = super().get_context_data(**kwargs)
        report: SpecialReport = context["record"]
        today = timezone.localdate()
        owed = [
            delivery
            for delivery in report.deliveries.all()
            if delivery.obligation.status == Obligation.Status.OPEN
            and delivery.obligation.owed_organ_id == self.user.organ_id
        ]
        return context | {
            "report": report,
            "meeting": report.item.meeting,
            "steps": [_step(delivery) for delivery in report.deliveries.all()],
            "filed": [row for row in report.deliveries.all() if row.files.all()],
            "next": owed[0] if owed else None,
            "next_due": due_mark(owed[0].obligation, on=today) if owed else None,
            "office_path": reports.admin_path(report) if self.user.is_staff else "",
        }


def _step(delivery: Delivery) -> Step:
    today = timezone.localdate()
    owed = delivery.obligation
    if owed.status == Obligation.Status.OPEN:
        return Step(
            delivery.get_step_display(),
            state="late" if owed.due_on < today else "owed",
            due=due_mark(owed, on=today),
        )
    if owed.status == Obligation.Status.WAIVED:
        came = "done" if delivery.came_on else "none"
        return Step(delivery.get_step_display(), delivery.came_on, came, "经主任会议同意，不受期限限制")  # type: ignore[arg-type]
    late = delivery.late_days(on=today)
    note = f"超过法定期限{late}天：{delivery.late_reason}" if late else ""
    done = owed.status == Obligation.Status.DONE
    return Step(
        delivery.get_step_display(), owed.done_on, "done" if done else "none", note, due=due_mark(owed, on=today)
    )
