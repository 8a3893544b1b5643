"""Forms of 代表建议 in the workspace."""

from typing import Any

from django import forms
from django.utils import timezone

from congress.models import Organ
from congress.step_forms import DateInput, StepForm
from deputies.models import (
    Mandate,
    Station,
    SuggestionContact,
    SuggestionExclusion,
    SuggestionFeedback,
    SuggestionField,
    SuggestionHandling,
    SuggestionRound,
    SuggestionSponsor,
)
from deputies.services.suggestion_drafts import Paper
from deputies.services.suggestion_intake import Part


def _text(label: str, rows: int = 4, most: int = 5_000, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class PaperForm(StepForm):
    """One matter: situation, analysis, proposal."""

    title = forms.CharField(label="标题", max_length=80, help_text="一件建议只提一个事项，例如“关于……的建议”。")
    situation = _text("情况", help_text="现在是什么情况，在哪里，涉及哪些人。", required=False)
    analysis = _text("分析", help_text="为什么会这样，难在哪里。", required=False)
    request = _text("建议", help_text="希望怎样解决。", required=False)

    @property
    def paper(self) -> Paper:
        """What was typed."""
        sent = self.cleaned_data
        return Paper(sent["title"], sent["situation"], sent["analysis"], sent["request"])


class RaiseForm(PaperForm):
    """A suggestion from what a voter brought, and what the voter is told."""

    words = _text("给来访人的答复", rows=3, most=2_000, help_text="来访人用查询码可以看到。")


class InviteForm(StepForm):
    """Whom to ask."""

    mandate = forms.ModelChoiceField(label="代表", queryset=Mandate.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Mandate.objects.all().active(on=timezone.localdate()).filter(level=Mandate.Level.DISTRICT)
        self.fields["mandate"].queryset = held.select_related("person").order_by(  # type: ignore[attr-defined]
            "person__stroke_key", "person__name"
        )


class BareForm(StepForm):
    """Nothing but the press."""


class OptionalReasonForm(StepForm):
    """Why, where it is asked."""

    reason = _text("理由", rows=2, most=300, required=False)


class ReasonForm(StepForm):
    """Why."""

    reason = _text("理由", rows=3, most=1_000)


class AcceptForm(StepForm):
    """Under which field it is kept."""

    field = forms.ModelChoiceField(
        label="分类", queryset=SuggestionField.objects.filter(is_active=True), empty_label="请选择"
    )
    note = _text("受理说明", rows=2, most=1_000, required=False)


class RejectForm(StepForm):
    """By which rule, and what the deputies are told."""

    exclusion = forms.ModelChoiceField(
        label="情形", queryset=SuggestionExclusion.objects.filter(is_active=True), empty_label="请选择"
    )
    note = _text("向代表说明", rows=3, most=1_000)


class JoinForm(StepForm):
    """The number of the like case."""

    number = forms.IntegerField(label="并入（编号）", min_value=1, max_value=32_767)


class HandOverForm(StepForm):
    """A lead unit with co-handlers, or several that each answer; and who only reads it."""

    lead = forms.ModelChoiceField(label="主办单位", queryset=Organ.objects.none(), required=False, empty_label="无")
    co = forms.ModelMultipleChoiceField(label="会办单位", queryset=Organ.objects.none(), required=False)
    separate = forms.ModelMultipleChoiceField(
        label="分办单位", queryset=Organ.objects.none(), required=False, help_text="没有主办单位、各自答复时选择。"
    )
    reference = forms.ModelMultipleChoiceField(
        label="供参考", queryset=Organ.objects.none(), required=False, help_text="不用答复，不计入办理情况。"
    )
    demand = _text("交办意见", rows=3, most=1_000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Organ.objects.all().units()
        for name in ("lead", "co", "separate", "reference"):
            self.fields[name].queryset = chosen  # type: ignore[attr-defined]

    def _refuse(self, error: Any) -> None:
        # The service speaks of the parts as a whole; the first of the four fields shows it.
        if hasattr(error, "error_dict") and "parts" in error.error_dict:
            error.error_dict["lead"] = error.error_dict.pop("parts")
        super()._refuse(error)


def parts_of(sent: dict[str, Any]) -> list[Part]:
    """The units of a form, each with what it does."""
    roles = SuggestionHandling.Role
    lead = [Part(sent["lead"], roles.LEAD)] if sent["lead"] else []
    rest = [
        Part(organ, role)
        for name, role in (("co", roles.CO), ("separate", roles.SEPARATE), ("reference", roles.REFERENCE))
        for organ in sent[name]
    ]
    return lead + rest


class ReassignForm(StepForm):
    """Another unit in place of the one that returned it."""

    organ = forms.ModelChoiceField(label="改交", queryset=Organ.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = Organ.objects.all().units()  # type: ignore[attr-defined]


class SignForForm(StepForm):
    """Who answers, and the plan."""

    leader = forms.CharField(label="责任领导", max_length=60)
    plan = _text("办理计划", rows=3, most=2_000, required=False)


class AdviceForm(StepForm):
    """What a co-handler tells the lead."""

    text = _text("会办意见", rows=5)


class TalkForm(StepForm):
    """One talk with deputies."""

    held_on = forms.DateField(label="日期", widget=DateInput)
    mode = forms.ChoiceField(label="方式", choices=[("", "请选择"), *SuggestionContact.Mode.choices])
    deputies = forms.ModelMultipleChoiceField(
        label="参加的代表", queryset=SuggestionSponsor.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    place = forms.CharField(label="地点", max_length=120, required=False)
    station = forms.ModelChoiceField(
        label="代表联络站", queryset=Station.objects.none(), required=False, empty_label="不在联络站"
    )
    people = forms.CharField(label="单位参加人员", max_length=200, required=False)
    note = _text("沟通情况", rows=3, most=2_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signed = SuggestionSponsor.objects.all().confirmed().select_related("mandate__person")
        self.fields["deputies"].queryset = signed  # type: ignore[attr-defined]
        today = timezone.localdate()
        self.fields["station"].queryset = Station.objects.all().active(on=today)  # type: ignore[attr-defined]

    def of(self, part: SuggestionHandling) -> None:
        """Offer the deputies of one suggestion only."""
        field = self.fields["deputies"]
        field.queryset = field.queryset.filter(suggestion=part.suggestion_id)  # type: ignore[attr-defined]


class ReplyForm(StepForm):
    """The official answer as the head signed it."""

    text = _text("答复内容", rows=8)
    result_class = forms.ChoiceField(label="办理结果", choices=[("", "请选择"), *SuggestionRound.Result.choices])
    evidence = _text(
        "解决情况的依据", rows=2, most=1_000, required=False, help_text="A类必填：完成的工程、出台的文件、现场的变化。"
    )
    promised_on = forms.DateField(
        label="承诺完成日期", required=False, widget=DateInput, help_text="B类必填；到期前会提醒，解决后再次答复。"
    )
    signed_by = forms.CharField(label="签发人（单位负责人）", max_length=60)
    letter_number = forms.CharField(label="答复文号", max_length=60, required=False)


class FeedbackForm(StepForm):
    """Result and attitude apart."""

    result = forms.ChoiceField(label="对办理结果", choices=[("", "请选择"), *SuggestionFeedback.Grade.choices])
    attitude = forms.ChoiceField(label="对办理态度", choices=[("", "请选择"), *SuggestionFeedback.Grade.choices])
    comment = _text("意见", rows=3, most=1_000, required=False, help_text="不满意的必填，单位按此重新办理。")


class PaperFeedbackForm(FeedbackForm):
    """A form that came on paper, entered by the committee."""

    sponsor = forms.ModelChoiceField(label="代表", queryset=SuggestionSponsor.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signed = SuggestionSponsor.objects.all().confirmed().select_related("mandate__person")
        self.fields["sponsor"].queryset = signed  # type: ignore[attr-defined]

    def of(self, part: SuggestionHandling) -> None:
        """Offer the deputies of one suggestion only."""
        field = self.fields["sponsor"]
        field.queryset = field.queryset.filter(suggestion=part.suggestion_id)  # type: ignore[attr-defined]
