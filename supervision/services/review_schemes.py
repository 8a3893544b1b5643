"""Schemes of reviews: weights that add up, versions that stay, and the score worked out with its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Sum

from congress.models import User
from congress.services import activity
from supervision.models import PerformanceReview, ReviewItem, ReviewScheme, ReviewScore
from supervision.models.review_scheme import WHOLE

_CENT: Final = Decimal("0.01")


def admin_path(scheme: ReviewScheme) -> str:
    """Where the scheme is worked on."""
    return f"/admin/supervision/reviewscheme/{scheme.pk}/change/"


@transaction.atomic
def adopt(scheme: ReviewScheme, *, actor: User) -> None:
    """启用: from here on items and weights are fixed.

    Raises ValidationError, with the arithmetic, unless the weights add up to 100.
    """
    ReviewScheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    _check_weights(list(scheme.items.order_by("order")))
    scheme.adopt()
    activity.record(actor, "启用评议方案", scheme, path=admin_path(scheme))


def _check_weights(items: Sequence[ReviewItem]) -> None:
    if not items:
        raise ValidationError("方案还没有评分项目，请先逐项填写。")
    total = sum((item.weight for item in items), Decimal(0))
    if total != WHOLE:
        terms = "＋".join(f"{item.name}{plain(item.weight)}" for item in items)
        difference = plain(abs(total - WHOLE))
        raise ValidationError(
            f"各项权重相加须为100：{terms}＝{plain(total)}，{'多' if total > WHOLE else '少'}{difference}。"
        )


def plain(number: Decimal) -> str:
    """A number without needless zeros: 30, 12.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@transaction.atomic
def new_version(scheme: ReviewScheme, *, actor: User) -> ReviewScheme:
    """制定新版本: a draft with the same items; reviews under way keep the version they began with."""
    ReviewScheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    if not scheme.is_fixed:
        raise ValidationError("方案还在草拟中，可以直接修改，不需要新版本。")
    last = ReviewScheme.objects.filter(name=scheme.name).aggregate(last=Max("version"))["last"]
    fresh = ReviewScheme(name=scheme.name, version=last + 1, kind=scheme.kind, scale=scheme.scale, note=scheme.note)
    fresh.full_clean()
    fresh.save(force_insert=True)
    ReviewItem.objects.bulk_create(
        ReviewItem(
            scheme=fresh,
            order=item.order,
            name=item.name,
            grader=item.grader,
            max_points=item.max_points,
            weight=item.weight,
        )
        for item in scheme.items.order_by("order")
    )
    activity.record(actor, "制定方案新版本", fresh, path=admin_path(fresh))
    return fresh


@transaction.atomic
def retire(scheme: ReviewScheme, *, actor: User) -> None:
    """停用: new reviews do not take it."""
    scheme.retire()
    activity.record(actor, "停用评议方案", scheme, path=admin_path(scheme))


def weight_total(scheme: ReviewScheme) -> Decimal:
    """What the weights add up to now."""
    return scheme.items.aggregate(total=Sum("weight"))["total"] or Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a score: the mean of its graders, and what it adds to the whole."""

    item: ReviewItem
    points: Sequence[Decimal]

    @property
    def mean(self) -> Fraction:
        """The mean of all graders, exact."""
        return sum((Fraction(each) for each in self.points), Fraction(0)) / len(self.points)

    @property
    def share(self) -> Fraction:
        """What it adds: mean ÷ full marks × weight, exact."""
        return self.mean / Fraction(self.item.max_points) * Fraction(self.item.weight)

    @property
    def sentence(self) -> str:
        """The arithmetic: 案件评查 85÷100×30＝25.5."""
        mean = plain(self.points[0]) if len(self.points) == 1 else f"{rounded(self.mean)}（{len(self.points)}人平均）"
        weight, full = plain(self.item.weight), plain(self.item.max_points)
        return f"{self.item.name} {mean}÷{full}×{weight}＝{rounded(self.share)}"


@dataclass(frozen=True, slots=True)
class Score:
    """The weighted score of a review; `missing` are items that nobody has graded."""

    parts: Sequence[Part]
    missing: Sequence[ReviewItem]

    @property
    def total(self) -> Fraction | None:
        """The whole, exact; None while an item is missing."""
        return None if self.missing or not self.parts else sum((part.share for part in self.parts), Fraction(0))

    @property
    def sentence(self) -> str:
        """The whole with its parts; rounded once, at the end."""
        shown = "；".join(part.sentence for part in self.parts)
        if self.missing:
            names = "、".join(item.name for item in self.missing)
            return f"{shown}{'；' if shown else ''}尚未评分：{names}。"
        return f"{shown}；合计{rounded(self.total)}分（末位四舍五入）。" if self.total is not None else ""


def rounded(number: Fraction | None) -> str:
    """Two decimals, half up, without needless zeros."""
    if number is None:
        return ""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return plain(exact.quantize(_CENT, ROUND_HALF_UP))


def score_of(review: PerformanceReview) -> Score:
    """The score so far, by the scheme of the review; nothing where it has none."""
    if review.scheme_id is None:
        return Score((), ())
    points: dict[int, list[Decimal]] = {}
    for score in review.scores.order_by("pk"):
        points.setdefault(score.item_id, []).append(score.points)
    items = list(ReviewItem.objects.filter(scheme=review.scheme_id).order_by("order"))
    graded = [Part(item, points[item.pk]) for item in items if item.pk in points]
    return Score(graded, [item for item in items if item.pk not in points])


def check_score(score: ReviewScore, *, is_correction: bool = False) -> None:
    """The item belongs to the review's scheme, the points to its range, and the case is open, or is corrected.

    Raises ValidationError keyed by field.
    """
    review, item = score.review, score.item
    if review.status in PerformanceReview.CLOSED and not is_correction:
        raise ValidationError({"review": f"“{review}”{review.get_status_display()}，不能再评分。"})
    if review.scheme_id is None:
        raise ValidationError({"review": f"“{review}”没有选择评议方案，不能评分。"})
    if item.scheme_id != review.scheme_id:
        raise ValidationError({"item": f"“{item}”不是“{review.scheme}”的评分项目。"})
    if score.points > item.max_points:
        raise ValidationError({"points": f"“{item}”满分{plain(item.max_points)}，不能评{plain(score.points)}分。"})
