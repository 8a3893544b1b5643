"""Allowances: a period's list comes of mandates, suspensions and wages; one list, one payment, one time each."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import docx
import openpyxl
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from congress import registry
from congress.facts import facts
from congress.workflow import TransitionError
from deputies.models import (
    AllowanceEntitlement,
    AllowancePeriod,
    AllowanceRate,
    FundLine,
    FundPayment,
    Mandate,
    Suspension,
)
from deputies.services import allowances, funds
from tests import factories
from tests.desk import Clerk, refusals, said
from tests.factories_duty import deputy
from tests.factories_funds import approver, bank_account, entitled, line, period, rate, treasurer
from tests.waits import lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_today")]
TODAY = factories.TODAY
DESK = "/admin/deputies/allowanceperiod/"
#: the first half of 2026
DAYS = 181
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def _at_today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def draw_up(of: AllowancePeriod) -> dict[int, tuple[int | None, str]]:
    """Days and amounts by mandate."""
    allowances.draw_up(of, actor=treasurer(), today=TODAY)
    return {row.mandate_id: (row.days, f"{row.amount}") for row in of.payments.all()}


def test_who_served_the_whole_period_gets_the_whole_amount() -> None:
    rate("1200.00")
    mandate = entitled()
    deputy()  # with fixed wages
    assert draw_up(period()) == {mandate.pk: (DAYS, "1200.00")}


def test_a_part_of_the_period_is_paid_by_days() -> None:
    rate("1200.00")
    came = entitled(deputy(starts_on=date(2026, 4, 1)))
    went = entitled(deputy(ends_on=date(2026, 3, 31)))
    found_work = entitled(ends_on=date(2026, 1, 31))
    gone_before = entitled(deputy(ends_on=date(2025, 12, 31)))
    comes_after = entitled(deputy(starts_on=date(2026, 7, 1)))
    one_day = entitled(deputy(starts_on=date(2026, 6, 30)))
    found = draw_up(period())
    assert found == {
        came.pk: (91, "603.31"),
        went.pk: (90, "596.69"),
        found_work.pk: (31, "205.52"),
        one_day.pk: (1, "6.63"),
    }
    assert gone_before.pk not in found
    assert comes_after.pk not in found


def test_days_of_a_suspension_are_not_paid() -> None:
    rate("1810.00")
    mandate = entitled()
    Suspension.objects.create(mandate=mandate, ground="charged", starts_on=date(2026, 6, 1))
    assert draw_up(period()) == {mandate.pk: (151, "1510.00")}


def test_where_the_rate_says_so_a_part_of_the_period_is_not_paid() -> None:
    rate("1200.00", part_service="left_out")
    whole = entitled()
    suspended = entitled()
    Suspension.objects.create(mandate=suspended, ground="charged", starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 1))
    entitled(deputy(starts_on=date(2026, 1, 2)))
    assert draw_up(period()) == {whole.pk: (DAYS, "1200.00")}


def test_two_spans_without_wages_in_one_period_add_up() -> None:
    rate("1810.00")
    mandate = entitled(ends_on=date(2026, 1, 10))
    allowances.entitle(
        AllowanceEntitlement(mandate=mandate, starts_on=date(2026, 6, 21), basis="示例"), actor=treasurer()
    )
    assert draw_up(period()) == {mandate.pk: (20, "200.00")}


def test_the_rate_is_that_of_the_first_day_of_the_period() -> None:
    rate("1000.00", ends_on=date(2026, 3, 31))
    rate("3000.00", starts_on=date(2026, 4, 1))
    mandate = entitled()
    assert draw_up(period())[mandate.pk][1] == "1000.00"


def test_a_list_is_not_drawn_up_before_its_last_day_without_a_rate_or_for_nobody() -> None:
    running, ended = period(part="h2"), period(part="h1")
    entitled()
    with pytest.raises(ValidationError, match="本期到2026年12月31日为止"):
        draw_up(running)
    with pytest.raises(ValidationError, match="没有“按半年”发放的补贴标准"):
        draw_up(ended)
    rate()
    AllowanceEntitlement.objects.update(ends_on=date(2022, 3, 1))
    with pytest.raises(ValidationError, match="没有应当领取补贴的代表"):
        draw_up(ended)
    ended.refresh_from_db()
    assert ended.status == AllowancePeriod.Status.PLANNED
    assert not FundPayment.objects.exists()


def test_a_list_that_the_line_cannot_bear_is_refused_as_a_whole() -> None:
    rate("600.00")
    entitled(), entitled()
    planned = period(line("1199.99", use=FundLine.Use.ALLOWANCE))
    with pytest.raises(ValidationError, match=r"只剩1199\.99元，不能登记1200\.00元"):
        draw_up(planned)
    planned.refresh_from_db()
    assert planned.status == AllowancePeriod.Status.PLANNED
    assert not FundPayment.objects.exists()


def test_a_list_drawn_up_twice_stands_once() -> None:
    rate()
    entitled()
    planned = period()
    draw_up(planned)
    with pytest.raises(TransitionError, match="已编制名单"):
        draw_up(AllowancePeriod.objects.get(pk=planned.pk))
    assert FundPayment.objects.count() == 1


def test_who_was_forgotten_or_made_void_is_added() -> None:
    rate("1200.00")
    first = entitled()
    planned = period()
    draw_up(planned)
    with pytest.raises(ValidationError, match="没有需要补列的代表"):
        allowances.supplement(planned, actor=treasurer(), today=TODAY)
    funds.void(planned.payments.get(), reason="天数有误", actor=treasurer())
    second = entitled()
    assert allowances.supplement(planned, actor=treasurer(), today=TODAY) == 2
    live = planned.payments.all().live()
    assert set(live.values_list("mandate", flat=True)) == {first.pk, second.pk}
    assert live.filter(mandate=first).count() == 1


def test_the_database_itself_keeps_one_allowance_for_a_deputy_in_a_period() -> None:
    rate()
    mandate = entitled()
    planned = period()
    draw_up(planned)
    row = FundPayment.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError, match="fundpayment_one_allowance_a_period"), transaction.atomic():
        row.save(force_insert=True)
    assert mandate.fund_payments.count() == 1


@pytest.mark.parametrize("part", ["h1", "q1", "q2"])
def test_periods_do_not_overlap(part: str) -> None:
    planned = period(part="h1")
    with pytest.raises(ValidationError, match="发放期不能重叠"):
        period(planned.line, part=part)
    period(planned.line, part="q3")
    assert AllowancePeriod.objects.count() == 2


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [
        ("h1", date(2024, 1, 1), date(2024, 6, 30)),
        ("h2", date(2024, 7, 1), date(2024, 12, 31)),
        ("q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("q4", date(2024, 10, 1), date(2024, 12, 31)),
    ],
)
def test_the_days_of_a_period_follow_from_its_name(part: str, first: date, last: date) -> None:
    row = period(year=2024, part=part)
    assert (row.starts_on, row.ends_on) == (first, last)


def test_a_period_is_paid_from_money_for_allowances_of_its_year() -> None:
    for where, words in ((line(), "代表履职补贴"), (line(use=FundLine.Use.ALLOWANCE, year=2025), "请选择2026年")):
        with pytest.raises(ValidationError, match=words):
            period(where)
    with pytest.raises(ValidationError, match="选择发放期"):
        period(part="h3")
    with pytest.raises(ValidationError):
        period(line(use=FundLine.Use.ALLOWANCE), year=1)
    assert not AllowancePeriod.objects.exists()


def test_rates_and_entitlements_do_not_overlap_either() -> None:
    rate()
    with pytest.raises(ValidationError, match="只能有一个标准"):
        rate("900.00", starts_on=date(2026, 1, 1))
    mandate = entitled()
    with pytest.raises(ValidationError, match="日期不能重叠"):
        entitled(mandate.person, starts_on=date(2026, 1, 1))
    for amount in ("0", "-5", "1.005"):
        with pytest.raises(ValidationError):
            rate(amount, length="quarter")


def test_an_entitlement_lies_within_a_mandate_of_the_district() -> None:
    with pytest.raises(ValidationError, match="不能早于代表资格开始日期"):
        entitled(deputy(starts_on=date(2026, 4, 1)), starts_on=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="代表资格已于2026年1月31日终止"):
        entitled(deputy(ends_on=date(2026, 1, 31)), starts_on=date(2026, 2, 1))
    with pytest.raises(ValidationError, match="只发放区人大代表"):
        entitled(deputy(level=Mandate.Level.CITY))


def test_a_rate_by_which_a_list_was_made_stays_as_it_was() -> None:
    row = rate()
    entitled()
    draw_up(period())
    row.amount = Decimal("9.00")
    with pytest.raises(ValidationError, match="已按本标准编制过名单"):
        allowances.keep_rate(row, actor=treasurer())
    row.refresh_from_db()
    row.ends_on = date(2025, 12, 31)
    with pytest.raises(ValidationError, match="不能这样早"):
        allowances.keep_rate(row, actor=treasurer())
    assert AllowanceRate.objects.get().amount == Decimal("1200.00")


def test_a_payment_of_a_list_is_not_changed_by_hand() -> None:
    rate()
    entitled()
    planned = period()
    draw_up(planned)
    row = FundPayment.objects.get()
    row.amount = Decimal("9999.00")
    with pytest.raises(ValidationError, match="由发放期编制"):
        funds.book(row, actor=treasurer(), today=TODAY)
    keeper = Clerk("treasurer")
    answer = keeper.client.post(f"/admin/deputies/fundpayment/{row.pk}/change/", {"amount": "1.00"})
    assert answer.status_code == 403
    planned.year = 2025
    with pytest.raises(TransitionError):
        allowances.plan_period(planned, actor=treasurer())


def test_the_desk_draws_up_approves_pays_and_keeps_the_signed_sheet() -> None:
    rate("1200.00")
    mandate = entitled()
    bank_account(mandate.person)
    keeper, other = Clerk("treasurer"), Clerk("funds_approver")
    where = line(use=FundLine.Use.ALLOWANCE)
    answer = keeper.change(f"{DESK}add/", year="2026", part="h2", line=where.pk)
    made = AllowancePeriod.objects.get()
    assert "届时再按任职情况编制名单" in said(keeper.step(f"{DESK}{made.pk}/steps/draw-up/"))
    keeper.change(f"{DESK}{made.pk}/change/", part="h1")
    answer = keeper.change(f"{DESK}add/", year="2026", part="q1", line=where.pk)
    assert "发放期不能重叠" in refusals(answer)
    assert "已列入1名代表" in said(keeper.step(f"{DESK}{made.pk}/steps/draw-up/"))
    assert keeper.client.post(f"{DESK}{made.pk}/steps/approve/").status_code == 403
    (task,) = lines(registry.waiting.get("fund_approvals")(other.user, TODAY))
    assert task.path == allowances.admin_path(made)
    assert "已审批1笔" in said(other.step(f"{DESK}{made.pk}/steps/approve/"))
    keeper.step(f"{DESK}{made.pk}/steps/pay/", on=TODAY.isoformat(), voucher="记-7")
    assert registry.checks.get("allowance_periods_without_sheet").rows(TODAY).get() == made
    keeper.step(f"{DESK}{made.pk}/steps/sheet/", upload=SimpleUploadedFile("签领表.pdf", PDF))
    assert not registry.checks.get("allowance_periods_without_sheet").rows(TODAY).exists()
    assert "1200.00" in keeper.text(f"{DESK}{made.pk}/change/")
    assert facts.get("allowances_paid").amount(2026).number == Decimal("1200.00")
    assert facts.get("deputies_with_allowance").amount(2026).number == 1
    assert facts.get("allowances_paid").by("part", 2026) == {"h1": Decimal("1200.00")}


def test_the_signature_sheet_has_a_row_for_each_and_no_bank_account() -> None:
    rate("1200.00")
    mandate = entitled()
    bank_account(mandate.person)
    planned = period()
    draw_up(planned)
    answer = Clerk("funds_approver").client.get(f"{DESK}{planned.pk}/sheet.docx")
    paper = docx.Document(io.BytesIO(b"".join(answer)))
    cells = [cell.text for row in paper.tables[0].rows for cell in row.cells]
    assert mandate.person.name in cells
    assert "1200.00" in cells
    words = "".join([*cells, *(part.text for part in paper.paragraphs)])
    assert "壹仟贰佰元整" in words
    assert "4567" not in words


def test_a_period_that_ended_and_has_no_list_is_told() -> None:
    late, running = period(part="h1"), period(part="h2")
    rows = registry.checks.get("allowance_periods_not_drawn_up").rows
    assert list(rows(date(2026, 7, 20))) == []
    assert list(rows(TODAY)) == [late]
    user = treasurer()
    assert [task.path for task in lines(registry.waiting.get("fund_payments")(user, TODAY))] == [
        allowances.admin_path(late)
    ]
    assert running.status == AllowancePeriod.Status.PLANNED


def test_a_suspension_that_is_over_is_paid_from_the_day_after() -> None:
    rate("1810.00")
    mandate = entitled()
    row = Suspension(mandate=mandate, ground="charged", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31))
    row.full_clean()
    row.save()
    assert draw_up(period()) == {mandate.pk: (150, "1500.00")}


@pytest.mark.parametrize("role", ["office", "wc_officer", "finance_wc", "reviewer", "sysadmin", "auditor"])
def test_the_registers_are_closed_for_others(role: str) -> None:
    made = period()
    clerk = Clerk(role)
    for name in ("allowancerate", "allowanceentitlement", "allowanceperiod", "bankaccount"):
        assert clerk.status(f"/admin/deputies/{name}/") == 403
    for page in ("change/", "sheet.docx", "payments.xlsx"):
        assert clerk.status(f"{DESK}{made.pk}/{page}") == 403
    assert clerk.client.post(f"{DESK}{made.pk}/payments.xlsx").status_code == 403


def test_the_page_of_a_period_costs_the_same_however_long_its_list() -> None:
    rate()
    entitled()
    few, many = period(part="h1"), period(line(use=FundLine.Use.ALLOWANCE, year=2025), year=2025, part="h2")
    draw_up(few)
    for _ in range(6):
        entitled()
    draw_up(many)
    clerk = Clerk("treasurer")
    assert clerk.queries(f"{DESK}{many.pk}/change/") == clerk.queries(f"{DESK}{few.pk}/change/") <= 25


def test_the_list_for_the_bank_is_refused_before_anything_is_approved() -> None:
    rate()
    entitled()
    planned = period()
    draw_up(planned)
    keeper = Clerk("treasurer")
    answer = keeper.client.post(f"{DESK}{planned.pk}/payments.xlsx", follow=True)
    assert "名单还没有审批" in said(answer)
    allowances.approve(planned, actor=approver(), today=TODAY)
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(keeper.client.post(f"{DESK}{planned.pk}/payments.xlsx")))).active
    assert sheet["E2"].value == "未登记"
