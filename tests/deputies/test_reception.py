"""Receptions: planned, announced in time, held or missed, recorded; who is at one place only; swaps."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from congress.models import Activity, Notification, Obligation, User
from congress.services import reminders
from congress.workflow import TransitionError
from deputies.models import ActivityAttendance, HostSwap, ReceptionHost, ReceptionSlot
from deputies.services import host_swaps, receptions
from deputies.services.receptions import HostLine, Record
from tests import factories
from tests.factories_duty import deputy
from tests.factories_stations import DAY, leaders, slot, staff, station

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Status = ReceptionSlot.Status
NOW = datetime(2026, 9, 24, 9, 0, tzinfo=timezone.get_current_timezone())


def signed_deputy() -> HostLine:
    """A deputy with an account."""
    return HostLine(deputy(account=factories.user("deputy")))


def present(of: ReceptionSlot, **fields: Any) -> Record:
    """A record in which everybody came."""
    values: dict[str, Any] = {"visitors": 12, "opinions": 3, "minutes": 150, **fields}
    return Record(present=list(of.hosts.values_list("pk", flat=True)), **values)


def test_a_planned_reception_owes_its_announcement_three_days_before(clerk: User) -> None:
    row = slot(None, *leaders(1))
    assert row.obligation is not None
    assert (row.obligation.rule.code, row.obligation.due_plain) == ("STATION-3", date(2026, 9, 20))
    assert row.obligation.owed_organ == row.station.organ
    receptions.publish([row], on=TODAY, actor=clerk)
    row.obligation.refresh_from_db()
    assert (row.status, row.published_on, row.obligation.status) == (Status.PUBLISHED, TODAY, Obligation.Status.DONE)


def test_a_host_is_told_at_the_announcement_and_reminded_three_days_and_one_day_before() -> None:
    line = signed_deputy()
    row = slot(None, line, is_published=True)
    account = line.person.account
    assert account is not None
    host = row.hosts.get()
    assert host.obligation is not None
    assert (host.obligation.due_on, host.obligation.owed_account) == (DAY, account)
    sent = []
    for before in (4, 3, 2, 1):
        reminders.sweep(on=DAY - timedelta(days=before))
        sent.append(Notification.objects.filter(recipient=account, subject__contains="进站接待：").count())
    told = Notification.objects.filter(recipient=account, subject__startswith="进站接待安排")
    assert told.count() == 1
    assert sent[0] < sent[1] == sent[2] < sent[3]


def test_a_host_on_two_stations_at_once_is_refused_with_the_other_place_and_nothing_is_stored(clerk: User) -> None:
    leader = leaders(1)[0]
    first = slot(None, leader)
    with pytest.raises(ValidationError) as refusal:
        slot(None, leader, starts_at=time(11), ends_at=time(12))
    assert f"已安排在{first.station}" in refusal.value.messages[0]
    assert leader.person.name in refusal.value.messages[0]
    assert ReceptionHost.objects.count() == 1
    # The next reception of the same person begins when the first is over.
    slot(None, leader, starts_at=time(11, 30), ends_at=time(12))
    assert ReceptionHost.objects.count() == 2


def test_the_database_itself_keeps_a_person_from_two_places() -> None:
    leader = leaders(1)[0]
    first, second = slot(None, leader), slot()
    with pytest.raises(IntegrityError, match="reception_host_at_one_place"), transaction.atomic():
        ReceptionHost.objects.create(slot=second, person=leader.person, starts=first.starts, ends=first.ends)


def test_a_cancelled_reception_frees_its_hosts() -> None:
    leader = leaders(1)[0]
    first = slot(None, leader)
    receptions.cancel(first, reason="会议冲突", actor=User.objects.system())
    slot(None, leader)
    assert first.status == Status.CANCELLED
    assert first.obligation is not None
    assert Obligation.objects.get(pk=first.obligation.pk).status == Obligation.Status.VOID


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"held_on": date(2026, 9, 1)}, "已过，不能再安排"),
        ({"held_on": date(2036, 9, 1)}, "接待日期太远"),
        ({"starts_at": time(12), "ends_at": time(11)}, "结束时间须晚于开始时间"),
    ],
)
def test_a_reception_at_an_impossible_time_is_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        slot(**fields)
    assert not ReceptionSlot.objects.exists()
    assert not Obligation.objects.filter(rule__code="STATION-3").exists()


def test_no_reception_at_a_closed_or_an_online_station() -> None:
    with pytest.raises(ValidationError, match="已停用"):
        slot(station(closed_on=date(2026, 1, 1)))
    with pytest.raises(ValidationError, match="网上联络站"):
        slot(station("online", address=""))


def test_a_deputy_whose_mandate_ended_is_refused_with_the_day() -> None:
    with pytest.raises(ValidationError, match="已于2026年8月31日终止"):
        slot(None, HostLine(deputy(ends_on=date(2026, 8, 31))))


def test_no_announcement_without_hosts_or_twice(clerk: User) -> None:
    row = slot()
    with pytest.raises(ValidationError, match="还没有接待人"):
        receptions.publish([row], on=TODAY, actor=clerk)
    receptions.add_host(row, leaders(1)[0], actor=clerk, today=TODAY)
    receptions.publish([row], on=TODAY, actor=clerk)
    with pytest.raises(TransitionError, match="已公示"):
        receptions.publish([row], on=TODAY, actor=clerk)
    with pytest.raises(TransitionError, match="不能撤下"):
        receptions.drop_host(row.hosts.get(), actor=clerk)


def test_scheduled_and_attended_are_two_figures(clerk: User) -> None:
    row = slot(None, *leaders(3), signed_deputy(), is_published=True)
    keys = list(row.hosts.order_by("pk").values_list("pk", flat=True))
    guest = HostLine(factories.person(), capacity="department_head")
    told = Record(
        present=[keys[0], keys[3]],
        excused=[keys[1]],
        walk_ins=[guest],
        visitors=20,
        opinions=4,
        minutes=150,
        summary="  群众反映停车难。",
    )
    receptions.record(row, told, actor=clerk, today=DAY, at=NOW)
    hosts = row.hosts.all()
    assert hosts.filter(is_scheduled=True).count() == 4
    assert hosts.filter(attendance="present").count() == 3
    assert hosts.filter(attendance="excused").count() == 1
    assert hosts.filter(attendance="absent").count() == 1
    assert (row.status, row.visitors, row.summary) == (Status.RECORDED, 20, "群众反映停车难。")


def test_a_recorded_reception_enters_the_ledger_of_its_deputies_and_ends_their_reminders(clerk: User) -> None:
    line = signed_deputy()
    row = slot(None, line, *leaders(1), is_published=True)
    receptions.record(row, present(row), actor=clerk, today=DAY, at=NOW)
    entry = ActivityAttendance.objects.get()
    assert (entry.person, entry.activity.kind, str(entry.hours)) == (line.person, "reception", "2.5")
    host = row.hosts.get(person=line.person)
    assert host.obligation is not None
    assert host.obligation.status == Obligation.Status.DONE


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"minutes": 0}, "时长"),
        ({"minutes": 3000}, "时长"),
        ({"present": ()}, "至少一位"),
    ],
)
def test_a_record_that_cannot_be_is_refused(clerk: User, change: dict[str, Any], words: str) -> None:
    row = slot(None, *leaders(1), is_published=True)
    values = {"present": [row.hosts.get().pk], "visitors": 1, "opinions": 0, "minutes": 60, **change}
    with pytest.raises(ValidationError, match=words):
        receptions.record(row, Record(**values), actor=clerk, today=DAY, at=NOW)
    row.refresh_from_db()
    assert row.status == Status.PUBLISHED


def test_nothing_is_recorded_before_the_day(clerk: User) -> None:
    row = slot(None, *leaders(1), is_published=True)
    with pytest.raises(ValidationError, match="还没有到"):
        receptions.record(row, present(row), actor=clerk, today=TODAY, at=NOW)


def test_an_unrecorded_reception_is_flagged_once_and_told_to_the_street() -> None:
    place = station()
    street = factories.user("street_wc", organ=place.organ)
    keeper = staff(place).account
    row = slot(place, signed_deputy(), is_published=True)
    system = User.objects.system()
    assert receptions.flag_missed(on=DAY, actor=system) == 0
    assert receptions.flag_missed(on=DAY + timedelta(days=1), actor=system) == 1
    assert receptions.flag_missed(on=DAY + timedelta(days=1), actor=system) == 0
    row.refresh_from_db()
    assert row.status == Status.MISSED
    told = Notification.objects.filter(subject__startswith="未登记接待")
    assert {each.recipient for each in told} == {street, keeper}
    assert Activity.objects.filter(verb="登记为未接待").count() == 1


def test_a_flagged_reception_is_recorded_later_only_with_a_reason(clerk: User) -> None:
    row = slot(None, *leaders(1), is_published=True)
    receptions.flag_missed(on=DAY + timedelta(days=1), actor=User.objects.system())
    day_after = DAY + timedelta(days=2)
    with pytest.raises(ValidationError, match="补记须写明原因"):
        receptions.record(row, present(row), actor=clerk, today=day_after, at=NOW)
    receptions.record(row, present(row, late_reason="联络员出差"), actor=clerk, today=day_after, at=NOW)
    assert (row.status, row.late_reason) == (Status.RECORDED, "联络员出差")


def test_two_hosts_exchange_their_receptions_when_the_other_one_agrees() -> None:
    mine, theirs = signed_deputy(), signed_deputy()
    first = slot(None, mine, is_published=True)
    second = slot(None, theirs, held_on=DAY + timedelta(days=7), is_published=True)
    asker, asked = mine.person.account, theirs.person.account
    assert asker is not None
    assert asked is not None
    swap = host_swaps.ask(first.hosts.get(), second.hosts.get(), reason="出差", actor=asker, on=TODAY)
    with pytest.raises(ValidationError, match="只有被请求的接待人"):
        host_swaps.agree(swap, actor=asker, on=TODAY)
    host_swaps.agree(swap, actor=asked, on=TODAY)
    assert first.hosts.get().person == theirs.person
    moved = second.hosts.get()
    assert (moved.person, moved.starts) == (mine.person, second.starts)
    assert moved.obligation is not None
    assert (moved.obligation.due_on, moved.obligation.owed_account) == (second.held_on, asker)
    assert str(second.station) in moved.obligation.title
    assert ReceptionHost.objects.filter(is_scheduled=True).count() == 2
    with pytest.raises(TransitionError):
        host_swaps.agree(swap, actor=asked, on=TODAY)


def test_no_exchange_that_would_put_somebody_at_two_places() -> None:
    mine, theirs = signed_deputy(), signed_deputy()
    first = slot(None, mine, is_published=True)
    second = slot(None, theirs, held_on=DAY + timedelta(days=7), is_published=True)
    slot(None, theirs, held_on=DAY)
    asker, asked = mine.person.account, theirs.person.account
    assert asker is not None
    assert asked is not None
    swap = host_swaps.ask(first.hosts.get(), second.hosts.get(), reason="出差", actor=asker, on=TODAY)
    with pytest.raises(ValidationError, match="已安排在"):
        host_swaps.agree(swap, actor=asked, on=TODAY)
    swap.refresh_from_db()
    assert swap.status == HostSwap.Status.PROPOSED
    assert first.hosts.get().person == mine.person


def test_an_exchange_is_asked_once_by_the_host_alone_and_may_be_declined() -> None:
    mine, theirs = signed_deputy(), signed_deputy()
    first = slot(None, mine, is_published=True)
    second = slot(None, theirs, held_on=DAY + timedelta(days=7), is_published=True)
    asker, asked = mine.person.account, theirs.person.account
    assert asker is not None
    assert asked is not None
    rows = first.hosts.get(), second.hosts.get()
    with pytest.raises(ValidationError, match="只能申请调换自己的接待"):
        host_swaps.ask(*rows, reason="出差", actor=asked, on=TODAY)
    with pytest.raises(ValidationError, match="请填写调换原因"):
        host_swaps.ask(*rows, reason=" ", actor=asker, on=TODAY)
    swap = host_swaps.ask(*rows, reason="出差", actor=asker, on=TODAY)
    with pytest.raises(ValidationError, match="已有待答复"):
        host_swaps.ask(*rows, reason="出差", actor=asker, on=TODAY)
    host_swaps.decline(swap, actor=asked, on=TODAY)
    assert swap.status == HostSwap.Status.DECLINED
    again = host_swaps.ask(*rows, reason="出差", actor=asker, on=TODAY)
    host_swaps.withdraw(again, actor=asker, on=TODAY)
    assert again.status == HostSwap.Status.WITHDRAWN


def test_a_moved_reception_takes_hosts_dates_and_reminders_along(clerk: User) -> None:
    line = signed_deputy()
    row = slot(None, line, is_published=True)
    later = DAY + timedelta(days=2)
    times = {"starts_at": time(14), "ends_at": time(16)}
    with pytest.raises(ValidationError, match="改期须写明原因"):
        receptions.reschedule(row, held_on=later, reason="", actor=clerk, today=TODAY, **times)
    receptions.reschedule(row, held_on=later, reason="台风", actor=clerk, today=TODAY, **times)
    host = row.hosts.get()
    assert (host.starts, host.ends) == (row.starts, row.ends)
    assert host.obligation is not None
    assert host.obligation.due_on == later
