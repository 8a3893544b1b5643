"""The steps of inspections, visits and research as buttons, each with what it asks for."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone

from congress.admin.steps import DayForm, ReasonForm, Step, StepForm
from congress.admin.widgets import DayInput
from congress.models import Organ
from meetings.models import AgendaItem, MajorMatter, Meeting
from supervision.models import OverseenOrgan, Oversight
from supervision.services import findings, inspections, outings, oversight

CHANGE = "supervision.change_oversight"
Status = Oversight.Status

#: how an activity comes before the publication gate
REQUIRE_PUBLICATION = Step(
    "require",
    "列入公开",
    lambda row, actor, data: oversight.require_publication(row, actor=actor),
    "congress.prepare_publication",
    lambda row: row.society_duty_id is None and getattr(row, "status", "") != Status.CANCELLED,
    is_main=True,
)


class MeetingForm(StepForm):
    """The chairpersons' meeting that decided."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="主任会议")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Meeting.objects.of_chairpersons().filter(status__in=(Meeting.Status.OPEN, *Meeting.HELD))
        field = self.fields["meeting"]
        field.queryset = held.select_related("term")  # type: ignore[attr-defined]
        field.widget = AutocompleteSelect(MajorMatter._meta.get_field("meeting"), admin.site)
        field.widget.choices = field.choices  # type: ignore[attr-defined]
        latest = held.order_by("-starts_on", "-pk").first()
        field.initial = latest.pk if latest else None


class NoticeForm(DayForm):
    """When the organs were told, why so late if it is, and until when they check themselves."""

    self_check_due_on = forms.DateField(
        label="自查报告期限", required=False, widget=DayInput, help_text="不填的，自通知之日起十五日。"
    )
    late_reason = forms.CharField(
        label="迟延理由", required=False, max_length=200, help_text="不足一个月的，须写明理由；迟延如实记录。"
    )


class AddOrganForm(NoticeForm):
    """One more organ, with a notice of its own."""

    organ = forms.ModelChoiceField(Organ.objects.all(), label="机关")
    field_order = ("organ", "on", "self_check_due_on", "late_reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organ"]
        field.widget = AutocompleteSelect(OverseenOrgan._meta.get_field("organ"), admin.site)
        field.widget.choices = field.choices  # type: ignore[attr-defined]


class TableForm(MeetingForm):
    """The item of the standing committee's meeting."""

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label="常委会会议议程",
        error_messages={"required": "请先在常委会会议中登记类别为“执法检查报告”的议程，再选择。"},
        help_text="只列出常委会会议上类别为执法检查报告、尚未对应其他检查的议程。",
    )
    field_order = ("item", "meeting")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = AgendaItem.objects.filter(
            meeting__kind=Meeting.Kind.STANDING_COMMITTEE,
            kind=AgendaItem.Kind.INSPECTION_REPORT,
            inspection__isnull=True,
        )
        field = self.fields["item"]
        field.queryset = items.order_by("-meeting__starts_on", "order")  # type: ignore[attr-defined]


