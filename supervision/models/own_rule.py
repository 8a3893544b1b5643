"""Rules the committee works by, Party documents by reference, requests to the Party committee, changes of organs.

Of the Party's papers the portal keeps the reference and nothing of what they say (handbook §0.3, §4.4, §6.1 no 16).
"""

from datetime import date
from typing import Final

import pghistory
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce

from congress.models import Organ, OrganName, User
from meetings.models import Act

from .figure import Sourced


class OwnRuleQuerySet(models.QuerySet["OwnRule"]):
    """Rules as a clerk would name them."""

    def own(self) -> "OwnRuleQuerySet":
        """Made by the committee."""
        return self.filter(kind=OwnRule.Kind.OWN)

    def of_the_party(self) -> "OwnRuleQuerySet":
        """Referred to only."""
        return self.filter(kind=OwnRule.Kind.PARTY)

    def dated(self) -> "OwnRuleQuerySet":
        """With the day that places a rule in a year: issued, or else adopted at the meeting."""
        return self.annotate(day=Coalesce("issued_on", "act__adopted_on"))

    def in_year(self, year: int) -> "OwnRuleQuerySet":
        """Of a calendar year."""
        return self.filter(Q(issued_on__year=year) | Q(issued_on__isnull=True, act__adopted_on__year=year))

    def undated(self) -> "OwnRuleQuerySet":
        """No year can count them."""
        return self.filter(issued_on__isnull=True, act__isnull=True)

    def visible_to(self, user: User) -> "OwnRuleQuerySet":
        """References to Party documents are for those who may read them."""
        return self if user.has_perm("supervision.read_party_references") else self.own()


@pghistory.track()
class OwnRule(Sourced):
    """制度文件: a rule of the committee, or a Party document by reference. There is no field for the text of either."""

    class Kind(models.TextChoices):
        OWN = "own", "本机关制度"
        PARTY = "party", "党委文件（仅存文号）"

    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    title = models.CharField("标题", max_length=160, blank=True, help_text="选择了决议决定的可以不填；不宜载明的不填。")
    issuer = models.CharField("制定机关", max_length=60)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    number = models.CharField("文号", max_length=60, blank=True)
    is_revision = models.BooleanField("修订", default=False)
    act = models.OneToOneField(
        Act,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="own_rule",
        verbose_name="决议决定",
        help_text="由常委会会议通过的，选择该件。",
    )

    objects = OwnRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "制度文件"
        verbose_name_plural = "制度文件"
        ordering = ("-issued_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="own_rule_party_has_no_act",
                condition=Q(kind="own") | Q(act__isnull=True),
                violation_error_message="党委文件不由常委会会议通过，不能选择决议决定。",
            ),
            models.CheckConstraint(
                name="own_rule_can_be_named",
                condition=~Q(title="") | Q(act__isnull=False) | (Q(kind="party") & ~Q(number="")),
                violation_error_message="须填写标题；由会议通过的选择决议决定，标题不宜载明的党委文件填写文号。",
            ),
            models.UniqueConstraint(
                name="own_rule_once",
                fields=("kind", "issuer", "title", "number", "issued_on"),
                nulls_distinct=False,
                condition=Q(act__isnull=True),
                violation_error_message="该文件已经登记。",
            ),
        )
        permissions = (("read_party_references", "查阅党委文件的文号"),)

    def __str__(self) -> str:
        return self.title or (self.act.title if self.act else self.number)

    @property
    def effective_on(self) -> date | None:
        """Issued, or else adopted."""
        return self.issued_on or (self.act.adopted_on if self.act else None)


@pghistory.track()
class PartyRequest(models.Model):
    """请示报告: that something was asked of or reported to the Party committee; its day and number, nothing else."""

    sent_on = models.DateField("日期")
    number = models.CharField("文号", max_length=60, help_text="只登记文号，不填写标题和内容。")

    class Meta:
        verbose_name = "请示报告"
        verbose_name_plural = "请示报告"
        ordering = ("-sent_on", "-id")
        constraints = (
            models.UniqueConstraint(
                name="party_request_once",
                fields=("number",),
                violation_error_message="该文号已经登记。",
            ),
        )

    def __str__(self) -> str:
        return self.number


