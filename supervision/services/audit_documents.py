"""The audit ledger on paper: 审计查出问题整改清单."""

from datetime import date

from congress.official import OfficialLetter, Paragraph, Table, amount_text
from meetings.services import letterhead
from supervision.models import AuditFinding, AuditLedger


def ledger_paper(ledger: AuditLedger, *, today: date) -> OfficialLetter:
    """Totals by status and their sum, then one row for each finding; an inner paper, so nothing is withheld."""
    totals = ledger.findings.all().totals()
    rows = ledger.findings.select_related("unit", "write_off_number__series", "carried_to__ledger").order_by("order")
    sums = [
        (row.label, f"{row.findings}个", amount_text(row.amount), amount_text(row.rectified_amount))
        for row in totals.rows
        if row.findings
    ]
    whole = ("合计", f"{totals.findings}个", amount_text(totals.amount), amount_text(totals.rectified_amount))
    return OfficialLetter(
        title=f"{ledger.year}年审计查出问题整改清单",
        body=[
            Paragraph(f"{totals.arithmetic}。"),
            Table(("状态", "问题", "涉及金额", "已整改金额"), [*sums, whole], title="按整改状态统计"),
            Table(
                ("序号", "被审计单位", "问题", "金额", "整改要求", "状态", "销号编号"),
                [_row(each, today) for each in rows],
                title="问题清单",
                widths=(1, 3, 5, 2, 4, 2, 3),
                left=(2, 4),
            ),
        ],
        signer=letterhead.short_committee_name(today),
        date=today,
        sealed=False,
    )


def _row(finding: AuditFinding, today: date) -> tuple[str, ...]:
    carried = getattr(finding, "carried_to", None)
    ending = str(finding.write_off_number or "") or (f"结转{carried.ledger.year}年" if carried else "")
    return (
        str(finding.order),
        finding.unit.name_on(today),
        finding.title,
        amount_text(finding.amount) if finding.amount else "—",
        finding.requirement,
        finding.get_status_display(),
        ending,
    )
