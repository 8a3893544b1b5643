"""What goes on at stations beside receptions: delegations that come to study, deliberations, the contest of stories."""

from datetime import date

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful

from .mandate import Mandate
from .station import Station


@pghistory.track()
class IncomingVisit(models.Model):
    """考察: one delegation of a people's congress that came to study; the counting word is 批次."""

    visited_on = models.DateField("考察日期")
    guests = models.CharField("来访代表团", max_length=120)
    origin = models.CharField("来自", max_length=80, blank=True)
    level = models.CharField("级别", max_length=10, choices=Mandate.Level.choices, blank=True)
    people = models.PositiveSmallIntegerField("人数", null=True, blank=True)
    stations = models.ManyToManyField(Station, blank=True, related_name="incoming_visits", verbose_name="考察的联络站")
    subject = models.CharField("考察内容", max_length=200, blank=True)
    note = models.TextField("交流情况", blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("资料来源", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "来访考察"
        verbose_name_plural = "来访考察"
        ordering = ("-visited_on", "id")
        constraints = (
            models.UniqueConstraint(
                name="incoming_visit_once",
                fields=("visited_on", "guests"),
                violation_error_message="该代表团当天的考察已登记。",
            ),
            models.CheckConstraint(
                name="incoming_visit_has_people",
                condition=Q(people__isnull=True) | Q(people__gte=1),
                violation_error_message="人数至少为1。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.guests}考察"


class DeliberationQuerySet(models.QuerySet["DeliberationEvent"]):
    """Deliberations as their readers ask for them."""

    def published(self) -> "DeliberationQuerySet":
        """Announced; the topic, the day and what came of it are public by what they are."""
        return self.exclude(status=DeliberationEvent.Status.PLANNED)


@pghistory.track()
class DeliberationEvent(Stateful):
    """快来议事: an announced topic, a day, who took part, opinions, results (the rules of 2020 were not found [C])."""

    class Status(models.TextChoices):
        PLANNED = "planned", "拟订中"
        ANNOUNCED = "announced", "已公布"
        HELD = "held", "已议事"
        CONCLUDED = "concluded", "已反馈结果"
        CANCELLED = "cancelled", "已取消"

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="deliberations", verbose_name="联络站")
    topic = models.CharField("议题", max_length=120)
    background = models.TextField("议题说明", blank=True)
    held_on = models.DateField("议事日期")
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PLANNED, editable=False)
    announced_on = models.DateField("公布日期", null=True, blank=True, editable=False)
    deputies = models.ManyToManyField(
        Mandate, blank=True, related_name="deliberations", verbose_name="参加的代表", editable=False
    )
    residents = models.PositiveSmallIntegerField("参加的群众（人）", null=True, blank=True, editable=False)
    opinions = models.TextField("主要意见", blank=True, editable=False)
    results = models.TextField("办理结果", blank=True, editable=False)
    concluded_on = models.DateField("反馈日期", null=True, blank=True, editable=False)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True, editable=False)

    objects = DeliberationQuerySet.as_manager()

    class Meta:
        verbose_name = "快来议事"
        verbose_name_plural = "快来议事"
        ordering = ("-held_on", "id")
        constraints = (
            models.UniqueConstraint(
                name="deliberation_once",
                fields=("station", "held_on", "topic"),
                violation_error_message="该站当天已有同一议题。",
            ),
            models.CheckConstraint(
                name="deliberation_announced_before_it_is_held",
                condition=Q(announced_on__isnull=True) | Q(announced_on__lte=F("held_on")),
                violation_error_message="公布日期不能晚于议事日期。",
            ),
            models.CheckConstraint(
                name="deliberation_held_with_opinions",
                condition=~Q(status__in=("held", "concluded")) | (Q(residents__isnull=False) & ~Q(opinions="")),
                violation_error_message="请填写参加人数和主要意见。",
            ),
            models.CheckConstraint(
                name="deliberation_concluded_with_results",
                condition=~Q(status="concluded") | (Q(concluded_on__isnull=False) & ~Q(results="")),
                violation_error_message="请填写办理结果。",
            ),
            models.CheckConstraint(
                name="deliberation_cancelled_with_reason",
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""),
                violation_error_message="取消须写明原因。",
            ),
        )

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/stations/deliberations/{self.pk}/"

    def announce(self, *, on: date) -> None:
        """公布议题."""
        self.move(self.Status.ANNOUNCED, allowed=[self.Status.PLANNED], announced_on=on)

    def hold(self, *, residents: int, opinions: str) -> None:
        """登记议事情况."""
        self.move(self.Status.HELD, allowed=[self.Status.ANNOUNCED], residents=residents, opinions=opinions)

    def conclude(self, *, results: str, on: date) -> None:
        """反馈结果."""
        self.move(self.Status.CONCLUDED, allowed=[self.Status.HELD], results=results, concluded_on=on)

    def cancel(self, *, reason: str) -> None:
        """取消."""
        self.move(self.Status.CANCELLED, allowed=[self.Status.PLANNED, self.Status.ANNOUNCED], cancel_reason=reason)


