"""What a meeting leaves behind: its minutes, what was concluded item by item, and what members said."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.models import DocumentNumber, Obligation, Organ
from congress.workflow import Stateful

from .agenda import AgendaItem
from .attendance import Attendance
from .meeting import Meeting, Sitting


@pghistory.track()
class MeetingMinutes(Stateful):
    """会议纪要: drafted from the records, checked by somebody else; nothing of it is published before.

    `text` is what the clerk made of the draft; while it is empty the paper is put together from the records anew.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待审签"
        APPROVED = "approved", "已审签"

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes", verbose_name="会议")
    text = models.TextField("正文", blank=True, help_text="每段一行；以“一、”开头的行作标题。")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="起草人", editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审签人",
        editable=False,
    )
    approved_on = models.DateField("审签日期", null=True, blank=True, editable=False)
    returned_note = models.CharField("退回意见", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "会议纪要"
        verbose_name_plural = "会议纪要"
        ordering = ("-meeting__starts_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="minutes_approved_by_somebody",
                condition=~Q(status="approved") | Q(approved_by__isnull=False, approved_on__isnull=False),
                violation_error_message="已审签的纪要须记录审签人和日期。",
            ),
        )
        permissions = (("approve_minutes", "审签会议纪要"),)

    def __str__(self) -> str:
        return f"{self.meeting}纪要"

    def submit(self) -> None:
        """送审."""
        self.move(self.Status.SUBMITTED, allowed=[self.Status.DRAFT], returned_note="")

    def send_back(self, *, note: str) -> None:
        """退回修改."""
        self.move(self.Status.DRAFT, allowed=[self.Status.SUBMITTED], returned_note=note)

    def approve(self, *, by: models.Model, on: date) -> None:
        """审签."""
        self.move(self.Status.APPROVED, allowed=[self.Status.SUBMITTED], approved_by=by, approved_on=on)


@pghistory.track()
class Conclusion(models.Model):
    """议定事项: one numbered decision of a chairpersons' meeting, and who carries it out by when (handbook §2(b))."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="conclusions", verbose_name="会议")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="conclusions", verbose_name="议题"
    )
    order = models.PositiveSmallIntegerField("序号")
    text = models.TextField("议定内容")
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办"
    )
    due_on = models.DateField("完成期限", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_note = models.CharField("完成情况", max_length=300, blank=True)
    obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="conclusion",
        verbose_name="期限",
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "议定事项"
        verbose_name_plural = "议定事项"
        ordering = ("meeting", "order")
        constraints = (
            models.UniqueConstraint(
                name="conclusion_order",
                fields=("meeting", "order"),
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="议定事项的序号不能重复。",
            ),
            models.CheckConstraint(
                name="conclusion_due_has_an_organ",
                condition=Q(due_on__isnull=True) | Q(organ__isnull=False),
                violation_error_message="规定期限的议定事项须选择承办机关。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order}．{self.text[:30]}"


@pghistory.track()
class Bulletin(models.Model):
    """会议简报: an issue with the speeches that their speakers had checked by then; internal (handbook §5.2)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="bulletins", verbose_name="会议")
    number = models.OneToOneField(
        DocumentNumber, on_delete=models.PROTECT, related_name="bulletin", verbose_name="期号", editable=False
    )
    issued_on = models.DateField("印发日期")

    class Meta:
        verbose_name = "会议简报"
        verbose_name_plural = "会议简报"
        ordering = ("-issued_on", "-id")

    def __str__(self) -> str:
        return f"{self.meeting}简报（{self.issue}）"

    @property
    def issue(self) -> str:
        """第3期: issues are counted through the year."""
        return f"第{self.number.serial}期"


@pghistory.track()
class Speech(models.Model):
    """发言: what one person said on one item; it enters the bulletin once the speaker has checked it.

    Limits: 15 minutes at a plenary or group sitting, 15 and then 10 at a joint-group one (ZJ-RULES20 art 42, model).
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="speeches", verbose_name="议题")
    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="speeches", verbose_name="会次"
    )
    speaker = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="speeches", verbose_name="发言人")
    order = models.PositiveSmallIntegerField("顺序")
    minutes = models.PositiveSmallIntegerField("时长（分钟）", null=True, blank=True)
    text = models.TextField("发言要点")
    checked_on = models.DateField("本人核对日期", null=True, blank=True)
    bulletin = models.ForeignKey(
        Bulletin,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="speeches",
        verbose_name="简报",
    )

    class Meta:
        verbose_name = "发言"
        verbose_name_plural = "发言"
        ordering = ("item", "order")
        constraints = (
            models.UniqueConstraint(
                name="speech_order",
                fields=("item", "order"),
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="发言顺序不能重复。",
            ),
            models.CheckConstraint(
                name="speech_checked_before_the_bulletin",
                condition=Q(bulletin__isnull=True) | Q(checked_on__isnull=False),
                violation_error_message="本人核对过的发言才能编入简报。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.speaker.person}：{self.text[:20]}"
