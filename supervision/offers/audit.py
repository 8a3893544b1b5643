"""The audit ledger: what waits for units, the audit office and the committee, what looks wrong, what is published."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from congress import registry
from congress.models import Publication, User
from congress.registry import Check, Composition, Task, Waiting
from supervision.models import AuditFinding, AuditLedger, RectificationRound
from supervision.services import audit, audit_ledgers

Status = AuditFinding.Status


def evidence(user: User | None) -> Q:
    """What shows that a finding is rectified, for those who may see the finding."""
    if user is None:
        return Q(pk__in=[])
    seen = RectificationRound.objects.filter(finding__in=AuditFinding.objects.all().visible_to(user))
    return Q(rectification_rounds__in=seen)


def _live() -> QuerySet[AuditFinding]:
    rows = AuditFinding.objects.filter(is_historic=False, carried_to__isnull=True)
    return rows.select_related("ledger", "unit", "obligation").order_by("ledger__year", "order")


def with_the_unit(user: User, on: date) -> list[Waiting]:
    """Findings of the person's organ that have no plan yet, or whose result is owed."""
    del on
    if not (user.organ_id and user.has_perm("supervision.rectify_auditfinding")):
        return []
    pending = RectificationRound.objects.filter(finding=OuterRef("pk"), verdict="")
    rows = _live().filter(unit=user.organ_id, status__in=AuditFinding.WITH_UNIT).exclude(Exists(pending))
    acts = {Status.OPEN: "报送整改计划"}
    return [
        Waiting(
            rows,
            lambda row: Task(
                row.title, acts.get(Status(row.status), "报送整改结果"), row.get_absolute_url(), _due(row)
            ),
        )
    ]


def _due(finding: AuditFinding) -> date | None:
    owed = finding.obligation
    return owed.due_on if owed and owed.status == owed.Status.OPEN else None


def to_verify(user: User, on: date) -> list[Waiting]:
    """Results that the audit office has not verified."""
    del on
    if not user.has_perm("supervision.verify_auditfinding"):
        return []
    pending = RectificationRound.objects.filter(finding=OuterRef("pk"), verdict="")
    rows = _live().filter(Exists(pending))
    return [Waiting(rows, lambda row: Task(row.title, "核实整改情况", row.get_absolute_url(), note=str(row.unit)))]


def to_write_off(user: User, on: date) -> list[Waiting]:
    """Findings that are rectified and have no number yet."""
    del on
    if not (user.is_staff and user.has_perm("supervision.write_off_auditfinding")):
        return []
    rows = _live().filter(status=Status.RECTIFIED)
    return [Waiting(rows, lambda row: Task(row.title, "销号", audit.admin_path(row), note=str(row.unit)))]


def totals_that_differ(on: date) -> QuerySet[Any]:
    """Ledgers whose rows do not give the totals that the audit report states."""
    del on
    # What was carried over from an earlier list is no finding of this year's report.
    own = Q(findings__carried_from__isnull=True)
    rows = AuditLedger.objects.annotate(
        listed=Count("findings", filter=own), money=Sum("findings__amount", filter=own, default=0)
    )
    findings = Q(stated_findings__isnull=False) & ~Q(stated_findings=F("listed"))
    amount = Q(stated_amount__isnull=False) & ~Q(stated_amount=F("money"))
    return rows.filter(findings | amount)


def settled_without_verification(on: date) -> QuerySet[Any]:
    """Findings that count as rectified or written off while no round of theirs was verified as rectified."""
    del on
    verified = RectificationRound.objects.filter(finding=OuterRef("pk"), verdict=Status.RECTIFIED)
    rows = AuditFinding.objects.filter(status__in=AuditFinding.DONE).exclude(Exists(verified))
    return rows.select_related("ledger", "unit")


def listed_twice(on: date) -> QuerySet[Any]:
    """Findings that stand twice on one list: carried over and entered again by hand."""
    del on
    twin = AuditFinding.objects.filter(ledger=OuterRef("ledger"), unit=OuterRef("unit"), title=OuterRef("title"))
    return AuditFinding.objects.filter(Exists(twin.exclude(pk=OuterRef("pk")))).select_related("ledger", "unit")


def left_behind(on: date) -> QuerySet[Any]:
    """Findings of an earlier year that are not settled and stand on no later list."""
    rows = AuditFinding.objects.all().unsettled().filter(ledger__year__lt=on.year, is_historic=False)
    return rows.select_related("ledger", "unit")


def compose_ledger(publication: Publication) -> Composition | None:
    """A ledger with its totals."""
    rows = AuditLedger.objects.select_related(
        "audit_report__item__meeting", "rectification_report__item__meeting", "obligation"
    )
    row = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(audit_ledgers.compose(row)) if row else None


registry.file_access.add("rectification_rounds", evidence)
registry.waiting.add("findings_of_unit", with_the_unit)
registry.waiting.add("findings_to_verify", to_verify)
registry.waiting.add("findings_to_write_off", to_write_off)
registry.publication_composers.add("supervision.auditledger", compose_ledger)
registry.checks.add(
    "audit_totals_differ",
    Check("审计台账合计与报告所列总数不符", totals_that_differ, "请核对问题清单或者报告所列总数。"),
)
registry.checks.add(
    "rectified_without_verification",
    Check("已整改或已销号但没有核实记录", settled_without_verification, "请审计机关补登核实情况。"),
)
registry.checks.add("finding_listed_twice", Check("同一问题在台账中重复", listed_twice, "请核对是否重复结转。"))
registry.checks.add("finding_left_behind", Check("往年问题未整改到位也未结转", left_behind, "请结转下年或者销号。"))
