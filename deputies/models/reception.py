"""Receptions at stations: planned and announced, held or missed, recorded; scheduled and attended are told apart."""

from datetime import date, datetime, time

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from congress.models import Obligation, Photo, User
from congress.workflow import Stateful

from .mandate import Mandate
from .person import Person
from .station import Station


class MomentSpan(Func):
    """tstzrange(starts, ends): the end is free for the next reception; reversed ones hold nothing."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class ReceptionSlotQuerySet(models.QuerySet["ReceptionSlot"]):
    """Receptions as a clerk would name them."""

    def published(self) -> "ReceptionSlotQuerySet":
        """On the public timetable: announced, whatever came of it; a draft is not."""
        return self.exclude(published_on__isnull=True)

    def upcoming(self, *, on: date) -> "ReceptionSlotQuerySet":
        """Announced and still to come."""
        return self.filter(status=ReceptionSlot.Status.PUBLISHED, held_on__gte=on)

    def unrecorded(self, *, before: date) -> "ReceptionSlotQuerySet":
        """Announced, over, and nothing was recorded."""
        return self.filter(status=ReceptionSlot.Status.PUBLISHED, held_on__lt=before)

    def took_place(self) -> "ReceptionSlotQuerySet":
        """Held, whether the record is complete or not."""
        return self.filter(status__in=ReceptionSlot.TOOK_PLACE)

    def visible_to(self, user: User, *, on: date) -> "ReceptionSlotQuerySet":
        """The committee's people see all, keepers those of their stations, a host his or her own."""
        if user.has_perm("deputies.view_receptionslot"):
            return self
        kept = Station.objects.all().kept_by(user, on=on).values("pk")
        hosted = ReceptionHost.objects.filter(person__account=user).values("slot")
        return self.filter(Q(station__in=kept) | Q(pk__in=hosted))


