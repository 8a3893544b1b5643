"""Batches of a platform: counts with their source, or a file that enters as a whole or not at all."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from congress.facts import facts
from congress.models import Notification, User
from deputies.models import ImportBatch, PatrolFinding
from deputies.offers import patrols as offers
from deputies.services import patrol_imports, patrols
from tests import factories
from tests import factories_patrols as given

pytestmark = pytest.mark.django_db
Status = ImportBatch.Status


@pytest.fixture
def clerk(db: None) -> User:
    given.category()
    return factories.user("deputies_wc")


def run() -> int:
    return patrol_imports.run_waiting(actor=User.objects.system(), at=timezone.now())


def counts(**fields: object) -> ImportBatch:
    values: dict[str, object] = {
        "subject": "创文巡查",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 6, 30),
        "records": 6200,
        "records_is_minimum": True,
        "handed_over": 423,
        "source": "示例报告",
        **fields,
    }
    return ImportBatch(**values)


def test_an_eight_thousand_row_file_with_three_bad_rows_is_refused_as_a_whole_and_the_rows_are_named(
    clerk: User,
) -> None:
    rows = [given.row(number) for number in range(8_000)]
    rows[17] |= {"类别": "没有的类别"}
    rows[4_000] |= {"发现日期": "2026-02-30"}
    rows[7_999] |= {"编号": "P00000"}
    batch = given.batch(given.table(rows), actor=clerk)
    assert run() == 1
    batch.refresh_from_db()
    assert batch.status == Status.REFUSED
    assert [line.split("：")[0] for line in batch.problems] == ["第19行", "第4002行", "第8001行"]
    assert "类别“没有的类别”未登记" in batch.problems[0]
    assert "发现日期“2026-02-30”不正确" in batch.problems[1]
    assert "与第2行重复" in batch.problems[2]
    assert not PatrolFinding.objects.exists()
    assert "第19行" in Notification.objects.get(recipient=clerk).body


def test_a_good_file_enters_with_its_counts_and_twice_changes_nothing(clerk: User) -> None:
    organ = given.office_of()
    rows = [given.row(number) for number in range(30)]
    for number in (3, 4):
        rows[number] |= {
            "是否交办": "是",
            "承办单位": organ.name,
            "办理结果": "已解决",
            "经度": "118.87",
            "纬度": "28.97",
        }
    for expected in ((30, 2, 0), (0, 0, 30)):
        batch = given.batch(given.table(rows), actor=clerk)
        run()
        batch.refresh_from_db()
        assert batch.status == Status.DONE
        assert (batch.records, batch.handed_over, batch.known) == expected
    assert PatrolFinding.objects.count() == 30
    assert facts.get("patrol_records").amount(2026).number == 30
    assert facts.get("patrol_issues").amount(2026).number == 2
    assert patrols.ask_again(on=factories.TODAY + timedelta(days=400)) == 0
    assert not offers.batches_that_differ(factories.TODAY).exists()


def test_an_excel_file_with_real_dates_is_read(clerk: User) -> None:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["编号", "类别", "情况", "地点", "发现日期"])
    book.active.append([12345, "市容环境", "乱停车。", "示例路", date(2026, 3, 2)])
    book.save(out)
    batch = given.batch(SimpleUploadedFile("记录.xlsx", out.getvalue()), actor=clerk)
    run()
    batch.refresh_from_db()
    assert (batch.status, batch.problems) == (Status.DONE, [])
    row = PatrolFinding.objects.get()
    assert (row.external_id, row.found_on, row.status) == ("12345", date(2026, 3, 2), "noted")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"情况": ""}, "“情况”不能为空"),
        ({"经度": "118.87"}, "同时填写"),
        ({"经度": "东经", "纬度": "28"}, "不是数字"),
        ({"经度": "200", "纬度": "28"}, "超出范围"),
        ({"发现日期": "2025-12-31"}, "不在本批次的起止日期内"),
        ({"是否交办": "也许"}, "请填写“是”或“否”"),
        ({"是否交办": "是", "承办单位": "没有的单位"}, "未登记或者不止一个"),
        ({"是否交办": "否", "办理结果": "已解决"}, "不应有承办单位或办理结果"),
        ({"地点": "长" * 121}, "“地点”超过120个字"),
    ],
)
def test_a_bad_cell_is_told_by_its_row(clerk: User, changes: dict[str, object], words: str) -> None:
    batch = given.batch(given.table([given.row(1), given.row(2, **changes)]), actor=clerk)
    run()
    batch.refresh_from_db()
    assert batch.status == Status.REFUSED
    (line,) = batch.problems
    assert line.startswith("第3行：")
    assert words in line
    assert not PatrolFinding.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("编号,类别\n1,市容环境\n", "缺少“情况、地点、发现日期”列"),
        ("编号,类别,情况,地点,发现日期,姓名\n", "不认识的列“姓名”"),
        ("编号,类别,情况,地点,发现日期\n", "没有记录"),
    ],
)
def test_a_file_without_its_columns_or_rows_is_refused(clerk: User, content: str, words: str) -> None:
    batch = given.batch(SimpleUploadedFile("记录.csv", content.encode()), actor=clerk)
    run()
    batch.refresh_from_db()
    assert batch.status == Status.REFUSED
    assert words in batch.problems[0]


def test_a_file_with_more_rows_than_may_be_taken_is_refused(clerk: User, settings: object) -> None:
    settings.PATROL_IMPORT_ROWS = 3  # type: ignore[attr-defined]
    batch = given.batch(given.table([given.row(number) for number in range(4)]), actor=clerk)
    run()
    batch.refresh_from_db()
    assert "超过3行" in batch.problems[0]


def test_a_file_that_is_no_table_is_refused_at_once(clerk: User) -> None:
    with pytest.raises(ValidationError, match="xlsx或csv"):
        given.batch(SimpleUploadedFile("记录.pdf", b"%PDF"), actor=clerk)
    assert not ImportBatch.objects.exists()


def test_a_batch_left_behind_by_a_dead_worker_is_begun_anew(clerk: User) -> None:
    batch = given.batch(given.table([given.row(1)]), actor=clerk)
    batch.begin(at=timezone.now())
    assert run() == 0
    ImportBatch.objects.update(begun_at=timezone.now() - timedelta(hours=1))
    assert run() == 1
    batch.refresh_from_db()
    assert batch.status == Status.DONE


def test_counts_are_summed_with_what_is_reported_here_and_never_twice(clerk: User) -> None:
    patrol_imports.count(counts(), actor=clerk, today=factories.TODAY)
    given.assigned(given.unit())
    given.finding()
    records, issues = (facts.get(code).amount(2026) for code in ("patrol_records", "patrol_issues"))
    assert (records.number, records.is_minimum) == (6202, True)
    assert (issues.number, issues.is_minimum) == (424, False)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"records": 0, "handed_over": 0}, "请填写记录数"),
        ({"handed_over": 6201}, "不能大于记录数"),
        ({"ends_on": date(2025, 6, 30)}, "不能早于起始日期"),
        ({"starts_on": date(2025, 1, 1)}, "同一年"),
        ({"ends_on": date(2026, 12, 31)}, "不能晚于今天"),
        ({"source": ""}, "不能为空"),
    ],
)
def test_counts_that_cannot_be_are_refused(clerk: User, fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        patrol_imports.count(counts(**fields), actor=clerk, today=factories.TODAY)
    assert words in str(refused.value)


def test_counts_of_a_period_whose_rows_were_imported_are_looked_at(clerk: User) -> None:
    given.batch(given.table([given.row(1)]), actor=clerk)
    run()
    counted = patrol_imports.count(counts(platform="示例平台"), actor=clerk, today=factories.TODAY)
    assert list(offers.batches_without_rows(factories.TODAY)) == [counted]
