"""Inspections of one matter over the years: which year in a row, and which problems went on."""

from collections.abc import Sequence
from dataclasses import dataclass

from supervision.models import Finding, Oversight


@dataclass(frozen=True)
class SeriesYear:
    """One year of a series: which in a row, the outing, its findings with whether each went on the year after."""

    number: int | None
    oversight: Oversight
    findings: Sequence[tuple[Finding, bool]]


def series_number(oversight: Oversight, series: Sequence[Oversight]) -> int | None:
    """Which year in a row an outing is: counted back year by year to a gap, or to a year whose number was told.

    `series` holds the outings of the same series. None outside a series unless a number was told.
    """
    if oversight.series_year is not None or not oversight.series:
        return oversight.series_year
    by_year = {each.starts_on.year: each for each in series}
    number, year = 1, oversight.starts_on.year - 1
    while year in by_year:
        told = by_year[year].series_year
        if told is not None:
            return told + number
        number, year = number + 1, year - 1
    return number


def of_series(name: str) -> list[SeriesYear]:
    """The years of a series, the first one first; a finding that a later one continues goes on."""
    rows = Oversight.objects.filter(series=name).exclude(series="").exclude(status=Oversight.Status.CANCELLED)
    found = list(rows.order_by("starts_on", "pk").prefetch_related("findings__continued_by", "findings__point"))
    return [
        SeriesYear(
            series_number(row, found),
            row,
            [(finding, hasattr(finding, "continued_by")) for finding in row.findings.all()],
        )
        for row in found
    ]
