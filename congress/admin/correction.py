"""Closed records: facts change only with a reason, by those who may correct, and both values are kept."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from congress.http import signed_in
from congress.services import activity

from .base import PortalAdmin, PortalForm, PortalInline
from .stale import LOADED

REASON = "correction_reason"
PERMISSION = "congress.correct_closed_record"


def _missing(closed: str) -> str:
    return f"{closed}，更正须写明理由。"


class CorrectionForm(PortalForm):
    """A record; once it is closed, with the reason for changing it."""

    #: why the record is closed, in words; set by the admin class, empty while the record is open
    closed = ""

    correction_reason = forms.CharField(
        label="更正理由",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        why = f"{self.closed}。" if self.closed else "更正已经结束的记录须写明理由。"
        self.fields[REASON].help_text = f"{why}更正的原值、新值和理由都会保留。"

    @property
    def changed_data(self) -> list[str]:
        """A reason alone changes nothing."""
        return [name for name in super().changed_data if name != REASON]

    def clean(self) -> dict[str, Any] | None:
        """Ask for the reason."""
        cleaned = super().clean()
        if self.closed and self.changed_data and not (self.cleaned_data.get(REASON) or "").strip():
            self.add_error(REASON, _missing(self.closed))
        return cleaned


class ClosedRowForm(PortalForm):
    """A row that is closed by itself: fixed for those who may not correct, otherwise changed with a reason."""

    #: set by the inline
    may_correct = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # By the stored values: validation writes the person's input over the record.
        self.closed = "" if self.instance._state.adding else self.closing()
        if self.closed and not self.may_correct:
            for name in self.fields.keys() - {LOADED}:
                self.fields[name].disabled = True

    def closing(self) -> str:
        """Why the row is closed, in words; empty while it is open."""
        raise NotImplementedError


class CorrectionFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows that are closed by themselves or with their record change only with a reason too."""

    #: why the record is closed, in words; set by the inline
    closed = ""

    def clean(self) -> None:
        """Ask for the reason that stands in the record's form."""
        super().clean()
        if self.data.get(REASON, "").strip():
            return
        for row in self.forms:
            if row.has_changed() and (closed := _closed_row(self, row)):
                raise ValidationError(_missing(closed))


def _closed_row(formset: Any, row: Any) -> str:
    return str(getattr(formset, "closed", "") or getattr(row, "closed", ""))


class CorrectedAdmin(PortalAdmin):
    """A register whose closed records are corrected: with a permission of its own, a reason, and both values kept."""

    form = CorrectionForm
    correction_permission = PERMISSION

    def closing(self, record: Any) -> str:
        """Why the record is closed, in words; empty while it is open."""
        del record
        return ""

    def closed(self, record: Any) -> str:
        """`closing` by the values as they were read: a form writes the person's input over the record."""
        if record is None or record._state.adding:
            return ""
        if not hasattr(record, "closed_because"):
            record.closed_because = self.closing(record)
        return str(record.closed_because)

    def may_correct(self, request: HttpRequest) -> bool:
        """Whether the person may change closed records."""
        return signed_in(request).has_perm(self.correction_permission)

    def may_edit(self, request: HttpRequest, record: Any) -> bool:
        """Everyone who edits the register edits an open record; a closed one needs the permission."""
        return not self.closed(record) or self.may_correct(request)

    def asks_reason(self, request: HttpRequest, record: Any) -> bool:
        """Whether the page shows the field for the reason."""
        return bool(self.closed(record)) and self.has_change_permission(request, record)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A closed record needs a permission of its own; without it the page is read-only."""
        return super().has_change_permission(request, obj) and self.may_edit(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form class, told why the record is closed."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.closed = self.closed(obj)
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The facts; on a closed record first the reason for changing them."""
        fieldsets = [(title, dict(options)) for title, options in super().get_fieldsets(request, obj)]
        shown = [name for name in fieldsets[0][1]["fields"] if name != REASON]
        fieldsets[0][1]["fields"] = [(REASON,), *shown] if self.asks_reason(request, obj) else shown
        return fieldsets

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Put the reason of a correction into the field-level history before anything is written."""
        activity.note_context(signed_in(request), reason=form.cleaned_data.get(REASON, ""))
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Log a correction with its reason and both values."""
        super().save_related(request, form, formsets, change)
        if change and (changes := described(form, formsets)):
            self.log_correction(request, form.instance, reason=form.cleaned_data[REASON], changes=changes)

    def log_correction(self, request: HttpRequest, record: Any, *, reason: str, changes: dict[str, list[str]]) -> None:
        """One line in the activity log, with the values before and after."""
        activity.record(
            signed_in(request),
            f"更正{self.opts.verbose_name}",
            record,
            path=self.record_url(record),
            reason=reason,
            detail=changes,
        )


class CorrectedInline(PortalInline):
    """Rows on the page of a record of a `CorrectedAdmin`, closed with the record."""

    formset = CorrectionFormSet

    @property
    def parent(self) -> CorrectedAdmin:
        """The register of the record whose rows these are."""
        return cast(CorrectedAdmin, self.admin_site.get_model_admin(self.parent_model))

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset class, told why the record is closed and whether the person may correct."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.closed = self.parent.closed(obj)
        formset.form.may_correct = self.parent.may_correct(request)
        return formset

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not to a closed record, except to correct it."""
        return super().has_add_permission(request, obj) and self.parent.may_edit(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not in a closed record, except to correct it."""
        return super().has_change_permission(request, obj) and self.parent.may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not from a closed record, except to correct it."""
        return super().has_delete_permission(request, obj) and self.parent.may_edit(request, obj)


def described(form: Any, formsets: Any) -> dict[str, list[str]]:
    """What a correction changes: the field in words, the value before and after; empty if nothing closed changes."""
    changes = _of_form(form, "") if form.closed else {}
    for formset in formsets:
        for row in formset.forms:
            if row.has_changed() and _closed_row(formset, row):
                changes |= _of_form(row, f"{formset.model._meta.verbose_name}“{row.instance}”")
    return changes


def _of_form(form: Any, prefix: str) -> dict[str, list[str]]:
    found = {}
    for name in form.changed_data:
        label = "删除" if name == "DELETE" else str(form.fields[name].label)
        old, new = form.initial.get(name), form.cleaned_data.get(name)
        found[f"{prefix}{label}"] = [_words(form, name, old), _words(form, name, new)]
    return found


def _words(form: Any, name: str, value: Any) -> str:
    """A value as people read it: the label of a choice, the name of a record, else the value itself."""
    if value is None or value == "":
        return ""
    field = form.fields[name]
    if isinstance(field, forms.ModelMultipleChoiceField):
        return "、".join(str(each) for each in value)
    if isinstance(field, forms.ModelChoiceField):
        found = value if hasattr(value, "pk") or field.queryset is None else field.queryset.filter(pk=value).first()
        return str(found or value)
    choices = getattr(field, "choices", None)
    if choices and isinstance(value, list):
        return "、".join(str(dict(choices).get(each, each)) for each in value)
    return str(dict(choices).get(value, value)) if choices else str(value)
