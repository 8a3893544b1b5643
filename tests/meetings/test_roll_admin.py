"""The roll on the desk: one page, one post; two clerks at once; guests, withdrawals, paper leave, the year."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine

from congress.models import Activity, Organ
from deputies.models import Seat
from meetings.models import Attendance, Leave, Meeting, Post, PostCategory, Recusal, Tenure
from meetings.services import attendance
from meetings.services.attendance import RollEntry
from tests import factories
from tests.desk import Clerk, field_errors, refusals, said, values_of
from tests.factories_attendance import committee, scheduled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
Status = Attendance.Status


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T08:30:00+08:00", tick=False):
        yield


@pytest.fixture
def office() -> Clerk:
    return Clerk("office")


def step(meeting: Meeting, name: str = "roll") -> str:
    return f"/admin/meetings/meeting/{meeting.pk}/steps/{name}/"


def page_of(meeting: Meeting) -> str:
    return f"/admin/meetings/meeting/{meeting.pk}/change/"


def opened(clerk: Clerk, meeting: Meeting) -> dict[str, Any]:
    """What the page of the roll would send as it stands."""
    page = clerk.page(step(meeting))
    return values_of(next(form for form in page.forms if form.xpath(".//table")))


def rows(meeting: Meeting) -> list[Attendance]:
    return list(meeting.attendances.voting().select_related("person").order_by("pk"))


def statuses(meeting: Meeting) -> list[str]:
    return [row.status for row in rows(meeting)]


def test_the_roll_is_taken_with_one_page_and_one_post_that_names_only_the_exceptions(office: Clerk) -> None:
    meeting = scheduled(office.user, members=5)
    one, two, three, *_ = rows(meeting)
    item = meeting.items.get(order=2)
    sent = opened(office, meeting)
    assert {value for name, value in sent.items() if name.startswith("status-")} == {"present"}
    typed = {
        f"status-{one.pk}": "on_leave", f"reason-{one.pk}": "official", f"granter-{one.pk}": "主任",
        f"status-{two.pk}": "absent", f"left-{three.pk}": str(item.pk),
    }  # fmt: skip
    answer = office.save(step(meeting), sent | typed)
    assert "应到5人，实到3人" in said(answer)
    assert statuses(meeting) == ["on_leave", "absent", "present", "present", "present"]
    three.refresh_from_db()
    assert three.left_item == item
    assert Leave.objects.get().granted_by == "主任"


def test_what_is_wrong_is_told_beside_the_person_and_nothing_typed_is_lost(office: Clerk) -> None:
    meeting = scheduled(office.user)
    one, two, three = rows(meeting)
    first, second, _ = meeting.items.order_by("order")
    typed = {
        f"status-{one.pk}": "on_leave",
        f"arrived-{two.pk}": str(second.pk),
        f"left-{two.pk}": str(first.pk),
        f"status-{three.pk}": "absent",
    }
    answer = office.save(step(meeting), opened(office, meeting) | typed)
    assert f"{one.person}的请假没有批准" in refusals(answer)
    assert f"{two.person}自第2项起到会，不能在第1项前离会" in refusals(answer)
    assert {f"status-{one.pk}", f"status-{two.pk}"} <= field_errors(answer)
    assert set(statuses(meeting)) == {"unrecorded"}
    page = answer.content.decode()
    assert f'name="status-{three.pk}" value="absent"' in page
    assert page.count("checked") == 3


def test_of_two_clerks_at_once_the_second_sees_what_changed_and_loses_nothing_typed(office: Clerk) -> None:
    meeting = scheduled(office.user, members=4)
    one, two, three, four = rows(meeting)
    mine = opened(office, meeting)
    attendance.take_roll(
        meeting,
        [
            RollEntry(one, Status.ON_LEAVE, leave_reason="family", granted_by="主任"),
            RollEntry(two, Status.ABSENT),
            RollEntry(three, Status.PRESENT),
            RollEntry(four, Status.PRESENT),
        ],
        actor=factories.user("office"),
        today=TODAY,
    )
    typed = {f"status-{two.pk}": "on_leave", f"reason-{two.pk}": "other", f"granter-{two.pk}": "副主任"}
    answer = office.save(step(meeting), mine | typed)
    assert f"同事已登记：{one.person}（请假）" in refusals(answer)
    assert f"{two.person}（缺席）" in refusals(answer)
    assert statuses(meeting) == ["on_leave", "absent", "present", "present"]
    page = answer.context["form"]
    # Untouched here: the colleague's word. Touched here: what was typed.
    assert page[f"status-{one.pk}"].value() == "on_leave"
    assert page[f"status-{two.pk}"].value() == "on_leave"
    assert page[f"granter-{two.pk}"].value() == "副主任"
    again = {field.html_name: field.value() or "" for field in page}
    again = {name: value for name, value in again.items() if value}
    assert "应到4人，实到2人" in said(office.save(step(meeting), again))
    assert statuses(meeting) == ["on_leave", "on_leave", "present", "present"]
    assert Leave.objects.count() == 2


def test_a_form_without_its_marks_changes_nothing_unseen(office: Clerk) -> None:
    meeting = scheduled(office.user)
    sent = {name: value for name, value in opened(office, meeting).items() if not name.startswith("was-")}
    assert "同事已登记" in refusals(office.save(step(meeting), sent))
    assert set(statuses(meeting)) == {"unrecorded"}


@pytest.mark.parametrize("value", ["gone", "", "x" * 5000, "<script>"])
def test_spoiled_inputs_are_refused_in_words(office: Clerk, value: str) -> None:
    meeting = scheduled(office.user)
    one = rows(meeting)[0]
    answer = office.save(step(meeting), opened(office, meeting) | {f"status-{one.pk}": value})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()
    assert set(statuses(meeting)) == {"unrecorded"}


def test_a_member_whose_seat_ended_yesterday_is_named_and_not_asked_for(office: Clerk) -> None:
    meeting = scheduled(office.user)
    gone, *_ = rows(meeting)
    Seat.objects.filter(person=gone.person).update(ends_on=TODAY - timedelta(days=1), end_reason="resigned")
    assert f"{gone.person}的常委会职务已于2026年9月15日终止" in office.text(step(meeting))
    assert f"status-{gone.pk}" not in opened(office, meeting)
    assert f"移出1人（{gone.person}）" in said(office.step(step(meeting, "expected")))
    assert len(rows(meeting)) == 2


def test_the_roll_is_for_the_day_and_for_those_who_may_enter_it(office: Clerk) -> None:
    meeting = scheduled(office.user, starts_on=TODAY + timedelta(days=3))
    assert "登记出席" not in office.buttons(page_of(meeting))
    today = scheduled(office.user)
    assert {"登记出席", "签到二维码"} <= set(office.buttons(page_of(today)))
    assert Clerk("wc_officer").status(step(today)) == 403
    assert Clerk("wc_officer").status(f"/admin/meetings/meeting/{today.pk}/sign-in/") == 403


def test_the_page_costs_the_same_for_few_and_many(office: Clerk) -> None:
    meeting = scheduled(office.user)
    few = office.queries(step(meeting))
    committee(40)
    attendance.refresh_expected(meeting, actor=office.user)
    many = office.queries(step(meeting))
    assert (len(rows(meeting)) > 20, many) == (True, few)


def test_the_meetings_page_costs_the_same_for_few_and_many_people(office: Clerk) -> None:
    meeting = scheduled(office.user)
    guest = {"capacity": "nonvoting"}
    Attendance.objects.create(meeting=meeting, person=factories.person(), **guest)
    few = office.queries(page_of(meeting))
    committee(20)
    attendance.refresh_expected(meeting, actor=office.user)
    for _ in range(10):
        row = Attendance.objects.create(meeting=meeting, person=factories.person(), organ=factories.organ(), **guest)
        row.items.set(meeting.items.all())
    assert office.queries(page_of(meeting)) <= few + 2


def test_a_closed_meeting_is_corrected_by_its_head_with_a_reason_and_by_the_same_rules(office: Clerk) -> None:
    meeting = scheduled(office.user)
    attendance.all_present(meeting, actor=office.user)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.CLOSED)
    one = meeting.attendances.order_by("person__stroke_key", "person__name")[0]
    assert "登记出席" not in office.buttons(page_of(meeting))
    head = Clerk("office", "office_head")
    answer = head.change(page_of(meeting), attendances__0__status="on_leave", correction_reason="会后核对签到表")
    assert f"{one.person}没有已批准的请假，请先登记书面请假" in refusals(answer)
    head.change(page_of(meeting), attendances__0__status="absent", correction_reason="会后核对签到表")
    one.refresh_from_db()
    assert one.status == Status.ABSENT
    note = {"attendance": str(one.pk), "reason_kind": "health", "granted_by": "主任"}
    assert "已登记" in said(head.step(step(meeting, "paper-leave"), **note))
    one.refresh_from_db()
    assert one.status == Status.ON_LEAVE
    assert Clerk("office").step(step(meeting, "paper-leave"), **note).status_code == 403


def test_those_who_sit_in_by_law_are_invited_with_one_button(office: Clerk) -> None:
    meeting = scheduled(office.user)
    category = PostCategory.objects.first() or PostCategory.objects.create(
        code="x", name="局长", proposer="district_head", oath_organiser="sc", basis="示例"
    )
    reporting, street, silent = (
        factories.organ(), factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE), factories.organ(),
    )  # fmt: skip
    first, second, third = meeting.items.order_by("order")
    first.reporting_organ, second.reporting_organ, third.reporting_organ = reporting, silent, silent
    for item in (first, second, third):
        item.save()
    for organ in (reporting, street):
        post = Post.objects.create(category=category, organ=organ, title=f"{organ}主要负责人")
        Tenure.objects.create(post=post, person=factories.person(), starts_on=TODAY - timedelta(days=90))
    member_post = Post.objects.create(category=category, organ=silent, title="委员兼任的职务", places=0)
    Tenure.objects.create(post=member_post, person=rows(meeting)[0].person, starts_on=TODAY - timedelta(days=90))
    shown = office.text(step(meeting, "invite-by-law"))
    assert f"{reporting}主要负责人" in shown
    assert "已邀请2人列席" in said(office.step(step(meeting, "invite-by-law")))
    guests = {row.organ: list(row.items.all()) for row in meeting.attendances.exclude(capacity="member")}
    assert guests == {reporting: [first], street: []}
    assert "没有新的应当列席的人员" in said(office.step(step(meeting, "invite-by-law")))


def test_a_person_already_on_the_list_is_not_invited_again(office: Clerk) -> None:
    meeting = scheduled(office.user)
    member = rows(meeting)[0].person
    sent = {"person": str(member.pk), "capacity": "expert"}
    assert f"{member}已在本次会议名单上（组成人员），不能重复登记" in refusals(
        office.step(step(meeting, "invite"), **sent)
    )
    other = {"person": str(factories.person().pk), "capacity": "expert", "title": "示例教授"}
    assert "已邀请" in said(office.step(step(meeting, "invite"), **other))
    assert "已在本次会议名单上（专家）" in refusals(office.step(step(meeting, "invite"), **other))
    assert meeting.attendances.exclude(capacity="member").count() == 1


def test_a_withdrawal_is_entered_and_lifted(office: Clerk) -> None:
    meeting = scheduled(office.user)
    one, item = rows(meeting)[0], meeting.items.get(order=1)
    sent = {"attendance": str(one.pk), "item": str(item.pk), "reason": "涉及本人"}
    assert "已登记" in said(office.step(step(meeting, "recuse"), **sent))
    recusal = Recusal.objects.get()
    office.step(step(meeting, "lift-recusal"), recusal=str(recusal.pk), reason="登记错误")
    assert not Recusal.objects.exists()
    assert "撤销回避" not in office.buttons(page_of(meeting))


def test_the_year_is_a_page_and_an_excel_file_and_the_log_knows_who_took_it(office: Clerk) -> None:
    meeting = scheduled(office.user)
    attendance.all_present(meeting, actor=office.user)
    person = rows(meeting)[0].person
    type(person).objects.filter(pk=person.pk).update(name="=1+1")
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.CLOSED)
    shown = office.text("/admin/meetings/attendance/year/?year=2026")
    assert "=1+1 110 000 100%" in shown
    answer = office.client.get("/admin/meetings/attendance/year/table.xlsx?year=2026")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    cells = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert cells["=1+1"][0].data_type == "s"
    assert cells["=1+1"][7].value == "100.0%"
    assert Activity.objects.get(verb="导出出席统计").detail["year"] == 2026
    for wrong in ("?year=x", "?year=0000", "?year=²⁰²⁶", "?kind=party_group"):
        assert office.status(f"/admin/meetings/attendance/year/{wrong}") == 200
    assert Clerk("sysadmin").status("/admin/meetings/attendance/year/") == 403


def test_lists_and_exports_of_attendance_do_not_tell_why(office: Clerk) -> None:
    meeting = scheduled(office.user)
    one = rows(meeting)[0]
    entry = RollEntry(one, Status.ON_LEAVE, leave_reason="health", granted_by="主任")
    attendance.take_roll(meeting, [entry], actor=office.user, today=TODAY)
    Leave.objects.update(note="住院手术")
    reader = Clerk("wc_officer")
    for path in ("/admin/meetings/attendance/", f"/admin/meetings/attendance/{one.pk}/change/", page_of(meeting)):
        text = reader.text(path)
        assert "身体原因" not in text
        assert "住院手术" not in text
    assert reader.status("/admin/meetings/leave/") == 403
    assert "住院手术" in office.text(f"/admin/meetings/leave/{Leave.objects.get().pk}/change/")
    sent = {"action": "export_admin_action", "_selected_action": [str(one.pk)], "format": "0"}
    book = reader.client.post("/admin/meetings/attendance/", sent)
    cells = [
        str(cell.value) for row in openpyxl.load_workbook(BytesIO(book.content)).active.iter_rows() for cell in row
    ]
    assert "请假" in cells
    assert not [cell for cell in cells if "身体原因" in cell or "住院" in cell]
