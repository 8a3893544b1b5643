"""Law-enforcement inspections step by step, from the programme to the report that is tabled or not.

Source: SL24 arts 31-37 (SL06 arts 22-27); ZJ-SUP08 arts 26-33.
"""

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, Organ, User
from congress.services import activity, deadlines, notifications, obligations
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from meetings.models import AgendaItem, Meeting
from supervision.models import OverseenOrgan, Oversight
from supervision.services import inspection_groups
from supervision.services.oversight import require_publication

NOTICE: Final = "INS-1M"
SELF_CHECK: Final = "INS-SELF"
Status = Oversight.Status


def admin_path(oversight: Oversight) -> str:
    """Where the office and the working committee work on it."""
    return f"/admin/supervision/oversight/{oversight.pk}/change/"


def working_path(oversight: Oversight) -> str:
    """Where the group, the organs and the committee's people read it."""
    return f"/workspace/oversight/{oversight.pk}/"


def locked(oversight: Oversight) -> Oversight:
    """Read the stored row into `oversight` and keep others from it till the end of the transaction."""
    oversight.refresh_from_db(from_queryset=Oversight.objects.select_for_update(of=("self",)))
    return oversight


def check_chair_meeting(meeting: Meeting | None, *, today: date) -> None:
    """Raise ValidationError unless it is a chairpersons' meeting that was opened."""
    if meeting is None or meeting.kind != Meeting.Kind.CHAIR_MEETING:
        raise ValidationError({"meeting": "此事由主任会议决定，请选择一次主任会议。"})
    if meeting.status not in (Meeting.Status.OPEN, *Meeting.HELD) or meeting.starts_on > today:
        raise ValidationError({"meeting": "这次主任会议还没有召开，请办公室先登记开会。"})


@transaction.atomic
def adopt_programme(oversight: Oversight, *, meeting: Meeting, actor: User, today: date) -> None:
    """The chairpersons' meeting adopted the programme; the notice falls due one month before the start (INS-1M).

    Raises ValidationError while organ, law, committee or programme is missing, or for another meeting.
    """
    locked(oversight)
    _check_is_inspection(oversight)
    check_chair_meeting(meeting, today=today)
    _check_programme(oversight)
    oversight.adopt_programme(at=meeting)
    duty = Duty(
        title=f"通知执法检查：{oversight}",
        path=admin_path(oversight),
        organ=oversight.working_committee,
        watched_by=oversight.working_committee,
    )
    _keep_notice(oversight, obligations.open_duty(NOTICE, duty, start=oversight.starts_on, today=today))
    activity.record(actor, "主任会议通过方案", oversight, path=admin_path(oversight), detail={"meeting": str(meeting)})


def _keep_notice(oversight: Oversight, obligation: Obligation) -> None:
    oversight.notice_obligation = obligation
    oversight.save(update_fields=["notice_obligation"])


def _check_is_inspection(oversight: Oversight) -> None:
    if not oversight.is_inspection:
        raise ValidationError(f"“{oversight}”是{oversight.get_kind_display()}，不适用执法检查的步骤。")


def _check_programme(oversight: Oversight) -> None:
    missing = [
        words
        for words, is_there in (
            ("被检查机关", oversight.overseen.exists()),
            ("检查的法律法规", oversight.instruments.exists()),
            ("承办工委", oversight.working_committee is not None),
            ("方案内容", bool(oversight.programme.strip())),
        )
        if not is_there
    ]
    if missing:
        raise ValidationError(f"请先填写{'、'.join(missing)}，再提请主任会议通过方案。")


@transaction.atomic
def form_group(oversight: Oversight, *, actor: User) -> None:
    """The groups are complete: each has its leader, and nobody of an inspected organ is in them (SL24 art 33)."""
    locked(oversight)
    inspection_groups.check_formed(oversight)
    inspection_groups.check(oversight)
    oversight.form_group()
    activity.record(actor, "组成检查组", oversight, path=admin_path(oversight))
    notifications.tell(
        User.objects.filter(person__outings__oversight=oversight, is_active=True),
        subject=f"请参加执法检查：{oversight}",
        body=f"检查自{chinese_date(oversight.starts_on)}开始。",
        path=working_path(oversight),
    )


