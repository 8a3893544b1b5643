"""Undertakings: task forces with what they took on and how far it is done, contact areas, investment attracted."""

from fractions import Fraction

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import Organ
from deputies.models import Person

from .figure import Entered, Figure, Sourced, Unit


@pghistory.track()
class TaskForce(Sourced):
    """专班、包干和参与的专项工作: a campaign or project of the district in which the committee's people take part."""

    class Kind(models.TextChoices):
        CIVILISED_CITY = "civilised_city", "文明城市创建"
        EXPROPRIATION = "expropriation", "房屋征收"
        INVESTMENT = "investment", "招商引资"
        PROJECT = "project", "重点项目"
        CAMPAIGN = "campaign", "专项行动"
        CHECK = "check", "专项督查"
        LEGISLATION = "legislation", "立法调研"
        GUIDANCE = "guidance", "联系指导"
        OTHER = "other", "其他"

    class Part(models.TextChoices):
        LEADS = "leads", "牵头"
        TAKES_ON = "takes_on", "包干"
        TAKES_PART = "takes_part", "参与"
        PUSHES = "pushes", "推动"

    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    name = models.CharField("名称", max_length=120)
    part = models.CharField("承担方式", max_length=12, choices=Part.choices)
    leader = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="task_forces", verbose_name="带队领导"
    )
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="task_forces", verbose_name="责任机构"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    note = models.TextField("情况", blank=True)

    class Meta:
        verbose_name = "专班与专项工作"
        verbose_name_plural = "专班与专项工作"
        ordering = ("-starts_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="task_force_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.UniqueConstraint(
                name="task_force_once",
                fields=("kind", "name", "starts_on"),
                violation_error_message="同一天开始的同名专项工作已经登记。",
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class TaskScope(Figure):
    """包干范围: how many buildings, households and the like a task force took on."""

    task_force = models.ForeignKey(TaskForce, on_delete=models.CASCADE, related_name="scopes", verbose_name="专项工作")

    class Meta:
        verbose_name = "包干范围"
        verbose_name_plural = "包干范围"
        ordering = ("id",)
        constraints = (
            *Entered.entered_constraints("task_scope"),
            models.UniqueConstraint(
                name="task_scope_once_a_unit",
                fields=("task_force", "unit"),
                violation_error_message="这一单位的包干范围已经填写。",
            ),
        )

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class Indicator(Entered):
    """指标: done out of a total; the share is computed, and what a source states as a percentage stands beside it."""

    task_force = models.ForeignKey(
        TaskForce, on_delete=models.CASCADE, related_name="indicators", verbose_name="专项工作"
    )
    name = models.CharField("指标", max_length=60)
    done = models.PositiveIntegerField("完成")
    total = models.PositiveIntegerField("总数")
    unit = models.CharField("单位", max_length=4, choices=Unit.choices)
    on_time = models.BooleanField("按时完成", default=False)
    stated_percent = models.DecimalField(
        "来源所称比例（%）",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="来源写明百分比的，照抄；系统与完成数、总数核对。",
    )

    class Meta:
        verbose_name = "指标"
        verbose_name_plural = "指标"
        ordering = ("id",)
        constraints = (
            *Entered.entered_constraints("indicator"),
            models.CheckConstraint(
                name="indicator_done_within_total",
                condition=Q(done__lte=F("total")),
                violation_error_message="完成数不能大于总数。",
            ),
            models.CheckConstraint(
                name="indicator_total_positive",
                condition=Q(total__gte=1),
                violation_error_message="总数应大于零。",
            ),
            models.CheckConstraint(
                name="indicator_on_time_is_complete",
                condition=Q(on_time=False) | Q(done=F("total")),
                violation_error_message="全部完成的才能记为按时完成。",
            ),
            models.UniqueConstraint(
                name="indicator_once_a_day",
                fields=("task_force", "name", "as_of"),
                violation_error_message="这一指标在这一天已经填写。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}{self.percent_text}"

    @property
    def share(self) -> Fraction:
        """The exact share, unrounded."""
        return Fraction(self.done, self.total)

    @property
    def percent_text(self) -> str:
        """100%, 86.61%: two decimals at most, half rounded up."""
        hundredths = int(self.share * 10_000 + Fraction(1, 2))
        return f"{hundredths / 100:g}%"


@pghistory.track()
class ContactArea(Sourced):
    """联系点: a street, township or the like that a leader of the committee keeps in touch with."""

    task_force = models.ForeignKey(
        TaskForce, on_delete=models.CASCADE, related_name="contact_areas", verbose_name="专项工作"
    )
    place = models.CharField("联系街道（乡镇）", max_length=60)
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="contact_areas", verbose_name="机关"
    )
    leader = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="contact_areas", verbose_name="联系领导"
    )
    assigned_on = models.DateField("确定日期")

    class Meta:
        verbose_name = "联系点"
        verbose_name_plural = "联系点"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                name="contact_area_once",
                fields=("task_force", "place", "leader"),
                nulls_distinct=False,
                violation_error_message="这位领导联系的这一地点已经填写。",
            ),
        )

    def __str__(self) -> str:
        return self.place


@pghistory.track()
class Investment(Sourced):
    """招商引资: an investor brought to the district, the money in 元, and how far the project is."""

    class Stage(models.TextChoices):
        NEGOTIATING = "negotiating", "洽谈"
        SIGNED = "signed", "签约"
        SETTLED = "settled", "落户"
        BUILDING = "building", "在建"
        TRIAL = "trial", "试生产"
        PRODUCING = "producing", "投产"
        ENDED = "ended", "终止"

    project = models.CharField("项目", max_length=120)
    investor = models.CharField("投资方", max_length=120, blank=True)
    amount = models.DecimalField(
        "投资额（元）", max_digits=16, decimal_places=2, null=True, blank=True, help_text="以元为单位，最多两位小数。"
    )
    stage = models.CharField("进展", max_length=12, choices=Stage.choices, default=Stage.NEGOTIATING)
    stage_on = models.DateField("进展日期", help_text="到达这一进展的日期。")
    attracted_on = models.DateField("引进日期", null=True, blank=True, help_text="签约之日；按此计入年度。")

    class Meta:
        verbose_name = "招商引资"
        verbose_name_plural = "招商引资"
        ordering = ("-stage_on", "-id")
        constraints = (
            models.UniqueConstraint(
                name="investment_once",
                fields=("project", "investor"),
                violation_error_message="该项目已经登记。",
            ),
            models.CheckConstraint(
                name="investment_amount_positive",
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                violation_error_message="投资额应大于零。",
            ),
            models.CheckConstraint(
                name="investment_signed_has_a_day",
                condition=Q(attracted_on__isnull=False) | Q(stage__in=("negotiating", "ended")),
                violation_error_message="已经签约的，须填写引进日期。",
            ),
            models.CheckConstraint(
                name="investment_dates_in_order",
                condition=Q(attracted_on__isnull=True) | Q(stage_on__gte=F("attracted_on")),
                violation_error_message="进展日期不能早于引进日期。",
            ),
        )

    def __str__(self) -> str:
        return self.project
