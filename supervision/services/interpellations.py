"""Interpellations: signed, put forward, answered as the chairpersons' meeting decides, answered again if need be.

Source: SL24 arts 51-54 (SL06 arts 35-38); handbook §1.3. The law gives no days for an answer and no rule on
withdrawing: both are practice (docs/decisions/0022).
"""

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, User
from congress.official import chinese
from congress.publishing import Content, Section
from congress.services import activity, notifications, obligations, publication
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from congress.workflow import TransitionError
from deputies.models import Seat
from meetings.models import Meeting
from supervision.models import LEAST_SIGNERS, Interpellation, InterpellationAnswer

RULE: Final = "INTP-ANSWER"
PUBLICATION_BASIS: Final = "《监督法》第五十二条"
Status = Interpellation.Status


def admin_path(case: Interpellation) -> str:
    """Where the office works on it."""
    return f"/admin/supervision/interpellation/{case.pk}/change/"


@transaction.atomic
def submit(case: Interpellation, *, on: date, actor: User, today: date) -> None:
    """提出: in writing, by at least three members in office. Raises ValidationError for fewer, or for others."""
    if on > today:
        raise ValidationError({"on": "提出日期不能晚于今天。"})
    signers = list(case.signers.select_related("person"))
    if len(signers) < LEAST_SIGNERS:
        least = chinese(LEAST_SIGNERS)
        raise ValidationError(f"质询案须由常委会组成人员{least}人以上联名，现有{len(signers)}人。")
    members = set(Seat.objects.in_office(on=on).values_list("person_id", flat=True))
    if others := [str(each.person) for each in signers if each.person_id not in members]:
        raise ValidationError(f"{'、'.join(others)}在{chinese_date(on)}不是常委会组成人员，不能联名提出质询案。")
    if any(each.signed_on > on for each in signers):
        raise ValidationError({"on": "提出日期不能早于联名签名的日期。"})
    case.submit(on=on)
    activity.record(actor, "提出质询案", case, path=admin_path(case))
    notifications.tell_roles("sc_chair", "sc_vice_chair", subject=f"待主任会议决定：{case}", path=case.workspace_path)


@transaction.atomic
def decide(
    case: Interpellation, *, meeting: Meeting, mode: str, due_on: date | None, actor: User, today: date
) -> InterpellationAnswer:
    """交答复: the chairpersons' meeting decides how the organ answers, and by when; again if the signers ask for it.

    Raises ValidationError at another meeting or for a day that is over, TransitionError where no second answer is due.
    """
    if meeting.kind != Meeting.Kind.CHAIR_MEETING or meeting.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError({"meeting": "质询案如何答复由主任会议决定，请选择一次已经召开的主任会议。"})
    if mode not in InterpellationAnswer.Mode.values:
        raise ValidationError({"mode": "请选择答复方式。"})
    if due_on is not None and due_on < today:
        raise ValidationError({"due_on": "答复期限不能早于今天。"})
    last = case.answers.last()
    if last is not None and not last.is_unsatisfying:
        raise TransitionError(f"“{case}”不满意的联名人没有超过半数，不再要求答复。")
    case.decide()
    answer = InterpellationAnswer(
        interpellation=case,
        round=case.answers.count() + 1,
        mode=mode,
        decided_at_meeting=meeting,
        signers=case.signers.count(),
    )
    answer.obligation = _owe(case, due_on=due_on, start=meeting.starts_on, today=today)
    answer.full_clean()
    answer.save(force_insert=True)
    activity.record(actor, "交由答复", case, path=admin_path(case), detail={"meeting": str(meeting)})
    notifications.tell_organ(
        case.organ,
        subject=f"请答复质询案：{case}",
        body=f"{answer.get_mode_display()}。",
        path=case.workspace_path,
    )
    return answer


def _owe(case: Interpellation, *, due_on: date | None, start: date, today: date) -> Obligation | None:
    if case.is_historic:
        return None
    duty = Duty(title=f"答复质询案：{case}", path=case.workspace_path, organ=case.organ)
    return obligations.open_duty(RULE, duty, start=start, today=today, fixed_on=due_on)


@transaction.atomic
def answer(case: Interpellation, *, text: str, signed_by: str, on: date, actor: User, today: date) -> None:
    """答复: the head answers in person or signs. Raises ValidationError without words or a name, or too early."""
    if on > today:
        raise ValidationError({"on": "答复日期不能晚于今天。"})
    if not text.strip():
        raise ValidationError({"text": "请填写答复内容。"})
    if not signed_by.strip():
        raise ValidationError({"signed_by": "口头答复由负责人到会，书面答复由负责人签署，请填写负责人姓名。"})
    case.note_answer()
    row = case.answers.select_related("obligation", "decided_at_meeting").last()
    if row is None:
        raise TransitionError(f"“{case}”还没有交由答复。")
    decided_on = row.decided_at_meeting.starts_on
    if on < decided_on:
        raise ValidationError({"on": f"答复日期不能早于主任会议决定的日期（{chinese_date(decided_on)}）。"})
    row.text, row.signed_by, row.answered_on = text.strip(), signed_by.strip(), on
    row.full_clean()
    row.save()
    if row.obligation and row.obligation.status == Obligation.Status.OPEN:
        obligations.finish(row.obligation, on=on, actor=actor)
    activity.record(actor, "答复质询案", case, path=admin_path(case))
    notifications.tell_roles("office", subject=f"质询案已答复：{case}", path=admin_path(case))


