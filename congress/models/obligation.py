"""Obligations: what is owed, by whom, by when, under which rule; and the history of their dates."""

from datetime import date, timedelta

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now

from congress.workflow import Stateful

from .account import User
from .legal_rule import LegalRule, RuleStage
from .organ import Organ


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Obligations as a clerk would name them."""

    def open(self) -> "ObligationQuerySet":
        """Still owed."""
        return self.filter(status=Obligation.Status.OPEN)

    def live(self) -> "ObligationQuerySet":
        """Not history: history never reminds anybody."""
        return self.filter(is_historic=False)

    def overdue(self, *, on: date) -> "ObligationQuerySet":
        """Owed and past the effective date; derived, never stored."""
        return self.open().live().filter(due_on__lt=on)

    def due_within(self, days: int, *, on: date) -> "ObligationQuerySet":
        """Owed and due from `on` to `days` later."""
        return self.open().live().filter(due_on__gte=on, due_on__lte=on + timedelta(days=days))

    def owed_by(self, user: User) -> "ObligationQuerySet":
        """Owed by a person: as account, through the organ, or through a role."""
        owed = Q(owed_account=user) | Q(owed_role__in=user.groups.values("name"))
        if user.organ_id:
            owed |= Q(owed_organ=user.organ_id)
        return self.filter(owed)

    def overseen_by(self, user: User) -> "ObligationQuerySet":
        """What a person keeps an eye on: the office and the chairpersons all, a working committee what it watches."""
        if user.has_perm("congress.oversee_obligations"):
            return self
        if user.organ_id and user.has_perm("congress.urge_obligation"):
            return self.filter(watched_by=user.organ_id)
        return self.none()

    def with_urges(self) -> "ObligationQuerySet":
        """Each with how often it was urged, and when last."""
        urges = Urge.objects.filter(obligation=OuterRef("pk")).order_by()
        counted = urges.values("obligation").annotate(number=Count("pk")).values("number")
        return self.annotate(
            urges_made=Coalesce(Subquery(counted), 0),
            last_urged_at=Subquery(urges.order_by("-id").values("urged_at")[:1]),
        )


@pghistory.track(exclude=["explanation"])
class Obligation(Stateful):
    """A promise with a date. The record that has the deadline points down to it with a one-to-one key.

    `due_plain` is the date the law's own counting gives, `due_on` the date it falls on after moving off a day of rest,
    `target_on` the house's stricter internal date for periods counted backward (handbook §3.1).
    """

    class Status(models.TextChoices):
        OPEN = "open", "待完成"
        DONE = "done", "已完成"
        WAIVED = "waived", "已豁免"
        VOID = "void", "已失效"

    rule = models.ForeignKey(LegalRule, on_delete=models.PROTECT, related_name="obligations", verbose_name="依据")
    title = models.CharField("事项", max_length=200)
    path = models.CharField("办理页面", max_length=300)
    owed_organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="obligations", verbose_name="责任机关"
    )
    owed_account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations",
        verbose_name="责任人",
    )
    owed_role = models.CharField("责任角色", max_length=40, blank=True)
    watched_by = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="watched_obligations",
        verbose_name="对口工委",
    )
    start_on = models.DateField("起算日")
    due_plain = models.DateField("法定期限")
    due_on = models.DateField("到期日")
    target_on = models.DateField("内部期限")
    is_fixed = models.BooleanField("由机关确定", default=False, help_text="期限由会议或决定指定，不随起算日变动。")
    is_provisional = models.BooleanField("暂算", default=False)
    explanation = ArrayField(models.TextField(), default=list, verbose_name="期限说明")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.OPEN, editable=False)
    done_on = models.DateField("完成日期", null=True, blank=True, editable=False)
    closing_reason = models.TextField("豁免或失效理由", blank=True, editable=False)
    closing_decision = models.CharField("决定文号或会议", max_length=120, blank=True, editable=False)
    is_historic = models.BooleanField("历史记录", default=False)
    remind_from = models.DateField("起提醒日")

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "期限事项"
        verbose_name_plural = "期限事项"
        ordering = ("due_on", "id")
        constraints = (
            models.CheckConstraint(
                name="obligation_owed_by_exactly_one",
                condition=(
                    Q(owed_organ__isnull=False, owed_account__isnull=True, owed_role="")
                    | Q(owed_organ__isnull=True, owed_account__isnull=False, owed_role="")
                    | (Q(owed_organ__isnull=True, owed_account__isnull=True) & ~Q(owed_role=""))
                ),
                violation_error_message="期限事项必须且只能有一个责任主体。",
            ),
            models.CheckConstraint(
                name="obligation_done_has_a_date",
                condition=Q(status="done", done_on__isnull=False) | (~Q(status="done") & Q(done_on__isnull=True)),
                violation_error_message="已完成的事项须有完成日期。",
            ),
            models.CheckConstraint(
                name="obligation_waiver_has_a_reason",
                condition=~Q(status="waived") | (~Q(closing_reason="") & ~Q(closing_decision="")),
                violation_error_message="豁免须写明理由和决定。",
            ),
        )
        indexes = (
            # The sweep, the pages of the late and the desk of the unfinished walk only what is open and live.
            models.Index(
                name="obligation_sweep",
                fields=("due_on", "id"),
                condition=Q(status="open", is_historic=False),
            ),
            models.Index(name="obligation_of_organ", fields=("owed_organ", "status", "due_on")),
            models.Index(
                name="obligation_watched",
                fields=("watched_by", "due_on", "id"),
                condition=Q(status="open", is_historic=False),
            ),
            models.Index(
                name="obligation_by_rule",
                fields=("rule", "due_on", "id"),
                condition=Q(status="open", is_historic=False),
            ),
        )
        permissions = (
            ("oversee_obligations", "查看全部未完成事项"),
            ("urge_obligation", "催办未完成事项"),
            ("waive_obligation", "豁免期限"),
            ("decide_extension", "批准延期"),
        )

    def __str__(self) -> str:
        return self.title

    def late_days(self, *, on: date) -> int:
        """Days past the legal limit on `on` (or when it was done), 0 if in time.

        The limit is the later of the plain and the rolled date: a rolled forward period ends later, and a backward one
        that was moved earlier for the house's sake is not yet a breach of law.
        """
        if self.status in (self.Status.WAIVED, self.Status.VOID):
            return 0
        limit = max(self.due_plain, self.due_on)
        return max(0, ((self.done_on or on) - limit).days)

    def finish(self, *, on: date) -> None:
        """The owed thing was done on `on`."""
        self.move(self.Status.DONE, allowed=[self.Status.OPEN], done_on=on)

    def waive(self, *, reason: str, decision: str) -> None:
        """Released by a decision."""
        self.move(self.Status.WAIVED, allowed=[self.Status.OPEN], closing_reason=reason, closing_decision=decision)

    def void(self, *, reason: str) -> None:
        """No longer owed because its ground fell away."""
        self.move(self.Status.VOID, allowed=[self.Status.OPEN], closing_reason=reason)


class ObligationChange(models.Model):
    """A date an obligation bore before, why it moved, and who moved it."""

    obligation = models.ForeignKey(
        Obligation, on_delete=models.CASCADE, related_name="changes", verbose_name="期限事项"
    )
    old_start_on = models.DateField("原起算日")
    old_due_on = models.DateField("原到期日")
    new_due_on = models.DateField("新到期日")
    reason = models.CharField("理由", max_length=300)
    decision = models.CharField("决定", max_length=120, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="操作人")
    changed_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "期限变更"
        verbose_name_plural = "期限变更"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.obligation}：{self.old_due_on} → {self.new_due_on}"


class Extension(Stateful):
    """A request for more time: asked with a reason, decided by the committee's side, never by who owes."""

    class Status(models.TextChoices):
        REQUESTED = "requested", "待决定"
        APPROVED = "approved", "已同意"
        REFUSED = "refused", "未同意"

    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="extensions", verbose_name="期限事项"
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.REQUESTED, editable=False)
    old_due_on = models.DateField("原到期日")
    new_due_on = models.DateField("申请延至")
    reason = models.TextField("申请理由")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="申请人"
    )
    requested_at = models.DateTimeField("申请时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="决定人"
    )
    decided_on = models.DateField("决定日期", null=True)
    decision = models.CharField("决定意见", max_length=300, blank=True)

    class Meta:
        verbose_name = "延期申请"
        verbose_name_plural = "延期申请"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="extension_is_later",
                condition=Q(new_due_on__gt=F("old_due_on")),
                violation_error_message="申请延至的日期须晚于原到期日。",
            ),
            models.UniqueConstraint(
                name="extension_one_open",
                fields=("obligation",),
                condition=Q(status="requested"),
                violation_error_message="该事项已有待决定的延期申请。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.obligation}：延至{self.new_due_on}"

    def approve(self, *, by: User, on: date, decision: str) -> None:
        """Granted."""
        self.move(
            self.Status.APPROVED, allowed=[self.Status.REQUESTED], decided_by=by, decided_on=on, decision=decision
        )

    def refuse(self, *, by: User, on: date, decision: str) -> None:
        """Not granted."""
        self.move(self.Status.REFUSED, allowed=[self.Status.REQUESTED], decided_by=by, decided_on=on, decision=decision)


class Urge(models.Model):
    """催办: a person pressed for what is owed; whom it reached stays on record. Written once, never changed."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="urges", verbose_name="期限事项")
    urged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="催办人"
    )
    urged_at = models.DateTimeField("催办时间")
    text = models.CharField("催办意见", max_length=300, blank=True)
    told_to = models.TextField("通知到")

    class Meta:
        verbose_name = "催办"
        verbose_name_plural = "催办"
        ordering = ("-id",)
        indexes = (models.Index(name="urge_of_obligation", fields=("obligation", "-id")),)
        constraints = (
            models.CheckConstraint(
                name="urge_reached_somebody",
                condition=~Q(told_to=""),
                violation_error_message="催办须有通知到的人员。",
            ),
        )

    def __str__(self) -> str:
        return f"催办：{self.obligation}"


class Reminder(models.Model):
    """A stage of reminding decided for one due date; unique, so a sweep may run late, twice, or twice at once."""

    obligation = models.ForeignKey(
        Obligation, on_delete=models.CASCADE, related_name="reminders", verbose_name="期限事项"
    )
    stage = models.ForeignKey(RuleStage, on_delete=models.PROTECT, related_name="+", verbose_name="提醒节点")
    due_on = models.DateField("对应到期日")
    # A stage that repeats daily (SC-GAP's last) counts once a day; other stages count once.
    repeat_on = models.DateField("重复日", null=True, blank=True)
    decided_at = models.DateTimeField("生成时间", db_default=Now())

    class Meta:
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="reminder_once",
                fields=("obligation", "stage", "due_on", "repeat_on"),
                nulls_distinct=False,
                violation_error_message="该节点已经提醒过。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.obligation}（{self.stage}）"
