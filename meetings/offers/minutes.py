"""Minutes: what waits to be approved, or to be written anew."""

from datetime import date

from congress import registry
from congress.models import User
from congress.registry import Task, Waiting
from meetings.models import MeetingMinutes
from meetings.services import minutes


def minutes_waiting(user: User, on: date) -> list[Waiting]:
    """For approvers what others handed in; for drafters what is to be finished or was sent back."""
    del on
    rows = MeetingMinutes.objects.select_related("meeting__term", "meeting__session").order_by("meeting__starts_on")
    found = []
    if user.has_perm("meetings.approve_minutes"):
        handed_in = rows.filter(status=MeetingMinutes.Status.SUBMITTED).exclude(drafted_by=user)
        found.append(Waiting(handed_in, lambda row: Task(str(row), "审签纪要", minutes.workspace_path(row))))
    if user.is_staff and user.has_perm("meetings.change_meetingminutes"):
        mine = rows.filter(status=MeetingMinutes.Status.DRAFT, drafted_by=user)
        found.append(Waiting(mine, _to_finish))
    return found


def _to_finish(row: MeetingMinutes) -> Task:
    act = "修改纪要" if row.returned_note else "送审纪要"
    return Task(str(row), act, minutes.admin_path(row), note=row.returned_note)


registry.waiting.add("minutes", minutes_waiting)
