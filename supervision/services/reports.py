"""Special work reports: the 20/10/7 days of their papers, and hearing them.

Source: SL24 arts 13-17 (SL06 arts 10-14); ZJ-SUP08 arts 13-14.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from congress.models import Obligation, User
from congress.publishing import Content
from congress.services import activity, attachments, notifications, obligations, publication
from congress.services.attachments import Upload
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from meetings.models import AgendaItem, Meeting, Paper
from meetings.services import agenda, papers, vote_words
from supervision.models import Delivery, SpecialReport
from supervision.services import report_kinds, report_votes

PUBLICATION_BASIS = "《监督法》第十七条"
#: steps whose clock runs back from the meeting
_BEFORE_MEETING = (Delivery.Step.DRAFT, Delivery.Step.FINAL, Delivery.Step.ISSUED)


def admin_path(report: SpecialReport) -> str:
    """Where the office works on the report."""
    return f"/admin/supervision/specialreport/{report.pk}/change/"


def visible_to(user: User) -> QuerySet[SpecialReport]:
    """The committee's people see all, an organ its own and those it oversees."""
    rows: QuerySet[SpecialReport] = SpecialReport.objects.all()
    if user.has_perm("supervision.view_specialreport"):
        return rows
    if user.organ_id is None:
        return rows.none()
    return rows.filter(Q(organ=user.organ_id) | Q(working_committee=user.organ_id))


def workspace_path(report: SpecialReport) -> str:
    """Where the organ works on it."""
    return f"/workspace/reports/{report.pk}/"


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
        path=workspace_path(report),
    )


def _open_deliveries(report: SpecialReport, today: date) -> None:
    for step in _BEFORE_MEETING:
        Delivery.objects.create(report=report, step=step, obligation=_open_clock(report, step, today))


def _open_clock(report: SpecialReport, step: Delivery.Step, today: date) -> Obligation:
    code, start = report_kinds.clock(report, step)
    return obligations.open_duty(code, _duty(report, step), start=start, today=today)


def _duty(report: SpecialReport, step: Delivery.Step) -> Duty:
    title = f"{step.label}：{report}"
    if step in (Delivery.Step.DRAFT, Delivery.Step.FINAL):
        return Duty(
            title=title,
            path=workspace_path(report),
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
    ).select_related("item__meeting", "organ", "working_committee", "session")
    for report in waiting:
        _open_deliveries(report, today)
        changed += 1
    changed += _reopen_void(today)
    changed += _void_of_meetings_off(actor)
    for delivery in _out_of_line():
        _, start = report_kinds.clock(delivery.report, Delivery.Step(delivery.step))
        obligations.restart(delivery.obligation, start=start, reason="会议改期", actor=actor, today=today)
        changed += 1
    return changed


def _void_of_meetings_off(actor: User) -> int:
    """What was owed before meetings that were put off or called off; one set for each of the two reasons."""
    owed = Obligation.objects.filter(delivery__step__in=_BEFORE_MEETING)
    return sum(
        obligations.void_all(
            owed.filter(delivery__report__item__meeting__status=status), reason=f"会议{status.label}", actor=actor
        )
        for status in map(Meeting.Status, Meeting.OFF)
    )


def _reopen_void(today: date) -> int:
    """Start the clock again where a meeting that was put off has a day once more; how many papers."""
    dated = (Meeting.Status.SCHEDULED, Meeting.Status.NOTICED, Meeting.Status.PAPERS_OUT)
    rows = Delivery.objects.filter(
        step__in=_BEFORE_MEETING,
        obligation__status=Obligation.Status.VOID,
        report__item__meeting__status__in=dated,
        report__item__meeting__starts_on__gte=today,
    ).select_related("report__item__meeting", "report__organ", "report__working_committee", "report__session")
    for delivery in rows:
        delivery.obligation = _open_clock(delivery.report, Delivery.Step(delivery.step), today)
        delivery.save(update_fields=["obligation"])
    return len(rows)


def _out_of_line() -> list[Delivery]:
    """Papers still owed whose days do not count from the day that holds now; only these are read."""
    return list(
        Delivery.objects.filter(step__in=_BEFORE_MEETING, obligation__status=Obligation.Status.OPEN)
        .exclude(report__item__meeting__status__in=Meeting.OFF)
        .exclude(obligation__start_on=report_kinds.CLOCK_START)
        .select_related("obligation__rule", "report__item__meeting", "report__session")
        .order_by("pk")
    )


