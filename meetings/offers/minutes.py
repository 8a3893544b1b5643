"""Minutes: what waits to be approved, or to be written anew."""

from datetime import date
from typing import Final

from congress import registry
from congress.models import User
from congress.registry import Task
from meetings.models import MeetingMinutes
from meetings.services import minutes

LIMIT: Final = 200


def minutes_waiting(user: User, on: date) -> list[Task]:
    """For approvers what others handed in; for drafters what is to be finished or was sent back."""
    del on
    rows = MeetingMinutes.objects.select_related("meeting__term", "meeting__session").order_by("meeting__starts_on")
    found = []
    if user.has_perm("meetings.approve_minutes"):
        handed_in = rows.filter(status=MeetingMinutes.Status.SUBMITTED).exclude(drafted_by=user)
        found += [Task(str(row), "审签纪要", minutes.workspace_path(row)) for row in handed_in[:LIMIT]]
    if user.is_staff and user.has_perm("meetings.change_meetingminutes"):
        mine = rows.filter(status=MeetingMinutes.Status.DRAFT, drafted_by=user)
        found += [
            Task(
                str(row),
                "修改纪要" if row.returned_note else "送审纪要",
                minutes.admin_path(row),
                note=row.returned_note,
            )
            for row in mine[:LIMIT]
        ]
    return found


registry.waiting.add("minutes", minutes_waiting)
