"""Rows that a check finds and that somebody looked at and left as they are."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class KnownException(models.Model):
    """核对例外: a row that one check of the inconsistencies page passes over from now on, and why.

    The row is named by its key within the check, whose rows are of one model: checks live in code, not in a table.
    """

    check_name = models.CharField("核对项目", max_length=60)
    object_key = models.BigIntegerField("记录编号")
    title = models.CharField("记录", max_length=300)
    reason = models.CharField("理由", max_length=300)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    noted_at = models.DateTimeField("登记时间", db_default=Now())

    class Meta:
        verbose_name = "核对例外"
        verbose_name_plural = "核对例外"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="known_exception_once",
                fields=("check_name", "object_key"),
                violation_error_message="这条记录已经登记为例外。",
            ),
            models.CheckConstraint(
                name="known_exception_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="登记例外须写明理由。",
            ),
        )

    def __str__(self) -> str:
        return self.title
