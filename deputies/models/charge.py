"""Which chairperson is in charge of which committee or office."""

from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from congress.models import Organ, date_span, in_force_on

from .mandate import Seat


class ChargeQuerySet(models.QuerySet["Charge"]):
    """Charges as a clerk would name them."""

    def in_force(self, *, on: date) -> "ChargeQuerySet":
        """Held on that day, the seat included."""
        seat = Q(seat__starts_on__lte=on) & (Q(seat__ends_on__isnull=True) | Q(seat__ends_on__gte=on))
        return self.filter(in_force_on(on), seat)


@pghistory.track()
class Charge(models.Model):
    """分管: the chair or a vice-chair leads the work of a working committee or the office from one day to another.

    A division of work that the chairpersons' meeting makes for itself (no statute); the desk of the unfinished goes
    by it. It ends with the seat, whatever its own last day says.
    """

    #: bodies of the committee's own house
    KINDS = (Organ.Kind.WORKING_COMMITTEE, Organ.Kind.OFFICE)

    seat = models.ForeignKey(
        Seat,
        on_delete=models.PROTECT,
        related_name="charges",
        verbose_name="分管领导",
        limit_choices_to={"role__in": ("chair", "vice_chair")},
    )
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="charges",
        verbose_name="工委或办公室",
        limit_choices_to={"kind__in": KINDS},
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True, help_text="如“第3次主任会议分工”。")

    objects = ChargeQuerySet.as_manager()

    class Meta:
        verbose_name = "领导分管"
        verbose_name_plural = "领导分管"
        ordering = ("organ", "-starts_on")
        constraints = (
            models.CheckConstraint(
                name="charge_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            ExclusionConstraint(
                name="charge_one_leader_a_day",
                expressions=((F("organ"), RangeOperators.EQUAL), (date_span(), RangeOperators.OVERLAPS)),
                violation_error_message="同一天只能有一位领导分管同一个工委，请先结束原来的分管。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.seat.person}分管{self.organ}"
