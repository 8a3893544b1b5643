"""Inputs of the desk: dates without scripts, and autocomplete that does not ask the database row by row."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db import models


class DayInput(forms.DateInput):
    """The browser's own date input."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class ClockInput(forms.TimeInput):
    """The browser's own time input."""

    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


#: what a bigint holds for certain
KEY_DIGITS = 18


def is_key(value: object) -> bool:
    """Whether a sent value can be the key of a record."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) <= KEY_DIGITS


class KeyedAutocompleteSelectMultiple(AutocompleteSelectMultiple):
    """Autocomplete of several records that passes over what is no key; the field itself tells of it."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Any]:
        """The chosen options."""
        return list(super().optgroups(name, [each for each in value if is_key(each)], attr))


class KnownAutocompleteSelect(AutocompleteSelect):
    """Autocomplete that is told the label of the chosen record, where the form has it already."""

    known: dict[str, str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {}

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Any]:
        """The chosen option, without a query if its label is known or nothing is chosen; never what is no key."""
        chosen = [each for each in value if is_key(each)]
        if any(each not in self.known for each in chosen):
            return list(super().optgroups(name, chosen, attr))
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [
            self.create_option(name, each, self.known[each], True, index) for index, each in enumerate(chosen, start=1)
        ]
        return [(None, options, 0)]


def tell_labels(form: forms.ModelForm) -> None:  # type: ignore[type-arg]
    """Give the autocomplete inputs of a form the labels of the related records that came with its record."""
    for name, field in form.fields.items():
        if not isinstance(field.widget, KnownAutocompleteSelect):
            continue
        relation = form.instance._meta.get_field(name)
        related = getattr(form.instance, name) if relation.is_cached(form.instance) else None
        if isinstance(related, models.Model):
            field.widget.known = {str(related.pk): str(related)}
