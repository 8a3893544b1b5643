"""The folder of 2019 enters whole, once, as history; a folder with one wrong row changes nothing."""

import csv
import re
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Model

from congress.models import Activity, DocumentNumber, Mail, Notification, Obligation, Organ, Publication, Reminder, User
from congress.services import reminders
from deputies.models import CongressSession, Term
from meetings.models import (
    Act,
    ByElection,
    Candidate,
    LegalExam,
    Meeting,
    Oath,
    OathCeremony,
    PersonnelAction,
    PersonnelMotion,
)
from supervision.models import LegalInstrument, Oversight, SpecialReport
from supervision.services import year_import
from supervision.services.year_import import ImportRefused
from supervision.services.year_import.loading import SHEETS
from supervision.services.year_import.reading import MAX_ROWS
from tests import factories

FOLDER = Path(settings.BASE_DIR) / "supervision" / "data" / "2019"
REAL_NAMES = {"徐登富", "吴伟荣"}
STORED: tuple[type[Model], ...] = (
    *(sheet.model for sheet in SHEETS),
    Obligation,
    DocumentNumber,
    Publication,
    Activity,
)


@pytest.fixture
def system(db: None) -> User:
    """The account in whose name a year enters."""
    return User.objects.system()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the folder that a test may spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "2019"))


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write(file: Path, rows: Iterable[dict[str, str]]) -> None:
    rows = list(rows)
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def spoil(file: Path, row: int, **cells: str) -> None:
    """Put other words into cells of a row; row 2 is the first below the header."""
    rows = rows_of(file)
    rows[row - 2] |= cells
    write(file, rows)


def row_of(file: Path, column: str, value: str) -> int:
    """The row whose cell in `column` is `value`."""
    return next(number for number, row in enumerate(rows_of(file), start=2) if row[column] == value)


def sizes() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in STORED}


def refusal(folder: Path, actor: User) -> list[str]:
    """The messages of a refused load, which has left nothing behind."""
    before = sizes()
    with pytest.raises(ImportRefused) as caught:
        year_import.load(folder, actor=actor)
    assert sizes() == before
    return list(caught.value.messages)


def test_nobody_is_told_or_reminded_of_2019(system: User) -> None:
    factories.user("office", "office_head", "sc_chair")
    year_import.load(FOLDER, actor=system)

    assert not Obligation.objects.live().exists()
    assert not Obligation.objects.open().exists()
    for day in (date(2019, 12, 1), date(2020, 2, 14), factories.TODAY):
        reminders.sweep(on=day)
    assert (Reminder.objects.count(), Notification.objects.count(), Mail.objects.count()) == (0, 0, 0)


def test_a_second_load_changes_nothing(system: User) -> None:
    first = year_import.load(FOLDER, actor=system)
    before = sizes()
    second = year_import.load(FOLDER, actor=system)

    assert sizes() == before
    assert second.created == 0
    assert sum(sheet.kept for sheet in second.sheets) == first.created


def test_a_record_corrected_by_a_clerk_stays_and_does_not_enter_again(system: User) -> None:
    year_import.load(FOLDER, actor=system)
    meeting = Meeting.objects.of_committee().earliest("starts_on")
    Meeting.objects.filter(pk=meeting.pk).update(starts_on=date(2019, 1, 18), ends_on=date(2019, 1, 18), title="更正")
    Act.objects.filter(title__contains="生态").update(title="更正后的标题")

    assert year_import.load(FOLDER, actor=system).created == 0
    meeting.refresh_from_db()
    assert meeting.starts_on == date(2019, 1, 18)


def test_what_another_way_has_stored_is_used_and_kept(system: User) -> None:
    Organ.objects.create(code="gov", kind=Organ.Kind.GOVERNMENT, name="衢州市柯城区人民政府", short_name="柯城区政府")
    year_import.load(FOLDER, actor=system)

    assert Organ.objects.get(code="gov").short_name == "柯城区政府"
    assert SpecialReport.objects.filter(organ__code="gov").exists()


def test_a_later_row_enters_alone(system: User, folder: Path) -> None:
    year_import.load(folder, actor=system)
    rows = rows_of(folder / "visits.csv")
    fresh = {**rows[0], "key": "visit-more", "title": "视察示例", "illustrative": "title;starts_on", "source": ""}
    write(folder / "visits.csv", [*rows, fresh])

    assert year_import.load(folder, actor=system).created == 1
    assert Oversight.objects.count() == 13
    assert year_import.load(folder, actor=system).created == 0


