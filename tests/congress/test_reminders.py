"""Reminders: each person once, at the right stage, with the way the date was reached; never twice, never lost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress.models import Extension, Notification, Obligation, Organ, Reminder, User
from congress.services import obligations, reminders
from congress.services.obligations import Duty
from tests import factories

pytestmark = pytest.mark.django_db
START = factories.TODAY


def owe(
    unit: Organ, *, code: str = "OPN-3M", start: date = START, watched_by: Organ | None = None, historic: bool = False
) -> Obligation:
    duty = Duty(title="示例报告", path="/workspace/", organ=unit, watched_by=watched_by, is_historic=historic)
    return obligations.open_duty(code, duty, start=start, today=start)


def told(user: User) -> list[str]:
    return list(user.notifications.order_by("id").values_list("subject", flat=True))


def sweep_through(first: date, last: date) -> None:
    day = first
    while day <= last:
        reminders.sweep(on=day)
        day += timedelta(days=1)


@pytest.fixture
def unit(db: None) -> Organ:
    return factories.organ()


@pytest.fixture
def committee(db: None) -> Organ:
    return factories.organ(Organ.Kind.WORKING_COMMITTEE)


def test_an_organ_is_reminded_30_15_7_and_1_days_before(unit: Organ) -> None:
    clerk = factories.user("unit_clerk", organ=unit)
    obligation = owe(unit)
    assert obligation.due_plain == date(2026, 12, 16)
    sweep_through(START, obligation.due_plain - timedelta(days=1))
    assert told(clerk) == [f"还有{days}天到期：示例报告" for days in (30, 15, 7, 1)]


def test_a_reminder_says_how_its_date_was_reached(unit: Organ) -> None:
    clerk = factories.user("unit_clerk", organ=unit)
    obligation = owe(unit)
    reminders.sweep(on=obligation.due_plain - timedelta(days=30))
    body = clerk.notifications.get().body
    assert "监督条例" in body
    assert "2026年9月16日" in body
    assert "2026年12月16日" in body


def test_a_sweep_that_runs_again_tells_nobody_twice(unit: Organ) -> None:
    factories.user("unit_clerk", organ=unit)
    obligation = owe(unit)
    day = obligation.due_plain - timedelta(days=15)
    first, second = reminders.sweep(on=day), reminders.sweep(on=day)
    assert first.notifications == 1
    assert second == reminders.Sweep(reminders=0, notifications=0)


def test_a_late_sweep_tells_the_latest_stage_only(unit: Organ) -> None:
    clerk = factories.user("unit_clerk", organ=unit)
    obligation = owe(unit)
    reminders.sweep(on=obligation.due_plain - timedelta(days=5))
    assert told(clerk) == ["还有5天到期：示例报告"]
    assert Reminder.objects.get(notifications__recipient=clerk).stage.days == 7


def test_lateness_climbs_from_the_leader_to_the_vice_chair(unit: Organ, committee: Organ) -> None:
    leader = factories.user("unit_head", organ=unit)
    head = factories.user("wc_head", organ=committee)
    vice_chair = factories.user("sc_vice_chair")
    office_head = factories.user("office_head")
    obligation = owe(unit, watched_by=committee)
    sweep_through(obligation.due_on + timedelta(days=1), obligation.due_on + timedelta(days=16))
    assert "逾期1天：示例报告" in told(leader)
    assert "逾期1天：示例报告" in told(head)
    assert told(vice_chair) == ["逾期7天：示例报告"]
    assert told(office_head) == ["逾期15天：示例报告"]


def test_a_stage_whose_post_is_vacant_goes_to_the_office(unit: Organ) -> None:
    office = factories.user("office")
    obligation = owe(unit)
    reminders.sweep(on=obligation.due_on + timedelta(days=7))
    assert "逾期7天：示例报告" in told(office)


def test_history_never_reminds(unit: Organ) -> None:
    factories.user("unit_clerk", organ=unit)
    owe(unit, start=date(2019, 9, 10), historic=True)
    assert reminders.sweep(on=START) == reminders.Sweep(0, 0)


@pytest.mark.parametrize("ending", ["finish", "waive", "void"])
def test_what_is_no_longer_owed_reminds_nobody(unit: Organ, ending: str, clerk: User) -> None:
    obligation = owe(unit)
    if ending == "finish":
        obligations.finish(obligation, on=START, actor=clerk)
    elif ending == "waive":
        obligations.waive(obligation, reason="情况变化", decision="第9次主任会议", actor=clerk)
    else:
        obligations.void(obligation, reason="会议取消", actor=clerk)
    sweep_through(obligation.due_plain - timedelta(days=2), obligation.due_on + timedelta(days=8))
    assert not Notification.objects.filter(reminder__isnull=False).exists()


def test_an_approved_extension_rests_the_reminders_until_the_new_date_comes_near(unit: Organ) -> None:
    clerk, chief = factories.user("unit_clerk", organ=unit), factories.user("office_head")
    obligation = owe(unit)
    before, new = obligation.due_on, date(2027, 2, 16)
    asked_on = date(2026, 12, 10)
    extension = Extension(obligation=obligation, new_due_on=new, reason="需补充调查")
    obligations.request_extension(extension, actor=clerk, today=asked_on)
    obligations.approve_extension(extension, decision="同意", actor=chief, today=asked_on)
    sweep_through(asked_on, new - timedelta(days=31))
    assert not Notification.objects.filter(reminder__isnull=False).exists()
    sweep_through(new - timedelta(days=30), new)
    subjects = [subject for subject in told(clerk) if subject.startswith("还有")]
    assert subjects == [f"还有{days}天到期：示例报告" for days in (30, 15, 7, 1)]
    assert Obligation.objects.get(pk=obligation.pk).changes.get().old_due_on == before


def test_while_an_extension_is_only_asked_for_the_reminders_go_on(unit: Organ) -> None:
    clerk = factories.user("unit_clerk", organ=unit)
    obligation = owe(unit)
    obligations.request_extension(
        Extension(obligation=obligation, new_due_on=date(2027, 2, 16), reason="需补充调查"), actor=clerk, today=START
    )
    reminders.sweep(on=obligation.due_plain - timedelta(days=7))
    assert "还有7天到期：示例报告" in told(clerk)


def test_a_duty_opened_late_is_not_reminded_of_stages_already_past(unit: Organ) -> None:
    clerk = factories.user("unit_clerk", organ=unit)
    obligation = owe(unit)
    Obligation.objects.filter(pk=obligation.pk).update(remind_from=obligation.due_plain - timedelta(days=10))
    reminders.sweep(on=obligation.due_plain - timedelta(days=10))
    assert told(clerk) == []


def test_the_number_of_queries_does_not_grow_with_what_is_owed(unit: Organ) -> None:
    factories.user("unit_clerk", organ=unit)
    counts = []
    for size in (5, 50):
        for _ in range(size):
            owe(unit)
        with CaptureQueriesContext(connection) as captured:
            outcome = reminders.sweep(on=START + timedelta(days=61))
        assert outcome.notifications == size
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_whoever_owes_is_reminded_as_account_or_through_a_role() -> None:
    person, holder, other = factories.user(), factories.user("street_wc"), factories.user("office")
    for owner in (Duty(title="示例甲", path="/", account=person), Duty(title="示例乙", path="/", role="street_wc")):
        obligation = obligations.open_duty("OPN-3M", owner, start=START, today=START)
    reminders.sweep(on=obligation.due_plain - timedelta(days=7))
    assert told(person) == ["还有7天到期：示例甲"]
    assert told(holder) == ["还有7天到期：示例乙"]
    assert told(other) == []


def test_those_who_watch_are_reminded_too_and_a_person_in_two_roles_once(unit: Organ, committee: Organ) -> None:
    both = factories.user("wc_officer", "wc_head", organ=committee)
    obligation = owe(unit, watched_by=committee)
    reminders.sweep(on=obligation.due_plain - timedelta(days=7))
    assert told(both) == ["还有7天到期：示例报告"]
    reminders.sweep(on=obligation.due_on + timedelta(days=1))
    assert told(both) == ["还有7天到期：示例报告", "逾期1天：示例报告"]


def test_people_who_left_are_not_reminded_and_do_not_fill_a_post(unit: Organ) -> None:
    gone, office = factories.user("unit_head", organ=unit, is_active=False), factories.user("office")
    obligation = owe(unit)
    reminders.sweep(on=obligation.due_on + timedelta(days=1))
    assert told(gone) == []
    assert "逾期1天：示例报告" in told(office)


def test_a_stage_that_was_switched_off_reminds_nobody(unit: Organ) -> None:
    clerk = factories.user("unit_clerk", organ=unit)
    obligation = owe(unit)
    obligation.rule.stages.update(is_active=False)
    sweep_through(obligation.due_plain - timedelta(days=2), obligation.due_on + timedelta(days=2))
    assert told(clerk) == []


def test_a_stage_that_repeats_is_told_once_a_day_until_the_duty_ends(clerk: User) -> None:
    chair = factories.user("sc_chair")
    duty = Duty(title="示例会议", path="/", role="office")
    obligation = obligations.open_duty("SC-GAP", duty, start=START, today=START)
    first = obligation.due_on + timedelta(days=1)
    for _ in range(2):
        sweep_through(first, first + timedelta(days=2))
    assert told(chair) == [f"逾期{days}天：示例会议" for days in (1, 2, 3)]
    obligations.finish(obligation, on=first, actor=clerk)
    sweep_through(first + timedelta(days=3), first + timedelta(days=4))
    assert len(told(chair)) == 3


def test_of_streets_and_townships_only_the_one_that_watches_is_told(unit: Organ) -> None:
    own, other = (factories.organ(Organ.Kind.TOWNSHIP_CONGRESS) for _ in range(2))
    inside, outside = factories.user("township_npc", organ=own), factories.user("street_wc", organ=other)
    obligation = owe(unit, code="STN-OPN-V", watched_by=own)
    assert (obligation.due_plain - START).days == 10
    sweep_through(START, obligation.due_on + timedelta(days=1))
    assert told(inside) == ["还有7天到期：示例报告", "还有5天到期：示例报告", "逾期1天：示例报告"]
    assert told(outside) == []


def test_where_no_place_watches_all_streets_are_told_as_before(unit: Organ) -> None:
    street = factories.user("street_wc", organ=factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE))
    obligation = owe(unit, code="STN-OPN-V")
    reminders.sweep(on=obligation.due_on + timedelta(days=1))
    assert told(street) == ["逾期1天：示例报告"]
