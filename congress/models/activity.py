"""The activity log: who did what, when and why, in words that outlive the record."""

import pgtrigger
from django.conf import settings
from django.db import models


class Activity(models.Model):
    """One line of the log, written in the transaction of the act it tells of; never changed, never deleted.

    The record is named by plain columns, so the line survives it.
    """

    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="activities", verbose_name="操作人"
    )
    verb = models.CharField("动作", max_length=60)
    model_label = models.CharField("对象类别", max_length=80)
    object_key = models.CharField("对象编号", max_length=40)
    text = models.CharField("对象", max_length=300)
    path = models.CharField("链接", max_length=300, blank=True)
    reason = models.TextField("理由", blank=True)
    detail = models.JSONField("内容", default=dict, blank=True)

    class Meta:
        verbose_name = "操作日志"
        verbose_name_plural = "操作日志"
        ordering = ("-id",)
        # The log of one record, newest first.
        permissions = (("correct_closed_record", "更正已办结的记录"),)
        indexes = (models.Index(name="activity_of_record", fields=("model_label", "object_key", "-id")),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.verb}：{self.text}"
