"""Sheets of the audit ledger and of what was asked and promised at the inquiry about it; all of it history."""

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from congress.models import Organ
from congress.services import numbering, obligations
from deputies.models import Person
from meetings.models import AgendaItem, OpinionPoint
from supervision.models import (
    AuditFinding,
    AuditLedger,
    Commitment,
    Inquiry,
    InquiryFinding,
    Question,
    RectificationRound,
    Respondent,
    SpecialReport,
)
from supervision.services import audit, audit_ledgers

from .book import Book, Sheet, check
from .reading import Row


def _yuan(row: Row, column: str) -> Decimal:
    """An amount in 元 with two decimals; anything else is a problem of the row."""
    text = row.text(column) or "0.00"
    try:
        amount = Decimal(text)
        is_fit = amount.is_finite() and amount == amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        is_fit = False
    if not is_fit:
        row.refuse(column, f"“{text}”应为以元为单位的金额，最多两位小数")
        return Decimal("0.00")
    return amount


def _report(row: Row, book: Book, column: str) -> SpecialReport | None:
    item: AgendaItem | None = book.find(row, column, AgendaItem, is_needed=False)
    if item is None:
        return None
    found: SpecialReport | None = book.find(row, column, SpecialReport)
    return found


def _ledger(row: Row, book: Book) -> AuditLedger:
    return AuditLedger(
        year=row.needed_whole("year"),
        opened_on=row.needed_day("opened_on"),
        audit_report=_report(row, book, "audit_agenda_key"),
        rectification_report=_report(row, book, "rectification_agenda_key"),
        is_historic=True,
        illustrative=AUDIT_LEDGERS.illustrative(row),
        source=row.text("source"),
    )


def _meet_duty(row: Row, book: Book, ledger: AuditLedger) -> None:
    """The day of the rectification report by the law of the day of hearing, met when that report was heard."""
    del row
    report, later = ledger.audit_report, ledger.rectification_report
    if report is None:
        return
    heard_on = report.item.meeting.starts_on
    ledger.obligation = audit_ledgers.open_duty(ledger, report, actor=book.actor, today=heard_on)
    ledger.save(update_fields=["obligation"])
    if later is not None:
        obligations.finish(ledger.obligation, on=later.item.meeting.starts_on, actor=book.actor)


def _finding(row: Row, book: Book) -> AuditFinding:
    ledger = book.find(row, "ledger_key", AuditLedger)
    point = None
    if paper_key := row.text("point_paper_key"):
        point = book.find_key(row, "point_order", f"{paper_key}|{row.text('point_order')}", OpinionPoint)
    return AuditFinding(
        ledger=ledger,
        order=row.needed_whole("order"),
        unit=book.find(row, "organ_code", Organ),
        kind=row.text("kind"),
        title=row.text("title"),
        requirement=row.text("requirement"),
        amount=_yuan(row, "amount"),
        rectified_amount=_yuan(row, "rectified_amount"),
        listed_on=row.needed_day("listed_on"),
        plan=row.text("plan"),
        responsible=row.text("responsible"),
        status=row.text("status"),
        verified_on=row.day("verified_on"),
        closed_on=row.day("closed_on"),
        point=point,
        carried_from=book.find(row, "carried_from_key", AuditFinding, is_needed=False),
        is_historic=True,
        illustrative=AUDIT_FINDINGS.illustrative(row),
        source=row.text("source"),
    )


def _store_finding(row: Row, book: Book, finding: AuditFinding) -> None:
    """One that was written off takes the next number of its day."""
    del row
    if finding.closed_on is not None:
        finding.write_off_number = numbering.issue(
            audit.SERIES, on=finding.closed_on, subject=str(finding), actor=book.actor
        )
    check(finding)
    finding.save(force_insert=True)


def _round(row: Row, book: Book) -> RectificationRound:
    return RectificationRound(
        finding=book.find(row, "finding_key", AuditFinding),
        number=row.needed_whole("number"),
        reported_on=row.day("reported_on"),
        result=row.text("result"),
        claimed_amount=_yuan(row, "claimed_amount"),
        evidence_note=row.text("evidence_note"),
        verdict=row.text("verdict"),
        verified_on=row.day("verified_on"),
        note=row.text("note"),
    )


def _store_round(row: Row, book: Book, round_: Any) -> None:
    """Nobody with an account reported or verified it."""
    del row, book
    round_.full_clean(exclude=["reported_by", "verified_by"])
    round_.save(force_insert=True)


def _respondent(row: Row, book: Book) -> Respondent:
    return Respondent(
        inquiry=book.find(row, "inquiry_key", Inquiry),
        organ=book.find(row, "organ_code", Organ),
        responder=row.text("responder"),
        invited_on=row.day("invited_on"),
        illustrative=RESPONDENTS.illustrative(row),
    )


