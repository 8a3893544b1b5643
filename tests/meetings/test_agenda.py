"""The agenda: from the chairpersons' meeting to the draft, joint motions, urgent items, its order, and pasted lines."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from congress.models import Activity, User
from congress.workflow import TransitionError
from deputies.models import Person, Seat
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.services import agenda, agenda_lines, meetings
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Status = AgendaItem.Status


def chairpersons(status: str = Meeting.Status.CLOSED) -> Meeting:
    return factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=status)


def committee(size: int = 3) -> list[Person]:
    roles = [Seat.Role.CHAIR, *[Seat.Role.MEMBER] * (size - 1)]
    return [factories.seat(role).person for role in roles]


def sitting(**fields: object) -> Meeting:
    return factories.meeting(status=Meeting.Status.OPEN, **fields)


def orders(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.items.order_by("order")]


def test_an_item_of_the_chairpersons_flows_into_the_committees_draft_agenda(clerk: User) -> None:
    target, organ = factories.meeting(), factories.organ()
    first = factories.item(target)
    item = factories.item(
        chairpersons(),
        title="关于任免的议案",
        kind="personnel",
        reporting_organ=organ,
        reporter="示例区长",
        sponsor="government",
    )
    new = agenda.propose_to(item, meeting=target, actor=clerk)
    assert (new.meeting, new.order, new.status) == (target, first.order + 1, Status.ON_DRAFT)
    assert (new.title, new.kind, new.reporting_organ, new.reporter, new.sponsor) == (
        "关于任免的议案",
        "personnel",
        organ,
        "示例区长",
        "government",
    )
    assert new.is_for_vote
    assert new.screened_as == item
    assert Activity.objects.filter(verb="提请列入议程").exists()


def test_an_item_is_sent_on_once(clerk: User) -> None:
    item = factories.item(chairpersons(Meeting.Status.OPEN))
    agenda.propose_to(item, meeting=factories.meeting(), actor=clerk)
    with pytest.raises(ValidationError, match="不能重复提请"):
        agenda.propose_to(item, meeting=factories.meeting(starts_on=TODAY + timedelta(days=60)), actor=clerk)
    assert AgendaItem.objects.filter(screened_as=item).count() == 1


@pytest.mark.parametrize("kind", [Meeting.Kind.CHAIR_MEETING_ENLARGED, Meeting.Kind.STUDY, Meeting.Kind.PARTY_GROUP])
def test_only_a_chairpersons_meeting_screens(clerk: User, kind: str) -> None:
    item = factories.item(factories.meeting(kind, starts_on=TODAY, status=Meeting.Status.CLOSED))
    with pytest.raises(ValidationError, match="只有主任会议的议题可以提请"):
        agenda.propose_to(item, meeting=factories.meeting(), actor=clerk)


@pytest.mark.parametrize("status", [Meeting.Status.OPEN, Meeting.Status.CLOSED, Meeting.Status.CANCELLED])
def test_nothing_is_sent_to_a_meeting_that_has_opened_or_was_called_off(clerk: User, status: str) -> None:
    target = factories.meeting(status=status)
    with pytest.raises(ValidationError, match="不能再列入议程草案"):
        agenda.propose_to(factories.item(chairpersons()), meeting=target, actor=clerk)
    assert not target.items.exists()


@pytest.mark.parametrize(
    ("status", "fields", "message"),
    [
        (Meeting.Status.SCHEDULED, {}, "尚未召开"),
        (Meeting.Status.CLOSED, {"kind": "opinions"}, "由主任会议办理"),
        (Meeting.Status.CLOSED, {"status": "withdrawn", "status_note": "撤", "withdrawn_by": "区政府"}, "已撤回"),
    ],
)
def test_what_is_not_ready_is_not_sent_on(clerk: User, status: str, fields: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        agenda.propose_to(factories.item(chairpersons(status), **fields), meeting=factories.meeting(), actor=clerk)


def test_an_item_is_not_sent_to_another_chairpersons_meeting(clerk: User) -> None:
    target = factories.meeting(Meeting.Kind.CHAIR_MEETING)
    with pytest.raises(ValidationError, match="请选择常委会会议"):
        agenda.propose_to(factories.item(chairpersons()), meeting=target, actor=clerk)


def test_several_items_are_sent_on_in_one_move_or_none(clerk: User) -> None:
    held, target = chairpersons(), factories.meeting()
    rows = [factories.item(held, title=title) for title in ("甲", "乙", "丙")]
    agenda.propose_all(held, [rows[2], rows[0]], meeting=target, actor=clerk)
    assert orders(target) == ["甲", "丙"]
    with pytest.raises(ValidationError, match="不能重复提请"):
        agenda.propose_all(held, [rows[1], rows[0]], meeting=target, actor=clerk)
    assert orders(target) == ["甲", "丙"]


def test_a_deferred_item_is_taken_up_again_once_and_linked(clerk: User) -> None:
    item = factories.item(sitting(starts_on=TODAY), status=Status.ADOPTED, is_for_vote=True, kind="act")
    target = factories.meeting()
    with pytest.raises(ValidationError, match="只有暂不交付表决的议程"):
        agenda.take_up_again(item, meeting=target, actor=clerk)
    agenda.defer(item, reason="材料需要补充", actor=clerk)
    again = agenda.take_up_again(item, meeting=target, actor=clerk)
    assert (again.continues, again.is_for_vote, again.status) == (item, True, Status.ON_DRAFT)
    item.refresh_from_db()
    assert item.status == Status.DEFERRED
    with pytest.raises(ValidationError, match="已再次列入"):
        agenda.take_up_again(item, meeting=factories.meeting(starts_on=TODAY + timedelta(days=90)), actor=clerk)


def test_a_deferred_item_returns_to_a_later_meeting_of_the_same_body(clerk: User) -> None:
    item = factories.item(sitting(starts_on=TODAY), status=Status.DEFERRED, status_note="补充材料")
    for wrong in (
        item.meeting,
        chairpersons(Meeting.Status.PLANNED),
        factories.meeting(starts_on=TODAY.replace(day=1)),
    ):
        with pytest.raises(ValidationError, match="请选择以后的常委会会议"):
            agenda.take_up_again(item, meeting=wrong, actor=clerk)


@pytest.mark.parametrize("kind", AgendaItem.VOTED_KINDS)
def test_a_chairpersons_meeting_votes_neither_on_acts_nor_on_people(clerk: User, kind: str) -> None:
    item = AgendaItem(meeting=chairpersons(Meeting.Status.PLANNED), order=1, title="示例", kind=kind, is_for_vote=True)
    with pytest.raises(ValidationError, match=r"主任会议不能表决.*研究后提请常委会会议"):
        agenda.add(item, actor=clerk)
    item.is_for_vote = False
    agenda.add(item, actor=clerk)


def test_a_study_meeting_votes_on_nothing(clerk: User) -> None:
    where = factories.meeting(Meeting.Kind.STUDY)
    with pytest.raises(ValidationError, match="学习研讨不进行表决"):
        agenda.add(AgendaItem(meeting=where, order=1, title="示例", is_for_vote=True), actor=clerk)


def test_what_is_added_while_the_meeting_sits_says_why_and_is_flagged(clerk: User) -> None:
    meeting = sitting()
    late = AgendaItem(meeting=meeting, order=0, title="关于抗旱的报告")
    with pytest.raises(ValidationError, match="临时列入“关于抗旱的报告”须写明理由"):
        agenda.add(late, actor=clerk)
    late.motive = "旱情紧急"
    agenda.add(late, actor=clerk)
    assert (late.order, late.is_urgent, late.status) == (1, True, Status.ADOPTED)
    agenda.note(late, actor=clerk)
    assert Activity.objects.get(verb="临时列入议程").reason == "旱情紧急"


def test_a_joint_motion_needs_three_members_in_office(clerk: User) -> None:
    members = committee(4)
    item = factories.item()
    with pytest.raises(ValidationError, match="联名2人，须3人以上"):
        agenda.set_sponsor(item, sponsor="members", people=members[:2], actor=clerk)
    item.refresh_from_db()
    assert (item.sponsor, item.co_sponsors.count()) == ("chair_meeting", 0)
    stranger = factories.person("代表甲")
    with pytest.raises(ValidationError, match="代表甲在会议当日不是常委会组成人员"):
        agenda.set_sponsor(item, sponsor="members", people=[*members[:2], stranger], actor=clerk)
    agenda.set_sponsor(item, sponsor="members", people=members[:3], actor=clerk)
    assert item.co_sponsors.count() == 3


def test_a_sponsor_whose_seat_ends_before_the_meeting_does_not_count(clerk: User) -> None:
    members = committee(2)
    item = factories.item()
    leaving = factories.seat(ends_on=item.meeting.starts_on - timedelta(days=1)).person
    with pytest.raises(ValidationError, match=f"{leaving}在会议当日不是"):
        agenda.set_sponsor(item, sponsor="members", people=[*members, leaving], actor=clerk)


def test_a_joint_motion_without_its_sponsors_neither_joins_the_draft_nor_lets_the_meeting_open(clerk: User) -> None:
    committee()
    meeting = factories.meeting(starts_on=TODAY, is_extraordinary=True)
    item = factories.item(meeting, sponsor="members")
    other = factories.item(meeting)
    meetings.schedule(meeting, actor=clerk, today=TODAY)
    item.refresh_from_db()
    other.refresh_from_db()
    assert (item.status, other.status) == (Status.PROPOSED, Status.ON_DRAFT)
    with pytest.raises(ValidationError, match="联名0人"):
        agenda.put_on_draft(item, actor=clerk)
    meeting.attendances.update(status=Attendance.Status.PRESENT)
    with pytest.raises(ValidationError, match="联名0人"):
        meetings.open_meeting(meeting, actor=clerk, today=TODAY)


def test_the_order_changes_in_one_move(clerk: User) -> None:
    meeting = factories.meeting()
    a, b, c = (factories.item(meeting, title=title) for title in "甲乙丙")
    assert agenda.reorder(meeting, [c.pk, a.pk, b.pk], actor=clerk)
    assert orders(meeting) == ["丙", "甲", "乙"]
    assert not agenda.reorder(meeting, [c.pk, a.pk, b.pk], actor=clerk)
    assert Activity.objects.filter(verb="调整议程顺序").count() == 1


def test_an_order_of_another_agenda_is_refused(clerk: User) -> None:
    meeting = factories.meeting()
    a, b = factories.item(meeting), factories.item(meeting)
    for wrong in ([a.pk], [a.pk, b.pk, factories.item().pk], [a.pk, a.pk]):
        with pytest.raises(ValidationError, match="议程在您打开本页后已有增减"):
            agenda.reorder(meeting, wrong, actor=clerk)


def test_what_was_dealt_with_keeps_its_order_while_the_meeting_sits(clerk: User) -> None:
    meeting = sitting()
    done = [factories.item(meeting, status=Status.NOTED) for _ in range(2)]
    waiting = [factories.item(meeting, status=Status.ADOPTED) for _ in range(2)]
    with pytest.raises(ValidationError, match="已有结果的议程之间不能再调整顺序"):
        agenda.reorder(meeting, [done[1].pk, done[0].pk, *[item.pk for item in waiting]], actor=clerk)
    agenda.reorder(meeting, [*[item.pk for item in done], waiting[1].pk, waiting[0].pk], actor=clerk)


def test_no_order_lets_a_member_leave_before_having_come(clerk: User) -> None:
    meeting = sitting()
    a, b, c = (factories.item(meeting, status=Status.ADOPTED) for _ in range(3))
    member = factories.person("代表甲")
    Attendance.objects.create(meeting=meeting, person=member, status="present", arrived_item=a, left_item=c)
    with pytest.raises(ValidationError, match="代表甲自第3项起到会、第1项前离会"):
        agenda.reorder(meeting, [c.pk, b.pk, a.pk], actor=clerk)


def test_a_closed_agenda_moves_by_correction_only(clerk: User) -> None:
    meeting = factories.meeting(status=Meeting.Status.CLOSED)
    a, b = factories.item(meeting), factories.item(meeting)
    with pytest.raises(ValidationError, match="已经闭会"):
        agenda.reorder(meeting, [b.pk, a.pk], actor=clerk)
    assert agenda.reorder(meeting, [b.pk, a.pk], actor=factories.user("office", "office_head"))


def test_what_is_put_to_the_vote_holds_the_meeting_open_until_it_was_voted_on_or_deferred(clerk: User) -> None:
    meeting = sitting(starts_on=TODAY)
    item = factories.item(meeting, status=Status.ADOPTED, kind="final_accounts", is_for_vote=True)
    agenda.note(item, actor=clerk)
    with pytest.raises(ValidationError, match="付表决，尚无表决结果"):
        meetings.close_meeting(meeting, actor=clerk)
    agenda.defer(item, reason="材料需要补充", actor=clerk)
    meetings.close_meeting(meeting, actor=clerk)


def test_what_was_only_heard_is_not_deferred_afterwards(clerk: User) -> None:
    item = factories.item(sitting(), status=Status.ADOPTED)
    agenda.note(item, actor=clerk)
    with pytest.raises(TransitionError):
        agenda.defer(item, reason="改期", actor=clerk)


def test_the_rest_is_noted_in_one_move_without_what_is_put_to_the_vote(clerk: User) -> None:
    meeting = sitting()
    heard = [factories.item(meeting, status=Status.ADOPTED) for _ in range(3)]
    voted = factories.item(meeting, status=Status.ADOPTED, is_for_vote=True)
    assert agenda.note_all(meeting, actor=clerk) == 3
    assert {item.status for item in AgendaItem.objects.filter(pk__in=[row.pk for row in heard])} == {Status.NOTED}
    voted.refresh_from_db()
    assert voted.status == Status.ADOPTED


def test_withdrawing_names_who_asked_and_why(clerk: User) -> None:
    item = factories.item(sitting(), status=Status.ADOPTED)
    with pytest.raises(ValidationError, match="由谁要求"):
        agenda.withdraw(item, reason="尚需论证", by=" ", actor=clerk)
    agenda.withdraw(item, reason="尚需论证", by="区人民政府", actor=clerk)
    assert (item.status, item.status_note, item.withdrawn_by) == (Status.WITHDRAWN, "尚需论证", "区人民政府")


def test_nothing_is_withdrawn_after_the_vote(clerk: User) -> None:
    item = factories.item(sitting(), status=Status.VOTED_PASSED)
    with pytest.raises(TransitionError):
        agenda.withdraw(item, reason="尚需论证", by="区人民政府", actor=clerk)


PASTE = """
一、听取和审议区人民政府关于2025年财政决算的报告
二、听取和审议示例农业局关于乡村振兴工作情况的报告
3．书面审议关于代表建议、批评和意见办理情况的报告；
（四）审议关于批准预算调整方案的决议（草案）
⑤审议人事任免事项

