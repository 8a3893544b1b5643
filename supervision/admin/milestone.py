"""Yearly milestones: they appear by themselves; here they are settled by hand where no report tells."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from congress.admin.base import ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.obligation import due_cell
from congress.admin.steps import DayForm, Step, StepForm, SteppedAdmin
from congress.models import Obligation, User
from congress.services.marks import owed_by
from supervision.models import SpecialReport, YearlyMilestone
from supervision.services import milestones

SETTLE: Final = "supervision.settle_yearlymilestone"


class FinishForm(DayForm):
    """When, by which report, or how."""

    report = forms.ModelChoiceField(
        SpecialReport.objects.none(), label="报告", required=False, help_text="本年度已经听取的报告。"
    )
    note = forms.CharField(label="办理说明", max_length=200, required=False, help_text="没有选择报告的，须写明。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = SpecialReport.objects.all().heard_in_year(self.record.year).select_related("item")
        self.fields["report"].queryset = rows  # type: ignore[attr-defined]


class WaiveForm(StepForm):
    """Why it falls away this year, and who decided."""

    reason = forms.CharField(label="理由", max_length=200, help_text="如：本年度没有预算调整。")
    decision = forms.CharField(label="决定", max_length=120, help_text="如：第六十次主任会议。")


def _finish(row: YearlyMilestone, actor: User, data: Mapping[str, Any]) -> None:
    milestones.finish(row, on=data["on"], note=data["note"], report=data["report"], actor=actor)


def _is_open(row: YearlyMilestone) -> bool:
    return row.obligation.status == Obligation.Status.OPEN


class MilestoneResource(ListResource):
    """Milestones as a list."""

    year = column("年度", "year")
    title = column("事项", "title")
    rule = column("依据", "obligation__rule__citation")
    due_on = column("到期日", "obligation__due_on")
    status = column("状态", "obligation__get_status_display")
    done_on = column("完成日期", "obligation__done_on")
    report = column("报告", "report__item__title")
    note = column("办理说明", "note")
    related = ("obligation__rule", "report__item")


@admin.register(YearlyMilestone)
class YearlyMilestoneAdmin(ExportAdmin, ReadOnlyAdmin, SteppedAdmin):
    """What the law wants each year, with its days."""

    resource_classes = [MilestoneResource]
    list_display = ("title", "year", "due", "owed_by", "citation", "report")
    list_filter = ("year", "obligation__status")
    search_fields = ("title", "rule_code")
    fields = ("title", "year", "due", "owed_by", "citation", "report", "note")
    readonly_fields = fields
    steps = (
        Step("finish", "登记完成", _finish, SETTLE, _is_open, form=FinishForm, is_main=True),
        Step(
            "waive",
            "本年不需办理",
            lambda row, actor, data: milestones.waive(row, actor=actor, **data),
            "congress.waive_obligation",
            _is_open,
            form=WaiveForm,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[YearlyMilestone]:
        """Milestones with their deadlines."""
        rows: QuerySet[YearlyMilestone] = super().get_queryset(request)
        return rows.select_related("obligation__rule", "obligation__owed_organ", "report__item")

    @admin.display(description="期限", ordering="obligation__due_on")
    def due(self, row: YearlyMilestone) -> SafeString:
        """The due mark."""
        return due_cell(row.obligation)

    @admin.display(description="责任")
    def owed_by(self, row: YearlyMilestone) -> str:
        """Who owes it."""
        return owed_by(row.obligation)

    @admin.display(description="依据")
    def citation(self, row: YearlyMilestone) -> str:
        """The law."""
        return milestones.citation(row)
