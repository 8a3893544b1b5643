"""Opening, moving, closing what is owed."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from congress.models import Extension, Obligation, ObligationChange, Organ, User
from congress.services import activity, deadlines, leadership, notifications
from congress.services.deadlines import Due
from congress.services.workdays import WorkCalendar


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
        is_fixed=fixed_on is not None,
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
    """Count an open obligation anew from another day or to a fixed date; the old date is kept with reason and actor.

    Who owes and who watches are told of another due date. Raises TransitionError if nothing is owed any more.
    """
    _lock(obligation)
    due = deadlines.count(obligation.rule, start, fixed_on=fixed_on)
    obligation.is_fixed = fixed_on is not None
    _redate(obligation, due, reason=reason, decision=decision, actor=actor, today=today)


def _lock(obligation: Obligation) -> None:
    """Read the stored row into `obligation`, whatever copy the caller holds, and keep others from it till the end."""
    obligation.refresh_from_db(from_queryset=Obligation.objects.select_for_update(of=("self",)).select_related("rule"))


def _redate(obligation: Obligation, due: Due, *, reason: str, decision: str, actor: User, today: date) -> None:
    """Give a locked obligation the dates of `due`; without another date nothing is noted and nobody told."""
    old_start_on, old_due_on = obligation.start_on, obligation.due_on
    changes = {**_dates(due), "is_fixed": obligation.is_fixed}
    if due.effective != old_due_on:
        # Stages of the new date that lie in the past are not made up for: people are told of the change itself.
        changes["remind_from"] = today
    obligation.move(Obligation.Status.OPEN, allowed=[Obligation.Status.OPEN], **changes)
    if (due.start, due.effective) == (old_start_on, old_due_on):
        return
    ObligationChange.objects.create(
        obligation=obligation,
        old_start_on=old_start_on,
        old_due_on=old_due_on,
        new_due_on=due.effective,
        reason=reason[:300],
        decision=decision[:120],
        changed_by=actor,
    )
    activity.record(actor, "变更期限", obligation, reason=reason, path=obligation.path)
    if due.effective != old_due_on and not obligation.is_historic:
        _tell_new_date(obligation, old_due_on, reason=reason, actor=actor)


def _tell_new_date(obligation: Obligation, old_due_on: date, *, reason: str, actor: User) -> None:
    told = User.objects.filter(_those_who_owe(obligation) | _those_who_watch(obligation), is_active=True)
    notifications.tell(
        told.exclude(pk=actor.pk),
        subject=f"期限变更：{obligation.title}",
        body="\n".join(
            (
                f"原到期日：{deadlines.chinese_date(old_due_on)}。",
                f"现到期日：{deadlines.chinese_date(obligation.due_on)}。",
                f"理由：{reason}",
                *obligation.explanation,
            )
        ),
        path=obligation.path,
        is_urgent=False,
    )


def _those_who_owe(obligation: Obligation) -> Q:
    if obligation.owed_organ_id:
        return Q(organ=obligation.owed_organ_id)
    if obligation.owed_account_id:
        return Q(pk=obligation.owed_account_id)
    return Q(pk__in=User.objects.with_role(obligation.owed_role).values("pk"))


def _those_who_watch(obligation: Obligation) -> Q:
    return Q(organ=obligation.watched_by_id) if obligation.watched_by_id else Q()


@transaction.atomic
def hand_on(obligation: Obligation, duty: Duty, *, actor: User) -> None:
    """Go on owing the same thing by the same date under another title, page and watcher: the matter was handed over.

    Who owes it stays. Raises TransitionError if nothing is owed any more.
    """
    obligation.move(
        Obligation.Status.OPEN,
        allowed=[Obligation.Status.OPEN],
        title=duty.title[:200],
        path=duty.path,
        watched_by=duty.watched_by,
    )
    activity.record(actor, "转入办理", obligation, path=obligation.path)


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
    _check_length(Obligation, "closing_decision", decision.strip())
    obligation.waive(reason=reason.strip(), decision=decision.strip())
    activity.record(actor, "豁免期限", obligation, reason=reason.strip(), path=obligation.path)


@transaction.atomic
def void(obligation: Obligation, *, reason: str, actor: User) -> None:
    """Drop a duty whose ground fell away (a cancelled meeting)."""
    obligation.void(reason=reason)
    activity.record(actor, "期限失效", obligation, reason=reason, path=obligation.path)


@transaction.atomic
def void_all(rows: QuerySet[Obligation], *, reason: str, actor: User) -> int:
    """Drop those of the duties that are still owed, in a handful of statements however many there are; how many.

    For duties whose common ground fell away: everything that a cancelled meeting was to bring.
    """
    held = list(rows.filter(status=Obligation.Status.OPEN).select_for_update(of=("self",)).order_by("pk"))
    if held:
        kept = Obligation.objects.filter(pk__in=[row.pk for row in held])
        kept.update(status=Obligation.Status.VOID, closing_reason=reason)
        activity.record_each(actor, "期限失效", [(row, row.path) for row in held], reason=reason)
    return len(held)


@transaction.atomic
def request_extension(extension: Extension, *, actor: User, today: date) -> None:
    """Ask for more time; the clock and its reminders go on until it is granted. Who decides is told.

    Raises ValidationError if nothing is owed any more, a request is open, or the new date is not later.
    """
    obligation = extension.obligation
    _lock(obligation)
    if obligation.status != Obligation.Status.OPEN:
        raise ValidationError("该事项已经办结，不能再申请延期。")
    extension.old_due_on, extension.requested_by = obligation.due_on, actor
    extension.full_clean(exclude=["decided_by", "decided_on", "decision"])
    extension.save(force_insert=True)
    activity.record(actor, "申请延期", extension, reason=extension.reason, path=obligation.path)
    # What the committee's own office owes is not for its head to put off.
    deciding = (
        leadership.in_charge(obligation.watched_by_id, on=today)
        if obligation.owed_role
        else User.objects.with_role("office_head")
    )
    notifications.tell(
        deciding,
        subject=f"延期申请：{obligation.title}",
        body=f"{actor}申请延至{deadlines.chinese_date(extension.new_due_on)}。理由：{extension.reason}",
        path=obligation.path,
    )


@transaction.atomic
def approve_extension(extension: Extension, *, decision: str, actor: User, today: date) -> None:
    """Grant more time: the due date moves, the old one is kept, and reminders rest until the new date comes near.

    Raises ValidationError if the actor may not decide or the date asked for is not later than today's due date,
    TransitionError if it was decided already or nothing is owed any more.
    """
    obligation = extension.obligation
    _lock(obligation)
    _check_decision(extension, decision, actor)
    if extension.new_due_on <= obligation.due_on:
        due_on = deadlines.chinese_date(obligation.due_on)
        raise ValidationError(f"到期日已变为{due_on}，申请延至的日期不晚于它，请按新的期限重新申请。")
    extension.approve(by=actor, on=today, decision=decision)
    due = deadlines.count(obligation.rule, obligation.start_on, fixed_on=extension.new_due_on)
    obligation.is_fixed = True
    _redate(obligation, due, reason=f"同意延期：{extension.reason}", decision=decision, actor=actor, today=today)
    _tell_requester(extension, "已同意")


@transaction.atomic
def refuse_extension(extension: Extension, *, decision: str, actor: User, today: date) -> None:
    """Keep the date; the reason goes to the one who asked."""
    _lock(extension.obligation)
    _check_decision(extension, decision, actor)
    if not decision.strip():
        raise ValidationError({"decision": "不同意延期时请写明理由。"})
    extension.refuse(by=actor, on=today, decision=decision)
    activity.record(actor, "不同意延期", extension, reason=decision, path=extension.obligation.path)
    _tell_requester(extension, "未同意")


def _check_decision(extension: Extension, decision: str, actor: User) -> None:
    """Raise ValidationError unless the actor decides for the committee, neither having asked nor owing the thing."""
    if not actor.has_perm("congress.decide_extension"):
        raise ValidationError("只有人大常委会一方可以决定延期申请。")
    if extension.requested_by_id == actor.pk:
        raise ValidationError("申请人不能决定自己的延期申请。")
    if Obligation.objects.owed_by(actor).filter(pk=extension.obligation_id).exists():
        raise ValidationError("责任单位（责任人）不能决定自己事项的延期申请。")
    _check_length(Extension, "decision", decision)


def _check_length(model: type[Model], name: str, text: str) -> None:
    """Raise ValidationError on the field if the text does not fit into it: a step writes past `full_clean`."""
    try:
        model._meta.get_field(name).run_validators(text)  # type: ignore[union-attr]
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error


def _tell_requester(extension: Extension, outcome: str) -> None:
    notifications.tell(
        [extension.requested_by],
        subject=f"延期申请{outcome}：{extension.obligation.title}",
        body=extension.decision,
        path=extension.obligation.path,
    )


@transaction.atomic
def recount_provisional(*, actor: User, today: date) -> int:
    """Count provisional dates anew once the State Council published the year's days; how many became firm.

    A date that a body fixed is not counted, so it is never provisional.
    """
    firm = 0
    calendar = WorkCalendar()
    for obligation in Obligation.objects.open().filter(is_provisional=True).select_related("rule").order_by("pk"):
        if deadlines.count(obligation.rule, obligation.start_on, calendar=calendar).is_provisional:
            continue
        _lock(obligation)
        if obligation.status != Obligation.Status.OPEN or not obligation.is_provisional:
            continue
        due = deadlines.count(obligation.rule, obligation.start_on, calendar=calendar)
        _redate(obligation, due, reason="节假日安排公布，重新计算", decision="", actor=actor, today=today)
        firm += 1
    return firm
