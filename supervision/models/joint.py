"""Joint supervision: upper and lower committees, or regions, act together (SL24 art 34)."""

import pghistory
from django.db import models
from django.db.models import F, Q

from deputies.models import Mandate

from .inquiry import Inquiry
from .inspection import Oversight
from .report import SpecialReport
from .review import PerformanceReview


@pghistory.track()
class JointSupervision(models.Model):
    """联动监督: one theme, led by a committee of some level, with what this committee did and reported upward."""

    class Form(models.TextChoices):
        VERTICAL = "vertical", "上下联动"
        REGIONAL = "regional", "区域协同"
        ENTRUSTED = "entrusted", "受委托检查"

    title = models.CharField("名称", max_length=160)
    form = models.CharField("形式", max_length=10, choices=Form.choices, default=Form.VERTICAL)
    led_by_level = models.CharField("牵头层级", max_length=10, choices=Mandate.Level.choices)
    led_by = models.CharField("牵头人大常委会", max_length=80, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    our_part = models.TextField("本级开展的工作", blank=True)
    oversight = models.ForeignKey(
        Oversight,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="joint_supervisions",
        verbose_name="执法检查、调研视察",
    )
    inquiry = models.ForeignKey(
        Inquiry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="joint_supervisions",
        verbose_name="专题询问",
    )
    report = models.ForeignKey(
        SpecialReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="joint_supervisions",
        verbose_name="专项工作报告",
    )
    review = models.ForeignKey(
        PerformanceReview,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="joint_supervisions",
        verbose_name="履职评议",
    )
    reported_on = models.DateField("结果上报日期", null=True, blank=True)
    report_reference = models.CharField("上报文号", max_length=80, blank=True)
    is_first = models.BooleanField("首次", default=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "联动监督"
        verbose_name_plural = "联动监督"
        ordering = ("-starts_on", "-id")
        constraints = (
            models.UniqueConstraint(
                name="joint_supervision_once",
                fields=("title", "starts_on"),
                violation_error_message="同一天已有同名的联动监督。",
            ),
            models.CheckConstraint(
                name="joint_supervision_days_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="joint_supervision_reported_after_start",
                condition=Q(reported_on__isnull=True) | Q(reported_on__gte=F("starts_on")),
                violation_error_message="上报日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="joint_supervision_reported_with_reference",
                condition=Q(reported_on__isnull=True, report_reference="")
                | (Q(reported_on__isnull=False) & ~Q(report_reference="")),
                violation_error_message="上报日期和上报文号须同时填写。",
            ),
        )

    def __str__(self) -> str:
        return self.title


class JointPartner(models.Model):
    """A committee that took part."""

    joint = models.ForeignKey(
        JointSupervision, on_delete=models.CASCADE, related_name="partners", verbose_name="联动监督"
    )
    name = models.CharField("人大常委会", max_length=80)
    level = models.CharField("层级", max_length=10, choices=Mandate.Level.choices)
    region = models.CharField("地区", max_length=40, blank=True)

    class Meta:
        verbose_name = "参与的人大常委会"
        verbose_name_plural = "参与的人大常委会"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                name="joint_partner_once", fields=("joint", "name"), violation_error_message="该常委会已经列出。"
            ),
        )

    def __str__(self) -> str:
        return self.name
