"""What people add to an assessment: facts with points, and ratings, each with who gave it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity
from deputies.models import (
    KEEP_AREA,
    AssessmentEntry,
    DutyAssessment,
    DutyAssessmentQuerySet,
    Mandate,
    RaterScore,
    SchemeItem,
    SchemeRater,
)
from deputies.services.performance import admin_path, locked
from deputies.services.performance_schemes import plain

Who = SchemeRater.Who
RATE = "deputies.rate_deputies"
COMPUTE = "deputies.compute_dutyassessment"


def _check_open(assessment: DutyAssessment) -> None:
    stored = locked(assessment)
    if not stored.is_open:
        raise ValidationError(f"“{stored}”{stored.get_status_display()}，不能再登记加减分或者评分。")


@transaction.atomic
def enter(entry: AssessmentEntry, *, actor: User) -> None:
    """登记加减分、否决: one fact with its day and reason.

    Raises ValidationError for an item of another scheme or that takes no entries, for a day of another year, for more
    points than the item has, or once the deputy was told.
    """
    assessment, item = entry.assessment, entry.item
    _check_open(assessment)
    is_new = entry.pk is None
    if is_new:
        entry.entered_by = actor
    entry.full_clean(exclude=["entered_by"])
    if item.part.scheme_id != assessment.scheme_id:
        raise ValidationError({"item": f"“{item}”不是“{assessment.scheme}”的考评项目。"})
    if item.rule not in SchemeItem.ENTERED:
        raise ValidationError({"item": f"“{item}”{item.get_rule_display()}，不能手工登记。"})
    if entry.happened_on.year != assessment.year:
        raise ValidationError({"happened_on": f"{date_text(entry.happened_on)}不在考评年度{assessment.year}年之内。"})
    if entry.points > item.points:
        raise ValidationError({"points": f"“{item}”满分{plain(item.points)}，不能登记{plain(entry.points)}分。"})
    if item.rule != SchemeItem.Rule.VETO and not entry.points:
        raise ValidationError({"points": "请填写分值。"})
    entry.save(force_insert=is_new)
    activity.record(actor, "登记考评加减分", assessment, path=admin_path(assessment), detail={"entry": str(entry)})


@transaction.atomic
def cancel(entry: AssessmentEntry, *, reason: str, actor: User) -> None:
    """撤销加减分: an entry that was wrong; the history keeps it with the reason.

    Raises ValidationError without a reason, or once the deputy was told.
    """
    _check_open(entry.assessment)
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤销的理由。"})
    words = str(entry)
    entry.delete()
    activity.record(
        actor,
        "撤销考评加减分",
        entry.assessment,
        path=admin_path(entry.assessment),
        reason=reason.strip()[:200],
        detail={"entry": words},
    )


@transaction.atomic
def rate(score: RaterScore, *, actor: User) -> None:
    """评分: one's own points for a rated item, new or changed until the deputy is told.

    Raises ValidationError for oneself, for a rater who is none, or for points beyond the item.
    """
    assessment, item = score.assessment, score.item
    _check_open(assessment)
    if assessment.mandate.person.account_id == actor.pk:
        raise ValidationError("不能为本人评分。")
    if item.part.scheme_id != assessment.scheme_id or item.rule != SchemeItem.Rule.RATED:
        raise ValidationError({"item": f"“{item}”不由评分人打分。"})
    if score.rater.scheme_id != assessment.scheme_id or score.rater.who not in standing_of(actor, assessment):
        raise ValidationError({"rater": f"您不是“{score.rater}”，不能以此身份为{assessment.mandate.person}评分。"})
    if score.points > item.points:
        raise ValidationError({"points": f"“{item}”满分{plain(item.points)}，不能评{plain(score.points)}分。"})
    stored = RaterScore.objects.filter(assessment=assessment, item=item, rater=score.rater, account=actor).first()
    if stored is not None:
        stored.points, stored.note = score.points, score.note
        score = stored
    score.account = actor
    score.full_clean(exclude=["account"])
    score.save()
    activity.record(actor, "履职评分", assessment, path=admin_path(assessment), detail={"item": str(item)})


def standing_of(user: User, assessment: DutyAssessment) -> set[str]:
    """As which raters a person may rate this deputy."""
    found: set[str] = set()
    if user.has_perm(COMPUTE):
        found |= {Who.COMMITTEE, Who.VOTERS}
    area = assessment.mandate.delegation_id
    if area is not None and user.organ_id == area and user.has_perm(KEEP_AREA):
        found.add(Who.AREA)
    if area is not None and user.has_perm(RATE) and _sits_with(user, assessment):
        found.add(Who.PEERS)
    return found


def _sits_with(user: User, assessment: DutyAssessment) -> bool:
    """A deputy of the same delegation in that year."""
    rows = Mandate.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__year__gte=assessment.year),
        person__account=user,
        level=Mandate.Level.DISTRICT,
        delegation=assessment.mandate.delegation_id,
        starts_on__year__lte=assessment.year,
    )
    return rows.exclude(person=assessment.mandate.person_id).exists()


def to_rate(user: User, *years: int) -> DutyAssessmentQuerySet | None:
    """Open assessments of some years that wait for the person's own ratings, by strokes; None for who rates nobody."""
    if not (user.has_perm(RATE) or user.has_perm(KEEP_AREA)):
        return None
    rows = DutyAssessment.objects.filter(year__in=years, status=DutyAssessment.Status.OPEN)
    condition = Q(pk__in=[])
    if user.organ_id and user.has_perm(KEEP_AREA):
        condition |= Q(mandate__delegation=user.organ_id, scheme__raters__who=Who.AREA)
    if user.has_perm(RATE):
        own = Mandate.objects.filter(person__account=user, level=Mandate.Level.DISTRICT, delegation__isnull=False)
        mates = Q(mandate__delegation__in=own.values("delegation")) & ~Q(mandate__person__account=user)
        condition |= mates & Q(scheme__raters__who=Who.PEERS)
    given = RaterScore.objects.filter(account=user).values("assessment")
    found = rows.filter(condition).exclude(pk__in=given).distinct().select_related("mandate__person", "scheme")
    return found.order_by("mandate__person__stroke_key", "pk")


def rated_items(assessment: DutyAssessment) -> list[SchemeItem]:
    """The items of the scheme that people rate."""
    rows = SchemeItem.objects.filter(part__scheme=assessment.scheme_id, rule=SchemeItem.Rule.RATED)
    return list(rows.select_related("part").order_by("part__order", "order"))
