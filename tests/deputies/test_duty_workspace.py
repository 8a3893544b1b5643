"""The duty ledger on the phone: own records with photos, their check, leave, lists verified in one move."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congress.models import Attachment, Notification, Organ
from deputies.models import ActivityAttendance, DutyActivity, DutyKind, Person
from deputies.offers import duty as duty_offers
from deputies.services import performance
from tests import factories, photos
from tests.desk import Clerk, refusals
from tests.factories_duty import activity, attendance, deputy, told
from tests.waits import lines

pytestmark = pytest.mark.django_db
Status = ActivityAttendance.Status
HOME, NEW, LIST = "/workspace/duty/", "/workspace/duty/new/", "/workspace/duty/activities/"


@pytest.fixture
def today() -> date:
    """Today by the clock of the pages."""
    return timezone.localdate()


@pytest.fixture
def area() -> Organ:
    """A street."""
    return factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE)


def member(**fields: Any) -> tuple[Clerk, Person]:
    """A deputy at the phone."""
    clerk = Clerk("deputy")
    return clerk, deputy(account=clerk.user, **fields)


def sent(day: date, **fields: Any) -> dict[str, Any]:
    """What the form of an own record sends."""
    values = {"kind": "contact", "title": "走访示例村", "starts_on": day.isoformat(), "hours": "2", "place": "示例村"}
    return values | fields


def post(clerk: Clerk, path: str, step: str, **fields: Any) -> Any:
    """Take a step of a record's page with the stamp that it shows."""
    page = clerk.client.get(path)
    forms = {each.name: form for each, form in page.context["forms"]}
    form = page.context["roll"] if step == "settle" else forms[step]
    return clerk.client.post(path, {"step": step, "stamp": form.initial["stamp"], **fields})


def record_of(clerk: Clerk, day: date, **fields: Any) -> ActivityAttendance:
    """An own record that was sent."""
    answer = clerk.client.post(NEW, sent(day, **fields))
    assert answer.status_code == 302, refusals(answer)
    return ActivityAttendance.objects.order_by("-pk")[0]


def path_of(row: ActivityAttendance) -> str:
    return f"/workspace/duty/records/{row.pk}/"


def test_a_deputy_enters_a_record_which_counts_once_the_office_checked_it(today: date) -> None:
    clerk, person = member()
    assert "我的履职：台账、登记和考评" in clerk.text("/workspace/")
    row = record_of(clerk, today)
    assert (row.status, row.person, row.activity.is_own) == (Status.SUBMITTED, person, True)
    assert "待核实" in clerk.text(HOME)
    office = Clerk("deputies_wc")
    assert "走访示例村" in office.text("/workspace/duty/checks/")
    assert ActivityAttendance.objects.counted().times() == 0
    assert post(office, path_of(row), "verify").status_code == 302
    row.refresh_from_db()
    assert (row.status, row.verified_by) == (Status.VERIFIED, office.user)
    page = clerk.page(HOME)
    assert page.xpath("//table[caption]//tbody/tr/th/text()") == ["联系选民群众"]
    assert Notification.objects.filter(recipient=clerk.user, subject__contains="已核实").exists()


def test_a_photo_is_shown_without_place_and_device_and_its_original_to_nobody(today: date) -> None:
    clerk, _ = member()
    upload = SimpleUploadedFile("现场.jpg", photos.phone_jpeg())
    row = record_of(clerk, today, uploads=[upload])
    photo = row.photos.get()
    page = clerk.page(path_of(row))
    sources = page.xpath("//ul[@class='station-photos']//img/@src")
    assert len(sources) == 1
    for shown in (*sources, *page.xpath("//ul[@class='station-photos']//a/@href")):
        answer = clerk.client.get(shown)
        assert answer.status_code == 200
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert not any(trace in content for trace in photos.TRACES)
    office = Clerk("deputies_wc")
    assert office.client.get(f"/files/{photo.original.public_id}/").status_code == 404
    assert Client().get(sources[0]).status_code != 200


