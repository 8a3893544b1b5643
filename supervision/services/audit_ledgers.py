"""The yearly audit ledger: opened when the audit report was heard, with the day of the rectification report.

Found by a query (decision 0013): reports know nothing of ledgers. Source: SL24 art 27; ZJ-BUD16 art 38.
"""

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from congress.models import Obligation, User
from congress.official import amount_text
from congress.publishing import Content, Point
from congress.services import activity, deadlines, obligations, publication
from congress.services.copies import EXAMPLE_MARK
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from supervision.models import AuditFinding, AuditLedger, SpecialReport, Totals, YearlyMilestone

#: both are counted by the law of the day of hearing, and the earlier one holds
RULES: Final = ("AUD-6M", "AUD-DEC")
PUBLICATION_BASIS: Final = "《监督法》第二十七条、第二十九条"
#: stands for the words of what holds commercial secrets
WITHHELD: Final = "（涉及商业秘密，不予公开）"


def admin_path(ledger: AuditLedger) -> str:
    """Where the committee works on it."""
    return f"/admin/supervision/auditledger/{ledger.pk}/change/"


def _heard(kind: str) -> QuerySet[SpecialReport]:
    rows = SpecialReport.objects.heard().filter(kind=kind)
    return rows.select_related("item__meeting", "organ", "working_committee").order_by("item__meeting__starts_on", "pk")


@transaction.atomic
def realign(*, actor: User, today: date) -> int:
    """Open the ledgers of audit reports that were heard, and meet the duty of rectification reports; how many changed.

    May run at any time and any number of times. History (the year's folder) is left alone.
    """
    changed = 0
    known = AuditLedger.objects.filter(audit_report__isnull=False).values("audit_report")
    for report in _heard(SpecialReport.Kind.AUDIT).filter(illustrative=[], source="").exclude(pk__in=known):
        changed += _open(report, actor=actor, today=today)
    waiting = AuditLedger.objects.filter(
        rectification_report__isnull=True, is_historic=False, audit_report__isnull=False
    )
    for ledger in waiting.select_related("obligation", "audit_report__item__meeting"):
        changed += _meet(ledger, actor=actor)
    return changed


def _open(report: SpecialReport, *, actor: User, today: date) -> bool:
    heard_on = report.item.meeting.starts_on
    ledger, _ = AuditLedger.objects.get_or_create(year=heard_on.year, defaults={"opened_on": heard_on})
    if ledger.audit_report_id is not None or ledger.is_historic:
        # A second audit report of a year: a clerk says which one the ledger follows.
        return False
    ledger.audit_report = report
    ledger.opened_on = heard_on
    ledger.obligation = open_duty(ledger, report, actor=actor, today=today)
    ledger.save(update_fields=["audit_report", "opened_on", "obligation"])
    activity.record(actor, "建立审计整改台账", ledger, path=admin_path(ledger))
    return True


def open_duty(ledger: AuditLedger, report: SpecialReport, *, actor: User, today: date) -> Obligation:
    """The government's rectification report: the earlier of six months and the year's end, by the law of the day.

    Where the year owes it already, as a milestone, the two are one: the same rule goes on as the ledger's own, and
    under another rule, or of another organ, the milestone takes the ledger's day and its own falls away.
    """
    heard_on = report.item.meeting.starts_on
    first = deadlines.earliest_of(RULES, heard_on)
    duty = Duty(
        title=f"报告审计查出问题整改情况（{ledger.year}年）",
        path=f"/workspace/reports/{report.pk}/",
        organ=report.organ,
        watched_by=report.working_committee,
        is_historic=ledger.is_historic,
    )
    milestone = _milestone(ledger.year)
    owed = milestone.obligation if milestone else None
    if owed is not None and (owed.rule.code, owed.owed_organ) == (first.rule.code, report.organ):
        obligations.hand_on(owed, duty, actor=actor)
        obligation = owed
    else:
        obligation = obligations.open_duty(first.rule.code, duty, start=heard_on, today=today)
        if milestone is not None:
            _join(milestone, obligation, actor=actor)
    # The rule alone does not tell that another one was looked at too.
    obligation.explanation = list(first.explanation)
    obligation.save(update_fields=["explanation"])
    return obligation


def _milestone(year: int) -> YearlyMilestone | None:
    rows = YearlyMilestone.objects.filter(year=year, rule_code__in=RULES, obligation__status=Obligation.Status.OPEN)
    return rows.select_related("obligation__rule", "obligation__owed_organ").first()


def _join(milestone: YearlyMilestone, obligation: Obligation, *, actor: User) -> None:
    """Let the milestone owe what the ledger owes, so that one report is not urged twice."""
    before = milestone.obligation
    milestone.obligation = obligation
    milestone.save(update_fields=["obligation"])
    obligations.void(before, reason="审计工作报告已经听取，并入审计整改台账的期限。", actor=actor)


@transaction.atomic
def follow(ledger: AuditLedger, *, actor: User, today: date) -> None:
    """Start and end the government's duty with the reports that a clerk linked; history owes nothing."""
    if ledger.is_historic:
        return
    if ledger.audit_report is not None and ledger.obligation_id is None:
        ledger.obligation = open_duty(ledger, ledger.audit_report, actor=actor, today=today)
        ledger.save(update_fields=["obligation"])
    _finish(ledger, actor=actor)


