"""Forms that refuse to overwrite what somebody else changed after they were opened."""

import json
from collections.abc import Collection
from hashlib import blake2b
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

#: name of the hidden input that carries what the form was opened with
LOADED = "loaded"


def _digest(value: object) -> str:
    return blake2b(str(value).encode(), digest_size=6).hexdigest()


def _values(record: models.Model) -> dict[str, str]:
    """A short digest of every column, under the field's name."""
    return {
        field.name: _digest(field.value_from_object(record)) for field in record._meta.concrete_fields if field.editable
    } | _status(record)


def _put(data: Any, key: str, value: object) -> None:
    """A value as a browser would send it: nothing for an empty box."""
    if value is None or value is False:
        data.pop(key, None)
    else:
        data[key] = "on" if value is True else value


def _status(record: models.Model) -> dict[str, str]:
    status = getattr(record, "status", None)
    return {} if status is None else {"status": _digest(status)}


class StaleFormMixin(forms.ModelForm):  # type: ignore[type-arg]
    """A model form that remembers the record it was opened with and says which fields were changed meanwhile.

    Nothing typed is lost: the form comes back with what the person typed and, in the fields that were left alone, what
    the other one wrote; saved once more it is stored, because now the other's changes have been seen.

    The admin class locks the record before it reads it (`base.PortalAdmin.get_object`), so of two people who save at
    the same moment the second is told.
    """

    loaded = forms.CharField(widget=forms.HiddenInput, required=False, label="打开时的内容")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The record as it is stored now: validation writes the person's input over it.
        self._stored = _values(self.instance) if self.instance.pk else {}
        if LOADED in self.fields:
            self.fields[LOADED].initial = json.dumps(self._stored, separators=(",", ":"))

    def has_changed(self) -> bool:
        """Whether the person changed anything; the hidden input does not count."""
        return bool(self.changed_data)

    @property
    def changed_data(self) -> list[str]:
        """The names of the fields that the person changed."""
        return [name for name in super().changed_data if name != LOADED]

    def clean(self) -> dict[str, Any] | None:
        """Raise ValidationError if the record is not as it was when the form was opened."""
        cleaned = super().clean()
        if self.instance.pk and LOADED in self.fields and (changed := self._changed_meanwhile()):
            labels = [str(self.instance._meta.get_field(name).verbose_name) for name in changed]
            typed = self._take_over(changed)
            kept = f"其中“{'、'.join(typed)}”仍显示您填写的内容，" if typed else ""
            raise ValidationError(
                f"“{'、'.join(labels)}”在您打开本页后已被他人修改，未保存您的改动。"
                f"本页已换上他人修改的内容，{kept}您填写的都还在；请核对后再保存一次。",
                code="stale",
            )
        return cleaned

    def _changed_meanwhile(self) -> list[str]:
        """The names of the fields that differ from what the page showed."""
        loaded = self._loaded()
        return [name for name, digest in self._stored.items() if name in loaded and loaded[name] != digest]

    def _take_over(self, changed: Collection[str]) -> list[str]:
        """Show the stored value where the person typed nothing; the labels of those where the person did.

        The page counts as opened anew from here on.
        """
        loaded = self._loaded()
        data: Any = self.data
        data = data.copy()
        typed = []
        for name in changed:
            if name not in self.fields or self.fields[name].disabled:
                continue
            if self._typed(name) != loaded[name]:
                typed.append(str(self.fields[name].label))
            else:
                _put(data, self.add_prefix(name), self.initial.get(name))
        _put(data, self.add_prefix(LOADED), self.fields[LOADED].initial)
        self.data = data
        return typed

    def _typed(self, name: str) -> str:
        """A digest of what was sent in a field, comparable to the one the page was opened with."""
        if name not in self.cleaned_data:
            return ""
        value = self.cleaned_data[name]
        return _digest(value.pk if isinstance(value, models.Model) else value)

    def _loaded(self) -> dict[str, str]:
        """What the form was opened with; an input that was left out or spoiled counts as opened on another record."""
        try:
            loaded = json.loads(self.data.get(self.add_prefix(LOADED), ""))
        except ValueError:
            loaded = None
        return loaded if isinstance(loaded, dict) else dict.fromkeys(self._stored, "")
