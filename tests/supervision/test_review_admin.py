"""Reviews on the desk: every step through its button, the room, the papers, scores from a file, budgets."""

from decimal import Decimal
from io import BytesIO

import lxml.html
import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from congress import registry
from congress.models import Activity
from supervision.models import PerformanceReview, ReviewFinding, ReviewItem, ReviewKind, ReviewScheme, ReviewScore
from supervision.services import review_votes
from tests import factories
from tests import factories_reviews as cases
from tests.desk import Clerk, field_errors, refusals, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
DAY = cases.DAY
Status = PerformanceReview.Status
LIST = "/admin/supervision/performancereview/"
SCORES = "/admin/supervision/reviewscore/"


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def page_of(review: PerformanceReview) -> str:
    return f"{LIST}{review.pk}/change/"


def step_of(review: PerformanceReview, name: str) -> str:
    return f"{LIST}{review.pk}/steps/{name}/"


def keeper() -> Clerk:
    """Somebody of the working committee who keeps the room."""
    return Clerk("wc_officer", "legal_wc")


def test_the_office_proposes_a_case_and_the_person_follows() -> None:
    tenure = cases.tenure()
    office = Clerk("office")
    sent = office.form(f"{LIST}add/") | {
        "kind": "duty_report",
        "tenure": tenure.pk,
        "organ": tenure.post.organ_id,
        "working_committee": factories.organ("working_committee").pk,
    }
    answer = office.save(f"{LIST}add/", sent)
    assert refusals(answer) == ""
    assert PerformanceReview.objects.get().person == tenure.person


def test_a_wrong_organ_is_told_beside_its_field() -> None:
    office = Clerk("office")
    sent = office.form(f"{LIST}add/") | {
        "kind": "duty_report",
        "tenure": cases.tenure().pk,
        "organ": factories.organ().pk,
        "working_committee": factories.organ("working_committee").pk,
    }
    answer = office.save(f"{LIST}add/", sent)
    assert "所在机关为" in refusals(answer)
    assert "organ" in field_errors(answer)
    assert not PerformanceReview.objects.exists()


def test_the_buttons_lead_from_notice_to_result() -> None:
    review = cases.selected()
    office = Clerk("office")
    meeting = factories.meeting(starts_on=DAY, status="scheduled")
    office.step(step_of(review, "notify"), on=TODAY, meeting=meeting.pk, mode="heard")
    office.step(step_of(review, "report"), on=TODAY, text="履职情况报告。")
    office.step(step_of(review, "issue"), on=TODAY)
    office.step(step_of(review, "table"))
    hearing = cases.hearing(review)
    assert hearing.item is not None
    assert hearing.issued_on == TODAY
    assert "登记听取" not in office.buttons(page_of(review))


def test_the_vote_is_counted_under_the_words_of_the_scheme() -> None:
    review = cases.heard(scheme=cases.scheme(scale="competence"))
    office = Clerk("office")
    page = office.text(step_of(review, "assess"))
    assert "优秀" in page
    assert "不称职" in page
    counts = {"excellent": 10, "satisfied": 10, "basic": 3, "unsatisfied": 2, "abstain": 0, "not_cast": 0}
    answer = office.step(step_of(review, "assess"), method="electronic", **counts)
    assert "测评结果为“称职”" in said(answer)
    assert "结果为" not in office.buttons(page_of(review))


def test_counts_that_do_not_add_up_are_told_with_the_arithmetic() -> None:
    review = cases.heard()
    counts = {"satisfied": 30, "basic": 0, "unsatisfied": 0, "abstain": 0, "not_cast": 0}
    answer = Clerk("office").step(step_of(review, "assess"), method="electronic", scale="satisfaction", **counts)
    assert "相差5人" in refusals(answer)
    assert PerformanceReview.objects.get(pk=review.pk).status == Status.HEARD


def test_a_vote_on_a_filed_case_is_refused_through_its_address() -> None:
    review = cases.result_sent()
    review_votes.file(review, on=DAY, actor=factories.user("office"), today=DAY)
    counts = {"satisfied": 25, "basic": 0, "unsatisfied": 0, "abstain": 0, "not_cast": 0}
    answer = Clerk("office").step(step_of(review, "assess"), method="electronic", scale="satisfaction", **counts)
    assert "当前为“已归档”，不能办理“登记测评”" in said(answer)
    assert review.hearings.count() == 1


def test_a_filed_case_is_changed_only_with_a_reason() -> None:
    review = cases.result_sent()
    review_votes.file(review, on=DAY, actor=factories.user("office"), today=DAY)
    assert Clerk("office").client.post(page_of(review), {}).status_code == 403
    head = Clerk("office", "office_head")
    answer = head.change(page_of(review), reason="改动")
    assert "更正须写明理由" in refusals(answer)


def finding(review: PerformanceReview, kind: str = "complaint", text: str = "反映某事") -> ReviewFinding:
    return ReviewFinding.objects.create(review=review, kind=kind, done_on=TODAY, text=text, is_restricted=True)


