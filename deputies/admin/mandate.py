"""Mandates and seats, each with its dates."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from import_export import resources
from import_export.fields import Field
from import_export.widgets import DateWidget, ForeignKeyWidget, IntegerWidget, Widget

from congress.admin.correction import ClosedRowForm, CorrectedAdmin
from congress.admin.exporting import ExportAdmin, ImportExportAdmin, ListResource, column
from deputies.models import Mandate, Person, Seat, Term


def ended(record: Mandate | Seat) -> str:
    """The words for a mandate or seat that ended in the past; empty while it is held or has not begun."""
    is_over = record.ends_on is not None and record.ends_on < timezone.localdate()
    return f"{record._meta.verbose_name}记录已经终止" if is_over else ""


class TenureForm(ClosedRowForm):
    """A mandate or seat on the person's page."""

    def closing(self) -> str:
        """Closed the day after it ended."""
        return ended(self.instance)


class InOfficeFilter(admin.SimpleListFilter):
    """In office today, or not any more."""

    title = "在任"
    parameter_name = "in_office"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two states."""
        return [("yes", "现任"), ("no", "已离任或未到任")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows in the chosen state."""
        held = queryset.model._default_manager.in_office(on=timezone.localdate())
        if self.value() == "yes":
            return queryset.filter(pk__in=held)
        return queryset.exclude(pk__in=held) if self.value() == "no" else queryset


class MandateResource(ListResource):
    """Mandates as a list."""

    person = column("姓名", "person__name")
    level = column("级别", "get_level_display")
    term = column("届", "term__number")
    constituency = column("选区或选举单位", "constituency")
    delegation = column("代表团所在乡镇街道", "delegation__name")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("终止日期", "ends_on")
    end_reason = column("终止原因", "get_end_reason_display")
    by_election = column("补选", "by_election")
    related = ("person", "term", "delegation")


@admin.register(Mandate)
class MandateAdmin(ExportAdmin, CorrectedAdmin):
    """Mandates of deputies at the five levels; an ended one is changed only with a reason."""

    resource_classes = [MandateResource]
    list_display = ("person", "level", "term", "constituency", "delegation", "starts_on", "ends_on", "end_reason")
    list_filter = (InOfficeFilter, "level", "term", "by_election")
    list_select_related = ("person", "term", "delegation")
    search_fields = ("person__name", "person__pinyin", "^person__initials", "constituency")
    autocomplete_fields = ("person", "delegation")
    fields = (
        "person",
        ("level", "term"),
        ("constituency", "delegation"),
        ("starts_on", "ends_on"),
        ("end_reason", "by_election"),
    )

    def closing(self, record: Mandate) -> str:
        """Closed the day after it ended."""
        return ended(record)


class RoleWords(Widget):  # type: ignore[misc]
    """A seat's role by its words."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """The stored value. Raises ValueError naming what is allowed."""
        del row, kwargs
        words = {label: value for value, label in Seat.Role.choices}
        if str(value).strip() not in words:
            raise ValueError(f"职务“{value}”不正确，只能填写：{'、'.join(words)}。")
        return words[str(value).strip()]


class PersonByName(ForeignKeyWidget):  # type: ignore[misc]
    """A person by a name that only one bears."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Person:
        """The person. Raises ValueError if nobody or several bear the name."""
        del row, kwargs
        found = list(Person.objects.filter(name=str(value or "").strip())[:2])
        if len(found) != 1:
            raise ValueError(f"姓名“{value}”{'有多人同名' if found else '未登记'}，请先在人员登记簿中核对。")
        return found[0]


class TermByNumber(ForeignKeyWidget):  # type: ignore[misc]
    """A term by its number."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Term:
        """The term. Raises ValueError if there is none."""
        del row, kwargs
        term = Term.objects.filter(number=int(value)).first() if str(value or "").strip().isdigit() else None
        if term is None:
            raise ValueError(f"届“{value}”未登记。")
        return term


class Day(DateWidget):  # type: ignore[misc]
    """A date such as 2022-02-01 or 2022/2/1."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
        self.formats = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The date. Raises ValueError in Chinese."""
        try:
            return super().clean(value, row=row, **kwargs)
        except ValueError:
            raise ValueError(f"日期“{value}”不正确，请写成“2022-02-01”的形式。") from None


class SeatImport(resources.ModelResource):  # type: ignore[misc]
    """Seats from a file; a seat that is known is brought up to date."""

    person = Field("person", "姓名", widget=PersonByName(Person, "name"))
    term = Field("term", "届", widget=TermByNumber(Term, "number"))
    role = Field("role", "职务", widget=RoleWords())
    rank = Field("rank", "排序", widget=IntegerWidget(), default=100)
    starts_on = Field("starts_on", "任职日期", widget=Day())
    ends_on = Field("ends_on", "离任日期", widget=Day())

    class Meta:
        model = Seat
        fields = ("person", "term", "role", "rank", "starts_on", "ends_on")
        import_id_fields = ("person", "starts_on")
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    def after_init_instance(self, instance: Seat, new: bool, row: Any, **kwargs: Any) -> None:
        """Remember whether the stored seat has ended, before the row is written over it."""
        del row, kwargs
        instance.closed_because = "" if new else ended(instance)  # type: ignore[attr-defined]

    def before_save_instance(self, instance: Seat, row: Any, **kwargs: Any) -> None:
        """Raise ValueError for a change of a seat that has ended: a file gives no reason."""
        del row, kwargs
        if closed := instance.closed_because:  # type: ignore[attr-defined]
            raise ValueError(f"{instance.person}的{closed}，不能导入改动，请在该记录的页面上写明理由更正。")


class SeatResource(ListResource):
    """Seats as a list, in the columns that an import takes."""

    person = column("姓名", "person__name")
    term = column("届", "term__number")
    role = column("职务", "get_role_display")
    rank = column("排序", "rank")
    starts_on = column("任职日期", "starts_on")
    ends_on = column("离任日期", "ends_on")
    related = ("person", "term")


@admin.register(Seat)
class SeatAdmin(ImportExportAdmin, CorrectedAdmin):
    """Seats of the standing committee: who is in office on a day; an ended one is changed only with a reason."""

    resource_classes = [SeatResource]
    list_display = ("person", "role", "term", "rank", "starts_on", "ends_on")
    list_filter = (InOfficeFilter, "role", "term")
    list_select_related = ("person", "term")
    search_fields = ("person__name", "person__pinyin", "^person__initials")
    autocomplete_fields = ("person",)
    fields = ("person", ("term", "role", "rank"), ("starts_on", "ends_on"))

    def closing(self, record: Seat) -> str:
        """Closed the day after it ended."""
        return ended(record)

    def get_import_resource_classes(self, request: HttpRequest) -> list[type]:
        """The columns that are taken from a file."""
        del request
        return [SeatImport]
