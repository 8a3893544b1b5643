"""Talks with deputies who attended without vote: what they raised, to whom it went, and the answers.

Source: handbook §1.6 代表列席; DL25 art 33.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity, notifications
from meetings.models import Attendance, DeputyTalk, Meeting, TalkPoint


def working_path(point: TalkPoint) -> str:
    """Where the organ answers and the deputy reads."""
    return f"/workspace/talk-points/{point.pk}/"


def may_take_part(meeting: Meeting) -> QuerySet[Attendance]:
    """The deputies who sat in on the meeting: invited, and there."""
    invited = meeting.attendances.filter(capacity=Attendance.Capacity.INVITED_DEPUTY)
    return invited.filter(status=Attendance.Status.PRESENT).select_related("person")


def check(talk: DeputyTalk) -> None:
    """Raise ValidationError unless the talk lies on or after the first day of a committee meeting."""
    if talk.meeting.kind not in (Meeting.Kind.STANDING_COMMITTEE, Meeting.Kind.CONGRESS):
        raise ValidationError({"meeting": "列席代表座谈在常委会会议期间或者会后举行，请选择常委会会议。"})
    if talk.held_on < talk.meeting.starts_on:
        raise ValidationError({"held_on": f"座谈日期不能早于会议日期（{date_text(talk.meeting.starts_on)}）。"})


def check_participants(talk: DeputyTalk, participants: list[Attendance]) -> None:
    """Only deputies who were invited to the meeting and came. Raises ValidationError naming the others."""
    allowed = set(may_take_part(talk.meeting).values_list("pk", flat=True))
    if others := [row.person.name for row in participants if row.pk not in allowed]:
        names = "、".join(others)
        raise ValidationError({"participants": f"{names}不是列席本次会议并到会的代表，不能列为座谈代表。"})


@transaction.atomic
def save_point(point: TalkPoint, *, actor: User) -> None:
    """Store a point; an organ that is newly named is told of it.

    Raises ValidationError if it was raised by somebody who did not take part.
    """
    raised_by = point.raised_by
    if raised_by is not None and not point.talk.participants.filter(pk=raised_by.pk).exists():
        raise ValidationError(f"第{point.order}条：{raised_by.person}没有参加座谈，不能作为提出人。")
    before = TalkPoint.objects.filter(pk=point.pk).values_list("organ_id", flat=True).first() if point.pk else None
    point.full_clean()
    point.save()
    organ = point.organ
    if organ is not None and organ.pk != before and not point.answer:
        notifications.tell_organ(
            organ, subject=f"列席代表座谈意见：{point.text[:60]}", body=point.text, path=working_path(point)
        )
        activity.record(actor, "转交座谈意见", point, path=working_path(point), detail={"organ": str(organ)})


@transaction.atomic
def answer(point: TalkPoint, *, text: str, on: date, actor: User, today: date) -> None:
    """Answer a point, by its organ or by the office for it; the deputy who raised it is told.

    Raises ValidationError for others, without words, before the talk or after today.
    """
    rows = TalkPoint.objects.select_for_update(of=("self",))
    point.refresh_from_db(from_queryset=rows.select_related("talk__meeting__term", "raised_by__person__account"))
    if (point.organ_id is None or actor.organ_id != point.organ_id) and not actor.has_perm("meetings.change_talkpoint"):
        raise ValidationError("只有承办机关或者办公室可以答复。")
    if point.answer:
        raise ValidationError("该意见已经答复。")
    if not text.strip():
        raise ValidationError({"text": "请填写答复。"})
    if not point.talk.held_on <= on <= today:
        raise ValidationError({"on": f"答复日期须在座谈日期（{date_text(point.talk.held_on)}）之后，不晚于今天。"})
    point.answer, point.answered_on = text.strip(), on
    point.save(update_fields=["answer", "answered_on"])
    activity.record(actor, "答复座谈意见", point, path=working_path(point))
    account = point.raised_by.person.account if point.raised_by else None
    if account is not None:
        subject = "您在座谈中提出的意见已答复"
        notifications.tell([account], subject=subject, body=point.answer, path=working_path(point), is_urgent=False)
