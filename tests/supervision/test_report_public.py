"""Reports with the chain that followed them, as everyone may read them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from congress.models import User
from congress.services import publication
from meetings.models import Meeting
from supervision.models import FollowUp, PointAnswer, SpecialReport
from supervision.services import follow_ups
from tests import factories
from tests.published import (
    HTML_LIMIT,
    compressed,
    content,
    cost,
    publish_follow_up,
    publish_paper,
    publish_report,
    put_out,
    report_of,
)

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
LIST = "/supervision/reports/"


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


def heard(on: date = TODAY - timedelta(days=20)) -> SpecialReport:
    return report_of(factories.opinion_paper(heard_on=on))


def steps(report: SpecialReport) -> list[tuple[str, date | None, str]]:
    page = Client().get(report.get_absolute_url())
    return [(step.label, step.on, step.state) for step in page.context["steps"]]


def test_the_list_shows_published_reports_of_a_year() -> None:
    early, late = heard(date(2025, 3, 1)), heard(date(2026, 3, 1))
    heard()
    put_out(
        [early, late], [content("去年的报告", 听取日期="2025年3月1日"), content("今年的报告", 听取日期="2026年3月1日")]
    )
    rows = Client().get(LIST).context["rows"]
    assert [(row.title, row.on) for row in rows] == [("今年的报告", date(2026, 3, 1)), ("去年的报告", date(2025, 3, 1))]
    assert [row.title for row in Client().get(f"{LIST}?year=2025").context["rows"]] == ["去年的报告"]


def test_the_chain_tells_only_what_is_published() -> None:
    follow_up = factories.follow_up(due_on=TODAY + timedelta(days=30))
    report = publish_report(report_of(follow_up.paper))
    heard_on = follow_up.paper.item.meeting.starts_on
    assert steps(report) == [("听取审议报告", heard_on, "done"), ("向社会公开", TODAY, "done")]
    page = Client().get(report.get_absolute_url()).content.decode()
    assert "示例意见第1条" not in page
    assert str(follow_up.organ) not in page.replace(str(report.organ), "")

    publish_paper(follow_up.paper)
    assert steps(report) == [
        ("听取审议报告", heard_on, "done"),
        ("形成审议意见", TODAY, "done"),
        ("交办", TODAY, "done"),
        ("报送处理情况", None, "owed"),
    ]
    page = Client().get(report.get_absolute_url()).content.decode()
    assert "示例意见第1条" in page
    assert "还有 30 天" in page


def test_papers_that_came_late_stand_in_the_chain() -> None:
    report = heard()
    facts = {"听取日期": "2026年8月28日", "逾期报送": "草稿送工委迟4日，正式报告送常委会迟1日"}
    put_out([report], [content("示例报告", **facts)])
    assert steps(report)[:2] == [("报送报告", None, "late"), ("听取审议报告", date(2026, 8, 28), "done")]
    assert "草稿送工委迟4日，正式报告送常委会迟1日" in Client().get(report.get_absolute_url()).content.decode()


def test_what_lies_with_the_committee_is_not_told_before_it_is_published() -> None:
    follow_up = factories.follow_up()
    report = publish_report(report_of(follow_up.paper))
    publish_paper(follow_up.paper)
    answer(follow_up, "秘密的办理情况")
    assert steps(report)[-1] == ("报送处理情况", None, "current")
    page = Client().get(report.get_absolute_url()).content.decode()
    assert "秘密的办理情况" not in page
    assert "办理情况尚未公开" in page


def answer(follow_up: FollowUp, text: str) -> None:
    head = factories.user("unit_head", organ=follow_up.organ)
    answers = [follow_ups.Answer(each, text) for each in follow_up.answers.all()]
    follow_ups.acknowledge(follow_up, on=TODAY, leader="张", actor=head, today=TODAY)
    follow_ups.submit_draft(follow_up, text=text, answers=answers, on=TODAY, actor=head)
    follow_ups.comment(follow_up, text="无意见", actor=factories.user("wc_head"))
    follow_ups.report(follow_up, text=text, signed_by="张", answers=answers, attachments=[], on=TODAY, actor=head)


def test_a_closed_matter_shows_each_point_with_its_answer_and_state() -> None:
    follow_up = factories.follow_up()
    report = publish_report(report_of(follow_up.paper))
    publish_paper(follow_up.paper)
    answer(follow_up, "已经落实的办理情况")
    office = factories.user("office")
    follow_ups.circulate(follow_up, on=TODAY, actor=office)
    for each in follow_up.answers.all():
        follow_ups.settle_point(each, status=PointAnswer.Status.CLOSED, reason="", actor=office)
    follow_ups.accept(follow_up, on=TODAY, note="同意", shown=factories.SHOWN, actor=office)
    publish_follow_up(follow_up)
    assert [label for label, _, _ in steps(report)] == [
        "听取审议报告", "形成审议意见", "交办", "报送处理情况", "评价办结", "向社会公开",
    ]  # fmt: skip
    page = Client().get(report.get_absolute_url())
    assert [(point.number, point.state_label, point.answer) for point in page.context["points"]] == [
        (1, "已落实", "已经落实的办理情况"),
        (2, "已落实", "已经落实的办理情况"),
    ]


def test_what_was_redacted_shows_nowhere() -> None:
    report = heard()
    factories.published(report, content("关于■■■情况的报告", 报告机关="■■■", 听取日期="■■■"))
    for path in (LIST, report.get_absolute_url(), "/", "/search/?q=报告"):
        page = Client().get(path).content.decode()
        assert report.item.title not in page
        assert str(report.organ) not in page
    assert "日期不详" in Client().get(LIST).content.decode()


def test_an_unpublished_or_withdrawn_report_is_not_found(clerk: User) -> None:
    report = heard()
    assert Client().get(report.get_absolute_url()).status_code == 404
    publish_report(report)
    assert Client().get(report.get_absolute_url()).status_code == 200
    assert report.society_duty is not None
    publication.withdraw(report.society_duty, reason="误发", actor=clerk)
    assert Client().get(report.get_absolute_url()).status_code == 404
    assert not Client().get(LIST).context["rows"]
    assert report.item.title not in Client().get("/").content.decode()


def test_signing_in_shows_no_more_on_the_public_page() -> None:
    report = heard()
    client = Client()
    client.force_login(factories.user("office", is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(report.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("number", [10, 100])
def test_queries_and_weight_of_the_list_do_not_grow(number: int) -> None:
    reports = [heard(date(2025, 1, 1) + timedelta(days=day)) for day in range(number)]
    put_out(reports, [content(each.item.title, 听取日期="2025年1月1日", 报告机关="示例局") for each in reports])
    with cost() as spent:
        page = Client().get(LIST)
    assert spent.queries == 4
    assert compressed(page.content) <= HTML_LIMIT


@pytest.mark.parametrize("points", [10, 100])
def test_queries_of_a_page_do_not_grow(points: int) -> None:
    follow_up = factories.follow_up(points=points)
    for _ in range(points // 10):
        organ = factories.organ()
        follow_ups.hand_over(
            follow_up.paper, [organ], on=TODAY, due_on=None, actor=factories.user("office"), today=TODAY
        )
    report = publish_report(report_of(follow_up.paper))
    publish_paper(follow_up.paper)
    with cost() as spent:
        page = Client().get(report.get_absolute_url())
    assert spent.queries == 5
    assert len(page.context["points"]) == points
    assert compressed(page.content) <= HTML_LIMIT


def test_a_meeting_of_another_kind_does_not_make_a_report() -> None:
    assert Client().get("/supervision/reports/999999/").status_code == 404
    assert not Meeting.objects.exists()
