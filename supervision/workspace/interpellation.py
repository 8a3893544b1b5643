"""Interpellations in the workspace: signers and chairpersons read, the organ answers what was handed to it."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.record_pages import USE, PageStep, RecordPage
from congress.step_forms import StepForm, stamp_of
from supervision.models import Interpellation, InterpellationAnswer
from supervision.services import interpellations

ANSWER = "supervision.answer_inquiry"
_SHOWN = 100


class AnswerForm(StepForm):
    """The answer under the name of the organ's head."""

    text = forms.CharField(label="答复内容", max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}))
    signed_by = forms.CharField(label="签署人（负责人）", max_length=60)


def _answer(case: Interpellation, user: User, data: dict[str, Any]) -> None:
    today = timezone.localdate()
    interpellations.answer(case, text=data["text"], signed_by=data["signed_by"], on=today, actor=user, today=today)


def _may_answer(user: User, case: Interpellation) -> bool:
    is_own = bool(user.organ_id) and user.organ_id == case.organ_id and user.has_perm(ANSWER)
    last = case.answers.last()
    is_written = last is not None and last.mode == InterpellationAnswer.Mode.WRITTEN
    return is_own and is_written and case.status == Interpellation.Status.DECIDED


class InterpellationList(WorkspacePage, TemplateView):
    """The interpellations that a person may see."""

    permission_required: Any = (USE,)
    template_name = "supervision/workspace/interpellation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows, the latest first."""
        rows = Interpellation.objects.all().visible_to(self.user).select_related("organ").order_by("-pk")
        return super().get_context_data(**kwargs) | {"rows": list(rows[:_SHOWN])}


class InterpellationPage(RecordPage):
    """One interpellation with its answers."""

    template_name = "supervision/workspace/interpellation_detail.html"
    steps = (
        PageStep(
            "answer",
            "书面答复",
            AnswerForm,
            _answer,
            "答复已报送常委会。",
            _may_answer,
            is_main=True,
        ),
    )

    def record(self, *, is_locked: bool = False) -> Interpellation:
        """The case of the address, if this person may see it."""
        if is_locked:
            Interpellation.objects.select_for_update().filter(pk=self.kwargs["pk"]).first()
        rows = Interpellation.objects.all().visible_to(self.user).select_related("organ")
        found: Interpellation = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def stamp(self, record: Interpellation) -> str:
        """Its state and its rounds."""
        return stamp_of([record.status, *record.answers.values_list("pk", "answered_on")])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The answers and those who signed."""
        context = super().get_context_data(**kwargs)
        record: Interpellation = context["record"]
        return context | {
            "answers": list(record.answers.select_related("decided_at_meeting__term", "obligation__rule")),
            "signers": list(record.signers.select_related("person")),
        }
