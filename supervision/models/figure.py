"""Figures that no record of the portal can be counted for: typed in, with where they come from and who stands for them.

Source: handbook §1.9 (units, 余 and 多), §2(n) (no figure without source, person and date), §6.1 nos 11, 12, 17.
"""

from decimal import Decimal
from typing import Final

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from congress.models import date_span

#: from here on 余 tells of more, below it 多
HUNDRED: Final = 100


class Unit(models.TextChoices):
    """The counting word that belongs to a figure."""

    TIMES = "次", "次"
    PIECES = "件", "件"
    ITEMS = "项", "项"
    SINGLE = "个", "个"
    LINES = "条", "条"
    COPIES = "份", "份"
    PERSONS = "人", "人"
    PERSONS_FORMAL = "名", "名"
    PERSON_TIMES = "人次", "人次"
    ENTERPRISES = "家", "家"
    HOUSEHOLDS = "户", "户"
    BUILDINGS = "幢", "幢"
    BATCHES = "批次", "批次"
    HOURS = "学时", "学时"


class Sourced(models.Model):
    """A record of the committee's own work: where it is told, and which of its fields are examples."""

    source = models.CharField("出处", max_length=200, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    class Meta:
        abstract = True


class Entered(models.Model):
    """A number typed in: its day, its source, and the person who answers for it."""

    as_of = models.DateField("截至", help_text="数字所指的日期，按此计入年度；只知道年度的，填写统计期的最后一日。")
    source = models.CharField("来源", max_length=200, help_text="文件、报表、来函或者系统的名称。")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name="填报人"
    )
    entered_on = models.DateField("填报日期", editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def entered_constraints(prefix: str) -> tuple[models.CheckConstraint, ...]:
        """Rules of every number that is typed in."""
        return (
            models.CheckConstraint(
                name=f"{prefix}_has_a_source",
                condition=~Q(source=""),
                violation_error_message="手工填报的数字须写明来源。",
            ),
        )


class Figure(Entered):
    """A number with its counting word; a least value is one that the source tells with 余 or 多."""

    number = models.PositiveIntegerField("数目")
    unit = models.CharField("单位", max_length=4, choices=Unit.choices)
    is_minimum = models.BooleanField(
        "余、多", default=False, help_text="来源写“余”“多”的，勾选；数目填写已知的最小值。"
    )

    class Meta:
        abstract = True

    @property
    def text(self) -> str:
        """6200余条, 30多个: 余 behind what is counted in hundreds, 多 behind less."""
        return number_text(self.number, self.unit, is_minimum=self.is_minimum)


def number_text(number: int | Decimal, unit: str, *, is_minimum: bool = False) -> str:
    """A figure as people write it."""
    least = ("余" if number >= HUNDRED else "多") if is_minimum else ""
    return f"{Decimal(number):f}{least}{unit}"


@pghistory.track()
class CountedTotal(Figure):
    """总数: what happened in a period and is known as a total only.

    What is recorded singly is not in it: figures add both. Records of patrols on a platform are `ImportBatch`.
    """

    class Kind(models.TextChoices):
        RESEARCH_REPORT = "research_report", "调研报告"
        PROBLEM_SOLVED = "problem_solved", "解决问题"
        SEMINAR = "seminar", "集中研讨"
        TRAINING = "training", "干部培训"

    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    subject = models.CharField("内容", max_length=120, help_text="例：主题教育。")
    starts_on = models.DateField("起始")
    platform = models.CharField("来源系统", max_length=60, blank=True, help_text="由其他系统导入的，写明系统名称。")

    class Meta:
        verbose_name = "总数登记"
        verbose_name_plural = "总数登记"
        ordering = ("-as_of", "kind", "id")
        constraints = (
            *Entered.entered_constraints("counted_total"),
            models.CheckConstraint(
                name="counted_total_dates_in_order",
                condition=Q(as_of__gte=F("starts_on")),
                violation_error_message="截至日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                name="counted_total_in_its_unit",
                condition=Q(kind__in=("research_report", "problem_solved"), unit="个")
                | Q(kind="seminar", unit="次")
                | Q(kind="training", unit="人次"),
                violation_error_message="单位与类别不符：集中研讨用“次”，干部培训用“人次”，其余用“个”。",
            ),
            ExclusionConstraint(
                name="counted_total_once_a_period",
                expressions=(
                    (F("kind"), RangeOperators.EQUAL),
                    (F("subject"), RangeOperators.EQUAL),
                    (date_span("starts_on", "as_of"), RangeOperators.OVERLAPS),
                ),
                violation_error_message="同一内容在这段时间已有总数，不能重复登记。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject}：{self.get_kind_display()}{self.text}"
