"""The organ's page of an opinion paper, and who else may read it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congress.models import Activity, Attachment, Extension, User
from congress.services import obligations
from supervision.models import FollowUp
from supervision.services import follow_ups
from tests import factories
from tests.published import content, cost, organ_user, put_out

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


@pytest.fixture
def follow_up() -> FollowUp:
    return factories.follow_up(on=TODAY - timedelta(days=5))


@pytest.fixture
def head(follow_up: FollowUp) -> User:
    return organ_user(follow_up)


@pytest.fixture
def client(signed_in: SignIn, head: User) -> Client:
    return signed_in(head)


def address(follow_up: FollowUp, step: str = "") -> str:
    return f"/workspace/follow-ups/{follow_up.pk}/{step}"


def accepted(follow_up: FollowUp, head: User) -> None:
    follow_ups.acknowledge(follow_up, on=TODAY - timedelta(days=4), leader="分管领导", actor=head, today=TODAY)


def drafted(follow_up: FollowUp, head: User, *, text: str = "草稿", comment: str = "无意见") -> None:
    answers = [follow_ups.Answer(answer, "拟这样办") for answer in follow_up.answers.all()]
    follow_ups.submit_draft(follow_up, text=text, answers=answers, on=TODAY, actor=head)
    if comment:
        follow_ups.comment(follow_up, text=comment, actor=factories.user("wc_head"))


def filed(follow_up: FollowUp, head: User) -> None:
    accepted(follow_up, head)
    drafted(follow_up, head)
    answers = [follow_ups.Answer(answer, "已办") for answer in follow_up.answers.all()]
    follow_ups.report(follow_up, text="报告", signed_by="局长", answers=answers, attachments=[], on=TODAY, actor=head)


def form_of(client: Client, follow_up: FollowUp, step: str) -> dict[str, str]:
    """What the page's form would send if nothing were typed."""
    form = client.get(address(follow_up)).context["forms"][step]
    return {field.html_name: str(field.value() or "") for field in form if field.name != "attachments"}


def steps_offered(client: Client, follow_up: FollowUp) -> set[str]:
    return set(client.get(address(follow_up)).context["forms"])


class TestTheWay:
    """From receipt to the filed report."""

    def test_each_state_offers_its_next_step(self, client: Client, follow_up: FollowUp, head: User) -> None:
        assert steps_offered(client, follow_up) == {"acknowledge", "extension"}
        accepted(follow_up, head)
        assert steps_offered(client, follow_up) == {"draft", "extension"}
        drafted(follow_up, head, comment="")
        assert steps_offered(client, follow_up) == {"draft", "extension"}
        follow_ups.comment(follow_up, text="请补充", actor=factories.user("wc_head"))
        assert steps_offered(client, follow_up) == {"draft", "report", "extension"}

    def test_the_organ_signs_for_it(self, client: Client, follow_up: FollowUp) -> None:
        answer = client.post(address(follow_up, "acknowledge/"), {"leader": "分管领导"})
        assert answer.status_code == 302
        follow_up.refresh_from_db()
        assert (follow_up.status, follow_up.leader) == (FollowUp.Status.ACCEPTED, "分管领导")

    def test_the_receipt_bears_the_day_of_signing_whatever_is_sent(self, client: Client, follow_up: FollowUp) -> None:
        sent = {"on": follow_up.handed_over_on.isoformat(), "leader": "分管领导"}
        assert client.post(address(follow_up, "acknowledge/"), sent).status_code == 302
        follow_up.refresh_from_db()
        assert follow_up.acknowledged_on == TODAY > follow_up.handed_over_on

    def test_it_sends_a_draft_with_an_answer_to_each_point(
        self, client: Client, follow_up: FollowUp, head: User
    ) -> None:
        accepted(follow_up, head)
        form = form_of(client, follow_up, "draft") | {"text": "处理情况草稿"}
        for answer in follow_up.answers.all():
            form[f"answer-{answer.pk}"] = f"第{answer.point.order}条的办法"
        assert client.post(address(follow_up, "draft/"), form).status_code == 302
        follow_up.refresh_from_db()
        assert follow_up.status == FollowUp.Status.REPORT_DRAFTED
        assert [answer.text for answer in follow_up.answers.all()] == ["第1条的办法", "第2条的办法"]

    def test_the_comment_is_read_beside_the_draft(self, client: Client, follow_up: FollowUp, head: User) -> None:
        accepted(follow_up, head)
        drafted(follow_up, head, text="草稿全文", comment="请补充第二条的时限")
        page = client.get(address(follow_up)).content.decode()
        assert "请补充第二条的时限" in page
        assert "草稿全文" in page

    def test_the_head_files_the_report_with_files(self, client: Client, follow_up: FollowUp, head: User) -> None:
        accepted(follow_up, head)
        drafted(follow_up, head)
        form: dict[str, object] = form_of(client, follow_up, "report") | {"signed_by": "局长"}  # type: ignore[assignment]
        form["attachments"] = [
            SimpleUploadedFile("一览表.txt", "办理一览".encode()),
            SimpleUploadedFile("说明.txt", "补充说明".encode()),
        ]
        assert client.post(address(follow_up, "report/"), form).status_code == 302
        follow_up.refresh_from_db()
        assert follow_up.status == FollowUp.Status.REPORTED
        assert {each.name for each in follow_up.current_round.attachments.all()} == {"一览表.txt", "说明.txt"}
        assert "一览表.txt" in client.get(address(follow_up)).content.decode()

    def test_a_round_that_was_sent_back_is_kept_and_shown(
        self, client: Client, follow_up: FollowUp, head: User
    ) -> None:
        filed(follow_up, head)
        office = factories.user("office")
        follow_ups.reopen(
            follow_up, verdict="第二条没有说明时限", due_on=TODAY + timedelta(days=20), actor=office, today=TODAY
        )
        page = client.get(address(follow_up)).content.decode()
        assert "第二条没有说明时限" in page
        assert "第1轮：处理情况报告" in page
        assert "还有 20 天" in page
        assert steps_offered(client, follow_up) == {"draft", "extension"}


