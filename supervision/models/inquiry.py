"""Special inquiries."""

import pghistory
from django.db import models

from congress.publishing import Publishable, PublishableQuerySet
from meetings.models import AgendaItem, Sitting


@pghistory.track()
class Inquiry(Publishable):
    """专题询问: organised questions to heads of organs at a sitting (SL24 arts 47-50)."""

    title = models.CharField("题目", max_length=160)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="inquiries", verbose_name="会次")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="inquiries", verbose_name="议程项目"
    )
    problems = models.PositiveSmallIntegerField("涉及问题（个）", null=True, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True)

    objects = PublishableQuerySet["Inquiry"].as_manager()

    class Meta:
        verbose_name = "专题询问"
        verbose_name_plural = "专题询问"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="inquiry_once", fields=("sitting", "title"), violation_error_message="该会次已有同题的专题询问。"
            ),
        )

    def __str__(self) -> str:
        return self.title
