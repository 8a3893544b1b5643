"""Opinions handed over, answered, assessed: every step allowed, refused, and stale."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress.models import Activity, Notification, Obligation, Organ, User
from congress.workflow import TransitionError
from meetings.models import Meeting, OpinionPaper
from supervision.models import FollowUp, PointAnswer
from supervision.services import follow_ups
from supervision.services.follow_ups import Answer
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


def head_of(follow_up: FollowUp) -> User:
    return factories.user("unit_head", organ=follow_up.organ)


def answers(follow_up: FollowUp, text: str = "已经落实。") -> list[Answer]:
    return [Answer(answer, text) for answer in follow_up.answers.all()]


def accepted(follow_up: FollowUp) -> FollowUp:
    follow_ups.acknowledge(follow_up, on=TODAY, leader="分管领导", actor=head_of(follow_up), today=TODAY)
    return follow_up


def reported(follow_up: FollowUp) -> FollowUp:
    head = head_of(follow_up)
    if follow_up.status == FollowUp.Status.HANDED_OVER:
        accepted(follow_up)
    follow_ups.submit_draft(follow_up, text="草稿", answers=answers(follow_up), on=TODAY, actor=head)
    follow_ups.comment(follow_up, text="无意见", actor=factories.user("wc_head"))
    follow_ups.report(
        follow_up, text="报告", signed_by="局长", answers=answers(follow_up), attachments=[], on=TODAY, actor=head
    )
    return follow_up


def circulated(follow_up: FollowUp) -> FollowUp:
    follow_ups.circulate(reported(follow_up), on=TODAY, actor=factories.user("office"))
    return follow_up


def settled(follow_up: FollowUp) -> FollowUp:
    for answer in follow_up.answers.all():
        follow_ups.settle_point(answer, status=PointAnswer.Status.CLOSED, reason="", actor=factories.user("office"))
    return follow_up


def test_handing_over_gives_a_number_opens_three_months_and_tells_the_organ() -> None:
    unit = factories.organ()
    clerk = factories.user("unit_clerk", organ=unit)
    follow_up = factories.follow_up(to=unit, on=TODAY)
    assert str(follow_up.paper.number).endswith("〔2026〕1号")
    assert follow_up.current_round.obligation.due_plain == date(2026, 12, 16)
    assert follow_up.paper.handover_obligation.status == Obligation.Status.DONE
    assert Notification.objects.filter(recipient=clerk, subject__startswith="审议意见交办").count() == 1


def test_an_opinion_is_handed_to_one_organ_only_once() -> None:
    follow_up = factories.follow_up()
    with pytest.raises(ValidationError, match="已经交办给这个机关"):
        follow_ups.hand_over(follow_up.paper, [follow_up.organ], on=TODAY, actor=factories.user("office"), today=TODAY)
    assert FollowUp.objects.count() == 1


def test_an_opinion_that_was_not_adopted_is_not_handed_over() -> None:
    paper = factories.opinion_paper()
    with pytest.raises(ValidationError, match="经主任会议通过"):
        follow_ups.hand_over(paper, [factories.organ()], on=TODAY, actor=factories.user("office"), today=TODAY)


@pytest.mark.parametrize(
    ("on", "due_on", "field"),
    [
        (TODAY - timedelta(days=1), None, "on"),
        (TODAY + timedelta(days=1), None, "on"),
        (TODAY, TODAY, "due_on"),
    ],
)
def test_reversed_dates_at_hand_over_are_refused_by_field(on: date, due_on: date | None, field: str) -> None:
    paper = factories.adopted_paper(on=TODAY)
    with pytest.raises(ValidationError) as refused:
        follow_ups.hand_over(
            paper, [factories.organ()], on=on, due_on=due_on, actor=factories.user("office"), today=TODAY
        )
    assert field in refused.value.message_dict
    paper.refresh_from_db()
    assert paper.status == OpinionPaper.Status.ADOPTED
    assert paper.number is None


def test_three_months_count_from_receipt() -> None:
    # Handbook §3.1: received 09-10 → handling report by 12-10.
    follow_up = factories.follow_up(on=date(2025, 9, 8))
    follow_ups.acknowledge(
        follow_up, on=date(2025, 9, 10), leader="分管领导", actor=head_of(follow_up), today=date(2025, 9, 10)
    )
    obligation = Obligation.objects.get(pk=follow_up.current_round.obligation_id)
    assert obligation.due_plain == date(2025, 12, 10)
    assert obligation.changes.get().old_start_on == date(2025, 9, 8)


def test_a_date_fixed_by_the_chairpersons_does_not_move_with_receipt() -> None:
    fixed = TODAY + timedelta(days=40)
    follow_up = factories.follow_up(on=TODAY - timedelta(days=2), due_on=fixed)
    follow_ups.acknowledge(follow_up, on=TODAY, leader="分管领导", actor=head_of(follow_up), today=TODAY)
    assert Obligation.objects.get(pk=follow_up.current_round.obligation_id).due_on == fixed


def test_only_the_organ_itself_signs_for_it() -> None:
    follow_up = factories.follow_up()
    stranger = factories.user("unit_head", organ=factories.organ())
    with pytest.raises(ValidationError, match="只有承办机关"):
        follow_ups.acknowledge(follow_up, on=TODAY, leader="某人", actor=stranger, today=TODAY)


def test_a_report_waits_for_the_comment_on_its_draft() -> None:
    follow_up = accepted(factories.follow_up())
    head = head_of(follow_up)
    follow_ups.submit_draft(follow_up, text="草稿", answers=answers(follow_up), on=TODAY, actor=head)
    with pytest.raises(ValidationError, match="工委尚未对草稿提出意见"):
        follow_ups.report(
            follow_up, text="报告", signed_by="局长", answers=answers(follow_up), attachments=[], on=TODAY, actor=head
        )


def test_a_report_answers_every_point() -> None:
    follow_up = accepted(factories.follow_up())
    head = head_of(follow_up)
    with pytest.raises(ValidationError, match="第1、2条意见还没有写办理情况"):
        follow_ups.report(
            follow_up,
            text="报告",
            signed_by="局长",
            answers=answers(follow_up, ""),
            attachments=[],
            on=TODAY,
            actor=head,
        )


def test_a_clerk_cannot_sign_for_the_head() -> None:
    follow_up = accepted(factories.follow_up())
    clerk = factories.user("unit_clerk", organ=follow_up.organ)
    with pytest.raises(ValidationError, match="单位负责人签发"):
        follow_ups.report(
            follow_up, text="报告", signed_by="局长", answers=answers(follow_up), attachments=[], on=TODAY, actor=clerk
        )


def test_filing_the_report_fulfils_the_obligation() -> None:
    follow_up = reported(factories.follow_up())
    assert follow_up.current_round.obligation.status == Obligation.Status.DONE
    assert follow_up.current_round.obligation.done_on == TODAY


def test_sending_back_opens_a_new_round_and_keeps_the_old_one() -> None:
    follow_up = circulated(factories.follow_up())
    due_on = TODAY + timedelta(days=30)
    fresh = follow_ups.reopen(
        follow_up, verdict="第二条未落实", due_on=due_on, actor=factories.user("office"), today=TODAY
    )
    old = follow_up.rounds.get(number=1)
    assert (old.text, old.verdict) == ("报告", "第二条未落实")
    assert (fresh.number, fresh.obligation.due_on, follow_up.status) == (2, due_on, FollowUp.Status.REOPENED)
    reported(FollowUp.objects.get(pk=follow_up.pk))
    assert follow_up.rounds.count() == 2


def test_the_committee_may_deliberate_and_then_send_it_back() -> None:
    follow_up = circulated(factories.follow_up())
    with pytest.raises(ValidationError, match="常委会会议审议"):
        follow_ups.deliberate(
            follow_up,
            meeting=factories.meeting(Meeting.Kind.CHAIR_MEETING, number=99),
            on=TODAY,
            actor=factories.user("office"),
        )
    follow_ups.deliberate(follow_up, meeting=factories.meeting(), on=TODAY, actor=factories.user("office"))
    follow_ups.reopen(
        follow_up,
        verdict="重新报告",
        due_on=TODAY + timedelta(days=9),
        actor=factories.user("office"),
        today=TODAY,
    )
    assert follow_up.status == FollowUp.Status.REOPENED


def test_stronger_means_need_two_rounds() -> None:
    follow_up = circulated(factories.follow_up())
    chair = factories.user("sc_chair")
    with pytest.raises(ValidationError, match="经过2轮"):
        follow_ups.escalate(follow_up, means="质询", reason="仍不满意", actor=chair)
    follow_ups.reopen(
        follow_up, verdict="未落实", due_on=TODAY + timedelta(days=9), actor=factories.user("office"), today=TODAY
    )
    follow_ups.escalate(follow_up, means="质询", reason="仍不满意", actor=chair)
    assert follow_up.status == FollowUp.Status.ESCALATED
    assert follow_up.current_round.obligation.status == Obligation.Status.VOID


def test_what_is_escalated_is_the_round_under_way_not_the_one_that_a_page_had_read() -> None:
    follow_up, office, chair = factories.follow_up(), factories.user("office"), factories.user("sc_chair")
    again = {"due_on": TODAY + timedelta(days=9), "actor": office, "today": TODAY}
    follow_ups.reopen(circulated(follow_up), verdict="未落实", **again)
    seen = FollowUp.objects.prefetch_related("rounds__obligation").get(pk=follow_up.pk)
    assert [row.number for row in seen.rounds.all()] == [1, 2]
    follow_ups.reopen(circulated(FollowUp.objects.get(pk=follow_up.pk)), verdict="仍未落实", **again)
    with CaptureQueriesContext(connection) as queries:
        follow_ups.escalate(seen, means="质询", reason="仍不满意", actor=chair)
    rows = list(FollowUp.objects.get(pk=follow_up.pk).rounds.select_related("obligation").order_by("number"))
    assert [row.verdict for row in rows[-2:]] == ["仍未落实", "仍不满意"]
    assert rows[-1].obligation.status == Obligation.Status.VOID
    read = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert "FOR UPDATE" in read[0]


def test_it_closes_only_when_every_point_is_settled() -> None:
    follow_up = circulated(factories.follow_up())
    office = factories.user("office")
    with pytest.raises(ValidationError, match="第1、2条意见仍在办理中"):
        follow_ups.accept(follow_up, on=TODAY, note="同意", shown=factories.SHOWN, actor=office)
    settled(follow_up)
    follow_ups.accept(follow_up, on=TODAY, note="同意办结", shown=factories.SHOWN, actor=office)
    follow_up.paper.refresh_from_db()
    assert follow_up.status == FollowUp.Status.ACCEPTED_DONE
    assert follow_up.paper.status == OpinionPaper.Status.CLOSED
    assert follow_up.society_duty.target_on == TODAY + timedelta(days=20)


def test_a_point_is_carried_over_only_with_a_reason() -> None:
    follow_up = circulated(factories.follow_up())
    with pytest.raises(ValidationError, match="结转须写明理由"):
        follow_ups.settle_point(
            follow_up.answers.all()[0],
            status=PointAnswer.Status.CARRIED_OVER,
            reason=" ",
            actor=factories.user("office"),
        )


def test_a_closed_follow_up_takes_no_reply() -> None:
    follow_up = settled(circulated(factories.follow_up()))
    follow_ups.accept(follow_up, on=TODAY, note="", shown=factories.SHOWN, actor=factories.user("office"))
    with pytest.raises(ValidationError, match="已经办结，不能再提交答复"):
        follow_ups.submit_draft(follow_up, text="补充", answers=answers(follow_up), on=TODAY, actor=head_of(follow_up))


def test_a_stale_copy_cannot_repeat_a_step() -> None:
    follow_up = factories.follow_up()
    stale = FollowUp.objects.get(pk=follow_up.pk)
    accepted(follow_up)
    with pytest.raises(TransitionError, match="当前为“已签收”"):
        accepted(stale)
    assert Activity.objects.filter(verb="签收").count() == 1


@pytest.mark.parametrize("step", ["circulate", "deliberate", "accept", "mark_published", "report", "reopen"])
def test_steps_out_of_turn_are_refused(step: str) -> None:
    follow_up = factories.follow_up()
    arguments = {"accept": {"on": TODAY, "note": ""}}.get(step, {})
    with pytest.raises(TransitionError):
        getattr(follow_up, step)(**arguments)


def test_each_reader_sees_the_rows_that_are_theirs() -> None:
    mine, other = factories.follow_up(), factories.follow_up()
    visible = {
        role: set(FollowUp.objects.visible_to(factories.user(role, organ=mine.organ)))
        for role in ("office", "sc_member", "unit_clerk", "deputy", "auditor")
    }
    assert visible["office"] == visible["sc_member"] == {mine, other}
    assert visible["unit_clerk"] == {mine}
    assert visible["deputy"] == visible["auditor"] == set()


def test_a_silent_committee_does_not_make_the_organ_late() -> None:
    follow_up = accepted(factories.follow_up())
    head = head_of(follow_up)
    follow_ups.submit_draft(follow_up, text="草稿", answers=answers(follow_up), on=TODAY, actor=head)
    follow_ups.report(
        follow_up,
        text="报告",
        signed_by="局长",
        answers=answers(follow_up),
        attachments=[],
        on=TODAY + timedelta(days=5),
        actor=head,
    )
    assert follow_up.status == FollowUp.Status.REPORTED


@pytest.mark.parametrize("step", ["circulate", "accept"])
def test_a_step_is_not_dated_before_the_one_it_follows(step: str) -> None:
    office = factories.user("office")
    follow_up = reported(factories.follow_up())
    before = TODAY - timedelta(days=1)
    if step == "accept":
        follow_ups.circulate(follow_up, on=TODAY, actor=office)
        settled(follow_up)
    more = {"note": "", "shown": factories.SHOWN} if step == "accept" else {}
    with pytest.raises(ValidationError, match="日期不能早于"):
        getattr(follow_ups, step)(follow_up, on=before, actor=office, **more)


def test_no_point_falls_between_the_organs() -> None:
    paper = factories.opinion_paper()
    other = factories.organ()
    paper.points.filter(order=2).update(organ=other)
    OpinionPaper.objects.filter(pk=paper.pk).update(status=OpinionPaper.Status.ADOPTED, adopted_on=TODAY)
    paper.refresh_from_db()
    office = factories.user("office")
    with pytest.raises(ValidationError, match="第2条意见由"):
        follow_ups.hand_over(paper, [factories.organ()], on=TODAY, actor=office, today=TODAY)
    assert len(follow_ups.hand_over(paper, [factories.organ(), other], on=TODAY, actor=office, today=TODAY)) == 2


def test_the_office_of_the_government_sees_what_the_government_holds() -> None:
    ours = factories.follow_up()
    court = factories.follow_up(to=factories.organ(Organ.Kind.COURT))
    seen = set(FollowUp.objects.visible_to(factories.user("gov_office")))
    assert seen == {ours}
    assert court not in seen


def test_deputies_read_the_redacted_copy_only() -> None:
    follow_up = settled(circulated(factories.follow_up()))
    follow_ups.accept(follow_up, on=TODAY, note="", shown=factories.SHOWN, actor=factories.user("office"))
    factories.published(follow_up, follow_ups.compose(follow_up))
    assert not FollowUp.objects.visible_to(factories.user("deputy")).exists()
