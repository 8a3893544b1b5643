"""The text of minutes, drafted from the records: what was dealt with, how it was decided, who spoke.

Each line is a paragraph; a line that opens with 一、 or （一） is a heading (`blocks`).
"""

import re
from collections.abc import Sequence
from typing import Final

from django.db.models import Count, QuerySet

from congress.official import Block, Heading, Paragraph, chinese, date_text, ordinal, period_text
from meetings.models import Act, AgendaItem, Assessment, Conclusion, Meeting, PersonnelAction, Vote
from meetings.services import name_lists
from meetings.services.vote_words import assessment_sentence, notes, sentence

from .name_lists import Line

Status = AgendaItem.Status
#: titles that say by themselves what the meeting did
_VERBS: Final = ("听取", "审议", "书面", "审查", "通过", "批准", "讨论", "研究", "表决", "传达", "学习", "任免", "票决")
#: titles that tell the result of a vote, which is told by the vote itself
_DECIDING: Final = ("通过", "批准", "表决", "票决", "审议通过")
_DONE: Final = {
    AgendaItem.Mode.HEARD: "听取和审议了",
    AgendaItem.Mode.WRITTEN: "书面审议了",
    AgendaItem.Mode.FIRST_REVIEW: "初次审议了",
}
_APPOINTMENTS: Final = {
    PersonnelAction.Kind.APPOINT: "任命{person}为{post}",
    PersonnelAction.Kind.REMOVE: "免去{person}的{post}职务",
    PersonnelAction.Kind.REVOKE: "撤销{person}的{post}职务",
    PersonnelAction.Kind.ACCEPT_RESIGNATION: "接受{person}辞去{post}职务的请求",
    PersonnelAction.Kind.DECIDE_ACTING: "由{person}代理{post}职务",
}
_HEADING: Final = (
    re.compile(r"^([一二三四五六七八九十百]+、)(.+)$"),
    re.compile(r"^(（[一二三四五六七八九十百]+）)(.+)$"),
)
#: a numbered line longer than this, or one that goes on after a full stop, is a paragraph and no heading
_LONGEST_HEADING: Final = 80


def compose(meeting: Meeting) -> str:
    """The draft of a meeting's minutes."""
    lines, number = [_opening(meeting)], 0
    for number, item in enumerate(_items(meeting), start=1):
        lines += [f"{chinese(number)}、{item.title}", *_topic(item)]
    concluded = meeting.conclusions.select_related("organ").order_by("order")
    if told := [f"{row.order}．{conclusion(row)}" for row in concluded]:
        lines += [f"{chinese(number + 1)}、议定事项", *told]
    return "\n".join(lines)


def blocks(text: str) -> list[Block]:
    """The paragraphs and headings of a text, numbered as they were typed."""
    lines = filter(None, map(str.strip, text.splitlines()))
    return [_heading(line) or Paragraph(line) for line in lines]


def _heading(line: str) -> Heading | None:
    if len(line) > _LONGEST_HEADING or "。" in line:
        return None
    for level, form in enumerate(_HEADING, start=1):
        if match := form.match(line):
            return Heading(match[2], 1 if level == 1 else 2, number=match[1])
    return None


def _items(meeting: Meeting) -> QuerySet[AgendaItem]:
    rows = meeting.items.select_related("reporting_organ").annotate(speakers=Count("speeches")).order_by("order")
    return rows.prefetch_related("votes", "assessments", "acts", "conclusions__organ")


def _opening(meeting: Meeting) -> str:
    lines = name_lists.members(meeting)
    present = [line for line in lines if line.attendance.status == "present"]
    at = f"在{meeting.place}" if meeting.place else ""
    chaired = f"会议由{meeting.chaired_by}主持。" if meeting.chaired_by else ""
    days = period_text(meeting.starts_on, meeting.ends_on)
    counted = f"应到{len(lines)}人，实到{len(present)}人{_absent(lines)}，符合法定人数。" if present else ""
    return f"{days}，{meeting}{at}举行。{chaired}{counted}"


