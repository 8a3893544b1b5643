"""Organs as everyone may read of them."""

from datetime import date

import pytest
from django.test import Client

from congress.models import Organ, OrganName
from tests import factories
from tests.published import HTML_LIMIT, compressed, cost

pytestmark = pytest.mark.django_db


def test_a_street_and_a_township_stand_apart() -> None:
    factories.organ(Organ.Kind.STREET_OFFICE, name="示例街道办事处")
    factories.organ(Organ.Kind.TOWNSHIP_GOVERNMENT, name="示例镇人民政府")
    groups = {
        heading: [organ.name for organ in organs] for heading, organs in Client().get("/organs/").context["groups"]
    }
    assert groups == {"街道": ["示例街道办事处"], "乡镇": ["示例镇人民政府"]}


def test_bodies_of_the_party_are_not_shown() -> None:
    organ = factories.organ(Organ.Kind.PARTY_GROUP, name="示例党组")
    assert "示例党组" not in Client().get("/organs/").content.decode()
    assert Client().get(f"/organs/{organ.pk}/").status_code == 404


def test_a_page_shows_the_names_an_organ_bore() -> None:
    organ = factories.organ(Organ.Kind.WORKING_COMMITTEE, name="监察和司法工委")
    OrganName.objects.create(
        organ=organ, name="法制内务司法工委", starts_on=date(2017, 1, 1), ends_on=date(2019, 3, 31)
    )
    page = Client().get(f"/organs/{organ.pk}/").content.decode()
    assert "法制内务司法工委" in page
    assert "2019年3月31日" in page


@pytest.mark.parametrize("number", [10, 100])
def test_queries_do_not_grow(number: int) -> None:
    parent = factories.organ(Organ.Kind.GOVERNMENT)
    for _ in range(number):
        factories.organ(parent=parent)
    for path, budget in (("/organs/", 1), (f"/organs/{parent.pk}/", 3)):
        with cost() as spent:
            page = Client().get(path)
        assert spent.queries == budget, path
        assert compressed(page.content) <= HTML_LIMIT
