"""What hangs on an opinion: who came, the rounds with the unit, the visitor's ratings, photographs."""

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import LoopRound, Photo

from .public_opinion import PublicOpinion


class OpinionVisitor(models.Model):
    """来访人: the least that an answer needs, apart from the matter, and erased some time after its end.

    Name and number are optional. Of the code that the visitor asks with only a digest is kept. No field history, so
    that what is erased is gone (个人信息保护法 arts 6, 47).
    """

    opinion = models.OneToOneField(
        PublicOpinion, on_delete=models.CASCADE, related_name="visitor", verbose_name="社情民意"
    )
    name = models.CharField("姓名", max_length=40, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    code_digest = models.CharField("查询码摘要", max_length=64, unique=True, editable=False)
    agreed_at = models.DateTimeField("同意时间", editable=False)
    erased_at = models.DateTimeField("个人信息清除时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "来访人"
        verbose_name_plural = "来访人"
        constraints = (
            models.CheckConstraint(
                name="opinion_visitor_erased_is_empty",
                condition=Q(erased_at__isnull=True) | Q(name="", phone=""),
                violation_error_message="已清除的个人信息不能再填写。",
            ),
        )

    def __str__(self) -> str:
        return f"“{self.opinion}”的来访人"

    @property
    def masked_name(self) -> str:
        """王** for those who may not know."""
        return f"{self.name[0]}**" if self.name else "未留姓名"

    @property
    def masked_phone(self) -> str:
        """138****5678."""
        return f"{self.phone[:3]}****{self.phone[-4:]}" if self.phone else "未留电话"


# A visitor who asks for more writes `demand` and the verdict on the round before; both are written once.
@pghistory.track(exclude=["demand", "verdict"])
class OpinionRound(LoopRound):
    """办理轮次: what the unit was asked, by when, and what it answered; never overwritten."""

    class OpenedBy(models.TextChoices):
        HANDING = "handing", "交办"
        STATION = "station", "联络站退回"
        VISITOR = "visitor", "来访人不满意"

    opinion = models.ForeignKey(PublicOpinion, on_delete=models.CASCADE, related_name="rounds", verbose_name="社情民意")
    opened_by = models.CharField("发起", max_length=8, choices=OpenedBy.choices, default=OpenedBy.HANDING)
    opened_on = models.DateField("交办日期")
    unit_name = models.CharField("承办单位", max_length=80)
    is_returned = models.BooleanField("退回改派", default=False)

    class Meta(LoopRound.Meta):
        verbose_name = "办理轮次"
        verbose_name_plural = "办理轮次"
        constraints = (
            models.UniqueConstraint(name="opinion_round_number", fields=("opinion", "number")),
            models.UniqueConstraint(
                name="opinion_reopened_once_by_its_visitor",
                fields=("opinion",),
                condition=Q(opened_by="visitor"),
                violation_error_message="来访人只能要求重新办理一次。",
            ),
            models.CheckConstraint(
                name="opinion_round_answered_in_words",
                condition=Q(reported_on__isnull=True) | (~Q(text="") & Q(reported_on__gte=F("opened_on"))),
                violation_error_message="答复须有内容，日期不能早于交办日期。",
            ),
        )

    def __str__(self) -> str:
        return f"“{self.opinion}”第{self.number}轮"


@pghistory.track(exclude=["comment"])
class OpinionRating(models.Model):
    """评价: what the visitor thinks of one answer; nobody sets it for the visitor (handbook §3.4)."""

    class Grade(models.TextChoices):
        SATISFIED = "satisfied", "满意"
        BASICALLY = "basically", "基本满意"
        DISSATISFIED = "dissatisfied", "不满意"

    opinion = models.ForeignKey(
        PublicOpinion, on_delete=models.CASCADE, related_name="ratings", verbose_name="社情民意"
    )
    # Of an opinion that was answered without a unit, 0.
    round_number = models.PositiveSmallIntegerField("轮次", default=0)
    grade = models.CharField("评价", max_length=12, choices=Grade.choices)
    comment = models.CharField("说明", max_length=300, blank=True)
    by_phone = models.BooleanField("联络站回访登记", default=False)
    rated_on = models.DateField("评价日期")

    class Meta:
        verbose_name = "来访人评价"
        verbose_name_plural = "来访人评价"
        ordering = ("opinion", "round_number", "id")
        constraints = (
            models.UniqueConstraint(
                name="opinion_rated_once_a_round",
                fields=("opinion", "round_number"),
                violation_error_message="本次答复已经评价过。",
            ),
        )

    def __str__(self) -> str:
        return f"“{self.opinion}”：{self.get_grade_display()}"


class OpinionPhoto(Photo):
    """照片 of the matter, sent by the visitor or taken by the station."""

    opinion = models.ForeignKey(PublicOpinion, on_delete=models.CASCADE, related_name="photos", verbose_name="社情民意")

    class Meta:
        verbose_name = "社情民意照片"
        verbose_name_plural = "社情民意照片"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"“{self.opinion}”的照片"
