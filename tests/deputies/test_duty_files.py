"""The yearly duty file as Word and Excel: what stands in it, who may take it, what the whole body costs."""

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from docx import Document

from congress.models import Organ
from deputies.models import ActivityAttendance, DutyKind
from deputies.services import duty_files
from tests import factories
from tests.desk import Clerk
from tests.factories_duty import activity, attendance, deputy, told

pytestmark = pytest.mark.django_db
Status = ActivityAttendance.Status


@pytest.fixture
def today() -> date:
    """Today by the clock of the pages."""
    return timezone.localdate()


def path(person: Any, year: int, kind: str) -> str:
    return f"/workspace/duty/files/{person.pk}/{year}/{kind}/"


def content(answer: Any) -> io.BytesIO:
    assert answer.status_code == 200
    return io.BytesIO(b"".join(answer.streaming_content))


def words_of(document: Any) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_a_deputy_takes_the_own_year_as_word_and_excel(today: date) -> None:
    clerk = Clerk("deputy")
    person = deputy(account=clerk.user)
    office = factories.user("deputies_wc")
    attendance(activity(DutyKind.VISIT, title="视察示例工地", starts_on=today), person)
    attendance(activity(DutyKind.GROUP, title="=1+1", starts_on=today), person)
    attendance(activity(title="待核实的活动", starts_on=today), person, status=Status.EXPECTED)
    told(person, office, today=today)
    text = words_of(Document(content(clerk.client.get(path(person, today.year, "word")))))
    assert "参加履职活动2次，共8小时" in text
    assert "视察示例工地" in text
    assert "待核实的活动" not in text
    assert "2分×1次＝2分" in text
    book = openpyxl.load_workbook(content(clerk.client.get(path(person, today.year, "excel"))))
    assert book.sheetnames == ["分类情况", "履职记录", "年度考评"]
    titles = [row[3] for row in book["履职记录"].iter_rows(min_row=2, values_only=True)]
    assert titles == ["视察示例工地", "'=1+1"]


def test_points_that_were_not_told_stand_in_no_file_of_the_deputy(today: date) -> None:
    clerk = Clerk("deputy")
    person = deputy(account=clerk.user)
    row = told(person, factories.user("deputies_wc"), today=today)
    type(row).objects.filter(pk=row.pk).update(status="open")
    book = openpyxl.load_workbook(content(clerk.client.get(path(person, today.year, "excel"))))
    assert "年度考评" not in book.sheetnames


def test_nobody_takes_the_file_of_another_deputy(today: date) -> None:
    area = factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE)
    person = deputy(delegation=area)
    other = Clerk("deputy")
    deputy(account=other.user, delegation=area)
    assert other.status(path(person, today.year, "word")) == 404
    assert other.status(f"/workspace/duty/files/all/{today.year}/excel/") == 403
    elsewhere = Clerk("street_wc", organ=factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE))
    assert elsewhere.status(path(person, today.year, "excel")) == 404
    assert Clerk("street_wc", organ=area).status(path(person, today.year, "excel")) == 200
    for odd in (
        path(person, 1, "word"),
        path(person, today.year, "pdf"),
        "/workspace/duty/files/all/1/excel/",
        f"/workspace/duty/files/all/{today.year}/pdf/",
    ):
        assert Clerk("deputies_wc").status(odd) == 404


def test_the_whole_body_is_one_workbook_in_a_fixed_number_of_queries(
    today: date, django_assert_max_num_queries: Any
) -> None:
    office = Clerk("deputies_wc")
    for _ in range(6):
        attendance(activity(DutyKind.GROUP, starts_on=today), deputy())
    gone = deputy(ends_on=date(today.year - 2, 5, 6))
    with django_assert_max_num_queries(2):
        years = duty_files.of_all(today.year)
        duty_files.workbook_of_all(years)
    assert gone not in [each.person for each in years]
    book = openpyxl.load_workbook(content(office.client.get(f"/workspace/duty/files/all/{today.year}/excel/")))
    rows = list(book["各位代表"].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == [1] * 6
    assert book["履职记录"].max_row == 7


def test_the_papers_of_all_come_as_one_zip_that_leaves_piece_by_piece(today: date) -> None:
    people = [deputy() for _ in range(2)]
    answer = Clerk("deputies_wc").client.get(f"/workspace/duty/files/all/{today.year}/zip/")
    assert answer.streaming
    names = zipfile.ZipFile(content(answer)).namelist()
    assert len(names) == 2
    assert {person.name for person in people} == {name.split("-")[1] for name in names}
