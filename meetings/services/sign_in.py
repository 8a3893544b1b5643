"""扫码签到: a person confirms on the own phone to have come, by a code that the hall shows for a minute or two.

The code names the meeting, not the person: who signs in is who is signed in. A picture of it that is sent on is soon
worth nothing, and it opens only on the days of the meeting.
"""

from datetime import datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.services import attendance, audience

_SALT: Final = "meetings.sign_in"
_EXPIRED: Final = "签到码已过期，请重新扫描会场屏幕上的二维码。"
_FORGED: Final = "签到码无效，请扫描会场屏幕上的二维码。"
Status = Attendance.Status


def address(meeting: Meeting) -> str:
    """The absolute address that the code of this moment holds."""
    token = signing.TimestampSigner(salt=_SALT).sign(str(meeting.pk))
    return f"{settings.SITE_URL}/workspace/sign-in/{token}/"


def meeting_of(token: str) -> Meeting:
    """The meeting of a code. Raises ValidationError for a forged code or one that is too old."""
    try:
        key = signing.TimestampSigner(salt=_SALT).unsign(token, max_age=settings.SIGN_IN_CODE_SECONDS)
    except signing.SignatureExpired as error:
        raise ValidationError(_EXPIRED) from error
    except signing.BadSignature as error:
        raise ValidationError(_FORGED) from error
    meeting = Meeting.objects.select_related("term", "session__term").filter(pk=key).first()
    if meeting is None:
        raise ValidationError(_FORGED)
    return meeting


def row_of(meeting: Meeting, user: User) -> Attendance:
    """The row of a person. Raises ValidationError for somebody who is not on the list."""
    row = audience.rows_of(user).filter(meeting=meeting).select_related("person").first()
    if row is None:
        raise ValidationError(f"您不在“{meeting}”的名单上，请与会务人员联系。")
    return row


def check_open(meeting: Meeting, *, at: datetime) -> None:
    """Raise ValidationError outside the time for signing in, with that time."""
    if meeting.is_locked:
        raise ValidationError("会议已经闭会，签到结束。")
    if meeting.status == Meeting.Status.PLANNED or meeting.status in Meeting.OFF:
        raise ValidationError(f"会议当前为“{meeting.get_status_display()}”，不能签到。")
    opens = opens_at(meeting)
    if at < opens:
        moment = timezone.localtime(opens)
        raise ValidationError(f"签到尚未开始，{date_text(moment.date())}{moment:%H:%M}起可以签到。")
    if timezone.localtime(at).date() > meeting.ends_on:
        raise ValidationError("会议日期已过，请由会务人员登记。")


def opens_at(meeting: Meeting) -> datetime:
    """Some hours before the meeting begins; where its hour is not fixed, with its first day."""
    zone = timezone.get_current_timezone()
    if meeting.starts_at_time is None:
        return datetime.combine(meeting.starts_on, time.min, tzinfo=zone)
    begins = datetime.combine(meeting.starts_on, meeting.starts_at_time, tzinfo=zone)
    return begins - timedelta(hours=settings.SIGN_IN_HOURS_BEFORE)


@transaction.atomic
def sign_in(token: str, *, actor: User, at: datetime) -> Attendance:
    """签到: present from now on; once the meeting runs, from the item that is being dealt with.

    Signing in twice changes nothing. Raises ValidationError for a wrong code or time, a stranger, a person on leave or
    marked absent (the clerk decides), and a member whose seat has ended.
    """
    meeting = meeting_of(token)
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    meeting.refresh_from_db(fields=["status", "starts_on", "ends_on", "starts_at_time"])
    check_open(meeting, at=at)
    row = Attendance.objects.select_for_update(of=("self",)).select_related("person").get(pk=row_of(meeting, actor).pk)
    if row.status == Status.PRESENT:
        return row
    _check_row(meeting, row)
    row.status, row.signed_by = Status.PRESENT, Attendance.SignedBy.CODE
    row.arrived_at = timezone.localtime(at).time().replace(second=0, microsecond=0)
    row.arrived_item = _item_at_hand(meeting)
    row.save(update_fields=["status", "signed_by", "arrived_at", "arrived_item"])
    activity.record(actor, "扫码签到", row, path=f"/admin/meetings/meeting/{meeting.pk}/change/")
    return row


def _check_row(meeting: Meeting, row: Attendance) -> None:
    if row.status == Status.ON_LEAVE:
        raise ValidationError("您已请假；现已到会的，请告知会务人员登记。")
    if row.status == Status.ABSENT:
        raise ValidationError("会务人员已将您登记为缺席；现已到会的，请告知会务人员更正。")
    if sentence := attendance.not_in_office(meeting).get(row.pk):
        raise ValidationError(sentence)


def _item_at_hand(meeting: Meeting) -> AgendaItem | None:
    """The item being dealt with, where some are over already; None before the first one is done with."""
    if meeting.status != Meeting.Status.OPEN:
        return None
    items = list(meeting.items.order_by("order"))
    pending = [item for item in items if item.status not in AgendaItem.DISPOSED]
    if not items or pending[:1] == items[:1]:
        return None
    if not pending:
        raise ValidationError("全部议程已经结束，请由会务人员登记。")
    return pending[0]
