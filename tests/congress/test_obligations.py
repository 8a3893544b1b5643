"""What is owed: opening, moving, ending; more time asked and decided; who sees it as theirs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from congress.models import (
    Activity,
    Extension,
    LegalRule,
    Obligation,
    ObligationChange,
    Organ,
    Reminder,
    SpecialDay,
    User,
    WorkCalendarYear,
)
from congress.services import obligations, reminders
from congress.services.obligations import Duty
from congress.workflow import TransitionError
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
DUE = date(2026, 12, 16)
LATER = date(2027, 2, 16)


def duty(**fields: Any) -> Duty:
    values: dict[str, Any] = {"title": "示例报告", "path": "/workspace/", **fields}
    if not {"organ", "account", "role"} & set(fields):
        values["organ"] = factories.organ()
    return Duty(**values)


def owe(*, code: str = "OPN-3M", start: date = TODAY, fixed_on: date | None = None, **fields: Any) -> Obligation:
    return obligations.open_duty(code, duty(**fields), start=start, today=start, fixed_on=fixed_on)


def ask(obligation: Obligation, *, by: User | None = None, until: date = LATER) -> Extension:
    extension = Extension(obligation=obligation, new_due_on=until, reason="需补充调查")
    obligations.request_extension(
        extension, actor=by or factories.user("unit_clerk", organ=obligation.owed_organ), today=factories.TODAY
    )
    return extension


def subjects(user: User) -> list[str]:
    return list(user.notifications.order_by("id").values_list("subject", flat=True))


@pytest.fixture
def chief(db: None) -> User:
    """Who decides."""
    return factories.user("office_head")


# Opening


def test_a_duty_follows_the_rule_in_force_on_its_own_day_and_says_how_its_date_was_reached() -> None:
    obligation = owe()
    assert (obligation.due_plain, obligation.due_on, obligation.status) == (DUE, DUE, Obligation.Status.OPEN)
    assert "监督条例" in obligation.explanation[0]
    assert obligation.remind_from == TODAY


def test_a_date_that_a_body_set_is_taken_as_it_is() -> None:
    saturday = date(2026, 10, 31)
    obligation = owe(fixed_on=saturday)
    assert (obligation.due_plain, obligation.due_on) == (saturday, saturday)


def test_a_day_on_which_no_rule_was_in_force_is_refused() -> None:
    with pytest.raises(LegalRule.DoesNotExist, match="没有在1990年1月1日有效的规则"):
        owe(start=date(1990, 1, 1))


def test_a_set_date_before_the_start_is_refused() -> None:
    with pytest.raises(ValidationError, match="不能早于起算日"):
        owe(fixed_on=TODAY - timedelta(days=1))
    assert not Obligation.objects.exists()


def test_a_very_long_title_is_cut_to_what_the_list_shows() -> None:
    assert len(owe(title="长" * 500).title) == 200


# Constraints


@pytest.mark.parametrize(
    "owners",
    [{"organ": None}, {"role": "office"}, {"with_account": True}],
    ids=["nobody", "organ and role", "organ and account"],
)
def test_exactly_one_owes(owners: dict[str, Any]) -> None:
    values = {"organ": factories.organ(), **owners}
    if values.pop("with_account", False):
        values["account"] = factories.user()
    with pytest.raises(ValidationError, match="必须且只能有一个责任主体"):
        obligations.open_duty("OPN-3M", Duty(title="示例", path="/", **values), start=TODAY, today=TODAY)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("obligation_owed_by_exactly_one", {"owed_organ": None}),
        ("obligation_done_has_a_date", {"status": "done"}),
        ("obligation_done_has_a_date", {"done_on": TODAY}),
        ("obligation_waiver_has_a_reason", {"status": "waived", "closing_reason": "情况变化"}),
        ("obligation_waiver_has_a_reason", {"status": "waived", "closing_decision": "第9次主任会议"}),
    ],
)
def test_the_database_itself_refuses_what_may_not_be(constraint: str, changes: dict[str, Any]) -> None:
    obligation = owe()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Obligation.objects.filter(pk=obligation.pk).update(**changes)


def test_the_database_holds_one_reminder_for_a_stage_and_a_due_date() -> None:
    obligation = owe()
    values = {"obligation": obligation, "stage": obligation.rule.stages.all()[0], "due_on": obligation.due_on}
    Reminder.objects.create(**values)
    with pytest.raises(IntegrityError, match="reminder_once"), transaction.atomic():
        Reminder.objects.create(**values)
    Reminder.objects.create(**{**values, "due_on": LATER})
    Reminder.objects.create(**{**values, "repeat_on": TODAY})


def test_the_database_holds_one_notification_for_a_reminder_and_a_person() -> None:
    obligation, person = owe(), factories.user()
    reminder = Reminder.objects.create(
        obligation=obligation, stage=obligation.rule.stages.all()[0], due_on=obligation.due_on
    )
    person.notifications.create(subject="示例", reminder=reminder)
    with pytest.raises(IntegrityError, match="notification_once_per_reminder"), transaction.atomic():
        person.notifications.create(subject="示例", reminder=reminder)


@pytest.mark.parametrize("until", [DUE, DUE - timedelta(days=1)])
def test_an_extension_must_be_later(until: date) -> None:
    obligation = owe()
    with pytest.raises(ValidationError, match="须晚于原到期日"):
        ask(obligation, until=until)
    with pytest.raises(IntegrityError, match="extension_is_later"), transaction.atomic():
        Extension.objects.create(obligation=obligation, old_due_on=DUE, new_due_on=until, requested_by=factories.user())


def test_a_second_request_waits_for_the_first_to_be_decided(chief: User) -> None:
    obligation = owe()
    first = ask(obligation)
    with pytest.raises(ValidationError, match="已有待决定的延期申请"):
        ask(obligation)
    with pytest.raises(IntegrityError, match="extension_one_open"), transaction.atomic():
        Extension.objects.create(obligation=obligation, old_due_on=DUE, new_due_on=LATER, requested_by=chief)
    obligations.refuse_extension(first, decision="请按期报送", actor=chief, today=TODAY)
    ask(obligation)


# Moving


def test_a_restart_counts_anew_and_keeps_the_old_date_with_reason_and_actor(clerk: User) -> None:
    obligation = owe()
    start = TODAY + timedelta(days=5)
    obligations.restart(obligation, start=start, reason="自签收之日起算", actor=clerk, today=start)
    assert (obligation.start_on, obligation.due_on) == (start, date(2026, 12, 21))
    change = obligation.changes.get()
    assert (change.old_start_on, change.old_due_on, change.new_due_on) == (TODAY, DUE, date(2026, 12, 21))
    assert (change.reason, change.changed_by) == ("自签收之日起算", clerk)
    assert Activity.objects.filter(verb="变更期限", object_key=str(obligation.pk), reason="自签收之日起算").exists()


def test_a_restart_tells_those_who_owe_and_those_who_watch_but_not_the_one_who_did_it(clerk: User) -> None:
    unit, committee = factories.organ(), factories.organ(Organ.Kind.WORKING_COMMITTEE)
    owner = factories.user("unit_clerk", organ=unit)
    gone = factories.user("unit_clerk", organ=unit, is_active=False)
    watcher, mover = factories.user("wc_officer", organ=committee), factories.user("wc_head", organ=committee)
    obligation = owe(organ=unit, watched_by=committee)
    obligations.restart(obligation, start=TODAY, fixed_on=LATER, reason="会议决定", actor=mover, today=TODAY)
    assert subjects(owner) == subjects(watcher) == ["期限变更：示例报告"]
    assert subjects(mover) == subjects(gone) == subjects(clerk) == []
    body = owner.notifications.get().body
    assert "原到期日：2026年12月16日" in body
    assert "现到期日：2027年2月16日" in body
    assert "会议决定" in body


@pytest.mark.parametrize("owner", ["account", "role"])
def test_a_restart_tells_the_person_or_the_holders_of_the_role_that_owes(clerk: User, owner: str) -> None:
    person = factories.user("office")
    obligation = owe(account=person) if owner == "account" else owe(role="office")
    obligations.restart(obligation, start=TODAY, fixed_on=LATER, reason="会议决定", actor=clerk, today=TODAY)
    assert subjects(person) == ["期限变更：示例报告"]


def test_a_restart_to_the_same_dates_changes_nothing_and_tells_nobody(clerk: User) -> None:
    unit = factories.organ()
    owner = factories.user("unit_clerk", organ=unit)
    obligation = owe(organ=unit)
    obligations.restart(obligation, start=TODAY, reason="重新计算", actor=clerk, today=TODAY + timedelta(days=9))
    assert not ObligationChange.objects.exists()
    assert subjects(owner) == []
    assert obligation.remind_from == TODAY


def test_a_stage_that_an_outage_missed_is_still_told_after_a_recount_to_the_same_date(clerk: User) -> None:
    unit = factories.organ()
    owner = factories.user("unit_clerk", organ=unit)
    obligation = owe(organ=unit)
    late = DUE - timedelta(days=5)
    obligations.restart(obligation, start=TODAY, reason="重新计算", actor=clerk, today=late)
    reminders.sweep(on=late)
    assert subjects(owner) == ["还有5天到期：示例报告"]


def test_history_moves_in_silence(clerk: User) -> None:
    unit = factories.organ()
    owner = factories.user("unit_clerk", organ=unit)
    obligation = owe(organ=unit, start=date(2019, 9, 10), is_historic=True)
    obligations.restart(obligation, start=date(2019, 9, 12), reason="更正", actor=clerk, today=TODAY)
    assert obligation.changes.count() == 1
    assert subjects(owner) == []


def test_a_stale_copy_moves_from_the_date_that_is_stored(clerk: User) -> None:
    obligation = owe()
    stale = Obligation.objects.get(pk=obligation.pk)
    obligations.restart(obligation, start=TODAY, fixed_on=LATER, reason="一", actor=clerk, today=TODAY)
    obligations.restart(stale, start=TODAY, reason="二", actor=clerk, today=TODAY)
    dates = obligation.changes.order_by("id").values_list("old_due_on", "new_due_on")
    assert list(dates) == [(DUE, LATER), (LATER, DUE)]


def test_what_ended_is_not_moved(clerk: User) -> None:
    obligation = owe()
    stale = Obligation.objects.get(pk=obligation.pk)
    obligations.finish(obligation, on=TODAY, actor=clerk)
    with pytest.raises(TransitionError, match="已完成"):
        obligations.restart(stale, start=TODAY, fixed_on=LATER, reason="一", actor=clerk, today=TODAY)
    assert not ObligationChange.objects.exists()


# Ending


def test_what_was_done_bears_its_day(clerk: User) -> None:
    obligation = owe()
    obligations.finish(obligation, on=TODAY + timedelta(days=3), actor=clerk)
    assert (obligation.status, obligation.done_on) == (Obligation.Status.DONE, TODAY + timedelta(days=3))
    assert Activity.objects.filter(verb="完成期限事项", object_key=str(obligation.pk)).exists()


@pytest.mark.parametrize(("reason", "decision"), [("", "第9次主任会议"), ("情况变化", " "), ("情况变化", "长" * 121)])
def test_a_waiver_needs_a_reason_and_a_decision_that_fits(clerk: User, reason: str, decision: str) -> None:
    obligation = owe()
    with pytest.raises(ValidationError):
        obligations.waive(obligation, reason=reason, decision=decision, actor=clerk)
    obligation.refresh_from_db()
    assert obligation.status == Obligation.Status.OPEN


def test_a_waiver_keeps_reason_and_decision(clerk: User) -> None:
    obligation = owe()
    obligations.waive(obligation, reason=" 情况变化 ", decision="第9次主任会议", actor=clerk)
    assert (obligation.status, obligation.closing_reason) == (Obligation.Status.WAIVED, "情况变化")
    assert obligation.closing_decision == "第9次主任会议"
    assert Activity.objects.filter(verb="豁免期限", reason="情况变化").exists()


def test_a_duty_whose_ground_fell_away_is_void(clerk: User) -> None:
    obligation = owe()
    obligations.void(obligation, reason="会议取消", actor=clerk)
    assert (obligation.status, obligation.closing_reason) == (Obligation.Status.VOID, "会议取消")


ENDINGS: dict[str, Callable[[Obligation, User], None]] = {
    "finish": lambda row, actor: obligations.finish(row, on=LATER, actor=actor),
    "waive": lambda row, actor: obligations.waive(row, reason="情况变化", decision="第9次主任会议", actor=actor),
    "void": lambda row, actor: obligations.void(row, reason="会议取消", actor=actor),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_ended_does_not_end_again(clerk: User, ending: str) -> None:
    obligation = owe()
    stale = Obligation.objects.get(pk=obligation.pk)
    obligations.finish(obligation, on=TODAY, actor=clerk)
    with pytest.raises(TransitionError, match="已完成"):
        ENDINGS[ending](stale, clerk)
    obligation.refresh_from_db()
    assert obligation.done_on == TODAY


# More time


def test_a_request_goes_to_the_head_of_the_office_and_moves_nothing(chief: User) -> None:
    obligation = owe()
    extension = ask(obligation)
    obligation.refresh_from_db()
    assert (extension.status, extension.old_due_on, obligation.due_on) == (Extension.Status.REQUESTED, DUE, DUE)
    assert subjects(chief) == ["延期申请：示例报告"]


def test_a_request_for_what_the_office_owes_goes_above_its_head(chief: User) -> None:
    vice_chair = factories.user("sc_vice_chair")
    ask(owe(role="office"), by=factories.user("office"))
    assert (subjects(chief), subjects(vice_chair)) == ([], ["延期申请：示例报告"])


def test_an_approved_extension_moves_the_date_and_tells_the_one_who_asked(chief: User) -> None:
    obligation = owe()
    extension = ask(obligation)
    obligations.approve_extension(extension, decision="同意", actor=chief, today=TODAY)
    obligation.refresh_from_db()
    assert (obligation.due_on, extension.status, extension.decided_by) == (LATER, Extension.Status.APPROVED, chief)
    assert obligation.changes.get().reason == "同意延期：需补充调查"
    assert "延期申请已同意：示例报告" in subjects(extension.requested_by)


def test_a_refused_extension_needs_a_reason_and_keeps_the_date(chief: User) -> None:
    obligation = owe()
    extension = ask(obligation)
    with pytest.raises(ValidationError, match="请写明理由"):
        obligations.refuse_extension(extension, decision=" ", actor=chief, today=TODAY)
    obligations.refuse_extension(extension, decision="请按期报送", actor=chief, today=TODAY)
    obligation.refresh_from_db()
    assert (obligation.due_on, extension.status) == (DUE, Extension.Status.REFUSED)
    assert subjects(extension.requested_by) == ["延期申请未同意：示例报告"]


def test_the_one_who_asked_does_not_decide(chief: User) -> None:
    extension = ask(owe(), by=chief)
    for decide in (obligations.approve_extension, obligations.refuse_extension):
        with pytest.raises(ValidationError, match="申请人不能决定"):
            decide(extension, decision="同意", actor=chief, today=TODAY)


def test_the_one_who_owes_does_not_decide() -> None:
    both = factories.user("office", "office_head")
    extension = ask(owe(role="office"), by=factories.user("office"))
    with pytest.raises(ValidationError, match="不能决定自己事项"):
        obligations.approve_extension(extension, decision="同意", actor=both, today=TODAY)
    obligations.approve_extension(extension, decision="同意", actor=factories.user("sc_chair"), today=TODAY)


@pytest.mark.parametrize("role", ["office", "wc_head", "unit_head", "sysadmin"])
def test_only_the_committees_side_decides(role: str) -> None:
    extension = ask(owe())
    with pytest.raises(ValidationError, match="只有人大常委会一方"):
        obligations.approve_extension(extension, decision="同意", actor=factories.user(role), today=TODAY)


@pytest.mark.parametrize("role", ["office_head", "sc_vice_chair", "sc_chair"])
def test_the_committees_side_decides(role: str) -> None:
    extension = ask(owe())
    obligations.approve_extension(extension, decision="同意", actor=factories.user(role), today=TODAY)
    assert extension.status == Extension.Status.APPROVED


@pytest.mark.parametrize("first", [obligations.approve_extension, obligations.refuse_extension])
@pytest.mark.parametrize("second", [obligations.approve_extension, obligations.refuse_extension])
def test_a_request_is_decided_once(chief: User, first: Any, second: Any) -> None:
    obligation = owe()
    extension = ask(obligation)
    stale = Extension.objects.get(pk=extension.pk)
    first(extension, decision="决定", actor=chief, today=TODAY)
    obligation.refresh_from_db()
    due_on = obligation.due_on
    with pytest.raises((TransitionError, ValidationError)):
        second(stale, decision="决定", actor=chief, today=TODAY)
    obligation.refresh_from_db()
    assert obligation.due_on == due_on


def test_an_approval_that_came_after_the_work_was_done_changes_nothing(chief: User, clerk: User) -> None:
    obligation = owe()
    extension = ask(obligation)
    obligations.finish(obligation, on=TODAY, actor=clerk)
    with pytest.raises(TransitionError), transaction.atomic():
        obligations.approve_extension(extension, decision="同意", actor=chief, today=TODAY)
    extension.refresh_from_db()
    assert extension.status == Extension.Status.REQUESTED


def test_an_approval_never_shortens_a_date_that_moved_in_the_meantime(chief: User, clerk: User) -> None:
    obligation = owe()
    extension = ask(obligation)
    obligations.restart(
        obligation, start=TODAY, fixed_on=LATER + timedelta(days=1), reason="会议决定", actor=clerk, today=TODAY
    )
    with pytest.raises(ValidationError, match="到期日已变为2027年2月17日"):
        obligations.approve_extension(extension, decision="同意", actor=chief, today=TODAY)


def test_nothing_is_asked_for_what_ended(clerk: User) -> None:
    obligation = owe()
    stale = Obligation.objects.get(pk=obligation.pk)
    obligations.finish(obligation, on=TODAY, actor=clerk)
    with pytest.raises(ValidationError, match="已经办结"):
        ask(stale)


@pytest.mark.parametrize("decide", [obligations.approve_extension, obligations.refuse_extension])
def test_a_decision_too_long_for_its_field_is_refused_by_name(chief: User, decide: Any) -> None:
    extension = ask(owe())
    with pytest.raises(ValidationError) as refusal:
        decide(extension, decision="长" * 301, actor=chief, today=TODAY)
    assert list(refusal.value.message_dict) == ["decision"]


def test_a_decision_of_full_length_is_kept_with_the_request(chief: User) -> None:
    extension = ask(owe())
    obligations.approve_extension(extension, decision="长" * 300, actor=chief, today=TODAY)
    assert len(Extension.objects.get().decision) == 300


# Provisional dates


def confirm(year: int) -> None:
    """The State Council's arrangement of a year, as a clerk enters it."""
    WorkCalendarYear.objects.update_or_create(year=year, defaults={"is_confirmed": True, "notice": "示例通知"})


