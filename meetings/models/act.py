"""Formal acts: resolutions and decisions."""

import pghistory
from django.db import models

from congress.models import DocumentNumber
from congress.publishing import Publishable, PublishableQuerySet

from .agenda import AgendaItem
from .meeting import Meeting


@pghistory.track()
class Act(Publishable):
    """决议决定: a formal act adopted by the standing committee (handbook §1.2); counted together in 项."""

    class Kind(models.TextChoices):
        RESOLUTION = "resolution", "决议"
        DECISION = "decision", "决定"
        RULE = "rule", "制度办法"

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    title = models.CharField("标题", max_length=200)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="acts", verbose_name="通过的会议")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="acts", verbose_name="议程项目"
    )
    number = models.OneToOneField(
        DocumentNumber, on_delete=models.PROTECT, null=True, blank=True, related_name="act", verbose_name="文号"
    )
    adopted_on = models.DateField("通过日期")
    text = models.TextField("正文", blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True)

    objects = PublishableQuerySet["Act"].as_manager()

    class Meta:
        verbose_name = "决议决定"
        verbose_name_plural = "决议决定"
        ordering = ("-adopted_on", "-id")
        indexes = (models.Index(name="act_by_day", fields=("-adopted_on", "-id")),)
        constraints = (
            models.UniqueConstraint(
                name="act_once_a_meeting",
                fields=("meeting", "title"),
                violation_error_message="同一会议已有同名的决议决定。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/acts/{self.pk}/"
