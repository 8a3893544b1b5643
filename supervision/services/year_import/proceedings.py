"""Sheets of meetings, sittings, agenda items, acts and opinions; what happens to them on their days is in `days`."""

from typing import Final

from congress.models import Organ
from congress.services import numbering, obligations
from congress.services.obligations import Duty
from meetings.models import Act, AgendaItem, Meeting, OpinionPaper, OpinionPoint, Sitting, Vote
from meetings.services import agenda, opinions

from .book import Book, Sheet, later, of_closed_meeting
from .people import term_on
from .reading import Row

#: what may become of an item
OUTCOMES: Final = (AgendaItem.Status.NOTED, AgendaItem.Status.VOTED_PASSED, AgendaItem.Status.VOTED_FAILED)


def _meeting(row: Row, book: Book) -> Meeting:
    starts_on = row.needed_day("starts_on")
    if row.text("status") not in Meeting.HELD:
        row.refuse("status", f"往年会议应为{'、'.join(Meeting.HELD)}之一")
    earlier = row.needed_day("scheduled_on")
    if starts_on and earlier and earlier >= starts_on:
        row.refuse("scheduled_on", "应早于会议日期")
    return Meeting(
        term=term_on(row, book, "starts_on"),
        kind=row.text("kind"),
        number=row.whole("number"),
        title=row.text("title"),
        is_extraordinary=row.flag("is_extraordinary"),
        starts_on=starts_on,
        ends_on=row.needed_day("ends_on"),
        place=row.text("place"),
        chaired_by=row.text("chaired_by"),
        illustrative=MEETINGS.illustrative(row),
    )


def _sitting(row: Row, book: Book) -> Sitting:
    return Sitting(
        meeting=book.find(row, "meeting_key", Meeting),
        kind=row.text("kind"),
        starts_on=row.needed_day("starts_on"),
        is_first=row.flag("is_first"),
        illustrative=SITTINGS.illustrative(row),
    )


def _item(row: Row, book: Book) -> AgendaItem:
    status = row.text("status")
    if status not in OUTCOMES:
        row.refuse("status", f"应为{'、'.join(OUTCOMES)}之一")
    return AgendaItem(
        meeting=book.find(row, "meeting_key", Meeting),
        order=row.needed_whole("order"),
        kind=row.text("kind"),
        mode=row.text("mode") or AgendaItem.Mode.HEARD,
        title=row.text("title"),
        reporting_organ=book.find(row, "reporting_organ_code", Organ, is_needed=False),
        screened_as=book.find(row, "screened_as_key", AgendaItem, is_needed=False),
        is_for_vote=status != AgendaItem.Status.NOTED,
        is_first=row.flag("is_first"),
        illustrative=AGENDA_ITEMS.illustrative(row),
        source=row.text("source"),
    )


def _put_on_agenda(row: Row, book: Book, item: AgendaItem) -> None:
    screened = item.screened_as
    if screened is not None and screened.meeting.kind != Meeting.Kind.CHAIR_MEETING:
        row.refuse("screened_as_key", "应为一次主任会议的议题")
    elif screened is not None and screened.meeting.starts_on > item.meeting.ends_on:
        row.refuse("screened_as_key", f"“{screened.meeting}”在会议之后")
    else:
        agenda.add(item, actor=book.actor)


def _act(row: Row, book: Book) -> Act:
    book.find(row, "vote_key", Vote)
    return Act(
        kind=row.text("kind"),
        title=row.text("title"),
        meeting=book.find(row, "meeting_key", Meeting),
        item=book.find(row, "agenda_key", AgendaItem, is_needed=False),
        adopted_on=row.needed_day("adopted_on"),
        illustrative=ACTS.illustrative(row),
        source=row.text("source"),
    )


