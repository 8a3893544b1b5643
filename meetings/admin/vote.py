"""Votes and assessments on the office's desk: read, declared void, corrected with a reason, taken along as lists."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from congress.admin.base import ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import ReasonForm, Step, StepForm, SteppedAdmin
from congress.admin.widgets import DayInput
from congress.http import signed_in
from congress.models import User
from congress.services import activity
from deputies.models import Person
from meetings.models import AgendaItem, Assessment, AssessmentScale, Attendance, Meeting, NamedBallot, Vote
from meetings.services import assessments, vote_words, votes

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COMMON: Final = ("abstain", "not_cast")
_PAPERS: Final = ("issued", "returned", "spoiled", "blank")


class CountForm(StepForm):
    """The counts as they stand, to be corrected; those of papers only where papers were counted."""

    reason = forms.CharField(label="更正理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        poll: Vote | Assessment = self.record
        columns = [name for name in poll.COLUMNS if not (name == "excellent" and _has_three(poll))]
        papers = _PAPERS if poll.method == poll.Method.SECRET_PAPER else ()
        self.columns = (*columns, *_COMMON, *papers)
        for name in self.columns:
            label = dict(_grade_names(poll)).get(name) or str(type(poll)._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            self.fields[name] = forms.IntegerField(label=label, min_value=0, initial=getattr(poll, name))
        self.order_fields([*self.columns, "reason"])

    def clean(self) -> dict[str, Any]:
        """The counts together, as the service takes them."""
        cleaned = super().clean() or {}
        values = {name: cleaned[name] for name in self.columns if name in cleaned}
        return {"values": values, **{name: value for name, value in cleaned.items() if name not in values}}


def _has_three(poll: Vote | Assessment) -> bool:
    return isinstance(poll, Assessment) and poll.scale == Assessment.Scale.SATISFACTION


def _grade_names(poll: Vote | Assessment) -> list[tuple[str, str]]:
    return list(assessments.grade_names(poll).items()) if isinstance(poll, Assessment) else []


class VoteForm(CountForm):
    """The counts of a vote; those of a named one follow from its ballots."""

    from_roll = forms.BooleanField(
        label="按更正后的出席登记重新计算出席人数", required=False, help_text="出席登记本身有误、已经更正时勾选。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record.method == Vote.Method.NAMED:
            self._ask_each()

    def _ask_each(self) -> None:
        known = dict(self.record.ballots.values_list("attendance_id", "choice"))
        people = self.record.meeting.attendances.voting().filter(pk__in=known).select_related("person")
        for name in self.columns:
            del self.fields[name]
        self.columns = ()
        for row in people.order_by("person__stroke_key", "person__name"):
            self.fields[f"ballot-{row.pk}"] = forms.ChoiceField(
                label=str(row.person), choices=NamedBallot.Choice.choices, initial=known[row.pk]
            )
        self.order_fields([*(name for name in self.fields if name.startswith("ballot-")), "from_roll", "reason"])

    def clean(self) -> dict[str, Any]:
        """Ballots by person, and the counts that follow from them."""
        cleaned = super().clean()
        ballots = {
            int(name.removeprefix("ballot-")): cleaned.pop(name) for name in list(cleaned) if name.startswith("ballot-")
        }
        if not ballots:
            return cleaned
        counts = {name: sum(1 for choice in ballots.values() if choice == name) for name in NamedBallot.Choice.values}
        return {**cleaned, "values": counts, "ballots": ballots}


def _correct_vote(vote: Vote, actor: User, data: Mapping[str, Any]) -> str:
    fixed = votes.correct(vote, actor=actor, today=timezone.localdate(), **data)
    return f"已更正。{vote_words.sentence(fixed)}{_told(fixed)}"


def _correct_assessment(row: Assessment, actor: User, data: Mapping[str, Any]) -> str:
    fixed = assessments.correct(row, actor=actor, today=timezone.localdate(), **data)
    return f"已更正。{vote_words.assessment_sentence(fixed)}{_told(fixed)}"


def _told(poll: Vote | Assessment) -> str:
    return "会议如已公开，请更正公开页。" if poll.corrected_on else ""


def may_correct(user: User, poll: Any) -> bool:
    """Who records counts mends a slip while the meeting is open; afterwards those who correct closed meetings."""
    if poll.meeting.is_locked:
        return user.has_perm("meetings.correct_closed_meeting")
    return user.has_perm("meetings.record_vote")


VOID = "meetings.void_vote"
VOTE_STEPS = (
    Step(
        "correct",
        "更正票数",
        _correct_vote,
        may_correct,
        lambda v: not v.is_void and v.meeting.status in (Meeting.Status.OPEN, *Meeting.HELD),
        form=VoteForm,
        note="更正的原值、新值和理由都会保留；闭会以后的更正在公开页注明。",
    ),
    Step(
        "void",
        "宣布作废",
        lambda v, actor, data: votes.void(v, actor=actor, **data),
        VOID,
        lambda v: not v.is_void and v.meeting.status == Meeting.Status.OPEN,
        form=ReasonForm,
        note="作废的一轮保留备查；重新表决时照常登记，自动记为下一轮。",
    ),
)
ASSESSMENT_STEPS = (
    Step(
        "correct",
        "更正票数",
        _correct_assessment,
        may_correct,
        VOTE_STEPS[0].offered,
        form=CountForm,
        note=VOTE_STEPS[0].note,
    ),
    Step(
        "void",
        "宣布作废",
        lambda row, actor, data: assessments.void(row, actor=actor, **data),
        VOID,
        VOTE_STEPS[1].offered,
        form=ReasonForm,
        note="作废的一轮保留备查；重新测评时照常登记，自动记为下一轮。",
    ),
)


class PollResource(ListResource):
    """What the lists of both kinds have."""

    meeting = column("会议", "meeting__name")
    held_on = column("日期", "held_on")
    item = column("议程", "item__title")
    title = column("事项", "title")
    method = column("方式", "get_method_display")
    round = column("轮次", "round")
    status = column("效力", "get_status_display")
    void_reason = column("作废理由", "void_reason")
    basis_total = column("应到（全体组成人员）", "basis_total")
    quorum = column("法定出席人数", "quorum")
    present = column("实到", "present")
    abstain = column("弃权", "abstain")
    not_cast = column("未表决", "not_cast")
    issued = column("发出票数", "issued")
    returned = column("收回票数", "returned")
    spoiled = column("无效票", "spoiled")
    blank = column("空白票", "blank")
    counted_by = column("计票人", "counted_by__name")
    overseen_by = column("监票人", "overseen_by__name")
    recorded_by = column("登记人", "recorded_by__display_name")
    recorded_at = column("登记时间", "recorded_at")
    corrected_on = column("更正日期", "corrected_on")
    correction_reason = column("更正说明", "correction_reason")
    related: tuple[str, ...] = (
        "meeting__term",
        "meeting__session",
        "item",
        "counted_by",
        "overseen_by",
        "recorded_by",
    )


class VoteResource(PollResource):
    """Votes as a list."""

    kind = column("类别", "get_kind_display")
    yes = column("赞成", "yes")
    no = column("反对", "no")
    passed = column("通过", "passed")


class AssessmentResource(PollResource):
    """Assessments as a list."""

    scale = column("等次", "get_scale_display")
    person = column("测评对象", "person__name")
    excellent = column("优秀", "excellent")
    satisfied = column("满意（称职）", "satisfied")
    basic = column("基本满意（基本称职）", "basic")
    unsatisfied = column("不满意（不称职）", "unsatisfied")
    outcome = column("结果", "get_outcome_display")
    related = (*PollResource.related, "person")


class NamedResource(ListResource):
    """How every member voted in a named vote; who was not in the room is in the list too."""

    person = column("姓名", "person__name")
    choice = column("意见", "choice_word")
    presence = column("出席情况", "get_status_display")
    related = ("person",)


class PollAdmin(ExportAdmin, SteppedAdmin, ReadOnlyAdmin):
    """Counts are written by services; the page tells them in the words of the minutes."""

    list_filter: ClassVar[Any] = ("status", "method", "meeting__kind")
    search_fields = ("title", "item__title", "meeting__title", "void_reason", "correction_reason")
    search_help_text = "可按表决事项、议程标题、作废理由、更正说明查找。"
    date_hierarchy = "held_on"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Counts with their meetings and rounds."""
        rows = super().get_queryset(request)
        return rows.select_related("meeting__term", "meeting__session", "item", "repeats", "recorded_by")

    @admin.display(description="会议")
    def meeting_link(self, poll: Vote | Assessment) -> SafeString:
        """The page of the meeting."""
        url = reverse("admin:meetings_meeting_change", args=[poll.meeting_id])
        return format_html('<a href="{}">{}</a>', url, poll.meeting)

    @admin.display(description="说明")
    def notes(self, poll: Vote | Assessment) -> str:
        """Rounds and corrections."""
        return "；".join(vote_words.notes(poll)) or "—"


