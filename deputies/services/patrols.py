"""The course of patrol findings: handed over, answered, merged, and asked after once more.

Source: handbook §2(m), §6.1 no 17; DL25 art 36 (deputies tell what they find; they do not settle matters themselves).
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, Organ, User
from congress.services import activity, notifications, obligations
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from congress.workflow import TransitionError
from deputies.models import PatrolAssignment, PatrolFinding, PatrolRecheck
from deputies.services.patrol_reports import Picture, add_photos, admin_path

RULE: Final = "PTR-15"
#: letters that a step's columns hold
_NOTE_LENGTH: Final = 300
Status = PatrolFinding.Status
Outcome = PatrolAssignment.Outcome


def _locked(finding: PatrolFinding) -> PatrolFinding:
    """The stored finding, which nobody else can move meanwhile."""
    rows = PatrolFinding.objects.select_for_update(of=("self",)).select_related("organ", "obligation", "category")
    return rows.get(pk=finding.pk)


@transaction.atomic
def assign(
    finding: PatrolFinding, *, organ: Organ, on: date, demand: str = "", actor: User, today: date
) -> PatrolAssignment:
    """交办: hand a finding to an organ and start its clock; again after it was sent back or is still broken.

    Raises ValidationError for a day to come or before the finding, TransitionError if an organ has it already.
    """
    finding = _locked(finding)
    if on > today:
        raise ValidationError({"on": "交办日期不能晚于今天。"})
    before = max(filter(None, (finding.found_on, finding.answered_on)))
    if on < before:
        raise ValidationError({"on": f"交办日期不能早于发现或上次答复的日期（{chinese_date(before)}）。"})
    if finding.status not in PatrolFinding.TO_ASSIGN:
        raise TransitionError(f"“{finding}”当前为“{finding.get_status_display()}”，不能交办。")
    if finding.status == Status.NOT_OURS and finding.organ_id == organ.pk:
        raise ValidationError({"organ": f"{organ}已说明不属于本单位职责，请交办其他单位。"})
    _check_length(demand, "demand")
    number = finding.rounds_made + 1
    owed = obligations.open_duty(
        RULE,
        Duty(
            title=f"办理巡查问题：{finding}",
            path=finding.get_absolute_url(),
            organ=organ,
            is_historic=finding.is_historic,
        ),
        start=on,
        today=today,
    )
    finding.assign(organ=organ, on=on, number=number, obligation=owed)
    row = PatrolAssignment(
        finding=finding, number=number, organ=organ, assigned_on=on, assigned_by=actor, demand=demand.strip()
    )
    row.full_clean()
    row.save(force_insert=True)
    activity.record(actor, "交办巡查问题", finding, detail={"organ": str(organ)})
    if not finding.is_historic:
        notifications.tell_organ(
            organ, subject=f"请办理巡查问题：{finding}", body=demand.strip(), path=finding.get_absolute_url()
        )
    return row


def _check_length(text: str, name: str) -> None:
    """A step writes past `full_clean`."""
    if len(text.strip()) > _NOTE_LENGTH:
        raise ValidationError({name: f"最多填写{_NOTE_LENGTH}个字。"})


def _check_organ(finding: PatrolFinding, actor: User) -> None:
    if finding.organ_id is None or actor.organ_id != finding.organ_id:
        raise ValidationError("只有承办单位可以办理本问题。")


def _current(finding: PatrolFinding) -> PatrolAssignment:
    return finding.assignments.select_for_update(of=("self",)).get(number=finding.rounds_made)


@transaction.atomic
def accept(finding: PatrolFinding, *, actor: User, today: date) -> None:
    """受理: the organ has it in hand."""
    finding = _locked(finding)
    _check_organ(finding, actor)
    finding.accept()
    row = _current(finding)
    row.accepted_on = today
    row.save(update_fields=["accepted_on"])
    activity.record(actor, "受理巡查问题", finding)


@transaction.atomic
def answer(
    finding: PatrolFinding,
    *,
    outcome: str,
    text: str,
    pictures: Sequence[Picture] = (),
    actor: User,
    today: date,
) -> None:
    """答复: fixed (with a picture), impossible for now, or not the organ's; the last two say why.

    Raises ValidationError without a reason, for a fixed finding without a picture, or by another organ.
    """
    finding = _locked(finding)
    _check_organ(finding, actor)
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": "请选择办理结果。"})
    if not text.strip():
        raise ValidationError({"text": "请填写办理情况。" if outcome == Outcome.FIXED else "请写明理由。"})
    if outcome == Outcome.FIXED and not pictures:
        raise ValidationError({"photos": "已解决的请上传办理后的照片。"})
    finding.answer(outcome, on=today)
    row = _current(finding)
    row.outcome, row.answer, row.answered_on, row.answered_by = outcome, text.strip(), today, actor
    row.full_clean()
    row.save()
    add_photos(finding, pictures, actor=actor, assignment=row)
    if finding.obligation and finding.obligation.status == Obligation.Status.OPEN:
        obligations.finish(finding.obligation, on=today, actor=actor)
    activity.record(actor, f"答复巡查问题（{row.get_outcome_display()}）", finding)
    _tell_answer(finding, row)


def _tell_answer(finding: PatrolFinding, row: PatrolAssignment) -> None:
    if finding.is_historic:
        return
    words = row.get_outcome_display()
    if row.outcome == Outcome.NOT_OURS:
        notifications.tell_roles(
            "deputies_wc", subject=f"巡查问题被退回：{finding}", body=row.answer, path=admin_path(finding)
        )
        return
    told = [finding, *finding.merged.select_related("finder")]
    for each in told:
        if each.finder is not None:
            notifications.tell(
                [each.finder], subject=f"巡查问题{words}：{each}", body=row.answer, path=each.get_absolute_url()
            )


@transaction.atomic
def note(finding: PatrolFinding, *, reason: str, actor: User) -> None:
    """留存备查: recorded, and not handed over."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明留存理由。"})
    _check_length(reason, "reason")
    finding = _locked(finding)
    finding.note(reason=reason.strip())
    activity.record(actor, "留存巡查问题", finding, reason=reason)
    if finding.finder is not None and not finding.is_historic:
        notifications.tell(
            [finding.finder], subject=f"巡查问题留存备查：{finding}", body=reason, path=finding.get_absolute_url()
        )


