"""Writing the activity log."""

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
    if not connection.in_atomic_block:
        raise RuntimeError("activity.record() needs the transaction of the act it tells of")
    address = getattr(record, "get_absolute_url", None)
    note_context(actor, reason=reason)
    return Activity.objects.create(
        actor=actor,
        verb=verb,
        model_label=record._meta.label_lower,
        object_key=str(record.pk),
        text=str(record)[:300],
        path=path or (address() if address else ""),
        reason=reason,
        detail=detail or {},
    )


def note_context(actor: User, *, reason: str = "") -> None:
    """Put actor and reason into the context under which history events are written from here on."""
    context = {"actor": actor.pk, "actor_name": str(actor)}
    if reason:
        context["reason"] = reason
    pghistory.context(**context)
