"""Resolutions and decisions: adopted by a vote, numbered, announced, handed over for execution, made public."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from congress.admin.correction import CorrectedAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.obligation import due_cell
from congress.admin.steps import Button, DayForm, Step, StepForm, SteppedAdmin
from congress.admin.widgets import DayInput
from congress.http import signed_in
from congress.models import Obligation, User
from congress.services.marks import due_mark
from meetings.models import Act, Vote
from meetings.services import acts, announcements

CHANGE = "meetings.change_act"
#: what the adoption rests on or the clock counts from: changed by steps of their own afterwards
_FIXED = ("meeting", "adopted_on", "executing_organ", "execution_due_on")


class AdoptForm(StepForm):
    """The vote that carried the act."""

    vote = forms.ModelChoiceField(
        Vote.objects.none(),
        label="表决",
        error_messages={"required": "请选择通过本件的表决。"},
        help_text="只列出本次会议有效、已通过、类别为决议决定或者批准报告的表决。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Vote.objects.filter(
            meeting=self.record.meeting_id,
            status=Vote.Status.COUNTED,
            passed=True,
            kind__in=acts.ADOPTING,
            act__isnull=True,
        )
        field = self.fields["vote"]
        field.queryset = rows.order_by("pk")  # type: ignore[attr-defined]
        own = rows.filter(item=self.record.item_id) if self.record.item_id else rows
        field.initial = own.order_by("pk").first()


class NewExecutionDayForm(StepForm):
    """Another day for the report, why, and by which decision."""

    due_on = forms.DateField(label="新的报告期限", widget=DayInput)
    reason = forms.CharField(label="变更理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    decision = forms.CharField(label="决定", max_length=120, required=False, help_text="如第二十次主任会议决定。")


class AnnounceForm(DayForm):
    """The announcement as it would read."""

    title = forms.CharField(label="公告标题", max_length=200)
    text = forms.CharField(label="公告正文", widget=forms.Textarea(attrs={"rows": 6}))
    field_order = ("title", "on", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "公告日期"
        draft = announcements.of_act(self.record, on=timezone.localdate())
        self.fields["title"].initial, self.fields["text"].initial = draft.title, draft.text


def _adopt(act: Act, actor: User, data: Mapping[str, Any]) -> str:
    adopted = acts.adopt(act, vote=data["vote"], actor=actor, today=timezone.localdate())
    owed = "，执行机关的报告期限开始计算" if adopted.execution_obligation_id else ""
    return f"已登记通过{owed}。"


def _announce(act: Act, actor: User, data: Mapping[str, Any]) -> str:
    draft = announcements.of_act(act, on=data["on"])
    draft.title, draft.text = data["title"], data["text"]
    issued = announcements.issue(draft, actor=actor)
    return f"公告已编号（{issued.number}），已列入公开。"


def _owes(act: Act) -> bool:
    owed = act.execution_obligation
    return owed is not None and owed.status == Obligation.Status.OPEN


STEPS = (
    Step(
        "adopt",
        "登记通过",
        _adopt,
        CHANGE,
        lambda act: act.vote_id is None and act.number_id is None,
        form=AdoptForm,
        is_main=True,
        note="通过日期按表决日期登记；规定了执行情况报告期限的，执行机关的期限开始计算。",
    ),
    Step(
        "number",
        "编号",
        lambda act, actor, data: f"已编号：{acts.number(act, actor=actor)}。",
        CHANGE,
        lambda act: act.number_id is None,
        is_main=True,
    ),
    Step(
        "require",
        "列入公开",
        lambda act, actor, data: acts.require_publication(act, actor=actor),
        "congress.prepare_publication",
        lambda act: act.society_duty_id is None,
        is_main=True,
    ),
    Step(
        "announce",
        "发布公告",
        _announce,
        "meetings.add_announcement",
        lambda act: act.vote_id is not None and not announcements.telling_of(act).exists(),
        form=AnnounceForm,
        note="公告按届编号，当日列入公开；署名和日期在公文和网页上自动加上。",
    ),
    Step(
        "move-execution",
        "变更执行期限",
        lambda act, actor, data: acts.move_execution(act, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        _owes,
        form=NewExecutionDayForm,
        note="原期限、理由和决定都会保留，执行机关收到通知。",
    ),
)


class ActResource(ListResource):
    """Acts as a list."""

    title = column("标题", "title")
    kind = column("类别", "get_kind_display")
    meeting = column("通过的会议", "meeting__name")
    adopted_on = column("通过日期", "adopted_on")
    number = column("文号", "number")
    effective_on = column("施行日期", "effective_on")
    executing_organ = column("执行机关", "executing_organ")
    execution_due_on = column("执行情况报告期限", "execution_due_on")
    related = ("meeting__term", "number__series", "executing_organ")


class ExecutionFilter(admin.SimpleListFilter):
    """How the execution stands."""

    title = "执行"
    parameter_name = "execution"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The states."""
        return [("late", "逾期未报告"), ("open", "期限内"), ("done", "已报告"), ("none", "没有规定期限")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Act]) -> QuerySet[Act]:
        """The acts in that state."""
        today, owed = timezone.localdate(), "execution_obligation__"
        if self.value() == "none":
            return queryset.filter(execution_obligation__isnull=True)
        if self.value() == "done":
            return queryset.filter(**{f"{owed}status": Obligation.Status.DONE})
        late = {"late": "lt", "open": "gte"}.get(self.value() or "")
        if late is None:
            return queryset
        return queryset.filter(**{f"{owed}status": Obligation.Status.OPEN, f"{owed}due_on__{late}": today})


