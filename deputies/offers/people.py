"""Mandates, groups and streets that look wrong."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from congress import registry
from congress.models import Organ
from congress.registry import Check
from deputies.models import Constituency, DeputyGroup, GroupMember, Mandate, Term


def absent_twice(on: date) -> QuerySet[Any]:
    """In office although absent without leave from two sessions of the congress."""
    return Mandate.objects.all().due_to_end_by_absence(on=on).select_related("person").order_by("pk")


def ends_not_reported(on: date) -> QuerySet[Any]:
    """Mandates of the present term that ended early, and of which the credentials committee has not reported."""
    terms = Term.objects.all().on(on)
    ended = Mandate.objects.all().ended_early().filter(level=Mandate.Level.DISTRICT, end_reported_on__isnull=True)
    return ended.filter(term__in=terms, ends_on__lte=on).select_related("person").order_by("-ends_on", "pk")


def township_deputies_without_congress(on: date) -> QuerySet[Any]:
    """Deputies of a township who belong to none: a street has no congress."""
    del on
    rows = Mandate.objects.filter(level=Mandate.Level.TOWNSHIP)
    wrong = Q(delegation__isnull=True) | ~Q(delegation__kind=Organ.Kind.TOWNSHIP_CONGRESS)
    return rows.filter(wrong).select_related("person").order_by("pk")


def groups_without_convener(on: date) -> QuerySet[Any]:
    """Groups of today that nobody calls together."""
    called = GroupMember.objects.in_force(on=on).conveners().filter(group=OuterRef("pk"))
    return DeputyGroup.objects.in_force(on=on).filter(~Exists(called)).order_by("kind", "name")


def members_without_mandate(on: date) -> QuerySet[Any]:
    """Who belongs to a group today and is no deputy any more."""
    held = Mandate.objects.in_office(on=on).filter(person=OuterRef("person"))
    return GroupMember.objects.in_force(on=on).filter(~Exists(held)).select_related("person", "group").order_by("pk")


def delegations_that_differ(on: date) -> QuerySet[Any]:
    """Deputies whose mandate names another area than the delegation they belong to."""
    belongs = GroupMember.objects.in_force(on=on).filter(
        person=OuterRef("person"), group__kind=DeputyGroup.Kind.DELEGATION
    )
    rows = Mandate.objects.in_office(on=on).filter(level=Mandate.Level.DISTRICT)
    elsewhere = belongs.filter(~Q(group__organ=OuterRef("delegation")) | Q(group__organ__isnull=True))
    differing = rows.filter(Exists(elsewhere), delegation__isnull=False)
    return differing.select_related("person").order_by("pk")


def crowded_constituencies(on: date) -> QuerySet[Any]:
    """Constituencies in which more are in office than they have seats."""
    today = Q(mandates__starts_on__lte=on) & (Q(mandates__ends_on__isnull=True) | Q(mandates__ends_on__gte=on))
    counted = Constituency.objects.annotate(held=Count("mandates", filter=today))
    return counted.filter(Q(held__gt=F("seats"))).order_by("name")


registry.checks.add(
    "absent_twice",
    Check("未经批准两次缺席人民代表大会会议", absent_twice, "《代表法》第六十二条：代表资格终止，请办理报告和公告。"),
)
registry.checks.add(
    "ends_not_reported",
    Check("资格终止未报告", ends_not_reported, "《代表法》第六十三条：代表资格审查委员会须向常委会报告。"),
)
registry.checks.add(
    "township_deputies_without_congress",
    Check(
        "乡镇级代表没有所属乡镇人大",
        township_deputies_without_congress,
        "街道不设人民代表大会；请选择所属乡镇人大，或者改登居民议事员。",
    ),
)
registry.checks.add(
    "groups_without_convener", Check("代表团、小组没有负责人", groups_without_convener, "请登记团长（组长、召集人）。")
)
registry.checks.add(
    "members_without_mandate",
    Check("小组成员已不是代表", members_without_mandate, "请登记退出日期，统计分母随之更正。"),
)
registry.checks.add(
    "delegations_that_differ",
    Check("代表团与代表资格登记不一致", delegations_that_differ, "请核对代表所在乡镇街道和所编代表团。"),
)
registry.checks.add(
    "crowded_constituencies",
    Check("选区在任代表超过应选名额", crowded_constituencies, "请核对选区名额和起止日期。"),
)
