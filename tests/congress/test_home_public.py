"""The public home page."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from meetings.models import Act, Meeting
from supervision.services import follow_ups
from tests import factories
from tests.published import HTML_LIMIT, compressed, content, cost, publish_paper, put_out, report_of

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


def held(offset: int, **fields: object) -> Meeting:
    return factories.meeting(starts_on=TODAY + timedelta(days=offset), status=Meeting.Status.CLOSED, **fields)


def test_an_empty_portal_says_what_the_places_are_for() -> None:
    page = Client().get("/")
    assert page.status_code == 200
    for words in ("本月没有已公布的常委会会议", "尚无公开的决议决定", "尚无公开的报告", "没有等待答复的已公开审议意见"):
        assert words in page.content.decode()


def test_it_shows_the_meeting_of_the_month_with_what_it_will_hear() -> None:
    meeting = factories.meeting(starts_on=TODAY + timedelta(days=7), status=Meeting.Status.SCHEDULED)
    agenda = content("第十届人大常委会第三次会议")
    agenda["sections"] = [{"heading": "议程", "paragraphs": ["1．听取示例报告"], "points": []}]
    factories.published(meeting, agenda)
    page = Client().get("/").content.decode()
    assert "第十届人大常委会第三次会议" in page
    assert "听取示例报告" in page


def test_it_shows_what_was_decided_and_heard_last() -> None:
    meeting = held(-20)
    act = Act.objects.create(kind="decision", title="示例决定", meeting=meeting, adopted_on=meeting.starts_on)
    factories.published(act, content("公布的示例决定", 通过日期="2026年8月27日"))
    report = report_of(factories.opinion_paper())
    factories.published(report, content("公布的示例报告", 听取日期="2026年8月27日"))
    page = Client().get("/").content.decode()
    assert "公布的示例决定" in page
    assert "公布的示例报告" in page
    assert "2026年8月27日" in page


def test_it_shows_what_was_promised_and_by_when_once_the_opinions_are_published() -> None:
    organ = factories.organ(name="示例承诺局")
    follow_up = factories.follow_up(to=organ, due_on=TODAY + timedelta(days=12))
    assert "示例承诺局" not in Client().get("/").content.decode()
    publish_paper(follow_up.paper)
    page = Client().get("/").content.decode()
    assert "示例承诺局" in page
    assert "还有 12 天" in page


def test_what_the_organ_has_filed_is_no_longer_owed_though_it_is_not_published() -> None:
    organ = factories.organ(name="示例承诺局")
    follow_up = factories.follow_up(to=organ)
    publish_paper(follow_up.paper)
    head = factories.user("unit_head", organ=organ)
    follow_ups.acknowledge(follow_up, on=TODAY, leader="张", actor=head, today=TODAY)
    answers = [follow_ups.Answer(answer, "已办") for answer in follow_up.answers.all()]
    follow_ups.submit_draft(follow_up, text="稿", answers=answers, on=TODAY, actor=head)
    follow_ups.comment(
        follow_up, text="无意见", actor=factories.user("wc_head", organ=follow_up.paper.working_committee)
    )
    follow_ups.report(follow_up, text="报告", signed_by="张", answers=answers, attachments=[], on=TODAY, actor=head)
    assert "示例承诺局" not in Client().get("/").content.decode()


def test_figures_count_published_records_of_the_year_and_open_their_lists() -> None:
    meetings = [held(-offset) for offset in (10, 20, 30)]
    put_out(meetings[:2], [content("甲"), content("乙")])
    page = Client().get("/")
    figures = {figure.label: figure for figure in page.context["figures"]}
    assert figures["常委会会议"].number == 2
    assert figures["常委会会议"].url == "/meetings/?kind=standing_committee&year=2026"
    assert page.context["year"] == 2026
    listed = Client().get(figures["常委会会议"].url)
    assert len(listed.context["rows"]) == 2
    assert len(figures) == 6


def test_records_that_are_examples_as_a_whole_do_not_count_and_do_not_choose_the_year() -> None:
    examples = [held(-days, illustrative=["*"]) for days in (10, 20)]
    real = [held(-days, illustrative=["starts_on"]) for days in (700, 720, 740)]
    put_out([*examples, *real], [content("示例会议", illustrative=True) for _ in range(5)])
    page = Client().get("/")
    assert page.context["year"] == 2024
    assert "2024年" in page.content.decode()
    figures = {figure.label: figure for figure in page.context["figures"]}
    assert figures["常委会会议"].number == 3
    # The examples of another year stay in its list, each with its mark.
    listed = Client().get("/meetings/?kind=standing_committee&year=2026").context["rows"]
    assert [row.is_illustrative for row in listed] == [True, True]


def test_examples_beside_real_records_of_the_year_are_left_out_of_its_figure_only() -> None:
    example, real = held(-10, illustrative=["*"]), held(-20)
    put_out([example, real], [content("示例会议", illustrative=True), content("真实会议")])
    figures = {figure.label: figure for figure in Client().get("/").context["figures"]}
    assert figures["常委会会议"].number == 1
    rows = Client().get(figures["常委会会议"].url).context["rows"]
    assert [(row.title, row.is_illustrative) for row in rows] == [("示例会议", True), ("真实会议", False)]


def test_the_year_is_the_last_of_any_figure_and_never_one_to_come() -> None:
    put_out([held(-700)], [content("会议")])
    act = Act.objects.create(kind="decision", title="决定", meeting=held(-300), adopted_on=TODAY - timedelta(days=300))
    put_out([act], [content("决定")])
    put_out([held(200)], [content("明年的会议")])
    page = Client().get("/")
    assert page.context["year"] == 2025
    assert {figure.label: figure.number for figure in page.context["figures"]}["决议决定"] == 1


def test_nothing_unpublished_shows() -> None:
    held(-3, title="未公布的会议")
    factories.meeting(starts_on=TODAY + timedelta(days=3), title="未公布的下次会议", status=Meeting.Status.SCHEDULED)
    factories.follow_up(to=factories.organ(name="未公布的机关"))
    assert "未公布" not in Client().get("/").content.decode()


@pytest.mark.parametrize("number", [10, 100])
def test_its_queries_and_weight_do_not_grow(number: int) -> None:
    meetings = [held(-offset) for offset in range(1, number + 1)]
    put_out(meetings, [content(f"示例会议{each.pk}", 日期="2026年9月1日") for each in meetings])
    acts = [
        Act.objects.create(kind="decision", title=f"示例决定{each.pk}", meeting=each, adopted_on=each.starts_on)
        for each in meetings
    ]
    put_out(acts, [content(each.title, 通过日期="2026年9月1日") for each in acts])
    held_papers = [publish_paper(factories.follow_up().paper) for _ in range(number // 10)]
    reports = [report_of(paper) for paper in held_papers]
    put_out(reports, [content("示例报告", 听取日期="2026年9月1日") for _ in reports])
    client = Client()
    with cost() as spent:
        page = client.get("/")
    assert spent.queries == 10
    assert compressed(page.content) <= HTML_LIMIT


def test_the_same_bytes_go_to_everyone_so_a_page_can_be_cached() -> None:
    stranger, office = Client(), Client()
    office.force_login(factories.user("office"), backend="django.contrib.auth.backends.ModelBackend")
    page = stranger.get("/")
    assert not page.cookies
    assert page.content == office.get("/").content
