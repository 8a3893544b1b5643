"""Follow-ups in the workspace: the organ answers here, the committee's people and deputies read."""

from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.listing import key_page
from congress.models import Extension, Obligation, User
from congress.presentation import BadgeKind, DueMark, OpinionPoint
from congress.services import handling, obligations
from congress.services.marks import due_mark
from congress.step_forms import stamp_of
from supervision.models import FollowUp, PointAnswer
from supervision.services import follow_ups, matters, progress
from supervision.workspace.forms import (
    AcknowledgeForm,
    DecideForm,
    DraftForm,
    EscalateForm,
    ExtensionForm,
    FollowUpForm,
    ReportForm,
)

Status = FollowUp.Status

USE: Final = "congress.use_workspace"
ANSWER: Final = "supervision.answer_followup"
SIGN: Final = "supervision.sign_followup"
ESCALATE: Final = "supervision.escalate_followup"
DECIDE_EXTENSION: Final = "congress.decide_extension"

BADGES: Final[dict[str, BadgeKind]] = {
    Status.HANDED_OVER: "owed",
    Status.ACCEPTED: "current",
    Status.REPORT_DRAFTED: "current",
    Status.REPORTED: "current",
    Status.CIRCULATED: "current",
    Status.DELIBERATED: "current",
    Status.REOPENED: "owed",
    Status.ESCALATED: "late",
    Status.ACCEPTED_DONE: "done",
    Status.PUBLISHED: "done",
}

POINT_BADGES: Final[dict[str, BadgeKind]] = {
    PointAnswer.Status.OPEN: "current",
    PointAnswer.Status.CLOSED: "done",
    PointAnswer.Status.CARRIED_OVER: "owed",
}


def badge(follow_up: FollowUp) -> BadgeKind:
    """The shape of its state."""
    return BADGES.get(follow_up.status, "none")


def present_mark(follow_up: FollowUp) -> DueMark | None:
    """The deadline of the round under way; history has none."""
    rounds = list(follow_up.rounds.all())
    if not rounds or follow_up.is_historic:
        return None
    return due_mark(rounds[-1].obligation, on=timezone.localdate(), done_word="已报送")


def stamp(follow_up: FollowUp) -> str:
    """What of a follow-up its page lets a person write over."""
    round_ = follow_up.current_round
    answers = follow_up.answers.order_by("pk").values_list("pk", "text", "status")
    return stamp_of([follow_up.status, round_.pk, round_.draft, round_.comment, round_.text, *answers])


def stored_stamp(follow_up: FollowUp) -> str:
    """That of the stored follow-up, which nobody else can move meanwhile."""
    return stamp(FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk))


class FollowUpList(WorkspacePage, TemplateView):
    """The follow-ups that a person may see; those that wait for the organ first asked for by `?open=1`."""

    permission_required: Any = (USE,)
    template_name = "supervision/workspace/follow_up_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of rows."""
        rows: QuerySet[FollowUp] = FollowUp.objects.visible_to(self.user)
        only_open = self.request.GET.get("open") == "1"
        if only_open:
            rows = rows.open()  # type: ignore[attr-defined]
        read = progress.FOLLOW_UP.annotate(rows.with_page())  # type: ignore[attr-defined]
        page = key_page(read, by="handed_over_on", query=self.request.GET)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [(row, badge(row), present_mark(row), progress.FOLLOW_UP.of(row)) for row in page.rows],
            "only_open": only_open,
        }


