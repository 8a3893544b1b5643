"""What the chairpersons' meeting plans for a report, and what follows a vote of 不满意: again, or stronger means."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.services import activity, notifications
from meetings.models import AgendaItem, Meeting
from meetings.services import agenda, assessments, polls
from supervision.models import SpecialReport
from supervision.services import report_votes, reports

Assessed = SpecialReport.Assessed


def _hold(report: SpecialReport) -> None:
    """Lock the meeting, where counts are recorded, then the report, and read what was planned and done so far."""
    polls.lock(report.item.meeting)
    fields = ["assessed", "assessment_planned_at", "escalation", "escalation_reason"]
    report.refresh_from_db(fields=fields, from_queryset=SpecialReport.objects.select_for_update(of=("self",)))


@transaction.atomic
def plan_assessment(report: SpecialReport, *, of: str, meeting: Meeting, actor: User) -> None:
    """Write down that the chairpersons' meeting has the report, or its handling, assessed.

    Raises ValidationError for another meeting, or once the members have voted.
    """
    reports.check_decided(meeting, "满意度测评")
    if of not in (Assessed.REPORT, Assessed.HANDLING):
        raise ValidationError({"of": "请选择对报告测评，还是对研究处理情况测评。"})
    _hold(report)
    if report_votes.assessment_of(report) is not None:
        raise ValidationError("这件报告已经测评，不能再改测评安排。")
    report.assessed, report.assessment_planned_at = of, meeting
    report.save(update_fields=["assessed", "assessment_planned_at"])
    activity.record(
        actor, f"安排满意度测评（{report.get_assessed_display()}）", report, path=reports.admin_path(report)
    )
    notifications.tell_organ(
        report.organ,
        subject=f"将进行满意度测评：{report}",
        body=report.get_assessed_display(),
        path=reports.workspace_path(report),
    )


@transaction.atomic
def report_again(report: SpecialReport, *, meeting: Meeting, actor: User, today: date) -> SpecialReport:
    """Have a report that was found 不满意 given again at a later meeting, to be assessed again.

    A new item of the agenda and a new report with papers and days of its own; the first one stays as it was. Raises
    ValidationError if the vote was not 不满意, it was given again already, or the meeting is not a later one.
    """
    _hold(report)
    report_votes.check_repeatable(report)
    if meeting.kind != Meeting.Kind.STANDING_COMMITTEE or meeting.starts_on <= report.item.meeting.starts_on:
        raise ValidationError({"meeting": "请选择以后的一次常委会会议。"})
    first = report.item
    item = agenda.add(
        AgendaItem(
            meeting=meeting,
            order=0,
            kind=first.kind,
            mode=first.mode,
            title=_again_title(first.title),
            reporting_organ=report.organ,
            sponsor=first.sponsor,
        ),
        actor=actor,
    )
    again = SpecialReport(
        item=item,
        organ=report.organ,
        working_committee=report.working_committee,
        kind=report.kind,
        fiscal_year=report.fiscal_year,
        period=report.period,
        assets=report.assets,
        repeats=report,
        assessed=Assessed.REPORT,
        assessment_planned_at=report.assessment_planned_at,
    )
    reports.start(again, actor=actor, today=today)
    activity.record(actor, "安排重新报告", report, path=reports.admin_path(report), detail={"meeting": str(meeting)})
    return again


def _again_title(title: str) -> str:
    mark = "（重新报告）"
    longest = AgendaItem._meta.get_field("title").max_length or 0
    return f"{title[: longest - len(mark)]}{mark}"


@transaction.atomic
def escalate(report: SpecialReport, *, means: str, reason: str, actor: User) -> None:
    """Take stronger means after two votes of 不满意. Raises ValidationError before, without a reason, or twice."""
    if means not in report_votes.MEANS:
        raise ValidationError({"means": "请选择升级方式。"})
    if not reason.strip():
        raise ValidationError({"reason": "升级监督须写明理由。"})
    _hold(report)
    vote = report_votes.assessment_of(report)
    if vote is None or not assessments.calls_for_more(vote):
        raise ValidationError("两次测评均为不满意的，才能升级监督。")
    if report.escalation:
        raise ValidationError(f"已经升级监督（{report.escalation}）。")
    report.escalation, report.escalation_reason = means, reason.strip()
    report.save(update_fields=["escalation", "escalation_reason"])
    activity.record(actor, f"升级监督（{means}）", report, reason=reason.strip(), path=reports.admin_path(report))
    notifications.tell_organ(
        report.organ, subject=f"升级监督（{means}）：{report}", body=reason.strip(), path=reports.workspace_path(report)
    )
