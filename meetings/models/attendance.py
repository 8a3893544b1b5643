"""Who was expected and who came."""

import pghistory
from django.db import models

from congress.models import Organ
from deputies.models import Person

from .meeting import Meeting


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Attendance as a clerk would name it."""

    def voting(self) -> "AttendanceQuerySet":
        """Members: those whose presence makes the quorum."""
        return self.filter(capacity=Attendance.Capacity.MEMBER)

    def present(self) -> "AttendanceQuerySet":
        """Came."""
        return self.filter(status=Attendance.Status.PRESENT)


@pghistory.track()
class Attendance(models.Model):
    """One person at one meeting: in which capacity, and whether the person came."""

    class Capacity(models.TextChoices):
        MEMBER = "member", "组成人员"
        NONVOTING = "nonvoting", "列席"
        INVITED_DEPUTY = "invited_deputy", "列席代表"
        OBSERVER = "observer", "旁听"

    class Status(models.TextChoices):
        UNRECORDED = "unrecorded", "未登记"
        PRESENT = "present", "出席"
        ON_LEAVE = "on_leave", "请假"
        ABSENT = "absent", "缺席"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances", verbose_name="会议")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances", verbose_name="人员")
    capacity = models.CharField("身份", max_length=16, choices=Capacity.choices, default=Capacity.MEMBER)
    status = models.CharField("出席情况", max_length=12, choices=Status.choices, default=Status.UNRECORDED)
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属机关"
    )

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
        )

    def __str__(self) -> str:
        return f"{self.person}：{self.get_status_display()}"
