"""Opinions in numbered points: on a report, from a chairpersons' meeting, or in a letter of their own."""

from datetime import date

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Deferrable, Q

from congress.models import DocumentNumber, Obligation, Organ
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful

from .agenda import AgendaItem
from .meeting import Meeting


@pghistory.track()
class OpinionPaper(Publishable, Stateful):
    """审议意见 and their kin: collated by a working committee, adopted by the chairpersons' meeting, handed to organs.

    A deliberation opinion rests on an item of the standing committee's agenda; an opinion of the chairpersons' meeting
    on an item of theirs; a letter has no item and tells itself what gave rise to it. All take the same steps.
    Source: SL24 art 17 (SL06 art 14); ZJ-SUP08 arts 42-45; letters and chairpersons' opinions follow them by practice.
    """

    class Kind(models.TextChoices):
        DELIBERATION = "deliberation", "审议意见"
        LETTER = "letter", "意见建议函"
        CHAIR = "chair", "主任会议议事意见"

    class Status(models.TextChoices):
        DRAFTED = "drafted", "汇总中"
        SUBMITTED = "submitted", "待主任会议通过"
        ADOPTED = "adopted", "已通过"
        HANDED_OVER = "handed_over", "已交办"
        CLOSED = "closed", "已办结"

    #: adopted text is fixed: it is what the organ was given
    FIXED = (Status.ADOPTED, Status.HANDED_OVER, Status.CLOSED)

    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.DELIBERATION)
    item = models.OneToOneField(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opinion_paper",
        verbose_name="审议的报告或者议题",
        help_text="审议意见选常委会会议的报告，主任会议议事意见选主任会议的议题；意见建议函不选。",
    )
    occasion = models.CharField(
        "来由",
        max_length=300,
        blank=True,
        help_text="意见建议函填写：开展了什么监督活动。例：对全区养老服务工作进行了视察",
    )
    occasion_on = models.DateField("活动日期", null=True, blank=True, help_text="来由中监督活动的日期。")
    addressee = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="主送机关",
        help_text="不填表示报告机关；意见建议函不填的，每条意见都须写明承办机关。",
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
            models.CheckConstraint(
                name="opinion_item_fits_its_kind",
                condition=Q(kind="letter", item__isnull=True)
                | Q(kind__in=("deliberation", "chair"), item__isnull=False),
                violation_error_message="审议意见、主任会议议事意见须选择报告或者议题；意见建议函不选择报告或者议题。",
            ),
            models.CheckConstraint(
                name="opinion_letter_has_an_occasion",
                condition=~Q(kind="letter") | ~Q(occasion=""),
                violation_error_message="意见建议函须写明来由：因什么监督活动提出。",
            ),
        )
        permissions = (("adopt_opinionpaper", "主任会议通过审议意见"), ("hand_over_opinionpaper", "交办审议意见"))

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """The item is one of the meeting from which such opinions come."""
        if self.item is None or self.kind == self.Kind.LETTER:
            return
        is_of_chair = self.item.meeting.kind == Meeting.Kind.CHAIR_MEETING
        if self.kind == self.Kind.CHAIR and not is_of_chair:
            raise ValidationError({"item": "主任会议议事意见须选择主任会议的议题。"})
        if self.kind == self.Kind.DELIBERATION and is_of_chair:
            raise ValidationError({"item": "主任会议的议题形成主任会议议事意见，请改选类别。"})

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that heard the matter; of a letter, the one that adopted it."""
        return self.item.meeting if self.item else self.adopted_at_meeting

    @property
    def raised_on(self) -> date | None:
        """The first day of what gave rise to it; adoption cannot lie before."""
        return self.item.meeting.starts_on if self.item else self.occasion_on

    @property
    def subject(self) -> str:
        """What the opinions are about: the report, the topic of the meeting, or the occasion of a letter."""
        return self.item.title if self.item else self.occasion

    @property
    def answering_organ(self) -> Organ | None:
        """Who answers the points that name no organ."""
        return self.addressee or (self.item.reporting_organ if self.item else None)

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

    def reopen(self) -> None:
        """重新办理: what was closed has fallen back."""
        self.move(self.Status.HANDED_OVER, allowed=[self.Status.CLOSED])


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
        help_text="不填表示由主送机关或者报告机关办理。",
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