def test_restricted_findings_and_scores_stay_in_the_room() -> None:
    review = cases.proposed(scheme=cases.scheme())
    finding(review)
    item = review.scheme.items.first()
    ReviewScore.objects.create(review=review, item=item, grader="评委001", points=Decimal("77.5"))
    office, room = Clerk("office"), keeper()
    outside, inside = office.text(page_of(review)), room.text(page_of(review))
    assert "反映某事" not in outside + str(office.page(page_of(review)).xpath("//textarea/text()"))
    assert "77.5" not in outside
    assert "反映某事" in str(room.page(page_of(review)).xpath("//textarea/text()"))
    assert "77.5÷100×60" in inside
    assert office.status(SCORES) == 403


def test_every_reading_in_the_room_is_logged() -> None:
    review = cases.proposed()
    finding(review)
    room = keeper()
    room.page(page_of(review))
    assert Activity.objects.filter(actor=room.user, verb="查阅评议限制材料", object_key=str(review.pk)).count() == 1
    office = Clerk("office")
    office.page(page_of(review))
    assert not Activity.objects.filter(actor=office.user, verb="查阅评议限制材料").exists()


def test_a_survey_typed_by_the_office_goes_to_the_room_by_itself() -> None:
    review = cases.proposed()
    office = Clerk("office")
    sent = office.form(page_of(review)) | {
        "research-TOTAL_FORMS": 1,
        "research-0-kind": "survey",
        "research-0-done_on": TODAY,
        "research-0-text": "问卷结果",
    }
    assert refusals(office.save(page_of(review), sent)) == ""
    assert ReviewFinding.objects.get().is_restricted
    assert "问卷结果" not in office.text(page_of(review))


def paragraphs(client: Clerk, path: str) -> str:
    answer = client.client.get(path)
    assert answer.status_code == 200, path
    paper = Document(BytesIO(answer.getvalue()))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in paper.paragraphs), *cells])


def test_the_notice_carries_the_plan_and_the_day() -> None:
    review = cases.notified(scheme=cases.scheme("70", "30"), reason="重点了解依法行政情况。")
    text = paragraphs(Clerk("office"), f"{LIST}{review.pk}/notice.docx")
    assert "重点了解依法行政情况。" in text
    assert "70%" in text
    assert "满意、基本满意、不满意" in text


def test_the_result_tells_the_vote_and_no_score() -> None:
    review = cases.result_sent(scheme=cases.scheme())
    item = review.scheme.items.first()
    ReviewScore.objects.create(review=review, item=item, grader="评委001", points=Decimal("77.5"))
    text = paragraphs(Clerk("office"), f"{LIST}{review.pk}/result.docx")
    assert "测评结果为“满意”" in text
    assert "依法履职，重点工作推进有力。" in text
    assert "77.5" not in text
    assert "项目1" not in text


def test_the_ballot_bears_the_words_of_the_scheme() -> None:
    review = cases.notified(scheme=cases.scheme(scale="competence"))
    text = paragraphs(Clerk("office"), f"{LIST}{review.pk}/ballot.docx")
    for word in ("优秀", "称职", "基本称职", "不称职", "弃权"):
        assert word in text.splitlines()


def test_papers_that_are_not_due_are_not_there() -> None:
    review = cases.proposed()
    office = Clerk("office")
    assert office.status(f"{LIST}{review.pk}/result.docx") == 404
    assert office.status(f"{LIST}{review.pk}/ballot.docx") == 404
    assert office.status(f"{LIST}{review.pk}/other.docx") == 404
    assert Clerk("reviewer").status(f"{LIST}{review.pk}/notice.docx") == 403


def test_a_scheme_in_use_is_read_only_and_begets_a_version() -> None:
    scheme = cases.scheme()
    office = Clerk("office")
    path = f"/admin/supervision/reviewscheme/{scheme.pk}/change/"
    assert not office.page(path).xpath("//input[@name='name']")
    assert office.client.post(path, {}).status_code == 403
    answer = office.step(f"/admin/supervision/reviewscheme/{scheme.pk}/steps/version/")
    assert "第2版" in said(answer)
    assert ReviewScheme.objects.filter(name=scheme.name).count() == 2


def test_weights_that_do_not_add_up_are_told_on_the_page() -> None:
    scheme = cases.scheme("60", "30", is_in_use=False)
    answer = Clerk("office").step(f"/admin/supervision/reviewscheme/{scheme.pk}/steps/adopt/")
    assert "＝90，少10" in said(answer)


def test_the_log_of_a_corrected_score_tells_no_points() -> None:
    review = cases.result_sent(scheme=cases.scheme())
    item = review.scheme.items.first()
    row = ReviewScore.objects.create(review=review, item=item, grader="评委001", points=Decimal("77.5"))
    PerformanceReview.objects.filter(pk=review.pk).update(status="filed", closed_on=DAY)
    head = Clerk("legal_wc", "office_head")
    path = f"{SCORES}{row.pk}/change/"
    assert "满分100" in refusals(head.change(path, points="178.5", correction_reason="核对原始评分表"))
    assert refusals(head.change(path, points="78.5", correction_reason="核对原始评分表")) == ""
    row.refresh_from_db()
    assert row.points == Decimal("78.50")
    line = Activity.objects.get(verb="更正评分")
    assert line.reason == "核对原始评分表"
    assert "78.5" not in str(line.detail)


