"""Plans in the workspace and on the public face: adopted on the phone, read by everyone from the copy."""

from datetime import date, timedelta

import pytest
from django.test import Client

from congress.registry import checks, waiting
from meetings.models import Meeting
from supervision.models import Oversight, PlannedForm, SupervisionPlan, Topic, TopicProposal
from supervision.services import plan_publication, plans
from tests import factories, factories_plans
from tests.desk import Clerk
from tests.factories import TODAY
from tests.waits import lines

pytestmark = pytest.mark.django_db
Status = SupervisionPlan.Status


def address(plan: SupervisionPlan) -> str:
    return f"/workspace/plans/{plan.pk}/"


def stamp(clerk: Clerk, plan: SupervisionPlan) -> str:
    return str(clerk.page(address(plan)).xpath("//input[@name='stamp']/@value")[0])


def test_a_chairperson_adopts_the_plan_on_the_phone() -> None:
    plan, meeting = factories_plans.consulted(), factories_plans.chairpersons()
    chair = Clerk("sc_vice_chair")
    assert "示例议题第1项" in chair.text(address(plan))
    sent = {"step": "adopt", "stamp": stamp(chair, plan), "meeting": meeting.pk, "on": TODAY.isoformat()}
    assert chair.client.post(address(plan), sent).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.adopted_at_meeting) == (Status.ADOPTED, meeting)
    # A second press finds no such step.
    assert chair.client.post(address(plan), sent).status_code == 404


def test_a_meeting_that_is_none_of_the_chairpersons_is_not_taken() -> None:
    plan, chair = factories_plans.consulted(), Clerk("sc_chair")
    committee = factories.meeting(starts_on=TODAY, status=Meeting.Status.CLOSED)
    sent = {"step": "adopt", "stamp": stamp(chair, plan), "meeting": committee.pk, "on": TODAY.isoformat()}
    assert chair.client.post(address(plan), sent).status_code == 422
    plan.refresh_from_db()
    assert plan.status == Status.CONSULTED


def test_a_page_that_is_out_of_date_adopts_nothing() -> None:
    plan, meeting = factories_plans.consulted(), factories_plans.chairpersons()
    chair = Clerk("sc_chair")
    old = stamp(chair, plan)
    Topic.objects.filter(plan=plan, order=1).update(title="改过的议题")
    answer = chair.client.post(
        address(plan), {"step": "adopt", "stamp": old, "meeting": meeting.pk, "on": TODAY.isoformat()}
    )
    assert answer.status_code == 422
    assert "没有生效" in answer.content.decode()


