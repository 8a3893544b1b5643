"""Receptions: planned, announced at least three days before, held or missed, recorded; and who receives.

Source: handbook §2(l), §3.2 STATION-3, §3.4 (station reception: hosts 3 and 1 days before; a missed slot is told to
the street). Scheduled and attended are two figures (§6.1 no 11).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, User
from congress.official.numerals import date_text
from congress.services import activity, notifications, obligations, photos
from congress.services.attachments import Upload
from congress.services.obligations import Duty
from congress.workflow import TransitionError
from deputies.models import DutyKind, Person, ReceptionHost, ReceptionPhoto, ReceptionSlot, Station
from deputies.services import duty
from deputies.services.duty import Occasion, Presence

PUBLISH_RULE: Final = "STATION-3"
HOST_RULE: Final = "STN-REC"
#: a reception is planned at most so long ahead
FARTHEST: Final = timedelta(days=400)
_MINUTES_A_DAY: Final = 24 * 60
Status = ReceptionSlot.Status
Attendance = ReceptionHost.Attendance


@dataclass(frozen=True, slots=True)
class HostLine:
    """Somebody who is to receive, or who did: the person and in which capacity."""

    person: Person
    capacity: str = ReceptionHost.Capacity.DEPUTY
    tier: str = ReceptionHost.Tier.DISTRICT
    title: str = ""
    illustrative: Sequence[str] = ()
    source: str = ""


def admin_path(slot: ReceptionSlot) -> str:
    """Where the office keeps it."""
    return f"/admin/deputies/receptionslot/{slot.pk}/change/"


def locked(slot: ReceptionSlot) -> ReceptionSlot:
    """The stored reception, kept from others until the transaction ends."""
    rows = ReceptionSlot.objects.select_for_update(of=("self",))
    return rows.select_related("station__organ", "obligation").get(pk=slot.pk)


@transaction.atomic
def plan(slot: ReceptionSlot, hosts: Sequence[HostLine] = (), *, actor: User, today: date) -> ReceptionSlot:
    """安排接待: a reception of one station with its hosts; the clock for its announcement starts.

    Raises ValidationError for a closed station, a day that is over or far away, and a host who is elsewhere.
    """
    station = Station.objects.select_for_update(of=("self",)).select_related("organ").get(pk=slot.station_id)
    if station.closed_on is not None and station.closed_on <= slot.held_on:
        raise ValidationError({"station": f"{station}已停用，不能安排接待。"})
    if station.kind == Station.Kind.ONLINE:
        raise ValidationError({"station": "网上联络站不安排进站接待。"})
    if not slot.is_historic and slot.held_on < today:
        raise ValidationError({"held_on": f"接待日期{date_text(slot.held_on)}已过，不能再安排。"})
    if slot.held_on > today + FARTHEST:
        raise ValidationError({"held_on": "接待日期太远，请核对年份。"})
    slot.full_clean()
    slot.save(force_insert=True)
    slot.obligation = obligations.open_duty(
        PUBLISH_RULE,
        Duty(
            title=f"公示接待安排：{slot}",
            path=slot.get_absolute_url(),
            organ=station.organ,
            watched_by=station.organ,
            is_historic=slot.is_historic,
        ),
        start=slot.held_on,
        today=today,
    )
    slot.save(update_fields=["obligation"])
    activity.record(actor, "安排接待", slot, path=slot.get_absolute_url())
    for line in hosts:
        add_host(slot, line, actor=actor, today=today)
    return slot


@transaction.atomic
def add_host(slot: ReceptionSlot, line: HostLine, *, actor: User, today: date) -> ReceptionHost:
    """安排接待人; once the timetable is out the host is told at once.

    Raises ValidationError naming the person who holds no mandate on the day, or is at another station at that time.
    """
    stored = locked(slot)
    if stored.status not in ReceptionSlot.OPEN:
        raise TransitionError(f"“{stored}”当前为“{stored.get_status_display()}”，不能再安排接待人。")
    host = _host_of(stored, line, is_scheduled=True)
    _store_host(host)
    activity.record(actor, "安排接待人", stored, path=stored.get_absolute_url(), detail={"host": host.person.name})
    if stored.status == Status.PUBLISHED:
        _remind(stored, [host], today=today)
    return host


def _host_of(slot: ReceptionSlot, line: HostLine, *, is_scheduled: bool) -> ReceptionHost:
    """The row of a host; a deputy's names the mandate of the day."""
    mandate = None
    if line.capacity == ReceptionHost.Capacity.DEPUTY:
        mandate = duty.mandate_of(line.person, starts_on=slot.held_on, ends_on=slot.held_on)
    return ReceptionHost(
        slot=slot,
        person=line.person,
        capacity=line.capacity,
        tier=line.tier,
        title=line.title,
        mandate=mandate,
        is_scheduled=is_scheduled,
        attendance=Attendance.UNKNOWN if is_scheduled else Attendance.PRESENT,
        starts=slot.starts,
        ends=slot.ends,
        illustrative=list(line.illustrative),
        source=line.source,
    )


