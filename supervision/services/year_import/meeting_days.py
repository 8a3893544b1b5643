"""A meeting's steps: dated, told, opened with its roll, its items and votes one after the other, closed, archived."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from congress.services import obligations
from meetings.models import Act, AgendaItem, Assessment, Attendance, Meeting, PersonnelAction, Vote
from meetings.services import acts, agenda, assessments, attendance
from meetings.services import meetings as lifecycle
from meetings.services import votes as voting

from .book import Book
from .reading import Row
from .steps import Step, When

_NOTED = AgendaItem.Status.NOTED
#: nobody can say any more who came to a past meeting: the roll is made up as a whole
_MADE_UP = ["person", "status"]


def meetings(book: Book) -> Iterator[Step]:
    """The steps of the meetings that are new in the book, and of what was done at them."""
    rolls = _rolls(book)
    for row, meeting in book.new_rows(Meeting):
        yield from _before(row, meeting, book)
        if meeting.kind in Meeting.NUMBERED:
            came = rolls.get(meeting.pk, ())
            yield Step(meeting.starts_on, When.ROLL, row, partial(_roll, row, meeting, came, book))
        yield from _held(row, meeting, book)
    for row, guest in book.new_rows(Attendance):
        if guest.capacity != Attendance.Capacity.MEMBER:
            yield Step(guest.meeting.starts_on, When.INVITE, row, partial(_invite, row, guest, book))
    yield from _outcomes(book)


def _before(row: Row, meeting: Meeting, book: Book) -> Iterator[Step]:
    scheduled_on = row.needed_day("scheduled_on")
    schedule = partial(lifecycle.schedule, meeting, actor=book.actor, today=scheduled_on, is_historic=True)
    yield Step(scheduled_on, When.SCHEDULE, row, schedule)
    noticed_on, papers_on = row.day("noticed_on"), row.day("papers_on")
    if noticed_on:
        yield Step(
            noticed_on, When.NOTICE, row, partial(lifecycle.give_notice, meeting, on=noticed_on, actor=book.actor)
        )
    if papers_on:
        send = partial(lifecycle.send_papers, meeting, on=papers_on, actor=book.actor, is_historic=True)
        yield Step(papers_on, When.PAPERS, row, send)


def _held(row: Row, meeting: Meeting, book: Book) -> Iterator[Step]:
    first, last = meeting.starts_on, meeting.ends_on
    opened = partial(lifecycle.open_meeting, meeting, actor=book.actor, today=first, is_historic=True)
    yield Step(first, When.OPEN, row, opened)
    yield Step(last, When.CLOSE, row, partial(lifecycle.close_meeting, meeting, actor=book.actor, is_historic=True))
    target = row.text("status")
    if target != Meeting.Status.CLOSED:
        yield Step(row.day("minuted_on") or last, When.MINUTE, row, partial(_file, meeting, target, book))


def last_word(book: Book) -> Iterator[Step]:
    """What the sources do not tell any more: the meeting after the last one is owed by nobody."""
    rows = [pair for pair in book.new_rows(Meeting) if pair[1].kind == Meeting.Kind.STANDING_COMMITTEE]
    if rows:
        row, meeting = max(rows, key=lambda pair: pair[1].starts_on)
        yield Step(date.max, When.MINUTE, row, partial(_drop_gap, meeting, book))


def _drop_gap(meeting: Meeting, book: Book) -> None:
    meeting.refresh_from_db()
    owed = meeting.gap_obligation
    if owed is not None and owed.status == owed.Status.OPEN:
        obligations.void(owed, reason="资料只到这次会议，下一次会议不在其内", actor=book.actor)


def _file(meeting: Meeting, target: str, book: Book) -> None:
    lifecycle.minute(meeting, actor=book.actor, is_historic=True)
    if target == Meeting.Status.ARCHIVED:
        lifecycle.archive(meeting, actor=book.actor, is_historic=True)


def _rolls(book: Book) -> dict[int, list[tuple[Row, Attendance]]]:
    found: dict[int, list[tuple[Row, Attendance]]] = {}
    for row, entry in book.new_rows(Attendance):
        found.setdefault(entry.meeting_id, []).append((row, entry))
    return found


def _invite(row: Row, guest: Attendance, book: Book) -> None:
    attendance.invite(
        guest.meeting,
        guest.person,
        capacity=guest.capacity,
        organ=guest.organ,
        title=guest.title,
        items=[book.find_key(row, "item_keys", key, AgendaItem) for key in row.parts("item_keys")],
        actor=book.actor,
    )


def _roll(row: Row, meeting: Meeting, came: Sequence[tuple[Row, Attendance]], book: Book) -> None:
    """All present, but for the exceptions of the sheet; what is refused is told at the row of the person."""
    stored = {each.person_id: each for each in meeting.attendances.select_related("person")}
    rows: dict[int, Row] = {}
    entries = []
    for own, entry in came:
        known = stored.get(entry.person_id)
        if known is None:
            own.refuse("person_key", f"{entry.person}不是本次会议的组成人员，也没有列席身份")
            continue
        entry.pk = known.pk
        rows[known.pk] = own
        entries.append(
            attendance.RollEntry(
                known,
                entry.status,
                arrived_item=entry.arrived_item,
                left_item=entry.left_item,
                leave_reason=own.text("leave_reason"),
                granted_by=own.text("granted_by"),
            )
        )
    try:
        attendance.take_roll(meeting, entries, actor=book.actor, today=meeting.starts_on)
    except ValidationError as error:
        _refuse_roll(row, error, rows)
        return
    meeting.attendances.update(illustrative=_MADE_UP)
    for _, entry in came:
        Attendance.objects.filter(pk=entry.pk).update(illustrative=entry.illustrative)


def _refuse_roll(row: Row, error: ValidationError, rows: dict[int, Row]) -> None:
    problems = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for field, messages in problems.items():
        key = field.removeprefix("status-")
        told = rows.get(int(key), row) if key.isdigit() else row
        for message in messages:
            told.refuse("", message)


def _outcomes(book: Book) -> Iterator[Step]:
    people = decided_by(book)
    for row, item in book.new_rows(AgendaItem):
        note = _note if row.text("status") == _NOTED else _compare
        # An item is compared with its row when its votes are in.
        when = When.OUTCOME if note is _note else When.COMPARE
        yield Step(item.meeting.starts_on, when, row, partial(note, row, item, book), item.order)
    for row, vote in book.new_rows(Vote):
        # Elections are counted candidate by candidate, with the by-election.
        if vote.kind != Vote.Kind.ELECTION:
            order = vote.item.order if vote.item else 0
            decided = people.get(row.text("key"), ())
            yield Step(vote.held_on, When.OUTCOME, row, partial(_vote, vote, decided, book), order)
    for row, assessment in book.new_rows(Assessment):
        record = partial(assessments.record, assessment, actor=book.actor)
        yield Step(assessment.held_on, When.ASSESS, row, record, assessment.item.order)
    for row, act in book.new_rows(Act):
        yield Step(act.meeting.starts_on, When.DECIDE, row, partial(_adopt, row, act, book))


def decided_by(book: Book) -> dict[str, list[PersonnelAction]]:
    """The appointments and removals of each vote, by the vote's key."""
    found: dict[str, list[PersonnelAction]] = {}
    for row, action in book.new_rows(PersonnelAction):
        found.setdefault(row.text("vote_key"), []).append(action)
    return found


def _note(row: Row, item: AgendaItem, book: Book) -> None:
    del row
    item.refresh_from_db()
    agenda.note(item, actor=book.actor)


def _compare(row: Row, item: AgendaItem, book: Book) -> None:
    del book
    item.refresh_from_db()
    if item.status not in AgendaItem.DISPOSED:
        return
    if item.status != row.text("status"):
        row.refuse("status", f"按表决应为 {item.status}（{item.get_status_display()}）")


def _vote(vote: Vote, decided: Sequence[PersonnelAction], book: Book) -> None:
    voting.record(
        vote,
        actor=book.actor,
        nominees=[action.person for action in decided],
        is_secret=any(action.is_appointing and action.post.category.is_secret for action in decided),
    )


def _adopt(row: Row, act: Act, book: Book) -> None:
    day = act.adopted_on
    acts.adopt(act, vote=book.find(row, "vote_key", Vote), actor=book.actor, today=day, is_historic=True)
    if act.adopted_on != day:
        row.refuse("adopted_on", f"表决日期为{act.adopted_on.isoformat()}")
