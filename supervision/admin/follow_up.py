"""Follow-ups: rounds, answers, and the committee's steps from the comment on the draft to the closing."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress import official
from congress.admin.base import ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.obligation import due_cell
from congress.admin.steps import DayForm, Step, StepForm, SteppedAdmin
from congress.admin.widgets import DayInput
from congress.http import signed_in
from congress.models import User
from congress.presentation import OpinionPoint
from congress.progress import HEAVIEST
from meetings.models import Act, Assessment, Meeting, OpinionPaper
from supervision.models import FollowUp, FollowUpRound, PointAnswer
from supervision.services import follow_up_votes, follow_ups, handover_documents, matters, progress

from .handover import HAND_OVER, HAND_OVER_ACT

Status = FollowUp.Status
ASSESS = "supervision.assess_followup"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_POINT_STATES = {"open": "current", "closed": "done", "carried_over": "owed"}


class CommentForm(StepForm):
    """The working committee's comment."""

    text = forms.CharField(
        label="工委意见", widget=forms.Textarea(attrs={"rows": 5}), help_text="没有意见请写“无意见”。"
    )


class DeliberationForm(DayForm):
    """The meeting that deliberates."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="审议的会议")
    field_order = ("meeting", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        field.queryset = Meeting.objects.of_committee().select_related("term")  # type: ignore[attr-defined]
        field.widget = AutocompleteSelect(FollowUp._meta.get_field("deliberated_at_meeting"), admin.site)
        field.widget.choices = field.choices  # type: ignore[attr-defined]


class VoteForm(StepForm):
    """The members' vote at the meeting that deliberated."""

    assessment = forms.ModelChoiceField(
        Assessment.objects.none(), label="满意度测评", help_text="测评的票数先在会议页面登记，再在这里选择。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Assessment.objects.filter(
            meeting=self.record.deliberated_at_meeting_id,
            person__isnull=True,
            status=Assessment.Status.COUNTED,
            handling_round__isnull=True,
        )
        self.fields["assessment"].queryset = rows  # type: ignore[attr-defined]


class ReopeningForm(StepForm):
    """Why it goes back, and by when the next report is due."""

    verdict = forms.CharField(label="退回理由和要求", widget=forms.Textarea(attrs={"rows": 5}))
    due_on = forms.DateField(label="新的期限", widget=DayInput)


class ClosingForm(DayForm):
    """Closing."""

    note = forms.CharField(label="办结说明", widget=forms.Textarea(attrs={"rows": 3}), initial="同意办结。")


class EscalationForm(StepForm):
    """Stronger means."""

    means = forms.ChoiceField(label="升级方式", choices=[(each, each) for each in follow_ups.MEANS])
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 4}))


class SettlementForm(StepForm):
    """What became of each point."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = list(self.record.answers.all())
        for answer in self.answers:
            self.fields[f"status_{answer.pk}"] = forms.ChoiceField(
                label=f"第{answer.point.order}条", choices=PointAnswer.Status.choices, initial=answer.status,
                help_text=answer.point.text,
            )  # fmt: skip
            self.fields[f"reason_{answer.pk}"] = forms.CharField(
                label="结转理由", required=False, max_length=200, initial=answer.carry_reason
            )

    def clean(self) -> dict[str, Any]:
        """A point that is carried over says why."""
        cleaned = super().clean() or {}
        for answer in self.answers:
            is_carried = cleaned.get(f"status_{answer.pk}") == PointAnswer.Status.CARRIED_OVER
            if is_carried and not cleaned.get(f"reason_{answer.pk}", "").strip():
                self.add_error(f"reason_{answer.pk}", "结转须写明理由。")
        return cleaned


class WeightForm(StepForm):
    """How much each point counts, or the whole where it carries out an act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record.act_id:
            self._add("whole", "本件权重", self.record.weight, "计算该决议决定的进度时所占的分量。")
        for answer in self.record.answers.all():
            self._add(f"point_{answer.point.order}", f"第{answer.point.order}条", answer.weight, answer.point.text)

    def _add(self, name: str, label: str, weight: int, note: str) -> None:
        self.fields[name] = forms.IntegerField(
            label=label, min_value=1, max_value=HEAVIEST, initial=weight, help_text=note
        )


def _weigh(follow_up: FollowUp, actor: User, data: Mapping[str, Any]) -> str:
    points = {int(name.removeprefix("point_")): each for name, each in data.items() if name.startswith("point_")}
    changed = progress.weigh(follow_up, points=points, whole=data.get("whole"), actor=actor)
    return f"已调整{changed}项权重。" if changed else "权重没有变化。"


