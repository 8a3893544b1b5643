"""The agenda on the desk: rows in their order, two clerks at one agenda, and an agenda pasted line by line."""

from collections.abc import Iterator
from datetime import timedelta

import lxml.html
import pytest
import time_machine

from deputies.models import Seat
from meetings.models import AgendaItem, Meeting
from meetings.services import agenda, meetings
from tests import factories
from tests.desk import Clerk, refusals, said, values_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
ADD = "/admin/meetings/meeting/add/"


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def office() -> Clerk:
    return Clerk("office")


def page_of(meeting: Meeting) -> str:
    return f"/admin/meetings/meeting/{meeting.pk}/change/"


def step_of(record: Meeting | AgendaItem, name: str) -> str:
    return f"/admin/meetings/{record._meta.model_name}/{record.pk}/steps/{name}/"


def with_items(*titles: str, **fields: object) -> Meeting:
    meeting = factories.meeting(**fields)
    for title in titles:
        factories.item(meeting, title=title)
    return meeting


def orders(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.items.order_by("order")]


def test_a_new_meeting_begins_with_the_next_day_place_and_chair_of_its_kind(office: Clerk) -> None:
    last = TODAY - timedelta(days=28)
    usual = {"place": "一号会议室", "chaired_by": "示例主任", "starts_at_time": "09:00"}
    factories.meeting(starts_on=last, status="closed", **usual)
    sent = office.form(ADD)
    assert (sent["kind"], sent["place"], sent["chaired_by"], sent["starts_at_time"]) == (
        "standing_committee",
        "一号会议室",
        "示例主任",
        "09:00",
    )
    # Eight weeks after the last one, the same day of the week.
    assert sent["starts_on"] == sent["ends_on"] == str(last + timedelta(days=56))
    assert sent["term"] == str(factories.term().pk)
    assert "place" not in office.form(f"{ADD}?kind=chair_meeting")


def test_a_whole_agenda_is_entered_and_its_day_fixed_in_one_move(office: Clerk) -> None:
    factories.seat(Seat.Role.CHAIR)
    lines = "一、听取甲工作情况的报告\n二、关于乙的决定（草案）\n三、人事任免事项"
    answer = office.change(ADD, agenda_lines=lines, _schedule="1")
    assert refusals(answer) == ""
    meeting = Meeting.objects.get()
    assert (meeting.status, meeting.number) == (Meeting.Status.SCHEDULED, 1)
    assert orders(meeting) == ["听取甲工作情况的报告", "关于乙的决定（草案）", "人事任免事项"]
    assert [item.is_for_vote for item in meeting.items.order_by("order")] == [False, True, True]
    assert meeting.attendances.count() == 1
    assert answer.redirect_chain[-1][0] == page_of(meeting)


def test_a_wrong_line_keeps_the_meeting_out_and_what_was_typed_in(office: Clerk) -> None:
    answer = office.change(ADD, place="二楼会议室", agenda_lines="甲报告\n甲报告", _schedule="1")
    assert "第2行与第1行重复" in refusals(answer)
    assert "二楼会议室" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_row_without_a_number_comes_last(office: Clerk) -> None:
    meeting = with_items("甲", "乙")
    new = {"items__TOTAL_FORMS": "3", "items__2__title": "丙", "items__2__kind": "other", "items__2__mode": "heard"}
    assert refusals(office.change(page_of(meeting), **new)) == ""
    assert orders(meeting) == ["甲", "乙", "丙"]


def test_a_row_moved_to_the_front_moves_the_others_down(office: Clerk) -> None:
    meeting = with_items("甲", "乙", "丙")
    answer = office.change(page_of(meeting), items__0__order="2", items__1__order="3", items__2__order="1")
    assert refusals(answer) == ""
    assert orders(meeting) == ["丙", "甲", "乙"]
    assert list(meeting.items.order_by("order").values_list("order", flat=True)) == [1, 2, 3]


def test_two_clerks_who_add_at_the_same_place_both_keep_their_item(office: Clerk) -> None:
    meeting = with_items("甲")
    opened = office.form(page_of(meeting))
    row = {"items-TOTAL_FORMS": "2", "items-1-order": "2", "items-1-kind": "other", "items-1-mode": "heard"}
    assert refusals(Clerk("office").save(page_of(meeting), opened | row | {"items-1-title": "乙"})) == ""
    assert refusals(office.save(page_of(meeting), opened | row | {"items-1-title": "丙"})) == ""
    assert sorted(orders(meeting)) == ["丙", "乙", "甲"]
    assert orders(meeting)[0] == "甲"


