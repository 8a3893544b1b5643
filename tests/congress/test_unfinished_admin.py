"""The desk of the unfinished in the office: who enters, what it shows and costs, urging, files, hostile addresses."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from docx import Document

from congress.models import Activity, Obligation, Organ, Urge
from congress.services import unfinished_papers
from tests import factories
from tests.congress.test_unfinished import charge, due
from tests.congress.test_urging import owe
from tests.desk import Clerk, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
PATH = "/admin/unfinished/"


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def unit(db: None) -> Organ:
    found = factories.organ(name="示例局")
    factories.user("unit_clerk", organ=found)
    return found


@pytest.fixture
def office(db: None) -> Clerk:
    return Clerk("office")


@pytest.mark.parametrize("role", ["deputy", "unit_clerk", "unit_head", "sc_member", "auditor", "reviewer", "sysadmin"])
def test_others_do_not_enter(role: str) -> None:
    clerk = Clerk(role)
    for path in (PATH, f"{PATH}list.xlsx", f"{PATH}list.docx"):
        assert clerk.client.get(path, follow=True).status_code == 403, path
    assert clerk.client.post(f"{PATH}urge/", {"one": "1"}, follow=True).status_code == 403


def test_what_is_late_comes_first_with_who_owes_and_who_is_in_charge(office: Clerk, unit: Organ) -> None:
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE, name="示例工委")
    charge(committee, "副主任甲")
    owe(unit, title="较晚的事项")
    late = owe(unit, title="逾期的事项", watched_by=committee, late=3)
    page = office.page(PATH)
    rows = page.xpath("//li[@class='unfinished-row']")
    assert [row.xpath(".//a")[0].text_content() for row in rows] == ["逾期的事项", "较晚的事项"]
    assert rows[0].xpath(".//a")[0].get("href") == f"/admin/congress/obligation/{late.pk}/change/"
    text = " ".join(rows[0].text_content().split())
    assert "示例局 · 示例工委 · 副主任甲分管" in text
    assert "逾期 3 天" in text
    assert "未完成2件，其中逾期1件" in office.text(PATH)


def test_it_is_reached_from_the_first_page(office: Clerk, unit: Organ) -> None:
    for _ in range(7):
        owe(unit, late=2)
    links = {link.get("href") for link in office.page("/admin/").iter("a")}
    assert {PATH, f"{PATH}?lateness=late"} <= links


def test_a_committees_desk_holds_what_it_watches(unit: Organ) -> None:
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    owe(unit, title="看得见", watched_by=committee, late=1)
    owe(unit, title="看不见", late=1)
    officer = Clerk("wc_officer", organ=committee)
    for path in (PATH, "/admin/"):
        text = officer.text(path)
        assert "看得见" in text
        assert "看不见" not in text
    assert "对口工委" not in {label.text_content() for label in officer.page(PATH).xpath("//form//label/span")}


@pytest.mark.parametrize("role", ["deputies_wc", "legal_wc", "finance_wc"])
def test_the_committees_with_a_role_of_their_own_urge_what_they_watch_and_nothing_else(role: str, unit: Organ) -> None:
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    own = owe(unit, title="对口事项", watched_by=committee, late=1)
    others = owe(unit, title="他人事项", watched_by=factories.organ(Organ.Kind.WORKING_COMMITTEE), late=1)
    clerk = Clerk(role, organ=committee)
    text = clerk.text(PATH)
    assert "对口事项" in text
    assert "他人事项" not in text
    clerk.client.post(f"{PATH}urge/", {"one": str(own.pk)})
    clerk.client.post(f"{PATH}urge/", {"one": str(others.pk)})
    assert [each.obligation for each in Urge.objects.all()] == [own]


def test_one_press_urges_one_thing(office: Clerk, unit: Organ) -> None:
    row, other = owe(unit), owe(unit)
    answer = office.step(f"{PATH}urge/?lateness=later", one=str(row.pk), chosen=[str(other.pk)], text="请抓紧")
    assert said(answer) == "已催办1件，通知1人。"
    assert answer.redirect_chain[-1][0] == f"{PATH}?lateness=later"
    assert Urge.objects.get().obligation == row
    assert "已催办1次，最近9月16日" in office.text(PATH)
    again = office.step(f"{PATH}urge/", one=str(row.pk))
    assert "3日内已经催办过" in said(again)
    assert Urge.objects.count() == 1


def test_the_ticked_ones_and_all_that_was_found_are_urged_together(office: Clerk, unit: Organ) -> None:
    rows = [owe(unit) for _ in range(4)]
    late = [owe(unit, late=1), owe(unit, late=2)]
    assert "已催办2件" in said(office.step(f"{PATH}urge/", chosen=[str(row.pk) for row in rows[:2]]))
    assert "已催办2件" in said(office.step(f"{PATH}urge/?lateness=late", all="1"))
    assert set(Urge.objects.values_list("obligation", flat=True)) == {row.pk for row in (*rows[:2], *late)}


def test_on_the_page_of_a_deadline_it_is_a_step_and_part_of_the_chain(office: Clerk) -> None:
    follow_up = factories.follow_up()
    factories.user("unit_clerk", organ=follow_up.organ)
    owed = follow_up.current_round.obligation
    path = f"/admin/congress/obligation/{owed.pk}/"
    assert "催办" in office.buttons(f"{path}change/")
    assert "已催办1件" in said(office.step(f"{path}steps/urge/", text="请抓紧办理"))
    text = office.text(f"{path}change/")
    assert "听取审议报告" in text
    assert "请抓紧办理" in text
    links = {link.get("href") for link in office.page(f"{path}change/").iter("a")}
    assert f"/admin/supervision/followup/{follow_up.pk}/change/" in links


def test_another_committees_deadline_is_not_urged_by_its_address(unit: Organ) -> None:
    row = owe(unit, watched_by=factories.organ(Organ.Kind.WORKING_COMMITTEE))
    officer = Clerk("wc_officer", organ=factories.organ(Organ.Kind.WORKING_COMMITTEE))
    path = f"/admin/congress/obligation/{row.pk}/"
    assert "催办" not in officer.buttons(f"{path}change/")
    assert officer.client.post(f"{path}steps/urge/", {"text": ""}).status_code == 403
    assert "不在您的督办范围" in said(officer.step(f"{PATH}urge/", one=str(row.pk)))
    assert not Urge.objects.exists()


def test_a_finished_deadline_offers_no_urging(office: Clerk, unit: Organ) -> None:
    row = owe(unit)
    Obligation.objects.filter(pk=row.pk).update(status="done", done_on=TODAY)
    path = f"/admin/congress/obligation/{row.pk}/"
    assert "催办" not in office.buttons(f"{path}change/")
    assert "不能办理“催办”" in said(office.step(f"{path}steps/urge/", text=""))


@pytest.mark.parametrize("by", ["organ", "committee", "leader", "rule", "lateness"])
def test_gathered_each_line_opens_its_things(by: str, office: Clerk, unit: Organ) -> None:
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    charge(committee)
    owe(unit, title="逾期的事项", watched_by=committee, late=3)
    links = [
        link.get("href") for link in office.page(f"{PATH}?by={by}").xpath("//table[@class='unfinished-groups']//a")
    ]
    assert links
    assert any("逾期的事项" in office.text(f"{PATH}{link}") for link in links)


def test_pages_follow_one_another_by_date(office: Clerk, unit: Organ, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("congress.services.unfinished_desk.PAGE_SIZE", 2)
    for place in range(5):
        due(owe(unit, title=f"事项{place}"), TODAY + timedelta(days=place))

    def shown(path: str) -> list[str]:
        return [a.text_content() for a in office.page(path).xpath("//div[@class='unfinished-text']/a")]

    def step(path: str, rel: str) -> str:
        found = office.page(path).xpath(f"//a[@rel='{rel}']/@href")
        return f"{PATH}{found[0]}" if found else ""

    second = step(PATH, "next")
    third = step(second, "next")
    assert [shown(path) for path in (PATH, second, third)] == [["事项0", "事项1"], ["事项2", "事项3"], ["事项4"]]
    assert step(third, "next") == step(PATH, "prev") == ""
    assert shown(step(third, "prev")) == ["事项2", "事项3"]
    assert shown(step(step(third, "prev"), "prev")) == ["事项0", "事项1"]


def test_it_costs_the_same_however_much_is_owed(office: Clerk, unit: Organ) -> None:
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    charge(committee)

    def more(number: int) -> None:
        for _ in range(number):
            owe(unit, watched_by=committee, late=1)
            owe(role="office")
            office.step(f"{PATH}urge/", all="1")

    more(5)
    paths = [PATH, *(f"{PATH}?by={by}" for by in ("organ", "committee", "leader", "rule", "lateness"))]
    few = {path: office.queries(path) for path in paths}
    more(15)
    assert {path: office.queries(path) for path in paths} == few
    assert max(few.values()) <= 15, few


def test_the_list_goes_along_as_an_excel_file(office: Clerk, unit: Organ) -> None:
    owe(unit, title="=1+1", late=3)
    owe(unit, title="未逾期")
    answer = office.client.get(f"{PATH}list.xlsx?lateness=late")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == ("事项", "责任主体", "对口工委", "分管领导")
    assert len(rows) == 2
    assert rows[1][0] == "'=1+1"
    assert rows[1][9] == 3
    assert Activity.objects.get(verb="导出未完成事项").detail == {"rows": 1}


def test_the_monthly_list_for_the_chairpersons_names_what_is_late_and_what_falls_due(
    office: Clerk, unit: Organ
) -> None:
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE, name="示例工委")
    charge(committee, "副主任甲")
    owe(unit, title="逾期的事项", watched_by=committee, late=3)
    due(owe(unit, title="月内的事项"), TODAY.replace(day=30))
    due(owe(unit, title="下月的事项"), TODAY.replace(month=10, day=1))
    answer = office.client.get(f"{PATH}list.docx")
    document = Document(BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "未完成事项清单" in text
    assert "已逾期1件，9月30日前到期1件" in text
    assert "逾期的事项" in cells
    assert "逾期3天" in cells
    assert "月内的事项" in cells
    assert "下月的事项" not in cells


def test_lists_too_long_for_paper_are_refused_in_words(
    office: Clerk, unit: Organ, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfinished_papers, "EXCEL_ROWS", 1)
    monkeypatch.setattr(unfinished_papers, "WORD_ROWS", 1)
    owe(unit, late=1)
    owe(unit, late=1)
    for name in ("list.xlsx", "list.docx"):
        answer = office.client.get(f"{PATH}{name}?lateness=late", follow=True)
        assert "超过1件，请缩小范围" in said(answer)
        assert answer.redirect_chain[-1][0] == f"{PATH}?lateness=late"


@pytest.mark.parametrize(
    "query",
    [
        "organ=999999",
        "organ=x",
        "organ=role-nobody",
        "committee=-1",
        "leader=99999999999999999999",
        "rule=NONE",
        "lateness=later%27",
        "audience=owner",
        "by=everything",
        "organ=%F0%9F%98%80",
    ],
)
def test_an_unknown_filter_is_told_in_words_and_shows_and_urges_nothing(query: str, office: Clerk, unit: Organ) -> None:
    owe(unit, title="示例事项甲")
    text = office.text(f"{PATH}?{query}")
    assert "筛选条件不正确" in text
    assert "示例事项甲" not in text
    assert "筛选条件不正确" in said(office.step(f"{PATH}urge/?{query}", all="1"))
    assert not Urge.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["newer=9999-99-99_1", "older=0001-01-01_1", "newer=9999-12-31_999999999999999999", "newer=x", "page=99999999999"],
)
def test_a_page_that_is_none_is_a_page(query: str, office: Clerk, unit: Organ) -> None:
    owe(unit)
    assert office.status(f"{PATH}?{query}") == 200


def test_a_null_byte_is_refused(office: Clerk) -> None:
    assert office.status(f"{PATH}?organ=%00") == 400
    assert office.client.post(f"{PATH}urge/", {"one": "1", "text": "\x00"}).status_code == 400


@pytest.mark.parametrize("key", ["x", "-1", "1.5", "²", "9" * 19, ""])
def test_keys_that_are_none_urge_nothing(key: str, office: Clerk, unit: Organ) -> None:
    owe(unit)
    assert "所选事项不正确" in said(office.step(f"{PATH}urge/", chosen=[key]))


def test_ten_thousand_ticked_rows_are_refused(office: Clerk, unit: Organ) -> None:
    owe(unit)
    answer = office.client.post(f"{PATH}urge/", {"chosen": [str(key) for key in range(10_000)]})
    assert answer.status_code == 400
    some = office.step(f"{PATH}urge/", chosen=[str(key) for key in range(1, 600)])
    assert "一次最多催办500件" in said(some)
    assert not Urge.objects.exists()


def test_nothing_ticked_is_told_in_words_and_a_link_does_nothing(office: Clerk) -> None:
    assert "请先选择要催办的事项" in said(office.step(f"{PATH}urge/"))
    assert office.status(f"{PATH}urge/") == 405
