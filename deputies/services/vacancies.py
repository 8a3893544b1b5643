"""Fixed number, those in office, vacancies: of the district's deputies and of the committee's seats.

`quota - in office = vacancies` holds by construction; what these functions guard is that vacancies are never negative.
A mandate or seat is held on its last day too, so a place is free from the day after.
Source: 地方组织法 arts 47, 50(18); 《浙江省县乡两级人大代表选举实施细则》 arts 15-17 (fixed for the term).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value

from congress.models import in_force_on
from congress.official.numerals import date_text
from deputies.models import Mandate, MandateQuerySet, Seat, SeatQuerySet, Term


@dataclass(frozen=True, slots=True)
class Standing:
    """A body in numbers on a day; `quota` is None while nobody registered it."""

    label: str
    unit: str
    quota: int | None
    in_office: int

    @property
    def vacancies(self) -> int | None:
        """Places that nobody holds; None while the fixed number is not known."""
        return None if self.quota is None else self.quota - self.in_office

    @property
    def arithmetic(self) -> str:
        """The three numbers in a sentence."""
        if self.quota is None:
            return f"{self.label}名额未登记，在任{self.in_office}{self.unit}"
        return (
            f"{self.label}名额{self.quota}{self.unit}，在任{self.in_office}{self.unit}，"
            f"缺额{self.quota}−{self.in_office}={self.vacancies}{self.unit}"
        )


def deputies_of(term: Term) -> MandateQuerySet:
    """The district's deputies of a term; those entered without a term count with them while they are in office."""
    return Mandate.objects.filter(Q(term=term) | Q(term__isnull=True), level=Mandate.Level.DISTRICT)


def seats_of(term: Term) -> SeatQuerySet:
    """The committee's seats of a term."""
    return Seat.objects.filter(term=term)


def deputies(term: Term, *, on: date) -> Standing:
    """The district's deputies on a day."""
    return Standing("区人大代表", "名", term.deputy_quota, deputies_of(term).in_office(on=on).count())


def committee(term: Term, *, on: date) -> Standing:
    """Chair, vice-chairs and members on a day."""
    return Standing("常委会组成人员", "名", term.committee_quota, seats_of(term).in_office(on=on).count())


def standing(term: Term, *, on: date) -> tuple[Standing, Standing]:
    """Deputies and committee on a day."""
    return deputies(term, on=on), committee(term, on=on)


def deputies_after(term: Term, *, on: date) -> Standing:
    """The district's deputies when a day is over: what ended on it no longer counts."""
    return Standing("区人大代表", "名", term.deputy_quota, _after(deputies_of(term), on).count())


def committee_after(term: Term, *, on: date) -> Standing:
    """The committee when a day is over."""
    return Standing("常委会组成人员", "名", term.committee_quota, _after(seats_of(term), on).count())


def _after(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    return rows.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))


def lock(term: Term) -> Term:
    """The stored term, kept from everybody else until the transaction ends: who fills a place does it alone."""
    return Term.objects.select_for_update().get(pk=term.pk)


def check(term: Term) -> None:
    """Raise ValidationError, with the day and the arithmetic, if on any day more were in office than the term has.

    Call it after the rows were written and inside their transaction, so that a refusal takes them back.
    """
    if sentence := excess(lock(term)):
        raise ValidationError(sentence)


def excess(term: Term) -> str:
    """On which day how many more than the fixed number were in office; empty if never."""
    for standing_on, rows, quota in (
        (deputies, deputies_of(term), term.deputy_quota),
        (committee, seats_of(term), term.committee_quota),
    ):
        day = fullest_day(rows) if quota is not None else None
        if day is None or quota is None:
            continue
        found = standing_on(term, on=day)
        if found.in_office > quota:
            more = f"{found.in_office}−{quota}={found.in_office - quota}{found.unit}"
            return (
                f"{date_text(day)}在任{found.label}{found.in_office}{found.unit}，"
                f"超过{term}名额{quota}{found.unit}（{more}）。"
                "请先登记终止，或核对起止日期和名额。"
            )
    return ""


def fullest_day(rows: QuerySet[Any]) -> date | None:
    """The day on which most of the rows were in office together; a body only grows on days on which a row begins."""
    together = (
        rows.filter(starts_on__lte=OuterRef("starts_on"))
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("starts_on")))
        .order_by()
        .annotate(body=Value(1))
        .values("body")
        .annotate(held=Count("pk"))
        .values("held")
    )
    days = rows.order_by().values("starts_on").distinct().annotate(held=Subquery(together))
    fullest = days.order_by("-held", "starts_on").first()
    return fullest["starts_on"] if fullest else None


def lasting(term: Term, *, since: date, on: date) -> tuple[Standing, ...]:
    """Of the bodies of a term those whose places stood open all the time from one day to another."""
    found = []
    for standing_on, rows in ((deputies, deputies_of(term)), (committee, seats_of(term))):
        days = rows.filter(starts_on__gt=since, starts_on__lte=on).order_by().values_list("starts_on", flat=True)
        # A body is fullest on a day on which somebody comes, or as it was at the beginning.
        standings = [standing_on(term, on=day) for day in {since, on, *days}]
        if all((each.vacancies or 0) > 0 for each in standings):
            found.append(standing_on(term, on=on))
    return tuple(found)


def holds_mandate(person_id: int, level: str, *, on: date) -> bool:
    """Whether the person is a deputy of that level on a day."""
    return Mandate.objects.filter(in_force_on(on), person=person_id, level=level).exists()
