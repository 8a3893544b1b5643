"""Opinion papers on the desk: collated, submitted, fixed, printed."""

import zipfile
from io import BytesIO

import pytest
import time_machine

from congress import official
from congress.models import Organ
from meetings.models import OpinionPaper
from meetings.services import opinions
from tests import factories
from tests.desk import Clerk, refusals, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def officer() -> Clerk:
    return Clerk("wc_officer")


def page_of(paper: OpinionPaper) -> str:
    return f"/admin/meetings/opinionpaper/{paper.pk}/change/"


def test_points_are_collated_in_their_order(officer: Clerk) -> None:
    paper = factories.opinion_paper()
    answer = officer.change(
        page_of(paper),
        points__TOTAL_FORMS="3",
        points__0__order="2",
        points__1__order="1",
        points__2__order="3",
        points__2__text="第三条意见",
    )
    assert refusals(answer) == ""
    assert [point.text for point in paper.points.order_by("order")] == ["示例意见第2条", "示例意见第1条", "第三条意见"]


def test_it_is_put_before_the_chairpersons_meeting(officer: Clerk) -> None:
    paper = factories.opinion_paper()
    assert officer.buttons(page_of(paper)) == ["提请主任会议"]
    officer.step(f"/admin/meetings/opinionpaper/{paper.pk}/steps/submit/")
    paper.refresh_from_db()
    assert paper.status == OpinionPaper.Status.SUBMITTED
    again = officer.step(f"/admin/meetings/opinionpaper/{paper.pk}/steps/submit/")
    assert "当前为“待主任会议通过”" in said(again)


def test_without_points_it_is_not_submitted(officer: Clerk) -> None:
    paper = factories.opinion_paper(points=0)
    assert "还没有条目" in said(officer.step(f"/admin/meetings/opinionpaper/{paper.pk}/steps/submit/"))


def test_a_returned_paper_shows_why(officer: Clerk) -> None:
    paper = factories.opinion_paper()
    opinions.submit(paper, actor=officer.user)
    opinions.send_back(paper, note="第二条请写具体", actor=factories.user("sc_chair"))
    assert "主任会议退回修改：第二条请写具体" in officer.text(page_of(paper))


def test_an_adopted_text_is_fixed(officer: Clerk) -> None:
    paper = factories.adopted_paper()
    assert officer.client.post(page_of(paper), {"title": "另一个标题"}).status_code == 403
    assert "points-0-text" not in officer.client.get(page_of(paper)).content.decode()


def test_the_office_finds_the_way_to_the_hand_over() -> None:
    paper = factories.adopted_paper()
    assert Clerk("office").buttons(page_of(paper)) == ["交办"]
    assert Clerk("wc_officer").buttons(page_of(paper)) == []


def test_it_is_printed_as_a_word_file(officer: Clerk) -> None:
    factories.organ(Organ.Kind.STANDING_COMMITTEE, name="示例区人民代表大会常务委员会")
    paper = factories.adopted_paper()
    answer = officer.client.get(f"/admin/meetings/opinionpaper/{paper.pk}/opinions.docx")
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as word:  # type: ignore[attr-defined]
        text = word.read("word/document.xml").decode()
    assert "示例意见第1条" in text
    assert "示例区人民代表大会常务委员会" in text
    assert "2026年9月16日" in text


def test_where_there_is_no_pdf_program_the_page_says_so(officer: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = factories.adopted_paper()
    monkeypatch.setenv("PATH", "")
    assert official.engine() is None
    assert "本机未安装 PDF 转换程序" in officer.text(page_of(paper))
    answer = officer.client.get(f"/admin/meetings/opinionpaper/{paper.pk}/opinions.pdf", follow=True)
    assert "本机未安装 PDF 转换程序" in said(answer)


@pytest.mark.slow
def test_it_is_printed_as_pdf(officer: Clerk) -> None:
    if official.engine() is None:
        pytest.skip("LibreOffice is not installed")
    paper = factories.adopted_paper()
    answer = officer.client.get(f"/admin/meetings/opinionpaper/{paper.pk}/opinions.pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_strangers_to_the_records_get_no_document() -> None:
    paper = factories.adopted_paper()
    assert Clerk("reviewer").status(f"/admin/meetings/opinionpaper/{paper.pk}/opinions.docx") == 403
