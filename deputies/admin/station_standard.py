"""四个六 on the desk: schemes with their items and grades, yearly assessments with their scores."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress.admin.base import PortalInline, ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import DayForm, Step, SteppedAdmin
from congress.http import signed_in
from deputies.models import StandardItem, StandardScheme, StationAssessment, StationGrade
from deputies.services import station_standards

_DRAFT = StandardScheme.Status.DRAFT
Status = StationAssessment.Status


class DraftInline(PortalInline):
    """Rows of a scheme; they change only as long as it is a draft."""

    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of a draft."""
        return super().has_change_permission(request, obj) and (obj is None or obj.status == _DRAFT)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """To a draft."""
        return super().has_add_permission(request, obj) and (obj is None or obj.status == _DRAFT)


class ItemInline(DraftInline):
    """The four checklists of six."""

    model = StandardItem
    fields = ("group", "order", "text", "evidence", "points")


class GradeInline(DraftInline):
    """Grades from their least total on."""

    model = StationGrade
    fields = ("label", "stars", "least")


@admin.register(StandardScheme)
class StandardSchemeAdmin(SteppedAdmin):
    """建站标准: a new version begins as a copy of the one in use."""

    list_display = ("number", "title", "status", "in_use_on")
    list_filter = ("status",)
    fields = (
        ("number", "title"),
        "basis",
        ("township_weight", "district_weight", "mutual_weight"),
        "missed_points",
        ("status", "in_use_on"),
    )
    readonly_fields = ("number", "status", "in_use_on")
    inlines = (ItemInline, GradeInline)
    steps = (
        Step(
            "put_in_use",
            "施行",
            lambda row, actor, data: station_standards.put_in_use(row, on=data["on"], actor=actor),
            "deputies.adopt_standardscheme",
            lambda row: row.status == _DRAFT,
            form=DayForm,
            is_main=True,
            note="原施行的版本同时停用；已经启动的考评仍按原版本。",
        ),
    )

    def get_fields(self, request: HttpRequest, obj: StandardScheme | None = None) -> Any:
        """Title and basis of a new version; the rest is copied."""
        return self.fields if obj else ("title", "basis")

    def get_inlines(self, request: HttpRequest, obj: StandardScheme | None = None) -> Any:
        """Items and grades of a version that stands."""
        del request
        return self.inlines if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a draft."""
        return super().has_change_permission(request, obj) and (obj is None or obj.status == _DRAFT)

    def save_model(self, request: HttpRequest, obj: StandardScheme, form: Any, change: bool) -> None:
        """A new version is drawn up by the service."""
        if change:
            super().save_model(request, obj, form, change)
            return
        made = station_standards.draw_up(title=obj.title, basis=obj.basis, actor=signed_in(request))
        obj.pk, obj.number, obj._state.adding = made.pk, made.number, False


class AssessmentResource(ListResource):
    """Assessments as a list."""

    year = column("年度", "year")
    station = column("联络站", "station__name")
    status = column("状态", "get_status_display")
    missed = column("未登记接待（次）", "missed")
    total = column("总分", "total")
    grade = column("等次", "grade__label")
    related = ("station", "grade")


class YearForm(forms.Form):
    """Which year is assessed."""

    year = forms.IntegerField(label="年度", min_value=2017, max_value=2199)


@admin.register(StationAssessment)
class StationAssessmentAdmin(ExportAdmin, SteppedAdmin, ReadOnlyAdmin):
    """年度考评; scores are given in the workspace, the grade is settled here."""

    resource_classes = [AssessmentResource]
    list_display = ("station", "year", "status", "missed", "total", "grade")
    list_filter = ("year", "status", "grade__label")
    list_select_related = ("station", "grade")
    search_fields = ("station__name",)
    fields = (("station", "year"), "scheme", ("status", "missed"), ("total", "grade", "graded_on"), "formula")
    readonly_fields = ("formula",)
    change_list_template = "admin/deputies/assessment_list.html"
    steps = (
        Step(
            "grade",
            "评定等次",
            lambda row, actor, data: station_standards.grade(row, on=data["on"], actor=actor),
            "deputies.change_stationassessment",
            lambda row: row.status == Status.MUTUAL,
            form=DayForm,
            is_main=True,
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        """The start of a year before the register's own pages."""
        view = self.admin_site.admin_view(self.open_year)
        return [path("open-year/", view, name="deputies_stationassessment_open_year"), *super().get_urls()]

    def open_year(self, request: HttpRequest) -> HttpResponse:
        """启动年度考评."""
        back = HttpResponseRedirect(reverse("admin:deputies_stationassessment_changelist"))
        form = YearForm(request.POST)
        if request.method != "POST" or not signed_in(request).has_perm("deputies.add_stationassessment"):
            return back
        if not form.is_valid():
            messages.error(request, "请填写年度，如“2026”。")
            return back
        year, today = form.cleaned_data["year"], timezone.localdate()
        try:
            number = station_standards.open_year(year, actor=signed_in(request), today=today)
        except ValidationError as error:
            messages.error(request, "；".join(error.messages))
        else:
            messages.success(request, f"已启动{year}年度考评，新增{number}个联络站。")
        return back

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """With the button that starts a year."""
        may = signed_in(request).has_perm("deputies.add_stationassessment")
        extra = {"may_open": may, "year": timezone.localdate().year, **(extra_context or {})}
        return super().changelist_view(request, extra)

    def get_queryset(self, request: HttpRequest) -> QuerySet[StationAssessment]:
        """With the station and its scheme."""
        rows: QuerySet[StationAssessment] = super().get_queryset(request)
        return rows.select_related("station", "scheme", "grade")

    @admin.display(description="算法")
    def formula(self, assessment: StationAssessment) -> str:
        """How the total comes about."""
        return station_standards.formula(assessment)
