"""How a review is scored: items with points and weights, each version fixed once it is in use."""

from decimal import Decimal
from typing import Final

import pghistory
import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Deferrable, Q

from congress.workflow import Stateful
from meetings.models import AssessmentScale

#: what the weights of a scheme add up to
WHOLE: Final = Decimal(100)


class ReviewKind(models.TextChoices):
    """Whose work is reviewed (handbook §1.3 performance_review)."""

    DUTY_REPORT = "duty_report", "任后履职报告"
    TWO_OFFICERS = "two_officers", "法官、检察官履职评议"
    DEPARTMENT = "department", "部门工作评议"


@pghistory.track()
class ReviewScheme(Stateful):
    """评议方案: one version of how reviews of a kind are scored and in which grades they are voted on.

    A scheme that is in use is not changed: a new version is made from it.
    """

    class Status(models.TextChoices):
        DRAFTED = "drafted", "草拟中"
        IN_USE = "in_use", "使用中"
        RETIRED = "retired", "已停用"

    name = models.CharField("名称", max_length=80)
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    kind = models.CharField("评议类别", max_length=12, choices=ReviewKind.choices)
    scale = models.ForeignKey(
        AssessmentScale, on_delete=models.PROTECT, related_name="review_schemes", verbose_name="测评等次"
    )
    note = models.TextField("说明", blank=True)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.DRAFTED, editable=False)

    class Meta:
        verbose_name = "评议方案"
        verbose_name_plural = "评议方案"
        ordering = ("name", "-version")
        constraints = (
            models.UniqueConstraint(
                name="review_scheme_version_once",
                fields=("name", "version"),
                violation_error_message="该方案已有这一版本。",
            ),
            models.CheckConstraint(
                name="review_scheme_version_positive",
                condition=Q(version__gte=1),
                violation_error_message="版本从1开始。",
            ),
        )
        permissions = (("adopt_reviewscheme", "启用评议方案"),)

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）"

    @property
    def is_fixed(self) -> bool:
        """It was put to use, so that it can no longer change."""
        return self.status != self.Status.DRAFTED

    def adopt(self) -> None:
        """启用: from here on it is fixed."""
        self.move(self.Status.IN_USE, allowed=[self.Status.DRAFTED])

    def retire(self) -> None:
        """停用: reviews under way keep it, new ones do not take it."""
        self.move(self.Status.RETIRED, allowed=[self.Status.IN_USE])


@pghistory.track()
class ReviewItem(models.Model):
    """One item of a scheme: what is looked at, who grades it, its full marks and its share of the whole in per cent."""

    class Grader(models.TextChoices):
        EXAM = "exam", "法律知识考试"
        CASE_CHECK = "case_check", "案件评查"
        HEARING = "hearing", "庭审观摩"
        SURVEY = "survey", "问卷测评"
        RESEARCH = "research", "走访调研"
        COMMITTEE = "committee", "评议小组"
        OTHER = "other", "其他"

    scheme = models.ForeignKey(ReviewScheme, on_delete=models.CASCADE, related_name="items", verbose_name="评议方案")
    order = models.PositiveSmallIntegerField("序号")
    name = models.CharField("项目", max_length=80)
    grader = models.CharField("评分方式", max_length=12, choices=Grader.choices, default=Grader.COMMITTEE)
    max_points = models.DecimalField("满分", max_digits=6, decimal_places=2, default=WHOLE)
    weight = models.DecimalField(
        "权重（%）", max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )

    class Meta:
        verbose_name = "评分项目"
        verbose_name_plural = "评分项目"
        ordering = ("scheme", "order")
        constraints = (
            models.UniqueConstraint(
                name="review_item_order",
                fields=("scheme", "order"),
                deferrable=Deferrable.DEFERRED,
                violation_error_message="评分项目的序号不能重复。",
            ),
            models.UniqueConstraint(
                name="review_item_name",
                fields=("scheme", "name"),
                violation_error_message="评分项目的名称不能重复。",
            ),
            models.CheckConstraint(
                name="review_item_points_positive",
                condition=Q(max_points__gt=0),
                violation_error_message="满分须大于0。",
            ),
            models.CheckConstraint(
                name="review_item_weight_in_range",
                condition=Q(weight__gt=0, weight__lte=100),
                violation_error_message="权重须大于0，不超过100。",
            ),
        )
        triggers = (
            # Scores rest on it, whoever writes: a version in use is fixed by the database itself.
            pgtrigger.Trigger(
                name="items_of_drafts_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("scheme_status", "TEXT")],
                func=(
                    "SELECT status INTO scheme_status FROM supervision_reviewscheme"
                    " WHERE id = COALESCE(OLD.scheme_id, NEW.scheme_id);"
                    " IF scheme_status IS DISTINCT FROM 'drafted' THEN"
                    " RAISE EXCEPTION 'a scheme in use is fixed'; END IF;"
                    " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name
