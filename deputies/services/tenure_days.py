"""Days on which a mandate was held and could be exercised: the denominator of every yearly figure of a deputy.

Source: DL25 arts 61-62; feature “denominator respects by-election and leave dates”.
"""

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from deputies.models import Mandate, Suspension

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days from one to another, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class InOffice:
    """The spans of a year in which a mandate could be exercised."""

    year: int
    spans: tuple[Span, ...]

    def __contains__(self, day: date) -> bool:
        return any(day in span for span in self.spans)

    @property
    def days(self) -> int:
        """Days together."""
        return sum(span.days for span in self.spans)

    @property
    def is_whole_year(self) -> bool:
        """Every day of the year."""
        return self.days == year_days(self.year)


def year_days(year: int) -> int:
    """365 or 366."""
    return 366 if isleap(year) else 365


def in_office(mandate: Mandate, suspensions: Sequence[Suspension], *, year: int) -> InOffice:
    """The year's days of a mandate, without those on which its exercise was suspended."""
    first = max(mandate.starts_on, date(year, 1, 1))
    last = min(mandate.ends_on or date.max, date(year, 12, 31))
    spans = [Span(first, last)] if first <= last else []
    for suspension in suspensions:
        spans = [piece for span in spans for piece in _without(span, suspension)]
    return InOffice(year, tuple(spans))


def _without(span: Span, suspension: Suspension) -> list[Span]:
    last = suspension.ends_on or date.max
    if suspension.starts_on > span.last or last < span.first:
        return [span]
    pieces = []
    if suspension.starts_on > span.first:
        pieces.append(Span(span.first, suspension.starts_on - _DAY))
    if last < span.last:
        pieces.append(Span(last + _DAY, span.last))
    return pieces
