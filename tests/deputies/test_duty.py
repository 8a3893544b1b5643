"""The duty ledger: who may be entered on which day, who verifies, and what other subjects write."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from congress.facts import rates
from congress.models import Activity, Notification, Organ, User
from congress.workflow import TransitionError
from deputies.models import ActivityAttendance, DutyActivity, DutyKind, Mandate, Person
from deputies.services import duty, duty_lists
from deputies.services.duty import Occasion, Presence
from tests import factories
from tests.factories_duty import activity, attendance, deputy

pytestmark = pytest.mark.django_db
Status = ActivityAttendance.Status

DAY = date(2026, 9, 9)
NOW = datetime(2026, 9, 16, 9, 0, tzinfo=timezone.get_current_timezone())


def occasion(*people: Person, **fields: object) -> Occasion:
    """An occasion of another subject."""
    values: dict[str, Any] = {
        "origin": "meetings.meeting.1",
        "kind": DutyKind.COMMITTEE_MEETING,
        "title": "第九次会议",
        "starts_on": DAY,
        "ends_on": DAY,
        "presences": [Presence(person) for person in people],
        **fields,
    }
    return Occasion(**values)


def test_the_organisers_list_is_verified_at_once_and_counted(clerk: User) -> None:
    row = activity()
    people = [deputy() for _ in range(3)]
    assert duty_lists.enter(row, [Presence(person) for person in people], actor=clerk, at=NOW) == 3
    counted = ActivityAttendance.objects.counted()
    assert (counted.times(), counted.people(), counted.hours()) == (3, 3, Decimal(12))
    assert {(each.verified_by, each.hours) for each in counted} == {(clerk, Decimal(4))}
    assert Activity.objects.filter(verb="登记参加人员", object_key=str(row.pk)).exists()


def test_times_count_rows_and_people_count_persons(clerk: User) -> None:
    person = deputy()
    for _ in range(3):
        duty_lists.enter(activity(), [Presence(person)], actor=clerk, at=NOW)
    counted = ActivityAttendance.objects.counted().in_year(2026)
    assert (counted.times(), counted.people()) == (3, 1)


def test_an_activity_after_the_mandate_is_refused_with_the_day_of_its_end(clerk: User) -> None:
    person = deputy(ends_on=date(2026, 8, 31))
    with pytest.raises(ValidationError, match="代表资格已于2026年8月31日终止，不能登记2026年9月9日的履职活动"):
        duty_lists.enter(activity(), [Presence(person)], actor=clerk, at=NOW)
    assert not ActivityAttendance.objects.exists()


def test_the_database_too_refuses_a_day_outside_the_mandate(clerk: User) -> None:
    person = deputy(ends_on=date(2026, 8, 31))
    with pytest.raises(DatabaseError, match="within_the_mandate"), transaction.atomic():
        attendance(activity(), person, verified_by=clerk)


def test_an_activity_that_ends_after_the_mandate_is_outside_it(clerk: User) -> None:
    person = deputy(ends_on=date(2026, 9, 9))
    with pytest.raises(ValidationError, match="不能登记2026年9月10日的履职活动"):
        duty_lists.enter(activity(ends_on=date(2026, 9, 10)), [Presence(person)], actor=clerk, at=NOW)


def test_the_same_person_is_counted_once_in_an_activity(clerk: User) -> None:
    row, person = activity(), deputy()
    with pytest.raises(ValidationError, match="出现了两次"):
        duty_lists.enter(row, [Presence(person), Presence(person)], actor=clerk, at=NOW)
    duty_lists.enter(row, [Presence(person)], actor=clerk, at=NOW)
    with pytest.raises(ValidationError, match="已登记参加本活动"):
        duty_lists.enter(row, [Presence(person)], actor=clerk, at=NOW)


def test_one_wrong_person_and_nobody_of_the_list_is_stored(clerk: User) -> None:
    stranger = factories.person()
    with pytest.raises(ValidationError, match=f"{stranger}在2026年9月9日没有代表资格"):
        duty_lists.enter(activity(), [Presence(deputy()), Presence(stranger)], actor=clerk, at=NOW)
    assert not ActivityAttendance.objects.exists()


def test_a_person_with_two_mandates_comes_as_deputy_of_the_district(clerk: User) -> None:
    person = deputy(level=Mandate.Level.CITY)
    deputy(person=person)
    duty_lists.enter(activity(), [Presence(person)], actor=clerk, at=NOW)
    assert ActivityAttendance.objects.get().mandate.level == Mandate.Level.DISTRICT


def test_nobody_is_entered_before_the_day(clerk: User) -> None:
    with pytest.raises(ValidationError, match="届时才能登记参加情况"):
        duty_lists.enter(
            activity(starts_on=date(2026, 10, 9), ends_on=date(2026, 10, 9)), [Presence(deputy())], actor=clerk, at=NOW
        )


def test_dates_in_the_wrong_order_are_refused(clerk: User) -> None:
    row = DutyActivity(kind=DutyKind.VISIT, title="示例视察", starts_on=DAY, ends_on=date(2026, 9, 8))
    with pytest.raises(ValidationError, match="结束日期不能早于开始日期"):
        duty_lists.organise(row, actor=clerk)


def test_a_corrected_day_must_stay_within_the_mandates_of_the_list(clerk: User) -> None:
    row, person = activity(), deputy(ends_on=date(2026, 9, 30))
    duty_lists.enter(row, [Presence(person)], actor=clerk, at=NOW)
    row.starts_on = row.ends_on = date(2026, 10, 9)
    with pytest.raises(ValidationError, match="终止"):
        duty_lists.organise(row, actor=clerk)
    row.refresh_from_db()
    assert row.starts_on == DAY


def test_the_expected_are_told_and_then_verified_or_marked_absent(clerk: User) -> None:
    first, second = deputy(account=factories.user("deputy")), deputy()
    row = activity(starts_on=date(2026, 9, 16), ends_on=date(2026, 9, 16))
    assert duty_lists.expect(row, [first, second], actor=clerk, today=date(2026, 9, 16)) == 2
    assert Notification.objects.filter(recipient=first.account).exists()
    assert ActivityAttendance.objects.counted().times() == 0
    duty_lists.verify(row.attendances.get(person=first), actor=clerk, at=NOW)
    duty_lists.mark_absent(row.attendances.get(person=second), actor=clerk, today=date(2026, 9, 16))
    assert ActivityAttendance.objects.counted().people() == 1


def test_a_stale_click_verifies_nothing_twice(clerk: User) -> None:
    row = activity()
    duty_lists.expect(row, [deputy()], actor=clerk, today=DAY)
    first, second = row.attendances.get(), row.attendances.get()
    duty_lists.verify(first, actor=clerk, at=NOW)
    with pytest.raises(TransitionError, match="已核实"):
        duty_lists.mark_absent(second, actor=clerk, today=DAY)


def test_leave_is_asked_for_by_oneself_and_granted_by_another(clerk: User) -> None:
    account = factories.user("deputy")
    person = deputy(account=account)
    row = activity(starts_on=date(2026, 9, 20), ends_on=date(2026, 9, 20))
    duty_lists.expect(row, [person], actor=clerk, today=DAY)
    asked = row.attendances.get()
    with pytest.raises(ValidationError, match="请写明请假理由"):
        duty_lists.ask_leave(asked, reason=" ", actor=account, today=DAY)
    with pytest.raises(ValidationError, match="只能为本人请假"):
        duty_lists.ask_leave(asked, reason="出差", actor=clerk, today=DAY)
    duty_lists.ask_leave(asked, reason="出差", actor=account, today=DAY)
    with pytest.raises(ValidationError, match="不能批准本人的请假"):
        duty_lists.decide_leave(asked, is_granted=True, actor=account)
    duty_lists.decide_leave(asked, is_granted=True, actor=clerk)
    assert asked.status == Status.ON_LEAVE


def test_another_subject_writes_its_occasion_once_however_often_it_tells(clerk: User) -> None:
    people = [deputy(), deputy()]
    assert duty.mirror([occasion(*people)], actor=clerk, at=NOW) == 3
    assert duty.mirror([occasion(*people)], actor=clerk, at=NOW) == 0
    assert ActivityAttendance.objects.counted().times() == 2


def test_a_correction_of_the_origin_corrects_the_ledger(clerk: User) -> None:
    stays, goes, comes = deputy(), deputy(), deputy()
    duty.mirror([occasion(stays, goes)], actor=clerk, at=NOW)
    duty.mirror([occasion(stays, comes, title="第十次会议")], actor=clerk, at=NOW)
    assert DutyActivity.objects.get().title == "第十次会议"
    assert set(ActivityAttendance.objects.counted().values_list("person", flat=True)) == {stays.pk, comes.pk}
    assert ActivityAttendance.objects.get(person=goes).status == Status.WITHDRAWN
    assert duty.drop(["meetings.meeting.1"], actor=clerk) == 2
    assert ActivityAttendance.objects.counted().times() == 0


def test_people_without_a_mandate_are_no_deputies_and_left_out(clerk: User) -> None:
    duty.mirror([occasion(factories.person())], actor=clerk, at=NOW)
    assert not DutyActivity.objects.exists()
    duty.mirror([occasion(factories.person(), deputy())], actor=clerk, at=NOW)
    assert ActivityAttendance.objects.counted().people() == 1


def test_what_another_subject_wrote_is_corrected_there(clerk: User) -> None:
    row = duty.write(occasion(deputy()), actor=clerk, at=NOW)
    assert row is not None
    with pytest.raises(ValidationError, match="请在来源记录中更正"):
        duty_lists.organise(row, actor=clerk)
    with pytest.raises(ValidationError, match="不能在此增加"):
        duty_lists.enter(row, [Presence(deputy())], actor=clerk, at=NOW)


def test_the_ledger_is_written_in_a_fixed_number_of_queries(clerk: User, django_assert_max_num_queries: Any) -> None:
    people = [deputy() for _ in range(6)]
    many = [occasion(*people, origin=f"x.{number}") for number in range(12)]
    duty.mirror(many, actor=clerk, at=NOW)
    with django_assert_max_num_queries(6):
        assert duty.mirror(many, actor=clerk, at=NOW) == 0


def test_shares_of_deputies_are_of_those_who_held_a_mandate_in_the_year() -> None:
    deputy(starts_on=date(2022, 2, 1), ends_on=date(2025, 12, 31))
    elected = deputy(starts_on=date(2026, 6, 1))
    left = deputy(starts_on=date(2022, 2, 1), ends_on=date(2026, 3, 1))
    deputy(starts_on=date(2027, 1, 5))
    deputy(level=Mandate.Level.TOWNSHIP, delegation=factories.organ(Organ.Kind.TOWNSHIP_CONGRESS))
    for _ in range(2):
        attendance(activity(DutyKind.REPORT, starts_on=date(2026, 9, 1)), elected)
    attendance(activity(starts_on=date(2026, 2, 1)), left)
    assert rates.get("duty_district_people_share").of_year(2026) == (2, 2)
    assert rates.get("duty_district_reporters_share").of_year(2026) == (1, 2)
    assert rates.get("duty_district_people_share").of_year(2025) == (0, 2)
