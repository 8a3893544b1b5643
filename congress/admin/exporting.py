"""Lists as Excel files with Chinese headings, and rows from a file; who took what is logged."""

from os.path import splitext
from typing import Any, ClassVar, Final
from zipfile import BadZipFile

import openpyxl
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from import_export import fields, resources
from import_export.admin import ExportActionMixin, ImportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ImportForm
from import_export.widgets import Widget

from congress.http import signed_in
from congress.services import activity, attachments

#: rows that are taken from one file, without the headings
IMPORT_ROWS: Final = 5_000
IMPORT_COLUMNS: Final = 100


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


class CheckedImportForm(ImportForm):  # type: ignore[misc]
    """A file that is looked at like every other upload, and counted before its rows are tried."""

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        self.formats = formats

    def clean(self) -> dict[str, Any]:
        """Refuse what the portal does not keep, what is not of the chosen format, and what is too long."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload, chosen = cleaned.get("import_file"), cleaned.get("format")
        if upload and chosen:
            try:
                self._check(upload, self.formats[int(chosen)]().get_extension())
            except ValidationError as error:
                self.add_error("import_file", error)
        return cleaned

    def _check(self, upload: attachments.Upload, extension: str) -> None:
        checked = attachments.check(upload)
        if splitext(checked.name)[1].lower() != f".{extension}":
            raise ValidationError(f"文件不是所选的{extension}格式，请重新选择。")
        try:
            is_too_long = _is_too_long(upload, extension)
        except (AttributeError, BadZipFile, KeyError, OSError, SyntaxError, TypeError, ValueError):
            # What openpyxl raises for a workbook that it cannot read, XML that is none included.
            raise ValidationError("文件无法读取，请用电子表格软件另存后重新选择。") from None
        if is_too_long:
            raise ValidationError(f"一次最多导入{IMPORT_ROWS:,}行、{IMPORT_COLUMNS}列，请拆分文件后分次导入。")


def _is_too_long(upload: attachments.Upload, extension: str) -> bool:
    """Whether there are more rows or columns than are taken; reads no further than needed, counts empty rows too."""
    upload.seek(0)
    if extension == "csv":
        # The last line may have no end.
        text = upload.read().rstrip()
        return int(max(text.count(b"\n"), text.count(b"\r"))) > IMPORT_ROWS
    rows = openpyxl.load_workbook(upload, read_only=True).active.iter_rows()
    return any(place > IMPORT_ROWS or len(row) > IMPORT_COLUMNS for place, row in enumerate(rows))


class ImportAdmin(ImportMixin):  # type: ignore[misc]
    """A register that takes rows from a file after a preview; one wrong row and nothing is stored."""

    import_formats = [XLSX, CSV]
    import_form_class = CheckedImportForm

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Who may enter records one by one may enter many."""
        return bool(self.has_add_permission(request))

    def generate_log_entries(self, result: Any, request: HttpRequest) -> None:
        """The log of the portal keeps who brought in a file, and how many rows of it were new, changed, left alone."""
        actor = signed_in(request)
        with transaction.atomic():
            activity.record(
                actor,
                f"导入{self.model._meta.verbose_name}",
                actor,
                path=request.path,
                detail={name: number for name, number in result.totals.items() if number},
            )


class ImportExportAdmin(ImportAdmin, ExportAdmin):
    """A register with both."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
