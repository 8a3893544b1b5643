"""What the sheets of one load share: the records by their key, and the shape of a sheet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from congress.models import User

from .reading import Row


@dataclass
class Book:
    """The records of the folder as they become known, sheet after sheet."""

    actor: User
    #: model -> key in the folder -> record, None where its own row was refused
    records: dict[type[models.Model], dict[str, Any]] = field(default_factory=dict)
    #: model -> the sheet that holds it, for messages
    files: dict[type[models.Model], str] = field(default_factory=dict)
    #: what this load stores, in its order
    fresh: list[models.Model] = field(default_factory=list)
    #: model -> its rows that are new with this load, and the record that each becomes
    entered: dict[type[models.Model], list[tuple[Row, Any]]] = field(default_factory=dict)

    def add(self, model: type[models.Model], key: str, record: models.Model | None) -> None:
        """Remember the record of a row under its key."""
        self.records.setdefault(model, {})[key] = record

    def enter(self, model: type[models.Model], row: Row, record: models.Model) -> None:
        """Note a row that is new with this load."""
        self.fresh.append(record)
        self.entered.setdefault(model, []).append((row, record))

    def new_rows(self, model: type[models.Model]) -> list[tuple[Row, Any]]:
        """The rows of a table that are new with this load, in the order of their sheets."""
        return self.entered.get(model, [])

    def is_fresh(self, record: models.Model) -> bool:
        """Whether this load stores the record."""
        return any(known is record for known in self.fresh)

    def find(self, row: Row, column: str, model: type[models.Model], *, is_needed: bool = True) -> Any:
        """The record that a cell names; None where the cell is empty, or after a problem.

        A cell that names a refused row adds no problem of its own: that row has said what is wrong.
        """
        key = row.text(column)
        if not key:
            if is_needed:
                row.refuse(column, "不能为空")
            return None
        return self.find_key(row, column, key, model)

    def find_key(self, row: Row, column: str, key: str, model: type[models.Model]) -> Any:
        """The record of that key; None after a problem."""
        known = self.records.get(model, {})
        if key not in known:
            row.refuse(column, f"找不到“{key}”，应在 {self.files[model]} 中，并排在前面")
            return None
        if known[key] is None:
            row.is_refused = True
        return known[key]


def check(record: models.Model) -> None:
    """All of the record's own checks, without asking again for each key whether what the book found is there."""
    record.clean_fields(exclude=_found(record))
    record.clean()
    record.validate_unique()
    record.validate_constraints()


def _found(record: models.Model) -> list[str]:
    return [
        each.name
        for each in record._meta.concrete_fields
        if each.is_relation and getattr(record, each.attname) is not None
    ]


def save(row: Row, book: Book, record: models.Model) -> None:
    """Store a record that no service enters."""
    del row, book
    check(record)
    record.save(force_insert=True)


def later(row: Row, book: Book, record: models.Model) -> None:
    """Check the cells of a record that a service stores on its day."""
    del row, book
    own = [each.name for each in record._meta.concrete_fields if each.is_relation or not each.editable]
    record.clean_fields(exclude=own)


def never(record: Any, book: Book) -> bool:
    """No row of this sheet is left out."""
    del record, book
    return False


def of_closed_meeting(record: Any, book: Book) -> bool:
    """The record belongs to a meeting that an earlier load or a clerk has closed: it is corrected by hand only."""
    return record.meeting is not None and record.meeting.is_locked and not book.is_fresh(record.meeting)


@dataclass(frozen=True)
class Sheet:
    """One file of the folder: its columns, the record each row becomes, and how a stored one is known again."""

    file: str
    model: type[models.Model]
    columns: tuple[str, ...]
    #: columns that tell one row from another; other sheets refer to a row by them
    identity: tuple[str, ...]
    #: columns of the table by which a record that was stored by other ways is known again
    natural: tuple[str, ...]
    build: Callable[[Row, Book], Any]
    #: how a new record is stored
    store: Callable[[Row, Book, Any], None] = save
    #: whether a new row comes too late, and is left out
    is_late: Callable[[Any, Book], bool] = never
    #: what a new record needs beside its own row
    attach: Callable[[Row, Book, Any], None] | None = None
    #: column -> field, where the names differ by more than `_key` or `_code`
    fields: Mapping[str, str] = field(default_factory=dict)

    def key(self, row: Row) -> str:
        """What tells the row from the others of its sheet."""
        return "|".join(row.text(column) for column in self.identity)

    def field_of(self, column: str) -> str:
        """The field that a column fills."""
        return self.fields.get(column, column.removesuffix("_key").removesuffix("_code"))

    def column_of(self) -> dict[str, str]:
        """Field -> column."""
        return {self.field_of(column): column for column in self.columns}

    def illustrative(self, row: Row) -> list[str]:
        """The illustrative fields of a row, as the record names them."""
        return list(dict.fromkeys(self.field_of(column) for column in row.parts("illustrative")))
