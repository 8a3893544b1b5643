"""The audit ledger: findings listed, rectified by their units, verified, written off or carried over.

Source: SL24 art 27 (SL06 art 19); ZJ-AUD17 art 39; ZJ-BUD16 arts 38-39; handbook §2(g).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.models import Attachment, DocumentNumber, Obligation, User
from congress.services import activity, notifications, numbering, obligations
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from congress.workflow import TransitionError
from supervision.models import AuditFinding, AuditLedger, RectificationRound

SERIES: Final = "audit_write_off"
RULE: Final = "AUD-60"
#: letters of a name that the table holds
RESPONSIBLE_LENGTH: Final = 60
Status = AuditFinding.Status


def admin_path(finding: AuditFinding) -> str:
    """Where the committee works on a finding."""
    return f"/admin/supervision/auditfinding/{finding.pk}/change/"


@dataclass(frozen=True)
class Report:
    """What a unit reports of its rectification: the money in 元, and what shows it."""

    result: str
    amount: Decimal
    evidence_note: str = ""
    files: Sequence[Attachment] = ()


@transaction.atomic
def add(finding: AuditFinding, *, actor: User, today: date) -> None:
    """列入清单: put a finding on the list of a year; the unit's sixty days run from the day it received the report.

    Raises ValidationError for an amount with more than two decimals, a day to come, or an order that is taken.
    """
    for field in ("listed_on", "received_on"):
        day = getattr(finding, field)
        if day is not None and day > today:
            raise ValidationError({field: "日期不能晚于今天。"})
    finding.full_clean()
    finding.save(force_insert=True)
    activity.record(actor, "列入审计问题清单", finding, path=admin_path(finding))
    if finding.is_historic:
        return
    start_clock(finding, actor=actor, today=today)
    notifications.tell_organ(
        finding.unit,
        subject=f"请整改审计查出问题：{finding.title}",
        body=finding.requirement,
        path=finding.get_absolute_url(),
    )


def start_clock(finding: AuditFinding, *, actor: User, today: date) -> None:
    """Open the unit's sixty days where the day of receipt is known, or count them anew from a corrected day."""
    if finding.received_on is None or finding.is_historic:
        return
    owed = finding.obligation
    if owed is None:
        duty = Duty(title=f"报送整改结果：{finding.title}", path=finding.get_absolute_url(), organ=finding.unit)
        finding.obligation = obligations.open_duty(RULE, duty, start=finding.received_on, today=today)
        finding.save(update_fields=["obligation"])
    elif owed.status == Obligation.Status.OPEN and not owed.is_fixed and owed.start_on != finding.received_on:
        obligations.restart(owed, start=finding.received_on, reason="更正收到日期", actor=actor, today=today)


def next_order(ledger: AuditLedger) -> int:
    """The order after the last one of a list."""
    return (ledger.findings.aggregate(last=Max("order"))["last"] or 0) + 1


@transaction.atomic
def plan(finding: AuditFinding, *, measures: str, responsible: str, planned_on: date | None, actor: User) -> None:
    """The unit says how and by whom it rectifies; its head is the first to answer for it (ZJ-AUD17 art 39)."""
    if not measures.strip():
        raise ValidationError({"measures": "请填写整改措施。"})
    if not responsible.strip():
        raise ValidationError({"responsible": "请填写整改责任人，单位主要负责人为第一责任人。"})
    _check_length(responsible, "responsible")
    finding.begin(plan=measures.strip(), responsible=responsible.strip(), planned_on=planned_on)
    activity.record(actor, "报送整改计划", finding)


def _check_length(text: str, name: str) -> None:
    """A step writes past `full_clean`."""
    if len(text.strip()) > RESPONSIBLE_LENGTH:
        raise ValidationError({name: f"最多填写{RESPONSIBLE_LENGTH}个字。"})


