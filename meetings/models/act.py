"""Formal acts: resolutions and decisions; and the announcements that make things public."""

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import DocumentNumber, Obligation, Organ
from congress.publishing import Publishable, PublishableQuerySet
from deputies.models import Mandate

from .agenda import AgendaItem
from .meeting import Meeting
from .vote import Vote


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
    vote = models.OneToOneField(
        Vote, on_delete=models.PROTECT, null=True, blank=True, related_name="act", verbose_name="表决"
    )
    adopted_on = models.DateField("通过日期")
    motive = models.TextField("依据和理由", blank=True, help_text="正文之前的说明：根据什么、为了什么。")
    text = models.TextField("正文", blank=True, help_text="决议、决定的条文，每条一段。")
    effective_on = models.DateField("施行日期", null=True, blank=True)
    executing_organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="acts_to_execute", verbose_name="执行机关"
    )
    execution_due_on = models.DateField("执行情况报告期限", null=True, blank=True)
    execution_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="executed_act",
        verbose_name="执行期限",
    )
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
            models.CheckConstraint(
                name="act_execution_after_adoption",
                condition=Q(execution_due_on__isnull=True) | Q(execution_due_on__gt=F("adopted_on")),
                violation_error_message="执行情况报告期限须晚于通过日期。",
            ),
            models.CheckConstraint(
                name="act_execution_has_an_organ",
                condition=Q(execution_due_on__isnull=True) | Q(executing_organ__isnull=False),
                violation_error_message="规定报告期限的，须选择执行机关。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/acts/{self.pk}/"


@pghistory.track()
class Announcement(Publishable):
    """公告: a public notice of the committee or the presidium, numbered through the term (handbook §4.2).

    It tells of acts, appointments, oaths, ends of mandates, by-elections and resignations.
    """

    class Kind(models.TextChoices):
        ACT = "act", "决议决定"
        APPOINTMENT = "appointment", "人事任免"
        OATH = "oath", "宪法宣誓"
        BY_ELECTION = "by_election", "补选代表"
        MANDATE_END = "mandate_end", "代表资格终止"
        RESIGNATION = "resignation", "接受辞职"
        OTHER = "other", "其他"

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    title = models.CharField("标题", max_length=200)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="announcements", verbose_name="会议"
    )
    number = models.OneToOneField(
        DocumentNumber,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="announcement",
        verbose_name="文号",
    )
    issued_on = models.DateField("公告日期")
    text = models.TextField("正文")
    mandates = models.ManyToManyField(
        Mandate, blank=True, editable=False, related_name="announcements", verbose_name="公告终止的代表资格"
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = PublishableQuerySet["Announcement"].as_manager()

    class Meta:
        verbose_name = "公告"
        verbose_name_plural = "公告"
        ordering = ("-issued_on", "-id")
        indexes = (models.Index(name="announcement_by_day", fields=("-issued_on", "-id")),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/announcements/{self.pk}/"
