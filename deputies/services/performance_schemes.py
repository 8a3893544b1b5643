"""Schemes of points: caps that add up, versions that stay, and the default that an empty portal starts with."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.models import User
from congress.services import activity
from deputies.models import WHOLE, PerformanceScheme, SchemeGrade, SchemeItem, SchemePart, SchemeRater

DEFAULT: Final = Path(__file__).resolve().parents[1] / "data" / "performance_scheme.toml"
_COPIED: Final = ("name", "rule", "points", "step", "free_times", "kinds", "note", "order")


def admin_path(scheme: PerformanceScheme) -> str:
    """Where the scheme is worked on."""
    return f"/admin/deputies/performancescheme/{scheme.pk}/change/"


def plain(number: Decimal) -> str:
    """A number without needless zeros: 30, 12.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@transaction.atomic
def adopt(scheme: PerformanceScheme, *, actor: User) -> None:
    """启用: from here on it is fixed, and the one in use before is retired.

    Raises ValidationError, with the arithmetic, unless the caps make 100, the lowest grade begins at 0, the weights of
    the raters make 100 where something is rated, and every item fits under its part.
    """
    PerformanceScheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    if problems := list(_problems(scheme)):
        raise ValidationError(problems)
    for earlier in PerformanceScheme.objects.filter(status=PerformanceScheme.Status.IN_USE):
        earlier.retire()
        activity.record(actor, "停用考评办法", earlier, path=admin_path(earlier))
    scheme.adopt()
    activity.record(actor, "启用考评办法", scheme, path=admin_path(scheme))


def _problems(scheme: PerformanceScheme) -> list[str]:
    parts = list(scheme.parts.prefetch_related("items"))
    items = [item for part in parts for item in part.items.all()]
    found = _sum_problem("各部分最高分", [(part.name, part.cap) for part in parts if not part.is_bonus])
    lowest = min((grade.lowest for grade in scheme.grades.all()), default=None)
    if lowest is None or lowest != 0:
        found.append("等次不完整：最低一个等次的最低分应为0。")
    if any(item.rule == SchemeItem.Rule.RATED for item in items):
        found += _sum_problem("评分主体权重", [(str(rater), rater.weight) for rater in scheme.raters.all()])
    found += [
        f"“{item}”满分{plain(item.points)}，超过所在部分“{part}”的最高分{plain(part.cap)}。"
        for part in parts
        for item in part.items.all()
        if item.points > part.cap
    ]
    found += [f"“{part}”还没有考评项目。" for part in parts if not part.items.all()]
    return found


def _sum_problem(what: str, terms: list[tuple[str, Decimal]]) -> list[str]:
    total = sum((number for _, number in terms), Decimal(0))
    if total == WHOLE:
        return []
    sentence = "＋".join(f"{name}{plain(number)}" for name, number in terms) or "没有填写"
    return [f"{what}相加须为100：{sentence}＝{plain(total)}。"]


@transaction.atomic
def new_version(scheme: PerformanceScheme, *, actor: User) -> PerformanceScheme:
    """制定新版本: a draft with the same content; assessments under way keep the version they began with."""
    PerformanceScheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    if not scheme.is_fixed:
        raise ValidationError("办法还在草拟中，可以直接修改，不需要新版本。")
    last = PerformanceScheme.objects.filter(name=scheme.name).aggregate(last=Max("version"))["last"]
    fresh = PerformanceScheme(
        name=scheme.name,
        version=last + 1,
        note=scheme.note,
        min_days=scheme.min_days,
        scales_with_days=scheme.scales_with_days,
    )
    fresh.full_clean()
    fresh.save(force_insert=True)
    for part in scheme.parts.prefetch_related("items"):
        copied = SchemePart.objects.create(
            scheme=fresh, order=part.order, name=part.name, cap=part.cap, is_bonus=part.is_bonus
        )
        SchemeItem.objects.bulk_create(
            SchemeItem(part=copied, **{name: getattr(item, name) for name in _COPIED}) for item in part.items.all()
        )
    SchemeGrade.objects.bulk_create(
        SchemeGrade(scheme=fresh, name=grade.name, lowest=grade.lowest) for grade in scheme.grades.all()
    )
    SchemeRater.objects.bulk_create(
        SchemeRater(scheme=fresh, who=rater.who, weight=rater.weight) for rater in scheme.raters.all()
    )
    activity.record(actor, "制定考评办法新版本", fresh, path=admin_path(fresh))
    return fresh


@transaction.atomic
def retire(scheme: PerformanceScheme, *, actor: User) -> None:
    """停用: new assessments do not take it."""
    scheme.retire()
    activity.record(actor, "停用考评办法", scheme, path=admin_path(scheme))


def in_use() -> PerformanceScheme:
    """The scheme in use. Raises ValidationError if there is none."""
    found = PerformanceScheme.objects.filter(status=PerformanceScheme.Status.IN_USE).first()
    if found is None:
        raise ValidationError("没有使用中的履职考评办法，请先启用一部。")
    return found


@transaction.atomic
def prepare_default() -> None:
    """Put the default to use where there is no scheme yet; what the office made of it stays."""
    if PerformanceScheme.objects.exists():
        return
    told: dict[str, Any] = tomllib.loads(DEFAULT.read_text(encoding="utf-8"), parse_float=Decimal)
    scheme = PerformanceScheme(name=told["name"], note=told["note"], min_days=told["min_days"])
    scheme.full_clean()
    scheme.save(force_insert=True)
    for order, part in enumerate(told["parts"], start=1):
        items = part.pop("items")
        stored = SchemePart.objects.create(scheme=scheme, order=order, **part)
        for place, item in enumerate(items, start=1):
            row = SchemeItem(part=stored, order=place, **item)
            row.full_clean()
            row.save(force_insert=True)
    for grade in told["grades"]:
        SchemeGrade.objects.create(scheme=scheme, **grade)
    for rater in told["raters"]:
        SchemeRater.objects.create(scheme=scheme, **rater)
    if problems := list(_problems(scheme)):
        raise ValidationError(problems)
    # Without a log line, like all that an installation begins with: nobody has done it.
    scheme.adopt()
