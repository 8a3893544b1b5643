"""A meeting on the desk: one page, its steps, two clerks at once, and corrections after it is closed."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from congress.models import Activity, Attachment
from deputies.models import Seat
from meetings.models import AgendaItem, Attendance, Meeting, Paper
from meetings.services import agenda, meetings
from tests import factories
from tests.desk import Clerk, refusals, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def office() -> Clerk:
    return Clerk("office")


def page_of(meeting: Meeting) -> str:
    return f"/admin/meetings/meeting/{meeting.pk}/change/"


def step_of(meeting: Meeting, name: str) -> str:
    return f"/admin/meetings/meeting/{meeting.pk}/steps/{name}/"


def scheduled(clerk: Clerk, *, members: int = 3, items: int = 2, **fields: object) -> Meeting:
    for number in range(members):
        factories.seat(Seat.Role.MEMBER if number or Seat.objects.exists() else Seat.Role.CHAIR)
    meeting = factories.meeting(**fields)
    for _ in range(items):
        factories.item(meeting, reporting_organ=factories.organ())
    meetings.schedule(meeting, actor=clerk.user, today=TODAY)
    return meeting


def closed(clerk: Clerk) -> Meeting:
    meeting = scheduled(clerk, place="一号会议室")
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.CLOSED)
    meeting.refresh_from_db()
    return meeting


def test_a_meeting_is_entered_with_its_agenda_on_one_page(office: Clerk) -> None:
    organ, term = factories.organ(), factories.term()
    answer = office.change(
        "/admin/meetings/meeting/add/",
        kind="standing_committee",
        term=term.pk,
        starts_on="2026-10-20",
        ends_on="2026-10-21",
        items__TOTAL_FORMS="1",
        items__0__order="1",
        items__0__kind="special_report",
        items__0__mode="heard",
        items__0__title="关于示例工作情况的报告",
        items__0__reporting_organ=organ.pk,
    )
    assert refusals(answer) == ""
    assert AgendaItem.objects.get().meeting.starts_on.isoformat() == "2026-10-20"
    assert Activity.objects.filter(verb="新增", model_label="meetings.meeting").exists()


def test_reversed_days_are_refused_at_the_form(office: Clerk) -> None:
    answer = office.change(
        "/admin/meetings/meeting/add/",
        kind="standing_committee",
        term=factories.term().pk,
        starts_on="2026-10-20",
        ends_on="2026-10-19",
    )
    assert "结束日期不能早于开始日期" in refusals(answer)
    assert not Meeting.objects.exists()


def test_a_number_used_twice_in_a_term_is_refused_at_the_form(office: Clerk) -> None:
    first = scheduled(office)
    answer = office.change(
        "/admin/meetings/meeting/add/",
        kind="standing_committee",
        term=factories.term().pk,
        number=str(first.number),
        starts_on="2026-11-20",
        ends_on="2026-11-20",
    )
    assert "本届同类会议已使用这一次数，请核对“次”" in refusals(answer)
    assert Meeting.objects.count() == 1


def test_the_next_lawful_steps_are_buttons(office: Clerk) -> None:
    meeting = factories.meeting()
    rare = ["延期", "取消会议", "逐行粘贴议程", "以本次会议为模板新建"]
    assert office.buttons(page_of(meeting)) == ["确定会议日期", *rare]
    meeting = scheduled(office)
    assert "登记发出通知" in office.buttons(page_of(meeting))
    assert "开会" not in office.buttons(page_of(meeting))


def test_a_step_moves_the_meeting_and_says_so(office: Clerk) -> None:
    meeting = factories.meeting()
    answer = office.step(step_of(meeting, "schedule"))
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.SCHEDULED
    assert "已办理“确定会议日期”" in said(answer)


def test_a_stale_button_says_so_and_changes_nothing(office: Clerk) -> None:
    meeting = scheduled(office)
    meetings.give_notice(meeting, on=TODAY, actor=factories.user("office"))
    answer = office.step(step_of(meeting, "notice"), on=str(TODAY - timedelta(days=1)))
    meeting.refresh_from_db()
    assert "当前为“已通知”" in said(answer)
    assert meeting.noticed_on == TODAY
    assert "当前为“已通知”，不能办理“登记发出通知”" in said(office.client.get(step_of(meeting, "notice"), follow=True))


def test_a_day_that_has_not_come_is_refused_beside_the_field(office: Clerk) -> None:
    meeting = scheduled(office)
    answer = office.step(step_of(meeting, "notice"), on=str(TODAY + timedelta(days=1)))
    assert "日期不能晚于今天" in refusals(answer)
    meeting.refresh_from_db()
    assert meeting.noticed_on is None


def test_opening_without_a_quorum_tells_the_arithmetic(office: Clerk) -> None:
    meeting = scheduled(office, kind=Meeting.Kind.CHAIR_MEETING, starts_on=TODAY)
    answer = office.step(step_of(meeting, "open"))
    assert "应到1人，实到0人，须超过半数即至少1人" in said(answer)


def test_all_members_are_marked_present_with_one_button(office: Clerk) -> None:
    meeting = scheduled(office)
    assert "已登记3人出席" in said(office.step(step_of(meeting, "all-present")))
    assert meeting.attendances.present().count() == 3


def test_a_step_without_its_permission_is_refused(office: Clerk) -> None:
    meeting = scheduled(office)
    officer = Clerk("wc_officer")
    assert officer.step(step_of(meeting, "notice"), on=str(TODAY)).status_code == 403
    assert officer.buttons(page_of(meeting)) == []


def test_two_items_of_the_agenda_can_change_places(office: Clerk) -> None:
    meeting = scheduled(office)
    first, second = meeting.items.order_by("order")
    answer = office.change(page_of(meeting), items__0__order="2", items__1__order="1")
    assert refusals(answer) == ""
    assert list(meeting.items.order_by("order")) == [second, first]


def test_a_place_given_twice_is_refused(office: Clerk) -> None:
    meeting = scheduled(office)
    answer = office.change(page_of(meeting), items__0__order="1", items__1__order="1")
    assert "重复" in refusals(answer)


def test_an_item_that_a_report_relies_on_cannot_be_deleted(office: Clerk) -> None:
    meeting = factories.meeting()
    factories.report(at=meeting)
    answer = office.change(page_of(meeting), items__0__DELETE="on")
    assert "专项工作报告" in refusals(answer)
    assert meeting.items.count() == 1


def test_the_meeting_itself_has_no_delete_button(office: Clerk) -> None:
    meeting = factories.meeting()
    assert office.status(f"/admin/meetings/meeting/{meeting.pk}/delete/") == 403


def test_outcomes_of_items_are_registered_from_the_meetings_page(office: Clerk) -> None:
    meeting = scheduled(office)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.OPEN)
    meeting.items.update(status=AgendaItem.Status.ADOPTED)
    first, second = meeting.items.order_by("order")
    assert f"/admin/meetings/agendaitem/{first.pk}/steps/note/" in office.client.get(page_of(meeting)).content.decode()
    office.step(f"/admin/meetings/agendaitem/{first.pk}/steps/note/")
    answer = office.step(f"/admin/meetings/agendaitem/{second.pk}/steps/defer/", reason="  ")
    assert "必填" in refusals(answer)
    office.step(f"/admin/meetings/agendaitem/{second.pk}/steps/defer/", reason="材料需要补充")
    assert [item.status for item in meeting.items.order_by("order")] == ["noted", "deferred"]


def step_of_item(item: AgendaItem, name: str) -> str:
    return f"/admin/meetings/agendaitem/{item.pk}/steps/{name}/"


@pytest.mark.parametrize("name", ["withdraw", "defer", "note"])
def test_the_agenda_of_an_archived_meeting_is_not_moved_by_an_address(office: Clerk, name: str) -> None:
    item = factories.item(factories.meeting(status=Meeting.Status.ARCHIVED), status=AgendaItem.Status.DELIBERATED)
    answer = office.step(step_of_item(item, name), reason="提案人撤回")
    item.refresh_from_db()
    assert (item.status, item.status_note) == (AgendaItem.Status.DELIBERATED, "")
    assert "不能办理" in said(answer)
    assert not Activity.objects.filter(model_label="meetings.agendaitem").exists()


@pytest.mark.parametrize("move", [partial(agenda.withdraw, by="区政府"), agenda.defer])
@pytest.mark.parametrize("status", Meeting.LOCKED)
def test_items_of_a_closed_meeting_are_neither_withdrawn_nor_deferred(office: Clerk, move: Any, status: str) -> None:
    item = factories.item(factories.meeting(status=status), status=AgendaItem.Status.DELIBERATED)
    with pytest.raises(ValidationError, match="会议已经闭会，不能再撤回、暂缓议程"):
        move(item, reason="提案人撤回", actor=office.user)
    item.refresh_from_db()
    assert item.status == AgendaItem.Status.DELIBERATED


def test_the_stored_state_of_the_meeting_counts_for_its_items(office: Clerk) -> None:
    item = factories.item(factories.meeting(status=Meeting.Status.OPEN), status=AgendaItem.Status.ADOPTED)
    Meeting.objects.update(status=Meeting.Status.CLOSED)
    with pytest.raises(ValidationError, match="会议已经闭会"):
        agenda.withdraw(item, reason="提案人撤回", by="区政府", actor=office.user)


def test_an_item_is_deferred_only_while_the_meeting_sits_and_withdrawn_before_too(office: Clerk) -> None:
    item = factories.item(factories.meeting(status=Meeting.Status.NOTICED), status=AgendaItem.Status.ADOPTED)
    with pytest.raises(ValidationError, match="会议未在进行中"):
        agenda.defer(item, reason="材料需要补充", actor=office.user)
    office.step(step_of_item(item, "withdraw"), reason="提案人撤回", by="区政府")
    item.refresh_from_db()
    assert item.status == AgendaItem.Status.WITHDRAWN


def test_the_second_click_on_a_step_of_an_item_is_told(office: Clerk) -> None:
    item = factories.item(factories.meeting(status=Meeting.Status.OPEN), status=AgendaItem.Status.ADOPTED)
    office.step(step_of_item(item, "note"))
    assert "当前为“已听取”，不能办理“登记听取”" in said(office.step(step_of_item(item, "note")))
    assert Activity.objects.filter(verb="听取").count() == 1


def test_a_paper_is_uploaded_and_a_second_file_becomes_its_next_version(office: Clerk) -> None:
    meeting = scheduled(office)
    upload = SimpleUploadedFile("报告.pdf", PDF, content_type="application/pdf")
    new = {"papers__TOTAL_FORMS": "1", "papers__0__title": "关于示例工作情况的报告", "papers__0__upload": upload}
    assert refusals(office.change(page_of(meeting), **new)) == ""
    again = SimpleUploadedFile("报告（修改）.pdf", PDF, content_type="application/pdf")
    assert refusals(office.change(page_of(meeting), papers__0__upload=again)) == ""
    assert [(paper.version, paper.attachment.name) for paper in Paper.objects.order_by("version")] == [
        (1, "报告.pdf"),
        (2, "报告（修改）.pdf"),
    ]


def test_a_renamed_program_is_refused_and_nothing_is_kept(office: Clerk) -> None:
    meeting = scheduled(office)
    upload = SimpleUploadedFile("报告.pdf", b"MZ\x90\x00" + b"\0" * 200, content_type="application/pdf")
    answer = office.change(
        page_of(meeting), place="二楼", papers__TOTAL_FORMS="1", papers__0__title="报告", papers__0__upload=upload
    )
    assert "报告.pdf" in refusals(answer)
    meeting.refresh_from_db()
    assert (meeting.place, Paper.objects.count(), Attachment.objects.count()) == ("", 0, 0)


def test_a_paper_without_a_file_is_refused(office: Clerk) -> None:
    meeting = scheduled(office)
    answer = office.change(page_of(meeting), papers__TOTAL_FORMS="1", papers__0__title="报告")
    assert "请选择文件" in refusals(answer)


def test_a_stale_form_names_the_fields_and_changes_nothing(office: Clerk) -> None:
    meeting = scheduled(office)
    opened = office.form(page_of(meeting))
    Clerk("office").change(page_of(meeting), place="二号会议室")
    answer = office.save(page_of(meeting), opened | {"chaired_by": "主任"})
    assert "“地点”在您打开本页后已被他人修改" in refusals(answer)
    meeting.refresh_from_db()
    assert (meeting.place, meeting.chaired_by) == ("二号会议室", "")


def test_a_form_opened_before_a_step_is_stale_too(office: Clerk) -> None:
    meeting = factories.meeting()
    opened = office.form(page_of(meeting))
    office.step(step_of(meeting, "schedule"))
    answer = office.save(page_of(meeting), opened | {"place": "一号会议室"})
    assert "状态" in refusals(answer)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.place) == (Meeting.Status.SCHEDULED, "")


def test_a_stale_row_of_attendance_is_refused(office: Clerk) -> None:
    meeting = scheduled(office)
    opened = office.form(page_of(meeting))
    office.step(step_of(meeting, "all-present"))
    answer = office.save(page_of(meeting), opened | {"attendances-0-status": "on_leave"})
    assert "“出席情况”在您打开本页后已被他人修改" in refusals(answer)
    assert meeting.attendances.present().count() == 3


def test_a_form_without_its_mark_is_refused(office: Clerk) -> None:
    meeting = scheduled(office)
    sent = office.form(page_of(meeting)) | {"place": "二楼"}
    del sent["loaded"]
    assert "已被他人修改" in refusals(office.save(page_of(meeting), sent))


def test_the_day_of_a_scheduled_meeting_moves_by_its_own_step_with_a_reason(office: Clerk) -> None:
    meeting = scheduled(office)
    assert "starts_on" not in office.form(page_of(meeting))
    day = meeting.starts_on + timedelta(days=7)
    sent = {"starts_on": str(day), "ends_on": str(day - timedelta(days=1)), "reason": "会场冲突"}
    assert "结束日期不能早于开始日期" in refusals(office.step(step_of(meeting, "move"), **sent))
    office.step(step_of(meeting, "move"), **(sent | {"ends_on": str(day)}))
    meeting.refresh_from_db()
    assert meeting.starts_on == day


def test_a_closed_meeting_is_read_only_for_the_office(office: Clerk) -> None:
    meeting = closed(office)
    sent = {"place": "二号会议室"}
    assert office.client.post(page_of(meeting), sent).status_code == 403


def test_a_closed_meeting_is_corrected_only_with_a_reason() -> None:
    head = Clerk("office", "office_head")
    meeting = closed(head)
    for change in ({"place": "二号会议室"}, {"attendances__0__status": "on_leave"}):
        answer = head.change(page_of(meeting), **change)
        assert "更正须写明理由" in refusals(answer), change
    meeting.refresh_from_db()
    assert meeting.place == "一号会议室"
    assert not meeting.attendances.filter(status=Attendance.Status.ON_LEAVE).exists()


def test_a_correction_keeps_both_values_with_person_and_reason() -> None:
    head = Clerk("office", "office_head", display_name="办公室主任")
    meeting = closed(head)
    answer = head.change(
        page_of(meeting), place="二号会议室", attendances__0__status="absent", correction_reason="会后核对签到表"
    )
    assert refusals(answer) == ""
    line = Activity.objects.get(verb="更正已闭会会议")
    assert line.reason == "会后核对签到表"
    assert line.detail["地点"] == ["一号会议室", "二号会议室"]
    history = head.text(f"/admin/meetings/meeting/{meeting.pk}/history/")
    assert "地点：一号会议室 → 二号会议室" in history
    assert "出席情况：未登记 → 缺席" in history
    assert "会后核对签到表" in history
    assert "办公室主任" in history


def test_a_reason_alone_changes_nothing_and_logs_nothing() -> None:
    head = Clerk("office", "office_head")
    meeting = closed(head)
    head.change(page_of(meeting), correction_reason="看一看")
    assert not Activity.objects.filter(verb="更正已闭会会议").exists()


def test_the_page_of_a_meeting_with_twenty_items_takes_few_queries(office: Clerk) -> None:
    small = scheduled(office, members=3, items=2)
    large = scheduled(office, members=27, items=20, starts_on=TODAY + timedelta(days=60))
    for number in range(5):
        guest = factories.person()
        Attendance.objects.create(meeting=large, person=guest, capacity="nonvoting", organ=factories.organ())
        attachment = Attachment.objects.create(
            name="材料.pdf", content_type="application/pdf", size=1, sha256="0", uploaded_by=office.user
        )
        Paper.objects.create(meeting=large, title=f"材料{number}", attachment=attachment, item=large.items.first())
    Paper.objects.create(meeting=small, title="材料", attachment=attachment, item=small.items.first())
    Attendance.objects.create(meeting=small, person=guest, capacity="nonvoting", organ=factories.organ())
    assert office.queries(page_of(large)) == office.queries(page_of(small)) <= 25
