"""Inspections, visits, research and inquiries as everyone may read of them."""

from datetime import date, timedelta

import pytest
from django.test import Client

from congress.models import User
from congress.services import figures, publication
from meetings.models import Meeting, Sitting
from supervision.models import Inquiry, Oversight
from tests import factories
from tests.published import HTML_LIMIT, compressed, content, cost, put_out

pytestmark = pytest.mark.django_db
LIST = "/supervision/oversight/"


def outing(kind: str = Oversight.Kind.INSPECTION, *, on: date = date(2026, 3, 1)) -> Oversight:
    number = Oversight.objects.count()
    return Oversight.objects.create(
        kind=kind, title=f"内部名称{number}", starts_on=on, status="done", report="未公布的情况"
    )


def inquiry(title: str = "内部题目", *, on: date = date(2026, 3, 1)) -> Inquiry:
    meeting = factories.meeting(starts_on=on, status=Meeting.Status.CLOSED)
    sitting = Sitting.objects.create(meeting=meeting, kind=Sitting.Kind.JOINT_GROUP, starts_on=on)
    return Inquiry.objects.create(title=title, sitting=sitting, status=Inquiry.Status.HELD)


def test_the_list_can_be_narrowed_as_the_year_s_report_counts() -> None:
    rows = [outing(Oversight.Kind.INSPECTION), outing(Oversight.Kind.VISIT), outing(Oversight.Kind.RESEARCH)]
    put_out(rows, [content("检查"), content("视察"), content("调研")])
    everything = Client().get(f"{LIST}?year=2026").context["rows"]
    assert {row.title for row in everything} == {"检查", "视察", "调研"}
    for kind, title in (("inspection", "检查"), ("visit", "视察"), ("research", "调研")):
        only = Client().get(f"{LIST}?kind={kind}").context["rows"]
        assert [row.title for row in only] == [title]
    assert Client().get(f"{LIST}?kind=else").status_code == 404


@pytest.mark.parametrize(("code", "number"), [("oversight", 4), ("inspections", 2), ("visits", 1), ("research", 1)])
def test_outings_are_counted_together_and_by_kind_and_each_figure_opens_its_list(code: str, number: int) -> None:
    kinds = [Oversight.Kind.INSPECTION, Oversight.Kind.INSPECTION, Oversight.Kind.VISIT, Oversight.Kind.RESEARCH]
    put_out([outing(kind) for kind in kinds], [content("示例") for _ in kinds])
    ((fact, counted),) = figures.published_in_year([code], 2026)
    assert counted == fact.count(2026) == number
    assert fact.public_path is not None
    assert len(Client().get(fact.public_path(2026)).context["rows"]) == number


def test_list_and_page_show_the_published_copy_only(clerk: User) -> None:
    row = outing()
    assert Client().get(row.get_absolute_url()).status_code == 404
    factories.published(row, content("公布的名称", text="公布的情况", 开始="2026年3月1日"))
    for path in (LIST, row.get_absolute_url()):
        page = Client().get(path).content.decode()
        assert "公布的名称" in page
        assert "内部名称" not in page
        assert "未公布的情况" not in page
    assert row.society_duty is not None
    publication.withdraw(row.society_duty, reason="误发", actor=clerk)
    assert Client().get(row.get_absolute_url()).status_code == 404


def test_an_inquiry_has_a_page_of_its_own_and_leads_to_its_meeting_once_that_is_published() -> None:
    row = inquiry()
    factories.published(row, content("公布的题目", 涉及问题="9个"))
    meeting = row.sitting.meeting
    (line,) = Client().get("/supervision/inquiries/").context["rows"]
    assert (line.title, line.url) == ("公布的题目", row.get_absolute_url())
    assert "涉及问题9个" in line.note
    assert Client().get(row.get_absolute_url()).context["meeting"] is None
    factories.published(meeting, content("示例会议"))
    assert Client().get(row.get_absolute_url()).context["meeting"] == meeting
    page = Client().get(f"/meetings/{meeting.pk}/").content.decode()
    assert f'id="inquiry-{row.pk}"' in page
    assert "公布的题目" in page
    assert "内部题目" not in page


@pytest.mark.parametrize("number", [10, 100])
def test_queries_and_weight_do_not_grow(number: int) -> None:
    days = [date(2025, 1, 1) + timedelta(days=day) for day in range(number)]
    outings, inquiries = [outing(on=day) for day in days], [inquiry(on=day) for day in days]
    put_out(outings, [content(f"示例检查{each.pk}", 开始="2025年1月1日") for each in outings])
    put_out(inquiries, [content(f"示例询问{each.pk}") for each in inquiries])
    for path, budget in ((LIST, 4), ("/supervision/inquiries/", 4), (outings[0].get_absolute_url(), 4)):
        with cost() as spent:
            page = Client().get(path)
        assert spent.queries == budget, path
        assert compressed(page.content) <= HTML_LIMIT
