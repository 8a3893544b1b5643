"""Progress of a parent by the weights of its children: derived, explained, and the same on every face."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from congress.models import Activity
from congress.progress import HEAVIEST, Progress
from supervision.models import Campaign, FollowUp, OversightTeam, PlannedForm, PointAnswer, SupervisionPlan, Topic
from supervision.services import follow_ups, plan_publication, plan_years, progress
from tests import factories, factories_acts, factories_inspections, factories_plans
from tests.desk import Clerk, refusals
from tests.factories import TODAY
from tests.published import publish_paper

pytestmark = pytest.mark.django_db


def weighed(plan: SupervisionPlan) -> SupervisionPlan:
    """Four topics: done with weight 3, open, cancelled with weight 5, open with weight 2."""
    topics = list(plan.topics.all())
    Topic.objects.filter(pk=topics[0].pk).update(weight=3)
    Topic.objects.filter(pk=topics[2].pk).update(weight=5)
    Topic.objects.filter(pk=topics[3].pk).update(weight=2)
    factories_plans.done(topics[0])
    factories_plans.cancelled(topics[2])
    return plan


def test_a_plan_is_as_far_as_the_weights_of_its_topics_and_a_cancelled_one_is_told_but_not_counted() -> None:
    plan = weighed(factories_plans.in_force(topics=4))
    found = progress.PLAN.read(plan)
    assert (found.done, found.total, found.left_out, found.left_out_weight) == (3, 6, 1, 5)
    assert found.formula == "已完成权重3÷总权重6＝50%；转下年、取消的1项（权重5）不计入"
    assert str(found) == "50%（3/6）"


def test_progress_is_not_rounded_up_and_says_nothing_where_there_is_nothing() -> None:
    assert Progress(done=199, total=200).percent == 99
    assert Progress(done=0, total=0).percent is None
    assert str(Progress(done=0, total=0)) == "—"
    assert not Progress(done=0, total=0)
    assert Progress(0, 0, 2, 3, "取消的").formula == "没有计入进度的项目；取消的2项（权重3）不计入"


def test_an_empty_plan_has_no_progress() -> None:
    assert progress.PLAN.read(factories_plans.plan()).percent is None


@pytest.mark.parametrize("weight", [0, HEAVIEST + 1])
def test_a_weight_out_of_range_is_refused_by_form_and_database(weight: int) -> None:
    topic = factories_plans.topic()
    topic.weight = weight
    with pytest.raises(ValidationError) as error:
        topic.full_clean()
    assert "weight" in error.value.message_dict
    with pytest.raises(IntegrityError, match="topic_weight_in_range"), transaction.atomic():
        topic.save()
    team = OversightTeam(campaign=Campaign.objects.create(title="示例", year=2026), number=1, scope="sector", area="甲")
    team.weight = weight
    with pytest.raises(ValidationError, match="1"):
        team.full_clean()
    follow_up = factories.follow_up()
    with pytest.raises(IntegrityError, match="followup_weight_in_range"), transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(weight=weight)
    with pytest.raises(IntegrityError, match="point_answer_weight_in_range"), transaction.atomic():
        follow_up.answers.update(weight=weight)
    with pytest.raises(IntegrityError, match="team_weight_in_range"), transaction.atomic():
        team.save()


def test_a_topic_that_moves_to_the_next_year_keeps_its_weight() -> None:
    plan = factories_plans.in_force(topics=1)
    target = factories_plans.plan(year=plan.year + 1)
    plan.topics.update(weight=4)
    Clerk("office").client.post(
        f"/admin/supervision/topic/{plan.topics.get().pk}/steps/move/", {"on": TODAY.isoformat(), "reason": "时间不够"}
    )
    assert target.topics.get().weight == 4


def test_a_campaign_counts_its_topics_its_teams_and_what_no_topic_of_it_stands_for() -> None:
    campaign = Campaign.objects.create(title="示例专项监督", year=TODAY.year)
    topic = factories_plans.topic(forms="执法检查6月", weight=2)
    behind, loose = factories_inspections.outing(), factories_inspections.outing()
    PlannedForm.objects.filter(topic=topic).update(oversight=behind)
    campaign.topics.add(topic)
    campaign.oversights.add(behind, loose)
    dated = {"starts_on": TODAY - timedelta(days=30), "scope": "sector"}
    OversightTeam.objects.create(campaign=campaign, number=1, area="甲", ends_on=TODAY, weight=3, **dated)
    OversightTeam.objects.create(campaign=campaign, number=2, area="乙", **dated)
    OversightTeam.objects.create(campaign=campaign, number=3, area="丙", scope="sector")
    found = progress.campaign(on=TODAY).read(campaign)
    assert (found.done, found.total, found.left_out) == (3, 2 + 1 + 4, 1)
    assert progress.campaign(on=TODAY - timedelta(days=1)).read(campaign).done == 0
    type(loose).objects.filter(pk=loose.pk).update(status="cancelled", status_note="示例")
    assert progress.campaign(on=TODAY).read(campaign).left_out == 2


def test_a_follow_up_is_as_far_as_its_points_and_the_paper_as_far_as_all_organs_points() -> None:
    follow_up = factories.follow_up(points=3)
    first, second, third = follow_up.answers.order_by("point__order")
    PointAnswer.objects.filter(pk=first.pk).update(status="closed", weight=2)
    PointAnswer.objects.filter(pk=second.pk).update(status="carried_over", carry_reason="资金跨年")
    assert third.status == "open"
    found = progress.FOLLOW_UP.read(follow_up)
    assert found.formula == "已完成权重2÷总权重3＝66%；转下年的1项（权重1）不计入"
    assert progress.of_origin(follow_up) is None
    other = factories.organ(name="乙局")
    follow_ups.hand_over(follow_up.paper, [other], on=TODAY, actor=factories.user("office"), today=TODAY)
    whole = progress.of_origin(follow_up)
    assert whole is not None
    assert (whole.done, whole.total) == (2, 6)


def test_an_act_is_as_far_as_the_organs_that_closed_it() -> None:
    follow_up = factories_acts.act_follow_up()
    FollowUp.objects.filter(pk=follow_up.pk).update(weight=4)
    assert progress.FOLLOW_UP.read(follow_up).percent is None
    assert progress.ACT.read(follow_up.act).formula == "已完成权重0÷总权重4＝0%"
    FollowUp.objects.filter(pk=follow_up.pk).update(status="accepted_done", closed_on=TODAY)
    assert progress.ACT.read(follow_up.act).percent == 100


def test_a_clerk_weighs_points_and_what_is_wrong_changes_nothing() -> None:
    clerk, follow_up = Clerk("office"), factories.follow_up(points=2)
    step = f"/admin/supervision/followup/{follow_up.pk}/steps/weigh/"
    refused = clerk.client.post(step, {"point_1": "0", "point_2": "101"})
    assert refusals(refused)
    assert set(follow_up.answers.values_list("weight", flat=True)) == {1}
    assert clerk.client.post(step, {"point_1": "3", "point_2": "1"}).status_code == 302
    assert list(follow_up.answers.order_by("point__order").values_list("weight", flat=True)) == [3, 1]
    assert Activity.objects.get(verb="调整权重").reason == "第1条权重3"
    office = factories.user("office")
    with pytest.raises(ValidationError, match="没有第9条意见"):
        progress.weigh(follow_up, points={9: 1}, actor=office)
    with pytest.raises(ValidationError, match="第1条的权重须在1至100之间"):
        progress.weigh(follow_up, points={1: 0, 2: 5}, actor=office)
    FollowUp.objects.filter(pk=follow_up.pk).update(status="accepted_done", closed_on=TODAY)
    with pytest.raises(ValidationError, match="已经办结"):
        progress.weigh(follow_up, points={1: 2}, actor=office)
    assert Clerk("unit_clerk").client.post(step, {"point_1": "3"}).status_code in (302, 403)
    assert follow_up.answers.get(point__order=2).weight == 1


def test_the_desk_and_the_workspace_show_the_formula() -> None:
    plan = weighed(factories_plans.in_force(topics=4))
    Campaign.objects.create(title="示例专项监督", year=plan.year)
    follow_up = factories.follow_up()
    clerk = Clerk("office")
    for page in (
        f"/admin/supervision/supervisionplan/{plan.pk}/change/",
        f"/admin/supervision/supervisionplan/{plan.pk}/year/",
        f"/workspace/plans/{plan.pk}/",
    ):
        assert "已完成权重3÷总权重6" in clerk.text(page)
    assert "50%（3/6）" in clerk.text("/admin/supervision/supervisionplan/")
    assert "进度50%（3/6）" in clerk.text("/workspace/plans/")
    assert "示例专项监督" in clerk.text(f"/workspace/plans/{plan.pk}/")
    assert "已完成权重0÷总权重2" in clerk.text(f"/admin/supervision/followup/{follow_up.pk}/change/")
    assert "已完成权重0÷总权重2" in clerk.text(f"/workspace/follow-ups/{follow_up.pk}/")
    assert "0%（0/2）" in clerk.text("/workspace/follow-ups/")


def test_a_list_costs_the_same_for_many_rows() -> None:
    clerk = Clerk("office")
    factories.follow_up()
    factories_plans.in_force(topics=2)
    pages = ("/admin/supervision/supervisionplan/", "/admin/supervision/followup/", "/workspace/plans/")
    campaigns = "/admin/supervision/campaign/"
    Campaign.objects.create(title="示例1", year=2026)
    few = [clerk.queries(page) for page in (*pages, campaigns)]
    for number in range(5):
        factories.follow_up(points=5)
        factories_plans.plan(year=2040 + number)
        Campaign.objects.create(title=f"示例{number + 2}", year=2026)
    assert [clerk.queries(page) for page in (*pages, campaigns)] == few


def test_everyone_sees_the_progress_that_published_facts_show() -> None:
    plan = weighed(factories_plans.in_force(topics=4))
    factories.published(plan, plan_publication.compose(plan), path=plan.get_absolute_url())
    page = Client().get(plan.get_absolute_url())
    # The topic that was done has no published record behind it, so nothing shows that it was.
    assert page.context["progress"] == Progress(0, 6, 1, 5, progress.PLAN.why)
    assert "已完成权重0÷总权重6＝0%" in page.content.decode()
    assert plan_years.of_plan(plan, on=TODAY).lines[0].number == 1


def test_the_public_page_of_opinions_counts_published_answers() -> None:
    follow_up = factories.follow_up(points=2)
    follow_up.answers.filter(point__order=1).update(status="closed", weight=3, text="已经落实。")
    publish_paper(follow_up.paper)
    page = Client().get(f"/supervision/opinions/{follow_up.paper_id}/")
    assert page.context["progress"].formula == "已完成权重0÷总权重4＝0%"
    factories.published(follow_up, follow_ups.compose(follow_up))
    page = Client().get(f"/supervision/opinions/{follow_up.paper_id}/")
    assert page.context["progress"].formula == "已完成权重3÷总权重4＝75%"
