"""Closed meetings: facts change only with a reason, by the head of the office, and both values are kept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from congress.admin.base import PortalForm, PortalInline
from congress.http import signed_in
from meetings.models import Meeting

REASON = "correction_reason"
_MISSING = "会议已经闭会，更正须写明理由。"


class MeetingForm(PortalForm):
    """A meeting; once it is closed, with the reason for changing it."""

    correction_reason = forms.CharField(
        label="更正理由",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="会议已经闭会。更正会议、议程、出席或材料须写明理由；原值和新值都会保留。",
    )

    @property
    def changed_data(self) -> list[str]:
        """A reason alone changes nothing."""
        return [name for name in super().changed_data if name != REASON]

    def clean(self) -> dict[str, Any] | None:
        """Ask for the reason."""
        cleaned = super().clean()
        if self.instance.is_locked and self.changed_data and not (self.cleaned_data.get(REASON) or "").strip():
            self.add_error(REASON, _MISSING)
        return cleaned


class LockedFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows of a meeting: once it is closed they change only with a reason too."""

    def clean(self) -> None:
        """Ask for the reason that stands in the meeting's form."""
        super().clean()
        is_changed = self.instance.pk and self.instance.is_locked and any(form.has_changed() for form in self.forms)
        if is_changed and not self.data.get(REASON, "").strip():
            raise ValidationError(_MISSING)


def may_edit(request: HttpRequest, meeting: Meeting | None) -> bool:
    """Everyone who edits meetings edits an open one; a closed one needs a permission of its own."""
    if meeting is None or not meeting.is_locked:
        return True
    return signed_in(request).has_perm("meetings.correct_closed_meeting")


class MeetingInline(PortalInline):
    """Rows on the meeting's page, locked with the meeting."""

    formset = LockedFormSet

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not to a closed meeting, except to correct it."""
        return super().has_add_permission(request, obj) and may_edit(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not in a closed meeting, except to correct it."""
        return super().has_change_permission(request, obj) and may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not from a closed meeting, except to correct it."""
        return super().has_delete_permission(request, obj) and may_edit(request, obj)


def described(form: Any, formsets: Any) -> dict[str, list[str]]:
    """What a correction changes: the field in words, the value before and after."""
    changes = _of_form(form, "")
    for formset in formsets:
        for row in formset.forms:
            if row.has_changed():
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
    if isinstance(field, forms.ModelChoiceField):
        found = value if hasattr(value, "pk") or field.queryset is None else field.queryset.filter(pk=value).first()
        return str(found or value)
    choices = getattr(field, "choices", None)
    return str(dict(choices).get(value, value)) if choices else str(value)