class TestWho:
    """Own role, another role, a stranger."""

    @pytest.mark.parametrize("role", ["sc_chair", "sc_member", "office", "wc_head"])
    def test_the_committee_reads_but_does_not_answer(self, signed_in: SignIn, follow_up: FollowUp, role: str) -> None:
        client = signed_in(factories.user(role))
        assert client.get(address(follow_up)).status_code == 200
        assert steps_offered(client, follow_up) == set()
        for step in ("acknowledge/", "draft/", "report/", "extension/"):
            assert client.post(address(follow_up, step), {}).status_code in (403, 404)
        assert follow_up.paper.title in client.get("/workspace/follow-ups/").content.decode()

    @pytest.mark.parametrize("role", ["unit_head", "deputy"])
    def test_another_organ_and_a_deputy_do_not_find_it(self, signed_in: SignIn, follow_up: FollowUp, role: str) -> None:
        client = signed_in(factories.user(role, organ=factories.organ()))
        assert client.get(address(follow_up)).status_code == 404
        assert client.post(address(follow_up, "acknowledge/"), {}).status_code in (403, 404)
        assert follow_up.paper.title not in client.get("/workspace/follow-ups/").content.decode()

    def test_a_deputy_reads_the_redacted_copy_and_nothing_behind_it(
        self, signed_in: SignIn, follow_up: FollowUp
    ) -> None:
        put_out([follow_up], [content("示例办理■■")], audience="deputies")
        client = signed_in(factories.user("deputy"))
        assert client.get(address(follow_up)).status_code == 404
        follow_up.refresh_from_db()
        assert "示例办理■■" in client.get(f"/workspace/circulated/{follow_up.deputies_duty_id}/").content.decode()

    @pytest.mark.parametrize("role", ["auditor", "sysadmin"])
    def test_those_who_only_administer_are_refused(self, signed_in: SignIn, follow_up: FollowUp, role: str) -> None:
        assert signed_in(factories.user(role)).get(address(follow_up)).status_code == 403

    def test_the_public_is_asked_to_sign_in(self, follow_up: FollowUp) -> None:
        for path in (address(follow_up), "/workspace/follow-ups/"):
            assert Client().get(path).headers["Location"].startswith("/accounts/login/")

    def test_a_clerk_drafts_but_does_not_sign(self, signed_in: SignIn, follow_up: FollowUp, head: User) -> None:
        accepted(follow_up, head)
        drafted(follow_up, head)
        clerk = signed_in(organ_user(follow_up, "unit_clerk"))
        assert steps_offered(clerk, follow_up) == {"draft", "extension"}
        assert clerk.post(address(follow_up, "report/"), {}).status_code == 403

    def test_somebody_of_the_organ_without_the_role_is_refused(self, signed_in: SignIn, follow_up: FollowUp) -> None:
        bystander = signed_in(organ_user(follow_up, "station_staff"))
        assert bystander.get(address(follow_up)).status_code == 404

    def test_a_post_without_the_token_is_refused(self, follow_up: FollowUp, head: User) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
        answer = strict.post(address(follow_up, "acknowledge/"), {"leader": "分管领导"})
        assert answer.status_code == 403


