"""Deadlines as pages draw them."""

from datetime import date

from congress.models import Obligation
from congress.presentation import DueMark

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