def _store_host(host: ReceptionHost) -> None:
    """Check and insert; who is elsewhere at that time is told with the other station and its hour."""
    # Whoever plans the same person elsewhere waits here, and then sees this row.
    Person.objects.select_for_update().get(pk=host.person_id)
    other = elsewhere(host)
    if other is not None:
        raise ValidationError(f"{host.person}在这段时间已安排在{_place_and_hour(other.slot)}接待，不能同时在两个站。")
    host.full_clean()
    host.save(force_insert=True)


def elsewhere(host: ReceptionHost) -> ReceptionHost | None:
    """Another reception of the same person at that time."""
    rows = ReceptionHost.objects.filter(person=host.person_id, is_off=False, starts__lt=host.ends, ends__gt=host.starts)
    return rows.exclude(pk=host.pk).exclude(slot=host.slot_id).select_related("slot__station").first()


def _place_and_hour(slot: ReceptionSlot) -> str:
    return f"{slot.station}（{date_text(slot.held_on)}{slot.starts_at:%H:%M}至{slot.ends_at:%H:%M}）"


@transaction.atomic
def drop_host(host: ReceptionHost, *, actor: User) -> None:
    """撤下接待人, as long as the timetable is not out; afterwards a swap or an excuse tells it.

    Raises TransitionError once the reception is announced.
    """
    stored = locked(host.slot)
    if stored.status != Status.PLANNED:
        raise TransitionError(f"“{stored}”已公示，接待人可以调换或者登记请假，不能撤下。")
    row = ReceptionHost.objects.select_related("person").get(pk=host.pk)
    row.delete()
    activity.record(actor, "撤下接待人", stored, path=stored.get_absolute_url(), detail={"host": row.person.name})


@transaction.atomic
def reschedule(
    slot: ReceptionSlot, *, held_on: date, starts_at: object, ends_at: object, reason: str, actor: User, today: date
) -> None:
    """改期: another day or hour; hosts of an announced reception are told, and the announcement's date follows.

    Raises ValidationError for a day that is over and for hosts who are elsewhere at the new time.
    """
    stored = locked(slot)
    if stored.status not in ReceptionSlot.OPEN:
        raise TransitionError(f"“{stored}”当前为“{stored.get_status_display()}”，不能改期。")
    if held_on < today:
        raise ValidationError({"held_on": f"接待日期{date_text(held_on)}已过。"})
    if stored.status == Status.PUBLISHED and not reason.strip():
        raise ValidationError({"reason": "已公示的接待改期须写明原因。"})
    stored.held_on, stored.starts_at, stored.ends_at = held_on, starts_at, ends_at  # type: ignore[assignment]
    stored.full_clean()
    stored.save(update_fields=["held_on", "starts_at", "ends_at"])
    for host in stored.hosts.select_related("person").order_by("pk"):
        host.starts, host.ends = stored.starts, stored.ends
        if (other := elsewhere(host)) is not None:
            raise ValidationError(f"{host.person}在新的时间已安排在{_place_and_hour(other.slot)}接待。")
        host.full_clean()
        host.save(update_fields=["starts", "ends"])
        if host.obligation is not None and host.obligation.status == Obligation.Status.OPEN:
            obligations.restart(
                host.obligation, start=held_on, fixed_on=held_on, reason=reason or "改期", actor=actor, today=today
            )
    if stored.obligation is not None and stored.obligation.status == Obligation.Status.OPEN:
        obligations.restart(stored.obligation, start=held_on, reason=reason or "改期", actor=actor, today=today)
    slot.refresh_from_db()
    activity.record(actor, "接待改期", stored, reason=reason, path=stored.get_absolute_url())


