"""Forms of 社情民意 in the workspace."""

from typing import Any, Final

from django import forms
from django.utils import timezone

from congress.models import Organ, User
from congress.step_forms import DateInput, StepForm
from deputies.models import Mandate, OpinionField, OpinionGuidance, OpinionRating, PublicOpinion, Station

Level = PublicOpinion.Level
KEEP: Final = "deputies.keep_publicopinion"


def kept_stations(user: User) -> Any:
    if not user.has_perm(KEEP):
        return Station.objects.none()
    return Station.objects.all().active(on=timezone.localdate()).kept_by(user, on=timezone.localdate())


def _text(label: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)


class RegisterForm(StepForm):
    """A title without personal data, and the field."""

    title = forms.CharField(label="标题", max_length=80, help_text="概括事情，不写个人信息。")
    field = forms.ModelChoiceField(
        label="领域", queryset=OpinionField.objects.filter(is_active=True), empty_label="请选择"
    )
    place = forms.CharField(label="事发地点", max_length=120, required=False)


class SpotForm(StepForm):
    """What the deputy answered, and whether the visitor agrees."""

    words = _text("答复内容")
    is_agreed = forms.BooleanField(label="来访人同意，直接办结", required=False)


class RefuseForm(StepForm):
    """Why it is not taken, and where to go instead."""

    guidance = forms.ModelChoiceField(
        label="情形", queryset=OpinionGuidance.objects.filter(is_active=True), empty_label="请选择"
    )
    words = _text("补充说明", required=False)


class TierForm(StepForm):
    """At which level it can be solved."""

    level = forms.ChoiceField(label="层级", choices=[("", "请选择"), *Level.choices])
    note = forms.CharField(label="说明", max_length=200, required=False)


class HandOverForm(StepForm):
    """To whom, what is asked, by when."""

    organ = forms.ModelChoiceField(
        label="承办单位",
        queryset=Organ.objects.all().units(),
        empty_label="请选择",
    )
    demand = _text("办理要求", required=False)
    due_on = forms.DateField(label="办理期限", required=False, widget=DateInput, help_text="不填按层级的期限。")


class LeaderForm(StepForm):
    """Who answers for it."""

    leader = forms.CharField(label="责任领导", max_length=60)


class ReplyForm(StepForm):
    """What was done, under the name of who signs."""

    text = forms.CharField(label="办理结果", max_length=5_000, widget=forms.Textarea(attrs={"rows": 6}))
    signed_by = forms.CharField(label="签发人", max_length=40)


class WordsForm(StepForm):
    """What the visitor reads."""

    words = _text("给来访人的答复")


class ReasonForm(StepForm):
    """Why."""

    reason = _text("理由")


class SummaryForm(StepForm):
    """What everyone may read."""

    title = forms.CharField(label="标题", max_length=200)
    problem = forms.CharField(
        label="反映的问题",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="用自己的话概括，不写姓名、电话、门牌等能认出人的信息。",
    )
    result = _text("办理结果")


class CloseForm(StepForm):
    """Whether it is solved."""

    is_solved = forms.BooleanField(label="问题已解决", required=False)
    note = _text("说明", required=False)


class ReferForm(StepForm):
    """For reference, or beyond the authority of the district."""

    is_outside = forms.BooleanField(label="超出本级权限", required=False)
    words = _text("给来访人的答复")


class RaiseForm(StepForm):
    """The deputy who takes it up."""

    mandate = forms.ModelChoiceField(label="提出代表", queryset=Mandate.objects.none(), empty_label="请选择")
    raised_as = forms.ChoiceField(label="转为", choices=PublicOpinion.RaisedAs.choices)
    number = forms.CharField(label="编号", max_length=60, required=False)
    words = _text("给来访人的答复")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Mandate.objects.all().active(on=timezone.localdate()).select_related("person")
        self.fields["mandate"].queryset = held.order_by("person__stroke_key")  # type: ignore[attr-defined]


class ReopenForm(StepForm):
    """What does not answer the matter."""

    verdict = _text("退回理由")


class MergeForm(StepForm):
    """The matter under which it is dealt with."""

    into = forms.IntegerField(label="合并到（编号）", min_value=1, help_text="见“可能是同一件事”中的编号。")


class RatingForm(StepForm):
    """What the visitor said on the telephone."""

    grade = forms.ChoiceField(label="来访人评价", choices=OpinionRating.Grade.choices)
    comment = forms.CharField(label="说明", max_length=300, required=False)


class NumberForm(StepForm):
    """The number under which the suggestion is registered."""

    number = forms.CharField(label="议案建议编号", max_length=60)


class TakeDownForm(StepForm):
    """What a visitor told the station."""

    station = forms.ModelChoiceField(label="联络站", queryset=Station.objects.none())
    channel = forms.ChoiceField(
        label="渠道",
        choices=[(each.value, each.label) for each in PublicOpinion.Channel if each != PublicOpinion.Channel.ONLINE],
    )
    on = forms.DateField(label="收到日期", widget=DateInput)
    title = forms.CharField(label="标题", max_length=80, help_text="概括事情，不写个人信息。")
    field = forms.ModelChoiceField(
        label="领域", queryset=OpinionField.objects.filter(is_active=True), empty_label="请选择"
    )
    deputy = forms.ModelChoiceField(label="接待代表", queryset=Mandate.objects.none(), required=False)
    text = _text("反映的内容")
    place = forms.CharField(label="事发地点", max_length=120, required=False)
    name = forms.CharField(label="来访人称呼", max_length=40, required=False)
    phone = forms.CharField(label="来访人电话", max_length=20, required=False)
    is_agreed = forms.BooleanField(label="来访人同意为办理本件使用上述信息")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stations = kept_stations(user)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]
        here = Mandate.objects.filter(station_assignments__station__in=stations).distinct()
        self.fields["deputy"].queryset = here.select_related("person")  # type: ignore[attr-defined]
