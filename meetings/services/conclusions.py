"""What a chairpersons' meeting concluded: assignments with a day become owed when it closes, and are reported done.

Source: handbook §2(b) (minutes with numbered decisions, each optionally an assignment).
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, User
from congress.official.numerals import date_text
from congress.services import activity, notifications, obligations
from congress.services.obligations import Duty
from meetings.models import Conclusion, Meeting

TASK = "CM-TASK"


def working_path(conclusion: Conclusion) -> str:
    """Where the organ reports it done."""
    return f"/workspace/conclusions/{conclusion.pk}/"


@transaction.atomic
def check(conclusion: Conclusion) -> None:
    """Raise ValidationError, at the field, unless it fits a chairpersons' meeting and its days are in order."""
    if conclusion.meeting.kind not in (Meeting.Kind.CHAIR_MEETING, Meeting.Kind.CHAIR_MEETING_ENLARGED):
        raise ValidationError(f"{conclusion.meeting.get_kind_display()}不登记议定事项，议定事项属于主任会议。")
    if conclusion.item is not None and conclusion.item.meeting_id != conclusion.meeting_id:
        raise ValidationError({"item": f"“{conclusion.item}”不是本次会议的议题。"})
    if conclusion.due_on is not None and conclusion.due_on < conclusion.meeting.starts_on:
        day = date_text(conclusion.meeting.starts_on)
        raise ValidationError({"due_on": f"完成期限不能早于会议日期（{day}）。"})


@transaction.atomic
def assign_all(meeting: Meeting, *, actor: User, today: date, is_historic: bool = False) -> int:
    """Make the assignments of a meeting that is over owed, once each; how many were opened.

    Raises ValidationError while the meeting is not closed, or if a conclusion does not fit.
    """
    if not meeting.is_locked:
        raise ValidationError(f"“{meeting}”尚未闭会，闭会后交办议定事项。")
    rows = Conclusion.objects.select_for_update(of=("self",)).filter(
        meeting=meeting, organ__isnull=False, due_on__isnull=False, done_on__isnull=True, obligation__isnull=True
    )
    opened = 0
    for conclusion in rows.select_related("organ", "meeting__term", "item").order_by("order"):
        check(conclusion)
        _assign(conclusion, actor=actor, today=today, is_historic=is_historic)
        opened += 1
    return opened


def _assign(conclusion: Conclusion, *, actor: User, today: date, is_historic: bool) -> None:
    meeting, organ = conclusion.meeting, conclusion.organ
    duty = Duty(
        title=f"办理议定事项：{conclusion.text}",
        path=working_path(conclusion),
        organ=organ,
        is_historic=is_historic,
    )
    conclusion.obligation = obligations.open_duty(
        TASK, duty, start=meeting.ends_on, today=today, fixed_on=conclusion.due_on
    )
    conclusion.save(update_fields=["obligation"])
    activity.record(actor, "交办议定事项", conclusion, path=working_path(conclusion))
    if organ is not None and not is_historic:
        notifications.tell_organ(
            organ,
            subject=f"议定事项交办：{conclusion.text[:60]}",
            body=f"{meeting}议定：{conclusion.text}",
            path=working_path(conclusion),
        )


@transaction.atomic
def assign_closed(*, actor: User, today: date) -> int:
    """Make owed what meetings that closed meanwhile assigned; it may run at any time, any number of times.

    Days that have passed are left to the office, so that history entered late reminds nobody.
    """
    waiting = Conclusion.objects.filter(
        organ__isnull=False,
        due_on__gte=today,
        done_on__isnull=True,
        obligation__isnull=True,
        illustrative=[],
    )
    held = Meeting.objects.held().filter(pk__in=waiting.values("meeting")).select_related("term")
    # What stands in minutes that nobody approved yet is not handed to anybody.
    meetings = held.exclude(minutes__status__in=("draft", "submitted"))
    return sum(assign_all(meeting, actor=actor, today=today) for meeting in meetings)


@transaction.atomic
def finish(conclusion: Conclusion, *, on: date, note: str, actor: User, today: date) -> None:
    """Report an assignment done, by its organ or by the office for it; its deadline is met.

    Raises ValidationError if it is done already, before the meeting, after today, by others, or without a note.
    """
    conclusion.refresh_from_db(
        from_queryset=Conclusion.objects.select_for_update(of=("self",)).select_related("meeting__term", "obligation")
    )
    _check_finish(conclusion, on, note, actor, today)
    conclusion.done_on, conclusion.done_note = on, note.strip()
    conclusion.full_clean()
    conclusion.save(update_fields=["done_on", "done_note"])
    if conclusion.obligation is not None and conclusion.obligation.status == Obligation.Status.OPEN:
        obligations.finish(conclusion.obligation, on=on, actor=actor)
    activity.record(actor, "完成议定事项", conclusion, path=working_path(conclusion))
    if not actor.is_staff:
        subject = f"议定事项已完成：{conclusion.text[:60]}"
        notifications.tell_roles("office", subject=subject, body=note.strip(), path=working_path(conclusion))


def _check_finish(conclusion: Conclusion, on: date, note: str, actor: User, today: date) -> None:
    if actor.organ_id != conclusion.organ_id and not actor.has_perm("meetings.change_conclusion"):
        raise ValidationError("只有承办机关或者办公室可以登记完成情况。")
    if conclusion.done_on is not None:
        raise ValidationError(f"该事项已于{date_text(conclusion.done_on)}登记完成。")
    if on > today:
        raise ValidationError({"on": "完成日期不能晚于今天。"})
    if on < conclusion.meeting.starts_on:
        raise ValidationError({"on": f"完成日期不能早于会议日期（{date_text(conclusion.meeting.starts_on)}）。"})
    if not note.strip():
        raise ValidationError({"note": "请填写完成情况。"})
