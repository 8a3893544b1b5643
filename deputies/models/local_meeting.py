"""Meetings of streets and townships, and residents' councillors: kept apart from the congress and its deputies."""

from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from congress.models import Obligation, Organ, User, date_span, in_force_on
from congress.workflow import Stateful

from .area import AREA_KINDS, of_area


class LocalMeetingQuerySet(models.QuerySet["LocalMeeting"]):
    """Local meetings as a clerk would name them."""

    def held(self) -> "LocalMeetingQuerySet":
        """Those that took place."""
        return self.filter(status=LocalMeeting.Status.HELD)

    def held_in(self, first: date, last: date) -> "LocalMeetingQuerySet":
        """Those that took place between two days, both included."""
        return self.held().filter(held_on__range=(first, last))

    def visible_to(self, user: User) -> "LocalMeetingQuerySet":
        """All for those who keep the register, else those of the own area."""
        if user.has_perm("deputies.view_localmeeting"):
            return self.all()
        return self.filter(of_area(user, "organ"))


@pghistory.track()
class LocalMeeting(Stateful):
    """街道工委、乡镇人大会议: a meeting of a street's working committee, its residents' body, a township's presidium or
    congress (ZJ-STREET19 arts 14, 17; ZJ-TOWN16 arts 16, 24).
    """

    class Kind(models.TextChoices):
        STREET_COMMITTEE = "street_committee", "街道人大工委会议"
        RESIDENTS = "residents", "街道居民议事会议"
        PRESIDIUM = "presidium", "乡镇人大主席团会议"
        TOWNSHIP_CONGRESS = "township_congress", "乡镇人民代表大会会议"
        WORK = "work", "乡镇人大工作例会"

    class Status(models.TextChoices):
        PLANNED = "planned", "拟召开"
        HELD = "held", "已召开"
        CANCELLED = "cancelled", "已取消"

    #: meetings of a street; the others are a township's
    OF_STREETS = (Kind.STREET_COMMITTEE, Kind.RESIDENTS)

    kind = models.CharField("会议", max_length=20, choices=Kind.choices)
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="local_meetings",
        verbose_name="街道工委或乡镇人大",
        limit_choices_to={"kind__in": AREA_KINDS},
    )
    title = models.CharField("议题", max_length=200)
    held_on = models.DateField("日期")
    attendees = models.PositiveIntegerField("到会人数", null=True, blank=True)
    note = models.TextField("会议情况", blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PLANNED, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = LocalMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "街道乡镇会议"
        verbose_name_plural = "街道乡镇会议"
        ordering = ("-held_on", "-id")
        constraints = (
            models.UniqueConstraint(
                name="localmeeting_once_a_day",
                fields=("organ", "kind", "held_on"),
                condition=~Q(status="cancelled"),
                violation_error_message="该机关当日的同类会议已经登记。",
            ),
        )
        indexes = (models.Index(name="localmeeting_by_day", fields=("organ", "kind", "-held_on")),)

    def __str__(self) -> str:
        return (
            f"{self.organ}{self.get_kind_display()}（{self.held_on.year}年{self.held_on.month}月{self.held_on.day}日）"
        )

    def hold(self, **changes: object) -> None:
        """It took place."""
        self.move(self.Status.HELD, allowed=[self.Status.PLANNED], **changes)

    def cancel(self) -> None:
        """It does not take place."""
        self.move(self.Status.CANCELLED, allowed=[self.Status.PLANNED])


@pghistory.track()
class LocalDuty(models.Model):
    """街道乡镇会议期限: that a body meets within a span; opened for the current year only, ended by a meeting held."""

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="local_duties", verbose_name="机关")
    rule_code = models.CharField("规则", max_length=20)
    period_starts_on = models.DateField("自")
    period_ends_on = models.DateField("至")
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="local_duty", verbose_name="期限"
    )
    meeting = models.ForeignKey(
        LocalMeeting, on_delete=models.PROTECT, null=True, blank=True, related_name="fulfils", verbose_name="会议"
    )

    class Meta:
        verbose_name = "街道乡镇会议期限"
        verbose_name_plural = "街道乡镇会议期限"
        ordering = ("-period_ends_on", "organ", "rule_code")
        constraints = (
            models.UniqueConstraint(
                name="localduty_once_a_period",
                fields=("organ", "rule_code", "period_starts_on"),
                violation_error_message="这一期限已经登记。",
            ),
        )

    def __str__(self) -> str:
        return self.obligation.title


