"""The yearly assessment: opened for who is in office, computed, told to the deputy, confirmed and frozen.

Entries and ratings are in `performance_marks`, objections in `performance_objections`.
Source: DL25 art 58; ZJ-DEP16 art 47; handbook §2(m).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity, deadlines, notifications
from congress.workflow import TransitionError
from deputies.models import (
    ActivityAttendance,
    AssessmentLine,
    AssessmentObjection,
    DutyAssessment,
    Mandate,
    PerformanceScheme,
    SchemeItem,
    SchemePart,
)
from deputies.services import performance_schemes, tenure_days
from deputies.services.performance_scoring import Material, Result, score

WINDOW: Final = "PERF-OBJ"
Status = DutyAssessment.Status


def admin_path(assessment: DutyAssessment) -> str:
    """Where the deputies' committee works on it."""
    return f"/admin/deputies/dutyassessment/{assessment.pk}/change/"


@transaction.atomic
def open_year(year: int, *, actor: User, today: date) -> int:
    """开展考评: an assessment for every deputy of the district who was in office long enough; how many are new.

    Days before the mandate, after it and of a suspension count for nobody. Raises ValidationError for a year that has
    not begun, or without a scheme in use.
    """
    if date(year, 1, 1) > today:
        raise ValidationError({"year": f"{year}年还没有开始。"})
    scheme = performance_schemes.in_use()
    known = set(DutyAssessment.objects.in_year(year).values_list("mandate", flat=True))
    fresh = []
    for mandate in _held_in(year).exclude(pk__in=known):
        office = tenure_days.in_office(mandate, list(mandate.suspensions.all()), year=year)
        if office.days >= scheme.min_days:
            fresh.append(DutyAssessment(scheme=scheme, mandate=mandate, year=year, days_in_office=office.days))
    DutyAssessment.objects.bulk_create(fresh)
    activity.record(actor, "开展履职考评", scheme, path="/admin/deputies/dutyassessment/", detail={"rows": len(fresh)})
    return len(fresh)


def _held_in(year: int) -> QuerySet[Mandate]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = Mandate.objects.filter(level=Mandate.Level.DISTRICT, starts_on__lte=last)
    held = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
    return held.prefetch_related("suspensions").order_by("pk")


# ------------------------------------------------------------------------------------------------ computing


@transaction.atomic
def compute(assessments: Collection[DutyAssessment], *, actor: User, at: datetime) -> int:
    """计算得分: anew from the ledger, entries and ratings as they are now; how many were computed.

    Raises TransitionError, naming the first, if one was told to the deputy or confirmed already.
    """
    rows = list(
        DutyAssessment.objects.select_for_update(of=("self",))
        .filter(pk__in=[each.pk for each in assessments])
        .select_related("mandate__person", "scheme")
        .prefetch_related("entries", "scores", "mandate__suspensions")
        .order_by("pk")
    )
    closed = next((row for row in rows if not row.is_open), None)
    if closed is not None:
        raise TransitionError(f"“{closed}”{closed.get_status_display()}，不能重新计算。")
    material = _Ledger.of(rows)
    lines: list[AssessmentLine] = []
    for row in rows:
        result = material.result(row)
        row.total, row.is_vetoed, row.grade = result.total, result.is_vetoed, result.grade
        row.computed_at = at
        lines += [
            AssessmentLine(
                assessment=row,
                item=line.item,
                points=line.points,
                formula=line.formula,
                evidence=list(line.evidence),
            )
            for line in result.lines
        ]
    AssessmentLine.objects.filter(assessment__in=rows).delete()
    AssessmentLine.objects.bulk_create(lines, batch_size=1_000)
    DutyAssessment.objects.bulk_update(
        rows, ("total", "is_vetoed", "grade", "computed_at", "days_in_office"), batch_size=500
    )
    for row in rows:
        activity.record(actor, "计算履职考评", row, path=admin_path(row), detail={"total": str(row.total)})
    return len(rows)


@dataclass(frozen=True)
class _Ledger:
    """The ledger of the years and people at hand, read once."""

    rows: dict[tuple[int, int], list[ActivityAttendance]]
    schemes: dict[int, PerformanceScheme]

    @classmethod
    def of(cls, assessments: Sequence[DutyAssessment]) -> "_Ledger":
        people = {row.mandate.person_id for row in assessments}
        years = {row.year for row in assessments}
        found: dict[tuple[int, int], list[ActivityAttendance]] = {}
        relevant = ActivityAttendance.objects.filter(person__in=people, activity__starts_on__year__in=years)
        for each in relevant.select_related("activity").order_by("activity__starts_on", "pk"):
            found.setdefault((each.person_id, each.activity.starts_on.year), []).append(each)
        items = Prefetch("parts", SchemePart.objects.prefetch_related("items"))
        schemes = PerformanceScheme.objects.filter(pk__in={row.scheme_id for row in assessments})
        return cls(found, {each.pk: each for each in schemes.prefetch_related(items, "grades", "raters")})

    def result(self, row: DutyAssessment) -> Result:
        scheme = self.schemes[row.scheme_id]
        office = tenure_days.in_office(row.mandate, list(row.mandate.suspensions.all()), year=row.year)
        row.days_in_office = office.days
        material = Material(
            rows=self.rows.get((row.mandate.person_id, row.year), []),
            entries=list(row.entries.all()),
            scores=list(row.scores.all()),
            raters=list(scheme.raters.all()),
            office=office,
            scales_with_days=scheme.scales_with_days,
        )
        return score(scheme.parts.all(), list(scheme.grades.all()), material)


