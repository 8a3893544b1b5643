"""The history of a record for people: who changed which field from what to what, when and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import models
from django.utils import timezone

from congress.models import User
from congress.official import date_text

#: how many events of one table are read; older ones stay in the table
LIMIT = 400
#: names of rows in a line about many
NAMED = 3
_LABELS = {"insert": "新增", "update": "修改", "delete": "删除"}
#: keys and sorting columns tell a clerk nothing
_SILENT = frozenset({"id", "stroke_key", "deputies_duty", "society_duty", "illustrative", "explanation"})


@dataclass(frozen=True)
class FieldChange:
    """A field with the value it had and the value it got."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """What one person did to one record at one moment."""

    at: datetime
    label: str
    table: str
    records: tuple[str, ...]
    actor: str
    reason: str
    fields: list[FieldChange] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """The kind of record and the names of its rows."""
        names = "、".join(name for name in self.records if name)
        return f"{self.table}：{names}" if names else self.table


def changes(model: type[models.Model], **condition: Any) -> list[Change]:
    """The recorded changes of a tracked table's rows that match, row by row."""
    events = list(
        model.pgh_event_model.objects.filter(**condition)  # type: ignore[attr-defined]
        .select_related("pgh_context")
        .order_by("-pgh_id")[:LIMIT]
    )
    return list(_Reader(model, events).read())


class _Reader:
    """Compares the events of each row, with the names behind foreign keys read once for all."""

    def __init__(self, model: type[models.Model], events: list[Any]) -> None:
        self.events = sorted(events, key=lambda event: (event.pgh_obj_id or 0, event.pgh_id))
        names = {field.name for field in model._meta.concrete_fields}
        self.fields = [
            field
            for field in model.pgh_event_model._meta.concrete_fields  # type: ignore[attr-defined]
            if field.name in names and field.name not in _SILENT
        ]
        self.title = str(model._meta.verbose_name)
        self.named = {field.name: self._names(field) for field in self.fields if field.is_relation}
        self.actors = self._actors()

    def read(self) -> Iterator[Change]:
        for _, rows in groupby(self.events, key=lambda event: event.pgh_obj_id):
            before: Any = None
            for event in rows:
                fields = [] if before is None else list(self._differences(before, event))
                if before is None or fields or event.pgh_label == "delete":
                    yield self._change(event, fields)
                before = event

    def _change(self, event: Any, fields: list[FieldChange]) -> Change:
        metadata = event.pgh_context.metadata if event.pgh_context else {}
        actor = metadata.get("actor_name") or self.actors.get(metadata.get("user") or 0, "系统")
        return Change(
            at=timezone.localtime(event.pgh_created_at),
            label=_LABELS.get(event.pgh_label, event.pgh_label),
            table=self.title,
            records=(self._name(event),),
            actor=actor,
            reason=metadata.get("reason", ""),
            fields=fields,
        )

    def _name(self, event: Any) -> str:
        """What the row is called, from its own columns."""
        for name in ("title", "text", "name"):
            if text := getattr(event, name, ""):
                return f"“{text[:40]}”"
        return self.named.get("person", {}).get(getattr(event, "person_id", None), "")

    def _differences(self, before: Any, after: Any) -> Iterator[FieldChange]:
        for each in self.fields:
            old, new = getattr(before, each.attname), getattr(after, each.attname)
            if old != new:
                yield FieldChange(str(each.verbose_name), self._text(each, old), self._text(each, new))

    def _text(self, each: Any, value: Any) -> str:
        if value is None or value == "":
            return "（空）"
        if each.is_relation:
            return self.named[each.name].get(value, f"编号{value}")
        if each.choices:
            return str(dict(each.flatchoices).get(value, value))
        if isinstance(value, bool):
            return "是" if value else "否"
        return date_text(value) if isinstance(value, date) and not isinstance(value, datetime) else str(value)

    def _names(self, each: Any) -> dict[Any, str]:
        keys = {getattr(event, each.attname) for event in self.events} - {None}
        if not keys:
            return {}
        rows = each.related_model._default_manager.filter(pk__in=keys)
        links = [f.name for f in each.related_model._meta.concrete_fields if f.is_relation and not f.null]
        return {row.pk: str(row) for row in rows.select_related(*links)}

    def _actors(self) -> dict[int, str]:
        contexts = [event.pgh_context.metadata for event in self.events if event.pgh_context]
        keys = {context.get("user") for context in contexts if not context.get("actor_name")} - {None}
        return {user.pk: str(user) for user in User.objects.filter(pk__in=keys)} if keys else {}


def merged(parts: Iterable[list[Change]]) -> list[Change]:
    """The changes of several tables in one list, the latest first; one act upon many rows is one line."""
    ordered = sorted((change for part in parts for change in part), key=lambda change: change.at, reverse=True)
    acts: dict[tuple[object, ...], list[Change]] = {}
    for change in ordered:
        acts.setdefault(_act(change), []).append(change)
    return [_together(rows) for rows in acts.values()]


def _act(change: Change) -> tuple[object, ...]:
    """What changes of one act have in common."""
    return change.at, change.label, change.table, change.actor, change.reason, tuple(change.fields)


def _together(changes: list[Change]) -> Change:
    if len(changes) <= NAMED:
        return replace(changes[0], records=tuple(name for change in changes for name in change.records))
    names = tuple(name for change in changes[:NAMED] for name in change.records)
    return replace(changes[0], records=(*names, f"等{len(changes)}条"))