@transaction.atomic
def note_satisfaction(case: Interpellation, *, dissatisfied: int, actor: User) -> bool:
    """How many signers are dissatisfied with the last answer; whether they are more than half.

    If they are, the chairpersons' meeting decides on another answer; otherwise the case is closed (SL24 art 53).
    Raises ValidationError for more people than signed.
    """
    # Of two who note it at once the second is told that the first did.
    case.refresh_from_db(from_queryset=Interpellation.objects.select_for_update(of=("self",)))
    if case.status != Status.ANSWERED:
        raise TransitionError(f"“{case}”当前为“{case.get_status_display()}”，答复后才能登记是否满意。")
    row = case.answers.get(round=case.answers.count())
    if row.dissatisfied is not None:
        raise TransitionError(f"“{row}”是否满意已经登记。")
    row.dissatisfied = dissatisfied
    try:
        row.full_clean()
    except ValidationError as error:
        raise ValidationError({"dissatisfied": error.messages}) from error
    row.save(update_fields=["dissatisfied"])
    activity.record(actor, "登记联名人意见", case, path=admin_path(case), detail={"dissatisfied": dissatisfied})
    if row.is_unsatisfying:
        notifications.tell_roles(
            "sc_chair", "sc_vice_chair", subject=f"联名人过半数不满意：{case}", path=case.workspace_path
        )
        return True
    case.close()
    return False


@transaction.atomic
def withdraw(case: Interpellation, *, on: date, reason: str, actor: User, today: date) -> None:
    """撤回: by those who signed, before it is answered; what was owed falls away."""
    if on > today or (case.submitted_on and on < case.submitted_on):
        raise ValidationError({"on": "撤回日期不能早于提出日期，也不能晚于今天。"})
    if not reason.strip():
        raise ValidationError({"reason": "撤回须写明理由。"})
    if case.answers.filter(answered_on__isnull=False).exists():
        raise TransitionError(f"“{case}”已经答复，不能撤回。")
    case.withdraw(on=on, reason=reason.strip()[:200])
    for row in case.answers.filter(obligation__status=Obligation.Status.OPEN).select_related("obligation"):
        if row.obligation:
            obligations.void(row.obligation, reason="质询案撤回", actor=actor)
    activity.record(actor, "撤回质询案", case, reason=reason, path=admin_path(case))


@transaction.atomic
def require_publication(case: Interpellation, *, actor: User) -> None:
    """Open the duty to publish. Raises ValidationError before it was answered."""
    last = case.answers.filter(answered_on__isnull=False).last()
    if last is None or last.answered_on is None or case.status not in (Status.ANSWERED, Status.CLOSED):
        raise ValidationError("质询案答复以前不得公开。")
    duty = publication.Duty(kind="质询案", title=str(case), basis=PUBLICATION_BASIS, path=case.get_absolute_url())
    publication.require(case, duty, since=last.answered_on, actor=actor)


def compose(case: Interpellation) -> Content:
    """What readers see: whom, what, how it was answered. Raises ValidationError before it was answered."""
    rows = [each for each in case.answers.select_related("decided_at_meeting__term") if each.answered_on]
    if not rows:
        raise ValidationError("质询案答复以前不得公开。")
    facts = [
        ("质询对象", str(case.organ)),
        ("提出日期", chinese_date(case.submitted_on) if case.submitted_on else ""),
        ("联名人数", f"{rows[-1].signers}人"),
        ("状态", case.get_status_display()),
    ]
    question: Section = {"heading": "质询的问题和内容", "paragraphs": case.text.splitlines(), "points": []}
    return {
        "title": str(case),
        "facts": [fact for fact in facts if fact[1]],
        "sections": [question, *(_answer(row) for row in rows)],
        "illustrative": False,
    }


def _answer(row: InterpellationAnswer) -> Section:
    day = chinese_date(row.answered_on) if row.answered_on else ""
    lines = [line for line in row.text.splitlines() if line.strip()]
    told = f"{day}{row.get_mode_display()}，答复人：{row.signed_by}。"
    if row.dissatisfied is not None:
        told += f"联名人{row.signers}人，不满意{row.dissatisfied}人。"
    return {"heading": f"第{chinese(row.round)}次答复", "paragraphs": [told, *lines], "points": []}