def test_the_second_clerk_sees_the_new_order_and_loses_nothing_typed(office: Clerk) -> None:
    meeting = with_items("甲", "乙")
    opened = office.form(page_of(meeting))
    Clerk("office").change(page_of(meeting), items__0__order="2", items__1__order="1")
    typed = opened | {"place": "三号会议室", "items-0-title": "甲（修改）", "items-1-reporter": "示例局长"}
    answer = office.save(page_of(meeting), typed)
    assert "“序号”在您打开本页后已被他人修改" in refusals(answer)
    meeting.refresh_from_db()
    assert (meeting.place, orders(meeting)) == ("", ["乙", "甲"])
    shown = values_on(answer)
    assert (shown["place"], shown["items-0-title"]) == ("三号会议室", "甲（修改）")
    assert shown["items-1-reporter"] == "示例局长"
    assert (shown["items-0-order"], shown["items-1-order"]) == ("2", "1")
    assert refusals(office.save(page_of(meeting), shown)) == ""
    meeting.refresh_from_db()
    assert (meeting.place, orders(meeting)) == ("三号会议室", ["乙", "甲（修改）"])
    assert meeting.items.get(title="乙").reporter == "示例局长"


def test_where_both_typed_the_second_keeps_the_own_words_and_is_told(office: Clerk) -> None:
    meeting = with_items("甲")
    opened = office.form(page_of(meeting))
    Clerk("office").change(page_of(meeting), place="一号会议室", chaired_by="示例主任")
    answer = office.save(page_of(meeting), opened | {"place": "二号会议室"})
    assert "“地点、主持人”在您打开本页后已被他人修改" in refusals(answer)
    assert "其中“地点”仍显示您填写的内容" in refusals(answer)
    shown = values_on(answer)
    assert (shown["place"], shown["chaired_by"]) == ("二号会议室", "示例主任")
    meeting.refresh_from_db()
    assert meeting.place == "一号会议室"


def test_a_row_that_a_colleague_removed_is_told_and_nothing_is_stored(office: Clerk) -> None:
    meeting = with_items("甲", "乙")
    opened = office.form(page_of(meeting))
    Clerk("office").change(page_of(meeting), items__1__DELETE="on")
    answer = office.save(page_of(meeting), opened | {"place": "三号会议室", "items-1-title": "乙（修改）"})
    assert "已被他人删除，未保存您的改动" in refusals(answer)
    assert "乙（修改）" in answer.content.decode()
    meeting.refresh_from_db()
    assert (meeting.place, orders(meeting)) == ("", ["甲"])


def test_an_item_added_while_the_meeting_sits_asks_why(office: Clerk) -> None:
    meeting = with_items(status=Meeting.Status.OPEN)
    new = {"items__TOTAL_FORMS": "1", "items__0__title": "抗旱", "items__0__kind": "other", "items__0__mode": "heard"}
    answer = office.change(page_of(meeting), **new)
    assert "临时列入的议程须写明理由" in refusals(answer)
    assert not meeting.items.exists()
    answer = office.change(page_of(meeting), **new, items__0__motive="旱情紧急")
    assert refusals(answer) == ""
    item = meeting.items.get()
    assert (item.is_urgent, item.status) == (True, AgendaItem.Status.ADOPTED)
    assert "临时列入" in office.text(page_of(meeting))


def test_a_vote_on_people_is_refused_beside_the_box_of_a_chairpersons_meeting(office: Clerk) -> None:
    meeting = with_items("人事任免事项", kind=Meeting.Kind.CHAIR_MEETING)
    answer = office.change(page_of(meeting), items__0__kind="personnel", items__0__is_for_vote="on")
    assert "主任会议不能表决人事任免" in refusals(answer)


def test_items_of_a_chairpersons_meeting_go_to_the_committee_by_ticking_them(office: Clerk) -> None:
    held = with_items("甲", "乙", kind=Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=Meeting.Status.CLOSED)
    target = factories.meeting(number=9)
    first = held.items.get(title="甲")
    answer = office.step(step_of(held, "propose"), meeting=target.pk, items=[first.pk])
    assert "提请“第十届人大常委会第九次会议”1项" in said(answer)
    assert orders(target) == ["甲"]
    assert f"经{held}研究" in office.text(page_of(target))
    page = office.page(step_of(held, "propose"))
    assert [words(box) for box in page.xpath("//div[@id='id_items']//label")] == ["乙"]
    assert str(held) in office.text(f"/admin/meetings/agendaitem/{target.items.get().pk}/change/")


