"""Topics that people proposed: taken into a plan, or answered."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import ReasonForm, Step, StepForm, SteppedAdmin
from congress.admin.widgets import KnownAutocompleteSelect
from congress.models import Organ, User
from supervision.models import SupervisionPlan, Topic, TopicProposal
from supervision.services import plan_forms, topic_proposals

from .plan_steps import COMMITTEES

DECIDE: Final = "supervision.decide_topicproposal"


class AcceptForm(StepForm):
    """Into which plan, as which topic."""

    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label="已有议题",
        required=False,
        help_text="计划中已有相同议题的，在此选择；否则填写以下各项，作为新议题列入。",
    )
    plan = forms.ModelChoiceField(SupervisionPlan.objects.none(), label="年度计划", required=False)
    title = forms.CharField(label="议题", max_length=160, required=False)
    organ = forms.ModelChoiceField(Organ.objects.all(), label="责任机关", required=False)
    working_committee = forms.ModelChoiceField(
        Organ.objects.filter(kind__in=COMMITTEES), label="责任工委", required=False
    )
    forms_line = forms.CharField(label="形式和月份", max_length=200, required=False, help_text="如：听取审议报告6月。")
    reply = forms.CharField(label="答复", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = SupervisionPlan.objects.filter(year__gte=self.record.year - 1, is_historic=False)
        open_plans = plans.filter(status__in=SupervisionPlan.BEFORE_ADOPTION)
        self.fields["plan"].queryset = open_plans  # type: ignore[attr-defined]
        self.fields["plan"].initial = open_plans.filter(year=self.record.year, kind="supervision").first()
        self.fields["topic"].queryset = Topic.objects.filter(plan__in=plans).open().with_words()  # type: ignore[attr-defined]
        self.fields["title"].initial = self.record.title
        field: Any = self.fields["organ"]
        field.widget = KnownAutocompleteSelect(Topic._meta.get_field("organ"), admin.site)
        field.widget.choices = field.choices

    def clean(self) -> dict[str, Any]:
        """Either a topic that is there, or all that a new one needs."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("topic"):
            return cleaned
        needed = {"plan": "请选择年度计划。", "title": "请填写议题。", "organ": "每个议题都须有责任机关，请选择。"}
        for name, message in needed.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, message)
        try:
            plan_forms.parse(cleaned.get("forms_line", ""))
        except ValidationError as error:
            self.add_error("forms_line", error)
        return cleaned


class ReplyForm(StepForm):
    """What the proposer reads."""

    reply = forms.CharField(
        label="答复", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="提出人可以看到。"
    )


def _accept(proposal: TopicProposal, actor: User, data: Mapping[str, Any]) -> str:
    topic = data["topic"] or Topic(
        plan=data["plan"], title=data["title"], organ=data["organ"], working_committee=data["working_committee"]
    )
    found = topic_proposals.accept(
        proposal, topic, forms=data["forms_line"], reply=data["reply"], actor=actor, today=timezone.localdate()
    )
    return f"已列入{found.plan}：{found}。"


def _is_waiting(proposal: TopicProposal) -> bool:
    return proposal.status == TopicProposal.Status.RECEIVED


class ProposalResource(ListResource):
    """Proposals as a list."""

    received_at = column("收到时间", "received_at")
    by = column("提出人类别", "get_by_display")
    year = column("建议年度", "year")
    title = column("建议的议题", "title")
    reason = column("理由", "reason")
    status = column("状态", "get_status_display")
    topic = column("列入的议题", "topic__title")
    reply = column("答复", "reply")
    related = ("topic",)


@admin.register(TopicProposal)
class TopicProposalAdmin(ExportAdmin, ReadOnlyAdmin, SteppedAdmin):
    """Proposals in the order they came; the words are the proposer's and are not edited."""

    resource_classes = [ProposalResource]
    list_display = ("title", "by", "year", "received_at", "status", "topic")
    list_filter = ("status", "by", "year")
    search_fields = ("title", "reason", "receipt")
    fields = ("title", "reason", ("by", "proposed_by", "organ"), "year", "received_at", "status", "topic", "reply")
    steps = (
        Step("accept", "列入计划", _accept, DECIDE, _is_waiting, form=AcceptForm, is_main=True),
        Step(
            "decline",
            "答复：未列入",
            lambda row, actor, data: topic_proposals.decline(
                row, reply=data["reply"], actor=actor, today=timezone.localdate()
            ),
            DECIDE,
            _is_waiting,
            form=ReplyForm,
        ),
        Step(
            "blank",
            "清除内容",
            lambda row, actor, data: topic_proposals.blank(row, reason=data["reason"], actor=actor),
            DECIDE,
            lambda row: row.by == TopicProposal.By.CITIZEN,
            form=ReasonForm,
            is_rare=True,
            note="用于误写个人信息、侮辱性文字等，清除后不能恢复；收到记录和答复保留。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[TopicProposal]:
        """Proposals with their topics."""
        return super().get_queryset(request).select_related("topic", "organ", "proposed_by")
