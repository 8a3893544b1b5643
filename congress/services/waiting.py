"""“等我办”: what waits for a person, from what is owed and from what the apps say."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import IntegerField, QuerySet, Value

from congress import registry
from congress.models import Obligation, User
from congress.presentation import DeskBlock, DeskRow, DueMark
from congress.services.marks import due_mark
from congress.services.unfinished import urged_note

#: more lines than fit one screen of a phone are not read
SHOWN: Final = 7
#: records of one kind that are read at all; the registers show all
LIMIT: Final = 200


def tasks(user: User, *, on: date) -> list[registry.Task]:
    """What the apps say waits for a person: one query finds the kinds that are there, and only those are read."""
    offers = [offer for source in registry.waiting for offer in source(user, on)]
    return [
        task
        for place in _present([offer.rows for offer in offers])
        for row in offers[place].rows[:LIMIT]
        if (task := offers[place].line(row)) is not None
    ]


def _present(sets: Sequence[QuerySet[Any]]) -> list[int]:
    """The places in `sets` of those that hold a row."""
    if not sets:
        return []
    first, *others = [
        rows.order_by()
        .values(place_of_offer=Value(place, output_field=IntegerField()))
        .values_list("place_of_offer", flat=True)[:1]
        for place, rows in enumerate(sets)
    ]
    return sorted(first.union(*others, all=True) if others else first)


def block(user: User, *, on: date) -> DeskBlock:
    """The first lines, what is due first at the top, and how many there are.

    A step that an app names and an obligation of the same day that leads to the same page are one line.
    """
    named_tasks = tasks(user, on=on)
    named = {(task.path, task.due_on) for task in named_tasks}
    owed = Obligation.objects.open().live().owed_by(user).with_urges()
    # What the apps name is bounded; of what is owed the first lines are enough.
    read = SHOWN + len(named_tasks)
    first = list(owed.order_by("due_on", "id")[:read])
    marks = {(row.path, row.due_on): due_mark(row, on=on) for row in first}
    urged = {(row.path, row.due_on): urged_note(row, on=on) for row in first}
    rest = [row for row in first if (row.path, row.due_on) not in named]
    lines = [
        *((task.due_on or date.max, _row(task, marks, urged, on)) for task in named_tasks),
        *((row.due_on, _owed_row(row, marks, urged)) for row in rest),
    ]
    rows = [row for _, row in sorted(lines, key=lambda line: line[0])]
    unread = owed.count() - len(first) if len(first) == read else 0
    return DeskBlock("等我办", rows[:SHOWN], len(rows) + unread, empty="现在没有等您办理的事项。")


_Place = tuple[str, date]


def _owed_row(row: Obligation, marks: Mapping[_Place, DueMark], urged: Mapping[_Place, str]) -> DeskRow:
    place = (row.path, row.due_on)
    return DeskRow(row.title, row.path, urged[place], marks[place])


def _row(task: registry.Task, marks: Mapping[_Place, DueMark], urged: Mapping[_Place, str], on: date) -> DeskRow:
    mark, pressed = None, ""
    if task.due_on:
        pressed = urged.get((task.path, task.due_on), "")
        mark = marks.get((task.path, task.due_on)) or DueMark(task.due_on, on)
    note = " · ".join(part for part in (task.action, task.note, pressed) if part)
    return DeskRow(task.title, task.path, note, mark)
