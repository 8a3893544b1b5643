"""A person's own part in a meeting: confirm, ask for leave, sign in; and the chair's answer to a request."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.step_forms import StepForm, stamp_of
from congress.workflow import TransitionError
from meetings.models import Attendance, Leave, Meeting
from meetings.services import attendance, audience, sign_in

DECIDE = "meetings.decide_leave"


class OwnRowPage(WorkspacePage):
    """A page about the reader's own row at a meeting; 404 for those who are not expected at it."""

    permission_required: Any = ()

    def row(self) -> Attendance:
        """The reader's row."""
        told = Meeting.objects.filter(audience.told())
        rows = audience.rows_of(self.user).filter(meeting__in=told, meeting=self.kwargs["pk"])
        return get_object_or_404(rows.select_related("person", "meeting__term", "meeting__session__term"))

    def back(self) -> HttpResponse:
        """To the meeting."""
        return redirect("meetings_workspace:meeting_detail", pk=self.kwargs["pk"])

    def do(self, step: Any, done: str) -> HttpResponse:
        """Take a step that asks for nothing; a refusal is told on the meeting's page."""
        try:
            step()
        except (ValidationError, TransitionError) as error:
            for text in error.messages if isinstance(error, ValidationError) else [str(error)]:
                messages.error(self.request, text)
        else:
            messages.success(self.request, done)
        return self.back()


class Confirm(OwnRowPage):
    """确认参会."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A reloaded address shows the meeting."""
        del request, pk
        return self.back()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Confirm."""
        del request, pk
        row = self.row()
        return self.do(lambda: attendance.confirm(row, actor=self.user), "已确认参会。")


class WithdrawLeave(OwnRowPage):
    """撤回请假."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A reloaded address shows the meeting."""
        del request, pk
        return self.back()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Withdraw the request or the leave that stands."""
        del request, pk
        standing = (Leave.Status.REQUESTED, Leave.Status.GRANTED)
        leave = get_object_or_404(Leave.objects.filter(attendance=self.row(), status__in=standing))
        return self.do(lambda: attendance.withdraw_leave(leave, actor=self.user), "请假已撤回。")


class LeaveForm(StepForm):
    """Why, in a kind and if need be in a few words."""

    reason_kind = forms.ChoiceField(label="请假事由", choices=Leave.Reason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="事由和说明只有批准人和办公室可以看到，不对外公开。",
    )


class AskLeave(OwnRowPage, TemplateView):
    """申请请假."""

    template_name = "meetings/workspace/leave_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The meeting and the form."""
        row = kwargs.pop("row", None) or self.row()
        form = kwargs.pop("form", None) or LeaveForm()
        return super().get_context_data(**kwargs) | {"meeting": row.meeting, "form": form}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, or show what is wrong with what was typed."""
        del pk
        row = self.row()
        form = LeaveForm(request.POST)
        if form.is_valid() and form.take(lambda: self._ask(row, form)):
            messages.success(request, "请假已提交，批复后会通知您。")
            return self.back()
        return self.render_to_response(self.get_context_data(row=row, form=form), status=422)

    def _ask(self, row: Attendance, form: LeaveForm) -> Leave:
        kind, note = form.cleaned_data["reason_kind"], form.cleaned_data["note"]
        return attendance.request_leave(row, reason_kind=kind, note=note, actor=self.user)


class GrantForm(StepForm):
    """A word with the grant, if there is one."""

    decision = forms.CharField(label="批复", max_length=200, required=False)


class RefuseForm(StepForm):
    """Why not."""

    decision = forms.CharField(label="批复意见", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class LeavePage(WorkspacePage, TemplateView):
    """One request: who, which meeting, why; and the answer. For those who decide, and for the member."""

    permission_required: Any = ()
    template_name = "meetings/workspace/leave_detail.html"

    def leave(self) -> Leave:
        """The request of the address; 404 for everybody else, who must not even know of it."""
        rows = Leave.objects.select_related(
            "attendance__person", "attendance__meeting__term", "attendance__meeting__session__term", "decided_by"
        )
        leave = get_object_or_404(rows, pk=self.kwargs["pk"])
        is_own = leave.attendance.person.account_id == self.user.pk
        if not (is_own or self.user.has_perm("meetings.view_leave") or self.user.has_perm(DECIDE)):
            raise Http404
        return leave

    def may_decide(self, leave: Leave) -> bool:
        """Whether the reader may answer this request."""
        own = (leave.attendance.person.account_id, leave.requested_by_id)
        return self.user.has_perm(DECIDE) and self.user.pk not in own

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The request, and the forms while it waits."""
        leave: Leave = kwargs.pop("leave", None) or self.leave()
        refused: StepForm | None = kwargs.pop("refused", None)
        forms_shown: dict[str, Any] = {}
        if self.may_decide(leave) and leave.status == Leave.Status.REQUESTED:
            seen = stamp(leave)
            forms_shown = {
                "grant_form": GrantForm(stamp=seen, auto_id="grant-%s"),
                "refuse_form": RefuseForm(stamp=seen, auto_id="refuse-%s"),
            }
        if refused is not None:
            forms_shown["grant_form" if isinstance(refused, GrantForm) else "refuse_form"] = refused
        meeting = leave.attendance.meeting
        return super().get_context_data(**kwargs) | forms_shown | {"leave": leave, "meeting": meeting}


