"""The findings of an audit ledger, and what became of each, round after round."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from congress.models import Attachment, DocumentNumber, Obligation, Organ, User
from congress.workflow import Stateful
from meetings.models import OpinionPoint

from .audit_ledger import ZERO, AuditLedger, yuan


@dataclass(frozen=True, slots=True)
class StatusTotal:
    """How many findings stand at a status, and their money in 元."""

    status: str
    label: str
    findings: int
    amount: Decimal
    rectified_amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The findings of a list by status, and all of them together, counted apart."""

    rows: tuple[StatusTotal, ...]
    findings: int
    amount: Decimal
    rectified_amount: Decimal

    @property
    def adds_up(self) -> bool:
        """The statuses together are all findings and all money."""
        return (self.findings, self.amount, self.rectified_amount) == (
            sum(row.findings for row in self.rows),
            sum((row.amount for row in self.rows), ZERO),
            sum((row.rectified_amount for row in self.rows), ZERO),
        )

    @property
    def arithmetic(self) -> str:
        """The sum in words: 已销号8个＋未整改到位1个＝9个."""
        parts = "＋".join(f"{row.label}{row.findings}个" for row in self.rows if row.findings)
        return f"{parts or '0个'}＝{self.findings}个"

    @property
    def share(self) -> tuple[int, int]:
        """Findings that are rectified or written off, and all of them."""
        done = sum(row.findings for row in self.rows if row.status in AuditFinding.DONE)
        return done, self.findings


class AuditFindingQuerySet(models.QuerySet["AuditFinding"]):
    """Findings as a clerk would name them."""

    def of_year(self, year: int) -> "AuditFindingQuerySet":
        """On the list of a year."""
        return self.filter(ledger__year=year)

    def unsettled(self) -> "AuditFindingQuerySet":
        """Not rectified, not written off, and not carried over to a later list either."""
        return self.exclude(status__in=AuditFinding.DONE).filter(carried_to__isnull=True)

    def put_to_inquiry(self) -> "AuditFindingQuerySet":
        """Those that a special inquiry was about."""
        return self.filter(inquiry_rows__isnull=False).distinct()

    def visible_to(self, user: User) -> "AuditFindingQuerySet":
        """Handbook §5.2: the committee and the audit office read all, a unit its own, the government's its own."""
        if user.has_perm("supervision.read_auditfindings"):
            return self
        seen = Q(pk__in=[])
        if user.organ_id and user.has_perm("supervision.rectify_auditfinding"):
            seen |= Q(unit=user.organ_id)
        if user.has_perm("supervision.view_government_followups"):
            seen |= Q(unit__kind__in=(Organ.Kind.GOVERNMENT, Organ.Kind.GOVERNMENT_DEPARTMENT))
        return self.filter(seen)

    def totals(self) -> Totals:
        """By status and altogether, in one query each; statuses without findings are told as nothing."""
        sums = {
            "findings": Count("pk"),
            "amount": Coalesce(Sum("amount"), ZERO, output_field=models.DecimalField()),
            "rectified": Coalesce(Sum("rectified_amount"), ZERO, output_field=models.DecimalField()),
        }
        plain = AuditFinding.objects.filter(pk__in=self.order_by().values("pk")).order_by()
        found: dict[str, dict[str, Any]] = {row["status"]: dict(row) for row in plain.values("status").annotate(**sums)}
        whole = plain.aggregate(**sums)
        nothing: dict[str, Any] = {"findings": 0, "amount": ZERO, "rectified": ZERO}
        rows = tuple(
            StatusTotal(value, label, row["findings"], row["amount"], row["rectified"])
            for value, label in AuditFinding.Status.choices
            for row in (found.get(value, nothing),)
        )
        return Totals(rows, whole["findings"], whole["amount"], whole["rectified"])

    def with_page(self) -> "AuditFindingQuerySet":
        """All that a list or a page of findings needs, in a fixed number of queries."""
        return self.select_related(
            "ledger",
            "unit",
            "obligation__rule",
            "write_off_number__series",
            "carried_from__ledger",
            "carried_to__ledger",
        ).prefetch_related("rounds__evidence", "rounds__verified_by")


