"""Reviews and experts in the workspace and on the public site: each role its own, strangers nothing."""

from collections.abc import Callable

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congress.models import Publication, User
from congress.services import attachments
from supervision.models import Expert, ExpertAssignment, Oversight, PerformanceReview
from supervision.services import assignments, experts, review_publication, review_votes, reviews
from tests import factories
from tests import factories_reviews as cases
from tests.desk import Clerk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
DAY = cases.DAY
Status = PerformanceReview.Status
Sign = Callable[[User], Client]


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def stamp(client: Client, path: str) -> str:
    text = page(client, path)
    return text.split('name="stamp" value="')[1].split('"')[0]


def post(client: Client, path: str, step: str, **values: object) -> int:
    sent = {"step": step, "stamp": stamp(client, path), **values}
    return client.post(path, sent).status_code


def test_the_chair_selects_on_the_phone(signed_in: Sign) -> None:
    review = cases.proposed()
    client = signed_in(factories.user("sc_chair"))
    meeting = cases.chair_meeting()
    assert post(client, review.get_absolute_url(), "select", meeting=meeting.pk, on=TODAY) == 302
    assert PerformanceReview.objects.get(pk=review.pk).status == Status.SELECTED


def test_the_chair_may_decline_with_a_reason(signed_in: Sign) -> None:
    review = cases.proposed()
    client = signed_in(factories.user("sc_chair"))
    assert post(client, review.get_absolute_url(), "drop", reason="") == 422
    assert post(client, review.get_absolute_url(), "drop", reason="本年度不安排") == 302
    assert PerformanceReview.objects.get(pk=review.pk).status == Status.DROPPED


def test_an_office_clerk_reads_but_does_not_select(signed_in: Sign) -> None:
    review = cases.proposed()
    client = signed_in(factories.user("office"))
    assert "主任会议确定</button>" not in page(client, review.get_absolute_url())
    assert client.post(review.get_absolute_url(), {"step": "select"}).status_code == 404


def test_the_organ_learns_of_it_by_the_notice_and_reports(signed_in: Sign) -> None:
    organ = factories.organ()
    client = signed_in(factories.user("unit_clerk", organ=organ))
    tenure = cases.tenure(organ)
    review = cases.selected(tenure=tenure)
    assert client.get(review.get_absolute_url()).status_code == 404
    meeting = factories.meeting(starts_on=DAY, status="scheduled")
    reviews.notify(review, meeting=meeting, mode="heard", on=TODAY, actor=factories.user("office"), today=TODAY)
    assert "提交履职报告" in page(client, review.get_absolute_url())
    assert "提交履职报告" in page(client, "/workspace/")
    upload = SimpleUploadedFile("报告.txt", "履职情况".encode())
    assert post(client, review.get_absolute_url(), "report", text="已履职。", uploads=upload) == 302
    assert cases.hearing(review).attachments.count() == 1


def test_the_person_sees_the_own_case(signed_in: Sign) -> None:
    account = factories.user("deputy")
    review = cases.notified()
    review.person.account = account
    review.person.save()
    assert "提交履职报告" in page(signed_in(account), review.get_absolute_url())


def test_members_read_the_report_once_it_is_issued(signed_in: Sign) -> None:
    review = cases.notified()
    office = factories.user("office")
    member = factories.user("sc_member")
    client = signed_in(member)
    upload = SimpleUploadedFile("报告.txt", "履职情况".encode())
    reviews.submit_report(review, text="分管工作情况", files=[upload], on=TODAY, actor=office)
    file = cases.hearing(review).attachments.get()
    assert client.get(review.get_absolute_url()).status_code == 404
    assert not attachments.visible_to(member).filter(pk=file.pk).exists()
    reviews.issue(review, on=TODAY, actor=office)
    assert "分管工作情况" in page(client, review.get_absolute_url())
    assert attachments.visible_to(member).filter(pk=file.pk).exists()


