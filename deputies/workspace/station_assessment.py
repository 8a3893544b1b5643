"""Assessments in the workspace: a station scores itself, street or township and district score it, then others do."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.models import User
from congress.step_forms import DateInput, StepForm
from congress.uploads import UploadsField
from deputies.models import KEEP_AREA, StandardItem, Station, StationAssessment, StationCheck, StationItemScore
from deputies.services import station_standards

from .station import KeeperPage

Status = StationAssessment.Status
Stage = StationItemScore.Stage
SHOWN: Final = 100
_TURNS: Final = {
    Status.SELF_CHECK: Stage.SELF_CHECK,
    Status.TOWNSHIP: Stage.TOWNSHIP,
    Status.DISTRICT: Stage.DISTRICT,
}


def stage_of(user: User, assessment: StationAssessment) -> Stage | None:
    """The stage at which it is this person's turn to score; None at another's."""
    stage = _TURNS.get(Status(assessment.status))
    is_district = user.has_perm("deputies.change_stationassessment")
    is_area = user.has_perm(KEEP_AREA) and user.organ_id == assessment.station.organ_id
    mine = {
        Stage.SELF_CHECK: not is_district and not is_area,
        Stage.TOWNSHIP: is_area,
        Stage.DISTRICT: is_district,
    }
    return stage if stage is not None and mine[stage] else None


class ScoresForm(StepForm):
    """The points of every item, and what stands behind them."""

    def __init__(self, *args: Any, assessment: StationAssessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(assessment.scheme.items.order_by("group", "order"))
        for item in self.items:
            self.fields[f"points_{item.pk}"] = forms.DecimalField(
                label=f"{item}（{item.points.normalize():f}分）",
                min_value=0,
                max_value=item.points,
                max_digits=4,
                decimal_places=1,
            )
            self.fields[f"note_{item.pk}"] = forms.CharField(label="说明", required=False, max_length=200)

    def points(self) -> dict[int, Decimal]:
        """The points by item."""
        return {item.pk: self.cleaned_data[f"points_{item.pk}"] for item in self.items}

    def notes(self) -> dict[int, str]:
        """The words by item."""
        return {item.pk: self.cleaned_data[f"note_{item.pk}"] for item in self.items}


class MutualForm(StepForm):
    """What one's own station gives this one."""

    given_by = forms.ModelChoiceField(label="评分的联络站", queryset=Station.objects.none())
    points = forms.DecimalField(label="得分（百分制）", min_value=0, max_value=100, max_digits=4, decimal_places=1)
    comment = forms.CharField(label="评语", required=False, max_length=300)


class AssessmentList(KeeperPage, TemplateView):
    """Assessments of one's stations, and those that wait for one's mutual score."""

    template_name = "deputies/workspace/assessment_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The latest year first."""
        rows = StationAssessment.objects.select_related("station", "grade")
        mine = rows.filter(station__in=self.stations().values("pk"))
        visits = rows.filter(status=Status.MUTUAL).exclude(pk__in=mine.values("pk"))
        return super().get_context_data(**kwargs) | {
            "assessments": mine.order_by("-year", "station")[:SHOWN],
            "visits": visits.order_by("-year", "station")[:SHOWN],
        }


