"""Organs: bodies that meet, report, handle and are written to, with the names they bore."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce, Greatest


class DateSpan(Func):
    """daterange(starts_on, ends_on, '[]'): both days belong to the span, an open end is unbounded."""

    function = "daterange"
    output_field = DateRangeField()


def date_span(start: str = "starts_on", end: str = "ends_on") -> DateSpan:
    """The inclusive span between two date columns.

    Reversed dates give the span of the first day alone: PostgreSQL would refuse the range with an error of its own
    before the check constraint could say in words what is wrong. Functions only, because validation puts a new row's
    values in their arguments and not in the right side of a comparison.
    """
    forever = Func(template="'infinity'::date", output_field=models.DateField())
    last = Greatest(F(start), Coalesce(F(end), forever))
    return DateSpan(F(start), last, RangeBoundary(inclusive_lower=True, inclusive_upper=True))


def in_force_on(day: date) -> Q:
    """Rows whose `starts_on`/`ends_on` hold on `day`; both ends belong to the span."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class OrganQuerySet(models.QuerySet["Organ"]):
    """Bodies as a clerk would name them."""

    def units(self) -> "OrganQuerySet":
        """承办单位 of today: to whom matters of deputies and voters are handed over, by rank."""
        return self.filter(kind__in=Organ.UNIT_KINDS, ends_on__isnull=True).order_by("rank", "code")


class Organ(models.Model):
    """A body of the district: the congress and its parts, the government and its departments, court and procuratorate.

    Names change (2019: 法制内务司法工委 → 监察和司法工委); `names` keeps them and `name_on` gives the one to print.
    A street and a township are different kinds of place and never merged (handbook §0.3).
    """

    class Kind(models.TextChoices):
        CONGRESS = "congress", "人民代表大会"
        STANDING_COMMITTEE = "standing_committee", "人大常委会"
        CHAIR_MEETING = "chair_meeting", "主任会议"
        OFFICE = "office", "人大办公室及科室"
        WORKING_COMMITTEE = "working_committee", "工作委员会"
        CREDENTIALS_COMMITTEE = "credentials_committee", "代表资格审查委员会"
        GOVERNMENT = "government", "人民政府"
        GOVERNMENT_DEPARTMENT = "government_department", "政府部门"
        SUPERVISORY_COMMISSION = "supervisory_commission", "监察委员会"
        COURT = "court", "人民法院"
        PROCURATORATE = "procuratorate", "人民检察院"
        STREET_OFFICE = "street_office", "街道办事处"
        TOWNSHIP_GOVERNMENT = "township_government", "乡镇人民政府"
        STREET_WORKING_COMMITTEE = "street_working_committee", "人大街道工作委员会"
        TOWNSHIP_CONGRESS = "township_congress", "乡镇人民代表大会"
        PARTY_GROUP = "party_group", "党组"
        OTHER = "other", "其他"

    #: 一府一委两院: organs that report to the standing committee (handbook §0.3)
    REPORTING_KINDS = (Kind.GOVERNMENT, Kind.SUPERVISORY_COMMISSION, Kind.COURT, Kind.PROCURATORATE)

    #: 承办单位: bodies that deal with what deputies and voters bring
    UNIT_KINDS = (
        Kind.GOVERNMENT,
        Kind.GOVERNMENT_DEPARTMENT,
        Kind.STREET_OFFICE,
        Kind.TOWNSHIP_GOVERNMENT,
        Kind.COURT,
        Kind.PROCURATORATE,
        Kind.SUPERVISORY_COMMISSION,
        Kind.OTHER,
    )

    code = models.SlugField("代码", max_length=40, unique=True, help_text="导入和文号使用的英文代码，不对外显示。")
    kind = models.CharField("类别", max_length=30, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机关"
    )
    name = models.CharField("现用名称", max_length=80)
    short_name = models.CharField("现用简称", max_length=40, blank=True)
    starts_on = models.DateField("设立日期", null=True, blank=True)
    ends_on = models.DateField("撤销日期", null=True, blank=True)
    rank = models.PositiveSmallIntegerField("排序", default=100)

    objects = OrganQuerySet.as_manager()

    class Meta:
        verbose_name = "机关"
        verbose_name_plural = "机关"
        ordering = ("rank", "code")
        constraints = (
            models.CheckConstraint(
                name="organ_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="撤销日期不能早于设立日期。",
            ),
            models.CheckConstraint(
                name="organ_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="上级机关不能是机关自己。",
            ),
        )

    def __str__(self) -> str:
        return self.short_name or self.name

    def name_on(self, day: date) -> str:
        """The full name valid on `day`: what a paper of that day prints; today's name where no history covers it."""
        for former in self.names.all():
            if former.starts_on <= day and (former.ends_on is None or day <= former.ends_on):
                return former.name
        return self.name


class OrganName(models.Model):
    """A name an organ bore from one day to another, both included."""

    organ = models.ForeignKey(Organ, on_delete=models.CASCADE, related_name="names", verbose_name="机关")
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=40, blank=True)
    starts_on = models.DateField("启用日期")
    ends_on = models.DateField("停用日期", null=True, blank=True)
    reason = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = "机关名称沿革"
        verbose_name_plural = "机关名称沿革"
        ordering = ("organ", "starts_on")
        constraints = (
            models.CheckConstraint(
                name="organ_name_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="停用日期不能早于启用日期。",
            ),
            ExclusionConstraint(
                name="organ_one_name_a_day",
                expressions=((F("organ"), RangeOperators.EQUAL), (date_span(), RangeOperators.OVERLAPS)),
                violation_error_message="同一机关在同一天只能有一个名称，请检查启用、停用日期。",
            ),
        )

    def __str__(self) -> str:
        return self.name
