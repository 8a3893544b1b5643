"""People: found by name, pinyin or initials."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from import_export import resources
from import_export.fields import Field

from congress.admin.correction import CorrectedAdmin, CorrectedInline
from congress.admin.exporting import ImportExportAdmin, ListResource, column
from deputies.models import Mandate, Person, Seat, Term
from deputies.services import people, vacancies

from .mandate import TenureForm


class TenureInline(CorrectedInline):
    """What a person holds or held; a row that ended is changed only with a reason."""

    form = TenureForm
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows with what their labels need."""
        related = ("term", *self.autocomplete_fields)
        return super().get_queryset(request).select_related(*related)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Read the terms once for all rows."""
        formset = super().get_formset(request, obj, **kwargs)
        if (field := formset.form.base_fields.get("term")) is not None:
            field.choices = list(field.choices)
        return formset


class SeatInline(TenureInline):
    """Seats of the standing committee."""

    model = Seat
    fields = ("term", "role", "rank", "starts_on", "origin", "ends_on", "end_reason")


class MandateInline(TenureInline):
    """Mandates at all levels."""

    model = Mandate
    autocomplete_fields = ("delegation",)
    fields = ("term", "level", "constituency", "delegation", "starts_on", "ends_on", "end_reason", "by_election")


class PersonResource(ListResource):
    """People as a list."""

    name = column("姓名", "name")
    pinyin = column("拼音", "pinyin")
    is_illustrative = column("示例人物", "is_illustrative")


class PersonImport(resources.ModelResource):  # type: ignore[misc]
    """People from a file: one name a row; a name that is known already is passed over."""

    name = Field("name", "姓名")

    class Meta:
        model = Person
        fields = ("name",)
        import_id_fields = ("name",)
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Names without stray spaces."""
        del kwargs
        row["姓名"] = str(row.get("姓名") or "").strip()

    def get_instance(self, instance_loader: Any, row: Any) -> Person | None:
        """The person of that name; the first where several bear it."""
        del instance_loader
        return Person.objects.filter(name=row["姓名"]).order_by("pk").first()

    def before_save_instance(self, instance: Person, row: Any, **kwargs: Any) -> None:
        """Keys for sorting and finding."""
        del row, kwargs
        instance.set_keys()


@admin.register(Person)
class PersonAdmin(ImportExportAdmin, CorrectedAdmin):
    """People with their seats and mandates; those that ended are changed only with a reason."""

    resource_classes = [PersonResource]
    list_display = ("name", "pinyin", "account", "is_illustrative")
    list_filter = ("is_illustrative", "seats__role", "mandates__level")
    list_select_related = ("account",)
    search_fields = ("name", "pinyin", "^initials")
    search_help_text = "可按姓名、全拼或拼音首字母查找。"
    autocomplete_fields = ("account",)
    fields = ("name", ("pinyin", "initials"), "account", "is_illustrative")
    inlines = (SeatInline, MandateInline)
    panel_template = "admin/panels/person.html"
    history_with = ((Seat, "person"), (Mandate, "person"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """People, and whether something they held has ended."""
        past = {"person": OuterRef("pk"), "ends_on__lt": timezone.localdate()}
        held = Exists(Seat.objects.filter(**past)) | Exists(Mandate.objects.filter(**past))
        rows: QuerySet[Person] = super().get_queryset(request).annotate(has_past=held)
        return rows

    def asks_reason(self, request: HttpRequest, record: Any) -> bool:
        """Where a row may be corrected."""
        has_past = record is not None and bool(record.has_past)
        return has_past and self.may_correct(request) and self.has_change_permission(request, record)

    def get_import_resource_classes(self, request: HttpRequest) -> list[type]:
        """The columns that are taken from a file."""
        del request
        return [PersonImport]

    def panel(self, request: HttpRequest, record: Person) -> dict[str, Any]:
        """What the person holds and held; the apps above add by which vote."""
        del request
        return {"person": record}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Never more people in office than a term has places."""
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            person = form.instance
            for term in Term.objects.filter(Q(seats__person=person) | Q(mandates__person=person)).distinct():
                vacancies.check(term)

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Fill the sorting and search keys anew where the name changed; warn of a namesake."""
        if change and "name" in form.changed_data:
            people.forget_keys(obj, keep=form.changed_data)
        obj.set_keys()
        super().save_model(request, obj, form, change)
        if Person.objects.filter(name=obj.name).exclude(pk=obj.pk).exists():
            messages.warning(request, f"已有同名人员“{obj.name}”，请核对是否重复登记。")