@pghistory.track()
class StoryContest(Stateful):
    """“联络站的好故事”征集: one contest with its rounds; who won stands in the entries."""

    class Status(models.TextChoices):
        OPEN = "open", "征集中"
        JUDGING = "judging", "评选中"
        CLOSED = "closed", "已揭晓"

    title = models.CharField("名称", max_length=80)
    year = models.PositiveSmallIntegerField("年度")
    opens_on = models.DateField("征集开始")
    closes_on = models.DateField("征集截止")
    rounds = models.PositiveSmallIntegerField("评选轮次", default=1, validators=[MaxValueValidator(5)])
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.OPEN, editable=False)
    round_number = models.PositiveSmallIntegerField("当前轮次", default=0, editable=False)
    closed_on = models.DateField("揭晓日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "好故事征集"
        verbose_name_plural = "好故事征集"
        ordering = ("-year", "-id")
        constraints = (
            models.UniqueConstraint(
                name="story_contest_once",
                fields=("year", "title"),
                violation_error_message="本年度已有同名征集。",
            ),
            models.CheckConstraint(
                name="story_contest_days_in_order",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="征集截止不能早于开始。",
            ),
            models.CheckConstraint(
                name="story_contest_has_a_round",
                condition=Q(rounds__gte=1, round_number__lte=F("rounds")),
                violation_error_message="评选至少一轮。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}年{self.title}"

    def next_round(self) -> None:
        """开始评选，或进入下一轮."""
        self.move(
            self.Status.JUDGING,
            allowed=[self.Status.OPEN, self.Status.JUDGING],
            round_number=self.round_number + 1,
        )

    def close(self, *, on: date) -> None:
        """揭晓."""
        self.move(self.Status.CLOSED, allowed=[self.Status.JUDGING], closed_on=on)


class StoryQuerySet(PublishableQuerySet["Story"]):
    """Stories as their readers ask for them."""

    def in_round(self, number: int) -> "StoryQuerySet":
        """Still in the contest when that round began."""
        return self.filter(round_reached__gte=number)


@pghistory.track()
class Story(Publishable, models.Model):
    """好故事: an entry of a station; it goes to society through the publication gate, as any text about people."""

    class Award(models.TextChoices):
        FIRST = "first", "一等奖"
        SECOND = "second", "二等奖"
        THIRD = "third", "三等奖"
        MERIT = "merit", "优秀奖"

    contest = models.ForeignKey(StoryContest, on_delete=models.PROTECT, related_name="stories", verbose_name="征集")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="stories", verbose_name="联络站")
    title = models.CharField("题目", max_length=80)
    author = models.CharField("作者", max_length=60)
    text = models.TextField("正文")
    entered_on = models.DateField("报送日期", editable=False)
    round_reached = models.PositiveSmallIntegerField("进入轮次", default=1, editable=False)
    award = models.CharField("奖项", max_length=8, choices=Award.choices, blank=True, editable=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = "联络站好故事"
        verbose_name_plural = "联络站好故事"
        ordering = ("contest", "-round_reached", "station", "id")
        constraints = (
            models.UniqueConstraint(
                name="story_once",
                fields=("contest", "station", "title"),
                violation_error_message="该站已报送同题目的故事。",
            ),
        )

    def __str__(self) -> str:
        return f"《{self.title}》"

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/stations/stories/{self.pk}/"


@pghistory.track()
class StoryScore(models.Model):
    """评分: one juror's points for one story in one round."""

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="scores", verbose_name="故事")
    round_number = models.PositiveSmallIntegerField("轮次")
    juror = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="评委")
    points = models.DecimalField("得分", max_digits=4, decimal_places=1)

    class Meta:
        verbose_name = "好故事评分"
        verbose_name_plural = "好故事评分"
        ordering = ("story", "round_number", "id")
        constraints = (
            models.UniqueConstraint(
                name="story_score_once",
                fields=("story", "round_number", "juror"),
                violation_error_message="您在本轮已评过这个故事。",
            ),
            models.CheckConstraint(
                name="story_score_within_a_hundred",
                condition=Q(points__gte=0, points__lte=100),
                violation_error_message="得分在0至100之间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.story}第{self.round_number}轮"
