"""What contradicts itself in the committee's own work, or lacks what would place it in a year."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Round

from congress import registry
from congress.models import Organ, OrganName
from congress.registry import Check
from meetings.models import Meeting
from supervision.models import CountedTotal, Indicator, OrganChange, OwnRule, StudyResult, TaskForce

_PERCENT: Final = DecimalField(max_digits=20, decimal_places=10)
_SHARE: Final = Cast(F("done"), _PERCENT) * Decimal(100) / Cast(F("total"), _PERCENT)


def percent_unlike_parts(on: date) -> QuerySet[Any]:
    """Percentages of a source that are not the rounded share of done and total, at none, one or two decimals."""
    del on
    told = Indicator.objects.filter(stated_percent__isnull=False).annotate(exact=_SHARE)
    rounded = told.annotate(tens=Round("exact", 0), tenths=Round("exact", 1), hundredths=Round("exact", 2))
    unlike = rounded.exclude(stated_percent__in=[F("tens"), F("tenths"), F("hundredths")])
    return TaskForce.objects.filter(pk__in=unlike.values("task_force"))


def over_but_unfinished(on: date) -> QuerySet[Any]:
    """Task forces that are over while an indicator is not complete."""
    behind = Indicator.objects.filter(task_force=OuterRef("pk"), done__lt=F("total"))
    later = Indicator.objects.filter(
        task_force=OuterRef("task_force"), name=OuterRef("name"), as_of__gt=OuterRef("as_of")
    )
    return TaskForce.objects.filter(Exists(behind.filter(~Exists(later))), ends_on__lt=on)


def rules_without_a_day(on: date) -> QuerySet[Any]:
    """Rules of the committee that no year can count."""
    del on
    return OwnRule.objects.own().undated()


def totals_beside_records(on: date) -> QuerySet[Any]:
    """Totals of a kind of which the same period also has single records: one of them may be counted twice."""
    del on
    span = {"gte": OuterRef("starts_on"), "lte": OuterRef("as_of")}
    results = StudyResult.objects.filter(
        kind=OuterRef("kind"), finished_on__gte=span["gte"], finished_on__lte=span["lte"]
    )
    seminars = Meeting.objects.filter(
        kind=Meeting.Kind.STUDY, starts_on__gte=span["gte"], starts_on__lte=span["lte"]
    ).held()
    return CountedTotal.objects.filter(
        Exists(results) | Q(kind=CountedTotal.Kind.SEMINAR) & Exists(seminars),
    )


def renamed_without_a_decision(on: date) -> QuerySet[Any]:
    """Organs that bear a name after another one, with no decision on record."""
    del on
    earlier = OrganName.objects.filter(organ=OuterRef("organ"), starts_on__lt=OuterRef("starts_on"))
    later = OrganName.objects.filter(Exists(earlier), change__isnull=True)
    return Organ.objects.filter(pk__in=later.values("organ"))


def changes_without_a_day(on: date) -> QuerySet[Any]:
    """Changes of organs that no year can count."""
    del on
    return OrganChange.objects.undated().select_related("organ", "name")


registry.checks.add(
    "percent_unlike_parts",
    Check("来源所称比例与完成数、总数不符", percent_unlike_parts, "请核对指标的完成数、总数和来源。"),
)
registry.checks.add(
    "over_but_unfinished", Check("专项工作已结束但指标没有全部完成", over_but_unfinished, "请更新指标或者结束日期。")
)
registry.checks.add(
    "rules_without_a_day", Check("制度没有日期", rules_without_a_day, "请填写印发日期，或者选择通过它的决议决定。")
)
registry.checks.add(
    "totals_beside_records",
    Check("同一时期既有总数又有逐条记录", totals_beside_records, "请核对总数中没有已逐条登记的，以免重复计算。"),
)
registry.checks.add(
    "renamed_without_a_decision",
    Check("机关更名没有登记机构变动", renamed_without_a_decision, "请在“机构变动”中登记决定。"),
)
registry.checks.add(
    "changes_without_a_day",
    Check("机构变动没有日期", changes_without_a_day, "请在机关登记中填写设立、撤销日期，或者填写决定日期。"),
)