def _deliver(
    report: SpecialReport,
    step: Delivery.Step,
    *,
    on: date,
    late_reason: str,
    actor: User,
    uploads: Sequence[Upload] = (),
) -> None:
    """Note that the papers of a step came on `on`; lateness is written down with its reason, never hidden.

    Where the chairpersons' meeting waived the days, only the day is noted.
    """
    delivery = report.deliveries.select_related("obligation").filter(step=step).first()
    _check_day(report, step, on)
    if delivery is None or delivery.obligation.status == Obligation.Status.VOID:
        return
    if delivery.obligation.status == Obligation.Status.OPEN:
        limit = max(delivery.obligation.due_plain, delivery.obligation.due_on)
        if on > limit and not late_reason.strip():
            raise ValidationError({"late_reason": f"已超过{chinese_date(limit)}的法定期限，请写明迟延理由。"})
        obligations.finish(delivery.obligation, on=on, actor=actor)
        delivery.late_reason = late_reason.strip()
    delivery.came_on = on
    delivery.save(update_fields=["late_reason", "came_on"])
    delivery.files.add(*[attachments.store(upload, actor=actor) for upload in uploads])


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
def send_opinions(
    report: SpecialReport, *, summary: str, on: date, actor: User, uploads: Sequence[Upload] = ()
) -> None:
    """Opinions of all sides go to the organ, to be answered in the report (SL24 art 14).

    Raises ValidationError without words, or for a day after the meeting.
    """
    if not summary.strip():
        raise ValidationError({"summary": "请填写各方意见的汇总。"})
    if on > report.item.meeting.ends_on:
        raise ValidationError({"on": "日期不能晚于会议日期。"})
    report.send_opinions(summary=summary.strip(), on=on)
    report.opinion_files.add(*[attachments.store(upload, actor=actor) for upload in uploads])
    activity.record(actor, "转送各方意见", report, path=admin_path(report))
    notifications.tell_organ(
        report.organ,
        subject=f"各方意见：{report}",
        body=f"{summary.strip()}\n请在报告中回应（监督法第十四条）。",
        path=workspace_path(report),
    )


@transaction.atomic
def waive_days(report: SpecialReport, *, meeting: Meeting, reason: str, actor: User) -> None:
    """The chairpersons' meeting releases an ad-hoc topic from the 20, 10 and 7 days (ZJ-SUP08 art 13).

    What is still owed is waived with the reason and the meeting; what came late before stays late. Raises
    ValidationError for another meeting, without a reason, or where nothing is owed.
    """
    check_decided(meeting, "豁免期限")
    if not reason.strip():
        raise ValidationError({"reason": "豁免期限须写明理由。"})
    owed = [
        row.obligation
        for row in report.deliveries.select_related("obligation")
        if row.obligation.status == Obligation.Status.OPEN
    ]
    if not owed:
        raise ValidationError("没有尚未完成的送达期限，不需要豁免。")
    for obligation in owed:
        obligations.waive(obligation, reason=reason, decision=str(meeting), actor=actor)
    report.waived_at, report.waiver_reason = meeting, reason.strip()
    report.clean_fields(exclude=[each.name for each in report._meta.fields if each.name != "waiver_reason"])
    report.save(update_fields=["waived_at", "waiver_reason"])
    activity.record(actor, "豁免送达期限", report, reason=reason.strip(), path=admin_path(report))


def check_decided(meeting: Meeting, what: str) -> None:
    """A chairpersons' meeting that was opened decides such a thing. Raises ValidationError at `meeting`."""
    if meeting.kind != Meeting.Kind.CHAIR_MEETING:
        raise ValidationError({"meeting": f"{what}由主任会议决定，请选择一次主任会议。"})
    if meeting.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError({"meeting": "这次主任会议还没有召开，请办公室先登记开会。"})


