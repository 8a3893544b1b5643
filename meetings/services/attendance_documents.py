"""Lists of attendance: the sheet to sign, the record for the archive, the circular of presence and absence."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from congress.official import Block, Names, OfficialLetter, Paragraph, Table, period_text
from meetings.models import Attendance, Meeting
from meetings.services import letterhead, name_lists
from meetings.services.name_lists import Line

Status = Attendance.Status
_WORDS: Final = {Status.PRESENT: "出席", Status.ON_LEAVE: "请假", Status.ABSENT: "缺席", Status.UNRECORDED: ""}
#: the height in points of a row in which somebody signs
SIGNED: Final = 30


def sign_in_sheet(meeting: Meeting, *, on: date) -> OfficialLetter:
    """签到表: names in order with room to sign."""
    rows = [[str(number), line.name, line.role, ""] for number, line in enumerate(name_lists.members(meeting), 1)]
    body: list[Block] = [_table(["序号", "姓名", "职务", "签到"], rows, "组成人员", row_height=SIGNED)]
    guests = name_lists.guests(meeting)
    if guests:
        rows = [[str(number), line.name, _post(line), ""] for number, line in enumerate(guests, 1)]
        body.append(_table(["序号", "姓名", "单位及职务", "签到"], rows, "列席人员", row_height=SIGNED))
    return OfficialLetter(
        title=f"{letterhead.full_name(meeting)}签到表",
        passed_at=period_text(meeting.starts_on, meeting.ends_on),
        body=body,
        date=on,
    )


def record(meeting: Meeting, *, on: date) -> OfficialLetter:
    """出席情况: for the archive, present, on leave or absent, from which item to which, without reasons."""
    lines = name_lists.members(meeting)
    rows = [[str(number), line.name, line.role, state(line.attendance)] for number, line in enumerate(lines, 1)]
    body: list[Block] = [Paragraph(summary(lines)), _table(["序号", "姓名", "职务", "出席情况"], rows, "组成人员")]
    if guests := name_lists.guests(meeting):
        rows = [[str(number), line.name, _post(line), state(line.attendance)] for number, line in enumerate(guests, 1)]
        body.append(_table(["序号", "姓名", "单位及职务", "列席情况"], rows, "列席人员"))
    return OfficialLetter(
        title=f"{letterhead.full_name(meeting)}出席情况",
        passed_at=period_text(meeting.starts_on, meeting.ends_on),
        body=body,
        date=on,
    )


def circular(meeting: Meeting, *, on: date) -> OfficialLetter:
    """出缺席通报: who was present, on leave and absent; reasons are not told (handbook §1.2 请假)."""
    office = letterhead.office_name(on)
    lines = name_lists.members(meeting)
    lists = [
        Names(word, _with_parts(lines, status))
        for status, word in ((Status.PRESENT, "出席"), (Status.ON_LEAVE, "请假"), (Status.ABSENT, "缺席"))
        if any(line.attendance.status == status for line in lines)
    ]
    opening = f"{letterhead.full_name(meeting)}于{period_text(meeting.starts_on, meeting.ends_on)}举行。"
    return OfficialLetter(
        issuer=office,
        title=f"关于{letterhead.full_name(meeting)}出缺席情况的通报",
        addressee="各位常委会组成人员",
        body=[Paragraph(f"{opening}{summary(lines)}现通报如下："), *lists, *_partly(lines)],
        signer=office,
        date=on,
        printed_by=office,
        printed_on=on,
    )


def summary(lines: Sequence[Line]) -> str:
    """应到27人，实到25人，请假2人。"""
    states = [line.attendance.status for line in lines]
    others = [
        f"{word}{states.count(status)}人"
        for status, word in ((Status.ON_LEAVE, "请假"), (Status.ABSENT, "缺席"), (Status.UNRECORDED, "未登记"))
        if status in states
    ]
    return f"{'，'.join([f'应到{len(lines)}人', f'实到{states.count(Status.PRESENT)}人', *others])}。"


def state(row: Attendance) -> str:
    """出席, with the items from which and before which the person was there."""
    word = _WORDS[Status(row.status)]
    parts = part(row)
    return f"{word}（{parts}）" if parts else word


def part(row: Attendance) -> str:
    """For which part of the meeting the person was there; empty for the whole."""
    arrived = f"第{row.arrived_item.order}项起到会" if row.arrived_item else ""
    left = f"第{row.left_item.order}项前离会" if row.left_item else ""
    return "，".join(filter(None, (arrived, left)))


def _with_parts(lines: Sequence[Line], status: str) -> list[str]:
    return [line.name for line in lines if line.attendance.status == status]


def _partly(lines: Sequence[Line]) -> list[Block]:
    told = [f"{line.name}{parts}" for line in lines if (parts := part(line.attendance))]
    return [Paragraph(f"部分时间出席：{'；'.join(told)}。")] if told else []


def _post(line: Line) -> str:
    organ = str(line.attendance.organ or "")
    title = line.attendance.title
    return title if organ and title.startswith(organ) else f"{organ}{title}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], title: str, row_height: float = 0) -> Table:
    return Table(head, rows, title=title, widths=[1.4, 3, 5, 6], row_height=row_height)
