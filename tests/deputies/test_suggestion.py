"""代表建议: from the draft to the last promise kept, and what is refused on the way (handbook §2(j))."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import Activity, Obligation, Organ
from congress.workflow import TransitionError
from deputies.models import (
    PublicOpinion,
    Suggestion,
    SuggestionExclusion,
    SuggestionField,
    SuggestionHandling,
    SuggestionSponsor,
)
from deputies.services import opinions, suggestion_drafts, suggestion_intake, suggestion_lists, suggestions
from deputies.services.suggestion_drafts import Paper
from deputies.services.suggestion_intake import Part
from deputies.services.suggestions import Opinion, Reply, Talk
from tests import factories, factories_duty, factories_voices
from tests import factories_suggestions as make

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Status = Suggestion.Status
State = SuggestionHandling.Status
Role = SuggestionHandling.Role
Result, Grade = suggestions.Result, suggestions.Grade


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        suggestion_lists.prepare()
        yield


def refused(error: pytest.ExceptionInfo[ValidationError], field: str = "") -> str:
    if field:
        return "".join(error.value.message_dict[field])
    return "".join(error.value.messages)


# ---------------------------------------------------------------------------------------------- deputies


def test_a_deputy_drafts_under_the_own_name_alone() -> None:
    row = make.draft()
    lead = row.sponsors.get()
    assert (lead.role, lead.confirmed_on, row.status) == ("lead", TODAY, Status.DRAFT)
    assert Activity.objects.filter(verb="起草代表建议", object_key=str(row.pk)).exists()


def test_only_who_holds_a_mandate_of_the_district_proposes() -> None:
    former = factories.user("deputy")
    factories_duty.deputy(account=former, ends_on=date(2026, 9, 15))
    for actor in (former, factories.user("deputies_wc"), factories.user("unit_head", organ=factories.organ())):
        with pytest.raises(ValidationError) as error:
            make.draft(actor)
        assert "正在执行职务的区人大代表" in refused(error)
    assert not Suggestion.objects.exists()


def test_a_sponsor_is_not_added_twice() -> None:
    other, row = make.deputy(), make.draft()
    make.signed(row, other)
    for mandate in (make.mandate(other), make.mandate(make.lead_of(row))):
        with pytest.raises(ValidationError) as error:
            suggestion_drafts.invite(row, mandate, on=TODAY, actor=make.lead_of(row))
        assert "不能重复添加" in refused(error, "mandate")
    assert row.sponsors.count() == 2


def test_everybody_signs_for_himself() -> None:
    other, row = make.deputy(), make.draft()
    suggestion_drafts.invite(row, make.mandate(other), on=TODAY, actor=make.lead_of(row))
    for actor in (make.lead_of(row), make.deputy(), factories.user("deputies_wc")):
        with pytest.raises(ValidationError):
            suggestion_drafts.confirm(row, on=TODAY, actor=actor)
    assert not row.sponsors.confirmed().filter(role="co").exists()
    suggestion_drafts.confirm(row, on=TODAY, actor=other)
    assert row.sponsors.confirmed().filter(role="co").count() == 1


def test_another_text_is_signed_anew() -> None:
    other = make.deputy()
    row = make.signed(make.draft(), other)
    suggestion_drafts.edit(row, make.PAPER, on=TODAY, actor=make.lead_of(row))
    assert row.sponsors.confirmed().filter(role="co").exists()
    changed = Paper(make.PAPER.title, "另外两处也不亮。", "", make.PAPER.request)
    suggestion_drafts.edit(row, changed, on=TODAY, actor=make.lead_of(row))
    assert not row.sponsors.confirmed().filter(role="co").exists()


def test_who_did_not_sign_does_not_stand_under_it() -> None:
    make.session()
    silent, row = make.deputy(), make.draft()
    suggestion_drafts.invite(row, make.mandate(silent), on=TODAY, actor=make.lead_of(row))
    suggestion_drafts.submit(row, on=TODAY, today=TODAY, actor=make.lead_of(row))
    assert list(row.sponsors.standing().values_list("role", flat=True)) == ["lead"]
    with pytest.raises(ValidationError):
        suggestion_drafts.confirm(row, on=TODAY, actor=silent)


def test_an_empty_suggestion_is_not_handed_in() -> None:
    make.session()
    row = suggestion_drafts.draft(Paper("关于改善照明的建议"), on=TODAY, actor=make.deputy())
    with pytest.raises(ValidationError) as error:
        suggestion_drafts.submit(row, on=TODAY, today=TODAY, actor=make.lead_of(row))
    assert refused(error, "situation") == "请填写情况。"
    assert refused(error, "request") == "请填写建议。"
    assert make.fresh(row).status == Status.DRAFT


def test_between_sessions_the_committee_owes_its_notice_in_seven_days() -> None:
    row = make.submitted()
    assert row.is_between_sessions
    assert row.acceptance_duty is not None
    # SUG-7: 16 September and seven days is the 23rd, a Wednesday.
    assert row.acceptance_duty.due_on == date(2026, 9, 23)
    assert row.acceptance_duty.owed_role == "deputies_wc"


def test_during_a_session_no_notice_is_owed() -> None:
    day = date(2026, 1, 13)
    row = make.submitted(on=day)
    assert (row.is_between_sessions, row.acceptance_duty) == (False, None)


def test_a_text_that_was_handed_in_is_not_changed() -> None:
    row = make.submitted()
    with pytest.raises(TransitionError):
        suggestion_drafts.edit(row, Paper("另外一个建议的标题"), on=TODAY, actor=make.lead_of(row))
    assert make.fresh(row).title == make.PAPER.title


def test_the_lead_takes_it_back_until_units_have_it() -> None:
    row = make.accepted()
    with pytest.raises(ValidationError) as error:
        suggestion_drafts.withdraw(row, reason=" ", actor=make.lead_of(row))
    assert "写明理由" in refused(error, "reason")
    suggestion_drafts.withdraw(row, reason="已经解决", actor=make.lead_of(row))
    assert make.fresh(row).status == Status.WITHDRAWN
    part = make.handed_over()
    with pytest.raises(TransitionError):
        suggestion_drafts.withdraw(part.suggestion, reason="已经解决", actor=make.lead_of(part.suggestion))


def test_a_signature_is_taken_back_until_units_have_it_and_the_lead_stays() -> None:
    other = make.deputy()
    row = make.submitted(other)
    with pytest.raises(ValidationError):
        suggestion_drafts.step_back(row, on=TODAY, actor=make.lead_of(row))
    suggestion_drafts.step_back(row, on=TODAY, actor=other)
    assert row.sponsors.standing().count() == 1
    assert row.sponsors.count() == 2
    late = make.deputy()
    part = make.handed_over(others=[late])
    with pytest.raises(TransitionError):
        suggestion_drafts.step_back(part.suggestion, on=TODAY, actor=late)


def test_like_cases_are_shown_and_drafts_of_others_never() -> None:
    make.draft()
    filed = make.submitted()
    found = suggestion_drafts.alike("关于改善示例路路灯照明的建议", user=make.committee())
    assert [row.pk for row in found] == [filed.pk]
    assert suggestion_drafts.alike("关于改善示例路路灯照明的建议", user=make.deputy()) == []


def test_what_a_voter_brought_becomes_a_suggestion_and_the_link_stays() -> None:
    opinion = factories_voices.registered()
    deputy = make.deputy()
    station = opinion.station
    station.assignments.create(mandate=make.mandate(deputy), starts_on=date(2022, 2, 1))
    keeper = factories.user("street_wc", organ=station.organ)
    opinions.tier(opinion, level=PublicOpinion.Level.DISTRICT, note="", on=TODAY, actor=keeper)
    make.session()
    row = suggestion_drafts.draft_from_opinion(opinion, make.PAPER, words="已由代表提出建议。", on=TODAY, actor=deputy)
    suggestion_drafts.submit(row, on=TODAY, today=TODAY, actor=deputy)
    field = SuggestionField.objects.get(name="交通")
    suggestion_intake.accept(row, field=field, note="", on=TODAY, today=TODAY, actor=make.committee())
    opinion.refresh_from_db()
    assert row.opinion == opinion
    assert opinion.status == PublicOpinion.Status.RAISED
    assert opinion.raised_number == "第十届第五次会议第1号" or "第1号" in opinion.raised_number


def test_a_stranger_does_not_take_up_what_a_voter_brought() -> None:
    opinion = factories_voices.registered()
    with pytest.raises(ValidationError) as error:
        suggestion_drafts.draft_from_opinion(opinion, make.PAPER, words="好", on=TODAY, actor=make.deputy())
    assert "不能查看" in refused(error)
    assert not Suggestion.objects.exists()


# ---------------------------------------------------------------------------------------------- committee


def test_accepted_ones_are_numbered_within_their_session() -> None:
    first, second = make.accepted(), make.accepted()
    assert (first.number, second.number) == (1, 2)
    assert first.acceptance_duty is not None
    assert first.acceptance_duty.status == Obligation.Status.DONE


def test_what_is_excluded_is_refused_with_the_rule_named() -> None:
    row = make.submitted()
    rule = SuggestionExclusion.objects.get(reason="正在审理的案件")
    with pytest.raises(ValidationError) as error:
        suggestion_intake.reject(row, exclusion=rule, note="", on=TODAY, today=TODAY, actor=make.committee())
    assert "说明理由" in refused(error, "note")
    suggestion_intake.reject(
        row, exclusion=rule, note="请通过诉讼解决。", on=TODAY, today=TODAY, actor=make.committee()
    )
    row = make.fresh(row)
    assert (row.status, row.exclusion, row.number) == (Status.REJECTED, rule, None)
    assert "第六条" in rule.citation


def test_only_the_deputies_committee_accepts_and_hands_over() -> None:
    row = make.submitted()
    field = SuggestionField.objects.first()
    assert field is not None
    for actor in (make.lead_of(row), make.head(factories.organ()), factories.user("office")):
        with pytest.raises(ValidationError):
            suggestion_intake.accept(row, field=field, note="", on=TODAY, today=TODAY, actor=actor)
    assert make.fresh(row).status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        (["co"], "至少选择一个主办单位或者分办单位"),
        (["reference"], "至少选择一个主办单位或者分办单位"),
        (["lead", "lead"], "只能有一个主办单位"),
        (["lead", "separate"], "其他单位选择会办"),
        (["separate", "co"], "会办单位须有主办单位"),
    ],
)
def test_units_that_do_not_fit_together_are_refused(roles: list[str], words: str) -> None:
    row = make.accepted()
    parts = [Part(factories.organ(), role) for role in roles]
    with pytest.raises(ValidationError) as error:
        suggestion_intake.hand_over(row, parts, demand="", on=TODAY, today=TODAY, actor=make.committee())
    assert words in refused(error, "parts")
    assert not row.handlings.exists()


def test_a_unit_named_twice_or_dissolved_is_refused() -> None:
    row, unit = make.accepted(), factories.organ()
    gone = factories.organ(ends_on=date(2025, 1, 1))
    for parts, words in (
        ([Part(unit, Role.LEAD), Part(unit, Role.CO)], "只能出现一次"),
        ([Part(gone, Role.LEAD)], "撤销"),
    ):
        with pytest.raises(ValidationError) as error:
            suggestion_intake.hand_over(row, parts, demand="", on=TODAY, today=TODAY, actor=make.committee())
        assert words in refused(error, "parts")
    assert make.fresh(row).status == Status.ACCEPTED


def test_every_unit_has_its_own_clock_and_reference_has_none() -> None:
    lead, co, aside = factories.organ(), factories.organ(), factories.organ()
    make.handed_over(Part(lead, Role.LEAD), Part(co, Role.CO), Part(aside, Role.REFERENCE))
    # DL25 art 51: three months from 16 September; ZJ-SUG16 art 18: two months.
    assert Obligation.objects.get(owed_organ=lead).due_plain == date(2026, 12, 16)
    assert Obligation.objects.get(owed_organ=co).due_plain == date(2026, 11, 16)
    assert not Obligation.objects.filter(owed_organ=aside).exists()


def test_joined_cases_are_handed_over_together_and_answered_each() -> None:
    first, second = make.accepted(), make.accepted()
    suggestion_intake.join(second, into=first, actor=make.committee())
    with pytest.raises(ValidationError):
        suggestion_intake.hand_over(
            make.fresh(second),
            [Part(factories.organ(), Role.LEAD)],
            demand="",
            on=TODAY,
            today=TODAY,
            actor=make.committee(),
        )
    unit = factories.organ()
    suggestion_intake.hand_over(
        first, [Part(unit, Role.LEAD)], demand="", on=TODAY, today=TODAY, actor=make.committee()
    )
    assert Obligation.objects.filter(owed_organ=unit).count() == 2
    assert {make.fresh(row).status for row in (first, second)} == {Status.HANDLING}


def test_a_case_is_not_joined_to_itself_or_after_it_was_handed_over() -> None:
    row = make.accepted()
    with pytest.raises(ValidationError):
        suggestion_intake.join(row, into=row, actor=make.committee())
    part = make.handed_over()
    with pytest.raises(ValidationError):
        suggestion_intake.join(row, into=part.suggestion, actor=make.committee())


# ---------------------------------------------------------------------------------------------- units


def test_a_unit_returns_within_ten_days_and_the_clock_begins_anew_elsewhere() -> None:
    part = make.handed_over(Part(factories.organ(), Role.LEAD))
    # SUG-RET: ten days from 16 September end on the 26th, and later where that is no working day.
    with time_machine.travel(datetime(2026, 9, 25, 2, tzinfo=UTC)):
        day = date(2026, 9, 25)
        suggestions.give_back(part, reason="属交通部门职责", on=day, today=day, actor=make.head(part.organ))
        assert not Obligation.objects.open().filter(owed_organ=part.organ).exists()
        other = factories.organ()
        made = suggestion_intake.reassign(make.fresh_part(part), organ=other, on=day, today=day, actor=make.committee())
    assert (made.role, made.handed_over_on) == (Role.LEAD, day)
    assert Obligation.objects.get(owed_organ=other).due_plain == date(2026, 12, 25)


def test_after_the_days_a_unit_cannot_return_it() -> None:
    part = make.handed_over()
    day = TODAY + timedelta(days=20)
    with pytest.raises(ValidationError) as error:
        suggestions.give_back(part, reason="不属本单位", on=day, today=day, actor=make.head(part.organ))
    assert "已超过期限" in refused(error, "on")
    assert make.fresh_part(part).status == State.HANDED_OVER


def test_what_was_answered_is_not_reassigned() -> None:
    part = make.replied(make.handed_over())
    with pytest.raises(ValidationError) as error:
        suggestion_intake.reassign(part, organ=factories.organ(), on=TODAY, today=TODAY, actor=make.committee())
    assert "已经答复的，不能改派" in refused(error)
    with pytest.raises(TransitionError):
        suggestions.give_back(part, reason="不属本单位", on=TODAY, today=TODAY, actor=make.head(part.organ))


def test_no_reply_without_a_talk_with_a_deputy() -> None:
    part = make.acknowledged(make.handed_over())
    with pytest.raises(ValidationError) as error:
        suggestions.reply(part, make.answer(), on=TODAY, today=TODAY, actor=make.head(part.organ))
    assert "答复前须与代表沟通" in refused(error)
    assert make.fresh_part(part).status == State.ACCEPTED


def test_where_talks_are_not_required_a_reply_goes_without(settings: Any) -> None:
    settings.SUGGESTION_CONTACT_REQUIRED = False
    part = make.acknowledged(make.handed_over())
    suggestions.reply(part, make.answer(), on=TODAY, today=TODAY, actor=make.head(part.organ))
    assert make.fresh_part(part).status == State.REPORTED


def test_class_a_needs_what_shows_it() -> None:
    part = make.acknowledged(make.handed_over())
    make.talk(part)
    bare = Reply("已解决。", "负责人001", Result.SOLVED)
    with pytest.raises(ValidationError) as error:
        suggestions.reply(part, bare, on=TODAY, today=TODAY, actor=make.head(part.organ))
    assert "A类答复须写明" in refused(error, "evidence")


@pytest.mark.parametrize("promised_on", [None, TODAY, TODAY - timedelta(days=1)])
def test_class_b_needs_a_later_day(promised_on: date | None) -> None:
    part = make.acknowledged(make.handed_over())
    make.talk(part)
    vague = Reply("已列入计划。", "负责人001", Result.PLANNED, promised_on=promised_on)
    with pytest.raises(ValidationError) as error:
        suggestions.reply(part, vague, on=TODAY, today=TODAY, actor=make.head(part.organ))
    assert "承诺完成日期" in refused(error, "promised_on")


def test_another_unit_answers_nothing() -> None:
    part = make.acknowledged(make.handed_over())
    make.talk(part)
    with pytest.raises(ValidationError):
        suggestions.reply(part, make.answer(), on=TODAY, today=TODAY, actor=make.head(factories.organ()))


def test_a_talk_names_deputies_who_signed() -> None:
    part = make.acknowledged(make.handed_over())
    foreign = make.accepted().sponsors.get()
    for who, words in (([foreign], "签名提出这件建议"), ([], "请选择参加沟通的代表")):
        with pytest.raises(ValidationError) as error:
            suggestions.note_contact(
                part, Talk(TODAY, "phone", who, "电话沟通"), today=TODAY, actor=make.head(part.organ)
            )
        assert words in refused(error, "deputies")


def test_a_co_handler_advises_the_lead_and_answers_nobody() -> None:
    lead, co = factories.organ(), factories.organ()
    first = make.handed_over(Part(lead, Role.LEAD), Part(co, Role.CO))
    part = make.acknowledged(first.suggestion.handlings.get(organ=co))
    make.talk(part)
    with pytest.raises(ValidationError) as error:
        suggestions.reply(part, make.answer(), on=TODAY, today=TODAY, actor=make.head(co))
    assert "由主办单位答复代表" in refused(error)
    suggestions.advise(part, text="同意，建议分期实施。", on=TODAY, today=TODAY, actor=make.head(co))
    assert make.fresh_part(part).status == State.ADVISED
    assert not Obligation.objects.open().filter(owed_organ=co).exists()


# ---------------------------------------------------------------------------------------------- deputies again


def test_a_content_lead_ends_class_a_and_c() -> None:
    for result in (Result.SOLVED, Result.EXPLAINED):
        part = make.graded(make.replied(make.handed_over(), result=result))
        assert part.status == State.CLOSED
        assert make.fresh(part.suggestion).status == Status.CLOSED
        assert make.fresh(part.suggestion).closed_on == TODAY


def test_a_dissatisfied_lead_starts_another_month_and_the_first_round_stays() -> None:
    part = make.graded(make.replied(make.handed_over()), Grade.DISSATISFIED)
    assert part.status == State.REOPENED
    first, second = part.rounds.all()
    assert (first.verdict, second.reason) == ("只换了一处。", "dissatisfied")
    # ZJ-DEP16 art 43: one month from 16 September.
    assert second.obligation.due_plain == date(2026, 10, 16)
    assert make.fresh(part.suggestion).status == Status.HANDLING


def test_the_third_round_is_told_to_the_leadership() -> None:
    leader = factories.user("sc_vice_chair")
    part = make.graded(make.replied(make.handed_over()), Grade.DISSATISFIED)
    assert not leader.notifications.exists()
    part = make.graded(make.replied(part), Grade.DISSATISFIED)
    assert leader.notifications.filter(subject__contains="第3轮").exists()


def test_a_promise_stays_open_until_it_is_kept() -> None:
    promised = date(2027, 6, 30)
    part = make.graded(make.replied(make.handed_over(), result=Result.PLANNED, promised_on=promised))
    assert part.status == State.TRACKING
    assert make.fresh(part.suggestion).status == Status.TRACKING
    owed = Obligation.objects.open().get(owed_organ=part.organ)
    assert (owed.rule.code, owed.due_on) == ("SUG-B", promised)
    day = date(2027, 6, 1)
    kept = make.graded(make.replied(part, on=day), on=day)
    assert kept.status == State.CLOSED
    assert [each.result_class for each in kept.rounds.all()] == ["B", "A"]
    assert make.fresh(part.suggestion).closed_on == day


def test_somebody_who_did_not_sign_grades_nothing() -> None:
    invited, stranger = make.deputy(), make.deputy()
    row = make.draft()
    make.session()
    suggestion_drafts.invite(row, make.mandate(invited), on=TODAY, actor=make.lead_of(row))
    suggestion_drafts.submit(row, on=TODAY, today=TODAY, actor=make.lead_of(row))
    field = SuggestionField.objects.first()
    assert field is not None
    suggestion_intake.accept(row, field=field, note="", on=TODAY, today=TODAY, actor=make.committee())
    unit = factories.organ()
    parts = [Part(unit, Role.LEAD)]
    [part] = suggestion_intake.hand_over(row, parts, demand="", on=TODAY, today=TODAY, actor=make.committee())
    part = make.replied(part)
    good = Opinion(Grade.SATISFIED, Grade.SATISFIED)
    withdrawn = row.sponsors.get(mandate=make.mandate(invited))
    lead = row.sponsors.get(role="lead")
    for sponsor, actor, words in (
        (withdrawn, invited, "只有签名提出"),
        (lead, stranger, "只能由代表本人反馈"),
        (lead, make.head(unit), "只能由代表本人反馈"),
    ):
        with pytest.raises(ValidationError) as error:
            suggestions.feed_back(part, sponsor, good, on=TODAY, today=TODAY, actor=actor)
        assert words in refused(error)
    assert not part.rounds.get().feedbacks.exists()


def test_a_unit_does_not_enter_a_paper_form() -> None:
    part = make.replied(make.handed_over())
    lead = part.suggestion.sponsors.get()
    form = Opinion(Grade.SATISFIED, Grade.SATISFIED, on_paper=True)
    with pytest.raises(ValidationError) as error:
        suggestions.feed_back(part, lead, form, on=TODAY, today=TODAY, actor=make.head(part.organ))
    assert "由代表工委登记" in refused(error)
    suggestions.feed_back(part, lead, form, on=TODAY, today=TODAY, actor=make.committee())
    assert make.fresh_part(part).status == State.CLOSED


def test_a_co_sponsor_is_heard_and_the_lead_decides() -> None:
    other = make.deputy()
    part = make.replied(make.handed_over(others=[other]))
    own = part.suggestion.sponsors.get(role="co")
    bad = Opinion(Grade.DISSATISFIED, Grade.BASICALLY, "没有征求意见。")
    suggestions.feed_back(part, own, bad, on=TODAY, today=TODAY, actor=other)
    assert make.fresh_part(part).status == State.REPORTED
    with pytest.raises(ValidationError) as error:
        suggestions.feed_back(part, own, bad, on=TODAY, today=TODAY, actor=other)
    assert "已经反馈过" in refused(error)
    assert make.graded(part).status == State.CLOSED


def test_the_dissatisfied_say_why() -> None:
    part = make.replied(make.handed_over())
    silent = Opinion(Grade.SATISFIED, Grade.DISSATISFIED)
    with pytest.raises(ValidationError) as error:
        suggestions.feed_back(
            part,
            part.suggestion.sponsors.get(),
            silent,
            on=TODAY,
            today=TODAY,
            actor=make.lead_of(part.suggestion),
        )
    assert "哪里不满意" in refused(error, "comment")


def test_silence_is_owed_and_is_not_consent() -> None:
    part = make.replied(make.handed_over())
    duty = part.rounds.get().feedback_duty
    assert duty is not None
    # SUG-FB: fifteen days; the lead deputy owes it, and nothing closes by itself.
    assert (duty.due_plain, duty.owed_account) == (date(2026, 10, 1), make.lead_of(part.suggestion))
    assert part.status == State.REPORTED


def test_the_whole_is_answered_when_all_who_answer_have() -> None:
    one, two = factories.organ(), factories.organ()
    first = make.handed_over(Part(one, Role.SEPARATE), Part(two, Role.SEPARATE))
    row = first.suggestion
    first = make.graded(make.replied(first))
    assert (first.status, make.fresh(row).status) == (State.CLOSED, Status.HANDLING)
    second = make.replied(row.handlings.get(organ=two))
    assert make.fresh(row).status == Status.REPLIED
    make.graded(second)
    assert make.fresh(row).status == Status.CLOSED


def test_a_stale_copy_changes_nothing() -> None:
    part = make.handed_over()
    stale = SuggestionHandling.objects.get(pk=part.pk)
    make.acknowledged(part)
    with pytest.raises(TransitionError):
        suggestions.acknowledge(stale, leader="负责人002", plan="", on=TODAY, today=TODAY, actor=make.head(part.organ))
    assert make.fresh_part(part).leader == "负责人001"


# ---------------------------------------------------------------------------------------------- who reads, what holds


def test_drafts_are_read_by_their_deputies_alone() -> None:
    invited, row = make.deputy(), make.draft()
    suggestion_drafts.invite(row, make.mandate(invited), on=TODAY, actor=make.lead_of(row))
    seen = Suggestion.objects.all()
    assert row in seen.visible_to(make.lead_of(row))
    assert row in seen.visible_to(invited)
    for other in (make.committee(), make.deputy(), make.head(factories.organ())):
        assert row not in seen.visible_to(other)


def test_a_unit_reads_what_was_handed_to_it_and_no_other_part() -> None:
    lead, other = factories.organ(), factories.organ()
    part = make.handed_over(Part(lead, Role.SEPARATE), Part(other, Role.SEPARATE))
    make.handed_over()
    reader = make.head(lead)
    assert list(Suggestion.objects.all().visible_to(reader)) == [part.suggestion]
    assert list(SuggestionHandling.objects.all().visible_to(reader)) == [part]


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (SuggestionHandling, {"status": "closed", "role": "lead"}),
        (SuggestionHandling, {"status": "returned"}),
        (SuggestionHandling, {"role": "reference"}),
        (SuggestionHandling, {"status": "advised"}),
        (Suggestion, {"status": "rejected"}),
        (Suggestion, {"status": "closed"}),
        (Suggestion, {"number": None}),
        (Suggestion, {"submitted_on": date(2020, 1, 1)}),
        (Suggestion, {"decided_on": date(2020, 1, 1)}),
        (SuggestionSponsor, {"withdrawn_on": TODAY}),
    ],
)
def test_the_tables_refuse_what_contradicts_itself(table: Any, changes: dict[str, object]) -> None:
    make.handed_over()
    with pytest.raises(IntegrityError), transaction.atomic():
        table.objects.update(**changes)


def test_two_leads_are_refused_by_the_table() -> None:
    part = make.handed_over()
    with pytest.raises(IntegrityError), transaction.atomic():
        SuggestionHandling.objects.create(
            suggestion=part.suggestion, organ=factories.organ(), role=Role.LEAD, handed_over_on=TODAY
        )


def test_the_unit_of_a_street_may_be_one_of_the_units() -> None:
    office = factories.organ(Organ.Kind.STREET_OFFICE)
    assert make.handed_over(Part(office, Role.LEAD)).organ == office
