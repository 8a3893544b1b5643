"""Who was expected, who came, from which item to which, and who was given leave."""

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from congress.models import Organ
from congress.workflow import Stateful
from deputies.models import Person

from .agenda import AgendaItem
from .meeting import Meeting


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Attendance as a clerk would name it."""

    def voting(self) -> "AttendanceQuerySet":
        """Members: those whose presence makes the quorum."""
        return self.filter(capacity=Attendance.Capacity.MEMBER)

    def present(self) -> "AttendanceQuerySet":
        """Came, for the whole of the meeting or a part of it."""
        return self.filter(status=Attendance.Status.PRESENT)

    def present_at(self, item: AgendaItem | None) -> "AttendanceQuerySet":
        """In the room when `item` was dealt with, and not withdrawn from it; without an item: came at all.

        A person who arrived with an item is there for it; one who left at an item is not.
        """
        rows = self.present()
        if item is None:
            return rows
        return rows.filter(
            Q(arrived_item__isnull=True) | Q(arrived_item__order__lte=item.order),
            Q(left_item__isnull=True) | Q(left_item__order__gt=item.order),
        ).exclude(recusals__item=item)


@pghistory.track()
class Attendance(models.Model):
    """One person at one meeting: in which capacity, whether the person came, and for which items.

    `items` limits an invited deputy, an expert or an organ's head to the items they are invited to; empty means all.
    """

    class Capacity(models.TextChoices):
        MEMBER = "member", "组成人员"
        NONVOTING = "nonvoting", "列席"
        INVITED_DEPUTY = "invited_deputy", "列席代表"
        EXPERT = "expert", "专家"
        OBSERVER = "observer", "旁听"
        STAFF = "staff", "工作人员"

    class Status(models.TextChoices):
        UNRECORDED = "unrecorded", "未登记"
        PRESENT = "present", "出席"
        ON_LEAVE = "on_leave", "请假"
        ABSENT = "absent", "缺席"

    class SignedBy(models.TextChoices):
        CLERK = "clerk", "工作人员登记"
        CODE = "code", "扫码签到"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances", verbose_name="会议")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances", verbose_name="人员")
    capacity = models.CharField("身份", max_length=16, choices=Capacity.choices, default=Capacity.MEMBER)
    status = models.CharField("出席情况", max_length=12, choices=Status.choices, default=Status.UNRECORDED)
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属机关"
    )
    title = models.CharField("职务", max_length=60, blank=True, help_text="列席人员的职务，如区教育局局长。")
    items = models.ManyToManyField(
        AgendaItem, blank=True, related_name="invited", verbose_name="应邀议题", help_text="不选表示列席全部议程。"
    )
    confirmed_at = models.DateTimeField("确认参会时间", null=True, blank=True, editable=False)
    arrived_at = models.TimeField("到会时间", null=True, blank=True)
    left_at = models.TimeField("离会时间", null=True, blank=True)
    arrived_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="自该项起到会",
        help_text="开始即到会的不填。",
    )
    left_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="该项前离会",
        help_text="坐到闭会的不填。",
    )
    signed_by = models.CharField(
        "签到方式", max_length=6, choices=SignedBy.choices, default=SignedBy.CLERK, editable=False
    )
    #: place on the lists of names where a clerk set one by hand, with a reason in the log; otherwise rank and strokes
    list_order = models.PositiveSmallIntegerField("名单顺序", null=True, blank=True, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "出席"
        verbose_name_plural = "出席"
        ordering = ("meeting", "person")
        constraints = (
            models.UniqueConstraint(
                name="attendance_once",
                fields=("meeting", "person"),
                violation_error_message="同一人在同一会议只登记一次。",
            ),
            models.CheckConstraint(
                name="attendance_times_in_order",
                condition=Q(arrived_at__isnull=True) | Q(left_at__isnull=True) | Q(left_at__gt=F("arrived_at")),
                violation_error_message="离会时间须晚于到会时间。",
            ),
            models.CheckConstraint(
                name="attendance_times_of_those_present",
                condition=Q(status="present")
                | Q(arrived_at__isnull=True, left_at__isnull=True, arrived_item__isnull=True, left_item__isnull=True),
                violation_error_message="未出席的人员不能登记到会、离会。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}：{self.get_status_display()}"

    def clean(self) -> None:
        """Items are those of the meeting, and nobody leaves before having arrived."""
        for name in ("arrived_item", "left_item"):
            item: AgendaItem | None = getattr(self, name)
            if item is not None and item.meeting_id != self.meeting_id:
                raise ValidationError({name: "请选择本次会议的议程。"})
        if self.arrived_item and self.left_item and self.left_item.order <= self.arrived_item.order:
            raise ValidationError(
                {
                    "left_item": f"{self.person}自第{self.arrived_item.order}项起到会，"
                    f"不能在第{self.left_item.order}项前离会。"
                }
            )


@pghistory.track()
class Recusal(models.Model):
    """回避: a member takes no part in an item that touches the member's own business (ZJ-DEP16 art 48)."""

    attendance = models.ForeignKey(
        Attendance, on_delete=models.CASCADE, related_name="recusals", verbose_name="组成人员"
    )
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="recusals", verbose_name="议题")
    reason = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name = "回避"
        verbose_name_plural = "回避"
        constraints = (
            models.UniqueConstraint(
                name="recusal_once",
                fields=("attendance", "item"),
                violation_error_message="该组成人员已登记回避本项议题。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.attendance.person}回避“{self.item}”"

    def clean(self) -> None:
        """Person and item meet at one meeting."""
        if self.attendance.meeting_id != self.item.meeting_id:
            raise ValidationError({"item": "请选择本次会议的议程。"})


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Requests as those who decide ask for them."""

    def undecided(self) -> "LeaveQuerySet":
        """Waiting for a decision."""
        return self.filter(status=Leave.Status.REQUESTED)


@pghistory.track()
class Leave(Stateful):
    """请假: asked for by the member, granted by the chair (ZJ-RULES20 art 9, model).

    The kind of reason is private: it is shown to the member, to those who decide and to the office, never to others.
    """

    class Reason(models.TextChoices):
        OFFICIAL = "official", "公务"
        HEALTH = "health", "身体原因"
        FAMILY = "family", "家庭原因"
        OTHER = "other", "其他"

    class Status(models.TextChoices):
        REQUESTED = "requested", "待批准"
        GRANTED = "granted", "已批准"
        REFUSED = "refused", "未批准"
        WITHDRAWN = "withdrawn", "已撤回"

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="leaves", verbose_name="参会人员")
    reason_kind = models.CharField("事由", max_length=10, choices=Reason.choices)
    note = models.CharField("说明", max_length=200, blank=True, help_text="仅批准人和办公室可见。")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.REQUESTED, editable=False)
    requested_at = models.DateTimeField("申请时间", auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="申请人", editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记决定的人",
        editable=False,
    )
    granted_by = models.CharField("批准人", max_length=60, blank=True, editable=False)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True, editable=False)
    decision = models.CharField("批复", max_length=200, blank=True, editable=False)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = "请假"
        verbose_name_plural = "请假"
        ordering = ("-requested_at", "-id")
        constraints = (
            models.UniqueConstraint(
                name="leave_one_open",
                fields=("attendance",),
                condition=Q(status__in=("requested", "granted")),
                violation_error_message="已有请假申请，请勿重复提交。",
            ),
            models.CheckConstraint(
                name="leave_decided_by_somebody",
                condition=~Q(status__in=("granted", "refused")) | Q(decided_by__isnull=False, decided_at__isnull=False),
                violation_error_message="请假的批复须记录由谁登记。",
            ),
        )
        permissions = (("decide_leave", "批准请假"), ("record_leave", "登记书面请假"))

    def __str__(self) -> str:
        return f"{self.attendance.person}请假（{self.attendance.meeting}）"
