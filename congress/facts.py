"""The register of what can be counted: every figure opens on the records behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet

from congress.registry import Register


@dataclass(frozen=True)
class Fact:
    """A kind of record that can be counted.

    `rows` gives all records; `date_field` is the lookup of the date that places one in a year; `unit` is the counting
    word that belongs to the figure (次 件 项 个 人 人次 …); `public_path` is the page that lists what society may read,
    `admin_path` the list on the office's desk. `distinct` is the lookup of what is counted once however many records
    tell of it (人 beside 人次); `dimensions` are lookups by which the figure may be told apart, under their names.
    """

    code: str
    label: str
    unit: str
    rows: Callable[[], QuerySet[Any]]
    date_field: str
    definition: str
    public_path: Callable[[int], str] | None = None
    admin_path: Callable[[int], str] | None = None
    distinct: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)

    def in_year(self, year: int) -> QuerySet[Any]:
        """The records of a calendar year."""
        return self.rows().filter(**{f"{self.date_field}__year": year})

    def count(self, year: int) -> int:
        """How many there are in a calendar year."""
        rows = self.in_year(year)
        return rows.order_by().values(self.distinct).distinct().count() if self.distinct else rows.count()

    def by(self, dimension: str, year: int) -> dict[Any, int]:
        """The figure of a year told apart by a dimension. Raises KeyError for one that the fact does not have."""
        lookup = self.dimensions[dimension]
        number = Count(self.distinct, distinct=True) if self.distinct else Count("pk")
        return dict(self.in_year(year).order_by().values_list(lookup).annotate(number=number))


@dataclass(frozen=True)
class Rate:
    """A part of a whole: two facts by their codes, both always told with the share (handbook §6.1 no 12)."""

    code: str
    label: str
    part: str
    whole: str
    definition: str

    def of_year(self, year: int) -> tuple[int, int]:
        """Numerator and denominator of a calendar year."""
        return facts.get(self.part).count(year), facts.get(self.whole).count(year)

    def share(self, year: int) -> Fraction | None:
        """The exact share, unrounded; None of nothing."""
        part, whole = self.of_year(year)
        return Fraction(part, whole) if whole else None


facts: Register[Fact] = Register()
rates: Register[Rate] = Register()


def register(fact: Fact) -> Fact:
    """Add a fact under its code."""
    facts.add(fact.code, fact)
    return fact


def register_rate(rate: Rate) -> Rate:
    """Add a rate under its code."""
    rates.add(rate.code, rate)
    return rate