关于科技成果转化的执法检查报告｜示例检查组办公室｜示例组长
"""


def test_pasted_lines_become_items_by_their_words(clerk: User) -> None:
    organ = factories.organ(name="示例农业局")
    group = factories.organ(name="示例检查组办公室")
    meeting = factories.meeting()
    agenda_lines.add(meeting, PASTE, actor=clerk)
    rows = list(meeting.items.order_by("order"))
    assert [row.order for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[0].title == "听取和审议区人民政府关于2025年财政决算的报告"
    assert [row.kind for row in rows] == [
        "final_accounts",
        "special_report",
        "suggestion_report",
        "debt",
        "personnel",
        "inspection_report",
    ]
    assert rows[1].reporting_organ == organ
    assert rows[2].mode == "written"
    assert rows[4].is_for_vote
    assert (rows[5].reporting_organ, rows[5].reporter) == (group, "示例组长")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("甲报告\n乙报告\n甲报告", "第3行与第1行重复"),
        ("字" * 201, "第1行有201字"),
        ("甲报告｜不存在的局", "第1行的机关“不存在的局”未登记"),
        ("\n".join(f"第{n}项报告" for n in range(61)), "最多粘贴60项"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_added(clerk: User, text: str, message: str) -> None:
    meeting = factories.meeting()
    with pytest.raises(ValidationError, match=message):
        agenda_lines.add(meeting, text, actor=clerk)
    assert not meeting.items.exists()


def test_a_line_that_is_on_the_agenda_is_not_added_again(clerk: User) -> None:
    meeting = factories.meeting()
    agenda_lines.add(meeting, "甲报告", actor=clerk)
    with pytest.raises(ValidationError, match="第2行已在议程中：甲报告"):
        agenda_lines.add(meeting, "乙报告\n甲报告", actor=clerk)
    assert orders(meeting) == ["甲报告"]