def stamp(leave: Leave) -> str:
    """What of a request its decider decides on."""
    return stamp_of([leave.status, leave.reason_kind, leave.note])


class DecideLeave(LeavePage):
    """批准 or 不批准, posted from that page."""

    permission_required = (DECIDE,)
    is_grant = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A reloaded address shows the page."""
        del request, args
        return redirect("meetings_workspace:leave_detail", pk=kwargs["pk"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide, or show the page again with what was typed and why it was refused."""
        leave = self.leave()
        kind: type[StepForm] = GrantForm if self.is_grant else RefuseForm
        form = kind(request.POST, auto_id="grant-%s" if self.is_grant else "refuse-%s")
        if form.is_valid() and form.take(
            lambda: self._decide(leave, form),
            stamp=lambda: stamp(Leave.objects.select_for_update().get(pk=leave.pk)),
        ):
            messages.success(request, "已批准请假。" if self.is_grant else "已批复不予请假。")
            return redirect("meetings_workspace:leave_detail", pk=pk)
        current = self.leave()
        form.restamp(stamp(current))
        return self.render_to_response(self.get_context_data(leave=current, refused=form), status=422)

    def _decide(self, leave: Leave, form: StepForm) -> None:
        decide = attendance.grant_leave if self.is_grant else attendance.refuse_leave
        decide(leave, decision=form.cleaned_data["decision"], actor=self.user)


class SignIn(WorkspacePage, TemplateView):
    """签到: the page behind the code in the hall; one button."""

    permission_required: Any = ()
    template_name = "meetings/workspace/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The meeting and the reader's row, or why there is nothing to sign."""
        context = super().get_context_data(**kwargs)
        try:
            meeting = sign_in.meeting_of(self.kwargs["token"])
            row = sign_in.row_of(meeting, self.user)
            if row.status != Attendance.Status.PRESENT:
                sign_in.check_open(meeting, at=timezone.now())
        except ValidationError as error:
            return {"refusals": error.messages} | context
        return {"meeting": meeting, "row": row, "token": self.kwargs["token"]} | context

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Sign in."""
        try:
            row = sign_in.sign_in(token, actor=self.user, at=timezone.now())
        except ValidationError as error:
            return self.render_to_response(self.get_context_data(refusals=error.messages), status=422)
        messages.success(request, "签到成功。")
        return redirect("meetings_workspace:meeting_detail", pk=row.meeting_id)
