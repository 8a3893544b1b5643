"""An inspection on the phone: the group notes what it finds, the organ signs and checks itself, others find nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congress.models import Attachment, User
from congress.services import attachments
from supervision.models import Finding, Oversight
from supervision.services import inspections, outings
from tests import factories
from tests import factories_inspections as make
from tests.desk import Clerk, words
from tests.published import cost

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = make.TODAY
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def page_of(row: Oversight) -> str:
    return f"/workspace/oversight/{row.pk}/"


def member_of(row: Oversight) -> Clerk:
    account = factories.user("deputy")
    make.member(row, account=account)
    return Clerk(user=account)


def organ_of(row: Oversight, role: str = "unit_clerk") -> Clerk:
    return Clerk(role, organ=row.organs.get())


def send(clerk: Clerk, row: Oversight, step: str, **values: object) -> object:
    """Fill the form of a step as it stands on the page, and send it."""
    form = next(
        form
        for form in clerk.page(page_of(row)).forms
        if form.fields.get("step") == step  # pragma: no branch
    )
    return clerk.client.post(page_of(row), dict(form.form_values()) | values)


def test_a_member_notes_a_finding_on_the_spot() -> None:
    row = make.notified()
    clerk = member_of(row)
    place = make.site(row, place="示例学校", is_unannounced=True)
    answer = send(
        clerk,
        row,
        "finding",
        problem="安全通道堵塞",
        suggestion="限期疏通",
        site=place.pk,
        organ=row.organs.get().pk,
        instrument=row.instruments.get().pk,
        article="第十条",
    )
    assert answer.status_code == 302  # type: ignore[attr-defined]
    finding = row.findings.get()
    assert (finding.order, finding.found_by, finding.site, finding.article) == (1, clerk.user, place, "第十条")
    text = clerk.text(page_of(row))
    assert "安全通道堵塞" in text
    assert "第十条" in text


def test_a_finding_without_a_problem_or_with_an_article_of_no_law_is_told_on_the_page() -> None:
    row = make.notified()
    clerk = member_of(row)
    answer = send(clerk, row, "finding", problem="")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    answer = send(clerk, row, "finding", problem="问题", article="第一条")
    assert "填写条款时须选择法律法规" in answer.content.decode()  # type: ignore[attr-defined]
    assert not Finding.objects.exists()


def test_a_finding_names_only_what_belongs_to_its_inspection() -> None:
    row, other = make.notified(), make.notified()
    place = make.site(other, place="别处")
    answer = send(member_of(row), row, "finding", problem="问题", site=place.pk)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert not Finding.objects.exists()


def test_the_organ_sees_the_notice_and_neither_programme_nor_findings_nor_people() -> None:
    row = make.notified(programme="内部方案")
    member_of(row)
    row.findings.create(order=1, problem="内部问题")
    text = organ_of(row).text(page_of(row))
    assert "签收检查通知" in text
    for hidden in ("内部方案", "内部问题", "参加人员", "登记问题"):
        assert hidden not in text


def test_the_organ_does_not_know_of_an_inspection_before_the_notice() -> None:
    row = make.adopted()
    clerk = organ_of(row)
    assert clerk.status(page_of(row)) == 404
    assert row.title not in clerk.text("/workspace/oversight/")


def test_the_organ_signs_and_sends_its_self_check_with_a_file() -> None:
    row = make.notified()
    clerk = organ_of(row)
    assert "签收检查通知" in clerk.text("/workspace/")
    assert send(clerk, row, "acknowledge", on=str(YESTERDAY)).status_code == 302  # type: ignore[attr-defined]
    upload = SimpleUploadedFile("自查表.txt", "自查情况".encode())
    assert send(clerk, row, "self-check", text="自查情况良好。", uploads=upload).status_code == 302  # type: ignore[attr-defined]
    kept = row.overseen.get()
    assert (kept.acknowledged_on, kept.self_checked_on, kept.files.count()) == (TODAY, TODAY, 1)
    row.refresh_from_db()
    assert row.status == Oversight.Status.SELF_CHECK
    assert "报送自查报告" not in [words(each) for each in clerk.page(page_of(row)).iter("h2")]


def test_the_files_of_a_self_check_open_to_the_organ_and_the_group_and_to_nobody_else() -> None:
    row = make.notified()
    organ, member = organ_of(row), member_of(row)
    send(organ, row, "self-check", text="情况", uploads=SimpleUploadedFile("表.txt", "内容".encode()))
    file = Attachment.objects.get()
    for reader in (organ.user, member.user, factories.user("office"), factories.user("sc_chair")):
        assert attachments.visible_to(reader).filter(pk=file.pk).exists()
    strangers = ("deputy", "sc_member", "expert", "unit_clerk")
    for stranger in (factories.user(role, organ=factories.organ()) for role in strangers):
        assert not attachments.visible_to(stranger).filter(pk=file.pk).exists()


def test_another_organ_and_a_deputy_who_does_not_take_part_find_no_page() -> None:
    row = make.notified()
    for stranger in (Clerk("unit_head", organ=factories.organ()), Clerk("deputy"), Clerk("sc_member"), Clerk("expert")):
        assert stranger.status(page_of(row)) == 404
        assert row.title not in stranger.text("/workspace/oversight/")
    assert Client().get(page_of(row)).status_code == 302


def test_an_organ_posts_no_step_of_another() -> None:
    row = make.notified(organs=1)
    stranger = Clerk("unit_head", organ=factories.organ())
    assert stranger.client.post(page_of(row), {"step": "acknowledge"}).status_code == 404
    assert row.overseen.get().acknowledged_on is None


def test_a_visit_is_shown_to_the_organ_once_its_report_was_handed_over(clerk: User) -> None:
    row = make.outing(report="视察发现的情况")
    unit = organ_of(row, "unit_head")
    outings.hold(row, actor=clerk, today=TODAY)
    inspections.draft_report(row, on=TODAY, actor=clerk, today=TODAY)
    assert unit.status(page_of(row)) == 404
    outings.hand_report(row, on=TODAY, actor=clerk, today=TODAY)
    assert "视察发现的情况" in unit.text(page_of(row))
    assert send(unit, row, "feedback", text="已经整改。").status_code == 302  # type: ignore[attr-defined]
    row.refresh_from_db()
    assert row.status == Oversight.Status.FED_BACK


def test_the_series_tells_which_problems_went_on() -> None:
    years = [make.inspection(starts_on=TODAY - timedelta(days=365 * back), series="示例条例") for back in (2, 1, 0)]
    lasting = years[0].findings.create(order=1, problem="长期问题")
    years[0].findings.create(order=2, problem="已解决的问题")
    years[1].findings.create(order=1, problem="长期问题仍在", continues=lasting)
    office = Clerk("office")
    text = office.text("/workspace/oversight/series/?name=示例条例")
    assert "第三年" in text
    assert "长期问题 下年仍存在" in text
    assert "已解决的问题 下年未再出现" in text
    assert office.status("/workspace/oversight/series/?name=没有") == 404
    assert Clerk("deputy").status("/workspace/oversight/series/?name=示例条例") == 403


@pytest.mark.parametrize("number", [10, 30])
def test_list_and_page_cost_the_same_however_many_rows(number: int) -> None:
    office = Clerk("office")
    for back in range(number):
        make.outing(starts_on=TODAY - timedelta(days=back))
    row = make.notified()
    for order in range(1, number):
        make.member(row)
        make.site(row)
        row.findings.create(order=order, problem=f"问题{order}")
    for path, budget in (("/workspace/oversight/", 9), (page_of(row), 26)):
        office.client.get(path)
        with cost() as spent:
            assert office.client.get(path).status_code == 200
        assert spent.queries <= budget, (path, spent.queries)
