"""Deliberation opinions: the members' opinions on a report, collated into numbered points."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Deferrable, Q

from congress.models import DocumentNumber, Obligation, Organ
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful

from .agenda import AgendaItem
from .meeting import Meeting


@pghistory.track()
class OpinionPaper(Publishable, Stateful):
    """审议意见: collated by a working committee, adopted by the chairpersons' meeting, then handed to organs.

    Source: SL24 art 17 (SL06 art 14); ZJ-SUP08 arts 42-45.
    """

    class Status(models.TextChoices):
        DRAFTED = "drafted", "汇总中"
        SUBMITTED = "submitted", "待主任会议通过"
        ADOPTED = "adopted", "已通过"
        HANDED_OVER = "handed_over", "已交办"
        CLOSED = "closed", "已办结"

    #: adopted text is fixed: it is what the organ was given
    FIXED = (Status.ADOPTED, Status.HANDED_OVER, Status.CLOSED)

    item = models.OneToOneField(
        AgendaItem, on_delete=models.PROTECT, related_name="opinion_paper", verbose_name="审议的报告"
    )
    title = models.CharField("标题", max_length=200)
    working_committee = models.ForeignKey(
        Organ, on_delete=models.PROTECT, related_name="opinion_papers", verbose_name="汇总工委"
    )
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.DRAFTED, editable=False)
    returned_note = models.CharField("退回说明", max_length=300, blank=True, editable=False)
    adopted_at_meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="adopted_opinions",
        verbose_name="通过的主任会议",
    )
    adopted_on = models.DateField("通过日期", null=True, blank=True, editable=False)
    number = models.OneToOneField(
        DocumentNumber,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="opinion_paper",
        verbose_name="文号",
    )
    handover_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="opinion_paper",
        verbose_name="交办期限",
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = PublishableQuerySet["OpinionPaper"].as_manager()

    class Meta:
        verbose_name = "审议意见"
        verbose_name_plural = "审议意见"
        ordering = ("-id",)
        indexes = (models.Index(name="opinion_by_day", fields=("-adopted_on", "-id")),)
        constraints = (
            models.CheckConstraint(
                name="opinion_adopted_has_a_date",
                condition=Q(status__in=("drafted", "submitted")) | Q(adopted_on__isnull=False),
                violation_error_message="通过的审议意见须有通过日期。",
            ),
        )
        permissions = (("adopt_opinionpaper", "主任会议通过审议意见"), ("hand_over_opinionpaper", "交办审议意见"))

    def __str__(self) -> str:
        return self.title

    @property
    def is_fixed(self) -> bool:
        """The text can no longer change."""
        return self.status in self.FIXED

    def submit(self) -> None:
        """提请主任会议: text collated by the working committee."""
        self.move(self.Status.SUBMITTED, allowed=[self.Status.DRAFTED], returned_note="")

    def send_back(self, *, note: str) -> None:
        """退回修改: the chairpersons' meeting asks for another text."""
        self.move(self.Status.DRAFTED, allowed=[self.Status.SUBMITTED], returned_note=note)

    def adopt(self, *, on: date, meeting: Meeting) -> None:
        """通过: by the chairpersons' meeting (ZJ-SUP08 art 43)."""
        self.move(self.Status.ADOPTED, allowed=[self.Status.SUBMITTED], adopted_on=on, adopted_at_meeting=meeting)

    def hand_over(self, *, number: DocumentNumber) -> None:
        """交办: with a number, within seven days (ZJ-SUP08 art 43)."""
        self.move(self.Status.HANDED_OVER, allowed=[self.Status.ADOPTED], number=number)

    def close(self) -> None:
        """办结: every point is closed or carried over."""
        self.move(self.Status.CLOSED, allowed=[self.Status.HANDED_OVER])


@pghistory.track()
class OpinionPoint(models.Model):
    """One numbered point of an opinion paper: what is asked, of whom when not of all."""

    paper = models.ForeignKey(OpinionPaper, on_delete=models.CASCADE, related_name="points", verbose_name="审议意见")
    order = models.PositiveSmallIntegerField("序号")
    text = models.TextField("意见")
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="承办机关",
        help_text="不填表示由报告机关办理。",
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "意见条目"
        verbose_name_plural = "意见条目"
        ordering = ("paper", "order")
        constraints = (
            models.UniqueConstraint(
                name="opinion_point_order",
                fields=("paper", "order"),
                deferrable=Deferrable.DEFERRED,
                violation_error_message="意见条目的序号不能重复。",
            ),
            models.CheckConstraint(
                name="opinion_point_order_positive",
                condition=Q(order__gte=1),
                violation_error_message="序号从1开始。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order}．{self.text[:30]}"
