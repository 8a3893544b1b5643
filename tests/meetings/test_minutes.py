"""Minutes: drafted from the records, approved by another person, and only then is the meeting minuted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import Notification, Obligation, User
from congress.official import Heading, Paragraph
from congress.services import numbering
from congress.workflow import TransitionError
from meetings.models import Act, AgendaItem, Conclusion, Meeting, MeetingMinutes, Sitting, Speech, Vote
from meetings.services import conclusions, meetings, minutes, minutes_text, speeches
from tests import factories
from tests.factories_minutes import (
    HELD_ON,
    approved,
    assigned,
    conclusion,
    draft,
    held_meeting,
    sitting,
    speech,
    submitted,
)

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


# The draft


def test_a_draft_tells_who_was_there_and_what_was_heard(clerk: User) -> None:
    meeting = held_meeting(members=5, away=1, items=0)
    organ = factories.organ(short_name="区教育局")
    item = factories.item(
        meeting, title="关于学前教育工作情况的报告", reporting_organ=organ, reporter="代表001", status="deliberated"
    )
    speech(item)
    text = minutes.draft(meeting, actor=clerk).text.splitlines()
    assert text == [
        "2026年9月9日，第十届人大常委会第十四次会议在区人大常委会会议室举行。会议由常委会主任主持。"
        "应到5人，实到4人，请假1人，符合法定人数。",
        "一、关于学前教育工作情况的报告",
        "会议听取和审议了区教育局关于学前教育工作情况的报告（代表001作报告）。审议中有1人次发言。",
    ]


def test_a_draft_tells_votes_and_acts(clerk: User) -> None:
    meeting = held_meeting(items=0)
    item = factories.item(meeting, title="批准《生态文明建设规划》", kind=AgendaItem.Kind.ACT, status="voted_passed")
    vote = Vote.objects.create(
        meeting=meeting,
        item=item,
        title="关于批准规划的决定",
        kind=Vote.Kind.ACT,
        held_on=HELD_ON,
        basis_total=5,
        quorum=3,
        present=4,
        yes=4,
        passed=True,
        recorded_by=clerk,
    )
    Act.objects.create(
        kind=Act.Kind.DECISION, title="关于批准规划的决定", meeting=meeting, item=item, adopted_on=HELD_ON, vote=vote
    )
    text = minutes.draft(meeting, actor=clerk).text
    assert "会议审议了有关议案。" in text
    assert "会议对关于批准规划的决定进行了表决：应到5人，实到4人；赞成4票，反对0票，弃权0票" in text
    assert "会议通过了《关于批准规划的决定》。" in text


def test_a_draft_tells_why_an_item_was_put_off(clerk: User) -> None:
    meeting = held_meeting(items=0)
    factories.item(meeting, title="甲案", status="deferred", status_note="意见分歧较大。")
    factories.item(meeting, title="乙案", status="withdrawn", status_note="方案调整", withdrawn_by="区人民政府")
    text = minutes.draft(meeting, actor=clerk).text
    assert "会议审议了甲案，决定暂不交付表决：意见分歧较大。" in text
    assert "根据区人民政府的要求，乙案在表决前撤回：方案调整。" in text


def test_conclusions_of_a_chairpersons_meeting_are_numbered_with_organ_and_day(clerk: User) -> None:
    meeting = held_meeting(Meeting.Kind.CHAIR_MEETING, members=3, away=0, items=1)
    conclusion(meeting, text="同意常委会会议议程草案。")
    assigned(meeting, to=factories.organ(short_name="区水利局"), due_on=HELD_ON + timedelta(days=21))
    lines = minutes.draft(meeting, actor=clerk).text.splitlines()
    assert lines[-3:] == [
        "二、议定事项",
        "1．同意常委会会议议程草案。",
        "2．同意有关方案，按程序办理（由区水利局承办，于2026年9月30日前完成）。",
    ]


@pytest.mark.parametrize("status", [Meeting.Status.OPEN, Meeting.Status.NOTICED, Meeting.Status.CANCELLED])
def test_a_meeting_that_was_not_held_has_no_minutes(clerk: User, status: str) -> None:
    with pytest.raises(ValidationError, match="会议尚未闭会，不能起草纪要。"):
        minutes.draft(held_meeting(status=status), actor=clerk)


def test_a_study_session_has_no_minutes(clerk: User) -> None:
    with pytest.raises(ValidationError, match="学习研讨不作会议纪要。"):
        minutes.draft(held_meeting(Meeting.Kind.STUDY, number=None), actor=clerk)


def test_a_draft_is_written_anew_until_it_is_handed_in(clerk: User) -> None:
    row = draft(by=clerk)
    row.text = "旧文"
    row.save()
    assert minutes.draft(row.meeting, actor=clerk).text != "旧文"
    minutes.submit(row, actor=clerk)
    with pytest.raises(ValidationError, match="纪要待审签，不能重新起草。"):
        minutes.draft(row.meeting, actor=clerk)
    assert MeetingMinutes.objects.count() == 1


def test_an_empty_text_is_put_together_from_the_records_and_fixed_on_handing_in(clerk: User) -> None:
    row = draft(by=clerk)
    row.text = " "
    row.save()
    minutes.submit(row, actor=clerk)
    assert row.text.startswith("2026年9月9日")


def test_headings_keep_the_numbers_that_were_typed() -> None:
    text = "一、第一项\n（二）小项\n三、这一段很长。后面还有一句。\n1．议定"
    assert minutes_text.blocks(text) == [
        Heading("第一项", 1, number="一、"),
        Heading("小项", 2, number="（二）"),
        Paragraph("三、这一段很长。后面还有一句。"),
        Paragraph("1．议定"),
    ]


# Approval


def test_another_person_approves(clerk: User) -> None:
    row = submitted(by=clerk)
    chair = factories.user("sc_chair")
    minutes.approve(row, actor=chair, today=TODAY)
    assert (row.status, row.approved_by, row.approved_on) == (MeetingMinutes.Status.APPROVED, chair, TODAY)
    assert Notification.objects.filter(recipient=clerk, subject__startswith="已审签").exists()


def test_who_handed_it_in_does_not_approve_it() -> None:
    head = factories.user("office", "office_head")
    row = submitted(by=head)
    with pytest.raises(ValidationError, match="须由另一人审签"):
        minutes.approve(row, actor=head, today=TODAY)
    row.refresh_from_db()
    assert row.status == MeetingMinutes.Status.SUBMITTED


def test_minutes_are_not_approved_before_the_meeting_is_over() -> None:
    row = submitted()
    with pytest.raises(ValidationError, match="会议于2026年9月9日结束，不能提前审签纪要。"):
        minutes.approve(row, actor=factories.user("sc_chair"), today=HELD_ON - timedelta(days=1))


def test_a_draft_is_not_approved_and_a_stale_copy_is_told() -> None:
    row = draft()
    with pytest.raises(TransitionError, match="草稿"):
        minutes.approve(row, actor=factories.user("sc_chair"), today=TODAY)
    stale = MeetingMinutes.objects.get(pk=row.pk)
    minutes.submit(row, actor=row.drafted_by)
    minutes.approve(row, actor=factories.user("sc_chair"), today=TODAY)
    with pytest.raises(TransitionError, match="已审签"):
        minutes.approve(stale, actor=factories.user("sc_vice_chair"), today=TODAY)


def test_approvers_are_told_and_a_text_sent_back_says_why(clerk: User) -> None:
    chair = factories.user("sc_chair")
    row = submitted(by=clerk)
    assert Notification.objects.filter(recipient=chair, subject__startswith="待审签").exists()
    with pytest.raises(ValidationError, match="退回修改须写明意见。"):
        minutes.send_back(row, note=" ", actor=chair)
    minutes.send_back(row, note="请补充表决结果", actor=chair)
    assert (row.status, row.returned_note) == (MeetingMinutes.Status.DRAFT, "请补充表决结果")


def test_approved_minutes_name_their_approver() -> None:
    row = draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingMinutes.objects.filter(pk=row.pk).update(status="approved")


# The meeting's own steps


@pytest.mark.parametrize("kind", [Meeting.Kind.STANDING_COMMITTEE, Meeting.Kind.CHAIR_MEETING])
def test_a_meeting_is_minuted_by_approved_minutes_alone(clerk: User, kind: str) -> None:
    meeting = held_meeting(kind)
    with pytest.raises(ValidationError, match="会议还没有纪要"):
        meetings.minute(meeting, actor=clerk)
    row = submitted(meeting)
    with pytest.raises(ValidationError, match="会议纪要待审签，尚未审签。"):
        meetings.minute(meeting, actor=clerk)
    minutes.approve(row, actor=factories.user("sc_chair"), today=TODAY)
    meetings.minute(meeting, actor=clerk)
    assert meeting.status == Meeting.Status.MINUTED


def test_a_study_session_is_minuted_without_minutes(clerk: User) -> None:
    meeting = held_meeting(Meeting.Kind.STUDY, number=None)
    meetings.minute(meeting, actor=clerk)
    assert meeting.status == Meeting.Status.MINUTED


def test_history_is_minuted_and_archived_without_minutes(clerk: User) -> None:
    meeting = held_meeting()
    meetings.minute(meeting, actor=clerk, is_historic=True)
    meetings.archive(meeting, actor=clerk, is_historic=True)
    assert meeting.status == Meeting.Status.ARCHIVED


def test_a_meeting_is_archived_when_its_acts_have_numbers(clerk: User) -> None:
    meeting = held_meeting()
    approved(meeting)
    meetings.minute(meeting, actor=clerk)
    act = Act.objects.create(kind=Act.Kind.DECISION, title="关于甲事的决定", meeting=meeting, adopted_on=HELD_ON)
    with pytest.raises(ValidationError, match="下列文件尚未编号，不能归档：关于甲事的决定。"):
        meetings.archive(meeting, actor=clerk)
    act.number = numbering.issue("act", on=HELD_ON, subject=act.title, actor=clerk)
    act.save()
    meetings.archive(meeting, actor=clerk)
    assert meeting.status == Meeting.Status.ARCHIVED


# Conclusions


def test_a_conclusion_with_organ_and_day_is_owed_from_the_approval() -> None:
    meeting = held_meeting(Meeting.Kind.CHAIR_MEETING, members=3, away=0)
    row = assigned(meeting, due_on=TODAY + timedelta(days=10))
    minutes_row = submitted(meeting)
    assert conclusions.assign_closed(actor=minutes_row.drafted_by, today=TODAY) == 0
    minutes.approve(minutes_row, actor=factories.user("sc_chair"), today=TODAY)
    row.refresh_from_db()
    assert row.obligation is not None
    assert (row.obligation.due_on, row.obligation.owed_organ, row.obligation.status) == (
        TODAY + timedelta(days=10),
        row.organ,
        Obligation.Status.OPEN,
    )


def test_a_conclusion_due_before_its_meeting_stops_the_approval() -> None:
    meeting = held_meeting(Meeting.Kind.CHAIR_MEETING, members=3, away=0)
    assigned(meeting, due_on=HELD_ON - timedelta(days=1))
    row = submitted(meeting)
    with pytest.raises(ValidationError, match="完成期限不能早于会议日期（2026年9月9日）"):
        minutes.approve(row, actor=factories.user("sc_chair"), today=TODAY)
    row.refresh_from_db()
    assert row.status == MeetingMinutes.Status.SUBMITTED


def test_history_owes_conclusions_without_reminding() -> None:
    meeting = held_meeting(Meeting.Kind.CHAIR_MEETING, members=3, away=0)
    assigned(meeting, due_on=TODAY + timedelta(days=10))
    row = submitted(meeting)
    minutes.approve(row, actor=factories.user("sc_chair"), today=TODAY, is_historic=True)
    assert Obligation.objects.get(conclusion__meeting=meeting).is_historic


def test_a_day_needs_an_organ_and_a_place_is_taken_once() -> None:
    meeting = held_meeting(Meeting.Kind.CHAIR_MEETING, members=3, away=0)
    with pytest.raises(ValidationError, match="规定期限的议定事项须选择承办机关"):
        Conclusion(meeting=meeting, order=1, text="甲", due_on=TODAY).full_clean()
    conclusion(meeting, order=1)
    with pytest.raises(ValidationError, match="议定事项的序号不能重复"):
        Conclusion(meeting=meeting, order=1, text="乙").full_clean()


# Speeches and the bulletin


@pytest.mark.parametrize(
    ("kind", "second", "allowed"),
    [
        (Sitting.Kind.PLENARY, False, 15),
        (Sitting.Kind.GROUP, False, 15),
        (Sitting.Kind.JOINT_GROUP, False, 15),
        (Sitting.Kind.JOINT_GROUP, True, 10),
    ],
)
def test_speeches_have_their_limits(kind: str, second: bool, allowed: int) -> None:
    meeting = held_meeting()
    item, where = meeting.items.order_by("order").first(), sitting(meeting, kind)
    assert item is not None
    if second:
        speech(item, sitting=where)
    row = speech(item, sitting=where, minutes=allowed + 1)
    warning = speeches.over_limit(row)
    assert f"发言{allowed + 1}分钟，超过{where.get_kind_display()}每次发言{allowed}分钟的时限。" in warning
    row.minutes = allowed
    assert speeches.over_limit(row) == ""


def test_a_speech_is_of_one_meeting() -> None:
    item = held_meeting().items.first()
    other = held_meeting(members=0, away=0, number=15)
    stranger = other.attendances.create(person=factories.person())
    assert item is not None
    row = Speech(item=item, speaker=stranger, sitting=sitting(other), checked_on=HELD_ON - timedelta(days=1))
    with pytest.raises(ValidationError) as refused:
        speeches.check(row)
    assert set(refused.value.error_dict) == {"speaker", "sitting", "checked_on"}


def test_only_checked_speeches_enter_the_bulletin_and_each_once(clerk: User) -> None:
    meeting = held_meeting()
    item = meeting.items.first()
    assert item is not None
    waiting = speech(item, checked=False)
    with pytest.raises(ValidationError, match="还有1条发言未经本人核对"):
        speeches.issue_bulletin(meeting, on=TODAY, actor=clerk)
    checked = speech(item)
    first = speeches.issue_bulletin(meeting, on=TODAY, actor=clerk)
    assert (first.issue, list(first.speeches.all())) == ("第1期", [checked])
    waiting.checked_on = TODAY
    waiting.save()
    second = speeches.issue_bulletin(meeting, on=TODAY, actor=clerk)
    assert (second.issue, list(second.speeches.all())) == ("第2期", [waiting])
    with pytest.raises(ValidationError, match="没有尚未编入简报的发言"):
        speeches.issue_bulletin(meeting, on=TODAY, actor=clerk)


def test_the_database_keeps_unchecked_speeches_out_of_the_bulletin(clerk: User) -> None:
    meeting = held_meeting()
    item = meeting.items.first()
    assert item is not None
    speech(item)
    bulletin = speeches.issue_bulletin(meeting, on=TODAY, actor=clerk)
    waiting = speech(item, checked=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Speech.objects.filter(pk=waiting.pk).update(bulletin=bulletin)


def test_a_bulletin_is_not_earlier_than_its_meeting(clerk: User) -> None:
    meeting = held_meeting()
    with pytest.raises(ValidationError, match="简报不能早于会议（2026年9月9日）印发"):
        speeches.issue_bulletin(meeting, on=HELD_ON - timedelta(days=1), actor=clerk)


def test_the_order_of_speeches_is_taken_once() -> None:
    item = held_meeting().items.first()
    assert item is not None
    row = speech(item)
    with pytest.raises(ValidationError, match="发言顺序不能重复"):
        Speech(item=item, speaker=row.speaker, order=row.order, text="又").full_clean()
