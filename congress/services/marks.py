"""Deadlines as pages draw them."""

from datetime import date

from congress.models import Obligation
from congress.presentation import DueMark, Step
from congress.roles import BY_CODE

_DONE_WORDS = {
    Obligation.Status.DONE: "已完成",
    Obligation.Status.WAIVED: "已豁免",
    Obligation.Status.VOID: "已失效",
}


def due_mark(obligation: Obligation, *, on: date, done_word: str = "") -> DueMark:
    """How near the deadline is on a day, and how its date was reached; `done_word` replaces 已完成."""
    status = Obligation.Status(obligation.status)
    is_done = status != Obligation.Status.OPEN
    word = done_word if done_word and status == Obligation.Status.DONE else _DONE_WORDS.get(status, "")
    return DueMark(
        due_on=obligation.due_on,
        today=on,
        is_done=is_done,
        done_on=obligation.done_on,
        explanation=tuple(obligation.explanation),
        done_word=word or "已完成",
    )


def owed_by(obligation: Obligation) -> str:
    """Who owes it, in a word."""
    role = BY_CODE.get(obligation.owed_role)
    return str(obligation.owed_organ or obligation.owed_account or (role.label if role else obligation.owed_role))


def owed_step(label: str, obligation: Obligation, *, on: date, note: str = "") -> Step:
    """A step of a chain that is owed by a date: late or owed while it is open, then done on its day or fallen away."""
    mark = due_mark(obligation, on=on)
    if obligation.status == Obligation.Status.OPEN:
        return Step(label, state="late" if obligation.due_on < on else "owed", note=note, due=mark)
    is_done = obligation.status == Obligation.Status.DONE
    return Step(label, obligation.done_on, "done" if is_done else "none", note, due=mark)
