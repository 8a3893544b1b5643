"""Interpellations on the desk: signed, put forward, answered, withdrawn."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import StepsInline
from congress.admin.correction import CorrectedAdmin, CorrectedInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import DayForm, ReasonForm, Step, StepForm, SteppedAdmin
from congress.admin.widgets import DayInput
from meetings.models import Meeting
from supervision.models import Interpellation, InterpellationAnswer, InterpellationSigner
from supervision.services import interpellations

from .inquiry_steps import choose_meeting

Status = Interpellation.Status
CHANGE = "supervision.change_interpellation"


class DecideForm(StepForm):
    """What the chairpersons' meeting decided."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="决定的主任会议")
    mode = forms.ChoiceField(label="答复方式", choices=InterpellationAnswer.Mode.choices)
    due_on = forms.DateField(
        label="答复期限", widget=DayInput, required=False, help_text="不填的，自主任会议之日起一个月。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_meeting(self.fields["meeting"], Meeting.objects.of_chairpersons().select_related("term"))


class AnswerForm(DayForm):
    """The answer as it was given."""

    text = forms.CharField(label="答复内容", max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}))
    signed_by = forms.CharField(label="答复人（签署人）", max_length=60)
    field_order = ("text", "signed_by", "on")


class SatisfactionForm(StepForm):
    """How many of those who signed are dissatisfied."""

    dissatisfied = forms.IntegerField(label="不满意人数", min_value=0, max_value=1_000)


class WithdrawForm(DayForm, ReasonForm):
    """When and why."""


def _note(case: Interpellation, actor: Any, data: Any) -> str:
    is_unsatisfying = interpellations.note_satisfaction(case, actor=actor, **data)
    return "过半数不满意，提请主任会议决定再作答复。" if is_unsatisfying else "不满意的没有超过半数，质询案办结。"


def _decide(case: Interpellation, actor: Any, data: Any) -> str:
    answer = interpellations.decide(case, actor=actor, today=timezone.localdate(), **data)
    return f"已交{case.organ}{answer.get_mode_display()}。"


def _needs_decision(case: Interpellation) -> bool:
    last = case.answers.last()
    is_again = case.status == Status.ANSWERED and last is not None and last.is_unsatisfying
    return case.status == Status.SUBMITTED or is_again


def _waits_for_signers(case: Interpellation) -> bool:
    last = case.answers.last()
    return case.status == Status.ANSWERED and last is not None and last.dissatisfied is None


STEPS = (
    Step(
        "submit",
        "登记提出",
        lambda c, actor, data: interpellations.submit(c, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        lambda c: c.status == Status.DRAFTED,
        form=DayForm,
        is_main=True,
        note="须由常委会组成人员三人以上联名（监督法第五十一条）。",
    ),
    Step(
        "decide",
        "交由答复",
        _decide,
        CHANGE,
        _needs_decision,
        form=DecideForm,
        is_main=True,
    ),
    Step(
        "answer",
        "登记答复",
        lambda c, actor, data: interpellations.answer(c, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        lambda c: c.status == Status.DECIDED,
        form=AnswerForm,
        is_main=True,
    ),
    Step("satisfaction", "登记联名人意见", _note, CHANGE, _waits_for_signers, form=SatisfactionForm, is_main=True),
    Step(
        "withdraw",
        "撤回",
        lambda c, actor, data: interpellations.withdraw(c, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        lambda c: c.status in (Status.DRAFTED, Status.SUBMITTED, Status.DECIDED),
        form=WithdrawForm,
        is_rare=True,
    ),
    Step(
        "require",
        "列入公开",
        lambda c, actor, data: interpellations.require_publication(c, actor=actor),
        "congress.prepare_publication",
        lambda c: c.status in (Status.ANSWERED, Status.CLOSED) and c.society_duty_id is None,
    ),
)


class SignerInline(CorrectedInline):
    """Those who sign; fixed once it is put forward."""

    model = InterpellationSigner
    verbose_name_plural = "联名组成人员"
    autocomplete_fields = ("person",)
    fields = ("person", "signed_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterpellationSigner]:
        """With their names."""
        return super().get_queryset(request).select_related("person")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While signatures are collected."""
        return super().has_add_permission(request, obj) and _is_open(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While signatures are collected."""
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While signatures are collected."""
        return super().has_delete_permission(request, obj) and _is_open(obj)


def _is_open(case: Interpellation | None) -> bool:
    return case is None or case.status == Status.DRAFTED


class AnswerInline(StepsInline):
    """The answers one after the other; written by steps."""

    model = InterpellationAnswer
    verbose_name_plural = "答复"
    fields = ("round", "mode", "decided_at_meeting", "answered_on", "signed_by", "text", "signers", "dissatisfied")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterpellationAnswer]:
        """With the meetings that decided."""
        rows = super().get_queryset(request)
        return rows.select_related("decided_at_meeting__term", "decided_at_meeting__session")


class InterpellationResource(ListResource):
    """Interpellations as a list."""

    title = column("案由", "title")
    organ = column("质询对象", "organ__name")
    submitted_on = column("提出日期", "submitted_on")
    status = column("状态", "get_status_display")
    related = ("organ",)


@admin.register(Interpellation)
class InterpellationAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Interpellations; one that was put forward is what the members signed, and stays."""

    resource_classes = [InterpellationResource]
    list_display = ("title", "organ", "submitted_on", "signers_total", "status")
    list_filter = ("status", ("organ", admin.RelatedOnlyFieldListFilter))
    search_fields = ("title", "organ__name")
    date_hierarchy = "submitted_on"
    autocomplete_fields = ("organ",)
    fields = ("title", "organ", "text")
    inlines = (SignerInline, AnswerInline)
    steps = STEPS
    history_with = ((InterpellationSigner, "interpellation"), (InterpellationAnswer, "interpellation"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interpellation]:
        """With their organs and how many signed."""
        rows: QuerySet[Interpellation] = super().get_queryset(request)
        return rows.select_related("organ", "society_duty").annotate(signed=Count("signers"))

    @admin.display(description="联名")
    def signers_total(self, case: Interpellation) -> str:
        """How many signed."""
        return f"{case.signed}人"  # type: ignore[attr-defined]

    def closing(self, record: Interpellation) -> str:
        """Closed once it is put forward."""
        return "" if record.status == Status.DRAFTED else "质询案已经提出"
