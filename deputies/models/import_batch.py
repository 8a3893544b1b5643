"""Batches of a platform's records: counted only, or with the rows themselves (handbook §6.1 no 17)."""

from datetime import date, datetime
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congress.models import Attachment
from congress.workflow import Stateful


@pghistory.track(exclude=["begun_at", "rows_done", "rows_total", "problems"])
class ImportBatch(Stateful):
    """导入批次: what a platform handed over at one time, with its two counts.

    A batch of counts stands for records that are not here; a batch of a file counts the rows that it brought. A file
    enters as a whole or not at all: `problems` names the rows that kept it out.
    """

    class Status(models.TextChoices):
        COUNTED = "counted", "只登记总数"
        WAITING = "waiting", "等待导入"
        RUNNING = "running", "正在导入"
        DONE = "done", "已导入"
        REFUSED = "refused", "整个文件未导入"

    platform = models.CharField("来源平台", max_length=60, default="浙江人大代表履职服务平台")
    subject = models.CharField("内容", max_length=80, help_text="例：创文巡查。")
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截至日期")
    records = models.PositiveIntegerField("记录数（条）", default=0)
    records_is_minimum = models.BooleanField("记录数为最小值（余、多）", default=False)
    handed_over = models.PositiveIntegerField("交办数（个）", default=0)
    handed_over_is_minimum = models.BooleanField("交办数为最小值（余、多）", default=False)
    known = models.PositiveIntegerField("已有记录（条）", default=0, editable=False)
    file = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.COUNTED, editable=False)
    #: a worker that has not come back after a while is taken for dead
    begun_at = models.DateTimeField("开始导入时间", null=True, blank=True, editable=False)
    rows_done = models.PositiveIntegerField("已处理行数", default=0, editable=False)
    rows_total = models.PositiveIntegerField("总行数", default=0, editable=False)
    problems = models.JSONField("有误的行", default=list, blank=True, editable=False)
    source = models.CharField("来源说明", max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name="登记人"
    )
    entered_on = models.DateField("登记日期", editable=False)
    is_historic = models.BooleanField("历史记录", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "平台数据批次"
        verbose_name_plural = "平台数据批次"
        ordering = ("-ends_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="import_batch_dates_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="截至日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                name="import_batch_within_a_year",
                condition=Q(starts_on__year=F("ends_on__year")),
                violation_error_message="一个批次的起止日期须在同一年，跨年的请分开登记。",
            ),
            models.CheckConstraint(
                name="import_batch_part_within_whole",
                condition=Q(handed_over__lte=F("records")),
                violation_error_message="交办数不能大于记录数。",
            ),
            models.CheckConstraint(
                name="import_batch_counts_or_file",
                condition=Q(status="counted", file__isnull=True, records__gte=1)
                | (~Q(status="counted") & Q(file__isnull=False)),
                violation_error_message="请填写记录数，或者上传文件由系统计数。",
            ),
            models.CheckConstraint(
                name="import_batch_has_a_source",
                condition=~Q(source=""),
                violation_error_message="来源说明不能为空。",
            ),
            models.UniqueConstraint(
                name="import_batch_counted_once",
                fields=("platform", "subject", "starts_on", "ends_on"),
                condition=Q(status="counted"),
                violation_error_message="该平台这一时段的总数已经登记。",
            ),
        )
        permissions = (("import_patrolrecords", "导入平台巡查记录"),)

    def __str__(self) -> str:
        return f"{self.platform}{self.subject}（{self.starts_on}至{self.ends_on}）"

    def begin(self, *, at: datetime) -> None:
        """A worker takes it up; one whose worker died is taken up again."""
        self.move(self.Status.RUNNING, allowed=[self.Status.WAITING, self.Status.RUNNING], begun_at=at, rows_done=0)

    def finish(self, **counts: Any) -> None:
        """All rows are in."""
        self.move(self.Status.DONE, allowed=[self.Status.RUNNING], **counts)

    def refuse(self, problems: list[str]) -> None:
        """No row is in; `problems` tells why, row by row."""
        self.move(self.Status.REFUSED, allowed=[self.Status.RUNNING, self.Status.WAITING], problems=problems)

    def is_of(self, day: date) -> bool:
        """Whether a day lies in its period."""
        return self.starts_on <= day <= self.ends_on