@pghistory.track()
class ReceptionSlot(Stateful):
    """进站接待: one reception at one station. Hosts, planned and real, are rows of their own.

    Announced at least three days before (STATION-3, local practice [P]); one that nobody recorded is flagged as missed
    and told to the street or township, and may still be recorded with a reason.
    Source: handbook §2(l); 区、乡镇(街道)两级党政领导进代表联络站接待代表群众公开制度 [S].
    """

    class Kind(models.TextChoices):
        DEPUTY = "deputy", "代表接待"
        LEADER = "leader", "党政领导接待"
        DEPARTMENT = "department", "部门负责人接待"

    class Status(models.TextChoices):
        PLANNED = "planned", "已安排"
        PUBLISHED = "published", "已公示"
        HELD = "held", "已接待"
        MISSED = "missed", "未登记接待"
        CANCELLED = "cancelled", "已取消"
        RECORDED = "recorded", "已记录"

    TOOK_PLACE = (Status.HELD, Status.RECORDED)
    OPEN = (Status.PLANNED, Status.PUBLISHED)

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="receptions", verbose_name="联络站")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.DEPUTY)
    held_on = models.DateField("接待日期")
    starts_at = models.TimeField("开始时间", default=time(9))
    ends_at = models.TimeField("结束时间", default=time(11, 30))
    theme = models.CharField("接待主题", max_length=120, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PLANNED, editable=False)
    published_on = models.DateField("公示日期", null=True, blank=True, editable=False)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True, editable=False)
    late_reason = models.CharField("补记原因", max_length=200, blank=True, editable=False)
    visitors = models.PositiveSmallIntegerField("接待群众（人）", null=True, blank=True, editable=False)
    opinions = models.PositiveSmallIntegerField("收到意见（件）", null=True, blank=True, editable=False)
    minutes = models.PositiveSmallIntegerField("时长（分钟）", null=True, blank=True, editable=False)
    summary = models.TextField("接待情况", blank=True, editable=False)
    recorded_on = models.DateField("记录日期", null=True, blank=True, editable=False)
    obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="reception_slot",
        verbose_name="公示期限",
    )
    is_historic = models.BooleanField("历史记录", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("资料来源", max_length=300, blank=True, editable=False)

    objects = ReceptionSlotQuerySet.as_manager()

    class Meta:
        verbose_name = "进站接待"
        verbose_name_plural = "进站接待"
        ordering = ("-held_on", "station", "starts_at")
        indexes = (models.Index(name="reception_by_day", fields=("held_on", "id")),)
        constraints = (
            models.CheckConstraint(
                name="reception_times_in_order",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="结束时间须晚于开始时间。",
            ),
            models.UniqueConstraint(
                name="reception_once",
                fields=("station", "held_on", "starts_at", "kind"),
                condition=~Q(status="cancelled"),
                violation_error_message="该站同一时间已有同类接待安排。",
            ),
            models.CheckConstraint(
                name="reception_published_with_day",
                condition=Q(status__in=("planned", "cancelled")) | Q(published_on__isnull=False) | Q(is_historic=True),
                violation_error_message="公示须有日期。",
            ),
            models.CheckConstraint(
                name="reception_published_before_it_is_held",
                condition=Q(published_on__isnull=True) | Q(published_on__lte=F("held_on")),
                violation_error_message="公示日期不能晚于接待日期。",
            ),
            models.CheckConstraint(
                name="reception_cancelled_with_reason",
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""),
                violation_error_message="取消须写明原因。",
            ),
            models.CheckConstraint(
                name="reception_recorded_whole",
                condition=~Q(status="recorded")
                | Q(recorded_on__isnull=False, visitors__isnull=False, opinions__isnull=False, minutes__isnull=False),
                violation_error_message="接待记录须填写接待人数、意见件数和时长。",
            ),
        )
        permissions = (("host_reception", "参加进站接待"),)

    def __str__(self) -> str:
        return f"{self.station}{self.held_on.month}月{self.held_on.day}日{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Its page in the workspace."""
        return f"/workspace/receptions/{self.pk}/"

    @property
    def starts(self) -> datetime:
        """The moment it begins."""
        return timezone.make_aware(datetime.combine(self.held_on, self.starts_at))

    @property
    def ends(self) -> datetime:
        """The moment it is over."""
        return timezone.make_aware(datetime.combine(self.held_on, self.ends_at))

    def publish(self, *, on: date) -> None:
        """公示: the timetable is out."""
        self.move(self.Status.PUBLISHED, allowed=[self.Status.PLANNED], published_on=on)

    def hold(self) -> None:
        """接待: the hosts were there; the record is still to be completed."""
        self.move(self.Status.HELD, allowed=[self.Status.PUBLISHED])

    def miss(self) -> None:
        """The day is over and nobody recorded that anything was held."""
        self.move(self.Status.MISSED, allowed=[self.Status.PUBLISHED])

    def cancel(self, *, reason: str) -> None:
        """取消: with the reason, which stands on the timetable."""
        self.move(self.Status.CANCELLED, allowed=self.OPEN, cancel_reason=reason)


