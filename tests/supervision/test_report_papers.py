"""Papers of a report: opinions sent and answered, thirty-day rules, waivers, files, amounts, and the audit beside."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from congress.models import Notification, Obligation, User
from congress.services import attachments
from deputies.models import CongressSession
from meetings.models import AgendaItem, Meeting, Paper
from meetings.services import meetings
from supervision.models import Delivery, ReportAmount, SpecialReport
from supervision.services import reports
from tests import factories
from tests.desk import Clerk, refusals

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
DAY = TODAY + timedelta(days=60)
Kind = SpecialReport.Kind


@pytest.fixture
def meeting(clerk: User) -> Meeting:
    row = factories.meeting(starts_on=DAY)
    meetings.schedule(row, actor=clerk, today=TODAY)
    return row


def chair_meeting(status: str = Meeting.Status.CLOSED) -> Meeting:
    return factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status=status)


def text_file(name: str = "报告.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "关于示例工作情况的报告正文。".encode(), content_type="text/plain")


def draft_rule(report: SpecialReport) -> tuple[str, date]:
    owed = report.deliveries.get(step=Delivery.Step.DRAFT).obligation
    return owed.rule.code, owed.start_on


def test_opinions_of_all_sides_go_to_the_organ_in_words(meeting: Meeting, clerk: User) -> None:
    organ = factories.organ()
    liaison = factories.user("unit_clerk", organ=organ)
    report = factories.report(at=meeting, by=organ)
    with pytest.raises(ValidationError, match="请填写各方意见的汇总"):
        reports.send_opinions(report, summary=" ", on=TODAY, actor=clerk)
    with pytest.raises(ValidationError, match="不能晚于会议日期"):
        reports.send_opinions(report, summary="意见", on=DAY + timedelta(days=1), actor=clerk)
    reports.send_opinions(report, summary="关注农村养老", on=TODAY, actor=clerk, uploads=[text_file("意见.txt")])
    assert report.opinion_files.get().name == "意见.txt"
    assert Notification.objects.filter(recipient=liaison, body__contains="关注农村养老").exists()


def test_the_final_report_answers_the_opinions_that_were_sent(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting)
    reports.send_opinions(report, summary="意见", on=TODAY, actor=clerk)
    reports.receive_draft(report, on=TODAY, actor=clerk, today=TODAY)
    reports.comment(report, on=TODAY, actor=clerk, text="请补充数据")
    with pytest.raises(ValidationError) as refused:
        reports.receive_final(report, on=TODAY, actor=clerk)
    assert "对这些意见的回应" in refused.value.message_dict["answer"][0]
    report.refresh_from_db()
    assert report.status == SpecialReport.Status.COMMENTED
    reports.receive_final(report, on=TODAY, actor=clerk, answer="见报告第三部分")
    assert (report.comments, report.opinions_answer) == ("请补充数据", "见报告第三部分")


def test_sent_opinions_without_words_are_refused_by_the_table(meeting: Meeting) -> None:
    report = factories.report(at=meeting)
    with pytest.raises(IntegrityError, match="report_opinions_sent_have_words"), transaction.atomic():
        SpecialReport.objects.filter(pk=report.pk).update(opinions_sent_on=TODAY)


def test_accounts_and_adjustments_are_due_thirty_days_before_the_meeting(meeting: Meeting) -> None:
    accounts = factories.report(at=meeting, kind=Kind.FINAL_ACCOUNTS)
    assert draft_rule(accounts) == ("FAC-30", DAY)
    assert accounts.deliveries.get(step="draft").obligation.due_plain == DAY - timedelta(days=30)
    assert draft_rule(factories.report(at=meeting, kind=Kind.BUDGET_ADJUSTMENT)) == ("ADJ-30", DAY)
    assert draft_rule(factories.report(at=meeting)) == ("REP-20", DAY)


def test_the_draft_of_a_budget_counts_from_the_session_that_approves_it(meeting: Meeting, clerk: User) -> None:
    opens = DAY + timedelta(days=40)
    session = CongressSession.objects.create(term=factories.term(), number=9, starts_on=opens)
    report = factories.report(at=meeting, kind=Kind.BUDGET_DRAFT, session=session)
    assert draft_rule(report) == ("BUD-30", opens)
    CongressSession.objects.filter(pk=session.pk).update(starts_on=opens + timedelta(days=7))
    assert reports.realign(actor=clerk, today=TODAY) == 1
    assert draft_rule(report) == ("BUD-30", opens + timedelta(days=7))
    assert draft_rule(factories.report(at=meeting, kind=Kind.BUDGET_DRAFT)) == ("REP-20", DAY)


def test_an_ad_hoc_topic_is_released_from_its_days_by_the_chairpersons(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting)
    with pytest.raises(ValidationError, match="由主任会议决定"):
        reports.waive_days(report, meeting=meeting, reason="防汛", actor=clerk)
    with pytest.raises(ValidationError, match="还没有召开"):
        reports.waive_days(report, meeting=chair_meeting(Meeting.Status.PLANNED), reason="防汛", actor=clerk)
    with pytest.raises(ValidationError, match="须写明理由"):
        reports.waive_days(report, meeting=chair_meeting(), reason=" ", actor=clerk)
    decided = chair_meeting()
    reports.waive_days(report, meeting=decided, reason="防汛抗旱紧急议题", actor=clerk)
    owed = [row.obligation for row in report.deliveries.select_related("obligation")]
    assert {row.status for row in owed} == {Obligation.Status.WAIVED}
    assert {row.closing_decision for row in owed} == {str(decided)}
    with pytest.raises(ValidationError, match="没有尚未完成的送达期限"):
        reports.waive_days(report, meeting=decided, reason="防汛", actor=clerk)


def test_a_released_report_may_skip_the_draft_and_notes_its_days_without_a_reason(
    meeting: Meeting, clerk: User
) -> None:
    report = factories.report(at=meeting)
    before = report.awaits_final
    reports.waive_days(report, meeting=chair_meeting(), reason="紧急议题", actor=clerk)
    assert (before, report.awaits_final) == (False, True)
    reports.receive_final(report, on=DAY, actor=clerk)
    reports.issue(report, on=DAY, actor=clerk)
    final = report.deliveries.get(step=Delivery.Step.FINAL)
    assert (final.came_on, final.late_reason) == (DAY, "")


def test_a_waiver_without_a_reason_is_refused_by_the_table(meeting: Meeting) -> None:
    report = factories.report(at=meeting)
    with pytest.raises(IntegrityError, match="report_waiver_has_a_reason"), transaction.atomic():
        SpecialReport.objects.filter(pk=report.pk).update(waived_at=chair_meeting())


def test_the_files_of_the_final_report_become_papers_of_the_meeting(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting)
    reports.receive_draft(report, on=TODAY, actor=clerk, today=TODAY, uploads=[text_file("草稿.txt")])
    reports.comment(report, on=TODAY, actor=clerk)
    reports.receive_final(report, on=TODAY, actor=clerk, uploads=[text_file("正文.txt"), text_file("附表.txt")])
    assert not Paper.objects.exists()
    reports.issue(report, on=TODAY, actor=clerk)
    laid = Paper.objects.filter(item=report.item).order_by("pk")
    assert [paper.title for paper in laid] == [str(report), f"{report}（附件1）"]
    assert {paper.received_on for paper in laid} == {TODAY}


def test_drafts_are_opened_by_the_committee_and_the_organ_alone(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting)
    reports.receive_draft(report, on=TODAY, actor=clerk, today=TODAY, uploads=[text_file()])
    file = report.deliveries.get(step="draft").files.get()
    own = factories.user("unit_clerk", organ=report.organ)
    for reader, expected in (
        (clerk, True),
        (own, True),
        (factories.user("wc_officer"), True),
        (factories.user("unit_clerk", organ=factories.organ()), False),
        (factories.user("deputy"), False),
    ):
        assert attachments.visible_to(reader).filter(pk=file.pk).exists() == expected


def test_accounts_are_not_heard_without_the_audit_report_of_the_same_meeting(meeting: Meeting, clerk: User) -> None:
    report = factories.report(at=meeting, kind=Kind.FINAL_ACCOUNTS)
    SpecialReport.objects.filter(pk=report.pk).update(status=SpecialReport.Status.ISSUED)
    AgendaItem.objects.update(status=AgendaItem.Status.ADOPTED)
    report.refresh_from_db()
    with pytest.raises(ValidationError, match="应当听取和审议审计工作报告"), transaction.atomic():
        reports.hear(report, actor=clerk)
    report.refresh_from_db()
    assert report.status == SpecialReport.Status.ISSUED
    factories.item(meeting, kind=AgendaItem.Kind.AUDIT_REPORT, status=AgendaItem.Status.ADOPTED)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.OPEN)
    fresh = SpecialReport.objects.get(pk=report.pk)
    reports.hear(fresh, actor=clerk)
    assert fresh.status == SpecialReport.Status.DELIBERATED


def amount(report: SpecialReport, kind: str = "limit_general", value: str = "100.00", reason: str = "") -> ReportAmount:
    return ReportAmount(report=report, kind=kind, amount=Decimal(value), reason=reason)


@pytest.mark.parametrize(
    ("report_kind", "kind", "value", "reason", "message"),
    [
        (Kind.DEBT, "limit_general", "1.234", "", "小数"),
        (Kind.DEBT, "limit_general", "-1.00", "", "不能是负数"),
        (Kind.BUDGET_ADJUSTMENT, "adjustment", "-5000000.00", "", "须写明理由"),
        (Kind.DEBT, "adjustment", "1.00", "理由", "可以填写：一般债务限额"),
        (Kind.GENERAL, "revenue", "1.00", "", "不填写金额"),
    ],
    ids=["three decimals", "negative", "adjustment without a reason", "another kind's", "none at all"],
)
def test_an_amount_that_cannot_be_is_refused_in_words(
    report_kind: str, kind: str, value: str, reason: str, message: str
) -> None:
    report = factories.report(kind=report_kind)
    with pytest.raises(ValidationError, match=message):
        amount(report, kind, value, reason).full_clean()


def test_amounts_are_kept_once_each_and_adjustments_as_often_as_needed() -> None:
    report = factories.report(kind=Kind.BUDGET_ADJUSTMENT)
    for value in ("1000000.00", "-20000.50"):
        row = amount(report, "adjustment", value, "新增一般债券")
        row.full_clean()
        row.save()
    amount(report).save()
    with pytest.raises(IntegrityError, match="report_amount_once"), transaction.atomic():
        amount(report).save()
    with pytest.raises(IntegrityError, match="report_adjustment_has_a_reason"), transaction.atomic():
        amount(report, "adjustment").save()
    with pytest.raises(IntegrityError, match="report_amount_not_negative"), transaction.atomic():
        amount(report, "new_general", "-1").save()


def test_the_desk_refuses_an_amount_of_three_decimals_and_changes_nothing(meeting: Meeting) -> None:
    office = Clerk("office")
    report = factories.report(at=meeting, kind=Kind.DEBT)
    page = f"/admin/supervision/specialreport/{report.pk}/change/"
    sent = {"amounts__TOTAL_FORMS": "1", "amounts__0__kind": "limit_general", "summary": "提要"}
    answer = office.change(page, **sent, amounts__0__amount="12.345")
    assert "小数" in refusals(answer)
    assert not ReportAmount.objects.exists()
    report.refresh_from_db()
    assert report.summary == ""
    assert refusals(office.change(page, **sent, amounts__0__amount="12.34")) == ""
    assert ReportAmount.objects.get().amount == Decimal("12.34")


def test_the_desk_sends_opinions_waives_and_shows_them(meeting: Meeting) -> None:
    head = Clerk("office", "office_head")
    report = factories.report(at=meeting)
    steps = f"/admin/supervision/specialreport/{report.pk}/steps"
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        head.step(f"{steps}/opinions/", summary="关注农村养老", on=str(TODAY))
        head.step(f"{steps}/waive/", meeting=chair_meeting().pk, reason="紧急议题")
        shown = head.text(f"/admin/supervision/specialreport/{report.pk}/change/")
        assert "waive" not in str(Clerk("office").buttons(f"/admin/supervision/specialreport/{report.pk}/change/"))
        assert Clerk("office").step(f"{steps}/waive/", reason="x").status_code == 403
    assert "关注农村养老" in shown
    assert "紧急议题" in shown
    assert "已豁免期限" in shown


def test_the_desk_asks_of_a_report_only_what_its_kind_has(meeting: Meeting) -> None:
    office = Clerk("office")
    pages = {
        kind: office.form(f"/admin/supervision/specialreport/{factories.report(at=meeting, kind=kind).pk}/change/")
        for kind in (Kind.GENERAL, Kind.DEBT)
    }
    assert "amounts-TOTAL_FORMS" in pages[Kind.DEBT]
    assert not {"amounts-TOTAL_FORMS", "assets", "session"} & pages[Kind.GENERAL].keys()
