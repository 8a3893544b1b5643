"""Papers after a meeting: the minutes and the bulletin."""

from datetime import date

from congress.official import Block, Heading, Minutes, Paragraph
from meetings.models import Attendance, Bulletin, Meeting, MeetingMinutes
from meetings.services import letterhead, minutes_text, name_lists

Status = Attendance.Status


def minutes_paper(minutes: MeetingMinutes, *, text: str, on: date) -> Minutes:
    """会议纪要 in the form of GB/T 9704-2012 clause 10.3; until it is approved it calls itself a draft."""
    meeting, day = minutes.meeting, minutes.approved_on or on
    is_approved = minutes.status == MeetingMinutes.Status.APPROVED
    office = letterhead.office_name(day)
    members, guests = name_lists.members(meeting), name_lists.guests(meeting)
    present = [line for line in guests if line.attendance.status == Status.PRESENT and _is_told(line.attendance)]
    return Minutes(
        mark=_mark(meeting),
        number=minutes_text.running_number(meeting),
        title=f"{letterhead.full_name(meeting)}纪要{'' if is_approved else '（草稿）'}",
        issuer=office,
        date=day,
        body=minutes_text.blocks(text),
        present=[line.name for line in members if line.attendance.status == Status.PRESENT],
        on_leave=[line.name for line in members if line.attendance.status == Status.ON_LEAVE],
        observers=[line.with_post for line in present],
        copy_to="常委会组成人员，各有关单位" if meeting.kind == Meeting.Kind.STANDING_COMMITTEE else "各有关单位",
        printed_by=office,
        printed_on=minutes.approved_on,
    )


def _mark(meeting: Meeting) -> str:
    committee = letterhead.short_committee_name(meeting.starts_on)
    is_chairs = meeting.kind == Meeting.Kind.CHAIR_MEETING
    return f"{committee}主任会议纪要" if is_chairs else f"{committee}会议纪要"


def _is_told(row: Attendance) -> bool:
    """Citizens in the gallery and the staff are not listed."""
    return row.capacity not in (Attendance.Capacity.OBSERVER, Attendance.Capacity.STAFF)


def bulletin_paper(bulletin: Bulletin) -> Minutes:
    """会议简报: what members said, item by item, as they checked it."""
    meeting, day = bulletin.meeting, bulletin.issued_on
    office = letterhead.office_name(day)
    body: list[Block] = []
    item_id = None
    speeches = bulletin.speeches.filter(checked_on__isnull=False).select_related("item", "speaker__person")
    for speech in speeches.order_by("item__order", "order"):
        if speech.item_id != item_id:
            item_id = speech.item_id
            body.append(Heading(speech.item.title))
        body.append(Paragraph(f"{speech.speaker.person}：{speech.text}"))
    return Minutes(
        mark=f"{letterhead.short_committee_name(day)}会议简报",
        number=bulletin.issue,
        title=f"{letterhead.full_name(meeting)}发言摘要",
        issuer=office,
        date=day,
        body=body,
        copy_to="常委会组成人员",
        printed_by=office,
        printed_on=day,
    )
