"""Fixed number, in office, vacancies: the identity holds after whatever happens, and no place is filled twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congress.models import Activity
from congress.workflow import TransitionError
from deputies.models import Mandate, Seat, Term
from deputies.offers import seats as offered
from deputies.services import seats, vacancies
from tests import factories
from tests import factories_by_elections as rows
from tests.factories import TODAY
from tests.factories_by_elections import START

pytestmark = pytest.mark.django_db


def new_mandate(**fields: Any) -> Mandate:
    values = {"person": factories.person(), "term": factories.term(), "level": "district", "starts_on": TODAY, **fields}
    return Mandate(**values)


def new_seat(holder: Mandate, **fields: Any) -> Seat:
    return Seat(**{"person": holder.person, "term": factories.term(), "starts_on": TODAY, "role": "member", **fields})


def test_of_226_places_two_are_vacant_when_224_are_in_office() -> None:
    term = rows.term()
    rows.deputies(224)
    found = vacancies.deputies(term, on=TODAY)
    assert (found.quota, found.in_office, found.vacancies) == (226, 224, 2)
    assert found.arithmetic == "区人大代表名额226名，在任224名，缺额226−224=2名"


def test_deputies_of_other_levels_and_terms_do_not_count() -> None:
    term = rows.term()
    rows.mandate(level="city")
    rows.mandate(ends_on=TODAY - timedelta(days=1), end_reason="moved")
    old = factories.term(9, starts_on=date(2017, 2, 1), ends_on=date(2022, 1, 31))
    Mandate.objects.create(person=factories.person(), term=old, level="district", starts_on=old.starts_on)
    assert vacancies.deputies(term, on=TODAY).in_office == 0


def test_without_a_fixed_number_nothing_is_vacant_and_nothing_is_refused() -> None:
    term = rows.term(deputy_quota=None, committee_quota=None)
    seats.start_mandate(new_mandate(), actor=rows.office())
    found = vacancies.deputies(term, on=TODAY)
    assert (found.vacancies, found.arithmetic) == (None, "区人大代表名额未登记，在任1名")


def test_a_place_is_free_the_day_after_the_last_day() -> None:
    term = rows.term(deputy_quota=1)
    row = rows.mandate()
    seats.end_mandate(row, on=TODAY, reason="moved", actor=rows.office())
    with pytest.raises(ValidationError, match="在任区人大代表2名，超过第十届名额1名（2−1=1名）"):
        seats.start_mandate(new_mandate(), actor=rows.office())
    assert Mandate.objects.count() == 1
    seats.start_mandate(new_mandate(starts_on=TODAY + timedelta(days=1)), actor=rows.office())
    assert vacancies.deputies(term, on=TODAY + timedelta(days=1)).vacancies == 0


def test_a_mandate_that_would_fill_a_place_taken_later_is_refused() -> None:
    rows.term(deputy_quota=1)
    rows.mandate(starts_on=TODAY + timedelta(days=30))
    with pytest.raises(ValidationError, match="2026年10月16日在任区人大代表2名"):
        seats.start_mandate(new_mandate(), actor=rows.office())


def test_the_committee_does_not_exceed_its_27_seats() -> None:
    rows.term()
    for row in rows.deputies(27):
        Seat.objects.create(person=row.person, term=factories.term(), starts_on=START)
    with pytest.raises(ValidationError, match="在任常委会组成人员28名，超过第十届名额27名"):
        seats.start_seat(new_seat(rows.mandate()), actor=rows.office())


def test_a_seat_needs_a_mandate_of_the_district_on_its_first_day() -> None:
    city = rows.mandate(level="city")
    with pytest.raises(ValidationError, match="不是区人大代表，常委会组成人员由代表中选举产生"):
        seats.start_seat(new_seat(city), actor=rows.office())


def test_nobody_is_seated_on_the_last_day_of_a_mandate() -> None:
    row = rows.mandate()
    seats.end_mandate(row, on=TODAY, reason="moved", actor=rows.office())
    with pytest.raises(ValidationError, match="区人大代表资格于2026年9月16日终止，不能再任常委会职务"):
        seats.start_seat(new_seat(row), actor=rows.office())
    assert not Seat.objects.exists()


def test_a_seat_ends_with_the_term_that_is_known_to_expire() -> None:
    row = rows.mandate(ends_on=date(2027, 1, 31), end_reason="expired")
    seat = seats.start_seat(new_seat(row), actor=rows.office())
    assert (seat.ends_on, seat.end_reason) == (date(2027, 1, 31), "expired")


def test_the_seat_ends_on_the_day_the_mandate_does() -> None:
    row = rows.mandate()
    seat = seats.start_seat(new_seat(row, starts_on=START), actor=rows.office())
    seats.end_mandate(row, on=TODAY, reason="moved", actor=rows.office())
    seat.refresh_from_db()
    row.refresh_from_db()
    assert (seat.ends_on, seat.end_reason, row.ends_on, row.end_reason) == (TODAY, "mandate_ended", TODAY, "moved")


@pytest.mark.parametrize(
    ("reason", "seat_reason"), [("death", "death"), ("expired", "expired"), ("recalled", "mandate_ended")]
)
def test_why_the_seat_ended_follows_from_why_the_mandate_did(reason: str, seat_reason: str) -> None:
    row = rows.mandate()
    seat = seats.start_seat(new_seat(row), actor=rows.office())
    seats.end_mandate(row, on=TODAY, reason=reason, actor=rows.office())
    seat.refresh_from_db()
    assert seat.end_reason == seat_reason


def test_a_city_mandate_that_ends_leaves_the_seat() -> None:
    row = rows.mandate()
    seat = seats.start_seat(new_seat(row), actor=rows.office())
    city = rows.mandate(row.person, level="city")
    seats.end_mandate(city, on=TODAY, reason="moved", actor=rows.office())
    seat.refresh_from_db()
    assert seat.ends_on is None


def test_a_mandate_ends_once() -> None:
    row = rows.mandate()
    seats.end_mandate(row, on=TODAY, reason="moved", actor=rows.office())
    with pytest.raises(TransitionError, match="已于2026年9月16日终止（迁出或调离），不能再次办理"):
        seats.end_mandate(row, on=TODAY - timedelta(days=5), reason="death", actor=rows.office())
    row.refresh_from_db()
    assert row.ends_on == TODAY


def test_an_end_of_term_entered_ahead_gives_way_to_an_earlier_end() -> None:
    row = rows.mandate(ends_on=date(2027, 1, 31), end_reason="expired")
    seats.end_mandate(row, on=TODAY, reason="death", actor=rows.office())
    assert (row.ends_on, row.end_reason) == (TODAY, "death")


def test_an_end_before_the_beginning_or_for_no_lawful_reason_is_refused() -> None:
    row = rows.mandate()
    with pytest.raises(ValidationError, match="终止日期不能早于开始日期（2022年2月1日）"):
        seats.end_mandate(row, on=START - timedelta(days=1), reason="moved", actor=rows.office())
    with pytest.raises(ValidationError, match="《代表法》第六十二条"):
        seats.end_mandate(row, on=TODAY, reason="bored", actor=rows.office())
    row.refresh_from_db()
    assert row.ends_on is None


def test_who_leaves_office_loses_the_roles_of_it_the_same_day_and_keeps_the_rest() -> None:
    row = rows.mandate()
    account = factories.user("deputy", "sc_member", "wc_officer")
    row.person.account = account
    row.person.save()
    seat = seats.start_seat(new_seat(row), actor=rows.office())
    seats.end_seat(seat, on=TODAY, reason="incompatible", actor=rows.office())
    assert set(account.groups.values_list("name", flat=True)) == {"deputy", "wc_officer"}
    seats.end_mandate(row, on=TODAY, reason="moved", actor=rows.office())
    assert set(account.groups.values_list("name", flat=True)) == {"wc_officer"}
    assert Activity.objects.filter(verb="收回角色").count() == 2


def test_who_holds_another_mandate_stays_a_deputy_of_the_portal() -> None:
    row = rows.mandate()
    account = factories.user("deputy")
    row.person.account = account
    row.person.save()
    rows.mandate(row.person, level="city")
    seats.end_mandate(row, on=TODAY, reason="moved", actor=rows.office())
    assert account.groups.filter(name="deputy").exists()


def test_an_end_entered_ahead_takes_access_when_its_day_is_over() -> None:
    row = rows.mandate(ends_on=TODAY, end_reason="expired")
    account = factories.user("deputy")
    row.person.account = account
    row.person.save()
    assert seats.close_ended_access(on=TODAY, actor=rows.office()) == 0
    assert seats.close_ended_access(on=TODAY + timedelta(days=1), actor=rows.office()) == 1
    assert not account.groups.exists()
    assert seats.close_ended_access(on=TODAY + timedelta(days=2), actor=rows.office()) == 0


def test_the_term_is_locked_while_a_place_is_filled() -> None:
    term = rows.term()
    with transaction.atomic():
        vacancies.lock(term)
        with connection.cursor() as cursor:
            cursor.execute("SELECT mode FROM pg_locks JOIN pg_class ON relation = oid WHERE relname = 'deputies_term'")
            assert "RowShareLock" in {row[0] for row in cursor.fetchall()}


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, int]]:
    """Elections, ends and resignations in any order: what happens, and to whom or on which day."""
    what = st.sampled_from(["elect", "seat", "end", "leave", "next"])
    return draw(st.lists(st.tuples(what, st.integers(0, 5)), max_size=14))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_quota_less_in_office_is_vacancies_after_any_history(history: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        term = rows.term(deputy_quota=3, committee_quota=2)
        actor = rows.office()
        day = START
        for what, which in history:
            day += timedelta(days=which) if what == "next" else timedelta()
            try:
                with transaction.atomic():
                    _happen(what, which, day, actor)
            except (ValidationError, TransitionError):
                pass
            for standing in vacancies.standing(term, on=day):
                assert standing.quota is not None
                assert standing.vacancies is not None
                assert standing.quota - standing.in_office == standing.vacancies >= 0
            assert vacancies.excess(term) == ""
            unseated = Seat.objects.in_office(on=day).exclude(
                person__in=Mandate.objects.in_office(on=day).filter(level="district").values("person")
            )
            assert not unseated.exists()
        transaction.set_rollback(True)


def _happen(what: str, which: int, day: date, actor: Any) -> None:
    mandates, held = list(Mandate.objects.order_by("pk")), list(Seat.objects.order_by("pk"))
    if what == "elect":
        seats.start_mandate(new_mandate(starts_on=day), actor=actor)
    elif what == "seat" and mandates:
        seats.start_seat(new_seat(mandates[which % len(mandates)], starts_on=day), actor=actor)
    elif what == "end" and mandates:
        reason = Mandate.EndReason.values[which]
        seats.end_mandate(mandates[which % len(mandates)], on=day, reason=reason, actor=actor)
    elif what == "leave" and held:
        seats.end_seat(held[which % len(held)], on=day, reason="resigned", actor=actor)


def test_the_page_of_inconsistencies_names_what_does_not_add_up() -> None:
    term = rows.term(deputy_quota=2)
    rows.deputies(2)
    assert not offered.terms_over_their_quota(TODAY).exists()
    rows.deputies(1)
    assert list(offered.terms_over_their_quota(TODAY)) == [term]
    seat = factories.seat()
    assert list(offered.seats_without_a_mandate(TODAY)) == [seat]
    rows.mandate(seat.person)
    assert not offered.seats_without_a_mandate(TODAY).exists()
    assert not offered.terms_without_quota(TODAY).exists()
    Term.objects.update(committee_quota=None)
    assert list(offered.terms_without_quota(TODAY)) == [term]


def test_a_place_that_was_filled_in_between_is_not_open_too_long() -> None:
    term = rows.term(deputy_quota=2, committee_quota=None)
    first = rows.mandate()
    assert list(offered.places_open_too_long(TODAY)) == [term]
    filled = rows.mandate(starts_on=TODAY - timedelta(days=60))
    assert not offered.places_open_too_long(TODAY).exists()
    seats.end_mandate(filled, on=TODAY - timedelta(days=30), reason="moved", actor=rows.office())
    assert vacancies.deputies(term, on=TODAY).vacancies == 1
    assert not offered.places_open_too_long(TODAY).exists()
    assert first.ends_on is None
