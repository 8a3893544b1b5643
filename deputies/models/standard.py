"""四个六: the checklists of stations, dated checks with photographs, and the yearly assessment with its grade."""

from datetime import date
from typing import Final

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from congress.models import Photo, User
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful

from .station import Station

#: items of each of the four checklists (四个六 [S])
IN_A_GROUP: Final = 6
_HUNDRED: Final = MaxValueValidator(100)


@pghistory.track()
class StandardScheme(Stateful):
    """建站标准: a version of the four checklists with weights and grades; once in use it stays as it is.

    The names of the four groups are those of the report [S]; items, points, weights and grades are common practice
    [C], because the district Party committee's 指导意见 was not found: staff edit them as long as it is a draft.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "拟订中"
        IN_USE = "in_use", "施行中"
        REPLACED = "replaced", "已停用"

    number = models.PositiveSmallIntegerField("版次", unique=True)
    title = models.CharField("名称", max_length=80)
    basis = models.CharField("依据", max_length=160, blank=True)
    township_weight = models.PositiveSmallIntegerField("乡镇街道评分权重（%）", default=40, validators=[_HUNDRED])
    district_weight = models.PositiveSmallIntegerField("区级评分权重（%）", default=40, validators=[_HUNDRED])
    mutual_weight = models.PositiveSmallIntegerField("互评权重（%）", default=20, validators=[_HUNDRED])
    missed_points = models.DecimalField(
        "未登记接待每次扣分", max_digits=4, decimal_places=1, default=1, help_text="从总分中扣除。"
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    in_use_on = models.DateField("施行日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "建站标准"
        verbose_name_plural = "建站标准"
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(
                name="standard_weights_are_a_hundred",
                condition=Q(township_weight=100 - F("district_weight") - F("mutual_weight")),
                violation_error_message="三项权重之和须为100。",
            ),
            models.CheckConstraint(
                name="standard_missed_points_not_negative",
                condition=Q(missed_points__gte=0),
                violation_error_message="扣分不能是负数。",
            ),
            models.UniqueConstraint(
                name="standard_one_in_use",
                fields=("status",),
                condition=Q(status="in_use"),
                violation_error_message="已有施行中的建站标准。",
            ),
        )
        permissions = (("adopt_standardscheme", "施行建站标准"),)

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"

    def put_in_use(self, *, on: date) -> None:
        """施行."""
        self.move(self.Status.IN_USE, allowed=[self.Status.DRAFT], in_use_on=on)

    def replace(self) -> None:
        """停用: a later version is in use."""
        self.move(self.Status.REPLACED, allowed=[self.Status.IN_USE])


@pghistory.track()
class StandardItem(models.Model):
    """One line of a checklist: group, place, words, the most points, what proves it."""

    class Group(models.TextChoices):
        HARDWARE = "hardware", "六个有"
        INFORMATION = "information", "六公开"
        ORGANISATION = "organisation", "六到位"
        ACTIVITIES = "activities", "六定期"

    scheme = models.ForeignKey(StandardScheme, on_delete=models.CASCADE, related_name="items", verbose_name="建站标准")
    group = models.CharField("类别", max_length=14, choices=Group.choices)
    order = models.PositiveSmallIntegerField("序号")
    text = models.CharField("内容", max_length=120)
    evidence = models.CharField("佐证", max_length=120, blank=True)
    points = models.DecimalField("分值", max_digits=4, decimal_places=1)

    class Meta:
        verbose_name = "标准条目"
        verbose_name_plural = "标准条目"
        ordering = ("scheme", "group", "order")
        constraints = (
            models.UniqueConstraint(
                name="standard_item_place",
                fields=("scheme", "group", "order"),
                violation_error_message="同一类别的序号重复。",
            ),
            models.CheckConstraint(
                name="standard_item_one_of_six",
                condition=Q(order__gte=1, order__lte=IN_A_GROUP),
                violation_error_message="每个类别六条，序号为1至6。",
            ),
            models.CheckConstraint(
                name="standard_item_has_points",
                condition=Q(points__gt=0),
                violation_error_message="分值须大于0。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_group_display()}{self.order}．{self.text}"


@pghistory.track()
class StationGrade(models.Model):
    """A grade and the least total it needs: five stars from 90."""

    scheme = models.ForeignKey(StandardScheme, on_delete=models.CASCADE, related_name="grades", verbose_name="建站标准")
    label = models.CharField("等次", max_length=20)
    stars = models.PositiveSmallIntegerField("星级", validators=[MaxValueValidator(5)])
    least = models.DecimalField("最低总分", max_digits=5, decimal_places=1)

    class Meta:
        verbose_name = "等次"
        verbose_name_plural = "等次"
        ordering = ("scheme", "-least")
        constraints = (
            models.UniqueConstraint(
                name="station_grade_once",
                fields=("scheme", "least"),
                violation_error_message="两个等次的最低总分相同。",
            ),
            models.CheckConstraint(
                name="station_grade_within_a_hundred",
                condition=Q(least__gte=0, least__lte=100),
                violation_error_message="最低总分在0至100之间。",
            ),
        )

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class StationCheck(models.Model):
    """对标检查: whether a station met one item on a day, with photographs."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="checks", verbose_name="联络站")
    item = models.ForeignKey(StandardItem, on_delete=models.PROTECT, related_name="checks", verbose_name="标准条目")
    checked_on = models.DateField("检查日期")
    is_met = models.BooleanField("达到要求")
    note = models.CharField("说明", max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="检查人", editable=False
    )

    class Meta:
        verbose_name = "对标检查"
        verbose_name_plural = "对标检查"
        ordering = ("station", "item", "-checked_on")
        constraints = (
            models.UniqueConstraint(
                name="station_check_once_a_day",
                fields=("station", "item", "checked_on"),
                violation_error_message="该站当天已检查过这一条。",
            ),
            models.CheckConstraint(
                name="station_check_unmet_with_note",
                condition=Q(is_met=True) | ~Q(note=""),
                violation_error_message="未达到要求的须写明情况。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.station}：{self.item}"


class CheckPhoto(Photo):
    """What proves that an item is met."""

    check_row = models.ForeignKey(StationCheck, on_delete=models.PROTECT, related_name="photos", verbose_name="检查")

    class Meta:
        verbose_name = "检查照片"
        verbose_name_plural = "检查照片"
        ordering = ("check_row", "id")

    def __str__(self) -> str:
        return f"{self.check_row}照片"


class StationAssessmentQuerySet(PublishableQuerySet["StationAssessment"]):
    """Assessments as their readers ask for them."""

    def visible_to(self, user: User, *, on: date) -> "StationAssessmentQuerySet":
        """The committee's people see all, keepers those of their stations."""
        if user.has_perm("deputies.view_stationassessment"):
            return self
        return self.filter(station__in=Station.objects.all().kept_by(user, on=on).values("pk"))


@pghistory.track()
class StationAssessment(Publishable, Stateful):
    """年度考评: self-check, street or township, district, mutual review, grade, published (handbook §2(l))."""

    class Status(models.TextChoices):
        SELF_CHECK = "self_check", "自查"
        TOWNSHIP = "township", "乡镇街道评分"
        DISTRICT = "district", "区级核查"
        MUTUAL = "mutual", "互看互学互评"
        GRADED = "graded", "已评定"

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="assessments", verbose_name="联络站")
    scheme = models.ForeignKey(
        StandardScheme, on_delete=models.PROTECT, related_name="assessments", verbose_name="建站标准"
    )
    year = models.PositiveSmallIntegerField("年度")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.SELF_CHECK, editable=False)
    missed = models.PositiveSmallIntegerField("未登记接待（次）", null=True, blank=True, editable=False)
    total = models.DecimalField("总分", max_digits=5, decimal_places=2, null=True, blank=True, editable=False)
    grade = models.ForeignKey(
        StationGrade,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        verbose_name="等次",
        editable=False,
    )
    graded_on = models.DateField("评定日期", null=True, blank=True, editable=False)

    objects = StationAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "联络站年度考评"
        verbose_name_plural = "联络站年度考评"
        ordering = ("-year", "station")
        constraints = (
            models.UniqueConstraint(
                name="station_assessment_once_a_year",
                fields=("station", "year"),
                violation_error_message="该站本年度已有考评。",
            ),
            models.CheckConstraint(
                name="station_assessment_graded_whole",
                condition=~Q(status="graded") | Q(total__isnull=False, graded_on__isnull=False, missed__isnull=False),
                violation_error_message="评定须有总分和日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.station}{self.year}年度考评"

    def get_absolute_url(self) -> str:
        """Its page in the workspace."""
        return f"/workspace/stations/assessments/{self.pk}/"

    @property
    def public_path(self) -> str:
        """The station's page."""
        return self.station.get_absolute_url()

    def advance(self, *, frm: str, to: str) -> None:
        """The next stage, from the one before it and from no other."""
        self.move(to, allowed=[frm])

    def grade_it(self, *, total: object, grade: StationGrade | None, missed: int, on: date) -> None:
        """评定."""
        self.move(
            self.Status.GRADED,
            allowed=[self.Status.MUTUAL],
            total=total,
            grade=grade,
            missed=missed,
            graded_on=on,
        )


@pghistory.track()
class StationItemScore(models.Model):
    """The points of one item from one rater: the station itself, street or township, district."""

    class Stage(models.TextChoices):
        SELF_CHECK = "self_check", "自评"
        TOWNSHIP = "township", "乡镇街道评分"
        DISTRICT = "district", "区级核查"

    assessment = models.ForeignKey(
        StationAssessment, on_delete=models.PROTECT, related_name="scores", verbose_name="考评"
    )
    item = models.ForeignKey(StandardItem, on_delete=models.PROTECT, related_name="scores", verbose_name="标准条目")
    stage = models.CharField("评分方", max_length=10, choices=Stage.choices)
    points = models.DecimalField("得分", max_digits=4, decimal_places=1)
    note = models.CharField("说明", max_length=200, blank=True)
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="评分人", editable=False
    )

    class Meta:
        verbose_name = "考评得分"
        verbose_name_plural = "考评得分"
        ordering = ("assessment", "stage", "item__group", "item__order")
        constraints = (
            models.UniqueConstraint(
                name="station_item_score_once",
                fields=("assessment", "item", "stage"),
                violation_error_message="这一条已经评过分。",
            ),
            models.CheckConstraint(
                name="station_item_score_not_negative",
                condition=Q(points__gte=0),
                violation_error_message="得分不能是负数。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.assessment}：{self.item}"


@pghistory.track()
class MutualScore(models.Model):
    """互评: what one station gives another after the visit, out of a hundred; nobody scores himself."""

    assessment = models.ForeignKey(
        StationAssessment, on_delete=models.PROTECT, related_name="mutual_scores", verbose_name="考评"
    )
    given_by = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="scores_given", verbose_name="评分站")
    points = models.DecimalField("得分", max_digits=4, decimal_places=1)
    comment = models.CharField("评语", max_length=300, blank=True)
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="评分人", editable=False
    )

    class Meta:
        verbose_name = "互评得分"
        verbose_name_plural = "互评得分"
        ordering = ("assessment", "given_by")
        constraints = (
            models.UniqueConstraint(
                name="mutual_score_once",
                fields=("assessment", "given_by"),
                violation_error_message="该站已经评过分。",
            ),
            models.CheckConstraint(
                name="mutual_score_within_a_hundred",
                condition=Q(points__gte=0, points__lte=100),
                violation_error_message="互评得分在0至100之间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.given_by}评{self.assessment}"
