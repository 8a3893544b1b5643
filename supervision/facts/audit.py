"""What can be counted of the audit ledger."""

from congress.facts import Fact, Rate, register, register_rate
from supervision.models import AuditFinding


def _list(year: int) -> str:
    return f"/supervision/audit/?year={year}"


register(
    Fact(
        code="audit_findings",
        label="审计查出问题",
        unit="个",
        rows=lambda: AuditFinding.objects.all(),
        date_field="ledger__opened_on",
        definition="列入审计整改台账的问题，按台账年度计；结转的计入新的年度。",
        public_path=_list,
        admin_path=lambda year: f"/admin/supervision/auditfinding/?ledger__year={year}",
        dimensions={"status": "status", "kind": "kind"},
    )
)
register(
    Fact(
        code="audit_findings_settled",
        label="审计查出问题整改到位",
        unit="个",
        rows=lambda: AuditFinding.objects.filter(status__in=AuditFinding.DONE),
        date_field="ledger__opened_on",
        definition="台账中已整改和已销号的问题，按台账年度计。",
        public_path=_list,
    )
)
register(
    Fact(
        code="audit_findings_written_off",
        label="审计查出问题销号",
        unit="个",
        rows=lambda: AuditFinding.objects.filter(status=AuditFinding.Status.CLOSED),
        date_field="closed_on",
        definition="已取得销号编号的问题，按销号日期计入年度。",
        public_path=_list,
    )
)
register(
    Fact(
        code="audit_findings_carried_over",
        label="审计查出问题结转",
        unit="个",
        rows=lambda: AuditFinding.objects.filter(carried_from__isnull=False),
        date_field="carried_from__ledger__opened_on",
        definition="结转到下年台账的问题，按原台账年度计。",
        public_path=_list,
    )
)
register_rate(
    Rate(
        code="audit_rectification",
        label="审计查出问题整改率",
        part="audit_findings_settled",
        whole="audit_findings",
        definition="台账中已整改和已销号的问题占全部问题的比例。",
    )
)
