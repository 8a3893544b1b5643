"""Leave from a meeting: asked for by the member, granted by the chair, or taken down from paper by the office.

The kind of reason and the note are private (handbook §5.3): no log line, message or notification repeats them.
Source: ZJ-RULES20 art 9 (model).
"""

from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from congress.models import User
from congress.services import activity, notifications
from meetings.models import Attendance, Leave, Meeting

#: who may decide: the chair, and a vice-chair in the chair's place
DECIDERS = ("sc_chair", "sc_vice_chair")
#: what the columns take
DECISION_LENGTH: Final = 200
GRANTER_LENGTH: Final = 60
#: who answers for coming: citizens in the gallery and staff ask nobody
ASKING = (
    Attendance.Capacity.MEMBER,
    Attendance.Capacity.NONVOTING,
    Attendance.Capacity.INVITED_DEPUTY,
    Attendance.Capacity.EXPERT,
)


def path_of(leave: Leave) -> str:
    """The page where it is decided."""
    return f"/workspace/leaves/{leave.pk}/"


@transaction.atomic
def request_leave(attendance: Attendance, *, reason_kind: str, note: str = "", actor: User) -> Leave:
    """Ask for leave; those who decide are told that it waits, not why it is asked.

    Raises ValidationError after the meeting, for somebody who is there already, or if a request stands.
    """
    row = _locked(attendance)
    _check_open(row.meeting)
    if row.capacity not in ASKING:
        raise ValidationError(f"{row.get_capacity_display()}无须请假，不能到会的请告知办公室。")
    if row.status == Attendance.Status.PRESENT:
        raise ValidationError(f"{row.person}已登记出席，不能再请假。")
    leave = Leave(attendance=row, reason_kind=reason_kind, note=note.strip(), requested_by=actor)
    leave.full_clean(validate_constraints=False)
    if _standing(row) is not None:
        raise ValidationError("已有请假申请，请勿重复提交。")
    leave.save(force_insert=True)
    activity.record(actor, "申请请假", leave, path=path_of(leave))
    deciders = User.objects.with_role(*DECIDERS).exclude(pk=actor.pk)
    notifications.tell(deciders, subject=f"请假待批复：{leave}", path=path_of(leave))
    return leave


@transaction.atomic
def grant_leave(leave: Leave, *, decision: str = "", actor: User, granted_by: str = "") -> None:
    """批准: the person counts as on leave from here on. `granted_by` names the chair where the office writes it down.

    Raises ValidationError on one's own request, after the meeting, or for somebody who is there.
    """
    row = _locked(leave.attendance)
    _check_decider(leave, actor)
    _check_open(row.meeting)
    if row.status == Attendance.Status.PRESENT:
        raise ValidationError(f"{row.person}已登记出席，不能再批准请假。")
    _decide(leave, Leave.Status.GRANTED, decision=decision, actor=actor, granted_by=granted_by.strip() or str(actor))
    _mark_on_leave(row)
    activity.record(actor, "批准请假", leave, path=path_of(leave))
    _tell(leave, "已获批准")


@transaction.atomic
def refuse_leave(leave: Leave, *, decision: str, actor: User) -> None:
    """不予批准, with words for the member. Raises ValidationError without them or on one's own request."""
    row = _locked(leave.attendance)
    _check_decider(leave, actor)
    _check_open(row.meeting)
    if not decision.strip():
        raise ValidationError({"decision": "不批准的，请写明批复意见。"})
    _decide(leave, Leave.Status.REFUSED, decision=decision, actor=actor, granted_by="")
    activity.record(actor, "未批准请假", leave, path=path_of(leave))
    _tell(leave, "未获批准")


@transaction.atomic
def withdraw_leave(leave: Leave, *, actor: User) -> None:
    """撤回: the member can come after all; a leave that was granted no longer counts. Not after the meeting."""
    row = _locked(leave.attendance)
    _check_open(row.meeting)
    leave.move(Leave.Status.WITHDRAWN, allowed=[Leave.Status.REQUESTED, Leave.Status.GRANTED])
    if row.status == Attendance.Status.ON_LEAVE:
        row.status = Attendance.Status.UNRECORDED
        row.save(update_fields=["status"])
    activity.record(actor, "撤回请假", leave, path=path_of(leave))


