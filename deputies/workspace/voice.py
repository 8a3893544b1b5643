"""社情民意 in the workspace: stations take it in and see it through, units answer, deputies read what came to them."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.presentation import BadgeKind
from congress.record_pages import USE, PageStep, RecordPage
from congress.services.marks import due_mark
from congress.step_forms import stamp_of
from deputies.models import PublicOpinion, PublicOpinionQuerySet, Suggestion
from deputies.services import opinion_intake, opinion_lists, opinion_summaries, opinion_visitors, opinions
from deputies.workspace.voice_forms import KEEP, TakeDownForm, kept_stations
from deputies.workspace.voice_steps import STEPS

Status = PublicOpinion.Status
PAGE_SIZE: Final = 20
#: the committee reads all
ALL: Final = "deputies.view_publicopinion"
BADGES: Final[dict[str, BadgeKind]] = {
    Status.RECEIVED: "owed",
    Status.REGISTERED: "owed",
    Status.TIERED: "owed",
    Status.HANDED_OVER: "current",
    Status.ACCEPTED: "current",
    Status.REOPENED: "late",
    Status.REPORTED: "owed",
}


def _today() -> date:
    return timezone.localdate()


#: the queues of those who see a matter through: name, label, the rows in it
QUEUES: Final[dict[str, tuple[str, Callable[[PublicOpinionQuerySet, date], PublicOpinionQuerySet]]]] = {
    "unsorted": ("待登记分级", lambda rows, on: rows.unsorted()),
    "overdue": ("逾期未答复", lambda rows, on: rows.overdue(on=on)),
    "feedback": ("待反馈", lambda rows, on: rows.to_feed_back()),
    "pile": ("排队来信", lambda rows, on: rows.piled()),
}


class VoiceList(WorkspacePage, TemplateView):
    """Those a person may read, and for those who see them through the queues that wait."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/voice_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of the queue asked for, or of what is open."""
        today, query = _today(), self.request.GET
        rows = PublicOpinion.objects.all().visible_to(self.user, on=today)
        sees_through = any(self.user.has_perm(each) for each in (KEEP, ALL))
        is_all, queue = query.get("all") == "1", query.get("queue", "")
        live = rows.filter(is_historic=False)
        if queue and not (sees_through and queue in QUEUES):
            raise Http404
        if queue:
            shown = QUEUES[queue][1](live, today)
        elif is_all:
            shown = rows.filter(is_piled=False)
        else:
            shown = rows.filter(is_piled=False).exclude(status__in=PublicOpinion.CLOSED)
        # In a queue, who waited longest comes first.
        order = ("received_on", "id") if queue else ("-received_on", "-id")
        page = Paginator(shown.with_page().order_by(*order), PAGE_SIZE).get_page(query.get("page"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [(row, BADGES.get(row.status, "done"), _due(row, today)) for row in page],
            "is_open": not (is_all or queue),
            "is_all": is_all,
            "queue": queue,
            "queues": _queues(live, today) if sees_through else [],
            "may_add": kept_stations(self.user).exists(),
            "may_list": sees_through,
        }


def _queues(rows: PublicOpinionQuerySet, on: date) -> list[tuple[str, str, int]]:
    """Name, label and length of each queue, in one query."""
    counts = rows.aggregate(
        **{
            name: Count("pk", filter=Q(pk__in=narrowed(PublicOpinion.objects.all(), on).values("pk")))
            for name, (_, narrowed) in QUEUES.items()
        }
    )
    return [(name, label, counts[name]) for name, (label, _) in QUEUES.items()]


def _due(row: PublicOpinion, today: date) -> Any:
    last = max(row.rounds.all(), key=lambda each: each.number, default=None)
    if last is None or row.status not in PublicOpinion.WITH_ORGAN:
        return None
    return due_mark(last.obligation, on=today)


class VoiceTakeDown(WorkspacePage, TemplateView):
    """登记来访、来电、走访."""

    permission_required: Any = (USE, KEEP)
    template_name = "deputies/workspace/voice_take_down.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form."""
        form = kwargs.pop("form", None) or TakeDownForm(user=self.user, initial={"on": _today()})
        return super().get_context_data(**kwargs) | {"form": form}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it down and tell the code, which is for the visitor and is not shown again."""
        form = TakeDownForm(request.POST, user=self.user)
        taken: list[tuple[PublicOpinion, str]] = []
        if form.is_valid() and form.take(lambda: taken.append(self._take(form.cleaned_data))):
            row, code = taken[0]
            messages.success(request, f"已登记。查询码：{code}，请交给来访人，以后不再显示。")
            return redirect(row.get_absolute_url())
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _take(self, sent: dict[str, Any]) -> tuple[PublicOpinion, str]:
        return opinion_intake.take_down(
            opinion_intake.Letter(sent["text"], sent["place"], sent["name"], sent["phone"]),
            opinion_intake.Registration(sent["title"], sent["field"], sent["place"], sent["deputy"]),
            station=sent["station"],
            channel=sent["channel"],
            on=sent["on"],
            at=timezone.now(),
            today=_today(),
            actor=self.user,
        )


def _may_propose(user: User, row: PublicOpinion) -> bool:
    """A deputy who received it, or to whom the station gave it, may write a suggestion of it."""
    given = row.status == Status.RAISED and row.raised_by is not None and row.raised_by.person.account_id == user.pk
    open_ = row.status in (Status.TIERED, Status.FED_BACK, Status.RATED)
    own = open_ and row.deputy is not None and row.deputy.person.account_id == user.pk
    return (given or own) and user.has_perm("deputies.propose_suggestion")


class VoicePage(RecordPage):
    """One matter: its words, its rounds, and the next step of whoever acts."""

    template_name = "deputies/workspace/voice_detail.html"
    steps = STEPS

    def record(self, *, is_locked: bool = False) -> PublicOpinion:
        """The matter of the address, if this person may read it; `is_kept`: the person keeps its station."""
        today = _today()
        rows = PublicOpinion.objects.all().visible_to(self.user, on=today)
        rows = rows.select_for_update(of=("self",)) if is_locked else rows.with_page()
        return get_object_or_404(rows.with_keeping(self.user, on=today), pk=self.kwargs["pk"])

    def stamp(self, record: PublicOpinion) -> str:
        """What the page showed."""
        return stamp_of([record.status, record.title, record.organ_id, record.rounds.count()])

    def initial(self, record: PublicOpinion, step: PageStep) -> dict[str, Any]:
        """The place as the visitor wrote it; the unit's words to start the answer from."""
        if step.name == "propose":
            words = opinion_summaries.draft(record)
            return {"title": words.title, "problem": words.problem, "result": words.result}
        if step.name == "feed_back":
            return {"words": opinions.current_round(record).text}
        return {"place": record.place} if step.name == "register" else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rounds and ratings; hints and likely duplicates for the station while it sorts."""
        context = super().get_context_data(**kwargs)
        row, today = context["record"], _today()
        is_sorting = row.is_kept and row.status in PublicOpinion.BEFORE_SORTING
        return context | {
            "badge": BADGES.get(row.status, "done"),
            "due": _due(row, today),
            "rounds": row.rounds.all(),
            "suggestions": Suggestion.objects.all().visible_to(self.user).filter(opinion=row).order_by("pk"),
            "ratings": row.ratings.all(),
            "photos": row.photos.select_related("shown"),
            "hints": opinion_lists.hints(row.text) if is_sorting else [],
            "alike": opinion_intake.alike(row, user=self.user, on=today) if is_sorting else [],
            "may_propose": _may_propose(self.user, row),
            "may_name": PublicOpinion.objects.filter(pk=row.pk).naming(self.user, on=today).exists(),
        }


class VoiceVisitor(WorkspacePage, TemplateView):
    """Who came: for the own station and the deputy who received, by POST, each reading on record."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/voice_visitor.html"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the name and the number; 404 for anybody else."""
        rows = PublicOpinion.objects.all().visible_to(self.user, on=_today()).naming(self.user, on=_today())
        row = rows.filter(pk=pk).first()
        if row is None:
            raise Http404
        visitor = opinion_visitors.read(row, on=_today(), actor=self.user)
        answer = self.render_to_response(self.get_context_data(record=row, visitor=visitor))
        answer["Cache-Control"] = "private, no-store"
        return answer
