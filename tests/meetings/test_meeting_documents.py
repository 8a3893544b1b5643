"""Every paper of a meeting is made from its records, in order, and the collection holds only what may go out."""

import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from congress import official
from congress.models import Activity, Attachment, Organ, User
from congress.services import numbering
from deputies.models import Seat
from meetings.models import (
    Act,
    AgendaItem,
    Announcement,
    Attendance,
    Meeting,
    OpinionPaper,
    Paper,
    PersonnelAction,
    PersonnelMotion,
    PersonnelPaper,
    Post,
    PostCategory,
    Sitting,
)
from meetings.services import meeting_documents, meeting_pack, minutes, minutes_documents, name_lists, speeches
from tests import factories
from tests.desk import Clerk, said
from tests.factories_minutes import HELD_ON, approved, conclusion, draft, held_meeting, sitting, speech
from tests.grid import keeps_the_grid

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
needs_pdf = pytest.mark.skipif(
    official.engine() is None or official.joiner() is None, reason="LibreOffice or poppler is not installed"
)


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


@pytest.fixture(autouse=True)
def _committee() -> None:
    Organ.objects.filter(kind=Organ.Kind.STANDING_COMMITTEE).delete()
    factories.organ(Organ.Kind.STANDING_COMMITTEE, name="衢州市柯城区人民代表大会常务委员会")


