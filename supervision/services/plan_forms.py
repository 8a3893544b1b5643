"""The forms of a topic as a clerk writes them in one line: 听取审议报告6月；执法检查7至8月."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError

from supervision.models import PlannedForm, Topic

#: short words that clerks write, beside the labels of the kinds
_ALSO: Final = {
    "报告": "report",
    "听取报告": "report",
    "听取和审议报告": "report",
    "检查": "inspection",
    "调研": "research",
    "询问": "inquiry",
    "评议": "review",
    "跟踪督查": "follow_up",
    "决定": "decision",
    "决议决定": "decision",
    "制度建设": "system",
    "会议": "meeting",
    "座谈": "meeting",
    "活动": "activity",
    "培训": "training",
    "其他": "other",
}
_WORDS: Final[dict[str, str]] = {**{label: value for value, label in PlannedForm.Kind.choices}, **_ALSO}
_PART: Final = re.compile(r"(\D+?)(?:全年|(\d{1,2})月?(?:(?:至|到|-|—|–|~)(\d{1,2}))?月)", re.ASCII)
_MONTHS: Final = range(1, 13)
#: more forms than any topic has
MOST: Final = 12
_EXAMPLE: Final = "如“听取审议报告6月；执法检查7至8月”"


@dataclass(frozen=True, order=True)
class Planned:
    """One form and its months."""

    month_from: int
    month_to: int
    kind: str


def parse(text: str) -> list[Planned]:
    """Read such a line. Raises ValidationError naming the part that is not understood."""
    parts = [part for part in re.split(r"[;；、,，\n]", _plain(text)) if part]
    if len(parts) > MOST:
        raise ValidationError(f"一个议题最多填写{MOST}种形式。")
    found = [_read(part) for part in parts]
    if len(set(found)) != len(found):
        raise ValidationError("形式和月份有重复，请核对。")
    return sorted(found)


def _plain(text: str) -> str:
    return re.sub(r"[ \t\r　]", "", unicodedata.normalize("NFKC", text)).replace("~", "至")


def _read(part: str) -> Planned:
    matched = _PART.fullmatch(part)
    kind = _WORDS.get(matched[1]) if matched else None
    if matched is None or kind is None:
        words = "、".join(PlannedForm.Kind.labels)
        raise ValidationError(f"看不懂“{part[:40]}”，应写形式和月份，{_EXAMPLE}；形式有：{words}。")
    first = int(matched[2]) if matched[2] else _MONTHS[0]
    last = int(matched[3] or first) if matched[2] else _MONTHS[-1]
    if first not in _MONTHS or last not in _MONTHS or last < first:
        raise ValidationError(f"“{part[:40]}”的月份不对，应在1至12月之间，先小后大。")
    return Planned(first, last, kind)


def render(forms: Iterable[PlannedForm]) -> str:
    """The line for stored forms, as `parse` reads it."""
    return "；".join(f"{form.get_kind_display()}{form.months}" for form in sorted(forms, key=_place))


def words(forms: Iterable[PlannedForm]) -> str:
    """The forms for a reader: 6月听取审议报告；7至8月执法检查."""
    return "；".join(str(form) for form in sorted(forms, key=_place))


def _place(form: PlannedForm) -> tuple[int, int, str]:
    return form.month_from, form.month_to, form.kind


def rewrite(topic: Topic, planned: Sequence[Planned]) -> bool:
    """Give a topic exactly these forms; whether anything changed.

    Forms that stay keep their record. Raises ValidationError if a form that was fulfilled would go.
    """
    stored = {Planned(form.month_from, form.month_to, form.kind): form for form in topic.forms.with_facts()}
    gone = [form for key, form in stored.items() if key not in planned]
    if fulfilled := [form for form in gone if form.fact is not None or form.fulfilled_on]:
        raise ValidationError(f"“{fulfilled[0]}”已有对应的记录，不能删去或者改期。")
    for form in gone:
        form.delete()
    fresh = [each for each in planned if each not in stored]
    for each in fresh:
        form = PlannedForm(topic=topic, kind=each.kind, month_from=each.month_from, month_to=each.month_to)
        form.full_clean()
        form.save(force_insert=True)
    return bool(gone or fresh)
