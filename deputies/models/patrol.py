"""Patrols: rounds, and what deputies find on them with a photo and a place (handbook §1.6, §6.1 no 17)."""

import uuid
from datetime import date, timedelta
from typing import Any, Final

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q, Value
from django.urls import reverse

from congress.models import Organ, User
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful

from .area import of_area
from .import_batch import ImportBatch
from .mandate import Mandate

#: about two hundred metres, in degrees of latitude and of longitude at 29° north
NEAR_LATITUDE: Final = 0.0018
NEAR_LONGITUDE: Final = 0.0021


class PatrolCategory(models.Model):
    """问题类别: what findings are sorted by; `questions` are asked beside the text (a list that the office edits)."""

    name = models.CharField("名称", max_length=40, unique=True)
    order = models.PositiveSmallIntegerField("序号", default=100)
    is_active = models.BooleanField("使用中", default=True)
    hint = models.CharField("填写提示", max_length=120, blank=True)
    questions = models.JSONField(
        "补充问题",
        default=list,
        blank=True,
        help_text="每个问题写明 key、label，可写 choices（选项）、is_required（必填）。",
    )
    usual_organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="通常承办单位"
    )

    class Meta:
        verbose_name = "巡查问题类别"
        verbose_name_plural = "巡查问题类别"
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name


class PatrolRoundQuerySet(models.QuerySet["PatrolRound"]):
    """Rounds as their readers ask for them."""

    def with_counts(self) -> Any:
        """How many findings each brought, and how many of those were handed over (`findings_made`, `handed_over`)."""
        handed = Q(findings__assigned_on__isnull=False) | Q(findings__was_handed_over_elsewhere=True)
        return self.annotate(
            findings_made=Count("findings", distinct=True),
            handed_over=Count("findings", filter=handed, distinct=True),
        )