@pytest.mark.parametrize(
    ("file", "cells", "expected"),
    [
        ("meetings.csv", {"starts_on": "2019/8/28"}, "meetings.csv 第7行 starts_on：日期写法不对，应为 2019-08-28"),
        ("meetings.csv", {"starts_on": "2019-02-30"}, "meetings.csv 第7行 starts_on：日历上没有“2019-02-30”这一天"),
        ("meetings.csv", {"starts_on": "", "illustrative": ""}, "meetings.csv 第7行 starts_on：日期不能为空"),
        ("meetings.csv", {"ends_on": "2019-01-01"}, "meetings.csv 第7行：结束日期不能早于开始日期。"),
        ("meetings.csv", {"starts_on": "2030-01-01", "ends_on": "2030-01-01"}, "第7行 starts_on：这一天不在 terms.csv"),
        ("meetings.csv", {"kind": "party"}, "meetings.csv 第7行 kind："),
        ("meetings.csv", {"number": "十四"}, "meetings.csv 第7行 number：“十四”不是整数"),
        ("meetings.csv", {"number": "40000"}, "meetings.csv 第7行 number："),
        ("meetings.csv", {"title": "长" * 200, "illustrative": ""}, "meetings.csv 第7行 title："),
        ("meetings.csv", {"key": "sc-01"}, "meetings.csv 第7行 key：与第2行重复（sc-01）"),
        ("meetings.csv", {"key": ""}, "meetings.csv 第7行 key：不能为空"),
        ("meetings.csv", {"illustrative": "starts_at"}, "meetings.csv 第7行 illustrative：“starts_at”不是本表的列"),
        ("meetings.csv", {"illustrative": "number"}, "meetings.csv 第7行 illustrative：“number”这一格是空的"),
        ("meetings.csv", {"source": "F999 会议"}, "meetings.csv 第7行 source：figures.csv 中没有“F999”"),
        ("meetings.csv", {"source": "F009"}, "meetings.csv 第7行 source：编号之后应引报告原文"),
        ("meetings.csv", {"source": "F009 召开会议15次"}, "第7行 source：报告原文中找不到“召开会议15次”"),
        ("agenda_items.csv", {"meeting_key": "sc-99"}, "第7行 meeting_key：找不到“sc-99”，应在 meetings.csv 中"),
        ("agenda_items.csv", {"meeting_key": "", "illustrative": ""}, "agenda_items.csv 第7行 meeting_key：不能为空"),
        ("agenda_items.csv", {"reporting_organ_code": "bureau"}, "第7行 reporting_organ_code：找不到“bureau”"),
        ("agenda_items.csv", {"is_first": "是"}, "agenda_items.csv 第7行 is_first：“是”应写为 true 或 false"),
        ("acts.csv", {"kind": "law"}, "acts.csv 第7行 kind："),
        ("inspections.csv", {"instruments": "某某法"}, "inspections.csv 第7行 instruments：找不到“某某法”"),
        ("visits.csv", {"kind": "inspection"}, "visits.csv 第7行 kind：执法检查应填在 inspections.csv 中"),
        ("people.csv", {"name": "张三"}, "people.csv 第7行 name：示例人物不能用“张三”这样的姓名"),
        ("people.csv", {"illustrative": ""}, "people.csv 第7行 illustrative：示例人物须标明 name"),
        ("seats.csv", {"role": "chair"}, "seats.csv 第7行：同一天只能有一位主任。"),
        ("mandates.csv", {"end_reason": "", "illustrative": ""}, "mandates.csv 第7行：填写终止日期时须选择终止原因。"),
        ("organs.csv", {"parent_code": "wc-society"}, "organs.csv 第7行 parent_code：找不到“wc-society”"),
        ("meetings.csv", {"status": "planned"}, "meetings.csv 第7行 status：往年会议应为closed、minuted、archived之一"),
        ("meetings.csv", {"scheduled_on": "2019-05-16"}, "meetings.csv 第7行 scheduled_on：应早于会议日期"),
        ("agenda_items.csv", {"status": "deferred"}, "agenda_items.csv 第7行 status：应为noted、voted_passed"),
        ("attendance.csv", {"status": "late"}, "attendance.csv 第7行 status："),
        ("attendance.csv", {"leave_reason": "病假"}, "attendance.csv 第7行 leave_reason：应为official、health"),
        ("attendance.csv", {"meeting_key": "study-01"}, "attendance.csv 第7行 meeting_key：学习研讨不登记出席"),
        ("votes.csv", {"yes": "全票"}, "votes.csv 第7行 yes：“全票”不是整数"),
        ("votes.csv", {"kind": "party"}, "votes.csv 第7行 kind："),
        ("votes.csv", {"agenda_key": "agenda-99", "illustrative": ""}, "votes.csv 第7行 agenda_key：找不到“agenda-99”"),
        ("posts.csv", {"category_code": "head"}, "posts.csv 第7行 category_code：没有职务类别“head”"),
        ("personnel_actions.csv", {"post_key": "post-99"}, "personnel_actions.csv 第7行 post_key：找不到“post-99”"),
        (
            "personnel_actions.csv",
            {"person_key": "xu-dengfu"},
            "第7行 illustrative：“徐登富”是真实人物，不能有示例内容",
        ),
        ("personnel_actions.csv", {"act": "hire"}, "personnel_actions.csv 第7行 act："),
        ("oaths.csv", {"order": "99"}, "oaths.csv 第7行 order：找不到“motion-gov-02|99”"),
        ("candidates.csv", {"end_reason": "left"}, "candidates.csv 第7行 end_reason：应为expired"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_enters(
    system: User, folder: Path, file: str, cells: dict[str, str], expected: str
) -> None:
    spoil(folder / file, 7, **cells)
    assert any(expected in message for message in refusal(folder, system))


@pytest.mark.parametrize(
    ("file", "cells", "expected"),
    [
        ("opinion_papers.csv", {"number_serial": "5"}, "第2行 number_serial：文号须连续，这一件应为1"),
        ("follow_ups.csv", {"historic": "false"}, "第2行 historic：往年资料应为 true"),
        ("follow_ups.csv", {"acknowledged_on": "2019-05-09"}, "第2行：签收日期不能早于交办日期。"),
        ("follow_ups.csv", {"reported_on": "2019-05-10"}, "第2行 reported_on：不能早于2019-05-13"),
        ("follow_ups.csv", {"paper_key": "agenda-audit"}, "第2行 paper_key：找不到“agenda-audit”"),
        ("point_answers.csv", {"status": "carried_over"}, "第2行：结转须写明理由。"),
        ("point_answers.csv", {"order": "9"}, "第2行 order：找不到“agenda-environment|9”，应在 opinion_points.csv 中"),
        ("inquiries.csv", {"sitting_kind": "group"}, "第2行 sitting_kind：找不到"),
        ("organ_names.csv", {"ends_on": "2019-05-01"}, "同一机关在同一天只能有一个名称"),
    ],
)
def test_a_wrong_step_of_a_chain_is_named_and_nothing_enters(
    system: User, folder: Path, file: str, cells: dict[str, str], expected: str
) -> None:
    spoil(folder / file, 2, **cells)
    assert any(message.startswith(file) and expected in message for message in refusal(folder, system))


@pytest.mark.parametrize(
    ("file", "column", "value", "cells", "expected"),
    [
        ("votes.csv", "key", "vote-sc-01-agenda", {"yes": "30"}, "与出席"),
        ("votes.csv", "key", "vote-motion-gov-01-appoint", {"issued": "27"}, "issued：发出27张，多于出席的26人"),
        ("votes.csv", "key", "vote-sc-01-agenda", {"agenda_key": "agenda-cm-01-draft"}, "不是本次会议的议程"),
        ("votes.csv", "key", "vote-agenda-cm-01-draft", {"kind": "act"}, "主任会议不能就“决议决定”进行表决"),
        ("attendance.csv", "capacity", "nonvoting", {"capacity": "member"}, "不是本次会议的组成人员"),
        ("attendance.csv", "status", "on_leave", {"granted_by": "", "illustrative": ""}, "的请假没有批准"),
        ("meetings.csv", "key", "sc-01", {"noticed_on": "2019-01-18"}, "当前为“已定期”，不能执行此操作"),
        ("acts.csv", "key", "act-major-rule", {"adopted_on": "2019-03-08"}, "adopted_on：表决日期为2019-03-07"),
        ("personnel_actions.csv", "motion_key", "motion-gov-01", {"post_key": "gov-head-001"}, "考试未登记或者不合格"),
        (
            "personnel_actions.csv",
            "motion_key",
            "motion-gov-01",
            {"spoke_on": "", "illustrative": "act"},
            "还没有作拟任职发言",
        ),
        ("personnel_motions.csv", "key", "motion-gov-01", {"proposer": "chair_meeting"}, "不能由主任会议提请"),
        ("oath_ceremonies.csv", "key", "oath-sc-01", {"held_on": "2019-01-16"}, "表决通过后才能宣誓"),
        ("oath_ceremonies.csv", "key", "oath-sc-01", {"organiser": "court"}, "由区人大常委会（主任会议）组织宣誓"),
        ("candidates.csv", "person_key", "deputy-045", {"votes": "900000"}, "多于有效选票"),
        ("candidates.csv", "person_key", "deputy-042", {"is_elected": "false"}, "is_elected：按得票当选"),
    ],
)
def test_what_a_service_refuses_is_told_by_row_and_nothing_enters(
    system: User, folder: Path, file: str, column: str, value: str, cells: dict[str, str], expected: str
) -> None:
    number = row_of(folder / file, column, value)
    spoil(folder / file, number, **cells)
    messages = refusal(folder, system)
    assert any(expected in message for message in messages), messages


def test_a_vote_added_to_a_meeting_that_is_closed_already_is_left_out_and_told(system: User, folder: Path) -> None:
    year_import.load(folder, actor=system)
    rows = rows_of(folder / "votes.csv")
    write(folder / "votes.csv", [*rows, {**rows[0], "key": "vote-more", "title": "另一项"}])

    report = year_import.load(folder, actor=system)
    assert report.created == 0
    assert f"votes.csv：新增0条，已有{len(rows)}条，所属会议已经闭会而未载入1条。" in list(report.lines())


def test_a_database_that_knows_the_year_without_its_appointments_keeps_what_it_has(system: User, folder: Path) -> None:
    year_import.load(folder, actor=system)
    # What an earlier edition of the folder had not: the meetings are closed, the mandates of by-elections are there.
    for model in (Oath, OathCeremony, Candidate, ByElection, LegalExam, PersonnelAction, PersonnelMotion):
        model._default_manager.all().delete()

    report = year_import.load(folder, actor=system)
    assert report.created == 0
    told = " ".join(report.lines())
    for file in ("personnel_motions.csv", "oath_ceremonies.csv", "by_elections.csv"):
        assert re.search(rf"{file}：新增0条，已有0条，所属会议已经闭会而未载入\d+条", told), told


def test_a_real_person_on_an_illustrative_row_is_refused(system: User, folder: Path) -> None:
    row = row_of(folder / "seats.csv", "person_key", "xu-dengfu")
    spoil(folder / "seats.csv", row, illustrative="starts_on")
    assert refusal(folder, system) == [f"seats.csv 第{row}行 illustrative：“徐登富”是真实人物，不能有示例内容"]


def test_all_problems_are_told_at_once_and_what_leans_on_a_refused_row_adds_none(system: User, folder: Path) -> None:
    meeting = row_of(folder / "meetings.csv", "key", "sc-12")
    spoil(folder / "meetings.csv", meeting, starts_on="31日", place="长" * 90)
    spoil(folder / "acts.csv", 3, adopted_on="三月")

    assert refusal(folder, system) == [
        f"meetings.csv 第{meeting}行 starts_on：日期写法不对，应为 2019-08-28",
        "acts.csv 第3行 adopted_on：日期写法不对，应为 2019-08-28",
    ]


def _drop(folder: Path) -> None:
    (folder / "sittings.csv").unlink()


def _misspell(folder: Path) -> None:
    shutil.copy(folder / "visits.csv", folder / "visit.csv")


def _without_column(folder: Path) -> None:
    write(
        folder / "visits.csv",
        [{k: v for k, v in row.items() if k != "subjects"} for row in rows_of(folder / "visits.csv")],
    )


def _extra_column(folder: Path) -> None:
    write(folder / "visits.csv", [{**row, "remark": ""} for row in rows_of(folder / "visits.csv")])


def _edit(file: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        (folder / file).write_bytes(change((folder / file).read_bytes()))

    return edit


@pytest.mark.parametrize(
    ("spoiling", "expected"),
    [
        (_drop, "sittings.csv：缺少这个文件"),
        (_misspell, "visit.csv：不认识的文件，请核对文件名"),
        (_without_column, "visits.csv 第1行 subjects：缺少这一列"),
        (_extra_column, "visits.csv 第1行 remark：多出的列，请核对列名"),
        (_edit("visits.csv", lambda text: text.replace(b"key,kind", b"key,key", 1)), "visits.csv 第1行 key：列名重复"),
        (_edit("visits.csv", lambda text: text + b"visit-x,visit\n"), "visits.csv 第8行：应有8格，实有2格"),
        (_edit("visits.csv", lambda text: text + b'visit-x,"visit\n'), "visits.csv 第8行：表格格式有误"),
        (_edit("visits.csv", lambda _: b""), "visits.csv 第1行：文件是空的，应有表头"),
        (_edit("visits.csv", lambda text: text.decode().encode("gb18030")), "visits.csv：文字编码不是 UTF-8"),
        (_edit("visits.csv", lambda text: text + b"\x00"), "visits.csv：文件含有空字符"),
        (_edit("terms.csv", lambda _: b"number,starts_on,ends_on,illustrative,source\n"), "terms.csv"),
    ],
)
def test_a_file_of_the_wrong_shape_is_named_and_nothing_enters(
    system: User, folder: Path, spoiling: Callable[[Path], None], expected: str
) -> None:
    spoiling(folder)
    assert any(expected in message for message in refusal(folder, system))


def test_a_file_saved_by_a_spreadsheet_enters(system: User, folder: Path) -> None:
    for file in folder.glob("*.csv"):
        text = file.read_text(encoding="utf-8").replace("\n", "\r\n")
        file.write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\r\n")
    year_import.load(folder, actor=system)
    assert Meeting.objects.of_committee().in_year(2019).count() == 14


def test_columns_may_stand_in_another_order(system: User, folder: Path) -> None:
    write(folder / "meetings.csv", [dict(reversed(row.items())) for row in rows_of(folder / "meetings.csv")])
    assert year_import.load(folder, actor=system).created > 0


def test_ten_thousand_rows_with_one_wrong_at_the_end_are_refused_by_that_row(system: User, folder: Path) -> None:
    rows = rows_of(folder / "legal_instruments.csv")
    more = [
        {**rows[0], "title": f"示例法规{number}", "illustrative": "title", "source": ""} for number in range(10_000)
    ]
    write(folder / "legal_instruments.csv", [*rows, *more, {**more[0], "title": "末行", "kind": "rule"}])

    messages = refusal(folder, system)
    assert len(messages) == 1
    assert messages[0].startswith(f"legal_instruments.csv 第{len(rows) + 10_002}行 kind：")
    assert not LegalInstrument.objects.exists()


def test_a_file_longer_than_any_year_is_refused_unread(system: User, folder: Path) -> None:
    rows = rows_of(folder / "legal_instruments.csv")
    write(folder / "legal_instruments.csv", rows[:1] * (MAX_ROWS + 1))
    assert f"legal_instruments.csv 第{MAX_ROWS + 2}行：超过{MAX_ROWS}行，请核对文件" in refusal(folder, system)


def test_the_command_prints_one_line_for_each_sheet(system: User) -> None:
    out = StringIO()
    call_command("load_year", str(FOLDER), stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(SHEETS)
    assert "meetings.csv：新增44条，已有0条。" in lines
    assert CongressSession.objects.count() == 2
    assert Term.objects.filter(number=9).exists()


def test_the_command_tells_every_problem_in_words(system: User, folder: Path) -> None:
    spoil(folder / "acts.csv", 3, adopted_on="三月")
    with pytest.raises(CommandError, match=r"acts.csv 第3行 adopted_on：日期写法不对"):
        call_command("load_year", str(folder))
    with pytest.raises(CommandError, match="找不到文件夹"):
        call_command("load_year", str(folder / "none"))
    with pytest.raises(CommandError, match="没有账号“nobody”"):
        call_command("load_year", str(folder), actor="nobody")
