"""State as compare-and-set: a record's `status` moves only by the steps its class names."""

from collections.abc import Collection
from typing import Any

from django.db import models


class TransitionError(Exception):
    """A step was asked for that the record's present status does not allow; the message is for the person."""


class Stateful(models.Model):
    """A record whose `status` moves only by the steps its class names."""

    # Each class declares its own field with its own choices.
    status: "models.CharField[str, str]"

    class Meta:
        abstract = True

    def move(self, to: str, *, allowed: Collection[str], **changes: Any) -> None:
        """Move to `to` if the stored status is one of `allowed`; raise TransitionError if not.

        The check and the change are one UPDATE, so two people who press the same button get one step and one message.
        """
        manager: Any = type(self)._default_manager
        rows = manager.filter(pk=self.pk, status__in=allowed)
        moved = rows.update(status=to, **changes)
        self.refresh_from_db(fields=["status", *changes])
        if not moved:
            label = dict(self._meta.get_field("status").flatchoices).get(self.status, self.status)  # type: ignore[union-attr]
            raise TransitionError(f"“{self}”当前为“{label}”，不能执行此操作。")