@pghistory.track()
class AuditFinding(Stateful):
    """审计查出问题: one problem of one unit on the list of a year (handbook §2(g)).

    Listed, rectified by the unit, verified by the audit office, then written off under a number or carried over to the
    next list as a row of its own. Source: SL24 art 27; ZJ-AUD17 art 39; ZJ-BUD16 arts 38-39.
    """

    class Kind(models.TextChoices):
        BUDGET = "budget", "预算编制和执行"
        IDLE_FUNDS = "idle_funds", "财政存量资金"
        ACCOUNTS = "accounts", "往来款项"
        SPECIAL_FUNDS = "special_funds", "专项资金"
        PROCUREMENT = "procurement", "政府采购"
        PROJECT = "project", "工程项目"
        ASSETS = "assets", "资产管理"
        EXPENSES = "expenses", "公务支出"
        CONTROL = "control", "内部控制"
        OTHER = "other", "其他"

    class Status(models.TextChoices):
        OPEN = "open", "待整改"
        RECTIFYING = "rectifying", "整改中"
        RECTIFIED = "rectified", "已整改"
        PARTIALLY = "partially", "部分整改"
        LONG_TERM = "long_term", "需长期整改"
        NOT_RECTIFIED = "not_rectified", "未整改到位"
        CLOSED = "closed", "已销号"

    #: nothing is left to do
    DONE = (Status.RECTIFIED, Status.CLOSED)
    #: what the audit office may find when it verifies
    VERDICTS = (Status.RECTIFIED, Status.PARTIALLY, Status.LONG_TERM, Status.NOT_RECTIFIED)
    #: the unit may plan, report, and report again
    WITH_UNIT = (Status.OPEN, Status.RECTIFYING, Status.PARTIALLY, Status.LONG_TERM, Status.NOT_RECTIFIED)
    #: what a list may hand on to the next one
    CARRIED = (Status.PARTIALLY, Status.LONG_TERM, Status.NOT_RECTIFIED)

    ledger = models.ForeignKey(AuditLedger, on_delete=models.PROTECT, related_name="findings", verbose_name="台账")
    order = models.PositiveSmallIntegerField("序号")
    unit = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="audit_findings", verbose_name="被审计单位")
    kind = models.CharField("类别", max_length=16, choices=Kind.choices, default=Kind.OTHER)
    title = models.CharField("问题", max_length=160)
    text = models.TextField("问题描述", blank=True)
    requirement = models.TextField("整改要求", blank=True)
    amount = yuan("涉及金额（元）", default=ZERO)
    rectified_amount = yuan("已整改金额（元）", default=ZERO, editable=False)
    is_secret = models.BooleanField(
        "含商业秘密", default=False, help_text="勾选后，问题描述、整改要求和整改情况不列入公开稿。"
    )
    status = models.CharField("状态", max_length=14, choices=Status.choices, default=Status.OPEN, editable=False)
    listed_on = models.DateField("列入清单日期")
    received_on = models.DateField(
        "收到审计报告日期", null=True, blank=True, help_text="被审计单位自收到之日起60日内报送整改结果。"
    )
    plan = models.TextField("整改措施", blank=True, editable=False)
    responsible = models.CharField("整改责任人", max_length=60, blank=True, editable=False)
    planned_on = models.DateField("计划完成日期", null=True, blank=True, editable=False)
    obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="audit_finding",
        verbose_name="整改结果期限",
    )
    verified_on = models.DateField("审计机关核实日期", null=True, blank=True, editable=False)
    closed_on = models.DateField("销号日期", null=True, blank=True, editable=False)
    write_off_number = models.OneToOneField(
        DocumentNumber,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="audit_finding",
        verbose_name="销号编号",
    )
    carried_from = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_to",
        verbose_name="结转自",
    )
    point = models.ForeignKey(
        OpinionPoint,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="audit_findings",
        verbose_name="对应的审议意见条目",
    )
    is_historic = models.BooleanField("历史记录", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = AuditFindingQuerySet.as_manager()

    class Meta:
        verbose_name = "审计查出问题"
        verbose_name_plural = "审计查出问题"
        ordering = ("-ledger__year", "order")
        constraints = (
            models.UniqueConstraint(
                name="finding_order_in_ledger",
                fields=("ledger", "order"),
                violation_error_message="该年度台账中已有这个序号。",
            ),
            models.CheckConstraint(
                name="finding_amount_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message="涉及金额不能为负数。",
            ),
            models.CheckConstraint(
                name="finding_rectified_within_amount",
                condition=Q(rectified_amount__gte=0, rectified_amount__lte=F("amount")),
                violation_error_message="已整改金额不能为负数，也不能超过涉及金额。",
            ),
            models.CheckConstraint(
                name="finding_verdict_was_verified",
                condition=Q(status__in=("open", "rectifying")) | Q(verified_on__isnull=False),
                violation_error_message="整改结论须经审计机关核实，请先登记核实日期。",
            ),
            models.CheckConstraint(
                name="finding_written_off_has_a_number",
                condition=Q(status="closed", write_off_number__isnull=False, closed_on__isnull=False)
                | (~Q(status="closed") & Q(write_off_number__isnull=True, closed_on__isnull=True)),
                violation_error_message="销号须有销号编号和日期，未销号的不能有编号。",
            ),
        )
        permissions = (
            ("read_auditfindings", "查看全部审计查出问题"),
            ("rectify_auditfinding", "报送整改情况"),
            ("verify_auditfinding", "核实整改情况"),
            ("write_off_auditfinding", "审计问题销号和结转"),
        )

    def __str__(self) -> str:
        return f"{self.ledger.year}年第{self.order}号：{self.title}"

    def get_absolute_url(self) -> str:
        """The page of the unit, of the audit office and of the committee's members."""
        return f"/workspace/audit/{self.pk}/"

    @property
    def left_amount(self) -> Decimal:
        """What is not rectified yet, in 元."""
        left: Decimal = self.amount - self.rectified_amount
        return left

    @property
    def pending_round(self) -> "RectificationRound | None":
        """What the unit reported and the audit office has not verified yet."""
        last = list(self.rounds.all())[-1:]
        return last[0] if last and not last[0].verdict else None

    def begin(self, **changes: Any) -> None:
        """整改: the unit has a plan and a responsible head, or sends another result (ZJ-AUD17 art 39)."""
        self.move(self.Status.RECTIFYING, allowed=self.WITH_UNIT, **changes)

    def judge(self, verdict: str, *, on: date, rectified_amount: Decimal) -> None:
        """核实: what the audit office found."""
        self.move(verdict, allowed=self.WITH_UNIT, verified_on=on, rectified_amount=rectified_amount)

    def write_off(self, *, on: date, number: DocumentNumber) -> None:
        """销号: a rectified finding leaves the list under a number."""
        self.move(self.Status.CLOSED, allowed=[self.Status.RECTIFIED], closed_on=on, write_off_number=number)


@pghistory.track()
class RectificationRound(models.Model):
    """整改情况: what the unit reported once, with its evidence, and what the audit office found; never overwritten."""

    finding = models.ForeignKey(
        AuditFinding, on_delete=models.CASCADE, related_name="rounds", verbose_name="审计查出问题"
    )
    number = models.PositiveSmallIntegerField("轮次")
    result = models.TextField("整改结果", blank=True)
    claimed_amount = yuan("报送的已整改金额（元）", default=ZERO)
    evidence_note = models.CharField("证明材料", max_length=300, blank=True)
    evidence = models.ManyToManyField(
        Attachment, blank=True, related_name="rectification_rounds", verbose_name="证明材料附件"
    )
    reported_on = models.DateField("报送日期", null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="报送人"
    )
    verdict = models.CharField("核实结论", max_length=14, choices=AuditFinding.Status.choices, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="核实人"
    )
    verified_on = models.DateField("核实日期", null=True, blank=True)
    note = models.TextField("核实说明", blank=True)

    class Meta:
        verbose_name = "整改情况"
        verbose_name_plural = "整改情况"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(name="rectification_round_number", fields=("finding", "number")),
            models.CheckConstraint(
                name="rectified_has_evidence",
                condition=~Q(verdict="rectified") | ~Q(evidence_note=""),
                violation_error_message="认定为“已整改”须有证明材料。",
            ),
            models.CheckConstraint(
                name="rectification_verdict_has_a_date",
                condition=Q(verdict="", verified_on__isnull=True) | (~Q(verdict="") & Q(verified_on__isnull=False)),
                violation_error_message="核实结论须有核实日期。",
            ),
            models.CheckConstraint(
                name="rectification_verified_after_report",
                condition=Q(verified_on__isnull=True)
                | Q(reported_on__isnull=True)
                | Q(verified_on__gte=F("reported_on")),
                violation_error_message="核实日期不能早于报送日期。",
            ),
            models.CheckConstraint(
                name="rectification_claim_not_negative",
                condition=Q(claimed_amount__gte=0),
                violation_error_message="已整改金额不能为负数。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding} 第{self.number}轮"

    def clean(self) -> None:
        """No more money is rectified than the finding is about."""
        if self.claimed_amount is not None and self.claimed_amount > self.finding.amount:
            raise ValidationError({"claimed_amount": "已整改金额不能超过涉及金额。"})
