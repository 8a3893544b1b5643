"""The pool of experts: appointed for a term, never against a bond, reading the papers of their own matter only."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Model

from congress import registry
from congress.models import Notification, Obligation, Organ, User
from congress.services import attachments
from congress.workflow import TransitionError
from supervision.models import Expert, ExpertAssignment, ExpertTerm, JointSupervision, Oversight
from supervision.services import assignments, experts, reviews
from tests import factories
from tests import factories_reviews as cases

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Status = Expert.Status


def text_of(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(error.value.messages)


def unsaved(expert: Expert, **fields: object) -> ExpertAssignment:
    values: dict[str, object] = {"task": "提供专业意见", "assigned_on": TODAY, **fields}
    return ExpertAssignment(expert=expert, **values)


def assigned(expert: Expert, **fields: object) -> ExpertAssignment:
    return assignments.assign(unsaved(expert, **fields), actor=factories.user("office"))


def outing(organ: Organ | None = None) -> Oversight:
    number = Oversight.objects.count() + 1
    row = Oversight.objects.create(kind="visit", title=f"视察示例工作{number}", starts_on=TODAY)
    row.organs.set([organ] if organ else [])
    return row


def test_an_expert_is_nominated_approved_and_given_a_letter(clerk: User) -> None:
    expert = experts.nominate(
        Expert(name="专家001", field="law", title="教授（示例）", nominated_by=factories.organ("working_committee")),
        actor=clerk,
    )
    chair = factories.user("sc_chair")
    experts.submit(expert, actor=clerk)
    assert Notification.objects.filter(recipient=chair, path=experts.workspace_path(expert)).exists()
    meeting = cases.chair_meeting()
    experts.approve(expert, meeting=meeting, on=TODAY, actor=chair, today=TODAY)
    factories.term(10, ends_on=None)
    type(factories.term()).objects.update(ends_on=None)
    term = experts.appoint(expert, meeting=meeting, starts_on=TODAY, actor=clerk, today=TODAY)
    assert term.ends_on == date(2029, 9, 16)
    assert str(term.number).startswith("柯人大聘〔2026〕")
    assert Expert.objects.in_office(on=TODAY).get() == expert


def test_a_letter_ends_with_the_term_of_the_congress() -> None:
    factories.term()
    assert experts.usual_end(TODAY) == date(2027, 1, 31)


def test_the_end_of_a_letter_is_owed_and_told_thirty_days_before() -> None:
    expert = cases.expert()
    owed = expert.terms.get().obligation
    assert owed.due_plain == expert.terms.get().ends_on
    assert owed.owed_organ == expert.nominated_by
    assert set(owed.rule.stages.filter(kind="lead").values_list("days", flat=True)) == {30}


def test_a_renewal_is_a_letter_of_its_own(clerk: User) -> None:
    expert = cases.expert()
    first = expert.terms.get()
    with pytest.raises(ValidationError) as error:
        experts.appoint(expert, meeting=cases.chair_meeting(), starts_on=TODAY, actor=clerk, today=TODAY)
    assert "与已有聘期" in text_of(error)
    start = first.ends_on + timedelta(days=1)
    meeting = cases.chair_meeting(start)
    second = experts.appoint(
        expert, meeting=meeting, starts_on=start, ends_on=date(2029, 1, 1), actor=clerk, today=start
    )
    assert second.number != first.number
    first.obligation.refresh_from_db()
    assert first.obligation.status == Obligation.Status.DONE


def test_only_a_chairpersons_meeting_appoints(clerk: User) -> None:
    expert = cases.expert(status=Status.APPROVED)
    with pytest.raises(ValidationError) as error:
        experts.appoint(expert, meeting=factories.meeting(status="closed"), starts_on=TODAY, actor=clerk, today=TODAY)
    assert "请选择通过聘任的主任会议" in text_of(error)
    assert not ExpertTerm.objects.exists()


def test_a_refusal_gives_its_reason() -> None:
    expert = cases.expert(status=Status.SUBMITTED)
    chair = factories.user("sc_chair")
    with pytest.raises(ValidationError):
        experts.refuse(expert, reason=" ", actor=chair)
    experts.refuse(expert, reason="领域重复", actor=chair)
    assert expert.status == Status.REFUSED
    with pytest.raises(TransitionError):
        experts.approve(expert, meeting=cases.chair_meeting(), on=TODAY, actor=chair, today=TODAY)


def test_dismissal_withdraws_what_is_under_way(clerk: User) -> None:
    expert = cases.expert()
    row = assigned(expert, oversight=outing())
    experts.dismiss(expert, meeting=cases.chair_meeting(), on=TODAY, reason="本人申请", actor=clerk, today=TODAY)
    row.refresh_from_db()
    assert (row.status, row.status_note) == (ExpertAssignment.Status.WITHDRAWN, "专家已解聘")
    assert expert.terms.get().obligation.status == Obligation.Status.DONE


def test_a_term_does_not_end_before_its_day(clerk: User) -> None:
    expert = cases.expert()
    with pytest.raises(ValidationError) as error:
        experts.end(expert, on=TODAY, actor=clerk)
    assert "提前终止请用“解聘”" in text_of(error)


def test_assigning_against_a_declared_bond_is_refused_in_words() -> None:
    organ = factories.organ(name="示例教育局")
    expert = cases.expert(bond_note="承担该局课题")
    expert.bound_to.add(organ)
    with pytest.raises(ValidationError) as error:
        assigned(expert, oversight=outing(organ))
    assert text_of(error) == f"{expert.name}已声明与示例教育局有利害关系（承担该局课题），不能参与这项活动。"
    assert not ExpertAssignment.objects.exists()


def test_a_bond_to_the_body_above_counts_too() -> None:
    above = factories.organ(Organ.Kind.GOVERNMENT)
    expert = cases.expert()
    expert.bound_to.add(above)
    with pytest.raises(ValidationError):
        assigned(expert, oversight=outing(factories.organ(parent=above)))


def test_a_bond_to_the_organ_of_a_report_counts() -> None:
    report = factories.report()
    expert = cases.expert()
    expert.bound_to.add(report.organ)
    with pytest.raises(ValidationError):
        assigned(expert, report=report)


@pytest.mark.parametrize("count", [0, 2])
def test_an_assignment_is_to_exactly_one_matter(count: int) -> None:
    fields = {"oversight": outing(), "report": factories.report()} if count else {}
    with pytest.raises(ValidationError) as error:
        assigned(cases.expert(), **fields)
    assert "请选择且只选择一项监督活动" in text_of(error)


def test_nobody_is_assigned_outside_the_term() -> None:
    expert = cases.expert()
    with pytest.raises(ValidationError) as error:
        assigned(expert, oversight=outing(), assigned_on=date(2030, 1, 1))
    assert "不在聘期内" in text_of(error)


def test_nobody_is_assigned_twice_to_one_matter() -> None:
    expert, matter = cases.expert(), outing()
    assigned(expert, oversight=matter)
    with pytest.raises(ValidationError) as error:
        assigned(expert, oversight=matter)
    assert "已经参与这项活动" in text_of(error)


def test_a_fee_with_three_decimals_or_below_zero_is_refused() -> None:
    for fee in ("1.234", "-1"):
        with pytest.raises(ValidationError):
            assigned(cases.expert(), oversight=outing(), fee=Decimal(fee))


def test_an_expert_who_declares_a_bond_withdraws(clerk: User) -> None:
    row = assigned(cases.expert(), oversight=outing())
    with pytest.raises(ValidationError) as error:
        assignments.declare(row, is_bound=True, on=TODAY, actor=clerk)
    assert "请写明与哪个机关" in text_of(error)
    assignments.declare(row, is_bound=True, text="配偶在该局任职", on=TODAY, actor=clerk)
    assert row.status == ExpertAssignment.Status.WITHDRAWN
    assert row.status_note == "专家回避：配偶在该局任职"


def test_papers_open_from_the_declaration_to_the_opinion(clerk: User) -> None:
    account = factories.user("expert")
    review = cases.notified()
    upload = SimpleUploadedFile("报告.txt", "履职情况".encode())
    reviews.submit_report(review, text="", files=[upload], on=TODAY, actor=clerk)
    file = cases.hearing(review).attachments.get()
    row = assigned(cases.expert(account=account), review=review)
    assert not attachments.visible_to(account).filter(pk=file.pk).exists()
    assignments.declare(row, is_bound=False, on=TODAY, actor=account)
    assert attachments.visible_to(account).filter(pk=file.pk).exists()
    other = factories.user("expert")
    assert not attachments.visible_to(other).filter(pk=file.pk).exists()
    assignments.finish(row, opinion="意见", on=TODAY, actor=account)
    assert not attachments.visible_to(account).filter(pk=file.pk).exists()


def test_an_opinion_needs_words_or_a_file(clerk: User) -> None:
    row = assigned(cases.expert(), oversight=outing())
    assignments.declare(row, is_bound=False, on=TODAY, actor=clerk)
    with pytest.raises(ValidationError):
        assignments.finish(row, opinion=" ", on=TODAY, actor=clerk)
    assignments.finish(row, opinion="意见", on=TODAY, actor=clerk)
    assert row.status == ExpertAssignment.Status.DONE
    with pytest.raises(TransitionError):
        assignments.finish(row, opinion="又一意见", on=TODAY, actor=clerk)


def test_an_opinion_before_the_declaration_is_refused(clerk: User) -> None:
    row = assigned(cases.expert(), oversight=outing())
    with pytest.raises(TransitionError):
        assignments.finish(row, opinion="意见", on=TODAY, actor=clerk)


def found_by(name: str, on: date) -> list[object]:
    return list(registry.checks.get(name).rows(on))


def test_an_expert_beyond_the_term_who_still_helps_is_found() -> None:
    row = assigned(cases.expert(), oversight=outing())
    assert found_by("expert_beyond_term", TODAY) == []
    assert found_by("expert_beyond_term", date(2030, 1, 1)) == [row]


def test_a_bond_declared_after_the_assignment_is_found() -> None:
    organ = factories.organ()
    row = assigned(cases.expert(), oversight=outing(organ))
    assert found_by("expert_against_bond", TODAY) == []
    row.expert.bound_to.add(organ)
    assert found_by("expert_against_bond", TODAY) == [row]


@pytest.mark.parametrize(
    ("model", "name", "changes"),
    [
        (Expert, "expert_dismissed_with_reason", {"status": "dismissed"}),
        (ExpertTerm, "expert_term_days_in_order", {"ends_on": TODAY}),
        (ExpertAssignment, "expert_assignment_has_one_matter", {"oversight": None}),
        (ExpertAssignment, "expert_assignment_fee_not_negative", {"fee": -1}),
        (ExpertAssignment, "expert_assignment_withdrawn_with_reason", {"status": "withdrawn"}),
    ],
)
def test_the_database_refuses_what_cannot_be(model: type[Model], name: str, changes: dict[str, object]) -> None:
    assigned(cases.expert(), oversight=outing())
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model._default_manager.update(**changes)


def joint(**fields: object) -> JointSupervision:
    values = {"title": "水污染防治联动监督", "led_by_level": "city", "starts_on": TODAY, **fields}
    row = JointSupervision(**values)
    row.full_clean()
    row.save()
    return row


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ends_on": TODAY - timedelta(days=1)}, "结束日期不能早于开始日期"),
        ({"reported_on": TODAY - timedelta(days=1), "report_reference": "函1号"}, "上报日期不能早于开始日期"),
        ({"reported_on": TODAY}, "上报日期和上报文号须同时填写"),
        ({"report_reference": "函1号"}, "上报日期和上报文号须同时填写"),
    ],
)
def test_joint_supervision_that_contradicts_itself_is_refused(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as error:
        joint(**fields)
    assert said in text_of(error)
    assert not JointSupervision.objects.exists()


def test_joint_supervision_is_entered_once() -> None:
    row = joint()
    row.partners.create(name="示例市人大常委会", level="city")
    with pytest.raises(ValidationError) as error:
        joint()
    assert "同一天已有同名的联动监督" in text_of(error)
    with pytest.raises(IntegrityError, match="joint_partner_once"), transaction.atomic():
        row.partners.create(name="示例市人大常委会", level="city")
