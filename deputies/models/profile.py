"""What everyone may read of a deputy: title, a few lines, a photo; changes are approved before they are shown."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.models import Photo, User, in_force_on
from congress.workflow import Stateful

from .area import of_area
from .mandate import Mandate
from .person import Person


class ProfilePhoto(Photo):
    """A portrait; the public sees the clean copy of the approved one only."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="portraits", verbose_name="人员")

    class Meta:
        verbose_name = "代表照片"
        verbose_name_plural = "代表照片"
        ordering = ("person", "-id")

    def __str__(self) -> str:
        return f"{self.person}的照片"


class DeputyProfileQuerySet(models.QuerySet["DeputyProfile"]):
    """Profiles as a clerk would name them."""

    def public(self, *, on: date) -> "DeputyProfileQuerySet":
        """Of deputies in office on that day: who has left has no page."""
        return self.filter(person__in=Mandate.objects.filter(in_force_on(on)).values("person"))


@pghistory.track()
class DeputyProfile(models.Model):
    """代表公开资料: as approved (DL25 art 58; handbook §5.2). Never phone, address or identity number."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="profile", verbose_name="代表")
    title = models.CharField("工作单位和职务", max_length=80, blank=True)
    introduction = models.CharField("简介", max_length=500, blank=True)
    photo = models.ForeignKey(
        ProfilePhoto,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="照片",
    )

    objects = DeputyProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "代表公开资料"
        verbose_name_plural = "代表公开资料"
        ordering = ("person__stroke_key",)

    def __str__(self) -> str:
        return f"{self.person}的公开资料"


class ProfileChangeQuerySet(models.QuerySet["ProfileChange"]):
    """Proposed changes as a clerk would name them."""

    def waiting(self) -> "ProfileChangeQuerySet":
        """Neither approved nor refused."""
        return self.filter(status=ProfileChange.Status.PROPOSED)

    def visible_to(self, user: User) -> "ProfileChangeQuerySet":
        """All for those who keep profiles, else one's own and those of the own area."""
        if user.has_perm("deputies.view_profilechange"):
            return self.all()
        area = Mandate.objects.filter(of_area(user, "delegation")).values("person")
        return self.filter(Q(person__account=user) | Q(person__in=area))


@pghistory.track()
class ProfileChange(Stateful):
    """公开资料变更: proposed by the deputy or the own street or township, approved by the deputies' committee."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待审核"
        APPROVED = "approved", "已公开"
        REFUSED = "refused", "未通过"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="profile_changes", verbose_name="代表")
    title = models.CharField("工作单位和职务", max_length=80, blank=True)
    introduction = models.CharField(
        "简介", max_length=500, blank=True, help_text="不写电话、住址、证件号码等个人信息，经审核后公开。"
    )
    photo = models.ForeignKey(
        ProfilePhoto,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="照片",
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PROPOSED, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="提出人"
    )
    proposed_on = models.DateField("提出日期", editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="审核人",
    )
    reason = models.CharField("未通过理由", max_length=200, blank=True, editable=False)

    objects = ProfileChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "公开资料变更"
        verbose_name_plural = "公开资料变更"
        ordering = ("-proposed_on", "-id")
        constraints = (
            models.UniqueConstraint(
                name="profilechange_one_waiting",
                fields=("person",),
                condition=Q(status="proposed"),
                violation_error_message="上一次变更还在审核，请等审核后再提出。",
            ),
            models.CheckConstraint(
                name="profilechange_refused_with_a_reason",
                condition=~Q(status="refused") | ~Q(reason=""),
                violation_error_message="未通过须写明理由。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}的公开资料变更"