@admin.register(Vote)
class VoteAdmin(PollAdmin):
    """Votes."""

    resource_classes = [VoteResource]
    list_display = ("title", "kind", "meeting", "held_on", "yes", "no", "abstain", "result")
    list_filter = ("kind", "passed", *PollAdmin.list_filter)
    fields = (
        "meeting_link",
        "item",
        "title",
        ("kind", "method", "held_on"),
        "sentence",
        ("counted_by", "overseen_by"),
        ("recorded_by", "recorded_at"),
        "notes",
        "named",
    )
    readonly_fields = ("meeting_link", "sentence", "notes", "named", "recorded_by", "recorded_at")
    steps = VOTE_STEPS
    history_with = ((NamedBallot, "vote"),)

    @admin.display(description="结果", ordering="passed")
    def result(self, vote: Vote) -> str:
        """The result in a word."""
        return vote_words.result_word(vote)

    @admin.display(description="表决结果")
    def sentence(self, vote: Vote) -> str:
        """The sentence of the minutes."""
        return vote_words.sentence(vote)

    @admin.display(description="记名名单")
    def named(self, vote: Vote) -> SafeString | str:
        """The way to the list of who voted how."""
        if vote.method != Vote.Method.NAMED:
            return "本次表决不记名。"
        url = reverse("admin:meetings_vote_named", args=[vote.pk])
        return format_html('<a href="{}">下载记名名单（Excel，含缺席人员）</a>', url)

    def get_urls(self) -> list[URLPattern]:
        """The named list before the admin's own pages."""
        view = self.admin_site.admin_view(self.named_view)
        return [path("<int:key>/named.xlsx", view, name="meetings_vote_named"), *super().get_urls()]

    def named_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Who voted how, as an Excel file; that it was taken is logged."""
        if not request.user.has_perm("meetings.view_namedballot"):
            raise PermissionDenied
        vote = get_object_or_404(self.get_queryset(request), pk=key)
        if vote.method != Vote.Method.NAMED:
            raise Http404
        with transaction.atomic():
            data = NamedResource().export(named_rows(vote))
            activity.record(signed_in(request), "导出记名名单", vote, path=self.record_url(vote))
        answer = HttpResponse(data.xlsx, content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="named-vote-{vote.pk}.xlsx"'
        return answer


def named_rows(vote: Vote) -> QuerySet[Attendance]:
    """All members expected at the meeting by strokes, each with the word of the ballot, or why there is none."""
    words = Case(*(When(choice=choice, then=Value(label)) for choice, label in NamedBallot.Choice.choices))
    ballots = NamedBallot.objects.filter(vote=vote, attendance=OuterRef("pk")).annotate(word=words)
    away = Case(When(status=Attendance.Status.PRESENT, then=Value("表决时不在场")), default=Value("缺席"))
    rows = vote.meeting.attendances.voting().annotate(choice_word=Coalesce(Subquery(ballots.values("word")[:1]), away))
    return rows.order_by("person__stroke_key", "person__name")


class AssessmentForm(StepForm):
    """A satisfaction assessment: what was assessed, on which scale, and the counts."""

    item = forms.ModelChoiceField(AgendaItem.objects.none(), label="议程项目")
    person = forms.ModelChoiceField(
        Person.objects.none(), label="测评对象", required=False, help_text="履职评议等测评一个人的，选择本人。"
    )
    scale = forms.ModelChoiceField(
        AssessmentScale.objects.filter(is_current=True), label="等次", empty_label=None, to_field_name="code"
    )
    repeats = forms.ModelChoiceField(
        Assessment.objects.none(),
        label="上次测评",
        required=False,
        help_text="上次为不满意、本次再次测评的，选择上次。",
    )
    method = forms.ChoiceField(
        label="方式", choices=[pair for pair in Assessment.Method.choices if pair[0] in ("secret_paper", "electronic")]
    )
    held_on = forms.DateField(label="测评日期", widget=DayInput)
    excellent = forms.IntegerField(label="优秀", min_value=0, initial=0, required=False)
    satisfied = forms.IntegerField(label="满意（称职）", min_value=0, initial=0)
    basic = forms.IntegerField(label="基本满意（基本称职）", min_value=0, initial=0)
    unsatisfied = forms.IntegerField(label="不满意（不称职）", min_value=0, initial=0)
    abstain = forms.IntegerField(label="弃权", min_value=0, initial=0)
    not_cast = forms.IntegerField(label="未表决", min_value=0, initial=0)
    issued = forms.IntegerField(label="发出票数", min_value=0, required=False)
    returned = forms.IntegerField(label="收回票数", min_value=0, required=False)
    spoiled = forms.IntegerField(label="无效票", min_value=0, initial=0, required=False)
    blank = forms.IntegerField(label="空白票", min_value=0, initial=0, required=False)
    counted_by = forms.ModelChoiceField(Person.objects.none(), label="计票人", required=False)
    overseen_by = forms.ModelChoiceField(Person.objects.none(), label="监票人", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting: Meeting = self.record
        there = Person.objects.filter(attendances__in=meeting.attendances.present()).by_strokes()
        offered: dict[str, QuerySet[Any]] = {
            "item": meeting.items.exclude(status=AgendaItem.Status.WITHDRAWN).order_by("order"),
            "person": Person.objects.filter(attendances__meeting=meeting).by_strokes(),
            "repeats": assessments.to_repeat(),
            "counted_by": there,
            "overseen_by": there,
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["method"].initial = Assessment.Method.ELECTRONIC
        self.fields["held_on"].initial = min(max(timezone.localdate(), meeting.starts_on), meeting.ends_on)


def _record_assessment(meeting: Meeting, actor: User, data: Mapping[str, Any]) -> str:
    day: date = data["held_on"]
    counted = {name: value for name, value in data.items() if name not in ("held_on", "scale")}
    scale: AssessmentScale = data["scale"]
    counted |= {"scale": scale.shape, "grade_words": scale.words}
    for name in ("excellent", "spoiled", "blank"):
        counted[name] = counted[name] or 0
    row = Assessment(meeting=meeting, title=data["item"].title, held_on=day, **counted)
    stored = assessments.record(row, actor=actor)
    return f"{vote_words.assessment_sentence(stored)}{vote_words.next_step(stored)}"


MEETING_STEPS = (
    Step(
        "assess",
        "登记满意度测评",
        _record_assessment,
        "meetings.record_vote",
        lambda m: m.status == Meeting.Status.OPEN and m.kind in Meeting.VOTING,
        form=AssessmentForm,
        note="测评以无记名方式进行，当场宣布结果。",
    ),
)


@admin.register(Assessment)
class AssessmentAdmin(PollAdmin):
    """Satisfaction assessments."""

    resource_classes = [AssessmentResource]
    list_display = ("title", "meeting", "held_on", "scale", "round", "result")
    list_filter = ("outcome", "scale", *PollAdmin.list_filter)
    fields = (
        "meeting_link",
        "item",
        ("title", "person"),
        ("scale", "method", "held_on"),
        "sentence",
        ("counted_by", "overseen_by"),
        ("recorded_by", "recorded_at"),
        "notes",
    )
    readonly_fields = ("meeting_link", "sentence", "notes", "recorded_by", "recorded_at")
    steps = ASSESSMENT_STEPS

    @admin.display(description="结果", ordering="outcome")
    def result(self, row: Assessment) -> str:
        """The outcome in the words of its scale."""
        return "测评无效" if row.is_void else assessments.outcome_word(row)

    @admin.display(description="测评结果")
    def sentence(self, row: Assessment) -> str:
        """The sentence of the minutes, and what follows."""
        return vote_words.assessment_sentence(row) + vote_words.next_step(row)
