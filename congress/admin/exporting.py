"""Lists as Excel files with Chinese headings, and rows from a file; who took what is logged."""

from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from import_export import fields, resources
from import_export.admin import ExportActionMixin, ImportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.widgets import Widget

from congress.http import signed_in
from congress.services import activity


class Words(Widget):  # type: ignore[misc]
    """Values as people write them: 2019-08-28, 是, the words of a choice."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The value as text."""
        del obj, kwargs
        if value is None:
            return ""
        return ("是" if value else "否") if isinstance(value, bool) else str(value)


def column(heading: str, path: str) -> fields.Field:
    """A column of an export: its heading, and where its value is found (`organ__name`, `get_status_display`)."""
    return fields.Field(attribute=path, column_name=heading, widget=Words(), readonly=True)


class ListResource(resources.Resource):  # type: ignore[misc]
    """A list for export: its columns, and the related records that come with the rows in one query."""

    related: tuple[str, ...] = ()

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        """The chosen rows with what the columns need."""
        del kwargs
        return queryset.select_related(*self.related) if self.related else queryset


class ExportAdmin(ExportActionMixin):  # type: ignore[misc]
    """A register that its readers can take along as an Excel file."""

    export_formats = [XLSX]
    change_form_template: ClassVar[Any] = None
    show_change_form_export = False
    skip_export_form = True
    skip_export_form_from_action = True

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Who may read the register may take it along."""
        return bool(self.has_view_or_change_permission(request))

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], **kwargs: Any) -> Any:
        """The file; the log keeps who took how many rows of which list."""
        data = super().get_export_data(file_format, request, queryset, **kwargs)
        actor = signed_in(request)
        with transaction.atomic():
            activity.record(
                actor,
                f"导出{queryset.model._meta.verbose_name}",
                actor,
                path=request.path,
                detail={"rows": queryset.count()},
            )
        return data


class ImportAdmin(ImportMixin):  # type: ignore[misc]
    """A register that takes rows from a file after a preview; one wrong row and nothing is stored."""

    import_formats = [XLSX, CSV]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Who may enter records one by one may enter many."""
        return bool(self.has_add_permission(request))


class ImportExportAdmin(ImportAdmin, ExportAdmin):
    """A register with both."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
