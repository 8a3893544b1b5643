"""The approver's page of minutes: read them on a phone, approve them or send them back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.step_forms import StepForm, stamp_of
from meetings.models import MeetingMinutes
from meetings.services import minutes, minutes_text

APPROVE = "meetings.approve_minutes"


def stamp(paper: MeetingMinutes) -> str:
    """What the approver decides on: the state and the words."""
    return stamp_of([paper.status, paper.text])


def stored_stamp(paper: MeetingMinutes) -> str:
    """That of the stored row, which nobody else can move meanwhile."""
    return stamp(MeetingMinutes.objects.select_for_update(of=("self",)).get(pk=paper.pk))


class ApproveForm(StepForm):
    """Nothing but the person's will."""


class SendBackForm(StepForm):
    """What should be changed."""

    note = forms.CharField(label="退回意见", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class MinutesPage(WorkspacePage, TemplateView):
    """The minutes as they were handed in; nobody else sees them before they are approved (handbook §5.2)."""

    permission_required: Any = (APPROVE,)
    template_name = "meetings/workspace/minutes_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The text, and the forms of the steps that this person may take now."""
        paper: MeetingMinutes = kwargs.pop("paper", None) or self.paper()
        refused: StepForm | None = kwargs.pop("refused", None)
        is_waiting = paper.status == MeetingMinutes.Status.SUBMITTED
        is_own = paper.drafted_by_id == self.user.pk
        context: dict[str, Any] = {"approve_form": None, "send_back_form": None}
        if is_waiting and not is_own:
            context = {
                "approve_form": ApproveForm(stamp=stamp(paper), auto_id="approve-%s"),
                "send_back_form": SendBackForm(stamp=stamp(paper), auto_id="back-%s"),
            }
        if isinstance(refused, ApproveForm):
            context["approve_form"] = refused
        if isinstance(refused, SendBackForm):
            context["send_back_form"] = refused
        lines = minutes_text.blocks(minutes.current_text(paper))
        return (
            super().get_context_data(**kwargs)
            | context
            | {
                "paper": paper,
                "lines": lines,
                "is_own": is_waiting and is_own,
                "conclusions": paper.meeting.conclusions.select_related("organ").order_by("order"),
            }
        )

    def paper(self) -> MeetingMinutes:
        """The minutes of the address."""
        rows = MeetingMinutes.objects.select_related(
            "meeting__term", "meeting__session", "drafted_by", "approved_by"
        ).exclude(status=MeetingMinutes.Status.DRAFT)
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class MinutesStep(MinutesPage):
    """A step posted from that page."""

    done: str

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A reloaded address of a step shows the page."""
        return redirect("meetings_workspace:minutes_detail", pk=kwargs["pk"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the step, or show the page again with what was typed and why it was refused."""
        paper = self.paper()
        form = self.form()
        if form.is_valid() and form.take(lambda: self.act(paper, form), stamp=lambda: stored_stamp(paper)):
            messages.success(request, self.done)
            return redirect(self.next_url())
        current = self.paper()
        form.restamp(stamp(current))
        return self.render_to_response(self.get_context_data(paper=current, refused=form), status=422)

    def next_url(self) -> str:
        """Approved minutes can be read again; those sent back are gone from here."""
        return minutes.workspace_path(self.paper())

    def form(self) -> StepForm:
        """The form with what was posted."""
        raise NotImplementedError

    def act(self, paper: MeetingMinutes, form: StepForm) -> None:
        """The service's step."""
        raise NotImplementedError


class MinutesApprove(MinutesStep):
    """审签."""

    done = "纪要已审签。"

    def form(self) -> ApproveForm:
        """The stamp alone."""
        return ApproveForm(self.request.POST, auto_id="approve-%s")

    def act(self, paper: MeetingMinutes, form: StepForm) -> None:
        """Approve it."""
        minutes.approve(paper, actor=self.user, today=timezone.localdate())


class MinutesSendBack(MinutesStep):
    """退回修改."""

    done = "已退回起草人修改。"

    def form(self) -> SendBackForm:
        """The note."""
        return SendBackForm(self.request.POST, auto_id="back-%s")

    def next_url(self) -> str:
        """Back to what else waits."""
        return "/workspace/"

    def act(self, paper: MeetingMinutes, form: StepForm) -> None:
        """Send it back."""
        minutes.send_back(paper, note=form.cleaned_data["note"], actor=self.user)
