"""Inspections, visits and research with their organs, groups, people and findings, and the laws they look at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalAdmin
from congress.admin.correction import CorrectedAdmin, CorrectedInline, CorrectionForm
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.ordered import OrderedForm
from congress.admin.steps import SteppedAdmin
from congress.http import signed_in
from supervision.models import (
    Finding,
    InspectionGroup,
    InspectionSite,
    LegalInstrument,
    OverseenOrgan,
    Oversight,
    OversightParticipant,
    OversightSubject,
)
from supervision.services import inspection_chain, inspection_groups, inspection_series, instruments

from .inspection_papers import InspectionPapers
from .inspection_steps import STEPS

Status = Oversight.Status
#: the days are changed by a step of its own once the notice counts back from them
_DATED = (Status.PROGRAMME_ADOPTED, Status.GROUP_FORMED, Status.NOTIFIED, Status.SELF_CHECK)
#: before the organs were told, one entered by mistake can be taken out
_UNTOLD = (Status.PLANNED, Status.PROGRAMME_ADOPTED, Status.GROUP_FORMED)


class OversightForm(CorrectionForm):
    """An outing; the methods are ticked."""

    methods = forms.MultipleChoiceField(
        label="检查方式", choices=Oversight.Method.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class SubjectInline(CorrectedInline):
    """The subjects of an outing."""

    model = OversightSubject
    verbose_name_plural = "内容"
    fields = ("title",)


class OverseenInline(CorrectedInline):
    """The organs it looks at, and how far each has come."""

    model = OverseenOrgan
    verbose_name_plural = "被监督机关"
    autocomplete_fields = ("organ",)
    fields = ("organ", "acknowledged_on", "self_checked_on", "fed_back_on")
    readonly_fields = ("acknowledged_on", "self_checked_on", "fed_back_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OverseenOrgan]:
        """The organs with their names."""
        return super().get_queryset(request).select_related("organ")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Until it was told."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.status in _UNTOLD)


class GroupInline(CorrectedInline):
    """The groups of an inspection."""

    model = InspectionGroup
    verbose_name_plural = "检查组（先保存检查组，再编入人员）"
    fields = ("name",)


class ParticipantInline(CorrectedInline):
    """Everybody who takes part."""

    model = OversightParticipant
    verbose_name_plural = "参加人员"
    autocomplete_fields = ("person",)
    fields = ("person", "group", "role", "capacity", "level")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OversightParticipant]:
        """People with their names."""
        return super().get_queryset(request).select_related("person", "group")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The groups of this inspection only."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "group":
            _offer(field, InspectionGroup.objects.filter(oversight=_page_key(request)))
        return field


class FindingInline(CorrectedInline):
    """What was found, in its order."""

    model = Finding
    form = OrderedForm
    verbose_name_plural = "检查发现的问题"
    autocomplete_fields = ("organ",)
    fields = ("order", "kind", "problem", "cause", "suggestion", "organ", "instrument", "article")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Finding]:
        """The findings with what they name."""
        return super().get_queryset(request).select_related("organ", "instrument", "oversight").order_by("order")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Room for a sentence or two."""
        if db_field.name in ("problem", "cause", "suggestion"):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The laws of this inspection only."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "instrument":
            _offer(field, LegalInstrument.objects.filter(inspections=_page_key(request)))
        return field


def _offer(field: Any, rows: QuerySet[Any]) -> None:
    """Let a field choose among the rows; they are read once for all rows of the page."""
    field.queryset = rows
    field.choices = [("", "---------"), *((row.pk, str(row)) for row in rows)]


def _page_key(request: HttpRequest) -> int | None:
    """The key of the record whose page this is; None on a page for a new one."""
    match = request.resolver_match
    key = str(match.kwargs.get("object_id", "")) if match else ""
    return int(key) if key.isdecimal() and len(key) < 18 else None


class OversightResource(ListResource):
    """Outings as a list; places are not among the columns."""

    title = column("名称", "title")
    kind = column("类别", "get_kind_display")
    status = column("状态", "get_status_display")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("结束日期", "ends_on")
    organ = column("被监督机关", "organ_words")
    instruments = column("检查的法律法规", "bundle_words")
    working_committee = column("承办工委", "working_committee__name")
    is_first = column("首次", "is_first")
    five_levels = column("五级代表参加", "five_levels")
    related = ("working_committee",)

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        """The chosen rows with organs and laws."""
        return super().filter_export(queryset, **kwargs).prefetch_related("organs", "instruments")

    def dehydrate_organ(self, row: Oversight) -> str:
        """All organs in one cell."""
        return "、".join(map(str, row.organs.all()))

    def dehydrate_instruments(self, row: Oversight) -> str:
        """一法两条例."""
        return instruments.bundle_of(row)


