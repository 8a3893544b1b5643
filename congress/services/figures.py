"""Figures of a year as society may count them: of what is published, and of nothing else."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Value

from congress.facts import Fact, facts


def published_in_year(codes: Sequence[str], year: int) -> list[tuple[Fact, int]]:
    """The facts of those codes with the number of records that society can read, in one query.

    Their rows must come from a `PublishableQuerySet`. Raises KeyError for a code that nobody registered.
    """
    known = [facts.get(code) for code in codes]
    counts = [
        fact.in_year(year)
        .published()  # type: ignore[attr-defined]
        .order_by()
        .annotate(code_of_fact=Value(fact.code))
        .values("code_of_fact")
        .annotate(number=Count("pk"))
        .values_list("code_of_fact", "number")
        for fact in known
    ]
    first, *others = counts
    found = dict(first.union(*others, all=True)) if others else dict(first)
    return [(fact, found.get(fact.code, 0)) for fact in known]


def latest_year(code: str, *, on: date) -> int | None:
    """The last year up to `on` from which society can read a record of that fact."""
    fact = facts.get(code)
    rows = fact.rows().published().filter(**{f"{fact.date_field}__lte": on})  # type: ignore[attr-defined]
    day: date | None = rows.order_by(f"-{fact.date_field}").values_list(fact.date_field, flat=True).first()
    return day.year if day else None
