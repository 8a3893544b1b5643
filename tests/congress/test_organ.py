"""Organs: the name valid on a date is what prints."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from congress.models import Organ, OrganName
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee() -> Organ:
    organ = factories.organ(Organ.Kind.WORKING_COMMITTEE, name="监察和司法工作委员会")
    OrganName.objects.create(
        organ=organ, name="法制内务司法工作委员会", starts_on=date(2017, 2, 1), ends_on=date(2019, 3, 31)
    )
    OrganName.objects.create(organ=organ, name="监察和司法工作委员会", starts_on=date(2019, 4, 1))
    return organ


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2019, 3, 31), "法制内务司法工作委员会"),
        (date(2019, 4, 1), "监察和司法工作委员会"),
        (date(2010, 1, 1), "监察和司法工作委员会"),
    ],
)
def test_the_name_of_the_day_prints(committee: Organ, day: date, name: str) -> None:
    assert committee.name_on(day) == name


def test_an_organ_has_one_name_on_a_day(committee: Organ) -> None:
    twin = OrganName(organ=committee, name="另一名称", starts_on=date(2018, 1, 1), ends_on=date(2018, 2, 1))
    with pytest.raises(ValidationError, match="同一天只能有一个名称"):
        twin.full_clean()


def test_reversed_dates_are_told_in_words(committee: Organ) -> None:
    wrong = OrganName(organ=committee, name="某名称", starts_on=date(2016, 5, 1), ends_on=date(2016, 4, 1))
    with pytest.raises(ValidationError, match="停用日期不能早于启用日期"):
        wrong.full_clean()
