"""An organ files its draft and its final report on the page of the report, and reads what was said to it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congress.models import User
from meetings.models import Meeting
from supervision.models import SpecialReport
from supervision.services import reports
from tests import factories

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


def post(client: Client, report: SpecialReport, step: str, **values: object) -> int:
    page = client.get(address(report))
    stamps = [form["stamp"].value() for offered, form in page.context["forms"] if offered.name == step]
    file = SimpleUploadedFile("报告.txt", "报告正文。".encode(), content_type="text/plain")
    sent = {"step": step, "stamp": stamps[0] if stamps else "", "uploads": file, **values}
    return client.post(address(report), sent).status_code


def commented(report: SpecialReport) -> SpecialReport:
    office = factories.user("office")
    reports.send_opinions(report, summary="请关注农村养老", on=TODAY, actor=office)
    reports.receive_draft(report, on=TODAY, actor=office, today=TODAY)
    reports.comment(report, on=TODAY, actor=office, text="请补充数据")
    return report


def test_the_organ_files_its_draft_and_the_committees_days_start(signed_in: SignIn, report: SpecialReport) -> None:
    client = signed_in(factories.user("unit_clerk", organ=report.organ))
    assert post(client, report, "draft") == 302
    report.refresh_from_db()
    assert report.status == SpecialReport.Status.DRAFT_RECEIVED
    assert report.deliveries.get(step="draft").files.get().name == "报告.txt"
    assert report.deliveries.filter(step="comments").exists()
    assert "报告.txt" in client.get(address(report)).content.decode()


def test_a_draft_without_a_file_is_refused_at_its_field(signed_in: SignIn, report: SpecialReport) -> None:
    client = signed_in(factories.user("unit_clerk", organ=report.organ))
    assert post(client, report, "draft", uploads="") == 422
    report.refresh_from_db()
    assert report.status == SpecialReport.Status.PREPARING


def test_a_late_draft_says_why(signed_in: SignIn) -> None:
    near = factories.meeting(starts_on=TODAY + timedelta(days=12), status=Meeting.Status.SCHEDULED)
    report = factories.report(at=near)
    client = signed_in(factories.user("unit_clerk", organ=report.organ))
    assert post(client, report, "draft") == 422
    assert post(client, report, "draft", late_reason="机构改革") == 302
    assert report.deliveries.get(step="draft").late_reason == "机构改革"


def test_the_head_files_the_final_report_and_answers_the_opinions(signed_in: SignIn, report: SpecialReport) -> None:
    commented(report)
    head = signed_in(factories.user("unit_head", organ=report.organ))
    page = head.get(address(report)).content.decode()
    assert "请关注农村养老" in page
    assert "请补充数据" in page
    assert post(head, report, "final") == 422
    assert post(head, report, "final", answer="见第三部分") == 302
    report.refresh_from_db()
    assert (report.status, report.opinions_answer) == (SpecialReport.Status.FINAL_RECEIVED, "见第三部分")


def test_a_clerk_cannot_file_for_the_head(signed_in: SignIn, report: SpecialReport) -> None:
    commented(report)
    clerk = signed_in(factories.user("unit_clerk", organ=report.organ))
    assert post(clerk, report, "final", answer="见第三部分") == 404


def test_others_file_nothing(signed_in: SignIn, report: SpecialReport) -> None:
    for user in (factories.user("unit_head", organ=factories.organ()), factories.user("deputy")):
        assert signed_in(user).post(address(report), {"step": "draft"}).status_code == 404
    assert signed_in(factories.user("office")).post(address(report), {"step": "draft"}).status_code == 404


def test_a_page_that_is_out_of_date_files_nothing(signed_in: SignIn, report: SpecialReport) -> None:
    client = signed_in(factories.user("unit_clerk", organ=report.organ))
    assert post(client, report, "draft", stamp="old") == 422
    report.refresh_from_db()
    assert report.status == SpecialReport.Status.PREPARING