@transaction.atomic
def notify(
    oversight: Oversight,
    *,
    on: date,
    actor: User,
    today: date,
    late_reason: str = "",
    self_check_due_on: date | None = None,
) -> None:
    """Tell the organs one month before the start; a later notice says why, and each organ owes its self-check.

    Raises ValidationError at `late_reason` past the day, at `self_check_due_on` if that lies before the notice.
    Source: ZJ-SUP08 art 29.
    """
    locked(oversight)
    inspection_groups.check(oversight)
    _check_notice(oversight, on, today, late_reason, self_check_due_on)
    oversight.notify(on=on, late_reason=late_reason.strip())
    if oversight.notice_obligation and oversight.notice_obligation.status == Obligation.Status.OPEN:
        obligations.finish(oversight.notice_obligation, on=on, actor=actor)
    for row in oversight.overseen.select_related("organ", "oversight__working_committee"):
        _ask_self_check(row, on=on, due_on=self_check_due_on, today=today)
    activity.record(actor, "通知被检查机关", oversight, reason=late_reason.strip(), path=admin_path(oversight))


def _check_notice(oversight: Oversight, on: date, today: date, late_reason: str, due_on: date | None) -> None:
    if on > today:
        raise ValidationError({"on": "通知日期不能晚于今天。"})
    if due_on is not None and due_on <= on:
        raise ValidationError({"self_check_due_on": "自查期限须晚于通知日期。"})
    limit = _latest_notice(oversight)
    if limit is not None and on > limit and not late_reason.strip():
        raise ValidationError(
            {"late_reason": f"已超过{chinese_date(limit)}的法定期限（检查开始一个月前），请写明迟延理由。"}
        )


def _latest_notice(oversight: Oversight) -> date | None:
    """The last day of a notice in time; once the first was sent, as the days of the inspection stand now."""
    owed = oversight.notice_obligation
    if owed is None:
        return None
    if owed.status == Obligation.Status.OPEN:
        return max(owed.due_plain, owed.due_on)
    due = deadlines.due(NOTICE, oversight.starts_on)
    return max(due.plain, due.effective)


def _ask_self_check(row: OverseenOrgan, *, on: date, due_on: date | None, today: date) -> None:
    oversight = row.oversight
    duty = Duty(
        title=f"报送自查报告：{oversight}",
        path=working_path(oversight),
        organ=row.organ,
        watched_by=oversight.working_committee,
    )
    row.self_check_obligation = obligations.open_duty(SELF_CHECK, duty, start=on, today=today, fixed_on=due_on)
    row.save()
    notifications.tell_organ(
        row.organ,
        subject=f"执法检查通知：{oversight}",
        body=f"检查自{chinese_date(oversight.starts_on)}开始，请签收并按期报送自查报告。",
        path=working_path(oversight),
    )


@transaction.atomic
def add_organ(
    oversight: Oversight,
    *,
    organ: Organ,
    on: date,
    actor: User,
    today: date,
    late_reason: str = "",
    self_check_due_on: date | None = None,
) -> None:
    """Inspect one more organ after the others were told: it gets a notice and a self-check of its own.

    Raises ValidationError as `notify` does, for an organ that is inspected already, before the notice or once the
    group is on its way. Source: ZJ-SUP08 art 29.
    """
    locked(oversight)
    if oversight.status not in (Status.NOTIFIED, Status.SELF_CHECK):
        raise ValidationError(oversight.closed_to_organs or "还没有通知被检查机关，请在“被检查机关”中直接增加。")
    if oversight.notified_on is not None and on < oversight.notified_on:
        raise ValidationError({"on": f"通知日期不能早于首次通知的日期（{chinese_date(oversight.notified_on)}）。"})
    _check_notice(oversight, on, today, late_reason, self_check_due_on)
    if oversight.overseen.filter(organ=organ).exists():
        raise ValidationError({"organ": f"{organ}已经列入。"})
    _ask_self_check(OverseenOrgan(oversight=oversight, organ=organ), on=on, due_on=self_check_due_on, today=today)
    inspection_groups.check(oversight)
    activity.record(
        actor,
        "补充被检查机关",
        oversight,
        reason=late_reason.strip(),
        path=admin_path(oversight),
        detail={"organ": str(organ)},
    )


