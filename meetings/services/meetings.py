"""A meeting from plan to archive: each step with its guard, its log line and its deadline."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.models import Obligation, User
from congress.official.numerals import date_text
from congress.services import activity, obligations
from congress.services.obligations import Duty
from deputies.models import Person, Seat, SeatQuerySet
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.services import meeting_publication

#: a notice or papers dated longer before the meeting are a slip of the hand
EARLIEST_DAYS = 180
#: which deadline field of a meeting follows which legal rule (handbook §3.2)
_DEADLINES = {"notice_obligation": ("SC-NOTICE", "发出会议通知"), "papers_obligation": ("SC-PAPERS", "发出会议材料")}


@transaction.atomic
def schedule(meeting: Meeting, *, actor: User, today: date) -> None:
    """Fix the day: gives the running number of the term, expects the members in office, starts the deadlines.

    Raises ValidationError if the day lies outside the term or nobody is in office.
    """
    _check_term(meeting)
    meeting.schedule()
    if meeting.kind in Meeting.NUMBERED and meeting.number is None:
        meeting.number = _next_number(meeting)
        meeting.full_clean()
        meeting.save(update_fields=["number"])
    expect_members(meeting)
    is_owed = meeting.kind == Meeting.Kind.STANDING_COMMITTEE and not meeting.is_extraordinary
    # A meeting entered after its day is history: nobody can still give notice of it.
    if is_owed and meeting.starts_on >= today:
        _open_deadlines(meeting, today)
    if meeting.kind == Meeting.Kind.STANDING_COMMITTEE:
        meeting_publication.require(meeting, since=today, actor=actor)
    activity.record(actor, "确定会议日期", meeting)


def _check_term(meeting: Meeting) -> None:
    term = meeting.term
    if meeting.starts_on < term.starts_on or (term.ends_on and meeting.ends_on > term.ends_on):
        raise ValidationError({"starts_on": f"会议日期不在{term}任期内。"})


def _next_number(meeting: Meeting) -> int:
    # Locks the term's row: two meetings of one kind scheduled at once do not get one number.
    type(meeting.term)._default_manager.select_for_update().get(pk=meeting.term_id)
    rows = Meeting.objects.filter(term=meeting.term_id, kind=meeting.kind)
    if rows.held().filter(number__isnull=True).exists():
        raise ValidationError({"number": "本届已有次数不详的同类会议，不能自动编次，请填写“次”。"})
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def expect_members(meeting: Meeting) -> int:
    """Write an attendance row for every member in office on the first day; how many were added (handbook §1.2 应到)."""
    known = set(meeting.attendances.values_list("person_id", flat=True))
    rows = [
        Attendance(meeting=meeting, person_id=person)
        for person in members_of(meeting).values_list("person_id", flat=True)
        if person not in known
    ]
    return len(Attendance.objects.bulk_create(rows))


def members_of(meeting: Meeting) -> SeatQuerySet:
    """The seats in office on the first day that belong to the meeting's body; none for bodies without seats."""
    seats = Seat.objects.in_office(on=meeting.starts_on)
    if meeting.kind == Meeting.Kind.CHAIR_MEETING:
        return seats.chairpersons()
    return seats if meeting.kind == Meeting.Kind.STANDING_COMMITTEE else seats.none()


def _open_deadlines(meeting: Meeting, today: date) -> None:
    for field, (code, what) in _DEADLINES.items():
        if getattr(meeting, field) is not None:
            continue
        duty = Duty(title=f"{what}：{meeting}", path=admin_path(meeting), role="office")
        setattr(meeting, field, obligations.open_duty(code, duty, start=meeting.starts_on, today=today))
    meeting.save(update_fields=list(_DEADLINES))


def admin_path(meeting: Meeting) -> str:
    """Where the office works on the meeting."""
    return f"/admin/meetings/meeting/{meeting.pk}/change/"


