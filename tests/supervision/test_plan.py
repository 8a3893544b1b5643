"""Yearly plans: collected, adopted by the chairpersons' meeting, adjusted with a reason, closed topic by topic."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import Activity, Notification, Organ
from congress.workflow import TransitionError
from meetings.models import Meeting
from supervision.models import Inquiry, Oversight, PlannedForm, SupervisionPlan, Topic
from supervision.services import plan_adjustments, plan_forms, plan_publication, plan_years, plans
from tests import factories, factories_acts, factories_plans
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
Status = SupervisionPlan.Status


def refused(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(error.value.messages)


def test_a_plan_goes_from_topics_to_force_step_by_step() -> None:
    office = factories.user("office")
    plan = factories_plans.plan()
    factories_plans.topic(plan)
    plans.draft(plan, actor=office)
    plans.consult(plan, actor=office)
    meeting = factories_plans.chairpersons()
    plans.adopt(plan, meeting=meeting, on=TODAY, actor=factories.user("sc_chair"), today=TODAY)
    assert (plan.status, plan.adopted_at_meeting, plan.adopted_on) == (Status.ADOPTED, meeting, TODAY)
    assert plan.society_duty
    assert plan.society_duty.basis == "《监督法》第六十三条"
    assert plan.deputies_duty
    assert plans.note_published(actor=office) == 0
    factories.published(plan, plan_publication.compose(plan), path=plan.get_absolute_url())
    assert plans.note_published(actor=office) == 1
    assert plans.note_published(actor=office) == 0
    plan.refresh_from_db()
    assert plan.status == Status.PUBLISHED
    member, clerk = factories.user("sc_member"), factories.user("unit_clerk", organ=plan.topics.get().organ)
    assert plans.bring_into_force(plan, on=TODAY, actor=office) >= 2
    assert plan.status == Status.IN_FORCE
    told = Notification.objects.filter(subject__startswith="已印发").values_list("recipient", flat=True)
    assert {member.pk, clerk.pk} <= set(told)
    assert Activity.objects.filter(verb="印发计划").count() == 1


def test_the_plan_goes_to_the_reporting_organs_even_if_no_topic_names_them() -> None:
    court = factories.user("court_liaison", organ=factories.organ(Organ.Kind.COURT))
    plan = factories_plans.adopted()
    plans.tell_concerned(plan, subject="计划")
    assert Notification.objects.filter(recipient=court, subject="计划").exists()


def test_only_the_deputies_plan_is_told_to_deputies() -> None:
    deputy = factories.user("deputy")
    plans.tell_concerned(factories_plans.adopted(), subject="监督计划")
    plans.tell_concerned(factories_plans.adopted(kind=SupervisionPlan.Kind.DEPUTIES), subject="代表计划")
    assert set(Notification.objects.filter(recipient=deputy).values_list("subject", flat=True)) == {"代表计划"}


def test_a_topic_with_no_organ_is_refused_in_words() -> None:
    topic = Topic(plan=factories_plans.plan(), order=1, title="无主议题", origin="members")
    with pytest.raises(ValidationError) as error:
        topic.full_clean()
    assert error.value.message_dict["organ"] == ["每个议题都须有责任机关，请选择。"]
    with pytest.raises(IntegrityError), transaction.atomic():
        topic.save()


def test_a_plan_without_topics_or_with_a_bare_topic_is_not_drafted() -> None:
    office, plan = factories.user("office"), factories_plans.plan()
    with pytest.raises(ValidationError, match="还没有议题"):
        plans.draft(plan, actor=office)
    topic = factories_plans.topic(plan, forms="", title="没有形式的议题")
    with pytest.raises(ValidationError) as error:
        plans.draft(plan, actor=office)
    assert "没有形式的议题" in refused(error)
    plan_forms.rewrite(topic, plan_forms.parse("视察5月"))
    Topic.objects.filter(pk=topic.pk).update(working_committee=None)
    with pytest.raises(ValidationError, match="还没有责任工委"):
        plans.draft(plan, actor=office)
    plan.refresh_from_db()
    assert plan.status == Status.COLLECTING


def test_a_work_plan_takes_items_that_no_working_committee_leads() -> None:
    plan = factories_plans.plan(SupervisionPlan.Kind.WORK)
    factories_plans.topic(plan, working_committee=None, forms="建章立制全年；主题活动3至5月")
    plans.draft(plan, actor=factories.user("office"))
    assert plan.status == Status.DRAFTED


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        (Meeting.Kind.STANDING_COMMITTEE, Meeting.Status.CLOSED, "请选择一次主任会议"),
        (Meeting.Kind.CHAIR_MEETING_ENLARGED, Meeting.Status.CLOSED, "请选择一次主任会议"),
        (Meeting.Kind.CHAIR_MEETING, Meeting.Status.PLANNED, "还没有召开"),
        (Meeting.Kind.CHAIR_MEETING, Meeting.Status.CANCELLED, "还没有召开"),
    ],
)
def test_a_plan_is_adopted_only_at_a_chairpersons_meeting_that_was_held(kind: str, status: str, message: str) -> None:
    plan = factories_plans.consulted()
    meeting = factories.meeting(kind, starts_on=TODAY, status=status)
    with pytest.raises(ValidationError, match=message):
        plans.adopt(plan, meeting=meeting, on=TODAY, actor=factories.user("sc_chair"), today=TODAY)
    plan.refresh_from_db()
    assert plan.status == Status.CONSULTED
    assert plan.society_duty is None


def test_the_day_of_adoption_is_a_day_of_the_meeting_and_not_in_the_future() -> None:
    plan, chair = factories_plans.consulted(), factories.user("sc_chair")
    meeting = factories_plans.chairpersons()
    with pytest.raises(ValidationError, match="须在该次主任会议期间"):
        plans.adopt(plan, meeting=meeting, on=TODAY - timedelta(days=1), actor=chair, today=TODAY)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        plans.adopt(plan, meeting=meeting, on=TODAY, actor=chair, today=TODAY - timedelta(days=1))


def test_a_second_press_adopts_nothing_twice() -> None:
    plan = factories_plans.consulted()
    stale = SupervisionPlan.objects.get(pk=plan.pk)
    chair, meeting = factories.user("sc_chair"), factories_plans.chairpersons()
    plans.adopt(plan, meeting=meeting, on=TODAY, actor=chair, today=TODAY)
    with pytest.raises(TransitionError, match="当前为“已通过”"):
        plans.adopt(stale, meeting=meeting, on=TODAY, actor=chair, today=TODAY)
    with pytest.raises(TransitionError):
        plans.send_back(stale, note="再改", actor=chair)
    assert Activity.objects.filter(verb="主任会议通过计划").count() == 1


def test_the_partys_gate_is_optional_and_keeps_a_number_only() -> None:
    office, chair = factories.user("office"), factories.user("sc_chair")
    plan = factories_plans.consulted(needs_clearance=True)
    assert not Notification.objects.filter(recipient=chair).exists()
    meeting = factories_plans.chairpersons()
    with pytest.raises(ValidationError, match="须先报区委"):
        plans.adopt(plan, meeting=meeting, on=TODAY, actor=chair, today=TODAY)
    with pytest.raises(ValidationError, match="请填写区委文号"):
        plans.clear(plan, number=" ", actor=office)
    plans.clear(plan, number="柯委〔2026〕8号", actor=office)
    assert Notification.objects.filter(recipient=chair, subject__startswith="待主任会议通过").exists()
    plans.adopt(plan, meeting=meeting, on=TODAY, actor=chair, today=TODAY)
    assert (plan.status, plan.clearance_number) == (Status.ADOPTED, "柯委〔2026〕8号")


def test_the_chairpersons_send_a_draft_back_with_a_note() -> None:
    plan, chair = factories_plans.consulted(), factories.user("sc_chair")
    clerk = factories.user("office")
    with pytest.raises(ValidationError, match="须写明意见"):
        plans.send_back(plan, note="", actor=chair)
    plans.send_back(plan, note="请压减议题", actor=chair)
    assert (plan.status, plan.returned_note) == (Status.DRAFTED, "请压减议题")
    assert Notification.objects.filter(recipient=clerk, body="请压减议题").exists()
    plans.consult(plan, actor=clerk)
    assert plan.status == Status.CONSULTED


def test_one_plan_of_a_kind_and_year() -> None:
    factories_plans.plan()
    with pytest.raises(ValidationError) as error:
        SupervisionPlan(kind="supervision", year=TODAY.year).full_clean()
    assert "该年度已有同类计划，不能重复建立。" in refused(error)
    SupervisionPlan(kind="deputies", year=TODAY.year).full_clean()


def test_adjusting_needs_a_reason_a_meeting_and_an_adopted_plan() -> None:
    office = factories.user("office")
    plan = factories_plans.in_force()
    topic = plan.topics.first()
    assert topic
    with pytest.raises(ValidationError, match="调整计划须写明理由"):
        plan_adjustments.cancel(topic, decision=factories_plans.decision(reason=" "), actor=office, today=TODAY)
    committee = factories.meeting(starts_on=TODAY, status=Meeting.Status.CLOSED)
    decision = factories_plans.decision(meeting=committee)
    with pytest.raises(ValidationError, match="请选择一次主任会议"):
        plan_adjustments.cancel(topic, decision=decision, actor=office, today=TODAY)
    early = factories_plans.topic(factories_plans.plan(year=TODAY.year + 1))
    with pytest.raises(ValidationError, match="不能作计划调整"):
        plan_adjustments.cancel(early, decision=factories_plans.decision(), actor=office, today=TODAY)
    decision = factories_plans.decision(TODAY - timedelta(days=3))
    with pytest.raises(ValidationError, match="不能早于计划通过的日期"):
        plan_adjustments.cancel(topic, decision=decision, actor=office, today=TODAY)
    topic.refresh_from_db()
    assert topic.status == Topic.Status.PLANNED
    assert not plan.adjustments.exists()


def test_an_added_topic_is_ad_hoc_and_everybody_concerned_is_told() -> None:
    plan = factories_plans.in_force()
    member, organ = factories.user("sc_member"), factories.organ()
    unit = factories.user("unit_head", organ=organ)
    topic = Topic(plan=plan, title="防汛工作", origin="public", organ=organ)
    row = plan_adjustments.add_topic(
        topic,
        plan_forms.parse("听取审议报告10月"),
        decision=factories_plans.decision(reason="汛情严重"),
        actor=factories.user("office"),
        today=TODAY,
    )
    assert topic.is_ad_hoc
    assert topic.order == 3
    assert str(topic.forms.get()) == "10月听取审议报告"
    assert row.change == f"增加议题“防汛工作”，责任机关为{organ}，10月听取审议报告。"
    told = Notification.objects.filter(subject__startswith="计划调整")
    assert {member.pk, unit.pk} <= set(told.values_list("recipient", flat=True))
    assert row.told == told.count()


def test_a_topic_is_given_another_month_and_the_old_one_stays_on_record() -> None:
    plan = factories_plans.in_force()
    topic = plan.topics.first()
    assert topic
    office = factories.user("office")
    decision = factories_plans.decision()
    with pytest.raises(ValidationError, match="没有变化"):
        plan_adjustments.retime(
            topic, plan_forms.parse("听取审议报告6月"), decision=decision, actor=office, today=TODAY
        )
    row = plan_adjustments.retime(
        topic, plan_forms.parse("听取审议报告11月"), decision=decision, actor=office, today=TODAY
    )
    assert "由“6月听取审议报告”调整为“11月听取审议报告”" in row.change
    PlannedForm.objects.filter(topic=topic).update(fulfilled_on=TODAY)
    with pytest.raises(ValidationError, match="已有对应的记录"):
        plan_adjustments.retime(topic, plan_forms.parse("视察12月"), decision=decision, actor=office, today=TODAY)


def test_a_published_plan_that_was_adjusted_is_to_be_corrected() -> None:
    plan = factories_plans.in_force()
    factories.published(plan, plan_publication.compose(plan), path=plan.get_absolute_url())
    plan.refresh_from_db()
    clerk = factories.user("office")
    topic = plan.topics.first()
    assert topic
    topic.plan = plan
    factories_plans.cancelled(topic)
    assert Notification.objects.filter(recipient=clerk, subject__startswith="计划已调整，请更正").exists()
    content = plan_publication.compose(plan)
    assert content["sections"][-1]["heading"] == "计划调整"
    states = [point["state"] for section in content["sections"] for point in section["points"]]
    assert sorted(states) == ["", "已取消"]


def test_a_plan_with_an_open_topic_is_not_closed() -> None:
    plan, office = factories_plans.in_force(), factories.user("office")
    first, second = plan.topics.order_by("order")
    factories_plans.done(first)
    with pytest.raises(ValidationError) as error:
        plans.close(plan, on=TODAY, actor=office)
    assert f"“{second}”还没有结果" in refused(error)
    plan.refresh_from_db()
    assert plan.status == Status.IN_FORCE
    factories_plans.cancelled(second)
    with pytest.raises(ValidationError, match="不能早于印发日期"):
        plans.close(plan, on=TODAY - timedelta(days=1), actor=office)
    plans.close(plan, on=TODAY, actor=office)
    assert (plan.status, plan.closed_on) == (Status.CLOSED, TODAY)
    with pytest.raises(ValidationError, match="不能登记议题的结果"):
        plans.finish_topic(Topic.objects.get(pk=first.pk), on=TODAY, note="", actor=office)


def test_a_topic_is_done_when_its_forms_are_or_with_a_word_why() -> None:
    plan, office = factories_plans.in_force(topics=1), factories.user("office")
    topic = plan.topics.get()
    with pytest.raises(ValidationError, match="还没有对应的记录"):
        plans.finish_topic(topic, on=TODAY, note="", actor=office)
    plans.finish_topic(topic, on=TODAY, note="结合视察一并听取", actor=office)
    assert (topic.status, topic.status_reason, topic.settled_on) == ("done", "结合视察一并听取", TODAY)
    with pytest.raises(ValidationError, match="不能再次登记"):
        plans.finish_topic(topic, on=TODAY, note="再来", actor=office)


def test_a_topic_is_moved_with_a_reason_into_next_years_plan_if_there_is_one() -> None:
    office = factories.user("office")
    plan = factories_plans.in_force()
    first, second = plan.topics.order_by("order")
    with pytest.raises(ValidationError, match="转下年须写明理由"):
        plans.move_topic(first, on=TODAY, reason="", actor=office)
    assert plans.move_topic(first, on=TODAY, reason="机构调整", actor=office) is None
    following = factories_plans.plan(year=plan.year + 1)
    moved = plans.move_topic(second, on=TODAY, reason="机构调整", actor=office)
    assert moved
    assert (moved.plan, moved.title, moved.organ) == (following, second.title, second.organ)
    assert str(moved.forms.get()) == "6月听取审议报告"
    second.refresh_from_db()
    assert second.moved_to == moved


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"status": "moved", "settled_on": TODAY}, "topic_dropped_has_a_reason"),
        ({"status": "done"}, "topic_settled_has_a_date"),
        ({"order": 0}, "topic_order_positive"),
    ],
)
def test_the_database_holds_the_rules_of_topics(changes: dict[str, object], name: str) -> None:
    topic = factories_plans.topic()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(**changes)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"status": "adopted"}, "plan_adopted_at_a_meeting"),
        ({"status": "cleared"}, "plan_cleared_has_a_number"),
        ({"status": "closed", "is_historic": True}, "plan_closed_has_a_date"),
        ({"year": 1900}, "plan_year_in_range"),
    ],
)
def test_the_database_holds_the_rules_of_plans(changes: dict[str, object], name: str) -> None:
    plan = factories_plans.plan()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SupervisionPlan.objects.filter(pk=plan.pk).update(**changes)


def test_other_rules_of_topics_and_adjustments_are_held() -> None:
    topic = factories_plans.topic()
    other = factories_plans.topic(topic.plan)
    with pytest.raises(IntegrityError, match="topic_moved_somewhere"), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(moved_to=other)
    with pytest.raises(IntegrityError, match="topic_once_in_a_plan"), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(title=other.title)
    Topic.objects.filter(pk=topic.pk).update(order=other.order)
    with pytest.raises(IntegrityError, match="topic_order"), transaction.atomic():
        transaction.get_connection().check_constraints()
    Topic.objects.filter(pk=topic.pk).update(order=9)
    with pytest.raises(IntegrityError, match="plan_adjustment_has_a_reason"), transaction.atomic():
        topic.adjustments.create(
            plan=topic.plan, kind="added", meeting=factories_plans.chairpersons(), decided_on=TODAY, reason=""
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("听取审议报告13月", "月份不对"),
        ("执法检查8至7月", "月份不对"),
        ("吃饭6月", "看不懂“吃饭6月”"),
        ("听取审议报告", "看不懂"),
        ("视察5月；视察5月", "有重复"),
        ("；".join(f"视察{month}月；调研{month}月" for month in range(1, 8)), "最多填写12种形式"),
    ],
)
def test_a_line_of_forms_that_is_not_understood_says_what(text: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        plan_forms.parse(text)


def test_a_line_of_forms_is_read_as_clerks_write_it() -> None:
    found = plan_forms.parse("报告 6月，执法检查7-8月；主题活动全年；视察 5至5月")
    assert [(each.kind, each.month_from, each.month_to) for each in found] == [
        ("activity", 1, 12),
        ("visit", 5, 5),
        ("report", 6, 6),
        ("inspection", 7, 8),
    ]
    topic = factories_plans.topic(forms="报告6月；执法检查7—8月；主题活动全年")
    line = plan_forms.render(topic.forms.all())
    assert line == "主题活动全年；听取审议报告6月；执法检查7至8月"
    assert plan_forms.parse(line) == sorted(plan_forms.parse("报告6月；执法检查7—8月；主题活动全年"))


def test_forms_that_stay_keep_their_fact() -> None:
    topic = factories_plans.topic(forms="视察5月；调研6月")
    kept = topic.forms.get(kind="visit")
    assert plan_forms.rewrite(topic, plan_forms.parse("视察5月；执法检查9月"))
    assert topic.forms.get(kind="visit") == kept
    assert not topic.forms.filter(kind="research").exists()
    assert not plan_forms.rewrite(topic, plan_forms.parse("视察5月；执法检查9月"))


def test_a_form_points_to_one_fitting_record() -> None:
    form = factories_plans.topic(forms="视察5月").forms.get()
    report = factories.report()
    visit = Oversight.objects.create(kind="visit", title="示例视察", starts_on=date(TODAY.year, 5, 12), status="done")
    form.report = report
    with pytest.raises(ValidationError, match="所选记录与监督形式不符"):
        form.full_clean()
    form.oversight = visit
    with pytest.raises(ValidationError, match="只能对应一件记录"):
        form.full_clean()
    form.report = None
    form.full_clean()
    with pytest.raises(IntegrityError, match="plannedform_months"), transaction.atomic():
        PlannedForm.objects.filter(pk=form.pk).update(month_to=4)


def test_plan_against_fact_is_derived_from_the_records() -> None:
    plan = factories_plans.plan(
        status=SupervisionPlan.Status.ADOPTED, adopted_on=TODAY, adopted_at_meeting=factories_plans.chairpersons()
    )
    topic = factories_plans.topic(
        plan, forms="听取审议报告6月；视察5月；专题询问8月；作出决议决定9月；会议座谈12月；主题活动全年"
    )
    forms = {form.kind: form for form in topic.forms.all()}
    heard = factories.meeting(starts_on=date(TODAY.year, 6, 28), status=Meeting.Status.CLOSED)
    report = factories.report()
    forms["report"].report = report
    forms["report"].save()
    assert forms["report"].fact_on is None
    type(report).objects.filter(pk=report.pk).update(status="deliberated")
    report.item.meeting = heard
    report.item.save()
    forms["visit"].oversight = Oversight.objects.create(
        kind="visit", title="示例", starts_on=date(TODAY.year, 5, 9), status="done"
    )
    forms["decision"].act = factories_acts.act()
    forms["meeting"].meeting = factories.meeting(Meeting.Kind.SPECIAL, starts_on=TODAY, status=Meeting.Status.PLANNED)
    forms["activity"].fulfilled_on = TODAY
    for kind in ("visit", "decision", "meeting", "activity"):
        forms[kind].save()
    fulfilled = set(topic.forms.all().fulfilled().values_list("kind", flat=True))
    assert fulfilled == {"report", "visit", "decision", "activity"}
    assert set(topic.forms.all().unfulfilled().values_list("kind", flat=True)) == {"inquiry", "meeting"}
    year = plan_years.of_plan(plan, on=TODAY)
    states = {line.form: (line.state, line.state_label) for line in year.lines}
    assert states["听取审议报告"] == ("done", "已办 · 6月28日")
    assert states["专题询问"] == ("late", "已过计划月份")
    assert states["会议座谈"] == ("current", "已列入")
    by_month = {month.month: month for month in year.months}
    assert (by_month[6].held, by_month[5].held, by_month[8].late, by_month[12].due) == (1, 1, 1, 1)
    assert by_month[TODAY.month].is_current
    assert year.facts == 4
    assert [group.heading for group in year.grouped("month")][-1] == "全年"
    assert len(year.grouped("committee")) == 1
    assert not Inquiry.objects.exists()


def test_a_draft_is_never_behind_its_months() -> None:
    plan = factories_plans.plan()
    factories_plans.topic(plan, forms="专题询问1月")
    late = date(TODAY.year, 12, 1)
    assert [line.state_label for line in plan_years.of_plan(plan, on=late).lines] == ["计划"]
    adopted = factories_plans.adopted(kind=SupervisionPlan.Kind.WORK)
    factories_plans.topic(adopted, forms="专题询问1月")
    assert "已过计划月份" in [line.state_label for line in plan_years.of_plan(adopted, on=late).lines]


def test_the_year_takes_as_many_queries_for_thirty_topics_as_for_ten(django_assert_num_queries: object) -> None:
    plan = factories_plans.plan()
    for _ in range(10):
        factories_plans.topic(plan)
    with django_assert_num_queries(2):
        plan_years.of_plan(plan, on=TODAY)
    for _ in range(22):
        factories_plans.topic(plan, forms="视察5月；调研6月")
    with django_assert_num_queries(2):
        plan_years.of_plan(plan, on=TODAY)


def test_who_reads_which_plan() -> None:
    draft, adopted = factories_plans.plan(year=2027), factories_plans.adopted()
    rows = SupervisionPlan.objects.all()
    assert set(rows.visible_to(factories.user("office"))) == {draft, adopted}
    for role in ("sc_member", "deputy", "unit_clerk", "street_wc"):
        assert list(rows.visible_to(factories.user(role))) == [adopted]
    assert not rows.visible_to(factories.user()).exists()
