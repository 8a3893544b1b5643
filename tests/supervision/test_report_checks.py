"""What looks wrong about reports on the page of inconsistencies, and what waits for whom."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from congress import registry
from congress.models import Obligation, Organ
from meetings.models import Meeting
from supervision.models import Delivery, ReportAmount, SpecialReport
from supervision.offers import reports as offers
from supervision.services import reports
from tests import factories
from tests.supervision.test_report_votes import chair_meeting, heard_report, vote
from tests.waits import lines

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Kind = SpecialReport.Kind


def rows(name: str) -> list[object]:
    return list(registry.checks.get(name).rows(TODAY))


def test_a_report_heard_without_opinions_is_shown_but_not_a_duty_report() -> None:
    report = heard_report()
    heard_report(kind=Kind.DUTY)
    assert rows("heard_without_opinions") == [report]


def test_late_papers_without_a_reason_and_papers_never_noted_are_shown() -> None:
    meeting = factories.meeting(starts_on=TODAY + timedelta(days=40), status=Meeting.Status.SCHEDULED)
    report = factories.report(at=meeting)
    assert rows("papers_late_without_reason") == []
    draft = report.deliveries.get(step="draft")
    Obligation.objects.filter(pk=draft.obligation_id).update(
        status="done", done_on=draft.obligation.due_on + timedelta(days=1)
    )
    assert rows("papers_late_without_reason") == [draft]
    Delivery.objects.filter(pk=draft.pk).update(late_reason="数据核对")
    assert rows("papers_late_without_reason") == []
    SpecialReport.objects.filter(pk=report.pk).update(status="heard")
    assert len(rows("papers_late_without_reason")) == 2


def test_accounts_and_audit_of_different_meetings_are_shown_both() -> None:
    accounts, audit = heard_report(40, kind=Kind.FINAL_ACCOUNTS), heard_report(10, kind=Kind.AUDIT)
    assert rows("audit_apart_from_accounts") == [audit, accounts]
    together = heard_report(20, kind=Kind.FINAL_ACCOUNTS)
    item = factories.item(together.item.meeting)
    SpecialReport.objects.create(item=item, organ=together.organ, kind=Kind.AUDIT, status="deliberated")
    assert rows("audit_apart_from_accounts") == [audit, accounts]


def test_an_adjustment_after_october_is_shown() -> None:
    late = factories.report(at=factories.meeting(starts_on=date(2026, 11, 20)), kind=Kind.BUDGET_ADJUSTMENT)
    factories.report(at=factories.meeting(starts_on=date(2026, 10, 20)), kind=Kind.BUDGET_ADJUSTMENT)
    assert rows("adjusted_after_october") == [late]


def test_a_planned_vote_that_is_missing_is_shown() -> None:
    report = heard_report()
    SpecialReport.objects.filter(pk=report.pk).update(assessed="report", assessment_planned_at=chair_meeting())
    assert rows("planned_vote_missing") == [report]
    vote(report.item)
    assert rows("planned_vote_missing") == []


def test_an_unsatisfied_report_that_was_not_given_again_is_shown() -> None:
    report = heard_report()
    vote(report.item, satisfied=5, unsatisfied=20)
    assert rows("unsatisfied_not_repeated") == [report]
    SpecialReport.objects.filter(pk=heard_report(2).pk).update(repeats=report)
    assert rows("unsatisfied_not_repeated") == []


def test_a_balance_of_debt_above_its_limit_is_shown() -> None:
    report = factories.report(kind=Kind.DEBT)
    ReportAmount.objects.create(report=report, kind="limit_general", amount=Decimal("100.00"))
    ReportAmount.objects.create(report=report, kind="balance_special", amount=Decimal("500.00"))
    over = ReportAmount.objects.create(report=report, kind="balance_general", amount=Decimal("100.01"))
    assert rows("debt_over_the_limit") == [over]


def test_what_waits_for_the_organ_and_the_committee() -> None:
    meeting = factories.meeting(starts_on=TODAY + timedelta(days=40), status=Meeting.Status.SCHEDULED)
    report = factories.report(at=meeting, by=factories.organ(Organ.Kind.GOVERNMENT_DEPARTMENT))
    unit = factories.user("unit_clerk", organ=report.organ)
    officer = factories.user("wc_officer", organ=report.working_committee)
    office = factories.user("office")
    assert [task.action for task in lines(offers.with_the_organ(unit, TODAY))] == ["草稿送工委"]
    assert lines(offers.with_the_organ(factories.user("unit_clerk", organ=factories.organ()), TODAY)) == []
    reports.receive_draft(report, on=TODAY, actor=office, today=TODAY)
    assert [task.action for task in lines(offers.with_the_committee(officer, TODAY))] == ["反馈修改意见"]
    reports.comment(report, on=TODAY, actor=officer)
    reports.receive_final(report, on=TODAY, actor=office)
    assert [task.action for task in lines(offers.with_the_committee(office, TODAY))] == ["发给组成人员"]
    assert lines(offers.with_the_organ(unit, TODAY)) == []
