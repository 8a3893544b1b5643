"""Forms of the steps of a follow-up."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from cn2an import an2cn
from django import forms
from django.core.exceptions import ValidationError

from congress.models import Attachment, User
from congress.services import attachments
from congress.step_forms import DateInput, StepForm
from congress.uploads import UploadsField, upload_help
from supervision.models import FollowUp, PointAnswer
from supervision.services.follow_ups import MEANS, Answer


class FollowUpForm(StepForm):
    """A form of one step of one follow-up; `step` names it in the page and in its address."""

    step: str

    def __init__(self, follow_up: FollowUp, *args: Any, **kwargs: Any) -> None:
        """Ids bear the step's name, because a page shows several forms."""
        self.follow_up = follow_up
        super().__init__(*args, auto_id=f"{self.step}-%s", **kwargs)


class AcknowledgeForm(FollowUpForm):
    """签收."""

    step = "acknowledge"
    leader = forms.CharField(label="责任领导", max_length=60)


class AnswerForm(FollowUpForm):
    """A text with an answer to each point of the opinions."""

    text: forms.CharField
    #: whether every point must be answered
    must_answer = False

    def __init__(self, follow_up: FollowUp, *args: Any, **kwargs: Any) -> None:
        """Adds a field for each point that is in the organ's hands."""
        super().__init__(follow_up, *args, **kwargs)
        self.answers = list(follow_up.answers.all())
        for answer in self.answers:
            self.fields[self.name_of(answer)] = forms.CharField(
                label=f"第{an2cn(answer.point.order)}条办理情况",
                required=self.must_answer,
                max_length=20_000,
                initial=answer.text,
                widget=forms.Textarea(attrs={"rows": 5}),
            )

    @staticmethod
    def name_of(answer: PointAnswer) -> str:
        """The field of an answer."""
        return f"answer-{answer.pk}"

    def rows(self) -> Iterable[tuple[PointAnswer, forms.BoundField]]:
        """Each point with its field, to be set side by side."""
        return [(answer, self[self.name_of(answer)]) for answer in self.answers]

    def given(self) -> list[Answer]:
        """What was answered."""
        return [Answer(answer, self.cleaned_data[self.name_of(answer)]) for answer in self.answers]


class DraftForm(AnswerForm):
    """送工委征求意见."""

    step = "draft"
    text = forms.CharField(label="处理情况报告草稿", max_length=50_000, widget=forms.Textarea(attrs={"rows": 10}))


class ReportForm(AnswerForm):
    """报送."""

    step = "report"
    must_answer = True
    text = forms.CharField(label="处理情况报告", max_length=50_000, widget=forms.Textarea(attrs={"rows": 10}))
    signed_by = forms.CharField(label="签发人", max_length=60)
    attachments = UploadsField(
        label="附件", required=False, help_text=f"{upload_help()}提交被退回时，附件需要重新选择。"
    )

    def store_files(self, *, actor: User) -> list[Attachment]:
        """Keep the uploads, which the field has judged by their content."""
        return [attachments.store(upload, actor=actor) for upload in self.cleaned_data["attachments"]]


class ExtensionForm(FollowUpForm):
    """申请延期."""

    step = "extension"
    new_due_on = forms.DateField(label="申请延至", widget=DateInput())
    reason = forms.CharField(label="申请理由", max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_new_due_on(self) -> date:
        """Told at its field; the constraint of the table would tell it of the whole form."""
        asked: date = self.cleaned_data["new_due_on"]
        if asked <= self.follow_up.current_round.obligation.due_on:
            raise ValidationError("申请延至的日期须晚于原到期日。")
        return asked


class EscalateForm(FollowUpForm):
    """升级监督."""

    step = "escalate"
    means = forms.ChoiceField(label="升级方式", choices=[("", "请选择"), *((means, means) for means in MEANS)])
    reason = forms.CharField(label="理由", max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class DecideForm(FollowUpForm):
    """同意或不同意延期."""

    step = "decide"
    decision = forms.CharField(
        label="决定意见",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不同意时须写明理由。",
    )
    verdict = forms.ChoiceField(choices=[("approve", "同意"), ("refuse", "不同意")])
