"""代表建议 in the workspace: deputies write and sign, the committee takes them and hands them over, all read on."""

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.presentation import BadgeKind
from congress.record_pages import USE, PageStep, RecordPage
from congress.services.marks import due_mark
from congress.step_forms import stamp_of
from deputies.models import PublicOpinion, Suggestion, SuggestionHandling, SuggestionSponsor
from deputies.services import suggestion_drafts, suggestion_intake
from deputies.workspace.suggestion_forms import (
    AcceptForm,
    BareForm,
    HandOverForm,
    InviteForm,
    JoinForm,
    OptionalReasonForm,
    PaperForm,
    RaiseForm,
    RejectForm,
    parts_of,
)

Status = Suggestion.Status
Part = SuggestionHandling.Status
PROPOSE: Final = "deputies.propose_suggestion"
PAGE_SIZE: Final = 20
BADGES: Final[dict[str, BadgeKind]] = {
    Status.DRAFT: "none",
    Status.SUBMITTED: "owed",
    Status.ACCEPTED: "owed",
    Status.HANDLING: "current",
    Status.REPLIED: "current",
    Status.TRACKING: "current",
    Status.REJECTED: "none",
    Status.WITHDRAWN: "none",
}
PART_BADGES: Final[dict[str, BadgeKind]] = {
    Part.HANDED_OVER: "owed",
    Part.ACCEPTED: "current",
    Part.REOPENED: "owed",
    Part.REPORTED: "current",
    Part.TRACKING: "current",
    Part.RETURNED: "none",
    Part.REFERENCE: "none",
}


def _leads(*statuses: str) -> Any:
    return lambda user, row: row.status in statuses and _own_role(user, row) == SuggestionSponsor.Role.LEAD


def _own_role(user: User, row: Suggestion) -> str:
    own = row.sponsor_for(user)
    return own.role if own else ""


def _is_asked(user: User, row: Suggestion) -> bool:
    own = row.sponsor_for(user)
    return row.status == Status.DRAFT and own is not None and own.confirmed_on is None


def _may_step_back(user: User, row: Suggestion) -> bool:
    return row.status in (Status.DRAFT, Status.SUBMITTED, Status.ACCEPTED) and _own_role(user, row) == "co"


def _committee(permission: str, *statuses: str) -> Any:
    return lambda user, row: row.status in statuses and user.has_perm(f"deputies.{permission}")


def _join(row: Suggestion, user: User, sent: dict[str, Any]) -> None:
    into = Suggestion.objects.all().visible_to(user).filter(session=row.session_id, number=sent["number"]).first()
    if into is None:
        raise ValidationError({"number": "本次会议没有这个编号的建议，请核对。"})
    suggestion_intake.join(row, into=into, actor=user)


class SuggestionList(WorkspacePage, TemplateView):
    """Those a person may read; what is open first."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/suggestion_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page, narrowed to what is open if that is asked."""
        rows = Suggestion.objects.all().visible_to(self.user)
        is_open = self.request.GET.get("all") != "1"
        if is_open:
            rows = rows.exclude(status__in=Suggestion.ENDED)
        query = " ".join(self.request.GET.get("q", "").split())[:80]
        if query:
            rows = rows.filter(title__icontains=query)
        pages = Paginator(rows.with_page().order_by("-drafted_on", "-pk"), PAGE_SIZE)
        page = pages.get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [(row, BADGES.get(row.status, "done")) for row in page],
            "is_open": is_open,
            "query": query,
            "may_add": self.user.has_perm(PROPOSE),
        }


class SuggestionDraft(WorkspacePage, TemplateView):
    """起草, with like cases beside it; from a voter's opinion where its key is given."""

    permission_required: Any = (USE, PROPOSE)
    template_name = "deputies/workspace/suggestion_draft.html"

    def _opinion(self) -> PublicOpinion | None:
        key = self.kwargs.get("opinion")
        if key is None:
            return None
        rows = PublicOpinion.objects.all().visible_to(self.user, on=timezone.localdate())
        return get_object_or_404(rows.select_related("station"), pk=key)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form; what was typed is compared with earlier cases."""
        opinion = self._opinion()
        kind = RaiseForm if opinion else PaperForm
        initial = {"title": opinion.title, "situation": opinion.text} if opinion else {}
        form = kwargs.pop("form", None) or kind(initial=initial)
        title = form["title"].value() or ""
        return super().get_context_data(**kwargs) | {
            "form": form,
            "opinion": opinion,
            "alike": suggestion_drafts.alike(title, user=self.user),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the draft and go to its page."""
        del args, kwargs
        opinion, today = self._opinion(), timezone.localdate()
        form = (RaiseForm if opinion else PaperForm)(request.POST)
        made: list[Suggestion] = []

        def act() -> None:
            if opinion is None:
                made.append(suggestion_drafts.draft(form.paper, on=today, actor=self.user))
                return
            words = form.cleaned_data["words"]
            made.append(
                suggestion_drafts.draft_from_opinion(opinion, form.paper, words=words, on=today, actor=self.user)
            )

        if form.is_valid() and form.take(act):
            messages.success(request, "草稿已保存。可以邀请其他代表附议，然后提出。")
            return redirect(made[0].get_absolute_url())
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SuggestionsAlike(WorkspacePage, TemplateView):
    """Earlier cases like a title, fetched while it is typed; a part of a page."""

    permission_required: Any = (USE, PROPOSE)
    template_name = "deputies/includes/suggestions_alike.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The likest few."""
        title = self.request.GET.get("title", "")[:80]
        return super().get_context_data(**kwargs) | {"alike": suggestion_drafts.alike(title, user=self.user)}


