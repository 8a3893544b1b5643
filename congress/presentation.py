"""Shapes that the faces hand to the page components (`congress/templatetags/portal.py`).

Plain data and the words that follow from it: nothing here reads the database, the clock or a request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from congress.official.numerals import date_text

StepState = Literal["done", "current", "owed", "late", "none"]
DueState = Literal["done", "late", "today", "soon", "open"]
BadgeKind = Literal["done", "current", "owed", "soon", "late", "none", "green", "yellow", "red"]

#: From this many days before the date a mark changes its shape: a week is the office's planning horizon.
SOON_DAYS = 7
#: Width of the tally bar in its own drawing units, so that shares keep three digits.
BAR_UNITS = 1000


def cn_day(day: date, *, near: date) -> str:
    """A date without its year where the year is the one of `near`: 8月28日."""
    return f"{day.month}月{day.day}日" if day.year == near.year else date_text(day)


@dataclass(frozen=True, slots=True)
class Document:
    """A paper one can open: the text of its link, the address, and its size in words (“Word，24 KB”)."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DueMark:
    """How near a deadline is, seen on `today`, and how its date was reached.

    `explanation` holds whole sentences (rule, start, days counted, holiday moved, citation); `done_word` says what
    ended the duty (已完成, 已答复, 已豁免).
    """

    due_on: date
    today: date
    is_done: bool = False
    done_on: date | None = None
    explanation: tuple[str, ...] = ()
    done_word: str = "已完成"

    @property
    def days(self) -> int:
        """Calendar days from today to the date; negative when the date has passed."""
        return (self.due_on - self.today).days

    @property
    def state(self) -> DueState:
        """The state that gives the mark its shape and colour."""
        if self.is_done:
            return "done"
        if self.days < 0:
            return "late"
        if self.days == 0:
            return "today"
        return "soon" if self.days <= SOON_DAYS else "open"

    @property
    def word(self) -> str:
        """The mark in words, without its date."""
        if self.is_done:
            return self.done_word
        if self.days < 0:
            return f"逾期 {-self.days} 天"
        return f"还有 {self.days} 天" if self.days else "今日到期"

    @property
    def day(self) -> str:
        """The date beside the word: when it was done, or when it is due."""
        if self.is_done:
            return cn_day(self.done_on, near=self.today) if self.done_on else ""
        return "" if self.days == 0 else cn_day(self.due_on, near=self.today)

    @property
    def text(self) -> str:
        """Word and date in one line, for letters and lists."""
        return f"{self.word} · {self.day}" if self.day else self.word

    @property
    def sentences(self) -> tuple[str, ...]:
        """The explanation, led by the full date and by how many days late it was kept, if late."""
        lead = f"期限：{date_text(self.due_on)}。"
        if self.is_done and self.done_on and self.done_on > self.due_on:
            lead = f"{lead}完成时已超过期限 {(self.done_on - self.due_on).days} 天。"
        return (lead, *self.explanation)


@dataclass(frozen=True, slots=True)
class Step:
    """One dated step of a chain; `on` is when it happened, `due` what is owed."""

    label: str
    on: date | None = None
    state: StepState = "none"
    note: str = ""
    documents: Sequence[Document] = ()
    due: DueMark | None = None
    url: str = ""
    is_illustrative: bool = False

    @property
    def state_word(self) -> str:
        """The state in a word, so that shape and colour never stand alone."""
        return {
            "done": "已完成",
            "current": "进行中",
            "owed": "待办",
            "late": "逾期",
            "none": "未开始",
        }[self.state]


@dataclass(frozen=True, slots=True)
class TallyPart:
    """One counted part of a vote with its place on the bar, in `BAR_UNITS`."""

    key: str
    label: str
    count: int
    start: int
    width: int


def bar_parts(counts: Sequence[tuple[str, str, int]], whole: int) -> list[TallyPart]:
    """The counted parts from left to right, on a bar as long as `whole`."""
    parts, before = [], 0
    for key, label, count in counts:
        start = BAR_UNITS * before // whole if whole else 0
        before += count
        end = BAR_UNITS * before // whole if whole else 0
        parts.append(TallyPart(key, label, count, start, end - start))
    return parts


@dataclass(frozen=True, slots=True)
class Count:
    """What every count has beside its columns: all members, those present, and those whose voice is in no column.

    Not cast, spoiled, blank and absent are told apart from the columns, which are the lawful ones alone.
    """

    entitled: int
    present: int
    not_cast: int = 0
    spoiled: int = 0
    blank: int = 0

    @property
    def apart(self) -> list[tuple[str, int]]:
        """Who or what stands in no column, with its number; what there was none of is left out."""
        found = (
            ("未表决", self.not_cast),
            ("无效票", self.spoiled),
            ("空白票", self.blank),
            ("缺席", self.entitled - self.present),
        )
        return [(label, number) for label, number in found if number > 0]


