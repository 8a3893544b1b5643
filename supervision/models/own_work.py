"""The committee's own work: results of study campaigns, publicity, awards, training of staff."""

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import Organ
from meetings.models import Meeting

from .figure import Sourced


@pghistory.track()
class StudyResult(Sourced):
    """学习教育成果: one research report or one problem solved in a study campaign; totals are `CountedTotal`."""

    class Kind(models.TextChoices):
        RESEARCH_REPORT = "research_report", "调研报告"
        PROBLEM_SOLVED = "problem_solved", "解决问题"

    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    campaign = models.CharField("所属活动", max_length=80, help_text="例：“不忘初心、牢记使命”主题教育。")
    title = models.CharField("题目", max_length=160)
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="study_results", verbose_name="承办机构"
    )
    finished_on = models.DateField("完成日期")

    class Meta:
        verbose_name = "学习教育成果"
        verbose_name_plural = "学习教育成果"
        ordering = ("-finished_on", "-id")
        constraints = (
            models.UniqueConstraint(
                name="study_result_once",
                fields=("kind", "campaign", "title"),
                violation_error_message="该活动中已有同名的成果。",
            ),
        )

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class PublicityItem(Sourced):
    """宣传和纪念活动: a film, a book, an exhibition, a visit, a commemoration; a series of an anniversary."""

    class Kind(models.TextChoices):
        FILM = "film", "宣传片"
        BOOK = "book", "书籍"
        EXHIBITION = "exhibition", "展览"
        VISIT = "visit", "参观学习"
        COMMEMORATION = "commemoration", "纪念会"
        REPORT = "report", "媒体报道"
        OTHER = "other", "其他"

    UNITS = {
        Kind.FILM: "部",
        Kind.BOOK: "本",
        Kind.EXHIBITION: "次",
        Kind.VISIT: "次",
        Kind.COMMEMORATION: "场",
        Kind.REPORT: "篇",
        Kind.OTHER: "项",
    }

    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    title = models.CharField("名称", max_length=160)
    series = models.CharField("系列", max_length=80, blank=True, help_text="例：地方人大设立常委会40周年系列纪念活动。")
    completed_on = models.DateField("完成日期")
    meeting = models.OneToOneField(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="publicity_item",
        verbose_name="会议",
        help_text="以会议形式举行的，选择该次会议。",
    )

    class Meta:
        verbose_name = "宣传和纪念活动"
        verbose_name_plural = "宣传和纪念活动"
        ordering = ("-completed_on", "-id")
        constraints = (
            models.UniqueConstraint(
                name="publicity_item_once",
                fields=("kind", "title", "completed_on"),
                violation_error_message="同一天已有同名的项目。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def unit(self) -> str:
        """The counting word of its kind."""
        return self.UNITS[self.Kind(self.kind)]


@pghistory.track()
class Award(Sourced):
    """评选表彰: given by the committee, or received by it."""

    class Kind(models.TextChoices):
        GIVEN = "given", "开展评选表彰"
        RECEIVED = "received", "受到表彰"

    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    title = models.CharField("名称", max_length=160)
    issuer = models.CharField("表彰机关", max_length=80, blank=True)
    awarded_on = models.DateField("表彰日期")
    recipients = models.PositiveSmallIntegerField("表彰数（个、名）", null=True, blank=True)

    class Meta:
        verbose_name = "评选表彰"
        verbose_name_plural = "评选表彰"
        ordering = ("-awarded_on", "-id")
        constraints = (
            models.UniqueConstraint(
                name="award_once",
                fields=("kind", "title", "awarded_on"),
                violation_error_message="同一天已有同名的表彰。",
            ),
        )

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class StaffTraining(Sourced):
    """机关干部培训: one course or study day of the committee's staff, counted in 期 and in 人次."""

    title = models.CharField("培训内容", max_length=160)
    organiser = models.CharField("组织单位", max_length=80, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    participants = models.PositiveSmallIntegerField("参加人次")

    class Meta:
        verbose_name = "机关干部培训"
        verbose_name_plural = "机关干部培训"
        ordering = ("-starts_on", "-id")
        constraints = (
            models.UniqueConstraint(
                name="staff_training_once",
                fields=("title", "starts_on"),
                violation_error_message="同一天已有同名的培训。",
            ),
            models.CheckConstraint(
                name="staff_training_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="staff_training_has_participants",
                condition=Q(participants__gte=1),
                violation_error_message="参加人次应大于零。",
            ),
        )

    def __str__(self) -> str:
        return self.title