@transaction.atomic
def receive_draft(
    report: SpecialReport,
    *,
    on: date,
    actor: User,
    today: date,
    late_reason: str = "",
    uploads: Sequence[Upload] = (),
) -> None:
    """The draft came; the working committee's five days start (ZJ-SUP08 art 13)."""
    report.receive_draft()
    _deliver(report, Delivery.Step.DRAFT, on=on, late_reason=late_reason, actor=actor, uploads=uploads)
    Delivery.objects.create(
        report=report,
        step=Delivery.Step.COMMENTS,
        obligation=obligations.open_duty("REP-5", _duty(report, Delivery.Step.COMMENTS), start=on, today=today),
    )
    activity.record(actor, "收到报告草稿", report, path=admin_path(report))
    if report.working_committee is not None:
        notifications.tell_organ(
            report.working_committee, subject=f"报告草稿请提意见：{report}", path=admin_path(report)
        )


@transaction.atomic
def comment(report: SpecialReport, *, on: date, actor: User, late_reason: str = "", text: str = "") -> None:
    """The working committee gave its comments; the organ reads them and is told."""
    report.comment(text=text.strip())
    _deliver(report, Delivery.Step.COMMENTS, on=on, late_reason=late_reason, actor=actor)
    activity.record(actor, "反馈修改意见", report, path=admin_path(report))
    notifications.tell_organ(
        report.organ, subject=f"工委修改意见：{report}", body=text.strip(), path=workspace_path(report)
    )


@transaction.atomic
def receive_final(
    report: SpecialReport,
    *,
    on: date,
    actor: User,
    late_reason: str = "",
    answer: str = "",
    uploads: Sequence[Upload] = (),
) -> None:
    """The final report came. Raises ValidationError if it says nothing to the opinions that were sent (SL24 art 14)."""
    if report.opinions_sent_on and not answer.strip():
        raise ValidationError({"answer": "已转送各方意见，请填写报告对这些意见的回应（监督法第十四条）。"})
    report.receive_final(answer=answer.strip())
    _deliver(report, Delivery.Step.FINAL, on=on, late_reason=late_reason, actor=actor, uploads=uploads)
    activity.record(actor, "收到正式报告", report, path=admin_path(report))
    notifications.tell_roles("office", subject=f"收到正式报告：{report}", path=admin_path(report))


@transaction.atomic
def issue(report: SpecialReport, *, on: date, actor: User, late_reason: str = "") -> None:
    """The report went to all members; the files that the organ filed become papers of the meeting."""
    report.issue()
    _deliver(report, Delivery.Step.ISSUED, on=on, late_reason=late_reason, actor=actor)
    _lay_papers(report, actor=actor)
    activity.record(actor, "发给组成人员", report, path=admin_path(report))


def _lay_papers(report: SpecialReport, *, actor: User) -> None:
    final = report.deliveries.filter(step=Delivery.Step.FINAL).first()
    if final is None:
        return
    longest = Paper._meta.get_field("title").max_length or 0
    for number, file in enumerate(final.files.order_by("pk")):
        mark = f"（附件{number}）" if number else ""
        paper = Paper(
            meeting=report.item.meeting,
            item=report.item,
            title=f"{str(report)[: longest - len(mark)]}{mark}",
            attachment=file,
            received_on=final.came_on,
        )
        papers.lay_stored(paper, actor=actor)


@transaction.atomic
def hear(report: SpecialReport, *, actor: User) -> None:
    """The report was heard and deliberated at the open meeting; its publication falls due (SL24 arts 16-17)."""
    report.hear()
    report.item.refresh_from_db(fields=["status"])
    if report.item.status in (AgendaItem.Status.WITHDRAWN, AgendaItem.Status.DEFERRED):
        raise ValidationError(f"议程“{report.item}”{report.item.get_status_display()}，不能登记听取。")
    report_kinds.check_hearing(report)
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
            *([(report_kinds.LATE, late)] if (late := report_kinds.late_papers(report)) else []),
            *_outcomes(report),
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


def _outcomes(report: SpecialReport) -> list[tuple[str, str]]:
    """What the committee resolved on the report, and how its members assessed it."""
    acts = "、".join(f"《{act.title}》" for act in report.item.acts.order_by("pk"))
    vote = report_votes.assessment_of(report)
    found = [("作出决议", acts), ("满意度测评", vote_words.assessment_sentence(vote) if vote else "")]
    return [fact for fact in found if fact[1]]
