"""Who came: the roll of a meeting in one move, withdrawals from items, and who is expected.

Leave is in `leaves`, those who sit in are in `invitations`, signing in by code is in `sign_in`; what other subjects
call is named here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity
from deputies.models import Mandate, Person, Seat
from meetings.models import AgendaItem, Attendance, Leave, Meeting, NamedBallot, Poll, Recusal
from meetings.services import leaves, meeting_members, quorum
from meetings.services.invitations import admin_path, confirm, invite, invite_by_law
from meetings.services.leaves import grant_leave, record_leave, refuse_leave, request_leave, withdraw_leave
from meetings.services.meeting_members import Change

__all__ = [
    "RollEntry",
    "all_present",
    "changed_since",
    "check_row",
    "confirm",
    "grant_leave",
    "invite",
    "invite_by_law",
    "lift_recusal",
    "not_in_office",
    "record_leave",
    "recuse",
    "refresh_expected",
    "refuse_leave",
    "request_leave",
    "state_of",
    "take_roll",
    "withdraw_leave",
]

Status = Attendance.Status
#: before these steps there is nothing to attend
_NOT_YET: Final = (Meeting.Status.PLANNED, *Meeting.OFF)
_PRESENCE: Final = ("status", "arrived_item", "left_item", "arrived_at", "left_at", "signed_by")


@dataclass(frozen=True, slots=True)
class RollEntry:
    """What a clerk enters for one person: whether and for which part the person came, or the leave on paper."""

    attendance: Attendance
    status: str
    arrived_item: AgendaItem | None = None
    left_item: AgendaItem | None = None
    arrived_at: time | None = None
    left_at: time | None = None
    leave_reason: str = ""
    granted_by: str = ""


@transaction.atomic
def all_present(meeting: Meeting, *, actor: User) -> int:
    """Mark every member in office that is not yet recorded as present; how many were marked."""
    _lock(meeting)
    return _mark_the_rest(meeting, exclude=(), actor=actor)


def _mark_the_rest(meeting: Meeting, *, exclude: Iterable[int], actor: User) -> int:
    rows = meeting.attendances.voting().filter(status=Status.UNRECORDED).exclude(pk__in=exclude)
    if meeting.kind in Meeting.VOTING:
        rows = rows.filter(person__in=quorum.members_of(meeting).values("pk"))
    marked = rows.update(status=Status.PRESENT)
    activity.record(actor, "登记全体出席", meeting, path=admin_path(meeting), detail={"marked": marked})
    return marked


@transaction.atomic
def take_roll(
    meeting: Meeting,
    entries: Sequence[RollEntry],
    *,
    actor: User,
    today: date,
    seen: Mapping[int, str] | None = None,
) -> int:
    """全体出席，另列例外: store the exceptions, and every other member who is not recorded yet as present.

    All or nothing: one wrong line and nothing is stored. How many rows were written. `seen` gives, by row, the state
    that the clerk's page showed (`state_of`); a row that a colleague changed meanwhile is refused.
    Raises ValidationError, each message at `status-<row>` and naming the person: not in office on the day, on leave
    without leave, a departure before the arrival or before an item at which the member voted by name.
    """
    _lock(meeting)
    _check_day(meeting, entries, today)
    rows = {row.pk: row for row in _rows(meeting).select_for_update(of=("self",))}
    if seen is not None and (changed := changed_since(rows.values(), seen)):
        raise ValidationError({f"status-{row.pk}": f"{row.person}的登记刚被同事修改，请核对。" for row in changed})
    problems: dict[str, list[str]] = {}
    context = _Context.of(meeting, [entry.attendance.pk for entry in entries])
    written: list[Attendance] = []
    for entry in entries:
        row = rows.get(entry.attendance.pk)
        if row is None or row in written:
            said = "不在本次会议的名单上" if row is None else "登记了两次"
            problems.setdefault(f"status-{entry.attendance.pk}", []).append(f"{entry.attendance.person}{said}。")
            continue
        written.append(row)
        if found := _apply(row, entry, context, actor=actor):
            problems[f"status-{row.pk}"] = found
    if problems:
        raise ValidationError(problems)
    Attendance.objects.bulk_update(written, _PRESENCE)
    # Leave is entered ahead of the day; nobody is present before it.
    has_come = today >= meeting.starts_on
    marked = _mark_the_rest(meeting, exclude=[row.pk for row in written], actor=actor) if has_come else 0
    activity.record(actor, "登记出席", meeting, path=admin_path(meeting), detail={"rows": len(written)})
    return len(written) + marked


def _rows(meeting: Meeting) -> QuerySet[Attendance]:
    return meeting.attendances.select_related("person", "arrived_item", "left_item")


def _lock(meeting: Meeting) -> None:
    """Hold the meeting and see that its roll is open."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    meeting.refresh_from_db(fields=["status", "starts_on", "ends_on"])
    if meeting.is_locked:
        raise ValidationError("会议已经闭会，请用“更正”修改出席情况。")
    if meeting.status in _NOT_YET:
        raise ValidationError(f"会议当前为“{meeting.get_status_display()}”，不能登记出席。")


