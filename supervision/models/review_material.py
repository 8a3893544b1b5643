"""What a review rests on: what research found, and the scores; much of it restricted."""

import pghistory
from django.db import models
from django.db.models import Q

from .review import PerformanceReview
from .review_scheme import ReviewItem


@pghistory.track()
class ReviewFinding(models.Model):
    """评议调研: what was done to know the work, by how many people, and what it showed.

    Exams, complaints and survey replies are restricted: they open in the review room only and are never published
    (handbook §5.3).
    """

    class Kind(models.TextChoices):
        INTERVIEW = "interview", "个别谈话"
        SURVEY = "survey", "问卷测评"
        VISIT = "visit", "实地察看"
        CASE_CHECK = "case_check", "案件评查"
        HEARING = "hearing", "庭审观摩"
        EXAM = "exam", "法律知识考试"
        COMPLAINT = "complaint", "反映情况"

    #: kept in the room whatever the clerk marks
    ALWAYS_RESTRICTED = (Kind.SURVEY, Kind.EXAM, Kind.COMPLAINT)

    review = models.ForeignKey(
        PerformanceReview, on_delete=models.PROTECT, related_name="research", verbose_name="履职评议"
    )
    kind = models.CharField("方式", max_length=12, choices=Kind.choices)
    done_on = models.DateField("日期")
    participants = models.PositiveIntegerField("人数", null=True, blank=True)
    text = models.TextField("情况")
    is_restricted = models.BooleanField("限制级", default=False)

    class Meta:
        verbose_name = "评议调研"
        verbose_name_plural = "评议调研"
        ordering = ("review", "done_on", "id")
        constraints = (
            models.CheckConstraint(
                name="review_finding_restricted_kinds",
                condition=~Q(kind__in=("survey", "exam", "complaint")) | Q(is_restricted=True),
                violation_error_message="问卷、考试和反映情况属于限制级，请勾选“限制级”。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.review}）"


@pghistory.track()
class ReviewScore(models.Model):
    """评分: points of one grader for one item of the scheme; of the review room, never public."""

    review = models.ForeignKey(
        PerformanceReview, on_delete=models.PROTECT, related_name="scores", verbose_name="履职评议"
    )
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="scores", verbose_name="评分项目")
    grader = models.CharField("评分人", max_length=40)
    points = models.DecimalField("得分", max_digits=6, decimal_places=2)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "评分"
        verbose_name_plural = "评分"
        ordering = ("review", "item__order", "grader")
        constraints = (
            models.UniqueConstraint(
                name="review_score_once",
                fields=("review", "item", "grader"),
                violation_error_message="该评分人已经对这一项目评分。",
            ),
            models.CheckConstraint(
                name="review_score_not_negative",
                condition=Q(points__gte=0),
                violation_error_message="得分不能是负数。",
            ),
        )

    def __str__(self) -> str:
        # Log lines and lists outside the room carry it: it tells no points.
        return f"{self.review}：{self.item}"
