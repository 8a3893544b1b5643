"""What organs promised at an inquiry: when it falls due, what they report, whether it was kept.

Source: SL24 art 50; handbook §2(f).
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Attachment, Obligation, User
from congress.services import activity, notifications, obligations
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from congress.services.rechecks import Shown
from supervision.models import Commitment

RULE: Final = "INQ-PROMISE"
#: letters of a verdict that the table holds
NOTE_LENGTH: Final = 300
Status = Commitment.Status


def admin_path(commitment: Commitment) -> str:
    """Where the committee confirms it."""
    return f"/admin/supervision/commitment/{commitment.pk}/change/"


def start_clock(commitment: Commitment, *, today: date) -> None:
    """Make it owed by the day that was promised, or three months from the sitting where none was named."""
    if commitment.obligation_id is not None or commitment.inquiry.is_historic:
        return
    sitting = commitment.inquiry.sitting
    start = sitting.starts_on if sitting else today
    if commitment.due_on is not None and commitment.due_on <= start:
        day = chinese_date(start)
        raise ValidationError(f"第{commitment.order}项承诺的期限须晚于询问的日期（{day}）。")
    commitment.obligation = _owe(commitment, start=start, due_on=commitment.due_on, today=today)
    commitment.due_on = commitment.obligation.due_on
    commitment.save(update_fields=["obligation", "due_on"])
    notifications.tell_organ(
        commitment.organ,
        subject=f"承诺事项：{commitment.inquiry.title}",
        body=commitment.text,
        path=commitment.get_absolute_url(),
    )


def _owe(commitment: Commitment, *, start: date, due_on: date | None, today: date) -> Obligation:
    duty = Duty(
        title=f"兑现承诺：{commitment.inquiry.title}（第{commitment.order}项）",
        path=commitment.get_absolute_url(),
        organ=commitment.organ,
        watched_by=commitment.inquiry.working_committee,
    )
    return obligations.open_duty(RULE, duty, start=start, today=today, fixed_on=due_on)


@transaction.atomic
def report(
    commitment: Commitment, *, result: str, files: Sequence[Attachment], on: date, actor: User, today: date
) -> None:
    """The organ says how it kept its promise. Raises ValidationError without words or for a day to come."""
    if not result.strip():
        raise ValidationError({"result": "请填写兑现情况。"})
    if on > today:
        raise ValidationError({"on": "报送日期不能晚于今天。"})
    sitting = commitment.inquiry.sitting
    if sitting is not None and on < sitting.starts_on:
        raise ValidationError({"on": f"报送日期不能早于询问的日期（{chinese_date(sitting.starts_on)}）。"})
    commitment.report(result=result.strip(), on=on)
    commitment.evidence.add(*files)
    if commitment.obligation and commitment.obligation.status == Obligation.Status.OPEN:
        obligations.finish(commitment.obligation, on=on, actor=actor)
    activity.record(actor, "报送兑现情况", commitment)
    notifications.tell_roles("office", subject=f"待确认承诺事项：{commitment}", path=admin_path(commitment))


@transaction.atomic
def settle(
    commitment: Commitment, *, status: str, note: str, on: date, actor: User, today: date, place: str = ""
) -> None:
    """The committee confirms that it was kept, or finds that it was not, with words.

    What was kept is shown by the organ's papers, or by the `place` where it was seen. Raises ValidationError for
    another verdict, a day to come or before the report, a bad verdict without words, or a good one without evidence.
    """
    if status not in Commitment.CLOSED:
        raise ValidationError({"status": "请选择已兑现或者未兑现。"})
    if on > today or (commitment.reported_on and on < commitment.reported_on):
        raise ValidationError({"on": "确认日期不能早于报送日期，也不能晚于今天。"})
    if status == Status.NOT_KEPT and not note.strip():
        raise ValidationError({"note": "未兑现的，请写明情况。"})
    _check_length(note)
    if (commitment.status, status) == (Status.REPORTED, Status.KEPT) and not commitment.inquiry.is_historic:
        Shown(list(commitment.evidence.all()), place).check("确认兑现")
    commitment.settle(status, on=on, verdict=note.strip(), seen_at=place.strip())
    owed = commitment.obligation
    if owed and owed.status == Obligation.Status.OPEN:
        obligations.void(owed, reason="已确认未兑现，另行处理", actor=actor)
    activity.record(actor, f"确认{commitment.get_status_display()}", commitment, reason=note)
    notifications.tell_organ(
        commitment.organ,
        subject=f"承诺事项{commitment.get_status_display()}：{commitment}",
        body=note,
        path=commitment.get_absolute_url(),
    )


def _check_length(note: str) -> None:
    """A step writes past `full_clean`."""
    if len(note.strip()) > NOTE_LENGTH:
        raise ValidationError({"note": f"最多填写{NOTE_LENGTH}个字。"})


@transaction.atomic
def send_back(commitment: Commitment, *, note: str, due_on: date, actor: User, today: date) -> None:
    """What was reported does not show that it was kept: it is owed again by a new day."""
    if not note.strip():
        raise ValidationError({"note": "退回须写明理由。"})
    if due_on <= today:
        raise ValidationError({"due_on": "新的期限须晚于今天。"})
    _check_length(note)
    commitment.return_to_organ(verdict=note.strip())
    commitment.obligation = _owe(commitment, start=today, due_on=due_on, today=today)
    commitment.due_on = due_on
    commitment.save(update_fields=["obligation", "due_on"])
    activity.record(actor, "退回补充兑现情况", commitment, reason=note)
    notifications.tell_organ(
        commitment.organ,
        subject=f"请继续兑现承诺：{commitment}",
        body=f"{note.strip()}\n新的期限：{chinese_date(due_on)}。",
        path=commitment.get_absolute_url(),
    )
