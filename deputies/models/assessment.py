"""The assessment of one deputy for one year: points with their evidence, ratings, objections."""

from datetime import date, datetime

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from congress.models import Attachment, Obligation, User
from congress.workflow import Stateful

from .area import of_area
from .duty import ActivityAttendance
from .mandate import Mandate
from .performance import PerformanceScheme, SchemeGrade, SchemeItem, SchemeRater

FIRST_YEAR, LAST_YEAR = 2000, 2199


class DutyAssessmentQuerySet(models.QuerySet["DutyAssessment"]):
    """Assessments as a clerk would name them."""

    def in_year(self, year: int) -> "DutyAssessmentQuerySet":
        """Of one year."""
        return self.filter(year=year)

    def visible_to(self, user: User) -> "DutyAssessmentQuerySet":
        """The deputies' committee and the chairpersons read all, an area its own, a deputy his own once it was told.

        Scores are nobody else's (handbook §5.2 performance score).
        """
        if user.has_perm("deputies.view_dutyassessment"):
            return self
        own = Q(mandate__person__account=user) & ~Q(status=DutyAssessment.Status.OPEN)
        return self.filter(own | of_area(user, "mandate__delegation"))

    def by_strokes(self) -> "DutyAssessmentQuerySet":
        """按姓名笔画为序."""
        return self.order_by("-year", "mandate__person__stroke_key", "mandate__person__name", "pk")


