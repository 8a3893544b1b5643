"""The dated catalogue of legal periods: which law asks what, within how many days, from when until when."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from .organ import date_span

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


def validate_month_day(text: str) -> None:
    """Refuse what is not a day of every year, written MM-DD."""
    try:
        day = date.fromisoformat(f"2001-{text}")
    except ValueError:
        day = None
    if day is None or text != day.strftime("%m-%d"):
        raise ValidationError("“%(text)s”不是有效的月日，请写成“12-31”的形式。", params={"text": text})


def _month_day_text(month_day: str) -> str:
    month, day = month_day.split("-")
    return f"{int(month)}月{int(day)}日"


class LegalRuleQuerySet(models.QuerySet["LegalRule"]):
    """Rules as a clerk would name them."""

    def in_force(self, on: date) -> "LegalRuleQuerySet":
        """Rules that govern an event of that day; both ends of the validity belong to it."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)

    def with_stages(self) -> "LegalRuleQuerySet":
        """Rules with their reminder stages."""
        return self.prefetch_related("stages")

    def for_event(self, code: str, on: date) -> "LegalRule":
        """The one rule of that code in force on the event's own date; LegalRule.DoesNotExist if there is none."""
        try:
            return self.in_force(on).get(code=code)
        except self.model.DoesNotExist:
            day = f"{on.year}年{on.month}月{on.day}日"
            raise self.model.DoesNotExist(f"期限规则目录中没有在{day}有效的规则“{code}”。") from None


