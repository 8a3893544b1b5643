"""Suspensions, absences without leave, and who counts in a statistic."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import Notification, Organ
from congress.workflow import TransitionError
from deputies.models import CongressSession, Mandate, SessionAbsence, Suspension
from deputies.services import seats, suspensions, vacancies
from tests import factories
from tests.factories_duty import deputy
from tests.factories_people import street, township

pytestmark = pytest.mark.django_db
MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 30)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def clerk() -> Any:
    return factories.user("deputies_wc")


def suspended(person: Any, starts_on: date = MARCH, **fields: Any) -> Suspension:
    row = Suspension(mandate=person.mandates.get(), ground="charged", starts_on=starts_on, **fields)
    return suspensions.suspend(row, actor=clerk())


def session(number: int, starts_on: date | None) -> CongressSession:
    return CongressSession.objects.create(term=factories.term(), number=number, starts_on=starts_on)


def test_a_suspended_deputy_keeps_the_place_and_cannot_act() -> None:
    term = factories.term()
    term.deputy_quota = 3
    term.save()
    person, other = deputy(), deputy()
    suspended(person)
    standing = vacancies.deputies(term, on=JUNE)
    assert (standing.in_office, standing.vacancies) == (2, 1)
    assert [row.person for row in Mandate.objects.active(on=JUNE)] == [other]
    assert Mandate.objects.active(on=date(2026, 2, 28)).count() == 2


def test_the_account_loses_its_roles_while_it_lasts_and_gets_them_back() -> None:
    account = factories.user("deputy", "sc_member")
    person = deputy(account=account)
    factories.seat(holder=person)
    row = suspended(person)
    assert not account.groups.exists()
    suspensions.resume(row, on=JUNE, actor=clerk())
    assert {group.name for group in account.groups.all()} == {"deputy", "sc_member"}
    with pytest.raises(TransitionError, match="不能再次办理"):
        suspensions.resume(row, on=JUNE, actor=clerk())


def test_a_mandate_is_not_suspended_twice_at_a_time_nor_outside_its_days() -> None:
    person = deputy(ends_on=JUNE)
    row = suspended(person)
    with pytest.raises(ValidationError, match="已经暂停执行职务"):
        suspended(person, starts_on=date(2026, 4, 1))
    with pytest.raises(ValidationError, match="不在任"):
        suspended(person, starts_on=date(2026, 8, 1))
    with pytest.raises(ValidationError, match="不能早于停止日期"):
        suspensions.resume(row, on=date(2026, 1, 1), actor=clerk())
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspension.objects.create(mandate=row.mandate, ground="charged", starts_on=JUNE)


def test_a_suspension_ends_with_the_mandate() -> None:
    person = deputy()
    row = suspended(person)
    seats.end_mandate(person.mandates.get(), on=JUNE, reason="deprived", actor=clerk())
    row.refresh_from_db()
    assert row.ends_on == JUNE


def test_days_of_service_respect_beginnings_ends_and_suspensions() -> None:
    whole = deputy()
    by_election = deputy(starts_on=date(2026, 7, 1))
    left = deputy(ends_on=date(2026, 1, 31))
    stopped = deputy()
    suspended(stopped, starts_on=date(2025, 12, 1), ends_on=date(2026, 1, 10))
    suspended(stopped, starts_on=date(2026, 12, 22))
    never = deputy(ends_on=date(2025, 12, 31))
    nothing = deputy()
    suspended(nothing, starts_on=date(2025, 1, 1))
    rows = {row.person: row.days_of_service for row in Mandate.objects.with_days_of_service(*YEAR)}  # type: ignore[attr-defined]
    assert rows == {whole: 365, by_election: 184, left: 31, stopped: 365 - 10 - 10, nothing: 0}
    assert never not in rows
    assert set(Mandate.objects.serving_between(*YEAR).values_list("person", flat=True)) == {
        whole.pk,
        by_election.pk,
        left.pk,
        stopped.pk,
    }


def test_two_absences_without_leave_call_for_the_end_and_one_with_leave_does_not_count() -> None:
    office = clerk()
    mandate = deputy().mandates.get()
    for number, is_approved in ((1, False), (2, True), (3, False)):
        row = SessionAbsence(mandate=mandate, session=session(number, date(2023 + number, 3, 1)))
        row.is_approved = is_approved
        suspensions.note_absence(row, actor=office)
        due = Mandate.objects.all().due_to_end_by_absence(on=JUNE)
        assert due.exists() == (number == 3)
    assert Mandate.objects.with_unapproved_absences().get().unapproved_absent_sessions == 2  # type: ignore[attr-defined]
    assert Notification.objects.filter(recipient=office, subject__contains="办理代表资格终止").count() == 1
    seats.end_mandate(mandate, on=JUNE, reason="absent", actor=office)
    assert not Mandate.objects.all().due_to_end_by_absence(on=date(2026, 7, 1)).exists()


def test_an_absence_is_noted_once_and_only_for_who_was_in_office() -> None:
    mandate = deputy(starts_on=date(2025, 6, 1)).mandates.get()
    early, undated, good = session(1, date(2024, 3, 1)), session(2, None), session(3, date(2026, 3, 1))
    for where, message in ((early, "不在任"), (undated, "还没有开幕日期")):
        with pytest.raises(ValidationError, match=message):
            suspensions.note_absence(SessionAbsence(mandate=mandate, session=where), actor=clerk())
    suspensions.note_absence(SessionAbsence(mandate=mandate, session=good), actor=clerk())
    with pytest.raises(ValidationError, match="已经登记"):
        suspensions.note_absence(SessionAbsence(mandate=mandate, session=good), actor=clerk())


def test_the_end_is_reported_once_and_not_before_it_came() -> None:
    mandate = deputy().mandates.get()
    with pytest.raises(ValidationError, match="没有登记终止"):
        suspensions.report_end(mandate, on=JUNE, actor=clerk())
    seats.end_mandate(mandate, on=JUNE, reason="death", actor=clerk())
    with pytest.raises(ValidationError, match="不能早于终止日期"):
        suspensions.report_end(mandate, on=MARCH, actor=clerk())
    suspensions.report_end(mandate, on=date(2026, 7, 3), actor=clerk())
    with pytest.raises(TransitionError, match="已于2026年7月3日报告"):
        suspensions.report_end(mandate, on=date(2026, 7, 4), actor=clerk())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (street, "没有街道人大代表"),
        (lambda: factories.organ(Organ.Kind.STREET_OFFICE), "没有街道人大代表"),
        (factories.organ, "须选择所属的乡镇人民代表大会"),
        (lambda: None, "须选择所属的乡镇人民代表大会"),
    ],
)
def test_there_is_no_deputy_of_a_street_congress(make: Any, message: str) -> None:
    row = Mandate(person=factories.person(), level=Mandate.Level.TOWNSHIP, starts_on=MARCH, delegation=make())
    with pytest.raises(ValidationError, match=message):
        seats.start_mandate(row, actor=clerk())
    assert not Mandate.objects.exists()


def test_a_deputy_of_a_township_belongs_to_its_congress() -> None:
    row = Mandate(person=factories.person(), level=Mandate.Level.TOWNSHIP, starts_on=MARCH, delegation=township())
    seats.start_mandate(row, actor=clerk())
    assert Mandate.objects.in_office(on=JUNE).get() == row


def test_a_mandate_that_overlaps_itself_is_refused() -> None:
    person = deputy(ends_on=JUNE)
    row = Mandate(person=person, level=Mandate.Level.DISTRICT, starts_on=MARCH, term=factories.term())
    with pytest.raises(ValidationError, match="已是区级人大代表"):
        seats.start_mandate(row, actor=clerk())
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
