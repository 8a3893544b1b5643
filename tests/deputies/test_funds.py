"""Activity funds: never more than is left, two persons for each payment, decisions for what changes a line."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from congress import registry
from congress.facts import facts
from congress.models import Activity, Attachment, Notification
from congress.services import attachments, inconsistencies
from congress.workflow import TransitionError
from deputies.models import FundAdjustment, FundLine, FundPayment
from deputies.services import funds
from tests import factories, factories_funds
from tests.desk import Clerk, refusals, said
from tests.factories_duty import activity, deputy
from tests.factories_funds import approver, draft, line, paid, payment, treasurer
from tests.factories_people import street
from tests.waits import lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_today")]
TODAY = factories.TODAY
LINES, PAYMENTS = "/admin/deputies/fundline/", "/admin/deputies/fundpayment/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def _at_today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def account(of: FundLine) -> tuple[str, str, str]:
    row = FundLine.objects.all().with_account().get(pk=of.pk)
    return f"{row.budget}", f"{row.paid}", f"{row.left}"  # type: ignore[attr-defined]


def adjust(of: FundLine, amount: str, **fields: object) -> FundAdjustment:
    values: dict[str, object] = {"decision": "主任会议第9次会议", "decided_on": TODAY, **fields}
    return funds.adjust(FundAdjustment(line=of, amount=Decimal(amount), **values), actor=treasurer(), today=TODAY)


def test_a_line_tells_its_budget_what_was_paid_and_what_is_left() -> None:
    row = line("1000.00")
    paid(row, "300.10")
    payment(row, "100.00")
    assert account(row) == ("1000.00", "300.10", "599.90")


def test_a_payment_takes_what_is_left_to_the_last_fen_and_not_one_more() -> None:
    row = line("100.00")
    with pytest.raises(ValidationError, match=r"只剩100\.00元，不能登记100\.01元"):
        payment(row, "100.01")
    assert not FundPayment.objects.exists()
    payment(row, "100.00")
    with pytest.raises(ValidationError, match=r"只剩0.00元.*预算调整"):
        payment(row, "0.01")
    assert FundPayment.objects.count() == 1


def test_a_decision_raises_the_line_and_then_more_can_be_booked() -> None:
    row = line("100.00")
    payment(row, "100.00")
    adjust(row, "50.00")
    payment(row, "50.00")
    assert account(row) == ("150.00", "0.00", "0.00")
    assert Activity.objects.get(verb="预算调整").reason == "主任会议第9次会议"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": "-60.01"}, "最多调减60.00元"),
        ({"amount": "0"}, "不能为0元"),
        ({"amount": "5.001"}, "小数"),
        ({"amount": "5", "decision": "  "}, "不能为空|必填|此字段"),
        ({"amount": "5", "decided_on": TODAY + timedelta(days=1)}, "决定日期不能晚于今天"),
    ],
)
def test_a_bad_adjustment_is_refused_and_changes_nothing(changes: dict[str, object], words: str) -> None:
    row = line("100.00")
    payment(row, "40.00")
    with pytest.raises(ValidationError, match=words):
        adjust(row, **changes)
    assert account(row) == ("100.00", "0.00", "60.00")


@pytest.mark.parametrize("amount", ["0", "-1.00", "1.001", "99999999999.00", "NaN", "Infinity"])
def test_an_amount_that_is_none_is_refused(amount: str) -> None:
    row = line()
    with pytest.raises(ValidationError):
        funds.book(draft(row, amount), actor=treasurer(), today=TODAY)
    with pytest.raises(ValidationError):
        line(amount)
    assert not FundPayment.objects.exists()
    assert FundLine.objects.count() == 1


def test_a_payment_is_for_an_activity_or_a_deputy() -> None:
    row = line()
    with pytest.raises(ValidationError, match="请选择履职活动或者代表"):
        payment(row, mandate=None)
    assert payment(row, activity=activity(), mandate=None).status == FundPayment.Status.DRAFTED


def test_a_deputy_of_another_time_is_refused() -> None:
    gone = deputy(starts_on=TODAY.replace(year=2020), ends_on=TODAY.replace(year=2023)).mandates.get()
    with pytest.raises(ValidationError, match="没有代表资格"):
        payment(line(), mandate=gone)


def test_money_for_allowances_goes_to_deputies_alone() -> None:
    earmarked = line(use=FundLine.Use.ALLOWANCE)
    with pytest.raises(ValidationError, match="专款专用"):
        payment(earmarked, activity=activity(), mandate=None)


def test_money_passed_down_names_its_street_and_other_money_none() -> None:
    assert line(source="street", organ=street()).pk
    with pytest.raises(ValidationError, match="须选择街道或乡镇"):
        line(source="street")
    with pytest.raises(ValidationError, match="其他来源不选"):
        line(source="district", organ=street())
    with pytest.raises(ValidationError, match="不是街道人大工委"):
        line(source="street", organ=factories.organ())


def test_the_same_line_twice_is_refused() -> None:
    line(purpose="示例培训")
    with pytest.raises(ValidationError, match="已经登记"):
        line(purpose="示例培训")


def test_what_payments_rest_on_cannot_be_changed() -> None:
    row = line("100.00")
    row.amount = Decimal("120.00")
    funds.keep_line(row, actor=treasurer())
    payment(row)
    row.amount = Decimal("50.00")
    with pytest.raises(ValidationError, match="预算调整"):
        funds.keep_line(row, actor=treasurer())
    row.refresh_from_db()
    row.note = "批复文号"
    funds.keep_line(row, actor=treasurer())
    assert account(row)[0] == "120.00"


def test_who_enters_does_not_approve_even_with_both_roles() -> None:
    both = factories.user("treasurer", "funds_approver")
    row = funds.book(draft(line()), actor=both, today=TODAY)
    with pytest.raises(ValidationError, match="登记人不能审批"):
        funds.approve([row], actor=both, today=TODAY)
    other = payment()
    other.amount = Decimal("99.00")
    funds.book(other, actor=both, today=TODAY)
    with pytest.raises(ValidationError, match="登记人不能审批"):
        funds.approve([other], actor=both, today=TODAY)
    with pytest.raises(IntegrityError, match="fundpayment_two_persons"), transaction.atomic():
        FundPayment.objects.filter(pk=row.pk).update(status="approved", approved_by=both, approved_on=TODAY)


def test_nobody_approves_money_for_oneself() -> None:
    account_ = approver()
    row = payment(mandate=deputy(account=account_).mandates.get())
    with pytest.raises(ValidationError, match="付给您本人"):
        funds.approve([row], actor=account_, today=TODAY)


def test_steps_need_their_permissions() -> None:
    row = payment()
    with pytest.raises(ValidationError, match="没有审批"):
        funds.approve([row], actor=treasurer(), today=TODAY)
    with pytest.raises(ValidationError, match="没有办理"):
        funds.pay([row], on=TODAY, actor=approver(), today=TODAY)
    funds.approve([row], actor=approver(), today=TODAY)
    with pytest.raises(ValidationError, match="由审批人作废"):
        funds.void(row, reason="重复", actor=treasurer())
    row.refresh_from_db()
    assert row.status == FundPayment.Status.APPROVED


def test_a_button_pressed_twice_acts_once() -> None:
    row = payment()
    stale = FundPayment.objects.get(pk=row.pk)
    funds.approve([row], actor=approver(), today=TODAY)
    with pytest.raises(TransitionError, match="已审批"):
        funds.approve([stale], actor=approver(), today=TODAY)
    funds.pay([row], on=TODAY, actor=treasurer(), today=TODAY)
    with pytest.raises(TransitionError, match="已支付"):
        funds.pay([stale], on=TODAY, actor=treasurer(), today=TODAY)
    assert Activity.objects.filter(verb="支付经费").count() == 1


def test_nothing_is_paid_that_was_not_approved_or_on_a_wrong_day() -> None:
    row = payment()
    with pytest.raises(TransitionError):
        funds.pay([row], on=TODAY, actor=treasurer(), today=TODAY)
    funds.approve([row], actor=approver(), today=TODAY)
    with pytest.raises(ValidationError, match="不能早于审批日期"):
        funds.pay([row], on=TODAY - timedelta(days=1), actor=treasurer(), today=TODAY)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        funds.pay([row], on=TODAY + timedelta(days=1), actor=treasurer(), today=TODAY)
    row.refresh_from_db()
    assert row.status == FundPayment.Status.APPROVED


def test_of_many_payments_all_are_approved_or_none() -> None:
    done = paid()
    other = payment()
    with pytest.raises(TransitionError):
        funds.approve([other, done], actor=approver(), today=TODAY)
    other.refresh_from_db()
    assert other.status == FundPayment.Status.DRAFTED


def test_a_void_payment_gives_its_money_back_and_keeps_its_reason() -> None:
    row = line("100.00")
    done = paid(row, "100.00")
    with pytest.raises(ValidationError, match="请写明作废理由"):
        funds.void(done, reason=" ", actor=approver())
    funds.void(done, reason="退款", actor=approver())
    assert account(row) == ("100.00", "0.00", "100.00")
    with pytest.raises(TransitionError, match="已作废"):
        funds.void(done, reason="再退", actor=approver())
    done.refresh_from_db()
    assert done.void_reason == "退款"


def test_what_is_no_draft_any_more_cannot_be_changed() -> None:
    row = paid()
    row.amount = Decimal("1.00")
    with pytest.raises(TransitionError, match="已支付"):
        funds.book(row, actor=treasurer(), today=TODAY)


def test_a_draft_moved_to_another_line_is_counted_there() -> None:
    small, large = line("100.00"), line("500.00")
    row = payment(large, "400.00")
    row.line = small
    with pytest.raises(ValidationError, match=r"只剩100\.00元"):
        funds.book(row, actor=treasurer(), today=TODAY)
    row.amount = Decimal("100.00")
    funds.book(row, actor=treasurer(), today=TODAY)
    assert (account(small)[2], account(large)[2]) == ("0.00", "500.00")


def test_evidence_is_restricted_and_opens_for_those_who_keep_the_funds() -> None:
    row = paid()
    with pytest.raises(ValidationError, match="凭证号或者选择文件"):
        funds.add_evidence(row, voucher=" ", upload=None, actor=treasurer())
    funds.add_evidence(row, voucher="记-12", upload=SimpleUploadedFile("发票.pdf", PDF), actor=treasurer())
    (file,) = row.files.all()
    assert file.security == Attachment.Security.RESTRICTED
    assert attachments.visible_to(approver()).filter(pk=file.pk).exists()
    for role in ("office", "deputy", "reviewer", "wc_officer"):
        assert not attachments.visible_to(factories.user(role)).filter(pk=file.pk).exists()


def test_the_checks_name_lines_and_never_people() -> None:
    bare, over = paid(), line("100.00")
    payment(over, "100.00")
    FundLine.objects.filter(pk=over.pk).update(amount=Decimal("50.00"))
    found = {section.name: section.findings for section in inconsistencies.sections(TODAY)}
    assert [row.key for row in found["fund_lines_overdrawn"]] == [over.pk]
    assert [row.key for row in found["fund_payments_without_evidence"]] == [bare.line_id]
    page = Clerk("office").text("/admin/inconsistencies/")
    assert bare.line.purpose in page
    assert bare.mandate.person.name not in page
    funds.add_evidence(bare, voucher="记-1", upload=None, actor=treasurer())
    assert not registry.checks.get("fund_payments_without_evidence").rows(TODAY).exists()


def test_what_was_paid_is_a_fact_by_the_year_it_left() -> None:
    row = line()
    paid(row, "10.50")
    paid(row, "20.00", activity=activity(), mandate=None)
    payment(row, "99.00")
    assert facts.get("funds_paid").amount(TODAY.year).number == Decimal("30.50")
    assert facts.get("funds_paid").amount(TODAY.year - 1).number == 0


def test_payments_wait_for_another_person_to_approve_and_then_for_the_treasurer() -> None:
    both = factories.user("treasurer", "funds_approver")
    own = funds.book(draft(line()), actor=both, today=TODAY)
    offer = registry.waiting.get("fund_approvals")
    assert lines(offer(both, TODAY)) == []
    other = approver()
    assert [task.path for task in lines(offer(other, TODAY))] == [funds.admin_path(own)]
    assert registry.waiting.get("fund_payments")(other, TODAY) == []
    funds.approve([own], actor=other, today=TODAY)
    (task,) = lines(registry.waiting.get("fund_payments")(both, TODAY))
    assert (task.action, task.path) == ("支付", funds.admin_path(own))


def test_the_desk_walks_a_payment_from_draft_to_paid() -> None:
    keeper, other, row = Clerk("treasurer"), Clerk("funds_approver"), line("500.00")
    mandate = deputy().mandates.get()
    answer = keeper.change(
        f"{PAYMENTS}add/", line=row.pk, subject="示例误餐费", mandate=mandate.pk, amount="500.01", voucher=""
    )
    assert "只剩500.00元" in refusals(answer)
    keeper.change(f"{PAYMENTS}add/", line=row.pk, subject="示例误餐费", mandate=mandate.pk, amount="88.50", voucher="")
    made = FundPayment.objects.get()
    path = f"{PAYMENTS}{made.pk}/"
    assert keeper.buttons(f"{path}change/") == ["登记凭证", "作废"]
    assert other.buttons(f"{path}change/") == ["审批", "作废"]
    assert keeper.client.post(f"{path}steps/approve/").status_code == 403
    other.step(f"{path}steps/approve/")
    assert "当前为" in said(other.step(f"{path}steps/approve/"))
    keeper.step(f"{path}steps/pay/", on=TODAY.isoformat(), voucher="记-3")
    made.refresh_from_db()
    assert (made.status, made.voucher) == (FundPayment.Status.PAID, "记-3")
    text = keeper.text(f"{LINES}{row.pk}/change/")
    assert "已支付（元）88.50" in text
    assert "结余（元）411.50" in text


@pytest.mark.parametrize(
    "role", ["office", "office_head", "wc_officer", "finance_wc", "reviewer", "sysadmin", "auditor"]
)
def test_the_registers_are_closed_for_others(role: str) -> None:
    made = paid()
    clerk = Clerk(role)
    for path in (LINES, PAYMENTS, f"{LINES}{made.line_id}/change/", f"{PAYMENTS}{made.pk}/change/"):
        assert clerk.status(path) == 403, path
    assert clerk.status(f"{PAYMENTS}export/") == 403
    assert clerk.client.post(f"{PAYMENTS}{made.pk}/steps/void/", {"reason": "x"}).status_code == 403
    assert Client().get(PAYMENTS).status_code == 302


def test_the_account_of_the_year_goes_along_as_word_and_as_excel() -> None:
    row = line("1000.00", purpose="示例培训费")
    paid(row, "300.00")
    clerk = Clerk("treasurer")
    answer = clerk.client.post(LINES, {"action": "print_account", "_selected_action": [row.pk]})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    word = b"".join(answer)
    assert word[:2] == b"PK"
    sheet = openpyxl.load_workbook(BytesIO(clerk.client.get(f"{LINES}export/").content)).active
    heads, values = list(sheet.iter_rows(values_only=True))[:2]
    found = dict(zip(heads, values, strict=True))
    assert (found["预算合计（元）"], found["已支付（元）"], found["结余（元）"]) == ("1000.00", "300.00", "700.00")


def test_the_deputy_is_told_and_sees_the_own_payments_alone() -> None:
    clerk, other = Clerk("deputy"), Clerk("deputy")
    done = paid(mandate=deputy(account=clerk.user).mandates.get(), subject="示例自己的交通费", amount="66.00")
    payment(mandate=deputy(account=other.user).mandates.get(), subject="示例别人的草稿")
    text = clerk.text(funds.OWN_PATH)
    assert "示例自己的交通费" in text
    assert "已支付66.00元" in text
    assert "66.00" not in other.text(funds.OWN_PATH)
    assert "示例别人的草稿" not in other.text(funds.OWN_PATH)
    note = Notification.objects.get(recipient=clerk.user)
    assert "66" not in note.subject
    assert funds.OWN_PATH in clerk.client.get("/workspace/").content.decode()
    assert funds.OWN_PATH not in other.client.get("/workspace/").content.decode()
    assert set(FundPayment.objects.all().visible_to(clerk.user)) == {done}


def test_lists_of_payments_cost_the_same_however_many() -> None:
    clerk, user = Clerk("treasurer"), Clerk("deputy")
    mandate = deputy(account=user.user).mandates.get()
    row = line("90000.00")
    paid(row, mandate=mandate)
    few = [clerk.queries(LINES), clerk.queries(PAYMENTS), user.queries(funds.OWN_PATH)]
    for _ in range(5):
        paid(row, mandate=mandate)
        factories_funds.paid()
    assert [clerk.queries(LINES), clerk.queries(PAYMENTS), user.queries(funds.OWN_PATH)] == few
