"""What a fact says of a year: records counted, numbers summed, least values marked, shares exact."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from congress.facts import Amount, Fact, Rate, facts, rates
from deputies.models import CongressSession
from tests import factories

pytestmark = pytest.mark.django_db

YEAR = 2026


def rows() -> QuerySet[CongressSession]:
    """Sessions, with a flag for those whose number stands for “at least”."""
    is_least = ExpressionWrapper(Q(number__gte=5), output_field=BooleanField())
    return CongressSession.objects.annotate(is_least=is_least, weight=F("number"))


COUNTED = Fact("tried_count", "试数", "次", rows, "starts_on", "试用的计数。", dimensions={"term": "term__number"})
SUMMED = replace(COUNTED, code="tried_sum", unit="条", sum_of="weight", minimum="is_least")


def session(number: int, year: int = YEAR) -> CongressSession:
    day = date(year, 3, number)
    return CongressSession.objects.create(term=factories.term(), number=number, starts_on=day, ends_on=day)


def test_a_fact_without_a_sum_counts_its_records() -> None:
    session(2)
    session(3)
    session(4, YEAR - 1)
    assert COUNTED.amount(YEAR) == Amount(2)
    assert COUNTED.count(YEAR) == 2


def test_a_fact_with_a_sum_adds_the_numbers_of_its_records_and_still_counts_them() -> None:
    session(2)
    session(3)
    session(4, YEAR - 1)
    assert SUMMED.amount(YEAR) == Amount(5)
    assert SUMMED.count(YEAR) == 2
    assert SUMMED.by("term", YEAR) == {10: 5}
    assert SUMMED.amount(YEAR + 1) == Amount(0)


def test_one_least_value_makes_the_sum_a_least_value() -> None:
    session(2)
    session(5)
    assert SUMMED.amount(YEAR) == Amount(7, is_minimum=True)


def test_what_belongs_to_a_figure_is_added_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(facts._entries, SUMMED.code, SUMMED)
    session(5)
    both = replace(COUNTED, code="tried_both", with_facts=(SUMMED.code,))
    assert both.amount(YEAR) == Amount(6, is_minimum=True)
    assert both.count(YEAR) == 1


def test_a_share_of_sums_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    for fact in (COUNTED, SUMMED):
        monkeypatch.setitem(facts._entries, fact.code, fact)
    rate = Rate("tried_rate", "试比", COUNTED.code, SUMMED.code, "试用的比例。")
    assert rate.share(YEAR) is None
    session(2)
    session(4)
    assert rate.of_year(YEAR) == (2, 6)
    assert rate.share(YEAR) == Fraction(1, 3)


def test_every_fact_and_rate_leans_on_facts_that_exist_in_its_unit() -> None:
    for fact in facts:
        assert {facts.get(code).unit for code in fact.with_facts} <= {fact.unit}, fact.code
    for rate in rates:
        assert {rate.part, rate.whole} <= set(facts.names()), rate.code