@transaction.atomic
def record_leave(
    attendance: Attendance, *, reason_kind: str, granted_by: str, actor: User, note: str = "", decision: str = ""
) -> Leave:
    """登记书面请假: a leave granted on paper or by telephone; a request that waits is granted with it.

    Raises ValidationError without the person who granted it, for somebody who is there, or after the meeting except by
    those who may correct it.
    """
    row = _locked(attendance)
    if row.meeting.is_locked and not actor.has_perm("meetings.correct_closed_meeting"):
        raise ValidationError("会议已经闭会，只有办公室主任可以补登请假。")
    if not row.meeting.is_locked:
        _check_open(row.meeting)
    if row.status == Attendance.Status.PRESENT:
        raise ValidationError(f"{row.person}已登记出席，不能登记请假。")
    leave = store(row, reason_kind=reason_kind, granted_by=granted_by, actor=actor, note=note, decision=decision)
    _mark_on_leave(row)
    activity.record(actor, "登记书面请假", leave, path=path_of(leave))
    return leave


def store(
    row: Attendance, *, reason_kind: str, granted_by: str, actor: User, note: str = "", decision: str = ""
) -> Leave:
    """The granted leave behind a row that the caller has locked: the one that stands, or a new one from paper.

    Raises ValidationError naming the person where reason or the granting person is missing.
    """
    standing = _standing(row)
    if standing is not None and standing.status == Leave.Status.GRANTED:
        return standing
    if not granted_by.strip():
        raise ValidationError({"granted_by": f"{row.person}的请假没有批准，请填写批准人，或先由主任批复。"})
    if standing is not None:
        _decide(standing, Leave.Status.GRANTED, decision=decision, actor=actor, granted_by=granted_by.strip())
        return standing
    if reason_kind not in Leave.Reason.values:
        raise ValidationError({"reason_kind": f"{row.person}没有已批准的请假，请选择请假事由并填写批准人。"})
    leave = Leave(
        attendance=row,
        reason_kind=reason_kind,
        note=note.strip(),
        status=Leave.Status.GRANTED,
        requested_by=actor,
        decided_by=actor,
        decided_at=timezone.now(),
        granted_by=granted_by.strip(),
        decision=decision.strip(),
    )
    leave.full_clean()
    leave.save(force_insert=True)
    return leave


def _locked(attendance: Attendance) -> Attendance:
    """The row as it is stored, held until the caller is done; the meeting first, as everywhere."""
    Meeting.objects.select_for_update().get(pk=attendance.meeting_id)
    rows = Attendance.objects.select_for_update(of=("self",)).select_related("meeting__term", "person")
    return rows.get(pk=attendance.pk)


def _check_open(meeting: Meeting) -> None:
    if meeting.is_locked:
        raise ValidationError("会议已经闭会，不能再办理请假。")
    if meeting.status == Meeting.Status.CANCELLED:
        raise ValidationError("会议已经取消，无须请假。")


def _check_decider(leave: Leave, actor: User) -> None:
    if actor.pk == leave.attendance.person.account_id or actor.pk == leave.requested_by_id:
        raise ValidationError("不能批复自己的请假，请由其他负责人批复。")


def _standing(row: Attendance) -> Leave | None:
    return row.leaves.filter(status__in=(Leave.Status.REQUESTED, Leave.Status.GRANTED)).first()


def _decide(leave: Leave, to: str, *, decision: str, actor: User, granted_by: str) -> None:
    texts = (("decision", decision.strip(), DECISION_LENGTH), ("granted_by", granted_by, GRANTER_LENGTH))
    for name, text, limit in texts:
        if len(text) > limit:
            raise ValidationError({name: f"最多{limit}个字，现有{len(text)}个字。"})
    leave.move(
        to,
        allowed=[Leave.Status.REQUESTED],
        decided_by=actor,
        decided_at=timezone.now(),
        decision=decision.strip(),
        granted_by=granted_by,
    )


def _mark_on_leave(row: Attendance) -> None:
    row.status = Attendance.Status.ON_LEAVE
    row.arrived_at = row.left_at = row.arrived_item = row.left_item = None
    row.save(update_fields=["status", "arrived_at", "left_at", "arrived_item", "left_item"])


def _tell(leave: Leave, outcome: str) -> None:
    account = leave.attendance.person.account
    if account is not None:
        meeting = leave.attendance.meeting
        path = f"/workspace/meetings/{meeting.pk}/"
        notifications.tell([account], subject=f"您的请假{outcome}：{meeting}", path=path)
