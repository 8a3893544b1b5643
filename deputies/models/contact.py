"""双联系 and 分片联系: who keeps contact with whom and with which area, and each contact that was made."""

from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from congress.models import Organ, User, date_span, in_force_on

from .area import AREA_KINDS
from .person import Person


class ContactPairQuerySet(models.QuerySet["ContactPair"]):
    """Pairs as a clerk would name them."""

    def in_force(self, *, on: date) -> "ContactPairQuerySet":
        """Kept on that day."""
        return self.filter(in_force_on(on))

    def kept_by(self, user: User) -> "ContactPairQuerySet":
        """Those in which the person is the one who keeps contact."""
        return self.filter(keeper__account=user)

    def with_deputies(self) -> "ContactPairQuerySet":
        """Members of the committee with deputies."""
        return self.filter(kind=ContactPair.Kind.MEMBER_DEPUTY)

    def with_voters(self) -> "ContactPairQuerySet":
        """Deputies with voters."""
        return self.filter(kind=ContactPair.Kind.DEPUTY_VOTERS)


@pghistory.track()
class ContactPair(models.Model):
    """双联系: a member of the committee keeps contact with a deputy, a deputy with a number of voters.

    Voters are counted, not named. How many each keeps is local practice (handbook §1.6).
    """

    class Kind(models.TextChoices):
        MEMBER_DEPUTY = "member_deputy", "常委会组成人员联系代表"
        DEPUTY_VOTERS = "deputy_voters", "代表联系选民"

    kind = models.CharField("类别", max_length=14, choices=Kind.choices)
    keeper = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts", verbose_name="联系人")
    deputy = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contacted_by",
        verbose_name="所联系的代表",
    )
    place = models.CharField("所联系的村社（选区）", max_length=80, blank=True)
    voters = models.PositiveSmallIntegerField("联系选民人数", null=True, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = ContactPairQuerySet.as_manager()

    class Meta:
        verbose_name = "双联系"
        verbose_name_plural = "双联系"
        ordering = ("kind", "keeper__stroke_key", "-starts_on")
        constraints = (
            models.CheckConstraint(
                name="contactpair_with_a_deputy_or_voters",
                condition=(
                    Q(kind="member_deputy", deputy__isnull=False, voters__isnull=True)
                    | (Q(kind="deputy_voters", deputy__isnull=True, voters__gte=1) & ~Q(place=""))
                ),
                violation_error_message="联系代表的须选择代表；联系选民的须填写村社（选区）和选民人数。",
            ),
            models.CheckConstraint(
                name="contactpair_not_with_oneself",
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("keeper")),
                violation_error_message="不能与自己结对联系。",
            ),
            models.CheckConstraint(
                name="contactpair_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            ExclusionConstraint(
                name="contactpair_once_at_a_time",
                expressions=(
                    (F("keeper"), RangeOperators.EQUAL),
                    (F("deputy"), RangeOperators.EQUAL),
                    (date_span(), RangeOperators.OVERLAPS),
                ),
                condition=Q(deputy__isnull=False),
                violation_error_message="这两人在这段时间已经结对联系。",
            ),
            ExclusionConstraint(
                name="contactpair_one_place_at_a_time",
                expressions=(
                    (F("keeper"), RangeOperators.EQUAL),
                    (F("place"), RangeOperators.EQUAL),
                    (date_span(), RangeOperators.OVERLAPS),
                ),
                condition=Q(deputy__isnull=True),
                violation_error_message="该代表在这段时间已经联系这一村社（选区）。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.keeper}联系{self.deputy or self.place}"


class AreaContactQuerySet(models.QuerySet["AreaContact"]):
    """Contact areas as a clerk would name them."""

    def in_force(self, *, on: date) -> "AreaContactQuerySet":
        """Kept on that day."""
        return self.filter(in_force_on(on))

    def kept_by(self, user: User) -> "AreaContactQuerySet":
        """Those of the person."""
        return self.filter(keeper__account=user)


@pghistory.track()
class AreaContact(models.Model):
    """分片联系: a leader or member of the committee keeps contact with a street or township (ZJ-STREET19 art 6)."""

    keeper = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="area_contacts", verbose_name="联系人")
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="area_contacts",
        verbose_name="所联系的街道工委或乡镇人大",
        limit_choices_to={"kind__in": AREA_KINDS},
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True, help_text="如“第3次主任会议分工”。")
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = AreaContactQuerySet.as_manager()

    class Meta:
        verbose_name = "分片联系"
        verbose_name_plural = "分片联系"
        ordering = ("organ", "-starts_on")
        constraints = (
            models.CheckConstraint(
                name="areacontact_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            ExclusionConstraint(
                name="areacontact_once_at_a_time",
                expressions=(
                    (F("keeper"), RangeOperators.EQUAL),
                    (F("organ"), RangeOperators.EQUAL),
                    (date_span(), RangeOperators.OVERLAPS),
                ),
                violation_error_message="该领导在这段时间已经联系这一街道（乡镇）。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.keeper}联系{self.organ}"


class ContactLogQuerySet(models.QuerySet["ContactLog"]):
    """Contacts as a clerk would name them."""

    def of_year(self, year: int) -> "ContactLogQuerySet":
        """Made in a calendar year."""
        return self.filter(made_on__year=year)

    def made_by(self, user: User) -> "ContactLogQuerySet":
        """Of the pairs and areas that the person keeps."""
        return self.filter(Q(pair__keeper__account=user) | Q(area__keeper__account=user))


@pghistory.track()
class ContactLog(models.Model):
    """联系记录: one contact of a pair or with an area; how many people, by which way, about what."""

    class Way(models.TextChoices):
        VISIT = "visit", "走访"
        TALK = "talk", "座谈"
        PHONE = "phone", "电话或网络"
        INVITED = "invited", "邀请参加活动"

    pair = models.ForeignKey(
        ContactPair, on_delete=models.PROTECT, null=True, blank=True, related_name="logs", verbose_name="双联系"
    )
    area = models.ForeignKey(
        AreaContact, on_delete=models.PROTECT, null=True, blank=True, related_name="logs", verbose_name="分片联系"
    )
    made_on = models.DateField("联系日期")
    way = models.CharField("方式", max_length=10, choices=Way.choices, default=Way.VISIT)
    people = models.PositiveSmallIntegerField("联系人数", default=1)
    note = models.CharField("情况和意见", max_length=500, help_text="不写被联系人的电话、住址等个人信息。")
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name="登记人"
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = ContactLogQuerySet.as_manager()

    class Meta:
        verbose_name = "联系记录"
        verbose_name_plural = "联系记录"
        ordering = ("-made_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="contactlog_of_a_pair_or_an_area",
                condition=Q(pair__isnull=False, area__isnull=True) | Q(pair__isnull=True, area__isnull=False),
                violation_error_message="联系记录须属于一个双联系或者一个分片联系。",
            ),
            models.CheckConstraint(
                name="contactlog_somebody",
                condition=Q(people__gte=1),
                violation_error_message="联系人数至少为1。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pair or self.area}（{self.made_on}）"
