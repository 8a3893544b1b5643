"""What the steps of a meeting ask for, and the form with which a meeting begins."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from congress.admin.correction import CorrectionForm
from congress.admin.steps import DayForm, StepForm
from congress.admin.widgets import DayInput
from meetings.models import AgendaItem, Meeting
from meetings.services import agenda_lines, meeting_templates, meetings

LINES_HELP = (
    "每行一项，可从文件中整段粘贴，行首的“一、”“1.”会自动去掉。"
    "类别、方式、报告机关按文字识别，也可用制表符或“｜”分列：标题｜报告机关｜报告人。"
)


def lines_area() -> forms.Textarea:
    """The box into which an agenda is pasted."""
    return forms.Textarea(attrs={"rows": 9, "class": "agenda-lines"})


class MeetingForm(CorrectionForm):
    """A meeting; a new one takes its agenda line by line."""

    agenda_lines = forms.CharField(label="议程", required=False, widget=lines_area(), help_text=LINES_HELP)

    def clean_agenda_lines(self) -> str:
        """The text; lines that cannot be items are refused with their number."""
        text: str = self.cleaned_data["agenda_lines"]
        agenda_lines.parse(text)
        return text


class SpanForm(StepForm):
    """A first and a last day."""

    starts_on = forms.DateField(label="开始日期", widget=DayInput)
    ends_on = forms.DateField(label="结束日期", widget=DayInput)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            raise ValidationError({"ends_on": "结束日期不能早于开始日期。"})
        return cleaned


class NewDayForm(SpanForm):
    """Another day, and why."""

    reason = forms.CharField(label="改期理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = self.record.starts_on
        self.fields["ends_on"].initial = self.record.ends_on


class PapersForm(DayForm):
    """When the pack went out, and why without some papers."""

    missing_reason = forms.CharField(
        label="缺材料也发出的理由", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = list(meetings.without_papers(self.record))
        if missing:
            lines = "；".join(f"{item.order}．{item}" for item in missing)
            self.fields["missing_reason"].help_text = f"还没有材料的议程：{lines}。"
        else:
            del self.fields["missing_reason"]


class RepeatForm(SpanForm):
    """The day of the new meeting, and the items that recur."""

    items = forms.ModelMultipleChoiceField(
        label="沿用的议程",
        queryset=AgendaItem.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选每次会议都有的议程。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposal = meeting_templates.propose(self.record.kind, today=timezone.localdate())
        length = self.record.ends_on - self.record.starts_on
        self.fields["starts_on"].initial = proposal.starts_on
        self.fields["ends_on"].initial = proposal.starts_on + max(length, timedelta())
        items: Any = self.fields["items"]
        items.queryset = self.record.items.order_by("order")


class LinesForm(StepForm):
    """Items line by line; while the meeting sits, with the reason why they are urgent."""

    text = forms.CharField(label="议程", widget=lines_area(), help_text=LINES_HELP)
    motive = forms.CharField(label="临时列入的理由", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record.status == Meeting.Status.OPEN:
            self.fields["motive"].required = True
        else:
            del self.fields["motive"]


def coming(kind: str) -> Any:
    """Meetings of a kind that have not opened, the next one first."""
    rows = Meeting.objects.filter(kind=kind, status__in=Meeting.BEFORE_OPENING)
    return rows.select_related("term").order_by("starts_on", "pk")


class TargetForm(StepForm):
    """The committee meeting whose agenda is drafted."""

    meeting = forms.ModelChoiceField(label="常委会会议", queryset=Meeting.objects.none(), empty_label=None)

    #: which meetings are offered
    kind: str = Meeting.Kind.STANDING_COMMITTEE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting: Any = self.fields["meeting"]
        meeting.queryset = coming(self.target_kind)
        if not meeting.queryset.exists():
            meeting.help_text = "还没有未开的会议，请先新建下次会议。"

    @property
    def target_kind(self) -> str:
        """The kind of the meetings offered."""
        return self.kind


class ProposeAllForm(TargetForm):
    """Which items of the chairpersons' meeting go to the committee."""

    items = forms.ModelMultipleChoiceField(
        label="提请的议题", queryset=AgendaItem.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items: Any = self.fields["items"]
        dropped = (AgendaItem.Status.WITHDRAWN, AgendaItem.Status.DEFERRED)
        rows = self.record.items.filter(tabled_as__isnull=True).exclude(status__in=dropped)
        items.queryset = rows.exclude(kind=AgendaItem.Kind.OPINIONS).order_by("order")
        items.initial = items.queryset
