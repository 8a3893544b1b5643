"""社情民意 in the workspace: stations take it in and see it through, units answer, deputies read what came to them."""

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
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
from deputies.models import PublicOpinion
from deputies.services import opinion_intake, opinion_lists, opinion_visitors, opinions
from deputies.workspace.voice_forms import (
    KEEP,
    CloseForm,
    HandOverForm,
    LeaderForm,
    MergeForm,
    NumberForm,
    RaiseForm,
    RatingForm,
    ReasonForm,
    ReferForm,
    RefuseForm,
    RegisterForm,
    ReopenForm,
    ReplyForm,
    SpotForm,
    TakeDownForm,
    TierForm,
    WordsForm,
    kept_stations,
)

Status, Level = PublicOpinion.Status, PublicOpinion.Level
ANSWER: Final = "deputies.answer_publicopinion"
PAGE_SIZE: Final = 20
BADGES: Final[dict[str, BadgeKind]] = {
    Status.RECEIVED: "owed",
    Status.REGISTERED: "owed",
    Status.TIERED: "owed",
    Status.HANDED_OVER: "current",
    Status.ACCEPTED: "current",
    Status.REOPENED: "late",
    Status.REPORTED: "owed",
}


def _merge(row: PublicOpinion, user: User, data: dict[str, Any]) -> None:
    readable = PublicOpinion.objects.all().visible_to(user, on=_today())
    into = readable.filter(pk=data["into"]).first()
    if into is None:
        raise ValidationError({"into": "没有这个编号，请核对。"})
    opinion_intake.merge(row, into=into, on=_today(), actor=user)


def _keeps(*statuses: str) -> Any:
    return lambda user, row: row.is_kept and row.status in statuses


def _assigns(user: User, row: PublicOpinion) -> bool:
    return row.status == Status.TIERED and opinions.may_hand_over(user, row, on=_today())


def _holds(*statuses: str) -> Any:
    return lambda user, row: (
        bool(user.organ_id) and user.organ_id == row.organ_id and user.has_perm(ANSWER) and row.status in statuses
    )


def _today() -> date:
    return timezone.localdate()


class VoiceList(WorkspacePage, TemplateView):
    """Those a person may read, what waits first."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/voice_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page, narrowed to what is open if that is asked."""
        today = _today()
        rows = PublicOpinion.objects.all().visible_to(self.user, on=today).filter(is_piled=False)
        is_open = self.request.GET.get("all") != "1"
        if is_open:
            rows = rows.exclude(status__in=PublicOpinion.CLOSED)
        page = Paginator(rows.with_page().order_by("-received_on", "-id"), PAGE_SIZE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [(row, BADGES.get(row.status, "done"), _due(row, today)) for row in page],
            "is_open": is_open,
            "may_add": kept_stations(self.user).exists(),
        }


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


def _register(row: PublicOpinion, user: User, data: dict[str, Any]) -> None:
    given = opinion_intake.Registration(data["title"], data["field"], data["place"])
    opinion_intake.register(row, given, on=_today(), actor=user)