class TestBadInput:
    """A clear Chinese message that names the field; nothing changed; what was typed is kept."""

    @pytest.mark.parametrize(
        ("form", "field", "words"),
        [
            ({"leader": "  "}, "leader", "必填"),
            ({"leader": "长" * 61}, "leader", "60"),
        ],
    )
    def test_of_a_receipt(
        self, client: Client, follow_up: FollowUp, form: dict[str, str], field: str, words: str
    ) -> None:
        before = Activity.objects.count()
        answer = client.post(address(follow_up, "acknowledge/"), form)
        assert answer.status_code == 422
        errors = answer.context["forms"]["acknowledge"].errors
        assert list(errors) == [field]
        assert words in str(errors[field])
        assert answer.context["forms"]["acknowledge"]["leader"].value() == form["leader"]
        follow_up.refresh_from_db()
        assert follow_up.status == FollowUp.Status.HANDED_OVER
        assert Activity.objects.count() == before

    def test_of_a_report_without_an_answer_to_a_point(self, client: Client, follow_up: FollowUp, head: User) -> None:
        accepted(follow_up, head)
        drafted(follow_up, head)
        first = follow_up.answers.all()[0]
        form = form_of(client, follow_up, "report") | {f"answer-{first.pk}": "", "text": "我写的报告"}
        answer = client.post(address(follow_up, "report/"), form)
        assert answer.status_code == 422
        assert "第一条办理情况" in answer.content.decode()
        assert "我写的报告</textarea>" in answer.content.decode()
        assert "拟这样办</textarea>" in answer.content.decode()
        follow_up.refresh_from_db()
        assert follow_up.status == FollowUp.Status.REPORT_DRAFTED

    @pytest.mark.parametrize(
        ("name", "body", "words"),
        [
            ("报告.pdf", b"MZ\x90\x00" + b"\x00" * 200, "报告.pdf"),
            ("程序.exe", b"MZ\x90\x00" + b"\x00" * 200, "程序.exe"),
            ("空.txt", b"", "空"),
            ("绝密文件.txt", b"x", "涉密"),
        ],
    )
    def test_of_a_file(
        self, client: Client, follow_up: FollowUp, head: User, name: str, body: bytes, words: str
    ) -> None:
        accepted(follow_up, head)
        drafted(follow_up, head)
        form: dict[str, object] = form_of(client, follow_up, "report") | {"text": "我写的报告"}  # type: ignore[assignment]
        answer = client.post(address(follow_up, "report/"), form | {"attachments": SimpleUploadedFile(name, body)})
        assert answer.status_code == 422
        assert words in str(answer.context["forms"]["report"].errors["attachments"])
        assert "我写的报告" in answer.content.decode()
        assert not Attachment.objects.exists()
        follow_up.refresh_from_db()
        assert follow_up.status == FollowUp.Status.REPORT_DRAFTED

    def test_of_a_file_of_200_megabytes(self, client: Client, follow_up: FollowUp, head: User) -> None:
        accepted(follow_up, head)
        drafted(follow_up, head)
        upload = SimpleUploadedFile("大文件.txt", b"x" * (200 * 1024 * 1024))
        form: dict[str, object] = form_of(client, follow_up, "report")  # type: ignore[assignment]
        answer = client.post(address(follow_up, "report/"), form | {"attachments": upload})
        assert answer.status_code == 422
        assert "大文件.txt" in str(answer.context["forms"]["report"].errors["attachments"])
        assert not Attachment.objects.exists()

    def test_of_a_reply_to_a_closed_follow_up(self, client: Client, follow_up: FollowUp, head: User) -> None:
        accepted(follow_up, head)
        drafted(follow_up, head)
        form = form_of(client, follow_up, "report") | {"text": "迟到的答复", "stamp": ""}
        filed_form = form_of(client, follow_up, "report")
        assert client.post(address(follow_up, "report/"), filed_form).status_code == 302
        follow_up.refresh_from_db()
        office = factories.user("office")
        follow_ups.circulate(follow_up, on=TODAY, actor=office)
        for each in follow_up.answers.all():
            follow_ups.settle_point(each, status="closed", reason="", actor=office)
        follow_ups.accept(follow_up, on=TODAY, note="同意", shown=factories.SHOWN, actor=office)
        stamp = client.post(address(follow_up, "report/"), form).context["forms"]["report"]["stamp"].value()
        answer = client.post(address(follow_up, "report/"), form | {"stamp": stamp})
        assert answer.status_code == 422
        assert "已经办结，不能再提交答复" in answer.content.decode()
        assert "迟到的答复" in answer.content.decode()
        assert follow_up.current_round.text != "迟到的答复"

    def test_of_an_address(self, client: Client) -> None:
        assert client.get("/workspace/follow-ups/999999/").status_code == 404
        assert client.get("/workspace/follow-ups/99999999999999999999/").status_code == 404
        assert client.post("/workspace/follow-ups/999999/draft/", {}).status_code == 404


