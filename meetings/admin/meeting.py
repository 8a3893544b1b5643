"""A whole meeting on one page: its facts, sittings, agenda, attendance and papers, and its next lawful steps."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import ReadOnlyAdmin
from congress.admin.correction import CorrectedAdmin, CorrectedInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import DayForm, ReasonForm, Step, StepForm, SteppedAdmin
from congress.admin.widgets import DayInput
from congress.http import signed_in
from congress.models import Obligation
from congress.services.marks import due_mark
from meetings.models import AgendaItem, Attendance, Meeting, Paper, Sitting
from meetings.services import meetings

from .agenda import AgendaInline
from .attendance import GuestInline, MemberInline
from .paper import PaperInline, save_papers

Status = Meeting.Status


class SittingInline(CorrectedInline):
    """Plenary, group and joint-group sittings."""

    model = Sitting
    verbose_name_plural = "会次"
    fields = ("kind", "starts_on", "place", "is_first")


class NewDayForm(StepForm):
    """Another day, and why."""

    starts_on = forms.DateField(label="新的开始日期", widget=DayInput)
    ends_on = forms.DateField(label="新的结束日期", widget=DayInput)
    reason = forms.CharField(label="改期理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = self.record.starts_on
        self.fields["ends_on"].initial = self.record.ends_on

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            raise ValidationError({"ends_on": "结束日期不能早于开始日期。"})
        return cleaned


CHANGE = "meetings.change_meeting"
STEPS = (
    Step(
        "schedule",
        "确定会议日期",
        lambda m, actor, data: meetings.schedule(m, actor=actor, today=timezone.localdate()),
        CHANGE,
        lambda m: m.status in (Status.PLANNED, Status.POSTPONED),
        is_main=True,
    ),
    Step(
        "notice",
        "登记发出通知",
        lambda m, actor, data: meetings.give_notice(m, actor=actor, **data),
        CHANGE,
        lambda m: m.status == Status.SCHEDULED,
        form=DayForm,
        is_main=True,
    ),
    Step(
        "papers",
        "登记发出材料",
        lambda m, actor, data: meetings.send_papers(m, actor=actor, **data),
        CHANGE,
        lambda m: m.status == Status.NOTICED,
        form=DayForm,
        is_main=True,
    ),
    Step(
        "all-present",
        "全体出席",
        lambda m, actor, data: f"已登记{meetings.all_present(m, actor=actor)}人出席，请假、缺席的请逐人修改。",
        "meetings.change_attendance",
        lambda m: m.status in (Status.SCHEDULED, Status.NOTICED, Status.PAPERS_OUT, Status.OPEN),
    ),
    Step(
        "open",
        "开会",
        lambda m, actor, data: meetings.open_meeting(m, actor=actor, today=timezone.localdate()),
        CHANGE,
        lambda m: m.status in m.opening_states,
        is_main=True,
    ),
    Step(
        "close",
        "闭会",
        lambda m, actor, data: meetings.close_meeting(m, actor=actor),
        CHANGE,
        lambda m: m.status == Status.OPEN,
        is_main=True,
    ),
    Step(
        "minute",
        "完成纪要",
        lambda m, actor, data: meetings.minute(m, actor=actor),
        CHANGE,
        lambda m: m.status == Status.CLOSED,
        is_main=True,
    ),
    Step(
        "archive",
        "归档",
        lambda m, actor, data: meetings.archive(m, actor=actor),
        CHANGE,
        lambda m: m.status == Status.MINUTED,
        is_main=True,
    ),
    Step(
        "move",
        "改期",
        lambda m, actor, data: meetings.move_date(m, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        lambda m: m.status in (Status.SCHEDULED, Status.NOTICED, Status.PAPERS_OUT, Status.POSTPONED),
        form=NewDayForm,
        note="尚未完成的通知、材料期限随会议日期移动，原日期保留。",
    ),
    Step(
        "postpone",
        "延期",
        lambda m, actor, data: meetings.postpone(m, actor=actor, **data),
        CHANGE,
        lambda m: m.status in Meeting.BEFORE_OPENING and m.status != Status.POSTPONED,
        form=ReasonForm,
        note="暂不确定新的日期；通知、材料期限失效，重新定期时另行起算。",
    ),
    Step(
        "cancel",
        "取消会议",
        lambda m, actor, data: meetings.cancel(m, actor=actor, **data),
        CHANGE,
        lambda m: m.status in Meeting.BEFORE_OPENING,
        form=ReasonForm,
    ),
)


class MeetingResource(ListResource):
    """Meetings as a list."""

    name = column("会议", "name")
    kind = column("类别", "get_kind_display")
    term = column("届", "term__number")
    number = column("次", "number")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("结束日期", "ends_on")
    place = column("地点", "place")
    chaired_by = column("主持人", "chaired_by")
    status = column("状态", "get_status_display")
    noticed_on = column("通知日期", "noticed_on")
    papers_sent_on = column("发材料日期", "papers_sent_on")
    related = ("term",)


@admin.register(Sitting)
class SittingAdmin(ReadOnlyAdmin):
    """Sittings, for finding; they are edited on their meeting's page."""

    list_display = ("meeting", "kind", "starts_on", "place")
    list_filter = ("kind",)
    search_fields = ("meeting__title", "meeting__items__title", "starts_on")
    search_help_text = "可按会议名称、议程标题、日期查找。"
    date_hierarchy = "starts_on"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not a register of its own."""
        del request
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sitting]:
        """Sittings with their meetings."""
        return super().get_queryset(request).select_related("meeting__term")


@admin.register(Meeting)
class MeetingAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Meetings; a closed one is changed only with a reason."""

    resource_classes = [MeetingResource]
    list_display = ("name", "kind", "starts_on", "place", "status", "papers_sent_on")
    list_filter = ("kind", "status", "term")
    search_fields = ("title", "place", "items__title")
    search_help_text = "可按名称、地点、议程标题查找。"
    date_hierarchy = "starts_on"
    fields = (
        ("kind", "term", "is_extraordinary"),
        ("number", "title"),
        ("starts_on", "ends_on", "starts_at_time"),
        ("place", "chaired_by"),
    )
    correction_permission = "meetings.correct_closed_meeting"
    inlines = (AgendaInline, MemberInline, GuestInline, PaperInline, SittingInline)
    panel_template = "admin/panels/meeting.html"
    steps = STEPS
    history_with = ((AgendaItem, "meeting"), (Attendance, "meeting"))

    @admin.display(description="会议", ordering="starts_on")
    def name(self, meeting: Meeting) -> str:
        """The name as it prints."""
        return meeting.name

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        """Meetings with what their names and panels need."""
        return super().get_queryset(request).select_related("term", "notice_obligation", "papers_obligation")

    def closing(self, record: Meeting) -> str:
        """Closed with its last sitting."""
        return "会议已经闭会" if record.is_locked else ""

    def get_readonly_fields(self, request: HttpRequest, obj: Meeting | None = None) -> tuple[str, ...]:
        """What the number and the deadlines rest on changes by its own step."""
        del request
        if obj is None or obj.status == Status.PLANNED:
            return ()
        return ("kind", "term") if obj.is_locked else ("kind", "term", "starts_on", "ends_on", "is_extraordinary")

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Papers go through their service."""
        if formset.model is Paper:
            save_papers(request, formset)
            formset.save_m2m()
            return
        super().save_formset(request, form, formset, change)

    def log_correction(
        self, request: HttpRequest, record: Meeting, *, reason: str, changes: dict[str, list[str]]
    ) -> None:
        """Corrections of meetings have a service of their own."""
        meetings.note_correction(record, reason=reason, changes=changes, actor=signed_in(request))

    def panel(self, request: HttpRequest, record: Meeting) -> dict[str, Any]:
        """Where the meeting stands, in numbers."""
        del request
        day = timezone.localdate()
        return {
            "meeting": record,
            "notice": _mark(record.notice_obligation, day),
            "papers": _mark(record.papers_obligation, day),
            "presence": _presence(record),
            "agenda": _agenda(record),
        }


def _mark(obligation: Obligation | None, day: date) -> Any:
    return due_mark(obligation, on=day) if obligation else None


def _presence(meeting: Meeting) -> dict[str, int]:
    """Expected, present, and how many make the quorum."""
    present = Count("pk", filter=Q(status=Attendance.Status.PRESENT))
    unrecorded = Count("pk", filter=Q(status=Attendance.Status.UNRECORDED))
    counts = meeting.attendances.voting().aggregate(expected=Count("pk"), present=present, unrecorded=unrecorded)
    return {**counts, "needed": counts["expected"] // 2 + 1}


def _agenda(meeting: Meeting) -> dict[str, int]:
    """Items, those without outcome, and those without a paper."""
    pending = Count("pk", filter=~Q(status__in=AgendaItem.DISPOSED), distinct=True)
    missing = Count("pk", filter=Q(papers__isnull=True), distinct=True)
    return meeting.items.aggregate(items=Count("pk", distinct=True), pending=pending, missing=missing)
