"""Minutes: drafted from the records, checked and approved by somebody else, then the meeting is minuted.

Source: handbook §2(a) closed → minuted, §2(b) outputs; separation of duties §5.2.
"""

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.official import date_text
from congress.services import activity, notifications
from meetings.models import Meeting, MeetingMinutes
from meetings.services import conclusions, minutes_text
from meetings.services.meetings import MINUTED_KINDS

#: who is told that minutes wait to be approved
APPROVER_ROLES: Final = ("office_head", "sc_chair")


def admin_path(minutes: MeetingMinutes) -> str:
    """Where the office works on the minutes."""
    return f"/admin/meetings/meetingminutes/{minutes.pk}/change/"


def workspace_path(minutes: MeetingMinutes) -> str:
    """Where the approver reads them on a phone."""
    return f"/workspace/minutes/{minutes.pk}/"


@transaction.atomic
def draft(meeting: Meeting, *, actor: User) -> MeetingMinutes:
    """Draft the minutes of a meeting that was held from its records; a draft that is there is written anew.

    Raises ValidationError for a meeting that was not held or has no minutes, or once they were handed in.
    """
    # Locked: two clerks who draft at once write one paper.
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("term", "session").get(pk=meeting.pk)
    if meeting.kind not in MINUTED_KINDS:
        raise ValidationError(f"{meeting.get_kind_display()}不作会议纪要。")
    if meeting.status not in Meeting.HELD:
        raise ValidationError("会议尚未闭会，不能起草纪要。")
    minutes = MeetingMinutes.objects.filter(meeting=meeting).first()
    if minutes is None:
        minutes = MeetingMinutes(meeting=meeting, drafted_by=actor)
    elif minutes.status != MeetingMinutes.Status.DRAFT:
        raise ValidationError(f"纪要{minutes.get_status_display()}，不能重新起草。")
    minutes.text = minutes_text.compose(meeting)
    minutes.full_clean()
    minutes.save()
    activity.record(actor, "起草纪要", minutes, path=admin_path(minutes))
    return minutes


def current_text(minutes: MeetingMinutes) -> str:
    """The text as it stands; put together from the records anew while the clerk left it empty."""
    return minutes.text if minutes.text.strip() else minutes_text.compose(minutes.meeting)


@transaction.atomic
def submit(minutes: MeetingMinutes, *, actor: User) -> None:
    """Hand the text in; from here on it is fixed, and who handed it in does not approve it."""
    _lock(minutes)
    minutes.submit()
    minutes.text, minutes.drafted_by = current_text(minutes), actor
    minutes.save(update_fields=["text", "drafted_by"])
    activity.record(actor, "纪要送审", minutes, path=admin_path(minutes))
    notifications.tell_roles(*APPROVER_ROLES, subject=f"待审签：{minutes}", path=workspace_path(minutes))


def _lock(minutes: MeetingMinutes) -> None:
    """Read the stored row, whatever copy the caller holds, and keep others from it till the end."""
    minutes.refresh_from_db(from_queryset=MeetingMinutes.objects.select_for_update(of=("self",)))


@transaction.atomic
def approve(minutes: MeetingMinutes, *, actor: User, today: date, is_historic: bool = False) -> None:
    """Approve the text; what was concluded with an organ and a day is owed from here on.

    `is_historic` starts duties that remind nobody. Raises ValidationError for its drafter, or before the meeting was
    over.
    """
    _lock(minutes)
    if minutes.drafted_by_id == actor.pk:
        raise ValidationError(f"纪要由{actor}起草送审，须由另一人审签。")
    if today < minutes.meeting.ends_on:
        raise ValidationError(f"会议于{date_text(minutes.meeting.ends_on)}结束，不能提前审签纪要。")
    minutes.approve(by=actor, on=today)
    conclusions.assign_all(minutes.meeting, actor=actor, today=today, is_historic=is_historic)
    activity.record(actor, "审签纪要", minutes, path=admin_path(minutes))
    if is_historic:
        return
    notifications.tell(
        User.objects.filter(pk=minutes.drafted_by_id), subject=f"已审签：{minutes}", path=admin_path(minutes)
    )


@transaction.atomic
def send_back(minutes: MeetingMinutes, *, note: str, actor: User) -> None:
    """Ask for another text, saying what should change."""
    if not note.strip():
        raise ValidationError({"note": "退回修改须写明意见。"})
    minutes.send_back(note=note.strip())
    activity.record(actor, "退回纪要", minutes, reason=note.strip(), path=admin_path(minutes))
    notifications.tell(
        User.objects.filter(pk=minutes.drafted_by_id),
        subject=f"退回修改：{minutes}",
        body=note.strip(),
        path=admin_path(minutes),
    )
