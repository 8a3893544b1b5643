"""Who goes: groups of an inspection, and everybody who takes part in an outing."""

import pghistory
from django.db import models
from django.db.models import Q

from deputies.models import Mandate, Person

from .inspection import Oversight


@pghistory.track()
class InspectionGroup(models.Model):
    """执法检查组: one of the groups of an inspection (SL24 art 33; ZJ-SUP08 art 28)."""

    oversight = models.ForeignKey(Oversight, on_delete=models.CASCADE, related_name="groups", verbose_name="活动")
    name = models.CharField("名称", max_length=60, default="执法检查组")
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "检查组"
        verbose_name_plural = "检查组"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                name="inspection_group_once",
                fields=("oversight", "name"),
                violation_error_message="同一次检查中检查组不能同名。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ParticipantQuerySet(models.QuerySet["OversightParticipant"]):
    """People of outings as a clerk would name them."""

    def deputies(self) -> "ParticipantQuerySet":
        """Those who came as deputies, of whatever level."""
        return self.exclude(level="")

    def leaders(self) -> "ParticipantQuerySet":
        """Leaders of groups."""
        return self.filter(role=OversightParticipant.Role.LEADER)


@pghistory.track()
class OversightParticipant(models.Model):
    """参加人员: one person of an outing; the duties of deputies are read from here (SL24 art 33; ZJ-SUP08 art 28)."""

    class Role(models.TextChoices):
        LEADER = "leader", "组长"
        DEPUTY_LEADER = "deputy_leader", "副组长"
        MEMBER = "member", "成员"

    class Capacity(models.TextChoices):
        COMMITTEE = "committee", "常委会组成人员"
        STAFF = "staff", "工委工作人员"
        DEPUTY = "deputy", "邀请的代表"
        EXPERT = "expert", "专家"

    oversight = models.ForeignKey(Oversight, on_delete=models.CASCADE, related_name="participants", verbose_name="活动")
    group = models.ForeignKey(
        InspectionGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="members", verbose_name="检查组"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="outings", verbose_name="人员")
    role = models.CharField("职责", max_length=14, choices=Role.choices, default=Role.MEMBER)
    capacity = models.CharField("身份", max_length=10, choices=Capacity.choices, default=Capacity.DEPUTY)
    level = models.CharField(
        "代表级别", max_length=10, choices=Mandate.Level.choices, blank=True, help_text="以代表身份参加的填写。"
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "参加人员"
        verbose_name_plural = "参加人员"
        ordering = ("oversight", "group", "id")
        constraints = (
            models.UniqueConstraint(
                name="participant_once",
                fields=("oversight", "person"),
                violation_error_message="该人员已在参加人员中。",
            ),
            models.UniqueConstraint(
                name="participant_one_leader",
                fields=("group",),
                condition=Q(role="leader"),
                violation_error_message="一个检查组只有一名组长。",
            ),
            models.CheckConstraint(
                name="participant_deputy_has_a_level",
                condition=~Q(capacity="deputy") | ~Q(level=""),
                violation_error_message="邀请的代表须选择代表级别。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}（{self.get_role_display()}）"
