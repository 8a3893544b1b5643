"""The working-day calendar: the State Council's yearly notice, make-up working days included."""

from datetime import date

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


@pghistory.track()
class WorkCalendarYear(models.Model):
    """Whether the State Council's arrangement of a year is known.

    A year without a row, or not confirmed, is counted by weekends only and every deadline that reaches it is 暂算.
    """

    year = models.PositiveSmallIntegerField(
        "年份",
        unique=True,
        validators=(MinValueValidator(1950), MaxValueValidator(2200)),
    )
    notice = models.CharField(
        "通知文号/名称",
        max_length=120,
        blank=True,
        help_text="如：国务院办公厅关于2019年部分节假日安排的通知。",
    )
    is_confirmed = models.BooleanField(
        "已公布",
        default=False,
        help_text="该年放假调休安排已公布并已录入；未公布的年份只按周末推算，期限标注“暂算”。",
    )

    class Meta:
        verbose_name = "工作日历年度"
        verbose_name_plural = "工作日历年度"
        ordering = ("-year",)

    def __str__(self) -> str:
        return f"{self.year}年" if self.is_confirmed else f"{self.year}年（未公布）"


class SpecialDayQuerySet(models.QuerySet["SpecialDay"]):
    """Special days as a clerk would name them."""

    def between(self, first: date, last: date) -> "SpecialDayQuerySet":
        """Special days from `first` to `last`, both included."""
        return self.filter(date__range=(first, last))


@pghistory.track()
class SpecialDay(models.Model):
    """A day that departs from the week: a day off (`is_workday` false) or a make-up working day (true)."""

    class Source(models.TextChoices):
        LIBRARY = "library", "节假日库"
        CLERK = "clerk", "人工录入"

    date = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班", default=False, help_text="勾选表示调休上班，不勾选表示放假。")
    name = models.CharField("名称", max_length=60)
    source = models.CharField("来源", max_length=10, choices=Source.choices, default=Source.CLERK)

    objects = SpecialDayQuerySet.as_manager()

    class Meta:
        verbose_name = "放假与调休日"
        verbose_name_plural = "放假与调休日"
        ordering = ("date",)

    def __str__(self) -> str:
        return f"{self.date.isoformat()} {self.name}"