@transaction.atomic
def start_fieldwork(oversight: Oversight, *, actor: User, today: date) -> None:
    """The group is on its way; an inspection that tracks an earlier one moves that on too (SL24 art 37)."""
    locked(oversight)
    if today < oversight.starts_on:
        raise ValidationError(f"检查自{chinese_date(oversight.starts_on)}开始，请先更改检查日期。")
    inspection_groups.check(oversight)
    oversight.start_fieldwork()
    activity.record(actor, "开展检查", oversight, path=admin_path(oversight))
    tracked = oversight.tracks
    if tracked is not None and tracked.status in (Status.HANDED_OVER, Status.REPORTED):
        tracked.note_tracked()
        activity.record(actor, "跟踪检查", tracked, path=admin_path(tracked))


@transaction.atomic
def draft_report(oversight: Oversight, *, on: date, actor: User, today: date) -> None:
    """The report stands: its evaluation, and the findings that make its other parts (SL24 art 36)."""
    locked(oversight)
    if not oversight.report.strip():
        raise ValidationError("请先填写报告正文（执法检查报告填写实施情况总体评价）。")
    if on < oversight.starts_on:
        raise ValidationError({"on": "报告日期不能早于活动开始日期。"})
    if on > today:
        raise ValidationError({"on": "报告日期不能晚于今天。"})
    if oversight.is_inspection and not oversight.findings.exists():
        raise ValidationError("还没有登记检查发现的问题，报告须载明存在的问题和建议（《监督法》第三十六条）。")
    oversight.draft_report(on=on)
    activity.record(actor, "形成报告", oversight, path=admin_path(oversight))


@transaction.atomic
def table(oversight: Oversight, *, item: AgendaItem, meeting: Meeting, actor: User, today: date) -> None:
    """The chairpersons' meeting puts the report before the standing committee (SL24 art 36)."""
    locked(oversight)
    check_chair_meeting(meeting, today=today)
    _check_item(item)
    oversight.table(item=item, at=meeting)
    activity.record(actor, "提请常委会审议", oversight, path=admin_path(oversight), detail={"item": str(item)})


def _check_item(item: AgendaItem) -> None:
    if item.meeting.kind != Meeting.Kind.STANDING_COMMITTEE:
        raise ValidationError({"item": "执法检查报告提请常委会会议审议，请选择常委会会议的议程。"})
    if item.kind != AgendaItem.Kind.INSPECTION_REPORT:
        raise ValidationError({"item": "请选择类别为“执法检查报告”的议程。"})
    if Oversight.objects.filter(item=item).exists():
        raise ValidationError({"item": "该议程已经对应另一次执法检查。"})
    if item.status in (AgendaItem.Status.WITHDRAWN, AgendaItem.Status.DEFERRED):
        raise ValidationError({"item": f"该议程{item.get_status_display()}。"})


@transaction.atomic
def leave_untabled(oversight: Oversight, *, meeting: Meeting, reason: str, actor: User, today: date) -> None:
    """The chairpersons' meeting does not table the report: opinions go out by letter. The reason is kept."""
    locked(oversight)
    _check_is_inspection(oversight)
    check_chair_meeting(meeting, today=today)
    if not reason.strip():
        raise ValidationError({"reason": "不提请审议须写明理由。"})
    oversight.leave_untabled(at=meeting, reason=reason.strip())
    activity.record(actor, "不提请审议", oversight, reason=reason.strip(), path=admin_path(oversight))
    require_publication(oversight, actor=actor)


