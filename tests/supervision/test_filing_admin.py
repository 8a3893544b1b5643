"""Filing and review on the desk: entering, the steps, papers, the year, lists in and out, and what pages cost."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import docx
import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from congress import registry
from congress.models import Activity, Organ
from meetings.models import Act
from supervision.models import FilingCheck, NormFiling
from supervision.services import filing_reviews, filings, review_suggestions
from tests import factories, factories_acts
from tests import factories_filings as make
from tests.desk import Clerk, field_errors, refusals, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
LIST = "/admin/supervision/normfiling/"
Status = NormFiling.Status
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = ["文件名称", "制定机关", "制定机关文号", "文件种类", "公布日期", "施行日期", "报送日期"]


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def reviewer() -> Clerk:
    return Clerk("legal_wc")


def page_of(row: NormFiling) -> str:
    return f"{LIST}{row.pk}/change/"


def step(row: NormFiling, name: str) -> str:
    return f"{LIST}{row.pk}/steps/{name}/"


def entry(maker: Organ, **fields: object) -> dict[str, object]:
    return {
        "direction": "inward",
        "maker": maker.pk,
        "title": "示例规定",
        "maker_number": "示例〔2026〕1号",
        "norm_kind": "measures",
        "published_on": str(TODAY - timedelta(days=3)),
        "filed_on": str(TODAY),
        "initiative": "ex_officio",
        **fields,
    }


def test_a_clerk_enters_and_registers_a_filing(reviewer: Clerk) -> None:
    maker = factories.organ(Organ.Kind.GOVERNMENT)
    assert refusals(reviewer.save(f"{LIST}add/", entry(maker))) == ""
    row = NormFiling.objects.get()
    assert row.status == Status.FILED
    assert set(reviewer.buttons(page_of(row))) >= {"登记", "要求补正", "退回"}
    assert "已登记：柯人大备〔2026〕1号" in said(reviewer.step(step(row, "register"), on=str(TODAY)))
    assert "已登记" in reviewer.text(page_of(row))


def test_a_date_before_publication_is_told_at_its_field_and_what_was_typed_stays(reviewer: Clerk) -> None:
    maker = factories.organ(Organ.Kind.GOVERNMENT)
    answer = reviewer.save(f"{LIST}add/", entry(maker, filed_on=str(TODAY - timedelta(days=9))))
    assert field_errors(answer) == {"filed_on"}
    assert "报送日期不能早于公布日期" in refusals(answer)
    assert not NormFiling.objects.exists()
    assert "示例〔2026〕1号" in answer.content.decode()


def test_filing_twice_is_refused_in_words(reviewer: Clerk) -> None:
    row = make.filed()
    answer = reviewer.save(f"{LIST}add/", entry(row.maker, maker_number=row.maker_number))
    assert "这一文号已经报备，不能重复报备" in refusals(answer)
    assert NormFiling.objects.count() == 1


def test_the_review_is_carried_through_on_the_page(reviewer: Clerk) -> None:
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    row = make.registered()
    reviewer.step(step(row, "start"), initiative="special", committees=[committee.pk], on=str(TODAY))
    row.refresh_from_db()
    assert row.initiative == "special"
    answer = reviewer.step(step(row, "conclude"), conclusion="no_problem", on=str(TODAY))
    assert "还没有完成审查" in refusals(answer)
    officer = Clerk("wc_officer", organ=committee)
    assert officer.buttons(page_of(row)) == ["提出工委意见"]
    officer.step(step(row, "give-opinion"), text="无意见", on=str(TODAY))
    found = {f"finding_{check.pk}": "fine" for check in row.checks.all()}
    first = row.checks.first()
    assert first is not None
    answer = reviewer.step(step(row, "checks"), **(found | {f"finding_{first.pk}": "problem"}))
    assert "请写明是什么问题" in refusals(answer)
    assert not row.checks.exclude(finding=FilingCheck.Finding.OPEN).exists()
    assert "已填写6项" in said(reviewer.step(step(row, "checks"), **found))
    reviewer.step(step(row, "conclude"), conclusion="no_problem", on=str(TODAY))
    row.refresh_from_db()
    assert (row.status, row.conclusion) == (Status.CONCLUDED, "no_problem")
    text = reviewer.text(page_of(row))
    assert "无意见" in text
    assert "未发现问题" in text


def test_other_committees_the_office_and_strangers_do_not_review() -> None:
    row = make.under_review(factories.organ(Organ.Kind.WORKING_COMMITTEE))
    for role in ("office", "wc_officer", "wc_head"):
        clerk = Clerk(role, organ=factories.organ(Organ.Kind.WORKING_COMMITTEE))
        assert "作出审查结论" not in clerk.buttons(page_of(row))
        answer = clerk.client.post(step(row, "conclude"), {"conclusion": "no_problem", "on": str(TODAY)})
        assert answer.status_code == 403, role
        assert clerk.client.post(step(row, "give-opinion"), {"text": "无意见"}).status_code == 403
    assert Clerk("reviewer").status(page_of(row)) == 403
    row.refresh_from_db()
    assert row.status == Status.UNDER_REVIEW


def test_a_registered_filing_is_corrected_with_a_reason(reviewer: Clerk) -> None:
    row = make.registered()
    assert reviewer.client.post(page_of(row), {"title": "另一名称"}).status_code == 403
    head = Clerk("legal_wc", "office_head")
    assert "更正须写明理由" in refusals(head.change(page_of(row), title="另一名称"))
    assert refusals(head.change(page_of(row), title="另一名称", correction_reason="核对原件")) == ""
    row.refresh_from_db()
    assert row.title == "另一名称"


def test_many_are_registered_at_once_and_what_is_incomplete_is_named(reviewer: Clerk) -> None:
    complete = [make.filed() for _ in range(3)]
    bare = filings.enter(make.new(filed_on=TODAY), actor=reviewer.user, today=TODAY)
    keys = [row.pk for row in (*complete, bare)]
    answer = reviewer.step(LIST, action="register_all", _selected_action=keys)
    assert "已登记3件" in said(answer)
    assert f"《{bare}》缺少备案报告、正式文本、说明" in said(answer)
    assert NormFiling.objects.filter(status=Status.REGISTERED).count() == 3


def words_of(answer: object) -> str:
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_papers_of_a_filing(reviewer: Clerk) -> None:
    row = make.with_opinion(published_on=TODAY - timedelta(days=50))
    paths = {code: f"{LIST}{row.pk}/papers/{code}.docx" for code in ("form", "opinion", "omission")}
    form = words_of(reviewer.client.get(paths["form"]))
    assert row.title in form
    assert "柯人大备〔2026〕1号" in form
    assert "超过法定期限" in form
    opinion = words_of(reviewer.client.get(paths["opinion"]))
    assert "柯人大备审〔2026〕1号" in opinion
    assert "减损公民、法人和其他组织权利或者增加其义务：增加了义务" in opinion
    omission = words_of(reviewer.client.get(paths["omission"]))
    assert "规范性文件迟报通知书" in omission
    assert "备案审查规定》（2007年）第四条" in omission
    assert Clerk("reviewer").status(paths["form"]) == 403


def test_papers_that_cannot_be_made_say_why(reviewer: Clerk) -> None:
    row = make.registered()
    for code, words in (("opinion", "还没有提出建议或者需要纠正"), ("omission", "没有迟延")):
        answer = reviewer.client.get(f"{LIST}{row.pk}/papers/{code}.docx", follow=True)
        assert words in said(answer)
    assert reviewer.status(f"{LIST}{row.pk}/papers/other.docx") == 404


def test_the_year_counts_its_records_and_prints_report_and_catalogue(reviewer: Clerk) -> None:
    done = make.find(make.under_review())
    filing_reviews.conclude(done, conclusion="no_problem", text="", on=TODAY, actor=reviewer.user, today=TODAY)
    make.registered(published_on=TODAY - timedelta(days=50))
    make.filed()
    outward = make.awaiting(direction="outward", maker=factories.organ(Organ.Kind.STANDING_COMMITTEE))
    filings.file(outward, on=TODAY, actor=reviewer.user, today=TODAY)
    text = reviewer.text(f"{LIST}years/2026/").replace(" ", "")
    assert "审查报备3件接受报备（已登记）2件" in text
    assert "迟报1件" in text
    report = words_of(reviewer.client.get(f"{LIST}years/2026/report.docx"))
    assert "共审查报备规范性文件3件，其中接受报备并登记2件，本会文件向上报备1件" in report
    assert "未发现问题1件" in report
    catalogue = words_of(reviewer.client.get(f"{LIST}years/2026/catalogue.docx"))
    assert done.title in catalogue
    assert "共3件" in catalogue
    assert reviewer.status(f"{LIST}years/2026/other.docx") == 404
    assert reviewer.status(f"{LIST}years/1/") == 404
    assert Clerk("reviewer").status(f"{LIST}years/2026/") == 403


def test_the_reply_to_a_suggester_is_a_letter(reviewer: Clerk) -> None:
    row = make.suggestion()
    place = f"/admin/supervision/reviewsuggestion/{row.pk}/"
    assert "还没有答复" in said(reviewer.client.get(f"{place}reply.docx", follow=True))
    assert refusals(reviewer.step(f"{place}steps/decline/", reply="不属备案范围。", on=str(TODAY))) == ""
    assert "不属备案范围。" in words_of(reviewer.client.get(f"{place}reply.docx"))
    for role in ("office", "wc_officer", "reviewer"):
        assert Clerk(role).status(f"{place}change/") == 403, role


def sheet(*rows: list[object], head: list[str] | None = None) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (head or HEAD, *rows):
        page.append(row)
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("备案.xlsx", stream.getvalue(), content_type=XLSX)


def line(maker: Organ, number: int, **changes: object) -> list[object]:
    values: dict[str, object] = {
        "文件名称": f"示例文件{number}",
        "制定机关": maker.name,
        "制定机关文号": f"示例〔2026〕{number}号",
        "文件种类": "规定、办法、细则",
        "公布日期": "2026-09-01",
        "施行日期": "",
        "报送日期": "2026-09-10",
    }
    return list((values | changes).values())


def test_a_list_is_previewed_and_then_stored(reviewer: Clerk) -> None:
    maker = factories.organ(Organ.Kind.GOVERNMENT)
    upload = sheet(line(maker, 1), line(maker, 2, 报送日期=""), line(maker, 3, 公布日期=TODAY - timedelta(days=1)))
    # The third was filed before it was published: nothing may be stored.
    answer = reviewer.client.post(f"{LIST}import/", {"format": "0", "import_file": upload}, follow=True)
    assert "报送日期不能早于公布日期" in answer.content.decode()
    assert not NormFiling.objects.exists()
    good = sheet(line(maker, 1), line(maker, 2, 报送日期=""))
    answer = reviewer.client.post(f"{LIST}import/", {"format": "0", "import_file": good}, follow=True)
    assert not NormFiling.objects.exists()
    form = answer.context["confirm_form"]
    confirmed = {name: form.initial.get(name, "") for name in form.fields}
    reviewer.client.post(f"{LIST}process_import/", confirmed, follow=True)
    assert sorted(NormFiling.objects.values_list("status", flat=True)) == ["awaiting", "filed"]
    assert Activity.objects.filter(verb="登记规范性文件").count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"制定机关": "没有这个机关"}, "制定机关“没有这个机关”未登记"),
        ({"文件种类": "诗歌"}, "不是可选项"),
        ({"公布日期": "九月一日"}, "不是日期"),
        ({"公布日期": ""}, "公布日期"),
        ({"文件名称": ""}, "文件名称"),
        ({"报送日期": "2026-08-01"}, "报送日期不能早于公布日期"),
        ({"文件名称": "示例文件1", "制定机关文号": "示例〔2026〕1号"}, "不能重复报备"),
    ],
)
def test_one_bad_row_and_nothing_is_stored_and_the_row_is_named(
    reviewer: Clerk, changes: dict[str, object], words: str
) -> None:
    maker = factories.organ(Organ.Kind.GOVERNMENT)
    upload = sheet(line(maker, 1), line(maker, 2, **changes))
    answer = reviewer.client.post(f"{LIST}import/", {"format": "0", "import_file": upload}, follow=True)
    text = answer.content.decode()
    assert words in text
    assert "confirm_form" not in (answer.context or {})
    result = answer.context["result"]
    bad = [row.number for row in result.invalid_rows] + [error.number for error in result.error_rows]
    assert bad == [2]
    assert not NormFiling.objects.exists()


def test_a_sheet_without_its_headings_is_refused(reviewer: Clerk) -> None:
    upload = sheet(["示例"], head=["名称"])
    answer = reviewer.client.post(f"{LIST}import/", {"format": "0", "import_file": upload}, follow=True)
    assert "第1行缺少" in answer.content.decode()


def test_who_may_not_enter_one_may_not_enter_many() -> None:
    assert Clerk("wc_officer").status(f"{LIST}import/") == 403


def test_the_list_goes_out_as_excel(reviewer: Clerk) -> None:
    row = make.registered()
    answer = reviewer.client.get(f"{LIST}export/")
    page = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert page is not None
    head, first = list(page.iter_rows(values_only=True))[:2]
    found = dict(zip(head, first, strict=True))
    assert (found["文件名称"], found["备案登记号"]) == (row.title, "柯人大备〔2026〕1号")


def test_the_lists_narrow_to_whose_turn_it_is(reviewer: Clerk) -> None:
    waits, late = make.filed(), make.awaiting(published_on=TODAY - timedelta(days=60))
    for turn, there, not_there in (("reviewer", waits, late), ("maker", late, waits), ("late", late, waits)):
        text = reviewer.text(f"{LIST}?turn={turn}")
        assert there.title in text, turn
        assert not_there.title not in text, turn


@pytest.mark.parametrize("number", [10, 30])
def test_lists_and_pages_cost_the_same(reviewer: Clerk, number: int) -> None:
    rows = [make.registered() for _ in range(number)]
    assert reviewer.queries(LIST) <= 14
    committees = [factories.organ(Organ.Kind.WORKING_COMMITTEE) for _ in range(number // 5)]
    filing_reviews.start(rows[0], committees=committees, on=TODAY, actor=reviewer.user, today=TODAY)
    for row in range(number):
        filings.note(rows[0], f"示例步骤{row}", on=TODAY, actor=factories.user())
    assert reviewer.queries(page_of(rows[0])) <= 25


def test_what_waits_stands_on_the_desk(reviewer: Clerk) -> None:
    filing, suggestion = make.filed(), make.suggestion()
    text = reviewer.text("/admin/")
    assert filing.title in text
    assert suggestion.norm_title in text
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    asked = make.under_review(committee)
    assert asked.title in Clerk("wc_officer", organ=committee).text("/admin/")
    assert asked.title not in Clerk("wc_officer", organ=factories.organ()).text("/admin/")


def test_what_looks_wrong_is_found() -> None:
    office = Clerk("office")
    omitted = make.awaiting(published_on=TODAY - timedelta(days=60))
    long_ago = TODAY - timedelta(days=120)
    stuck = make.under_review(today=long_ago, published_on=long_ago)
    unanswered = make.talked(today=long_ago, published_on=long_ago)
    amended = make.talked()
    filing_reviews.correct(amended, to="amended", text="", on=TODAY, actor=factories.user(), today=TODAY)
    untold = make.suggestion(today=long_ago)
    own_vote = factories_acts.vote(factories.meeting(starts_on=TODAY, status="open"))
    promised = make.talked(today=long_ago, published_on=long_ago)
    filing_reviews.agree(
        promised,
        due_on=TODAY - timedelta(days=30),
        plan="修改第三条",
        on=long_ago,
        actor=factories.user(),
        today=long_ago,
    )
    own = Act.objects.create(
        kind=Act.Kind.RULE,
        title="示例议事规则",
        meeting=own_vote.meeting,
        adopted_on=TODAY,
        vote=own_vote,
    )
    page = office.page("/admin/inconsistencies/")

    def named(check: str) -> str:
        return " ".join(page.get_element_by_id(check).text_content().split())

    for check, row in (
        ("filing_not_filed", omitted),
        ("filing_not_concluded", stuck),
        ("filing_not_answered", unanswered),
        ("filing_amended_not_filed", amended),
        ("suggestion_no_reply", untold),
        ("filing_not_corrected", promised),
        ("own_act_not_filed", own),
    ):
        assert str(row) in named(check), check
    review_suggestions.accept(untold, filing=amended, actor=factories.user())
    page = office.page("/admin/inconsistencies/")
    assert str(untold) in named("suggestion_result_untold")


def test_the_chain_behind_what_is_owed_keeps_to_who_may_see_it() -> None:
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    row = make.under_review(committee)
    filings.note(row, "内部研究", on=TODAY, actor=factories.user(), is_internal=True)
    duty, opinion = row.duties.get(kind="review"), row.opinions.get()
    reviewer, maker = factories.user("legal_wc"), factories.user("unit_head", organ=row.maker)
    chain = registry.chains.get("filing_duty")(duty, reviewer, TODAY)
    assert chain is not None
    assert [step.label for step in chain.steps] == ["报送备案", "登记", "启动审查", "内部研究", "完成审查"]
    seen = registry.chains.get("filing_duty")(duty, maker, TODAY)
    assert seen is not None
    assert "内部研究" not in [step.label for step in seen.steps]
    assert registry.chains.get("filing_opinion")(opinion, factories.user("unit_head"), TODAY) is None
    suggestion = make.suggestion()
    assert registry.chains.get("review_suggestion")(suggestion, factories.user("office"), TODAY) is None
    answered = registry.chains.get("review_suggestion")(suggestion, reviewer, TODAY)
    assert answered is not None
    assert "示例公民" not in str(answered)
