"""The yearly assessment in the workspace: the deputy's points with their evidence, objections, ratings by others."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.record_pages import USE, PageStep, RecordPage
from congress.services.marks import due_mark
from congress.step_forms import StepForm, stamp_of
from deputies.models import (
    KEEP_AREA,
    AssessmentObjection,
    DutyAssessment,
    RaterScore,
    SchemeItem,
    SchemeRater,
)
from deputies.services import performance, performance_marks, performance_objections, performance_schemes

from .duty import year_of

READ = "deputies.view_dutyassessment"
Status = DutyAssessment.Status


class ObjectForm(StepForm):
    """What is wrong, and with which item."""

    item = forms.IntegerField(label="考评项目", required=False, widget=forms.Select)
    text = forms.CharField(label="异议和理由", max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))


def _may_object(user: User, row: DutyAssessment) -> bool:
    is_mine = row.mandate.person.account_id == user.pk
    if not is_mine or row.status != Status.NOTIFIED or row.objections_until is None:
        return False
    is_waiting = any(each.status == AssessmentObjection.Status.MADE for each in row.objections.all())
    return timezone.localdate() <= row.objections_until and not is_waiting


def _object(row: DutyAssessment, user: User, data: dict[str, Any]) -> None:
    item = None
    if data["item"] is not None:
        item = SchemeItem.objects.select_related("part").filter(pk=data["item"]).first()
        if item is None:
            raise ValidationError({"item": "请选择本次考评的项目。"})
    objection = AssessmentObjection(assessment=row, item=item, text=data["text"])
    performance_objections.object_to(objection, actor=user, today=timezone.localdate())


class PerformancePage(RecordPage):
    """One year of one deputy: the sum in one sentence, each point with its arithmetic and the rows behind it."""

    template_name = "deputies/workspace/performance_detail.html"
    steps = (PageStep("object", "提出异议", ObjectForm, _object, "已提出，代表工委将在期限内答复。", _may_object),)

    def record(self, *, is_locked: bool = False) -> DutyAssessment:
        """The assessment of the address, if this person may see it."""
        rows: QuerySet[DutyAssessment] = DutyAssessment.objects.all()
        if is_locked:
            rows = rows.select_for_update(of=("self",))
        visible = DutyAssessment.objects.all().visible_to(self.user).values("pk")
        named = rows.filter(pk__in=visible).select_related("mandate__person", "mandate__delegation", "scheme", "grade")
        return get_object_or_404(named.prefetch_related("objections__obligation__rule"), pk=self.kwargs["pk"])

    def stamp(self, record: DutyAssessment) -> str:
        """Result and state."""
        return stamp_of([record.status, record.total, record.computed_at])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The lines by part with their evidence, entries, objections with their deadlines."""
        context = super().get_context_data(**kwargs)
        record: DutyAssessment = context["record"]
        parts = performance.parts_of(record)
        evidence = performance.evidence_of(parts)
        today = timezone.localdate()
        for step, form in context["forms"]:
            if step.name == "object":
                choices = [(line.item_id, line.item.name) for part in parts for line in part.lines]
                form.fields["item"].widget.choices = [("", "全部"), *choices]
        return context | {
            "parts": [(part, [(line, evidence[line.pk]) for line in part.lines]) for part in parts],
            "sentence": performance.sum_sentence(record, parts),
            "objections": [(row, due_mark(row.obligation, on=today)) for row in record.objections.all()],
            "is_mine": record.mandate.person.account_id == self.user.pk,
        }


class PerformanceList(WorkspacePage, TemplateView):
    """Assessments of a year: all for chairpersons and committee, those of the area for streets and townships."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/performance_list.html"

    def has_permission(self) -> bool:
        """Those who read scores (handbook §5.2)."""
        may = self.user.has_perm(READ) or (self.user.has_perm(KEEP_AREA) and self.user.organ_id is not None)
        return super().has_permission() and may

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The year asked for, by strokes: a district has 250 deputies."""
        year = year_of(self.request)
        rows = DutyAssessment.objects.in_year(year).visible_to(self.user).by_strokes()
        return super().get_context_data(**kwargs) | {
            "year": year,
            "may_take_all": self.user.has_perm("deputies.view_activityattendance"),
            "rows": rows.select_related("mandate__person", "mandate__delegation", "grade"),
            "years": DutyAssessment.objects.order_by("-year").values_list("year", flat=True).distinct(),
        }


