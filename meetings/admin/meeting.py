"""A whole meeting on one page: its facts, sittings, agenda, attendance and papers, and its next lawful steps."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html

from congress.admin.base import ReadOnlyAdmin
from congress.admin.correction import CorrectedAdmin, CorrectedInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import DayForm, ReasonForm, Step
from congress.http import signed_in
from congress.models import User
from meetings.models import AgendaItem, Attendance, Meeting, Paper, Sitting
from meetings.services import agenda, agenda_lines, attendance, meeting_templates, meetings

from .agenda import AgendaInline, save_agenda
from .attendance import GuestInline, MemberInline
from .ballots import MEETING_STEPS as BALLOT_STEPS
from .conclusion import MEETING_STEPS as CONCLUSION_STEPS
from .conclusion import ConclusionInline
from .meeting_forms import LinesForm, MeetingForm, NewDayForm, PapersForm, ProposeAllForm, RepeatForm
from .meeting_panel import panel as meeting_panel
from .meeting_papers import MEETING_STEPS, MeetingPapersAdmin
from .paper import PaperInline, save_papers
from .roll import MEETING_STEPS as ROLL_STEPS
from .sign_in import SignInAdmin
from .vote import MEETING_STEPS as ASSESSMENT_STEPS

Status = Meeting.Status


class SittingInline(CorrectedInline):
    """Plenary, group and joint-group sittings."""

    model = Sitting
    verbose_name_plural = "会次"
    description = "联组会议、分组会议是本次会议的一部分，不另计次数。不填的，开会时按会议时间地点登记一次全体会议。"
    fields = ("kind", "starts_on", "starts_at", "ends_at", "place", "chaired_by", "is_open")


def _schedule(meeting: Meeting, actor: User, data: Mapping[str, Any]) -> str:
    """Fix the day, and tell who is expected now and whether the gap is too long."""
    del data
    change = meetings.schedule(meeting, actor=actor, today=timezone.localdate())
    # The whole list is new at first; only who left it, or should have, is worth a sentence.
    people = change.sentence if change.removed or change.kept else ""
    return f"已办理“确定会议日期”。{people}{meetings.gap_warning(meeting)}"


def _move(meeting: Meeting, actor: User, data: Mapping[str, Any]) -> str:
    change = meetings.move_date(meeting, actor=actor, today=timezone.localdate(), **data)
    return f"已办理“改期”。{change.sentence}{meetings.gap_warning(meeting)}"


def _repeat(meeting: Meeting, actor: User, data: Mapping[str, Any]) -> str:
    new = meeting_templates.repeat(meeting, actor=actor, **data)
    return format_html('已新建<a href="{}">{}</a>。', meetings.admin_path(new), new)


def _paste(meeting: Meeting, actor: User, data: Mapping[str, Any]) -> str:
    return f"已列入{len(agenda_lines.add(meeting, actor=actor, **data))}项议程。"


def _propose_all(meeting: Meeting, actor: User, data: Mapping[str, Any]) -> str:
    sent = agenda.propose_all(meeting, data["items"], meeting=data["meeting"], actor=actor)
    return f"已提请“{data['meeting']}”{len(sent)}项。"


CHANGE = "meetings.change_meeting"
STEPS = (
    Step(
        "schedule",
        "确定会议日期",
        _schedule,
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
        is_short=True,
    ),
    Step(
        "papers",
        "登记发出材料",
        lambda m, actor, data: meetings.send_papers(m, actor=actor, **data),
        CHANGE,
        lambda m: m.status == Status.NOTICED and m.kind in Meeting.DECIDING,
        form=PapersForm,
        is_main=True,
        is_short=True,
    ),
    Step(
        "all-present",
        "全体出席",
        lambda m, actor, data: (
            f"已登记{attendance.all_present(m, actor=actor)}人出席，请假、缺席的请在“登记出席”中修改。"
        ),
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
        "note-all",
        "其余登记听取",
        lambda m, actor, data: f"已登记听取{agenda.note_all(m, actor=actor)}项，付表决的议程请登记表决。",
        "meetings.change_agendaitem",
        lambda m: m.status == Status.OPEN,
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
        _move,
        CHANGE,
        lambda m: m.status in (Status.SCHEDULED, Status.NOTICED, Status.PAPERS_OUT, Status.POSTPONED),
        form=NewDayForm,
        note="尚未完成的通知、材料期限随会议日期移动，原日期保留；应到名单按新的日期核对，已通知的人员收到改期消息。",
        is_rare=True,
    ),
    Step(
        "postpone",
        "延期",
        lambda m, actor, data: meetings.postpone(m, actor=actor, **data),
        CHANGE,
        lambda m: m.status in Meeting.BEFORE_OPENING and m.status != Status.POSTPONED,
        form=ReasonForm,
        note="暂不确定新的日期；通知、材料期限失效，重新定期时另行起算。",
        is_rare=True,
    ),
    Step(
        "cancel",
        "取消会议",
        lambda m, actor, data: meetings.cancel(m, actor=actor, **data),
        CHANGE,
        lambda m: m.status in Meeting.BEFORE_OPENING,
        form=ReasonForm,
        is_rare=True,
    ),
    Step(
        "propose",
        "提请常委会会议",
        _propose_all,
        "meetings.change_agendaitem",
        lambda m: m.kind == Meeting.Kind.CHAIR_MEETING and m.status in (Status.OPEN, *Meeting.HELD),
        form=ProposeAllForm,
        note="所选议题列入常委会会议的议程草案，标题、机关、报告人一并带去（《地方组织法》第五十四条）。",
    ),
    Step(
        "lines",
        "逐行粘贴议程",
        _paste,
        "meetings.add_agendaitem",
        lambda m: m.status in (*Meeting.BEFORE_OPENING, Status.OPEN),
        form=LinesForm,
        is_rare=True,
    ),
    Step(
        "repeat",
        "以本次会议为模板新建",
        _repeat,
        "meetings.add_meeting",
        lambda m: m.kind != Meeting.Kind.CONGRESS,
        form=RepeatForm,
        note="沿用类别、时间、地点、主持人和会次安排。",
        is_rare=True,
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
    starts_at_time = column("开会时间", "starts_at_time")
    is_extraordinary = column("临时召集", "is_extraordinary")
    change_reason = column("延期或取消理由", "change_reason")
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
class MeetingAdmin(MeetingPapersAdmin, ExportAdmin, CorrectedAdmin, SignInAdmin):
    """Meetings; a closed one is changed only with a reason."""

    resource_classes = [MeetingResource]
    list_display = ("name", "kind", "starts_on", "place", "status", "papers_sent_on")
    list_filter = ("kind", "status", "is_extraordinary", "term")
    search_fields = ("title", "place", "items__title")
    search_help_text = "可按名称、地点、议程标题查找。"
    date_hierarchy = "starts_on"
    fields = (
        ("kind", "term", "is_extraordinary"),
        ("number", "title"),
        ("starts_on", "ends_on", "starts_at_time"),
        ("place", "chaired_by"),
    )
    form = MeetingForm
    correction_permission = "meetings.correct_closed_meeting"
    inlines = (AgendaInline, MemberInline, GuestInline, PaperInline, ConclusionInline, SittingInline)
    panel_template = "admin/panels/meeting.html"
    steps = (*STEPS, *CONCLUSION_STEPS, *ROLL_STEPS, *BALLOT_STEPS, *ASSESSMENT_STEPS, *MEETING_STEPS)
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
        """Papers and agenda go through their services."""
        savers = {Paper: save_papers, AgendaItem: save_agenda}
        if formset.model in savers:
            savers[formset.model](request, formset)
            formset.save_m2m()
            return
        super().save_formset(request, form, formset, change)

    def log_correction(
        self, request: HttpRequest, record: Meeting, *, reason: str, changes: dict[str, list[str]]
    ) -> None:
        """Corrections of meetings have a service of their own."""
        meetings.note_correction(record, reason=reason, changes=changes, actor=signed_in(request))

    def panel(self, request: HttpRequest, record: Meeting) -> dict[str, Any]:
        """Where the meeting stands."""
        del request
        return meeting_panel(record)

    def get_fieldsets(self, request: HttpRequest, obj: Meeting | None = None) -> Any:
        """A new meeting takes its agenda line by line; one of the congress names its session."""
        fieldsets = super().get_fieldsets(request, obj)
        fields = [name for name in fieldsets[0][1]["fields"] if name not in ("agenda_lines", "session")]
        if obj is None or obj.kind == Meeting.Kind.CONGRESS:
            fields.append("session")
        fieldsets[0][1]["fields"] = [*fields, "agenda_lines"] if obj is None else fields
        return fieldsets

    def get_inlines(self, request: HttpRequest, obj: Meeting | None) -> Any:
        """A new meeting has rows for its agenda and sittings; people and papers come with the day."""
        inlines = super().get_inlines(request, obj)
        return inlines if obj else [each for each in inlines if each in (AgendaInline, SittingInline)]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The next meeting of the kind, by the last one."""
        kind = request.GET.get("kind", "")
        if kind not in Meeting.Kind.values:
            kind = Meeting.Kind.STANDING_COMMITTEE
        proposal = meeting_templates.propose(kind, today=timezone.localdate())
        return {
            "kind": proposal.kind,
            "term": proposal.term,
            "starts_on": proposal.starts_on,
            "ends_on": proposal.starts_on,
            "starts_at_time": proposal.starts_at_time,
            "place": proposal.place,
            "chaired_by": proposal.chaired_by,
        }

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Rows first, then the pasted lines of a new meeting."""
        super().save_related(request, form, formsets, change)
        if not change and (text := form.cleaned_data.get("agenda_lines", "")):
            agenda_lines.add(form.instance, text, actor=signed_in(request))

    def response_add(self, request: HttpRequest, obj: Meeting, post_url_continue: str | None = None) -> HttpResponse:
        """The meeting's page, where its steps are; `_schedule` takes the first one at once."""
        del post_url_continue
        told = f"已新增“{obj}”。"
        if "_schedule" in request.POST:
            told = _schedule(obj, signed_in(request), {})
        messages.success(request, told)
        return HttpResponseRedirect(self.record_url(obj))

    def response_post_save_change(self, request: HttpRequest, obj: Meeting) -> HttpResponseRedirect:
        """The meeting's page again: the next step is there."""
        del request
        return HttpResponseRedirect(self.record_url(obj))