@transaction.atomic
def report(finding: AuditFinding, report: Report, *, on: date, actor: User, today: date) -> RectificationRound:
    """The unit reports its result with evidence: a new round, which ends the sixty days and waits for the audit office.

    Raises ValidationError if the last round is not verified yet, the day lies in the future, or the money does not fit.
    """
    if not report.result.strip():
        raise ValidationError({"result": "请填写整改结果。"})
    if on > today:
        raise ValidationError({"on": "报送日期不能晚于今天。"})
    finding = _locked(finding)
    _check_report_day(finding, on)
    _check_not_carried(finding)
    if finding.pending_round is not None:
        raise TransitionError(f"“{finding}”的整改结果已经报送，正在等待审计机关核实。")
    finding.begin()
    note = report.evidence_note.strip() or "、".join(each.name for each in report.files)
    round_ = RectificationRound(
        finding=finding,
        number=finding.rounds.count() + 1,
        result=report.result.strip(),
        claimed_amount=report.amount,
        evidence_note=note[:300],
        reported_on=on,
        reported_by=actor,
    )
    _save_new(round_)
    round_.evidence.set(report.files)
    if finding.obligation and finding.obligation.status == Obligation.Status.OPEN:
        obligations.finish(finding.obligation, on=on, actor=actor)
    activity.record(actor, "报送整改结果", finding)
    if not finding.is_historic:
        notifications.tell_roles(
            "audit_office", subject=f"待核实整改情况：{finding.title}", path=finding.get_absolute_url()
        )
    return round_


def _check_report_day(finding: AuditFinding, on: date) -> None:
    """A result is not dated before the unit knew of the finding: that day would end its sixty days in time."""
    known_on = finding.received_on or finding.listed_on
    if on < known_on:
        raise ValidationError({"on": f"报送日期不能早于收到审计报告或者列入清单的日期（{chinese_date(known_on)}）。"})


def _check_not_carried(finding: AuditFinding) -> None:
    """What went to a later list is rectified and judged there, once."""
    carried = AuditFinding.objects.filter(carried_from=finding).select_related("ledger").first()
    if carried is not None:
        raise TransitionError(f"“{finding}”已经结转，请在“{carried}”中办理。")


def _locked(finding: AuditFinding) -> AuditFinding:
    """The stored finding, which nobody else can move meanwhile."""
    rows = AuditFinding.objects.select_for_update(of=("self",)).select_related("ledger", "unit", "obligation")
    return rows.get(pk=finding.pk)


def _save_new(round_: RectificationRound) -> None:
    """Check and store; what is wrong with the money is told at `amount`, the name forms have for it."""
    try:
        round_.full_clean(exclude=["reported_by", "verified_by"])
    except ValidationError as error:
        found = error.message_dict
        if "claimed_amount" in found:
            found["amount"] = found.pop("claimed_amount")
        raise ValidationError(found) from error
    round_.save(force_insert=True)


@transaction.atomic
def verify(finding: AuditFinding, *, verdict: str, note: str, on: date, actor: User, today: date) -> None:
    """核实: the audit office says whether it is rectified; without evidence nothing is.

    What was reported is judged; where nothing was, the office may still find that nothing or not all is done.
    Raises ValidationError for a rectified finding without evidence, for a verdict on the own unit, and for a day before
    the report.
    """
    finding = _locked(finding)
    _check_not_carried(finding)
    _check_verdict(finding, verdict, on, actor, today)
    round_ = finding.pending_round or RectificationRound(finding=finding, number=finding.rounds.count() + 1)
    if verdict == Status.RECTIFIED:
        _check_evidence(finding, round_)
    if verdict != Status.RECTIFIED and not note.strip():
        raise ValidationError({"note": "未全部整改的，请写明核实说明。"})
    is_new = round_._state.adding
    round_.verdict, round_.verified_by, round_.verified_on, round_.note = verdict, actor, on, note.strip()
    round_.full_clean(exclude=["reported_by", "verified_by"])
    round_.save(force_insert=is_new)
    finding.judge(verdict, on=on, rectified_amount=round_.claimed_amount if not is_new else finding.rectified_amount)
    activity.record(actor, f"核实为{round_.get_verdict_display()}", finding)
    if not finding.is_historic:
        _tell_verdict(finding, note)


def _check_verdict(finding: AuditFinding, verdict: str, on: date, actor: User, today: date) -> None:
    if verdict not in AuditFinding.VERDICTS:
        raise ValidationError({"verdict": "请选择核实结论。"})
    if on > today:
        raise ValidationError({"on": "核实日期不能晚于今天。"})
    if actor.organ_id is not None and actor.organ_id == finding.unit_id:
        raise ValidationError("被审计单位不能核实自己的整改情况。")
    if finding.pending_round is None and verdict in (Status.RECTIFIED, Status.PARTIALLY):
        raise ValidationError({"verdict": "被审计单位还没有报送整改结果，不能认定为已整改或者部分整改。"})


def _check_evidence(finding: AuditFinding, round_: RectificationRound) -> None:
    """Raise ValidationError where nothing shows that it is rectified; history tells of evidence in words alone."""
    has_files = finding.is_historic or round_.evidence.exists()
    if not round_.evidence_note or not has_files:
        raise ValidationError({"verdict": "认定为“已整改”须有证明材料，请先请被审计单位上传证明材料。"})


