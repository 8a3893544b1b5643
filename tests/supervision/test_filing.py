"""Filing: what is owed from publication, the formal check, the scope, the number, the committee's own documents."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import Notification, Obligation, Organ, User
from congress.workflow import TransitionError
from meetings.models import Act
from supervision.models import FilingDuty, FilingScope, NormFiling
from supervision.services import filings, own_filings
from supervision.services.filings import Papers
from tests import factories, factories_acts
from tests import factories_filings as make

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Status = NormFiling.Status
Kind = FilingDuty.Kind


@pytest.fixture
def reviewer() -> User:
    return factories.user("legal_wc")


def owed(filing: NormFiling, kind: str) -> Obligation:
    return filing.duties.filter(kind=kind).latest("pk").obligation


def test_the_maker_owes_the_filing_thirty_days_from_publication(reviewer: User) -> None:
    row = make.awaiting(published_on=date(2026, 9, 1), actor=reviewer)
    duty = owed(row, Kind.FILE)
    assert (duty.rule.code, duty.owed_organ, duty.due_plain) == ("NORM-30", row.maker, date(2026, 10, 1))
    # The National Day holiday of 2026 ends on 7 October.
    assert duty.due_on == date(2026, 10, 8)
    assert not row.duties.exclude(kind=Kind.FILE).exists()


def test_filing_ends_it_and_starts_the_formal_check(reviewer: User) -> None:
    row = make.awaiting(actor=reviewer)
    filings.file(row, on=TODAY, papers=make.papers(), actor=factories.user("unit_clerk"), today=TODAY)
    assert row.status == Status.FILED
    assert owed(row, Kind.FILE).status == Obligation.Status.DONE
    assert owed(row, Kind.CHECK).owed_role == "legal_wc"
    assert [each.part for each in row.files.all()] == ["report", "text", "explanation"]
    assert Notification.objects.filter(recipient=reviewer, subject__contains="收到备案").exists()


def test_a_filing_dated_before_publication_is_refused_in_words_and_nothing_is_stored(reviewer: User) -> None:
    row = make.new(filed_on=TODAY - timedelta(days=11))
    with pytest.raises(ValidationError, match="报送日期不能早于公布日期") as refused:
        filings.enter(row, actor=reviewer, today=TODAY)
    assert "filed_on" in refused.value.message_dict
    stored = make.awaiting(actor=reviewer)
    with pytest.raises(ValidationError, match="报送日期不能早于公布日期"):
        filings.file(stored, on=stored.published_on - timedelta(days=1), actor=reviewer, today=TODAY)
    stored.refresh_from_db()
    assert stored.status == Status.AWAITING
    assert NormFiling.objects.count() == 1
    with transaction.atomic(), pytest.raises(IntegrityError, match="filing_after_publication"):
        NormFiling.objects.filter(pk=stored.pk).update(filed_on=stored.published_on - timedelta(days=1))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"published_on": TODAY + timedelta(days=1)}, "公布日期不能晚于今天"),
        ({"filed_on": TODAY + timedelta(days=1)}, "报送日期不能晚于今天"),
        ({"initiative": "requested"}, "须填写提出或移送的机关"),
        ({"norm_kind": "poem"}, "poem"),
    ],
)
def test_what_cannot_be_is_refused(reviewer: User, fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        filings.enter(make.new(**fields), actor=reviewer, today=TODAY)
    assert not NormFiling.objects.exists()


def test_a_document_is_filed_once(reviewer: User) -> None:
    row = make.filed(actor=reviewer)
    again = make.new(maker=row.maker, title="另一名称", maker_number=row.maker_number)
    with pytest.raises(ValidationError, match="这一文号已经报备，不能重复报备"):
        filings.enter(again, actor=reviewer, today=TODAY)
    same = make.new(maker=row.maker, title=row.title, maker_number="", published_on=row.published_on)
    with pytest.raises(ValidationError, match="同名文件已经报备"):
        filings.enter(same, actor=reviewer, today=TODAY)
    with pytest.raises(TransitionError, match="已报备待登记"):
        filings.file(row, on=TODAY, actor=reviewer, today=TODAY)
    assert NormFiling.objects.count() == 1


def test_what_was_returned_may_be_filed_anew(reviewer: User) -> None:
    row = make.filed(actor=reviewer)
    filings.return_(row, reason="不属备案范围：内部管理", on=TODAY, actor=reviewer, today=TODAY)
    fresh = make.new(maker=row.maker, title=row.title, maker_number=row.maker_number, filed_on=TODAY)
    assert filings.enter(fresh, actor=reviewer, today=TODAY).pk


def test_registration_gives_a_number_and_starts_three_months(reviewer: User) -> None:
    row, second = make.filed(actor=reviewer), make.filed(actor=reviewer)
    filings.register(row, on=TODAY, actor=reviewer, today=TODAY)
    filings.register(second, on=TODAY, actor=reviewer, today=TODAY)
    assert (str(row.number), str(second.number)) == ("柯人大备〔2026〕1号", "柯人大备〔2026〕2号")
    assert owed(row, Kind.CHECK).status == Obligation.Status.DONE
    review = owed(row, Kind.REVIEW)
    assert (review.rule.code, review.due_plain) == ("NORM-3M", date(2026, 12, 16))


def test_two_who_register_get_one_number(reviewer: User) -> None:
    row = make.filed(actor=reviewer)
    stale = NormFiling.objects.get(pk=row.pk)
    filings.register(row, on=TODAY, actor=reviewer, today=TODAY)
    with pytest.raises(TransitionError, match="已登记"):
        filings.register(stale, on=TODAY, actor=reviewer, today=TODAY)
    assert row.duties.filter(kind=Kind.REVIEW).count() == 1
    row.refresh_from_db()
    assert str(row.number) == "柯人大备〔2026〕1号"


def test_returning_and_asking_for_a_supplement_need_words(reviewer: User) -> None:
    row = make.filed(actor=reviewer)
    with pytest.raises(ValidationError, match="退回须写明理由"):
        filings.return_(row, reason=" ", on=TODAY, actor=reviewer, today=TODAY)
    with pytest.raises(ValidationError, match="需要补正什么"):
        filings.ask_supplement(row, text="", on=TODAY, actor=reviewer, today=TODAY)
    with pytest.raises(ValidationError, match="不能早于报送日期"):
        filings.return_(row, reason="无", on=TODAY - timedelta(days=1), actor=reviewer, today=TODAY)
    row.refresh_from_db()
    assert row.status == Status.FILED


def test_a_supplement_comes_within_ten_days_and_the_check_begins_anew(reviewer: User) -> None:
    row = make.filed(actor=reviewer)
    clerk = factories.user("unit_clerk", organ=row.maker)
    filings.ask_supplement(row, text="缺制定依据", on=TODAY, actor=reviewer, today=TODAY)
    assert owed(row, Kind.SUPPLEMENT).owed_organ == row.maker
    assert Notification.objects.filter(recipient=clerk, subject__contains="请补正").exists()
    with pytest.raises(ValidationError, match="请上传补正的材料"):
        filings.supplement(row, papers=Papers(), on=TODAY, actor=clerk, today=TODAY)
    filings.supplement(row, papers=Papers(basis=[make.upload("依据.pdf")]), on=TODAY, actor=clerk, today=TODAY)
    assert row.status == Status.FILED
    assert owed(row, Kind.SUPPLEMENT).status == Obligation.Status.DONE
    assert row.duties.filter(kind=Kind.CHECK).count() == 2


def test_the_scope_is_that_of_the_day_of_publication(reviewer: User) -> None:
    court = factories.organ(Organ.Kind.COURT)
    before = make.filed(actor=reviewer, maker=court, norm_kind="guidance", published_on=date(2024, 11, 7))
    with pytest.raises(ValidationError, match="不在备案范围内，请退回并说明理由"):
        filings.register(before, on=TODAY, actor=reviewer, today=TODAY)
    before.refresh_from_db()
    assert before.status == Status.FILED
    assert before.number is None
    since = make.filed(actor=reviewer, maker=court, norm_kind="guidance", published_on=date(2024, 11, 8))
    filings.register(since, on=TODAY, actor=reviewer, today=TODAY)
    assert since.status == Status.REGISTERED


def test_the_office_may_change_the_scope_and_prepare_leaves_it(reviewer: User) -> None:
    row = FilingScope.objects.get(direction="inward", maker_kind="court", norm_kind="guidance")
    row.starts_on = date(2020, 1, 1)
    row.save()
    number = FilingScope.objects.count()
    filings.prepare_scope()
    row.refresh_from_db()
    assert (row.starts_on, FilingScope.objects.count()) == (date(2020, 1, 1), number)
    twice = FilingScope(direction="inward", maker_kind="court", norm_kind="guidance", starts_on=TODAY, basis="示例")
    with pytest.raises(ValidationError, match="在同一天只能有一条"):
        twice.full_clean()
    reversed_ = FilingScope(
        direction="inward",
        maker_kind="other",
        norm_kind="other",
        starts_on=TODAY,
        ends_on=date(2020, 1, 1),
        basis="示例",
    )
    with pytest.raises(ValidationError, match="失效日期不能早于生效日期"):
        reversed_.full_clean()


def test_a_late_filing_is_counted_in_days_and_told(reviewer: User) -> None:
    late = make.filed(actor=reviewer, published_on=TODAY - timedelta(days=40))
    in_time = make.filed(actor=reviewer)
    assert list(NormFiling.objects.all().late()) == [late]
    # Thirty days from 7 August end on a Sunday, so they end on Monday 7 September.
    assert owed(late, Kind.FILE).late_days(on=TODAY) == 9
    with pytest.raises(ValidationError, match="没有迟延"):
        filings.note_omission(in_time, on=TODAY, actor=reviewer)
    filings.note_omission(late, on=TODAY, actor=reviewer)
    assert late.notified_on == TODAY
    assert late.rounds.latest("pk").step == "迟报通知"


def test_an_omitted_filing_is_entered_and_its_maker_told(reviewer: User) -> None:
    maker = factories.organ(Organ.Kind.GOVERNMENT)
    clerk = factories.user("unit_clerk", organ=maker)
    row = filings.enter(
        make.new(maker=maker, published_on=TODAY - timedelta(days=50)), actor=reviewer, today=TODAY, is_expected=True
    )
    assert list(NormFiling.objects.all().omitted(on=TODAY)) == [row]
    filings.note_omission(row, on=TODAY, actor=reviewer)
    assert row.rounds.latest("pk").step == "漏报通知"
    assert {each.subject.split("：")[0] for each in Notification.objects.filter(recipient=clerk)} == {
        "请报送备案",
        "规范性文件漏报通知",
    }


def rule_of_the_committee(**fields: object) -> Act:
    factories.organ(Organ.Kind.STANDING_COMMITTEE, name="示例区人大常委会")
    meeting = factories.meeting(starts_on=TODAY, status="open")
    vote = factories_acts.vote(meeting)
    return Act.objects.create(
        kind=Act.Kind.RULE, title="示例办法", meeting=meeting, adopted_on=TODAY, vote=vote, **fields
    )


def test_the_committees_own_rules_owe_their_filing_upward(clerk: User, reviewer: User) -> None:
    act = rule_of_the_committee()
    assert own_filings.realign(actor=clerk, today=TODAY) == 1
    assert own_filings.realign(actor=clerk, today=TODAY) == 0
    row = NormFiling.objects.get(act=act)
    assert (row.direction, row.status, row.title) == ("outward", Status.AWAITING, "示例办法")
    assert owed(row, Kind.FILE).owed_role == "legal_wc"
    filings.file(row, on=TODAY, actor=reviewer, today=TODAY)
    with pytest.raises(ValidationError, match="由上级人大常委会审查"):
        filings.register(row, on=TODAY, actor=reviewer, today=TODAY)
    with pytest.raises(ValidationError, match="请填写上级备案登记号"):
        own_filings.note_receipt(row, number="", on=TODAY, actor=reviewer, today=TODAY)
    own_filings.note_receipt(row, number="衢人大备〔2026〕8号", on=TODAY, actor=reviewer, today=TODAY)
    assert row.is_closed
    assert row.society_duty is not None


def test_history_and_acts_on_one_matter_owe_nothing(clerk: User) -> None:
    act = rule_of_the_committee(source="F068 审议通过")
    Act.objects.create(kind=Act.Kind.DECISION, title="示例决定", meeting=act.meeting, adopted_on=TODAY)
    assert own_filings.realign(actor=clerk, today=TODAY) == 0


def test_the_clock_follows_the_day_on_which_the_act_was_published(clerk: User) -> None:
    act = rule_of_the_committee()
    own_filings.realign(actor=clerk, today=TODAY)
    factories.published(act, {"title": "示例办法", "facts": [], "sections": [], "illustrative": False})
    act.refresh_from_db()
    assert act.society_duty is not None
    published = act.society_duty.first_published_at
    assert published is not None
    assert own_filings.realign(actor=clerk, today=TODAY) == 1
    row = NormFiling.objects.get(act=act)
    assert row.published_on == published.astimezone().date()
    assert owed(row, Kind.FILE).start_on == row.published_on


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"registered_on": TODAY - timedelta(days=1)}, "filing_registered_after_filing"),
        ({"concluded_on": TODAY - timedelta(days=1)}, "filing_concluded_after_registration"),
        ({"status": "returned", "return_reason": ""}, "filing_return_has_a_reason"),
        ({"filed_on": None, "registered_on": None}, "filing_filed_has_a_day"),
        ({"initiative": "transferred"}, "filing_request_names_an_organ"),
        ({"status": "annulled"}, "filing_annulled_by_an_act"),
    ],
)
def test_the_database_holds_the_rules(changes: dict[str, object], name: str) -> None:
    row = make.registered()
    with transaction.atomic(), pytest.raises(IntegrityError, match=name):
        NormFiling.objects.filter(pk=row.pk).update(**changes)


def test_an_act_belongs_to_an_outward_filing_only() -> None:
    row = make.new(act=rule_of_the_committee())
    with pytest.raises(ValidationError, match="只能向上报备"):
        row.full_clean()


def test_what_was_expected_by_mistake_needs_no_filing(reviewer: User) -> None:
    row = make.awaiting(actor=reviewer)
    with pytest.raises(ValidationError, match="须写明理由"):
        filings.return_(row, reason="", on=TODAY, actor=reviewer, today=TODAY)
    filings.return_(row, reason="登记有误", on=TODAY, actor=reviewer, today=TODAY)
    assert (row.status, row.filed_on) == (Status.RETURNED, None)
    assert owed(row, Kind.FILE).status == Obligation.Status.VOID
