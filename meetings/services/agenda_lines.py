"""An agenda pasted line by line: each line becomes an item, its kind, mode and organ read from the words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Organ, User
from meetings.models import AgendaItem, Meeting
from meetings.services import agenda

Kind, Mode = AgendaItem.Kind, AgendaItem.Mode

#: a shorter name of an organ is not looked for in titles
SHORTEST_NAME: Final = 3
#: more lines than this are no agenda
MOST_LINES: Final = 60
#: 一、 1. （二） ③ at the beginning of a line
_NUMBERING: Final = re.compile(
    r"^\s*(?:[（(]?[0-9一二三四五六七八九十]{1,3}[)）]|[0-9一二三四五六七八九十]{1,3}[、.．]|[①-⑳])\s*"
)
#: between title, organ and reporter
_COLUMNS: Final = re.compile(r"\s*[｜|\t]\s*")
#: words and the kind they tell of, the more particular before the more general
_KINDS: Final = (
    (("任免", "任命", "免职", "人事"), Kind.PERSONNEL),
    (("专题询问",), Kind.INQUIRY),
    (("通过审议意见", "审议意见（草案）", "审议意见草案"), Kind.OPINIONS),
    (("执法检查",), Kind.INSPECTION_REPORT),
    (("整改",), Kind.RECTIFICATION_REPORT),
    (("审计工作", "审计报告", "审计查出"), Kind.AUDIT_REPORT),
    (("国有资产",), Kind.STATE_ASSET_REPORT),
    (("债务", "预算调整", "调整预算", "调整方案"), Kind.DEBT),
    (("决算",), Kind.FINAL_ACCOUNTS),
    (("预算", "财政"), Kind.FISCAL_REPORT),
    (("计划执行",), Kind.PLAN_EXECUTION),
    (("环境状况", "环境保护目标", "生态环境"), Kind.ENVIRONMENT_REPORT),
    (("代表建议", "建议、批评和意见", "建议批评意见"), Kind.SUGGESTION_REPORT),
    (("履职", "述职"), Kind.DUTY_REPORT),
    (("重大事项",), Kind.MAJOR_MATTER),
    (("决定（草案）", "决议（草案）", "决定草案", "决议草案", "的决定", "的决议"), Kind.ACT),
    (("报告",), Kind.SPECIAL_REPORT),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What one pasted line says; `number` is its place in the paste, for messages."""

    number: int
    title: str
    organ: str = ""
    reporter: str = ""

    @property
    def kind(self) -> str:
        """The kind by its words; other where none of them stands there."""
        return next((kind for words, kind in _KINDS if any(word in self.title for word in words)), Kind.OTHER)

    @property
    def mode(self) -> str:
        """Heard unless the words say otherwise."""
        if "书面" in self.title:
            return Mode.WRITTEN
        return Mode.FIRST_REVIEW if "初审" in self.title or "初步审查" in self.title else Mode.HEARD


def parse(text: str) -> list[Line]:
    """The lines that say something, without their numbering; columns are set apart by a tab or ｜.

    Raises ValidationError naming the line that is too long or stands there twice.
    """
    lines: list[Line] = []
    seen: dict[str, int] = {}
    longest = AgendaItem._meta.get_field("title").max_length or 0
    for number, raw in enumerate(text.splitlines(), start=1):
        columns = _COLUMNS.split(_NUMBERING.sub("", raw).strip())
        title, organ, reporter = (*columns, "", "")[:3]
        title = title.rstrip("；;。").strip()
        if not title:
            continue
        if len(title) > longest:
            raise ValidationError(f"第{number}行有{len(title)}字，议程标题不超过{longest}字。")
        if title in seen:
            raise ValidationError(f"第{number}行与第{seen[title]}行重复：{title}。")
        seen[title] = number
        lines.append(Line(number, title, organ, reporter))
    if len(lines) > MOST_LINES:
        raise ValidationError(f"一次最多粘贴{MOST_LINES}项议程，现有{len(lines)}项。")
    return lines


@transaction.atomic
def add(meeting: Meeting, text: str, *, actor: User, motive: str = "") -> list[AgendaItem]:
    """Put every line on the agenda, after what is there; all or none.

    Raises ValidationError with the line's number if a line is refused, names an organ that is not known, or repeats
    an item that is on the agenda.
    """
    organs = list(Organ.objects.filter(ends_on__isnull=True).order_by("rank", "code"))
    known = set(meeting.items.values_list("title", flat=True))
    added = []
    for line in parse(text):
        if line.title in known:
            raise ValidationError(f"第{line.number}行已在议程中：{line.title}。")
        item = _item(meeting, line, organs)
        item.motive = motive
        try:
            added.append(agenda.add(item, actor=actor))
        except ValidationError as error:
            raise ValidationError(f"第{line.number}行“{line.title}”：{'；'.join(error.messages)}") from error
    return added


def _item(meeting: Meeting, line: Line, organs: Sequence[Organ]) -> AgendaItem:
    longest = AgendaItem._meta.get_field("reporter").max_length or 0
    return AgendaItem(
        meeting=meeting,
        order=0,
        kind=line.kind,
        mode=line.mode,
        title=line.title,
        reporting_organ=_organ(line, organs),
        reporter=line.reporter[:longest],
        is_for_vote=line.kind in AgendaItem.VOTED_KINDS and meeting.kind in Meeting.DECIDING,
    )


def _organ(line: Line, organs: Sequence[Organ]) -> Organ | None:
    """The organ that the line names in its column, or in the words of the title; the longest name counts."""
    if line.organ:
        named = [organ for organ in organs if line.organ in (organ.name, organ.short_name)]
        if not named:
            raise ValidationError(f"第{line.number}行的机关“{line.organ}”未登记，请核对名称。")
        return named[0]
    found = [(len(name), organ) for organ in organs for name in _names(organ) if name in line.title]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _names(organ: Organ) -> list[str]:
    """The names under which an organ reports; one of two characters stands in too many titles."""
    if organ.kind in (Organ.Kind.CONGRESS, Organ.Kind.STANDING_COMMITTEE, Organ.Kind.CHAIR_MEETING):
        return []
    return [name for name in (organ.name, organ.short_name) if len(name) >= SHORTEST_NAME]
