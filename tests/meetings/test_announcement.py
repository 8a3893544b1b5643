"""Announcements: numbered through the term without gaps, public at once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from congress.models import DocumentNumber
from meetings.models import Announcement
from meetings.offers import acts as offers
from meetings.services import acts, announcements
from tests import factories, factories_acts
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def draft(**fields: object) -> Announcement:
    values: dict[str, object] = {
        "kind": "other",
        "title": "示例公告",
        "issued_on": TODAY,
        "text": "现予公告。",
        **fields,
    }
    return Announcement(**values)


def issue(announcement: Announcement) -> Announcement:
    return announcements.issue(announcement, actor=factories.user("office"))


def refused(announcement: Announcement) -> str:
    before = DocumentNumber.objects.count()
    with pytest.raises(ValidationError) as caught:
        issue(announcement)
    assert DocumentNumber.objects.count() == before
    return "；".join(caught.value.messages)


def test_numbers_count_through_the_term_and_start_anew_with_the_next() -> None:
    factories.term()
    first, second = issue(draft()), issue(draft(issued_on=TODAY + timedelta(days=100)))
    assert [str(first.number), str(second.number)] == ["第十届第1号", "第十届第2号"]
    next_term = factories.term(11, starts_on=date(2027, 2, 1), ends_on=date(2032, 1, 31))
    assert str(issue(draft(issued_on=next_term.starts_on)).number) == "第十一届第1号"


def test_a_stored_draft_is_issued_once() -> None:
    factories.term()
    row = draft()
    row.save()
    stale = Announcement.objects.get(pk=row.pk)
    issue(row)
    assert "已经编号" in refused(stale)


def test_it_is_due_for_publication_on_its_own_day() -> None:
    factories.term()
    row = issue(draft())
    assert row.society_duty is not None
    assert row.deputies_duty is not None
    assert {row.society_duty.target_on, row.deputies_duty.target_on} == {TODAY}


def test_history_is_numbered_without_a_duty() -> None:
    factories.term()
    row = announcements.issue(draft(), actor=factories.user("office"), is_historic=True)
    assert row.number is not None
    assert row.society_duty is None


def test_empty_words_a_day_before_the_meeting_and_a_day_outside_all_terms_take_no_number() -> None:
    factories.term()
    assert "正文" in refused(draft(text=" "))
    assert "标题" in refused(draft(title=""))
    assert "不能早于会议日期" in refused(draft(meeting=factories.meeting(starts_on=TODAY + timedelta(days=1))))
    assert "不在任何一届任期内" in refused(draft(issued_on=date(2001, 1, 1)))


def test_an_act_is_announced_with_where_when_and_from_when() -> None:
    act = factories_acts.act(effective_on=date(2026, 10, 1))
    row = issue(announcements.of_act(act, on=TODAY))
    assert row.kind == Announcement.Kind.ACT
    assert row.text.startswith(f"《{act.title}》已由")
    assert "于2026年9月16日通过，现予公布，自2026年10月1日起施行。" in row.text
    assert row.text.endswith("特此公告。")
    assert list(announcements.telling_of(act)) == [row]
    acts.number(act, actor=factories.user("office"))
    assert list(offers.adopted_without_announcement(TODAY)) == []


def test_readers_see_number_words_signature_and_day() -> None:
    factories.term()
    row = issue(draft())
    content = announcements.compose(row)
    assert dict(content["facts"])["文号"] == "第十届第1号"
    assert content["sections"][0]["paragraphs"][0] == "现予公告。"
    assert content["sections"][0]["paragraphs"][-1] == "2026年9月16日"


def test_a_number_of_an_announcement_that_is_gone_shows_among_the_checks() -> None:
    factories.term()
    row = issue(draft())
    number = row.number
    assert list(offers.numbers_of_nothing(TODAY)) == []
    Announcement.objects.filter(pk=row.pk).update(number=None)
    assert list(offers.numbers_of_nothing(TODAY)) == [number]
