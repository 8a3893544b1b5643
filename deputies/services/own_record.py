"""我今年的履职: a deputy's numbers of a year in one query, each a count of rows that were verified or written down."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, DecimalField, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from congress.models import User
from deputies.models import ActivityAttendance, ContactLog, PatrolFinding, Person, ReceptionHost

_NONE: Final = 0


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """What a deputy did in a year."""

    year: int
    times: int
    hours: Decimal
    unverified: int
    hosted: int
    found: int
    contacted: int


def of_year(user: User, year: int) -> OwnRecord | None:
    """The record of the deputy behind an account, or None for somebody who is none."""
    mine = ActivityAttendance.objects.filter(person=OuterRef("pk")).in_year(year)
    receptions = ReceptionHost.objects.filter(
        person=OuterRef("pk"), attendance=ReceptionHost.Attendance.PRESENT, slot__held_on__year=year
    )
    findings = PatrolFinding.objects.filter(finder=user, found_on__year=year)
    contacts = ContactLog.objects.filter(entered_by=user, made_on__year=year)
    numbers = {
        "times": _count(mine.counted(), "person"),
        "hours": _sum(mine.counted(), "person", "hours"),
        "unverified": _count(mine.waiting(), "person"),
        "hosted": _count(receptions, "person"),
        "found": _count(findings.exclude(status=PatrolFinding.Status.MERGED), "finder"),
        "contacted": _count(contacts, "entered_by"),
    }
    people: QuerySet[Any] = Person.objects.filter(account=user, mandates__isnull=False)
    row = people.values(**numbers).first()
    return OwnRecord(year, **row) if row else None


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), _NONE)


def _sum(rows: QuerySet[Any], by: str, column: str) -> Coalesce:
    output: DecimalField[Decimal, Decimal] = DecimalField(max_digits=8, decimal_places=1)
    summed = rows.order_by().values(by).annotate(number=Sum(column)).values("number")
    return Coalesce(Subquery(summed, output_field=output), Decimal(_NONE), output_field=output)
