"""Handing an adopted opinion paper over to the organs that answer it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone

from congress.admin.steps import DayForm, Step
from congress.admin.widgets import DayInput, KeyedAutocompleteSelectMultiple
from congress.models import Organ, User
from meetings.models import OpinionPaper
from meetings.services import opinion_documents
from supervision.models import FollowUp
from supervision.services import follow_ups


class HandOverForm(DayForm):
    """The organs, the day, and the date where the chairpersons' meeting fixed one."""

    organs = forms.ModelMultipleChoiceField(
        Organ.objects.all(), label="承办机关", error_messages={"required": "请选择承办机关。"}
    )
    due_on = forms.DateField(
        label="报告期限",
        required=False,
        widget=DayInput,
        help_text="主任会议确定了期限的才填写；不填则自签收之日起三个月（《浙江省各级人大常委会监督条例》第四十四条）。",
    )
    field_order = ("organs", "on", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "交办日期"
        field = self.fields["organs"]
        field.widget = KeyedAutocompleteSelectMultiple(FollowUp._meta.get_field("organ"), admin.site)
        field.widget.choices = field.choices  # type: ignore[attr-defined]
        held = set(self.record.follow_ups.values_list("organ_id", flat=True))
        field.initial = [organ.pk for organ in opinion_documents.addressees(self.record) if organ.pk not in held]


def _hand_over(paper: OpinionPaper, actor: User, data: Mapping[str, Any]) -> str:
    made = follow_ups.hand_over(
        paper, list(data["organs"]), on=data["on"], due_on=data["due_on"], actor=actor, today=timezone.localdate()
    )
    return f"已交办{'、'.join(str(each.organ) for each in made)}，文号{paper.number}。"


HAND_OVER = Step(
    "hand-over",
    "交办",
    _hand_over,
    "meetings.hand_over_opinionpaper",
    lambda paper: paper.status in (OpinionPaper.Status.ADOPTED, OpinionPaper.Status.HANDED_OVER),
    form=HandOverForm,
    is_main=True,
    note="通过后七日内交办；首次交办时取得文号，各承办机关的期限自签收之日起算。",
)
