"""Topics that people propose: a citizen without name or number, deputies and organs; accepted or answered."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from congress.models import Activity, Notification, User
from congress.workflow import TransitionError
from supervision.models import SupervisionPlan, Topic, TopicProposal
from supervision.services import topic_proposals
from tests import factories, factories_plans
from tests.desk import Clerk, refusals
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
PAGE = "/supervision/topics/propose/"
WORDS = {"title": "老旧小区加装电梯", "reason": "几个小区多年没有进展，希望了解原因。", "website": ""}


@pytest.fixture(autouse=True)
def _unlimited(settings: object) -> None:
    """The hourly limit is tested by itself."""
    settings.ACCOUNT_RATE_LIMITS = {"topic_proposal": "1000/h/ip"}  # type: ignore[attr-defined]


def received(title: str = "示例建议", reason: str = "示例理由示例理由") -> TopicProposal:
    return topic_proposals.receive(title=title, reason=reason, on=TODAY, actor=User.objects.system())


def test_a_citizen_proposes_and_follows_the_receipt() -> None:
    visitor = Client()
    assert "不需要登记姓名" in visitor.get(PAGE).content.decode()
    answer = visitor.post(PAGE, WORDS)
    proposal = TopicProposal.objects.get()
    assert answer.headers["Location"] == f"/supervision/topics/{proposal.receipt}/"
    page = visitor.get(answer.headers["Location"])
    assert "已收到" in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    assert (proposal.by, proposal.proposed_by, proposal.organ) == ("citizen", None, None)
    assert visitor.get("/supervision/topics/NOSUCHCODE22/").status_code == 404


def test_no_log_line_keeps_a_citizens_words() -> None:
    proposal = received(title="独一无二的建议")
    office = factories.user("office")
    topic_proposals.decline(proposal, reply="不属于监督范围", actor=office, today=TODAY)
    assert not Activity.objects.filter(text__contains="独一无二").exists()
    with pytest.raises(ValidationError, match="清除内容须写明理由"):
        topic_proposals.blank(proposal, reason=" ", actor=office)
    topic_proposals.blank(proposal, reason="写有他人信息", actor=office)
    proposal.refresh_from_db()
    assert "独一无二" not in proposal.title + proposal.reason


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"title": "老旧小区\u202e加装电梯"}, "不能显示的字符"),
        ({"reason": "理由理由\x07理由"}, "不能显示的字符"),
        ({"title": "长" * 81}, "80"),
        ({"reason": "长" * 1001}, "1000"),
        ({"title": ""}, "必填"),
        ({"title": "短"}, "请至少写4个字"),
        ({"reason": "　　　　　　"}, "必填"),
        ({"reason": "请打13812345678联系我说明"}, "请不要填写身份证号码或者手机号码"),
        ({"reason": "我的证件330802199001011234在此"}, "请不要填写身份证号码或者手机号码"),
        ({"reason": "全角１３８１２３４５６７８也不行"}, "请不要填写身份证号码或者手机号码"),
        ({"website": "http://spam.example"}, "请将“网址”一栏留空"),
    ],
)
def test_a_hostile_proposal_is_refused_in_words(sent: dict[str, str], message: str) -> None:
    answer = Client().post(PAGE, WORDS | sent)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not TopicProposal.objects.exists()


def test_a_nul_byte_is_refused_before_anything_else() -> None:
    answer = Client().post(PAGE, WORDS | {"title": "老\x00旧小区"})
    assert answer.status_code == 400
    assert "请求中含有无效字符" in answer.content.decode()
    with pytest.raises(ValidationError, match="不能显示的字符"):
        received(title="老\x00旧小区")
    assert not TopicProposal.objects.exists()


def test_words_are_shown_as_words() -> None:
    proposal = received(title="<script>alert(1)</script>")
    page = Client().get(f"/supervision/topics/{proposal.receipt}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_an_address_that_sends_too_many_is_asked_to_wait(settings: object) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"topic_proposal": "2/h/ip"}  # type: ignore[attr-defined]
    visitor = Client(REMOTE_ADDR="203.0.113.9")
    codes = [visitor.post(PAGE, WORDS | {"title": f"第{number}件示例建议"}).status_code for number in range(4)]
    assert codes == [302, 302, 429, 429]
    assert TopicProposal.objects.count() == 2


def test_a_day_that_brings_too_many_shuts_nobody_out_and_the_office_is_told_once(settings: object) -> None:
    settings.TOPIC_PROPOSALS_A_DAY = 2  # type: ignore[attr-defined]
    office, today = factories.user("office"), date.today()  # noqa: DTZ011
    for number in range(5):
        topic_proposals.receive(title=f"第{number}件示例", reason="示例理由", on=today, actor=User.objects.system())
    assert TopicProposal.objects.count() == 5
    assert Notification.objects.filter(recipient=office, subject__contains="滥发").count() == 1
    settings.PUBLIC_FORM_MOST = 5  # type: ignore[attr-defined]
    with pytest.raises(ValidationError, match="暂时不能接收"):
        topic_proposals.receive(title="第六件示例", reason="示例理由", on=today, actor=User.objects.system())


def test_the_same_words_are_taken_once() -> None:
    received()
    with pytest.raises(ValidationError, match="同样的建议已经收到"):
        received()


def test_from_october_on_a_proposal_is_for_the_next_year() -> None:
    assert topic_proposals.year_for(date(2026, 9, 30)) == 2026
    assert topic_proposals.year_for(date(2026, 10, 1)) == 2027


@pytest.mark.parametrize(
    ("role", "by"),
    [("deputy", "deputy"), ("sc_member", "member"), ("unit_head", "organ"), ("wc_officer", "committee")],
)
def test_a_proposal_in_the_workspace_bears_its_side(role: str, by: str) -> None:
    user = factories.user(role, organ=factories.organ())
    row = topic_proposals.propose(title="示例议题", reason="示例理由", on=TODAY, actor=user)
    assert (row.by, row.proposed_by) == (by, user)
    assert row.organ == (user.organ if by == "organ" else None)


def test_the_workspace_page_takes_a_proposal_and_shows_ones_own_only() -> None:
    deputy = Clerk("deputy")
    answer = deputy.client.post("/workspace/topics/", {"title": "示例议题", "reason": "示例理由"}, follow=True)
    assert "已提交" in answer.content.decode()
    row = TopicProposal.objects.get()
    page = f"/workspace/topics/{row.pk}/"
    assert deputy.status(page) == 200
    assert Clerk("deputy").status(page) == 404
    assert Clerk("office").status(page) == 200
    refused = deputy.client.post("/workspace/topics/", {"title": "示", "reason": "示例理由"})
    assert refused.status_code == 422
    assert Clerk("expert").status("/workspace/topics/") == 403
    assert Client().get("/workspace/topics/").status_code == 302


def test_the_office_takes_a_proposal_into_a_plan() -> None:
    deputy, office = factories.user("deputy"), factories.user("office")
    row = topic_proposals.propose(title="电梯加装", reason="示例理由", on=TODAY, actor=deputy)
    plan = factories_plans.plan()
    topic = Topic(plan=plan, title="老旧小区加装电梯情况", organ=factories.organ())
    topic_proposals.accept(row, topic, forms="视察9月", reply="感谢建议", actor=office, today=TODAY)
    assert (row.status, row.topic, topic.origin) == ("accepted", topic, "suggestions")
    assert str(topic.forms.get()) == "9月视察"
    assert Notification.objects.filter(recipient=deputy, subject="议题建议答复：电梯加装").exists()
    with pytest.raises(TransitionError):
        topic_proposals.decline(row, reply="不列入", actor=office, today=TODAY)


def test_a_proposal_does_not_slip_into_an_adopted_plan() -> None:
    plan, office = factories_plans.adopted(), factories.user("office")
    row, topic = received(), Topic(plan=plan, title="插队", organ=factories.organ())
    with pytest.raises(ValidationError, match="先由主任会议决定增加议题"):
        topic_proposals.accept(row, topic, forms="视察9月", reply="", actor=office, today=TODAY)
    assert not Topic.objects.filter(title="插队").exists()
    known = plan.topics.first()
    assert known
    topic_proposals.accept(row, known, forms="", reply="", actor=office, today=TODAY)
    assert row.topic == known


def test_a_proposal_that_is_not_taken_has_a_reply() -> None:
    row, office = received(), factories.user("office")
    with pytest.raises(ValidationError, match="请写明答复"):
        topic_proposals.decline(row, reply="", actor=office, today=TODAY)
    topic_proposals.decline(row, reply="已列入去年计划", actor=office, today=TODAY)
    assert "已列入去年计划" in Client().get(f"/supervision/topics/{row.receipt}/").content.decode()


def test_the_receipt_leads_to_the_plan_only_when_that_is_public() -> None:
    row, plan = received(), factories_plans.plan()
    topic = factories_plans.topic(plan)
    topic_proposals.accept(row, topic, forms="", reply="", actor=factories.user("office"), today=TODAY)
    page = f"/supervision/topics/{row.receipt}/"
    assert plan.get_absolute_url() not in Client().get(page).content.decode()
    SupervisionPlan.objects.filter(pk=plan.pk).update(year=plan.year)
    content = {"title": str(plan), "facts": [], "sections": [], "illustrative": False}
    factories.published(plan, content, path=plan.get_absolute_url())
    assert plan.get_absolute_url() in Client().get(page).content.decode()


def test_the_desk_accepts_and_declines() -> None:
    row, plan, organ = received(), factories_plans.plan(), factories.organ()
    clerk = Clerk("office")
    address = f"/admin/supervision/topicproposal/{row.pk}/"
    assert clerk.buttons(f"{address}change/") == ["列入计划", "答复：未列入", "清除内容"]
    assert "每个议题都须有责任机关" in refusals(clerk.step(f"{address}steps/accept/", plan=plan.pk, title="电梯"))
    answer = clerk.step(
        f"{address}steps/accept/", plan=plan.pk, title="电梯", organ=organ.pk, forms_line="视察6月", reply=""
    )
    assert "已列入" in answer.content.decode()
    assert plan.topics.get().title == "电梯"
    assert Clerk("unit_clerk").client.get(f"{address}change/").status_code in (302, 403)
    assert Clerk("personnel_officer").status(f"{address}change/") == 403


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"status": "accepted"}, "proposal_accepted_has_a_topic"),
        ({"status": "declined"}, "proposal_declined_has_a_reply"),
        ({"year": 1900}, "proposal_year_in_range"),
    ],
)
def test_the_database_holds_the_rules_of_proposals(changes: dict[str, object], name: str) -> None:
    row = received()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        TopicProposal.objects.filter(pk=row.pk).update(**changes)


def test_a_citizens_proposal_stays_nameless() -> None:
    row = received()
    with pytest.raises(IntegrityError, match="proposal_of_a_citizen_is_nameless"), transaction.atomic():
        TopicProposal.objects.filter(pk=row.pk).update(proposed_by=factories.user())
