"""Mandates and seats: who held what on a day, and what the tables refuse."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress import registry
from deputies.models import Mandate, Person, Seat, Term
from tests import factories

pytestmark = pytest.mark.django_db

START, LAST = date(2022, 2, 1), date(2024, 6, 30)


def mandate(person: Person, **fields: object) -> Mandate:
    return Mandate(**{"person": person, "level": Mandate.Level.DISTRICT, "starts_on": START, **fields})


def seat(person: Person, **fields: object) -> Seat:
    return Seat(**{"person": person, "term": factories.term(), "starts_on": START, **fields})


@pytest.mark.parametrize(("day", "held"), [(date(2022, 1, 31), 0), (START, 1), (LAST, 1), (date(2024, 7, 1), 0)])
def test_both_ends_of_a_seat_belong_to_it(day: date, held: int) -> None:
    factories.seat(starts_on=START, ends_on=LAST)
    assert Seat.objects.in_office(on=day).count() == held


def test_a_seat_without_an_end_is_held_still() -> None:
    factories.seat()
    assert Seat.objects.in_office(on=factories.TODAY).count() == 1


def test_chair_and_vice_chairs_come_by_rank_and_members_by_strokes() -> None:
    for name, role in (
        ("陈一", "member"),
        ("张一", "member"),
        ("李一", "member"),
        ("田一", "vice_chair"),
        ("王一", "chair"),
    ):
        factories.seat(role, holder=factories.person(name))
    assert [row.person.name for row in Seat.objects.by_rank()] == ["王一", "田一", "李一", "张一", "陈一"]


def test_one_person_holds_mandates_of_several_levels_at_once() -> None:
    person = factories.person()
    for level in (Mandate.Level.DISTRICT, Mandate.Level.CITY):
        row = mandate(person, level=level)
        row.full_clean()
        row.save()
    assert Mandate.objects.in_office(on=factories.TODAY).count() == 2


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ends_on": date(2021, 1, 1), "end_reason": "resigned"}, "终止日期不能早于开始日期"),
        ({"ends_on": LAST}, "填写终止日期时须选择终止原因"),
        ({}, "同一人同一级别的代表资格日期不能重叠"),
    ],
)
def test_a_mandate_that_cannot_be_is_refused_in_words(fields: dict[str, object], message: str) -> None:
    person = factories.person()
    mandate(person, starts_on=date(2023, 1, 1)).save()
    with pytest.raises(ValidationError, match=message):
        mandate(person, **fields).full_clean()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ends_on": date(2021, 1, 1)}, "离任日期不能早于任职日期"),
        ({}, "同一人在同一天只能担任一个常委会职务"),
    ],
)
def test_a_seat_that_cannot_be_is_refused_in_words(fields: dict[str, object], message: str) -> None:
    holder = factories.person()
    factories.seat(holder=holder, starts_on=date(2023, 1, 1))
    with pytest.raises(ValidationError, match=message):
        seat(holder, **fields).full_clean()


def test_there_is_one_chair_at_a_time_even_past_the_forms() -> None:
    factories.seat(Seat.Role.CHAIR)
    with pytest.raises(ValidationError, match="同一天只能有一位主任"):
        seat(factories.person(), role=Seat.Role.CHAIR).full_clean()
    with pytest.raises(IntegrityError, match="seat_one_chair"), transaction.atomic():
        seat(factories.person(), role=Seat.Role.CHAIR).save()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"starts_on": date(2026, 1, 1)}, "两届的任期不能重叠"),
        ({"starts_on": date(2030, 1, 1), "ends_on": date(2029, 1, 1)}, "结束日期不能早于开始日期"),
    ],
)
def test_terms_follow_one_another(fields: dict[str, object], message: str) -> None:
    factories.term()
    with pytest.raises(ValidationError, match=message):
        Term(**{"number": 11, **fields}).full_clean()


def test_a_seat_that_reaches_beyond_its_term_is_among_the_checks() -> None:
    term = factories.term()
    whole = factories.seat(starts_on=term.starts_on, ends_on=term.ends_on)
    factories.seat(starts_on=date(2024, 4, 1))
    early = factories.seat(starts_on=date(2022, 1, 31), ends_on=date(2023, 1, 1))
    late = factories.seat(starts_on=date(2023, 2, 1), ends_on=date(2027, 2, 1))
    check = registry.checks.get("seats_outside_their_term")
    assert list(check.rows(factories.TODAY)) == [early, late]
    assert whole not in check.rows(factories.TODAY)
