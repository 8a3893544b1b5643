"""What a page of the unfinished shows, whichever face draws it: what may be asked, what was asked, the lines."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import QueryDict

from congress.models import ObligationQuerySet, Organ, RuleStage, User
from congress.presentation import DueMark
from congress.registry import Leader
from congress.roles import BY_CODE
from congress.services import unfinished
from congress.services.marks import due_mark, owed_by
from congress.services.unfinished import Filters, Group, Summary
from congress.services.urging import MOST

#: rows of one page
PAGE_SIZE: Final = 20
_KEY: Final = re.compile(r"\d{1,18}", re.ASCII)
Choices = Sequence[tuple[str, str]]
#: audiences of a reminder that are told when a thing is late, above those who owe
_ABOVE: Final = tuple(
    (str(value), str(label))
    for value, label in RuleStage.Audience.choices
    if value not in (RuleStage.Audience.OWNER, RuleStage.Audience.WATCHERS)
)


@dataclass(frozen=True, slots=True)
class Select:
    """A filter as the page offers it, with what was asked for."""

    name: str
    label: str
    options: Choices
    value: str

    @property
    def is_known(self) -> bool:
        """Whether what was asked for is among the options."""
        return not self.value or self.value in dict(self.options)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: filters and grouping; `problem` says in words what of it makes no sense."""

    selects: Sequence[Select]
    filters: Filters
    by: str
    problem: str
    led: Sequence[Leader]

    @property
    def query(self) -> str:
        """The filters as the query string of an address."""
        return urlencode(self.filters.as_query())

    @property
    def groupings(self) -> list[tuple[str, str, bool]]:
        """The ways of looking: address, words, whether it is this one."""
        own = self.filters.as_query()
        ways = [("", "逐件"), *((code, f"按{label}") for code, label in unfinished.GROUPINGS.items())]
        return [(f"?{urlencode({**own, 'by': code} if code else own)}", words, code == self.by) for code, words in ways]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A line of the list gathered, with the address of its things where it has one."""

    group: Group
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A thing that is owed as the list tells it."""

    key: int
    title: str
    path: str
    owed_by: str
    watched_by: str
    leader: str
    rule: str
    citation: str
    due: DueMark
    urged: str

    @property
    def note(self) -> str:
        """Who owes, who watches, who is in charge, in one line."""
        parts = (self.owed_by, self.watched_by, self.leader and f"{self.leader}分管", self.urged)
        return " · ".join(part for part in parts if part)


def asked(user: User, query: Mapping[str, str], *, on: date) -> Asked:
    """Read an address. What is none of the options is a problem told in words, and then nothing is to be listed."""
    led = unfinished.leaders(on)
    selects = [
        Select(name, label, options, query.get(name, "").strip()) for name, label, options in _offered(user, led)
    ]
    by = query.get("by", "")
    wrong = [select.label for select in selects if not select.is_known]
    if by and by not in unfinished.GROUPINGS:
        wrong.append("汇总方式")
        by = ""
    return Asked(
        selects,
        Filters(**{select.name: select.value for select in selects}) if not wrong else Filters(),
        by,
        f"筛选条件不正确：{'、'.join(wrong)}。请重新选择。" if wrong else "",
        led,
    )


def _offered(user: User, led: Sequence[Leader]) -> list[tuple[str, str, Choices]]:
    organs = [(row.pk, row.kind, str(row)) for row in Organ.objects.only("name", "short_name", "kind")]
    roles = [(f"{unfinished.ROLE_PREFIX}{code}", role.label) for code, role in BY_CODE.items()]
    own_house = (Organ.Kind.WORKING_COMMITTEE, Organ.Kind.OFFICE)
    found: list[tuple[str, str, Choices]] = [
        ("organ", "责任主体", [(str(key), name) for key, _, name in organs] + roles),
        ("lateness", "期限状态", [(each.code, each.label) for each in unfinished.LATENESS.values()]),
        ("rule", "期限规则", unfinished.rule_choices()),
        ("audience", "已报告至", _ABOVE),
    ]
    # Who watches one committee's things has no other to choose.
    if user.has_perm("congress.oversee_obligations"):
        committees = [(str(key), name) for key, kind, name in organs if kind in own_house]
        leaders = [(leader.key, leader.name) for leader in led]
        found[1:1] = [
            ("committee", "对口工委", committees),
            ("leader", "分管领导", [*leaders, (unfinished.NOBODY, "未明确分管领导")]),
        ]
    return found


def found(user: User, question: Asked, *, on: date) -> ObligationQuerySet:
    """The rows that a question asks for; none where it makes no sense."""
    rows = unfinished.find(user, question.filters, on=on, led=question.led)
    return rows.none() if question.problem else rows


def lines(rows: Iterable[Any], question: Asked, *, on: date) -> list[Line]:
    """Rows of `unfinished.for_list` as lines."""
    by_organ = {organ: leader.name for leader in question.led for organ in leader.organs}
    return [
        Line(
            key=row.pk,
            title=row.title,
            path=row.path,
            owed_by=owed_by(row),
            watched_by=str(row.watched_by) if row.watched_by and row.watched_by_id != row.owed_organ_id else "",
            leader=by_organ.get(row.watched_by_id or row.owed_organ_id, ""),
            rule=row.rule.code,
            citation=row.rule.citation,
            due=due_mark(row, on=on),
            urged=unfinished.urged_note(row, on=on),
        )
        for row in rows
    ]


def group_lines(rows: ObligationQuerySet, question: Asked, *, on: date) -> list[GroupLine]:
    """The rows gathered as the question asks, each line with the address of its things."""
    own = question.filters.as_query()
    return [
        GroupLine(group, f"?{urlencode({**own, **group.filters})}" if group.filters else "")
        for group in unfinished.groups(rows, question.by, on=on, led=question.led)
    ]


def summary_text(counts: Summary) -> str:
    """How many in words: 未完成1,000件以上，其中逾期12件，7天内到期3件。"""
    if counts.is_more:
        late = f"{counts.late}件" if counts.late <= unfinished.COUNTED else f"超过{unfinished.COUNTED:,}件"
        return f"未完成超过{unfinished.COUNTED:,}件，其中逾期{late}。"
    return f"未完成{counts.total}件，其中逾期{counts.late}件，{unfinished.SOON_DAYS}天内到期{counts.soon}件。"


def chosen(user: User, question: Asked, sent: QueryDict, *, on: date) -> list[int]:
    """The keys that a form of the list sent: one line's button, the lines that were ticked, or all that was found.

    Raises ValidationError where they are no keys, or the filters of all make no sense.
    """
    if "all" in sent:
        if question.problem:
            raise ValidationError(question.problem)
        return list(found(user, question, on=on).order_by("due_on", "id").values_list("pk", flat=True)[: MOST + 1])
    texts = [str(text) for text in (sent.getlist("one") or sent.getlist("chosen"))]
    if any(not _KEY.fullmatch(text) for text in texts):
        raise ValidationError("所选事项不正确，请重新勾选后再办理。")
    return [int(text) for text in texts]


def listing(page: Any, rows: ObligationQuerySet, question: Asked, *, on: date) -> dict[str, Any]:
    """What the list needs in a template: `page` is a `KeyPage` of `unfinished.for_list(rows)`."""
    counts = unfinished.summary(rows, on=on)
    return {
        "page": page,
        "lines": lines(page.rows, question, on=on),
        "counts": counts,
        "summary": summary_text(counts),
    }
