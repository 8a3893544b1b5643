"""Activities from a file: all of it or nothing, each wrong row named."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from congress.models import Organ
from deputies.models import ActivityAttendance, DutyActivity
from deputies.services import duty_imports
from tests import factories
from tests.desk import Clerk, refusals
from tests.factories_duty import deputy

pytestmark = pytest.mark.django_db
PAGE = "/workspace/duty/activities/import/"


@pytest.fixture
def today() -> date:
    """Today by the clock of the pages."""
    return timezone.localdate()


@pytest.fixture
def area() -> Organ:
    """A street."""
    return factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE)


def sheet(*rows: tuple[Any, ...], headings: tuple[str, ...] = duty_imports.HEADINGS) -> SimpleUploadedFile:
    """A file with these rows."""
    book = openpyxl.Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("履职活动.xlsx", out.getvalue())


def line(name: str, day: date, *, state: str = "参加", **fields: Any) -> tuple[Any, ...]:
    """A row of the file."""
    told = {"kind": "视察", "title": "视察示例工地", "hours": 3, **fields}
    return (told["kind"], told["title"], day.isoformat(), "", "示例工地", "", told["hours"], name, state)


def send(clerk: Clerk, upload: SimpleUploadedFile) -> Any:
    return clerk.client.post(PAGE, {"file": upload})


def test_a_street_brings_in_its_activities_with_who_came(today: date, area: Organ) -> None:
    street = Clerk("street_wc", organ=area)
    first, second = deputy(delegation=area), deputy(delegation=area)
    rows = [line(first.name, today), line(second.name, today, state="请假"), line(first.name, today, title="另一次")]
    assert send(street, sheet(*rows)).status_code == 302
    assert {row.title: row.organiser for row in DutyActivity.objects.all()} == {"视察示例工地": area, "另一次": area}
    assert ActivityAttendance.objects.counted().times() == 2
    again = send(street, sheet(*rows))
    assert again.status_code == 422
    assert "已经登记" in again.content.decode()
    assert DutyActivity.objects.count() == 2


def test_one_wrong_row_refuses_the_whole_file_and_every_wrong_row_is_named(today: date, area: Organ) -> None:
    street = Clerk("street_wc", organ=area)
    known, elsewhere = deputy(delegation=area), deputy(delegation=factories.organ())
    gone = deputy(delegation=area, ends_on=today - timedelta(days=9))
    rows = [
        line(known.name, today),
        line("查无此人", today),
        line(elsewhere.name, today),
        line(gone.name, today),
        line(known.name, today),
    ]
    text = refusals(send(street, sheet(*rows)))
    for number in (3, 4, 5):
        assert f"第{number}行" in text
    assert "第2行" not in text
    twice = refusals(send(street, sheet(line(known.name, today), line(known.name, today))))
    assert "第3行" in twice
    assert "出现了两次" in twice
    assert not DutyActivity.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "人民代表大会会议"}, "类别“人民代表大会会议”不正确"),
        ({"title": ""}, "活动名称不能为空"),
        ({"title": "长" * 161}, "活动名称不能超过160字"),
        ({"hours": "-1"}, "时长“-1”不正确"),
        ({"hours": "1e99999"}, "时长“1e99999”不正确"),
        ({"state": "来过"}, "参加情况“来过”不正确"),
    ],
)
def test_cells_that_cannot_be_are_named_with_their_row(
    today: date, area: Organ, fields: dict[str, Any], words: str
) -> None:
    street = Clerk("street_wc", organ=area)
    person = deputy(delegation=area)
    text = refusals(send(street, sheet(line(person.name, today, **fields))))
    assert "第2行" in text
    assert words in text
    assert not DutyActivity.objects.exists()


def test_days_to_come_days_that_are_none_and_files_that_are_none_are_refused(today: date, area: Organ) -> None:
    street = Clerk("street_wc", organ=area)
    person = deputy(delegation=area)
    assert "届时才能登记" in refusals(send(street, sheet(line(person.name, today + timedelta(days=2)))))
    odd = list(line(person.name, today))
    odd[2] = "昨天"
    assert "开始日期“昨天”不是日期" in refusals(send(street, sheet(tuple(odd))))
    assert "缺少" in refusals(send(street, sheet(headings=("姓名",))))
    assert "没有履职活动" in refusals(send(street, sheet()))
    assert send(street, SimpleUploadedFile("坏.xlsx", b"PK\x03\x04nothing")).status_code == 422
    assert not DutyActivity.objects.exists()


def test_only_organisers_open_the_page_and_the_template_comes_back_as_it_went(area: Organ) -> None:
    assert Clerk("deputy").status(PAGE) == 403
    street = Clerk("street_wc", organ=area)
    assert street.status(PAGE) == 200
    answer = street.client.get(f"{PAGE}template/")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert tuple(cell.value for cell in book.active[1]) == duty_imports.HEADINGS
