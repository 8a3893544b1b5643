"""Terms of the congress and its yearly sessions."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from congress.models import date_span, in_force_on
from congress.official.numerals import ordinal, term_and_number


class TermQuerySet(models.QuerySet["Term"]):
    """Terms as a clerk would name them."""

    def on(self, day: date) -> "TermQuerySet":
        """The term that `day` falls into."""
        return self.filter(in_force_on(day))


class Term(models.Model):
    """届: a congress elected for five years (地方组织法 art 11 [T]); all running numbers count within it."""

    number = models.PositiveSmallIntegerField("届", unique=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    deputy_quota = models.PositiveSmallIntegerField(
        "代表名额",
        null=True,
        blank=True,
        help_text="省里核定的本届区人大代表名额，届内不变（选举实施细则第十五至十七条）。",
    )
    committee_quota = models.PositiveSmallIntegerField(
        "常委会组成人员名额",
        null=True,
        blank=True,
        help_text="本届常委会组成人员名额，15至35名（地方组织法第四十七条）。",
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "届"
        verbose_name_plural = "届"
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(
                name="term_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            ExclusionConstraint(
                name="term_do_not_overlap",
                expressions=((date_span(), RangeOperators.OVERLAPS),),
                violation_error_message="两届的任期不能重叠。",
            ),
        )

    def __str__(self) -> str:
        return ordinal(self.number, "届")


class CongressSession(models.Model):
    """人民代表大会会议: the congress meeting of a term, at least once a year (地方组织法 art 14)."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="sessions", verbose_name="届")
    number = models.PositiveSmallIntegerField("次")
    starts_on = models.DateField("开幕日期", null=True, blank=True)
    ends_on = models.DateField("闭幕日期", null=True, blank=True)
    motion_cutoff_at = models.DateTimeField("议案截止时间", null=True, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True)

    class Meta:
        verbose_name = "人民代表大会会议"
        verbose_name_plural = "人民代表大会会议"
        ordering = ("-term__number", "-number")
        constraints = (
            models.UniqueConstraint(
                name="session_number_in_term",
                fields=("term", "number"),
                violation_error_message="本届已有同一次会议。",
            ),
            models.CheckConstraint(
                name="session_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="闭幕日期不能早于开幕日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{term_and_number(self.term.number, self.number)}会议"