@admin.register(Oversight)
class OversightAdmin(InspectionPapers, ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Outings with their subjects; a published one is changed only with a reason.

    Places have a register of their own, because the schedule of unannounced visits is not for everybody here.
    """

    form = OversightForm
    resource_classes = [OversightResource]
    list_display = ("title", "kind", "starts_on", "ends_on", "organ_names", "working_committee", "status")
    list_filter = ("kind", "status", "is_first", "five_levels", ("working_committee", admin.RelatedOnlyFieldListFilter))
    search_fields = ("title", "series", "subjects__title", "instruments__title", "overseen__organ__name")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("working_committee", "instruments", "tracks")
    inlines = (SubjectInline, OverseenInline, GroupInline, ParticipantInline, FindingInline)
    panel_template = "admin/panels/oversight.html"
    history_with = (
        (OverseenOrgan, "oversight"),
        (InspectionGroup, "oversight"),
        (OversightParticipant, "oversight"),
        (Finding, "oversight"),
    )
    fields = (
        ("kind", "title"),
        ("starts_on", "ends_on"),
        "working_committee",
        "instruments",
        "methods",
        ("is_first", "five_levels"),
        ("series", "series_year"),
        ("commissioned_by_level", "tracks"),
        "programme",
        "report",
    )
    steps = STEPS

    def get_fields(self, request: HttpRequest, obj: Oversight | None = None) -> Any:
        """To those who only read it the methods are told in words."""
        shown = super().get_fields(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return shown
        return ["method_words" if name == "methods" else name for name in shown]

    @admin.display(description="检查方式")
    def method_words(self, oversight: Oversight) -> str:
        """The methods in one line."""
        return "、".join(Oversight.Method(each).label for each in oversight.methods) or "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Oversight]:
        """Outings with their committees, organs and publications."""
        rows: QuerySet[Oversight] = super().get_queryset(request)
        return rows.select_related(
            "working_committee", "society_duty", "tracks", "item__opinion_paper", "letter", "notice_obligation"
        ).prefetch_related("organs")

    @admin.display(description="被监督机关")
    def organ_names(self, oversight: Oversight) -> str:
        """All organs in one line."""
        return "、".join(map(str, oversight.organs.all())) or "—"

    def get_readonly_fields(self, request: HttpRequest, obj: Oversight | None = None) -> tuple[str, ...]:
        """The kind decides the path; the days move by a step once the notice counts from them."""
        del request
        if obj is None:
            return ()
        fixed = ("kind", "starts_on", "ends_on") if obj.status in _DATED else ("kind",)
        return (*fixed, "method_words")

    def closing(self, record: Oversight) -> str:
        """Closed while everyone can read it."""
        return "活动情况已经公开" if record.society_duty and record.society_duty.is_readable else ""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nobody of an inspected organ is in a group, whichever of the two was entered last."""
        super().save_related(request, form, formsets, change)
        inspection_groups.check(form.instance)

    def panel(self, request: HttpRequest, record: Oversight) -> dict[str, Any]:
        """Where it stands, the places the reader may know of, its papers and its series."""
        today = timezone.localdate()
        rows = record.overseen.select_related("organ", "self_check_obligation", "feedback_obligation")
        return {
            "oversight": record,
            "chain_steps": inspection_chain.steps(record, on=today),
            "bundle": instruments.bundle_of(record),
            "suggested": instruments.suggested_title(
                "", [instruments.Named(each.kind, each.title) for each in record.instruments.all()]
            )
            if record.is_inspection and record.status == Status.PLANNED
            else "",
            "levels": inspection_groups.level_counts(record),
            "sites": InspectionSite.objects.filter(oversight=record).visible_to(signed_in(request)),
            "self_checks": [row for row in rows.prefetch_related("files") if row.self_check or row.feedback],
            "paper": record.opinion_paper,
            "series": inspection_series.of_series(record.series) if record.series else [],
            **self.paper_links(record),
        }


@admin.register(LegalInstrument)
class LegalInstrumentAdmin(PortalAdmin):
    """Laws and regulations by their full titles."""

    list_display = ("title", "kind", "is_illustrative")
    list_filter = ("kind",)
    search_fields = ("title",)
    fields = ("title", "kind", "is_illustrative")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whether it is an example is settled on entering."""
        del request
        return ("is_illustrative",) if obj else ()