@pghistory.track()
class PatrolRound(models.Model):
    """巡查: one outing of deputies on a theme, with its members."""

    theme = models.CharField("主题", max_length=80, help_text="例：创建文明城市、治水。")
    title = models.CharField("名称", max_length=120)
    organiser = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="组织单位"
    )
    area = models.CharField("范围", max_length=120, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    members = models.ManyToManyField(Mandate, blank=True, related_name="patrol_rounds", verbose_name="参加代表")
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = PatrolRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "巡查活动"
        verbose_name_plural = "巡查活动"
        ordering = ("-starts_on", "-id")
        constraints = (
            models.UniqueConstraint(
                name="patrol_round_once",
                fields=("title", "starts_on"),
                violation_error_message="同一天已有同名的巡查。",
            ),
            models.CheckConstraint(
                name="patrol_round_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
        )

    def __str__(self) -> str:
        return self.title


class PatrolFindingQuerySet(PublishableQuerySet["PatrolFinding"]):
    """Findings as their readers ask for them."""

    def visible_to(self, user: User) -> "PatrolFindingQuerySet":
        """All for the committee; else the person's own, the organ's own, and those of the area's deputies."""
        if user.has_perm("deputies.view_patrolfinding"):
            return self
        mine = Q(finder=user)
        if user.organ_id and user.has_perm("deputies.answer_patrolfinding"):
            mine |= Q(assignments__organ=user.organ_id)
        mine |= of_area(user, "mandate__delegation")
        return self.filter(pk__in=PatrolFinding.objects.filter(mine).values("pk"))

    def with_rows(self) -> "PatrolFindingQuerySet":
        """What a line of a list needs."""
        return self.select_related("category", "organ", "obligation", "round")

    def handed_over(self) -> "PatrolFindingQuerySet":
        """Given to an organ, here or on the platform it came from."""
        return self.filter(Q(assigned_on__isnull=False) | Q(was_handed_over_elsewhere=True))

    def alike(self, finding: "PatrolFinding") -> "PatrolFindingQuerySet":
        """Others of its kind that may tell of the same thing: near it, or at the place of the same name, of late."""
        place = Q(place=finding.place) if finding.place else Q(pk__in=[])
        if finding.latitude is not None and finding.longitude is not None:
            place |= Q(
                latitude__range=(float(finding.latitude) - NEAR_LATITUDE, float(finding.latitude) + NEAR_LATITUDE),
                longitude__range=(float(finding.longitude) - NEAR_LONGITUDE, float(finding.longitude) + NEAR_LONGITUDE),
            )
        span = timedelta(days=settings.PATROL_ALIKE_DAYS)
        return (
            self.filter(place, category=finding.category_id)
            .filter(found_on__range=(finding.found_on - span, finding.found_on + span))
            .exclude(pk=finding.pk)
            .exclude(status=PatrolFinding.Status.MERGED)
        )

    def to_ask_again(self, *, on: date, days: int) -> "PatrolFindingQuerySet":
        """Answered as fixed or impossible that many days ago, whose finder was not asked since."""
        return self.filter(
            status__in=PatrolFinding.ANSWERED,
            answered_on__lte=on - timedelta(days=days),
            is_historic=False,
            merged_into__isnull=True,
            finder__isnull=False,
        ).exclude(rechecks__assignment__number=F("rounds_made"))


@pghistory.track()
class PatrolFinding(Stateful, Publishable):
    """巡查发现的问题: reported by a deputy, handed to an organ, answered, and asked after once more.

    `client_id` is made by the phone, so that a finding sent twice is one. `finder_name` is what a platform tells of
    the person where no account is known.
    """

    class Status(models.TextChoices):
        REPORTED = "reported", "已上报"
        NOTED = "noted", "留存备查"
        ASSIGNED = "assigned", "已交办"
        IN_HAND = "in_hand", "办理中"
        FIXED = "fixed", "已解决"
        CANNOT = "cannot", "暂无法解决"
        NOT_OURS = "not_ours", "退回（不属本单位）"
        CONFIRMED = "confirmed", "回访确认解决"
        REOPENED = "reopened", "回访仍未解决"
        MERGED = "merged", "已并入"

    #: with the office: to be handed over, or handed over again
    TO_ASSIGN = (Status.REPORTED, Status.NOT_OURS, Status.REOPENED, Status.NOTED)
    WITH_ORGAN = (Status.ASSIGNED, Status.IN_HAND)
    ANSWERED = (Status.FIXED, Status.CANNOT)
    OPEN = (Status.REPORTED, Status.NOT_OURS, Status.REOPENED, *WITH_ORGAN)

    client_id = models.UUIDField("上报编号", default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(
        PatrolRound, on_delete=models.PROTECT, null=True, blank=True, related_name="findings", verbose_name="巡查活动"
    )
    category = models.ForeignKey(PatrolCategory, on_delete=models.PROTECT, related_name="findings", verbose_name="类别")
    text = models.TextField("情况")
    answers = models.JSONField("补充情况", default=dict, blank=True)
    place = models.CharField("地点", max_length=120)
    latitude = models.DecimalField(
        "纬度",
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=(MinValueValidator(-90), MaxValueValidator(90)),
    )
    longitude = models.DecimalField(
        "经度",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=(MinValueValidator(-180), MaxValueValidator(180)),
    )
    accuracy_metres = models.PositiveIntegerField("定位误差（米）", null=True, blank=True)
    found_on = models.DateField("发现日期")
    finder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="patrol_findings",
        verbose_name="上报人",
    )
    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="patrol_findings", verbose_name="代表"
    )
    finder_name = models.CharField("平台所载上报人", max_length=40, blank=True, editable=False)
    received_at = models.DateTimeField("收到时间", auto_now_add=True)
    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="findings",
        verbose_name="导入批次",
    )
    platform = models.CharField("来源平台", max_length=60, blank=True, editable=False)
    external_id = models.CharField("平台编号", max_length=60, blank=True, editable=False)
    was_handed_over_elsewhere = models.BooleanField("平台已交办", default=False, editable=False)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.REPORTED, editable=False)
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="patrol_findings",
        verbose_name="承办单位",
    )
    assigned_on = models.DateField("首次交办日期", null=True, blank=True, editable=False)
    answered_on = models.DateField("答复日期", null=True, blank=True, editable=False)
    rounds_made = models.PositiveSmallIntegerField("交办次数", default=0, editable=False)
    obligation = models.OneToOneField(
        "congress.Obligation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="patrol_finding",
        verbose_name="办理期限",
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name="并入",
    )
    reason = models.CharField("留存或合并理由", max_length=300, blank=True, editable=False)
    is_historic = models.BooleanField("历史记录", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = PatrolFindingQuerySet.as_manager()

    class Meta:
        verbose_name = "巡查问题"
        verbose_name_plural = "巡查问题"
        ordering = ("-found_on", "-id")
        indexes = (
            models.Index(fields=("status", "found_on"), name="patrol_finding_status"),
            models.Index(fields=("category", "found_on"), name="patrol_finding_category"),
        )
        constraints = (
            models.UniqueConstraint(
                name="patrol_finding_once_a_platform",
                fields=("platform", "external_id"),
                condition=~Q(external_id=""),
                violation_error_message="该平台编号的记录已经导入。",
            ),
            models.CheckConstraint(
                name="patrol_finding_place_is_a_pair",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message="经度和纬度须同时填写或者同时不填。",
            ),
            models.CheckConstraint(
                name="patrol_finding_place_on_earth",
                condition=Q(latitude__isnull=True)
                | Q(latitude__range=(Value(-90), Value(90)), longitude__range=(Value(-180), Value(180))),
                violation_error_message="经度应在-180到180之间，纬度应在-90到90之间。",
            ),
            models.CheckConstraint(
                name="patrol_finding_with_an_organ",
                condition=~Q(status__in=("assigned", "in_hand", "fixed", "cannot", "confirmed"))
                | Q(organ__isnull=False),
                violation_error_message="已交办的问题须有承办单位。",
            ),
            models.CheckConstraint(
                name="patrol_finding_assigned_after_found",
                condition=Q(assigned_on__isnull=True) | Q(assigned_on__gte=F("found_on")),
                violation_error_message="交办日期不能早于发现日期。",
            ),
            models.CheckConstraint(
                name="patrol_finding_merged_has_its_main",
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                violation_error_message="并入的问题须指明并入哪一个。",
            ),
            models.CheckConstraint(
                name="patrol_finding_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="问题不能并入自己。",
            ),
        )
        permissions = (
            ("report_patrolfinding", "上报巡查问题"),
            ("answer_patrolfinding", "办理巡查问题"),
            ("assign_patrolfinding", "交办巡查问题"),
        )

    def __str__(self) -> str:
        return f"{self.place}：{self.text[:30]}"

    def get_absolute_url(self) -> str:
        """Where finder and organ work on it."""
        return reverse("deputies_workspace:patrol_detail", args=[self.pk])

    @property
    def public_path(self) -> str:
        """Where everyone reads its published copy."""
        return reverse("deputies_public:patrol_detail", args=[self.pk])

    def assign(self, *, organ: Organ, on: date, number: int, obligation: Any) -> None:
        """交办: an organ has it; handed over again after it was sent back or is still broken."""
        self.move(
            self.Status.ASSIGNED,
            allowed=self.TO_ASSIGN,
            organ=organ,
            assigned_on=self.assigned_on or on,
            rounds_made=number,
            obligation=obligation,
            answered_on=None,
            reason="",
        )

    def accept(self) -> None:
        """受理: the organ has it in hand."""
        self.move(self.Status.IN_HAND, allowed=[self.Status.ASSIGNED])

    def answer(self, outcome: str, *, on: date) -> None:
        """答复: fixed, impossible for now, or not the organ's."""
        self.move(outcome, allowed=self.WITH_ORGAN, answered_on=on)

    def confirm(self) -> None:
        """回访确认: the finder saw that it is fixed."""
        self.move(self.Status.CONFIRMED, allowed=self.ANSWERED)

    def reopen(self) -> None:
        """回访仍未解决: the office hands it over again."""
        self.move(self.Status.REOPENED, allowed=self.ANSWERED)

    def note(self, *, reason: str) -> None:
        """留存备查: recorded and not handed over."""
        self.move(self.Status.NOTED, allowed=[self.Status.REPORTED, self.Status.NOT_OURS], reason=reason)

    def merge(self, main: "PatrolFinding", *, reason: str) -> None:
        """并入: it tells of the same thing as another one, which goes on."""
        self.move(
            self.Status.MERGED,
            allowed=[*self.TO_ASSIGN, *self.WITH_ORGAN],
            merged_into=main,
            reason=reason,
        )
