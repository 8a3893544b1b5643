"""Stations: who keeps which, moves, hours, staff by row, deputies of any level; assessment to its grade."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from congress.models import Organ, User
from congress.workflow import TransitionError
from deputies.models import (
    Mandate,
    StandardScheme,
    Station,
    StationAssessment,
    StationAssignment,
    StationCheck,
    StationHours,
)
from deputies.services import receptions, station_pages, station_standards, stations
from tests import factories
from tests.factories_duty import deputy
from tests.factories_stations import DAY, leaders, slot, staff, station

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


def test_an_organ_has_one_station_and_a_street_or_township_keeps_it(clerk: User) -> None:
    first = station()
    again = Station(code="b", name="另一个", organ=first.organ, address="某路1号", opened_on=date(2020, 1, 1))
    with pytest.raises(ValidationError, match="已有联络站"):
        stations.register(again, actor=clerk)
    again.organ = factories.organ()
    with pytest.raises(ValidationError, match="人大街道工委或者乡镇人大"):
        stations.register(again, actor=clerk)
    again.organ, again.code = factories.organ(Organ.Kind.TOWNSHIP_CONGRESS), "timetable"
    with pytest.raises(ValidationError, match="请换一个代码"):
        stations.register(again, actor=clerk)


def test_a_point_lies_below_a_station_of_the_same_street(clerk: User) -> None:
    parent = station()
    fields = {"kind": "point", "address": "某路2号", "opened_on": date(2020, 1, 1)}
    stray = Station(code="p", name="联络点", organ=station().organ, parent=parent, **fields)
    with pytest.raises(ValidationError, match="同一街道或者乡镇"):
        stations.register(stray, actor=clerk)
    with pytest.raises(ValidationError, match="联络点须填写所属联络站"):
        stations.register(Station(code="p", name="联络点", organ=parent.organ, **fields), actor=clerk)


def test_a_move_keeps_the_earlier_address_and_comes_after_the_last_one(clerk: User) -> None:
    place = station(address="老街1号")
    day = date(2026, 5, 6)
    stations.move(place, on=day, address="新街2号", reason="拆迁", actor=clerk, today=TODAY)
    moved = place.moves.get()
    assert (place.address, moved.from_address, moved.to_address) == ("新街2号", "老街1号", "新街2号")
    for on, words in ((TODAY + timedelta(days=1), "不能晚于今天"), (day - timedelta(days=1), "不能早于")):
        with pytest.raises(ValidationError, match=words):
            stations.move(place, on=on, address="三街3号", reason="", actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="新址与原址相同"):
        stations.move(place, on=TODAY, address="新街2号", reason="", actor=clerk, today=TODAY)


def test_opening_hours_do_not_overlap(clerk: User) -> None:
    place = station()
    monday = StationHours.Weekday.MONDAY
    good = [StationHours(weekday=monday, opens_at=time(9), closes_at=time(11))]
    stations.set_hours(place, good, actor=clerk)
    clash = [*good, StationHours(weekday=monday, opens_at=time(10), closes_at=time(12))]
    with pytest.raises(ValidationError, match="星期一的开放时段重叠"):
        stations.set_hours(place, clash, actor=clerk)
    assert place.hours.count() == 1


def test_staff_keep_their_own_station_and_lose_it_with_their_post() -> None:
    mine, other = station(), station()
    row = staff(mine)
    keeper = row.account
    assert keeper is not None
    assert list(Station.objects.all().kept_by(keeper, on=TODAY)) == [mine]
    stations.relieve(row, on=TODAY, actor=User.objects.system())
    fresh = User.objects.get(pk=keeper.pk)
    assert not Station.objects.all().kept_by(fresh, on=TODAY + timedelta(days=1)).exists()
    street = factories.user("street_wc", organ=other.organ)
    assert list(Station.objects.all().kept_by(street, on=TODAY)) == [other]
    assert not Station.objects.all().kept_by(factories.user("deputy"), on=TODAY).exists()


def test_a_station_has_one_head_a_day() -> None:
    place = station()
    staff(place, post="head")
    with pytest.raises(ValidationError, match="只能有一位站长"):
        staff(place, post="head")


@pytest.mark.parametrize("level", [Mandate.Level.NATIONAL, Mandate.Level.CITY, Mandate.Level.TOWNSHIP])
def test_a_deputy_of_any_level_belongs_to_one_station(clerk: User, level: str) -> None:
    mandate = deputy(level=level).mandates.get()
    first, second = station(), station()
    stations.assign(StationAssignment(station=first, mandate=mandate, starts_on=date(2022, 3, 1)), actor=clerk)
    with pytest.raises(ValidationError, match="已编入一个联络站"):
        stations.assign(StationAssignment(station=second, mandate=mandate, starts_on=TODAY), actor=clerk)


def test_a_deputy_joins_a_station_only_while_in_office(clerk: User) -> None:
    mandate = deputy(ends_on=date(2026, 6, 30)).mandates.get()
    late = StationAssignment(station=station(), mandate=mandate, starts_on=TODAY)
    with pytest.raises(ValidationError, match="进站日期不在其间"):
        stations.assign(late, actor=clerk)
    assert not StationAssignment.objects.exists()


def test_a_station_with_receptions_to_come_is_not_closed(clerk: User) -> None:
    place = station()
    row = slot(place)
    with pytest.raises(ValidationError, match="还有停用以后的接待安排"):
        stations.close(place, on=TODAY, reason="合并", actor=clerk)
    receptions.cancel(row, reason="合并", actor=clerk)
    stations.close(place, on=TODAY, reason="合并", actor=clerk)
    assert not Station.objects.all().active(on=TODAY).filter(pk=place.pk).exists()


def _scored(assessment: StationAssessment, share: str) -> dict[int, Decimal]:
    return {item.pk: (item.points * Decimal(share)).quantize(Decimal("0.1")) for item in assessment.scheme.items.all()}


def test_four_checklists_of_six_are_there_to_be_edited() -> None:
    scheme = StandardScheme.objects.get()
    assert scheme.items.count() == 24
    assert "工作惯例" in scheme.basis


def test_a_year_is_assessed_in_its_stages_to_a_grade_that_missed_receptions_lower(clerk: User) -> None:
    place, other = station(), station()
    row = slot(place, *leaders(1), is_published=True)
    receptions.flag_missed(on=DAY + timedelta(days=1), actor=User.objects.system())
    assert row.station == place
    assert station_standards.open_year(2026, actor=clerk, today=TODAY) == 2
    assert station_standards.open_year(2026, actor=clerk, today=TODAY) == 0
    assessment = StationAssessment.objects.get(station=place)
    keeper, street, wc = factories.user("station_staff"), factories.user("street_wc"), factories.user("deputies_wc")
    full = _scored(assessment, "1")
    with pytest.raises(TransitionError, match="不能登记乡镇街道评分"):
        station_standards.score(assessment, "township", full, notes={}, actor=street)
    with pytest.raises(ValidationError, match="没有评分"):
        station_standards.score(assessment, "self_check", {}, notes={}, actor=keeper)
    with pytest.raises(ValidationError, match="得分须在0至4之间"):
        station_standards.score(assessment, "self_check", _scored(assessment, "2"), notes={}, actor=keeper)
    station_standards.score(assessment, "self_check", full, notes={}, actor=keeper)
    with pytest.raises(ValidationError, match="同一人不能既自评又评分"):
        station_standards.score(assessment, "township", full, notes={}, actor=keeper)
    station_standards.score(assessment, "township", full, notes={}, actor=street)
    station_standards.score(assessment, "district", _scored(assessment, "0.9"), notes={}, actor=wc)
    with pytest.raises(ValidationError, match="还没有其他站互评"):
        station_standards.grade(assessment, on=TODAY, actor=wc)
    with pytest.raises(ValidationError, match="不能给本站评分"):
        station_standards.give_mutual(assessment, place, points=Decimal(100), comment="", actor=keeper)
    station_standards.give_mutual(assessment, other, points=Decimal(80), comment="", actor=keeper)
    station_standards.grade(assessment, on=TODAY, actor=wc)
    # 100 × 40 % + 90 × 40 % + 80 × 20 % − 1 missed reception
    assert (assessment.total, assessment.missed) == (Decimal("91.00"), 1)
    assert assessment.grade is not None
    assert assessment.grade.stars == 5
    assert assessment.society_duty is not None
    assert "＝91" in station_standards.formula(assessment)


def test_a_new_scheme_is_put_in_use_only_with_six_items_in_each_group(clerk: User) -> None:
    scheme = station_standards.draw_up(title="新标准", basis="", actor=clerk)
    assert scheme.items.count() == 24
    scheme.items.filter(group="hardware", order=6).delete()
    with pytest.raises(ValidationError, match="“六个有”应有6条，现有5条"):
        station_standards.put_in_use(scheme, on=TODAY, actor=clerk)
    scheme.items.create(group="hardware", order=6, text="有台账", points=4)
    station_standards.put_in_use(scheme, on=TODAY, actor=clerk)
    assert list(StandardScheme.objects.order_by("number").values_list("status", flat=True)) == ["replaced", "in_use"]


def test_an_item_that_is_not_met_needs_words(clerk: User) -> None:
    item = StandardScheme.objects.get().items.order_by("pk").first()
    assert item is not None
    row = StationCheck(station=station(), item=item, checked_on=TODAY, is_met=False)
    with pytest.raises(ValidationError, match="须写明情况"):
        station_standards.check_item(row, uploads=[], actor=clerk, today=TODAY)


def test_the_directory_lies_as_the_map_does_and_no_bracket_is_torn() -> None:
    organ = factories.organ(Organ.Kind.TOWNSHIP_CONGRESS)
    last = station(organ=organ, code="a", name="镇001（示例）代表联络站", tile_row=2, tile_column=1)
    first = station(code="b", name="府山街道代表联络站", tile_row=1, tile_column=1)
    unplaced = station(code="c")
    rows = list(station_pages.with_next(Station.objects.published(), on=TODAY).prefetch_related("moves"))
    assert rows == [first, last, unplaced]
    drawn = station_pages.tile_map(rows, since=TODAY)
    assert drawn is not None
    assert [[line for _, line in tile.lines] for tile in drawn.tiles] == [["府山街道"], ["镇001", "（示例）"]]
