"""Interpellations: three members sign, the chairpersons decide how it is answered, the signers may ask again."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import Obligation, User
from congress.workflow import TransitionError
from meetings.models import Meeting
from supervision.models import Interpellation, InterpellationAnswer
from supervision.services import interpellations
from tests import factories
from tests import factories_inquiries as made
from tests.desk import Clerk

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Status = Interpellation.Status


def chairs() -> Meeting:
    return factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=Meeting.Status.CLOSED)


def decided(case: Interpellation, clerk: User, *, due_on: date | None = None) -> InterpellationAnswer:
    if case.status == Status.DRAFTED:
        interpellations.submit(case, on=TODAY, actor=clerk, today=TODAY)
    return interpellations.decide(case, meeting=chairs(), mode="written", due_on=due_on, actor=clerk, today=TODAY)


def answered(case: Interpellation, clerk: User) -> Interpellation:
    decided(case, clerk)
    interpellations.answer(case, text="示例答复", signed_by="负责人001", on=TODAY, actor=clerk, today=TODAY)
    return case


@pytest.mark.parametrize("signers", [0, 2])
def test_fewer_than_three_members_cannot_put_it_forward(signers: int, clerk: User) -> None:
    case = made.interpellation(signers=signers)
    with pytest.raises(ValidationError, match=f"三人以上联名，现有{signers}人"):
        interpellations.submit(case, on=TODAY, actor=clerk, today=TODAY)
    assert Interpellation.objects.get().status == Status.DRAFTED


def test_only_members_in_office_sign(clerk: User) -> None:
    case = made.interpellation(signers=2)
    outsider = factories.person("代表999")
    case.signers.create(person=outsider, signed_on=TODAY)
    with pytest.raises(ValidationError, match=r"代表999.*不是常委会组成人员"):
        interpellations.submit(case, on=TODAY, actor=clerk, today=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        case.signers.create(person=outsider, signed_on=TODAY)


def test_the_chairpersons_decide_how_and_by_when_it_is_answered(clerk: User) -> None:
    case = made.interpellation()
    head = factories.user("unit_head", organ=case.organ)
    assert case not in Interpellation.objects.all().visible_to(head)
    interpellations.submit(case, on=TODAY, actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="由主任会议决定"):
        interpellations.decide(case, meeting=factories.meeting(), mode="oral", due_on=None, actor=clerk, today=TODAY)
    answer = decided(case, clerk)
    assert answer.obligation
    assert (answer.obligation.rule.code, answer.obligation.due_on) == ("INTP-ANSWER", date(2026, 10, 16))
    assert case in Interpellation.objects.all().visible_to(head)
    assert case not in Interpellation.objects.all().visible_to(factories.user("unit_head", organ=factories.organ()))


def test_an_answer_is_signed_by_the_head(clerk: User) -> None:
    case = made.interpellation()
    decided(case, clerk)
    for given in ({"text": "", "signed_by": "负责人001"}, {"text": "示例", "signed_by": " "}):
        with pytest.raises(ValidationError):
            interpellations.answer(case, on=TODAY, actor=clerk, today=TODAY, **given)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        interpellations.answer(
            case, text="示例", signed_by="负责人001", on=TODAY + timedelta(days=1), actor=clerk, today=TODAY
        )
    interpellations.answer(case, text="示例", signed_by="负责人001", on=TODAY, actor=clerk, today=TODAY)
    assert Obligation.objects.get(rule__code="INTP-ANSWER").status == Obligation.Status.DONE


def test_an_answer_is_not_dated_before_it_was_asked_for(clerk: User) -> None:
    case = made.interpellation()
    decided(case, clerk)
    with pytest.raises(ValidationError, match="不能早于主任会议决定的日期"):
        interpellations.answer(
            case, text="示例", signed_by="负责人001", on=TODAY - timedelta(days=1), actor=clerk, today=TODAY
        )
    assert Interpellation.objects.get().status == Status.DECIDED


@pytest.mark.parametrize(
    ("signers", "dissatisfied", "again"), [(4, 2, False), (4, 3, True), (3, 1, False), (3, 2, True)]
)
def test_more_than_half_of_the_signers_bring_another_answer_and_half_do_not(
    signers: int, dissatisfied: int, again: bool, clerk: User
) -> None:
    case = answered(made.interpellation(signers=signers), clerk)
    assert interpellations.note_satisfaction(case, dissatisfied=dissatisfied, actor=clerk) is again
    case.refresh_from_db()
    assert case.status == (Status.ANSWERED if again else Status.CLOSED)
    if again:
        assert decided(case, clerk).round == 2
    else:
        with pytest.raises(TransitionError):
            decided(case, clerk)


def test_satisfaction_is_noted_once_and_of_those_who_signed(clerk: User) -> None:
    case = answered(made.interpellation(), clerk)
    with pytest.raises(ValidationError, match="不能超过联名人数"):
        interpellations.note_satisfaction(case, dissatisfied=4, actor=clerk)
    interpellations.note_satisfaction(case, dissatisfied=3, actor=clerk)
    with pytest.raises(TransitionError, match="已经登记"):
        interpellations.note_satisfaction(case, dissatisfied=0, actor=clerk)


def test_it_is_withdrawn_before_the_answer_and_not_after(clerk: User) -> None:
    case = made.interpellation()
    answer = decided(case, clerk)
    with pytest.raises(ValidationError, match="写明理由"):
        interpellations.withdraw(case, on=TODAY, reason=" ", actor=clerk, today=TODAY)
    interpellations.withdraw(case, on=TODAY, reason="已经说明", actor=clerk, today=TODAY)
    assert case.status == Status.WITHDRAWN
    assert Obligation.objects.get(pk=answer.obligation_id).status == Obligation.Status.VOID
    done = answered(made.interpellation(), clerk)
    with pytest.raises(TransitionError, match="已经答复"):
        interpellations.withdraw(done, on=TODAY, reason="示例", actor=clerk, today=TODAY)


def test_nothing_is_public_before_the_answer(clerk: User) -> None:
    case = made.interpellation()
    decided(case, clerk)
    for refused in (
        lambda: interpellations.compose(case),
        lambda: interpellations.require_publication(case, actor=clerk),
    ):
        with pytest.raises(ValidationError, match="不得公开"):
            refused()
    interpellations.answer(case, text="示例答复", signed_by="负责人001", on=TODAY, actor=clerk, today=TODAY)
    interpellations.require_publication(case, actor=clerk)
    assert "示例答复" in str(interpellations.compose(case))


@time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False)
def test_an_organ_s_written_answer_bears_the_day_of_sending(clerk: User) -> None:
    case = made.interpellation()
    decided(case, clerk)
    head = Clerk("unit_head", organ=case.organ)
    stamp = str(head.page(case.workspace_path).xpath("//input[@name='stamp']/@value")[0])
    sent = {"step": "answer", "text": "示例答复", "signed_by": "负责人001", "stamp": stamp}
    earlier = str(TODAY - timedelta(days=1))
    assert head.client.post(case.workspace_path, sent | {"on": earlier}).status_code == 302
    assert case.answers.get().answered_on == TODAY