class CouncillorQuerySet(models.QuerySet["Councillor"]):
    """Councillors as a clerk would name them."""

    def in_force(self, *, on: date) -> "CouncillorQuerySet":
        """Serving on that day."""
        return self.filter(in_force_on(on))

    def visible_to(self, user: User) -> "CouncillorQuerySet":
        """All for those who keep the register, else those of the own area."""
        if user.has_perm("deputies.view_councillor"):
            return self.all()
        return self.filter(of_area(user, "organ"))


@pghistory.track()
class Councillor(models.Model):
    """居民议事员: nominated, not elected, and no deputy; recommends and does not decide (ZJ-STREET19 arts 16-19)."""

    class Origin(models.TextChoices):
        DEPUTY = "deputy", "人大代表"
        CPPCC = "cppcc", "政协委员"
        RESIDENT = "resident", "居民代表"
        UNIT = "unit", "驻地单位代表"

    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="councillors",
        verbose_name="街道人大工委",
        limit_choices_to={"kind": Organ.Kind.STREET_WORKING_COMMITTEE},
    )
    name = models.CharField("姓名", max_length=40)
    origin = models.CharField("来自", max_length=10, choices=Origin.choices)
    community = models.CharField("社区或单位", max_length=60, blank=True)
    starts_on = models.DateField("推荐日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    is_illustrative = models.BooleanField("示例人物", default=False)

    objects = CouncillorQuerySet.as_manager()

    class Meta:
        verbose_name = "居民议事员"
        verbose_name_plural = "居民议事员"
        ordering = ("organ", "name", "starts_on")
        constraints = (
            models.CheckConstraint(
                name="councillor_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于推荐日期。",
            ),
            ExclusionConstraint(
                name="councillor_once_at_a_time",
                expressions=(
                    (F("organ"), RangeOperators.EQUAL),
                    (F("name"), RangeOperators.EQUAL),
                    (F("community"), RangeOperators.EQUAL),
                    (date_span(), RangeOperators.OVERLAPS),
                ),
                violation_error_message="该街道在这段时间已有同一社区（单位）同名的议事员。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.organ}居民议事员）"


class StreetPilotQuerySet(models.QuerySet["StreetPilot"]):
    """Pilots as a clerk would name them."""

    def in_force(self, *, on: date) -> "StreetPilotQuerySet":
        """Running on that day."""
        return self.filter(in_force_on(on))


@pghistory.track()
class StreetPilot(models.Model):
    """街道人大工作试点: a street that tries out what the province then makes a rule (2018: 居民议事制度)."""

    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="pilots",
        verbose_name="街道人大工委",
        limit_choices_to={"kind": Organ.Kind.STREET_WORKING_COMMITTEE},
    )
    title = models.CharField("试点内容", max_length=80)
    level = models.CharField("试点级别", max_length=10, default="省级")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = StreetPilotQuerySet.as_manager()

    class Meta:
        verbose_name = "街道人大工作试点"
        verbose_name_plural = "街道人大工作试点"
        ordering = ("-starts_on", "organ")
        constraints = (
            models.UniqueConstraint(
                name="streetpilot_once", fields=("organ", "title"), violation_error_message="该街道的这项试点已经登记。"
            ),
            models.CheckConstraint(
                name="streetpilot_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organ}：{self.title}"
