"""Hosts exchange their receptions: one asks, the other agrees on the phone, and the roster follows.

The number of persons scheduled stays what it was: an exchange takes nobody away and adds nobody.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from congress.models import Obligation, User
from congress.official.numerals import date_text
from congress.services import activity, notifications, obligations
from congress.workflow import TransitionError
from deputies.models import HostSwap, ReceptionHost, ReceptionSlot
from deputies.services.receptions import elsewhere

Status = HostSwap.Status


def candidates(host: ReceptionHost, *, on: date) -> QuerySet[ReceptionHost]:
    """With whom a host may exchange: others of the same capacity in announced receptions of other days to come."""
    rows = ReceptionHost.objects.filter(
        capacity=host.capacity,
        slot__status=ReceptionSlot.Status.PUBLISHED,
        slot__held_on__gt=on,
        person__account__isnull=False,
    )
    rows = rows.exclude(slot=host.slot_id).exclude(person=host.person_id)
    return rows.select_related("slot__station", "person").order_by("starts", "pk")


@transaction.atomic
def ask(given: ReceptionHost, taken: ReceptionHost, *, reason: str, actor: User, on: date) -> HostSwap:
    """申请调换: the other host is told.

    Raises ValidationError if the reception is not one's own, not announced or over, or the other one cannot exchange.
    """
    mine = _locked(given)
    if mine.person.account_id != actor.pk:
        raise ValidationError("只能申请调换自己的接待。")
    _check_open(mine, on)
    if not reason.strip():
        raise ValidationError({"reason": "请填写调换原因。"})
    if not candidates(mine, on=on).filter(pk=taken.pk).exists():
        raise ValidationError({"taken": "这位接待人不能调换，请选择已公示、尚未开始的其他接待。"})
    swap = HostSwap(
        given=mine,
        taken=taken,
        given_slot=mine.slot,
        taken_slot=taken.slot,
        reason=reason.strip(),
        asked_by=actor,
        asked_on=on,
    )
    swap.full_clean()
    swap.save(force_insert=True)
    account = taken.person.account
    if account is not None:
        notifications.tell(
            [account],
            subject=f"请求调换接待：{mine.person}",
            body=f"对方的接待：{mine.slot}；您的接待：{taken.slot}。原因：{swap.reason}",
            path=taken.slot.get_absolute_url(),
        )
    activity.record(actor, "申请调换接待", swap, path=mine.slot.get_absolute_url())
    return swap


def _locked(host: ReceptionHost) -> ReceptionHost:
    rows = ReceptionHost.objects.select_for_update(of=("self",))
    return rows.select_related("slot__station__organ", "person__account", "obligation").get(pk=host.pk)


def _check_open(host: ReceptionHost, on: date) -> None:
    if host.slot.status != ReceptionSlot.Status.PUBLISHED or host.slot.held_on < on:
        raise TransitionError(f"“{host.slot}”当前为“{host.slot.get_status_display()}”，不能调换。")


@transaction.atomic
def agree(swap: HostSwap, *, actor: User, on: date) -> None:
    """同意: both stand in each other's place; keepers of both stations are told.

    Raises ValidationError if somebody else answers or one of them is elsewhere at the new time, TransitionError if
    the roster has changed since.
    """
    stored = HostSwap.objects.select_for_update(of=("self",)).get(pk=swap.pk)
    first, second = sorted((stored.given_id, stored.taken_id))
    rows = {row.pk: row for row in (_locked(ReceptionHost(pk=first)), _locked(ReceptionHost(pk=second)))}
    mine, theirs = rows[stored.given_id], rows[stored.taken_id]
    if theirs.person.account_id != actor.pk:
        raise ValidationError("只有被请求的接待人可以答复。")
    _check_open(mine, on)
    _check_open(theirs, on)
    if (mine.slot_id, theirs.slot_id) != (stored.given_slot_id, stored.taken_slot_id):
        raise TransitionError("接待安排已经变动，请重新申请调换。")
    stored.answer(to=Status.AGREED, on=on)
    mine.slot, theirs.slot = theirs.slot, mine.slot
    for host in (mine, theirs):
        host.starts, host.ends = host.slot.starts, host.slot.ends
    for host, other in ((mine, theirs), (theirs, mine)):
        busy = elsewhere(host)
        if busy is not None and busy.pk not in (mine.pk, theirs.pk):
            raise ValidationError(f"{host.person}在{date_text(host.slot.held_on)}已安排在{busy.slot.station}接待。")
        if host.slot.hosts.filter(person=host.person_id).exclude(pk=other.pk).exists():
            raise ValidationError(f"{host.person}已在{host.slot}的名单中。")
    for host in (mine, theirs):
        host.save(update_fields=["slot", "starts", "ends"])
        _move_reminder(host, actor=actor, on=on)
    told = User.objects.filter(
        station_posts__station__in=(mine.slot.station_id, theirs.slot.station_id),
        station_posts__ends_on__isnull=True,
        is_active=True,
    )
    asked_by = User.objects.filter(pk=stored.asked_by_id)
    notifications.tell(
        [*told, *asked_by],
        subject=f"接待已调换：{mine.person}与{theirs.person}",
        body=f"{mine.person}到{mine.slot}，{theirs.person}到{theirs.slot}。",
        path=mine.slot.get_absolute_url(),
    )
    swap.refresh_from_db()
    activity.record(actor, "同意调换接待", stored, path=theirs.slot.get_absolute_url())


def _move_reminder(host: ReceptionHost, *, actor: User, on: date) -> None:
    """The reminder follows the host to the new day and place."""
    owed = host.obligation
    if owed is None or owed.status != Obligation.Status.OPEN:
        return
    held_on = host.slot.held_on
    obligations.restart(owed, start=min(on, held_on), fixed_on=held_on, reason="接待调换", actor=actor, today=on)
    duty = obligations.Duty(
        title=f"进站接待：{host.slot}", path=host.slot.get_absolute_url(), watched_by=host.slot.station.organ
    )
    obligations.hand_on(owed, duty, actor=actor)


@transaction.atomic
def decline(swap: HostSwap, *, actor: User, on: date) -> None:
    """不同意: everything stays, and who asked is told."""
    stored = (
        HostSwap.objects.select_for_update(of=("self",)).select_related("taken__person", "asked_by").get(pk=swap.pk)
    )
    if stored.taken.person.account_id != actor.pk:
        raise ValidationError("只有被请求的接待人可以答复。")
    stored.answer(to=Status.DECLINED, on=on)
    notifications.tell([stored.asked_by], subject=f"对方未同意调换：{stored}")
    swap.refresh_from_db()
    activity.record(actor, "不同意调换接待", stored)


@transaction.atomic
def withdraw(swap: HostSwap, *, actor: User, on: date) -> None:
    """撤回: by who asked."""
    stored = HostSwap.objects.select_for_update(of=("self",)).get(pk=swap.pk)
    if stored.asked_by_id != actor.pk:
        raise ValidationError("只有申请人可以撤回。")
    stored.answer(to=Status.WITHDRAWN, on=on)
    swap.refresh_from_db()
    activity.record(actor, "撤回调换申请", stored)
