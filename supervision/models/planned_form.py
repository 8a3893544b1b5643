"""The forms of a topic: what is planned for which month, and the record that shows it was done."""

from datetime import date
from typing import Any, Final

import pghistory
from django.db import models
from django.db.models import F, Q

from meetings.models import Act, Meeting

from .inquiry import Inquiry
from .inspection import Oversight
from .plan import SupervisionPlan, Topic
from .report import SpecialReport
from .review import PerformanceReview

MONTHS: Final = 12


class PlannedFormQuerySet(models.QuerySet["PlannedForm"]):
    """Planned forms, and whether there is a fact behind them."""

    def with_facts(self) -> "PlannedFormQuerySet":
        """With the records that may have fulfilled them, in one query."""
        return self.select_related(
            "report__item__meeting__term",
            "report__society_duty",
            "oversight__society_duty",
            "inquiry__sitting",
            "inquiry__society_duty",
            "act__society_duty",
            "review__person",
            "review__organ",
            "review__society_duty",
            "meeting__term",
            "meeting__session__term",
            "meeting__society_duty",
        )

    def fulfilled(self) -> "PlannedFormQuerySet":
        """There is a fact: the record behind it took place, or somebody noted the day."""
        return self.filter(_fact())

    def unfulfilled(self) -> "PlannedFormQuerySet":
        """There is none yet."""
        return self.exclude(pk__in=self.model._default_manager.filter(_fact()).values("pk"))

    def passed(self, *, on: date) -> "PlannedFormQuerySet":
        """Its last month is over."""
        return self.filter(Q(topic__plan__year__lt=on.year) | Q(topic__plan__year=on.year, month_to__lt=on.month))


def _fact() -> Q:
    return (
        Q(fulfilled_on__isnull=False)
        | Q(report__status__in=SpecialReport.HEARD)
        | (Q(oversight__isnull=False) & ~Q(oversight__status__in=Oversight.BEFORE))
        | Q(inquiry__status__in=Inquiry.OVER)
        | Q(review__heard_on__isnull=False)
        | Q(act__isnull=False)
        | Q(meeting__status__in=Meeting.HELD)
    )


def _one_key(keys: tuple[str, ...]) -> Q:
    """At most one of the keys is set."""
    condition = Q(**{f"{key}__isnull": True for key in keys})
    for each in keys:
        condition |= Q(**{f"{key}__isnull": key != each for key in keys})
    return condition


def _keys_fit() -> Q:
    """A record fulfils only forms of its own kind."""
    condition = Q()
    for key, kinds in FITTING.items():
        condition &= Q(**{f"{key}__isnull": True}) | Q(kind__in=kinds)
    return condition


#: key -> the kinds of form that such a record fulfils
FITTING: Final[dict[str, tuple[str, ...]]] = {
    "report": ("report", "follow_up", "review"),
    "review": ("review",),
    "oversight": ("inspection", "visit", "research", "follow_up", "activity"),
    "inquiry": ("inquiry",),
    "act": ("decision", "system"),
    "meeting": ("meeting", "activity", "training", "follow_up", "review", "other"),
}


