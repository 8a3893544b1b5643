"""The first page of the desk: what waits, what is late, what comes next, what looks inconsistent."""

from datetime import date
from itertools import groupby

from django.db.models import Count, Window
from django.urls import reverse

from congress import registry
from congress.models import Obligation, User
from congress.presentation import DeskBlock, DeskRow, DueMark
from congress.registry import DeskSection, Task
from congress.services import inconsistencies, waiting
from congress.services.marks import due_mark, owed_by
from congress.services.unfinished import urged_note

#: rows of a block before “另有…件”
ROWS = 6
#: days that the desk looks ahead for what the person owes
AHEAD = 30


def blocks(user: User, on: date) -> list[DeskBlock]:
    """The blocks of the desk for a person on a day: late first, then what comes next, what waits, what looks odd."""
    found = [_late(user, on)] if user.has_perm("congress.urge_obligation") else []
    found += [_section(section, on) for offer in registry.desk if (section := offer(user, on)) is not None]
    found += waiting_blocks(user, on)
    if may_see_checks(user):
        found.append(_inconsistent(on))
    return found


def waiting_blocks(user: User, on: date, *, limit: int = ROWS) -> list[DeskBlock]:
    """One block for each kind of act that waits for the person, the most urgent first."""
    named = waiting.tasks(user, on=on)
    places = {task.path for task in named}
    owed = [task for task in _owed(user, on) if task.path not in places]
    found_tasks = sorted([*named, *owed], key=lambda task: (task.action, task.due_on or date.max))
    page = reverse("admin:waiting")
    found = [
        DeskBlock(f"待{action}", [_row(task, on) for task in rows[:limit]], len(rows), page)
        for action, group in groupby(found_tasks, key=lambda task: task.action)
        if (rows := list(group))
    ]
    none = DeskBlock("等我办理", [], 0, empty="现在没有等您办理的事项。")
    return sorted(found, key=_first_due) or [none]


def _owed(user: User, on: date) -> list[Task]:
    """What the person owes within the next weeks: notices, papers, hand-overs that are not late yet."""
    owed = Obligation.objects.due_within(AHEAD, on=on).owed_by(user).with_urges()
    return [
        Task(row.title, "按期完成", row.path, row.due_on, urged_note(row, on=on))
        for row in owed.order_by("due_on", "id")[: waiting.LIMIT]
    ]


def _first_due(block: DeskBlock) -> date:
    return min((row.due.due_on for row in block.rows if row.due), default=date.max)


def _row(task: Task, on: date) -> DeskRow:
    return DeskRow(task.title, task.path, task.note, DueMark(task.due_on, on) if task.due_on else None)


def _section(section: DeskSection, on: date) -> DeskBlock:
    rows = [_row(task, on) for task in section.tasks[:ROWS]]
    return DeskBlock(section.title, rows, section.total, section.path, section.empty)


def _late(user: User, on: date) -> DeskBlock:
    rows = list(
        Obligation.objects.overdue(on=on)
        .overseen_by(user)
        .select_related("owed_organ", "owed_account")
        .annotate(total=Window(Count("pk")))
        .order_by("due_on", "id")[:ROWS]
    )
    return DeskBlock(
        "已逾期",
        [DeskRow(row.title, row.path, owed_by(row), due_mark(row, on=on)) for row in rows],
        rows[0].total if rows else 0,  # type: ignore[attr-defined]
        reverse("admin:unfinished") + "?lateness=late",
        "没有逾期的事项。",
    )


def may_see_checks(user: User) -> bool:
    """The inconsistencies page is for those who read the committee's records."""
    return user.has_perm("congress.view_obligation")


def _inconsistent(on: date) -> DeskBlock:
    page = reverse("admin:inconsistencies")
    counts = inconsistencies.counts(on)
    rows = [
        DeskRow(registry.checks.get(name).label, f"{page}#{name}", f"{number}条")
        for name, number in counts.items()
        if number
    ]
    return DeskBlock("数据待核对", rows, sum(counts.values()), empty="没有发现需要核对的记录。")
