"""The pool of experts and joint supervision on the desk: steps, lists, corrections, budgets."""

import pytest
import time_machine

from congress.facts import facts
from supervision.models import Expert, ExpertAssignment, JointSupervision, Oversight
from supervision.services import assignments
from tests import factories
from tests import factories_reviews as cases
from tests.desk import Clerk, refusals, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
LIST = "/admin/supervision/expert/"
JOINT = "/admin/supervision/jointsupervision/"


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def test_the_office_nominates_submits_and_gives_the_letter() -> None:
    office = Clerk("office")
    sent = office.form(f"{LIST}add/") | {
        "name": "专家001",
        "field": "law",
        "title": "教授（示例）",
        "nominated_by": factories.organ("working_committee").pk,
    }
    assert refusals(office.save(f"{LIST}add/", sent)) == ""
    expert = Expert.objects.get()
    path = f"{LIST}{expert.pk}/change/"
    assert office.buttons(path) == ["提请主任会议"]
    office.step(f"{LIST}{expert.pk}/steps/submit/")
    assert office.buttons(path) == []
    expert.approve()
    meeting = cases.chair_meeting()
    answer = office.step(f"{LIST}{expert.pk}/steps/appoint/", meeting=meeting.pk, starts_on=TODAY)
    assert "聘书编号柯人大聘〔2026〕" in said(answer)
    assert facts.get("expert_letters").count(2026) == 1


def test_an_overlapping_renewal_is_told_beside_its_field() -> None:
    expert = cases.expert()
    answer = Clerk("office").step(f"{LIST}{expert.pk}/steps/renew/", meeting=cases.chair_meeting().pk, starts_on=TODAY)
    assert "与已有聘期" in refusals(answer)
    assert expert.terms.count() == 1


def test_the_list_costs_the_same_at_any_length() -> None:
    office = Clerk("office")
    committee = factories.organ("working_committee")
    make = [
        Expert(name=f"专家{place:03}", field="law", title="教授（示例）", nominated_by=committee) for place in range(34)
    ]
    Expert.objects.bulk_create(make[:10])
    few = office.queries(LIST)
    Expert.objects.bulk_create(make[10:])
    assert office.queries(LIST) == few


def test_the_list_of_assignments_costs_the_same_at_any_length() -> None:
    office = Clerk("office")
    expert = cases.expert()
    path = "/admin/supervision/expertassignment/"

    def make(number: int) -> None:
        for _ in range(number):
            place = Oversight.objects.count()
            outing = Oversight.objects.create(kind="visit", title=f"视察示例工作{place}", starts_on=TODAY)
            ExpertAssignment.objects.create(expert=expert, oversight=outing, task="意见", assigned_on=TODAY)

    make(10)
    few = office.queries(path)
    make(24)
    assert office.queries(path) == few


def test_an_assignment_is_cancelled_with_a_reason() -> None:
    outing = Oversight.objects.create(kind="visit", title="视察示例工作", starts_on=TODAY)
    row = ExpertAssignment(expert=cases.expert(), oversight=outing, task="意见", assigned_on=TODAY)
    assignments.assign(row, actor=factories.user("office"))
    path = f"/admin/supervision/expertassignment/{row.pk}/steps/cancel/"
    office = Clerk("office")
    assert refusals(office.step(path, reason=""))
    office.step(path, reason="活动取消")
    row.refresh_from_db()
    assert (row.status, row.status_note) == ("withdrawn", "活动取消")


def test_joint_supervision_is_entered_with_its_partners_and_corrected_with_a_reason() -> None:
    office = Clerk("office")
    sent = office.form(f"{JOINT}add/") | {
        "title": "水污染防治联动监督",
        "form": "vertical",
        "led_by_level": "city",
        "starts_on": TODAY,
        "reported_on": TODAY,
        "report_reference": "函1号",
        "partners-TOTAL_FORMS": 1,
        "partners-0-name": "示例市人大常委会",
        "partners-0-level": "city",
    }
    assert refusals(office.save(f"{JOINT}add/", sent)) == ""
    row = JointSupervision.objects.get()
    assert row.partners.get().name == "示例市人大常委会"
    assert facts.get("joint_supervisions").count(2026) == 1
    assert office.client.post(f"{JOINT}{row.pk}/change/", sent).status_code == 403
    head = Clerk("office", "office_head")
    assert "更正须写明理由" in refusals(head.change(f"{JOINT}{row.pk}/change/", title="另一名称"))


@pytest.mark.parametrize(
    "path", [LIST, JOINT, "/admin/supervision/expertassignment/", "/admin/supervision/expertterm/"]
)
def test_strangers_to_the_pool_see_nothing(path: str) -> None:
    assert Clerk("reviewer").status(path) == 403
    assert Clerk("office").status(path) == 200
    assert Clerk("deputy").status(path) in (302, 403)