@pytest.fixture
def provisional(db: None) -> Obligation:
    """Due on a day of a year whose holidays nobody knows."""
    WorkCalendarYear.objects.filter(year=2029).delete()
    obligation = owe(start=date(2028, 11, 1))
    assert obligation.is_provisional
    return obligation


def test_a_provisional_date_stays_until_its_year_is_published(provisional: Obligation, clerk: User) -> None:
    assert obligations.recount_provisional(actor=clerk, today=TODAY) == 0


def test_a_provisional_date_becomes_firm_in_silence_where_it_stays(provisional: Obligation, clerk: User) -> None:
    owner = factories.user("unit_clerk", organ=provisional.owed_organ)
    for year in (2028, 2029):
        confirm(year)
    due_on = provisional.due_on
    assert obligations.recount_provisional(actor=clerk, today=TODAY) == 1
    provisional.refresh_from_db()
    assert (provisional.is_provisional, provisional.due_on) == (False, due_on)
    assert not any("暂算" in sentence for sentence in provisional.explanation)
    assert subjects(owner) == []
    assert obligations.recount_provisional(actor=clerk, today=TODAY) == 0


def test_a_provisional_date_that_moves_is_told(provisional: Obligation, clerk: User) -> None:
    owner = factories.user("unit_clerk", organ=provisional.owed_organ)
    for year in (2028, 2029):
        confirm(year)
    SpecialDay.objects.create(date=provisional.due_on, is_workday=False, name="示例节日", source="clerk")
    before = provisional.due_on
    assert obligations.recount_provisional(actor=clerk, today=TODAY) == 1
    provisional.refresh_from_db()
    assert provisional.due_on > before
    assert subjects(owner) == ["期限变更：示例报告"]


