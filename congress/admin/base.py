"""What every register of the desk shares: nothing is deleted by hand, every save is logged, no change is lost."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models
from django.db.models import QuerySet
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property

from congress.http import signed_in
from congress.models import Activity
from congress.services import activity
from congress.workflow import TransitionError

from . import history
from .stale import LOADED, StaleFormMixin
from .widgets import ClockInput, DayInput, KeyedAutocompleteSelectMultiple, KnownAutocompleteSelect, tell_labels

#: log lines shown on a record's history page
LOG_LINES = 200
#: rows that a form may send at once
INLINE_ROWS = 300


class PortalForm(StaleFormMixin):
    """The form of a record; it also shows what a service refused when the record was saved."""

    #: set by the admin class when the service that saves refused
    refusal: ValidationError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tell_labels(self)

    def clean(self) -> dict[str, Any] | None:
        """Add the service's refusal to the fields it names."""
        cleaned = super().clean()
        if self.refusal is not None:
            add_errors(self, self.refusal)
        return cleaned


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put a service's messages beside the fields they name; those of unknown fields stand above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def refused(error: ValidationError | TransitionError) -> ValidationError:
    """A refusal of either kind as one that a form can show."""
    return error if isinstance(error, ValidationError) else ValidationError(str(error))


class FormfieldMixin:
    """Inputs of the desk for main forms and inlines alike."""

    def formfield_for_dbfield(self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Dates and times in the browser's inputs; related records without the buttons that open a second window."""
        if isinstance(db_field, models.TimeField):
            return db_field.formfield(widget=ClockInput(), **kwargs)
        if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            return db_field.formfield(widget=DayInput(), **kwargs)
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if formfield is not None and isinstance(formfield.widget, RelatedFieldWidgetWrapper):
            formfield.widget = formfield.widget.widget
        return formfield

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Autocomplete that is told the labels of what is chosen."""
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", KnownAutocompleteSelect(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Autocomplete that passes over what is no key."""
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", KeyedAutocompleteSelectMultiple(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


class PortalAdmin(FormfieldMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """A register of the desk.

    Saves go to the activity log instead of the admin's own; records are not deleted, because others rely on them.
    """

    form = PortalForm
    #: related tracked tables whose changes belong to the record's history: model and its key to this record
    history_with: Sequence[tuple[type[models.Model], str]] = ()
    #: a template shown between the steps and the form, and what it needs
    panel_template = ""
    list_per_page = 50
    show_full_result_count = False
    # A public page exists only once the record is published; the publication leads there.
    view_on_site = False

    def panel(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """The context of `panel_template`."""
        del request, record
        return {}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted by hand: what is wrong is corrected, withdrawn or made void, and stays on record."""
        del request, obj
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The record; locked where it is about to be saved, so that of two savers the second is told."""
        if request.method == "POST" and connection.in_atomic_block:
            with suppress(ValidationError):
                key = self.model._meta.pk.to_python(object_id)
                list(self.model._default_manager.filter(pk=key).select_for_update().values_list("pk"))
        return super().get_object(request, object_id, from_field)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fieldsets, and in the first one the hidden input against stale forms."""
        return self._guarded(super().get_fieldsets(request, obj), request, obj)

    def _guarded(self, fieldsets: Any, request: HttpRequest, obj: Any) -> Any:
        """The fieldsets with the hidden input where a stored record can be changed."""
        guarded = [(title, dict(options)) for title, options in fieldsets]
        first = guarded[0][1]
        shown = [name for name in first["fields"] if name != LOADED]
        is_guarded = obj is not None and self.has_change_permission(request, obj)
        first["fields"] = [*shown, LOADED] if is_guarded else shown
        return guarded

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form class, with the refusal of a service that was asked before."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "service_refusal", None)
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of a record; what a service refuses on saving is shown on the form, and nothing is changed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (ValidationError, TransitionError) as error:
            # The transaction is rolled back; the same input comes back with the reason.
            request.service_refusal = refused(error)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list under the register's own name; who asks for the year 0 or a record x gets the whole list."""
        title = {"title": str(self.opts.verbose_name_plural)}
        try:
            return super().changelist_view(request, {**title, **(extra_context or {})})
        except (ValueError, OverflowError):
            if request.method != "POST" and not request.GET:
                raise
            is_action = request.method == "POST"
            messages.error(
                request, "所选记录不正确，请重新勾选后再办理。" if is_action else "查询条件不正确，已显示全部记录。"
            )
            return redirect(request.path)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The record's own name as the title, and its panel."""
        record = kwargs.get("obj")
        context["show_save_and_add_another"] = False
        if record is not None:
            context |= {"title": str(record), "subtitle": None}
        if record is not None and self.panel_template:
            context |= {"panel_template": self.panel_template, **self.panel(request, record)}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, with the person in the field-level history."""
        activity.note_context(signed_in(request))
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, with the person in the field-level history."""
        activity.note_context(signed_in(request))
        super().delete_model(request, obj)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """One line in the activity log."""
        return self._log(request, "新增", obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """One line in the activity log, if anything was changed."""
        return self._log(request, "修改", obj, message) if message else None

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """A line for each record in the activity log."""
        return [self._log(request, "删除", row, "") for row in queryset]

    def _log(self, request: HttpRequest, verb: str, obj: Any, message: Any) -> Activity:
        path = self.record_url(obj) if verb != "删除" else ""
        detail = {"changes": message} if message else {}
        return activity.record(signed_in(request), verb, obj, path=path, detail=detail)

    def record_url(self, record: Any) -> str:
        """The record's page on the desk."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Steps and changes of the record, with both values, the person and the reason."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"记录沿革：{record}",
            "subtitle": None,
            "opts": self.opts,
            "object": record,
            "record_url": self.record_url(record),
            "module_name": str(self.opts.verbose_name_plural),
            "lines": self._log_lines(record),
            "changes": self._changes(record),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def _log_lines(self, record: Any) -> QuerySet[Activity]:
        rows = Activity.objects.filter(model_label=self.opts.label_lower, object_key=str(record.pk))
        return rows.select_related("actor")[:LOG_LINES]

    def _changes(self, record: Any) -> list[history.Change]:
        tables: list[tuple[type[models.Model], str]] = [(model, f"{key}_id") for model, key in self.history_with]
        if hasattr(self.model, "pgh_event_model"):
            tables.insert(0, (self.model, "pgh_obj_id"))
        return history.merged(history.changes(model, **{key: record.pk}) for model, key in tables)


class ReadOnlyAdmin(PortalAdmin):
    """A register that is written by services only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made by services."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Changed by services."""
        del request, obj
        return False


class RowLimits(forms.BaseFormSet):  # type: ignore[type-arg]
    """Rows whose counts are read with suspicion: what a browser never sends counts as a page that is out of date."""

    default_error_messages = {
        "missing_management_form": "本页内容不完整或已过期，未保存您的改动。请重新打开本页后再改。",
        "too_many_forms": "一次最多提交%(num)d行，未保存您的改动。请减少行数后再保存。",
    }

    @cached_property
    def management_form(self) -> ManagementForm:
        """The counts; those that cannot be are an error."""
        form = super().management_form
        if self.is_bound and form.is_valid():
            counts = form.cleaned_data
            if not 0 <= (counts[INITIAL_FORM_COUNT] or 0) <= (counts[TOTAL_FORM_COUNT] or 0):
                form.add_error(None, "行数不正确。")
                form.cleaned_data |= {TOTAL_FORM_COUNT: 0, INITIAL_FORM_COUNT: 0}
        return form

    def clean(self) -> None:
        """Tell of rows that somebody else removed; what was typed in them is told again, for no row shows it."""
        gone = [_typed(row) for row in self.forms if _is_gone(row)]
        if gone:
            raise ValidationError(
                [f"您填写的这一行在您打开本页后已被他人删除，未保存您的改动：{words}。" for words in gone], code="gone"
            )
        super().clean()


def _is_gone(row: forms.BaseForm) -> bool:
    """Whether a row names a record that is no longer among those of the page."""
    key = getattr(row, "_meta", None) and row._meta.model._meta.pk.name  # type: ignore[attr-defined]
    return bool(key and key in row.errors and getattr(row, "instance", None) and row.instance.pk is None)  # type: ignore[attr-defined]


def _typed(row: forms.BaseForm) -> str:
    """The words of a row as they were sent."""
    texts = [name for name, field in row.fields.items() if isinstance(field, forms.CharField) and name != LOADED]
    return "，".join(str(value) for name in texts if (value := row[name].value())) or "（无文字）"


class PortalInline(FormfieldMixin, admin.TabularInline):  # type: ignore[type-arg]
    """Rows of a record, guarded against stale forms like the record itself."""

    form = PortalForm
    extra = 0
    max_num = INLINE_ROWS
    template = "admin/edit_inline/portal_tabular.html"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset class of the rows, whichever it is, with its limits."""
        base = kwargs.pop("formset", self.formset)
        limited = type(base.__name__, (RowLimits, base), {})
        return super().get_formset(request, obj, formset=limited, absolute_max=INLINE_ROWS, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The columns, and the hidden input against stale forms where rows can be changed."""
        fields = [name for name in super().get_fields(request, obj) if name != LOADED]
        return [*fields, LOADED] if self.has_change_permission(request, obj) else fields


class StepsInline(PortalInline):
    """Rows of a record that come of steps: read here, and neither added, changed nor deleted by hand."""

    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By steps."""
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By steps."""
        del request, obj
        return False


def explain(request: HttpRequest, error: ValidationError | TransitionError) -> None:
    """Tell the person why a service refused."""
    for text in refused(error).messages:
        messages.error(request, text)
