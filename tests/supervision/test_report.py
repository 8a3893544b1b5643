"""Special work reports: 20, 10 and 7 days before the meeting, moved with it, late days recorded."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F

from congress.models import Activity, Notification, Obligation, User
from congress.workflow import TransitionError
from deputies.models import CongressSession
from meetings.models import Meeting
from meetings.services import attendance, meetings
from supervision.models import Delivery, SpecialReport
from supervision.services import report_kinds, reports
from tests import factories
from tests.published import cost

pytestmark = pytest.mark.django_db
TODAY = date(2019, 7, 1)
MEETING = date(2019, 8, 28)


@pytest.fixture
def meeting(clerk: User) -> Meeting:
    factories.term(9, starts_on=date(2017, 2, 1), ends_on=date(2022, 1, 31))
    row = factories.meeting(starts_on=MEETING, term=factories.term(9))
    meetings.schedule(row, actor=clerk, today=TODAY)
    return row


def deliveries(report: SpecialReport) -> dict[str, Obligation]:
    return {row.step: row.obligation for row in report.deliveries.select_related("obligation__rule")}


def test_the_handbooks_days_for_the_meeting_of_28_august_2019(meeting: Meeting) -> None:
    owed = deliveries(factories.report(at=meeting, today=TODAY))
    assert {step: row.due_plain for step, row in owed.items()} == {
        "draft": date(2019, 8, 8),
        "final": date(2019, 8, 18),
        "issued": date(2019, 8, 21),
    }
    assert {step: row.target_on for step, row in owed.items()} == {
        "draft": date(2019, 8, 7),
        "final": date(2019, 8, 16),
        "issued": date(2019, 8, 20),
    }
    # A meeting of 2019 follows the law of 2006.
    assert "2006" in owed["draft"].rule.citation


def test_the_organ_owes_the_texts_and_the_office_the_issue(meeting: Meeting) -> None:
    report = factories.report(at=meeting, today=TODAY)
    owed = deliveries(report)
    assert owed["draft"].owed_organ == owed["final"].owed_organ == report.organ
    assert owed["issued"].owed_role == "office"


def test_the_organ_is_told_to_prepare(meeting: Meeting) -> None:
    organ = factories.organ()
    liaison = factories.user("unit_clerk", organ=organ)
    factories.report(at=meeting, by=organ, today=TODAY)
    assert Notification.objects.filter(recipient=liaison, subject__startswith="请准备专项工作报告").exists()


def test_days_open_when_a_planned_meeting_gets_its_date(clerk: User) -> None:
    meeting = factories.meeting()
    report = factories.report(at=meeting)
    assert not report.deliveries.exists()
    meetings.schedule(meeting, actor=clerk, today=factories.TODAY)
    assert reports.realign(actor=clerk, today=factories.TODAY) == 1
    assert report.deliveries.count() == 3
    assert reports.realign(actor=clerk, today=factories.TODAY) == 0


def test_days_move_with_the_meeting(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting, today=TODAY)
    day = MEETING + timedelta(days=7)
    meetings.move_date(meeting, starts_on=day, ends_on=day, reason="另有安排", actor=clerk, today=TODAY)
    assert reports.realign(actor=clerk, today=TODAY) == 3
    assert deliveries(report)["draft"].due_plain == date(2019, 8, 15)
    assert deliveries(report)["draft"].changes.get().old_due_on == date(2019, 8, 8)


def test_days_of_a_meeting_that_was_called_off_fall_away(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting, today=TODAY)
    meetings.cancel(meeting, reason="并入下次会议", actor=clerk)
    assert reports.realign(actor=clerk, today=TODAY) == 3
    assert {row.status for row in deliveries(report).values()} == {Obligation.Status.VOID}


@pytest.mark.parametrize("number", [2, 8])
def test_a_meeting_called_off_costs_the_same_however_many_reports_it_was_to_hear(
    meeting: Meeting, clerk: User, number: int
) -> None:
    for _ in range(number):
        factories.report(at=meeting, today=TODAY)
    meetings.cancel(meeting, reason="并入下次会议", actor=clerk)
    with cost() as spent:
        assert reports.realign(actor=clerk, today=TODAY) == 3 * number
    assert spent.queries <= 14
    assert Activity.objects.filter(verb="期限失效", reason="会议已取消").count() == 3 * number
    with cost() as nothing:
        assert reports.realign(actor=clerk, today=TODAY) == 0
    assert nothing.queries <= 11


def test_the_database_and_the_clock_count_the_papers_from_the_same_day() -> None:
    opens = date(2027, 1, 20)
    session = CongressSession.objects.create(term=factories.term(), number=6, starts_on=opens)
    meeting = factories.meeting(status=Meeting.Status.SCHEDULED)
    for kind in ("general", "budget_draft", "budget_adjustment", "final_accounts"):
        for of in (None, session):
            report = factories.report(at=meeting, today=factories.TODAY)
            SpecialReport.objects.filter(pk=report.pk).update(kind=kind, session=of)
    rows = Delivery.objects.annotate(counted=report_kinds.CLOCK_START).select_related(
        "report__item__meeting", "report__session"
    )
    assert rows
    assert {(row.counted, row.step) for row in rows if row.counted != counts_from(row)} == set()
    assert rows.exclude(counted=F("report__item__meeting__starts_on")).exists()


def counts_from(row: Delivery) -> date:
    return report_kinds.clock(row.report, Delivery.Step(row.step))[1]


def test_the_draft_starts_five_days_for_comments(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting, today=TODAY)
    reports.receive_draft(report, on=date(2019, 8, 5), actor=clerk, today=date(2019, 8, 5))
    owed = deliveries(report)
    assert owed["draft"].status == Obligation.Status.DONE
    assert owed["comments"].due_plain == date(2019, 8, 10)
    assert owed["comments"].owed_organ == report.working_committee


def test_lateness_needs_a_reason_and_is_recorded(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting, today=TODAY)
    late = date(2019, 8, 12)
    with pytest.raises(ValidationError, match="已超过2019年8月8日的法定期限"):
        reports.receive_draft(report, on=late, actor=clerk, today=late)
    report.refresh_from_db()
    assert report.status == SpecialReport.Status.PREPARING
    reports.receive_draft(report, on=late, actor=clerk, today=late, late_reason="数据核对")
    draft = Delivery.objects.get(report=report, step=Delivery.Step.DRAFT)
    assert (draft.late_days(on=late), draft.late_reason) == (4, "数据核对")
    told = dict(reports.compose(report)["facts"])["逾期报送"]
    assert told.startswith("草稿送工委迟4日")
    assert "数据核对" not in str(reports.compose(report))


def test_a_report_is_not_put_on_a_meeting_that_is_over(clerk: User) -> None:
    over = factories.meeting(status=Meeting.Status.CLOSED)
    with pytest.raises(ValidationError, match="会议已经召开或取消"):
        factories.report(at=over)
    assert not SpecialReport.objects.exists()


def test_a_report_is_heard_only_after_it_was_issued(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting, today=TODAY)
    with pytest.raises(TransitionError):
        reports.hear(report, actor=clerk)


def test_hearing_it_makes_its_publication_due(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting, today=TODAY)
    factories.seat(starts_on=date(2017, 2, 1))
    meetings.expect_members(meeting)
    attendance.all_present(meeting, actor=clerk)
    reports.receive_draft(report, on=date(2019, 8, 5), actor=clerk, today=date(2019, 8, 5))
    reports.comment(report, on=date(2019, 8, 8), actor=clerk)
    reports.receive_final(report, on=date(2019, 8, 14), actor=clerk)
    reports.issue(report, on=date(2019, 8, 19), actor=clerk)
    meetings.give_notice(meeting, on=date(2019, 8, 19), actor=clerk)
    meetings.send_papers(meeting, on=date(2019, 8, 19), actor=clerk, is_historic=True)
    meetings.open_meeting(meeting, actor=clerk, today=MEETING)
    report.item.refresh_from_db()
    reports.hear(report, actor=clerk)
    assert report.status == SpecialReport.Status.DELIBERATED
    assert report.society_duty.target_on == MEETING + timedelta(days=20)
    assert list(SpecialReport.objects.heard_in_year(2019)) == [report]


def test_the_clock_starts_again_when_a_postponed_meeting_gets_a_new_day(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting, today=TODAY)
    meetings.postpone(meeting, reason="另行通知", actor=clerk)
    reports.realign(actor=clerk, today=TODAY)
    Meeting.objects.filter(pk=meeting.pk).update(starts_on=date(2019, 9, 25), ends_on=date(2019, 9, 25))
    meeting.refresh_from_db()
    meetings.schedule(meeting, actor=clerk, today=TODAY)
    assert reports.realign(actor=clerk, today=TODAY) == 3
    assert deliveries(report)["draft"].due_plain == date(2019, 9, 5)
    reports.receive_draft(report, on=date(2019, 9, 2), actor=clerk, today=date(2019, 9, 2))
    assert deliveries(report)["draft"].status == Obligation.Status.DONE


def test_papers_are_dated_one_after_the_other_and_before_the_meeting(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting, today=TODAY)
    with pytest.raises(ValidationError, match="不能晚于会议日期"):
        reports.receive_draft(report, on=date(2019, 8, 29), actor=clerk, today=date(2019, 8, 29))
    report.refresh_from_db()
    reports.receive_draft(report, on=date(2019, 8, 5), actor=clerk, today=date(2019, 8, 5))
    with pytest.raises(ValidationError, match="不能早于“草稿送工委”的日期"):
        reports.comment(report, on=date(2019, 8, 1), actor=clerk)


def test_a_withdrawn_item_is_not_heard(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting, today=TODAY)
    report.item.withdraw(reason="报告机关撤回", by="区政府")
    SpecialReport.objects.filter(pk=report.pk).update(status=SpecialReport.Status.ISSUED)
    with pytest.raises(ValidationError, match="不能登记听取"):
        reports.hear(report, actor=clerk)