def test_recounting_asks_the_calendar_once_however_many_dates_are_provisional(clerk: User) -> None:
    WorkCalendarYear.objects.filter(year=2029).delete()
    counts = []
    for size in (2, 20):
        for _ in range(size):
            owe(start=date(2028, 11, 1))
        with CaptureQueriesContext(connection) as captured:
            obligations.recount_provisional(actor=clerk, today=TODAY)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Lateness and lists


@pytest.mark.parametrize(
    ("done_on", "on", "late"),
    [
        (None, DUE, 0),
        (None, DUE + timedelta(days=1), 1),
        (DUE, DUE + timedelta(days=30), 0),
        (DUE + timedelta(days=4), DUE + timedelta(days=30), 4),
    ],
)
def test_lateness_counts_from_the_limit_to_the_day_it_was_done(
    clerk: User, done_on: date | None, on: date, late: int
) -> None:
    obligation = owe()
    if done_on:
        obligations.finish(obligation, on=done_on, actor=clerk)
    assert obligation.late_days(on=on) == late


def test_a_date_moved_off_a_holiday_is_late_only_after_the_moved_one() -> None:
    obligation = owe(start=date(2026, 9, 20))
    assert (obligation.due_plain, obligation.due_on) == (date(2026, 12, 20), date(2026, 12, 21))
    assert [obligation.late_days(on=date(2026, 12, day)) for day in (20, 21, 22)] == [0, 0, 1]