@transaction.atomic
def _settle(follow_up: FollowUp, actor: User, data: Mapping[str, Any]) -> str:
    settled = 0
    for answer in follow_up.answers.select_related("point", "follow_up__paper", "follow_up__organ"):
        status = data.get(f"status_{answer.pk}", answer.status)
        reason = data.get(f"reason_{answer.pk}", "") if status == PointAnswer.Status.CARRIED_OVER else ""
        if (status, reason) != (answer.status, answer.carry_reason):
            follow_ups.settle_point(answer, status=status, reason=reason, actor=actor)
            settled += 1
    return f"已登记{settled}条的落实情况。"


def _may_comment(user: User, follow_up: FollowUp) -> bool:
    """The working committee that collated the opinions, or who assesses."""
    return user.organ_id == follow_up.working_committee.pk or user.has_perm(ASSESS)


STEPS = (
    Step(
        "comment",
        "对草稿提出意见",
        lambda f, actor, data: follow_ups.comment(f, actor=actor, **data),
        _may_comment,
        lambda f: f.status == Status.REPORT_DRAFTED,
        form=CommentForm,
        is_main=True,
    ),
    Step(
        "circulate",
        "印发组成人员",
        lambda f, actor, data: follow_ups.circulate(f, actor=actor, **data),
        ASSESS,
        lambda f: f.status == Status.REPORTED,
        form=DayForm,
        is_main=True,
    ),
    Step(
        "settle",
        "逐条确认落实",
        _settle,
        ASSESS,
        # The execution of an act has no points of its own.
        lambda f: f.paper_id and f.status in (*FollowUp.WITH_OFFICE, Status.ESCALATED),
        form=SettlementForm,
    ),
    Step(
        "accept",
        "办结",
        lambda f, actor, data: follow_ups.accept(f, actor=actor, **data),
        ASSESS,
        lambda f: f.status in (Status.CIRCULATED, Status.DELIBERATED, Status.ESCALATED),
        form=ClosingForm,
        is_main=True,
        note="每条意见都已落实或结转后才能办结；办结后列入公开。",
    ),
    Step(
        "deliberate",
        "提请审议",
        lambda f, actor, data: follow_ups.deliberate(f, actor=actor, **data),
        ASSESS,
        lambda f: f.status == Status.CIRCULATED,
        form=DeliberationForm,
    ),
    Step(
        "assess",
        "登记满意度测评",
        lambda f, actor, data: follow_up_votes.assess(f, actor=actor, **data),
        ASSESS,
        # Offered on a closed matter too, so that a second vote is refused in words.
        lambda f: f.status in (Status.DELIBERATED, *FollowUp.CLOSED) and f.deliberated_at_meeting_id,
        form=VoteForm,
        is_rare=True,
    ),
    Step(
        "reopen",
        "退回补充",
        lambda f, actor, data: (
            str(follow_ups.reopen(f, actor=actor, today=timezone.localdate(), **data))
            and "已退回承办机关，新的一轮开始计时。"
        ),
        ASSESS,
        lambda f: f.status in (Status.REPORTED, Status.CIRCULATED, Status.DELIBERATED),
        form=ReopeningForm,
    ),
    Step(
        "escalate",
        "升级监督",
        lambda f, actor, data: follow_ups.escalate(f, actor=actor, **data),
        "supervision.escalate_followup",
        lambda f: f.status in FollowUp.OPEN and f.current_round.number > 1,
        form=EscalationForm,
    ),
    Step(
        "weigh",
        "调整权重",
        _weigh,
        ASSESS,
        lambda f: not f.is_closed,
        form=WeightForm,
        note="计算进度时各条（各执行机关）所占的分量；一般都为1。",
        is_rare=True,
    ),
)


class FollowUpResource(ListResource):
    """Follow-ups as a list."""

    title = column("事项", "title")
    number = column("文号", "number")
    organ = column("承办机关", "organ__name")
    handed_over_on = column("交办日期", "handed_over_on")
    acknowledged_on = column("签收日期", "acknowledged_on")
    leader = column("责任领导", "leader")
    status = column("状态", "get_status_display")
    closed_on = column("办结日期", "closed_on")
    related = ("paper__number__series", "act__number__series", "organ")