class VoicePage(RecordPage):
    """One matter: its words, its rounds, and the next step of whoever acts."""

    template_name = "deputies/workspace/voice_detail.html"
    steps = (
        PageStep("register", "登记", RegisterForm, _register, "已登记。", _keeps(Status.RECEIVED), is_main=True),
        PageStep(
            "spot",
            "现场答复",
            SpotForm,
            lambda row, user, data: opinion_intake.answer_on_spot(
                row, words=data["words"], is_agreed=data["is_agreed"], on=_today(), actor=user
            ),
            "已登记答复。",
            lambda user, row: (
                row.status == Status.REGISTERED
                and row.deputy_id is not None
                and (row.is_kept or row.deputy.person.account_id == user.pk)
            ),
        ),
        PageStep(
            "tier",
            "分级",
            TierForm,
            lambda row, user, data: opinions.tier(row, level=data["level"], note=data["note"], on=_today(), actor=user),
            "已分级。",
            # A level that was chosen wrongly is put right before it is handed over.
            _keeps(Status.REGISTERED, Status.ANSWERED, Status.TIERED),
            is_main=True,
        ),
        PageStep(
            "hand_over",
            "交办",
            HandOverForm,
            lambda row, user, data: opinions.hand_over(
                row,
                organ=data["organ"],
                demand=data["demand"],
                due_on=data["due_on"],
                on=_today(),
                today=_today(),
                actor=user,
            ),
            "已交办。",
            _assigns,
            is_main=True,
        ),
        PageStep(
            "raise",
            "转为代表议案建议",
            RaiseForm,
            lambda row, user, data: opinions.raise_via(
                row,
                mandate=data["mandate"],
                raised_as=data["raised_as"],
                number=data["number"],
                words=data["words"],
                on=_today(),
                actor=user,
            ),
            "已登记。",
            lambda user, row: (
                row.status in (Status.TIERED, Status.FED_BACK, Status.RATED)
                and (row.is_kept or (row.deputy is not None and row.deputy.person.account_id == user.pk))
            ),
        ),
        PageStep(
            "refer",
            "转送参考或者超出权限",
            ReferForm,
            lambda row, user, data: opinions.refer(
                row, is_outside=data["is_outside"], words=data["words"], on=_today(), actor=user
            ),
            "已登记。",
            _keeps(Status.TIERED),
        ),
        PageStep(
            "refuse",
            "不予受理",
            RefuseForm,
            lambda row, user, data: opinion_intake.refuse(
                row, guidance=data["guidance"], words=data["words"], on=_today(), actor=user
            ),
            "已引导到相应渠道。",
            _keeps(*PublicOpinion.BEFORE_SORTING),
        ),
        PageStep("merge", "合并", MergeForm, _merge, "已合并。", _keeps(*PublicOpinion.BEFORE_SORTING)),
        PageStep(
            "number",
            "登记议案建议编号",
            NumberForm,
            lambda row, user, data: opinions.number_raised(row, number=data["number"], actor=user),
            "已登记。",
            _keeps(Status.RAISED),
        ),
        PageStep(
            "rate",
            "登记电话回访评价",
            RatingForm,
            lambda row, user, data: opinions.rate(
                row, grade=data["grade"], comment=data["comment"], by_phone=True, on=_today(), actor=user
            ),
            "已登记。",
            lambda user, row: row.is_kept and row.status in PublicOpinion.TOLD and not opinions.is_rated(row),
        ),
        PageStep(
            "acknowledge",
            "签收",
            LeaderForm,
            lambda row, user, data: opinions.acknowledge(row, leader=data["leader"], on=_today(), actor=user),
            "已签收。",
            _holds(Status.HANDED_OVER),
            is_main=True,
        ),
        PageStep(
            "reply",
            "报送办理结果",
            ReplyForm,
            lambda row, user, data: opinions.reply(
                row, text=data["text"], signed_by=data["signed_by"], on=_today(), today=_today(), actor=user
            ),
            "办理结果已报送联络站。",
            _holds(Status.ACCEPTED, Status.REOPENED),
            is_main=True,
        ),
        PageStep(
            "take_back",
            "退回改派",
            ReasonForm,
            lambda row, user, data: opinions.take_back(row, reason=data["reason"], actor=user),
            "已退回，由联络站另行交办。",
            _holds(Status.HANDED_OVER, Status.ACCEPTED),
        ),
        PageStep(
            "feed_back",
            "反馈来访人",
            WordsForm,
            lambda row, user, data: opinions.feed_back(
                row, words=data["words"], on=_today(), today=_today(), actor=user
            ),
            "已反馈，来访人用查询码可以看到并评价。",
            _keeps(Status.REPORTED),
            is_main=True,
        ),
        PageStep(
            "send_back",
            "退回重办",
            ReopenForm,
            lambda row, user, data: opinions.send_back(
                row, verdict=data["verdict"], on=_today(), today=_today(), actor=user
            ),
            "已退回单位重新办理。",
            _keeps(Status.REPORTED, Status.FED_BACK, Status.RATED),
        ),
        PageStep(
            "close",
            "办结",
            CloseForm,
            lambda row, user, data: opinions.close(
                row, is_solved=data["is_solved"], note=data["note"], on=_today(), actor=user
            ),
            "已办结。",
            _keeps(Status.ANSWERED, Status.FED_BACK, Status.RATED),
        ),
    )

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
            "ratings": row.ratings.all(),
            "photos": row.photos.select_related("shown"),
            "hints": opinion_lists.hints(row.text) if is_sorting else [],
            "alike": opinion_intake.alike(row, user=self.user, on=today) if is_sorting else [],
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