class AssessmentPage(KeeperPage, TemplateView):
    """One assessment: each item with what each side gave, and the form of whose turn it is."""

    template_name = "deputies/workspace/assessment_detail.html"

    def assessment(self) -> StationAssessment:
        """One's own, or any while stations score one another."""
        rows = StationAssessment.objects.select_related("station__organ", "scheme", "grade")
        row: StationAssessment = get_object_or_404(rows, pk=self.kwargs["pk"])
        if row.status != Status.MUTUAL and not self.stations().filter(pk=row.station_id).exists():
            raise Http404
        return row

    def form(self, row: StationAssessment, *sent: Any) -> Any:
        """The form for this person now; None if it is another's turn."""
        if stage_of(self.user, row) is not None:
            return ScoresForm(*sent, assessment=row)
        others = self.stations().filter(kind=Station.Kind.STATION).exclude(pk=row.station_id)
        others = others.exclude(pk__in=row.mutual_scores.values("given_by"))
        if row.status != Status.MUTUAL or not others.exists():
            return None
        form = MutualForm(*sent)
        form.fields["given_by"].queryset = others  # type: ignore[attr-defined]
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Items, formula, form."""
        row = kwargs.pop("assessment", None) or self.assessment()
        stage = stage_of(self.user, row)
        is_own = self.stations().filter(pk=row.station_id).exists()
        return super().get_context_data(**kwargs) | {
            "assessment": row,
            "scores": station_standards.scores_by_item(row) if is_own else [],
            "formula": station_standards.formula(row) if is_own else "",
            "form": kwargs.get("form") or self.form(row),
            "stage": stage.label if stage else "互评",
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the scores, or show again what was typed and why it was refused."""
        del pk
        row = self.assessment()
        form = self.form(row, request.POST)
        if form is None:
            raise Http404
        stage = stage_of(self.user, row)

        def score() -> None:
            if stage is not None:
                station_standards.score(row, stage, form.points(), notes=form.notes(), actor=self.user)
            else:
                sent = form.cleaned_data
                station_standards.give_mutual(
                    row, sent["given_by"], points=sent["points"], comment=sent["comment"], actor=self.user
                )

        if form.is_valid() and form.take(score):
            messages.success(request, "已登记评分。")
            return redirect("deputies_workspace:assessment_list")
        return self.render_to_response(self.get_context_data(assessment=row, form=form), status=422)


class CheckForm(StepForm):
    """Whether an item is met, with photographs."""

    item = forms.ModelChoiceField(label="标准条目", queryset=StandardItem.objects.none())
    checked_on = forms.DateField(label="检查日期", initial=timezone.localdate, widget=DateInput)
    is_met = forms.BooleanField(label="达到要求", required=False)
    note = forms.CharField(label="说明", required=False, max_length=300, help_text="未达到要求的必填。")
    photos = UploadsField(label="照片", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheme = station_standards.in_use()
        items = StandardItem.objects.filter(scheme=scheme).order_by("group", "order")
        self.fields["item"].queryset = items  # type: ignore[attr-defined]


class ChecksPage(KeeperPage, TemplateView):
    """The four checklists of a station with the last check of each item, and the form for the next one."""

    template_name = "deputies/workspace/station_checks.html"

    def station(self) -> Station:
        """The station of the address, if the person keeps it."""
        return get_object_or_404(self.stations(), code=self.kwargs["code"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each item with its last check."""
        station = kwargs.pop("station", None) or self.station()
        checks = StationCheck.objects.filter(station=station).prefetch_related("photos__thumbnail")
        latest: dict[int, StationCheck] = {}
        for row in checks.order_by("checked_on", "pk"):
            latest[row.item_id] = row
        items = StandardItem.objects.filter(scheme=station_standards.in_use()).order_by("group", "order")
        return super().get_context_data(**kwargs) | {
            "station": station,
            "items": [(item, latest.get(item.pk)) for item in items],
            "form": kwargs.get("form") or CheckForm(),
        }

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Take a check, or show again what was typed and why it was refused."""
        del code
        station = self.station()
        form = CheckForm(request.POST, request.FILES)
        if form.is_valid():
            names = ("item", "checked_on", "is_met", "note")
            check = StationCheck(station=station, **{name: form.cleaned_data[name] for name in names})
            if form.take(
                lambda: station_standards.check_item(
                    check, uploads=form.cleaned_data["photos"], actor=self.user, today=timezone.localdate()
                )
            ):
                messages.success(request, "已登记检查。")
                return redirect(request.path)
        return self.render_to_response(self.get_context_data(station=station, form=form), status=422)
