"""A register as one table for both ways: the columns that are taken along are those that are read from a file."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db import models
from django.db.models import QuerySet
from import_export import resources
from import_export.fields import Field
from import_export.widgets import Widget

from congress.models import Organ
from congress.services import activity

#: how a day may be written
DAY_FORMATS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S")
#: digits before the point that any number of a register has at most
_WHOLE_DIGITS: Final = 18
_FLAGS: Final = {"是": True, "true": True, "1": True, "否": False, "false": False, "0": False, "": False}


def text_of(value: Any) -> str:
    """A cell as text; an empty one is empty."""
    return "" if value is None else str(value).strip()


class Cell(Widget):  # type: ignore[misc]
    """A cell in the words of its field: 是 or 否, a day, a number, the label of a choice, the name of a record."""

    def __init__(self, field: "models.Field[Any, Any]") -> None:
        super().__init__()
        self.field = field

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The value as people write it."""
        del obj, kwargs
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if self.field.choices:
            return str(dict(self.field.flatchoices).get(value, value))
        return f"{value:f}" if isinstance(value, Decimal) else str(value)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The stored value. Raises ValueError in words, with the heading of the column."""
        del row, kwargs
        label = str(self.field.verbose_name)
        if self.field.is_relation:
            return self._named(text_of(value), label)
        if self.field.choices:
            return self._chosen(text_of(value), label)
        if isinstance(self.field, models.BooleanField):
            return _flag(text_of(value), label)
        if isinstance(self.field, models.DateField):
            return _day(value, label)
        if isinstance(self.field, (models.DecimalField, models.IntegerField)):
            return _number(text_of(value), label, is_whole=isinstance(self.field, models.IntegerField))
        return text_of(value)

    def _named(self, name: str, label: str) -> Any:
        if not name:
            return None
        found = list(self.field.related_model.objects.filter(name=name)[:2])  # type: ignore[union-attr]
        if len(found) != 1:
            raise ValueError(f"{label}“{name}”{'有几个同名' if found else '未登记'}，请先核对。")
        return found[0]

    def _chosen(self, words: str, label: str) -> Any:
        known = {str(shown): value for value, shown in self.field.flatchoices}
        if not words and self.field.blank:
            return ""
        if words not in known:
            raise ValueError(f"{label}“{words}”不正确，只能填写：{'、'.join(known)}。")
        return known[words]


def _flag(words: str, label: str) -> bool:
    if words.lower() not in _FLAGS:
        raise ValueError(f"{label}“{words}”不正确，请填“是”或“否”。")
    return _FLAGS[words.lower()]


def _day(value: Any, label: str) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or not text_of(value):
        return value or None
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text_of(value), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(f"{label}“{value}”不正确，请写成“2022-02-01”的形式。")


def _number(words: str, label: str, *, is_whole: bool) -> int | Decimal | None:
    if not words:
        return None
    try:
        found = Decimal(words.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ValueError(f"{label}“{words}”不是数字。") from None
    if not found.is_finite():
        raise ValueError(f"{label}“{words}”不是数字。")
    # 1E999999999 is nine letters in a cell and gigabytes as a whole number.
    if found.adjusted() >= _WHOLE_DIGITS:
        raise ValueError(f"{label}“{words[:40]}”太大。")
    if not is_whole:
        return found
    if found != found.to_integral_value():
        raise ValueError(f"{label}“{words}”应为整数。")
    return int(found)


class OrganByName(Widget):  # type: ignore[misc]
    """An organ by its full name, or by its short name where none bears it in full; an empty cell is none.

    `needed` is what is said of an empty cell where an organ must stand.
    """

    def __init__(self, label: str, *, needed: str = "") -> None:
        super().__init__()
        self.label, self.needed = label, needed

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Organ | None:
        """The organ. Raises ValueError if none or several bear the name."""
        del row, kwargs
        name = text_of(value)
        if not name:
            if self.needed:
                raise ValueError(self.needed)
            return None
        found = list(Organ.objects.filter(name=name)[:2]) or list(Organ.objects.filter(short_name=name)[:2])
        if not found:
            raise ValueError(f"{self.label}“{name[:80]}”未登记，请先在机关登记簿中核对。")
        if len(found) > 1:
            raise ValueError(f"{self.label}“{name[:80]}”不止一个，请填写全称；全称也相同的，请逐条录入。")
        return found[0]


class RegisterResource(resources.ModelResource):  # type: ignore[misc]
    """The columns of a register under their Chinese headings, the same for export and import.

    A subclass names `Meta.model`, `fields` and `import_id_fields`; a row whose identity is known brings that record up
    to date. A heading that the register does not have is refused: its column would be lost without a word.
    """

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Field:
        """A column for a field of the record."""
        return Field(
            attribute=field_name,
            column_name=str(django_field.verbose_name),
            widget=Cell(django_field),
            readonly=readonly,
            default=django_field.default,
        )

    def get_queryset(self) -> QuerySet[Any]:
        """The records among which a row finds its own."""
        found: QuerySet[Any] = super().get_queryset()
        return found

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        """The chosen rows with the records that they name."""
        del kwargs
        named = [name for name in self.fields if self._meta.model._meta.get_field(name).is_relation]
        return queryset.select_related(*named) if named else queryset

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Refuse headings that the register does not have, and the lack of one by which rows are told apart."""
        del kwargs
        headings = [text_of(each) for each in dataset.headers or ()]
        dataset.headers = headings
        known = {field.column_name for field in self.fields.values()}
        if strange := [each for each in headings if each and each not in known]:
            raise ValueError(
                f"登记簿没有“{'、'.join(strange)}”这一列，请删去后重新选择文件。可用的列：{'、'.join(known)}。"
            )
        needed = {self.fields[name].column_name for name in self._meta.import_id_fields}
        if missing := sorted(needed - set(headings)):
            raise ValueError(f"文件缺少“{'、'.join(missing)}”这一列。")

    def before_save_instance(self, instance: Any, row: Mapping[str, Any], **kwargs: Any) -> None:
        """Put the person into the field-level history."""
        del instance, row
        activity.note_context(kwargs["user"])

    def after_save_instance(self, instance: Any, row: Mapping[str, Any], **kwargs: Any) -> None:
        """One line in the activity log for each row."""
        del row
        activity.record(kwargs["user"], "导入", instance, path=self.record_path(instance))

    def record_path(self, instance: Any) -> str:
        """The record's page on the desk."""
        meta = instance._meta
        return f"/admin/{meta.app_label}/{meta.model_name}/{instance.pk}/change/"

    def get_import_order(self) -> Sequence[str]:
        """The columns as `Meta.fields` names them."""
        return tuple(self._meta.fields)

    def get_export_order(self) -> Sequence[str]:
        """The columns as `Meta.fields` names them."""
        return tuple(self._meta.fields)
