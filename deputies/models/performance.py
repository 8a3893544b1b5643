"""How a year of duty is scored: parts with caps, items with points and rules, grades, raters; versions stay fixed."""

from decimal import Decimal
from typing import Final

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from congress.workflow import Stateful

from .duty import DutyKind

#: what the caps of the parts add up to, bonus apart
WHOLE: Final = Decimal(100)


def _drafts_only(scheme: str, *, join: str = "") -> pgtrigger.Trigger:
    """A trigger that fixes rows of a scheme in use, whoever writes: points that were given rest on them."""
    return pgtrigger.Trigger(
        name="of_drafts_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("scheme_status", "TEXT")],
        func=(  # the parts are constants of this module
            f"SELECT s.status INTO scheme_status FROM deputies_performancescheme s{join} WHERE s.id = {scheme};"  # noqa: S608
            " IF scheme_status IS DISTINCT FROM 'drafted' THEN"
            " RAISE EXCEPTION 'a scheme in use is fixed'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


@pghistory.track()
class PerformanceScheme(Stateful):
    """考评办法: one version of the points of a year of duty (handbook §2(m), defaults [C]).

    A scheme that is in use is not changed: a new version is made from it.
    """

    class Status(models.TextChoices):
        DRAFTED = "drafted", "草拟中"
        IN_USE = "in_use", "使用中"
        RETIRED = "retired", "已停用"

    name = models.CharField("名称", max_length=80)
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    note = models.TextField("说明", blank=True)
    min_days = models.PositiveSmallIntegerField(
        "参加考评的最少任职天数", default=90, help_text="当年任职不足此天数的代表不参加考评。"
    )
    scales_with_days = models.BooleanField(
        "按次计分按任职天数折算", default=True, help_text="补选、终止、暂停执行职务的代表，次数按在任天数折算为全年。"
    )
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.DRAFTED, editable=False)

    class Meta:
        verbose_name = "履职考评办法"
        verbose_name_plural = "履职考评办法"
        ordering = ("name", "-version")
        constraints = (
            models.UniqueConstraint(
                name="performance_scheme_version_once",
                fields=("name", "version"),
                violation_error_message="该办法已有这一版本。",
            ),
            models.CheckConstraint(
                name="performance_scheme_version_positive",
                condition=Q(version__gte=1),
                violation_error_message="版本从1开始。",
            ),
            models.UniqueConstraint(
                name="performance_scheme_one_in_use",
                fields=("status",),
                condition=Q(status="in_use"),
                violation_error_message="同一时间只能有一部使用中的考评办法。",
            ),
            models.CheckConstraint(
                name="performance_scheme_days_of_a_year",
                condition=Q(min_days__lte=365),
                violation_error_message="最少任职天数不能超过365天。",
            ),
        )
        permissions = (("adopt_performancescheme", "启用履职考评办法"),)

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
        """停用: assessments under way keep it, new ones do not take it."""
        self.move(self.Status.RETIRED, allowed=[self.Status.IN_USE])


@pghistory.track()
class SchemePart(models.Model):
    """考评部分: items that together bring no more than its cap; a bonus comes on top of the hundred points."""

    scheme = models.ForeignKey(
        PerformanceScheme, on_delete=models.CASCADE, related_name="parts", verbose_name="考评办法"
    )
    order = models.PositiveSmallIntegerField("序号")
    name = models.CharField("部分", max_length=60)
    cap = models.DecimalField("最高分", max_digits=6, decimal_places=2)
    is_bonus = models.BooleanField("附加分", default=False)

    class Meta:
        verbose_name = "考评部分"
        verbose_name_plural = "考评部分"
        ordering = ("scheme", "order")
        constraints = (
            models.UniqueConstraint(
                name="scheme_part_order",
                fields=("scheme", "order"),
                violation_error_message="考评部分的序号不能重复。",
            ),
            models.CheckConstraint(
                name="scheme_part_cap_not_negative",
                condition=Q(cap__gte=0),
                violation_error_message="最高分不能为负数。",
            ),
        )
        triggers = (_drafts_only("COALESCE(OLD.scheme_id, NEW.scheme_id)"),)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class SchemeItem(models.Model):
    """考评项目: full marks and the rule by which they are reached, from the ledger or entered by people."""

    class Rule(models.TextChoices):
        PER_TIME = "per_time", "台账：按次计分"
        FULL_ATTENDANCE = "full_attendance", "台账：全勤，请假、缺席扣分"
        INVITED = "invited", "台账：应邀参加的比例"
        ADDED = "added", "据实加分"
        DEDUCTED = "deducted", "据实扣分"
        RATED = "rated", "评分人打分"
        VETO = "veto", "一票否决：据实登记"
        VETO_ABSENCES = "veto_absences", "一票否决：台账中的无故缺席"

    #: counted from the ledger
    COUNTED = (Rule.PER_TIME, Rule.FULL_ATTENDANCE, Rule.INVITED, Rule.VETO_ABSENCES)
    #: entered as lines with a reason
    ENTERED = (Rule.ADDED, Rule.DEDUCTED, Rule.VETO)
    VETOES = (Rule.VETO, Rule.VETO_ABSENCES)

    part = models.ForeignKey(SchemePart, on_delete=models.CASCADE, related_name="items", verbose_name="考评部分")
    order = models.PositiveSmallIntegerField("序号")
    name = models.CharField("项目", max_length=120)
    rule = models.CharField("计分方式", max_length=16, choices=Rule.choices)
    points = models.DecimalField("满分", max_digits=6, decimal_places=2, default=Decimal(0))
    step = models.DecimalField(
        "每次分值",
        max_digits=6,
        decimal_places=2,
        default=Decimal(0),
        help_text="按次计分的每次得分；全勤的每次请假扣分。",
    )
    free_times = models.PositiveSmallIntegerField(
        "不计的次数", default=0, help_text="全勤：不扣分的请假次数；缺席否决：达到几次否决。"
    )
    kinds = ArrayField(
        models.CharField(max_length=20, choices=DutyKind.choices), default=list, blank=True, verbose_name="履职类别"
    )
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "考评项目"
        verbose_name_plural = "考评项目"
        ordering = ("part", "order")
        constraints = (
            models.UniqueConstraint(
                name="scheme_item_order",
                fields=("part", "order"),
                violation_error_message="考评项目的序号不能重复。",
            ),
            models.CheckConstraint(
                name="scheme_item_points_not_negative",
                condition=Q(points__gte=0, step__gte=0),
                violation_error_message="分值不能为负数。",
            ),
            models.CheckConstraint(
                name="scheme_item_counts_some_kind",
                condition=~Q(rule__in=("per_time", "full_attendance", "invited", "veto_absences")) | ~Q(kinds=[]),
                violation_error_message="按台账计分的项目须选择履职类别。",
            ),
            models.CheckConstraint(
                name="scheme_item_step_of_times",
                condition=~Q(rule="per_time") | Q(step__gt=0),
                violation_error_message="按次计分的项目须填写每次分值。",
            ),
        )
        triggers = (
            _drafts_only(
                "p.scheme_id", join=" JOIN deputies_schemepart p ON p.id = COALESCE(OLD.part_id, NEW.part_id)"
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class SchemeGrade(models.Model):
    """考评等次: from how many points on; a veto gives the lowest one."""

    scheme = models.ForeignKey(
        PerformanceScheme, on_delete=models.CASCADE, related_name="grades", verbose_name="考评办法"
    )
    name = models.CharField("等次", max_length=20)
    lowest = models.DecimalField("最低分", max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = "考评等次"
        verbose_name_plural = "考评等次"
        ordering = ("scheme", "-lowest")
        constraints = (
            models.UniqueConstraint(
                name="scheme_grade_once", fields=("scheme", "name"), violation_error_message="等次不能重名。"
            ),
            models.UniqueConstraint(
                name="scheme_grade_bound_once",
                fields=("scheme", "lowest"),
                violation_error_message="两个等次的最低分不能相同。",
            ),
            models.CheckConstraint(
                name="scheme_grade_bound_not_negative",
                condition=Q(lowest__gte=0),
                violation_error_message="最低分不能为负数。",
            ),
        )
        triggers = (_drafts_only("COALESCE(OLD.scheme_id, NEW.scheme_id)"),)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class SchemeRater(models.Model):
    """评分主体: who rates the items that are rated, and with which weight in per cent."""

    class Who(models.TextChoices):
        COMMITTEE = "committee", "代表工委"
        AREA = "area", "人大街道工委、乡镇人大"
        PEERS = "peers", "同一代表团的代表"
        VOTERS = "voters", "选民（由代表工委录入）"

    scheme = models.ForeignKey(
        PerformanceScheme, on_delete=models.CASCADE, related_name="raters", verbose_name="考评办法"
    )
    who = models.CharField("评分主体", max_length=10, choices=Who.choices)
    weight = models.DecimalField("权重（%）", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "评分主体"
        verbose_name_plural = "评分主体"
        ordering = ("scheme", "-weight", "who")
        constraints = (
            models.UniqueConstraint(
                name="scheme_rater_once", fields=("scheme", "who"), violation_error_message="评分主体不能重复。"
            ),
            models.CheckConstraint(
                name="scheme_rater_weight_in_range",
                condition=Q(weight__gt=0, weight__lte=100),
                violation_error_message="权重须大于0，不超过100。",
            ),
        )
        triggers = (_drafts_only("COALESCE(OLD.scheme_id, NEW.scheme_id)"),)

    def __str__(self) -> str:
        return self.get_who_display()
