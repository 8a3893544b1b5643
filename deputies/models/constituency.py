"""Constituencies: where voters elect deputies of the district or of a township."""

from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from congress.models import Organ, User, date_span, in_force_on

from .area import AREA_KINDS, of_area
from .term import Term


class ConstituencyQuerySet(models.QuerySet["Constituency"]):
    """Constituencies as a clerk would name them."""

    def in_force(self, *, on: date) -> "ConstituencyQuerySet":
        """Drawn on that day."""
        return self.filter(in_force_on(on))

    def visible_to(self, user: User) -> "ConstituencyQuerySet":
        """All for those who keep the register, else those of the own area."""
        if user.has_perm("deputies.view_constituency"):
            return self.all()
        return self.filter(of_area(user, "organ"))


@pghistory.track()
class Constituency(models.Model):
    """选区: drawn anew for each election, with one to three deputies (选举法 art 26)."""

    class Level(models.TextChoices):
        DISTRICT = "district", "区级"
        TOWNSHIP = "township", "乡镇级"

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="constituencies", verbose_name="届")
    level = models.CharField("级别", max_length=10, choices=Level.choices, default=Level.DISTRICT)
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="constituencies",
        verbose_name="所在街道工委或乡镇人大",
        limit_choices_to={"kind__in": AREA_KINDS},
    )
    name = models.CharField("选区名称", max_length=80)
    seats = models.PositiveSmallIntegerField("应选代表名额", default=1)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = ConstituencyQuerySet.as_manager()

    class Meta:
        verbose_name = "选区"
        verbose_name_plural = "选区"
        ordering = ("-term__number", "level", "organ", "name")
        constraints = (
            models.CheckConstraint(
                name="constituency_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="constituency_one_to_three_seats",
                condition=Q(seats__gte=1) & Q(seats__lte=3),
                violation_error_message="每个选区选一名至三名代表（《选举法》第二十六条）。",
            ),
            ExclusionConstraint(
                name="constituency_named_once",
                expressions=(
                    (F("level"), RangeOperators.EQUAL),
                    (F("name"), RangeOperators.EQUAL),
                    (date_span(), RangeOperators.OVERLAPS),
                ),
                violation_error_message="同一时间同一级别已有同名的选区。",
            ),
        )

    def __str__(self) -> str:
        return self.name