@dataclass(frozen=True, slots=True)
class PartSum:
    """A part as the pages show it: its lines, and what they bring up to its cap."""

    part: SchemePart
    lines: Sequence[AssessmentLine]

    @property
    def points(self) -> Decimal:
        """Up to the cap."""
        return min(self.part.cap, self.reached)

    @property
    def reached(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.points for line in self.lines), Decimal(0))

    @property
    def is_capped(self) -> bool:
        """More was reached than the part brings."""
        return self.reached > self.part.cap


def parts_of(assessment: DutyAssessment) -> list[PartSum]:
    """The lines of an assessment by part, in the order of the scheme."""
    lines = assessment.lines.select_related("item__part").order_by("item__part__order", "item__order")
    by_part: dict[int, list[AssessmentLine]] = {}
    for line in lines:
        by_part.setdefault(line.item.part_id, []).append(line)
    return [PartSum(rows[0].item.part, rows) for rows in by_part.values()]


def evidence_of(parts: Sequence[PartSum]) -> dict[int, list[ActivityAttendance]]:
    """The rows of the ledger behind every line, by the key of the line: one query for a whole assessment."""
    lines = [line for part in parts for line in part.lines]
    wanted = {key for line in lines for key in line.evidence}
    rows = ActivityAttendance.objects.filter(pk__in=wanted).select_related("activity")
    found = {row.pk: row for row in rows.order_by("activity__starts_on", "pk")}
    return {line.pk: [row for key, row in found.items() if key in set(line.evidence)] for line in lines}


def sum_sentence(assessment: DutyAssessment, parts: Sequence[PartSum]) -> str:
    """The arithmetic of the whole in one sentence."""
    if assessment.total is None:
        return "还没有计算。"
    terms = [f"{each.part}{performance_schemes.plain(each.points)}" for each in parts if each.part.cap or each.reached]
    veto = "，一票否决" if assessment.is_vetoed else ""
    return f"{'＋'.join(terms)}＝{performance_schemes.plain(assessment.total)}分{veto}，{assessment.grade}。"


# ------------------------------------------------------------------------------------------------ steps


@transaction.atomic
def notify(assessment: DutyAssessment, *, actor: User, today: date) -> None:
    """告知代表: the deputy sees sum, formula and evidence, and may object within the days of the rule.

    Raises ValidationError if it was not computed, an item that is rated has no rating, or entries came after the sum.
    """
    stored = locked(assessment)
    if stored.total is None:
        raise ValidationError(f"“{stored}”还没有计算得分。")
    rated = SchemeItem.objects.filter(part__scheme=stored.scheme_id, rule=SchemeItem.Rule.RATED)
    unrated = [str(item) for item in rated.exclude(pk__in=stored.scores.values("item"))]
    if unrated:
        raise ValidationError(f"“{stored}”还没有评分：{'、'.join(unrated)}。")
    until = deadlines.due(WINDOW, today).effective
    assessment.notify(on=today, until=until)
    activity.record(actor, "告知履职考评结果", assessment, path=admin_path(assessment))
    account = assessment.mandate.person.account
    if account is not None:
        notifications.tell(
            [account],
            subject=f"{assessment.year}年履职考评结果",
            body=f"请查看得分、算式和依据。如有异议，请在{date_text(until)}前提出。",
            path=assessment.get_absolute_url(),
            is_urgent=False,
        )


@transaction.atomic
def notify_all(assessments: Collection[DutyAssessment], *, actor: User, today: date) -> int:
    """告知代表: all of them or none; how many."""
    for assessment in assessments:
        notify(assessment, actor=actor, today=today)
    return len(assessments)


@transaction.atomic
def confirm_year(*, year: int, decision: str, actor: User, today: date) -> int:
    """确认: all that were told of a year by one decision, or none; how many. See `confirm`."""
    rows = DutyAssessment.objects.in_year(year).filter(status=Status.NOTIFIED).order_by("pk")
    found = list(rows.select_related("mandate__person"))
    if not found:
        raise ValidationError({"year": f"{year}年没有已告知代表、等待确认的考评。"})
    for assessment in found:
        confirm(assessment, decision=decision, actor=actor, today=today)
    return len(found)


@transaction.atomic
def confirm(assessment: DutyAssessment, *, decision: str, actor: User, today: date) -> None:
    """确认: the result is frozen with its lines and evidence.

    Raises ValidationError without the decision that it rests on, while an objection waits for its answer, or before the
    time for objections is over.
    """
    stored = locked(assessment)
    if not decision.strip():
        raise ValidationError({"decision": "请填写确认依据，如“第12次主任会议”。"})
    if stored.objections.filter(status=AssessmentObjection.Status.MADE).exists():
        raise ValidationError(f"“{stored}”有待答复的异议，答复后才能确认。")
    if stored.objections_until is not None and today <= stored.objections_until:
        raise ValidationError(f"“{stored}”的异议期到{date_text(stored.objections_until)}为止，届满后才能确认。")
    if len(decision.strip()) > 120:
        raise ValidationError({"decision": "确认依据不能超过120字。"})
    assessment.confirm(by=actor, on=today, decision=decision.strip())
    activity.record(actor, "确认履职考评", assessment, path=admin_path(assessment), detail={"decision": decision})


def locked(assessment: DutyAssessment) -> DutyAssessment:
    """The stored assessment, held till the end of the transaction."""
    rows = DutyAssessment.objects.select_for_update(of=("self",)).select_related("mandate__person", "grade")
    return rows.get(pk=assessment.pk)
