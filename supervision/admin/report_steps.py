"""The steps of a special work report on the desk: papers, waiver, hearing, and what a satisfaction vote leads to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone

from congress.admin.steps import DayForm, Step, StepForm
from congress.models import User
from congress.uploads import UploadsField
from meetings.models import Meeting
from meetings.services import assessments
from supervision.models import SpecialReport
from supervision.services import report_rounds, report_votes, reports

Status = SpecialReport.Status
CHANGE = "supervision.change_specialreport"
ASSESS = "supervision.assess_followup"


class DeliveryForm(DayForm):
    """When the papers came; past the limit also why so late."""

    late_reason = forms.CharField(
        label="迟延理由", required=False, max_length=200, help_text="超过法定期限的，须写明理由；迟延天数如实记录。"
    )


class PapersForm(DeliveryForm):
    """And the papers themselves, where they came as files."""

    uploads = UploadsField(label="文件", required=False)


class FinalForm(PapersForm):
    """And what the report says to the opinions that were sent."""

    answer = forms.CharField(
        label="对各方意见的回应",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="转送过各方意见的须填写：报告在哪里、如何回应（监督法第十四条）。",
    )


class CommentForm(DeliveryForm):
    """What the working committee says of the draft."""

    text = forms.CharField(label="修改意见", required=False, widget=forms.Textarea(attrs={"rows": 5}))


class OpinionsForm(DayForm):
    """The opinions of all sides in one text, with files."""

    summary = forms.CharField(label="各方意见汇总", widget=forms.Textarea(attrs={"rows": 8}))
    uploads = UploadsField(label="意见材料", required=False)
    field_order = ("summary", "uploads", "on")


class MeetingForm(StepForm):
    """A meeting, chosen by its name."""

    #: the key of the report that a meeting of that kind fills
    key = "waived_at"
    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="主任会议")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        field.queryset = Meeting.objects.select_related("term")  # type: ignore[attr-defined]
        field.widget = AutocompleteSelect(SpecialReport._meta.get_field(self.key), admin.site)
        field.widget.choices = field.choices  # type: ignore[attr-defined]


class WaiverForm(MeetingForm):
    """Which chairpersons' meeting agreed, and why."""

    reason = forms.CharField(label="豁免理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class PlanForm(MeetingForm):
    """What is assessed, and which chairpersons' meeting planned it."""

    of = forms.ChoiceField(
        label="测评内容",
        choices=[pair for pair in SpecialReport.Assessed.choices if pair[0] != SpecialReport.Assessed.NONE],
    )
    field_order = ("of", "meeting")


class AgainForm(MeetingForm):
    """The later meeting at which it is reported again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].label = "重新报告的会议"


class EscalationForm(StepForm):
    """Stronger means."""

    means = forms.ChoiceField(label="升级方式", choices=[(each, each) for each in report_votes.MEANS])
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 4}))


def _again(report: SpecialReport, actor: User, data: Mapping[str, Any]) -> str:
    made = report_rounds.report_again(report, meeting=data["meeting"], actor=actor, today=timezone.localdate())
    return f"已列入{made.item.meeting}，报告机关已收到通知。"


def _may_escalate(report: SpecialReport) -> bool:
    vote = report_votes.assessment_of(report)
    return vote is not None and not report.escalation and assessments.calls_for_more(vote)


STEPS = (
    Step(
        "opinions",
        "转送各方意见",
        lambda r, actor, data: reports.send_opinions(r, actor=actor, **data),
        CHANGE,
        lambda r: r.status == Status.PREPARING,
        form=OpinionsForm,
        note="汇总视察、调研和各方面的意见，送报告机关在报告中回应（监督法第十四条）。",
    ),
    Step(
        "draft",
        "收到报告草稿",
        lambda r, actor, data: reports.receive_draft(r, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        lambda r: r.status in (Status.PREPARING, Status.OPINIONS_SENT),
        form=PapersForm,
        is_main=True,
    ),
    Step(
        "comment",
        "反馈修改意见",
        lambda r, actor, data: reports.comment(r, actor=actor, **data),
        CHANGE,
        lambda r: r.status == Status.DRAFT_RECEIVED,
        form=CommentForm,
        is_main=True,
    ),
    Step(
        "final",
        "收到正式报告",
        lambda r, actor, data: reports.receive_final(r, actor=actor, **data),
        CHANGE,
        lambda r: r.awaits_final,
        form=FinalForm,
        is_main=True,
    ),
    Step(
        "issue",
        "发给组成人员",
        lambda r, actor, data: reports.issue(r, actor=actor, **data),
        CHANGE,
        lambda r: r.status == Status.FINAL_RECEIVED,
        form=DeliveryForm,
        is_main=True,
    ),
    Step(
        "hear",
        "登记听取审议",
        lambda r, actor, data: reports.hear(r, actor=actor),
        CHANGE,
        lambda r: r.status == Status.ISSUED and r.item.meeting.status == Meeting.Status.OPEN,
        is_main=True,
    ),
    Step(
        "plan-assessment",
        "安排满意度测评",
        lambda r, actor, data: report_rounds.plan_assessment(r, actor=actor, **data),
        CHANGE,
        lambda r: r.assessed == SpecialReport.Assessed.NONE and not r.escalation,
        form=PlanForm,
        note="测评由主任会议决定；票数在会议页面“登记满意度测评”中登记。",
        is_rare=True,
    ),
    Step(
        "waive",
        "豁免送达期限",
        lambda r, actor, data: reports.waive_days(r, actor=actor, **data),
        "congress.waive_obligation",
        lambda r: r.status not in (*SpecialReport.HEARD, Status.ISSUED) and not r.is_waived,
        form=WaiverForm,
        note="临时安排的议题经主任会议同意，可以不受二十日、十日、七日的限制（省监督条例第十三条）。",
        is_rare=True,
    ),
    Step(
        "again",
        "安排重新报告",
        _again,
        CHANGE,
        lambda r: r.status in SpecialReport.HEARD and report_votes.must_be_repeated(r),
        form=AgainForm,
        is_main=True,
        note="测评为不满意的，在下次会议重新报告并再次测评。",
    ),
    Step(
        "escalate",
        "升级监督",
        lambda r, actor, data: report_rounds.escalate(r, actor=actor, **data),
        ASSESS,
        _may_escalate,
        form=EscalationForm,
    ),
)
