"""The figures of a year of filing and review, counted from the records, for the yearly report (SL24 art 45)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from congress.models import Organ
from supervision.models import FilingDirection, NormFiling, ReviewSuggestion, SpecialReport

Status = NormFiling.Status


@dataclass(frozen=True)
class YearFigures:
    """What a calendar year counts; filings by the day on which they came, suggestions by the day they were received."""

    year: int
    inward: int
    outward: int
    by_maker: Sequence[tuple[str, int]]
    by_kind: Sequence[tuple[str, int]]
    by_conclusion: Sequence[tuple[str, int]]
    under_review: int
    returned: int
    late: int
    omitted: int
    amended: int
    repealed: int
    annulled: int
    suggestions: int
    answered: int

    @property
    def total(self) -> int:
        """Both directions together (F014: 审查报备规范性文件)."""
        return self.inward + self.outward

    @property
    def corrected(self) -> int:
        """Amended, repealed or annulled."""
        return self.amended + self.repealed + self.annulled


def of_year(year: int) -> YearFigures:
    """Count a calendar year."""
    filed = NormFiling.objects.filter(filed_on__year=year)
    counted = NormFiling.objects.counted().filter(filed_on__year=year)
    inward = counted.filter(direction=FilingDirection.INWARD)
    numbers = inward.aggregate(
        inward=Count("pk"),
        under_review=Count(
            "pk", filter=Q(status__in=(Status.REGISTERED, Status.UNDER_REVIEW, *NormFiling.IN_CORRECTION))
        ),
        amended=Count("pk", filter=Q(status=Status.AMENDED)),
        repealed=Count("pk", filter=Q(status=Status.REPEALED)),
        annulled=Count("pk", filter=Q(status=Status.ANNULLED)),
    )
    suggestions = ReviewSuggestion.objects.filter(received_on__year=year)
    return YearFigures(
        year=year,
        outward=counted.filter(direction=FilingDirection.OUTWARD).count(),
        by_maker=_told_apart(inward, "maker__kind", Organ.Kind.choices),
        by_kind=_told_apart(inward, "norm_kind", NormFiling._meta.get_field("norm_kind").choices),
        by_conclusion=_told_apart(inward.exclude(conclusion=""), "conclusion", NormFiling.Conclusion.choices),
        returned=filed.filter(status=Status.RETURNED).count(),
        late=filed.filter(direction=FilingDirection.INWARD).late().count(),
        omitted=NormFiling.objects.inward().filter(status=Status.AWAITING, notified_on__year=year).count(),
        suggestions=suggestions.count(),
        answered=suggestions.filter(status__in=ReviewSuggestion.ANSWERED).count(),
        **numbers,
    )


def _told_apart(rows: QuerySet[NormFiling], lookup: str, choices: Any) -> list[tuple[str, int]]:
    """Label and number, in the order of the choices, without those that count nothing."""
    found = dict(rows.order_by().values_list(lookup).annotate(number=Count("pk")))
    return [(str(label), found[value]) for value, label in choices if found.get(value)]


def reports_on(year: int) -> QuerySet[SpecialReport]:
    """The reports on filing and review that tell of a year: on the agenda in that year or the next (SL24 art 45)."""
    rows = SpecialReport.objects.filter(
        kind=SpecialReport.Kind.NORM_FILING, item__meeting__starts_on__year__in=(year, year + 1)
    )
    return rows.select_related("item__meeting__term").order_by("item__meeting__starts_on")