@transaction.atomic
def publish(slots: Collection[ReceptionSlot], *, on: date, actor: User) -> int:
    """公示: the timetable goes out, hosts are told and will be reminded; how many receptions.

    Raises ValidationError naming the reception that has no host or is over, TransitionError if one is out already.
    """
    for slot in sorted(slots, key=lambda row: row.pk):
        stored = locked(slot)
        hosts = list(stored.hosts.select_related("person__account"))
        if not hosts:
            raise ValidationError(f"{stored}还没有接待人，不能公示。")
        if stored.held_on < on:
            raise ValidationError(f"{stored}的日期已过，不能公示。")
        stored.publish(on=on)
        if stored.obligation is not None:
            obligations.finish(stored.obligation, on=on, actor=actor)
        _remind(stored, hosts, today=on)
        slot.refresh_from_db()
        activity.record(actor, "公示接待安排", stored, path=stored.get_absolute_url())
    return len(slots)


def _remind(slot: ReceptionSlot, hosts: Sequence[ReceptionHost], *, today: date) -> None:
    """Hosts with an account are told now, and reminded three days and one day before."""
    for host in hosts:
        account = host.person.account
        if account is None or slot.is_historic:
            continue
        host.obligation = obligations.open_duty(
            HOST_RULE,
            Duty(
                title=f"进站接待：{slot}",
                path=slot.get_absolute_url(),
                account=account,
                watched_by=slot.station.organ,
            ),
            start=min(today, slot.held_on),
            today=today,
            fixed_on=slot.held_on,
        )
        host.save(update_fields=["obligation"])
        notifications.tell(
            [account],
            subject=f"进站接待安排：{slot}",
            body=f"时间：{date_text(slot.held_on)}{slot.starts_at:%H:%M}至{slot.ends_at:%H:%M}。"
            f"地点：{slot.station.address or slot.station}。不能到站的，请尽早与其他接待人调换或者告知联络站。",
            path=slot.get_absolute_url(),
            is_urgent=False,
        )


@transaction.atomic
def cancel(slot: ReceptionSlot, *, reason: str, actor: User) -> None:
    """取消: with a reason, which stands on the timetable where it was out; hosts are told and free at that time.

    Raises ValidationError without a reason, TransitionError once it took place.
    """
    if not reason.strip():
        raise ValidationError({"reason": "请填写取消原因。"})
    stored = locked(slot)
    was_out = stored.status == Status.PUBLISHED
    stored.cancel(reason=reason.strip()[:200])
    hosts = list(stored.hosts.select_related("person__account", "obligation"))
    stored.hosts.update(is_off=True)
    _void(stored, hosts, reason=f"接待取消：{reason.strip()}", actor=actor)
    if was_out:
        notifications.tell(
            [host.person.account for host in hosts if host.person.account],
            subject=f"进站接待取消：{stored}",
            body=f"原因：{reason.strip()}",
            path=stored.get_absolute_url(),
        )
    slot.refresh_from_db()
    activity.record(actor, "取消接待", stored, reason=reason, path=stored.get_absolute_url())


def _void(slot: ReceptionSlot, hosts: Sequence[ReceptionHost], *, reason: str, actor: User) -> None:
    owed = [slot.obligation, *(host.obligation for host in hosts)]
    for obligation in owed:
        if obligation is not None and obligation.status == Obligation.Status.OPEN:
            obligations.void(obligation, reason=reason[:200], actor=actor)


@transaction.atomic
def hold(slot: ReceptionSlot, *, present: Collection[int], on: date, actor: User) -> None:
    """登记到站: which hosts came, by the keys of their rows; the record follows.

    Raises ValidationError before the day, or if nobody came.
    """
    stored = locked(slot)
    _check_day(stored, on)
    if not present:
        raise ValidationError({"present": "没有接待人到站的，请登记为未到并说明情况，或者等系统登记为未接待。"})
    stored.hold()
    _mark(stored, present=present, excused=(), on=on, actor=actor)
    slot.refresh_from_db()
    activity.record(actor, "登记到站", stored, path=stored.get_absolute_url(), detail={"present": len(present)})


def _check_day(slot: ReceptionSlot, on: date) -> None:
    if slot.held_on > on:
        raise ValidationError(f"接待日期是{date_text(slot.held_on)}，还没有到。")


def _mark(
    slot: ReceptionSlot, *, present: Collection[int], excused: Collection[int], on: date, actor: User
) -> list[ReceptionHost]:
    """Write down who came; what the hosts owed is done, or void for those who did not come."""
    hosts = list(slot.hosts.select_related("person", "obligation").order_by("pk"))
    for host in hosts:
        here = host.pk in present or not host.is_scheduled
        away = Attendance.EXCUSED if host.pk in excused else Attendance.ABSENT
        host.attendance = Attendance.PRESENT if here else away
        host.save(update_fields=["attendance"])
        owed = host.obligation
        if owed is None or owed.status != Obligation.Status.OPEN:
            continue
        if host.attendance == Attendance.PRESENT:
            obligations.finish(owed, on=min(on, slot.held_on), actor=actor)
        else:
            obligations.void(owed, reason=f"未到站：{host.get_attendance_display()}", actor=actor)
    return hosts


