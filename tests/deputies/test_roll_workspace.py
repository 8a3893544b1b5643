"""The roll of an area on any day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from deputies.models import Mandate
from tests.desk import Clerk
from tests.factories_duty import deputy
from tests.factories_people import keeper, street, township

pytestmark = pytest.mark.django_db
ROLL = "/workspace/deputies/"


def test_a_street_reads_its_own_deputies_as_they_were_on_any_day() -> None:
    own = street()
    gone = deputy(delegation=own, ends_on=timezone.localdate() - timedelta(days=1))
    held, elsewhere = deputy(delegation=own), deputy(delegation=street())
    clerk = Clerk(user=keeper(own))
    today = clerk.text(ROLL)
    assert held.name in today
    assert gone.name not in today
    assert elsewhere.name not in today
    before = clerk.text(f"{ROLL}?on={date(2025, 1, 1).isoformat()}")
    assert gone.name in before
    assert held.name in clerk.text(f"{ROLL}?on=2025-02-31")
    assert "没有在任的代表" in clerk.text(f"{ROLL}?on=2001-01-01")


def test_a_township_reads_the_deputies_of_its_own_congress_too() -> None:
    town = township()
    local = deputy(level=Mandate.Level.TOWNSHIP, delegation=town)
    assert local.name in Clerk(user=keeper(town, "township_npc")).text(ROLL)


def test_the_deputies_committee_reads_all_and_others_are_kept_out() -> None:
    person = deputy(delegation=street())
    assert person.name in Clerk("deputies_wc").text(ROLL)
    for role in ("deputy", "unit_clerk"):
        assert Clerk(role, organ=street()).status(ROLL) == 403
