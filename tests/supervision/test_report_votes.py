"""Satisfaction votes: on a report and on its handling, the second round, stronger means, and a second vote refused."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from congress.models import User
from meetings.models import AgendaItem, Assessment, Meeting
from meetings.services import assessments
from supervision.models import FollowUp, PointAnswer, SpecialReport
from supervision.services import follow_up_votes, follow_ups, report_rounds, report_votes, reports
from supervision.services.follow_ups import Answer
from tests import factories
from tests import factories_votes as polls
from tests.desk import Clerk, refusals, said

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Assessed = SpecialReport.Assessed


def chair_meeting() -> Meeting:
    return factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=Meeting.Status.CLOSED)


def vote(item: AgendaItem, *, satisfied: int = 20, unsatisfied: int = 5, **fields: object) -> Assessment:
    """A counted vote of 25 of 27 members."""
    values: dict[str, object] = {
        "meeting": item.meeting,
        "item": item,
        "title": f"{item.title}{Assessment.objects.count()}",
        "held_on": item.meeting.starts_on,
        "basis_total": 27,
        "quorum": 14,
        "present": 25,
        "satisfied": satisfied,
        "unsatisfied": unsatisfied,
        "outcome": "satisfied" if satisfied > 13 else "unsatisfied",
        "recorded_by": factories.user("office"),
        **fields,
    }
    return Assessment.objects.create(**values)


def heard_report(days_ago: int = 10, **fields: object) -> SpecialReport:
    report = factories.report(at=factories.meeting(starts_on=TODAY - timedelta(days=days_ago)), **fields)
    SpecialReport.objects.filter(pk=report.pk).update(status=SpecialReport.Status.DELIBERATED)
    Meeting.objects.filter(pk=report.item.meeting_id).update(status=Meeting.Status.CLOSED)
    AgendaItem.objects.filter(pk=report.item_id).update(status=AgendaItem.Status.NOTED)
    return SpecialReport.objects.get(pk=report.pk)


def next_meeting(days: int = 40) -> Meeting:
    return factories.meeting(starts_on=TODAY + timedelta(days=days), status=Meeting.Status.SCHEDULED)


def deliberated(follow_up: FollowUp) -> FollowUp:
    head, office = factories.user("unit_head", organ=follow_up.organ), factories.user("office")
    given = [Answer(answer, "已经落实。") for answer in follow_up.answers.all()]
    if follow_up.status == FollowUp.Status.HANDED_OVER:
        follow_ups.acknowledge(follow_up, on=TODAY, leader="分管领导", actor=head, today=TODAY)
    follow_ups.submit_draft(follow_up, text="草稿", answers=given, on=TODAY, actor=head)
    follow_ups.comment(follow_up, text="无意见", actor=factories.user("wc_head"))
    follow_ups.report(follow_up, text="报告", signed_by="局长", answers=given, attachments=[], on=TODAY, actor=head)
    follow_ups.circulate(follow_up, on=TODAY, actor=office)
    meeting = factories.meeting(starts_on=TODAY, status=Meeting.Status.OPEN)
    follow_ups.deliberate(follow_up, meeting=meeting, on=TODAY, actor=office)
    return follow_up


def settled(follow_up: FollowUp) -> FollowUp:
    for answer in follow_up.answers.all():
        follow_ups.settle_point(answer, status=PointAnswer.Status.CLOSED, reason="", actor=factories.user("office"))
    return follow_up


def vote_on(follow_up: FollowUp, **fields: object) -> Assessment:
    assert follow_up.deliberated_at_meeting
    return vote(factories.item(follow_up.deliberated_at_meeting, title="处理情况报告"), **fields)


def test_the_chairpersons_plan_what_is_assessed(clerk: User) -> None:
    report = heard_report()
    with pytest.raises(ValidationError, match="由主任会议决定"):
        report_rounds.plan_assessment(report, of=Assessed.REPORT, meeting=report.item.meeting, actor=clerk)
    with pytest.raises(ValidationError, match="请选择对报告测评"):
        report_rounds.plan_assessment(report, of=Assessed.NONE, meeting=chair_meeting(), actor=clerk)
    report_rounds.plan_assessment(report, of=Assessed.REPORT, meeting=chair_meeting(), actor=clerk)
    vote(report.item)
    with pytest.raises(ValidationError, match="已经测评"):
        report_rounds.plan_assessment(report, of=Assessed.HANDLING, meeting=chair_meeting(), actor=clerk)


def test_what_is_decided_of_a_report_is_read_under_a_lock_of_its_meeting(clerk: User) -> None:
    report = heard_report()
    with CaptureQueriesContext(connection) as queries:
        report_rounds.plan_assessment(report, of=Assessed.REPORT, meeting=chair_meeting(), actor=clerk)
    locked = [each["sql"] for each in queries if "FOR UPDATE" in each["sql"]]
    assert ["meetings_meeting" in locked[0], "supervision_specialreport" in locked[1]] == [True, True]
    counted = next(place for place, each in enumerate(queries) if "meetings_assessment" in each["sql"])
    assert counted > next(place for place, each in enumerate(queries) if each["sql"] == locked[1])


def test_the_meeting_s_page_takes_one_vote_on_a_report_whatever_its_title(clerk: User) -> None:
    meeting = polls.in_session()
    report = SpecialReport.objects.create(item=polls.item(meeting), organ=factories.organ())
    first = assessments.record(polls.assessment(meeting, report.item, satisfied=25), actor=clerk)
    with pytest.raises(ValidationError, match="已经测评，不能重复测评"):
        assessments.record(polls.assessment(meeting, report.item, title="换个名称", satisfied=25), actor=clerk)
    assert Assessment.objects.get() == first
    assessments.void(first, reason="计票有误", actor=clerk)
    assessments.record(polls.assessment(meeting, report.item, satisfied=25), actor=clerk)
    assert Assessment.objects.filter(status=Assessment.Status.COUNTED).count() == 1


def test_a_vote_that_nobody_planned_is_refused_by_the_table() -> None:
    report = heard_report()
    with pytest.raises(IntegrityError, match="report_assessment_was_planned"), transaction.atomic():
        SpecialReport.objects.filter(pk=report.pk).update(assessed=Assessed.REPORT)


def test_an_unsatisfied_vote_brings_the_report_back_to_the_next_meeting(clerk: User) -> None:
    report = heard_report()
    with pytest.raises(ValidationError, match="还没有满意度测评结果"):
        report_rounds.report_again(report, meeting=next_meeting(), actor=clerk, today=TODAY)
    vote(report.item, satisfied=5, unsatisfied=20)
    assert report_votes.must_be_repeated(report)
    with pytest.raises(ValidationError, match="以后的一次常委会会议"):
        report_rounds.report_again(report, meeting=report.item.meeting, actor=clerk, today=TODAY)
    again = report_rounds.report_again(report, meeting=next_meeting(), actor=clerk, today=TODAY)
    assert again.repeats == report
    assert (again.assessed, again.kind, again.organ) == (Assessed.REPORT, report.kind, report.organ)
    assert str(again).endswith("（重新报告）")
    assert again.deliveries.count() == 3
    with pytest.raises(ValidationError, match="已经安排重新报告"):
        report_rounds.report_again(report, meeting=next_meeting(50), actor=clerk, today=TODAY)


def test_a_satisfied_vote_brings_nothing_back(clerk: User) -> None:
    report = heard_report()
    vote(report.item)
    with pytest.raises(ValidationError, match="不是不满意"):
        report_rounds.report_again(report, meeting=next_meeting(), actor=clerk, today=TODAY)


def test_stronger_means_need_two_unsatisfied_votes(clerk: User) -> None:
    report = heard_report(30)
    first = vote(report.item, satisfied=5, unsatisfied=20)
    with pytest.raises(ValidationError, match="两次测评均为不满意"):
        report_rounds.escalate(report, means="质询", reason="整改不力", actor=clerk)
    again = heard_report(5)
    SpecialReport.objects.filter(pk=again.pk).update(repeats=report)
    stale = SpecialReport.objects.get(pk=again.pk)
    vote(again.item, satisfied=5, unsatisfied=20, repeats=first, round=2)
    for means, reason, message in (("训诫", "理由", "请选择升级方式"), ("质询", " ", "须写明理由")):
        with pytest.raises(ValidationError, match=message):
            report_rounds.escalate(again, means=means, reason=reason, actor=clerk)
    report_rounds.escalate(again, means="质询", reason="整改不力", actor=clerk)
    for copy in (again, stale):
        with pytest.raises(ValidationError, match="已经升级监督（质询）"):
            report_rounds.escalate(copy, means="作出决定", reason="整改不力", actor=clerk)
    with pytest.raises(IntegrityError, match="report_escalation_has_a_reason"), transaction.atomic():
        SpecialReport.objects.filter(pk=report.pk).update(escalation="质询")


def test_readers_see_the_result_and_the_resolution() -> None:
    report = heard_report()
    vote(report.item)
    facts = dict(reports.compose(report)["facts"])
    assert "满意20票" in facts["满意度测评"]
    assert "作出决议" not in facts


def test_the_members_vote_on_the_handling_is_the_verdict_of_the_round(clerk: User) -> None:
    follow_up = settled(deliberated(factories.follow_up()))
    counted = vote_on(follow_up)
    follow_up_votes.assess(follow_up, assessment=counted, actor=clerk)
    with pytest.raises(ValidationError, match="本轮已经测评"):
        follow_up_votes.assess(follow_up, assessment=vote_on(follow_up), actor=clerk)
    follow_ups.accept(follow_up, on=TODAY, note="同意", shown=factories.SHOWN, actor=clerk)
    assert "满意20票" in dict(follow_ups.compose(follow_up)["facts"])["满意度测评"]


def test_a_second_vote_on_a_closed_case_is_refused_and_changes_nothing(clerk: User) -> None:
    follow_up = settled(deliberated(factories.follow_up()))
    first = vote_on(follow_up)
    follow_up_votes.assess(follow_up, assessment=first, actor=clerk)
    follow_ups.accept(follow_up, on=TODAY, note="同意", shown=factories.SHOWN, actor=clerk)
    second = vote_on(follow_up, satisfied=5, unsatisfied=20)
    with pytest.raises(ValidationError, match="已经办结，不能再次测评"):
        follow_up_votes.assess(follow_up, assessment=second, actor=clerk)
    page = f"/admin/supervision/followup/{follow_up.pk}/steps/assess/"
    answer = Clerk("office").step(page, assessment=second.pk)
    assert "已经办结，不能再次测评" in refusals(answer) + said(answer)
    assert follow_up.rounds.get().assessment_id == first.pk
    follow_up.refresh_from_db()
    assert follow_up.status == FollowUp.Status.ACCEPTED_DONE


def test_a_vote_is_taken_only_from_the_meeting_that_deliberated_and_for_one_matter(clerk: User) -> None:
    waiting = factories.follow_up()
    follow_up = deliberated(factories.follow_up())
    counted = vote_on(follow_up)
    with pytest.raises(ValidationError, match="提请常委会会议审议后"):
        follow_up_votes.assess(waiting, assessment=counted, actor=clerk)
    elsewhere = vote(factories.item(factories.meeting(starts_on=TODAY)))
    with pytest.raises(ValidationError, match="那次会议上的测评"):
        follow_up_votes.assess(follow_up, assessment=elsewhere, actor=clerk)
    void = vote_on(follow_up, status="void", void_reason="票数有误")
    with pytest.raises(ValidationError, match="有效测评"):
        follow_up_votes.assess(follow_up, assessment=void, actor=clerk)
    follow_up_votes.assess(follow_up, assessment=counted, actor=clerk)
    other = deliberated(waiting)
    FollowUp.objects.filter(pk=other.pk).update(deliberated_at_meeting=follow_up.deliberated_at_meeting)
    other.refresh_from_db()
    with pytest.raises(ValidationError, match="另一件办理事项"):
        follow_up_votes.assess(other, assessment=counted, actor=clerk)


def test_unsatisfied_members_send_it_round_again_and_the_next_vote_repeats_the_first(clerk: User) -> None:
    follow_up = settled(deliberated(factories.follow_up()))
    first = vote_on(follow_up, satisfied=5, unsatisfied=20)
    follow_up_votes.assess(follow_up, assessment=first, actor=clerk)
    with pytest.raises(ValidationError, match="结果为不满意，不能办结"):
        follow_ups.accept(follow_up, on=TODAY, note="同意", shown=factories.SHOWN, actor=clerk)
    follow_ups.reopen(follow_up, verdict="整改不到位", due_on=TODAY + timedelta(days=30), actor=clerk, today=TODAY)
    deliberated(follow_up)
    with pytest.raises(ValidationError, match="上次测评"):
        follow_up_votes.assess(follow_up, assessment=vote_on(follow_up), actor=clerk)
    second = vote_on(follow_up, satisfied=5, unsatisfied=20, repeats=first, round=2)
    follow_up_votes.assess(follow_up, assessment=second, actor=clerk)
    follow_ups.escalate(follow_up, means="质询", reason="两次不满意", actor=clerk)
    assert follow_up.status == FollowUp.Status.ESCALATED


def test_handling_that_is_to_be_assessed_is_not_closed_before_the_vote(clerk: User) -> None:
    follow_up = factories.follow_up()
    assert follow_up.paper
    report = SpecialReport.objects.create(
        item=follow_up.paper.item, organ=follow_up.organ, kind="general", status="deliberated"
    )
    report_rounds.plan_assessment(report, of=Assessed.HANDLING, meeting=chair_meeting(), actor=clerk)
    settled(deliberated(follow_up))
    with pytest.raises(ValidationError, match="登记测评结果后才能办结"):
        follow_ups.accept(follow_up, on=TODAY, note="同意", shown=factories.SHOWN, actor=clerk)
    follow_up_votes.assess(follow_up, assessment=vote_on(follow_up), actor=clerk)
    follow_ups.accept(follow_up, on=TODAY, note="同意", shown=factories.SHOWN, actor=clerk)


def test_the_desk_plans_a_vote_and_brings_an_unsatisfied_report_back() -> None:
    office = Clerk("office")
    report = heard_report()
    page = f"/admin/supervision/specialreport/{report.pk}"
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        office.step(f"{page}/steps/plan-assessment/", of="report", meeting=chair_meeting().pk)
        vote(report.item, satisfied=5, unsatisfied=20)
        assert "应当整改后在下次会议重新报告" in office.text(f"{page}/change/")
        assert "安排重新报告" in office.buttons(f"{page}/change/")
        answer = office.step(f"{page}/steps/again/", meeting=next_meeting().pk)
    assert "报告机关已收到通知" in said(answer)
    assert SpecialReport.objects.get(repeats=report).assessed == Assessed.REPORT


def test_the_hand_over_list_names_every_point_with_its_organ_and_day() -> None:
    follow_up = factories.follow_up()
    page = f"/admin/supervision/followup/hand-over-list/{follow_up.paper_id}/list.docx"
    assert b"".join(Clerk("office").client.get(page).streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert Clerk("reviewer").status(page) == 403
    assert Clerk("office").status("/admin/supervision/followup/hand-over-list/0/list.docx") == 404
