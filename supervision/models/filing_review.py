"""The scope of filing, the criteria of review, the opinions of subject committees, and citizens' suggestions."""

from datetime import date
from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from congress.models import Obligation, Organ
from congress.models.organ import date_span, in_force_on
from congress.workflow import Stateful

from .filing import NormFiling
from .filing_kinds import FilingDirection, NormKind


class FilingScopeQuerySet(models.QuerySet["FilingScope"]):
    """Rows of the scope as a clerk would name them."""

    def in_force(self, on: date) -> "FilingScopeQuerySet":
        """Those that govern a document published on that day."""
        return self.filter(in_force_on(on))

    def covering(self, *, direction: str, maker_kind: str, norm_kind: str, on: date) -> "FilingScopeQuerySet":
        """Those under which a document of that maker and kind is filed."""
        return self.in_force(on).filter(direction=direction, maker_kind=maker_kind, norm_kind=norm_kind)


@pghistory.track()
class FilingScope(models.Model):
    """备案范围: whose documents of which kind are filed, from when until when.

    Scope is data because the laws changed it and are silent on some makers (SL24 art 39; SL06 art 30; ZJ-FILE07).
    Rows come from `supervision/data/filing_scope.toml`; the office may correct them in the admin.
    """

    direction = models.CharField("方向", max_length=8, choices=FilingDirection.choices)
    maker_kind = models.CharField("制定机关类别", max_length=30, choices=Organ.Kind.choices)
    norm_kind = models.CharField("文件种类", max_length=12, choices=NormKind.choices)
    starts_on = models.DateField("生效日期")
    ends_on = models.DateField("失效日期", null=True, blank=True, help_text="最后有效的一天；空白表示现行有效。")
    basis = models.CharField("依据", max_length=120, help_text="法规名称和条款；没有依据的写“工作惯例”。")
    note = models.CharField("备注", max_length=200, blank=True)

    objects = FilingScopeQuerySet.as_manager()

    class Meta:
        verbose_name = "备案范围"
        verbose_name_plural = "备案范围"
        ordering = ("direction", "maker_kind", "norm_kind", "starts_on")
        constraints = (
            models.CheckConstraint(
                name="filing_scope_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="失效日期不能早于生效日期。",
            ),
            ExclusionConstraint(
                name="filing_scope_one_in_force",
                expressions=(
                    (F("direction"), RangeOperators.EQUAL),
                    (F("maker_kind"), RangeOperators.EQUAL),
                    (F("norm_kind"), RangeOperators.EQUAL),
                    (date_span(), RangeOperators.OVERLAPS),
                ),
                violation_error_message="同一制定机关类别、同一文件种类的备案范围在同一天只能有一条。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_maker_kind_display()} {self.get_norm_kind_display()}"


@pghistory.track()
class FilingCheck(models.Model):
    """One criterion of the review of one document, with the reviewer's finding."""

    class Criterion(models.TextChoices):
        POWERS = "powers", "超越法定权限"
        RIGHTS = "rights", "减损公民、法人和其他组织权利或者增加其义务"
        HIGHER_LAW = "higher_law", "同法律、法规相抵触"
        OWN_ACTS = "own_acts", "同上级或者本级人大及其常委会的决议决定相抵触"
        PROCEDURE = "procedure", "违反法定程序"
        IMPROPER = "improper", "有其他不适当的情形"

    class Finding(models.TextChoices):
        OPEN = "open", "未审查"
        FINE = "fine", "无此问题"
        PROBLEM = "problem", "有此问题"

    filing = models.ForeignKey(NormFiling, on_delete=models.CASCADE, related_name="checks", verbose_name="备案")
    criterion = models.CharField("审查标准", max_length=12, choices=Criterion.choices)
    finding = models.CharField("审查情况", max_length=8, choices=Finding.choices, default=Finding.OPEN)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "审查标准"
        verbose_name_plural = "审查标准"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                name="filing_check_once",
                fields=("filing", "criterion"),
                violation_error_message="同一标准只审查一次。",
            ),
            models.CheckConstraint(
                name="filing_check_problem_has_a_note",
                condition=~Q(finding="problem") | ~Q(note=""),
                violation_error_message="有问题的，须在“说明”中写明是什么问题。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_criterion_display()}：{self.get_finding_display()}"


@pghistory.track()
class FilingOpinion(models.Model):
    """工委审查意见: the opinion of a subject committee, asked for and given within 30 days (BJ-FILE24 art 23 model)."""

    filing = models.ForeignKey(NormFiling, on_delete=models.CASCADE, related_name="opinions", verbose_name="备案")
    committee = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="filing_opinions", verbose_name="工委")
    asked_on = models.DateField("分送日期")
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="filing_opinion", verbose_name="期限"
    )
    text = models.TextField("意见", blank=True)
    has_problem = models.BooleanField("认为有问题", default=False)
    given_on = models.DateField("提出日期", null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提出人",
    )

    class Meta:
        verbose_name = "工委审查意见"
        verbose_name_plural = "工委审查意见"
        ordering = ("asked_on", "id")
        constraints = (
            models.UniqueConstraint(
                name="filing_opinion_once",
                fields=("filing", "committee"),
                violation_error_message="该工委已经分送，请勿重复分送。",
            ),
            models.CheckConstraint(
                name="filing_opinion_given_has_words",
                condition=Q(given_on__isnull=True) | ~Q(text=""),
                violation_error_message="请填写审查意见；没有意见请写“无意见”。",
            ),
            models.CheckConstraint(
                name="filing_opinion_given_after_asked",
                condition=Q(given_on__isnull=True) | Q(given_on__gte=F("asked_on")),
                violation_error_message="提出日期不能早于分送日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.committee}对《{self.filing}》的意见"


class ReviewSuggestion(Stateful):
    """审查建议: a citizen or organisation asks that a document be reviewed, and must get a reply (handbook §2(h)).

    The least personal data that a reply needs, never published, and erased some time after the reply
    (个人信息保护法 arts 6, 47); no field history, so that what is erased is gone.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", "已收到"
        ACCEPTED = "accepted", "已受理，正在审查"
        REPLIED = "replied", "已答复"
        DECLINED = "declined", "不予受理，已答复"

    #: the suggester has the reply
    ANSWERED: ClassVar = (Status.REPLIED, Status.DECLINED)

    norm_title = models.CharField("文件名称", max_length=200)
    maker_name = models.CharField("制定机关", max_length=80)
    reason = models.TextField("建议的理由", max_length=2000)
    name = models.CharField("姓名或单位名称", max_length=40)
    phone = models.CharField("手机号码", max_length=20, blank=True)
    receipt = models.CharField("查询码", max_length=20, unique=True, editable=False)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.RECEIVED, editable=False)
    received_on = models.DateField("收到日期")
    filing = models.ForeignKey(
        NormFiling,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="suggestions",
        verbose_name="对应的备案",
    )
    reply = models.TextField("答复", blank=True, editable=False)
    replied_on = models.DateField("答复日期", null=True, blank=True, editable=False)
    obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="review_suggestion",
        verbose_name="答复期限",
    )
    erased_at = models.DateTimeField("个人信息清除时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "审查建议"
        verbose_name_plural = "审查建议"
        ordering = ("-received_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="review_suggestion_answered_in_words",
                condition=~Q(status__in=("replied", "declined")) | (~Q(reply="") & Q(replied_on__isnull=False)),
                violation_error_message="答复须写明内容和日期。",
            ),
            models.CheckConstraint(
                name="review_suggestion_accepted_has_a_filing",
                condition=~Q(status__in=("accepted", "replied")) | Q(filing__isnull=False),
                violation_error_message="受理须指明对应的备案。",
            ),
        )
        permissions = (("answer_reviewsuggestion", "办理审查建议"),)

    def __str__(self) -> str:
        return f"对《{self.norm_title}》的审查建议"

    @property
    def is_queued(self) -> bool:
        """It waits its turn: more came than the committee can look at, and no clock runs for it yet."""
        return self.obligation_id is None and self.status not in self.ANSWERED

    def accept(self, *, filing: NormFiling) -> None:
        """受理: the document is reviewed."""
        self.move(self.Status.ACCEPTED, allowed=[self.Status.RECEIVED], filing=filing)

    def decline(self, *, reply: str, on: date) -> None:
        """不予受理, with the reason as reply."""
        self.move(self.Status.DECLINED, allowed=[self.Status.RECEIVED], reply=reply, replied_on=on)

    def answer(self, *, reply: str, on: date) -> None:
        """答复: the result of the review."""
        self.move(self.Status.REPLIED, allowed=[self.Status.ACCEPTED], reply=reply, replied_on=on)
