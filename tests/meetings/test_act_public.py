"""Resolutions and decisions as everyone may read them."""

from datetime import date, timedelta

import pytest
from django.test import Client

from congress.models import User
from congress.services import publication
from meetings.models import Act, Meeting
from tests import factories
from tests.published import HTML_LIMIT, compressed, content, cost, put_out

pytestmark = pytest.mark.django_db


def act(title: str = "示例决定", *, on: date = date(2026, 3, 1), kind: str = Act.Kind.DECISION) -> Act:
    meeting = factories.meeting(starts_on=on, status=Meeting.Status.CLOSED)
    return Act.objects.create(kind=kind, title=title, meeting=meeting, adopted_on=on, text="未公布的正文")


def test_list_and_page_show_the_published_copy_only() -> None:
    row = act("内部标题")
    factories.published(row, content("公布的标题", text="公布的正文", 通过日期="2026年3月1日"))
    act("另一件未公布")
    page = Client().get("/acts/").content.decode()
    assert "公布的标题" in page
    assert "内部标题" not in page
    assert "另一件未公布" not in page
    detail = Client().get(f"/acts/{row.pk}/").content.decode()
    assert "公布的正文" in detail
    assert "未公布的正文" not in detail


def test_the_meeting_is_linked_only_when_it_is_published() -> None:
    row = act()
    factories.published(row, content("公布的标题"))
    link = f'href="/meetings/{row.meeting_id}/"'
    assert link not in Client().get(f"/acts/{row.pk}/").content.decode()
    factories.published(row.meeting, content("示例会议"))
    assert link in Client().get(f"/acts/{row.pk}/").content.decode()


def test_an_unpublished_or_withdrawn_act_is_not_found(clerk: User) -> None:
    row = act()
    assert Client().get(f"/acts/{row.pk}/").status_code == 404
    factories.published(row, content("公布的标题"))
    assert row.society_duty is not None
    publication.withdraw(row.society_duty, reason="误发", actor=clerk)
    assert Client().get(f"/acts/{row.pk}/").status_code == 404


def test_kind_narrows_the_list() -> None:
    decision, resolution = act("甲"), act("乙", kind=Act.Kind.RESOLUTION)
    put_out([decision, resolution], [content("一件决定"), content("一件决议")])
    rows = Client().get("/acts/?kind=resolution").context["rows"]
    assert [row.title for row in rows] == ["一件决议"]


def test_checksum_and_correction_are_printed() -> None:
    row = act()
    factories.published(row, content("公布的标题"))
    duty = row.society_duty
    assert duty is not None
    office, reviewer, chair = factories.user("office"), factories.user("reviewer"), factories.user("sc_chair")
    publication.prepare(duty, content=content("更正的标题"), actor=office)
    publication.redact(duty, content=content("更正的标题"), files=[], actor=reviewer)
    publication.approve(duty, actor=chair)
    version = publication.publish(duty, actor=reviewer, correction="标题漏字")
    page = Client().get(f"/acts/{row.pk}/").content.decode()
    assert "更正于" in page
    assert "标题漏字" in page
    assert version.sha256 in page
    assert "第2版" in page


@pytest.mark.parametrize("number", [10, 100])
def test_queries_and_weight_do_not_grow(number: int) -> None:
    rows = [act(f"决定{day}", on=date(2025, 1, 1) + timedelta(days=day)) for day in range(number)]
    put_out(rows, [content(row.title, 通过日期="2025年1月1日") for row in rows])
    with cost() as spent:
        page = Client().get("/acts/")
    assert spent.queries == 4
    assert compressed(page.content) <= HTML_LIMIT
    with cost() as spent:
        page = Client().get(f"/acts/{rows[0].pk}/")
    assert spent.queries == 5
    assert compressed(page.content) <= HTML_LIMIT
