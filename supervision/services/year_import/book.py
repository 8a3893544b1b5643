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
    #: what this load stored, in its order
    fresh: list[models.Model] = field(default_factory=list)

    def add(self, model: type[models.Model], key: str, record: models.Model | None) -> None:
        """Remember the record of a row under its key."""
        self.records.setdefault(model, {})[key] = record

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
