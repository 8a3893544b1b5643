"""Findings of inspections as a register of their own: searched, taken along, and entered from a file."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from import_export import resources
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget, Widget

from congress.admin.correction import CorrectedAdmin
from congress.admin.exporting import ImportExportAdmin, ListResource, column
from congress.admin.importing import OrganByName
from supervision.models import Finding, LegalInstrument, Oversight
from supervision.services import findings


class OversightByTitle(ForeignKeyWidget):  # type: ignore[misc]
    """An outing by a title that only one bears."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Oversight:
        """The outing. Raises ValueError if none or several bear the title, or it takes no findings any more."""
        del row, kwargs
        found = list(Oversight.objects.filter(title=str(value or "").strip())[:2])
        if len(found) != 1:
            raise ValueError(f"活动“{value}”{'有多次同名' if found else '未登记'}，请先核对名称。")
        if not findings.takes_findings(found[0]):
            raise ValueError(f"“{found[0]}”当前为“{found[0].get_status_display()}”，不能导入问题。")
        return found[0]


class KindWords(Widget):  # type: ignore[misc]
    """The kind of a suggestion by its words."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """The stored value. Raises ValueError naming what is allowed."""
        del row, kwargs
        words = {label: value for value, label in Finding.Kind.choices}
        text = str(value or Finding.Kind.ENFORCEMENT.label).strip()
        if text not in words:
            raise ValueError(f"类别“{value}”不正确，只能填写：{'、'.join(words)}。")
        return str(words[text])


class InstrumentByTitle(ForeignKeyWidget):  # type: ignore[misc]
    """A law by its title, with or without its marks; none where the cell is empty."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> LegalInstrument | None:
        """The law. Raises ValueError if there is none of that title."""
        del row, kwargs
        title = str(value or "").strip().strip("《》")
        if not title:
            return None
        found = LegalInstrument.objects.filter(title=title).first()
        if found is None:
            raise ValueError(f"法律法规“{value}”未登记。")
        return found


class FindingImport(resources.ModelResource):  # type: ignore[misc]
    """Findings from a file; one known by its outing and number is brought up to date."""

    oversight = Field("oversight", "活动名称", widget=OversightByTitle(Oversight, "title"))
    order = Field("order", "序号")
    kind = Field("kind", "类别", widget=KindWords())
    problem = Field("problem", "问题")
    cause = Field("cause", "原因", default="")
    suggestion = Field("suggestion", "建议", default="")
    organ = Field("organ", "涉及机关", widget=OrganByName("涉及机关"))
    instrument = Field("instrument", "法律法规", widget=InstrumentByTitle(LegalInstrument, "title"))
    article = Field("article", "条款", default="")

    class Meta:
        model = Finding
        fields = ("oversight", "order", "kind", "problem", "cause", "suggestion", "organ", "instrument", "article")
        import_id_fields = ("oversight", "order")
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True


class FindingResource(ListResource):
    """Findings as a list; the place is left out, for some are not to be known."""

    oversight = column("活动名称", "oversight__title")
    order = column("序号", "order")
    kind = column("类别", "get_kind_display")
    problem = column("问题", "problem")
    cause = column("原因", "cause")
    suggestion = column("建议", "suggestion")
    organ = column("涉及机关", "organ__name")
    instrument = column("法律法规", "instrument__title")
    article = column("条款", "article")
    related = ("oversight", "organ", "instrument")


@admin.register(Finding)
class FindingAdmin(ImportExportAdmin, CorrectedAdmin):
    """Findings of all outings; those of a published one are changed only with a reason."""

    resource_classes = [FindingResource]
    list_display = ("problem_start", "oversight", "kind", "organ", "instrument", "article", "point")
    list_filter = ("kind", ("organ", admin.RelatedOnlyFieldListFilter), "oversight__kind")
    search_fields = ("problem", "suggestion", "oversight__title", "instrument__title")
    date_hierarchy = "oversight__starts_on"
    autocomplete_fields = ("oversight", "organ", "instrument", "continues")
    fields = (
        ("oversight", "order"),
        "kind",
        "problem",
        "cause",
        "suggestion",
        ("organ", "instrument", "article"),
        "continues",
    )

    def get_import_resource_classes(self, request: HttpRequest) -> list[type[FindingImport]]:
        """What a file may hold."""
        del request
        return [FindingImport]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Finding]:
        """Findings with what they name."""
        rows: QuerySet[Finding] = super().get_queryset(request)
        return rows.select_related("oversight__society_duty", "organ", "instrument", "point", "continues")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Room for a sentence or two."""
        if db_field.name in ("problem", "cause", "suggestion"):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="问题", ordering="order")
    def problem_start(self, finding: Finding) -> str:
        """Its number and first words."""
        return str(finding)

    def get_readonly_fields(self, request: HttpRequest, obj: Finding | None = None) -> tuple[str, ...]:
        """The outing stays."""
        del request
        return ("oversight",) if obj else ()

    def closing(self, record: Finding) -> str:
        """Closed with its outing."""
        duty = record.oversight.society_duty
        return "活动情况已经公开" if duty and duty.is_readable else ""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The next number of the outing from which the page was opened."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        key = str(initial.get("oversight", ""))
        record = Oversight.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 18 else None
        return initial | ({"order": findings.next_order(record)} if record else {})