@dataclass(frozen=True, slots=True)
class RatingField:
    """An input of the form: the item, as whom, and what is stored already."""

    item: SchemeItem
    rater: SchemeRater

    @property
    def name(self) -> str:
        """The name of the input."""
        return f"points-{self.item.pk}-{self.rater.pk}"


class RatingForm(StepForm):
    """Points for each item that is rated, as each rater that the person is."""

    note = forms.CharField(label="评语", max_length=200, required=False)

    def __init__(self, *args: Any, inputs: list[RatingField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inputs = inputs
        for each in inputs:
            self.fields[each.name] = forms.DecimalField(
                label=f"{each.item}（满分{performance_schemes.plain(each.item.points)}，{each.rater}）",
                min_value=Decimal(0),
                max_value=each.item.points,
                max_digits=6,
                decimal_places=2,
                required=False,
            )
        self.order_fields([*(each.name for each in inputs), "note"])

    def clean(self) -> dict[str, Any]:
        """At least one input."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.given():
            raise ValidationError("请至少填写一项评分。")
        return cleaned

    def given(self) -> list[RatingField]:
        """The inputs that were filled in."""
        return [each for each in self.inputs if self.cleaned_data.get(each.name) is not None]


class RatingList(WorkspacePage, TemplateView):
    """Deputies whom the person may rate and has not rated yet."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/rating_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Open assessments of this year and the last."""
        year = timezone.localdate().year
        rows = performance_marks.to_rate(self.user, year - 1, year)
        if rows is None:
            raise Http404
        return super().get_context_data(**kwargs) | {"rows": rows}


class RatingPage(WorkspacePage, TemplateView):
    """One's own points for one deputy, until the result is told."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/rating_form.html"

    def assessment(self) -> DutyAssessment:
        """An open assessment of somebody whom the person may rate; 404 otherwise."""
        rows = DutyAssessment.objects.filter(status=Status.OPEN).select_related("mandate__person", "scheme")
        found = get_object_or_404(rows, pk=self.kwargs["pk"])
        if found.mandate.person.account_id == self.user.pk or not self.inputs(found):
            raise Http404
        return found

    def inputs(self, row: DutyAssessment) -> list[RatingField]:
        """Items by raters that the person is."""
        standing = performance_marks.standing_of(self.user, row)
        raters = [each for each in SchemeRater.objects.filter(scheme=row.scheme_id) if each.who in standing]
        return [RatingField(item, rater) for item in performance_marks.rated_items(row) for rater in raters]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form with what was given before."""
        row = kwargs.pop("row", None) or self.assessment()
        form = kwargs.pop("form", None)
        if form is None:
            given = RaterScore.objects.filter(assessment=row, account=self.user)
            initial = {f"points-{each.item_id}-{each.rater_id}": each.points for each in given}
            form = RatingForm(inputs=self.inputs(row), initial=initial)
        return super().get_context_data(**kwargs) | {"row": row, "form": form}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the points, or show again what was typed and why it was refused."""
        del pk
        row = self.assessment()
        form = RatingForm(request.POST, inputs=self.inputs(row))
        if form.is_valid():
            data = form.cleaned_data

            def rate() -> None:
                for each in form.given():
                    given = RaterScore(
                        assessment=row, item=each.item, rater=each.rater, points=data[each.name], note=data["note"]
                    )
                    performance_marks.rate(given, actor=self.user)

            if form.take(rate):
                messages.success(request, f"已为{row.mandate.person}评分，告知代表以前可以修改。")
                return redirect("deputies_workspace:rating_list")
        return self.render_to_response(self.get_context_data(row=row, form=form), status=422)
