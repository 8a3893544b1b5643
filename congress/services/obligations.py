"""Opening, moving, closing what is owed."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Extension, Obligation, ObligationChange, Organ, User
from congress.services import activity, deadlines, notifications
from congress.services.deadlines import Due


@dataclass(frozen=True)
class Duty:
    """What is owed and by whom: exactly one of `organ`, `account`, `role`."""

    title: str
    path: str
    organ: Organ | None = None
    account: User | None = None
    role: str = ""
    watched_by: Organ | None = None
    is_historic: bool = False


def open_duty(code: str, duty: Duty, *, start: date, today: date, fixed_on: date | None = None) -> Obligation:
    """Start the clock of rule `code` from `start`; `fixed_on` is a date that the deciding body set instead.

    The rule is the one in force on the event's own date, so 2019 events follow the 2006 law. Call it inside the
    transaction of the record that owes. Raises LegalRule.DoesNotExist, ValidationError.
    """
    due = deadlines.due(code, start, fixed_on=fixed_on)
    obligation = Obligation(
        title=duty.title[:200],
        path=duty.path,
        owed_organ=duty.organ,
        owed_account=duty.account,
        owed_role=duty.role,
        watched_by=duty.watched_by,
        is_historic=duty.is_historic,
        remind_from=today,
        **_dates(due),
    )
    obligation.full_clean()
    obligation.save(force_insert=True)
    return obligation


def _dates(due: Due) -> dict[str, object]:
    return {
        "rule": due.rule,
        "start_on": due.start,
        "due_plain": due.plain,
        "due_on": due.effective,
        "target_on": due.strict,
        "is_provisional": due.is_provisional,
        "explanation": list(due.explanation),
    }


@transaction.atomic
def restart(
    obligation: Obligation,
    *,
    start: date,
    reason: str,
    actor: User,
    today: date,
    fixed_on: date | None = None,
    decision: str = "",
) -> None:
    """Count an open obligation anew from another day or to a fixed date; the old date is kept with reason and actor."""
    due = deadlines.count(obligation.rule, start, fixed_on=fixed_on)
    ObligationChange.objects.create(
        obligation=obligation,
        old_start_on=obligation.start_on,
        old_due_on=obligation.due_on,
        new_due_on=due.effective,
        reason=reason[:300],
        decision=decision,
        changed_by=actor,
    )
    # Stages of the new date that lie in the past are not made up for: the person was told of the change itself.
    obligation.move(Obligation.Status.OPEN, allowed=[Obligation.Status.OPEN], remind_from=today, **_dates(due))
    activity.record(actor, "变更期限", obligation, reason=reason, path=obligation.path)


@transaction.atomic
def finish(obligation: Obligation, *, on: date, actor: User) -> None:
    """The owed thing was done on `on`."""
    obligation.finish(on=on)
    activity.record(actor, "完成期限事项", obligation, path=obligation.path)


@transaction.atomic
def waive(obligation: Obligation, *, reason: str, decision: str, actor: User) -> None:
    """Release from the duty by a decision of the chairpersons' meeting; both reason and decision are required."""
    if not reason.strip() or not decision.strip():
        raise ValidationError("豁免期限须写明理由和主任会议的决定。")
    obligation.waive(reason=reason.strip(), decision=decision.strip())
    activity.record(actor, "豁免期限", obligation, reason=reason, path=obligation.path)


@transaction.atomic
def void(obligation: Obligation, *, reason: str, actor: User) -> None:
    """Drop a duty whose ground fell away (a cancelled meeting)."""
    obligation.void(reason=reason)
    activity.record(actor, "期限失效", obligation, reason=reason, path=obligation.path)


@transaction.atomic
def request_extension(extension: Extension, *, actor: User) -> None:
    """Ask for more time; the clock and its reminders go on until it is granted.

    Raises ValidationError if nothing is owed any more, a request is open, or the new date is not later.
    """
    obligation = Obligation.objects.select_for_update().get(pk=extension.obligation_id)
    if obligation.status != Obligation.Status.OPEN:
        raise ValidationError("该事项已经办结，不能再申请延期。")
    extension.old_due_on, extension.requested_by = obligation.due_on, actor
    extension.full_clean(exclude=["decided_by", "decided_on", "decision"])
    extension.save(force_insert=True)
    activity.record(actor, "申请延期", extension, reason=extension.reason, path=obligation.path)
    notifications.tell_roles(
        "office_head",
        subject=f"延期申请：{obligation.title}",
        body=f"{actor}申请延至{deadlines.chinese_date(extension.new_due_on)}。理由：{extension.reason}",
        path=obligation.path,
    )


@transaction.atomic
def approve_extension(extension: Extension, *, decision: str, actor: User, today: date) -> None:
    """Grant more time: the due date moves, the old one is kept, and reminders rest until the new date comes near.

    Raises ValidationError if the one who asked decides, TransitionError if it was decided already.
    """
    _check_decider(extension, actor)
    extension.approve(by=actor, on=today, decision=decision)
    restart(
        extension.obligation,
        start=extension.obligation.start_on,
        fixed_on=extension.new_due_on,
        reason=f"同意延期：{extension.reason}",
        decision=decision,
        actor=actor,
        today=today,
    )
    _tell_requester(extension, "已同意")


@transaction.atomic
def refuse_extension(extension: Extension, *, decision: str, actor: User, today: date) -> None:
    """Keep the date; the reason goes to the one who asked."""
    _check_decider(extension, actor)
    if not decision.strip():
        raise ValidationError({"decision": "不同意延期时请写明理由。"})
    extension.refuse(by=actor, on=today, decision=decision)
    activity.record(actor, "不同意延期", extension, reason=decision, path=extension.obligation.path)
    _tell_requester(extension, "未同意")


def _check_decider(extension: Extension, actor: User) -> None:
    if extension.requested_by_id == actor.pk:
        raise ValidationError("申请人不能决定自己的延期申请。")


def _tell_requester(extension: Extension, outcome: str) -> None:
    notifications.tell(
        [extension.requested_by],
        subject=f"延期申请{outcome}：{extension.obligation.title}",
        body=extension.decision,
        path=extension.obligation.path,
    )


def recount(obligation: Obligation) -> date:
    """The date that the rule's own counting gives from the present start; a body may have set another one."""
    return deadlines.count(obligation.rule, obligation.start_on).effective


@transaction.atomic
def recount_provisional(*, actor: User, today: date) -> int:
    """Count provisional dates anew once the State Council published the year's days; how many became firm.

    A date that a body fixed is not counted, so it is never provisional.
    """
    firm = 0
    for obligation in Obligation.objects.open().filter(is_provisional=True).select_related("rule").order_by("pk"):
        due = deadlines.count(obligation.rule, obligation.start_on)
        if due.is_provisional:
            continue
        restart(obligation, start=obligation.start_on, reason="节假日安排公布，重新计算", actor=actor, today=today)
        firm += 1
    return firm
