"""Mandates of deputies and seats of the standing committee, each with its dates."""

from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When

from congress.models import Organ, date_span, in_force_on

from .person import Person
from .term import Term


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates as a clerk would name them."""

    def in_office(self, *, on: date) -> "MandateQuerySet":
        """Held on that day."""
        return self.filter(in_force_on(on))


@pghistory.track()
class Mandate(models.Model):
    """代表资格: one person's mandate at one of five levels (handbook §1.1 五级代表)."""

    class Level(models.TextChoices):
        NATIONAL = "national", "全国"
        PROVINCE = "province", "省级"
        CITY = "city", "市级"
        DISTRICT = "district", "区级"
        TOWNSHIP = "township", "乡镇级"

    class EndReason(models.TextChoices):
        EXPIRED = "expired", "任期届满"
        MOVED = "moved", "迁出或调离"
        RESIGNED = "resigned", "辞职被接受"
        ABSENT = "absent", "未经批准两次不出席会议"
        RECALLED = "recalled", "被罢免"
        NATIONALITY = "nationality", "丧失中国国籍"
        DEPRIVED = "deprived", "被剥夺政治权利"
        INCAPACITY = "incapacity", "丧失行为能力"
        DEATH = "death", "去世"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates", verbose_name="人员")
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name="届"
    )
    level = models.CharField("级别", max_length=10, choices=Level.choices)
    constituency = models.CharField("选区或选举单位", max_length=80, blank=True)
    delegation = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代表团所在乡镇街道"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=20, choices=EndReason.choices, blank=True)
    by_election = models.BooleanField("补选", default=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "代表资格"
        verbose_name_plural = "代表资格"
        ordering = ("person", "starts_on")
        constraints = (
            models.CheckConstraint(
                name="mandate_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="终止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="mandate_end_has_a_reason",
                condition=Q(ends_on__isnull=True) | ~Q(end_reason=""),
                violation_error_message="填写终止日期时须选择终止原因。",
            ),
            ExclusionConstraint(
                name="mandate_one_per_level",
                expressions=(
                    (F("person"), RangeOperators.EQUAL),
                    (F("level"), RangeOperators.EQUAL),
                    (date_span(), RangeOperators.OVERLAPS),
                ),
                violation_error_message="同一人同一级别的代表资格日期不能重叠。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}（{self.get_level_display()}代表）"


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats as a clerk would name them."""

    def in_office(self, *, on: date) -> "SeatQuerySet":
        """Members of the standing committee on that day: the denominator of every vote (handbook §1.1)."""
        return self.filter(in_force_on(on))

    def chairpersons(self) -> "SeatQuerySet":
        """Members of the chairpersons' meeting: chair and vice-chairs (地方组织法 art 54)."""
        return self.filter(role__in=(Seat.Role.CHAIR, Seat.Role.VICE_CHAIR))

    def by_rank(self) -> "SeatQuerySet":
        """Chair, vice-chairs by rank, then members by strokes of the name."""
        rank = Case(
            When(role=Seat.Role.CHAIR, then=Value(0)),
            When(role=Seat.Role.VICE_CHAIR, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return self.order_by(rank, "rank", "person__stroke_key", "person__name")


@pghistory.track()
class Seat(models.Model):
    """常委会组成人员: a person's seat on the standing committee from one day to another."""

    class Role(models.TextChoices):
        CHAIR = "chair", "主任"
        VICE_CHAIR = "vice_chair", "副主任"
        MEMBER = "member", "委员"

    class Origin(models.TextChoices):
        ELECTED = "elected", "换届选举"
        BY_ELECTION = "by_election", "补选"

    class EndReason(models.TextChoices):
        EXPIRED = "expired", "任期届满"
        RESIGNED = "resigned", "辞职被接受"
        NEW_OFFICE = "new_office", "改任其他职务"
        INCOMPATIBLE = "incompatible", "担任不得兼任的职务"
        REMOVED = "removed", "被罢免"
        MANDATE_ENDED = "mandate_ended", "代表资格终止"
        DEATH = "death", "去世"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats", verbose_name="人员")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="seats", verbose_name="届")
    role = models.CharField("职务", max_length=12, choices=Role.choices, default=Role.MEMBER)
    rank = models.PositiveSmallIntegerField("排序", default=100)
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("离任日期", null=True, blank=True)
    origin = models.CharField("产生方式", max_length=12, choices=Origin.choices, default=Origin.ELECTED)
    end_reason = models.CharField("离任原因", max_length=16, choices=EndReason.choices, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "常委会组成人员"
        verbose_name_plural = "常委会组成人员"
        ordering = ("term", "rank", "person")
        constraints = (
            models.CheckConstraint(
                name="seat_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="离任日期不能早于任职日期。",
            ),
            ExclusionConstraint(
                name="seat_one_at_a_time",
                expressions=((F("person"), RangeOperators.EQUAL), (date_span(), RangeOperators.OVERLAPS)),
                violation_error_message="同一人在同一天只能担任一个常委会职务。",
            ),
            ExclusionConstraint(
                name="seat_one_chair",
                expressions=((F("role"), RangeOperators.EQUAL), (date_span(), RangeOperators.OVERLAPS)),
                condition=Q(role="chair"),
                violation_error_message="同一天只能有一位主任。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}（{self.get_role_display()}）"
