"""Attachments and document numbers."""

import secrets
import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.official.numerals import ordinal
from congress.workflow import Stateful


def random_path(instance: "Attachment | models.Model", filename: str) -> str:
    """A storage path that tells nothing and cannot be guessed; the name a person gave is kept in the row."""
    del instance, filename
    token = secrets.token_hex(16)
    return f"attachments/{token[:2]}/{token}"


class Attachment(models.Model):
    """An uploaded file, private until a published version carries a copy of it.

    State secrets may not be kept here (保守国家秘密法 art 31); the classes end at “restricted” (handbook §4.4).
    """

    class Security(models.TextChoices):
        INTERNAL = "internal", "内部"
        RESTRICTED = "restricted", "限制"

    public_id = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField("文件", upload_to=random_path)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=120)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("校验值", max_length=64)
    security = models.CharField("级别", max_length=12, choices=Security.choices, default=Security.INTERNAL)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name


class NumberSeries(models.Model):
    """A series of document numbers, such as 柯人大常〔2019〕5号: one counter a year (or one a term), without gaps."""

    class Scope(models.TextChoices):
        YEAR = "year", "按年编号"
        TERM = "term", "按届编号"

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    prefix = models.CharField("机关代字", max_length=30, help_text="例：柯人大常。实际代字由办公室确定。")
    scope = models.CharField("编号方式", max_length=6, choices=Scope.choices, default=Scope.YEAR)

    class Meta:
        verbose_name = "文号系列"
        verbose_name_plural = "文号系列"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class DocumentNumberQuerySet(models.QuerySet["DocumentNumber"]):
    """Numbers as a clerk would name them."""

    def void(self) -> "DocumentNumberQuerySet":
        """Given and taken back: kept with the reason, never given again."""
        return self.filter(status=DocumentNumber.Status.VOID)


@pghistory.track()
class DocumentNumber(Stateful):
    """One number of a series: taken in order, never reused; a void one keeps its reason (handbook §4.2)."""

    class Status(models.TextChoices):
        ISSUED = "issued", "已使用"
        VOID = "void", "作废"

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="numbers", verbose_name="系列")
    # The year, or the term's number for a series counted by term.
    period = models.PositiveSmallIntegerField("年份或届次")
    serial = models.PositiveIntegerField("顺序号")
    subject = models.CharField("用于", max_length=200)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.ISSUED, editable=False)
    issued_on = models.DateField("编号日期")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="编号人")
    void_reason = models.CharField("作废理由", max_length=300, blank=True, editable=False)

    objects = DocumentNumberQuerySet.as_manager()

    class Meta:
        verbose_name = "文号"
        verbose_name_plural = "文号"
        ordering = ("series", "-period", "-serial")
        constraints = (
            models.UniqueConstraint(
                name="document_number_unique",
                fields=("series", "period", "serial"),
                violation_error_message="该文号已经使用。",
            ),
            models.CheckConstraint(
                name="document_number_positive",
                condition=Q(serial__gte=1, period__gte=1),
                violation_error_message="顺序号从1开始。",
            ),
            models.CheckConstraint(
                name="document_number_void_has_a_reason",
                condition=~Q(status="void") | ~Q(void_reason=""),
                violation_error_message="作废须写明理由。",
            ),
        )
        permissions = (("void_number", "作废文号"),)

    def __str__(self) -> str:
        # Brackets hold a year (GB/T 9704-2012); a series of the term names its term: 第九届第3号.
        if self.series.scope == NumberSeries.Scope.TERM:
            return f"{ordinal(self.period, '届')}第{self.serial}号"
        return f"{self.series.prefix}〔{self.period}〕{self.serial}号"

    def void(self, *, reason: str) -> None:
        """Take the number out of use; it stays in the register."""
        self.move(self.Status.VOID, allowed=[self.Status.ISSUED], void_reason=reason)