def test_a_deferred_item_returns_from_its_row(office: Clerk) -> None:
    meeting = with_items("甲", status=Meeting.Status.OPEN, starts_on=TODAY)
    item = meeting.items.get()
    AgendaItem.objects.update(status=AgendaItem.Status.ADOPTED)
    item.refresh_from_db()
    agenda.defer(item, reason="补充材料", actor=office.user)
    target = factories.meeting(number=9)
    assert step_of(item, "again") in office.client.get(page_of(meeting)).content.decode()
    office.step(step_of(item, "again"), meeting=target.pk)
    assert orders(target) == ["甲"]
    assert f"{target}再次列入" in office.text(page_of(meeting))
    assert "不能办理" in said(office.step(step_of(item, "again"), meeting=target.pk))


def test_sponsors_are_ticked_and_two_are_too_few(office: Clerk) -> None:
    people = [factories.seat(Seat.Role.CHAIR).person, *(factories.seat().person for _ in range(3))]
    item = with_items("甲").items.get()
    few = office.step(step_of(item, "sponsor"), sponsor="members", people=[person.pk for person in people[:2]])
    assert "联名2人，须3人以上" in refusals(few)
    office.step(step_of(item, "sponsor"), sponsor="members", people=[person.pk for person in people[:3]])
    item.refresh_from_db()
    assert (item.sponsor, item.co_sponsors.count()) == ("members", 3)


def test_the_next_meeting_is_made_from_this_one(office: Clerk) -> None:
    meeting = with_items("学习传达", "听取甲的报告", place="一号会议室", chaired_by="示例主任")
    meeting.sittings.create(starts_on=meeting.starts_on, kind="joint_group", place="二号会议室")
    kept = meeting.items.get(title="学习传达")
    day = meeting.starts_on + timedelta(days=56)
    answer = office.step(step_of(meeting, "repeat"), starts_on=str(day), ends_on=str(day), items=[kept.pk])
    assert "已新建" in said(answer)
    new = Meeting.objects.latest("pk")
    assert (new.status, new.place, new.chaired_by, new.starts_on) == ("planned", "一号会议室", "示例主任", day)
    assert orders(new) == ["学习传达"]
    assert new.sittings.get().kind == "joint_group"


def test_lines_are_pasted_into_a_meeting_that_is_there(office: Clerk) -> None:
    meeting = with_items("甲")
    answer = office.step(step_of(meeting, "lines"), text="1. 乙\n2. 丙")
    assert "已列入2项议程" in said(answer)
    assert orders(meeting) == ["甲", "乙", "丙"]


def test_papers_missing_are_listed_and_a_reason_is_kept_in_sight(office: Clerk) -> None:
    meeting = with_items("甲的报告", "人事任免")
    meeting.items.filter(title="人事任免").update(kind="personnel")
    meetings.schedule(meeting, actor=office.user, today=TODAY)
    meetings.give_notice(meeting, on=TODAY, actor=office.user)
    answer = office.step(step_of(meeting, "papers"), on=str(TODAY))
    assert "1项议程还没有材料（1．甲的报告）" in refusals(answer)
    office.step(step_of(meeting, "papers"), on=str(TODAY), missing_reason="报告机关当日送达")
    meeting.refresh_from_db()
    assert meeting.papers_sent_on == TODAY
    assert "1项（报告机关当日送达）" in office.text(page_of(meeting))


def test_another_role_reads_the_agenda_and_changes_nothing(office: Clerk) -> None:
    held = with_items("甲", kind=Meeting.Kind.CHAIR_MEETING, status=Meeting.Status.CLOSED)
    officer = Clerk("wc_officer")
    assert officer.status(page_of(held)) == 200
    assert officer.step(step_of(held, "propose")).status_code == 403
    assert officer.step(step_of(held.items.get(), "withdraw"), reason="x", by="y").status_code == 403
    assert Clerk("reviewer").status(page_of(held)) == 403


def values_on(answer: object) -> dict[str, str]:
    """What the page that came back would send."""
    page = lxml.html.fromstring(answer.content.decode())  # type: ignore[attr-defined]
    return values_of(next(form for form in page.forms if (form.get("id") or "").endswith("_form")))
