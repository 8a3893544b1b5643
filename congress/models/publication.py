"""The publication gate: an obligation towards an audience, with a redaction step and immutable copies."""

from datetime import datetime

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congress.publishing import Content
from congress.workflow import Stateful

from .account import User
from .document import Attachment, random_path


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Publications as pages ask for them."""

    def readable(self) -> "PublicationQuerySet":
        """Those an audience can read now: a corrected copy in the making leaves the old one readable."""
        return self.filter(first_published_at__isnull=False, withdrawal_reason="")

    def for_society(self) -> "PublicationQuerySet":
        """公布: to everyone."""
        return self.filter(audience=Publication.Audience.SOCIETY)

    def for_deputies(self) -> "PublicationQuerySet":
        """通报: to deputies."""
        return self.filter(audience=Publication.Audience.DEPUTIES)


@pghistory.track(exclude=["prepared", "redacted"])
class Publication(Stateful):
    """A duty to publish one record to one audience (handbook §2.0 PublicationDuty, §5.3).

    `prepared` is what the office proposes to show, `redacted` what the checker left of it; what readers get is the
    latest `PublishedVersion`, a copy of its own that nothing can change.
    The one who approves neither prepared nor redacted, and the one who publishes did not approve (handbook §5.2).
    """

    class Status(models.TextChoices):
        NONE = "none", "无须公开"
        REQUIRED = "required", "应公开"
        PREPARED = "prepared", "已拟稿"
        REDACTED = "redacted", "已脱敏"
        APPROVED = "approved", "已核准"
        PUBLISHED = "published", "已公开"
        CORRECTED = "corrected", "已更正"
        WITHDRAWN = "withdrawn", "已撤回"

    class Audience(models.TextChoices):
        DEPUTIES = "deputies", "向代表通报"
        SOCIETY = "society", "向社会公布"

    kind = models.CharField("内容类别", max_length=40)
    title = models.CharField("标题", max_length=200)
    audience = models.CharField("对象", max_length=10, choices=Audience.choices)
    basis = models.CharField("公开依据", max_length=120, blank=True)
    path = models.CharField("公开页面", max_length=300)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.REQUIRED, editable=False)
    target_on = models.DateField("目标日期", null=True, blank=True)
    prepared = models.JSONField("拟公开稿", default=dict, blank=True, editable=False)
    redacted = models.JSONField("脱敏稿", default=dict, blank=True, editable=False)
    files = models.ManyToManyField(Attachment, blank=True, related_name="+", verbose_name="公开附件")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name="拟稿人",
    )
    redacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name="脱敏人",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name="核准人",
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name="发布人",
    )
    first_published_at = models.DateTimeField("首次公开时间", null=True, editable=False)
    withdrawal_reason = models.CharField("撤回理由", max_length=300, blank=True, editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "公开事项"
        verbose_name_plural = "公开事项"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="publication_approver_is_another",
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("prepared_by")) & ~Q(approved_by=F("redacted_by"))),
                violation_error_message="核准人不能是拟稿人或脱敏人。",
            ),
            models.CheckConstraint(
                name="publication_publisher_is_another",
                condition=Q(published_by__isnull=True)
                | Q(approved_by__isnull=True)
                | (~Q(published_by=F("approved_by")) & ~Q(published_by=F("prepared_by"))),
                violation_error_message="发布人不能是拟稿人或核准人。",
            ),
            models.CheckConstraint(
                name="publication_withdrawal_has_a_reason",
                condition=~Q(status="withdrawn") | ~Q(withdrawal_reason=""),
                violation_error_message="撤回须写明理由。",
            ),
        )
        permissions = (
            ("prepare_publication", "拟公开稿"),
            ("redact_publication", "脱敏审核"),
            ("approve_publication", "核准公开"),
            ("publish_publication", "发布与撤回"),
        )

    def __str__(self) -> str:
        return f"{self.title}（{self.get_audience_display()}）"

    @property
    def is_readable(self) -> bool:
        """Whether the audience can read it now."""
        return self.first_published_at is not None and not self.withdrawal_reason

    def require(self) -> None:
        """应公开: a duty arises after all."""
        self.move(self.Status.REQUIRED, allowed=[self.Status.NONE])

    def release(self) -> None:
        """无须公开: the duty falls away before anything was shown."""
        self.move(self.Status.NONE, allowed=[self.Status.REQUIRED, self.Status.PREPARED, self.Status.REDACTED])

    def prepare(self, *, content: Content, by: User) -> None:
        """拟稿: what the office proposes to show; starts a correction when something is out already."""
        self.move(
            self.Status.PREPARED,
            allowed=[status for status in self.Status if status != self.Status.NONE],
            prepared=content,
            prepared_by=by,
            redacted={},
            redacted_by=None,
            approved_by=None,
            published_by=None,
        )

    def redact(self, *, content: Content, by: User) -> None:
        """脱敏: what the checker leaves of it."""
        self.move(
            self.Status.REDACTED,
            allowed=[self.Status.PREPARED, self.Status.REDACTED],
            redacted=content,
            redacted_by=by,
        )

    def send_back(self) -> None:
        """退回: redact it again."""
        self.move(self.Status.PREPARED, allowed=[self.Status.REDACTED], redacted_by=None)

    def approve(self, *, by: User) -> None:
        """核准."""
        self.move(self.Status.APPROVED, allowed=[self.Status.REDACTED], approved_by=by)

    def publish(self, *, at: datetime, by: User) -> None:
        """发布, or 更正 when an earlier copy was out."""
        to = self.Status.CORRECTED if self.first_published_at else self.Status.PUBLISHED
        self.move(
            to,
            allowed=[self.Status.APPROVED],
            published_by=by,
            first_published_at=self.first_published_at or at,
            withdrawal_reason="",
        )

    def withdraw(self, *, reason: str) -> None:
        """撤回: readers no longer see it, even while a correction is under way; the copies stay on file."""
        under_way = (self.Status.PREPARED, self.Status.REDACTED, self.Status.APPROVED)
        self.move(
            self.Status.WITHDRAWN,
            allowed=[self.Status.PUBLISHED, self.Status.CORRECTED, *(under_way if self.is_readable else ())],
            withdrawal_reason=reason,
        )


class PublishedVersion(models.Model):
    """What readers see: a copy made at the moment of publication, with its checksum; never changed, never deleted."""

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="versions", verbose_name="公开事项"
    )
    number = models.PositiveSmallIntegerField("版本")
    content = models.JSONField("内容")
    sha256 = models.CharField("校验值", max_length=64)
    correction = models.CharField("更正说明", max_length=300, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="发布人")
    published_at = models.DateTimeField("公开时间", auto_now_add=True)

    class Meta:
        verbose_name = "公开版本"
        verbose_name_plural = "公开版本"
        ordering = ("publication", "-number")
        constraints = (models.UniqueConstraint(name="published_version_number", fields=("publication", "number")),)
        triggers = (pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.publication} 第{self.number}版"


class PublishedFile(models.Model):
    """A copy of an attachment that belongs to one published version; the attachment itself stays private."""

    version = models.ForeignKey(
        PublishedVersion, on_delete=models.PROTECT, related_name="files", verbose_name="公开版本"
    )
    file = models.FileField("文件", upload_to=random_path)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=120)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("校验值", max_length=64)
    # a small copy of a picture, for lists
    thumbnail = models.FileField("缩略图", upload_to=random_path, blank=True)

    class Meta:
        verbose_name = "公开文件"
        verbose_name_plural = "公开文件"
        ordering = ("id",)
        triggers = (pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.name
