"""Deadlines on the desk: found by state, waived and extended with a reason, numbers made void."""

from datetime import timedelta

import pytest
import time_machine

from congress.models import Extension, Obligation
from congress.services import obligations
from tests import factories
from tests.desk import Clerk, refusals, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def head() -> Clerk:
    return Clerk("office", "office_head")


def owed() -> Obligation:
    return factories.follow_up().current_round.obligation


def asked(obligation: Obligation) -> Extension:
    extension = Extension(
        obligation=obligation, new_due_on=obligation.due_on + timedelta(days=30), reason="工程尚未验收"
    )
    obligations.request_extension(
        extension, actor=factories.user("unit_head", organ=obligation.owed_organ), today=factories.TODAY
    )
    return extension


def test_the_register_shows_what_is_owed_and_finds_the_late(head: Clerk) -> None:
    soon, late = owed(), owed()
    Obligation.objects.filter(pk=late.pk).update(due_on=TODAY - timedelta(days=3))
    assert soon.title in head.text("/admin/congress/obligation/")
    page = head.text("/admin/congress/obligation/?state=late")
    assert "逾期 3 天" in page
    assert soon.title not in page


def test_the_page_says_how_the_date_was_reached(head: Clerk) -> None:
    obligation = owed()
    text = head.text(f"/admin/congress/obligation/{obligation.pk}/change/")
    assert all(sentence in text for sentence in obligation.explanation)


def test_more_time_is_granted_with_a_decision(head: Clerk) -> None:
    obligation = owed()
    extension = asked(obligation)
    place = f"/admin/congress/extension/{extension.pk}/steps"
    assert "必填" in refusals(head.step(f"{place}/refuse/"))
    head.step(f"{place}/approve/", decision="同意延期。")
    obligation.refresh_from_db()
    assert obligation.due_on == extension.new_due_on
    assert "当前为“已同意”" in said(head.step(f"{place}/refuse/", decision="不同意"))


def test_the_office_without_its_head_does_not_decide() -> None:
    extension = asked(owed())
    place = f"/admin/congress/extension/{extension.pk}/steps/approve/"
    assert Clerk("office").step(place, decision="同意").status_code == 403


def test_a_waiver_needs_the_permission_a_reason_and_a_decision() -> None:
    obligation = owed()
    place = f"/admin/congress/obligation/{obligation.pk}/steps/waive/"
    assert Clerk("office").step(place, reason="x", decision="y").status_code == 403
    chief = Clerk("office", "office_head", "sc_chair")
    assert "必填" in refusals(chief.step(place, reason="议题取消"))
    chief.step(place, reason="议题取消", decision="第十届第三次主任会议")
    obligation.refresh_from_db()
    assert obligation.status == Obligation.Status.WAIVED


def test_a_number_is_made_void_with_a_reason_and_stays(head: Clerk) -> None:
    number = factories.follow_up().paper.number
    assert number is not None
    place = f"/admin/congress/documentnumber/{number.pk}/steps/void/"
    assert "必填" in refusals(head.step(place, reason=" "))
    head.step(place, reason="误取")
    assert "误取" in head.text(f"/admin/congress/documentnumber/{number.pk}/change/")
