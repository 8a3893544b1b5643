"""Registers of the committee's own work on the desk: forms, files in and out, the year, and who may see what."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from congress.models import Activity, Attachment, Organ
from supervision.models import (
    CountedTotal,
    Indicator,
    Investment,
    Outcome,
    OwnRule,
    PartyRequest,
    StudyResult,
    TaskForce,
)
from tests import factories
from tests.desk import Clerk, field_errors, refusals
from tests.factories_own_work import DAY, entered, indicator, investment, outcome, rule, stored, task_force, total

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

REGISTERS = (
    "taskforce",
    "investment",
    "outcome",
    "studyresult",
    "publicityitem",
    "award",
    "stafftraining",
    "countedtotal",
    "ownrule",
    "organchange",
)
DESK = "/admin/supervision"
YEAR = f"{DESK}/taskforce/year/"


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{factories.TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def office() -> Clerk:
    return Clerk("office")


def sheet(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("登记.xlsx", stream.getvalue())


def imported(clerk: Clerk, register: str, *rows: tuple[Any, ...]) -> str:
    """The preview of a file; what it lets pass is stored."""
    sent = {"import_file": sheet(*rows), "format": "0", "resource": ""}
    preview = clerk.client.post(f"{DESK}/{register}/import/", sent)
    assert preview.status_code == 200
    if form := preview.context.get("confirm_form"):
        done = clerk.client.post(f"{DESK}/{register}/process_import/", form.initial, follow=True)
        assert done.status_code == 200
    return preview.content.decode()


def exported(clerk: Clerk, register: str) -> list[tuple[Any, ...]]:
    answer = clerk.client.get(f"{DESK}/{register}/export/")
    assert answer.status_code == 200
    found = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert found is not None
    return list(found.iter_rows(values_only=True))


def new_row(prefix: str, **values: Any) -> dict[str, Any]:
    """One new row of an inline, as the browser sends it."""
    counts = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0}
    return {f"{prefix}-{name}": value for name, value in counts.items()} | {
        f"{prefix}-0-{name}": value for name, value in values.items()
    }


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize(
    ("role", "status"), [("office", 200), ("wc_officer", 200), ("wc_head", 200), ("personnel_officer", 403)]
)
def test_a_register_is_for_the_office_and_the_working_committees(register: str, role: str, status: int) -> None:
    assert Clerk(role).status(f"{DESK}/{register}/") == status


@pytest.mark.parametrize("register", [*REGISTERS, "partyrequest", "taskforce/year"])
@pytest.mark.parametrize("role", ["deputy", "unit_head", "sc_member", "street_wc"])
def test_deputies_and_others_read_nothing_of_it(register: str, role: str) -> None:
    assert Clerk(role).status(f"{DESK}/{register}/") in (302, 403)


def test_a_stranger_is_asked_to_sign_in() -> None:
    nobody = Clerk("deputy")
    nobody.client.logout()
    answer = nobody.client.get(YEAR)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_the_head_of_a_committee_reads_and_does_not_write() -> None:
    row = task_force()
    head = Clerk("wc_head")
    assert head.client.post(f"{DESK}/taskforce/{row.pk}/change/", {"name": "改名"}).status_code == 403
    assert head.status(f"{DESK}/taskforce/add/") == 403
    assert head.status(f"{DESK}/taskforce/import/") == 403


def test_a_task_force_is_entered_with_its_scope_and_indicators_on_one_page(office: Clerk) -> None:
    opened = office.form(f"{DESK}/taskforce/add/")
    facts_ = {"kind": "expropriation", "name": "示例片区征收", "part": "takes_on", "starts_on": "2026-03-02"}
    scope = new_row("scopes", number="3", unit="幢", as_of="2026-09-01", source="示例报表")
    share = new_row(
        "indicators", name="签约率", done="70", total="74", unit="户", as_of="2026-09-01", source="示例报表"
    )
    answer = office.save(f"{DESK}/taskforce/add/", opened | facts_ | scope | share)
    assert refusals(answer) == ""
    row = TaskForce.objects.get()
    assert (row.scopes.get().text, row.indicators.get().percent_text) == ("3幢", "94.59%")
    assert {row.scopes.get().entered_by, row.indicators.get().entered_by} == {office.user}
    assert row.indicators.get().entered_on == factories.TODAY
    assert "94.59%" in office.text(f"{DESK}/taskforce/{row.pk}/change/")


def test_more_done_than_there_is_is_refused_and_nothing_is_stored(office: Clerk) -> None:
    row = task_force()
    stored(indicator(task_force=row, done=70))
    answer = office.change(f"{DESK}/taskforce/{row.pk}/change/", name="改名", indicators__0__done="75")
    assert "完成数不能大于总数" in refusals(answer)
    row.refresh_from_db()
    assert (row.name, row.indicators.get().done) == ("示例片区房屋征收", 70)


def test_who_changes_a_number_stands_for_it_and_the_others_keep_theirs(office: Clerk) -> None:
    first = factories.user("office")
    row = task_force()
    stored(indicator(task_force=row, done=70, **entered(first)))
    stored(indicator(task_force=row, name="入户评估率", **entered(first)))
    assert refusals(office.change(f"{DESK}/taskforce/{row.pk}/change/", indicators__0__done="71")) == ""
    signed = {each.name: each.entered_by for each in Indicator.objects.all()}
    assert signed == {"入户调查率": office.user, "入户评估率": first}


def test_a_number_needs_a_source(office: Clerk) -> None:
    facts_ = {"kind": "training", "subject": "示例培训", "starts_on": "2026-01-01", "as_of": "2026-06-30"}
    sent = office.form(f"{DESK}/countedtotal/add/") | facts_ | {"number": "6200", "unit": "人次"}
    answer = office.save(f"{DESK}/countedtotal/add/", sent)
    assert field_errors(answer) == {"source"}
    assert not CountedTotal.objects.exists()
    assert refusals(office.save(f"{DESK}/countedtotal/add/", sent | {"source": "履职服务平台导出"})) == ""
    assert CountedTotal.objects.get().entered_by == office.user
    assert CountedTotal.objects.get().entered_on == factories.TODAY


def test_an_amount_with_three_decimals_is_refused_at_the_form(office: Clerk) -> None:
    facts_ = {"project": "示例项目", "stage": "signed", "stage_on": "2026-09-01", "attracted_on": "2026-09-01"}
    sent = office.form(f"{DESK}/investment/add/") | facts_
    answer = office.save(f"{DESK}/investment/add/", sent | {"amount": "130000000.123"})
    assert field_errors(answer) == {"amount"}
    assert "小数" in refusals(answer)
    assert not Investment.objects.exists()
    assert refusals(office.save(f"{DESK}/investment/add/", sent | {"amount": "130000000.12"})) == ""


def test_the_second_of_two_clerks_is_told(office: Clerk) -> None:
    row = stored(investment())
    place = f"{DESK}/investment/{row.pk}/change/"
    opened = office.form(place)
    Clerk("office").change(place, stage="trial")
    answer = office.save(place, opened | {"stage": "producing"})
    assert "已被他人修改" in refusals(answer)
    row.refresh_from_db()
    assert row.stage == "trial"


def test_what_a_party_document_says_cannot_be_uploaded(office: Clerk) -> None:
    place = f"{DESK}/ownrule/add/"
    page = office.page(place)
    assert not page.xpath("//input[@type='file']")
    assert not page.xpath("//form[contains(@id, '_form')]//textarea")
    sent = office.form(place) | {"kind": "party", "issuer": "区委", "title": "示例意见", "number": "示例〔2026〕1号"}
    file = SimpleUploadedFile("示例意见.docx", b"PK\x03\x04 text of the document")
    answer = office.save(place, sent | {"text": "文件全文", "attachments": file, "attachment": file})
    assert refusals(answer) == ""
    row = OwnRule.objects.get()
    kept = {str(getattr(row, each.attname)) for each in OwnRule._meta.concrete_fields}
    assert "文件全文" not in kept
    assert not Attachment.objects.exists()


def test_a_file_with_a_column_for_the_text_is_refused(office: Clerk) -> None:
    head = ("类别", "标题", "制定机关", "印发日期", "文号", "正文")
    preview = imported(office, "ownrule", head, ("党委文件（仅存文号）", "示例意见", "区委", "", "示例1号", "全文"))
    assert "登记簿没有“正文”这一列" in preview
    preview = imported(office, "partyrequest", ("日期", "文号", "标题"), ("2026-09-01", "示例1号", "关于某事的请示"))
    assert "登记簿没有“标题”这一列" in preview
    assert not OwnRule.objects.exists()
    assert not PartyRequest.objects.exists()


def test_party_references_are_not_for_the_working_committees(office: Clerk) -> None:
    stored(rule())
    party = stored(rule(kind="party", title="示例党委意见", issuer="区委", number="示例〔2026〕1号"))
    PartyRequest.objects.create(sent_on=DAY, number="示例〔2026〕2号")
    officer = Clerk("wc_officer")
    assert "示例党委意见" in office.text(f"{DESK}/ownrule/")
    assert "示例党委意见" not in officer.text(f"{DESK}/ownrule/")
    assert officer.client.get(f"{DESK}/ownrule/{party.pk}/change/").status_code in (302, 403, 404)
    assert officer.status(f"{DESK}/partyrequest/") == 403
    assert len(exported(officer, "ownrule")) == 2
    assert "示例党委意见" not in officer.text(f"{YEAR}?year=2026")
    assert "请示报告" not in officer.text(f"{YEAR}?year=2026")
    assert "示例党委意见" in office.text(f"{YEAR}?year=2026")
    assert "请示报告 1次" in office.text(f"{YEAR}?year=2026")
    sent = officer.form(f"{DESK}/ownrule/add/") | {"kind": "party", "issuer": "区委", "title": "另一意见"}
    assert field_errors(officer.save(f"{DESK}/ownrule/add/", sent)) == {"kind"}
    assert officer.status(f"{DESK}/ownrule/import/") == 403


HEADS: dict[str, tuple[str, ...]] = {
    "studyresult": ("类别", "所属活动", "题目", "承办机构", "完成日期", "出处"),
    "countedtotal": ("类别", "内容", "起始", "截至", "数目", "单位", "余、多", "来源系统", "来源"),
    "investment": ("项目", "投资方", "投资额（元）", "进展", "进展日期", "引进日期", "出处"),
}


def test_rows_come_in_from_a_file_and_go_out_under_the_same_headings(office: Clerk) -> None:
    factories.organ(Organ.Kind.WORKING_COMMITTEE, name="示例工委")
    rows = (
        ("调研报告", "示例活动", "关于甲的调研", "示例工委", "2026-09-01", ""),
        ("解决问题", "示例活动", "乙路口积水", "", "2026/9/2", "示例台账"),
    )
    imported(office, "studyresult", HEADS["studyresult"], *rows)
    assert StudyResult.objects.count() == 2
    out = exported(office, "studyresult")
    assert out[0] == HEADS["studyresult"]
    assert ("调研报告", "示例活动", "关于甲的调研", "示例工委", "2026-09-01") in [row[:5] for row in out]
    assert Activity.objects.filter(verb="导入", actor=office.user).count() == 2


def test_a_known_row_is_brought_up_to_date_and_not_doubled(office: Clerk) -> None:
    stored(investment())
    row = ("示例项目", "示例公司", "130,000,000.50", "投产", "2026-09-10", "2026-09-01", "")
    imported(office, "investment", HEADS["investment"], row)
    found = Investment.objects.get()
    assert (found.stage, str(found.amount)) == ("producing", "130000000.50")


_TRAININGS = ("干部培训", "示例", "2026-01-01", "2026-06-30")


@pytest.mark.parametrize(
    ("register", "row", "told"),
    [
        ("studyresult", ("报告", "示例", "甲", "", "2026-09-01", ""), "类别“报告”不正确，只能填写：调研报告、解决问题"),
        ("studyresult", ("调研报告", "示例", "甲", "无此机构", "2026-09-01", ""), "承办机构“无此机构”未登记"),
        ("studyresult", ("调研报告", "示例", "甲", "", "2026-02-31", ""), "完成日期“2026-02-31”不正确"),
        (
            "countedtotal",
            ("干部培训", "示例", "2026-01-01", "2026-06-30", "6200", "人次", "是", "", ""),
            "此字段不能为空",
        ),
        ("countedtotal", (*_TRAININGS, "6.5", "人次", "", "", "甲"), "应为整数"),
        ("countedtotal", (*_TRAININGS, "1E999999999", "人次", "", "", "甲"), "“1E999999999”太大"),
        ("countedtotal", (*_TRAININGS, "-5", "人次", "", "", "甲"), "大于或等于0"),
        ("countedtotal", (*_TRAININGS, "5", "个", "", "", "甲"), "单位与类别不符"),
        (
            "countedtotal",
            ("干部培训", "示例", "2026-01-01", "2026-06-30", "5", "人次", "也许", "", "甲"),
            "请填“是”或“否”",
        ),
        ("investment", ("甲", "", "1.234", "签约", "2026-09-01", "2026-09-01", ""), "小数不超过 2 位"),
        ("investment", ("甲", "", "一亿", "签约", "2026-09-01", "2026-09-01", ""), "投资额（元）“一亿”不是数字"),
        ("investment", ("甲", "", "NaN", "签约", "2026-09-01", "2026-09-01", ""), "不是数字"),
    ],
)
def test_one_wrong_row_is_named_and_nothing_is_stored(
    office: Clerk, register: str, row: tuple[str, ...], told: str
) -> None:
    good: dict[str, tuple[str, ...]] = {
        "studyresult": ("调研报告", "示例活动", "好的一行", "", "2026-09-01", ""),
        "countedtotal": ("解决问题", "示例", "2026-01-01", "2026-06-30", "423", "个", "否", "", "示例来源"),
        "investment": ("好的一行", "", "100.00", "签约", "2026-09-01", "2026-09-01", ""),
    }
    preview = imported(office, register, HEADS[register], good[register], row)
    assert told in preview
    assert [model.objects.count() for model in (StudyResult, CountedTotal, Investment)] == [0, 0, 0]


def test_a_file_without_what_tells_rows_apart_is_refused(office: Clerk) -> None:
    assert "文件缺少“所属活动、题目”这一列" in imported(office, "studyresult", ("类别",), ("调研报告",))


def test_a_total_from_a_file_bears_the_name_of_who_sent_it(office: Clerk) -> None:
    row = ("干部培训", "示例培训", "2026-01-01", "2026-06-30", 6200, "人次", "是", "示例平台", "平台导出")
    imported(office, "countedtotal", HEADS["countedtotal"], row)
    found = CountedTotal.objects.get()
    assert (found.text, found.entered_by, found.entered_on) == ("6200余人次", office.user, factories.TODAY)


def a_year() -> None:
    """Something in most registers."""
    row = task_force()
    stored(indicator(task_force=row, on_time=True))
    stored(total())
    stored(total(kind="problem_solved", subject="示例活动", number=30, unit="个"))
    stored(investment())
    policy: Outcome = stored(outcome())
    policy.beneficiaries.create(number=189, unit="家", **entered())
    policy.pushed_by.add(factories.person("代表007"))
    stored(rule())


def test_the_year_shows_each_register_with_figures_that_open_their_records(office: Clerk) -> None:
    a_year()
    page = office.page(f"{YEAR}?year=2026")
    text = " ".join(page.text_content().split())
    for words in (
        "解决问题 30多个",
        "引进投资 1.3亿元",
        "政策受益企业 189家",
        "入户调查率100%（74/74户，按时）",
        "代表007",
    ):
        assert words in text
    links = [link.get("href") for link in page.xpath("//ul[@class='own-work-figures']//a")]
    assert links
    assert {office.status(link) for link in links} == {200}
    assert "这一年的登记簿里还没有记录" in office.text(f"{YEAR}?year=2001")


@pytest.mark.parametrize("asked", ["", "?year=0", "?year=99999", "?year=x", "?year=²⁰²⁶"])
def test_a_year_that_is_none_gives_the_last_one(office: Clerk, asked: str) -> None:
    a_year()
    assert "2026年自身建设和中心工作情况" in office.text(f"{YEAR}{asked}")


def test_the_year_is_taken_along_as_word_and_excel_and_the_log_says_who(office: Clerk) -> None:
    a_year()
    answer = office.client.get(f"{YEAR}paper.docx?year=2026")
    assert "2026年自身建设和中心工作情况.docx" in unquote(answer["Content-Disposition"])
    paper = Document(BytesIO(b"".join(answer)))
    text = "\n".join(each.text for each in paper.paragraphs)
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert "2026年自身建设和中心工作情况" in text
    assert "引进投资1.3亿元" in text
    assert "示例项目" in cells
    answer = office.client.get(f"{YEAR}table.xlsx?year=2026")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer)))
    figures = list(book["数字"].iter_rows(values_only=True))
    assert figures[0] == ("登记簿", "项目", "数字", "口径")
    assert ("招商引资", "引进投资", "1.3亿元") in [row[:3] for row in figures]
    assert Activity.objects.filter(verb="导出自身建设和中心工作情况", actor=office.user).count() == 2
    assert Clerk("personnel_officer").status(f"{YEAR}paper.docx") == 403


def test_words_that_look_like_a_formula_stay_words(office: Clerk) -> None:
    task_force(name="=1+1")
    answer = office.client.get(f"{YEAR}table.xlsx?year=2026")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer)))
    cell = book["专班与专项工作"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def _many_forces(number: int) -> None:
    for place in range(number):
        row = task_force(
            name=f"示例{TaskForce.objects.count()}-{place}", organ=factories.organ(), leader=factories.person()
        )
        stored(indicator(task_force=row))


def _many_outcomes(number: int) -> None:
    for _ in range(number):
        row = stored(outcome(title=f"示例{Outcome.objects.count()}"))
        row.beneficiaries.create(number=5, unit="家", **entered())
        row.pushed_by.add(factories.person())


def _many_changes(number: int) -> None:
    for _ in range(number):
        organ = factories.organ(starts_on=DAY)
        organ.changes.create(kind="established")


def _many_rules(number: int) -> None:
    for _ in range(number):
        stored(rule(title=f"示例{OwnRule.objects.count()}"))


@pytest.mark.parametrize(
    ("place", "grow"),
    [
        ("taskforce/", _many_forces),
        ("outcome/", _many_outcomes),
        ("organchange/", _many_changes),
        ("ownrule/", _many_rules),
        ("taskforce/year/?year=2026", _many_forces),
        ("taskforce/year/?year=2026", _many_outcomes),
        ("taskforce/year/?year=2026", _many_changes),
    ],
)
def test_a_page_costs_the_same_with_ten_and_with_thirty_rows(
    office: Clerk, place: str, grow: Callable[[int], None]
) -> None:
    grow(10)
    few = office.queries(f"{DESK}/{place}")
    grow(25)
    assert office.queries(f"{DESK}/{place}") == few


def test_a_task_force_with_several_odd_percentages_is_pointed_at_once(office: Clerk) -> None:
    row = task_force()
    for name in ("入户调查率", "签约腾空率"):
        stored(indicator(task_force=row, name=name, stated_percent="99"))
    assert "来源所称比例与完成数、总数不符 1条" in office.text("/admin/inconsistencies/").replace("不符1条", "不符 1条")