@pytest.mark.parametrize("role", ["unit_clerk", "deputy", "expert", "street_wc"])
def test_strangers_find_no_case(signed_in: Sign, role: str) -> None:
    review = cases.tabled()
    client = signed_in(factories.user(role, organ=factories.organ()))
    assert client.get(review.get_absolute_url()).status_code == 404
    assert Client().get(review.get_absolute_url()).status_code == 302


def test_rectification_is_reported_by_the_organ(signed_in: Sign) -> None:
    organ = factories.organ()
    head = factories.user("unit_head", organ=organ)
    review = cases.result_sent(tenure=cases.tenure(organ))
    review_votes.ask_rectification(review, points=[], actor=factories.user("office"), today=DAY)
    with time_machine.travel(f"{DAY}T10:00:00+08:00", tick=False):
        client = signed_in(head)
        assert "报送整改情况" in page(client, review.get_absolute_url())
        assert post(client, review.get_absolute_url(), "rectified", text="") == 422
        assert post(client, review.get_absolute_url(), "rectified", text="已经整改。") == 302
    assert PerformanceReview.objects.get(pk=review.pk).status == Status.RECTIFIED


def test_a_stale_page_selects_nothing(signed_in: Sign) -> None:
    review = cases.proposed()
    client = signed_in(factories.user("sc_chair"))
    seen = stamp(client, review.get_absolute_url())
    PerformanceReview.objects.filter(pk=review.pk).update(reason="另有重点")
    sent = {"step": "select", "stamp": seen, "meeting": cases.chair_meeting().pk, "on": TODAY}
    assert client.post(review.get_absolute_url(), sent).status_code == 422
    assert PerformanceReview.objects.get(pk=review.pk).status == Status.PROPOSED


def test_the_list_shows_what_is_one_s_own(signed_in: Sign) -> None:
    organ = factories.organ()
    mine = cases.notified(tenure=cases.tenure(organ))
    other = cases.notified()
    text = page(signed_in(factories.user("unit_clerk", organ=organ)), "/workspace/reviews/")
    assert mine.get_absolute_url() in text
    assert other.get_absolute_url() not in text
    assert signed_in(factories.user("station_staff")).get("/workspace/reviews/").status_code == 403


def test_workspace_pages_cost_the_same_at_any_length() -> None:
    chair = Clerk("sc_chair")
    for _ in range(3):
        cases.proposed()
    few = chair.queries("/workspace/reviews/")
    for _ in range(20):
        cases.proposed()
    assert chair.queries("/workspace/reviews/") == few


def put_out(record: PerformanceReview | Expert, compose: Callable[[object], object]) -> None:
    factories.published(record, compose(record))


def test_only_the_outcome_and_the_opinions_are_public(client: Client) -> None:
    review = cases.result_sent(scheme=cases.scheme())
    assert client.get(review.public_path).status_code == 404
    review_publication.require_publication(review, actor=factories.user("office"))
    assert Publication.objects.filter(path=review.public_path).count() == 2
    put_out(review, review_publication.compose)
    text = page(client, review.public_path)
    assert "满意" in text
    assert "依法履职，重点工作推进有力。" in text
    assert "项目1" not in text
    assert review_publication.title_of(review) in page(client, "/supervision/reviews/?kind=duty_report")
    assert client.get("/supervision/reviews/?kind=strange").status_code == 404


def test_nothing_is_published_before_the_result_was_sent() -> None:
    with pytest.raises(Exception, match="送达以后"):
        review_publication.require_publication(cases.assessed(), actor=factories.user("office"))


def test_the_directory_lists_names_fields_and_titles_only(client: Client) -> None:
    expert = cases.expert(name="专家甲", phone="13800000000", email="a@example.test")
    cases.expert(name="专家乙")
    experts.require_publication(expert, actor=factories.user("office"))
    put_out(expert, experts.compose)
    text = page(client, "/supervision/experts/")
    assert "专家甲" in text
    assert "法律与司法" in text
    assert "13800000000" not in text
    assert "示例大学" not in text
    assert "专家乙" not in text


