"""Proposing a topic for the yearly plan: deputies, members, organs; and reading the answer."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.step_forms import StepForm
from supervision.models import TopicProposal
from supervision.services import topic_proposals

PROPOSE: Final = "supervision.propose_topic"
#: one's own proposals on the page
SHOWN: Final = 20


class ProposalForm(StepForm):
    """What should be supervised, and why."""

    title = forms.CharField(label="建议的议题", max_length=80)
    reason = forms.CharField(label="理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))


class TopicPropose(WorkspacePage, TemplateView):
    """The form, and what this person proposed before."""

    permission_required: Any = (PROPOSE,)
    template_name = "supervision/workspace/topic_propose.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form and one's own proposals with their answers."""
        own = TopicProposal.objects.filter(proposed_by=self.user).select_related("topic__plan")[:SHOWN]
        form = kwargs.pop("form", None) or ProposalForm()
        year = topic_proposals.year_for(timezone.localdate())
        return super().get_context_data(**kwargs) | {"form": form, "own": own, "year": year}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it, or show again what was typed and why it was refused."""
        form = ProposalForm(request.POST)
        if form.is_valid() and form.take(
            lambda: topic_proposals.propose(
                title=form.cleaned_data["title"],
                reason=form.cleaned_data["reason"],
                on=timezone.localdate(),
                actor=self.user,
            )
        ):
            messages.success(request, "已提交，办公室将答复是否列入计划。")
            return redirect("supervision_workspace:topic_propose")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class TopicProposalPage(WorkspacePage, TemplateView):
    """One proposal and its answer."""

    permission_required: Any = (PROPOSE,)
    template_name = "supervision/workspace/topic_proposal_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One's own; the office reads all."""
        rows = TopicProposal.objects.all().visible_to(self.user).select_related("topic__plan")
        return super().get_context_data(**kwargs) | {"proposal": get_object_or_404(rows, pk=kwargs["pk"])}
