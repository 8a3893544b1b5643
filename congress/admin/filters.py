"""Filters of the registers."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin


class DefaultFilter(admin.SimpleListFilter):
    """A filter that shows what is under way unless something else is asked for."""

    #: the value that counts when the address names none
    default: str

    def value(self) -> str:
        """The chosen value."""
        return super().value() or self.default

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The choices, without the one that would stand for “no filter”."""
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == str(value),
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }
