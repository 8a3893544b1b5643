"""Delegations and groups of deputies, and who belongs to them from when to when."""

from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from congress.models import Organ, User, date_span, in_force_on

from .area import AREA_KINDS, of_area
from .person import Person
from .term import Term


class DeputyGroupQuerySet(models.QuerySet["DeputyGroup"]):
    """Groups as a clerk would name them."""

    def in_force(self, *, on: date) -> "DeputyGroupQuerySet":
        """Formed and not dissolved on that day."""
        return self.filter(in_force_on(on))

    def delegations(self) -> "DeputyGroupQuerySet":
        """代表团: for the session of the congress."""
        return self.filter(kind=DeputyGroup.Kind.DELEGATION)

    def between_sessions(self) -> "DeputyGroupQuerySet":
        """Groups that owe activities every year (《浙江省实施代表法办法》 art 19)."""
        return self.exclude(kind=DeputyGroup.Kind.DELEGATION)

    def visible_to(self, user: User) -> "DeputyGroupQuerySet":
        """All for those who keep the register, else those of the own area and those the person belongs to."""
        if user.has_perm("deputies.view_deputygroup"):
            return self.all()
        return self.filter(
            Q(of_area(user, "organ")) | Q(pk__in=GroupMember.objects.filter(person__account=user).values("group"))
        )


@pghistory.track()
class DeputyGroup(models.Model):
    """代表团、代表小组: deputies who deliberate or act together in a term (handbook §1.6).

    A delegation meets during the session, by street or township; the others act between sessions. Source: DL25 arts
    14, 28; ZJ-DEP16 arts 18-19.
    """

    class Kind(models.TextChoices):
        DELEGATION = "delegation", "代表团"
        AREA = "area", "代表小组"
        CORE = "core", "代表中心组"
        PROFESSIONAL = "professional", "专业代表小组"

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="deputy_groups", verbose_name="届")
    name = models.CharField("名称", max_length=60)
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deputy_groups",
        verbose_name="所在街道工委或乡镇人大",
        limit_choices_to={"kind__in": AREA_KINDS},
    )
    field = models.CharField("专业领域", max_length=40, blank=True, help_text="专业代表小组填写，如“财政经济”。")
    starts_on = models.DateField("成立日期")
    ends_on = models.DateField("撤销日期", null=True, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = DeputyGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "代表团和代表小组"
        verbose_name_plural = "代表团和代表小组"
        ordering = ("-term__number", "kind", "name")
        constraints = (
            models.UniqueConstraint(
                name="deputygroup_named_once",
                fields=("term", "kind", "name"),
                violation_error_message="本届已有同类同名的代表团或小组。",
            ),
            models.CheckConstraint(
                name="deputygroup_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="撤销日期不能早于成立日期。",
            ),
            models.CheckConstraint(
                name="deputygroup_delegation_has_an_area",
                condition=~Q(kind="delegation") | Q(organ__isnull=False),
                violation_error_message="代表团须选择所在街道工委或乡镇人大。",
            ),
            models.CheckConstraint(
                name="deputygroup_professional_has_a_field",
                condition=~Q(kind="professional") | ~Q(field=""),
                violation_error_message="专业代表小组须填写专业领域。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class GroupMemberQuerySet(models.QuerySet["GroupMember"]):
    """Memberships as a clerk would name them."""

    def in_force(self, *, on: date) -> "GroupMemberQuerySet":
        """Held on that day."""
        return self.filter(in_force_on(on))

    def conveners(self) -> "GroupMemberQuerySet":
        """Those who call the group together, the deputies of the convener not among them."""
        return self.filter(role=GroupMember.Role.CONVENER)


@pghistory.track()
class GroupMember(models.Model):
    """成员: a deputy in a delegation or group from one day to another."""

    class Role(models.TextChoices):
        CONVENER = "convener", "团长（组长、召集人）"
        DEPUTY_CONVENER = "deputy_convener", "副团长（副组长）"
        MEMBER = "member", "成员"

    group = models.ForeignKey(
        DeputyGroup, on_delete=models.PROTECT, related_name="members", verbose_name="代表团或小组"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", verbose_name="代表")
    role = models.CharField("职责", max_length=16, choices=Role.choices, default=Role.MEMBER)
    starts_on = models.DateField("编入日期")
    ends_on = models.DateField("退出日期", null=True, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "代表团和小组成员"
        verbose_name_plural = "代表团和小组成员"
        ordering = ("group", "person__stroke_key", "starts_on")
        constraints = (
            models.CheckConstraint(
                name="groupmember_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="退出日期不能早于编入日期。",
            ),
            ExclusionConstraint(
                name="groupmember_once_at_a_time",
                expressions=(
                    (F("group"), RangeOperators.EQUAL),
                    (F("person"), RangeOperators.EQUAL),
                    (date_span(), RangeOperators.OVERLAPS),
                ),
                violation_error_message="该代表在这段时间已在本团（组），不能重复编入。",
            ),
            ExclusionConstraint(
                name="groupmember_one_convener",
                expressions=((F("group"), RangeOperators.EQUAL), (date_span(), RangeOperators.OVERLAPS)),
                condition=Q(role="convener"),
                violation_error_message="同一时间只能有一位团长（组长、召集人）。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}（{self.group}）"