def _tell_verdict(finding: AuditFinding, note: str) -> None:
    verdict = finding.get_status_display()
    notifications.tell_organ(
        finding.unit,
        subject=f"整改情况核实为“{verdict}”：{finding.title}",
        body=note.strip(),
        path=finding.get_absolute_url(),
    )
    if finding.status == Status.RECTIFIED:
        notifications.tell_roles("finance_wc", subject=f"可以销号：{finding.title}", path=admin_path(finding))


@transaction.atomic
def write_off(finding: AuditFinding, *, on: date, actor: User, today: date) -> DocumentNumber:
    """销号: a rectified finding gets its number, in a series without gaps.

    Raises ValidationError for a day before it was verified or in the future, TransitionError unless it is rectified.
    """
    finding.refresh_from_db()
    if on > today:
        raise ValidationError({"on": "销号日期不能晚于今天。"})
    if finding.verified_on and on < finding.verified_on:
        raise ValidationError({"on": f"销号日期不能早于核实日期（{chinese_date(finding.verified_on)}）。"})
    if finding.status != Status.RECTIFIED:
        raise TransitionError(f"“{finding}”当前为“{finding.get_status_display()}”，核实为“已整改”后才能销号。")
    number = numbering.issue(SERIES, on=on, subject=str(finding), actor=actor)
    finding.write_off(on=on, number=number)
    activity.record(actor, "销号", finding, path=admin_path(finding), detail={"number": str(number)})
    return number


@transaction.atomic
def carry_over(finding: AuditFinding, *, actor: User, today: date) -> AuditFinding:
    """结转: the next year's list gets a new row with what is left, linked to the old one, which stays as it was.

    Where the unit still owes its result it goes on owing it, by the same day, on the new row. The next list is opened
    where there is none. Raises ValidationError if it was carried over already, TransitionError
    unless the audit office has found that something is left.
    """
    finding = _locked(finding)
    if finding.status not in AuditFinding.CARRIED:
        raise TransitionError(
            f"“{finding}”当前为“{finding.get_status_display()}”，核实为部分整改、需长期整改或者未整改到位的才能结转。"
        )
    if AuditFinding.objects.filter(carried_from=finding).exists():
        raise ValidationError(f"“{finding}”已经结转，不能重复结转。")
    year = finding.ledger.year + 1
    ledger, _ = AuditLedger.objects.get_or_create(
        year=year, defaults={"opened_on": date(year, 1, 1), "is_historic": finding.is_historic}
    )
    carried = AuditFinding(
        ledger=ledger,
        order=next_order(ledger),
        unit=finding.unit,
        kind=finding.kind,
        title=finding.title,
        text=finding.text,
        requirement=finding.requirement,
        amount=finding.left_amount,
        is_secret=finding.is_secret,
        listed_on=date(year, 1, 1),
        carried_from=finding,
        is_historic=finding.is_historic,
        illustrative=[*finding.illustrative, "listed_on"],
        source=finding.source,
    )
    carried.full_clean()
    carried.save(force_insert=True)
    _hand_on_duty(finding, carried, actor=actor)
    activity.record(actor, f"结转{year}年", finding, path=admin_path(carried), detail={"to": str(carried)})
    if not finding.is_historic and carried.listed_on <= today:
        notifications.tell_organ(
            carried.unit, subject=f"结转继续整改：{carried.title}", path=carried.get_absolute_url()
        )
    return carried


def _hand_on_duty(finding: AuditFinding, carried: AuditFinding, *, actor: User) -> None:
    """The result that was never reported is owed on the new row: the old one takes no report any more."""
    owed = finding.obligation
    if owed is None or owed.status != Obligation.Status.OPEN:
        return
    finding.obligation = None
    finding.save(update_fields=["obligation"])
    carried.obligation, carried.received_on = owed, finding.received_on
    carried.save(update_fields=["obligation", "received_on"])
    duty = Duty(
        title=f"报送整改结果：{carried.title}",
        path=carried.get_absolute_url(),
        organ=carried.unit,
        watched_by=owed.watched_by,
    )
    obligations.hand_on(owed, duty, actor=actor)


@transaction.atomic
def carry_all(ledger: AuditLedger, *, actor: User, today: date) -> int:
    """Carry over all findings of a list that the audit office found not rectified in full; how many."""
    rows = ledger.findings.filter(status__in=AuditFinding.CARRIED, carried_to__isnull=True).order_by("order")
    found = list(rows)
    for finding in found:
        carry_over(finding, actor=actor, today=today)
    return len(found)
