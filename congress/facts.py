"""The register of what can be counted: every figure opens on the records behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from congress.registry import Register


@dataclass(frozen=True)
class Amount:
    """The figure of a fact: how much, and whether that is only the least it can be (余、多; handbook §1.9)."""

    number: int | Decimal = 0
    is_minimum: bool = False

    def __add__(self, other: "Amount") -> "Amount":
        """Both together; the least one makes the whole a least one."""
        return Amount(self.number + other.number, self.is_minimum or other.is_minimum)


@dataclass(frozen=True)
class Fact:
    """A kind of record that can be counted.

    `rows` gives all records; `date_field` is the lookup of the date that places one in a year; `unit` is the counting
    word that belongs to the figure (次 件 项 个 人 人次 …); `public_path` is the page that lists what society may read,
    `admin_path` the list on the office's desk. `distinct` is the lookup of what is counted once however many records
    tell of it (人 beside 人次); `dimensions` are lookups by which the figure may be told apart, under their names.
    `sum_of` is the lookup of a number that each record bears, where the figure is their sum and not how many there
    are (元, or what is known as a total only); `minimum` the lookup of the flag that makes such a number a least one.
    `with_facts` are codes of facts whose amounts belong to this figure, in the same unit. `ends_field` is the lookup of
    the last day of what goes on from `date_field` on, unbounded if empty: it counts in each year it touches.
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
    sum_of: str = ""
    minimum: str = ""
    with_facts: tuple[str, ...] = ()
    ends_field: str = ""

    def in_year(self, year: int) -> QuerySet[Any]:
        """The records of a calendar year."""
        if self.ends_field:
            begun = self.rows().filter(**{f"{self.date_field}__lte": date(year, 12, 31)})
            goes_on = Q(**{f"{self.ends_field}__isnull": True}) | Q(**{f"{self.ends_field}__gte": date(year, 1, 1)})
            return begun.filter(goes_on)
        return self.rows().filter(**{f"{self.date_field}__year": year})

    def amount(self, year: int) -> Amount:
        """The figure of a calendar year: records counted or their numbers summed, and the facts that belong to it."""
        own = Amount(self._sum(year) if self.sum_of else self.count(year), self._is_minimum(year))
        return sum((facts.get(code).amount(year) for code in self.with_facts), own)

    def _sum(self, year: int) -> int | Decimal:
        found: int | Decimal | None = self.in_year(year).aggregate(total=Sum(self.sum_of))["total"]
        return found or 0

    def _is_minimum(self, year: int) -> bool:
        return bool(self.minimum) and self.in_year(year).filter(**{self.minimum: True}).exists()

    def count(self, year: int) -> int:
        """How many records of its own it has in a calendar year."""
        rows = self.in_year(year)
        return rows.order_by().values(self.distinct).distinct().count() if self.distinct else rows.count()

    def by(self, dimension: str, year: int) -> dict[Any, int | Decimal]:
        """The figure of a year told apart by a dimension, without `with_facts`.

        Raises KeyError for a dimension that the fact does not have.
        """
        lookup = self.dimensions[dimension]
        counted = Count(self.distinct, distinct=True) if self.distinct else Count("pk")
        number = Sum(self.sum_of) if self.sum_of else counted
        return dict(self.in_year(year).order_by().values_list(lookup).annotate(number=number))


@dataclass(frozen=True)
class Rate:
    """A part of a whole: two facts by their codes, both always told with the share (handbook §6.1 no 12)."""

    code: str
    label: str
    part: str
    whole: str
    definition: str

    def of_year(self, year: int) -> tuple[int | Decimal, int | Decimal]:
        """Numerator and denominator of a calendar year."""
        return facts.get(self.part).amount(year).number, facts.get(self.whole).amount(year).number

    def share(self, year: int) -> Fraction | None:
        """The exact share, unrounded; None of nothing."""
        part, whole = self.of_year(year)
        return Fraction(part) / Fraction(whole) if whole else None


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
