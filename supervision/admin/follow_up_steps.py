"""The steps of a follow-up on the office's desk: what each asks for, who may take it, and when."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import transaction
from django.utils import timezone

from congress.admin.steps import DayForm, Step, StepForm
from congress.admin.widgets import DayInput
from congress.models import Attachment, User
from congress.progress import HEAVIEST
from congress.services import attachments
from congress.services.deadlines import chinese_date
from congress.services.rechecks import Look, Shown
from congress.uploads import UploadsField
from meetings.models import Assessment, Meeting
from supervision.models import FollowUp, FollowUpRecheck, PointAnswer
from supervision.services import follow_up_votes, follow_ups, progress, rechecks

Status = FollowUp.Status
ASSESS = "supervision.assess_followup"


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


class ShownForm(StepForm):
    """What shows it: files, a place where it was seen, or what the organ sent with its report."""

    uploads = UploadsField(label="证明材料", required=False)
    place = forms.CharField(
        label="现场", required=False, max_length=120, help_text="在哪里看到，例：某某村文化礼堂，6月12日实地查看。"
    )

    def shown(self) -> Shown:
        """The evidence, with the uploads stored."""
        stored = [attachments.store(each, actor=self.actor) for each in self.cleaned_data["uploads"]]
        return Shown([*self.cleaned_data.get("papers", ()), *stored], self.cleaned_data["place"])

    def clean(self) -> dict[str, Any]:
        """Hand the way to the evidence on to the step: nothing is stored before the form is whole."""
        return (super().clean() or {}) | {"shown": self.shown}


class PapersForm(ShownForm):
    """Evidence of a closing, which the organ's own papers may be."""

    papers = forms.ModelMultipleChoiceField(
        Attachment.objects.none(), label="报告附件", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Attachment.objects.filter(follow_up_rounds=self.record.current_round.pk)
        if rows.exists():
            self.fields["papers"].queryset = rows  # type: ignore[attr-defined]
        else:
            del self.fields["papers"]


class ClosingForm(PapersForm, DayForm):
    """Closing."""

    note = forms.CharField(label="办结说明", widget=forms.Textarea(attrs={"rows": 3}), initial="同意办结。")
    field_order = ("on", "note", "papers", "uploads", "place")


class LookForm(ShownForm, DayForm):
    """What a later look found."""

    result = forms.ChoiceField(label="结果", choices=FollowUpRecheck.Result.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="情况", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="部分反弹或者反弹的必填。"
    )
    due_on = forms.DateField(
        label="重新办理的期限", required=False, widget=DayInput, help_text="反弹的必填：事项恢复办理，开始新的一轮。"
    )
    field_order = ("on", "result", "note", "uploads", "place", "due_on")


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


def _accept(follow_up: FollowUp, actor: User, data: Mapping[str, Any]) -> None:
    follow_ups.accept(follow_up, on=data["on"], note=data["note"], shown=data["shown"](), actor=actor)


def _add_evidence(follow_up: FollowUp, actor: User, data: Mapping[str, Any]) -> None:
    rechecks.add_evidence(follow_up, shown=data["shown"](), actor=actor)


def _plan_look(follow_up: FollowUp, actor: User, data: Mapping[str, Any]) -> str:
    del data
    found = rechecks.plan(follow_up, actor=actor, today=timezone.localdate())
    return f"已安排回头看，{chinese_date(found.obligation.due_on)}前开展。"


@transaction.atomic
def _look(follow_up: FollowUp, actor: User, data: Mapping[str, Any]) -> str:
    found = Look(data["result"], data["on"], data["shown"](), data["note"], data["due_on"])
    recheck = rechecks.record(follow_up, found, actor=actor, today=timezone.localdate())
    if recheck.result == FollowUpRecheck.Result.FALLEN_BACK:
        return "已登记回头看：反弹。事项恢复办理，新的一轮开始计时。"
    return f"已登记回头看：{recheck.get_result_display()}。"


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
        _accept,
        ASSESS,
        lambda f: f.status in (Status.CIRCULATED, Status.DELIBERATED, Status.ESCALATED),
        form=ClosingForm,
        is_main=True,
        note="每条意见都已落实或结转后才能办结，并须有凭据；办结后列入公开，并安排回头看。",
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
        "look",
        "登记回头看",
        _look,
        _may_comment,
        lambda f: f.is_closed and rechecks.open_of(f) is not None,
        form=LookForm,
        is_main=True,
        note="保持良好的，登记即可；部分反弹的，到期再看一次；反弹的，事项恢复办理。",
    ),
    Step(
        "evidence",
        "补登办结凭据",
        _add_evidence,
        ASSESS,
        lambda f: f.is_closed and not rechecks.has_evidence(f),
        form=PapersForm,
    ),
    Step(
        "plan-look",
        "安排回头看",
        _plan_look,
        _may_comment,
        # Closed before looks were planned by themselves, or looked at once already.
        lambda f: f.is_closed and not f.is_historic and rechecks.open_of(f) is None,
        is_rare=True,
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
