"""What the steps of a review ask for."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from congress.admin.steps import DayForm, StepForm
from congress.admin.widgets import DayInput
from congress.uploads import UploadsField
from deputies.models import Person
from meetings.models import AgendaItem, Assessment, AssessmentScale, Meeting
from supervision.models import PerformanceReview, ReviewHearing

#: counts in the order in which they are read out
COUNTS: Final = ("excellent", "satisfied", "basic", "unsatisfied", "abstain", "not_cast")
PAPERS: Final = ("issued", "returned", "spoiled", "blank")


def coming_meetings() -> QuerySet[Meeting]:
    """Committee meetings that have not opened."""
    rows = Meeting.objects.of_committee().filter(status__in=Meeting.BEFORE_OPENING).exclude(status__in=Meeting.OFF)
    found: QuerySet[Meeting] = rows.select_related("term").order_by("starts_on", "pk")
    return found


class MeetingForm(StepForm):
    """At which meeting the report is to be heard, and how."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="拟听取的常委会会议", empty_label=None)
    mode = forms.ChoiceField(label="方式", choices=ReviewHearing._meta.get_field("mode").choices or ())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        field.queryset = coming_meetings()


class NoticeForm(DayForm, MeetingForm):
    """The notice: its day, and the meeting."""

    field_order = ("on", "meeting", "mode")


class ReportForm(DayForm):
    """A report that came on paper or by mail."""

    text = forms.CharField(label="报告", required=False, widget=forms.Textarea(attrs={"rows": 6}))
    uploads = UploadsField(label="报告文件", required=False)
    late_reason = forms.CharField(
        label="迟延理由", required=False, max_length=200, help_text="超过期限的，须写明理由。"
    )


class TableForm(StepForm):
    """An item that stands on the agenda, or a new one."""

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label="已有的议程", required=False, help_text="不选则自动增列一项。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["item"]
        hearing = self.record.current
        if hearing is not None:
            rows = hearing.meeting.items.filter(kind=AgendaItem.Kind.DUTY_REPORT, review_hearing__isnull=True)
            field.queryset = rows.order_by("order")


class HearForm(StepForm):
    """What members asked and what was answered."""

    questions = forms.CharField(label="询问和回答", required=False, widget=forms.Textarea(attrs={"rows": 5}))


class AssessForm(StepForm):
    """The counts, under the words of the scheme's scale."""

    scale = forms.ModelChoiceField(
        AssessmentScale.objects.filter(is_current=True), label="等次", empty_label=None, to_field_name="code"
    )
    method = forms.ChoiceField(
        label="方式", choices=[pair for pair in Assessment.Method.choices if pair[0] in ("secret_paper", "electronic")]
    )
    excellent = forms.IntegerField(label="优秀", min_value=0, required=False)
    satisfied = forms.IntegerField(label="满意（称职）", min_value=0)
    basic = forms.IntegerField(label="基本满意（基本称职）", min_value=0)
    unsatisfied = forms.IntegerField(label="不满意（不称职）", min_value=0)
    abstain = forms.IntegerField(label="弃权", min_value=0, initial=0)
    not_cast = forms.IntegerField(label="未表决", min_value=0, initial=0)
    issued = forms.IntegerField(label="发出票数", min_value=0, required=False)
    returned = forms.IntegerField(label="收回票数", min_value=0, required=False)
    spoiled = forms.IntegerField(label="无效票", min_value=0, required=False)
    blank = forms.IntegerField(label="空白票", min_value=0, required=False)
    counted_by = forms.ModelChoiceField(Person.objects.none(), label="计票人", required=False)
    overseen_by = forms.ModelChoiceField(Person.objects.none(), label="监票人", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hearing = self.record.current
        there: QuerySet[Person] = Person.objects.none()
        if hearing is not None:
            there = Person.objects.filter(attendances__in=hearing.meeting.attendances.present()).by_strokes()
        for name in ("counted_by", "overseen_by"):
            field: Any = self.fields[name]
            field.queryset = there
        if self.record.scheme is not None:
            self._use(self.record.scheme.scale)

    def _use(self, scale: AssessmentScale) -> None:
        del self.fields["scale"]
        for name, word in scale.words.items():
            self.fields[name].label = word
        if not scale.excellent:
            del self.fields["excellent"]


def assessment_of(review: PerformanceReview, data: Mapping[str, Any]) -> Assessment:
    """The unsaved assessment of what was typed; the case fills in what is its own."""
    counts = {name: data.get(name) or 0 for name in COUNTS}
    papers = {name: data.get(name) for name in PAPERS[:2]} | {name: data.get(name) or 0 for name in PAPERS[2:]}
    hearing = review.current
    row = Assessment(
        method=data["method"],
        held_on=hearing.meeting.starts_on if hearing else timezone.localdate(),
        counted_by=data.get("counted_by"),
        overseen_by=data.get("overseen_by"),
        **counts,
        **papers,
    )
    scale: AssessmentScale | None = data.get("scale")
    if scale is not None:
        row.scale, row.grade_words = scale.shape, scale.words
    return row


class ResultForm(DayForm):
    """The opinions that go with the result; for the Party committee a number only."""

    opinions_text = forms.CharField(
        label="评议意见",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="随结果送达，可以公开。不写考试成绩、反映情况和问卷内容。",
    )
    party_reference = forms.CharField(
        label="报区委函号", required=False, max_length=60, help_text="只记编号，不存内容。"
    )
    field_order = ("on", "opinions_text", "party_reference")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opinions_text"].initial = self.record.opinions


class RectificationForm(StepForm):
    """What is to be rectified, a line for each point, and an earlier day than three months."""

    points = forms.CharField(
        label="整改意见",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="每行一条，起草为意见建议函，经主任会议通过后交办，逐条答复；不填则由所在机关直接报送整改情况。",
    )
    due_on = forms.DateField(label="整改期限", required=False, widget=DayInput, help_text="不填则自送达结果起三个月。")

    def clean_points(self) -> list[str]:
        """The points, without empty lines."""
        return [line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip()]


class RectifiedForm(DayForm):
    """What was rectified."""

    text = forms.CharField(label="整改情况", widget=forms.Textarea(attrs={"rows": 6}))
    uploads = UploadsField(label="整改材料", required=False)


class FileForm(DayForm):
    """The day, and a word."""

    note = forms.CharField(
        label="归档说明", required=False, max_length=300, help_text="两次测评均为不满意的，写明后续处理意见。"
    )