@transaction.atomic
def move_date(meeting: Meeting, *, starts_on: date, ends_on: date, reason: str, actor: User, today: date) -> None:
    """Move a meeting that has not opened; its deadlines move with it and keep their old dates."""
    if meeting.status not in Meeting.BEFORE_OPENING:
        raise ValidationError("会议已经召开或取消，不能改期。")
    if not reason.strip():
        raise ValidationError({"reason": "改期须写明理由。"})
    old = meeting.starts_on
    meeting.starts_on, meeting.ends_on = starts_on, ends_on
    meeting.full_clean()
    _check_term(meeting)
    meeting.save(update_fields=["starts_on", "ends_on"])
    for obligation in _open_obligations(meeting):
        obligations.restart(
            obligation, start=starts_on, reason=f"会议改期（原定{old}）：{reason}", actor=actor, today=today
        )
    activity.record(actor, "会议改期", meeting, reason=reason, detail={"from": str(old), "to": str(starts_on)})


def _open_obligations(meeting: Meeting) -> list[Obligation]:
    rows = (meeting.notice_obligation, meeting.papers_obligation)
    return [row for row in rows if row is not None and row.status == Obligation.Status.OPEN]


@transaction.atomic
def give_notice(meeting: Meeting, *, on: date, actor: User) -> None:
    """Members and non-voting attendees were told; fulfils SC-NOTICE."""
    _check_day(meeting, on)
    meeting.give_notice(on=on)
    _finish(meeting.notice_obligation, on=on, actor=actor)
    activity.record(actor, "发出会议通知", meeting)


@transaction.atomic
def send_papers(meeting: Meeting, *, on: date, actor: User) -> None:
    """The pack went out; fulfils SC-PAPERS. Raises ValidationError while the agenda is empty."""
    _check_day(meeting, on)
    if meeting.noticed_on is not None and on < meeting.noticed_on:
        raise ValidationError({"on": f"发材料的日期不能早于通知日期（{date_text(meeting.noticed_on)}）。"})
    if not meeting.items.exists():
        raise ValidationError("会议还没有议程，不能发材料。")
    meeting.send_papers(on=on)
    _finish(meeting.papers_obligation, on=on, actor=actor)
    activity.record(actor, "发出会议材料", meeting)


def _check_day(meeting: Meeting, on: date) -> None:
    """Notice and papers go out before the meeting, and not years before. Raises ValidationError at `on`."""
    if on > meeting.starts_on:
        raise ValidationError({"on": f"日期不能晚于会议日期（{date_text(meeting.starts_on)}）。"})
    if (meeting.starts_on - on).days > EARLIEST_DAYS:
        raise ValidationError({"on": f"日期早于会议{EARLIEST_DAYS}天以上，请核对年份。"})


def _finish(obligation: Obligation | None, *, on: date, actor: User) -> None:
    if obligation is not None and obligation.status == Obligation.Status.OPEN:
        obligations.finish(obligation, on=on, actor=actor)


@transaction.atomic
def open_meeting(meeting: Meeting, *, actor: User, today: date) -> None:
    """Open it: more than half of all members are present (地方组织法 art 51; for the chairpersons' meeting by analogy).

    Raises ValidationError before its day, or with the arithmetic if the quorum is missing.
    """
    if today < meeting.starts_on:
        raise ValidationError(f"会议定于{date_text(meeting.starts_on)}，届时才能开会；如有变动请先改期。")
    check_quorum(meeting)
    meeting.open()
    meeting.items.filter(status=AgendaItem.Status.PROPOSED).update(status=AgendaItem.Status.ADOPTED)
    if meeting.kind == Meeting.Kind.STANDING_COMMITTEE:
        _fill_gap(meeting, actor=actor)
    activity.record(actor, "开会", meeting)


def _fill_gap(meeting: Meeting, *, actor: User) -> None:
    """The next meeting came: what the earlier ones left owed is done (地方组织法 art 51, SC-GAP)."""
    earlier = Meeting.objects.filter(gap_obligation__status=Obligation.Status.OPEN, starts_on__lte=meeting.starts_on)
    for row in earlier.exclude(pk=meeting.pk).select_related("gap_obligation__rule"):
        if row.gap_obligation is not None:
            obligations.finish(row.gap_obligation, on=meeting.starts_on, actor=actor)


def check_quorum(meeting: Meeting) -> None:
    """Raise ValidationError unless strictly more than half of the members expected are present."""
    if meeting.kind not in Meeting.NUMBERED:
        return
    # All members in office count, whether or not somebody wrote a row for them.
    members = members_of(meeting).values("person")
    expected = members.count()
    present = meeting.attendances.voting().present().filter(person__in=members).count()
    if present * 2 <= expected:
        raise ValidationError(
            f"出席人数不足：应到{expected}人，实到{present}人，"
            f"须超过半数即至少{expected // 2 + 1}人（《地方组织法》第五十一条）。"
        )


