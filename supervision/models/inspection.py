"""Law-enforcement inspections, visits and research: oversight on the spot."""

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import Organ
from congress.publishing import Publishable, PublishableQuerySet


class LegalInstrument(models.Model):
    """A law, regulation or decision that an inspection looks at; 一法两条例 and the like are counted from the kinds."""

    class Kind(models.TextChoices):
        LAW = "law", "法律"
        ADMIN_REGULATION = "admin_regulation", "行政法规"
        LOCAL_REGULATION = "local_regulation", "地方性法规"
        DECISION = "decision", "决定"

    title = models.CharField("名称", max_length=160, unique=True)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    is_illustrative = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = "法律法规"
        verbose_name_plural = "法律法规"
        ordering = ("title",)

    def __str__(self) -> str:
        return f"《{self.title}》"


class OversightQuerySet(PublishableQuerySet["Oversight"]):
    """Oversight activities as a clerk would name them."""

    def in_year(self, year: int) -> "OversightQuerySet":
        """By the day they began."""
        return self.filter(starts_on__year=year)


@pghistory.track()
class Oversight(Publishable):
    """执法检查、视察、调研: one outing with one or several subjects (handbook §6.2: activity and subjects apart)."""

    class Kind(models.TextChoices):
        INSPECTION = "inspection", "执法检查"
        VISIT = "visit", "视察"
        RESEARCH = "research", "调研"

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    title = models.CharField("名称", max_length=160)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="oversights", verbose_name="被监督机关"
    )
    instruments = models.ManyToManyField(
        LegalInstrument, blank=True, related_name="inspections", verbose_name="检查的法律法规"
    )
    is_first = models.BooleanField("首次", default=False)
    five_levels = models.BooleanField("五级代表参加", default=False)
    series_year = models.PositiveSmallIntegerField("连续第几年", null=True, blank=True)
    findings = models.TextField("情况", blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True)

    objects = OversightQuerySet.as_manager()

    class Meta:
        verbose_name = "执法检查与视察"
        verbose_name_plural = "执法检查与视察"
        ordering = ("-starts_on", "-id")
        indexes = (models.Index(name="oversight_by_day", fields=("-starts_on", "-id")),)
        constraints = (
            models.CheckConstraint(
                name="oversight_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.UniqueConstraint(
                name="oversight_once",
                fields=("kind", "title", "starts_on"),
                violation_error_message="同一天已有同名的活动。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/supervision/oversight/{self.pk}/"


class OversightSubject(models.Model):
    """One subject of an outing."""

    oversight = models.ForeignKey(Oversight, on_delete=models.CASCADE, related_name="subjects", verbose_name="活动")
    title = models.CharField("内容", max_length=120)

    class Meta:
        verbose_name = "内容"
        verbose_name_plural = "内容"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title
