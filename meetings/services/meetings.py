"""A meeting from plan to archive: each step with its guard, its log line and its deadline."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet

from congress.models import Obligation, User
from congress.official.numerals import date_text
from congress.services import activity, deadlines, obligations
from congress.services.obligations import Duty
from meetings.models import AgendaItem, Meeting, MeetingMinutes, Sitting
from meetings.services import (
    agenda,
    congress_absences,
    matter_dates,
    meeting_members,
    meeting_publication,
    personnel_deadlines,
    quorum,
)
from meetings.services.meeting_members import Change

#: bodies whose meetings leave minutes (handbook §4.2)
MINUTED_KINDS = (Meeting.Kind.STANDING_COMMITTEE, Meeting.Kind.CHAIR_MEETING)
#: a notice or papers dated longer before the meeting are a slip of the hand
EARLIEST_DAYS = 180
#: which deadline field of a meeting follows which legal rule (handbook §3.2); an extraordinary one has none
_DEADLINES = {
    Meeting.Kind.STANDING_COMMITTEE: {
        "notice_obligation": ("SC-NOTICE", "发出会议通知"),
        "papers_obligation": ("SC-PAPERS", "发出会议材料"),
    },
    Meeting.Kind.CHAIR_MEETING: {"notice_obligation": ("CM-NOTICE", "发出会议通知")},
}
_DEADLINE_FIELDS = ("notice_obligation", "papers_obligation")
#: the verb under which the log keeps why papers went out while some were missing
PAPERS_SENT = "发出会议材料"


@transaction.atomic
def schedule(meeting: Meeting, *, actor: User, today: date, is_historic: bool = False) -> Change:
    """Fix the day: gives the running number of the term, expects the members in office, starts the deadlines.

    The items proposed so far make the draft agenda (地方组织法 art 54). `is_historic` opens the deadlines of a day
    long past, which remind nobody, and neither numbers the meeting nor owes its publication. Returns who joined and
    who left the list of those expected. Raises ValidationError if the day lies outside the term, or a meeting of the
    congress does not name its session.
    """
    _check_term(meeting)
    if meeting.kind == Meeting.Kind.CONGRESS and meeting.session_id is None and not is_historic:
        raise ValidationError("人民代表大会会议须先选择“人代会”。")
    was_told = meeting.noticed_on is not None
    meeting.schedule()
    if was_told:
        # What was told of the old day is no notice of this one.
        meeting.noticed_on = meeting.papers_sent_on = None
        meeting.save(update_fields=["noticed_on", "papers_sent_on"])
    # The ordinals of history are known from its sources or not at all.
    if meeting.kind in Meeting.NUMBERED and meeting.number is None and not is_historic:
        meeting.number = _next_number(meeting)
        meeting.full_clean()
        meeting.save(update_fields=["number"])
    change = meeting_members.expect(meeting)
    _draft_agenda(meeting)
    # A meeting entered after its day is history: nobody can still give notice of it.
    if is_historic or meeting.starts_on > today:
        _open_deadlines(meeting, today, is_historic=is_historic)
    if meeting.kind == Meeting.Kind.STANDING_COMMITTEE and not is_historic:
        meeting_publication.require(meeting, since=today, actor=actor)
        personnel_deadlines.reopen(meeting, today=today)
    activity.record(actor, "确定会议日期", meeting, path=admin_path(meeting))
    return change


def _draft_agenda(meeting: Meeting) -> None:
    """Day and draft agenda are decided together; a joint motion joins once its sponsors are written down."""
    proposed = meeting.items.filter(status=AgendaItem.Status.PROPOSED)
    for item in proposed.exclude(sponsor=AgendaItem.Sponsor.MEMBERS) if meeting.kind in Meeting.DECIDING else ():
        item.put_on_draft()


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
    """Bring the list of those expected into line with who is in office on the first day; how many were added."""
    return len(meeting_members.expect(meeting).added)


def _open_deadlines(meeting: Meeting, today: date, *, is_historic: bool) -> None:
    rules = {} if meeting.is_extraordinary else _DEADLINES.get(Meeting.Kind(meeting.kind), {})
    for field, (code, what) in rules.items():
        if getattr(meeting, field) is not None:
            continue
        duty = Duty(title=f"{what}：{meeting}", path=admin_path(meeting), role="office", is_historic=is_historic)
        setattr(meeting, field, obligations.open_duty(code, duty, start=meeting.starts_on, today=today))
    meeting.save(update_fields=list(rules))


def admin_path(meeting: Meeting) -> str:
    """Where the office works on the meeting."""
    return f"/admin/meetings/meeting/{meeting.pk}/change/"


@transaction.atomic
def move_date(meeting: Meeting, *, starts_on: date, ends_on: date, reason: str, actor: User, today: date) -> Change:
    """Move a meeting that has not opened; its deadlines move with it and keep their old dates.

    A meeting that was put off is scheduled anew. Sittings move by as many days; who is expected follows the new day,
    and who had notice is told. Returns who joined and who left the list.
    """
    if meeting.status not in Meeting.BEFORE_OPENING:
        raise ValidationError("会议已经召开或取消，不能改期。")
    if not reason.strip():
        raise ValidationError({"reason": "改期须写明理由。"})
    old = meeting.starts_on
    meeting.starts_on, meeting.ends_on = starts_on, ends_on
    meeting.full_clean()
    _check_term(meeting)
    meeting.save(update_fields=["starts_on", "ends_on"])
    _move_sittings(meeting, old)
    days = f"{date_text(old)}改为{date_text(starts_on)}"
    meeting_members.tell(meeting, subject=f"会议改期：{meeting}", body=f"由{days}。理由：{reason}", actor=actor)
    change = _redate(meeting, old, reason=reason, actor=actor, today=today)
    matter_dates.follow_dates(actor=actor, today=today, of=meeting)
    detail = {"from": str(old), "to": str(starts_on)}
    activity.record(actor, "会议改期", meeting, reason=reason, detail=detail, path=admin_path(meeting))
    return change


def _redate(meeting: Meeting, old: date, *, reason: str, actor: User, today: date) -> Change:
    """Deadlines and the list of those expected follow the new day."""
    if meeting.status == Meeting.Status.POSTPONED:
        return schedule(meeting, actor=actor, today=today)
    for obligation in _open_obligations(meeting):
        why = f"会议改期（原定{old}）：{reason}"
        obligations.restart(obligation, start=meeting.starts_on, reason=why, actor=actor, today=today)
    return Change() if meeting.status == Meeting.Status.PLANNED else meeting_members.expect(meeting)


def _move_sittings(meeting: Meeting, old: date) -> None:
    for row in meeting.sittings.all():
        row.starts_on = min(max(row.starts_on + (meeting.starts_on - old), meeting.starts_on), meeting.ends_on)
        row.save(update_fields=["starts_on"])


def _open_obligations(meeting: Meeting) -> list[Obligation]:
    rows = (meeting.notice_obligation, meeting.papers_obligation)
    own = [row for row in rows if row is not None and row.status == Obligation.Status.OPEN]
    return [*own, *personnel_deadlines.of_meeting(meeting)]


@transaction.atomic
def give_notice(meeting: Meeting, *, on: date, actor: User) -> None:
    """Members and non-voting attendees were told; fulfils SC-NOTICE."""
    _check_day(meeting, on)
    meeting.give_notice(on=on)
    _finish(meeting.notice_obligation, on=on, actor=actor)
    activity.record(actor, "发出会议通知", meeting, path=admin_path(meeting))


def without_papers(meeting: Meeting) -> QuerySet[AgendaItem]:
    """Items that need a paper and have none; personnel papers lie in a room of their own (handbook §5.2)."""
    dropped = (AgendaItem.Status.WITHDRAWN, AgendaItem.Status.DEFERRED)
    rows = meeting.items.filter(papers__isnull=True).exclude(status__in=dropped)
    return rows.exclude(kind=AgendaItem.Kind.PERSONNEL).order_by("order")


@transaction.atomic
def send_papers(
    meeting: Meeting, *, on: date, actor: User, missing_reason: str = "", is_historic: bool = False
) -> None:
    """The pack went out; fulfils SC-PAPERS.

    Raises ValidationError while the agenda is empty, or with the list of items without papers unless a reason for
    sending the others is given; the reason stays in the log. `is_historic` passes over files that are on paper alone.
    """
    _check_day(meeting, on)
    if meeting.noticed_on is not None and on < meeting.noticed_on:
        raise ValidationError({"on": f"发材料的日期不能早于通知日期（{date_text(meeting.noticed_on)}）。"})
    if not meeting.items.exists():
        raise ValidationError("会议还没有议程，不能发材料。")
    missing = [] if is_historic else list(without_papers(meeting))
    if missing and not missing_reason.strip():
        lines = "；".join(f"{item.order}．{item}" for item in missing)
        raise ValidationError(
            {"missing_reason": f"{len(missing)}项议程还没有材料（{lines}）。请先补齐，或写明缺材料也发出的理由。"}
        )
    meeting.send_papers(on=on)
    _finish(meeting.papers_obligation, on=on, actor=actor)
    activity.record(
        actor,
        PAPERS_SENT,
        meeting,
        path=admin_path(meeting),
        reason=missing_reason.strip() if missing else "",
        detail={"missing": [str(item) for item in missing]},
    )


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
def open_meeting(meeting: Meeting, *, actor: User, today: date, is_historic: bool = False) -> None:
    """Open it: more than half of all members are present (地方组织法 art 51; for the chairpersons' meeting by analogy).

    The first plenary adopts the draft agenda; where no sitting was entered, the meeting is that plenary (history keeps
    to what its sources tell). Raises ValidationError before its day, with the arithmetic if the quorum is missing, or
    if a joint motion lacks its sponsors.
    """
    if today < meeting.starts_on:
        raise ValidationError(f"会议定于{date_text(meeting.starts_on)}，届时才能开会；如有变动请先改期。")
    quorum.check(meeting)
    for item in meeting.items.filter(status=AgendaItem.Status.PROPOSED, sponsor=AgendaItem.Sponsor.MEMBERS):
        agenda.check_sponsors(item)
    meeting.open()
    if meeting.kind in Meeting.DECIDING and not is_historic and not meeting.sittings.exists():
        _first_plenary(meeting)
    meeting.items.filter(status__in=(AgendaItem.Status.PROPOSED, AgendaItem.Status.ON_DRAFT)).update(
        status=AgendaItem.Status.ADOPTED
    )
    if meeting.kind == Meeting.Kind.STANDING_COMMITTEE:
        _fill_gap(meeting, actor=actor)
    activity.record(actor, "开会", meeting, path=admin_path(meeting))


def _first_plenary(meeting: Meeting) -> None:
    Sitting.objects.create(
        meeting=meeting,
        starts_on=meeting.starts_on,
        starts_at=meeting.starts_at_time,
        place=meeting.place,
        chaired_by=meeting.chaired_by,
    )


def _fill_gap(meeting: Meeting, *, actor: User) -> None:
    """The next meeting came: what the earlier ones left owed is done (地方组织法 art 51, SC-GAP)."""
    earlier = Meeting.objects.filter(gap_obligation__status=Obligation.Status.OPEN, starts_on__lte=meeting.starts_on)
    for row in earlier.exclude(pk=meeting.pk).select_related("gap_obligation__rule"):
        if row.gap_obligation is not None:
            obligations.finish(row.gap_obligation, on=meeting.starts_on, actor=actor)


@transaction.atomic
def close_meeting(meeting: Meeting, *, actor: User, is_historic: bool = False) -> None:
    """Close it: every item is disposed of or deferred, and what is put to the vote was voted on.

    `is_historic`: the next meeting is owed without reminders.
    """
    if first := agenda.unsettled(meeting):
        if first.status in AgendaItem.DISPOSED:
            raise ValidationError(f"议程“{first}”付表决，尚无表决结果，请先登记表决或暂不交付表决。")
        raise ValidationError(f"议程“{first}”尚无结果，请先登记结果或暂不交付表决。")
    meeting.close()
    if meeting.kind == Meeting.Kind.STANDING_COMMITTEE:
        _open_gap(meeting, is_historic=is_historic)
    congress_absences.note(meeting, actor=actor, is_historic=is_historic)
    activity.record(actor, "闭会", meeting, path=admin_path(meeting))


def gap_warning(meeting: Meeting) -> str:
    """A sentence if the committee would meet more than two months after its last meeting; otherwise empty."""
    if meeting.kind != Meeting.Kind.STANDING_COMMITTEE:
        return ""
    earlier = Meeting.objects.of_committee().filter(starts_on__lt=meeting.starts_on).exclude(status__in=Meeting.OFF)
    last = earlier.exclude(pk=meeting.pk).order_by("-starts_on").first()
    if last is None:
        return ""
    due = deadlines.due("SC-GAP", last.ends_on)
    if meeting.starts_on <= due.effective:
        return ""
    latest = f"最迟应在{date_text(due.effective)}举行（{due.rule.citation}）"
    return f"距上次会议（{date_text(last.ends_on)}）超过两个月，{latest}。"


def _open_gap(meeting: Meeting, *, is_historic: bool) -> None:
    """The committee meets at least every two months (地方组织法 art 51): the next meeting is owed from here on."""
    later = Meeting.objects.of_committee().filter(status__in=(Meeting.Status.OPEN, *Meeting.HELD))
    if later.filter(starts_on__gt=meeting.ends_on).exists():
        return
    duty = Duty(
        title=f"召开下次常委会会议（上次：{meeting}）",
        path="/admin/meetings/meeting/",
        role="office_head",
        is_historic=is_historic,
    )
    meeting.gap_obligation = obligations.open_duty("SC-GAP", duty, start=meeting.ends_on, today=meeting.ends_on)
    meeting.save(update_fields=["gap_obligation"])


@transaction.atomic
def minute(meeting: Meeting, *, actor: User, is_historic: bool = False) -> None:
    """The approved minutes stand. Raises ValidationError without them where the body has minutes.

    `is_historic` passes over what is on paper alone.
    """
    if not is_historic:
        _check_minutes(meeting)
    meeting.minute()
    activity.record(actor, "完成纪要", meeting)


@transaction.atomic
def archive(meeting: Meeting, *, actor: User, is_historic: bool = False) -> None:
    """Archive it. Raises ValidationError while minutes are not approved or acts and announcements have no number."""
    if not is_historic:
        _check_minutes(meeting)
        _check_numbers(meeting)
    meeting.archive()
    activity.record(actor, "归档", meeting)


def _check_minutes(meeting: Meeting) -> None:
    if meeting.kind not in MINUTED_KINDS:
        return
    found = MeetingMinutes.objects.filter(meeting=meeting).first()
    if found is None:
        raise ValidationError("会议还没有纪要，请先“起草纪要”。")
    if found.status != MeetingMinutes.Status.APPROVED:
        raise ValidationError(f"会议纪要{found.get_status_display()}，尚未审签。")


def _check_numbers(meeting: Meeting) -> None:
    """Documents are numbered before the volume is closed (handbook §2(a), minuted → archived)."""
    rows = (*meeting.acts.filter(number__isnull=True), *meeting.announcements.filter(number__isnull=True))
    if rows:
        raise ValidationError(f"下列文件尚未编号，不能归档：{'、'.join(str(row) for row in rows)}。")


@transaction.atomic
def postpone(meeting: Meeting, *, reason: str, actor: User) -> None:
    """Put it off without a new day yet; its deadlines fall away until it is scheduled again."""
    _check_reason(reason)
    meeting.postpone(reason=reason.strip())
    meeting_members.tell(meeting, subject=f"会议延期：{meeting}", body=f"日期另行通知。理由：{reason}", actor=actor)
    _drop_deadlines(meeting, reason=f"会议延期：{reason}", actor=actor)
    activity.record(actor, "会议延期", meeting, reason=reason)


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, actor: User) -> None:
    """Call it off."""
    _check_reason(reason)
    meeting.cancel(reason=reason.strip())
    meeting_members.tell(meeting, subject=f"会议取消：{meeting}", body=f"理由：{reason}", actor=actor)
    _drop_deadlines(meeting, reason=f"会议取消：{reason}", actor=actor)
    activity.record(actor, "会议取消", meeting, reason=reason)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由。"})


def _drop_deadlines(meeting: Meeting, *, reason: str, actor: User) -> None:
    for obligation in _open_obligations(meeting):
        obligations.void(obligation, reason=reason, actor=actor)
    meeting.notice_obligation = meeting.papers_obligation = None
    meeting.save(update_fields=list(_DEADLINE_FIELDS))


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