def test_a_backward_date_moved_earlier_is_late_only_after_the_legal_one() -> None:
    obligation = owe(code="SC-NOTICE", start=date(2026, 10, 18))
    assert obligation.due_on < obligation.due_plain
    assert obligation.late_days(on=obligation.due_plain) == 0
    assert obligation.late_days(on=obligation.due_plain + timedelta(days=1)) == 1


def test_what_was_waived_or_void_is_never_late(clerk: User) -> None:
    waived, void = owe(), owe()
    obligations.waive(waived, reason="情况变化", decision="第9次主任会议", actor=clerk)
    obligations.void(void, reason="会议取消", actor=clerk)
    assert [row.late_days(on=DUE + timedelta(days=99)) for row in (waived, void)] == [0, 0]


def test_overdue_and_due_within_hold_what_is_open_and_live(clerk: User) -> None:
    open_one, done, historic = owe(), owe(), owe(is_historic=True)
    obligations.finish(done, on=TODAY, actor=clerk)
    rows = Obligation.objects
    assert list(rows.overdue(on=DUE)) == []
    assert list(rows.overdue(on=DUE + timedelta(days=1))) == [open_one]
    assert list(rows.due_within(7, on=DUE)) == [open_one]
    assert list(rows.due_within(7, on=DUE - timedelta(days=7))) == [open_one]
    assert list(rows.due_within(7, on=DUE - timedelta(days=8))) == []
    assert list(rows.due_within(7, on=DUE + timedelta(days=1))) == []
    assert historic not in rows.live()


def test_a_person_owes_as_account_through_the_organ_and_through_a_role() -> None:
    unit = factories.organ()
    person = factories.user("office", organ=unit)
    mine = {owe(account=person), owe(organ=unit), owe(role="office")}
    owe(account=factories.user())
    owe()
    owe(role="office_head")
    assert set(Obligation.objects.owed_by(person)) == mine


def test_a_person_without_organ_and_role_owes_only_as_account() -> None:
    person = factories.user()
    own = owe(account=person)
    owe()
    assert list(Obligation.objects.owed_by(person)) == [own]
