"""Mandates of deputies and seats of the standing committee, each with its dates."""

from datetime import date
from typing import Final

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, Exists, F, Func, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from congress.models import Organ, User, date_span, in_force_on

from .area import of_area
from .constituency import Constituency
from .person import Person
from .suspension import Suspension
from .term import Term

#: absences without leave that end a mandate (DL25 art 62)
ABSENCES_THAT_END: Final = 2


def _days(first: Func, last: Func) -> Func:
    """Days from one date to another, both included."""
    return Func(last, first, template="(%(expressions)s) + 1", arg_joiner=" - ", output_field=IntegerField())


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates as a clerk would name them."""

    def in_office(self, *, on: date) -> "MandateQuerySet":
        """Held on that day."""
        return self.filter(in_force_on(on))

    def active(self, *, on: date) -> "MandateQuerySet":
        """Held on that day and not suspended: who can be expected to act as a deputy on it (DL25 art 61)."""
        suspended = Suspension.objects.in_force(on=on).filter(mandate=OuterRef("pk"))
        return self.in_office(on=on).filter(~Exists(suspended))

    def held_between(self, first: date, last: date) -> "MandateQuerySet":
        """Held on some day of a span, both ends included: nobody who left before it or came after it."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first), starts_on__lte=last)

    def with_days_of_service(self, first: date, last: date) -> "MandateQuerySet":
        """Each with `days_of_service`: days of a span on which it was held and not suspended.

        The denominator of every statistic over a span: who came by by-election in June owes half a year.
        """
        from_day, to_day = Value(first, models.DateField()), Value(last, models.DateField())
        held = _days(Greatest(F("starts_on"), from_day), Least(Coalesce(F("ends_on"), to_day), to_day))
        rows = Suspension.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=first), mandate=OuterRef("pk"), starts_on__lte=last
        )
        lost = (
            rows.order_by()
            .values("mandate")
            .annotate(
                days=Sum(
                    _days(
                        Greatest(F("starts_on"), from_day, F("mandate__starts_on")),
                        Least(Coalesce(F("ends_on"), to_day), to_day, Coalesce(F("mandate__ends_on"), to_day)),
                    )
                )
            )
            .values("days")
        )
        spent = held - Coalesce(Subquery(lost, output_field=IntegerField()), 0)
        return self.held_between(first, last).annotate(days_of_service=spent)

    def serving_between(self, first: date, last: date) -> "MandateQuerySet":
        """Those with at least one day of service in a span: whom a rate over the span may count."""
        return self.with_days_of_service(first, last).filter(Q(days_of_service__gt=0))

    def with_unapproved_absences(self) -> "MandateQuerySet":
        """Each with `unapproved_absent_sessions`: sessions of the congress missed without leave."""
        missed = Count("absences", filter=Q(absences__is_approved=False), distinct=True)
        return self.annotate(unapproved_absent_sessions=missed)

    def due_to_end_by_absence(self, *, on: date) -> "MandateQuerySet":
        """In office although absent without leave from two sessions: the end is to be dealt with (DL25 art 62)."""
        missed = self.in_office(on=on).with_unapproved_absences()
        return missed.filter(Q(unapproved_absent_sessions__gte=ABSENCES_THAT_END))

    def ended_early(self) -> "MandateQuerySet":
        """Ended before the term did: to be reported and announced (DL25 art 63)."""
        return self.filter(ends_on__isnull=False).exclude(end_reason=Mandate.EndReason.EXPIRED)

    def visible_to(self, user: User) -> "MandateQuerySet":
        """All for those who keep the register, else those of the own area."""
        if user.has_perm("deputies.view_mandate"):
            return self.all()
        return self.filter(of_area(user, "delegation"))


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
    constituency = models.CharField(
        "选区或选举单位", max_length=80, blank=True, help_text="证书上的写法；选择了选区登记的，留空即取其名称。"
    )
    elected_in = models.ForeignKey(
        Constituency, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name="选区登记"
    )
    delegation = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name="代表团所在乡镇街道",
        help_text="乡镇级代表须选择所属的乡镇人大；街道不设人民代表大会，没有街道人大代表。",
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=20, choices=EndReason.choices, blank=True)
    end_reported_on = models.DateField(
        "资格终止报告日期",
        null=True,
        blank=True,
        help_text="代表资格审查委员会向常委会报告的日期（《代表法》第六十三条）。",
    )
    by_election = models.BooleanField("补选", default=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "代表资格"
        verbose_name_plural = "代表资格"
        ordering = ("person", "starts_on")
        permissions = (("keep_area", "办理本街道（乡镇）的代表工作"),)
        constraints = (
            models.CheckConstraint(
                name="mandate_end_reported_after_it_ended",
                condition=Q(end_reported_on__isnull=True) | Q(ends_on__isnull=False, end_reported_on__gte=F("ends_on")),
                violation_error_message="资格终止报告日期不能早于终止日期。",
            ),
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

    def clean(self) -> None:
        """A deputy of a township belongs to its congress: a street has none (地方组织法 art 61; handbook §6.1 no 9)."""
        body = self.delegation
        if self.level != self.Level.TOWNSHIP:
            return
        if body is not None and body.kind in (Organ.Kind.STREET_WORKING_COMMITTEE, Organ.Kind.STREET_OFFICE):
            why = f"{body}是街道，街道不设人民代表大会，没有街道人大代表；居民议事员请在“居民议事员”中登记。"
            raise ValidationError({"delegation": why})
        if body is None or body.kind != Organ.Kind.TOWNSHIP_CONGRESS:
            raise ValidationError({"delegation": "乡镇级代表须选择所属的乡镇人民代表大会。"})


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
