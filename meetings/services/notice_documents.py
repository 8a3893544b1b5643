"""Papers before a meeting: the notice, the agenda, the timetable."""

from datetime import date, datetime, time
from typing import Final

from congress.official import (
    Block,
    MeetingNotice,
    NumberedPoint,
    OfficialLetter,
    Paragraph,
    Table,
    date_text,
    period_text,
    weekday_text,
)
from meetings.models import AgendaItem, Attendance, Meeting, Sitting
from meetings.services import letterhead, name_lists

#: what a notice asks of those who come
REQUIREMENTS: Final = (
    "请准时出席会议；因故不能出席的，请在会前向常委会主任书面请假。",
    "会议材料可在工作台“会议”中阅读，请提前准备审议意见。",
)
_GUESTS: Final = (
    Attendance.Capacity.NONVOTING,
    Attendance.Capacity.INVITED_DEPUTY,
    Attendance.Capacity.EXPERT,
)


def notice(meeting: Meeting, *, on: date) -> MeetingNotice:
    """会议通知: date, place and main matters, who attends and who sits in (ZJ-RULES20 art 7, model)."""
    office = letterhead.office_name(on)
    starts = meeting.starts_at_time
    days = (meeting.ends_on - meeting.starts_on).days + 1
    return MeetingNotice(
        issuer=office,
        number="",
        meeting=letterhead.full_name(meeting),
        addressee=f"各位{_members(meeting)}，各列席单位和人员",
        starts_at=datetime.combine(meeting.starts_on, starts) if starts else meeting.starts_on,
        place=meeting.place or "（地点另行通知）",
        agenda=[f"{title.rstrip('；。')}。" for title in _titles(meeting)],
        attendees=[_attendees(meeting)],
        observers=_observers(meeting),
        requirements=REQUIREMENTS,
        signer=office,
        date=meeting.noticed_on or on,
        length=f"{days}天" if days > 1 else "",
        decided_by="主任会议" if _is_committee(meeting) else "",
        printed_by=office,
        printed_on=meeting.noticed_on or on,
    )


def _is_committee(meeting: Meeting) -> bool:
    return meeting.kind == Meeting.Kind.STANDING_COMMITTEE


def _titles(meeting: Meeting) -> list[str]:
    rows = meeting.items.exclude(status=AgendaItem.Status.WITHDRAWN).order_by("order")
    return list(rows.values_list("title", flat=True))


def _members(meeting: Meeting) -> str:
    return "常委会组成人员" if _is_committee(meeting) else "组成人员"


def _attendees(meeting: Meeting) -> str:
    number = len(name_lists.members(meeting))
    return f"{_members(meeting)}{number}人。" if number else f"{_members(meeting)}。"


def _observers(meeting: Meeting) -> list[str]:
    lines = [line for line in name_lists.guests(meeting) if line.attendance.capacity in _GUESTS]
    return [f"{'、'.join(line.with_post for line in lines)}。"] if lines else []


def agenda(meeting: Meeting, *, on: date) -> OfficialLetter:
    """议程: a draft until the first plenary adopted it."""
    is_adopted = meeting.status in (Meeting.Status.OPEN, *Meeting.HELD)
    passed = f"{date_text(meeting.starts_on)}第一次全体会议通过" if is_adopted and _is_committee(meeting) else ""
    titles = _titles(meeting)
    body: list[Block] = [NumberedPoint(f"{title.rstrip('；。')}。", level=1) for title in titles]
    return OfficialLetter(
        title=f"{letterhead.full_name(meeting)}议程{'' if is_adopted else '（草案）'}",
        passed_at=passed,
        body=body or [Paragraph("（尚未登记议程）")],
        date=on,
    )


def timetable(meeting: Meeting, *, on: date) -> OfficialLetter:
    """日程: what is done at which sitting. The first plenary hears, groups deliberate, the last plenary votes."""
    sittings = list(meeting.sittings.order_by("starts_on", "starts_at", "id"))
    plenaries = [sitting.pk for sitting in sittings if sitting.kind == Sitting.Kind.PLENARY]
    rows = [
        [
            f"{sitting.starts_on.month}月{sitting.starts_on.day}日 {weekday_text(sitting.starts_on)}",
            _hours(sitting, meeting),
            _content(sitting, meeting, plenaries),
            sitting.place or meeting.place,
            sitting.chaired_by or meeting.chaired_by,
        ]
        for sitting in sittings
    ]
    return OfficialLetter(
        title=f"{letterhead.full_name(meeting)}日程",
        passed_at=period_text(meeting.starts_on, meeting.ends_on),
        body=[Table(["日期", "时间", "内容", "地点", "主持人"], rows, widths=[3.3, 3.5, 6.2, 3, 2.6], left=[2])],
        date=on,
    )


def _hours(sitting: Sitting, meeting: Meeting) -> str:
    starts = sitting.starts_at or (meeting.starts_at_time if sitting.starts_on == meeting.starts_on else None)
    if starts is None:
        return ""
    ends = f"—{_clock(sitting.ends_at)}" if sitting.ends_at else ""
    return f"{_clock(starts)}{ends}"


def _clock(moment: time) -> str:
    """9:30, as a table has it."""
    return f"{moment.hour}:{moment.minute:02}"


def _content(sitting: Sitting, meeting: Meeting, plenaries: list[int]) -> str:
    kind = sitting.get_kind_display()
    if sitting.kind != Sitting.Kind.PLENARY:
        return f"{kind}：审议各项议题"
    if len(plenaries) == 1:
        return f"{kind}：逐项进行会议议程"
    place = plenaries.index(sitting.pk)
    if place == 0:
        return f"第一次{kind}：通过会议议程，听取报告和说明"
    return f"第二次{kind}：表决" if len(plenaries) == 2 else f"{kind}：{_later(place, len(plenaries))}"


def _later(place: int, count: int) -> str:
    return "表决" if place == count - 1 else "继续听取报告"
