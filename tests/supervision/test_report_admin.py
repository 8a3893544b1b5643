"""Special work reports on the desk: entered through their service, moved step by step, lateness never hidden."""

from datetime import timedelta

import pytest
import time_machine

from congress.models import Activity
from meetings.models import Meeting
from meetings.services import meetings
from supervision.models import SpecialReport
from tests import factories
from tests.desk import Clerk, field_errors, refusals, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def office() -> Clerk:
    return Clerk("office")


def page_of(report: SpecialReport) -> str:
    return f"/admin/supervision/specialreport/{report.pk}/change/"


def step_of(report: SpecialReport, name: str) -> str:
    return f"/admin/supervision/specialreport/{report.pk}/steps/{name}/"


def on_a_dated_meeting(days: int = 30) -> SpecialReport:
    meeting = factories.meeting(starts_on=TODAY + timedelta(days=days))
    meetings.schedule(meeting, actor=factories.user("office"), today=TODAY)
    return factories.report(at=meeting)


def test_a_new_report_starts_the_days_of_its_papers(office: Clerk) -> None:
    meeting = factories.meeting()
    meetings.schedule(meeting, actor=office.user, today=TODAY)
    item = factories.item(meeting)
    answer = office.change(
        "/admin/supervision/specialreport/add/",
        item=item.pk,
        organ=factories.organ().pk,
        working_committee=factories.organ("working_committee").pk,
    )
    assert refusals(answer) == ""
    assert [row.step for row in SpecialReport.objects.get().deliveries.all()] == ["draft", "final", "issued"]


def test_a_report_for_a_meeting_that_is_over_is_refused_beside_the_field(office: Clerk) -> None:
    item = factories.item(factories.meeting(status=Meeting.Status.CLOSED))
    answer = office.change("/admin/supervision/specialreport/add/", item=item.pk, organ=factories.organ().pk)
    assert "会议已经召开或取消，不能再列入报告" in refusals(answer)
    assert not SpecialReport.objects.exists()


def test_the_papers_are_noted_with_their_day(office: Clerk) -> None:
    report = on_a_dated_meeting()
    assert office.buttons(page_of(report)) == ["收到报告草稿", "转送各方意见", "安排满意度测评"]
    office.step(step_of(report, "draft"), on=str(TODAY))
    office.step(step_of(report, "comment"), on=str(TODAY))
    report.refresh_from_db()
    assert report.status == SpecialReport.Status.COMMENTED
    assert "工委反馈意见" in office.text(page_of(report))


def test_late_papers_need_a_reason_and_show_their_days(office: Clerk) -> None:
    report = on_a_dated_meeting(days=15)
    answer = office.step(step_of(report, "draft"), on=str(TODAY))
    assert "请写明迟延理由" in refusals(answer)
    report.refresh_from_db()
    assert report.status == SpecialReport.Status.PREPARING
    office.step(step_of(report, "draft"), on=str(TODAY), late_reason="机构改革期间人员调整")
    assert "机构改革期间人员调整" in office.text(page_of(report))


def test_a_stale_button_changes_nothing(office: Clerk) -> None:
    report = on_a_dated_meeting()
    office.step(step_of(report, "draft"), on=str(TODAY))
    again = office.step(step_of(report, "draft"), on=str(TODAY - timedelta(days=1)))
    assert "当前为“已收草稿”" in said(again)
    assert report.deliveries.get(step="draft").obligation.done_on == TODAY


def test_it_is_heard_also_where_the_clerk_noted_the_item_first(office: Clerk) -> None:
    report = on_a_dated_meeting()
    SpecialReport.objects.filter(pk=report.pk).update(status=SpecialReport.Status.ISSUED)
    Meeting.objects.update(status=Meeting.Status.OPEN)
    type(report.item).objects.update(status="adopted")
    office.step(f"/admin/meetings/agendaitem/{report.item_id}/steps/note/")
    answer = office.step(step_of(report, "hear"))
    report.refresh_from_db()
    assert report.status == SpecialReport.Status.DELIBERATED, said(answer)
    assert report.society_duty is not None


def heard(summary: str = "报告提要") -> SpecialReport:
    report = on_a_dated_meeting()
    SpecialReport.objects.update(status=SpecialReport.Status.DELIBERATED, summary=summary)
    return report


def test_the_summary_of_a_heard_report_is_read_only_for_the_office(office: Clerk) -> None:
    report = on_a_dated_meeting()
    opened = office.form(page_of(report))
    SpecialReport.objects.update(status=SpecialReport.Status.HEARD, summary="报告提要")
    assert office.save(page_of(report), opened | {"summary": "改写"}).status_code == 403
    assert not office.page(page_of(report)).xpath("//textarea")
    report.refresh_from_db()
    assert report.summary == "报告提要"


def test_the_summary_of_a_heard_report_is_corrected_with_a_reason() -> None:
    head = Clerk("office", "office_head")
    report = heard()
    answer = head.change(page_of(report), summary="提要")
    assert "报告已经听取，更正须写明理由" in refusals(answer)
    assert field_errors(answer) == {"correction_reason"}
    report.refresh_from_db()
    assert report.summary == "报告提要"
    assert refusals(head.change(page_of(report), summary="提要", correction_reason="原文有误")) == ""
    line = Activity.objects.get(verb="更正专项工作报告")
    assert (line.reason, line.detail) == ("原文有误", {"内容提要": ["报告提要", "提要"]})
    history = head.text(f"/admin/supervision/specialreport/{report.pk}/history/")
    assert "内容提要：报告提要 → 提要" in history
    assert "原文有误" in history


def test_the_summary_of_a_report_not_yet_heard_needs_no_reason(office: Clerk) -> None:
    report = on_a_dated_meeting()
    assert refusals(office.change(page_of(report), summary="提要")) == ""
    report.refresh_from_db()
    assert report.summary == "提要"
