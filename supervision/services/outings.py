"""Visits and research: held, reported, handed to the organs, and what they told the deputies within three months.

Also what an inspected organ does itself: it signs for the notice, checks itself and reports.
Source: DL25 arts 29-31; ZJ-DEP16 arts 20-24; ZJ-SUP08 art 29.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, User
from congress.services import activity, attachments, notifications, obligations
from congress.services.attachments import Upload
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from supervision.models import OverseenOrgan, Oversight
from supervision.services.inspections import admin_path, locked, working_path
from supervision.services.oversight import require_publication

FEEDBACK: Final = "RES-3M"
Status = Oversight.Status


def _check_is_outing(oversight: Oversight) -> None:
    if oversight.is_inspection:
        raise ValidationError(f"“{oversight}”是执法检查，请按执法检查的步骤办理。")


@transaction.atomic
def hold(oversight: Oversight, *, actor: User, today: date) -> None:
    """They went out."""
    locked(oversight)
    _check_is_outing(oversight)
    if today < oversight.starts_on:
        raise ValidationError(f"活动自{chinese_date(oversight.starts_on)}开始，还没有到日期。")
    oversight.hold()
    activity.record(actor, f"开展{oversight.get_kind_display()}", oversight, path=admin_path(oversight))


@transaction.atomic
def hand_report(oversight: Oversight, *, on: date, actor: User, today: date) -> None:
    """Hand the report to the organs; each tells the deputies within three months what it did (ZJ-DEP16 art 24).

    Raises ValidationError without an organ, or for a day before the report or after today.
    """
    locked(oversight)
    _check_is_outing(oversight)
    rows = list(oversight.overseen.select_related("organ"))
    if not rows:
        raise ValidationError("请先登记被监督机关，再转交报告。")
    if on > today or (oversight.report_on is not None and on < oversight.report_on):
        raise ValidationError({"on": "转交日期不能早于报告日期，也不能晚于今天。"})
    oversight.hand_over()
    for row in rows:
        duty = Duty(
            title=f"向代表反馈研究处理情况：{oversight}",
            path=working_path(oversight),
            organ=row.organ,
            watched_by=oversight.working_committee,
        )
        row.feedback_obligation = obligations.open_duty(FEEDBACK, duty, start=on, today=today)
        row.save(update_fields=["feedback_obligation"])
        notifications.tell_organ(
            row.organ,
            subject=f"转交{oversight.get_kind_display()}报告：{oversight}",
            body="请研究处理，并在收到之日起三个月内向代表反馈。",
            path=working_path(oversight),
        )
    activity.record(actor, "转交报告", oversight, path=admin_path(oversight))


@transaction.atomic
def give_feedback(row: OverseenOrgan, *, text: str, on: date, actor: User, today: date) -> None:
    """The organ tells the deputies what it did; once all have, the outing is fed back, and those who went are told."""
    oversight = locked(row.oversight)
    if oversight.status != Status.HANDED_OVER or row.feedback_obligation is None:
        raise ValidationError("报告还没有转交，或者已经全部反馈。")
    _check_answer(row.fed_back_on, text, on, today)
    row.feedback, row.fed_back_on = text.strip(), on
    row.full_clean()
    row.save(update_fields=["feedback", "fed_back_on"])
    if row.feedback_obligation.status == Obligation.Status.OPEN:
        obligations.finish(row.feedback_obligation, on=on, actor=actor)
    activity.record(actor, "向代表反馈", oversight, path=working_path(oversight), detail={"organ": str(row.organ)})
    if not oversight.overseen.filter(fed_back_on__isnull=True).exists():
        oversight.feed_back()
        require_publication(oversight, actor=actor)
    notifications.tell(
        User.objects.filter(person__outings__oversight=oversight, is_active=True),
        subject=f"{row.organ}反馈了处理情况：{oversight}",
        path=working_path(oversight),
        is_urgent=False,
    )


def _check_answer(done_on: date | None, text: str, on: date, today: date) -> None:
    if done_on is not None:
        raise ValidationError("已经报送，不能重复报送。")
    if not text.strip():
        raise ValidationError({"text": "请填写情况。"})
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})


@transaction.atomic
def acknowledge(row: OverseenOrgan, *, on: date, actor: User, today: date) -> None:
    """The organ signs for the notice and begins to check itself."""
    oversight = locked(row.oversight)
    if row.acknowledged_on is not None:
        raise ValidationError("已经签收。")
    if on > today or (oversight.notified_on is not None and on < oversight.notified_on):
        raise ValidationError({"on": "签收日期不能早于通知日期，也不能晚于今天。"})
    if oversight.status in (Status.NOTIFIED, Status.SELF_CHECK):
        oversight.begin_self_check()
    row.acknowledged_on = on
    row.save(update_fields=["acknowledged_on"])
    activity.record(actor, "签收检查通知", oversight, path=working_path(oversight), detail={"organ": str(row.organ)})


@transaction.atomic
def send_self_check(
    row: OverseenOrgan, *, text: str, uploads: Sequence[Upload] = (), on: date, actor: User, today: date
) -> None:
    """The organ's own report on how it carries out the law, with files (ZJ-SUP08 art 29)."""
    oversight = locked(row.oversight)
    if row.self_check_obligation is None:
        raise ValidationError("还没有收到检查通知，不需要报送自查报告。")
    _check_answer(row.self_checked_on, text, on, today)
    row.acknowledged_on = row.acknowledged_on or on
    row.self_check, row.self_checked_on = text.strip(), on
    row.full_clean()
    row.save(update_fields=["acknowledged_on", "self_check", "self_checked_on"])
    row.files.add(*[attachments.store(upload, actor=actor) for upload in uploads])
    if row.self_check_obligation.status == Obligation.Status.OPEN:
        obligations.finish(row.self_check_obligation, on=on, actor=actor)
    if oversight.status == Status.NOTIFIED:
        oversight.begin_self_check()
    activity.record(actor, "报送自查报告", oversight, path=working_path(oversight), detail={"organ": str(row.organ)})
    if oversight.working_committee is not None:
        notifications.tell_organ(
            oversight.working_committee,
            subject=f"{row.organ}报送了自查报告：{oversight}",
            path=working_path(oversight),
        )
