"""Sheets of reports heard, inquiries, follow-ups and the answers to each point."""

from typing import Final

from congress.models import Organ
from congress.services import obligations
from congress.services.deadlines import due
from congress.services.obligations import Duty
from meetings.models import AgendaItem, Meeting, OpinionPaper, OpinionPoint, Sitting
from meetings.services import acts, opinions
from supervision.models import (
    FollowUp,
    FollowUpRound,
    Inquiry,
    PointAnswer,
    SpecialReport,
)

from .book import Book, Sheet
from .reading import Row


def _report(row: Row, book: Book) -> SpecialReport:
    return SpecialReport(
        item=book.find(row, "agenda_key", AgendaItem),
        organ=book.find(row, "organ_code", Organ),
        working_committee=book.find(row, "working_committee_code", Organ, is_needed=False),
        kind=row.text("kind"),
        fiscal_year=row.whole("fiscal_year"),
        period=row.text("period"),
        assets=row.text("assets"),
        status=row.text("status"),
        illustrative=SPECIAL_REPORTS.illustrative(row),
        source=row.text("source"),
    )


def _inquiry(row: Row, book: Book) -> Inquiry:
    key = "|".join(row.text(column) for column in ("meeting_key", "sitting_kind", "starts_on"))
    book.find(row, "meeting_key", Meeting)
    return Inquiry(
        title=row.text("title"),
        sitting=book.find_key(row, "sitting_kind", key, Sitting),
        item=book.find(row, "agenda_key", AgendaItem, is_needed=False),
        kind=row.text("sitting_kind"),
        status=Inquiry.Status.PUBLISHED,
        is_historic=True,
        problems=row.whole("problems"),
        illustrative=INQUIRIES.illustrative(row),
        source=row.text("source"),
    )


def _follow_up(row: Row, book: Book) -> FollowUp:
    if not row.flag("historic"):
        row.refuse("historic", "往年资料应为 true，否则会向有关单位发出提醒")
    return FollowUp(
        paper=book.find(row, "paper_key", OpinionPaper),
        organ=book.find(row, "organ_code", Organ),
        status=FollowUp.Status.ACCEPTED_DONE,
        handed_over_on=row.needed_day("handed_over_on"),
        acknowledged_on=row.needed_day("acknowledged_on"),
        closed_on=row.needed_day("closed_on"),
        closing_note=row.text("closing_note"),
        is_historic=True,
        illustrative=FOLLOW_UPS.illustrative(row),
    )


def _open_round(row: Row, book: Book, follow_up: FollowUp) -> None:
    """The one round of a closed matter, with its deadline already met: nobody is reminded of it.

    The period runs from receipt (ZJ-SUP08 art 44); a due date that differs is one that the chairpersons' meeting fixed.
    """
    reported_on, due_on = row.needed_day("reported_on"), row.day("due_on")
    circulated_on, received_on = row.day("circulated_on"), follow_up.acknowledged_on
    if row.is_refused or received_on is None or reported_on is None:
        return
    for column, earlier in (("reported_on", received_on), ("circulated_on", reported_on)):
        day = row.day(column)
        if day and day < earlier:
            row.refuse(column, f"不能早于{earlier.isoformat()}")
    handling = Duty(
        title=f"报送处理情况报告：{follow_up.title}",
        path=follow_up.get_absolute_url(),
        organ=follow_up.organ,
        watched_by=follow_up.working_committee,
        is_historic=True,
    )
    rule = opinions.ANSWER_RULE[follow_up.paper.kind] if follow_up.paper else acts.EXECUTION
    fixed_on = due_on if due_on and due_on != due(rule, received_on).effective else None
    obligation = obligations.open_duty(rule, handling, start=received_on, today=received_on, fixed_on=fixed_on)
    obligations.finish(obligation, on=reported_on, actor=book.actor)
    round_ = FollowUpRound(
        follow_up=follow_up,
        number=1,
        obligation=obligation,
        text=row.text("report_text"),
        reported_on=reported_on,
        circulated_on=circulated_on,
        verdict=row.text("closing_note"),
    )
    round_.full_clean()
    round_.save(force_insert=True)
    handover = follow_up.paper.handover_obligation if follow_up.paper else None
    if handover and handover.status == handover.Status.OPEN:
        obligations.finish(handover, on=follow_up.handed_over_on, actor=book.actor)


def _answer(row: Row, book: Book) -> PointAnswer:
    paper_key = row.text("paper_key")
    return PointAnswer(
        follow_up=book.find_key(row, "organ_code", f"{paper_key}|{row.text('organ_code')}", FollowUp),
        point=book.find_key(row, "order", f"{paper_key}|{row.text('order')}", OpinionPoint),
        status=row.text("status"),
        text=row.text("text"),
        carry_reason=row.text("carry_reason"),
    )


SPECIAL_REPORTS: Final = Sheet(
    "special_reports.csv",
    SpecialReport,
    ("agenda_key", "organ_code", "working_committee_code", "kind", "fiscal_year", "period", "assets", "status"),
    ("agenda_key",),
    ("item_id",),
    _report,
    fields={"agenda_key": "item"},
)
INQUIRIES: Final = Sheet(
    "inquiries.csv",
    Inquiry,
    ("key", "title", "meeting_key", "sitting_kind", "starts_on", "agenda_key", "problems"),
    ("key",),
    ("sitting_id", "title"),
    _inquiry,
    fields={"meeting_key": "sitting", "sitting_kind": "sitting", "starts_on": "sitting", "agenda_key": "item"},
)
FOLLOW_UPS: Final = Sheet(
    "follow_ups.csv",
    FollowUp,
    (
        "paper_key",
        "organ_code",
        "handed_over_on",
        "acknowledged_on",
        "due_on",
        "reported_on",
        "circulated_on",
        "closed_on",
        "report_text",
        "closing_note",
        "historic",
    ),
    ("paper_key", "organ_code"),
    ("paper_id", "organ_id"),
    _follow_up,
    attach=_open_round,
)
POINT_ANSWERS: Final = Sheet(
    "point_answers.csv",
    PointAnswer,
    ("paper_key", "organ_code", "order", "status", "text", "carry_reason"),
    ("paper_key", "organ_code", "order"),
    ("follow_up_id", "point_id"),
    _answer,
    fields={"order": "point", "organ_code": "follow_up", "paper_key": "follow_up"},
)