def _check_day(meeting: Meeting, entries: Iterable[RollEntry], today: date) -> None:
    if today < meeting.starts_on and any(entry.status in (Status.PRESENT, Status.ABSENT) for entry in entries):
        raise ValidationError(f"会议定于{date_text(meeting.starts_on)}，届时才能登记出席；请假可以提前登记。")


@dataclass(frozen=True)
class _Context:
    """What the rules ask about all rows at once."""

    outside: Mapping[int, str]
    voted: Mapping[int, Sequence[AgendaItem]]
    granted: Mapping[int, Leave]

    @classmethod
    def of(cls, meeting: Meeting, keys: Sequence[int]) -> "_Context":
        voted: dict[int, list[AgendaItem]] = {}
        ballots = NamedBallot.objects.filter(attendance__in=keys, vote__status=Poll.Status.COUNTED)
        for ballot in ballots.filter(vote__item__isnull=False).select_related("vote__item"):
            if ballot.vote.item is not None:
                voted.setdefault(ballot.attendance_id, []).append(ballot.vote.item)
        leaves_granted = Leave.objects.filter(attendance__in=keys, status=Leave.Status.GRANTED)
        return cls(not_in_office(meeting), voted, {leave.attendance_id: leave for leave in leaves_granted})


def _apply(row: Attendance, entry: RollEntry, context: _Context, *, actor: User) -> list[str]:
    """Write an entry into its row in memory; what is wrong with it, in words."""
    if entry.status not in (Status.PRESENT, Status.ON_LEAVE, Status.ABSENT):
        return [f"请为{row.person}选择出席、请假或缺席。"]
    is_here = entry.status == Status.PRESENT
    if row.status != entry.status:
        row.signed_by = Attendance.SignedBy.CLERK
    row.status = entry.status
    row.arrived_item, row.left_item = (entry.arrived_item, entry.left_item) if is_here else (None, None)
    row.arrived_at, row.left_at = (entry.arrived_at, entry.left_at) if is_here else (None, None)
    if row.pk in context.outside:
        return [context.outside[row.pk]]
    found = _presence_problems(row, context.voted.get(row.pk, ()))
    if not found:
        found = _settle_leave(row, entry, context.granted.get(row.pk), actor=actor)
    return found


def _settle_leave(row: Attendance, entry: RollEntry, granted: Leave | None, *, actor: User) -> list[str]:
    if entry.status == Status.ON_LEAVE and granted is None:
        try:
            leaves.store(row, reason_kind=entry.leave_reason, granted_by=entry.granted_by, actor=actor)
        except ValidationError as error:
            return error.messages
    if entry.status == Status.PRESENT and granted is not None and not (row.arrived_item or row.left_item):
        # Came for the whole of it after all: the leave was not used.
        granted.move(Leave.Status.WITHDRAWN, allowed=[Leave.Status.GRANTED])
    return []


def _presence_problems(row: Attendance, voted: Iterable[AgendaItem]) -> list[str]:
    try:
        row.clean()
    except ValidationError as error:
        return error.messages
    if row.arrived_at and row.left_at and row.left_at <= row.arrived_at:
        return [f"{row.person}的离会时间须晚于到会时间。"]
    for item in sorted(voted, key=lambda each: each.order):
        if reason := _missed(row, item):
            return [f"{row.person}在第{item.order}项“{item}”上记名表决，不能登记为{reason}。"]
    return []


def _missed(row: Attendance, item: AgendaItem) -> str:
    """How a row says that the person was not there for an item; empty if it does not."""
    if row.status != Status.PRESENT:
        return row.get_status_display()
    if row.arrived_item is not None and row.arrived_item.order > item.order:
        return f"自第{row.arrived_item.order}项起到会"
    if row.left_item is not None and row.left_item.order <= item.order:
        return f"第{row.left_item.order}项前离会"
    return ""


