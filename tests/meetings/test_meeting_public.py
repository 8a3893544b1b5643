"""Meetings as everyone may read of them."""

from datetime import date, timedelta

import pytest
from django.test import Client

from congress.models import User
from congress.services import publication
from meetings.models import Act, Meeting
from tests import factories
from tests.published import HTML_LIMIT, compressed, content, cost, publish_paper, publish_report, put_out, report_of

pytestmark = pytest.mark.django_db
LIST = "/meetings/"


def held(day: date, **fields: object) -> Meeting:
    return factories.meeting(starts_on=day, status=Meeting.Status.CLOSED, **fields)


def titles(path: str) -> list[str]:
    return [row.title for row in Client().get(path).context["rows"]]


def test_the_list_shows_published_meetings_by_day() -> None:
    early, late = held(date(2026, 3, 1)), held(date(2026, 6, 1))
    held(date(2026, 5, 1), title="未公布")
    put_out([early, late], [content("三月会议", 日期="2026年3月1日"), content("六月会议", 日期="2026年6月1日")])
    assert titles(LIST) == ["六月会议", "三月会议"]


def test_year_and_kind_narrow_the_list() -> None:
    last_year, committee = held(date(2025, 3, 1)), held(date(2026, 3, 1))
    chair = held(date(2026, 4, 1), kind=Meeting.Kind.CHAIR_MEETING)
    put_out([last_year, committee, chair], [content("去年"), content("常委会"), content("主任会议")])
    assert titles(f"{LIST}?year=2026") == ["主任会议", "常委会"]
    assert titles(f"{LIST}?year=2026&kind=chair_meeting") == ["主任会议"]
    assert titles(f"{LIST}?year=2024") == []
    assert Client().get(LIST).context["years"] == [2026, 2025]


@pytest.mark.parametrize("query", ["year=abc", "year=99999", "year=0000", "year=２０２６", "kind=nonsense"])
def test_a_filter_that_is_none_is_not_found(query: str) -> None:
    assert Client().get(f"{LIST}?{query}").status_code == 404


def test_a_page_shows_its_acts_reports_and_their_chain() -> None:
    paper = factories.adopted_paper()
    meeting = paper.item.meeting
    report = publish_report(report_of(paper))
    publish_paper(paper)
    factories.published(meeting, content("示例会议", 日期="2026年8月27日"))
    act = Act.objects.create(kind="decision", title="内部标题", meeting=meeting, adopted_on=meeting.starts_on)
    factories.published(act, content("公布的决定", 通过日期="2026年8月27日"))
    page = Client().get(f"/meetings/{meeting.pk}/").content.decode()
    assert "公布的决定" in page
    assert "内部标题" not in page
    assert report.get_absolute_url() in page
    assert "形成审议意见" in page


def test_what_is_unpublished_of_a_published_meeting_stays_out() -> None:
    paper = factories.adopted_paper()
    meeting = paper.item.meeting
    report_of(paper)
    Act.objects.create(kind="decision", title="未公布的决定", meeting=meeting, adopted_on=meeting.starts_on)
    factories.published(meeting, content("示例会议"))
    page = Client().get(f"/meetings/{meeting.pk}/").content.decode()
    assert "未公布的决定" not in page
    assert paper.item.title not in page
    assert paper.title not in page


def test_an_unpublished_or_withdrawn_meeting_is_not_found(clerk: User) -> None:
    meeting = held(date(2026, 3, 1))
    path = f"/meetings/{meeting.pk}/"
    assert Client().get(path).status_code == 404
    factories.published(meeting, content("示例会议"))
    assert Client().get(path).status_code == 200
    assert meeting.society_duty is not None
    publication.withdraw(meeting.society_duty, reason="误发", actor=clerk)
    assert Client().get(path).status_code == 404
    assert titles(LIST) == []


def test_a_meeting_published_to_deputies_only_is_not_found() -> None:
    meeting = held(date(2026, 3, 1))
    put_out([meeting], [content("只给代表")], audience="deputies")
    assert Client().get(f"/meetings/{meeting.pk}/").status_code == 404
    assert titles(LIST) == []


def test_the_words_are_those_of_the_copy_though_the_record_changed() -> None:
    meeting = held(date(2026, 3, 1))
    factories.published(meeting, content("公布的名称", 日期="2026年3月1日"))
    Meeting.objects.filter(pk=meeting.pk).update(title="改过的名称", place="改过的地点", ends_on=date(2026, 3, 2))
    for path in (LIST, f"/meetings/{meeting.pk}/"):
        page = Client().get(path).content.decode()
        assert "公布的名称" in page
        assert "改过" not in page


def test_a_postponed_meeting_says_so() -> None:
    meeting = factories.meeting(status=Meeting.Status.POSTPONED)
    factories.published(meeting, content("示例会议"))
    assert "已延期" in Client().get(f"/meetings/{meeting.pk}/").content.decode()


def test_an_example_is_marked_on_list_and_page() -> None:
    meeting = held(date(2026, 3, 1))
    factories.published(meeting, content("示范", illustrative=True, 日期="2026年3月1日（示例）"))
    for path in (LIST, f"/meetings/{meeting.pk}/"):
        page = Client().get(path).content.decode()
        assert 'class="illustrative"' in page
        assert "（示例）" not in page


@pytest.mark.parametrize("number", [10, 100])
def test_queries_and_weight_of_the_list_do_not_grow(number: int) -> None:
    meetings = [held(date(2025, 1, 1) + timedelta(days=day)) for day in range(number)]
    put_out(meetings, [content(f"示例会议{each.pk}", 日期="2025年1月1日", 类别="常委会会议") for each in meetings])
    with cost() as spent:
        page = Client().get(LIST)
    assert spent.queries == 4
    assert len(page.context["rows"]) == min(number, 20)
    assert compressed(page.content) <= HTML_LIMIT
    last = meetings[min(number, 15) - 1]
    with cost() as spent:
        Client().get(f"{LIST}?older={last.starts_on}_{last.pk}")
    assert spent.queries == 4


@pytest.mark.parametrize("number", [1, 10])
def test_queries_of_a_page_do_not_grow_with_its_items(number: int) -> None:
    meeting = held(date(2026, 3, 1))
    factories.published(meeting, content("示例会议"))
    for _ in range(number):
        paper = factories.adopted_paper()
        paper.item.meeting, paper.item.order = meeting, meeting.items.count() + 1
        paper.item.save()
        publish_report(report_of(paper))
        publish_paper(paper)
        act = Act.objects.create(
            kind="decision", title=f"决定{paper.pk}", meeting=meeting, adopted_on=meeting.starts_on
        )
        put_out([act], [content(act.title)])
    with cost() as spent:
        page = Client().get(f"/meetings/{meeting.pk}/")
    assert spent.queries <= 12
    assert spent.queries == 10
    assert compressed(page.content) <= HTML_LIMIT
