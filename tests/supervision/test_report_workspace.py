"""A report for the organ that gives it: what is owed by when."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from congress.models import User
from meetings.models import Meeting
from supervision.models import SpecialReport
from supervision.services import reports
from tests import factories
from tests.published import cost

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _at_today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


@pytest.fixture
def report() -> SpecialReport:
    meeting = factories.meeting(starts_on=TODAY + timedelta(days=40), status=Meeting.Status.SCHEDULED)
    return factories.report(at=meeting)


def address(report: SpecialReport) -> str:
    return f"/workspace/reports/{report.pk}/"


def test_the_organ_sees_its_next_paper_and_all_days(signed_in: SignIn, report: SpecialReport) -> None:
    client = signed_in(factories.user("unit_clerk", organ=report.organ))
    page = client.get(address(report))
    assert page.context["next"].step == "draft"
    assert "下一步：草稿送工委" in page.content.decode()
    assert [step.label for step in page.context["steps"]] == ["草稿送工委", "正式报告送常委会", "发给组成人员"]


def test_lateness_is_told_with_its_reason(signed_in: SignIn, report: SpecialReport) -> None:
    limit = report.deliveries.get(step="draft").obligation
    late = max(limit.due_plain, limit.due_on) + timedelta(days=2)
    reports.receive_draft(report, on=late, actor=factories.user("office"), today=late, late_reason="数据核对")
    client = signed_in(factories.user("unit_clerk", organ=report.organ))
    page = client.get(address(report)).content.decode()
    assert "超过法定期限2天：数据核对" in page


@pytest.mark.parametrize("role", ["office", "wc_officer", "sc_chair"])
def test_the_committee_reads_it(signed_in: SignIn, report: SpecialReport, role: str) -> None:
    assert signed_in(factories.user(role)).get(address(report)).status_code == 200


@pytest.mark.parametrize("role", ["unit_head", "deputy"])
def test_others_do_not_find_it(signed_in: SignIn, report: SpecialReport, role: str) -> None:
    assert signed_in(factories.user(role, organ=factories.organ())).get(address(report)).status_code == 404
    assert signed_in(factories.user(role)).get(address(report)).status_code == 404


def test_the_public_is_asked_to_sign_in(report: SpecialReport) -> None:
    assert Client().get(address(report)).status_code == 302


def test_queries_are_fixed(signed_in: SignIn, report: SpecialReport) -> None:
    client = signed_in(factories.user("unit_clerk", organ=report.organ))
    with cost() as spent:
        client.get(address(report))
    assert spent.queries <= 12