def _absent(lines: Sequence[Line]) -> str:
    """Leave and absence as numbers; never a reason."""
    states = [line.attendance.status for line in lines]
    named = (("on_leave", "请假"), ("absent", "缺席"))
    return "".join(f"，{word}{states.count(state)}人" for state, word in named if state in states)


def _topic(item: AgendaItem) -> list[str]:
    """What was done with one item."""
    if item.status in (Status.DEFERRED, Status.WITHDRAWN):
        return [_put_off(item)]
    told = [_heard(item)]
    told += [_vote(vote) for vote in item.votes.all() if not vote.is_void]
    told += [_assessment(row) for row in item.assessments.all() if not row.is_void]
    told += [_act(act) for act in item.acts.all()]
    if item.kind == AgendaItem.Kind.PERSONNEL:
        told += _appointments(item)
    return [line for line in told if line]


def _put_off(item: AgendaItem) -> str:
    reason = item.status_note.rstrip("。")
    if item.status == Status.WITHDRAWN:
        return f"根据{item.withdrawn_by}的要求，{_named(item)}在表决前撤回：{reason}。"
    return f"会议审议了{_named(item)}，决定暂不交付表决：{reason}。"


def _named(item: AgendaItem) -> str:
    """The title as the object of a sentence."""
    is_plain = not item.title.startswith("关于") or item.reporting_organ is None
    return item.title if is_plain else f"{item.reporting_organ}{item.title}"


def _heard(item: AgendaItem) -> str:
    if item.title.startswith(_DECIDING) and item.votes.all():
        told = "会议审议了有关议案。"
    elif item.title.startswith(_VERBS):
        told = f"会议{item.title}。"
    elif item.kind == AgendaItem.Kind.PERSONNEL:
        told = f"会议审议了{_named(item)}。"
    else:
        reporter = f"（{item.reporter}作报告）" if item.reporter else ""
        told = f"会议{_DONE[AgendaItem.Mode(item.mode)]}{_named(item)}{reporter}。"
    spoken: int = item.speakers  # type: ignore[attr-defined]
    return f"{told}审议中有{spoken}人次发言。" if spoken else told


def _vote(vote: Vote) -> str:
    return f"会议对{vote.title}进行了表决：{sentence(vote).rstrip('。')}{_notes(vote)}。"


def _assessment(row: Assessment) -> str:
    return f"会议对{row.title}进行了满意度测评：{assessment_sentence(row).rstrip('。')}{_notes(row)}。"


def _notes(poll: Vote | Assessment) -> str:
    """A further round and a correction are told with the result."""
    return "".join(f"（{note.rstrip('。')}）" for note in notes(poll))


def _act(act: Act) -> str:
    title = act.title if act.title.startswith("《") else f"《{act.title}》"
    return f"会议通过了{title}。"


def _appointments(item: AgendaItem) -> list[str]:
    """Those that were carried; what failed or was not put to the vote is told by the votes alone."""
    carried = PersonnelAction.objects.carried().filter(motion__item=item).select_related("person", "post")
    rows = list(carried.order_by("motion_id", "order"))
    return [f"会议决定：{'；'.join(_appointment(row) for row in rows)}。"] if rows else []


def _appointment(row: PersonnelAction) -> str:
    return _APPOINTMENTS[PersonnelAction.Kind(row.act)].format(person=row.person, post=row.post)


def conclusion(row: Conclusion) -> str:
    """One numbered decision, with who carries it out by when."""
    text = row.text.strip().rstrip("。")
    if row.organ is None:
        return f"{text}。"
    by = f"，于{date_text(row.due_on)}前完成" if row.due_on else ""
    return f"{text}（由{row.organ}承办{by}）。"


def running_number(meeting: Meeting) -> str:
    """第十四次; empty where the ordinal is not known."""
    return ordinal(meeting.number, "次") if meeting.number else ""
