"""A deputy's year on the home page, and the deputy's pages with 250 deputies and ten years of records."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from benchmarks import ten_years
from congress.workspace.calendar import address
from deputies.models import (
    ContactLog,
    ContactPair,
    Mandate,
    ReceptionHost,
    ReceptionSlot,
)
from deputies.services import own_record
from tests import factories, factories_patrols, factories_stations
from tests.desk import Clerk
from tests.factories_duty import activity, attendance, deputy
from tests.published import cost

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def test_the_record_counts_verified_rows_of_the_year_and_of_nobody_else() -> None:
    user, other = factories.user("deputy"), factories.user("deputy")
    person, stranger = deputy(account=user), deputy(account=other)
    attendance(activity(hours=Decimal("2.5")), person, hours=Decimal("2.5"))
    attendance(activity(), person, hours=Decimal(4))
    attendance(activity(), person, status="submitted")
    attendance(activity(starts_on=date(2025, 5, 5)), person)
    attendance(activity(), stranger)
    record = own_record.of_year(user, TODAY.year)
    assert record is not None
    assert (record.times, record.hours, record.unverified) == (2, Decimal("6.5"), 1)
    assert (record.hosted, record.found, record.contacted) == (0, 0, 0)


def test_who_is_no_deputy_has_no_record() -> None:
    assert own_record.of_year(factories.user("office"), TODAY.year) is None
    assert "我今年的履职" not in Clerk("office").text("/workspace/")


def test_the_home_of_a_deputy_shows_the_year() -> None:
    clerk = Clerk("deputy")
    person = deputy(account=clerk.user)
    attendance(activity(), person, hours=Decimal(4))
    text = clerk.text("/workspace/")
    assert "我今年的履职" in text
    assert "1次" in text
    assert "4小时" in text


def test_receptions_findings_and_contacts_stand_beside_the_ledger() -> None:
    user = factories_patrols.deputy()
    person = user.person
    day = TODAY - timedelta(days=3)
    held = {"held_on": day, "published_on": day, "starts_at": time(9), "ends_at": time(11), "status": "held"}
    slot = ReceptionSlot.objects.create(station=factories_stations.station(), **held)
    moments = {"starts": _moment(day, 9), "ends": _moment(day, 11)}
    for each, status in ((person, "present"), (factories.person(), "present")):
        ReceptionHost.objects.create(slot=slot, person=each, capacity="deputy", attendance=status, **moments)
    factories_patrols.finding(user)
    pair = ContactPair.objects.create(kind="deputy_voters", keeper=person, place="示例社区", voters=3, starts_on=TODAY)
    ContactLog.objects.create(pair=pair, made_on=TODAY, note="示例", entered_by=user)
    record = own_record.of_year(user, TODAY.year)
    assert record is not None
    assert (record.hosted, record.found, record.contacted) == (1, 1, 1)


def test_the_record_is_one_query() -> None:
    user = factories.user("deputy")
    attendance(activity(), deputy(account=user))
    with cost() as spent:
        own_record.of_year(user, TODAY.year)
    assert spent.queries == 1


#: queries of each page of a deputy (the bars: home ≤ 15, a list or detail ≤ 10; 台账 shows a year, its file and points)
BUDGETS = {
    "/workspace/": 15,
    "/workspace/duty/": 12,
    "/workspace/receptions/": 10,
    "/workspace/patrols/": 10,
    "/workspace/allowances/": 10,
    "/workspace/profile/public/": 12,
    "/workspace/notifications/": 10,
}
CALENDAR = 12


@pytest.mark.slow
def test_the_pages_of_a_deputy_cost_the_same_with_250_deputies_and_ten_years_of_records() -> None:
    user = factories_patrols.deputy()
    clerk = Clerk(user=user)
    person = user.person
    attendance(activity(), person)
    factories_patrols.finding(user)
    feed = address(user)
    pages = (*BUDGETS, feed, f"/deputies/{person.pk}/")
    few = {path: clerk.queries(path) for path in pages}
    assert ten_years.load(user, today=TODAY) > 15_000
    assert Mandate.objects.filter(level="district").count() >= ten_years.DEPUTIES
    many = {path: clerk.queries(path) for path in pages}
    over = {path: cost for path, cost in many.items() if cost > BUDGETS.get(path, CALENDAR)}
    assert over == {}, many
    # A page that had nothing to show may ask once for what it shows; none asks for each record.
    assert {path: many[path] - few[path] for path in pages if many[path] > few[path] + 2} == {}
    text = clerk.text("/workspace/")
    assert "我今年的履职" in text
    record = own_record.of_year(user, TODAY.year)
    assert record is not None
    assert record.times > 40
