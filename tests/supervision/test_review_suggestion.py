"""A citizen's suggestion: taken with the least data, owed a reply, answered, and forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from congress.models import Activity, Notification, Obligation, User
from congress.workflow import TransitionError
from supervision.models import NormFiling, ReviewSuggestion
from supervision.services import review_suggestions
from tests import factories
from tests import factories_filings as make

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Status = ReviewSuggestion.Status


@pytest.fixture
def reviewer() -> User:
    return factories.user("legal_wc")


def test_a_suggestion_is_owed_a_reply(reviewer: User) -> None:
    row = make.suggestion()
    assert row.obligation is not None
    assert (row.obligation.rule.code, row.obligation.owed_role) == ("NORM-REPLY", "legal_wc")
    assert len(row.receipt) == 12
    assert Notification.objects.get(recipient=reviewer).subject.startswith("收到审查建议")
    assert not Activity.objects.filter(text__contains="示例公民").exists()
    assert "13800000000" not in str(list(Activity.objects.values_list("text", "detail")))


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"norm_title": "短"}, "norm_title"),
        ({"norm_title": "题" * 201}, "norm_title"),
        ({"norm_title": "<script>alert(1)</script>规定"}, "norm_title"),
        ({"reason": "请看 https://example.test/点击这里领取"}, "reason"),
        ({"reason": "理" * 2001}, "reason"),
        ({"reason": "太短"}, "reason"),
        ({"reason": "我的身份证是330802199001011234，请审查这件文件。"}, "reason"),
        ({"maker_name": "\u202e\u200b"}, "maker_name"),
        ({"name": "http://x.test"}, "name"),
        ({"name": "=1+1"}, "name"),
        ({"phone": "12345"}, "phone"),
    ],
)
def test_hostile_and_empty_words_are_refused_at_their_field(fields: dict[str, Any], where: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make.suggestion(**fields)
    assert set(refused.value.message_dict) == {where}
    assert not ReviewSuggestion.objects.exists()
    assert not Obligation.objects.exists()


def test_what_does_not_show_is_left_out_and_lines_stay() -> None:
    row = make.suggestion(norm_title="示例\u202e规\x00定第一号", reason="第一，增加义务。\n\n\n  第二，没有依据。")
    assert row.norm_title == "示例规定第一号"
    assert row.reason == "第一，增加义务。\n第二，没有依据。"


def test_nobody_learns_from_the_form_whose_number_suggested_before() -> None:
    first = make.suggestion()
    again = make.suggestion(norm_title=first.norm_title, reason="另一个理由：第五条没有上位法依据。")
    assert (again.pk, again.receipt) != (first.pk, first.receipt)
    assert again.status == first.status


def test_the_same_words_of_the_same_person_are_taken_once() -> None:
    first = make.suggestion()
    assert make.suggestion(norm_title=first.norm_title) == first
    assert ReviewSuggestion.objects.count() == Obligation.objects.count() == 1


def test_more_than_can_be_looked_at_wait_their_turn_and_none_is_lost(settings: Any, reviewer: User) -> None:
    settings.REVIEW_SUGGESTIONS = 1
    first, second, third = make.suggestion(), make.suggestion(), make.suggestion()
    assert [row.is_queued for row in (first, second, third)] == [False, True, True]
    told = Notification.objects.filter(recipient=reviewer)
    assert told.filter(subject__contains="依次排队").count() == 1
    assert told.count() == 2
    system = User.objects.system()
    assert review_suggestions.take_up(actor=system, today=TODAY) == 0
    review_suggestions.decline(first, reply="不属备案范围。", on=TODAY, actor=reviewer)
    later = TODAY + timedelta(days=3)
    assert review_suggestions.take_up(actor=system, today=later) == 1
    for row in (second, third):
        row.refresh_from_db()
    assert second.obligation is not None
    assert (second.obligation.start_on, second.is_queued, third.is_queued) == (TODAY, False, True)


def test_a_suggestion_that_waits_its_turn_can_be_answered_first(settings: Any, reviewer: User) -> None:
    settings.REVIEW_SUGGESTIONS = 0
    row = make.suggestion()
    assert "依次排队" in Client().get(f"/supervision/filings/suggestions/{row.receipt}/").content.decode()
    review_suggestions.decline(row, reply="不属备案范围。", on=TODAY, actor=reviewer)
    assert not row.is_queued
    assert review_suggestions.take_up(actor=reviewer, today=TODAY) == 0


def test_a_form_that_would_fill_the_store_names_the_ways_that_stay_open(settings: Any) -> None:
    settings.PUBLIC_FORM_MOST = 1
    make.suggestion()
    with pytest.raises(ValidationError, match="书面邮寄"):
        make.suggestion()


def test_two_clicks_at_once_are_taken_one_after_the_other(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(100) as captured:
        make.suggestion()
    statements = [query["sql"] for query in captured.captured_queries]
    waits = next(place for place, sql in enumerate(statements) if "pg_advisory_xact_lock" in sql)
    looks = next(place for place, sql in enumerate(statements) if 'FROM "supervision_reviewsuggestion"' in sql)
    assert waits < looks


def test_accepted_and_answered(reviewer: User) -> None:
    row, filing = make.suggestion(), make.registered(actor=reviewer)
    review_suggestions.accept(row, filing=filing, actor=reviewer)
    assert (row.status, row.filing) == (Status.ACCEPTED, filing)
    assert filing.initiative == NormFiling.Initiative.SUGGESTED
    with pytest.raises(ValidationError, match="请写明答复"):
        review_suggestions.answer(row, reply=" ", on=TODAY, actor=reviewer)
    review_suggestions.answer(row, reply="经审查未发现问题。", on=TODAY, actor=reviewer)
    assert row.status == Status.REPLIED
    assert row.obligation is not None
    row.obligation.refresh_from_db()
    assert row.obligation.status == Obligation.Status.DONE
    with pytest.raises(TransitionError, match="已答复"):
        review_suggestions.answer(row, reply="再答", on=TODAY, actor=reviewer)


def test_declined_with_a_reply(reviewer: User) -> None:
    row = make.suggestion()
    review_suggestions.decline(row, reply="不属备案范围。", on=TODAY, actor=reviewer)
    assert (row.status, row.reply) == (Status.DECLINED, "不属备案范围。")
    with pytest.raises(TransitionError, match="不予受理"):
        review_suggestions.accept(row, filing=make.registered(), actor=reviewer)


def test_it_is_answered_only_after_it_was_taken_up_for_a_document_under_review_here(reviewer: User) -> None:
    row = make.suggestion()
    with pytest.raises(TransitionError, match="已收到"):
        review_suggestions.answer(row, reply="答复", on=TODAY, actor=reviewer)
    outward = make.awaiting(direction="outward", actor=reviewer)
    with pytest.raises(ValidationError, match="只能对应接受报备的文件"):
        review_suggestions.accept(row, filing=outward, actor=reviewer)
    row.refresh_from_db()
    assert row.status == Status.RECEIVED


def test_people_are_forgotten_some_time_after_the_reply(reviewer: User, settings: Any) -> None:
    settings.REVIEW_SUGGESTION_KEEP_DAYS = 90
    row, waiting = make.suggestion(), make.suggestion()
    review_suggestions.decline(row, reply="不属备案范围。", on=TODAY, actor=reviewer)
    assert review_suggestions.erase(on=TODAY + timedelta(days=90), actor=reviewer) == 0
    assert review_suggestions.erase(on=TODAY + timedelta(days=91), actor=reviewer) == 1
    assert review_suggestions.erase(on=TODAY + timedelta(days=92), actor=reviewer) == 0
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.name, row.phone, row.reply) == ("", "", "不属备案范围。")
    assert waiting.name == "示例公民"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"status": "declined", "reply": ""}, "review_suggestion_answered_in_words"),
        ({"status": "accepted"}, "review_suggestion_accepted_has_a_filing"),
    ],
)
def test_the_database_holds_the_rules(changes: dict[str, str], name: str) -> None:
    make.suggestion()
    with transaction.atomic(), pytest.raises(IntegrityError, match=name):
        ReviewSuggestion.objects.update(**changes)