class SuggestionPage(RecordPage):
    """One suggestion: its words, who signed, its units, and the next step of whoever acts."""

    template_name = "deputies/workspace/suggestion_detail.html"
    steps = (
        PageStep(
            "submit",
            "提出",
            BareForm,
            lambda row, user, sent: suggestion_drafts.submit(row, on=_today(), today=_today(), actor=user),
            "已提出，代表工委受理后会通知您。",
            _leads(Status.DRAFT),
            is_main=True,
        ),
        PageStep(
            "confirm",
            "签名附议",
            BareForm,
            lambda row, user, sent: suggestion_drafts.confirm(row, on=_today(), actor=user),
            "已签名。",
            _is_asked,
            is_main=True,
        ),
        PageStep(
            "invite",
            "邀请代表附议",
            InviteForm,
            lambda row, user, sent: suggestion_drafts.invite(row, sent["mandate"], on=_today(), actor=user),
            "已邀请，等待对方签名。",
            _leads(Status.DRAFT),
        ),
        PageStep(
            "edit",
            "修改内容",
            PaperForm,
            lambda row, user, sent: suggestion_drafts.edit(
                row,
                suggestion_drafts.Paper(sent["title"], sent["situation"], sent["analysis"], sent["request"]),
                on=_today(),
                actor=user,
            ),
            "已修改；已签名的附议代表需要重新签名。",
            _leads(Status.DRAFT),
        ),
        PageStep(
            "accept",
            "受理",
            AcceptForm,
            lambda row, user, sent: suggestion_intake.accept(
                row, field=sent["field"], note=sent["note"], on=_today(), today=_today(), actor=user
            ),
            "已受理并编号。",
            _committee("accept_suggestion", Status.SUBMITTED),
            is_main=True,
        ),
        PageStep(
            "reject",
            "不予受理",
            RejectForm,
            lambda row, user, sent: suggestion_intake.reject(
                row, exclusion=sent["exclusion"], note=sent["note"], on=_today(), today=_today(), actor=user
            ),
            "已告知代表。",
            _committee("accept_suggestion", Status.SUBMITTED),
        ),
        PageStep(
            "hand_over",
            "交办",
            HandOverForm,
            lambda row, user, sent: suggestion_intake.hand_over(
                row, parts_of(sent), demand=sent["demand"], on=_today(), today=_today(), actor=user
            ),
            "已交办。",
            lambda user, row: (
                row.status == Status.ACCEPTED
                and row.leading_case_id is None
                and user.has_perm("deputies.assign_suggestion")
            ),
            is_main=True,
        ),
        PageStep(
            "join",
            "并案",
            JoinForm,
            _join,
            "已并案，交办时一起交给承办单位，各自答复。",
            _committee("assign_suggestion", Status.ACCEPTED),
        ),
        PageStep(
            "step_back",
            "退出附议",
            BareForm,
            lambda row, user, sent: suggestion_drafts.step_back(row, on=_today(), actor=user),
            "已退出。",
            _may_step_back,
        ),
        PageStep(
            "withdraw",
            "撤回",
            OptionalReasonForm,
            lambda row, user, sent: suggestion_drafts.withdraw(row, reason=sent["reason"], actor=user),
            "已撤回。",
            _leads(Status.DRAFT, Status.SUBMITTED, Status.ACCEPTED),
        ),
    )

    def record(self, *, is_locked: bool = False) -> Suggestion:
        """The suggestion of the address, if this person may read it."""
        rows = Suggestion.objects.all().visible_to(self.user)
        rows = rows.select_for_update(of=("self",)) if is_locked else rows.with_page()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def stamp(self, record: Suggestion) -> str:
        """What the page showed."""
        signed = sorted((each.pk, str(each.confirmed_on), str(each.withdrawn_on)) for each in record.sponsors.all())
        return stamp_of([record.status, record.title, record.situation, record.analysis, record.request, *signed])

    def initial(self, record: Suggestion, step: PageStep) -> dict[str, Any]:
        """The text as it is, where it is changed."""
        if step.name != "edit":
            return {}
        return {name: getattr(record, name) for name in ("title", "situation", "analysis", "request")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who signed and who has it; like cases for whoever sorts it."""
        context = super().get_context_data(**kwargs)
        row, today = context["record"], timezone.localdate()
        seen = set(
            SuggestionHandling.objects.all().visible_to(self.user).filter(suggestion=row).values_list("pk", flat=True)
        )
        parts = [part for part in row.handlings.all() if part.pk in seen]
        duty = row.acceptance_duty if row.status == Status.SUBMITTED else None
        return context | {
            "badge": BADGES.get(row.status, "done"),
            "due": due_mark(duty, on=today) if duty else None,
            "sponsors": list(row.sponsors.all()),
            "parts": [(part, PART_BADGES.get(part.status, "done"), part_mark(part)) for part in parts],
            "alike": suggestion_drafts.alike(row.title, user=self.user, excluding=row.pk)
            if row.status in (Status.DRAFT, Status.SUBMITTED)
            else [],
        }


def part_mark(part: SuggestionHandling) -> Any:
    """The deadline of the round under way; history has none."""
    last = max(part.rounds.all(), key=lambda each: each.number, default=None)
    if last is None or part.is_historic or part.status not in SuggestionHandling.WITH_ORGAN:
        return None
    return due_mark(last.obligation, on=timezone.localdate())


def _today() -> date:
    return timezone.localdate()
