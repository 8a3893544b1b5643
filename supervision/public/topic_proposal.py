"""A citizen proposes a topic for the yearly plan, and asks later what became of it; no name, no number."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import TemplateView

from congress.citizen_pages import TOO_OFTEN, CitizenForm, CodePage, is_too_often
from congress.http import PublicPage
from congress.models import User
from supervision.models import TopicProposal
from supervision.services import topic_proposals


class ProposalForm(CitizenForm):
    """What should be supervised and why; `website` is empty unless a program fills it."""

    title = forms.CharField(
        label="建议的议题", max_length=80, help_text="希望常委会监督哪一项工作，80字以内。如：老旧小区加装电梯工作。"
    )
    reason = forms.CharField(
        label="理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="发现了什么问题，希望了解和推动什么，1000字以内。",
    )


class TopicPropose(PublicPage, TemplateView):
    """议题建议: open all the year; from October on for the next year's plan."""

    template_name = "supervision/public/topic_propose.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and for which year it counts."""
        form = kwargs.pop("form", None) or ProposalForm()
        year = topic_proposals.year_for(timezone.localdate())
        return super().get_context_data(**kwargs) | {"form": form, "year": year}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it and show the receipt; an address that sends too many is asked to wait."""
        if is_too_often(request, "topic_proposal"):
            return render(request, "429.html", status=TOO_OFTEN)
        form = ProposalForm(request.POST)
        if form.is_valid():
            try:
                found = topic_proposals.receive(
                    title=form.cleaned_data["title"],
                    reason=form.cleaned_data["reason"],
                    on=timezone.localdate(),
                    actor=User.objects.system(),
                )
            except ValidationError as error:
                form.refuse(error)
            else:
                return redirect("supervision_public:topic_receipt", receipt=found.receipt)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class TopicReceipt(CodePage):
    """What became of a proposal, by the code of its receipt."""

    template_name = "supervision/public/topic_receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The proposal of the code; only what a citizen sent can be asked for."""
        rows = TopicProposal.objects.filter(by=TopicProposal.By.CITIZEN).select_related("topic__plan__society_duty")
        proposal = get_object_or_404(rows, receipt=kwargs["receipt"].upper())
        plan = proposal.topic.plan if proposal.topic else None
        duty = plan.society_duty if plan else None
        return super().get_context_data(**kwargs) | {
            "proposal": proposal,
            "plan_url": plan.get_absolute_url() if plan and duty and duty.is_readable else "",
        }
