"""Stations on the desk: hours, staff and deputies through their services; receptions, standards, topics, stories."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from congress.workflow import TransitionError
from deputies.models import (
    DeliberationEvent,
    IncomingVisit,
    ReceptionSlot,
    StandardScheme,
    StationAssessment,
    Story,
    StoryContest,
)
from deputies.services import station_life
from tests import factories
from tests.desk import Clerk
from tests.factories_stations import leaders, slot, station

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def desk() -> Clerk:
    """The desk of the deputies' committee."""
    return Clerk("deputies_wc")


def contest(**fields: object) -> StoryContest:
    """A contest that takes entries today."""
    values: dict[str, object] = {"title": "联络站的好故事", "year": 2026, "opens_on": TODAY, "closes_on": TODAY}
    return StoryContest.objects.create(**{**values, **fields})


def story(of: StoryContest) -> Story:
    """An entry."""
    row = Story(contest=of, station=station(), title="门口的灯亮了", author="代表001", text="第一段\n第二段")
    return station_life.enter_story(row, on=TODAY, actor=factories.user())


def test_stories_go_through_rounds_to_awards_and_the_publication_gate() -> None:
    of = contest(rounds=2)
    first, second = story(of), story(of)
    clerk, juror = factories.user(), factories.user()
    with pytest.raises(TransitionError, match="不在评选中"):
        station_life.score_story(first, points=Decimal(90), juror=juror)
    station_life.begin_round(of, actor=clerk)
    station_life.score_story(first, points=Decimal(90), juror=juror)
    with pytest.raises(ValidationError, match="已评过"):
        station_life.score_story(first, points=Decimal(80), juror=juror)
    with pytest.raises(TransitionError, match="不再接受报送"):
        story(of)
    assert {row.pk for row in station_life.ranking(of)} == {first.pk, second.pk}
    station_life.begin_round(of, staying=[first], actor=clerk)
    with pytest.raises(ValidationError, match="只评2轮"):
        station_life.begin_round(of, staying=[first], actor=clerk)
    with pytest.raises(ValidationError, match="最后一轮"):
        station_life.award(of, {second.pk: "first"}, on=TODAY, actor=clerk)
    station_life.award(of, {first.pk: "first"}, on=TODAY, actor=clerk)
    first.refresh_from_db()
    assert (first.award, first.society_duty is not None) == ("first", True)
    assert not Story.objects.published().exists()


def test_a_deliberation_is_not_held_before_its_day_or_without_words() -> None:
    clerk = factories.user()
    event = DeliberationEvent(station=station(), topic="停车", held_on=TODAY + timedelta(days=3))
    station_life.plan_deliberation(event, actor=clerk, today=TODAY)
    station_life.announce(event, on=TODAY, actor=clerk)
    told = {"deputies": [], "residents": 5, "actor": clerk}
    with pytest.raises(ValidationError, match="还没有到议事日期"):
        station_life.hold(event, opinions="好", on=TODAY, **told)
    with pytest.raises(ValidationError, match="请填写主要意见"):
        station_life.hold(event, opinions=" ", on=event.held_on, **told)
    with pytest.raises(TransitionError):
        station_life.conclude(event, results="已办", on=TODAY, actor=clerk)
    station_life.cancel(event, reason="台风", actor=clerk)
    assert event.status == "cancelled"


def test_a_delegation_is_entered_once_and_not_ahead() -> None:
    clerk = factories.user()
    visit = IncomingVisit(visited_on=TODAY, guests="示例代表团")
    station_life.note_visit(visit, [station()], actor=clerk, today=TODAY)
    again = IncomingVisit(visited_on=TODAY, guests="示例代表团")
    with pytest.raises(ValidationError, match="已登记"):
        station_life.note_visit(again, [], actor=clerk, today=TODAY)
    ahead = IncomingVisit(visited_on=TODAY + timedelta(days=1), guests="示例代表团")
    with pytest.raises(ValidationError, match="不能晚于今天"):
        station_life.note_visit(ahead, [], actor=clerk, today=TODAY)