def _finish(ledger: AuditLedger, *, actor: User) -> None:
    """The rectification report was heard: nothing is owed any more."""
    report, owed = ledger.rectification_report, ledger.obligation
    if report is not None and report.status in SpecialReport.HEARD and owed and owed.status == Obligation.Status.OPEN:
        obligations.finish(owed, on=report.item.meeting.starts_on, actor=actor)
        # Where the year owed the same, its row names the report too.
        YearlyMilestone.objects.filter(obligation=owed).update(report=report)


def _meet(ledger: AuditLedger, *, actor: User) -> bool:
    heard_on = ledger.opened_on
    report = (
        _heard(SpecialReport.Kind.RECTIFICATION)
        .filter(item__meeting__starts_on__gte=heard_on, rectified_ledger__isnull=True, illustrative=[], source="")
        .first()
    )
    if report is None:
        return False
    ledger.rectification_report = report
    ledger.save(update_fields=["rectification_report"])
    _finish(ledger, actor=actor)
    activity.record(actor, "登记整改情况报告", ledger, path=admin_path(ledger))
    return True


@transaction.atomic
def require_publication(ledger: AuditLedger, *, actor: User, today: date) -> None:
    """Open the duty to publish the ledger. Raises ValidationError while it is empty or its totals do not add up."""
    totals = ledger.findings.all().totals()
    if not totals.findings:
        raise ValidationError("台账中还没有问题，不能列入公开。")
    if not totals.adds_up:
        raise ValidationError("各状态合计与总数不符，请先核对台账。")
    duty = publication.Duty(
        kind="审计整改台账", title=str(ledger), basis=PUBLICATION_BASIS, path=ledger.get_absolute_url()
    )
    publication.require(ledger, duty, since=today, actor=actor)


def compose(ledger: AuditLedger) -> Content:
    """What the ledger shows to readers: totals by status and their sum, each finding; what is secret stays out."""
    findings = list(
        ledger.findings.select_related("unit", "write_off_number__series", "carried_from__ledger", "carried_to__ledger")
        .prefetch_related("rounds", "inquiry_rows__inquiry")
        .order_by("order")
    )
    totals = ledger.findings.all().totals()
    mark = EXAMPLE_MARK if any(each.illustrative for each in findings) else ""
    return {
        "title": str(ledger),
        "facts": [fact for fact in _facts(ledger, totals, mark) if fact[1]],
        "sections": [
            {"heading": "按整改状态统计", "paragraphs": [f"{line}{mark}" for line in _sums(totals)], "points": []},
            {"heading": "问题清单", "paragraphs": [], "points": [_point(each) for each in findings]},
        ],
        "illustrative": bool(ledger.illustrative) or bool(mark),
    }


def _facts(ledger: AuditLedger, totals: Totals, mark: str) -> list[tuple[str, str]]:
    done, whole = totals.share
    report, rectification = ledger.audit_report, ledger.rectification_report
    owed = ledger.obligation
    return [
        ("年度", f"{ledger.year}年"),
        ("审计工作报告", f"{chinese_date(report.item.meeting.starts_on)}听取" if report else ""),
        ("整改情况报告", f"{chinese_date(rectification.item.meeting.starts_on)}听取" if rectification else ""),
        ("整改情况报告期限", chinese_date(owed.due_plain) if owed else ""),
        ("查出问题", f"{totals.findings}个{mark}"),
        ("涉及金额", f"{amount_text(totals.amount)}{mark}"),
        ("已整改和销号", f"{done}个（共{whole}个）{mark}"),
        ("已整改金额", f"{amount_text(totals.rectified_amount)}{mark}"),
    ]


def _sums(totals: Totals) -> list[str]:
    lines = [
        f"{row.label}：{row.findings}个，涉及{amount_text(row.amount)}，已整改{amount_text(row.rectified_amount)}"
        for row in totals.rows
        if row.findings
    ]
    return [*lines, f"合计：{totals.arithmetic}，涉及{amount_text(totals.amount)}"]


def _point(finding: AuditFinding) -> Point:
    last = list(finding.rounds.all())[-1:]
    result = last[0].result if last else ""
    money = f"（{amount_text(finding.amount)}）" if finding.amount else ""
    text = f"{finding.title}{money}。{finding.unit.name_on(finding.listed_on)}。"
    if finding.is_secret:
        # Whatever describes it stays inside; that there is such a finding, and how it stands, does not.
        text, result = f"{finding.get_kind_display()}{money}。{WITHHELD}", WITHHELD if result else ""
    return {
        "number": finding.order,
        "text": text,
        "answer": " ".join(part for part in (result, _ending(finding)) if part),
        "state": finding.get_status_display(),
    }


def _ending(finding: AuditFinding) -> str:
    inquiries = [row.inquiry.title for row in finding.inquiry_rows.all() if row.inquiry.is_over]
    carried = getattr(finding, "carried_to", None)
    parts = [
        f"{finding.carried_from.ledger.year}年第{finding.carried_from.order}号结转。" if finding.carried_from else "",
        f"经专题询问：{'、'.join(inquiries)}。" if inquiries else "",
        f"销号编号：{finding.write_off_number}（{chinese_date(finding.closed_on)}）。"
        if finding.write_off_number and finding.closed_on
        else "",
        f"结转{carried.ledger.year}年台账继续整改。" if carried else "",
    ]
    return "".join(parts)
