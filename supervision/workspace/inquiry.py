"""Inquiries in the workspace: members ask, organs see what was put to them, both keep what was promised in view.

Before the sitting a question opens to those who prepare it, to the member who asks it, and to the organ it is put to
only if the outline was sent (handbook §2(f)). Everybody else gets no page at all.
"""

from typing import Any, Final

from django import forms
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import Organ, User
from congress.presentation import BadgeKind
from congress.record_pages import USE, PageStep, RecordPage
from congress.services import attachments
from congress.services.marks import due_mark
from congress.step_forms import StepForm, stamp_of
from congress.uploads import UploadsField, upload_help
from supervision.models import Commitment, Inquiry, Question, Respondent
from supervision.services import commitments, inquiries

ASK: Final = "supervision.ask_question"
ANSWER: Final = "supervision.answer_inquiry"
_SHOWN: Final = 100
COMMITMENT_BADGES: Final[dict[str, BadgeKind]] = {
    Commitment.Status.OPEN: "owed",
    Commitment.Status.REPORTED: "current",
    Commitment.Status.KEPT: "done",
    Commitment.Status.NOT_KEPT: "late",
}


class AskForm(StepForm):
    """A question to one of the organs."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label="应询单位")
    text = forms.CharField(label="询问内容", max_length=2_000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organ"]
        # The service refuses an organ that was not called; the page narrows the choice.
        field.queryset = Organ.objects.filter(pk__in=Respondent.objects.values("organ"))


class InquiryList(WorkspacePage, TemplateView):
    """The inquiries that a person knows of, the latest first."""

    permission_required: Any = (USE,)
    template_name = "supervision/workspace/inquiry_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows."""
        rows = Inquiry.objects.all().visible_to(self.user).with_page().order_by("-pk")
        return super().get_context_data(**kwargs) | {"rows": list(rows[:_SHOWN])}


class InquiryPage(RecordPage):
    """One inquiry: the questions that are open to the person, the answers, what was promised."""

    template_name = "supervision/workspace/inquiry_detail.html"
    steps = (
        PageStep(
            "ask",
            "提出询问",
            AskForm,
            lambda record, user, data: inquiries.ask(record, organ=data["organ"], text=data["text"], actor=user),
            "询问已列入提纲，会前不公开。",
            lambda user, record: user.has_perm(ASK) and record.status in Inquiry.COLLECTING,
            is_main=True,
        ),
    )

    def record(self, *, is_locked: bool = False) -> Inquiry:
        """The inquiry of the address, if the person knows of it."""
        if is_locked:
            Inquiry.objects.select_for_update().filter(pk=self.kwargs["pk"]).first()
        rows = Inquiry.objects.all().visible_to(self.user).with_page()
        found: Inquiry = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def stamp(self, record: Inquiry) -> str:
        """Its state; questions of other members do not make a form stale."""
        return stamp_of([record.status])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Questions, commitments, respondents, as far as they are open to the person."""
        context = super().get_context_data(**kwargs)
        record: Inquiry = context["record"]
        respondents = list(record.respondents.select_related("organ"))
        for step, form in context["forms"]:
            if step.name == "ask":
                form.fields["organ"].queryset = Organ.objects.filter(pk__in=[row.organ_id for row in respondents])
        questions = Question.objects.filter(inquiry=record).visible_to(self.user)
        promised = Commitment.objects.filter(inquiry=record).visible_to(self.user)
        return context | {
            "questions": list(questions.select_related("organ", "asker", "follow_up_of").order_by("order")),
            "commitments": [
                (row, COMMITMENT_BADGES[row.status]) for row in promised.select_related("organ").order_by("order")
            ],
            "respondents": respondents,
            "respondent": inquiries.respondent_of(record, self.user),
            "office_path": inquiries.admin_path(record) if self.user.is_staff else "",
        }


class KeepForm(StepForm):
    """兑现情况, with what shows it."""

    result = forms.CharField(label="兑现情况", max_length=5_000, widget=forms.Textarea(attrs={"rows": 5}))
    evidence = UploadsField(label="证明材料", required=False, help_text=upload_help())


def _keep(commitment: Commitment, user: User, data: dict[str, Any]) -> None:
    files = [attachments.store(upload, actor=user) for upload in data["evidence"]]
    today = timezone.localdate()
    commitments.report(commitment, result=data["result"], files=files, on=today, actor=user, today=today)


def _may_keep(user: User, commitment: Commitment) -> bool:
    is_own = bool(user.organ_id) and user.organ_id == commitment.organ_id and user.has_perm(ANSWER)
    is_listed = commitment.inquiry.status != Inquiry.Status.HELD or commitment.obligation_id is not None
    return is_own and is_listed and commitment.status in (Commitment.Status.OPEN, Commitment.Status.REPORTED)


class CommitmentPage(RecordPage):
    """One promise: its day, what was done, whether the committee found it kept."""

    template_name = "supervision/workspace/commitment_detail.html"
    steps = (PageStep("report", "报送兑现情况", KeepForm, _keep, "兑现情况已报送。", _may_keep, is_main=True),)

    def record(self, *, is_locked: bool = False) -> Commitment:
        """The promise of the address, if this person may see it."""
        if is_locked:
            Commitment.objects.select_for_update().filter(pk=self.kwargs["pk"]).first()
        rows = Commitment.objects.all().visible_to(self.user)
        found: Commitment = get_object_or_404(
            rows.select_related("inquiry__sitting", "organ", "obligation__rule", "question"), pk=self.kwargs["pk"]
        )
        return found

    def stamp(self, record: Commitment) -> str:
        """Its state and its words."""
        return stamp_of([record.status, record.result])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The mark, the deadline, the files."""
        context = super().get_context_data(**kwargs)
        record: Commitment = context["record"]
        owed = record.obligation
        return context | {
            "badge": COMMITMENT_BADGES[record.status],
            "due": due_mark(owed, on=timezone.localdate(), done_word="已报送") if owed else None,
            "files": list(record.evidence.all()),
        }