@dataclass(frozen=True, slots=True)
class Record:
    """What is written down of a reception: who came, how many visitors, how many opinions, how long, in words."""

    present: Collection[int]
    visitors: int
    opinions: int
    minutes: int
    summary: str = ""
    excused: Collection[int] = ()
    walk_ins: Sequence[HostLine] = ()
    late_reason: str = ""


@transaction.atomic
def record(
    slot: ReceptionSlot, record: Record, *, actor: User, today: date, at: datetime, uploads: Sequence[Upload] = ()
) -> None:
    """接待记录: also of a reception that was flagged as missed, with the reason; deputies get it in their ledger.

    Raises ValidationError before the day, without anybody present, or for numbers that cannot be.
    """
    stored = locked(slot)
    _check_day(stored, today)
    late = record.late_reason.strip()
    if stored.status == Status.MISSED and not late:
        raise ValidationError({"late_reason": "该次接待已登记为未接待，补记须写明原因。"})
    if not record.present and not record.walk_ins:
        raise ValidationError({"present": "请登记至少一位到站的接待人。"})
    if not 1 <= record.minutes <= _MINUTES_A_DAY:
        raise ValidationError({"minutes": "时长须在1分钟至24小时之间。"})
    stored.move(
        Status.RECORDED,
        allowed=[Status.PUBLISHED, Status.HELD, Status.MISSED],
        visitors=record.visitors,
        opinions=record.opinions,
        minutes=record.minutes,
        summary=record.summary.strip(),
        late_reason=late,
        recorded_on=today,
    )
    for line in record.walk_ins:
        _store_host(_host_of(stored, line, is_scheduled=False))
    hosts = _mark(stored, present=record.present, excused=record.excused, on=today, actor=actor)
    for upload in uploads:
        photos.take(ReceptionPhoto(slot=stored), upload, actor=actor)
    duty.write(_occasion(stored, hosts), actor=actor, at=at)
    slot.refresh_from_db()
    activity.record(actor, "接待记录", stored, reason=late, path=stored.get_absolute_url())


def _occasion(slot: ReceptionSlot, hosts: Sequence[ReceptionHost]) -> Occasion:
    """The reception as the duty ledger knows it: deputies who came, and those who had leave."""
    words = {Attendance.PRESENT: duty.Status.VERIFIED, Attendance.EXCUSED: duty.Status.ON_LEAVE}
    return Occasion(
        origin=f"deputies.receptionslot.{slot.pk}",
        kind=DutyKind.RECEPTION,
        title=f"{slot.station}{slot.get_kind_display()}",
        starts_on=slot.held_on,
        ends_on=slot.held_on,
        presences=[
            Presence(host.person, status=words[Attendance(host.attendance)])
            for host in hosts
            if host.capacity == ReceptionHost.Capacity.DEPUTY and host.attendance in words
        ],
        # A minute or two are a tenth of an hour: a row without any time is refused.
        hours=max(Decimal("0.1"), (Decimal(slot.minutes or 0) / 60).quantize(Decimal("0.1"))),
        path=slot.get_absolute_url(),
        place=slot.station.name,
        organiser=slot.station.organ,
        is_historic=slot.is_historic,
        illustrative=slot.illustrative,
        source=slot.source,
    )


@transaction.atomic
def flag_missed(*, on: date, actor: User) -> int:
    """Flag what was announced and not recorded by the day after; the street or township is told. How many.

    May run at any time and twice: what is flagged is not asked for again.
    """
    rows = ReceptionSlot.objects.unrecorded(before=on).filter(is_historic=False)
    found = list(rows.select_for_update(of=("self",), skip_locked=True).select_related("station__organ").order_by("pk"))
    for slot in found:
        slot.miss()
        hosts = list(slot.hosts.select_related("obligation"))
        _void(slot, hosts, reason="接待日已过，没有登记接待", actor=actor)
        told = User.objects.of(slot.station.organ) | User.objects.filter(
            pk__in=slot.station.staff.in_office(on=on).values("account"), is_active=True
        )
        notifications.tell(
            told,
            subject=f"未登记接待：{slot}",
            body="接待日已过，没有登记接待情况。确已接待的，请补记并写明原因；未接待的次数计入联络站年度考评。",
            path=slot.get_absolute_url(),
        )
        activity.record(actor, "登记为未接待", slot, path=slot.get_absolute_url())
    return len(found)