def test_the_desk_moves_a_station_and_refuses_a_second_head(desk: Clerk) -> None:
    place = station(address="老街1号")
    path = f"/admin/deputies/station/{place.pk}/change/"
    day = TODAY.isoformat()
    desk.step(f"/admin/deputies/station/{place.pk}/steps/move/", on=day, address="新街2号", reason="拆迁")
    place.refresh_from_db()
    assert place.address == "新街2号"
    page = desk.change(path, introduction="便民")
    assert page.status_code == 200
    place.refresh_from_db()
    assert place.introduction == "便民"


def test_the_desk_plans_a_reception_with_its_hosts_and_announces_what_was_chosen(desk: Clerk) -> None:
    first = slot(None, *leaders(1), held_on=TODAY + timedelta(days=7), today=TODAY)
    empty = slot(None, held_on=TODAY + timedelta(days=7), today=TODAY)
    path = "/admin/deputies/receptionslot/"
    chosen = {"action": "publish_chosen", "_selected_action": [first.pk, empty.pk]}
    page = desk.client.post(path, chosen, follow=True).content.decode()
    assert "还没有接待人" in page
    assert not ReceptionSlot.objects.filter(status="published").exists()
    chosen = {"action": "publish_chosen", "_selected_action": [first.pk]}
    assert "已公示1次接待" in desk.client.post(path, chosen, follow=True).content.decode()


def test_the_desk_starts_a_year_of_assessment_once(desk: Clerk) -> None:
    station()
    path = "/admin/deputies/stationassessment/open-year/"
    page = desk.client.post(path, {"year": TODAY.year}, follow=True).content.decode()
    assert f"已启动{TODAY.year}年度考评，新增1个联络站" in page
    assert "还没有到这个年度" in desk.client.post(path, {"year": TODAY.year + 1}, follow=True).content.decode()
    assert "请填写年度" in desk.client.post(path, {"year": "abc"}, follow=True).content.decode()
    assert StationAssessment.objects.count() == 1
    assert "未评" in desk.text(f"/admin/deputies/stationassessment/{StationAssessment.objects.get().pk}/change/")


def test_the_desk_draws_up_a_new_version_of_the_standards(desk: Clerk) -> None:
    desk.save("/admin/deputies/standardscheme/add/", {"title": "新标准", "basis": "指导意见", "_continue": "1"})
    scheme = StandardScheme.objects.get(status="draft")
    assert (scheme.title, scheme.items.count()) == ("新标准", 24)
    step = f"/admin/deputies/standardscheme/{scheme.pk}/steps/put_in_use/"
    desk.step(step, on=TODAY.isoformat())
    scheme.refresh_from_db()
    assert scheme.status == "in_use"


def test_the_desk_awards_a_story(desk: Clerk) -> None:
    of = contest()
    entry = story(of)
    base = f"/admin/deputies/storycontest/{of.pk}/steps"
    desk.step(f"{base}/next/")
    desk.step(f"/admin/deputies/story/{entry.pk}/steps/score/", points="88")
    desk.step(f"{base}/award/", on=TODAY.isoformat(), **{f"story_{entry.pk}": "first"})
    entry.refresh_from_db()
    assert entry.award == "first"


def test_the_desk_takes_a_topic_to_its_results(desk: Clerk) -> None:
    event = DeliberationEvent(station=station(), topic="停车", held_on=TODAY)
    station_life.plan_deliberation(event, actor=desk.user, today=TODAY)
    base = f"/admin/deputies/deliberationevent/{event.pk}/steps"
    desk.step(f"{base}/announce/")
    desk.step(f"{base}/hold/", residents="6", opinions="分时停车")
    desk.step(f"{base}/conclude/", on=TODAY.isoformat(), results="已划线")
    event.refresh_from_db()
    assert (event.status, event.residents, event.results) == ("concluded", 6, "已划线")