class UntabledForm(MeetingForm):
    """And why."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class MoveForm(ReasonForm):
    """The new days and why."""

    starts_on = forms.DateField(label="开始日期", widget=DayInput)
    ends_on = forms.DateField(label="结束日期", widget=DayInput, required=False)
    field_order = ("starts_on", "ends_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = self.record.starts_on
        self.fields["ends_on"].initial = self.record.ends_on


class UpwardForm(DayForm):
    """The report to the level that entrusted it."""

    text = forms.CharField(label="书面报告", max_length=50_000, widget=forms.Textarea(attrs={"rows": 10}))
    field_order = ("text", "on")


def _draft_opinions(record: Oversight, actor: Any, data: Any) -> str:
    del data
    paper = findings.draft_opinions(record, actor=actor)
    return f"已起草《{paper}》，请核对后提请主任会议通过。"


def _is(*statuses: str) -> Any:
    """Offered to inspections in one of the states."""
    return lambda row: row.is_inspection and not row.is_historic and row.status in statuses


def _outing_is(status: str) -> Any:
    """Offered to visits and research in that state."""
    return lambda row: not row.is_inspection and not row.is_historic and row.status == status


STEPS = (
    Step(
        "programme",
        "登记方案通过",
        lambda row, actor, data: inspections.adopt_programme(row, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        _is(Status.PLANNED),
        form=MeetingForm,
        is_main=True,
        note="执法检查方案由工委起草，主任会议决定（《浙江省监督条例》第二十七条）。",
    ),
    Step(
        "group",
        "检查组已组成",
        lambda row, actor, data: inspections.form_group(row, actor=actor),
        CHANGE,
        _is(Status.PROGRAMME_ADOPTED),
        is_main=True,
    ),
    Step(
        "notice",
        "通知被检查机关",
        lambda row, actor, data: inspections.notify(row, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        _is(Status.GROUP_FORMED),
        form=NoticeForm,
        is_main=True,
        note="应在检查开始一个月前通知（《浙江省监督条例》第二十九条）；被检查机关同时收到自查任务。",
    ),
    Step(
        "fieldwork",
        "开展检查",
        lambda row, actor, data: inspections.start_fieldwork(row, actor=actor, today=timezone.localdate()),
        CHANGE,
        _is(Status.NOTIFIED, Status.SELF_CHECK),
        is_main=True,
    ),
    Step(
        "hold",
        "登记已开展",
        lambda row, actor, data: outings.hold(row, actor=actor, today=timezone.localdate()),
        CHANGE,
        _outing_is(Status.PLANNED),
        is_main=True,
    ),
    Step(
        "report",
        "报告已形成",
        lambda row, actor, data: inspections.draft_report(row, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        lambda row: not row.is_historic and row.status in (Status.FIELDWORK, Status.DONE),
        form=DayForm,
        is_main=True,
        is_short=True,
    ),
    Step(
        "table",
        "提请常委会审议",
        lambda row, actor, data: inspections.table(row, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        _is(Status.REPORT_DRAFTED),
        form=TableForm,
        is_main=True,
        note="是否提请审议由主任会议决定（《监督法》第三十六条）。",
    ),
    Step(
        "untabled",
        "不提请审议",
        lambda row, actor, data: inspections.leave_untabled(row, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        _is(Status.REPORT_DRAFTED),
        form=UntabledForm,
        note="意见以意见建议函的形式交有关机关。",
    ),
    Step(
        "deliberate",
        "登记已审议",
        lambda row, actor, data: inspections.deliberate(row, actor=actor),
        CHANGE,
        _is(Status.TABLED),
        is_main=True,
    ),
    Step(
        "opinions",
        "起草意见",
        _draft_opinions,
        "meetings.add_opinionpaper",
        lambda row: _is(Status.DELIBERATED, Status.NOT_TABLED)(row) and row.opinion_paper is None,
        is_main=True,
    ),
    Step(
        "hand",
        "转交报告",
        lambda row, actor, data: outings.hand_report(row, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        _outing_is(Status.REPORT_DRAFTED),
        form=DayForm,
        is_main=True,
        is_short=True,
    ),
    Step(
        "upward",
        "向上级报告",
        lambda row, actor, data: inspections.report_upward(row, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        lambda row: bool(row.commissioned_by_level) and not row.upward_report and row.status in Oversight.WITH_REPORT,
        form=UpwardForm,
        note="受委托的常委会应当将检查情况书面报告上级人大常委会（《监督法》第三十四条）。",
    ),
    REQUIRE_PUBLICATION,
    Step(
        "add-organ",
        "补充被检查机关",
        lambda row, actor, data: inspections.add_organ(row, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        _is(Status.NOTIFIED, Status.SELF_CHECK),
        form=AddOrganForm,
        is_rare=True,
        note="该机关同时收到检查通知和自查任务；距检查开始不足一个月的，须写明迟延理由。",
    ),
    Step(
        "move",
        "改期",
        lambda row, actor, data: inspections.move_days(row, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        lambda row: not row.is_historic and row.status in Oversight.BEFORE and row.status != Status.CANCELLED,
        form=MoveForm,
        is_rare=True,
    ),
    Step(
        "cancel",
        "取消",
        lambda row, actor, data: inspections.cancel(row, actor=actor, **data),
        CHANGE,
        lambda row: not row.is_historic and row.status in Oversight.BEFORE and row.status != Status.CANCELLED,
        form=ReasonForm,
        is_rare=True,
    ),
)
