"""Speeches: how long they may be, and the bulletin of those that their speakers checked.

Source: ZJ-RULES20 arts 42 (model; limits in the settings), handbook §1.2 简报.
"""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.official import date_text
from congress.services import activity, numbering
from meetings.models import Bulletin, Meeting, Sitting, Speech

BULLETIN_SERIES = "bulletin"


def limit(speech: Speech) -> int:
    """The minutes this speech may take: at a joint-group sitting less from the speaker's second speech on an item."""
    kind = speech.sitting.kind if speech.sitting is not None else Sitting.Kind.PLENARY
    if kind == Sitting.Kind.JOINT_GROUP:
        earlier = Speech.objects.filter(item=speech.item_id, speaker=speech.speaker_id, order__lt=speech.order)
        if earlier.exclude(pk=speech.pk).exists():
            return int(settings.SPEECH_MINUTES_JOINT_GROUP_AGAIN)
        return int(settings.SPEECH_MINUTES_JOINT_GROUP)
    return int(settings.SPEECH_MINUTES_GROUP if kind == Sitting.Kind.GROUP else settings.SPEECH_MINUTES_PLENARY)


def over_limit(speech: Speech) -> str:
    """A warning in words if the speech was longer than the rules allow; empty if not."""
    allowed = limit(speech)
    if speech.minutes is None or speech.minutes <= allowed:
        return ""
    where = speech.sitting.get_kind_display() if speech.sitting else "全体会议"
    return f"{speech.speaker.person}发言{speech.minutes}分钟，超过{where}每次发言{allowed}分钟的时限。"


def check(speech: Speech) -> None:
    """Speaker, sitting and item belong to one meeting. Raises ValidationError at the field that does not."""
    meeting = speech.item.meeting_id
    errors = {}
    if speech.speaker.meeting_id != meeting:
        errors["speaker"] = f"{speech.speaker.person}不是议题所在会议的参会人员。"
    if speech.sitting is not None and speech.sitting.meeting_id != meeting:
        errors["sitting"] = "请选择议题所在会议的会次。"
    if speech.checked_on and speech.checked_on < speech.item.meeting.starts_on:
        errors["checked_on"] = f"核对日期不能早于会议（{date_text(speech.item.meeting.starts_on)}）。"
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def issue_bulletin(meeting: Meeting, *, on: date, actor: User) -> Bulletin:
    """Make an issue of the speeches that were checked and stand in none yet; it gets the next number of the year.

    Raises ValidationError if there are none, or before the meeting.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("term", "session").get(pk=meeting.pk)
    if on < meeting.starts_on:
        raise ValidationError({"on": f"简报不能早于会议（{date_text(meeting.starts_on)}）印发。"})
    fresh = Speech.objects.filter(item__meeting=meeting, bulletin__isnull=True)
    ready = fresh.filter(checked_on__isnull=False, checked_on__lte=on)
    if not ready.exists():
        waiting = fresh.count()
        told = f"还有{waiting}条发言未经本人核对" if waiting else "没有尚未编入简报的发言"
        raise ValidationError(f"不能编印简报：{told}。")
    number = numbering.issue(BULLETIN_SERIES, on=on, subject=f"{meeting}简报", actor=actor)
    bulletin = Bulletin.objects.create(meeting=meeting, number=number, issued_on=on)
    taken = ready.update(bulletin=bulletin)
    activity.record(
        actor,
        "编印简报",
        bulletin,
        path=f"/admin/meetings/meeting/{meeting.pk}/change/",
        detail={"speeches": taken},
    )
    return bulletin
