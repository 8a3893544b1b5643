"""What readers see of records: their latest readable copies."""

from datetime import date

import pytest

from congress.models import Publication, User
from congress.services import copies, publication
from meetings.models import Meeting
from tests import factories
from tests.published import content, cost, put_out

pytestmark = pytest.mark.django_db


def published_meeting(title: str = "示例会议", **facts: str) -> Meeting:
    meeting = factories.meeting()
    factories.published(meeting, content(title, **facts))
    return meeting


def society(meeting: Meeting) -> Publication:
    duty = meeting.society_duty
    assert duty is not None
    return duty


def correct(duty: Publication, title: str, note: str) -> None:
    office, reviewer, chair = factories.user("office"), factories.user("reviewer"), factories.user("sc_chair")
    publication.prepare(duty, content=content(title), actor=office)
    publication.redact(duty, content=content(title), files=[], actor=reviewer)
    publication.approve(duty, actor=chair)
    publication.publish(duty, actor=reviewer, correction=note)


def test_a_copy_keeps_its_words_when_the_record_changes() -> None:
    meeting = published_meeting("公布的名称")
    meeting.title = "后来改的名称"
    meeting.save()
    assert [copy.title for copy in copies.of_each([meeting])] == ["公布的名称"]


def test_a_record_without_a_copy_is_left_out_and_the_order_stays() -> None:
    first, second = published_meeting("一"), published_meeting("二")
    silent = factories.meeting()
    assert [copy.title for copy in copies.of_each([second, silent, first])] == ["二", "一"]


def test_a_correction_replaces_the_copy_and_is_told_with_it() -> None:
    meeting = published_meeting("原稿")
    correct(society(meeting), "更正稿", "日期有误")
    (copy,) = copies.with_history([meeting])
    assert copy.title == "更正稿"
    assert [version.correction for version in copy.corrections] == ["日期有误"]


def test_a_correction_in_the_making_leaves_the_old_copy_readable() -> None:
    meeting = published_meeting("原稿")
    publication.prepare(society(meeting), content=content("新稿"), actor=factories.user("office"))
    assert [copy.title for copy in copies.of_each([meeting])] == ["原稿"]


def test_a_withdrawn_copy_is_gone(clerk: User) -> None:
    meeting = published_meeting()
    publication.withdraw(society(meeting), reason="误发", actor=clerk)
    assert copies.of_each([meeting]) == []
    assert copies.with_history([meeting]) == []
    assert copies.of_publication(society(meeting)) is None


def test_each_audience_has_its_own_copy() -> None:
    meeting = factories.meeting()
    put_out([meeting], [content("给代表的")], audience="deputies")
    assert copies.of_each([meeting]) == []
    assert [copy.title for copy in copies.of_each([meeting], duty="deputies_duty")] == ["给代表的"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019年8月28日", date(2019, 8, 28)),
        ("2019年8月28日（示例）", date(2019, 8, 28)),
        ("2019年2月30日", None),
        ("■■■", None),
        ("", None),
    ],
)
def test_a_fact_is_read_as_a_date_where_it_is_one(text: str, day: date | None) -> None:
    assert copies.read_day(text) == day


def test_the_mark_of_an_example_is_told_apart_from_the_fact() -> None:
    (copy,) = copies.of_each([published_meeting(日期="2019年1月17日（示例）", 类别="常委会会议")])
    assert copy.fact("日期") == "2019年1月17日"
    assert copy.is_example("日期")
    assert not copy.is_example("类别")
    assert copy.fact("没有的") == ""


def test_copies_cost_one_query_whatever_their_number() -> None:
    meetings = [factories.meeting() for _ in range(12)]
    put_out(meetings, [content(f"会议{number}") for number in range(12)])
    for number in (1, 12):
        with cost() as spent:
            assert len(copies.of_each(meetings[:number])) == number
        assert spent.queries == 1
