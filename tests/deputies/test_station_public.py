"""Public pages of stations: directory with map, page, timetable; drafts and telephones stay inside."""

from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from congress.models import User
from deputies.models import DeliberationEvent, StationAssignment, StationHours
from deputies.services import station_life, station_pages, stations
from tests.factories_duty import deputy
from tests.factories_stations import leaders, slot, staff, station

pytestmark = pytest.mark.django_db
BUDGET = 10


@pytest.fixture
def soon() -> date:
    """A day to come, by the clock of the pages."""
    return date.fromordinal(timezone.localdate().toordinal() + 7)


def test_the_directory_shows_a_map_and_the_same_as_a_list(client: Client) -> None:
    place = station(name="府山街道代表联络站", tile_column=2, tile_row=3)
    station(address="远路1号")
    page = client.get("/stations/").content.decode()
    assert page.count(f'href="{place.get_absolute_url()}"') == 2
    assert "<svg" in page
    assert "府山街道" in page
    assert "远路1号" in page


def test_the_directory_costs_the_same_however_many_stations(client: Client, django_assert_max_num_queries: Any) -> None:
    for place in range(1, 7):
        station(tile_column=place, tile_row=1)
    with django_assert_max_num_queries(BUDGET):
        assert client.get("/stations/").status_code == 200


def test_a_station_page_tells_hours_deputies_and_receptions_but_no_telephone(
    client: Client, clerk: User, soon: date, django_assert_max_num_queries: Any
) -> None:
    place = station()
    person = deputy(level="city")
    stations.assign(
        StationAssignment(station=place, mandate=person.mandates.get(), starts_on=date(2022, 2, 1)), actor=clerk
    )
    stations.set_hours(
        place, [StationHours(weekday=day, opens_at=time(9), closes_at=time(17)) for day in (1, 2, 3)], actor=clerk
    )
    keeper = staff(place)
    keeper.phone = "0570-1234567"
    keeper.save()
    today = timezone.localdate()
    slot(place, *leaders(2), held_on=soon, today=today, is_published=True, theme="停车问题")
    slot(place, *leaders(1), held_on=soon, today=today, starts_at=time(14), ends_at=time(15), theme="内部草稿")
    with django_assert_max_num_queries(BUDGET + 4):
        page = client.get(place.get_absolute_url()).content.decode()
    assert "星期一至星期三 09:00—17:00" in page
    assert f"{person.name}" in page
    assert "市级代表" in page
    assert "停车问题" in page
    assert "内部草稿" not in page
    assert "0570" not in page


def test_the_timetable_lists_what_is_announced_by_kind_and_year(client: Client, soon: date) -> None:
    row = slot(None, *leaders(1), held_on=soon, today=timezone.localdate(), is_published=True, kind="leader")
    assert row.station.name in client.get("/stations/timetable/").content.decode()
    assert row.station.name in client.get(f"/stations/timetable/?kind=leader&year={soon.year}").content.decode()
    assert row.station.name not in client.get("/stations/timetable/?kind=deputy").content.decode()
    for bad in ("kind=x", "year=20", "year=abcd"):
        assert client.get(f"/stations/timetable/?{bad}").status_code == 404


def test_a_closed_station_has_no_page(client: Client) -> None:
    place = station(closed_on=date(2026, 1, 1))
    assert client.get(place.get_absolute_url()).status_code == 404


def test_a_deliberation_is_public_from_its_announcement_with_its_results(client: Client, clerk: User) -> None:
    today = timezone.localdate()
    event = DeliberationEvent(station=station(), topic="老旧小区加装电梯", held_on=today)
    station_life.plan_deliberation(event, actor=clerk, today=today)
    assert client.get(event.get_absolute_url()).status_code == 404
    station_life.announce(event, on=today, actor=clerk)
    person = deputy()
    station_life.hold(event, deputies=[person.mandates.get()], residents=12, opinions="先易后难", on=today, actor=clerk)
    station_life.conclude(event, results="已列入计划", on=today, actor=clerk)
    page = client.get(event.get_absolute_url()).content.decode()
    for words in ("老旧小区加装电梯", "12人", "先易后难", "已列入计划", person.name):
        assert words in page
    assert "老旧小区加装电梯" in client.get("/stations/deliberations/").content.decode()


def test_days_in_a_row_with_the_same_hours_stand_together() -> None:
    place = station()
    for day, opens in ((1, 9), (2, 9), (4, 9), (5, 14)):
        StationHours.objects.create(station=place, weekday=day, opens_at=time(opens), closes_at=time(17))
    assert [days for days, _ in station_pages.week(place.hours.all())] == ["星期一至星期二", "星期四", "星期五"]
