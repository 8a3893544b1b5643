"""Yearly assessments on the desk: computed, entered, rated, told, confirmed; objections with their answers."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import ReadOnlyAdmin, StepsInline, refused
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import Step, StepForm, SteppedAdmin
from congress.admin.widgets import DayInput
from congress.http import signed_in
from congress.models import User
from congress.services.marks import due_mark
from congress.workflow import TransitionError
from deputies.models import (
    AssessmentEntry,
    AssessmentObjection,
    DutyAssessment,
    RaterScore,
    SchemeItem,
    SchemeRater,
)
from deputies.services import performance, performance_marks, performance_objections

COMPUTE = "deputies.compute_dutyassessment"
CONFIRM = "deputies.confirm_dutyassessment"
Status = DutyAssessment.Status


class EntryInline(StepsInline):
    """Facts with points; entered by a step."""

    model = AssessmentEntry
    verbose_name_plural = "据实加减分、否决"
    fields = ("item", "points", "happened_on", "reason", "entered_by")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Entries with their names."""
        return super().get_queryset(request).select_related("item", "entered_by", "assessment")


class EntryForm(StepForm):
    """One fact: the item, its day, its points, why."""

    item = forms.ModelChoiceField(label="项目", queryset=SchemeItem.objects.none())
    points = forms.DecimalField(
        label="分值", min_value=0, max_digits=6, decimal_places=2, help_text="加分、扣分都填正数；一票否决填0。"
    )
    happened_on = forms.DateField(label="日期", widget=DayInput)
    reason = forms.CharField(label="事由", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["item"]
        items = SchemeItem.objects.filter(part__scheme=self.record.scheme_id, rule__in=SchemeItem.ENTERED)
        field.queryset = items.select_related("part").order_by("part__order", "order")


class CancelForm(StepForm):
    """Which entry, and why."""

    entry = forms.ModelChoiceField(label="加减分", queryset=AssessmentEntry.objects.none())
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["entry"]
        field.queryset = self.record.entries.select_related("item", "assessment")


class RateForm(StepForm):
    """Points of the committee, or of voters as they were asked."""

    item = forms.ModelChoiceField(label="项目", queryset=SchemeItem.objects.none())
    rater = forms.ModelChoiceField(label="评分主体", queryset=SchemeRater.objects.none())
    points = forms.DecimalField(label="分值", min_value=0, max_digits=6, decimal_places=2)
    note = forms.CharField(label="评语", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item: Any = self.fields["item"]
        rater: Any = self.fields["rater"]
        items = SchemeItem.objects.filter(part__scheme=self.record.scheme_id, rule=SchemeItem.Rule.RATED)
        item.queryset = items.select_related("part").order_by("part__order", "order")
        standing = performance_marks.standing_of(self.actor, self.record)
        rater.queryset = SchemeRater.objects.filter(scheme=self.record.scheme_id, who__in=standing)


class DecisionForm(StepForm):
    """By which decision."""

    decision = forms.CharField(label="确认依据", max_length=120, help_text="如“第12次主任会议”。")


def _enter(row: DutyAssessment, actor: User, data: Any) -> None:
    performance_marks.enter(AssessmentEntry(assessment=row, **data), actor=actor)


def _rate(row: DutyAssessment, actor: User, data: Any) -> None:
    performance_marks.rate(RaterScore(assessment=row, **data), actor=actor)


def _is_open(row: DutyAssessment) -> bool:
    return row.status == Status.OPEN


class AssessmentResource(ListResource):
    """Assessments as a list."""

    year = column("年度", "year")
    person = column("代表", "mandate__person__name")
    delegation = column("代表团", "mandate__delegation__name")
    days = column("在任天数", "days_in_office")
    total = column("总分", "total")
    grade = column("等次", "grade__name")
    is_vetoed = column("一票否决", "is_vetoed")
    status = column("状态", "get_status_display")
    decision = column("确认依据", "decision")
    related = ("mandate__person", "mandate__delegation", "grade")


@admin.register(DutyAssessment)
class DutyAssessmentAdmin(ExportAdmin, SteppedAdmin, ReadOnlyAdmin):
    """年度履职考评: everything by steps; opened for a year on the page of the scheme in use."""

    resource_classes = [AssessmentResource]
    list_display = ("deputy", "year", "days_in_office", "total", "grade", "is_vetoed", "status")
    list_filter = ("year", "status", "grade__name", "is_vetoed")
    search_fields = ("mandate__person__name", "mandate__person__pinyin")
    fields = (("mandate", "year"), "scheme", "status")
    inlines = (EntryInline,)
    actions = ("compute_chosen", "notify_chosen")
    panel_template = "admin/panels/assessment.html"
    history_with = ((AssessmentEntry, "assessment"), (RaterScore, "assessment"))
    steps = (
        Step(
            "compute",
            "计算得分",
            lambda row, actor, data: f"已计算{performance.compute([row], actor=actor, at=timezone.localtime())}人。",
            COMPUTE,
            _is_open,
            is_main=True,
        ),
        Step("enter", "登记加减分、否决", _enter, "deputies.add_assessmententry", _is_open, form=EntryForm),
        Step(
            "cancel",
            "撤销加减分",
            lambda row, actor, data: performance_marks.cancel(data["entry"], reason=data["reason"], actor=actor),
            "deputies.delete_assessmententry",
            lambda row: _is_open(row) and row.entries.exists(),
            form=CancelForm,
            is_rare=True,
        ),
        Step(
            "rate",
            "评分",
            _rate,
            lambda user, row: bool(performance_marks.standing_of(user, row)),
            _is_open,
            form=RateForm,
        ),
        Step(
            "notify",
            "告知代表",
            lambda row, actor, data: performance.notify(row, actor=actor, today=timezone.localdate()),
            COMPUTE,
            lambda row: _is_open(row) and row.total is not None,
            is_main=True,
        ),
        Step(
            "confirm",
            "确认",
            lambda row, actor, data: performance.confirm(row, actor=actor, today=timezone.localdate(), **data),
            CONFIRM,
            lambda row: row.status == Status.NOTIFIED,
            form=DecisionForm,
            is_main=True,
            note="确认后得分、依据和该年的台账不再变动。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[DutyAssessment]:
        """Assessments with their names."""
        rows: QuerySet[DutyAssessment] = super().get_queryset(request)
        return rows.select_related("mandate__person", "mandate__term", "scheme", "grade")

    @admin.display(description="代表", ordering="mandate__person__stroke_key")
    def deputy(self, row: DutyAssessment) -> str:
        """Whose it is."""
        return str(row.mandate.person)

    def panel(self, request: HttpRequest, record: DutyAssessment) -> dict[str, Any]:
        """The sum in one sentence, each point with its arithmetic, who has rated."""
        del request
        parts = performance.parts_of(record)
        evidence = performance.evidence_of(parts)
        return {
            "assessment": record,
            "sentence": performance.sum_sentence(record, parts),
            "parts": [(part, [(line, evidence[line.pk]) for line in part.lines]) for part in parts],
            "scores": record.scores.select_related("item", "rater", "account").order_by("item", "rater", "pk"),
            "objections": record.objections.select_related("item", "obligation"),
        }

    def has_compute_permission(self, request: HttpRequest) -> bool:
        """Who computes."""
        return signed_in(request).has_perm(COMPUTE)

    @admin.action(description="计算所选代表的得分", permissions=["compute"])
    def compute_chosen(self, request: HttpRequest, queryset: QuerySet[DutyAssessment]) -> None:
        """All that were chosen, or none."""
        try:
            number = performance.compute(list(queryset), actor=signed_in(request), at=timezone.localtime())
        except (ValidationError, TransitionError) as error:
            messages.error(request, f"没有计算：{'；'.join(refused(error).messages)}")
        else:
            messages.success(request, f"已计算{number}位代表的得分。")

    @admin.action(description="向所选代表告知结果", permissions=["compute"])
    def notify_chosen(self, request: HttpRequest, queryset: QuerySet[DutyAssessment]) -> None:
        """All that were chosen, or none."""
        try:
            number = performance.notify_all(list(queryset), actor=signed_in(request), today=timezone.localdate())
        except (ValidationError, TransitionError) as error:
            messages.error(request, f"没有告知：{'；'.join(refused(error).messages)}")
        else:
            messages.success(request, f"已告知{number}位代表。")


class AnswerForm(StepForm):
    """Upheld or not, and why."""

    result = forms.ChoiceField(
        label="答复", choices=(("upheld", "成立，重新考评"), ("rejected", "不成立")), widget=forms.RadioSelect
    )
    text = forms.CharField(label="答复内容", max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))


@admin.register(AssessmentObjection)
class AssessmentObjectionAdmin(SteppedAdmin, ReadOnlyAdmin):
    """考评异议: made by deputies in the workspace, answered here."""

    list_display = ("deputy", "year", "item", "made_on", "due", "status")
    list_filter = ("status", "assessment__year")
    search_fields = ("assessment__mandate__person__name", "text")
    date_hierarchy = "made_on"
    fields = (
        ("assessment", "item"),
        "text",
        ("made_by", "made_on"),
        "status",
        "answer",
        ("answered_by", "answered_at"),
    )
    steps = (
        Step(
            "answer",
            "答复",
            lambda row, actor, data: performance_objections.answer(
                row, is_upheld=data["result"] == "upheld", text=data["text"], actor=actor, at=timezone.localtime()
            ),
            "deputies.answer_objection",
            lambda row: row.status == AssessmentObjection.Status.MADE,
            form=AnswerForm,
            is_main=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AssessmentObjection]:
        """Objections with their names and deadlines."""
        rows: QuerySet[AssessmentObjection] = super().get_queryset(request)
        return rows.select_related("assessment__mandate__person", "item", "obligation__rule", "made_by", "answered_by")

    @admin.display(description="代表")
    def deputy(self, row: AssessmentObjection) -> str:
        """Whose it is."""
        return str(row.assessment.mandate.person)

    @admin.display(description="年度", ordering="assessment__year")
    def year(self, row: AssessmentObjection) -> int:
        """Of which year."""
        return row.assessment.year

    @admin.display(description="答复期限", ordering="obligation__due_on")
    def due(self, row: AssessmentObjection) -> str:
        """How near it is."""
        return due_mark(row.obligation, on=timezone.localdate()).text
