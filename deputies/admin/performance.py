"""Schemes of points on the desk: parts with items, grades and raters; a version in use is read only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalAdmin, PortalForm, PortalInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import Step, StepForm, SteppedAdmin
from deputies.models import (
    DutyKind,
    PerformanceScheme,
    SchemeGrade,
    SchemeItem,
    SchemePart,
    SchemeRater,
)
from deputies.services import performance, performance_schemes
from deputies.services.performance_schemes import plain

Status = PerformanceScheme.Status
ADOPT = "deputies.adopt_performancescheme"


def _is_fixed(obj: PerformanceScheme | SchemePart | None) -> bool:
    if obj is None or obj.pk is None:
        return False
    return (obj.scheme if isinstance(obj, SchemePart) else obj).is_fixed


class DraftInline(PortalInline):
    """Rows that change while the scheme is a draft."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While it is a draft."""
        return super().has_add_permission(request, obj) and not _is_fixed(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While it is a draft."""
        return super().has_change_permission(request, obj) and not _is_fixed(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While it is a draft."""
        return super().has_delete_permission(request, obj) and not _is_fixed(obj)


class PartInline(DraftInline):
    """The parts; their items are on pages of their own."""

    model = SchemePart
    verbose_name_plural = "考评部分（附加分以外相加须为100）"
    fields = ("order", "name", "cap", "is_bonus")


class GradeInline(DraftInline):
    """The grades."""

    model = SchemeGrade
    verbose_name_plural = "等次（最低一个等次从0分起）"
    fields = ("name", "lowest")


class RaterInline(DraftInline):
    """Who rates."""

    model = SchemeRater
    verbose_name_plural = "评分主体（权重相加须为100）"
    fields = ("who", "weight")


class YearForm(StepForm):
    """Of which year."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2199)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year


class ConfirmForm(YearForm):
    """Of which year, by which decision."""

    decision = forms.CharField(label="确认依据", max_length=120, help_text="如“第12次主任会议”。")


class SchemeResource(ListResource):
    """Schemes as a list."""

    name = column("名称", "name")
    version = column("版本", "version")
    min_days = column("最少任职天数", "min_days")
    status = column("状态", "get_status_display")


@admin.register(PerformanceScheme)
class PerformanceSchemeAdmin(ExportAdmin, SteppedAdmin):
    """考评办法, each version on a page of its own."""

    resource_classes = [SchemeResource]
    list_display = ("name", "version", "caps", "min_days", "status")
    list_filter = ("status",)
    search_fields = ("name",)
    fields = ("name", "note", ("min_days", "scales_with_days"))
    inlines = (PartInline, GradeInline, RaterInline)
    history_with = ((SchemePart, "scheme"), (SchemeGrade, "scheme"), (SchemeRater, "scheme"))
    panel_template = "admin/panels/performance_scheme.html"
    steps = (
        Step(
            "open_year",
            "开展年度考评",
            lambda row, actor, data: (
                f"{performance.open_year(data['year'], actor=actor, today=timezone.localdate())}位代表列入"
                f"{data['year']}年考评。"
            ),
            "deputies.compute_dutyassessment",
            lambda row: row.status == Status.IN_USE,
            form=YearForm,
            is_main=True,
            note="在任天数够的区代表列入考评，已列入的不变；以后补选的可以再次办理补列。",
        ),
        Step(
            "confirm_year",
            "确认全年考评",
            lambda row, actor, data: (
                f"已确认{performance.confirm_year(actor=actor, today=timezone.localdate(), **data)}位代表的考评。"
            ),
            "deputies.confirm_dutyassessment",
            lambda row: row.status == Status.IN_USE,
            form=ConfirmForm,
            note="该年度已告知、异议期已满的考评一并确认，确认后不再变动；有一位不能确认的，都不确认。",
            is_rare=True,
        ),
        Step(
            "adopt",
            "启用",
            lambda row, actor, data: performance_schemes.adopt(row, actor=actor),
            ADOPT,
            lambda row: row.status == Status.DRAFTED,
            is_main=True,
        ),
        Step(
            "version",
            "制定新版本",
            lambda row, actor, data: f"已建立“{performance_schemes.new_version(row, actor=actor)}”，修改后启用。",
            "deputies.add_performancescheme",
            lambda row: row.is_fixed,
        ),
        Step(
            "retire",
            "停用",
            lambda row, actor, data: performance_schemes.retire(row, actor=actor),
            ADOPT,
            lambda row: row.status == Status.IN_USE,
            is_rare=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PerformanceScheme]:
        """Schemes with the sum of their caps."""
        rows: QuerySet[PerformanceScheme] = super().get_queryset(request)
        return rows.annotate(caps_total=Sum("parts__cap"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version in use is not changed."""
        return super().has_change_permission(request, obj) and not _is_fixed(obj)

    def panel(self, request: HttpRequest, record: PerformanceScheme) -> dict[str, Any]:
        """The parts with their items, each the way to its page."""
        del request
        return {"parts": record.parts.prefetch_related("items")}

    @admin.display(description="满分（含附加分）")
    def caps(self, scheme: PerformanceScheme) -> str:
        """What the parts bring at most."""
        total = scheme.caps_total  # type: ignore[attr-defined]
        return plain(total) if total is not None else "—"


class ItemForm(PortalForm):
    """An item; kinds are ticked."""

    kinds = forms.MultipleChoiceField(
        label="履职类别", choices=DutyKind.choices, required=False, widget=forms.SelectMultiple(attrs={"size": 4})
    )


class ItemInline(DraftInline):
    """The items of a part, with rule, points and kinds of duty."""

    model = SchemeItem
    form = ItemForm
    verbose_name_plural = "考评项目"
    fields = ("order", "name", "rule", "points", "step", "free_times", "kinds", "note")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The kinds in words where they can no longer be changed."""
        fields = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return fields
        return ["kind_words" if name == "kinds" else name for name in fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The same."""
        return () if self.has_change_permission(request, obj) else ("kind_words",)

    @admin.display(description="履职类别")
    def kind_words(self, item: SchemeItem) -> str:
        """What is counted."""
        return "、".join(str(DutyKind(kind).label) for kind in item.kinds) or "—"


@admin.register(SchemePart)
class SchemePartAdmin(PortalAdmin):
    """Parts with their items; opened from the scheme."""

    list_display = ("name", "scheme", "order", "cap", "is_bonus")
    list_filter = ("scheme",)
    list_select_related = ("scheme",)
    search_fields = ("name", "scheme__name")
    fields = (("name", "cap", "is_bonus"),)
    inlines = (ItemInline,)
    history_with = ((SchemeItem, "part"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SchemePart]:
        """Parts with their schemes."""
        rows: QuerySet[SchemePart] = super().get_queryset(request)
        return rows.select_related("scheme")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made on the page of the scheme."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the scheme is a draft."""
        return super().has_change_permission(request, obj) and not _is_fixed(obj)
