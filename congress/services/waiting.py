"""“等我办”: what waits for a person, from what is owed and from what the apps say."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from congress import registry
from congress.models import Obligation, User
from congress.presentation import DeskBlock, DeskRow, DueMark
from congress.services.marks import due_mark
from congress.services.unfinished import urged_note

#: more lines than fit one screen of a phone are not read
SHOWN: Final = 7


def block(user: User, *, on: date) -> DeskBlock:
    """The first lines, what is due first at the top, and how many there are.

    A step that an app names and an obligation of the same day that leads to the same page are one line.
    """
    tasks = [task for source in registry.waiting for task in source(user, on)]
    named = {(task.path, task.due_on) for task in tasks}
    owed = Obligation.objects.open().live().owed_by(user).with_urges()
    # What the apps name is bounded; of what is owed the first lines are enough.
    first = list(owed.order_by("due_on", "id")[: SHOWN + len(tasks)])
    marks = {(row.path, row.due_on): due_mark(row, on=on) for row in first}
    urged = {(row.path, row.due_on): urged_note(row, on=on) for row in first}
    rest = [row for row in first if (row.path, row.due_on) not in named]
    lines = [
        *((task.due_on or date.max, _row(task, marks, urged, on)) for task in tasks),
        *((row.due_on, _owed_row(row, marks, urged)) for row in rest),
    ]
    rows = [row for _, row in sorted(lines, key=lambda line: line[0])]
    unread = owed.count() - len(first) if len(first) == SHOWN + len(tasks) else 0
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
