"""Writing the activity log."""

from collections.abc import Iterable
from typing import Any

import pghistory
from django.db import connection, models

from congress.models import Activity, User


def record(
    actor: User,
    verb: str,
    record: models.Model,
    *,
    path: str = "",
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> Activity:
    """Write one log line about `record` in the caller's transaction, which must be open.

    The actor and the reason also become the context of the field-level history of the same transaction.
    Raises RuntimeError outside a transaction: a fact without its line, or a line without its fact, must not happen.
    """
    (line,) = record_each(actor, verb, [(record, path)], reason=reason, detail=detail)
    return line


def record_each(
    actor: User,
    verb: str,
    records: Iterable[tuple[models.Model, str]],
    *,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> list[Activity]:
    """Write one log line about each of the records, given with their paths, in one statement; otherwise as `record`."""
    if not connection.in_atomic_block:
        raise RuntimeError("activity.record() needs the transaction of the act it tells of")
    note_context(actor, reason=reason)
    lines = Activity.objects.bulk_create(
        Activity(
            actor=actor,
            verb=verb,
            model_label=record._meta.label_lower,
            object_key=str(record.pk),
            text=str(record)[:300],
            path=path or _address(record),
            reason=reason,
            detail=detail or {},
        )
        for record, path in records
    )
    if reason:
        with connection.cursor() as cursor:
            # Events of this transaction were written before the reason was known: write their context once more.
            cursor.execute("SELECT _pgh_attach_context()")
    return lines


def _address(record: models.Model) -> str:
    address = getattr(record, "get_absolute_url", None)
    return str(address()) if address else ""


def acting_as(actor: User) -> pghistory.context:
    """The history context of work outside a web request (tasks, imports): who acts, for the field-level history."""
    return pghistory.context(actor=actor.pk, actor_name=str(actor))


def note_context(actor: User, *, reason: str = "") -> None:
    """Add actor and reason to the history context that is open: the web request's, or one of `acting_as`."""
    context: dict[str, Any] = {"actor": actor.pk, "actor_name": str(actor)}
    if reason:
        context["reason"] = reason
    pghistory.context(**context)
