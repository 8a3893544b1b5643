"""What the steps of a plan ask for: the chairpersons' meeting, and what it changed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.utils import timezone

from congress.admin.steps import DayForm, Step
from congress.admin.widgets import KnownAutocompleteSelect
from congress.models import Organ, User
from meetings.models import Meeting
from supervision.models import SupervisionPlan, Topic
from supervision.services import plan_adjustments, plan_forms
from supervision.services.plan_adjustments import Decision

STEER: Final = "supervision.steer_supervisionplan"
COMMITTEES: Final = (Organ.Kind.WORKING_COMMITTEE, Organ.Kind.OFFICE)


def decided_meetings() -> Any:
    """Chairpersons' meetings that were held or go on, the latest first."""
    rows = Meeting.objects.of_chairpersons().filter(status__in=(Meeting.Status.OPEN, *Meeting.HELD))
    return rows.select_related("term").order_by("-starts_on", "-pk")


class AdoptForm(DayForm):
    """Where and when it was decided."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="主任会议", error_messages={"required": "请选择决定的主任会议。"}
    )
    field_order: Sequence[str] = ("meeting", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = decided_meetings().filter(starts_on__gte=f"{self.record.year - 1}-07-01")
        self.fields["meeting"].queryset = rows  # type: ignore[attr-defined]
        latest = rows.first()
        if latest:
            self.fields["meeting"].initial, self.fields["on"].initial = latest, latest.starts_on


class AdjustForm(AdoptForm):
    """The decision with its reason."""

    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "调整计划须写明理由。"},
    )

    def decision(self) -> Decision:
        """Meeting, day and reason."""
        data = self.cleaned_data
        return Decision(data["meeting"], data["on"], data["reason"])

    def clean(self) -> dict[str, Any]:
        """What the service is told of the decision."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            cleaned["decision"] = self.decision()
        return cleaned


class PlannedField(forms.CharField):
    """Forms and months in one line."""

    def clean(self, value: Any) -> Any:
        """The line as forms and months."""
        return plan_forms.parse(super().clean(value))


def _planned() -> PlannedField:
    return PlannedField(
        label="形式和月份",
        max_length=200,
        help_text="如：听取审议报告6月；执法检查7至8月。",
        error_messages={"required": "请填写监督形式和月份。"},
    )


class AddTopicForm(AdjustForm):
    """A topic that is added."""

    title = forms.CharField(label="议题", max_length=160)
    origin = forms.ChoiceField(label="议题来源", choices=Topic.Origin.choices)
    organ = forms.ModelChoiceField(
        Organ.objects.all(), label="责任机关", error_messages={"required": "每个议题都须有责任机关，请选择。"}
    )
    working_committee = forms.ModelChoiceField(Organ.objects.filter(kind__in=COMMITTEES), label="责任工委")
    forms_line = _planned()
    field_order = ("title", "origin", "organ", "working_committee", "forms_line", "meeting", "on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organ"]
        field.widget = KnownAutocompleteSelect(Topic._meta.get_field("organ"), admin.site)
        field.widget.choices = field.choices


class RetimeForm(AdjustForm):
    """A topic and its new forms and months."""

    topic = forms.ModelChoiceField(Topic.objects.none(), label="议题")
    forms_line = _planned()
    field_order = ("topic", "forms_line", "meeting", "on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = self.record.topics.all().open()  # type: ignore[attr-defined]


class CancelForm(AdjustForm):
    """A topic that falls away."""

    topic = forms.ModelChoiceField(Topic.objects.none(), label="议题")
    field_order = ("topic", "meeting", "on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = self.record.topics.all().open()  # type: ignore[attr-defined]


def _told(row: Any) -> str:
    return f"已登记：{row.change}已告知{row.told}人。"


def _add(plan: SupervisionPlan, actor: User, data: Mapping[str, Any]) -> str:
    topic = Topic(
        plan=plan,
        title=data["title"],
        origin=data["origin"],
        organ=data["organ"],
        working_committee=data["working_committee"],
    )
    today = timezone.localdate()
    return _told(
        plan_adjustments.add_topic(topic, data["forms_line"], decision=data["decision"], actor=actor, today=today)
    )


def _retime(plan: SupervisionPlan, actor: User, data: Mapping[str, Any]) -> str:
    del plan
    today = timezone.localdate()
    return _told(
        plan_adjustments.retime(data["topic"], data["forms_line"], decision=data["decision"], actor=actor, today=today)
    )


def _cancel(plan: SupervisionPlan, actor: User, data: Mapping[str, Any]) -> str:
    del plan
    today = timezone.localdate()
    return _told(plan_adjustments.cancel(data["topic"], decision=data["decision"], actor=actor, today=today))


def _may_adjust(plan: SupervisionPlan) -> bool:
    return plan.status in SupervisionPlan.UNDER_WAY and not plan.is_historic


ADJUSTMENT_STEPS: Final = (
    Step(
        "add-topic",
        "调整：增加议题",
        _add,
        STEER,
        _may_adjust,
        form=AddTopicForm,
        is_rare=True,
        note="由主任会议决定；增加的议题不受20日、10日、7日限制，系统告知组成人员和有关机关。",
    ),
    Step(
        "retime",
        "调整：形式和时间",
        _retime,
        STEER,
        _may_adjust,
        form=RetimeForm,
        is_rare=True,
        note="写调整后的全部形式和月份；已有记录的形式不能删去。",
    ),
    Step("cancel-topic", "调整：取消议题", _cancel, STEER, _may_adjust, form=CancelForm, is_rare=True),
)