@pghistory.track()
class PlannedForm(models.Model):
    """监督形式: one form of a topic and its months. Plan against fact is derived from the record it points to."""

    class Kind(models.TextChoices):
        REPORT = "report", "听取审议报告"
        INSPECTION = "inspection", "执法检查"
        VISIT = "visit", "视察"
        RESEARCH = "research", "专题调研"
        INQUIRY = "inquiry", "专题询问"
        REVIEW = "review", "履职评议"
        FOLLOW_UP = "follow_up", "跟踪监督"
        DECISION = "decision", "作出决议决定"
        SYSTEM = "system", "建章立制"
        MEETING = "meeting", "会议座谈"
        ACTIVITY = "activity", "主题活动"
        TRAINING = "training", "学习培训"
        OTHER = "other", "其他工作"

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="forms", verbose_name="议题")
    kind = models.CharField("形式", max_length=12, choices=Kind.choices)
    month_from = models.PositiveSmallIntegerField("起始月份")
    month_to = models.PositiveSmallIntegerField("截止月份")
    note = models.CharField("说明", max_length=120, blank=True)
    report = models.ForeignKey(
        SpecialReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="planned_forms",
        verbose_name="专项工作报告",
    )
    oversight = models.ForeignKey(
        Oversight,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="planned_forms",
        verbose_name="检查、视察、调研",
    )
    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.PROTECT, null=True, blank=True, related_name="planned_forms", verbose_name="专题询问"
    )
    review = models.ForeignKey(
        PerformanceReview,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="planned_forms",
        verbose_name="履职评议",
    )
    act = models.ForeignKey(
        Act, on_delete=models.PROTECT, null=True, blank=True, related_name="planned_forms", verbose_name="决议决定"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="planned_forms", verbose_name="会议"
    )
    fulfilled_on = models.DateField(
        "完成日期", null=True, blank=True, help_text="门户中没有相应记录的工作（如主题活动），在此登记完成日期。"
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = PlannedFormQuerySet.as_manager()

    class Meta:
        verbose_name = "监督形式"
        verbose_name_plural = "监督形式"
        ordering = ("topic", "month_from", "id")
        constraints = (
            models.CheckConstraint(
                name="plannedform_months",
                condition=Q(month_from__gte=1, month_from__lte=MONTHS, month_to__lte=MONTHS)
                & Q(month_to__gte=F("month_from")),
                violation_error_message="月份须在1至12之间，截止月份不能早于起始月份。",
            ),
            models.CheckConstraint(
                name="plannedform_one_fact",
                condition=_one_key(tuple(FITTING)),
                violation_error_message="一个监督形式只能对应一件记录。",
            ),
            models.CheckConstraint(
                name="plannedform_fact_fits",
                condition=_keys_fit(),
                violation_error_message="所选记录与监督形式不符，例如“视察”不能对应一件专项工作报告。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.months}{self.get_kind_display()}"

    @property
    def months(self) -> str:
        """6月, 6至8月, 全年."""
        if (self.month_from, self.month_to) == (1, MONTHS):
            return "全年"
        if self.month_from == self.month_to:
            return f"{self.month_from}月"
        return f"{self.month_from}至{self.month_to}月"

    @property
    def fact(self) -> Any:
        """The record that it points to, or None."""
        return self.report or self.oversight or self.inquiry or self.review or self.act or self.meeting

    @property
    def fact_on(self) -> date | None:
        """The day on which it was done; None while there is no fact, also where the record is only planned itself."""
        found: date | None = None
        if self.report is not None and self.report.status in SpecialReport.HEARD:
            found = self.report.item.meeting.starts_on
        elif self.meeting is not None and self.meeting.status in Meeting.HELD:
            found = self.meeting.starts_on
        elif self.oversight is not None and self.oversight.status not in Oversight.BEFORE:
            found = self.oversight.starts_on
        elif self.inquiry is not None:
            sitting = self.inquiry.sitting if self.inquiry.status in Inquiry.OVER else None
            found = sitting.starts_on if sitting else None
        elif self.fact is None or self.act is not None or self.review is not None:
            found = self._plain_day()
        return found

    def _plain_day(self) -> date | None:
        """The day of an act or a review, or the one that was entered."""
        if self.act is not None:
            return self.act.adopted_on
        return self.review.heard_on if self.review is not None else self.fulfilled_on

    def is_late(self, *, on: date) -> bool:
        """Its months are over, its topic still stands, and there is no fact; a draft binds nobody."""
        plan = self.topic.plan
        is_over = plan.year < on.year or (plan.year == on.year and self.month_to < on.month)
        return (
            plan.status in SupervisionPlan.ADOPTED_ONCE
            and is_over
            and self.topic.status == Topic.Status.PLANNED
            and self.fact_on is None
        )

    @property
    def plan(self) -> SupervisionPlan:
        """The plan of its topic."""
        return self.topic.plan