def test_a_file_that_is_no_picture_is_kept_as_a_paper_and_a_broken_one_refused(today: date) -> None:
    clerk, _ = member()
    paper = SimpleUploadedFile(
        "材料.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    )
    assert record_of(clerk, today, uploads=[paper]).files.count() == 1
    broken = SimpleUploadedFile("坏.jpg", photos.phone_jpeg()[:700])
    before = (DutyActivity.objects.count(), Attachment.objects.count())
    answer = clerk.client.post(NEW, sent(today, title="另一次", uploads=[broken]))
    assert answer.status_code == 422
    assert "坏.jpg" in answer.content.decode()
    assert (DutyActivity.objects.count(), Attachment.objects.count()) == before


def test_a_returned_record_shows_why_is_put_right_and_sent_again(today: date) -> None:
    clerk, _ = member()
    row = record_of(clerk, today)
    office = Clerk("deputies_wc")
    assert post(office, path_of(row), "give_back", reason=" ").status_code == 422
    assert post(office, path_of(row), "give_back", reason="请写明走访的户数").status_code == 302
    assert "退回理由：请写明走访的户数" in clerk.text(HOME)
    assert "请写明走访的户数" in clerk.text(path_of(row))
    answer = post(clerk, path_of(row), "correct", **sent(today, content="走访六户", hours="3"))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.status, row.hours, row.activity.content) == ("submitted", Decimal(3), "走访六户")


def test_an_unchecked_record_is_edited_or_withdrawn_and_a_checked_one_is_not(today: date) -> None:
    clerk, _ = member()
    row = record_of(clerk, today)
    assert post(clerk, path_of(row), "correct", **sent(today, title="走访两村")).status_code == 302
    assert post(clerk, path_of(row), "withdraw").status_code == 302
    row.refresh_from_db()
    assert row.status == Status.WITHDRAWN
    assert "走访两村" not in clerk.text(HOME)
    checked = record_of(clerk, today)
    ActivityAttendance.objects.filter(pk=checked.pk).update(
        status=Status.VERIFIED, verified_by=clerk.user, verified_at=timezone.now()
    )
    assert clerk.client.post(path_of(checked), {"step": "withdraw"}).status_code == 404


def test_what_was_changed_while_it_was_read_is_not_verified_unseen(today: date) -> None:
    clerk, _ = member()
    row, office = record_of(clerk, today), Clerk("deputies_wc")
    page = office.client.get(path_of(row))
    stamp = next(form for step, form in page.context["forms"] if step.name == "verify").initial["stamp"]
    post(clerk, path_of(row), "correct", **sent(today, hours="9"))
    answer = office.client.post(path_of(row), {"step": "verify", "stamp": stamp})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "session"}, "选择一个有效的选项"),
        ({"title": ""}, "这个字段是必填项"),
        ({"hours": "0"}, "0.5"),
        ({"hours": "25"}, "时长不能超过24小时"),
        ({"hours": "x"}, "输入一个数字"),
        ({"starts_on": "2026-13-40"}, "输入一个有效的日期"),
        ({"title": "长" * 161}, "160"),
    ],
)
def test_an_own_record_that_cannot_be_is_refused_at_its_field(
    today: date, fields: dict[str, str], message: str
) -> None:
    clerk, _ = member()
    answer = clerk.client.post(NEW, sent(today, **fields))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not DutyActivity.objects.exists()


def test_days_to_come_and_days_in_the_wrong_order_are_refused(today: date) -> None:
    clerk, _ = member()
    tomorrow = today + timedelta(days=1)
    answer = clerk.client.post(NEW, sent(tomorrow))
    assert answer.status_code == 422
    assert "才结束，结束后再登记" in answer.content.decode()
    answer = clerk.client.post(NEW, sent(today, ends_on=(today - timedelta(days=1)).isoformat()))
    assert "结束日期不能早于开始日期" in answer.content.decode()
    assert not DutyActivity.objects.exists()


def test_a_record_after_the_end_of_the_mandate_is_refused_with_its_day(today: date) -> None:
    ended = today - timedelta(days=3)
    clerk, _ = member(ends_on=ended)
    answer = clerk.client.post(NEW, sent(today))
    assert answer.status_code == 422
    assert f"已于{ended.year}年{ended.month}月{ended.day}日终止" in answer.content.decode()
    assert not DutyActivity.objects.exists()
    # Days before the end may still be entered, and the own history stays readable.
    assert record_of(clerk, ended).status == Status.SUBMITTED


