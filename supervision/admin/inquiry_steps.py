"""The steps of a special inquiry as buttons of the desk."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.utils import timezone

from congress.admin.steps import DayForm, Step, StepForm
from congress.models import User
from meetings.models import Assessment, Meeting
from supervision.models import AuditFinding, AuditLedger, Inquiry
from supervision.services import inquiries, inquiry_opinions

Status = Inquiry.Status


def choose_meeting(field: Any, rows: QuerySet[Meeting]) -> None:
    """Let a step's form choose one of many meetings by typing."""
    field.queryset = rows
    field.widget = AutocompleteSelect(Inquiry._meta.get_field("scheme_meeting"), admin.site)
    field.widget.choices = field.choices


class ChairMeetingForm(StepForm):
    """The chairpersons' meeting that adopts the scheme."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="通过方案的主任会议")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_meeting(self.fields["meeting"], Meeting.objects.of_chairpersons().select_related("term"))


class FindingsForm(StepForm):
    """The ledger whose findings are not rectified."""

    ledger = forms.ModelChoiceField(AuditLedger.objects.order_by("-year"), label="台账", empty_label=None)


class InviteForm(DayForm):
    """When the organs were told, and whether they get the outline."""

    send_outline = forms.BooleanField(
        label="同时发送询问提纲",
        required=False,
        help_text="不勾选时，应询单位在询问以前看不到问题的文字。",
    )


class AssessmentForm(StepForm):
    """The count of the assessment."""

    assessment = forms.ModelChoiceField(Assessment.objects.none(), label="满意度测评")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Assessment.objects.filter(status=Assessment.Status.COUNTED, person__isnull=True, inquiry__isnull=True)
        field: Any = self.fields["assessment"]
        field.queryset = rows.select_related("meeting__term", "meeting__session").order_by("-held_on", "-pk")


def _by_preparer(permission: str) -> Callable[[User, Inquiry], bool]:
    def may(user: User, inquiry: Inquiry) -> bool:
        return user.has_perm(permission) and inquiries.prepares(user, inquiry)

    return may


_CHANGE = _by_preparer("supervision.change_inquiry")


def _in(*statuses: str) -> Callable[[Inquiry], bool]:
    return lambda inquiry: inquiry.status in statuses


def _add_findings(inquiry: Inquiry, actor: User, data: Any) -> str:
    rows = data["ledger"].findings.filter(status__in=AuditFinding.CARRIED, carried_to__isnull=True)
    number = inquiries.add_findings(inquiry, list(rows.order_by("order")), actor=actor)
    return f"已列入{number}个未整改到位的问题。"


STEPS = (
    Step(
        "plan",
        "列入计划",
        lambda i, actor, data: inquiries.plan(i, actor=actor),
        _CHANGE,
        _in(Status.PROPOSED),
        is_main=True,
    ),
    Step(
        "scheme",
        "登记方案通过",
        lambda i, actor, data: inquiries.adopt_scheme(i, actor=actor, **data),
        _CHANGE,
        _in(Status.PROPOSED, Status.IN_PLAN),
        form=ChairMeetingForm,
        is_main=True,
    ),
    Step(
        "research",
        "开始调研",
        lambda i, actor, data: inquiries.begin_research(i, actor=actor),
        _CHANGE,
        _in(Status.SCHEME_ADOPTED),
        is_main=True,
    ),
    Step(
        "outline",
        "拟定询问提纲",
        lambda i, actor, data: inquiries.draw_up(i, actor=actor),
        _CHANGE,
        _in(Status.SCHEME_ADOPTED, Status.RESEARCH),
        is_main=True,
    ),
    Step(
        "findings",
        "列入未整改到位的审计问题",
        _add_findings,
        _CHANGE,
        lambda i: i.status in Inquiry.BEFORE and i.status != Status.INVITED,
        form=FindingsForm,
        note="列入所选台账中部分整改、需长期整改和未整改到位的全部问题，以后可以逐个增减。",
    ),
    Step(
        "invite",
        "通知应询",
        lambda i, actor, data: inquiries.invite(i, actor=actor, today=timezone.localdate(), **data),
        _CHANGE,
        _in(Status.QUESTION_OUTLINE),
        form=InviteForm,
        is_main=True,
    ),
    Step(
        "send-outline",
        "发送询问提纲",
        lambda i, actor, data: inquiries.send_outline(i, actor=actor, today=timezone.localdate(), **data),
        _CHANGE,
        lambda i: i.status == Status.INVITED and i.respondents.filter(outline_sent_on__isnull=True).exists(),
        form=DayForm,
        note="发送后，应询单位可以看到向本单位提出的问题。",
    ),
    Step(
        "hold",
        "登记已开展",
        lambda i, actor, data: inquiries.hold(i, actor=actor, today=timezone.localdate()),
        _CHANGE,
        _in(Status.INVITED),
        is_main=True,
    ),
    Step(
        "commitments",
        "列出承诺事项",
        lambda i, actor, data: inquiries.list_commitments(i, actor=actor, today=timezone.localdate()),
        _CHANGE,
        _in(Status.HELD),
        is_main=True,
    ),
    Step(
        "opinions",
        "起草意见",
        lambda i, actor, data: f"承诺事项已列入《{inquiry_opinions.draft(i, actor=actor)}》。",
        _CHANGE,
        inquiry_opinions.may_draft,
        is_main=True,
    ),
    Step(
        "hand-over",
        "登记意见已交办",
        lambda i, actor, data: inquiries.hand_over(i, actor=actor),
        _CHANGE,
        _in(Status.COMMITMENTS_LISTED),
        is_main=True,
    ),
    Step(
        "report",
        "登记已报告处理情况",
        lambda i, actor, data: inquiries.note_report(i, actor=actor),
        _CHANGE,
        _in(Status.HANDED_OVER),
        is_main=True,
    ),
    Step(
        "deliberate",
        "登记提请审议",
        lambda i, actor, data: inquiries.deliberate(i, actor=actor),
        _CHANGE,
        _in(Status.REPORTED),
    ),
    Step(
        "assess",
        "登记测评",
        lambda i, actor, data: inquiries.assess(i, actor=actor, **data),
        _CHANGE,
        _in(Status.REPORTED, Status.DELIBERATED),
        form=AssessmentForm,
    ),
    Step(
        "require",
        "列入公开",
        lambda i, actor, data: inquiries.require_publication(i, actor=actor),
        "congress.prepare_publication",
        lambda i: i.is_over and i.society_duty_id is None,
    ),
)
