"""People and seats on the desk: found by pinyin, imported with a preview, two clerks at once."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from congress.models import Activity
from deputies.models import Person, Seat
from tests import factories
from tests.desk import Clerk, refusals, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Clerk:
    return Clerk("office")


def autocomplete(clerk: Clerk, term: str) -> list[str]:
    asked = {"app_label": "meetings", "model_name": "attendance", "field_name": "person", "term": term}
    return [row["text"] for row in clerk.client.get(reverse("admin:autocomplete"), asked).json()["results"]]


def page_of(person: Person) -> str:
    return f"/admin/deputies/person/{person.pk}/change/"


def upload(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("名单.xlsx", stream.getvalue())


def test_people_are_found_by_name_pinyin_and_initials(office: Clerk) -> None:
    factories.person("曾国华")
    factories.person("王小明")
    for term in ("曾国", "zengguo", "zgh"):
        assert autocomplete(office, term) == ["曾国华"]


def test_keys_follow_the_name(office: Clerk) -> None:
    person = factories.person("王小明")
    office.change(page_of(person), name="曾国华")
    person.refresh_from_db()
    assert (person.pinyin, person.initials) == ("zengguohua", "zgh")
    office.change(page_of(person), name="曾国桦", pinyin="cengguohua", initials="cgh")
    person.refresh_from_db()
    assert person.pinyin == "cengguohua"


def test_a_namesake_is_entered_with_a_warning(office: Clerk) -> None:
    factories.person("王小明")
    answer = office.change("/admin/deputies/person/add/", name="王小明")
    assert "已有同名人员“王小明”" in said(answer)
    assert Person.objects.filter(name="王小明").count() == 2


def test_the_second_of_two_clerks_is_told(office: Clerk) -> None:
    person = factories.person("王小明")
    opened = office.form(page_of(person))
    Clerk("office").change(page_of(person), name="王晓明")
    answer = office.save(page_of(person), opened | {"name": "王小鸣"})
    assert "“姓名”在您打开本页后已被他人修改" in refusals(answer)
    person.refresh_from_db()
    assert person.name == "王晓明"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("restored_reference_data")
def test_of_two_who_save_at_the_same_moment_one_is_told() -> None:
    person = factories.person("王小明")
    clerks = [Clerk("office"), Clerk("office")]
    for round_number in range(10):
        opened = clerks[0].form(page_of(person))
        told = _at_once(clerks, page_of(person), opened, round_number)
        person.refresh_from_db()
        assert [bool(text) for text in told].count(True) == 1, told
        assert person.name in {f"甲{round_number}", f"乙{round_number}"}


def _at_once(clerks: list[Clerk], place: str, opened: dict[str, object], number: int) -> list[str]:
    def save(clerk: Clerk, name: str) -> str:
        try:
            return refusals(clerk.save(place, opened | {"name": f"{name}{number}"}))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(save, clerks, ("甲", "乙")))


def test_overlapping_seats_are_refused_at_the_form(office: Clerk) -> None:
    seat = factories.seat()
    answer = office.change(
        "/admin/deputies/seat/add/",
        person=seat.person_id,
        term=seat.term_id,
        role="member",
        starts_on="2023-01-01",
    )
    assert "同一人在同一天只能担任一个常委会职务" in refusals(answer)


def test_people_who_hold_seats_cannot_be_deleted(office: Clerk) -> None:
    seat = factories.seat()
    assert office.status(f"/admin/deputies/person/{seat.person_id}/delete/") == 403
    assert office.status(f"/admin/deputies/seat/{seat.pk}/delete/") == 403


def test_a_list_is_taken_along_in_chinese_and_logged(office: Clerk) -> None:
    factories.person("王小明")
    answer = office.client.get("/admin/deputies/person/export/")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("姓名", "拼音", "示例人物")
    assert rows[1][:2] == ("王小明", "wangxiaoming")
    assert Activity.objects.get(verb="导出人员").detail == {"rows": 1}


def imported(clerk: Clerk, register: str, file: SimpleUploadedFile) -> tuple[str, str]:
    """The preview, and what follows when its button can be pressed."""
    place = f"/admin/deputies/{register}/import/"
    preview = clerk.client.post(place, {"import_file": file, "format": "0", "resource": ""})
    page = clerk.client.get(place)
    del page
    form = preview.context.get("confirm_form")
    if form is None:
        return preview.content.decode(), ""
    done = clerk.client.post(f"/admin/deputies/{register}/process_import/", form.initial, follow=True)
    return preview.content.decode(), said(done)


def test_people_are_imported_after_a_preview(office: Clerk) -> None:
    factories.person("王小明")
    preview, outcome = imported(office, "person", upload(("姓名",), ("王小明",), ("李示例",)))
    assert "李示例" in preview
    assert outcome
    assert set(Person.objects.values_list("name", "pinyin")) == {("王小明", "wangxiaoming"), ("李示例", "lishili")}


def test_a_list_that_is_too_long_is_refused_before_its_rows_are_tried(office: Clerk) -> None:
    rows = [(f"示例{number}",) for number in range(5_001)]
    preview, outcome = imported(office, "person", upload(("姓名",), *rows))
    assert "一次最多导入5,000行" in preview
    assert outcome == ""
    text = "\r\n".join(["姓名", *(name for (name,) in rows)])
    answer = office.client.post(
        "/admin/deputies/person/import/",
        {"import_file": SimpleUploadedFile("名单.csv", text.encode()), "format": "1", "resource": ""},
    )
    assert "一次最多导入5,000行" in answer.content.decode()
    preview, outcome = imported(office, "person", upload(("姓名", *map(str, range(100))), ("王小明",)))
    assert "5,000行、100列" in preview
    assert not Person.objects.exists()


def test_a_list_of_five_hundred_lines_of_text_is_taken(office: Clerk) -> None:
    text = "\n".join(["姓名", *(f"示例{number}" for number in range(500))])
    answer = office.client.post(
        "/admin/deputies/person/import/",
        {"import_file": SimpleUploadedFile("名单.csv", text.encode()), "format": "1", "resource": ""},
    )
    assert answer.context.get("confirm_form") is not None


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("名单.xlsx", b"not a workbook", "名单.xlsx"),
        ("机密名单.xlsx", b"PK", "涉密文件不得上传"),
        ("名单.csv", "姓名\n示例".encode(), "文件不是所选的xlsx格式"),
        ("名单.xlsx", b"", "名单"),
    ],
)
def test_an_import_is_looked_at_like_every_other_upload(office: Clerk, name: str, content: bytes, told: str) -> None:
    answer = office.client.post(
        "/admin/deputies/person/import/",
        {"import_file": SimpleUploadedFile(name, content), "format": "0", "resource": ""},
    )
    assert answer.status_code == 200
    assert answer.context.get("confirm_form") is None
    assert told in answer.content.decode() or not content


def test_one_wrong_row_and_no_seat_is_stored(office: Clerk) -> None:
    factories.term()
    factories.person("王小明")
    factories.person("李示例")
    head = ("姓名", "届", "职务", "排序", "任职日期", "离任日期")
    good = ("王小明", "10", "委员", "1", "2022-02-01", "")
    for bad, told in (
        (("李示例", "10", "委圆", "2", "2022-02-01", ""), "职务“委圆”不正确"),
        (("张无人", "10", "委员", "2", "2022-02-01", ""), "姓名“张无人”未登记"),
        (("李示例", "10", "委员", "2", "2022-02-31", ""), "日期“2022-02-31”不正确"),
        (("李示例", "10", "委员", "2", "2022-02-01", "2021-01-01"), "离任日期不能早于任职日期"),
        (("李示例", "99", "委员", "2", "2022-02-01", ""), "届“99”未登记"),
    ):
        preview, outcome = imported(office, "seat", upload(head, good, bad))
        assert told in preview
        assert "2" in preview
        assert outcome == ""
        assert not Seat.objects.exists()
    preview, outcome = imported(office, "seat", upload(head, good))
    assert Seat.objects.get().person.name == "王小明", (preview, outcome)