@transaction.atomic
def merge(finding: PatrolFinding, *, into: PatrolFinding, actor: User) -> None:
    """并入: it tells of the same thing as another finding, which goes on; its finder is told of what becomes of that.

    Raises ValidationError for itself, for one that was merged or has others merged into it.
    """
    locked = {
        row.pk: row
        for row in PatrolFinding.objects.select_for_update(of=("self",))
        .select_related("obligation", "organ", "finder")
        .filter(pk__in=[finding.pk, into.pk])
        .order_by("pk")
    }
    finding, into = locked[finding.pk], locked[into.pk]
    if finding.pk == into.pk:
        raise ValidationError({"into": "问题不能并入自己。"})
    if into.status == Status.MERGED:
        raise ValidationError({"into": f"“{into}”已并入其他问题，请选择它所并入的问题。"})
    if finding.merged.exists():
        raise ValidationError({"into": f"已有其他问题并入“{finding}”，请把“{into}”并入它。"})
    owed, organ = finding.obligation, finding.organ if finding.status in PatrolFinding.WITH_ORGAN else None
    finding.merge(into, reason=f"与“{into}”重复"[:_NOTE_LENGTH])
    if owed is not None and owed.status == Obligation.Status.OPEN:
        obligations.void(owed, reason="与另一问题重复，已并入", actor=actor)
    activity.record(actor, "并入重复问题", finding, detail={"into": into.pk})
    _tell_merged(finding, into, organ)


def _tell_merged(finding: PatrolFinding, into: PatrolFinding, organ: Organ | None) -> None:
    if finding.is_historic:
        return
    words = f"与“{into}”是同一问题，该问题目前{into.get_status_display()}。"
    if organ is not None:
        notifications.tell_organ(
            organ, subject=f"不用再办理，已并入：{finding}", body=words, path=finding.get_absolute_url()
        )
    if finding.finder is not None:
        notifications.tell(
            [finding.finder], subject=f"已并入重复问题：{finding}", body=words, path=finding.get_absolute_url()
        )


@transaction.atomic
def ask_again(*, on: date) -> int:
    """回访: ask the finders of what was answered some weeks ago whether it is so, once for each answer; how many."""
    rows = list(
        PatrolFinding.objects.all()
        .to_ask_again(on=on, days=settings.PATROL_ASK_AGAIN_DAYS)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("finder")
        .order_by("pk")[:500]
    )
    current = {
        (row.finding_id, row.number): row
        for row in PatrolAssignment.objects.filter(finding__in=[row.pk for row in rows])
    }
    for finding in rows:
        assignment = current[finding.pk, finding.rounds_made]
        PatrolRecheck.objects.create(finding=finding, assignment=assignment, asked_on=on)
        if finding.finder is None:
            continue
        notifications.tell(
            [finding.finder],
            subject=f"请回访：{finding}",
            body=f"承办单位答复“{assignment.get_outcome_display()}”已{settings.PATROL_ASK_AGAIN_DAYS}天，请看看是否真的解决。",
            path=finding.get_absolute_url(),
        )
    return len(rows)


@transaction.atomic
def recheck(finding: PatrolFinding, *, result: str, text: str = "", actor: User, today: date) -> None:
    """回访答复: the finder says whether it is fixed; what is still broken goes back to the office.

    Raises ValidationError if the finder was not asked, or says that it is broken without saying what is.
    """
    finding = _locked(finding)
    if finding.finder_id != actor.pk:
        raise ValidationError("只有上报人可以回答回访。")
    row = finding.rechecks.select_for_update(of=("self",)).filter(answer="").first()
    if row is None:
        raise TransitionError(f"“{finding}”没有待回答的回访。")
    if result not in PatrolRecheck.Answer.values:
        raise ValidationError({"result": "请选择是否已经解决。"})
    if result == PatrolRecheck.Answer.BROKEN and not text.strip():
        raise ValidationError({"text": "请写明还有什么没有解决。"})
    _check_length(text, "text")
    row.answer, row.note, row.answered_on = result, text.strip(), today
    row.save(update_fields=["answer", "note", "answered_on"])
    if result == PatrolRecheck.Answer.FIXED:
        finding.confirm()
        activity.record(actor, "回访确认解决", finding)
        return
    finding.reopen()
    activity.record(actor, "回访仍未解决", finding, reason=text)
    notifications.tell_roles(
        "deputies_wc", subject=f"回访仍未解决：{finding}", body=text.strip(), path=admin_path(finding)
    )
