"""Special work reports: the 20/10/7 days of their papers, and hearing them.

Source: SL24 arts 13-17 (SL06 arts 10-14); ZJ-SUP08 arts 13-14.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, User
from congress.publishing import Content
from congress.services import activity, notifications, obligations, publication
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from meetings.models import AgendaItem, Meeting
from meetings.services import agenda
from supervision.models import Delivery, SpecialReport
from supervision.services import report_kinds

PUBLICATION_BASIS = "《监督法》第十七条"
#: steps whose clock runs back from the meeting
_BEFORE_MEETING = (Delivery.Step.DRAFT, Delivery.Step.FINAL, Delivery.Step.ISSUED)


def admin_path(report: SpecialReport) -> str:
    """Where the office works on the report."""
    return f"/admin/supervision/specialreport/{report.pk}/change/"


@transaction.atomic
def start(report: SpecialReport, *, actor: User, today: date) -> None:
    """Take a report onto the agenda of a dated meeting and start the days of its papers.

    The organ owes the draft (20 days before) and the final text (10 days before), the office the issue to members
    (7 days before). Raises ValidationError if the meeting is over.
    """
    meeting = report.item.meeting
    if meeting.status not in Meeting.BEFORE_OPENING:
        raise ValidationError({"item": "会议已经召开或取消，不能再列入报告。"})
    report.kind = report.kind or report_kinds.kind_of(report.item, report.organ)
    report.full_clean()
    report.save(force_insert=True)
    if meeting.status != Meeting.Status.PLANNED:
        _open_deliveries(report, today)
    activity.record(actor, "列入专项工作报告", report, path=admin_path(report))
    notifications.tell_organ(
        report.organ,
        subject=f"请准备专项工作报告：{report}",
        body=f"会议：{meeting}",
        path=f"/workspace/reports/{report.pk}/",
    )


def _open_deliveries(report: SpecialReport, today: date) -> None:
    for step in _BEFORE_MEETING:
        Delivery.objects.create(
            report=report,
            step=step,
            obligation=obligations.open_duty(
                Delivery.RULES[step],
                _duty(report, step),
                start=report.item.meeting.starts_on,
                today=today,
            ),
        )


def _duty(report: SpecialReport, step: Delivery.Step) -> Duty:
    title = f"{step.label}：{report}"
    if step in (Delivery.Step.DRAFT, Delivery.Step.FINAL):
        return Duty(
            title=title,
            path=f"/workspace/reports/{report.pk}/",
            organ=report.organ,
            watched_by=report.working_committee,
        )
    if step == Delivery.Step.COMMENTS and report.working_committee is not None:
        return Duty(
            title=title,
            path=admin_path(report),
            organ=report.working_committee,
            watched_by=report.working_committee,
        )
    return Duty(title=title, path=admin_path(report), role="office", watched_by=report.working_committee)


@transaction.atomic
def realign(*, actor: User, today: date) -> int:
    """Bring the days of all open papers into line with their meetings' dates; how many moved.

    Meetings know nothing of reports, so this looks for what no longer fits: it may run at any time and any number of
    times. A meeting that was scheduled opens the days, one that moved moves them, one that was called off voids them.
    """
    changed = 0
    waiting = SpecialReport.objects.filter(
        deliveries__isnull=True,
        item__meeting__status__in=(Meeting.Status.SCHEDULED, Meeting.Status.NOTICED, Meeting.Status.PAPERS_OUT),
        status=SpecialReport.Status.PREPARING,
        item__meeting__starts_on__gte=today,
    ).select_related("item__meeting", "organ", "working_committee")
    for report in waiting:
        _open_deliveries(report, today)
        changed += 1
    changed += _reopen_void(today)
    for delivery in _open_before_meeting():
        meeting = delivery.report.item.meeting
        if meeting.status in Meeting.OFF:
            obligations.void(delivery.obligation, reason=f"会议{meeting.get_status_display()}", actor=actor)
            changed += 1
        elif delivery.obligation.start_on != meeting.starts_on:
            obligations.restart(
                delivery.obligation, start=meeting.starts_on, reason="会议改期", actor=actor, today=today
            )
            changed += 1
    return changed


def _reopen_void(today: date) -> int:
    """Start the clock again where a meeting that was put off has a day once more; how many papers."""
    dated = (Meeting.Status.SCHEDULED, Meeting.Status.NOTICED, Meeting.Status.PAPERS_OUT)
    rows = Delivery.objects.filter(
        step__in=_BEFORE_MEETING,
        obligation__status=Obligation.Status.VOID,
        report__item__meeting__status__in=dated,
        report__item__meeting__starts_on__gte=today,
    ).select_related("report__item__meeting", "report__organ", "report__working_committee")
    for delivery in rows:
        step = Delivery.Step(delivery.step)
        delivery.obligation = obligations.open_duty(
            Delivery.RULES[step],
            _duty(delivery.report, step),
            start=delivery.report.item.meeting.starts_on,
            today=today,
        )
        delivery.save(update_fields=["obligation"])
    return len(rows)


def _open_before_meeting() -> list[Delivery]:
    return list(
        Delivery.objects.filter(step__in=_BEFORE_MEETING, obligation__status=Obligation.Status.OPEN)
        .select_related("obligation__rule", "report__item__meeting")
        .order_by("pk")
    )


def _deliver(report: SpecialReport, step: Delivery.Step, *, on: date, late_reason: str, actor: User) -> None:
    """Note that the papers of a step came on `on`; lateness is written down with its reason, never hidden."""
    delivery = report.deliveries.select_related("obligation").filter(step=step).first()
    _check_day(report, step, on)
    if delivery is None or delivery.obligation.status == Obligation.Status.VOID:
        return
    limit = max(delivery.obligation.due_plain, delivery.obligation.due_on)
    if on > limit and not late_reason.strip():
        raise ValidationError({"late_reason": f"已超过{chinese_date(limit)}的法定期限，请写明迟延理由。"})
    obligations.finish(delivery.obligation, on=on, actor=actor)
    delivery.late_reason = late_reason.strip()
    delivery.save(update_fields=["late_reason"])


def _check_day(report: SpecialReport, step: Delivery.Step, on: date) -> None:
    """Papers come one after the other, and before the meeting. Raises ValidationError at `on`."""
    if on > report.item.meeting.ends_on:
        raise ValidationError({"on": "日期不能晚于会议日期。"})
    order = list(Delivery.Step)
    earlier = report.deliveries.filter(step__in=order[: order.index(step)], obligation__done_on__isnull=False)
    last = earlier.select_related("obligation").order_by("-obligation__done_on").first()
    if last is not None and last.obligation.done_on is not None and on < last.obligation.done_on:
        before = chinese_date(last.obligation.done_on)
        raise ValidationError({"on": f"日期不能早于“{last.get_step_display()}”的日期（{before}）。"})


@transaction.atomic
def send_opinions(report: SpecialReport, *, actor: User) -> None:
    """Opinions of all sides go to the organ, to be answered in the report (SL24 art 14)."""
    report.send_opinions()
    activity.record(actor, "转送各方意见", report, path=admin_path(report))


@transaction.atomic
def receive_draft(report: SpecialReport, *, on: date, actor: User, today: date, late_reason: str = "") -> None:
    """The draft came; the working committee's five days start (ZJ-SUP08 art 13)."""
    report.receive_draft()
    _deliver(report, Delivery.Step.DRAFT, on=on, late_reason=late_reason, actor=actor)
    Delivery.objects.create(
        report=report,
        step=Delivery.Step.COMMENTS,
        obligation=obligations.open_duty("REP-5", _duty(report, Delivery.Step.COMMENTS), start=on, today=today),
    )
    activity.record(actor, "收到报告草稿", report, path=admin_path(report))