def test_a_chairperson_sends_it_back_with_a_note() -> None:
    plan, chair = factories_plans.consulted(), Clerk("sc_chair")
    sent = {"step": "send-back", "stamp": stamp(chair, plan)}
    assert chair.client.post(address(plan), sent).status_code == 422
    assert chair.client.post(address(plan), sent | {"note": "压减议题"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.returned_note) == (Status.DRAFTED, "压减议题")


def test_others_read_an_adopted_plan_and_no_draft() -> None:
    draft, adopted = factories_plans.consulted(year=2027), factories_plans.adopted()
    for role in ("sc_member", "deputy", "unit_clerk", "street_wc"):
        reader = Clerk(role)
        assert reader.status(address(draft)) == 404
        assert reader.status(f"{address(adopted)}?by=committee") == 200
        assert "2027" not in reader.text("/workspace/plans/")
        assert reader.client.post(address(adopted), {"step": "adopt"}).status_code == 404
    assert Clerk("auditor").status(address(adopted)) == 403
    assert Client().get(address(adopted)).status_code == 302


def test_what_waits_for_whom() -> None:
    plan = factories_plans.consulted()
    TopicProposal.objects.create(by="citizen", year=2027, title="示例", reason="示例", receipt="AAAA")
    chair, office = factories.user("sc_chair"), factories.user("office")

    def titles(user: object) -> list[str]:
        return [task.action for source in waiting for task in lines(source(user, TODAY))]

    assert "通过年度计划" in titles(chair)
    assert "答复议题建议" in titles(office)
    assert "答复议题建议" not in titles(factories.user("deputy"))
    SupervisionPlan.objects.filter(pk=plan.pk).update(needs_clearance=True)
    assert "通过年度计划" not in titles(chair)


def published(*, forms: str = "视察5月；听取审议报告6月") -> SupervisionPlan:
    plan = factories_plans.in_force(topics=1)
    topic = plan.topics.get()
    PlannedForm.objects.filter(topic=topic).delete()
    for number, kind in ((5, "visit"), (6, "report")):
        PlannedForm.objects.create(topic=topic, kind=kind, month_from=number, month_to=number)
    factories.published(plan, plan_publication.compose(plan), path=plan.get_absolute_url())
    plan.refresh_from_db()
    return plan


def test_everyone_reads_the_plan_by_month_and_by_committee() -> None:
    plan = published()
    page = Client().get(plan.get_absolute_url())
    text = page.content.decode()
    assert "示例议题第1项" in text
    assert [group.heading for group in page.context["groups"]] == ["5月", "6月"]
    # The search box of the masthead is filled from the context too.
    assert "words" not in page.context or not page.context["words"]
    by = Client().get(f"{plan.get_absolute_url()}?by=committee")
    assert [group.heading for group in by.context["groups"]] == [str(plan.topics.get().working_committee)]
    listed = Client().get("/supervision/plans/?year=2026").content.decode()
    assert str(plan) in listed
    assert str(plan) not in Client().get("/supervision/plans/?kind=work").content.decode()


def test_a_plan_that_is_not_published_is_not_there() -> None:
    plan = factories_plans.adopted()
    assert Client().get(plan.get_absolute_url()).status_code == 404
    assert str(plan) not in Client().get("/supervision/plans/").content.decode()


def test_a_fact_is_public_when_its_record_is() -> None:
    plan = published()
    visit = Oversight.objects.create(kind="visit", title="内部名称", starts_on=date(2026, 5, 9), status="done")
    PlannedForm.objects.filter(topic__plan=plan, kind="visit").update(oversight=visit)
    before = Client().get(plan.get_absolute_url())
    assert before.context["year"].facts == 0
    assert "内部名称" not in before.content.decode()
    content = {"title": "公开名称", "facts": [], "sections": [], "illustrative": False}
    factories.published(visit, content, path=visit.get_absolute_url())
    after = Client().get(plan.get_absolute_url())
    assert after.context["year"].facts == 1
    assert "公开名称" in after.content.decode()
    assert "内部名称" not in after.content.decode()
    assert [month.held for month in after.context["months"]][4] == 1


def test_who_is_not_of_the_committee_sees_no_record_behind_a_plan_that_is_not_public() -> None:
    plan = factories_plans.in_force(topics=1)
    topic = plan.topics.get()
    PlannedForm.objects.filter(topic=topic).update(kind="visit", month_from=9, month_to=9)
    visit = Oversight.objects.create(kind="visit", title="突击检查某单位", starts_on=date(2026, 9, 20), status="done")
    PlannedForm.objects.filter(topic=topic).update(oversight=visit)
    assert "突击检查某单位" in Clerk("office").text(address(plan))
    unit = Clerk("unit_head", organ=topic.organ).text(address(plan))
    assert "突击检查某单位" not in unit
    assert "9月20日" not in unit
    assert "示例议题第1项" in unit


def test_words_withheld_from_the_copy_stay_out_of_the_page() -> None:
    plan = factories_plans.in_force(topics=1)
    content = plan_publication.compose(plan)
    content["sections"][-1]["points"][0]["text"] = "（不公开）"
    factories.published(plan, content, path=plan.get_absolute_url())
    page = Client().get(plan.get_absolute_url())
    assert "示例议题第1项" not in page.content.decode()
    assert page.context["year"].lines == []


def test_the_checks_find_what_looks_wrong() -> None:
    plan = factories_plans.in_force(topics=2, on=TODAY)
    late, done = plan.topics.order_by("order")
    PlannedForm.objects.filter(topic=done).update(fulfilled_on=TODAY)
    assert list(checks.get("plan_passed_without_fact").rows(TODAY)) == [late]
    assert not checks.get("plan_passed_without_fact").rows(date(2026, 6, 30)).exists()
    draft = factories_plans.plan(SupervisionPlan.Kind.WORK)
    assert list(checks.get("plan_not_adopted").rows(TODAY)) == [draft]
    assert not checks.get("plan_not_adopted").rows(date(2026, 4, 30)).exists()
    assert list(checks.get("plan_not_closed").rows(date(2027, 1, 4))) == [plan]
    TopicProposal.objects.create(by="citizen", year=2027, title="示例", reason="示例", receipt="BBBB")
    # `received_at` is the day the test runs.
    assert checks.get("topic_proposal_too_old").rows(date.today() + timedelta(days=40)).count() == 1  # noqa: DTZ011
    assert not checks.get("topic_proposal_too_old").rows(date.today()).exists()  # noqa: DTZ011


def test_a_plan_adjusted_after_its_copy_is_found() -> None:
    plan = factories_plans.in_force()
    factories.published(plan, plan_publication.compose(plan), path=plan.get_absolute_url())
    assert not checks.get("plan_adjusted_since_published").rows(TODAY).exists()
    topic = plan.topics.first()
    assert topic
    factories_plans.cancelled(topic)
    assert list(checks.get("plan_adjusted_since_published").rows(TODAY)) == [plan]


def test_a_topic_moved_to_a_year_that_does_not_have_it_is_found() -> None:
    plan = factories_plans.in_force(topics=1)
    topic = plan.topics.get()
    plans.move_topic(topic, on=TODAY, reason="机构调整", actor=factories.user("office"))
    assert not checks.get("topic_moved_nowhere").rows(TODAY).exists()
    factories_plans.plan(year=plan.year + 1)
    assert list(checks.get("topic_moved_nowhere").rows(TODAY)) == [topic]


def test_the_public_page_takes_as_many_queries_for_thirty_topics(django_assert_max_num_queries: object) -> None:
    plan = factories_plans.in_force(topics=1)
    for _ in range(31):
        factories_plans.topic(plan)
    factories.published(plan, plan_publication.compose(plan), path=plan.get_absolute_url())
    with django_assert_max_num_queries(8):
        assert Client().get(plan.get_absolute_url()).status_code == 200
