"""What the steps of a filing ask for on the desk."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from congress.admin.steps import DayForm, StepForm
from congress.admin.widgets import DayInput
from congress.models import Organ
from congress.uploads import UploadsField
from meetings.models import Act, AgendaItem, Meeting
from supervision.models import FilingCheck, FilingFile, NormFiling
from supervision.services.filings import Papers

Finding = FilingCheck.Finding
_LINES = {"rows": 4}


def papers_of(data: Mapping[str, Any]) -> Papers:
    """The uploads of a form by part."""
    return Papers(**{part: data.get(part) or () for part in FilingFile.Part.values})


class PapersForm(StepForm):
    """Files of each part."""

    report = UploadsField(label="备案报告", required=False)
    text = UploadsField(label="正式文本", required=False)
    explanation = UploadsField(label="说明", required=False)
    basis = UploadsField(label="制定依据", required=False)
    answer = UploadsField(label="答复、纠正材料", required=False)
    other = UploadsField(label="其他", required=False)


class FileForm(DayForm, PapersForm):
    """When it was filed, and what came with it."""

    field_order = ("on", "report", "text", "explanation", "basis", "other")
    answer = None  # type: ignore[assignment]


class SupplementedForm(DayForm, PapersForm):
    """When the missing papers came, and the papers."""

    field_order = ("on", "report", "text", "explanation", "basis", "other")
    answer = None  # type: ignore[assignment]


class ReasonDayForm(DayForm):
    """Why, and when."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs=_LINES))
    field_order = ("reason", "on")


class TextDayForm(DayForm):
    """What was said or done, and when."""

    text = forms.CharField(label="内容", widget=forms.Textarea(attrs=_LINES))
    field_order = ("text", "on")


def _committees() -> Any:
    return Organ.objects.filter(kind=Organ.Kind.WORKING_COMMITTEE, ends_on=None)


class StartForm(DayForm):
    """Why it is reviewed, and to which subject committees copies go."""

    initiative = forms.ChoiceField(label="审查启动方式", choices=NormFiling.Initiative.choices)
    requested_by = forms.ModelChoiceField(
        Organ.objects.none(), label="提出要求或者移送的机关", required=False, help_text="审查要求、移送审查须选择。"
    )

    committees = forms.ModelMultipleChoiceField(
        Organ.objects.none(), label="分送工委", required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("initiative", "requested_by", "committees", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["initiative"].initial = self.record.initiative
        asker = self.fields["requested_by"]
        asker.queryset = Organ.objects.filter(ends_on=None)  # type: ignore[attr-defined]
        asker.initial = self.record.requested_by_id
        asker.widget = AutocompleteSelect(NormFiling._meta.get_field("requested_by"), admin.site)
        asker.widget.choices = asker.choices  # type: ignore[attr-defined]
        self.fields["committees"].queryset = _committees()  # type: ignore[attr-defined]


class AskForm(DayForm):
    """To which further committee a copy goes."""

    committee = forms.ModelChoiceField(Organ.objects.none(), label="工委")
    field_order = ("committee", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.record.opinions.values("committee")
        self.fields["committee"].queryset = _committees().exclude(pk__in=asked)  # type: ignore[attr-defined]


class ChecksForm(StepForm):
    """The reviewer's finding on each criterion."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(self.record.checks.all())
        for row in self.rows:
            self.fields[f"finding_{row.pk}"] = forms.ChoiceField(
                label=row.get_criterion_display(), choices=Finding.choices, initial=row.finding
            )
            self.fields[f"note_{row.pk}"] = forms.CharField(
                label="说明", required=False, max_length=300, initial=row.note
            )

    def clean(self) -> dict[str, Any]:
        """A problem says what it is."""
        cleaned = super().clean() or {}
        for row in self.rows:
            is_problem = cleaned.get(f"finding_{row.pk}") == Finding.PROBLEM
            if is_problem and not cleaned.get(f"note_{row.pk}", "").strip():
                self.add_error(f"note_{row.pk}", f"“{row.get_criterion_display()}”有问题，请写明是什么问题。")
        return cleaned


class OpinionForm(DayForm):
    """The opinion of a subject committee."""

    text = forms.CharField(label="审查意见", widget=forms.Textarea(attrs=_LINES), help_text="没有意见请写“无意见”。")
    has_problem = forms.BooleanField(label="认为有问题", required=False)
    field_order = ("text", "has_problem", "on")


class ConcludeForm(DayForm):
    """The conclusion."""

    conclusion = forms.ChoiceField(label="审查结论", choices=NormFiling.Conclusion.choices)
    text = forms.CharField(
        label="审查意见",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="提出建议、需要纠正的须填写；印在审查意见书上。",
    )
    field_order = ("conclusion", "text", "on")


class AgreeForm(DayForm):
    """The maker's plan, as it came on paper."""

    plan = forms.CharField(label="纠正计划", widget=forms.Textarea(attrs=_LINES))
    due_on = forms.DateField(
        label="完成日期", required=False, widget=DayInput, help_text="不填的，自答复之日起三十日内。"
    )
    field_order = ("plan", "due_on", "on")


class FormalOpinionForm(DayForm):
    """The chairpersons' meeting that agreed, and the words of the paper."""

    at = forms.ModelChoiceField(Meeting.objects.none(), label="研究的主任会议")
    text = forms.CharField(
        label="书面审查意见",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="不改可留空，用原审查意见。",
    )
    field_order = ("at", "text", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Meeting.objects.of_chairpersons().filter(status__in=(Meeting.Status.OPEN, *Meeting.HELD))
        self.fields["at"].queryset = held.select_related("term").order_by("-starts_on", "-pk")  # type: ignore[attr-defined]


class CorrectForm(DayForm):
    """What the maker did."""

    to = forms.ChoiceField(label="结果", choices=[(each.value, each.label) for each in NormFiling.CORRECTED])
    text = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs=_LINES))
    field_order = ("to", "text", "on")


class TableForm(DayForm):
    """The item of the standing committee."""

    item = forms.ModelChoiceField(AgendaItem.objects.none(), label="常委会议程")
    field_order = ("item", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        field.queryset = AgendaItem.objects.filter(  # type: ignore[attr-defined]
            meeting__kind=Meeting.Kind.STANDING_COMMITTEE
        ).select_related("meeting__term")
        field.widget = AutocompleteSelect(NormFiling._meta.get_field("tabled_item"), admin.site)
        field.widget.choices = field.choices  # type: ignore[attr-defined]


class AnnulForm(StepForm):
    """The act that annuls."""

    act = forms.ModelChoiceField(
        Act.objects.none(), label="撤销的决定", help_text="只列出提请的那次常委会会议已经表决通过的决议决定。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.record.tabled_item
        rows = Act.objects.filter(meeting=item.meeting_id, vote__passed=True) if item else Act.objects.none()
        self.fields["act"].queryset = rows  # type: ignore[attr-defined]


class ReceiptForm(DayForm):
    """The registered number of the city's committee."""

    number = forms.CharField(label="上级备案登记号", max_length=60)
    field_order = ("number", "on")


class ExtendForm(StepForm):
    """A later day for the conclusion, and why; decided by somebody else."""

    new_due_on = forms.DateField(label="延长至", widget=DayInput)
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs=_LINES))