def _inquiry_finding(row: Row, book: Book) -> InquiryFinding:
    return InquiryFinding(
        inquiry=book.find(row, "inquiry_key", Inquiry),
        finding=book.find(row, "finding_key", AuditFinding),
        order=row.needed_whole("order"),
    )


def _question(row: Row, book: Book) -> Question:
    inquiry_key, before = row.text("inquiry_key"), row.text("follow_up_order")
    return Question(
        inquiry=book.find(row, "inquiry_key", Inquiry),
        order=row.needed_whole("order"),
        asker=book.find(row, "asker_key", Person),
        organ=book.find(row, "organ_code", Organ),
        finding=book.find(row, "finding_key", AuditFinding, is_needed=False),
        text=row.text("text"),
        is_prepared=row.flag("is_prepared"),
        follow_up_of=book.find_key(row, "follow_up_order", f"{inquiry_key}|{before}", Question) if before else None,
        responder=row.text("responder"),
        answer=row.text("answer"),
        illustrative=QUESTIONS.illustrative(row),
    )


def _commitment(row: Row, book: Book) -> Commitment:
    key = f"{row.text('inquiry_key')}|{row.text('question_order')}"
    return Commitment(
        inquiry=book.find(row, "inquiry_key", Inquiry),
        order=row.needed_whole("order"),
        organ=book.find(row, "organ_code", Organ),
        question=book.find_key(row, "question_order", key, Question),
        text=row.text("text"),
        due_on=row.day("due_on"),
        status=row.text("status"),
        result=row.text("result"),
        reported_on=row.day("reported_on"),
        closed_on=row.day("closed_on"),
        illustrative=COMMITMENTS.illustrative(row),
    )


AUDIT_LEDGERS: Final = Sheet(
    "audit_ledgers.csv",
    AuditLedger,
    ("key", "year", "opened_on", "audit_agenda_key", "rectification_agenda_key"),
    ("key",),
    ("year",),
    _ledger,
    attach=_meet_duty,
    fields={"audit_agenda_key": "audit_report", "rectification_agenda_key": "rectification_report"},
)
AUDIT_FINDINGS: Final = Sheet(
    "audit_findings.csv",
    AuditFinding,
    (
        "key",
        "ledger_key",
        "order",
        "organ_code",
        "kind",
        "title",
        "requirement",
        "amount",
        "rectified_amount",
        "listed_on",
        "plan",
        "responsible",
        "status",
        "verified_on",
        "closed_on",
        "point_paper_key",
        "point_order",
        "carried_from_key",
    ),
    ("key",),
    ("ledger_id", "order"),
    _finding,
    store=_store_finding,
    fields={"organ_code": "unit", "point_paper_key": "point", "point_order": "point"},
)
ROUNDS: Final = Sheet(
    "rectification_rounds.csv",
    RectificationRound,
    (
        "finding_key",
        "number",
        "reported_on",
        "result",
        "claimed_amount",
        "evidence_note",
        "verdict",
        "verified_on",
        "note",
    ),
    ("finding_key", "number"),
    ("finding_id", "number"),
    _round,
    store=_store_round,
)
RESPONDENTS: Final = Sheet(
    "inquiry_respondents.csv",
    Respondent,
    ("inquiry_key", "organ_code", "responder", "invited_on"),
    ("inquiry_key", "organ_code"),
    ("inquiry_id", "organ_id"),
    _respondent,
)
INQUIRY_FINDINGS: Final = Sheet(
    "inquiry_findings.csv",
    InquiryFinding,
    ("inquiry_key", "finding_key", "order"),
    ("inquiry_key", "finding_key"),
    ("inquiry_id", "finding_id"),
    _inquiry_finding,
)
QUESTIONS: Final = Sheet(
    "inquiry_questions.csv",
    Question,
    (
        "inquiry_key",
        "order",
        "asker_key",
        "organ_code",
        "finding_key",
        "text",
        "is_prepared",
        "follow_up_order",
        "responder",
        "answer",
    ),
    ("inquiry_key", "order"),
    ("inquiry_id", "order"),
    _question,
    fields={"follow_up_order": "follow_up_of"},
)
COMMITMENTS: Final = Sheet(
    "inquiry_commitments.csv",
    Commitment,
    (
        "inquiry_key",
        "order",
        "organ_code",
        "question_order",
        "text",
        "due_on",
        "status",
        "result",
        "reported_on",
        "closed_on",
    ),
    ("inquiry_key", "order"),
    ("inquiry_id", "order"),
    _commitment,
    fields={"question_order": "question"},
)

#: in the order in which they lean on one another; after the inquiries and the answers to opinions
AUDIT: Final = (AUDIT_LEDGERS, AUDIT_FINDINGS, ROUNDS, RESPONDENTS, INQUIRY_FINDINGS, QUESTIONS, COMMITMENTS)
