"""Filings out to Excel and in from Excel, under the same headings."""

from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from import_export import fields, resources
from import_export.widgets import Widget

from congress.admin.exporting import ListResource, column
from congress.admin.importing import OrganByName
from supervision.models import FilingDirection, NormFiling, NormKind
from supervision.services import filings

_DAYS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S")


class FilingResource(ListResource):
    """Filings as a list."""

    direction = column("方向", "get_direction_display")
    number = column("备案登记号", "number")
    title = column("文件名称", "title")
    maker = column("制定机关", "maker__name")
    maker_number = column("制定机关文号", "maker_number")
    norm_kind = column("文件种类", "get_norm_kind_display")
    published_on = column("公布日期", "published_on")
    effective_on = column("施行日期", "effective_on")
    filed_on = column("报送日期", "filed_on")
    registered_on = column("登记日期", "registered_on")
    status = column("状态", "get_status_display")
    initiative = column("审查启动方式", "get_initiative_display")
    conclusion = column("审查结论", "get_conclusion_display")
    concluded_on = column("结论日期", "concluded_on")
    closed_on = column("办结日期", "closed_on")
    related = ("maker", "number__series")


class DayCell(Widget):  # type: ignore[misc]
    """A day as Excel keeps it or as people write it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        """The day. Raises ValueError for what is none."""
        del row, kwargs
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        for pattern in _DAYS:
            try:
                return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no hour
            except ValueError:
                continue
        raise ValueError(f"“{text[:20]}”不是日期，请写成 2026-08-28。")


class ChoiceCell(Widget):  # type: ignore[misc]
    """The words of a choice."""

    def __init__(self, choices: Any, default: str = "") -> None:
        super().__init__()
        self._values = {str(label): value for value, label in choices}
        self._default = default

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """The stored value. Raises ValueError for other words."""
        del row, kwargs
        text = str(value or "").strip()
        if not text and self._default:
            return self._default
        if text not in self._values:
            raise ValueError(f"“{text[:20]}”不是可选项，请填写{'、'.join(self._values)}。")
        return str(self._values[text])


class TextCell(Widget):  # type: ignore[misc]
    """Text; a number that Excel made of it becomes text again."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """The text without blanks around it."""
        del row, kwargs
        return "" if value is None else str(value).strip()


def _cell(heading: str, name: str, widget: Widget) -> fields.Field:
    return fields.Field(attribute=name, column_name=heading, widget=widget)


class FilingImport(resources.ModelResource):  # type: ignore[misc]
    """Rows of a list of documents that were filed with the committee, or that were published and not filed yet."""

    title = _cell("文件名称", "title", TextCell())
    maker = _cell("制定机关", "maker", OrganByName("制定机关", needed="“制定机关”一栏不能为空。"))
    maker_number = _cell("制定机关文号", "maker_number", TextCell())
    norm_kind = _cell("文件种类", "norm_kind", ChoiceCell(NormKind.choices))
    published_on = _cell("公布日期", "published_on", DayCell())
    effective_on = _cell("施行日期", "effective_on", DayCell())
    filed_on = _cell("报送日期", "filed_on", DayCell())

    class Meta:
        model = NormFiling
        fields = ("title", "maker", "maker_number", "norm_kind", "published_on", "effective_on", "filed_on")
        import_order = fields
        use_transactions = True
        skip_diff = False

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Keep who imports; refuse a sheet without its headings, named.

        Raises ValidationError.
        """
        self._actor = kwargs["user"]
        self._today = timezone.localdate()
        missing = [
            name for name in ("文件名称", "制定机关", "文件种类", "公布日期") if name not in (dataset.headers or ())
        ]
        if missing:
            raise ValidationError(f"第1行缺少“{'”“'.join(missing)}”栏，请按导出的表头填写。")

    def get_instance(self, instance_loader: Any, row: Any) -> None:
        """Every row is a new filing; what is there already is refused as filed twice."""
        del instance_loader, row

    def do_instance_save(self, instance: NormFiling, is_create: bool) -> None:
        """Enter it as a clerk would."""
        del is_create
        instance.direction = FilingDirection.INWARD
        filings.enter(instance, actor=self._actor, today=self._today)

    def filter_export(self, queryset: QuerySet[NormFiling], **kwargs: Any) -> QuerySet[NormFiling]:
        """Only rows in: lists go out by `FilingResource`."""
        del kwargs
        return queryset.none()