def words(meeting: Meeting, code: str, user: User) -> str:
    """Everything a paper says, cells of tables included."""
    found = meeting_documents.find(meeting, code, user=user, on=TODAY)
    assert found is not None, code
    document = docx.Document(BytesIO(found.word()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def codes(meeting: Meeting, user: User) -> list[str]:
    return [row.code for row in meeting_documents.documents(meeting, user=user, on=TODAY)]


def laid(meeting: Meeting, title: str, *, name: str, content: bytes = b"%PDF-1.4\n", **fields: object) -> Paper:
    """A file that lies before the meeting."""
    attachment = Attachment.objects.create(
        file=ContentFile(content, name="x"),
        name=name,
        content_type="application/pdf",
        size=len(content),
        sha256="0" * 64,
        uploaded_by=factories.user("office"),
        security=fields.pop("security", Attachment.Security.INTERNAL),
    )
    return Paper.objects.create(meeting=meeting, title=title, attachment=attachment, **fields)


# Papers before the meeting


def test_the_notice_tells_day_place_agenda_and_who_comes(clerk: User) -> None:
    meeting = held_meeting(status=Meeting.Status.SCHEDULED, starts_on=TODAY + timedelta(days=10), items=0, away=0)
    for title in ("听取报告", "人事任免"):
        factories.item(meeting, title=title)
    guest = factories.person("张一")
    Attendance.objects.create(meeting=meeting, person=guest, capacity="nonvoting", title="区教育局局长")
    text = words(meeting, "notice", clerk)
    assert "关于召开衢州市柯城区第十届人大常委会第十四次会议的通知" in text.replace("\n", "")
    assert "定于2026年9月26日（星期六）上午9时30分在区人大常委会会议室召开。" in text
    assert "1.听取报告。\n2.人事任免。" in text
    assert "常委会组成人员5人。" in text
    assert "张一（区教育局局长）。" in text


def test_a_notice_without_an_hour_names_the_day_alone(clerk: User) -> None:
    meeting = held_meeting(status=Meeting.Status.SCHEDULED, starts_at_time=None)
    assert "定于2026年9月9日（星期三）在区人大常委会会议室召开。" in words(meeting, "notice", clerk)


def test_the_agenda_is_a_draft_until_the_meeting_opens_and_leaves_out_what_was_withdrawn(clerk: User) -> None:
    meeting = held_meeting(status=Meeting.Status.SCHEDULED, items=0)
    factories.item(meeting, title="甲项")
    factories.item(meeting, title="乙项", status="withdrawn", status_note="撤", withdrawn_by="区政府")
    text = words(meeting, "agenda", clerk)
    assert "（草案）" in text
    assert "一、甲项。" in text
    assert "乙项" not in text
    meeting.status = Meeting.Status.OPEN
    assert "（草案）" not in words(meeting, "agenda", clerk)


def test_the_timetable_goes_by_sittings(clerk: User) -> None:
    meeting = held_meeting(ends_on=HELD_ON + timedelta(days=1))
    sitting(meeting, starts_at=time(9, 0), ends_at=time(11, 30))
    sitting(meeting, Sitting.Kind.GROUP, starts_at=time(14, 0), chaired_by="召集人")
    sitting(meeting, starts_on=HELD_ON + timedelta(days=1), starts_at=time(9, 0))
    text = words(meeting, "timetable", clerk)
    assert "9:00—11:30" in text
    assert "第一次全体会议：通过会议议程，听取报告和说明" in text
    assert "分组会议：审议各项议题" in text
    assert "第二次全体会议：表决" in text


def test_a_planned_meeting_has_no_notice_yet(clerk: User) -> None:
    meeting = factories.meeting()
    assert codes(meeting, clerk) == []
    factories.item(meeting, kind=AgendaItem.Kind.OTHER)
    assert codes(meeting, clerk) == ["agenda"]


# Order of names


def named_meeting() -> Meeting:
    """Chair 王, vice-chairs 李 and 丁 by rank, members by strokes."""
    meeting = held_meeting(members=0, away=0)
    rows = (
        ("田富", Seat.Role.MEMBER, 100),
        ("王二", Seat.Role.CHAIR, 1),
        ("丁三", Seat.Role.VICE_CHAIR, 3),
        ("田大利", Seat.Role.MEMBER, 100),
        ("李四", Seat.Role.VICE_CHAIR, 2),
    )
    for name, role, rank in rows:
        person = factories.person(name)
        seat = factories.seat(role, holder=person)
        seat.rank = rank
        seat.save()
        Attendance.objects.create(meeting=meeting, person=person, status=Attendance.Status.PRESENT)
    return meeting


def order_of(meeting: Meeting) -> list[str]:
    return [line.name for line in name_lists.members(meeting)]


def test_leaders_stand_by_rank_and_members_by_strokes_of_the_name() -> None:
    assert order_of(named_meeting()) == ["王二", "李四", "丁三", "田大利", "田富"]


def test_a_clerk_orders_the_list_by_hand_with_a_reason(clerk: User) -> None:
    meeting = named_meeting()
    by_hand = ["王二", "丁三", "李四", "田富", "田大利"]
    with pytest.raises(ValidationError, match="调整名单顺序须写明理由。"):
        name_lists.set_order(meeting, by_hand, reason=" ", actor=clerk)
    name_lists.set_order(meeting, by_hand, reason="按会议通知排列", actor=clerk)
    assert order_of(meeting) == by_hand
    assert Activity.objects.get(verb="调整名单顺序").reason == "按会议通知排列"
    name_lists.set_order(meeting, [], reason="恢复", actor=clerk)
    assert order_of(meeting) == ["王二", "李四", "丁三", "田大利", "田富"]


def test_a_list_that_misses_or_invents_somebody_is_refused_by_name(clerk: User) -> None:
    meeting = named_meeting()
    with pytest.raises(ValidationError) as refused:
        name_lists.set_order(meeting, ["王二", "王二", "李四", "丁三", "赵六"], reason="试", actor=clerk)
    told = refused.value.message_dict["names"][0]
    assert "不在本次会议组成人员名单中或重复：王二、赵六" in told
    assert "名单中缺：田" in told
    assert order_of(meeting) == ["王二", "李四", "丁三", "田大利", "田富"]


def test_two_people_of_one_name_are_both_kept(clerk: User) -> None:
    meeting = held_meeting(members=0, away=0)
    for _ in range(2):
        person = factories.person("李明")
        factories.seat(holder=person)
        Attendance.objects.create(meeting=meeting, person=person)
    name_lists.set_order(meeting, ["李明", "李明"], reason="试", actor=clerk)
    assert order_of(meeting) == ["李明", "李明"]


# Attendance


def test_attendance_papers_tell_no_reason_of_leave(clerk: User) -> None:
    meeting = held_meeting(members=3, away=1)
    away = meeting.attendances.get(status="on_leave")
    away.leaves.create(reason_kind="health", note="住院", requested_by=clerk)
    for code in ("attendance", "absence", "sign-in"):
        text = words(meeting, code, clerk)
        assert away.person.name in text.replace("\u3000", "")
        assert "住院" not in text
        assert "身体" not in text
    assert "应到3人，实到2人，请假1人。" in words(meeting, "attendance", clerk)


def test_who_came_late_or_left_early_is_told_by_item(clerk: User) -> None:
    meeting = held_meeting(items=2)
    first, second = meeting.items.order_by("order")
    row = meeting.attendances.present().first()
    assert row is not None
    row.arrived_item = second
    row.save()
    assert "出席（第2项起到会）" in words(meeting, "attendance", clerk)
    assert f"部分时间出席：{row.person}第2项起到会。" in words(meeting, "absence", clerk)
    assert first.order == 1


def test_observers_and_staff_are_not_in_the_minutes(clerk: User) -> None:
    meeting = held_meeting()
    for capacity, name in (("observer", "赵旁听"), ("staff", "钱速记"), ("nonvoting", "孙局长")):
        Attendance.objects.create(meeting=meeting, person=factories.person(name), capacity=capacity, status="present")
    draft(meeting)
    text = words(meeting, "minutes", clerk)
    assert "孙局长" in text
    assert "赵旁听" not in text
    assert "钱速记" not in text


# Minutes, bulletin, acts, announcements, opinions


def test_minutes_call_themselves_a_draft_until_they_are_approved(clerk: User) -> None:
    meeting = held_meeting()
    row = draft(meeting, by=clerk)
    assert "纪要（草稿）" in words(meeting, "minutes", clerk).replace("\n", "")
    minutes.submit(row, actor=clerk)
    minutes.approve(row, actor=factories.user("sc_chair"), today=TODAY)
    text = words(meeting, "minutes", clerk)
    assert "草稿" not in text
    assert "（第十四次）" in text
    assert "2026年9月16日印发" in text


def test_minutes_of_a_chairpersons_meeting_carry_their_conclusions(clerk: User) -> None:
    meeting = held_meeting(Meeting.Kind.CHAIR_MEETING, members=3, away=0, number=19)
    conclusion(meeting, text="同意常委会会议议程草案。")
    approved(meeting)
    text = words(meeting, "minutes", clerk)
    assert "衢州市柯城区人大常委会主任会议纪要" in text
    assert "议定事项\n1．同意常委会会议议程草案。" in text


def test_the_bulletin_holds_checked_speeches_by_item(clerk: User) -> None:
    meeting = held_meeting()
    item = meeting.items.order_by("order").first()
    assert item is not None
    speech(item, text="已核对的话")
    speech(item, checked=False, text="未核对的话")
    bulletin = speeches.issue_bulletin(meeting, on=TODAY, actor=clerk)
    text = words(meeting, f"bulletin-{bulletin.pk}", clerk)
    assert "（第1期）" in text
    assert f"一、{item.title}" in text
    assert "已核对的话" in text
    assert "未核对的话" not in text


def test_an_act_tells_under_its_title_when_and_where_it_was_passed(clerk: User) -> None:
    meeting = held_meeting()
    act = Act.objects.create(
        kind=Act.Kind.DECISION,
        title="关于批准规划的决定",
        meeting=meeting,
        adopted_on=HELD_ON,
        motive="为了推进生态文明建设。",
        text="批准《规划》。\n本决定自通过之日起施行。",
        number=numbering.issue("act", on=HELD_ON, subject="关于批准规划的决定", actor=clerk),
    )
    text = words(meeting, f"act-{act.pk}", clerk)
    assert "（2026年9月9日衢州市柯城区第十届人民代表大会常务委员会第十四次会议通过）" in text
    assert text.index("为了推进") < text.index("批准《规划》。") < text.index("本决定自通过之日起施行。")
    assert "〔2026〕" in text


def test_an_announcement_bears_its_number_of_the_term(clerk: User) -> None:
    meeting = held_meeting()
    row = Announcement.objects.create(
        kind="other",
        title="关于某事的公告",
        meeting=meeting,
        issued_on=HELD_ON,
        text="现予公告。",
        number=numbering.issue("announcement", on=HELD_ON, subject="公告", actor=clerk, period=10),
    )
    text = words(meeting, f"announcement-{row.pk}", clerk)
    assert "第1号" in text
    assert "现予公告。" in text


def test_adopted_opinions_come_with_a_covering_letter(clerk: User) -> None:
    paper = factories.adopted_paper()
    meeting = paper.item.meeting
    text = words(meeting, f"covering-{paper.pk}", clerk)
    assert f"关于交办《{paper.title}》的函" in text.replace("\n", "")
    assert "三个月内" in text
    assert paper.title in words(meeting, f"opinion-{paper.pk}", clerk).replace("\n", "")
    drafted = factories.opinion_paper()
    assert not [code for code in codes(drafted.item.meeting, clerk) if code.startswith("opinion")]
    assert OpinionPaper.objects.count() == 2


# Forms of secret votes


def test_vote_papers_carry_no_personal_mark(clerk: User) -> None:
    meeting = held_meeting(items=0)
    item = factories.item(meeting, title="批准规划", is_for_vote=True)
    text = words(meeting, f"ballot-{item.pk}", clerk)
    assert "批准规划" in text
    assert all(word in text for word in ("赞成", "反对", "弃权"))
    names = meeting.attendances.values_list("person__name", flat=True)
    assert not [name for name in names if name in text]
    assert not any(word in text for word in ("姓名", "编号", "签名", "第1张"))


def test_a_report_that_is_assessed_has_a_form_with_grades(clerk: User) -> None:
    meeting = held_meeting(items=0)
    item = factories.item(meeting)
    text = words(meeting, f"satisfaction-{item.pk}", clerk)
    assert all(word in text for word in ("满意", "基本满意", "不满意", "弃权"))


def personnel_meeting() -> tuple[Meeting, AgendaItem]:
    meeting = held_meeting(items=0)
    item = factories.item(meeting, title="人事任免", kind=AgendaItem.Kind.PERSONNEL)
    motion = PersonnelMotion.objects.create(
        title="任免案", proposer=PostCategory.Proposer.choices[0][0], received_on=HELD_ON, meeting=meeting, item=item
    )
    category = PostCategory.objects.first()
    assert category is not None
    post = Post.objects.create(category=category, title="区某局局长", organ=factories.organ())
    PersonnelAction.objects.create(motion=motion, order=1, person=factories.person("周拟任"), post=post)
    paper = laid(meeting, "简历", name="简历.pdf", security=Attachment.Security.RESTRICTED)
    PersonnelPaper.objects.create(motion=motion, kind="cv", attachment=paper.attachment)
    return meeting, item


def test_the_personnel_vote_paper_is_of_the_restricted_room(clerk: User) -> None:
    meeting, item = personnel_meeting()
    code = f"personnel-{item.pk}"
    assert code not in codes(meeting, clerk)
    officer = factories.user("personnel_officer", "office")
    assert "周拟任" in words(meeting, code, officer)
    assert Clerk(user=clerk).status(f"/admin/meetings/meeting/{meeting.pk}/files/{code}.docx") == 404
    assert Clerk(user=officer).status(f"/admin/meetings/meeting/{meeting.pk}/files/{code}.docx") == 200
    assert Activity.objects.filter(actor=officer, verb__startswith="查看人事任免表决票").exists()


# The collection


def names_in(meeting: Meeting, user: User) -> list[str]:
    data = b"".join(meeting_pack.zipped(meeting_pack.entries(meeting, user=user, on=TODAY)))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_the_collection_follows_the_agenda_and_takes_last_versions(clerk: User) -> None:
    meeting = held_meeting(items=2)
    first, second = meeting.items.order_by("order")
    laid(meeting, "乙报告", name="b.pdf", item=second)
    laid(meeting, "甲报告", name="a.pdf", item=first)
    laid(meeting, "甲报告", name="a2.pdf", item=first, version=2, content=b"%PDF-1.4\nnew")
    laid(meeting, "须知", name="c.pdf")
    approved(meeting)
    found = names_in(meeting, clerk)
    assert found == [
        "01 会议通知.docx",
        "02 议程.docx",
        "03 须知.pdf",
        "04 甲报告.pdf",
        "05 乙报告.pdf",
        "06 出席情况.docx",
        "07 出缺席通报.docx",
        "08 会议纪要.docx",
    ]


def test_drafts_and_blank_forms_are_not_collected(clerk: User) -> None:
    meeting = held_meeting(items=1)
    draft(meeting)
    found = " ".join(names_in(meeting, clerk))
    assert "纪要" not in found
    assert "签到" not in found
    assert "表决票" not in found


def test_papers_of_the_personnel_room_are_never_collected() -> None:
    meeting, _item = personnel_meeting()
    officer = factories.user("personnel_officer", "office")
    found = " ".join(names_in(meeting, officer))
    assert "简历" not in found
    assert "人事任免表决票" not in found


def test_names_of_collected_files_are_safe_on_every_system(clerk: User) -> None:
    meeting = held_meeting()
    laid(meeting, '../../甲/乙:丙*"报告"', name="..\\x.pdf")
    found = [name for name in names_in(meeting, clerk) if name.endswith(".pdf")]
    assert found
    assert not set("".join(found)) & set('/\\:*?"<>|')
    assert not found[0].startswith(".")


def test_a_meeting_without_papers_says_so(clerk: User) -> None:
    with pytest.raises(ValidationError, match="会议还没有可以汇集的文件。"):
        meeting_pack.entries(factories.meeting(), user=clerk, on=TODAY)


def test_the_same_papers_make_the_same_file(clerk: User) -> None:
    meeting = held_meeting()
    first, second = (
        b"".join(meeting_pack.zipped(meeting_pack.entries(meeting, user=clerk, on=TODAY))) for _ in range(2)
    )
    assert len(first) == len(second)


# The desk's page


def files_page(meeting: Meeting) -> str:
    return f"/admin/meetings/meeting/{meeting.pk}/files/"


def test_the_page_lists_what_can_be_made_and_names_substituted_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(official.pdf, "installed_fonts", lambda: frozenset({"宋体", "黑体"}))
    monkeypatch.setattr(official.pdf, "engine", lambda: "/bin/true")
    meeting = held_meeting()
    clerk = Clerk("office")
    text = clerk.text(files_page(meeting))
    assert "会议通知" in text
    assert "出席情况" in text
    if official.engine() is not None:
        assert "仿宋_GB2312：本机未安装，以系统默认字体代替。" in text


@pytest.mark.parametrize("path", ["", "all.zip", "notice.docx"])
def test_files_are_for_those_who_read_meetings(path: str) -> None:
    meeting = held_meeting()
    address = f"{files_page(meeting)}{path}"
    assert Clerk("office").status(address) == 200
    assert Clerk("auditor").status(address) == 403
    assert Clerk("sc_member").status(address) == 302


def test_a_paper_that_is_not_there_is_not_found() -> None:
    meeting = held_meeting()
    assert Clerk("office").status(f"{files_page(meeting)}minutes.docx") == 404
    assert Clerk("office").status("/admin/meetings/meeting/999999/files/notice.docx") == 404


def test_files_bear_the_meetings_name_and_taking_all_is_logged() -> None:
    meeting = held_meeting()
    clerk = Clerk("office")
    answer = clerk.client.get(f"{files_page(meeting)}notice.docx")
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    answer = clerk.client.get(f"{files_page(meeting)}all.zip")
    assert zipfile.is_zipfile(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert Activity.objects.filter(verb="下载会议文件汇编", actor=clerk.user).exists()


def test_without_programs_the_page_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    meeting = held_meeting()
    clerk = Clerk("office")
    assert "本机未安装 PDF 转换程序（LibreOffice）" in clerk.text(files_page(meeting))
    answer = clerk.client.get(f"{files_page(meeting)}all.pdf", follow=True)
    assert "本机未安装 PDF 转换程序（LibreOffice）" in said(answer)


def test_the_page_takes_no_more_queries_for_more_names() -> None:
    small, large = held_meeting(members=3), held_meeting(members=20, number=15, starts_on=date(2026, 9, 8))
    clerk = Clerk("office")
    assert clerk.queries(files_page(small)) == clerk.queries(files_page(large))


def test_a_clerk_orders_names_on_the_desk() -> None:
    meeting = named_meeting()
    clerk = Clerk("office")
    path = f"/admin/meetings/meeting/{meeting.pk}/steps/name-order/"
    assert "王二" in clerk.text(path)
    clerk.step(path, names="田富\n王二\n丁三\n田大利\n李四", reason="按座次")
    assert order_of(meeting) == ["田富", "王二", "丁三", "田大利", "李四"]


@pytest.mark.slow
@needs_pdf
def test_all_papers_make_one_pdf_with_a_page_of_contents(clerk: User) -> None:
    meeting = held_meeting(items=2)
    first = meeting.items.order_by("order")[0]
    word = official.render(official.OfficialLetter(title="甲报告", body=[], date=TODAY))
    laid(meeting, "甲报告", name="甲.docx", item=first, content=word)
    laid(meeting, "照片", name="照片.png", content=b"\x89PNG")
    laid(meeting, "坏文件", name="坏.pdf", content=b"not a pdf")
    approved(meeting)
    found = meeting_pack.entries(meeting, user=clerk, on=TODAY)
    merged = meeting_pack.merged(meeting, found, on=TODAY)
    # Contents, notice, agenda, the report, attendance, circular, minutes.
    assert official.page_count(merged) >= 7


@pytest.mark.slow
@needs_pdf
def test_a_rendered_page_of_minutes_keeps_the_grid(clerk: User, tmp_path: Path) -> None:
    row = draft(by=clerk)
    row.text = "国" * 28 * 80
    row.save()
    path = tmp_path / "minutes.pdf"
    path.write_bytes(official.to_pdf(official.render(minutes_documents.minutes_paper(row, text=row.text, on=TODAY))))
    keeps_the_grid(path, tmp_path)
