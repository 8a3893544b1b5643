"""Special inquiries: prepared behind closed doors, held at a sitting, followed by commitments and opinions."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from congress.models import Activity, Notification, Obligation, Organ, User
from congress.services import search
from congress.workflow import TransitionError
from meetings.models import Meeting, OpinionPaper, Sitting
from meetings.services import opinions
from supervision.models import AuditFinding, Commitment, Inquiry, Question
from supervision.offers import inquiries as offers
from supervision.services import commitments, follow_ups, inquiries, inquiry_opinions
from tests import factories
from tests import factories_inquiries as made

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Status = Inquiry.Status
SECRET = "秘密问题1的内容"


def test_an_inquiry_walks_from_the_proposal_to_its_assessment(clerk: User) -> None:
    row = made.held()
    assert row.status == Status.HELD
    first = row.respondents.get()
    Commitment.objects.create(inquiry=row, order=1, organ=first.organ, text="年底前完成", due_on=date(2026, 12, 31))
    inquiries.list_commitments(row, actor=clerk, today=TODAY)
    paper = inquiry_opinions.draft(row, actor=clerk)
    assert (paper.kind, row.letter) == (OpinionPaper.Kind.LETTER, paper)
    assert Commitment.objects.get().point == paper.points.get()
    with pytest.raises(ValidationError, match="交办后才能登记"):
        inquiries.hand_over(row, actor=clerk)
    opinions.submit(paper, actor=clerk)
    chairs = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=Meeting.Status.CLOSED)
    opinions.adopt(paper, meeting=chairs, on=TODAY, actor=factories.user("sc_chair"), today=TODAY)
    (follow_up,) = follow_ups.hand_over(paper, [first.organ], on=TODAY, actor=clerk, today=TODAY)
    inquiries.hand_over(row, actor=clerk)
    with pytest.raises(ValidationError, match="还没有报送处理情况"):
        inquiries.note_report(row, actor=clerk)
    type(follow_up).objects.filter(pk=follow_up.pk).update(status=follow_up.Status.REPORTED)
    inquiries.note_report(row, actor=clerk)
    inquiries.deliberate(row, actor=clerk)
    assert row.status == Status.DELIBERATED


def test_a_step_out_of_order_and_a_stale_copy_are_refused(clerk: User) -> None:
    row = made.inquiry()
    for step in (inquiries.hand_over, inquiries.note_report, inquiries.deliberate, inquiries.begin_research):
        stale = Inquiry.objects.get(pk=row.pk)
        if step is inquiries.begin_research:
            step(row, actor=clerk)
        with pytest.raises((TransitionError, ValidationError)):
            step(stale, actor=clerk)
    assert Inquiry.objects.get(pk=row.pk).status == Status.RESEARCH


def test_the_scheme_is_adopted_by_a_chairpersons_meeting_that_was_held(clerk: User) -> None:
    row = Inquiry(title="示例询问", scheme="")
    inquiries.propose(row, actor=clerk)
    chairs = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=Meeting.Status.CLOSED)
    with pytest.raises(ValidationError, match="请先填写工作方案"):
        inquiries.adopt_scheme(row, meeting=chairs, actor=clerk)
    row.scheme = "示例方案"
    for other in (
        factories.meeting(starts_on=TODAY, status=Meeting.Status.CLOSED),
        factories.meeting(Meeting.Kind.CHAIR_MEETING),
    ):
        with pytest.raises(ValidationError, match="请选择一次已经召开的主任会议"):
            inquiries.adopt_scheme(row, meeting=other, actor=clerk)
    inquiries.plan(row, actor=clerk)
    inquiries.adopt_scheme(row, meeting=chairs, actor=clerk)
    assert (row.status, row.scheme_meeting) == (Status.SCHEME_ADOPTED, chairs)


def test_the_sitting_belongs_to_the_committee_and_is_of_the_form_that_is_meant(clerk: User) -> None:
    with pytest.raises(ValidationError, match="与询问形式“联组会议”不符"):
        inquiries.propose(Inquiry(title="示例", sitting=made.sitting(kind=Sitting.Kind.PLENARY)), actor=clerk)
    chairs = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY)
    other = Sitting.objects.create(meeting=chairs, kind=Sitting.Kind.JOINT_GROUP, starts_on=TODAY)
    with pytest.raises(ValidationError, match="请选择常委会会议的会次"):
        inquiries.propose(Inquiry(title="示例", sitting=other), actor=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.create(title="示例", status=Status.HELD)


def test_an_outline_needs_questions_and_every_question_a_respondent(clerk: User) -> None:
    empty = made.inquiry(questions=0)
    with pytest.raises(ValidationError, match="还没有询问"):
        inquiries.draw_up(empty, actor=clerk)
    row = made.inquiry()
    Question.objects.create(inquiry=row, order=2, organ=factories.organ(name="未列的单位"), text="示例")
    with pytest.raises(ValidationError, match="“未列的单位”不是应询单位"):
        inquiries.draw_up(row, actor=clerk)


def test_organs_are_called_before_the_sitting_and_to_a_sitting(clerk: User) -> None:
    row = made.inquiry(sitting=None)
    inquiries.draw_up(row, actor=clerk)
    with pytest.raises(ValidationError, match="请先选定开展询问的会次"):
        inquiries.invite(row, on=TODAY, send_outline=False, actor=clerk, today=TODAY)
    row.sitting = made.sitting(on=TODAY - timedelta(days=3))
    with pytest.raises(ValidationError, match="不能晚于询问的日期"):
        inquiries.invite(row, on=TODAY, send_outline=False, actor=clerk, today=TODAY)
    row.sitting = made.sitting(on=TODAY + timedelta(days=10), status=Meeting.Status.NOTICED)
    row.save()
    inquiries.invite(row, on=TODAY, send_outline=False, actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="还没有到日期"):
        inquiries.hold(row, actor=clerk, today=TODAY)


def test_a_member_puts_a_question_on_the_list_while_it_is_open() -> None:
    row = made.inquiry()
    organ = row.respondents.get().organ
    member = made.member()
    question = inquiries.ask(row, organ=organ, text="示例问题", actor=member)
    assert (question.order, question.asker) == (2, member.person)
    with pytest.raises(ValidationError, match="请选择一个应询单位"):
        inquiries.ask(row, organ=factories.organ(), text="示例", actor=member)
    with pytest.raises(ValidationError, match="没有关联到组成人员"):
        inquiries.ask(row, organ=organ, text="示例", actor=factories.user("sc_member"))
    made.invited(row)
    with pytest.raises(TransitionError, match="现在不收集询问"):
        inquiries.ask(row, organ=organ, text="示例", actor=member)


def test_no_log_line_and_no_message_tells_the_words_of_a_question(clerk: User) -> None:
    row = made.inquiry()
    member = made.member()
    organ = row.respondents.get().organ
    factories.user("unit_head", organ=organ)
    factories.user("wc_officer", organ=row.working_committee)
    inquiries.ask(row, organ=organ, text=SECRET, actor=member)
    made.invited(row, send_outline=True)
    assert not Activity.objects.filter(text__contains="秘密").exists()
    assert Notification.objects.exists()
    assert not any("秘密" in note.subject + note.body for note in Notification.objects.all())
    assert search.find("秘密") == []


def readers(row: Inquiry) -> dict[str, User]:
    """One person of each kind."""
    organ = row.respondents.get().organ
    other = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    asker = made.member()
    question = row.questions.get()
    question.asker = asker.person
    question.save()
    return {
        "office": factories.user("office"),
        "chair": factories.user("sc_chair"),
        "own committee": factories.user("wc_officer", organ=row.working_committee),
        "asker": asker,
        "other member": made.member(),
        "other committee": factories.user("wc_officer", organ=other),
        "invited": factories.user("unit_head", organ=organ),
        "other unit": factories.user("unit_head", organ=factories.organ()),
        "deputy": factories.user("deputy"),
        "audit office": factories.user("audit_office", organ=factories.organ()),
        "expert": factories.user("expert"),
        "reviewer": factories.user("reviewer"),
        "gov office": factories.user("gov_office"),
    }


def who_reads(row: Inquiry, people: dict[str, User]) -> set[str]:
    return {name for name, user in people.items() if Question.objects.filter(inquiry=row).visible_to(user).exists()}


def test_before_the_sitting_a_question_list_opens_to_those_who_prepare_it_and_nobody_else() -> None:
    row = made.inquiry()
    people = readers(row)
    prepare = {"office", "chair", "own committee", "asker"}
    assert who_reads(row, people) == prepare
    made.invited(row)
    assert who_reads(row, people) == prepare
    inquiries.send_outline(row, on=TODAY, actor=people["office"], today=TODAY)
    assert who_reads(row, people) == prepare | {"invited"}
    inquiries.hold(row, actor=people["office"], today=TODAY)
    assert who_reads(row, people) == prepare | {"invited", "other member", "other committee"}


def test_an_organ_reads_only_what_is_put_to_it() -> None:
    row = made.invited(made.inquiry(organs=2, questions=2), send_outline=True)
    first, second = row.respondents.order_by("pk")
    seen = Question.objects.all().visible_to(factories.user("unit_clerk", organ=first.organ))
    assert {question.organ for question in seen} == {first.organ}
    assert second.organ not in {question.organ for question in seen}


def test_nothing_of_an_inquiry_is_published_before_the_sitting(clerk: User) -> None:
    row = made.invited()
    with pytest.raises(ValidationError, match="不得公开"):
        inquiries.require_publication(row, actor=clerk)
    with pytest.raises(ValidationError, match="不得公开"):
        inquiries.compose(row)
    assert row.society_duty is None
    inquiries.hold(row, actor=clerk, today=TODAY)
    inquiries.require_publication(row, actor=clerk)
    assert SECRET in str(inquiries.compose(row))


def test_a_commercial_secret_stays_out_of_the_published_copy() -> None:
    secret = made.verified(made.finding(is_secret=True, title="机要事项"), verdict=AuditFinding.Status.NOT_RECTIFIED)
    row = made.inquiry()
    inquiries.add_findings(row, [secret], actor=factories.user("office"))
    question = row.questions.get()
    question.finding = secret
    question.save()
    row = made.held(row)
    made.commitment(row)
    row.commitments.update(question=question)
    told = str(inquiries.compose(row))
    assert SECRET not in told
    assert "示例承诺" not in told
    assert "机要事项" not in told
    assert "涉及商业秘密，不予公开" in told
    assert "1个" in told


def test_a_commercial_secret_stays_out_of_the_opinions(clerk: User) -> None:
    secret = made.finding(is_secret=True, title="机要事项")
    row = made.held()
    Question.objects.filter(inquiry=row).update(finding=secret)
    made.commitment(row)
    made.commitment(row)
    row.commitments.filter(order=1).update(question=row.questions.get())
    inquiries.list_commitments(row, actor=clerk, today=TODAY)
    paper = inquiry_opinions.draft(row, actor=clerk)
    assert [point.text for point in paper.points.order_by("order")] == [
        "兑现第1项承诺（涉及商业秘密，不予公开）",
        "示例承诺",
    ]
    assert row.commitments.get(order=1).text == "示例承诺"


def test_a_stale_copy_of_an_inquiry_takes_no_findings_and_sends_no_outline(clerk: User) -> None:
    row = made.invited()
    stale, another = Inquiry.objects.get(pk=row.pk), Inquiry.objects.get(pk=row.pk)
    inquiries.hold(row, actor=clerk, today=TODAY)
    with pytest.raises(TransitionError, match="不能再列入问题"):
        inquiries.add_findings(stale, [made.finding()], actor=clerk)
    with pytest.raises(TransitionError, match="不能发送提纲"):
        inquiries.send_outline(another, on=TODAY, actor=clerk, today=TODAY)
    assert not row.finding_rows.exists()


def test_where_an_inquiry_stands_is_read_under_a_lock(clerk: User) -> None:
    row = made.invited()
    steps = (
        lambda: inquiries.send_outline(row, on=TODAY, actor=clerk, today=TODAY),
        lambda: inquiries.add_findings(row, [], actor=clerk),
    )
    for step in steps:
        with CaptureQueriesContext(connection) as queries:
            step()
        first = next(each["sql"] for each in queries if "supervision_inquiry" in each["sql"])
        assert "FOR UPDATE" in first


def test_the_not_rectified_are_the_next_inquirys_list(clerk: User) -> None:
    rows = [made.verified(verdict=AuditFinding.Status.NOT_RECTIFIED) for _ in range(2)]
    done = made.verified()
    row = made.inquiry(problems=7)
    assert row.problems_count == 7
    assert inquiries.add_findings(row, rows, actor=clerk) == 2
    assert inquiries.add_findings(row, rows, actor=clerk) == 0
    assert row.problems_count == 2
    assert list(offers.problems_that_differ(TODAY)) == [row]
    with pytest.raises(ValidationError, match="已经整改到位"):
        inquiries.add_findings(row, [done], actor=clerk)


def test_a_follow_up_question_belongs_to_the_same_inquiry() -> None:
    one, other = made.inquiry(), made.inquiry()
    question = one.questions.get()
    question.follow_up_of = other.questions.get()
    with pytest.raises(ValidationError, match="同一次专题询问中的问题"):
        question.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(follow_up_of=question.pk)


def test_what_was_promised_falls_due_and_ends_with_the_report(clerk: User) -> None:
    row = made.held()
    with pytest.raises(ValidationError, match="还没有登记承诺事项"):
        inquiries.list_commitments(row, actor=clerk, today=TODAY)
    assert list(offers.held_without_commitments(TODAY)) == [row]
    organ = row.respondents.get().organ
    head = factories.user("unit_head", organ=organ)
    dated = Commitment.objects.create(inquiry=row, order=1, organ=organ, text="示例", due_on=date(2026, 10, 31))
    open_end = Commitment.objects.create(inquiry=row, order=2, organ=organ, text="示例")
    inquiries.list_commitments(row, actor=clerk, today=TODAY)
    dated.refresh_from_db()
    open_end.refresh_from_db()
    assert dated.obligation
    assert (dated.obligation.due_on, dated.obligation.rule.code) == (date(2026, 10, 31), "INQ-PROMISE")
    assert open_end.due_on == date(2026, 12, 16)
    late = date(2026, 11, 1)
    assert list(offers.overdue_commitments(late)) == [dated]
    commitments.report(dated, result="已办结", files=[], on=TODAY, actor=head, today=TODAY)
    assert Obligation.objects.get(pk=dated.obligation_id).status == Obligation.Status.DONE
    commitments.settle(dated, status="kept", note="", on=TODAY, actor=clerk, today=TODAY, place="示例现场")
    assert not offers.overdue_commitments(late).exists()


def test_a_promise_is_not_kept_without_a_report_and_may_be_sent_back(clerk: User) -> None:
    row = made.commitment()
    with pytest.raises(TransitionError):
        commitments.settle(row, status="kept", note="", on=TODAY, actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="请填写兑现情况"):
        commitments.report(row, result=" ", files=[], on=TODAY, actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="不能早于询问的日期"):
        commitments.report(row, result="示例", files=[], on=date(1, 1, 1), actor=clerk, today=TODAY)
    commitments.report(row, result="示例", files=[], on=TODAY, actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="新的期限须晚于今天"):
        commitments.send_back(row, note="示例", due_on=TODAY, actor=clerk, today=TODAY)
    day = TODAY + timedelta(days=30)
    commitments.send_back(row, note="示例", due_on=day, actor=clerk, today=TODAY)
    assert (row.status, row.obligation.due_on) == (Commitment.Status.OPEN, day)
    with pytest.raises(ValidationError, match="请写明情况"):
        commitments.settle(row, status="not_kept", note="", on=TODAY, actor=clerk, today=TODAY)
    commitments.settle(row, status="not_kept", note="没有兑现", on=TODAY, actor=clerk, today=TODAY)
    assert Obligation.objects.get(pk=row.obligation_id).status == Obligation.Status.VOID


def test_a_promise_by_a_day_before_the_sitting_is_refused(clerk: User) -> None:
    row = made.held()
    organ = row.respondents.get().organ
    Commitment.objects.create(inquiry=row, order=1, organ=organ, text="示例", due_on=TODAY)
    with pytest.raises(ValidationError, match="期限须晚于询问的日期"):
        inquiries.list_commitments(row, actor=clerk, today=TODAY)
    assert not Obligation.objects.filter(rule__code="INQ-PROMISE").exists()