def check_row(row: Attendance) -> None:
    """The rules of the roll for one row that is corrected by hand. Raises ValidationError in a clerk's words."""
    problems = _Context.of(row.meeting, [row.pk])
    is_counted = row.capacity == Attendance.Capacity.MEMBER and row.status == Status.PRESENT
    if is_counted and row.pk in problems.outside:
        raise ValidationError({"status": problems.outside[row.pk]})
    if found := _presence_problems(row, problems.voted.get(row.pk, ())):
        raise ValidationError({"status": found})
    if row.status == Status.ON_LEAVE and row.pk not in problems.granted:
        raise ValidationError({"status": f"{row.person}没有已批准的请假，请先登记书面请假。"})


def not_in_office(meeting: Meeting) -> dict[int, str]:
    """Members on the list who do not belong to the body on the meeting's day: by row, the sentence that says so."""
    if meeting.kind not in Meeting.VOTING:
        return {}
    members = quorum.members_of(meeting).values("pk")
    rows = meeting.attendances.voting().exclude(person__in=members).select_related("person")
    return {row.pk: _outside(meeting, row.person) for row in rows}


def _outside(meeting: Meeting, person: Person) -> str:
    is_congress = meeting.kind == Meeting.Kind.CONGRESS
    what = "代表资格" if is_congress else "常委会职务"
    table = Mandate if is_congress else Seat
    last = table._default_manager.filter(person=person, ends_on__lt=meeting.starts_on).order_by("-ends_on").first()
    day = date_text(meeting.starts_on)
    if last is not None and last.ends_on is not None:
        return f"{person}的{what}已于{date_text(last.ends_on)}终止，会议当日（{day}）不在任，不能登记出席。"
    return f"{person}在会议当日（{day}）不是本会议的组成人员，不能登记出席。"


def state_of(row: Attendance) -> str:
    """What a page showed of a row, in a form that can be compared later."""
    parts = (row.status, row.arrived_item_id or "", row.left_item_id or "")
    return "|".join(map(str, parts))


def changed_since(rows: Iterable[Attendance], seen: Mapping[int, str]) -> list[Attendance]:
    """The rows that are not as the page showed them."""
    return [row for row in rows if row.pk in seen and seen[row.pk] != state_of(row)]


@transaction.atomic
def refresh_expected(meeting: Meeting, *, actor: User) -> Change:
    """核对应到名单: bring it into line with who is in office on the day; who came onto it, went, or needs a look.

    Raises ValidationError once the meeting is closed.
    """
    _lock(meeting)
    change = meeting_members.expect(meeting)
    activity.record(
        actor, "核对应到名单", meeting, path=admin_path(meeting), detail={"change": change.sentence or "无变化"}
    )
    return change


@transaction.atomic
def recuse(attendance: Attendance, item: AgendaItem, *, reason: str, actor: User) -> Recusal:
    """登记回避: the member takes no part in the item and does not count in its quorum (ZJ-DEP16 art 48).

    Raises ValidationError without a reason, for a guest, for an item of another meeting or one at which the member
    already voted by name.
    """
    _lock(attendance.meeting)
    if attendance.capacity != Attendance.Capacity.MEMBER:
        raise ValidationError({"attendance": f"{attendance.person}没有表决权，无须登记回避。"})
    if not reason.strip():
        raise ValidationError({"reason": "请写明回避的理由。"})
    ballots = NamedBallot.objects.filter(attendance=attendance, vote__item=item, vote__status=Poll.Status.COUNTED)
    if ballots.exists():
        raise ValidationError(f"{attendance.person}已在“{item}”上记名表决，不能再登记回避。")
    row = Recusal(attendance=attendance, item=item, reason=reason.strip())
    row.full_clean()
    row.save(force_insert=True)
    activity.record(actor, "登记回避", row, path=admin_path(attendance.meeting))
    return row


@transaction.atomic
def lift_recusal(recusal: Recusal, *, reason: str, actor: User) -> None:
    """撤销回避 that was entered by mistake, with the reason. Raises ValidationError without one."""
    meeting = recusal.attendance.meeting
    _lock(meeting)
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤销的理由。"})
    activity.record(actor, "撤销回避", recusal, path=admin_path(meeting), reason=reason.strip())
    recusal.delete()