class TurnFilter(admin.SimpleListFilter):
    """Whose turn it is."""

    title = "进度"
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The turns."""
        return [("late", "已逾期"), ("office", "待本会办理"), ("organ", "承办机关办理中"), ("closed", "已办结")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
        """The follow-ups in that turn."""
        if self.value() == "late":
            return queryset.filter(pk__in=FollowUp.objects.overdue(on=timezone.localdate()).values("pk"))
        states = {"office": FollowUp.WITH_OFFICE, "organ": FollowUp.WITH_ORGAN, "closed": FollowUp.CLOSED}
        chosen = states.get(self.value() or "")
        return queryset.filter(status__in=chosen) if chosen else queryset


@admin.register(FollowUp)
class FollowUpAdmin(ExportAdmin, SteppedAdmin, ReadOnlyAdmin):
    """Opinion papers and acts in the hands of organs, with everything that came of them."""

    resource_classes = [FollowUpResource]
    list_display = ("title", "organ", "handed_over_on", "due", "progress", "status")
    list_filter = (TurnFilter, "status", ("organ", admin.RelatedOnlyFieldListFilter), "is_historic")
    search_fields = ("paper__title", "act__title", "organ__name", "organ__short_name")
    date_hierarchy = "handed_over_on"
    fieldsets = ((None, {"fields": ()}),)
    panel_template = "admin/panels/follow_up.html"
    steps = STEPS
    history_with = ((FollowUpRound, "follow_up"), (PointAnswer, "follow_up"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[FollowUp]:
        """Follow-ups with their rounds and answers."""
        rows: QuerySet[FollowUp] = super().get_queryset(request).with_page()  # type: ignore[attr-defined]
        found: QuerySet[FollowUp] = progress.FOLLOW_UP.annotate(rows)
        return found

    @admin.display(description="事项", ordering=Coalesce("paper__title", "act__title"))
    def title(self, follow_up: FollowUp) -> str:
        """The opinion paper or the act."""
        return follow_up.title

    @admin.display(description="期限")
    def due(self, follow_up: FollowUp) -> str:
        """The due mark of the round under way."""
        rounds = list(follow_up.rounds.all())
        return due_cell(rounds[-1].obligation) if rounds else ""

    @admin.display(description="进度")
    def progress(self, follow_up: FollowUp) -> str:
        """How far it is, by the weights of its points."""
        return str(progress.FOLLOW_UP.of(follow_up))

    def panel(self, request: HttpRequest, record: FollowUp) -> dict[str, Any]:
        """The chain, the points with their answers, and the rounds."""
        del request
        return {
            "follow_up": record,
            "chain_steps": matters.working_steps(record, on=timezone.localdate()),
            "progress": progress.FOLLOW_UP.of(record),
            "of_all_organs": progress.of_origin(record),
            "points": [_point(answer) for answer in record.answers.all()],
            "rounds": list(record.rounds.all()),
            "origin_url": _origin_url(record),
            "list_url": reverse("admin:supervision_followup_list", args=[record.paper_id]) if record.paper_id else "",
        }

    def get_urls(self) -> list[URLPattern]:
        """The pages that hand an opinion paper or an act over."""
        view = self.admin_site.admin_view(self.hand_over_view)
        listed = self.admin_site.admin_view(self.list_view)
        of_act = self.admin_site.admin_view(self.hand_over_act_view)
        return [
            path("hand-over/<int:key>/", view, name="supervision_followup_hand_over"),
            path("hand-over-list/<int:key>/list.docx", listed, name="supervision_followup_list"),
            path("hand-over-act/<int:key>/", of_act, name="supervision_followup_hand_over_act"),
            *super().get_urls(),
        ]

    def hand_over_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Hand an adopted opinion paper to organs."""
        papers = OpinionPaper.objects.select_related("item__reporting_organ", "handover_obligation", "number__series")
        paper = get_object_or_404(papers, pk=key)
        if not HAND_OVER.is_permitted(signed_in(request), paper):
            raise PermissionDenied
        return self.serve_step(
            request, paper, HAND_OVER, back=reverse("admin:meetings_opinionpaper_change", args=[key])
        )

    def list_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """交办清单: every point with who answers it and by when, as a Word file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        paper = get_object_or_404(OpinionPaper.objects.filter(follow_ups__isnull=False).distinct(), pk=key)
        content = official.render(handover_documents.hand_over_list(paper, on=timezone.localdate()))
        return FileResponse(
            BytesIO(content), as_attachment=True, filename=f"交办清单：{paper.title}.docx", content_type=WORD
        )

    def hand_over_act_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Hand the execution of an adopted act to organs."""
        rows = Act.objects.select_related("meeting__term", "executing_organ", "execution_obligation", "number__series")
        act = get_object_or_404(rows, pk=key)
        if not HAND_OVER_ACT.is_permitted(signed_in(request), act):
            raise PermissionDenied
        return self.serve_step(request, act, HAND_OVER_ACT, back=reverse("admin:meetings_act_change", args=[key]))


def _origin_url(follow_up: FollowUp) -> str:
    name = "opinionpaper" if follow_up.paper_id else "act"
    return reverse(f"admin:meetings_{name}_change", args=[follow_up.origin.pk])


def _point(answer: PointAnswer) -> OpinionPoint:
    note = f"（{answer.carry_reason}）" if answer.carry_reason else ""
    return OpinionPoint(
        number=answer.point.order,
        text=answer.point.text,
        state=_POINT_STATES[answer.status],  # type: ignore[arg-type]
        state_label=f"{answer.get_status_display()}{note}",
        answer=answer.text,
    )
