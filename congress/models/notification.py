"""Notifications in the portal and the mails that carry them outside."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .obligation import Reminder


class Mail(models.Model):
    """One message that leaves the portal, with the identity it keeps when it is sent again.

    A crash between sending and noting it down leads to a resend with the same Message-ID, which receivers fold.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"

    message_id = models.UUIDField("消息编号", default=uuid.uuid4, db_default=models.Func(function="gen_random_uuid"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mails", verbose_name="收件人"
    )
    digest_on = models.DateField("每日汇总日期", null=True, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=Status.choices, default=Status.QUEUED, db_default=Status.QUEUED
    )
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0, db_default=0)
    last_error = models.CharField("最近错误", max_length=300, default="", db_default="", blank=True)
    queued_at = models.DateTimeField("入队时间", db_default=Now())
    not_before = models.DateTimeField("最早发送时间", db_default=Now())
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    class Meta:
        verbose_name = "外发邮件"
        verbose_name_plural = "外发邮件"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(name="mail_message_id", fields=("message_id",)),
            models.UniqueConstraint(
                name="mail_one_digest_a_day",
                fields=("recipient", "digest_on"),
                condition=Q(digest_on__isnull=False),
                violation_error_message="每人每日只发一封汇总。",
            ),
        )
        # The sender claims from here.
        indexes = (models.Index(name="mail_queue", fields=("not_before", "id"), condition=Q(status="queued")),)

    def __str__(self) -> str:
        return f"{self.recipient} {self.queued_at:%Y-%m-%d}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications as pages ask for them."""

    def unread(self) -> "NotificationQuerySet":
        """Not opened yet."""
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """Something a person should know, written in the same transaction as the fact.

    In the portal it is seen at once. Urgent ones leave by a mail of their own; the others wait for the day's digest.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications", verbose_name="接收人"
    )
    subject = models.CharField("标题", max_length=240)
    body = models.TextField("内容", blank=True)
    path = models.CharField("链接", max_length=300, blank=True)
    is_urgent = models.BooleanField("立即发送", default=False, db_default=False)
    reminder = models.ForeignKey(
        Reminder, on_delete=models.CASCADE, null=True, blank=True, related_name="notifications", verbose_name="提醒"
    )
    mail = models.ForeignKey(
        Mail, on_delete=models.SET_NULL, null=True, blank=True, related_name="notifications", verbose_name="邮件"
    )
    created_at = models.DateTimeField("时间", db_default=Now())
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="notification_once_per_reminder",
                fields=("reminder", "recipient"),
                condition=Q(reminder__isnull=False),
                violation_error_message="同一提醒对同一人只发一次。",
            ),
        )
        indexes = (
            models.Index(name="notification_inbox", fields=("recipient", "-id")),
            models.Index(name="notification_unread", fields=("recipient",), condition=Q(read_at__isnull=True)),
            models.Index(name="notification_unmailed", fields=("is_urgent", "id"), condition=Q(mail__isnull=True)),
        )

    def __str__(self) -> str:
        return self.subject