def test_a_dismissed_expert_leaves_the_directory(client: Client) -> None:
    expert = cases.expert(name="专家甲")
    put_out(expert, experts.compose)
    Expert.objects.filter(pk=expert.pk).update(status="dismissed", dismissed_on=TODAY, status_note="本人申请")
    assert "专家甲" not in page(client, "/supervision/experts/")


def assigned(account: User) -> ExpertAssignment:
    outing = Oversight.objects.create(kind="visit", title="视察示例工作", starts_on=TODAY)
    row = ExpertAssignment(
        expert=cases.expert(account=account), oversight=outing, task="提供法律意见", assigned_on=TODAY
    )
    return assignments.assign(row, actor=factories.user("office"))


def test_an_expert_declares_and_gives_an_opinion(signed_in: Sign) -> None:
    account = factories.user("expert")
    row = assigned(account)
    client = signed_in(account)
    assert "视察示例工作" in page(client, "/workspace/assignments/")
    assert "声明利害关系" in page(client, "/workspace/")
    assert post(client, row.get_absolute_url(), "declare", bond="yes") == 422
    assert post(client, row.get_absolute_url(), "declare", bond="no") == 302
    assert post(client, row.get_absolute_url(), "finish", opinion="") == 422
    assert post(client, row.get_absolute_url(), "finish", opinion="建议补充依据。") == 302
    assert ExpertAssignment.objects.get().opinion == "建议补充依据。"


def test_another_expert_and_a_deputy_find_no_assignment(signed_in: Sign) -> None:
    row = assigned(factories.user("expert"))
    assert signed_in(factories.user("expert")).get(row.get_absolute_url()).status_code == 404
    deputy = signed_in(factories.user("deputy"))
    assert deputy.get(row.get_absolute_url()).status_code == 404
    assert deputy.get("/workspace/assignments/").status_code == 403


def test_the_chair_approves_an_expert_on_the_phone(signed_in: Sign) -> None:
    expert = cases.expert(status=Expert.Status.SUBMITTED, phone="13800000000")
    client = signed_in(factories.user("sc_chair"))
    path = experts.workspace_path(expert)
    assert "13800000000" not in page(client, path)
    assert post(client, path, "approve", meeting=cases.chair_meeting().pk, on=TODAY) == 302
    assert Expert.objects.get().status == Expert.Status.APPROVED
    assert signed_in(factories.user("deputy")).get(path).status_code == 403


def test_contacts_are_for_those_who_arrange_the_work() -> None:
    expert = cases.expert(phone="13800000000")
    path = f"/admin/supervision/expert/{expert.pk}/change/"
    assert Clerk("office").form(path)["phone"] == "13800000000"
    assert "13800000000" not in Clerk("wc_head").text(path)


def test_the_letter_of_appointment_is_printed() -> None:
    term = cases.expert().terms.get()
    answer = Clerk("office").client.get(f"/admin/supervision/expert/letters/{term.pk}.docx")
    assert answer.status_code == 200
    assert answer.getvalue()[:2] == b"PK"
    assert Clerk("reviewer").status(f"/admin/supervision/expert/letters/{term.pk}.docx") == 403


def test_a_conflict_is_told_on_the_desk() -> None:
    organ = factories.organ(name="示例教育局")
    outing = Oversight.objects.create(kind="visit", title="视察示例工作", starts_on=TODAY)
    outing.organs.add(organ)
    expert = cases.expert()
    expert.bound_to.add(organ)
    office = Clerk("office")
    sent = office.form("/admin/supervision/expertassignment/add/") | {
        "expert": expert.pk,
        "oversight": outing.pk,
        "task": "提供意见",
    }
    answer = office.save("/admin/supervision/expertassignment/add/", sent)
    assert "已声明与示例教育局有利害关系" in answer.content.decode()
    assert not ExpertAssignment.objects.exists()