@transaction.atomic
def close_meeting(meeting: Meeting, *, actor: User) -> None:
    """Close it: every item is disposed of or deferred."""
    pending = meeting.items.exclude(status__in=AgendaItem.DISPOSED)
    if first := pending.first():
        raise ValidationError(f"议程“{first}”尚无结果，请先登记结果或暂不交付表决。")
    meeting.close()
    if meeting.kind == Meeting.Kind.STANDING_COMMITTEE:
        _open_gap(meeting)
    activity.record(actor, "闭会", meeting)


def _open_gap(meeting: Meeting) -> None:
    """The committee meets at least every two months (地方组织法 art 51): the next meeting is owed from here on."""
    later = Meeting.objects.of_committee().filter(status__in=(Meeting.Status.OPEN, *Meeting.HELD))
    if later.filter(starts_on__gt=meeting.ends_on).exists():
        return
    duty = Duty(title=f"召开下次常委会会议（上次：{meeting}）", path="/admin/meetings/meeting/", role="office_head")
    meeting.gap_obligation = obligations.open_duty("SC-GAP", duty, start=meeting.ends_on, today=meeting.ends_on)
    meeting.save(update_fields=["gap_obligation"])


@transaction.atomic
def minute(meeting: Meeting, *, actor: User) -> None:
    """The checked minutes stand."""
    meeting.minute()
    activity.record(actor, "完成纪要", meeting)


@transaction.atomic
def archive(meeting: Meeting, *, actor: User) -> None:
    """Archive it."""
    meeting.archive()
    activity.record(actor, "归档", meeting)


@transaction.atomic
def postpone(meeting: Meeting, *, reason: str, actor: User) -> None:
    """Put it off without a new day yet; its deadlines fall away until it is scheduled again."""
    _check_reason(reason)
    meeting.postpone(reason=reason.strip())
    _drop_deadlines(meeting, reason=f"会议延期：{reason}", actor=actor)
    activity.record(actor, "会议延期", meeting, reason=reason)


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, actor: User) -> None:
    """Call it off."""
    _check_reason(reason)
    meeting.cancel(reason=reason.strip())
    _drop_deadlines(meeting, reason=f"会议取消：{reason}", actor=actor)
    activity.record(actor, "会议取消", meeting, reason=reason)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由。"})


def _drop_deadlines(meeting: Meeting, *, reason: str, actor: User) -> None:
    for obligation in _open_obligations(meeting):
        obligations.void(obligation, reason=reason, actor=actor)
    meeting.notice_obligation = meeting.papers_obligation = None
    meeting.save(update_fields=list(_DEADLINES))


@transaction.atomic
def all_present(meeting: Meeting, *, actor: User) -> int:
    """Mark every member not yet recorded as present; exceptions are entered afterwards. How many were marked."""
    if meeting.is_locked:
        raise ValidationError("会议已经闭会，请用“更正”修改出席情况。")
    marked = (
        meeting.attendances.voting()
        .filter(status=Attendance.Status.UNRECORDED)
        .update(status=Attendance.Status.PRESENT)
    )
    activity.record(actor, "登记全体出席", meeting, detail={"marked": marked})
    return marked


@transaction.atomic
def note_correction(meeting: Meeting, *, reason: str, changes: dict[str, list[str]], actor: User) -> None:
    """Log a change of a closed meeting with its reason; history keeps both values.

    Raises ValidationError without a reason or without the permission.
    """
    if not actor.has_perm("meetings.correct_closed_meeting"):
        raise ValidationError("会议已经闭会，只有办公室主任可以更正。")
    if not reason.strip():
        raise ValidationError({"correction_reason": "会议已经闭会，更正须写明理由。"})
    activity.record(actor, "更正已闭会会议", meeting, reason=reason, detail=changes)


def expected_people(meeting: Meeting) -> list[Person]:
    """The members expected, sorted by strokes."""
    return list(Person.objects.filter(attendances__in=meeting.attendances.voting()).by_strokes())
