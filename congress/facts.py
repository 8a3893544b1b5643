"""The register of what can be counted: every figure opens on the records behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from congress.registry import Register


@dataclass(frozen=True)
class Fact:
    """A kind of record that can be counted.

    `rows` gives all records; `date_field` is the lookup of the date that places one in a year; `unit` is the counting
    word that belongs to the figure (次 件 项 个 人 人次 …); `public_path` is the page that lists what society may read.
    """

    code: str
    label: str
    unit: str
    rows: Callable[[], QuerySet[Any]]
    date_field: str
    definition: str
    public_path: Callable[[int], str] | None = None

    def in_year(self, year: int) -> QuerySet[Any]:
        """The records of a calendar year."""
        return self.rows().filter(**{f"{self.date_field}__year": year})

    def count(self, year: int) -> int:
        """How many there are in a calendar year."""
        return self.in_year(year).count()


facts: Register[Fact] = Register()


def register(fact: Fact) -> Fact:
    """Add a fact under its code."""
    facts.add(fact.code, fact)
    return fact