class TestStaleForms:
    """A colleague acted first."""

    def test_a_second_receipt_changes_nothing(self, client: Client, follow_up: FollowUp, head: User) -> None:
        follow_ups.acknowledge(follow_up, on=TODAY, leader="先签收的领导", actor=head, today=TODAY)
        answer = client.post(address(follow_up, "acknowledge/"), {"leader": "后签收的领导"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "当前为“已签收”，不能执行此操作" in page
        assert "后签收的领导" in page
        follow_up.refresh_from_db()
        assert follow_up.leader == "先签收的领导"

    def test_a_draft_that_was_written_meanwhile_is_not_overwritten_unseen(
        self, client: Client, follow_up: FollowUp, head: User
    ) -> None:
        accepted(follow_up, head)
        mine = form_of(client, follow_up, "draft") | {"text": "我的草稿"}
        drafted(follow_up, head, text="同事的草稿", comment="")
        answer = client.post(address(follow_up, "draft/"), mine)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "同事已经更新" in page
        assert answer.context["forms"]["draft"]["text"].value() == "我的草稿"
        assert "我的草稿</textarea>" in page
        follow_up.refresh_from_db()
        assert follow_up.current_round.draft == "同事的草稿"
        # Having been told, the person may send it after all.
        again = mine | {"stamp": answer.context["forms"]["draft"]["stamp"].value()}
        assert client.post(address(follow_up, "draft/"), again).status_code == 302

    def test_a_reloaded_address_of_a_step_shows_the_page(self, client: Client, follow_up: FollowUp) -> None:
        answer = client.get(address(follow_up, "draft/"))
        assert (answer.status_code, answer.headers["Location"]) == (302, address(follow_up))


class TestExtension:
    """Asked by the organ, decided by the committee's side."""

    def ask(self, client: Client, follow_up: FollowUp, days: int) -> Extension | None:
        due = follow_up.current_round.obligation.due_on
        form = {"new_due_on": (due + timedelta(days=days)).isoformat(), "reason": "需要实地核查"}
        client.post(address(follow_up, "extension/"), form)
        return Extension.objects.first()

    def test_the_organ_asks_and_the_office_head_grants(
        self, client: Client, signed_in: SignIn, follow_up: FollowUp
    ) -> None:
        extension = self.ask(client, follow_up, 10)
        assert extension is not None
        assert "extension" not in steps_offered(client, follow_up)
        decider = signed_in(factories.user("office", "office_head"))
        assert "decide" in steps_offered(decider, follow_up)
        path = address(follow_up, f"extensions/{extension.pk}/")
        assert client.post(path, {"verdict": "approve"}).status_code == 403
        assert decider.post(path, {"verdict": "approve", "decision": "同意"}).status_code == 302
        follow_up.refresh_from_db()
        obligation = FollowUp.objects.get(pk=follow_up.pk).current_round.obligation
        assert obligation.due_on == extension.new_due_on

    def test_a_refusal_needs_a_reason(self, client: Client, signed_in: SignIn, follow_up: FollowUp) -> None:
        extension = self.ask(client, follow_up, 10)
        assert extension is not None
        decider = signed_in(factories.user("office_head", "office"))
        path = address(follow_up, f"extensions/{extension.pk}/")
        answer = decider.post(path, {"verdict": "refuse", "decision": ""})
        assert answer.status_code == 422
        assert "请写明理由" in answer.content.decode()

    def test_a_request_that_was_decided_meanwhile_stays_decided(
        self, client: Client, signed_in: SignIn, follow_up: FollowUp
    ) -> None:
        extension = self.ask(client, follow_up, 10)
        assert extension is not None
        obligations.refuse_extension(extension, decision="不同意", actor=factories.user("sc_chair"), today=TODAY)
        decider = signed_in(factories.user("office_head", "office"))
        answer = decider.post(address(follow_up, f"extensions/{extension.pk}/"), {"verdict": "approve"})
        assert answer.status_code == 422
        assert "不能执行此操作" in answer.content.decode()

    def test_an_earlier_date_is_refused_at_its_field(self, client: Client, follow_up: FollowUp) -> None:
        due = follow_up.current_round.obligation.due_on
        form = {"new_due_on": (due - timedelta(days=1)).isoformat(), "reason": "需要实地核查"}
        answer = client.post(address(follow_up, "extension/"), form)
        assert answer.status_code == 422
        refused = answer.context["forms"]["extension"]
        assert refused.errors == {"new_due_on": ["申请延至的日期须晚于原到期日。"]}
        assert refused["reason"].value() == "需要实地核查"

    def test_the_request_of_another_matter_is_not_found(
        self, client: Client, signed_in: SignIn, follow_up: FollowUp
    ) -> None:
        extension = self.ask(client, follow_up, 10)
        assert extension is not None
        decider = signed_in(factories.user("office_head", "office"))
        other = factories.follow_up()
        answer = decider.post(address(other, f"extensions/{extension.pk}/"), {"verdict": "approve"})
        assert answer.status_code == 404


class TestEscalation:
    """Only after two rounds, only by the chairpersons."""

    def second_round(self, follow_up: FollowUp, head: User) -> None:
        filed(follow_up, head)
        due = TODAY + timedelta(days=20)
        follow_ups.reopen(follow_up, verdict="再办", due_on=due, actor=factories.user("office"), today=TODAY)

    def test_it_is_offered_after_the_second_round(self, signed_in: SignIn, follow_up: FollowUp, head: User) -> None:
        chair = signed_in(factories.user("sc_chair"))
        form = {"means": "质询", "reason": "两轮办理仍不满意"}
        refused = chair.post(address(follow_up, "escalate/"), form)
        assert refused.status_code == 422
        assert "经过2轮办理" in refused.content.decode()
        self.second_round(follow_up, head)
        assert steps_offered(chair, follow_up) == {"escalate"}
        assert chair.post(address(follow_up, "escalate/"), form).status_code == 302
        follow_up.refresh_from_db()
        assert follow_up.status == FollowUp.Status.ESCALATED

    def test_the_office_cannot(self, signed_in: SignIn, follow_up: FollowUp, head: User) -> None:
        self.second_round(follow_up, head)
        office = signed_in(factories.user("office"))
        assert office.post(address(follow_up, "escalate/"), {}).status_code == 403


@pytest.mark.parametrize("number", [10, 100])
def test_queries_of_the_list_do_not_grow(signed_in: SignIn, number: int) -> None:
    organ = factories.organ()
    for _ in range(min(number, 25)):
        factories.follow_up(to=organ, points=number // 10)
    client = signed_in(factories.user("unit_head", organ=organ))
    client.get("/workspace/follow-ups/")
    with cost() as spent:
        page = client.get("/workspace/follow-ups/")
    assert spent.queries == 13
    assert len(page.context["rows"]) == min(number, 20)


@pytest.mark.parametrize("points", [10, 100])
def test_queries_of_a_page_do_not_grow(signed_in: SignIn, points: int) -> None:
    follow_up = factories.follow_up(points=points, on=TODAY - timedelta(days=5))
    head = organ_user(follow_up)
    accepted(follow_up, head)
    client = signed_in(head)
    client.get(address(follow_up))
    with cost() as spent:
        client.get(address(follow_up))
    assert spent.queries == 17
