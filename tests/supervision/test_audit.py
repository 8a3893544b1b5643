"""The audit ledger: a finding is rectified with evidence, verified, written off or carried over; the totals add up."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import DocumentNumber, Notification, Obligation, Organ, User
from congress.workflow import TransitionError
from meetings.models import Meeting
from supervision.models import AuditFinding, AuditLedger, RectificationRound, SpecialReport, YearlyMilestone
from supervision.offers import audit as offers
from supervision.services import audit, audit_ledgers, milestones
from tests import factories
from tests import factories_inquiries as made
from tests.waits import lines

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Status = AuditFinding.Status
UPDATE = AuditFinding.objects


def fresh(row: AuditFinding) -> AuditFinding:
    return AuditFinding.objects.get(pk=row.pk)


def test_a_finding_walks_from_the_list_to_its_number(clerk: User) -> None:
    row = made.finding(amount="123456.78")
    assert row.status == Status.OPEN
    head = factories.user("unit_head", organ=row.unit)
    audit.plan(row, measures="示例措施", responsible="负责人001", planned_on=TODAY, actor=head)
    assert row.status == Status.RECTIFYING
    given = audit.Report("全部收回", Decimal("123456.78"), files=[made.attachment(actor=head)])
    audit.report(row, given, on=TODAY, actor=head, today=TODAY)
    assert fresh(row).pending_round
    audit.verify(row, verdict=Status.RECTIFIED, note="", on=TODAY, actor=made.auditor(), today=TODAY)
    row = fresh(row)
    assert (row.status, row.rectified_amount, row.verified_on) == (Status.RECTIFIED, Decimal("123456.78"), TODAY)
    number = audit.write_off(row, on=TODAY, actor=clerk, today=TODAY)
    assert (row.status, row.closed_on, str(number)) == (Status.CLOSED, TODAY, f"柯人大审销〔{TODAY.year}〕1号")


def test_the_unit_is_told_and_owes_its_result_within_sixty_days() -> None:
    unit = factories.organ()
    person = factories.user("unit_clerk", organ=unit)
    row = made.finding(unit=unit, received_on=date(2026, 9, 1))
    assert row.obligation
    assert (row.obligation.rule.code, row.obligation.due_plain) == ("AUD-60", date(2026, 10, 31))
    assert Notification.objects.filter(recipient=person, subject__contains=row.title).exists()
    made.reported(row)
    row.obligation.refresh_from_db()
    assert row.obligation.status == Obligation.Status.DONE


def test_a_corrected_day_of_receipt_moves_the_sixty_days_and_keeps_the_old_date(clerk: User) -> None:
    row = made.finding(received_on=date(2026, 9, 1))
    row.received_on = date(2026, 9, 10)
    row.save()
    audit.start_clock(row, actor=clerk, today=TODAY)
    owed = Obligation.objects.get(audit_finding=row)
    assert (owed.start_on, owed.due_plain) == (date(2026, 9, 10), date(2026, 11, 9))
    assert owed.changes.get().reason == "更正收到日期"
    made.reported(row)
    audit.start_clock(fresh(row), actor=clerk, today=TODAY)
    assert owed.changes.count() == 1


def test_history_owes_and_reminds_of_nothing() -> None:
    row = made.finding(is_historic=True)
    assert row.obligation is None
    assert not Notification.objects.exists()


def test_an_amount_with_three_decimals_is_refused() -> None:
    with pytest.raises(ValidationError, match="小数") as caught:
        made.finding(amount="1.234")
    assert set(caught.value.message_dict) == {"amount"}
    assert not AuditFinding.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": Decimal("-0.01")}, "不能为负数"),
        ({"rectified_amount": Decimal("10000.01")}, "不能超过涉及金额"),
        ({"status": Status.RECTIFIED}, "须经审计机关核实"),
        ({"status": Status.CLOSED, "verified_on": TODAY}, "销号须有销号编号和日期"),
    ],
)
def test_the_table_refuses_what_cannot_be(changes: dict[str, Any], words: str) -> None:
    row = made.finding()
    for name, value in changes.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError, match=words):
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        UPDATE.filter(pk=row.pk).update(**changes)


def test_two_findings_of_a_list_do_not_share_a_place() -> None:
    row = made.finding()
    other = made.finding()
    other.order = row.order
    with pytest.raises(ValidationError, match="已有这个序号"):
        other.full_clean()


def test_a_ledger_opens_in_its_own_year() -> None:
    with pytest.raises(ValidationError, match="须在台账的年度之内"):
        AuditLedger(year=2026, opened_on=date(2025, 12, 31)).full_clean()
    with pytest.raises(ValidationError, match="不能为负数"):
        AuditLedger(year=2026, opened_on=TODAY, stated_amount=Decimal("-1")).full_clean()


def test_a_rectified_finding_without_evidence_is_refused_in_words_and_nothing_changes() -> None:
    row = made.reported(with_evidence=False)
    before = RectificationRound.objects.values_list("verdict", "verified_on")[0]
    with pytest.raises(ValidationError, match="认定为“已整改”须有证明材料"):
        audit.verify(row, verdict=Status.RECTIFIED, note="", on=TODAY, actor=made.auditor(), today=TODAY)
    assert fresh(row).status == Status.RECTIFYING
    assert RectificationRound.objects.values_list("verdict", "verified_on")[0] == before
    round_ = row.rounds.get()
    round_.verdict, round_.verified_on = Status.RECTIFIED, TODAY
    with pytest.raises(ValidationError, match="须有证明材料"):
        round_.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.rounds.update(verdict=Status.RECTIFIED, verified_on=TODAY)


def test_words_about_evidence_are_no_evidence() -> None:
    row = made.finding()
    head = factories.user("unit_head", organ=row.unit)
    given = audit.Report("已整改", Decimal(0), evidence_note="材料另送")
    audit.report(row, given, on=TODAY, actor=head, today=TODAY)
    with pytest.raises(ValidationError, match="须有证明材料"):
        audit.verify(row, verdict=Status.RECTIFIED, note="", on=TODAY, actor=made.auditor(), today=TODAY)


def test_what_was_never_reported_is_not_found_rectified_but_may_be_found_not() -> None:
    row = made.finding()
    with pytest.raises(ValidationError, match="还没有报送整改结果"):
        audit.verify(row, verdict=Status.RECTIFIED, note="", on=TODAY, actor=made.auditor(), today=TODAY)
    with pytest.raises(ValidationError, match="请写明核实说明"):
        audit.verify(row, verdict=Status.NOT_RECTIFIED, note=" ", on=TODAY, actor=made.auditor(), today=TODAY)
    audit.verify(row, verdict=Status.NOT_RECTIFIED, note="未整改", on=TODAY, actor=made.auditor(), today=TODAY)
    assert fresh(row).status == Status.NOT_RECTIFIED


def test_a_unit_does_not_verify_itself() -> None:
    row = made.reported()
    own = factories.user("audit_office", organ=row.unit)
    with pytest.raises(ValidationError, match="不能核实自己的"):
        audit.verify(row, verdict=Status.RECTIFIED, note="", on=TODAY, actor=own, today=TODAY)


def test_no_more_is_rectified_than_was_found() -> None:
    row = made.finding(amount="10.00")
    head = factories.user("unit_head", organ=row.unit)
    given = audit.Report("示例", Decimal("10.01"))
    with pytest.raises(ValidationError, match="不能超过涉及金额") as caught:
        audit.report(row, given, on=TODAY, actor=head, today=TODAY)
    assert set(caught.value.message_dict) == {"amount"}
    assert fresh(row).status == Status.OPEN


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1)])
def test_nothing_is_done_on_a_day_to_come(day: date, clerk: User) -> None:
    with pytest.raises(ValidationError, match="不能晚于今天"):
        made.finding(listed_on=day)
    row = made.finding()
    with pytest.raises(ValidationError, match="不能晚于今天"):
        audit.report(row, audit.Report("示例", Decimal(0)), on=day, actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        audit.verify(row, verdict=Status.NOT_RECTIFIED, note="示例", on=day, actor=clerk, today=TODAY)
    done = made.verified()
    with pytest.raises(ValidationError, match="不能晚于今天"):
        audit.write_off(done, on=day, actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="不能早于核实日期"):
        audit.write_off(done, on=TODAY - timedelta(days=1), actor=clerk, today=TODAY)


def test_a_result_waits_for_the_audit_office_before_another_is_taken() -> None:
    row = made.reported()
    with pytest.raises(TransitionError, match="正在等待审计机关核实"):
        made.reported(row)
    assert row.rounds.count() == 1


def test_each_round_stays_as_it_was(clerk: User) -> None:
    row = made.verified(verdict=Status.NOT_RECTIFIED)
    row = made.verified(row, verdict=Status.RECTIFIED)
    assert list(row.rounds.values_list("number", "verdict")) == [(1, "not_rectified"), (2, "rectified")]


def test_only_what_was_verified_as_rectified_gets_a_number(clerk: User) -> None:
    for row in (made.finding(), made.reported(), made.verified(verdict=Status.PARTIALLY)):
        with pytest.raises(TransitionError, match="核实为“已整改”后才能销号"):
            audit.write_off(row, on=TODAY, actor=clerk, today=TODAY)
    assert not DocumentNumber.objects.exists()
    done = made.verified()
    stale = fresh(done)
    audit.write_off(done, on=TODAY, actor=clerk, today=TODAY)
    with pytest.raises(TransitionError, match="已销号"):
        audit.write_off(stale, on=TODAY, actor=clerk, today=TODAY)
    assert DocumentNumber.objects.count() == 1


def test_write_off_numbers_have_no_gaps(clerk: User) -> None:
    numbers = [audit.write_off(made.verified(), on=TODAY, actor=clerk, today=TODAY).serial for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_what_is_left_goes_to_the_next_list_as_a_row_of_its_own(clerk: User) -> None:
    row = made.verified(made.finding(amount="100.50"), verdict=Status.PARTIALLY, amount="40.25")
    new = audit.carry_over(row, actor=clerk, today=TODAY)
    assert (new.ledger.year, new.carried_from, new.amount) == (TODAY.year + 1, row, Decimal("60.25"))
    assert (new.status, new.rectified_amount, new.pk != row.pk) == (Status.OPEN, Decimal("0.00"), True)
    assert fresh(row).status == Status.PARTIALLY
    with pytest.raises(ValidationError, match="不能重复结转"):
        audit.carry_over(row, actor=clerk, today=TODAY)
    assert AuditFinding.objects.filter(carried_from=row).count() == 1


def test_a_result_that_was_never_reported_is_owed_on_the_next_list(clerk: User) -> None:
    row = made.finding()
    owed = row.obligation
    assert owed
    audit.verify(row, verdict=Status.NOT_RECTIFIED, note="没有整改", on=TODAY, actor=made.auditor(), today=TODAY)
    new = fresh(audit.carry_over(fresh(row), actor=clerk, today=TODAY))
    assert (fresh(row).obligation, new.obligation, new.received_on) == (None, owed, row.received_on)
    owed.refresh_from_db()
    assert (owed.status, owed.path, owed.owed_organ) == (Obligation.Status.OPEN, new.get_absolute_url(), row.unit)
    made.reported(new)
    owed.refresh_from_db()
    assert owed.status == Obligation.Status.DONE


def test_what_went_to_a_later_list_is_not_reported_or_verified_on_the_earlier_one(clerk: User) -> None:
    row = made.verified(verdict=Status.LONG_TERM)
    audit.carry_over(row, actor=clerk, today=TODAY)
    with pytest.raises(TransitionError, match="已经结转"):
        audit.report(row, audit.Report("又报一次", Decimal(0)), on=TODAY, actor=clerk, today=TODAY)
    with pytest.raises(TransitionError, match="已经结转"):
        audit.verify(row, verdict=Status.NOT_RECTIFIED, note="示例", on=TODAY, actor=made.auditor(), today=TODAY)
    assert fresh(row).status == Status.LONG_TERM


def test_a_result_is_not_dated_before_the_unit_knew_of_the_finding(clerk: User) -> None:
    row = made.finding(received_on=TODAY - timedelta(days=90))
    with pytest.raises(ValidationError, match="不能早于收到审计报告") as refused:
        audit.report(row, audit.Report("示例", Decimal(0)), on=TODAY - timedelta(days=91), actor=clerk, today=TODAY)
    assert set(refused.value.message_dict) == {"on"}
    assert not fresh(row).rounds.exists()


def test_what_is_settled_or_still_in_hand_is_not_carried_over(clerk: User) -> None:
    for row in (made.finding(), made.reported(), made.verified()):
        with pytest.raises(TransitionError, match="才能结转"):
            audit.carry_over(row, actor=clerk, today=TODAY)


def test_all_that_is_left_is_carried_over_at_once(clerk: User) -> None:
    for verdict in (Status.PARTIALLY, Status.LONG_TERM, Status.NOT_RECTIFIED, Status.RECTIFIED):
        made.verified(verdict=verdict)
    assert audit.carry_all(made.ledger(), actor=clerk, today=TODAY) == 3
    assert audit.carry_all(made.ledger(), actor=clerk, today=TODAY) == 0
    assert list(made.ledger(TODAY.year + 1).findings.values_list("order", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("seed", range(5))
def test_totals_by_status_always_are_all_findings_and_all_money(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 -- not for secrets
    number, unit, where = dice.randrange(0, 60), factories.organ(), made.ledger()
    rows = []
    for order in range(1, number + 1):
        amount = Decimal(dice.randrange(0, 10**11)) / 100
        status = dice.choice([each for each in Status.values if each != Status.CLOSED])
        rows.append(
            AuditFinding(
                ledger=where,
                order=order,
                unit=unit,
                title="示例",
                amount=amount,
                rectified_amount=(amount * dice.randrange(0, 101) / 100).quantize(Decimal("0.01")).min(amount),
                status=status,
                listed_on=TODAY,
                verified_on=TODAY,
            )
        )
    AuditFinding.objects.bulk_create(rows)
    totals = AuditFinding.objects.all().totals()
    assert totals.adds_up
    assert totals.findings == sum(row.findings for row in totals.rows) == number
    assert totals.amount == sum((row.amount for row in rows), Decimal(0))
    assert totals.arithmetic.endswith(f"＝{number}个")
    some = AuditFinding.objects.filter(status=Status.OPEN).totals()
    assert some.findings == sum(row.status == Status.OPEN for row in rows)


def ledgers_of(report: SpecialReport) -> AuditLedger:
    audit_ledgers.realign(actor=User.objects.system(), today=TODAY)
    return AuditLedger.objects.get(audit_report=report)


@pytest.mark.parametrize(
    ("heard_on", "due_on", "code", "others"),
    [
        (date(2019, 8, 28), date(2019, 12, 31), "AUD-DEC", False),
        (date(2024, 11, 7), date(2024, 12, 31), "AUD-DEC", False),
        (date(2025, 8, 28), date(2025, 12, 31), "AUD-DEC", True),
        (date(2025, 6, 26), date(2025, 12, 26), "AUD-6M", True),
    ],
)
def test_the_government_owes_its_report_by_the_earlier_day_of_the_law_of_the_day(
    heard_on: date, due_on: date, code: str, others: bool
) -> None:
    ledger = ledgers_of(made.heard_report(SpecialReport.Kind.AUDIT, on=heard_on))
    assert ledger.year == heard_on.year
    assert ledger.obligation
    assert (ledger.obligation.due_plain, ledger.obligation.rule.code) == (due_on, code)
    assert ledger.obligation.owed_organ.kind == Organ.Kind.GOVERNMENT
    assert any("取较早者" in sentence for sentence in ledger.obligation.explanation) is others


def test_a_ledger_opens_once_and_the_rectification_report_ends_the_duty(clerk: User) -> None:
    report = made.heard_report(SpecialReport.Kind.AUDIT, on=date(2026, 6, 25))
    assert audit_ledgers.realign(actor=clerk, today=TODAY) == 1
    assert audit_ledgers.realign(actor=clerk, today=TODAY) == 0
    ledger = AuditLedger.objects.get(audit_report=report)
    assert ledger.obligation
    assert ledger.obligation.status == Obligation.Status.OPEN
    later = made.heard_report(SpecialReport.Kind.RECTIFICATION, on=date(2026, 9, 10))
    assert audit_ledgers.realign(actor=clerk, today=TODAY) == 1
    ledger.refresh_from_db()
    assert ledger.rectification_report == later
    owed = Obligation.objects.get(pk=ledger.obligation_id)
    assert (owed.status, owed.done_on) == (Obligation.Status.DONE, date(2026, 9, 10))
    assert audit_ledgers.realign(actor=clerk, today=TODAY) == 0


def test_what_the_year_owes_already_goes_on_as_the_ledger_s_own_duty(clerk: User) -> None:
    government = factories.organ(Organ.Kind.GOVERNMENT)
    milestones.open_year(actor=clerk, today=TODAY)
    owed = YearlyMilestone.objects.get(rule_code="AUD-DEC", year=TODAY.year).obligation
    ledger = ledgers_of(made.heard_report(SpecialReport.Kind.AUDIT, on=date(2026, 8, 27), by=government))
    assert ledger.obligation == owed
    assert Obligation.objects.filter(rule__code="AUD-DEC").count() == 1


@pytest.mark.parametrize("is_ledger_first", [False, True])
def test_the_year_and_the_ledger_owe_one_report_once_under_whichever_rule_is_earlier(
    clerk: User, is_ledger_first: bool
) -> None:
    government = factories.organ(Organ.Kind.GOVERNMENT)
    bureau = factories.organ(Organ.Kind.GOVERNMENT_DEPARTMENT)
    if not is_ledger_first:
        milestones.open_year(actor=clerk, today=date(2026, 1, 5))
        assert YearlyMilestone.objects.get(rule_code="AUD-DEC").obligation.owed_organ == government
    ledger = ledgers_of(made.heard_report(SpecialReport.Kind.AUDIT, on=date(2026, 6, 25), by=bureau))
    milestones.open_year(actor=clerk, today=date(2026, 7, 1))
    milestone = YearlyMilestone.objects.get(rule_code="AUD-DEC", year=2026)
    assert milestone.obligation == ledger.obligation
    assert (milestone.obligation.rule.code, milestone.obligation.due_plain) == ("AUD-6M", date(2026, 12, 25))
    still_owed = Obligation.objects.filter(rule__code__in=audit_ledgers.RULES, status=Obligation.Status.OPEN)
    assert still_owed.get() == ledger.obligation
    rectified = made.heard_report(SpecialReport.Kind.RECTIFICATION, on=date(2026, 9, 10))
    audit_ledgers.realign(actor=clerk, today=TODAY)
    milestone.refresh_from_db()
    assert milestone.report == rectified
    assert not still_owed.exists()


def test_a_report_that_was_not_heard_and_one_of_another_kind_open_no_ledger(clerk: User) -> None:
    made.heard_report(SpecialReport.Kind.GENERAL, on=date(2026, 6, 25))
    waiting = factories.report(at=factories.meeting())
    SpecialReport.objects.filter(pk=waiting.pk).update(kind=SpecialReport.Kind.AUDIT)
    assert waiting.item.meeting.status == Meeting.Status.PLANNED
    assert audit_ledgers.realign(actor=clerk, today=TODAY) == 0
    assert not AuditLedger.objects.exists()


def test_who_may_see_which_findings() -> None:
    row = made.finding(unit=factories.organ(Organ.Kind.GOVERNMENT_DEPARTMENT))
    court = made.finding(unit=factories.organ(Organ.Kind.COURT))
    everything = {row, court}

    def seen(*roles: str, organ: Organ | None = None) -> set[AuditFinding]:
        return set(AuditFinding.objects.all().visible_to(factories.user(*roles, organ=organ)))

    for role in ("office", "finance_wc", "wc_officer", "sc_chair", "sc_member"):
        assert seen(role) == everything
    assert seen("audit_office", organ=factories.organ()) == everything
    assert seen("unit_clerk", organ=row.unit) == {row}
    assert seen("gov_office") == {row}
    assert seen("unit_clerk", organ=factories.organ()) == set()
    for role in ("deputy", "street_wc", "expert", "station_staff", "reviewer"):
        assert seen(role, organ=row.unit) == set()


def test_the_checks_find_what_does_not_fit(clerk: User) -> None:
    ledger = made.ledger()
    row = made.verified()
    AuditLedger.objects.filter(pk=ledger.pk).update(stated_findings=2, stated_amount=Decimal("10000.00"))
    assert list(offers.totals_that_differ(TODAY)) == [ledger]
    AuditLedger.objects.filter(pk=ledger.pk).update(stated_findings=1)
    assert not offers.totals_that_differ(TODAY).exists()
    AuditLedger.objects.filter(pk=ledger.pk).update(stated_amount=Decimal("10000.01"))
    assert offers.totals_that_differ(TODAY).exists()
    assert not offers.settled_without_verification(TODAY).exists()
    row.rounds.update(verdict=Status.PARTIALLY)
    assert list(offers.settled_without_verification(TODAY)) == [row]
    twin = made.finding(unit=row.unit, title=row.title)
    assert set(offers.listed_twice(TODAY)) == {row, twin}
    old = made.verified(made.finding(of=made.ledger(TODAY.year - 1)), verdict=Status.NOT_RECTIFIED)
    assert list(offers.left_behind(TODAY)) == [old]
    audit.carry_over(old, actor=clerk, today=TODAY)
    assert not offers.left_behind(TODAY).exists()


def test_what_was_carried_over_is_not_counted_against_the_report_of_the_new_year(clerk: User) -> None:
    old = made.verified(made.finding(of=made.ledger(TODAY.year - 1)), verdict=Status.NOT_RECTIFIED)
    audit.carry_over(old, actor=clerk, today=TODAY)
    made.finding()
    AuditLedger.objects.filter(year=TODAY.year).update(stated_findings=1, stated_amount=Decimal("10000.00"))
    assert not offers.totals_that_differ(TODAY).exists()


def test_each_person_is_told_what_waits() -> None:
    row = made.finding()
    unit = factories.user("unit_clerk", organ=row.unit)
    office, finance = made.auditor(), factories.user("finance_wc")
    assert [task.action for task in lines(offers.with_the_unit(unit, TODAY))] == ["报送整改计划"]
    made.reported(row)
    assert lines(offers.with_the_unit(unit, TODAY)) == []
    assert [task.action for task in lines(offers.to_verify(office, TODAY))] == ["核实整改情况"]
    assert lines(offers.to_verify(unit, TODAY)) == []
    audit.verify(row, verdict=Status.RECTIFIED, note="", on=TODAY, actor=office, today=TODAY)
    assert [task.action for task in lines(offers.to_write_off(finance, TODAY))] == ["销号"]
    assert lines(offers.to_verify(office, TODAY)) == []
