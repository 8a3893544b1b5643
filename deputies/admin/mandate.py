"""Mandates and seats, each with its dates."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from import_export import resources
from import_export.fields import Field
from import_export.widgets import DateWidget, ForeignKeyWidget, IntegerWidget, Widget

from congress.admin.correction import ClosedRowForm, CorrectedAdmin
from congress.admin.exporting import ExportAdmin, ImportExportAdmin, ListResource, column
from congress.admin.steps import DayForm, Step, SteppedAdmin
from congress.models import User
from deputies.models import Mandate, Person, Seat, Term
from deputies.services import seats, suspensions, vacancies


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


class OnDayFilter(admin.SimpleListFilter):
    """The body as it was on a day that the clerk names; what is not a day filters nothing."""

    title = "在任日"
    parameter_name = "on"
    template = "admin/filters/day.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """None to choose from: a day is written."""
        del request, model_admin
        return []

    def has_output(self) -> bool:
        """Always shown."""
        return True

    def day(self) -> date | None:
        """The day asked for."""
        try:
            return date.fromisoformat(self.value() or "")
        except ValueError:
            return None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those in office on the day."""
        del request
        day = self.day()
        if day is None:
            return queryset
        return queryset.filter(pk__in=queryset.model._default_manager.in_office(on=day))

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The day, what else the address asks for, and the way back to all."""
        others = changelist.get_filters_params()
        yield {
            "day": self.day(),
            "others": [(name, value) for name, values in others.items() for value in values],
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
        }


class AbsentTwiceFilter(admin.SimpleListFilter):
    """In office although absent without leave from two sessions of the congress."""

    title = "未经批准两次缺席"
    parameter_name = "absent_twice"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Only those."""
        return [("yes", "应办理终止")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those whose end is to be dealt with."""
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=Mandate.objects.all().due_to_end_by_absence(on=timezone.localdate()))


class EndForm(DayForm):
    """The last day, and why."""

    reason = forms.ChoiceField(label="原因")
    field_order = ("on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A resignation is accepted by a vote, on its own page.
        reasons = [(value, label) for value, label in type(self.record).EndReason.choices if value != "resigned"]
        self.fields["reason"].choices = [("", "---------"), *reasons]  # type: ignore[attr-defined]
        self.fields["on"].label = "最后一日"


def _end_mandate(mandate: Mandate, actor: User, data: Mapping[str, Any]) -> str:
    seats.end_mandate(mandate, on=data["on"], reason=data["reason"], actor=actor)
    return f"已终止{mandate}的代表资格，请办理公告。"


def _end_seat(seat: Seat, actor: User, data: Mapping[str, Any]) -> None:
    seats.end_seat(seat, on=data["on"], reason=data["reason"], actor=actor)


def _check(*terms: Term | None) -> None:
    """Raise ValidationError if on any day more are in office than the terms have places."""
    for term in {term.pk: term for term in terms if term is not None}.values():
        vacancies.check(term)


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
class MandateAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Mandates of deputies at the five levels; an ended one is changed only with a reason."""

    resource_classes = [MandateResource]
    list_display = ("person", "level", "term", "constituency", "delegation", "starts_on", "ends_on", "end_reason")
    list_filter = (InOfficeFilter, OnDayFilter, AbsentTwiceFilter, "level", "term", "by_election", "end_reason")
    list_select_related = ("person", "term", "delegation")
    search_fields = ("person__name", "person__pinyin", "^person__initials", "constituency")
    autocomplete_fields = ("person", "delegation", "elected_in")
    fields = (
        "person",
        ("level", "term"),
        ("elected_in", "constituency"),
        "delegation",
        ("starts_on", "ends_on"),
        ("end_reason", "by_election"),
    )
    steps = (
        Step(
            "end",
            "终止代表资格",
            _end_mandate,
            "deputies.change_mandate",
            lambda mandate: mandate.ends_on is None or mandate.end_reason == Mandate.EndReason.EXPIRED,
            form=EndForm,
            note="终止之日起收回其账号的代表角色；区人大代表任常委会职务的，同日离任。辞职须经常委会会议表决接受，请在“辞职”中办理。",
        ),
        Step(
            "report",
            "登记资格终止报告",
            lambda mandate, actor, data: suspensions.report_end(mandate, on=data["on"], actor=actor),
            "deputies.change_mandate",
            lambda mandate: bool(
                mandate.ends_on and mandate.end_reason != Mandate.EndReason.EXPIRED and not mandate.end_reported_on
            ),
            form=DayForm,
            is_short=True,
            note="代表资格审查委员会向常委会报告的日期；报告后由常委会公告（《代表法》第六十三条）。",
        ),
    )

    def save_model(self, request: HttpRequest, obj: Mandate, form: Any, change: bool) -> None:
        """With the words and the area of the constituency chosen."""
        seats.fill_place(obj)
        super().save_model(request, obj, form, change)

    def closing(self, record: Mandate) -> str:
        """Closed the day after it ended."""
        return ended(record)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Never more deputies than the term has places."""
        super().save_related(request, form, formsets, change)
        _check(form.instance.term)


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

    def after_save_instance(self, instance: Seat, row: Any, **kwargs: Any) -> None:
        """Raise ValidationError where the file would seat more people than the term has places."""
        del row, kwargs
        _check(instance.term)


class SeatResource(ListResource):
    """Seats as a list: the columns that an import takes, then how the seat came and why it ended."""

    person = column("姓名", "person__name")
    term = column("届", "term__number")
    role = column("职务", "get_role_display")
    rank = column("排序", "rank")
    starts_on = column("任职日期", "starts_on")
    ends_on = column("离任日期", "ends_on")
    origin = column("产生方式", "get_origin_display")
    end_reason = column("离任原因", "get_end_reason_display")
    related = ("person", "term")


@admin.register(Seat)
class SeatAdmin(ImportExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Seats of the standing committee: who is in office on a day; an ended one is changed only with a reason."""

    resource_classes = [SeatResource]
    list_display = ("person", "role", "term", "rank", "starts_on", "origin", "ends_on", "end_reason")
    list_filter = (InOfficeFilter, OnDayFilter, "role", "term", "origin")
    list_select_related = ("person", "term")
    search_fields = ("person__name", "person__pinyin", "^person__initials")
    autocomplete_fields = ("person",)
    fields = ("person", ("term", "role", "rank"), ("starts_on", "origin"), ("ends_on", "end_reason"))
    steps = (
        Step(
            "end",
            "离任",
            _end_seat,
            "deputies.change_seat",
            lambda seat: seat.ends_on is None or seat.end_reason == Seat.EndReason.EXPIRED,
            form=EndForm,
            note="离任之日起收回其账号的组成人员角色。辞职须经表决接受，请在“辞职”中办理。",
        ),
    )

    def closing(self, record: Seat) -> str:
        """Closed the day after it ended."""
        return ended(record)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Never more members than the term has places."""
        super().save_related(request, form, formsets, change)
        _check(form.instance.term)

    def get_import_resource_classes(self, request: HttpRequest) -> list[type]:
        """The columns that are taken from a file."""
        del request
        return [SeatImport]