@pghistory.track()
class DutyAssessment(Stateful):
    """年度履职考评: computed from the ledger, told to the deputy, frozen once it is confirmed (handbook §2(m)).

    Days outside of the mandate, and days on which its exercise was suspended, are neither counted nor asked for.
    """

    class Status(models.TextChoices):
        OPEN = "open", "考评中"
        NOTIFIED = "notified", "已告知代表"
        CONFIRMED = "confirmed", "已确认"

    scheme = models.ForeignKey(
        PerformanceScheme, on_delete=models.PROTECT, related_name="assessments", verbose_name="考评办法"
    )
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="assessments", verbose_name="代表")
    year = models.PositiveSmallIntegerField("年度")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.OPEN, editable=False)
    days_in_office = models.PositiveSmallIntegerField("在任天数", editable=False)
    total = models.DecimalField("总分", max_digits=6, decimal_places=2, null=True, editable=False)
    grade = models.ForeignKey(
        SchemeGrade, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="等次", editable=False
    )
    is_vetoed = models.BooleanField("一票否决", default=False, editable=False)
    computed_at = models.DateTimeField("计算时间", null=True, editable=False)
    notified_on = models.DateField("告知日期", null=True, editable=False)
    objections_until = models.DateField("异议截止", null=True, editable=False)
    confirmed_on = models.DateField("确认日期", null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="确认人",
        editable=False,
    )
    decision = models.CharField("确认依据", max_length=120, blank=True, editable=False)

    objects = DutyAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "年度履职考评"
        verbose_name_plural = "年度履职考评"
        ordering = ("-year", "mandate")
        constraints = (
            models.UniqueConstraint(
                name="duty_assessment_once",
                fields=("mandate", "year"),
                violation_error_message="该代表该年度已有考评。",
            ),
            models.CheckConstraint(
                name="duty_assessment_year_in_range",
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                violation_error_message=f"年度须在{FIRST_YEAR}至{LAST_YEAR}之间。",
            ),
            models.CheckConstraint(
                name="duty_assessment_confirmed_whole",
                condition=~Q(status="confirmed")
                | Q(total__isnull=False, grade__isnull=False, confirmed_on__isnull=False, confirmed_by__isnull=False),
                violation_error_message="确认的考评须有总分、等次、确认日期和确认人。",
            ),
        )
        permissions = (
            ("compute_dutyassessment", "计算并告知履职考评"),
            ("confirm_dutyassessment", "确认履职考评"),
            ("rate_deputies", "为代表履职评分"),
        )
        triggers = (
            pgtrigger.Protect(
                name="frozen_when_confirmed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="confirmed"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.mandate.person}{self.year}年履职考评"

    def get_absolute_url(self) -> str:
        """Its page in the workspace."""
        return f"/workspace/duty/assessments/{self.pk}/"

    @property
    def is_open(self) -> bool:
        """Entries and ratings may still come."""
        return self.status == self.Status.OPEN

    def notify(self, *, on: date, until: date) -> None:
        """告知代表: the time for objections runs."""
        self.move(self.Status.NOTIFIED, allowed=[self.Status.OPEN], notified_on=on, objections_until=until)

    def reopen(self) -> None:
        """重新考评: an objection was upheld."""
        self.move(self.Status.OPEN, allowed=[self.Status.NOTIFIED], notified_on=None, objections_until=None)

    def confirm(self, *, by: User, on: date, decision: str) -> None:
        """确认: frozen from here on."""
        self.move(
            self.Status.CONFIRMED,
            allowed=[self.Status.NOTIFIED],
            confirmed_by=by,
            confirmed_on=on,
            decision=decision,
        )


def _of_unconfirmed(name: str) -> pgtrigger.Trigger:
    """A trigger that keeps rows of a confirmed assessment as they are."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=(
            "IF EXISTS (SELECT 1 FROM deputies_dutyassessment a WHERE a.status = 'confirmed'"
            " AND a.id = COALESCE(OLD.assessment_id, NEW.assessment_id)) THEN"
            " RAISE EXCEPTION 'a confirmed assessment is frozen'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


class AssessmentLine(models.Model):
    """考评得分: what one item brought, the arithmetic in words, and the records that it rests on."""

    assessment = models.ForeignKey(
        DutyAssessment, on_delete=models.CASCADE, related_name="lines", verbose_name="履职考评"
    )
    item = models.ForeignKey(SchemeItem, on_delete=models.PROTECT, related_name="+", verbose_name="项目")
    points = models.DecimalField("得分", max_digits=6, decimal_places=2)
    formula = models.CharField("算式", max_length=300)
    # Keys, not a table of pairs: they say what was counted on that day and outlive a withdrawal.
    evidence = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name="依据的履职记录")

    class Meta:
        verbose_name = "考评得分"
        verbose_name_plural = "考评得分"
        ordering = ("assessment", "item__part__order", "item__order")
        constraints = (
            models.UniqueConstraint(
                name="assessment_line_once",
                fields=("assessment", "item"),
                violation_error_message="每个项目只计一次分。",
            ),
        )
        triggers = (_of_unconfirmed("lines_frozen_when_confirmed"),)

    def __str__(self) -> str:
        return f"{self.item}：{self.formula}"

    def records(self) -> models.QuerySet[ActivityAttendance]:
        """The rows of the ledger that it rests on."""
        rows = ActivityAttendance.objects.filter(pk__in=self.evidence).select_related("activity")
        return rows.order_by("activity__starts_on", "pk")


@pghistory.track()
class AssessmentEntry(models.Model):
    """据实加减分: one fact that the ledger does not hold, with its points, its day and what proves it."""

    assessment = models.ForeignKey(
        DutyAssessment, on_delete=models.CASCADE, related_name="entries", verbose_name="履职考评"
    )
    item = models.ForeignKey(SchemeItem, on_delete=models.PROTECT, related_name="+", verbose_name="项目")
    points = models.DecimalField("分值", max_digits=6, decimal_places=2, help_text="加分、扣分都填正数；一票否决填0。")
    happened_on = models.DateField("日期")
    reason = models.CharField("事由", max_length=200)
    files = models.ManyToManyField(Attachment, blank=True, related_name="assessment_entries", verbose_name="证明材料")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人", editable=False
    )

    class Meta:
        verbose_name = "据实加减分"
        verbose_name_plural = "据实加减分"
        ordering = ("assessment", "happened_on", "id")
        constraints = (
            models.CheckConstraint(
                name="assessment_entry_points_not_negative",
                condition=Q(points__gte=0),
                violation_error_message="加分、扣分都填正数。",
            ),
        )
        triggers = (_of_unconfirmed("entries_frozen_when_confirmed"),)

    def __str__(self) -> str:
        return f"{self.item}：{self.reason}"


@pghistory.track()
class RaterScore(models.Model):
    """评分: the points that one rater gives for one item."""

    assessment = models.ForeignKey(
        DutyAssessment, on_delete=models.CASCADE, related_name="scores", verbose_name="履职考评"
    )
    item = models.ForeignKey(SchemeItem, on_delete=models.PROTECT, related_name="+", verbose_name="项目")
    rater = models.ForeignKey(SchemeRater, on_delete=models.PROTECT, related_name="+", verbose_name="评分主体")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="评分人", editable=False
    )
    points = models.DecimalField("分值", max_digits=6, decimal_places=2)
    note = models.CharField("评语", max_length=200, blank=True)

    class Meta:
        verbose_name = "评分"
        verbose_name_plural = "评分"
        ordering = ("assessment", "item", "rater", "id")
        constraints = (
            models.UniqueConstraint(
                name="rater_score_once",
                fields=("assessment", "item", "rater", "account"),
                violation_error_message="您已为该代表的这一项评分，请修改原来的评分。",
            ),
            models.CheckConstraint(
                name="rater_score_not_negative",
                condition=Q(points__gte=0),
                violation_error_message="分值不能为负数。",
            ),
        )
        triggers = (_of_unconfirmed("scores_frozen_when_confirmed"),)

    def __str__(self) -> str:
        return f"{self.rater}：{self.points}"


class ObjectionQuerySet(models.QuerySet["AssessmentObjection"]):
    """Objections as a clerk would name them."""

    def unanswered(self) -> "ObjectionQuerySet":
        """Waiting for an answer."""
        return self.filter(status=AssessmentObjection.Status.MADE)

    def answered_late(self) -> "ObjectionQuerySet":
        """Answered after the day on which the answer was owed."""
        return self.filter(obligation__done_on__gt=F("obligation__due_on"))


@pghistory.track()
class AssessmentObjection(Stateful):
    """异议: what the deputy says against the points, and the answer that is owed."""

    class Status(models.TextChoices):
        MADE = "made", "待答复"
        UPHELD = "upheld", "成立，重新考评"
        REJECTED = "rejected", "不成立"

    assessment = models.ForeignKey(
        DutyAssessment, on_delete=models.PROTECT, related_name="objections", verbose_name="履职考评"
    )
    item = models.ForeignKey(
        SchemeItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="项目"
    )
    text = models.TextField("异议和理由")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提出人", editable=False
    )
    made_on = models.DateField("提出日期", editable=False)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.MADE, editable=False)
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="duty_objection", verbose_name="答复期限", editable=False
    )
    answer = models.TextField("答复", blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="答复人",
        editable=False,
    )
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "考评异议"
        verbose_name_plural = "考评异议"
        ordering = ("-made_on", "-id")
        constraints = (
            models.UniqueConstraint(
                name="objection_one_open",
                fields=("assessment",),
                condition=Q(status="made"),
                violation_error_message="已有待答复的异议，请等待答复。",
            ),
            models.CheckConstraint(
                name="objection_answered_in_words",
                condition=Q(status="made") | (~Q(answer="") & Q(answered_by__isnull=False)),
                violation_error_message="答复须写明内容。",
            ),
        )
        permissions = (("answer_objection", "答复考评异议"),)

    def __str__(self) -> str:
        return f"{self.assessment}的异议"

    def settle(self, *, is_upheld: bool, answer: str, by: User, at: datetime) -> None:
        """答复."""
        to = self.Status.UPHELD if is_upheld else self.Status.REJECTED
        self.move(to, allowed=[self.Status.MADE], answer=answer, answered_by=by, answered_at=at)
