"""Handing over and assessing on the desk."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
import time_machine

from congress.models import Organ, User
from supervision.models import FollowUp, PointAnswer
from supervision.services import follow_ups
from supervision.services.follow_ups import Answer
from tests import factories
from tests.desk import Clerk, refusals, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def office() -> Clerk:
    return Clerk("office")


def page_of(follow_up: FollowUp) -> str:
    return f"/admin/supervision/followup/{follow_up.pk}/change/"


def step_of(follow_up: FollowUp, name: str) -> str:
    return f"/admin/supervision/followup/{follow_up.pk}/steps/{name}/"


def drafted(*, on: date = TODAY) -> FollowUp:
    follow_up = factories.follow_up(on=on - timedelta(days=30))
    head = factories.user("unit_head", organ=follow_up.organ)
    follow_ups.acknowledge(follow_up, on=on - timedelta(days=29), leader="分管领导", actor=head, today=on)
    follow_ups.submit_draft(follow_up, text="草稿", answers=_answers(follow_up), on=on, actor=head)
    return follow_up


def _answers(follow_up: FollowUp) -> Sequence[Answer]:
    return [Answer(answer, f"已落实{answer.point.order}") for answer in follow_up.answers.all()]


def reported() -> FollowUp:
    follow_up = drafted()
    follow_ups.comment(follow_up, text="无意见", actor=factories.user("wc_head"))
    head = User.objects.get(organ=follow_up.organ)
    follow_ups.report(
        follow_up, text="报告正文", signed_by="局长", answers=_answers(follow_up), attachments=[], on=TODAY, actor=head
    )
    return follow_up


def test_an_adopted_paper_is_handed_to_organs_with_a_number(office: Clerk) -> None:
    paper = factories.adopted_paper()
    place = f"/admin/supervision/followup/hand-over/{paper.pk}/"
    page = office.page(place)
    assert [option.get("value") for option in page.xpath("//select[@name='organs']/option")] == [
        str(paper.item.reporting_organ_id)
    ]
    other = factories.organ()
    answer = office.step(place, organs=[paper.item.reporting_organ_id, other.pk], on=str(TODAY))
    assert "文号柯人大常审〔2026〕1号" in said(answer)
    assert FollowUp.objects.count() == 2


def test_the_same_organ_is_not_given_the_same_paper_twice(office: Clerk) -> None:
    follow_up = factories.follow_up()
    place = f"/admin/supervision/followup/hand-over/{follow_up.paper_id}/"
    answer = office.step(place, organs=[follow_up.organ_id], on=str(TODAY))
    assert "该审议意见已经交办给这个机关" in refusals(answer)
    assert FollowUp.objects.count() == 1


def test_reversed_days_of_a_hand_over_are_refused_beside_the_field(office: Clerk) -> None:
    paper = factories.adopted_paper()
    place = f"/admin/supervision/followup/hand-over/{paper.pk}/"
    organ = factories.organ().pk
    before = str(TODAY - timedelta(days=1))
    assert "交办日期不能早于主任会议通过的日期" in refusals(office.step(place, organs=[organ], on=before))
    assert "报告期限须晚于交办日期" in refusals(office.step(place, organs=[organ], on=str(TODAY), due_on=before))
    assert "请选择承办机关" in refusals(office.step(place, on=str(TODAY)))
    assert not FollowUp.objects.exists()


def test_a_paper_that_is_not_adopted_is_not_handed_over(office: Clerk) -> None:
    paper = factories.opinion_paper()
    place = f"/admin/supervision/followup/hand-over/{paper.pk}/"
    assert "当前为“汇总中”，不能办理“交办”" in said(office.client.get(place, follow=True))
    answer = office.step(place, organs=[factories.organ().pk], on=str(TODAY))
    assert "当前为“汇总中”，不能办理“交办”" in said(answer)


def test_only_the_office_hands_over() -> None:
    paper = factories.adopted_paper()
    assert Clerk("wc_officer").status(f"/admin/supervision/followup/hand-over/{paper.pk}/") == 403


def test_the_working_committee_that_collated_comments_on_the_draft() -> None:
    follow_up = drafted()
    stranger = Clerk("wc_officer", organ=factories.organ(Organ.Kind.WORKING_COMMITTEE))
    assert stranger.buttons(page_of(follow_up)) == []
    assert stranger.step(step_of(follow_up, "comment"), text="无意见").status_code == 403
    officer = Clerk("wc_officer", organ=follow_up.paper.working_committee)
    assert officer.buttons(page_of(follow_up)) == ["对草稿提出意见"]
    officer.step(step_of(follow_up, "comment"), text="第一条请补充数据")
    assert follow_up.rounds.get().comment == "第一条请补充数据"


def test_a_report_is_circulated_settled_point_by_point_and_closed(office: Clerk) -> None:
    follow_up = reported()
    office.step(step_of(follow_up, "circulate"), on=str(TODAY))
    answer = office.step(step_of(follow_up, "accept"), on=str(TODAY), note="同意办结。", place="示例现场")
    assert "第1、2条意见仍在办理中" in refusals(answer)
    first, second = follow_up.answers.all()
    carried = {f"status_{first.pk}": "closed", f"status_{second.pk}": "carried_over"}
    assert "结转须写明理由" in refusals(office.step(step_of(follow_up, "settle"), **carried))
    assert set(follow_up.answers.values_list("status", flat=True)) == {PointAnswer.Status.OPEN}
    office.step(step_of(follow_up, "settle"), **carried, **{f"reason_{second.pk}": "工程明年完工"})
    office.step(step_of(follow_up, "accept"), on=str(TODAY), note="同意办结。", place="示例现场")
    follow_up.refresh_from_db()
    assert follow_up.status == FollowUp.Status.ACCEPTED_DONE
    assert "工程明年完工" in office.text(page_of(follow_up))


def test_a_report_that_is_not_enough_goes_back_for_another_round(office: Clerk) -> None:
    follow_up = reported()
    answer = office.step(step_of(follow_up, "reopen"), verdict="第二条没有数据", due_on=str(TODAY))
    assert "新的期限须晚于今天" in refusals(answer)
    office.step(step_of(follow_up, "reopen"), verdict="第二条没有数据", due_on=str(TODAY + timedelta(days=30)))
    text = office.text(page_of(follow_up))
    assert "第二轮" in text
    assert "报告正文" in text


def test_the_meeting_that_deliberates_is_one_of_the_committee(office: Clerk) -> None:
    follow_up = reported()
    office.step(step_of(follow_up, "circulate"), on=str(TODAY))
    chairs = factories.meeting("chair_meeting")
    answer = office.step(step_of(follow_up, "deliberate"), meeting=chairs.pk, on=str(TODAY))
    assert "选择一个有效的选项" in refusals(answer)
    office.step(step_of(follow_up, "deliberate"), meeting=factories.meeting().pk, on=str(TODAY))
    follow_up.refresh_from_db()
    assert follow_up.status == FollowUp.Status.DELIBERATED


def test_stronger_means_are_for_those_who_may_take_them(office: Clerk) -> None:
    follow_up = reported()
    office.step(step_of(follow_up, "reopen"), verdict="不够", due_on=str(TODAY + timedelta(days=30)))
    assert "升级监督" not in office.buttons(page_of(follow_up))
    assert office.step(step_of(follow_up, "escalate"), means="质询", reason="x").status_code == 403


def test_a_stale_button_changes_nothing(office: Clerk) -> None:
    follow_up = reported()
    office.step(step_of(follow_up, "circulate"), on=str(TODAY))
    again = office.step(step_of(follow_up, "circulate"), on=str(TODAY - timedelta(days=1)))
    assert "当前为“已印发组成人员”" in said(again)
    assert follow_up.rounds.get().circulated_on == TODAY


def test_the_page_takes_the_same_queries_whatever_the_number_of_points_and_rounds(office: Clerk) -> None:
    small = factories.follow_up(points=1)
    large = factories.follow_up(points=12)
    assert office.queries(page_of(large)) == office.queries(page_of(small)) <= 20
