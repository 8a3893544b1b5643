"""A street's own pages: its calendar and its councillors, and nobody else's."""

from datetime import date

import pytest
from django.utils import timezone

from deputies.models import Councillor, LocalMeeting
from deputies.services import local_meetings
from tests import factories
from tests.desk import Clerk
from tests.factories_people import keeper, local_meeting, street, township

pytestmark = pytest.mark.django_db
LIST = "/workspace/local-meetings/"
COUNCILLORS = "/workspace/councillors/"


def plan(clerk: Clerk, **fields: str) -> int:
    sent = {"kind": "street_committee", "title": "示例议题", "held_on": "2026-09-16", **fields}
    return clerk.client.post(LIST, sent).status_code


def test_a_street_plans_a_meeting_and_tells_that_it_was_held() -> None:
    organ = street()
    clerk = Clerk(user=keeper(organ))
    local_meetings.open_periods(actor=factories.user("deputies_wc"), today=timezone.localdate())
    assert "举行街道人大工委会议" in clerk.text(LIST)
    assert plan(clerk, held_on=timezone.localdate().isoformat()) == 302
    row = LocalMeeting.objects.get()
    page = f"{LIST}{row.pk}/"
    stamp = clerk.page(page).xpath("//section[@id='hold']//input[@name='stamp']/@value")[0]
    sent = {
        "step": "hold",
        "stamp": stamp,
        "on": timezone.localdate().isoformat(),
        "attendees": "12",
        "note": "议定三项",
    }
    assert clerk.client.post(page, sent).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.attendees) == ("held", 12)
    assert "举行街道人大工委会议（" not in clerk.text(LIST)


def test_what_a_street_may_not_hold_is_refused_on_the_form_and_nothing_is_kept() -> None:
    clerk = Clerk(user=keeper(street()))
    assert plan(clerk, kind="presidium") == 422
    assert plan(clerk, title="") == 422
    assert plan(clerk, held_on="2026-13-01") == 422
    assert not LocalMeeting.objects.exists()


def test_a_stale_form_changes_nothing() -> None:
    organ = street()
    row = local_meeting(organ, "street_committee", date(2026, 9, 1), status="planned")
    clerk = Clerk(user=keeper(organ))
    sent = {"step": "hold", "stamp": "0" * 24, "on": "2026-09-01"}
    answer = clerk.client.post(f"{LIST}{row.pk}/", sent)
    assert answer.status_code == 422
    assert "没有生效" in answer.content.decode()
    row.refresh_from_db()
    assert row.status == "planned"


def test_another_area_is_not_found_and_strangers_are_kept_out() -> None:
    own, other = street(), street()
    row = local_meeting(other, "street_committee", date(2026, 9, 1), title="邻街道议题")
    clerk = Clerk(user=keeper(own))
    assert clerk.status(f"{LIST}?organ={other.pk}") == 404
    assert clerk.status(f"{LIST}?organ=x") == 404
    assert clerk.status(f"{LIST}{row.pk}/") == 404
    assert "邻街道议题" not in clerk.text(LIST)
    for role in ("deputy", "unit_clerk"):
        assert Clerk(role, organ=other).status(LIST) == 403
    reader = Clerk("deputies_wc")
    assert "邻街道议题" in reader.text(LIST)
    assert reader.status(f"{LIST}?organ=99999999") == 404


def test_a_street_registers_councillors_and_a_township_has_none() -> None:
    clerk = Clerk(user=keeper(street()))
    sent = {"name": "议事员001", "origin": "resident", "community": "示例社区", "starts_on": "2026-01-01"}
    assert clerk.client.post(COUNCILLORS, sent).status_code == 302
    assert clerk.client.post(COUNCILLORS, sent).status_code == 422
    assert Councillor.objects.count() == 1
    assert "议事员001" in clerk.text(COUNCILLORS)
    town = Clerk(user=keeper(township(), "township_npc"))
    assert "登记居民议事员" not in town.text(COUNCILLORS)
    assert town.client.post(COUNCILLORS, sent).status_code == 422


def test_the_list_costs_the_same_for_many_meetings() -> None:
    organ = street()
    clerk = Clerk(user=keeper(organ))
    local_meeting(organ, "street_committee", date(2026, 1, 1))
    few = clerk.queries(LIST)
    for day in range(2, 30):
        local_meeting(organ, "street_committee", date(2026, 1, day))
    assert clerk.queries(LIST) == few