def test_the_same_record_is_not_taken_twice(today: date) -> None:
    clerk, _ = member()
    record_of(clerk, today)
    answer = clerk.client.post(NEW, sent(today))
    assert answer.status_code == 422
    assert "请勿重复登记" in answer.content.decode()
    assert DutyActivity.objects.count() == 1


def test_a_year_that_was_confirmed_takes_no_record_and_no_check(today: date) -> None:
    clerk, person = member()
    keeper = factories.user("deputies_wc")
    waiting = record_of(clerk, today)
    row = told(person, keeper, today=today)
    performance.confirm(row, decision="第12次主任会议", actor=keeper, today=today + timedelta(days=40))
    answer = clerk.client.post(NEW, sent(today, title="补登"))
    assert answer.status_code == 422
    assert f"{today.year}年履职考评已确认" in answer.content.decode()
    assert post(clerk, path_of(waiting), "correct", **sent(today, hours="4")).status_code == 422
    assert post(Clerk("deputies_wc"), path_of(waiting), "verify").status_code == 422
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED
    assert DutyActivity.objects.count() == 1


def test_script_is_shown_as_text(today: date) -> None:
    clerk, _ = member()
    row = record_of(clerk, today, title="<script>alert(1)</script>", content="<img src=x onerror=alert(1)>")
    for path in (path_of(row), HOME):
        page = clerk.client.get(path).content.decode()
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page


def test_nobody_opens_changes_or_checks_the_record_of_another(today: date, area: Organ) -> None:
    clerk, _ = member(delegation=area)
    row = record_of(clerk, today)
    other, _ = member(delegation=area)
    assert other.status(path_of(row)) == 404
    assert other.client.post(path_of(row), {"step": "withdraw"}).status_code == 404
    assert other.status("/workspace/duty/checks/") == 403
    elsewhere = Clerk("street_wc", organ=factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE))
    assert elsewhere.status(path_of(row)) == 404
    assert "走访示例村" not in elsewhere.text("/workspace/duty/checks/")
    street = Clerk("street_wc", organ=area)
    assert "走访示例村" in street.text("/workspace/duty/checks/")
    assert post(street, path_of(row), "verify").status_code == 302
    assert Client().get(HOME).status_code == 302
    assert Clerk("unit_clerk").status(HOME) == 404


def test_nobody_checks_the_own_record(today: date, area: Organ) -> None:
    clerk = Clerk("deputy", "street_wc", organ=area)
    deputy(account=clerk.user, delegation=area)
    row = record_of(clerk, today)
    assert "走访示例村" not in clerk.text("/workspace/duty/checks/")
    assert clerk.client.post(path_of(row), {"step": "verify"}).status_code == 404


def test_a_year_opens_with_its_own_rows_and_an_odd_year_with_this_one(today: date) -> None:
    clerk, person = member(starts_on=date(2012, 2, 1))
    attendance(activity(title="今年的视察", starts_on=today), person)
    attendance(activity(title="早年的视察", starts_on=date(2015, 5, 6)), person)
    assert "早年的视察" not in clerk.text(HOME)
    assert "早年的视察" in clerk.text(f"{HOME}?year=2015")
    for odd in ("x", "99999", "0", "²", "-1"):
        assert "今年的视察" in clerk.text(f"{HOME}?year={odd}")


def test_ten_years_of_records_cost_what_one_day_does(today: date, area: Organ) -> None:
    clerk, person = member(starts_on=date(2012, 2, 1), delegation=area)

    def year(number: int) -> None:
        for kind in (DutyKind.VISIT, DutyKind.GROUP, DutyKind.TRAINING):
            attendance(activity(kind, starts_on=today, organiser=area), person)
            attendance(activity(kind, starts_on=date(2013 + number, 5, 6)), person)
            attendance(activity(kind, starts_on=today), person, status=Status.EXPECTED)

    year(0)
    few = clerk.queries(HOME)
    for number in range(1, 10):
        year(number)
    assert clerk.queries(HOME) == few <= 14


# ------------------------------------------------------------------------------------------------ activities


