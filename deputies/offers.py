"""What the app offers to the kernel's pages: people and seats that look wrong."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from congress import registry
from congress.registry import Check
from deputies.models import Person, Seat


def namesakes(on: date) -> QuerySet[Any]:
    """People who bear a name that another bears too: perhaps one person entered twice."""
    del on
    others = Person.objects.filter(name=OuterRef("name")).exclude(pk=OuterRef("pk"))
    return Person.objects.filter(Exists(others)).order_by("name", "pk")


def seats_outside_their_term(on: date) -> QuerySet[Any]:
    """Seats that begin before or end after the term they belong to."""
    del on
    early = Q(starts_on__lt=F("term__starts_on"))
    late = Q(ends_on__gt=F("term__ends_on"))
    return Seat.objects.filter(early | late).select_related("person").order_by("starts_on")


registry.checks.add("namesakes", Check("人员同名", namesakes, "核对是否同一人重复登记。"))
registry.checks.add(
    "seats_outside_their_term", Check("任职日期超出本届任期", seats_outside_their_term, "核对任职、离任日期和届。")
)