#: the day of effect, which the register of organs keeps; else the day of the decision
_DAY_OF_CHANGE: Final = Coalesce(
    Case(
        When(kind="established", then=F("organ__starts_on")),
        When(kind="renamed", then=F("name__starts_on")),
        When(kind="abolished", then=F("organ__ends_on")),
    ),
    "decided_on",
)


class OrganChangeQuerySet(models.QuerySet["OrganChange"]):
    """Changes as a clerk would name them."""

    def dated(self) -> "OrganChangeQuerySet":
        """With the day that places a change in a year."""
        return self.annotate(day=_DAY_OF_CHANGE)

    def in_year(self, year: int) -> "OrganChangeQuerySet":
        """Of a calendar year."""
        return self.annotate(day=_DAY_OF_CHANGE).filter(day__year=year)

    def undated(self) -> "OrganChangeQuerySet":
        """No year can count them: neither the register of organs nor the decision tells the day."""
        unknown = (
            Q(kind="established", organ__starts_on__isnull=True)
            | Q(kind="abolished", organ__ends_on__isnull=True)
            | Q(kind="adjusted")
        )
        return self.filter(unknown, decided_on__isnull=True)


@pghistory.track()
class OrganChange(Sourced):
    """机构变动: the decision behind what the register of organs keeps; days and names are read there."""

    class Kind(models.TextChoices):
        ESTABLISHED = "established", "设立"
        RENAMED = "renamed", "更名"
        ABOLISHED = "abolished", "撤销"
        ADJUSTED = "adjusted", "调整职责"

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="changes", verbose_name="机构")
    name = models.OneToOneField(
        OrganName,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="change",
        verbose_name="新名称",
        help_text="更名的，选择名称沿革中的新名称。",
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True, help_text="决定的机关和文号。")
    act = models.ForeignKey(
        Act, on_delete=models.PROTECT, null=True, blank=True, related_name="organ_changes", verbose_name="决议决定"
    )

    objects = OrganChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "机构变动"
        verbose_name_plural = "机构变动"
        ordering = ("-decided_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="organ_change_renamed_has_a_name",
                condition=Q(kind="renamed", name__isnull=False) | (~Q(kind="renamed") & Q(name__isnull=True)),
                violation_error_message="更名的须选择新名称，其他变动不选。",
            ),
            models.UniqueConstraint(
                name="organ_change_once",
                fields=("organ", "kind"),
                condition=Q(kind__in=("established", "abolished")),
                violation_error_message="该机构的设立或者撤销已经登记。",
            ),
            models.UniqueConstraint(
                name="organ_change_once_a_day",
                fields=("organ", "kind", "decided_on"),
                condition=Q(kind="adjusted"),
                nulls_distinct=False,
                violation_error_message="该机构同一天的调整已经登记。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organ} {self.get_kind_display()}"

    @property
    def effective_on(self) -> date | None:
        """The day of effect as the register of organs has it."""
        if self.kind == self.Kind.ESTABLISHED:
            return self.organ.starts_on
        if self.kind == self.Kind.ABOLISHED:
            return self.organ.ends_on
        return self.name.starts_on if self.name else self.decided_on

    @property
    def text(self) -> str:
        """设立…, …更名为…."""
        if self.kind != self.Kind.RENAMED or self.name is None:
            return f"{self.get_kind_display()}{self.organ.name}"
        earlier = [each for each in self.organ.names.all() if each.starts_on < self.name.starts_on]
        before = max(earlier, key=lambda each: each.starts_on).name if earlier else self.organ.name
        return f"{before}更名为{self.name.name}"
