"""A motion's steps: received, examined, screened, tabled, explained, voted, announced; letters and oaths."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from meetings.models import (
    AgendaItem,
    Announcement,
    Meeting,
    Oath,
    OathCeremony,
    PersonnelAction,
    PersonnelMotion,
    Vote,
)
from meetings.services import personnel

from .book import Book
from .meeting_days import decided_by
from .reading import Row
from .steps import Step, When

#: an announcement of a past year: that there was one is told at most, never its words or its number
MADE_UP_ANNOUNCEMENT = ["title", "issued_on", "text", "number"]


def appointments(book: Book) -> Iterator[Step]:
    """The steps of motions, appointments and oaths that are new in the book."""
    actions = _actions(book)
    for row, motion in book.new_rows(PersonnelMotion):
        yield from _motion(row, motion, actions.get(id(motion), []), book)
    yield from _votes(book)
    yield from _announcements(book, actions)
    yield from _oaths(book)


def _actions(book: Book) -> dict[int, list[tuple[Row, PersonnelAction]]]:
    """The rows of each motion; a motion has no key of its own before it is received."""
    found: dict[int, list[tuple[Row, PersonnelAction]]] = {}
    for row, action in book.new_rows(PersonnelAction):
        found.setdefault(id(action.motion), []).append((row, action))
    return found


def _motion(
    row: Row, motion: PersonnelMotion, rows: Sequence[tuple[Row, PersonnelAction]], book: Book
) -> Iterator[Step]:
    actor, received_on, meeting = book.actor, motion.received_on, motion.meeting
    screening: Meeting = book.find(row, "screened_at_key", Meeting)
    item: AgendaItem = book.find(row, "agenda_key", AgendaItem)
    yield Step(received_on, When.RECEIVE, row, partial(_receive, row, motion, rows, book))
    yield Step(received_on, When.SUBMIT, row, partial(personnel.submit, motion, actor=actor, today=received_on))
    screen = partial(personnel.screen, motion, at=screening, actor=actor)
    yield Step(screening.starts_on, When.SCREEN, row, screen)
    yield Step(screening.starts_on, When.TABLE, row, partial(_table, motion, item, book))
    explain = partial(personnel.explain, motion, by=row.text("explained_by"), actor=actor)
    yield Step(meeting.starts_on, When.EXPLAIN, row, explain)
    for own, action in rows:
        exam_on, spoke_on = own.day("exam_on"), own.day("spoke_on")
        if exam_on:
            exam = partial(personnel.record_exam, action, taken_on=exam_on, actor=actor)
            yield Step(exam_on, When.EXAMINE, own, exam)
        if spoke_on:
            yield Step(spoke_on, When.SPEAK, own, partial(personnel.note_speech, action, on=spoke_on, actor=actor))


def _receive(row: Row, motion: PersonnelMotion, rows: Sequence[tuple[Row, PersonnelAction]], book: Book) -> None:
    for place, (own, action) in enumerate(rows, start=1):
        if action.order != place:
            own.refuse("order", f"任免事项应从1起连续编号，这一项应为{place}")
    if row.is_refused or any(own.is_refused for own, _ in rows):
        return
    actions = [action for _, action in rows]
    personnel.receive(motion, actions, actor=book.actor, today=motion.received_on, is_historic=True)


def _table(motion: PersonnelMotion, item: AgendaItem, book: Book) -> None:
    item.refresh_from_db()
    personnel.table(motion, item=item, actor=book.actor)


def _votes(book: Book) -> Iterator[Step]:
    rows = {id(action): row for row, action in book.new_rows(PersonnelAction)}
    for order, actions in enumerate(decided_by(book).values()):
        row = rows[id(actions[0])]
        vote: Vote = book.find(row, "vote_key", Vote)
        decide = partial(personnel.decide, actions, vote=vote, actor=book.actor, is_historic=True)
        yield Step(vote.held_on, When.DECIDE, row, decide, order)


def _announcements(book: Book, actions: dict[int, list[tuple[Row, PersonnelAction]]]) -> Iterator[Step]:
    """One announcement for all appointments of a meeting that were made known on a day; letters for those appointed."""
    notices: dict[tuple[int, date], list[PersonnelAction]] = {}
    rows: dict[tuple[int, date], Row] = {}
    for row, motion in book.new_rows(PersonnelMotion):
        own = [action for _, action in actions.get(id(motion), [])]
        announced_on, letters_on = row.day("announced_on"), row.day("letters_on")
        if announced_on:
            key = (motion.meeting_id, announced_on)
            notices.setdefault(key, []).extend(own)
            rows.setdefault(key, row)
        if letters_on:
            yield Step(letters_on, When.LETTERS, row, partial(_letters, own, letters_on, book))
    for key, known in notices.items():
        yield Step(key[1], When.ANNOUNCE, rows[key], partial(_announce, rows[key], known, key[1], book))


def _carried(actions: Sequence[PersonnelAction]) -> list[PersonnelAction]:
    return [action for action in actions if action.status in PersonnelAction.CARRIED]


def _letters(actions: Sequence[PersonnelAction], on: date, book: Book) -> None:
    appointed = [action for action in _carried(actions) if action.act == PersonnelAction.Kind.APPOINT]
    if appointed:
        personnel.issue_letters(appointed, on=on, actor=book.actor)


def _announce(row: Row, actions: Sequence[PersonnelAction], on: date, book: Book) -> None:
    carried = _carried(actions)
    if carried:
        announcement = personnel.announce(carried, on=on, actor=book.actor, is_historic=True)
        keep_announcement(announcement, row.text("source"), book)


def keep_announcement(announcement: Announcement, source: str, book: Book) -> None:
    """Mark a made-up announcement as such, and see that it is put out with the year's records."""
    announcement.illustrative, announcement.source = MADE_UP_ANNOUNCEMENT, source[:200]
    announcement.save(update_fields=["illustrative", "source"])
    book.fresh.append(announcement)


def _oaths(book: Book) -> Iterator[Step]:
    sworn: dict[int, list[Oath]] = {}
    for _, oath in book.new_rows(Oath):
        sworn.setdefault(id(oath.ceremony), []).append(oath)
    for row, ceremony in book.new_rows(OathCeremony):
        yield Step(ceremony.held_on, When.SWEAR, row, partial(_swear, ceremony, sworn.get(id(ceremony), []), book))


def _swear(ceremony: OathCeremony, oaths: Sequence[Oath], book: Book) -> None:
    actions = [oath.action for oath in oaths]
    stored = personnel.swear(ceremony, actions, actor=book.actor, today=ceremony.held_on)
    keys = {oath.action_id: oath.pk for oath in stored}
    for oath in oaths:
        oath.pk = keys[oath.action.pk]
        Oath.objects.filter(pk=oath.pk).update(illustrative=oath.illustrative)