class FollowUpPage(WorkspacePage, TemplateView):
    """One follow-up: the question beside the answer, the deadline, the rounds, the chain, and the next steps."""

    permission_required: Any = (USE,)
    template_name = "supervision/workspace/follow_up_detail.html"

    def follow_up(self) -> FollowUp:
        """The follow-up of the address, if this person may see it."""
        rows = progress.FOLLOW_UP.annotate(FollowUp.objects.visible_to(self.user).with_page())
        wide = (
            rows.with_rechecks()
            .select_related("deliberated_at_meeting__term")
            .prefetch_related("rounds__obligation__extensions__requested_by")
        )
        found: FollowUp = get_object_or_404(wide, pk=self.kwargs["pk"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything of the follow-up, and the forms that this person may use now."""
        follow_up: FollowUp = kwargs.pop("follow_up", None) or self.follow_up()
        refused: FollowUpForm | None = kwargs.pop("refused", None)
        today = timezone.localdate()
        forms = {form.step: form for form in self._forms(follow_up)}
        if refused is not None:
            forms[refused.step] = refused
        pending = pending_extension(follow_up)
        extensions = [each for round_ in follow_up.rounds.all() for each in round_.obligation.extensions.all()]
        return super().get_context_data(**kwargs) | {
            "follow_up": follow_up,
            "badge": badge(follow_up),
            "due": present_mark(follow_up),
            "steps": matters.working_steps(follow_up, on=today),
            "forms": forms,
            "answer_form": forms.get(ReportForm.step) or forms.get(DraftForm.step),
            "round": follow_up.current_round,
            "rounds": list(follow_up.rounds.all()),
            "points": points_of(follow_up),
            "progress": progress.FOLLOW_UP.of(follow_up),
            "extensions": extensions,
            "pending_key": pending.pk if pending else self.kwargs.get("extension"),
            "is_holder": is_holder(self.user, follow_up),
            "office_path": follow_ups.admin_path(follow_up) if self.user.is_staff else "",
        }

    def _forms(self, follow_up: FollowUp) -> list[FollowUpForm]:
        forms: list[FollowUpForm] = []
        if is_holder(self.user, follow_up):
            forms += self._forms_of_organ(follow_up)
        if self.user.has_perm(ESCALATE) and may_escalate(follow_up):
            forms.append(EscalateForm(follow_up))
        if self.user.has_perm(DECIDE_EXTENSION) and pending_extension(follow_up):
            forms.append(DecideForm(follow_up))
        return forms

    def _forms_of_organ(self, follow_up: FollowUp) -> list[FollowUpForm]:
        round_ = follow_up.current_round
        seen = stamp(follow_up)
        forms: list[FollowUpForm] = []
        if follow_up.status == Status.HANDED_OVER:
            forms.append(AcknowledgeForm(follow_up))
        if follow_up.status in (Status.ACCEPTED, Status.REOPENED, Status.REPORT_DRAFTED):
            forms.append(DraftForm(follow_up, stamp=seen, initial={"text": round_.draft}))
        if follow_up.status == Status.REPORT_DRAFTED and round_.comment and self.user.has_perm(SIGN):
            initial = {"text": round_.draft, "signed_by": str(self.user)}
            forms.append(ReportForm(follow_up, stamp=seen, initial=initial))
        if round_.obligation.status == Obligation.Status.OPEN and not pending_extension(follow_up):
            forms.append(ExtensionForm(follow_up))
        return forms


def points_of(follow_up: FollowUp) -> list[OpinionPoint]:
    """The points in the organ's hands with what it wrote."""
    return [
        OpinionPoint(
            number=answer.point.order,
            text=answer.point.text,
            state=POINT_BADGES.get(answer.status, "none"),
            state_label=answer.get_status_display() + (f"（{answer.carry_reason}）" if answer.carry_reason else ""),
            answer=answer.text,
        )
        for answer in follow_up.answers.all()
    ]


def is_holder(user: User, follow_up: FollowUp) -> bool:
    """Whether the person answers for the organ that holds it."""
    return user.organ_id == follow_up.organ_id and user.has_perm(ANSWER)


def may_escalate(follow_up: FollowUp) -> bool:
    """Open, and gone round often enough."""
    rounds = len(follow_up.rounds.all())
    return follow_up.status in FollowUp.OPEN and rounds >= handling.ROUNDS_BEFORE_ESCALATION


def pending_extension(follow_up: FollowUp) -> Extension | None:
    """The request for more time that nobody decided yet."""
    for extension in follow_up.current_round.obligation.extensions.all():
        if extension.status == Extension.Status.REQUESTED:
            return extension
    return None


class FollowUpStep(FollowUpPage):
    """A step posted from that page."""

    form_class: type[FollowUpForm]
    done: str
    #: whether it writes over what others may have written meanwhile
    is_stamped = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A reloaded address of a step shows the page."""
        return redirect("supervision_workspace:follow_up_detail", pk=kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the step, or show the page again with what was typed and why it was refused."""
        follow_up = self.follow_up()
        form = self.form_class(follow_up, request.POST, request.FILES)
        check = (lambda: stored_stamp(follow_up)) if self.is_stamped else None
        if form.is_valid() and form.take(lambda: self.act(follow_up, form), stamp=check):
            messages.success(request, self.done)
            return redirect("supervision_workspace:follow_up_detail", pk=follow_up.pk)
        current = self.follow_up()
        form.restamp(stamp(current))
        return self.render_to_response(self.get_context_data(follow_up=current, refused=form), status=422)

    def act(self, follow_up: FollowUp, form: Any) -> None:
        """The service's step; raises ValidationError or TransitionError."""
        raise NotImplementedError


class OrganStep(FollowUpStep):
    """A step of the organ that holds the matter; to others it is not there."""

    permission_required: Any = (USE, ANSWER)

    def follow_up(self) -> FollowUp:
        """Only the organ's own."""
        follow_up = super().follow_up()
        if not is_holder(self.user, follow_up):
            raise Http404
        return follow_up


class Acknowledge(OrganStep):
    """签收."""

    form_class = AcknowledgeForm
    done = "已签收。"

    def act(self, follow_up: FollowUp, form: AcknowledgeForm) -> None:
        """Sign for it."""
        today = timezone.localdate()
        follow_ups.acknowledge(follow_up, on=today, leader=form.cleaned_data["leader"], actor=self.user, today=today)


class Draft(OrganStep):
    """送工委征求意见."""

    form_class = DraftForm
    done = "草稿已送工委征求意见。"
    is_stamped = True

    def act(self, follow_up: FollowUp, form: DraftForm) -> None:
        """Send the draft."""
        follow_ups.submit_draft(
            follow_up,
            text=form.cleaned_data["text"],
            answers=form.given(),
            on=timezone.localdate(),
            actor=self.user,
        )


class Report(OrganStep):
    """报送; the service refuses all but the head of the organ."""

    permission_required = (USE, ANSWER, SIGN)
    form_class = ReportForm
    done = "处理情况报告已报送常委会办公室。"
    is_stamped = True

    def act(self, follow_up: FollowUp, form: ReportForm) -> None:
        """Store the files and file the report."""
        data = form.cleaned_data
        stored = form.store_files(actor=self.user)
        follow_ups.report(
            follow_up,
            text=data["text"],
            signed_by=data["signed_by"],
            answers=form.given(),
            attachments=stored,
            on=timezone.localdate(),
            actor=self.user,
        )


class RequestExtension(OrganStep):
    """申请延期."""

    form_class = ExtensionForm
    done = "延期申请已提交，决定之前原期限不变。"

    def act(self, follow_up: FollowUp, form: ExtensionForm) -> None:
        """Ask for more time."""
        extension = Extension(
            obligation=follow_up.current_round.obligation,
            new_due_on=form.cleaned_data["new_due_on"],
            reason=form.cleaned_data["reason"],
        )
        obligations.request_extension(extension, actor=self.user, today=timezone.localdate())


class Escalate(FollowUpStep):
    """升级监督."""

    permission_required = (USE, ESCALATE)
    form_class = EscalateForm
    done = "已升级监督。"

    def act(self, follow_up: FollowUp, form: EscalateForm) -> None:
        """Take stronger means."""
        follow_ups.escalate(
            follow_up, means=form.cleaned_data["means"], reason=form.cleaned_data["reason"], actor=self.user
        )