def sheet(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in (("评议编号", "项目", "评分人", "得分", "说明"), *rows):
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("评分.xlsx", stream.getvalue())


def preview(room: Clerk, *rows: tuple[object, ...]) -> str:
    answer = room.client.post(f"{SCORES}import/", {"import_file": sheet(*rows), "format": "0", "resource": ""})
    return str(answer.content.decode())


def test_scores_come_from_a_file_after_a_preview() -> None:
    review = cases.proposed(scheme=cases.scheme())
    room = keeper()
    page = preview(room, (review.pk, "项目1", "评委001", 85.5, ""), (review.pk, "项目2", "评委001", 90, "好"))
    assert "评委001" in page
    forms = [dict(form.form_values()) for form in lxml.html.fromstring(page).forms]
    sent = next(form for form in forms if "import_file_name" in form)
    room.client.post(f"{SCORES}process_import/", sent)
    assert sorted(ReviewScore.objects.values_list("points", flat=True)) == [Decimal("85.50"), Decimal("90.00")]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((999999, "项目1", "评委001", 80, ""), "评议编号“999999”不存在"),
        (("x", "项目1", "评委001", 80, ""), "评议编号“x”不存在"),
        ((None, "项目9", "评委001", 80, ""), "没有项目“项目9”"),
        ((None, "项目1", "评委001", 101, ""), "满分100，不能评101分"),
        ((None, "项目1", "评委001", -1, ""), "得分不能是负数"),
        ((None, "项目1", "评委001", "八十", ""), "得分"),
        ((None, "项目1", "", 80, ""), "评分人"),
    ],
)
def test_a_wrong_row_of_the_file_is_named_and_nothing_is_stored(row: tuple[object, ...], words: str) -> None:
    review = cases.proposed(scheme=cases.scheme())
    page = preview(keeper(), (row[0] if row[0] is not None else review.pk, *row[1:]))
    assert words in page
    assert "import_file_name" not in page
    assert not ReviewScore.objects.exists()


def many(number: int) -> None:
    organ, committee = factories.organ(), factories.organ("working_committee")
    for place in range(number):
        PerformanceReview.objects.create(
            kind=ReviewKind.DEPARTMENT, year=1990 + place, organ=organ, working_committee=committee
        )


def test_lists_cost_the_same_at_any_length() -> None:
    office = Clerk("office")
    many(10)
    few = office.queries(LIST)
    PerformanceReview.objects.all().delete()
    many(34)
    assert office.queries(LIST) == few


def found_by(name: str) -> list[object]:
    return list(registry.checks.get(name).rows(DAY))


def test_a_case_heard_without_a_vote_is_found() -> None:
    review = cases.heard()
    meeting = cases.hearing(review).meeting
    assert found_by("review_without_vote") == []
    type(meeting).objects.filter(pk=meeting.pk).update(status="closed")
    assert found_by("review_without_vote") == [review]


def test_a_result_that_was_not_sent_is_found() -> None:
    review = cases.assessed()
    meeting = cases.hearing(review).meeting
    type(meeting).objects.filter(pk=meeting.pk).update(status="closed")
    assert found_by("review_result_not_sent") == [review]


def test_an_overdue_rectification_is_found() -> None:
    review = cases.result_sent()
    review_votes.ask_rectification(review, points=[], actor=factories.user("office"), today=DAY)
    assert found_by("review_rectification_overdue") == []
    late = registry.checks.get("review_rectification_overdue").rows(cases.later(200))
    assert list(late) == [review]


def test_a_vote_recorded_after_filing_is_found() -> None:
    review = cases.result_sent()
    hearing = cases.hearing(review)
    office = factories.user("office")
    review_votes.file(review, on=DAY, actor=office, today=DAY)
    assert found_by("review_voted_after_closing") == []
    # The meeting's page refuses it; a row of an earlier release may still be there.
    row = hearing.assessment
    assert row is not None
    row.pk, row._state.adding, row.title = None, True, "又一次测评"
    row.save()
    assert found_by("review_voted_after_closing") == [review]


def test_the_page_of_a_tenure_shows_its_reviews() -> None:
    review = cases.result_sent()
    path = f"/admin/meetings/tenure/{review.tenure_id}/change/"
    page = Clerk("office").page(path)
    links = page.xpath(f"//a[@href='{page_of(review)}']")
    assert [link.text_content() for link in links] == [str(review)]


def test_items_of_drafts_are_edited_on_the_page() -> None:
    scheme = cases.scheme("60", "30", is_in_use=False)
    office = Clerk("office")
    path = f"/admin/supervision/reviewscheme/{scheme.pk}/change/"
    assert refusals(office.change(path, items__1__weight="40")) == ""
    assert ReviewItem.objects.get(scheme=scheme, order=2).weight == 40