def _paper(row: Row, book: Book) -> OpinionPaper:
    return OpinionPaper(
        item=book.find(row, "report_agenda_key", AgendaItem),
        title=row.text("title"),
        working_committee=book.find(row, "working_committee_code", Organ),
        status=row.text("status"),
        adopted_on=row.needed_day("adopted_on"),
        adopted_at_meeting=book.find(row, "adopted_at_meeting_key", Meeting),
        illustrative=OPINION_PAPERS.illustrative(row),
    )


def _number_paper(row: Row, book: Book, paper: OpinionPaper) -> None:
    """Give the paper its number and the duty to hand it over, as history (ZJ-SUP08 art 43)."""
    year, serial = row.whole("number_year"), row.whole("number_serial")
    if row.is_refused or paper.adopted_on is None:
        return
    number = numbering.issue(
        opinions.SERIES[paper.kind],
        on=paper.adopted_on,
        subject=paper.title,
        actor=book.actor,
        period=year or paper.adopted_on.year,
    )
    if serial and number.serial != serial:
        row.refuse("number_serial", f"文号须连续，这一件应为{number.serial}")
    handover = Duty(
        title=f"交办{paper.title}",
        path=opinions.admin_path(paper),
        role="office",
        watched_by=paper.working_committee,
        is_historic=True,
    )
    paper.number = number
    rule = opinions.HANDOVER_RULE[paper.kind]
    paper.handover_obligation = obligations.open_duty(rule, handover, start=paper.adopted_on, today=paper.adopted_on)
    paper.save(update_fields=["number", "handover_obligation"])


def _point(row: Row, book: Book) -> OpinionPoint:
    return OpinionPoint(
        paper=book.find(row, "paper_key", OpinionPaper),
        order=row.needed_whole("order"),
        text=row.text("text"),
        illustrative=OPINION_POINTS.illustrative(row),
    )


MEETINGS: Final = Sheet(
    "meetings.csv",
    Meeting,
    (
        "key",
        "kind",
        "number",
        "title",
        "is_extraordinary",
        "starts_on",
        "ends_on",
        "scheduled_on",
        "noticed_on",
        "papers_on",
        "minuted_on",
        "place",
        "chaired_by",
        "status",
    ),
    ("key",),
    ("kind", "starts_on", "title"),
    _meeting,
)
SITTINGS: Final = Sheet(
    "sittings.csv",
    Sitting,
    ("meeting_key", "kind", "starts_on", "is_first"),
    ("meeting_key", "kind", "starts_on"),
    ("meeting_id", "kind", "starts_on"),
    _sitting,
)
AGENDA_ITEMS: Final = Sheet(
    "agenda_items.csv",
    AgendaItem,
    (
        "key",
        "meeting_key",
        "order",
        "kind",
        "mode",
        "title",
        "reporting_organ_code",
        "screened_as_key",
        "status",
        "is_first",
    ),
    ("key",),
    ("meeting_id", "title"),
    _item,
    _put_on_agenda,
    of_closed_meeting,
)
ACTS: Final = Sheet(
    "acts.csv",
    Act,
    ("key", "kind", "title", "meeting_key", "agenda_key", "vote_key", "adopted_on"),
    ("key",),
    ("meeting_id", "title"),
    _act,
    later,
    of_closed_meeting,
    fields={"agenda_key": "item"},
)
OPINION_PAPERS: Final = Sheet(
    "opinion_papers.csv",
    OpinionPaper,
    (
        "report_agenda_key",
        "title",
        "working_committee_code",
        "number_year",
        "number_serial",
        "adopted_on",
        "adopted_at_meeting_key",
        "status",
    ),
    ("report_agenda_key",),
    ("item_id",),
    _paper,
    attach=_number_paper,
    fields={
        "report_agenda_key": "item",
        "number_year": "number",
        "number_serial": "number",
    },
)
OPINION_POINTS: Final = Sheet(
    "opinion_points.csv",
    OpinionPoint,
    ("paper_key", "order", "text"),
    ("paper_key", "order"),
    ("paper_id", "order"),
    _point,
)
