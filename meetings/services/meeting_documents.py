"""Every paper that can be made of a meeting now, from its records, as Word and PDF.

Source: handbook §1.2, §2(a), §4.2. Nothing here is stored: a paper is made anew each time it is asked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final, TypeAlias

from django.db.models import Q

from congress import official
from congress.models import User
from congress.official import MeetingNotice, Minutes, OfficialLetter
from meetings.models import AgendaItem, Attendance, Meeting, MeetingMinutes, OpinionPaper
from meetings.services import (
    act_documents,
    attendance_documents,
    ballot_documents,
    minutes,
    minutes_documents,
    notice_documents,
    opinion_documents,
)
from meetings.services.meetings import MINUTED_KINDS

Paper: TypeAlias = OfficialLetter | MeetingNotice | Minutes

BEFORE, DURING, AFTER = "会前", "会中", "会后"
#: who enters the room of appointments (handbook §5.2)
ROOM: Final = "meetings.enter_personnel_room"
_REPORTS: Final = (
    AgendaItem.Kind.SPECIAL_REPORT,
    AgendaItem.Kind.RECTIFICATION_REPORT,
    AgendaItem.Kind.ENVIRONMENT_REPORT,
    AgendaItem.Kind.SUGGESTION_REPORT,
    AgendaItem.Kind.DUTY_REPORT,
    AgendaItem.Kind.INQUIRY,
)


@dataclass(frozen=True)
class MeetingDocument:
    """One paper: how it is called, when in the meeting's life it belongs, and how it is made.

    `is_final` papers go into the collected papers of the meeting; drafts, blank forms and what is restricted do not.
    """

    code: str
    title: str
    group: str
    make: Callable[[], Paper]
    permission: str = "meetings.view_meeting"
    is_final: bool = True
    is_restricted: bool = False

    def word(self) -> bytes:
        """The paper as a Word file."""
        return official.render(self.make())


def documents(meeting: Meeting, *, user: User, on: date) -> list[MeetingDocument]:
    """The papers that this person may have of the meeting now, in the order of its course."""
    rows = [*_before(meeting, on), *_during(meeting), *_after(meeting, on)]
    return [row for row in rows if user.has_perm(row.permission)]


def find(meeting: Meeting, code: str, *, user: User, on: date) -> MeetingDocument | None:
    """The paper of that code, None if there is none for this person."""
    return next((row for row in documents(meeting, user=user, on=on) if row.code == code), None)


def _before(meeting: Meeting, on: date) -> Iterator[MeetingDocument]:
    if meeting.items.exists():
        if meeting.status not in (Meeting.Status.PLANNED, *Meeting.OFF):
            yield MeetingDocument("notice", "会议通知", BEFORE, partial(notice_documents.notice, meeting, on=on))
        yield MeetingDocument("agenda", "议程", BEFORE, partial(notice_documents.agenda, meeting, on=on))
    if meeting.sittings.exists():
        yield MeetingDocument("timetable", "日程", BEFORE, partial(notice_documents.timetable, meeting, on=on))
    if meeting.attendances.exists():
        make = partial(attendance_documents.sign_in_sheet, meeting, on=on)
        yield MeetingDocument("sign-in", "签到表", BEFORE, make, "meetings.view_attendance", is_final=False)


def _during(meeting: Meeting) -> Iterator[MeetingDocument]:
    """Blank forms for votes on paper."""
    kinds = (AgendaItem.Kind.ACT, AgendaItem.Kind.PERSONNEL, *_REPORTS)
    if meeting.kind not in Meeting.DECIDING:
        return
    for item in meeting.items.filter(Q(is_for_vote=True) | Q(kind__in=kinds)).order_by("order"):
        item.meeting = meeting
        if item.kind == AgendaItem.Kind.PERSONNEL:
            if ballot_documents.nominated(item).exists():
                make = partial(ballot_documents.personnel_paper, item)
                yield _form(f"personnel-{item.pk}", f"人事任免表决票（第{item.order}项）", make, is_restricted=True)
        elif item.kind in _REPORTS and not item.is_for_vote:
            make = partial(ballot_documents.satisfaction_paper, item)
            yield _form(f"satisfaction-{item.pk}", f"满意度测评票（第{item.order}项）", make)
        else:
            make = partial(ballot_documents.vote_paper, item)
            yield _form(f"ballot-{item.pk}", f"表决票（第{item.order}项）", make)


def _form(code: str, title: str, make: Callable[[], Paper], *, is_restricted: bool = False) -> MeetingDocument:
    permission = ROOM if is_restricted else "meetings.view_vote"
    return MeetingDocument(code, title, DURING, make, permission, is_final=False, is_restricted=is_restricted)


def _after(meeting: Meeting, on: date) -> Iterator[MeetingDocument]:
    recorded = meeting.attendances.voting().exclude(status=Attendance.Status.UNRECORDED)
    if recorded.exists():
        make = partial(attendance_documents.record, meeting, on=on)
        yield MeetingDocument("attendance", "出席情况", AFTER, make, "meetings.view_attendance")
        if meeting.status in Meeting.HELD and meeting.kind == Meeting.Kind.STANDING_COMMITTEE:
            make = partial(attendance_documents.circular, meeting, on=on)
            yield MeetingDocument("absence", "出缺席通报", AFTER, make, "meetings.view_attendance")
    if meeting.kind in MINUTED_KINDS:
        yield from _minutes(meeting, on)
    for act in meeting.acts.select_related("number__series"):
        act.meeting = meeting
        make = partial(act_documents.act_paper, act)
        yield MeetingDocument(f"act-{act.pk}", act.title, AFTER, make, "meetings.view_act")
    for announcement in meeting.announcements.select_related("number__series"):
        make = partial(act_documents.announcement_paper, announcement)
        title = f"公告：{announcement.title}"
        yield MeetingDocument(f"announcement-{announcement.pk}", title, AFTER, make, "meetings.view_announcement")
    yield from _opinions(meeting, on)
    for bulletin in meeting.bulletins.select_related("number__series").order_by("number__serial"):
        bulletin.meeting = meeting
        issue = partial(minutes_documents.bulletin_paper, bulletin)
        yield MeetingDocument(f"bulletin-{bulletin.pk}", f"简报{bulletin.issue}", AFTER, issue, "meetings.view_speech")


def _minutes(meeting: Meeting, on: date) -> Iterator[MeetingDocument]:
    paper = MeetingMinutes.objects.filter(meeting=meeting).first()
    if paper is None:
        return
    paper.meeting = meeting
    is_approved = paper.status == MeetingMinutes.Status.APPROVED
    title = "会议纪要" if is_approved else f"会议纪要（{paper.get_status_display()}）"
    yield MeetingDocument(
        "minutes",
        title,
        AFTER,
        lambda: minutes_documents.minutes_paper(paper, text=minutes.current_text(paper), on=on),
        "meetings.view_meetingminutes",
        is_final=is_approved,
    )


def _opinions(meeting: Meeting, on: date) -> Iterator[MeetingDocument]:
    """The opinions on what was heard here, with the letter that hands them over."""
    rows = OpinionPaper.objects.filter(item__meeting=meeting, status__in=OpinionPaper.FIXED).order_by("item__order")
    for row in rows.select_related("item__meeting__term", "adopted_at_meeting__term", "number__series"):
        yield MeetingDocument(
            f"covering-{row.pk}",
            f"交办函：{row.title}",
            AFTER,
            partial(opinion_documents.covering_letter, row, on=row.number.issued_on if row.number else on),
            "meetings.view_opinionpaper",
        )
        yield MeetingDocument(
            f"opinion-{row.pk}",
            row.title,
            AFTER,
            partial(opinion_documents.letter, row, today=on),
            "meetings.view_opinionpaper",
        )
