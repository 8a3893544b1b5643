"""Opinion papers and their answers as everyone may read them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
import time_machine
from django.test import Client

from congress.models import User
from congress.publishing import Point
from congress.services import publication
from supervision.services import follow_ups
from tests import factories
from tests.published import HTML_LIMIT, compressed, content, cost, publish_follow_up, publish_paper, put_out, report_of

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


def address(pk: int) -> str:
    return f"/supervision/opinions/{pk}/"


def test_points_stand_on_the_page_with_the_organ_and_the_date_that_was_promised() -> None:
    follow_up = factories.follow_up(to=factories.organ(name="示例承办局"), due_on=TODAY + timedelta(days=40))
    publish_paper(follow_up.paper)
    page = Client().get(address(follow_up.paper_id)).content.decode()
    assert "示例意见第2条" in page
    assert "示例承办局" in page
    assert "还有 40 天" in page


def test_an_answer_past_its_date_is_late_in_words() -> None:
    follow_up = factories.follow_up(on=TODAY - timedelta(days=10), due_on=TODAY - timedelta(days=3))
    publish_paper(follow_up.paper)
    assert "逾期 3 天" in Client().get(address(follow_up.paper_id)).content.decode()


def test_an_adopted_paper_that_waits_says_who_must_hand_it_over_by_when() -> None:
    paper = publish_paper(factories.adopted_paper())
    steps = Client().get(address(paper.pk)).context["steps"]
    assert [(step.label, step.state) for step in steps] == [("形成审议意见", "done"), ("交办", "owed")]


def test_each_organ_has_its_own_answer() -> None:
    follow_up = factories.follow_up(to=factories.organ(name="甲局"))
    other = factories.organ(name="乙局")
    follow_ups.hand_over(follow_up.paper, [other], on=TODAY, actor=factories.user("office"), today=TODAY)
    second = follow_up.paper.follow_ups.get(organ=other)
    publish_paper(follow_up.paper)
    for row in (follow_up, second):
        row.answers.update(text=f"{row.organ}的办理情况")
        publish_follow_up(row)
    page = Client().get(address(follow_up.paper_id)).content.decode()
    assert "甲局：甲局的办理情况" in page
    assert "乙局：乙局的办理情况" in page


def marks(html: str) -> list[tuple[bool, list[bool]]]:
    """Of each point: whether its text bears the mark of an example, and whether each line of its answer does."""
    points = lxml.html.fromstring(html).find_class("point")
    return [
        (
            bool(point.xpath(".//p[@class='point-text']//*[@class='illustrative']")),
            [
                bool(line.find_class("illustrative"))
                for line in point.xpath(".//*[@class='point-answer']/p[not(@class)]")
            ],
        )
        for point in points
    ]


@pytest.mark.parametrize(("paper_is", "answer_is"), [(True, True), (True, False), (False, True), (False, False)])
def test_words_that_are_examples_bear_their_mark_at_their_place(paper_is: bool, answer_is: bool) -> None:
    follow_up = factories.follow_up()
    report = report_of(follow_up.paper)
    asked: list[Point] = [{"number": 1, "text": "健全机制", "answer": "", "state": ""}]
    answered: list[Point] = [{"number": 1, "text": "健全机制", "answer": "第一段\n\n第二段", "state": "已落实"}]
    put_out(
        [follow_up.origin, follow_up, report],
        [
            content("意见", illustrative=paper_is, points=asked),
            content("办理", illustrative=answer_is, points=answered),
            content("报告"),
        ],
    )
    for path in (address(follow_up.paper_id), report.get_absolute_url()):
        page = Client().get(path).content.decode()
        assert marks(page) == [(paper_is, [False, answer_is])], path
        assert "（示例）" not in page


def test_of_several_answers_each_bears_its_own_mark() -> None:
    follow_up = factories.follow_up(to=factories.organ(name="甲局"), points=1)
    other = factories.organ(name="乙局")
    follow_ups.hand_over(follow_up.paper, [other], on=TODAY, actor=factories.user("office"), today=TODAY)
    second = follow_up.paper.follow_ups.get(organ=other)
    publish_paper(follow_up.paper)
    points: list[Point] = [{"number": 1, "text": "健全机制", "answer": "已办", "state": "已落实"}]
    put_out(
        [follow_up, second],
        [
            content("甲", illustrative=True, points=points, 承办机关="甲局（示例）"),
            content("乙", points=points, 承办机关="乙局"),
        ],
    )
    assert marks(Client().get(address(follow_up.paper_id)).content.decode()) == [(False, [True, False])]


def test_a_copy_for_deputies_marks_its_points_too() -> None:
    paper = factories.adopted_paper()
    points: list[Point] = [{"number": 1, "text": "健全机制", "answer": "已办", "state": ""}]
    put_out([paper], [content("意见", illustrative=True, points=points)], audience="deputies")
    reader = Client()
    reader.force_login(factories.user("deputy"), backend="django.contrib.auth.backends.ModelBackend")
    page = reader.get(f"/workspace/circulated/{paper.deputies_duty_id}/").content.decode()
    assert marks(page)[0][0]
    assert lxml.html.fromstring(page).xpath("//p[@class='point-answer-head']//*[@class='illustrative']")


def test_an_unpublished_paper_is_not_found_and_not_listed() -> None:
    follow_up = factories.follow_up()
    assert Client().get(address(follow_up.paper_id)).status_code == 404
    assert not Client().get("/supervision/opinions/").context["rows"]


def test_a_published_answer_keeps_the_page_when_the_paper_is_withdrawn(clerk: User) -> None:
    follow_up = factories.follow_up()
    paper = publish_paper(follow_up.paper)
    publish_follow_up(follow_up)
    assert paper.society_duty is not None
    publication.withdraw(paper.society_duty, reason="误发", actor=clerk)
    page = Client().get(address(paper.pk))
    assert page.status_code == 200
    assert "形成审议意见" not in page.content.decode()


@pytest.mark.parametrize("number", [10, 100])
def test_queries_and_weight_of_the_list_do_not_grow(number: int) -> None:
    papers = [factories.adopted_paper(points=1) for _ in range(number)]
    put_out(papers, [content(paper.title, 通过日期="2026年9月16日", 文号="柯人大常审〔2026〕1号") for paper in papers])
    with cost() as spent:
        page = Client().get("/supervision/opinions/")
    assert spent.queries == 4
    assert len(page.context["rows"]) == min(number, 20)
    assert compressed(page.content) <= HTML_LIMIT


@pytest.mark.parametrize("points", [10, 100])
def test_queries_and_weight_of_a_page_do_not_grow(points: int) -> None:
    follow_up = factories.follow_up(points=points)
    publish_paper(follow_up.paper)
    publish_follow_up(follow_up)
    with cost() as spent:
        page = Client().get(address(follow_up.paper_id))
    assert spent.queries == 6
    assert compressed(page.content) <= HTML_LIMIT
