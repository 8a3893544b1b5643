"""Review: criteria, opinions of subject committees, the conclusion, and the way to a correction or an annulment."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import Extension, Notification, Obligation, Organ, User
from congress.services import deadlines, obligations
from congress.workflow import TransitionError
from meetings.models import AgendaItem, Meeting
from supervision.models import FilingCheck, FilingDuty, FilingOpinion, NormFiling
from supervision.services import filing_reviews, filings
from tests import factories, factories_acts
from tests import factories_filings as make

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Status = NormFiling.Status
Conclusion = NormFiling.Conclusion
Kind = FilingDuty.Kind


@pytest.fixture
def reviewer() -> User:
    return factories.user("legal_wc")


def committee() -> Organ:
    return factories.organ(Organ.Kind.WORKING_COMMITTEE)


def conclude(row: NormFiling, conclusion: str, reviewer: User, text: str = "") -> None:
    filing_reviews.conclude(row, conclusion=conclusion, text=text, on=TODAY, actor=reviewer, today=TODAY)


def open_kinds(row: NormFiling) -> set[str]:
    return set(row.duties.filter(obligation__status=Obligation.Status.OPEN).values_list("kind", flat=True))


def test_a_review_opens_the_criteria_and_asks_the_subject_committees(reviewer: User) -> None:
    first, second = committee(), committee()
    row = make.under_review(first, second, actor=reviewer)
    assert row.status == Status.UNDER_REVIEW
    assert row.checks.count() == len(FilingCheck.Criterion)
    opinion = FilingOpinion.objects.get(filing=row, committee=first)
    assert (opinion.obligation.owed_organ, opinion.obligation.due_plain) == (first, date(2026, 10, 16))
    with pytest.raises(ValidationError, match="请勿重复分送"):
        filing_reviews.ask(row, committee=first, on=TODAY, actor=reviewer, today=TODAY)
    with pytest.raises(ValidationError, match="不是工作委员会"):
        filing_reviews.ask(row, committee=row.maker, on=TODAY, actor=reviewer, today=TODAY)
    with pytest.raises(TransitionError, match="审查中"):
        filing_reviews.start(row, committees=[], on=TODAY, actor=reviewer, today=TODAY)


def test_a_committee_gives_its_own_opinion_once(reviewer: User) -> None:
    asked = committee()
    row = make.under_review(asked, actor=reviewer)
    stranger = factories.user("wc_officer", organ=committee())
    with pytest.raises(ValidationError, match="没有分送您所在的工委"):
        filing_reviews.give_opinion(row, text="无意见", has_problem=False, on=TODAY, actor=stranger, today=TODAY)
    officer = factories.user("wc_officer", organ=asked)
    with pytest.raises(ValidationError, match="没有意见请写“无意见”"):
        filing_reviews.give_opinion(row, text=" ", has_problem=False, on=TODAY, actor=officer, today=TODAY)
    given = filing_reviews.give_opinion(row, text="无意见", has_problem=False, on=TODAY, actor=officer, today=TODAY)
    assert given.obligation.status == Obligation.Status.DONE
    assert row.rounds.latest("pk").is_internal
    with pytest.raises(TransitionError, match="提出意见"):
        filing_reviews.give_opinion(row, text="再说", has_problem=True, on=TODAY, actor=officer, today=TODAY)


def test_an_opinion_is_dated_between_the_asking_and_today(reviewer: User) -> None:
    asked = committee()
    row = make.under_review(asked, actor=reviewer)
    officer = factories.user("wc_officer", organ=asked)
    for day, words in ((TODAY - timedelta(days=1), "不能早于分送日期"), (TODAY + timedelta(days=1), "不能晚于今天")):
        with pytest.raises(ValidationError, match=words):
            filing_reviews.give_opinion(row, text="无意见", has_problem=False, on=day, actor=officer, today=TODAY)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        filing_reviews.ask(row, committee=committee(), on=date(2199, 1, 1), actor=reviewer, today=TODAY)
    assert FilingOpinion.objects.get().given_on is None


def test_an_opinion_on_a_stale_copy_of_a_concluded_review_is_refused(reviewer: User) -> None:
    asked = committee()
    row = make.find(make.under_review(asked, actor=reviewer))
    stale = NormFiling.objects.get(pk=row.pk)
    conclude(row, Conclusion.NO_PROBLEM, reviewer)
    officer = factories.user("wc_officer", organ=asked)
    with pytest.raises(TransitionError, match="审查已经结束"):
        filing_reviews.give_opinion(stale, text="无意见", has_problem=False, on=TODAY, actor=officer, today=TODAY)
    with pytest.raises(TransitionError, match="不能再分送"):
        filing_reviews.ask(stale, committee=committee(), on=TODAY, actor=reviewer, today=TODAY)


def test_no_conclusion_before_every_criterion_was_checked(reviewer: User) -> None:
    row = make.under_review(actor=reviewer)
    with pytest.raises(ValidationError, match="还没有完成审查：“超越法定权限”"):
        conclude(row, Conclusion.NO_PROBLEM, reviewer)
    last = make.find(row).checks.last()
    assert last is not None
    last.finding = FilingCheck.Finding.OPEN
    last.save()
    with pytest.raises(ValidationError, match="“有其他不适当的情形”未填审查情况"):
        conclude(row, Conclusion.NO_PROBLEM, reviewer)
    row.refresh_from_db()
    assert (row.status, row.conclusion) == (Status.UNDER_REVIEW, "")


def test_the_conclusion_agrees_with_the_findings(reviewer: User) -> None:
    row = make.find(make.under_review(actor=reviewer), "rights")
    with pytest.raises(ValidationError, match="不能结论为“未发现问题”"):
        conclude(row, Conclusion.NO_PROBLEM, reviewer)
    with pytest.raises(ValidationError, match="请写明审查意见"):
        conclude(row, Conclusion.CORRECTION, reviewer)
    clean = make.find(make.under_review(actor=reviewer))
    with pytest.raises(ValidationError, match="不能结论为“需要纠正”"):
        conclude(clean, Conclusion.CORRECTION, reviewer, "有问题")
    conclude(clean, Conclusion.ADVICE, reviewer, "文字可以更明确")
    assert (clean.status, clean.closed_on) == (Status.CONCLUDED, TODAY)


def test_a_conclusion_ends_the_clocks_and_owes_the_catalogue(reviewer: User) -> None:
    asked = committee()
    row = make.find(make.under_review(asked, actor=reviewer))
    conclude(row, Conclusion.NO_PROBLEM, reviewer)
    assert open_kinds(row) == set()
    assert FilingOpinion.objects.get(filing=row).obligation.status == Obligation.Status.VOID
    assert row.society_duty is not None
    with pytest.raises(TransitionError, match="审查办结"):
        conclude(row, Conclusion.NO_PROBLEM, reviewer)
    officer = factories.user("wc_officer", organ=asked)
    with pytest.raises(TransitionError, match="审查已经结束"):
        filing_reviews.give_opinion(row, text="迟来的意见", has_problem=False, on=TODAY, actor=officer, today=TODAY)


def test_findings_stand_once_there_is_a_conclusion(reviewer: User) -> None:
    row = make.under_review(actor=reviewer)
    checks = list(row.checks.all())
    assert filing_reviews.record_findings(row, {checks[0]: ("fine", "")}, actor=reviewer) == 1
    with pytest.raises(ValidationError, match="须在“说明”中写明"):
        filing_reviews.record_findings(row, {checks[1]: ("problem", "")}, actor=reviewer)
    make.find(row)
    conclude(row, Conclusion.NO_PROBLEM, reviewer)
    with pytest.raises(TransitionError, match="不能再填写审查标准"):
        filing_reviews.record_findings(row, {checks[0]: ("problem", "增加义务")}, actor=reviewer)


def test_the_maker_that_agrees_suspends_the_review_until_its_own_day(reviewer: User) -> None:
    row = make.talked(actor=reviewer)
    clerk = factories.user("unit_head", organ=row.maker)
    assert open_kinds(row) == {Kind.ANSWER}
    with pytest.raises(ValidationError, match="怎样纠正"):
        filing_reviews.agree(row, plan="", due_on=None, on=TODAY, actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="应当晚于答复日期"):
        filing_reviews.agree(row, plan="修改第三条", due_on=TODAY, on=TODAY, actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="完成日期最晚为"):
        filing_reviews.agree(row, plan="修改第三条", due_on=date.max, on=TODAY, actor=clerk, today=TODAY)
    row.refresh_from_db()
    day = TODAY + timedelta(days=20)
    filing_reviews.agree(row, plan="修改第三条", due_on=day, on=TODAY, actor=clerk, today=TODAY)
    assert (row.status, row.plan) == (Status.AGREED, "修改第三条")
    owed = row.duties.get(kind=Kind.CORRECT).obligation
    assert (owed.owed_organ, owed.due_on, owed.is_fixed) == (row.maker, day, True)


def test_the_maker_s_own_day_is_bound_by_a_rule_that_the_office_can_change(reviewer: User) -> None:
    row = make.talked(actor=reviewer)
    clerk = factories.user("unit_head", organ=row.maker)
    latest = deadlines.due("NORM-FIX-MAX", TODAY).effective
    with pytest.raises(ValidationError, match="完成日期最晚为"):
        filing_reviews.agree(row, plan="修改", due_on=latest + timedelta(days=1), on=TODAY, actor=clerk, today=TODAY)
    row.refresh_from_db()
    assert row.status == Status.TALKED
    filing_reviews.agree(row, plan="修改", due_on=latest, on=TODAY, actor=clerk, today=TODAY)
    assert row.duties.get(kind=Kind.CORRECT).obligation.due_on == latest


def test_an_amended_document_is_filed_anew_and_linked(reviewer: User) -> None:
    row = make.talked(actor=reviewer)
    with pytest.raises(ValidationError, match="“已修改”或者“已废止”"):
        filing_reviews.correct(row, to=Status.ANNULLED, text="", on=TODAY, actor=reviewer, today=TODAY)
    filing_reviews.correct(row, to=Status.AMENDED, text="已修改第三条", on=TODAY, actor=reviewer, today=TODAY)
    assert (row.status, open_kinds(row)) == (Status.AMENDED, set())
    newer = make.filed(actor=reviewer, maker=row.maker, supersedes=row, published_on=TODAY)
    assert list(row.superseded_by.all()) == [newer]


def test_a_formal_opinion_needs_a_chairpersons_meeting_that_was_held(reviewer: User) -> None:
    row = make.talked(actor=reviewer)
    planned = factories.meeting(Meeting.Kind.CHAIR_MEETING)
    with pytest.raises(ValidationError, match="已经举行的主任会议"):
        filing_reviews.issue_opinion(row, at=planned, text="", on=TODAY, actor=reviewer, today=TODAY)
    of_committee = factories.meeting(starts_on=TODAY, status="closed")
    with pytest.raises(ValidationError, match="已经举行的主任会议"):
        filing_reviews.issue_opinion(row, at=of_committee, text="", on=TODAY, actor=reviewer, today=TODAY)
    row.refresh_from_db()
    assert row.opinion_number is None
    sent = make.with_opinion(actor=reviewer)
    assert str(sent.opinion_number) == "柯人大备审〔2026〕1号"
    assert sent.duties.filter(kind=Kind.ANSWER, obligation__status="open").count() == 1
    stale = NormFiling.objects.get(pk=sent.pk)
    with pytest.raises(TransitionError, match="已发书面审查意见"):
        filing_reviews.issue_opinion(stale, at=sent.opinion_at, text="", on=TODAY, actor=reviewer, today=TODAY)


def tabled(reviewer: User) -> tuple[NormFiling, AgendaItem]:
    row = make.with_opinion(actor=reviewer)
    filing_reviews.refuse(row, reason="认为合法", on=TODAY, actor=reviewer, today=TODAY)
    item = factories.item(factories.meeting(starts_on=TODAY, status="open"))
    filing_reviews.table(row, item=item, on=TODAY, actor=reviewer, today=TODAY)
    return row, item


def test_a_refusal_may_be_tabled_and_annulled_by_a_majority(reviewer: User) -> None:
    row, item = tabled(reviewer)
    act = factories_acts.new_act(item.meeting, title="关于撤销示例规定的决定")
    act.save()
    with pytest.raises(ValidationError, match="没有有效的通过表决"):
        filing_reviews.annul(row, act=act, actor=reviewer)
    act.vote = factories_acts.vote(item.meeting, yes=9)
    act.save()
    with pytest.raises(ValidationError, match="全体组成人员过半数"):
        filing_reviews.annul(row, act=act, actor=reviewer)
    other = factories_acts.act()
    with pytest.raises(ValidationError, match="请选择该次会议的决定"):
        filing_reviews.annul(row, act=other, actor=reviewer)
    act.vote = factories_acts.vote(item.meeting)
    act.save()
    filing_reviews.annul(row, act=act, actor=reviewer)
    assert (row.status, row.annulled_by, row.closed_on) == (Status.ANNULLED, act, act.adopted_on)
    assert filings.result_of(row) == "已撤销"


def test_what_found_no_majority_is_retained(reviewer: User) -> None:
    row, _ = tabled(reviewer)
    with pytest.raises(ValidationError, match="表决的情况"):
        filing_reviews.retain(row, text="", on=TODAY, actor=reviewer, today=TODAY)
    filing_reviews.retain(row, text="赞成9票，未过半数", on=TODAY, actor=reviewer, today=TODAY)
    assert row.status == Status.RETAINED


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "不能早于上一步“发书面审查意见”的日期"), (1, "不能晚于今天"), (-4000, "不能早于上一步")]
)
def test_a_refusal_is_dated_after_the_opinion_and_not_ahead(reviewer: User, days: int, words: str) -> None:
    row = make.with_opinion(actor=reviewer)
    day = TODAY + timedelta(days=days)
    with pytest.raises(ValidationError, match=words) as refused:
        filing_reviews.refuse(row, reason="认为合法", on=day, actor=reviewer, today=TODAY)
    assert list(refused.value.error_dict) == ["on"]
    row.refresh_from_db()
    assert row.status == Status.OPINION


@pytest.mark.parametrize(("days", "words"), [(-1, "不能早于上一步“制定机关不予纠正”的日期"), (1, "不能晚于今天")])
def test_tabling_is_dated_after_the_refusal_and_not_ahead(reviewer: User, days: int, words: str) -> None:
    row = make.with_opinion(actor=reviewer)
    filing_reviews.refuse(row, reason="认为合法", on=TODAY, actor=reviewer, today=TODAY)
    item = factories.item(factories.meeting(starts_on=TODAY, status="open"))
    with pytest.raises(ValidationError, match=words):
        filing_reviews.table(row, item=item, on=TODAY + timedelta(days=days), actor=reviewer, today=TODAY)
    row.refresh_from_db()
    assert (row.status, row.tabled_item) == (Status.REFUSED, None)


@pytest.mark.parametrize(("days", "words"), [(-1, "不能早于上一步“提请常委会审议”的日期"), (1, "不能晚于今天")])
def test_what_is_retained_was_voted_on_after_it_was_tabled(reviewer: User, days: int, words: str) -> None:
    row, _ = tabled(reviewer)
    with pytest.raises(ValidationError, match=words):
        filing_reviews.retain(row, text="未过半数", on=TODAY + timedelta(days=days), actor=reviewer, today=TODAY)
    row.refresh_from_db()
    assert (row.status, row.closed_on) == (Status.TABLED, None)


def test_no_vote_is_dated_before_its_meeting(reviewer: User) -> None:
    row = make.with_opinion(actor=reviewer)
    filing_reviews.refuse(row, reason="认为合法", on=TODAY, actor=reviewer, today=TODAY)
    item = factories.item(factories.meeting(starts_on=TODAY + timedelta(days=5)))
    filing_reviews.table(row, item=item, on=TODAY, actor=reviewer, today=TODAY)
    later = TODAY + timedelta(days=9)
    with pytest.raises(ValidationError, match="不能早于会议日期"):
        filing_reviews.retain(row, text="未过半数", on=TODAY, actor=reviewer, today=later)
    filing_reviews.retain(row, text="未过半数", on=TODAY + timedelta(days=5), actor=reviewer, today=later)
    assert row.status == Status.RETAINED


def test_a_plan_is_dated_after_the_talk_and_not_ahead(reviewer: User) -> None:
    row = make.talked(actor=reviewer)
    for days, words in ((-1, "不能早于上一步“与制定机关沟通”的日期"), (1, "不能晚于今天")):
        day = TODAY + timedelta(days=days)
        with pytest.raises(ValidationError, match=words):
            filing_reviews.agree(row, plan="修改", due_on=None, on=day, actor=reviewer, today=TODAY)
    row.refresh_from_db()
    assert row.status == Status.TALKED


def test_only_the_standing_committee_can_be_asked_to_annul(reviewer: User) -> None:
    row = make.with_opinion(actor=reviewer)
    with pytest.raises(ValidationError, match="不予纠正的理由"):
        filing_reviews.refuse(row, reason="", on=TODAY, actor=reviewer, today=TODAY)
    filing_reviews.refuse(row, reason="认为合法", on=TODAY, actor=reviewer, today=TODAY)
    item = factories.item(factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status="open"))
    with pytest.raises(ValidationError, match="撤销由常委会会议审议"):
        filing_reviews.table(row, item=item, on=TODAY, actor=reviewer, today=TODAY)


@pytest.mark.parametrize("step", ["talk", "agree", "correct", "refuse", "table", "retain"])
def test_steps_out_of_turn_are_refused(reviewer: User, step: str) -> None:
    row = make.registered(actor=reviewer)
    item = factories.item(factories.meeting(starts_on=TODAY, status="open"))
    steps = {
        "talk": lambda: filing_reviews.talk(row, text="示例", on=TODAY, actor=reviewer, today=TODAY),
        "agree": lambda: filing_reviews.agree(row, plan="示例", due_on=None, on=TODAY, actor=reviewer, today=TODAY),
        "correct": lambda: filing_reviews.correct(
            row, to=Status.REPEALED, text="", on=TODAY, actor=reviewer, today=TODAY
        ),
        "refuse": lambda: filing_reviews.refuse(row, reason="示例", on=TODAY, actor=reviewer, today=TODAY),
        "table": lambda: filing_reviews.table(row, item=item, on=TODAY, actor=reviewer, today=TODAY),
        "retain": lambda: filing_reviews.retain(row, text="示例", on=TODAY, actor=reviewer, today=TODAY),
    }
    with pytest.raises(TransitionError, match="已登记"):
        steps[step]()
    assert row.status == Status.REGISTERED


def test_more_time_is_asked_for_and_decided_by_somebody_else(reviewer: User) -> None:
    row = make.under_review(actor=reviewer)
    day = date(2027, 3, 16)
    filing_reviews.request_extension(row, new_due_on=day, reason="需要听证", actor=reviewer, today=TODAY)
    extension = Extension.objects.get()
    obligations.approve_extension(extension, decision="同意", actor=factories.user("sc_vice_chair"), today=TODAY)
    assert row.duties.get(kind=Kind.REVIEW).obligation.due_on == day
    make.find(row)
    conclude(row, Conclusion.NO_PROBLEM, reviewer)
    with pytest.raises(ValidationError, match="没有尚未完成的审查期限"):
        filing_reviews.request_extension(row, new_due_on=day, reason="再延", actor=reviewer, today=TODAY)


def test_makers_and_the_governments_office_are_told(reviewer: User) -> None:
    office = factories.user("gov_office")
    row = make.talked(actor=reviewer)
    subjects = Notification.objects.filter(recipient=office).values_list("subject", flat=True)
    assert any("请研究纠正" in subject for subject in subjects), row


@pytest.mark.parametrize(
    ("model", "changes", "name"),
    [
        (FilingCheck, {"finding": "problem", "note": ""}, "filing_check_problem_has_a_note"),
        (FilingOpinion, {"given_on": TODAY, "text": ""}, "filing_opinion_given_has_words"),
        (FilingOpinion, {"given_on": TODAY - timedelta(days=1), "text": "有"}, "filing_opinion_given_after_asked"),
    ],
)
def test_the_database_holds_the_rules(model: type[FilingCheck], changes: dict[str, object], name: str) -> None:
    make.under_review(committee())
    with transaction.atomic(), pytest.raises(IntegrityError, match=name):
        model.objects.update(**changes)


def test_why_it_is_reviewed_may_be_told_when_the_review_begins(reviewer: User) -> None:
    row = make.registered(actor=reviewer)
    asker = factories.organ(Organ.Kind.PROCURATORATE)
    begin = {"committees": [], "on": TODAY, "actor": reviewer, "today": TODAY}
    with pytest.raises(ValidationError, match="须填写提出或移送的机关"):
        filing_reviews.start(row, initiative="requested", **begin)
    row.refresh_from_db()
    assert (row.status, row.initiative) == (Status.REGISTERED, "ex_officio")
    filing_reviews.start(row, initiative="requested", requested_by=asker, **begin)
    assert (row.status, row.requested_by) == (Status.UNDER_REVIEW, asker)
