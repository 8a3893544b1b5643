"""Meetings of streets and townships, councillors, and the periods in which they must meet."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from congress.models import Obligation
from congress.workflow import TransitionError
from deputies.models import Councillor, LocalDuty, LocalMeeting, StreetPilot
from deputies.services import local_meetings
from tests import factories
from tests.factories_people import keeper, local_meeting, street, township

pytestmark = pytest.mark.django_db
Kind = LocalMeeting.Kind
TODAY = factories.TODAY


def clerk() -> Any:
    return factories.user("deputies_wc")


def planned(organ: Any, kind: str = Kind.STREET_COMMITTEE, on: date = TODAY, **fields: Any) -> LocalMeeting:
    return LocalMeeting(organ=organ, kind=kind, held_on=on, title="示例议题", **fields)


def codes() -> list[str]:
    rows = LocalDuty.objects.filter(obligation__status=Obligation.Status.OPEN)
    return sorted(rows.values_list("rule_code", flat=True))


def test_each_body_owes_its_meetings_of_the_current_period_once() -> None:
    keeper(street()), keeper(township(), "township_npc")
    assert local_meetings.open_periods(actor=clerk(), today=TODAY) == 3
    assert local_meetings.open_periods(actor=clerk(), today=TODAY) == 0
    assert codes() == ["STR-Q", "STR-Y", "TWN-3M"]
    quarter = LocalDuty.objects.get(rule_code="STR-Q")
    assert (quarter.period_starts_on, quarter.period_ends_on) == (date(2026, 7, 1), date(2026, 9, 30))
    year = LocalDuty.objects.get(rule_code="STR-Y")
    assert (year.period_starts_on, year.period_ends_on) == (date(2026, 1, 1), date(2026, 12, 31))
    assert not LocalDuty.objects.filter(obligation__is_historic=True).exists()


def test_a_meeting_held_ends_what_was_owed_and_the_next_quarter_opens_anew() -> None:
    organ = street()
    actor = keeper(organ)
    local_meetings.open_periods(actor=clerk(), today=TODAY)
    row = local_meetings.keep(planned(organ), actor=actor)
    local_meetings.hold(row, on=TODAY, attendees=9, note="", actor=actor, today=TODAY)
    assert codes() == ["STR-Y"]
    assert LocalDuty.objects.get(rule_code="STR-Q").meeting == row
    assert local_meetings.open_periods(actor=clerk(), today=TODAY) == 0
    local_meetings.open_periods(actor=clerk(), today=date(2026, 10, 1))
    assert codes() == ["STR-Q", "STR-Y"]


def test_the_presidium_counts_three_months_from_its_last_meeting() -> None:
    organ = township()
    keeper(organ)
    local_meeting(organ, Kind.PRESIDIUM, date(2026, 7, 20))
    local_meetings.open_periods(actor=clerk(), today=TODAY)
    row = LocalDuty.objects.get(rule_code="TWN-3M")
    assert (row.period_starts_on, row.period_ends_on) == (date(2026, 7, 20), date(2026, 10, 20))
    assert local_meetings.settle(actor=clerk()) == 0
    local_meeting(organ, Kind.PRESIDIUM, date(2026, 10, 25))
    assert local_meetings.settle(actor=clerk()) == 1
    local_meetings.open_periods(actor=clerk(), today=date(2026, 10, 26))
    assert LocalDuty.objects.filter(obligation__status="open").get().period_ends_on == date(2027, 1, 25)


def test_what_was_missed_before_the_portal_knew_of_it_is_history() -> None:
    organ = township()
    keeper(organ)
    local_meeting(organ, Kind.PRESIDIUM, date(2019, 3, 1))
    local_meetings.open_periods(actor=clerk(), today=TODAY)
    row = LocalDuty.objects.get()
    assert row.period_starts_on == TODAY
    assert row.obligation.due_plain > TODAY
    keeper(street())
    assert local_meetings.open_periods(actor=clerk(), today=TODAY) == 2
    assert not LocalDuty.objects.filter(period_ends_on__lt=TODAY).exists()


def test_a_body_that_was_dissolved_or_does_not_use_the_portal_owes_nothing() -> None:
    street(), township()
    keeper(street(ends_on=date(2025, 12, 31)))
    assert local_meetings.open_periods(actor=clerk(), today=TODAY) == 0


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (street, Kind.PRESIDIUM, "是街道，没有乡镇人大主席团会议"),
        (street, Kind.TOWNSHIP_CONGRESS, "是街道，没有乡镇人民代表大会会议"),
        (township, Kind.RESIDENTS, "是乡镇，没有街道居民议事会议"),
        (factories.organ, Kind.RESIDENTS, "不是街道人大工委或者乡镇人大"),
    ],
)
def test_streets_and_townships_are_different_kinds_of_place(make: Any, kind: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        local_meetings.keep(planned(make(), kind), actor=clerk())
    assert not LocalMeeting.objects.exists()


def test_a_street_enters_its_own_meetings_only() -> None:
    own, other = street(), street()
    actor = keeper(own)
    with pytest.raises(ValidationError, match="只能登记本街道"):
        local_meetings.keep(planned(other), actor=actor)
    row = local_meetings.keep(planned(own), actor=actor)
    local_meetings.keep(planned(other), actor=clerk())
    assert list(LocalMeeting.objects.all().visible_to(actor)) == [row]
    stranger = keeper(other)
    with pytest.raises(ValidationError, match="只能登记本街道"):
        local_meetings.hold(row, on=TODAY, attendees=None, note="", actor=stranger, today=TODAY)


def test_a_meeting_is_held_or_cancelled_once_and_never_ahead() -> None:
    organ = street()
    row = local_meetings.keep(planned(organ), actor=clerk())
    with pytest.raises(ValidationError, match="不能晚于今天"):
        local_meetings.hold(row, on=date(2026, 9, 17), attendees=None, note="", actor=clerk(), today=TODAY)
    with pytest.raises(ValidationError, match="请写明取消的理由"):
        local_meetings.cancel(row, reason=" ", actor=clerk())
    with pytest.raises(ValidationError, match="同类会议已经登记"):
        local_meetings.keep(planned(organ), actor=clerk())
    local_meetings.hold(row, on=TODAY, attendees=5, note="", actor=clerk(), today=TODAY)
    with pytest.raises(TransitionError, match="已召开"):
        local_meetings.cancel(row, reason="改期", actor=clerk())
    with pytest.raises(ValidationError, match="不能更改"):
        local_meetings.keep(row, actor=clerk())


def test_councillors_are_of_streets_only_and_once_at_a_time() -> None:
    own = street()
    row = Councillor(organ=own, name="议事员001", origin="resident", community="示例社区", starts_on=TODAY)
    row.is_illustrative = True
    local_meetings.keep_councillor(row, actor=keeper(own))
    twice = Councillor(organ=own, name="议事员001", origin="resident", community="示例社区", starts_on=TODAY)
    with pytest.raises(ValidationError, match="同名的议事员"):
        local_meetings.keep_councillor(twice, actor=keeper(own))
    elsewhere = Councillor(organ=township(), name="议事员002", origin="resident", starts_on=TODAY)
    with pytest.raises(ValidationError, match="居民议事员只在街道"):
        local_meetings.keep_councillor(elsewhere, actor=clerk())


def test_a_pilot_is_a_streets() -> None:
    pilot = StreetPilot(organ=township(), title="居民议事制度", starts_on=TODAY)
    with pytest.raises(ValidationError, match="不是街道人大工委"):
        local_meetings.keep_pilot(pilot, actor=clerk())
    pilot.organ = street()
    local_meetings.keep_pilot(pilot, actor=clerk())
    assert StreetPilot.objects.in_force(on=TODAY).get() == pilot