def test_a_street_calls_its_deputies_and_verifies_the_list_in_one_move(today: date, area: Organ) -> None:
    street = Clerk("street_wc", organ=area)
    people = [deputy(delegation=area, account=factories.user("deputy")) for _ in range(3)]
    fields = {"kind": "visit", "title": "视察示例工地", "starts_on": today.isoformat(), "hours": "3"}
    answer = street.client.post(f"{LIST}new/", fields | {"people": "、".join(person.name for person in people)})
    assert answer.status_code == 302, refusals(answer)
    row = DutyActivity.objects.get()
    assert row.organiser == area
    assert Notification.objects.filter(subject__contains="履职活动通知").count() == 3
    came, leave, absent = row.attendances.order_by("pk")
    marks = {f"row-{came.pk}": "verified", f"row-{leave.pk}": "on_leave", f"row-{absent.pk}": "absent"}
    assert post(street, row.get_absolute_url(), "settle", **marks).status_code == 302
    assert [each.status for each in row.attendances.order_by("pk")] == ["verified", "on_leave", "absent"]
    assert "参加1人次" in street.text(LIST)


def test_a_name_that_no_deputy_bears_refuses_the_whole_activity(today: date, area: Organ) -> None:
    street = Clerk("street_wc", organ=area)
    known, stranger = deputy(delegation=area), deputy(delegation=factories.organ())
    fields = {"kind": "visit", "title": "视察", "starts_on": today.isoformat(), "hours": "3"}
    answer = street.client.post(f"{LIST}new/", fields | {"people": f"{known.name}、查无此人 {stranger.name}"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“查无此人”不是" in page
    assert f"“{stranger.name}”不是" in page
    assert not DutyActivity.objects.exists()
    assert not Notification.objects.exists()


def test_a_deputy_asks_for_leave_and_sees_the_own_row_only(today: date, area: Organ) -> None:
    clerk, person = member(delegation=area)
    other = deputy(delegation=area)
    row = activity(starts_on=today + timedelta(days=2), organiser=area)
    mine = attendance(row, person, status=Status.EXPECTED)
    attendance(row, other, status=Status.EXPECTED)
    page = clerk.text(row.get_absolute_url())
    assert other.name not in page
    assert row.title in clerk.text(HOME)
    assert post(clerk, row.get_absolute_url(), "leave", reason=" ").status_code == 422
    assert post(clerk, row.get_absolute_url(), "leave", reason="出差").status_code == 302
    mine.refresh_from_db()
    assert (mine.status, mine.leave_reason) == (Status.LEAVE_ASKED, "出差")
    street = Clerk("street_wc", organ=area)
    assert "请假理由：出差" in street.text(row.get_absolute_url())


def test_a_list_is_not_verified_before_the_day_nor_by_others(today: date, area: Organ) -> None:
    street = Clerk("street_wc", organ=area)
    coming = activity(starts_on=today + timedelta(days=1), organiser=area)
    row = attendance(coming, deputy(delegation=area), status=Status.EXPECTED)
    sent_marks = {"step": "settle", f"row-{row.pk}": "verified"}
    assert street.client.post(coming.get_absolute_url(), sent_marks).status_code == 404
    held = activity(starts_on=today, organiser=area)
    attendance(held, row.person, status=Status.EXPECTED)
    elsewhere = Clerk("street_wc", organ=factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE))
    assert elsewhere.status(held.get_absolute_url()) == 404
    assert elsewhere.client.post(held.get_absolute_url(), sent_marks).status_code == 404


def test_marks_of_foreign_rows_and_no_marks_change_nothing(today: date, area: Organ) -> None:
    street = Clerk("street_wc", organ=area)
    held, other = activity(starts_on=today, organiser=area), activity(starts_on=today)
    mine = attendance(held, deputy(delegation=area), status=Status.EXPECTED)
    foreign = attendance(other, deputy(), status=Status.EXPECTED)
    path = held.get_absolute_url()
    for marks in (
        {f"row-{foreign.pk}": "verified"},
        {},
        {f"row-{mine.pk}": "zzz"},
        {"row-99999999999999999999": "absent"},
    ):
        answer = post(street, path, "settle", **marks)
        assert answer.status_code == 422
        assert "alert" in answer.content.decode() or "errorlist" in answer.content.decode()
    assert {row.status for row in ActivityAttendance.objects.all()} == {Status.EXPECTED}


def test_a_page_of_an_activity_costs_the_same_however_long_its_list(today: date, area: Organ) -> None:
    street = Clerk("street_wc", organ=area)
    held = activity(starts_on=today, organiser=area)
    attendance(held, deputy(delegation=area), status=Status.EXPECTED)
    few = street.queries(held.get_absolute_url())
    for _ in range(6):
        attendance(held, deputy(delegation=area), status=Status.EXPECTED)
    assert street.queries(held.get_absolute_url()) == few
    few = street.queries(LIST)
    for _ in range(4):
        attendance(activity(starts_on=today, organiser=area), deputy(delegation=area))
    assert street.queries(LIST) == few


def test_a_list_is_settled_in_queries_that_a_street_can_bear(today: date, area: Organ) -> None:
    street = Clerk("street_wc", organ=area)
    held = activity(starts_on=today, organiser=area)
    rows = [attendance(held, deputy(delegation=area), status=Status.EXPECTED) for _ in range(10)]
    marks: dict[str, Any] = {f"row-{row.pk}": "verified" for row in rows}
    with CaptureQueriesContext(connection) as captured:
        assert post(street, held.get_absolute_url(), "settle", **marks).status_code == 302
    assert len(captured) <= 60 + 2 * len(rows)


# ------------------------------------------------------------------------------------------------ public page, checks


def public_page(person: Person) -> str:
    return Client().get(f"/deputies/{person.pk}/").content.decode()


def test_everyone_reads_how_often_and_nothing_else(today: date) -> None:
    person = deputy()
    attendance(activity(DutyKind.VISIT, title="不公开的名称", starts_on=today), person)
    attendance(activity(DutyKind.GROUP, title="没有核实的活动", starts_on=today), person, status=Status.EXPECTED)
    page = public_page(person)
    assert f"{today.year}年：视察1次。" in page
    assert "不公开的名称" not in page
    assert "代表小组活动" not in page


def test_the_grade_is_public_only_where_the_portal_says_so(today: date, settings: Any) -> None:
    person = deputy()
    keeper = factories.user("deputies_wc")
    last = date(today.year - 1, 12, 1)
    row = told(person, keeper, today=last)
    settings.PERFORMANCE_IS_PUBLIC = True
    assert "履职考评" not in public_page(person)
    performance.confirm(row, decision="主任会议", actor=keeper, today=today)
    assert f"{last.year}年履职考评：{row.grade}" in public_page(person)
    settings.PERFORMANCE_IS_PUBLIC = False
    assert "履职考评" not in public_page(person)


def test_the_same_duty_told_twice_stands_on_the_page_of_inconsistencies(today: date) -> None:
    person = deputy()
    own = attendance(activity(DutyKind.CONTACT, starts_on=today, is_own=True), person)
    assert list(duty_offers.entered_twice(today)) == []
    attendance(activity(DutyKind.CONTACT, starts_on=today), person)
    assert list(duty_offers.entered_twice(today)) == [own]


def test_a_list_left_open_after_its_day_and_days_outside_the_mandate_are_found(today: date) -> None:
    held = activity(starts_on=today - timedelta(days=2))
    row = attendance(held, deputy(), status=Status.EXPECTED)
    assert list(duty_offers.unverified_long_after(today)) == [held]
    row.mandate.ends_on, row.mandate.end_reason = today - timedelta(days=5), "resigned"
    row.mandate.save()
    assert list(duty_offers.outside_mandates(today)) == [row]


def test_an_activity_to_which_one_is_called_waits_and_stands_in_the_calendar(today: date) -> None:
    clerk, person = member()
    coming = activity(starts_on=today + timedelta(days=3), title="示例集中视察")
    attendance(coming, person, status="expected")
    [task] = [task for task in lines(duty_offers.own(clerk.user, today)) if task.title == "示例集中视察"]
    assert (task.action, task.due_on) == ("参加或者请假", today + timedelta(days=3))
    [event] = duty_offers.calendar(clerk.user)
    assert (event.title, event.starts, event.ends) == (
        "示例集中视察",
        today + timedelta(days=3),
        today + timedelta(days=4),
    )
    other, _ = member()
    assert list(duty_offers.calendar(other.user)) == []
    assert list(duty_offers.calendar(factories.user("office"))) == []
