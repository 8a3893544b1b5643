"""What an outing found: each problem with its cause and what is suggested."""

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Deferrable, F, Q

from congress.models import Organ, User
from meetings.models import OpinionPoint

from .inspection import Oversight
from .inspection_site import InspectionSite
from .legal_instrument import LegalInstrument


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings as their readers ask for them."""

    def visible_to(self, user: User) -> "FindingQuerySet":
        """Working material of the committee's people and of those who took part; organs get opinions, not findings."""
        if user.has_perm("supervision.view_oversight"):
            return self
        return self.filter(oversight__in=Oversight.objects.filter(participants__person__account=user))

    def with_rows(self) -> "FindingQuerySet":
        """What a list of findings needs."""
        return self.select_related("oversight", "organ", "instrument", "site", "point")


@pghistory.track()
class Finding(models.Model):
    """检查发现的问题: what is wrong, why, and what is suggested, on enforcement or on the law itself (SL24 art 36)."""

    class Kind(models.TextChoices):
        ENFORCEMENT = "enforcement", "改进执法工作"
        AMENDMENT = "amendment", "修改完善法律法规"

    oversight = models.ForeignKey(Oversight, on_delete=models.CASCADE, related_name="findings", verbose_name="活动")
    order = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.ENFORCEMENT)
    problem = models.TextField("问题")
    cause = models.TextField("原因", blank=True)
    suggestion = models.TextField("建议", blank=True)
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="findings", verbose_name="涉及机关"
    )
    instrument = models.ForeignKey(
        LegalInstrument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name="法律法规",
    )
    article = models.CharField("条款", max_length=60, blank=True, help_text="如“第二十三条第一款”。")
    site = models.ForeignKey(
        InspectionSite, on_delete=models.SET_NULL, null=True, blank=True, related_name="findings", verbose_name="检查点"
    )
    point = models.ForeignKey(
        OpinionPoint,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="findings",
        verbose_name="意见条目",
    )
    continues = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name="延续的问题",
        help_text="上一年同一系列检查中已经指出、仍然存在的问题。",
    )
    found_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="记录人"
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "检查发现的问题"
        verbose_name_plural = "检查发现的问题"
        ordering = ("oversight", "order")
        constraints = (
            models.UniqueConstraint(
                name="finding_order",
                fields=("oversight", "order"),
                deferrable=Deferrable.DEFERRED,
                violation_error_message="问题的序号不能重复。",
            ),
            models.CheckConstraint(
                name="finding_order_positive", condition=Q(order__gte=1), violation_error_message="序号从1开始。"
            ),
            models.CheckConstraint(
                name="finding_article_names_its_law",
                condition=Q(article="") | Q(instrument__isnull=False),
                violation_error_message="填写条款时须选择法律法规。",
            ),
            models.CheckConstraint(
                name="finding_continues_another",
                condition=Q(continues__isnull=True) | ~Q(continues=F("id")),
                violation_error_message="延续的问题不能是这个问题自己。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order}．{self.problem[:30]}"

    def clean(self) -> None:
        """What it names belongs to the same inspection, and what it continues to an earlier one of the series."""
        if not self.oversight_id:
            return
        if self.site is not None and self.site.oversight_id != self.oversight_id:
            raise ValidationError({"site": "检查点不属于本次检查。"})
        if self.continues is not None:
            earlier = self.continues.oversight
            if not earlier.series or earlier.series != self.oversight.series:
                raise ValidationError({"continues": "只能延续同一系列以前检查发现的问题。"})
            if earlier.starts_on >= self.oversight.starts_on:
                raise ValidationError({"continues": "延续的问题须出自以前的检查。"})

    @property
    def basis(self) -> str:
        """The law and the article: 《示例法》第二十三条."""
        return f"{self.instrument}{self.article}" if self.instrument else ""
