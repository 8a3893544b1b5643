"""Steps of agenda items."""

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.services import activity
from meetings.models import AgendaItem, Meeting


def _meeting(item: AgendaItem) -> Meeting:
    """The item's meeting, locked: it is not closed while one of its items moves."""
    return Meeting.objects.select_for_update().get(pk=item.meeting_id)


def _check_sitting(meeting: Meeting) -> None:
    if meeting.status != Meeting.Status.OPEN:
        raise ValidationError("会议未在进行中，不能登记议程结果。")


def _check_not_closed(meeting: Meeting) -> None:
    if meeting.is_locked:
        raise ValidationError("会议已经闭会，不能再撤回、暂缓议程。")


@transaction.atomic
def note(item: AgendaItem, *, actor: User) -> None:
    """Heard and deliberated without a vote."""
    _check_sitting(_meeting(item))
    if item.status == AgendaItem.Status.ADOPTED:
        item.present()
    item.note()
    activity.record(actor, "听取", item, path=_path(item))


@transaction.atomic
def defer(item: AgendaItem, *, reason: str, actor: User) -> None:
    """暂不交付表决, with a reason, while the meeting is in session."""
    if not reason.strip():
        raise ValidationError({"reason": "暂不交付表决须写明理由。"})
    meeting = _meeting(item)
    _check_not_closed(meeting)
    _check_sitting(meeting)
    item.defer(reason=reason.strip())
    activity.record(actor, "暂不交付表决", item, reason=reason, path=_path(item))


@transaction.atomic
def withdraw(item: AgendaItem, *, reason: str, actor: User) -> None:
    """撤回, with the sponsor's reason, until the meeting is closed (《重大事项规定》 art 14)."""
    if not reason.strip():
        raise ValidationError({"reason": "撤回须写明理由。"})
    _check_not_closed(_meeting(item))
    item.withdraw(reason=reason.strip())
    activity.record(actor, "撤回议程", item, reason=reason, path=_path(item))


def _path(item: AgendaItem) -> str:
    return f"/admin/meetings/meeting/{item.meeting_id}/change/"
