"""What waits, as the lines that a person reads."""

from collections.abc import Iterable

from congress.registry import Task, Waiting


def lines(offers: Iterable[Waiting]) -> list[Task]:
    return [task for offer in offers for row in offer.rows if (task := offer.line(row)) is not None]
