"""Handing an adopted opinion paper or act over to the organs that answer it or carry it out."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone

from congress.admin.steps import DayForm, Step
from congress.admin.widgets import DayInput, KeyedAutocompleteSelectMultiple
from congress.models import Organ, User
from meetings.models import Act, OpinionPaper
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


class HandOverActForm(DayForm):
    """The organs that carry the act out, the working committee that follows it, the day, and another date."""

    organs = forms.ModelMultipleChoiceField(
        Organ.objects.all(), label="执行机关", error_messages={"required": "请选择执行机关。"}
    )
    committee = forms.ModelChoiceField(
        Organ.objects.filter(kind__in=(Organ.Kind.WORKING_COMMITTEE, Organ.Kind.OFFICE)),
        label="联系工委",
        help_text="对执行情况报告草稿提出意见、跟踪期限的工委或者办公室。",
    )
    due_on = forms.DateField(
        label="报告期限",
        required=False,
        widget=DayInput,
        help_text="不填则按决议决定规定的期限；决议决定没有规定的，自通过之日起六个月。",
    )
    field_order = ("organs", "committee", "on", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "交办日期"
        field = self.fields["organs"]
        field.widget = KeyedAutocompleteSelectMultiple(FollowUp._meta.get_field("organ"), admin.site)
        field.widget.choices = field.choices  # type: ignore[attr-defined]
        held = set(self.record.follow_ups.values_list("organ_id", flat=True))
        executing = self.record.executing_organ_id
        field.initial = [executing] if executing and executing not in held else []
        self.fields["due_on"].initial = self.record.execution_due_on


def _hand_over_act(act: Act, actor: User, data: Mapping[str, Any]) -> str:
    made = follow_ups.hand_over_act(
        act,
        list(data["organs"]),
        committee=data["committee"],
        on=data["on"],
        due_on=data["due_on"],
        actor=actor,
        today=timezone.localdate(),
    )
    return f"已交办{'、'.join(str(each.organ) for each in made)}执行，文号{act.number}。"


HAND_OVER_ACT = Step(
    "hand-over-act",
    "交办执行",
    _hand_over_act,
    "meetings.hand_over_opinionpaper",
    lambda act: act.vote_id is not None,
    form=HandOverActForm,
    is_main=True,
    note="交办后按签收、报送、评价、办结、公开的程序办理；尚未编号的同时编号。",
)