@admin.register(Act)
class ActAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Formal acts of the standing committee; a numbered or published one is changed only with a reason."""

    resource_classes = [ActResource]
    list_display = ("title", "kind", "meeting", "adopted_on", "number", "executing_organ", "due")
    list_filter = ("kind", ExecutionFilter, "adopted_on")
    search_fields = ("title", "text")
    date_hierarchy = "adopted_on"
    autocomplete_fields = ("meeting", "item", "executing_organ")
    readonly_fields = ("number", "vote")
    fields = (
        ("kind", "title"),
        ("meeting", "item"),
        ("adopted_on", "effective_on"),
        ("vote", "number"),
        "motive",
        "text",
        ("executing_organ", "execution_due_on"),
    )
    panel_template = "admin/panels/act.html"
    steps = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Act]:
        """Acts with what their pages need."""
        rows = super().get_queryset(request)
        return rows.select_related(
            "meeting__term",
            "number__series",
            "vote__meeting__term",
            "society_duty",
            "executing_organ",
            "execution_obligation__rule",
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Act | None = None) -> tuple[str, ...]:
        """What the adoption rests on stays."""
        del request
        return (*self.readonly_fields, *_FIXED) if obj is not None and obj.vote_id else self.readonly_fields

    @admin.display(description="执行期限", ordering="execution_due_on")
    def due(self, act: Act) -> str:
        """The due mark of its execution."""
        return due_cell(act.execution_obligation) if act.execution_obligation else ""

    def buttons(self, request: HttpRequest, record: Act) -> list[Button]:
        """The steps, and the hand-over that an upper app offers."""
        found = super().buttons(request, record)
        if record.vote_id is not None and signed_in(request).has_perm("meetings.hand_over_opinionpaper"):
            with suppress(NoReverseMatch):
                url = reverse("admin:supervision_followup_hand_over_act", args=[record.pk])
                found.append(Button("交办执行", url, asks=True, is_main=_owes(record)))
        return found

    def panel(self, request: HttpRequest, record: Act) -> dict[str, Any]:
        """How it was carried, who carries it out, and where it is made known."""
        del request
        owed = record.execution_obligation
        return {
            "act": record,
            "sentence": acts.vote_sentence(record),
            "due": due_mark(owed, on=timezone.localdate(), done_word="已报告") if owed else None,
            "announcements": list(announcements.telling_of(record).select_related("number__series")),
        }

    def closing(self, record: Act) -> str:
        """Closed by its number, and by its publication."""
        if record.number_id is not None:
            return "决议决定已经编号"
        is_out = record.society_duty is not None and record.society_duty.first_published_at is not None
        return "决议决定已经公开" if is_out else ""
