"""回头看: a later look at a closed follow-up; what has fallen back begins a new round."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, User
from congress.services import activity, notifications, obligations, publication
from congress.services import rechecks as looks
from congress.services.rechecks import Look, Shown
from supervision.models import FollowUp, FollowUpRecheck
from supervision.services import follow_up_closing, follow_ups

Result = FollowUpRecheck.Result


def open_of(follow_up: FollowUp) -> FollowUpRecheck | None:
    """The look that is still to come; `follow_up` comes from `with_rechecks()`, or is read now."""
    return next((each for each in follow_up.rechecks.all() if not each.is_done), None)


def has_evidence(follow_up: FollowUp) -> bool:
    """Whether something shows why the last round was closed."""
    return bool(follow_up.current_round.evidence.all())


@transaction.atomic
def plan(follow_up: FollowUp, *, actor: User, today: date) -> FollowUpRecheck:
    """安排回头看 at a matter that was closed before looks were planned by themselves.

    Counted from today, so that nobody is late at once. Raises ValidationError for history, an open matter or a
    second look.
    """
    stored = _held(follow_up)
    if not stored.is_closed:
        raise ValidationError(f"“{follow_up}”还没有办结，不能安排回头看。")
    if open_of(stored) is not None:
        raise ValidationError(f"“{follow_up}”已经安排了回头看。")
    found = follow_up_closing.plan_recheck(stored, since=today)
    if found is None:
        raise ValidationError("历史记录不安排回头看。")
    activity.record(actor, "安排回头看", follow_up, path=follow_ups.admin_path(follow_up))
    return found


@transaction.atomic
def add_evidence(follow_up: FollowUp, *, shown: Shown, actor: User) -> None:
    """补登凭据 of a closing that has none, or more of it; history too. Raises ValidationError while it is open."""
    stored = _held(follow_up)
    if not stored.is_closed:
        raise ValidationError(f"“{follow_up}”还没有办结，凭据在办结时登记。")
    shown.check("办结")
    follow_up_closing.keep(shown, stored.current_round, actor=actor)
    activity.record(actor, "补登办结凭据", follow_up, path=follow_ups.admin_path(follow_up))


@transaction.atomic
def record(follow_up: FollowUp, look: Look, *, actor: User, today: date) -> FollowUpRecheck:
    """登记回头看: what the look found, and what it leads to.

    What was partly kept is looked at again after the same time; what has fallen back begins a new round. Raises
    ValidationError without a planned look, for what is missing, or for reversed dates; nothing is changed then.
    """
    stored = _held(follow_up)
    recheck = open_of(stored)
    if recheck is None:
        raise ValidationError(f"“{follow_up}”没有待登记的回头看，可能同事已经登记。")
    look.check(not_before=_last_day(stored), today=today)
    recheck.result, recheck.checked_on = look.result, look.on
    recheck.note, recheck.checked_by = look.note.strip(), actor
    recheck.full_clean()
    recheck.save()
    follow_up_closing.keep(look.shown, recheck, actor=actor)
    if recheck.obligation.status == Obligation.Status.OPEN:
        obligations.finish(recheck.obligation, on=look.on, actor=actor)
    label = recheck.get_result_display()
    activity.record(actor, f"回头看：{label}", follow_up, reason=recheck.note, path=follow_ups.admin_path(follow_up))
    if look.result == Result.PARTLY:
        follow_up_closing.plan_recheck(stored, since=look.on)
    if look.result == Result.FALLEN_BACK and look.due_on is not None:
        _begin_again(stored, recheck, due_on=look.due_on, actor=actor, today=today)
    else:
        notifications.tell_organ(
            stored.organ, subject=f"回头看{label}：{stored}", body=recheck.note, path=stored.get_absolute_url()
        )
    follow_up.refresh_from_db(fields=["status", "closed_on", "closing_note"])
    return recheck


def _held(follow_up: FollowUp) -> FollowUp:
    """The stored follow-up, kept from others till the end."""
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("organ", "paper", "act", "committee")
    return rows.get(pk=follow_up.pk)


def _last_day(follow_up: FollowUp) -> date | None:
    """The day of the closing, or of the look after it."""
    days = [follow_up.closed_on, *follow_up.rechecks.values_list("checked_on", flat=True)]
    return max((day for day in days if day is not None), default=None)


def _begin_again(follow_up: FollowUp, recheck: FollowUpRecheck, *, due_on: date, actor: User, today: date) -> None:
    looks.fall_back(follow_up, follow_up.current_round, verdict=recheck.note, actor=actor)
    paper = follow_up.paper
    if paper is not None and paper.status == paper.Status.CLOSED:
        paper.reopen()
        activity.record(actor, "重新办理", paper, reason=recheck.note)
    demand = f"回头看发现反弹：{recheck.note}"
    follow_ups.begin_again(follow_up, verdict=demand, due_on=due_on, today=today)
    duty = follow_up.society_duty
    if duty is not None and duty.is_readable:
        notifications.tell_roles(
            "office", subject=f"已重新办理，请更正已公开的内容：{follow_up}", path=publication.desk_path(duty)
        )