@pghistory.track()
class ReceptionHost(models.Model):
    """接待人: one person at one reception; whether planned and whether there are two columns (handbook §6.1 no 11).

    Leaders need no account: a row of the person is enough. `starts` and `ends` repeat the times of the reception, so
    that the database itself refuses a person at two stations at once.
    """

    class Capacity(models.TextChoices):
        DEPUTY = "deputy", "人大代表"
        PARTY_LEADER = "party_leader", "党委领导"
        GOVERNMENT_LEADER = "government_leader", "政府领导"
        DEPARTMENT_HEAD = "department_head", "部门负责人"

    class Tier(models.TextChoices):
        DISTRICT = "district", "区级"
        TOWNSHIP = "township", "乡镇街道级"

    class Attendance(models.TextChoices):
        UNKNOWN = "unknown", "未登记"
        PRESENT = "present", "到站"
        EXCUSED = "excused", "请假"
        ABSENT = "absent", "未到"

    LEADERS = (Capacity.PARTY_LEADER, Capacity.GOVERNMENT_LEADER)

    slot = models.ForeignKey(ReceptionSlot, on_delete=models.PROTECT, related_name="hosts", verbose_name="进站接待")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="receptions", verbose_name="接待人")
    capacity = models.CharField("身份", max_length=20, choices=Capacity.choices, default=Capacity.DEPUTY)
    tier = models.CharField("层级", max_length=10, choices=Tier.choices, default=Tier.DISTRICT)
    title = models.CharField("职务", max_length=60, blank=True)
    mandate = models.ForeignKey(
        Mandate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="receptions",
        verbose_name="代表资格",
        editable=False,
    )
    is_scheduled = models.BooleanField("安排", default=True, editable=False)
    attendance = models.CharField(
        "到站情况", max_length=8, choices=Attendance.choices, default=Attendance.UNKNOWN, editable=False
    )
    is_off = models.BooleanField("接待已取消", default=False, editable=False)
    starts = models.DateTimeField("开始", editable=False)
    ends = models.DateTimeField("结束", editable=False)
    obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="reception_host",
        verbose_name="到站提醒",
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("资料来源", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "接待人"
        verbose_name_plural = "接待人"
        ordering = ("slot", "id")
        constraints = (
            models.UniqueConstraint(
                name="reception_host_once",
                fields=("slot", "person"),
                violation_error_message="该接待人已在这次接待的名单中。",
            ),
            models.CheckConstraint(
                name="reception_host_times_in_order",
                condition=Q(ends__gt=F("starts")),
                violation_error_message="结束时间须晚于开始时间。",
            ),
            models.CheckConstraint(
                name="reception_host_was_there_or_planned",
                condition=Q(is_scheduled=True) | Q(attendance="present"),
                violation_error_message="未安排的接待人只能登记为到站。",
            ),
            ExclusionConstraint(
                name="reception_host_at_one_place",
                expressions=(
                    (F("person"), RangeOperators.EQUAL),
                    (MomentSpan(F("starts"), Greatest(F("starts"), F("ends"))), RangeOperators.OVERLAPS),
                ),
                condition=Q(is_off=False),
                violation_error_message="接待人在这段时间已安排在另一个联络站接待。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}（{self.slot}）"


@pghistory.track()
class HostSwap(Stateful):
    """调换: two hosts exchange their receptions; the other one agrees on the phone, and the roster follows."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待对方同意"
        AGREED = "agreed", "已调换"
        DECLINED = "declined", "对方未同意"
        WITHDRAWN = "withdrawn", "已撤回"

    #: the row of the host who asks
    given = models.ForeignKey(ReceptionHost, on_delete=models.PROTECT, related_name="swaps", verbose_name="我的接待")
    #: the row of the host who is asked
    taken = models.ForeignKey(
        ReceptionHost, on_delete=models.PROTECT, related_name="swaps_asked", verbose_name="对方的接待"
    )
    given_slot = models.ForeignKey(
        ReceptionSlot, on_delete=models.PROTECT, related_name="+", verbose_name="原接待", editable=False
    )
    taken_slot = models.ForeignKey(
        ReceptionSlot, on_delete=models.PROTECT, related_name="+", verbose_name="换入接待", editable=False
    )
    reason = models.CharField("原因", max_length=200)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PROPOSED, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="申请人", editable=False
    )
    asked_on = models.DateField("申请日期", editable=False)
    answered_on = models.DateField("答复日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "接待调换"
        verbose_name_plural = "接待调换"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="host_swap_one_open",
                fields=("given",),
                condition=Q(status="proposed"),
                violation_error_message="这次接待已有待答复的调换申请。",
            ),
            models.CheckConstraint(
                name="host_swap_between_receptions",
                condition=~Q(given_slot=F("taken_slot")),
                violation_error_message="请选择另一次接待。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.given_slot}与{self.taken_slot}调换"

    def answer(self, *, to: str, on: date) -> None:
        """同意、不同意或撤回."""
        self.move(to, allowed=[self.Status.PROPOSED], answered_on=on)


class ReceptionPhoto(Photo):
    """A picture of a reception; visitors may be on it, so nothing of it is public."""

    slot = models.ForeignKey(ReceptionSlot, on_delete=models.PROTECT, related_name="photos", verbose_name="进站接待")

    class Meta:
        verbose_name = "接待照片"
        verbose_name_plural = "接待照片"
        ordering = ("slot", "id")

    def __str__(self) -> str:
        return f"{self.slot}照片"