@pghistory.track()
class LegalRule(models.Model):
    """One rule of law or practice about time, as it stood between two dates.

    The rule that applies is the one in force on the event's date: a matter of 2019 follows the law of 2019
    (handbook §0.2, §3.2). Rows come from `congress/data/legal_rules.toml`; the office may correct them in the admin.
    """

    class Unit(models.TextChoices):
        DAY = "day", "日"
        WORKDAY = "workday", "个工作日"
        MONTH = "month", "个月"
        YEAR = "year", "年"
        FIXED_DATE = "fixed_date", "固定日期"
        WINDOW = "window", "固定时段"
        WITHIN_YEAR = "within_year", "当年内"
        EACH_QUARTER = "each_quarter", "每季度"
        COUNT_PER_YEAR = "count_per_year", "每年次数"
        SAME_DAY = "same_day", "当日（同次会议）"

    #: units that count a number of something from the start
    COUNTED_UNITS = (Unit.DAY, Unit.WORKDAY, Unit.MONTH, Unit.YEAR)

    #: how the units that count nothing read after their trigger
    UNIT_WORDS: ClassVar = {
        Unit.WITHIN_YEAR: "内",
        Unit.EACH_QUARTER: "内",
        Unit.SAME_DAY: "当日（同次会议）",
    }

    class Direction(models.TextChoices):
        FORWARD = "forward", "往后（自…之日起）"
        BACKWARD = "backward", "往前（…之前）"
        NONE = "none", "不计算"

    class Roll(models.TextChoices):
        NONE = "none", "不移动"
        NEXT_WORKDAY = "next_workday", "顺延至下一工作日"
        PREV_WORKDAY = "prev_workday", "提前至上一工作日"

    class Mark(models.TextChoices):
        """How certain the rule is (handbook §0.1)."""

        FULL_TEXT = "T", "已核对全文"
        PARTIAL = "P", "部分核对"
        PRACTICE = "C", "工作惯例，未经核实"
        MODEL = "model", "参照省级或外地规定"
        SOURCE = "S", "工作报告所载"
        UNVERIFIED = "unverified", "新文本未核实"

    code = models.CharField(
        "规则代码",
        max_length=20,
        help_text="如 OPN-3M；同一代码可有前后相接的多个版本。",
    )
    law_code = models.CharField("法规代码", max_length=20)
    law_title = models.CharField("法规名称", max_length=80, help_text="《…》全称；没有法规依据的写“工作惯例”。")
    law_version = models.CharField("版本", max_length=20, blank=True, help_text="如“2008年”。")
    article = models.CharField("条款", max_length=40, blank=True, help_text="按印发文字填写，如“第四十四条”。")
    trigger = models.CharField(
        "起算事由",
        max_length=120,
        help_text="从什么事起算，如“收到审议意见”；按年的写“本年度”。",
    )
    due_text = models.CharField("应办事项", max_length=160)
    value = models.PositiveSmallIntegerField("数值", null=True, blank=True)
    unit = models.CharField("单位", max_length=20, choices=Unit.choices)
    direction = models.CharField("方向", max_length=10, choices=Direction.choices, default=Direction.FORWARD)
    roll = models.CharField("逢休息日", max_length=15, choices=Roll.choices, default=Roll.NONE)
    month_day = models.CharField(
        "固定日期",
        max_length=5,
        blank=True,
        validators=(validate_month_day,),
        help_text="月-日，如 12-31。",
    )
    window_start = models.CharField("时段开始", max_length=5, blank=True, validators=(validate_month_day,))
    window_end = models.CharField("时段结束", max_length=5, blank=True, validators=(validate_month_day,))
    year_offset = models.PositiveSmallIntegerField(
        "年份后移",
        default=0,
        help_text="固定日期、时段落在起算年之后第几年；五年规划第三年填 2。",
    )
    per_year = models.PositiveSmallIntegerField("每年次数", null=True, blank=True)
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField(
        "失效日期",
        null=True,
        blank=True,
        help_text="最后有效的一天；空白表示现行有效。",
    )
    mark = models.CharField("核实程度", max_length=10, choices=Mark.choices)
    predecessor_note = models.CharField("沿革", max_length=200, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)
    is_locally_edited = models.BooleanField(
        "本地修改",
        default=False,
        editable=False,
        help_text="在后台修改过的规则，重新载入目录时保持不变。",
    )

    objects = LegalRuleQuerySet.as_manager()

    if TYPE_CHECKING:
        stages: RelatedManager["RuleStage"]

    class Meta:
        verbose_name = "期限规则"
        verbose_name_plural = "期限规则"
        ordering = ("code", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("code", "valid_from"),
                name="legal_rule_unique_code_and_start",
                violation_error_message="同一规则代码在同一生效日期只能有一个版本。",
            ),
            models.CheckConstraint(
                name="legal_rule_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="失效日期不能早于生效日期。",
            ),
            ExclusionConstraint(
                name="legal_rule_one_in_force",
                expressions=(
                    (F("code"), RangeOperators.EQUAL),
                    (date_span("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ),
                violation_error_message="同一规则代码的有效期不能重叠，请检查生效、失效日期。",
            ),
            models.CheckConstraint(
                name="legal_rule_value_positive",
                condition=Q(value__isnull=True) | Q(value__gte=1),
                violation_error_message="数值必须大于零。",
            ),
            models.CheckConstraint(
                name="legal_rule_per_year_positive",
                condition=Q(per_year__isnull=True) | Q(per_year__gte=1),
                violation_error_message="每年次数必须大于零。",
            ),
            models.CheckConstraint(
                name="legal_rule_counted_unit_has_value",
                condition=~Q(unit__in=("day", "workday", "month", "year"))
                | (Q(value__isnull=False) & Q(direction__in=("forward", "backward"))),
                violation_error_message="按日、工作日、月、年计算的规则必须填写数值和方向。",
            ),
            models.CheckConstraint(
                name="legal_rule_fixed_date_has_day",
                condition=~Q(unit="fixed_date") | ~Q(month_day=""),
                violation_error_message="固定日期的规则必须填写“固定日期”。",
            ),
            models.CheckConstraint(
                name="legal_rule_window_in_order",
                condition=~Q(unit="window")
                | (~Q(window_start="") & ~Q(window_end="") & Q(window_start__lte=F("window_end"))),
                violation_error_message="固定时段的规则必须填写时段开始和结束，且结束不能早于开始。",
            ),
            models.CheckConstraint(
                name="legal_rule_count_has_number",
                condition=~Q(unit="count_per_year") | Q(per_year__isnull=False),
                violation_error_message="按每年次数计算的规则必须填写“每年次数”。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.due_text}"

    def clean(self) -> None:
        """Refuse a reversed validity before the database is asked about overlaps, which it would break."""
        starts_on: date | None = self.valid_from
        if starts_on and self.valid_to and self.valid_to < starts_on:
            raise ValidationError({"valid_to": "失效日期不能早于生效日期。"})

    @property
    def citation(self) -> str:
        """Law, version and article as documents print them: 《浙江省…监督条例》（2008年）第四十四条."""
        version = f"（{self.law_version}）" if self.law_version else ""
        return f"{self.law_title}{version}{self.article}"

    @property
    def period(self) -> str:
        """When the duty falls, in words: 自收到审议意见之日起3个月内."""
        unit = self.Unit(self.unit)
        if unit in self.COUNTED_UNITS:
            span = f"{self.value}{unit.label}"
            return f"{self.trigger}的{span}前" if self.is_backward else f"自{self.trigger}之日起{span}内"
        year = f"第{self.year_offset + 1}年" if self.year_offset else ""
        if unit == self.Unit.FIXED_DATE:
            return f"{self.trigger}{year}{_month_day_text(self.month_day)}前"
        if unit == self.Unit.WINDOW:
            span = f"{_month_day_text(self.window_start)}至{_month_day_text(self.window_end)}"
            return f"{self.trigger}{year}{span}期间"
        if unit == self.Unit.COUNT_PER_YEAR:
            return f"{self.trigger}每年不少于{self.per_year}次"
        return f"{self.trigger}{self.UNIT_WORDS[unit]}"

    @property
    def is_backward(self) -> bool:
        """Whether the rule counts back from its event."""
        return self.direction == self.Direction.BACKWARD


@pghistory.track()
class RuleStage(models.Model):
    """When a rule reminds, and whom: so many days before the un-rolled date, or after the date that counts.

    `lead` goes out `days` before `due_plain`, `escalation` `days` after `due_on` while the duty is still open
    (0: on the day itself). A lead with a `fraction` goes out when that share of the time has passed; its `days` is 0.
    Only active stages remind.
    """

    class Kind(models.TextChoices):
        LEAD = "lead", "到期前提醒"
        ESCALATION = "escalation", "逾期升级"

    class Audience(models.TextChoices):
        OWNER = "owner", "责任单位或责任人"
        WATCHERS = "watchers", "关注人"
        ORGAN_LEADER = "organ_leader", "责任单位负责人"
        WC_HEAD = "wc_head", "工委主任"
        DEPUTIES_WC = "deputies_wc", "代表工委"
        OFFICE_HEAD = "office_head", "人大办公室主任"
        VICE_CHAIR = "vice_chair", "分管副主任"
        CHAIR = "chair", "常委会主任"
        CM_LIST = "cm_list", "主任会议督办清单"
        GOV_OFFICE = "gov_office", "政府办公室"
        STREET_WC = "street_wc", "人大街道工委、乡镇人大"
        TOWNSHIP_LEADER = "township_leader", "乡镇（街道）负责人"
        TEAM_LEADER = "team_leader", "监督组组长"

    rule = models.ForeignKey(
        LegalRule,
        on_delete=models.CASCADE,
        related_name="stages",
        verbose_name="期限规则",
    )
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    days = models.PositiveSmallIntegerField("天数", default=0, help_text="到期前或逾期后的天数。")
    fraction = models.DecimalField(
        "时间比例",
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        validators=(MinValueValidator(0), MaxValueValidator(1)),
        help_text="期限过去的比例，如 0.50 表示过半；填写后天数为 0。",
    )
    audience = models.CharField("对象", max_length=20, choices=Audience.choices)
    repeat_daily = models.BooleanField("每日重复", default=False)
    is_active = models.BooleanField(
        "启用",
        default=True,
        help_text="停用的节点不再提醒；已提醒过的节点只能停用，不能删除。",
    )

    class Meta:
        verbose_name = "提醒节点"
        verbose_name_plural = "提醒节点"
        ordering = ("rule", "-kind", "-days", "audience")
        constraints = (
            models.UniqueConstraint(
                fields=("rule", "kind", "days", "audience"),
                condition=Q(fraction__isnull=True),
                name="rule_stage_once_a_day_and_audience",
                violation_error_message="同一规则的同一天、同一对象只能设一个提醒节点。",
            ),
            models.UniqueConstraint(
                fields=("rule", "kind", "fraction", "audience"),
                condition=Q(fraction__isnull=False),
                name="rule_stage_once_a_fraction_and_audience",
                violation_error_message="同一规则的同一时间比例、同一对象只能设一个提醒节点。",
            ),
            models.CheckConstraint(
                name="rule_stage_fraction_of_lead",
                condition=Q(fraction__isnull=True)
                | (Q(kind="lead") & Q(days=0) & Q(fraction__gt=0) & Q(fraction__lt=1)),
                violation_error_message="时间比例只用于到期前提醒，须在 0 与 1 之间，且天数为 0。",
            ),
        )

    def __str__(self) -> str:
        if self.fraction is not None:
            when = f"期限过{self.fraction:.0%}"
        elif self.kind == self.Kind.LEAD:
            when = f"到期前{self.days}日"
        else:
            when = f"逾期{self.days}日"
        return f"{when}：{self.get_audience_display()}"
