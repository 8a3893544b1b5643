"""Figures of a year as society may count them: of what is published and real, and of nothing else."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, F, QuerySet, Value

from congress.facts import Fact, facts

#: `illustrative` of a record of which everything is an example
WHOLLY_ILLUSTRATIVE: Final = ["*"]


def published_in_year(codes: Iterable[str], year: int) -> list[tuple[Fact, int]]:
    """The facts of those codes with the number of records that society can read, in one query.

    A record that is an example as a whole does not count. The rows of a fact must come from a `PublishableQuerySet`.
    Raises KeyError for a code that nobody registered.
    """
    known = [facts.get(code) for code in codes]
    counts = [
        _countable(fact.in_year(year))
        .order_by()
        .annotate(code_of_fact=Value(fact.code))
        .values("code_of_fact")
        .annotate(number=Count("pk"))
        .values_list("code_of_fact", "number")
        for fact in known
    ]
    found = dict(_together(counts))
    return [(fact, found.get(fact.code, 0)) for fact in known]


def latest_year(codes: Iterable[str], *, on: date) -> int | None:
    """The last year up to `on` with a record that counts in one of those facts, in one query; None if there is none."""
    last = [
        _countable(fact.rows().filter(**{f"{fact.date_field}__lte": on}))
        .annotate(counted_on=F(fact.date_field))
        .order_by("-counted_on")
        .values_list("counted_on")[:1]
        for fact in map(facts.get, codes)
    ]
    days: list[date] = [day for (day,) in _together(last)]
    return max(days).year if days else None


def _countable(rows: QuerySet[Any]) -> QuerySet[Any]:
    published: QuerySet[Any] = rows.published()  # type: ignore[attr-defined]
    try:
        rows.model._meta.get_field("illustrative")
    except FieldDoesNotExist:
        return published
    return published.exclude(illustrative=WHOLLY_ILLUSTRATIVE)


def _together(queries: Sequence[QuerySet[Any]]) -> QuerySet[Any] | tuple[()]:
    """The rows of all the queries in one."""
    if not queries:
        return ()
    first, *others = queries
    return first.union(*others, all=True) if others else first
