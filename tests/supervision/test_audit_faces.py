"""The audit ledger and inquiries on their pages: each role sees its own, a stranger nothing, a bad file nothing."""

import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from supervision.models import AuditFinding, AuditLedger, Inquiry
from supervision.services import audit_ledgers, inquiries
from tests import factories
from tests import factories_inquiries as made
from tests.desk import Clerk, field_errors, refusals, said
from tests.published import cost

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
Status = AuditFinding.Status
DESK = "/admin/supervision/auditfinding/"
#: a day that units would like their papers to bear
EARLIER = TODAY - timedelta(days=5)
HEADINGS = ("年度", "序号", "被审计单位", "类别", "问题", "问题描述", "整改要求", "涉及金额（元）", "含商业秘密")


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def word_text(answer: Any) -> str:
    return zipfile.ZipFile(BytesIO(body_of(answer))).read("word/document.xml").decode()


def workbook(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return SimpleUploadedFile("清单.xlsx", stream.getvalue(), content_type=kind)


def test_a_unit_rectifies_its_own_finding_on_its_page_and_strangers_find_none() -> None:
    row = made.finding(amount="100.00")
    page = row.get_absolute_url()
    unit = Clerk("unit_head", organ=row.unit)
    assert unit.client.get("/workspace/audit/").context["rows"][0][0] == row
    assert "报送整改计划" in unit.text(page)
    for role in ("unit_head", "deputy", "station_staff", "expert"):
        assert Clerk(role, organ=factories.organ()).status(page) == 404
    assert Client().get(page).status_code == 302
    sent = {"step": "plan", "measures": "示例措施", "responsible": "负责人001", "stamp": stamp(unit, page)}
    assert unit.step(page, **sent).status_code == 200
    bad = {"step": "report", "result": "示例", "amount": "1.234", "on": str(EARLIER), "stamp": stamp(unit, page)}
    refused = unit.client.post(page, bad)
    assert refused.status_code == 422
    assert "小数" in refused.content.decode()
    file = SimpleUploadedFile("证明.pdf", made.PDF, content_type="application/pdf")
    good = bad | {"amount": "100.00", "evidence": [file]}
    assert unit.client.post(page, good).status_code == 302
    round_ = AuditFinding.objects.get().rounds.get()
    # What is sent here bears the day of sending, whatever else a form is made to hold.
    assert (round_.evidence.count(), round_.reported_on) == (1, TODAY)
    office = Clerk(user=made.auditor())
    assert "核实整改情况" in office.text(page)
    sent = {"step": "verify", "verdict": "rectified", "note": "", "on": str(EARLIER), "stamp": stamp(office, page)}
    assert office.client.post(page, sent).status_code == 302
    round_.refresh_from_db()
    assert (AuditFinding.objects.get().status, round_.verified_on) == (Status.RECTIFIED, TODAY)
    assert unit.client.post(page, sent).status_code == 404


def stamp(clerk: Clerk, page: str) -> str:
    return str(clerk.page(page).xpath("//input[@name='stamp']/@value")[0])


def test_evidence_opens_to_those_who_see_the_finding_alone() -> None:
    row = made.reported()
    path = f"/files/{row.rounds.get().evidence.get().public_id}/"
    seen = Clerk("unit_clerk", organ=row.unit).status(path)
    assert seen == 200
    assert Clerk("unit_clerk", organ=factories.organ()).status(path) == 404
    assert Clerk("deputy").status(path) == 404


def test_the_desk_refuses_three_decimals_in_words_and_shows_the_totals_of_what_is_listed() -> None:
    made.finding(amount="10.00")
    made.verified(made.finding(amount="5.50"), amount="5.50")
    clerk = Clerk("finance_wc")
    page = clerk.text(DESK)
    assert "待整改1个＋已整改1个＝2个" in page
    assert "15.50" in page
    assert "已整改1个＝1个" in clerk.text(f"{DESK}?status__exact=rectified")
    row = AuditFinding.objects.order_by("order")[0]
    answer = clerk.change(f"{DESK}{row.pk}/change/", amount="1.234")
    assert field_errors(answer) == {"amount"}
    assert "小数" in refusals(answer)
    row.refresh_from_db()
    assert str(row.amount) == "10.00"
    assert Clerk("office").form is not None
    assert Clerk("office").client.get(f"{DESK}add/").status_code == 403


def test_a_file_of_findings_enters_whole_or_not_at_all() -> None:
    unit = factories.organ(name="示例审计单位")
    made.ledger()
    clerk = Clerk("finance_wc")
    year = TODAY.year
    good = (year, 1, unit.name, "资产管理", "资产没有入账", "", "补登", "1,000.50", "否")
    wrong = [
        ((year, 2, unit.name, "", "问题二", "", "", "1.234", ""), "小数超过两位"),
        ((year, 2, "没有的单位", "", "问题二", "", "", "1", ""), "未登记"),
        ((1999, 2, unit.name, "", "问题二", "", "", "1", ""), "台账尚未建立"),
        ((year, 2, unit.name, "没有的类别", "问题二", "", "", "1", ""), "类别“没有的类别”不正确"),
        ((year, 0, unit.name, "", "问题二", "", "", "1", ""), "应为1到9999的整数"),
        ((year, 2, unit.name, "", "", "", "", "1", ""), "“问题”不能为空"),
        ((year, 2, unit.name, "", "问题二", "", "", "-1", ""), "不能为负数"),
    ]
    for row, words in wrong:
        answer = clerk.client.post(f"{DESK}import/", {"import_file": workbook(good, row), "format": "0"})
        assert words in answer.content.decode(), words
        assert not AuditFinding.objects.exists()
    preview = clerk.client.post(f"{DESK}import/", {"import_file": workbook(good), "format": "0"})
    assert not AuditFinding.objects.exists()
    confirm = preview.context["confirm_form"].initial
    clerk.client.post(f"{DESK}process_import/", confirm)
    found = AuditFinding.objects.get()
    assert (str(found.amount), found.kind, found.unit) == ("1000.50", "assets", unit)


def test_a_finding_is_written_off_and_carried_over_on_the_desk() -> None:
    clerk = Clerk("finance_wc")
    row = made.verified()
    answer = clerk.step(f"{DESK}{row.pk}/steps/write-off/", on=str(TODAY))
    assert f"柯人大审销〔{TODAY.year}〕1号" in said(answer)
    left = made.verified(verdict=Status.NOT_RECTIFIED)
    assert clerk.buttons(f"{DESK}{left.pk}/change/") == ["结转下年"]
    clerk.step(f"{DESK}{left.pk}/steps/carry/")
    assert AuditFinding.objects.get(carried_from=left).ledger.year == TODAY.year + 1
    assert Clerk("office").buttons(f"{DESK}{left.pk}/change/") == []


def test_the_ledger_prints_as_word() -> None:
    row = made.finding(title="资产没有入账")
    answer = Clerk("finance_wc").client.get(f"/admin/supervision/auditledger/{row.ledger_id}/list.docx")
    text = word_text(answer)
    assert "整改清单" in text
    assert "资产没有入账" in text


def test_the_public_ledger_shows_totals_and_keeps_secrets() -> None:
    made.finding(title="公开的问题")
    secret = made.finding(title="机要事项", text="机要描述", is_secret=True)
    ledger = secret.ledger
    assert Client().get(ledger.get_absolute_url()).status_code == 404
    factories.published(ledger, audit_ledgers.compose(ledger))
    page = Client().get(ledger.get_absolute_url()).content.decode()
    assert "待整改2个＝2个" in page
    assert "公开的问题" in page
    assert "机要" not in page
    assert "涉及商业秘密，不予公开" in page
    assert ledger.get_absolute_url() in Client().get("/supervision/audit/").content.decode()


@pytest.mark.parametrize("number", [3, 12])
def test_queries_do_not_grow_with_findings(number: int) -> None:
    ledger, unit = made.ledger(), factories.organ()
    AuditFinding.objects.bulk_create(
        AuditFinding(ledger=ledger, order=order, unit=unit, title=f"示例{order}", listed_on=TODAY)
        for order in range(1, number + 1)
    )
    factories.published(ledger, audit_ledgers.compose(ledger))
    member = made.member()
    client = Client()
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    for path, who, budget in (
        (ledger.get_absolute_url(), Client(), 5),
        ("/supervision/audit/", Client(), 4),
        ("/workspace/audit/", client, 12),
    ):
        who.get(path)
        with cost() as spent:
            assert who.get(path).status_code == 200
        assert spent.queries <= budget, (path, spent.queries)
    assert Clerk("finance_wc").queries(DESK) <= 25


def refused_everywhere(row: Inquiry, clerk: Clerk, words: str) -> bool:
    """Whether no page that opens to the person tells the words."""
    base = f"/admin/supervision/inquiry/{row.pk}"
    paths = (
        row.workspace_path,
        row.get_absolute_url(),
        f"{base}/change/",
        f"{base}/history/",
        f"{base}/outline.docx",
        "/admin/supervision/inquiry/",
        "/admin/supervision/inquiry/?q=秘密问题",
        "/search/?q=秘密问题",
        "/workspace/inquiries/",
    )
    for path in paths:
        answer = clerk.client.get(path)
        if answer.status_code == 200 and words in body_of(answer).decode(errors="ignore"):
            return False
    return True


@pytest.mark.parametrize(
    "role",
    ["deputy", "unit_head", "audit_office", "expert", "reviewer", "gov_office", "sc_member", "wc_officer", "wc_head"],
)
def test_a_question_list_opened_by_a_stranger_tells_nothing_before_the_sitting(role: str) -> None:
    row = made.invited()
    clerk = Clerk(role, organ=factories.organ())
    assert refused_everywhere(row, clerk, "秘密问题1的内容")
    outline = clerk.status(f"/admin/supervision/inquiry/{row.pk}/outline.docx")
    assert outline in (302, 403, 404)
    if role in ("deputy", "unit_head", "audit_office", "expert"):
        assert clerk.status(row.workspace_path) == 404


def test_nobody_without_an_account_reaches_a_question_and_the_invited_wait_for_the_outline() -> None:
    row = made.invited()
    assert Client().get(row.get_absolute_url()).status_code == 404
    assert Client().get(row.workspace_path).status_code == 302
    invited = Clerk("unit_head", organ=row.respondents.get().organ)
    assert "秘密问题1" not in invited.text(row.workspace_path)
    inquiries.send_outline(row, on=TODAY, actor=factories.user("office"), today=TODAY)
    assert "秘密问题1" in invited.text(row.workspace_path)


def test_those_who_prepare_it_see_and_print_the_outline_on_the_desk() -> None:
    row = made.inquiry()
    own = Clerk("wc_officer", organ=row.working_committee)
    for clerk in (Clerk("office"), own):
        page = clerk.page(f"/admin/supervision/inquiry/{row.pk}/change/")
        assert "秘密问题1的内容" in page.text_content()
    answer = own.client.get(f"/admin/supervision/inquiry/{row.pk}/outline.docx")
    text = word_text(answer)
    assert "秘密问题1的内容" in text
    assert "不得公开" in text


def test_a_member_asks_on_the_phone_and_an_organ_reports_how_it_kept_its_word() -> None:
    row = made.inquiry()
    organ = row.respondents.get().organ
    member = Clerk(user=made.member())
    sent = {"step": "ask", "organ": organ.pk, "text": "会前的问题", "stamp": stamp(member, row.workspace_path)}
    assert member.client.post(row.workspace_path, sent).status_code == 302
    assert "会前的问题" in member.text(row.workspace_path)
    assert "会前的问题" not in Clerk(user=made.member()).text(row.workspace_path)
    promise = made.commitment(made.held(row))
    head = Clerk("unit_head", organ=organ)
    path = promise.get_absolute_url()
    sent = {"step": "report", "result": "已办结", "on": str(EARLIER), "stamp": stamp(head, path)}
    assert head.client.post(path, sent).status_code == 302
    promise.refresh_from_db()
    assert (promise.status, promise.reported_on) == ("reported", TODAY)
    assert Clerk("unit_head", organ=factories.organ()).status(path) == 404


def test_an_empty_ledger_is_not_published() -> None:
    ledger: AuditLedger = made.ledger()
    answer = Clerk("office").step(f"/admin/supervision/auditledger/{ledger.pk}/steps/require/")
    assert "台账中还没有问题" in said(answer)