@transaction.atomic
def comment(report: SpecialReport, *, on: date, actor: User, late_reason: str = "") -> None:
    """The working committee gave its comments."""
    report.comment()
    _deliver(report, Delivery.Step.COMMENTS, on=on, late_reason=late_reason, actor=actor)
    activity.record(actor, "反馈修改意见", report, path=admin_path(report))


@transaction.atomic
def receive_final(report: SpecialReport, *, on: date, actor: User, late_reason: str = "") -> None:
    """The final report came."""
    report.receive_final()
    _deliver(report, Delivery.Step.FINAL, on=on, late_reason=late_reason, actor=actor)
    activity.record(actor, "收到正式报告", report, path=admin_path(report))


@transaction.atomic
def issue(report: SpecialReport, *, on: date, actor: User, late_reason: str = "") -> None:
    """The report went to all members."""
    report.issue()
    _deliver(report, Delivery.Step.ISSUED, on=on, late_reason=late_reason, actor=actor)
    activity.record(actor, "发给组成人员", report, path=admin_path(report))


@transaction.atomic
def hear(report: SpecialReport, *, actor: User) -> None:
    """The report was heard and deliberated at the open meeting; its publication falls due (SL24 arts 16-17)."""
    report.hear()
    report.item.refresh_from_db(fields=["status"])
    if report.item.status in (AgendaItem.Status.WITHDRAWN, AgendaItem.Status.DEFERRED):
        raise ValidationError(f"议程“{report.item}”{report.item.get_status_display()}，不能登记听取。")
    # The clerk may have noted the item on the meeting's page already.
    if report.item.status not in AgendaItem.DISPOSED:
        agenda.note(report.item, actor=actor)
    report.deliberate()
    activity.record(actor, "听取审议", report, path=admin_path(report))
    publication.require(
        report,
        publication.Duty(
            kind="专项工作报告",
            title=str(report),
            basis=PUBLICATION_BASIS,
            path=report.get_absolute_url(),
        ),
        since=report.item.meeting.starts_on,
        actor=actor,
    )


def compose(report: SpecialReport) -> Content:
    """What the report would show to readers."""
    meeting = report.item.meeting
    return {
        "title": report.item.title,
        "facts": [
            ("报告机关", report.organ.name_on(meeting.starts_on)),
            ("类别", report_kinds.label(report)),
            ("会议", str(meeting)),
            ("听取日期", chinese_date(meeting.starts_on)),
            ("方式", report.item.get_mode_display()),
            *([("首次", "首次听取")] if report.item.is_first else []),
        ],
        "sections": [
            {
                "heading": "内容提要",
                "paragraphs": [line for line in report.summary.splitlines() if line.strip()],
                "points": [],
            }
        ]
        if report.summary.strip()
        else [],
        "illustrative": bool(report.illustrative),
    }