@transaction.atomic
def deliberate(oversight: Oversight, *, actor: User) -> None:
    """The standing committee deliberated the report; its publication falls due (SL24 arts 36-37)."""
    locked(oversight)
    item = oversight.item
    if item is None or item.status not in AgendaItem.DISPOSED:
        raise ValidationError("会议还没有听取审议这份报告，请办公室先在会议页面登记。")
    if item.status in (AgendaItem.Status.WITHDRAWN, AgendaItem.Status.DEFERRED):
        raise ValidationError(f"议程“{item}”{item.get_status_display()}，不能登记审议。")
    oversight.deliberate()
    activity.record(actor, "常委会审议", oversight, path=admin_path(oversight))
    require_publication(oversight, actor=actor)


@transaction.atomic
def move_days(
    oversight: Oversight, *, starts_on: date, ends_on: date | None, reason: str, actor: User, today: date
) -> None:
    """Another day to begin; the day of the notice moves with it and keeps the old one.

    What was told of the old day stays told: moving an inspection that was notified needs a reason and tells the organs.
    """
    locked(oversight)
    if oversight.status not in Oversight.BEFORE or oversight.status == Status.CANCELLED:
        raise ValidationError("活动已经开始或者取消，不能改期。")
    if not reason.strip():
        raise ValidationError({"reason": "改期须写明理由。"})
    oversight.starts_on, oversight.ends_on = starts_on, ends_on
    oversight.full_clean(exclude=["tracks"])
    oversight.save(update_fields=["starts_on", "ends_on"])
    inspection_groups.check(oversight)
    owed = oversight.notice_obligation
    if owed is not None and owed.status == Obligation.Status.OPEN:
        obligations.restart(owed, start=starts_on, reason=reason.strip(), actor=actor, today=today)
    activity.record(actor, "改期", oversight, reason=reason.strip(), path=admin_path(oversight))
    if oversight.notified_on is not None:
        for row in oversight.overseen.select_related("organ"):
            notifications.tell_organ(
                row.organ,
                subject=f"执法检查改期：{oversight}",
                body=f"改自{chinese_date(starts_on)}开始。理由：{reason.strip()}",
                path=working_path(oversight),
            )


@transaction.atomic
def cancel(oversight: Oversight, *, reason: str, actor: User) -> None:
    """Call it off before anybody went out: what was owed for it falls away."""
    locked(oversight)
    if not reason.strip():
        raise ValidationError({"reason": "取消须写明理由。"})
    oversight.cancel(reason=reason.strip())
    owed = [oversight.notice_obligation, *(row.self_check_obligation for row in oversight.overseen.all())]
    for obligation in owed:
        if obligation is not None and obligation.status == Obligation.Status.OPEN:
            obligations.void(obligation, reason=f"活动取消：{reason.strip()}"[:200], actor=actor)
    activity.record(actor, "取消", oversight, reason=reason.strip(), path=admin_path(oversight))
    if oversight.notified_on is not None:
        for row in oversight.overseen.select_related("organ"):
            notifications.tell_organ(row.organ, subject=f"执法检查取消：{oversight}", body=reason.strip())


@transaction.atomic
def report_upward(oversight: Oversight, *, text: str, on: date, actor: User, today: date) -> None:
    """An entrusted committee reports in writing to the one that entrusted it (SL24 art 34; ZJ-SUP08 art 26)."""
    locked(oversight)
    if not oversight.commissioned_by_level:
        raise ValidationError("没有登记委托的上级人大，不需要向上级报告。")
    if on > today or on < oversight.starts_on:
        raise ValidationError({"on": "日期须在活动开始之后，不能晚于今天。"})
    oversight.upward_report, oversight.upward_reported_on = text.strip(), on
    oversight.full_clean()
    oversight.save(update_fields=["upward_report", "upward_reported_on"])
    activity.record(actor, "向上级书面报告", oversight, path=admin_path(oversight))