@dataclass(frozen=True, slots=True)
class Tally:
    """A vote: members in office, present, and how they voted.

    More than half of *all* members decides, not of those present, so the line is drawn on `entitled`; `result`
    replaces the computed words where the law asks for another majority.
    Source: 地方各级人民代表大会和地方各级人民政府组织法 (2022) art 51.
    """

    entitled: int
    present: int
    yes: int
    no: int = 0
    abstain: int = 0
    spoiled: int = 0
    result: str = ""
    not_cast: int = 0
    blank: int = 0

    #: the line of more than half stands in the middle of the bar
    has_line = True

    @property
    def needed(self) -> int:
        """The smallest number that is more than half of all."""
        return self.entitled // 2 + 1

    @property
    def is_carried(self) -> bool:
        """Whether the yes votes are more than half of all."""
        return self.yes >= self.needed

    @property
    def result_word(self) -> str:
        """The result in words."""
        if self.result:
            return self.result
        return "通过" if self.is_carried else "未通过"

    @property
    def rule(self) -> str:
        """What the line on the bar stands for."""
        return f"须超过全体 {self.entitled} 人的半数，即 {self.needed} 票"

    @property
    def parts(self) -> list[TallyPart]:
        """The lawful columns from left to right."""
        counts = [("yes", "赞成", self.yes), ("no", "反对", self.no), ("abstain", "弃权", self.abstain)]
        return bar_parts(counts, self.entitled)

    @property
    def apart(self) -> list[tuple[str, int]]:
        """Who or what stands in no column."""
        return Count(self.entitled, self.present, self.not_cast, self.spoiled, self.blank).apart

    @property
    def text(self) -> str:
        """The whole tally in one line."""
        return tally_text(self)


@dataclass(frozen=True, slots=True)
class GradeTally:
    """A satisfaction assessment: members in office, present, and the grades from the best to the worst.

    `grades` are label and count; `rule` says in words how the outcome is reached, which is a local rule, so there is
    no line on the bar unless `has_line` tells that it stands at half of all members.
    """

    entitled: int
    present: int
    grades: Sequence[tuple[str, int]]
    abstain: int = 0
    result: str = ""
    is_carried: bool = True
    rule: str = ""
    not_cast: int = 0
    spoiled: int = 0
    blank: int = 0
    has_line: bool = False

    @property
    def result_word(self) -> str:
        """The outcome in words."""
        return self.result

    @property
    def parts(self) -> list[TallyPart]:
        """The grades from the best to the worst, then the abstentions."""
        worst = len(self.grades) - 1
        keys = {0: "yes", worst: "no"}
        counts = [(keys.get(place, "between"), label, count) for place, (label, count) in enumerate(self.grades)]
        return bar_parts([*counts, ("abstain", "弃权", self.abstain)], self.entitled)

    @property
    def apart(self) -> list[tuple[str, int]]:
        """Who or what stands in no column."""
        return Count(self.entitled, self.present, self.not_cast, self.spoiled, self.blank).apart

    @property
    def text(self) -> str:
        """The whole assessment in one line."""
        return tally_text(self)


def tally_text(tally: Tally | GradeTally) -> str:
    """A count in one line: 应到 27 · 实到 25 · 赞成 22 · 反对 1 · 弃权 2."""
    votes = " · ".join(f"{part.label} {part.count}" for part in tally.parts)
    return f"应到 {tally.entitled} · 实到 {tally.present} · {votes}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, its unit and the list behind it; `approx` is 余 or 多 where the source rounds (6200余条)."""

    number: int | Decimal | str
    unit: str
    label: str
    url: str = ""
    approx: Literal["", "余", "多"] = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RibbonMonth:
    """A month of the year ribbon: how much was held, is still due, is late."""

    month: int
    held: int = 0
    due: int = 0
    late: int = 0
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class OpinionPoint:
    """One numbered point of an opinion paper with its own answer and state."""

    number: int
    text: str
    organ: str = ""
    state: BadgeKind = "none"
    state_label: str = ""
    answer: str = ""
    answered_on: date | None = None
    due: DueMark | None = None
    documents: Sequence[Document] = ()
    url: str = ""
    is_illustrative: bool = False


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One waiting thing: where to do it, a note (kind, organ) and its deadline."""

    title: str
    url: str
    note: str = ""
    due: DueMark | None = None


@dataclass(frozen=True, slots=True)
class DeskBlock:
    """A block of the desk: what waits of one kind, the first rows, and the address of all."""

    title: str
    rows: Sequence[DeskRow]
    total: int
    url: str = ""
    empty: str = "现在没有等待办理的事项。"

    @property
    def hidden(self) -> int:
        """How many more there are than are shown."""
        return max(self.total - len(self.rows), 0)
