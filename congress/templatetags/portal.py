"""The page components (look.md, “signature elements”) and the filters that print dates and numbers in Chinese.

Components take the plain shapes of `congress.presentation`, so the public pages, the workspace and the admin draw
the same thing. See docs/components.md for examples.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import QueryDict
from django.template.context import Context
from django.utils import timezone

from congress.official.numerals import chinese, date_text
from congress.presentation import (
    BAR_UNITS,
    BadgeKind,
    DeskBlock,
    DueMark,
    Figure,
    GradeTally,
    OpinionPoint,
    RibbonMonth,
    Step,
    Tally,
)
from congress.progress import Progress

register = template.Library()

#: Four digits are read at a glance; from five on they are set apart.
FIRST_GROUPED = 10_000
ILLUSTRATIVE = "本条日期或文字为示例，非历史记录"


@register.inclusion_tag("includes/chain.html")
def chain(steps: Iterable[Step], label: str = "办理过程") -> dict[str, object]:
    """A loop from its first step to its last, as a vertical line of dated steps."""
    return {"steps": list(steps), "label": label}


@register.inclusion_tag("includes/due_mark.html")
def due_mark(due: DueMark | None) -> dict[str, object]:
    """A deadline in word, shape and colour; how its date was reached is one tap away."""
    return {"due": due}


@register.inclusion_tag("includes/tally.html")
def tally(votes: Tally | GradeTally | None) -> dict[str, object]:
    """The counts of a vote, their bar with the line of more than half of all, and the result."""
    return {"tally": votes, "units": BAR_UNITS, "half": BAR_UNITS // 2}


@register.inclusion_tag("includes/figure.html")
def figure(number: Figure) -> dict[str, object]:
    """A large number with its unit, leading to the list that it counts."""
    return {"figure": number}


@register.inclusion_tag("includes/year_ribbon.html")
def year_ribbon(months: Iterable[RibbonMonth], year: int | None = None) -> dict[str, object]:
    """Twelve months with what was held, what is due and what is late."""
    return {"months": list(months), "year": year}


@register.inclusion_tag("includes/status_badge.html")
def status_badge(label: str, kind: BadgeKind = "none") -> dict[str, object]:
    """A state as a word with a shape; `green`, `yellow`, `red` are the lights of the livelihood projects."""
    return {"label": label, "kind": kind}


@register.inclusion_tag("includes/opinion_points.html")
def opinion_points(points: Iterable[OpinionPoint]) -> dict[str, object]:
    """The numbered points of an opinion paper, each with its own answer and state."""
    return {"points": list(points)}


@register.inclusion_tag("includes/progress.html")
def progress_bar(progress: Progress | None) -> dict[str, object]:
    """How far something is: a bar, and the arithmetic behind it; nothing where there is nothing to count."""
    return {"progress": progress}


@register.inclusion_tag("includes/desk_block.html")
def desk_block(block: DeskBlock, level: int = 2) -> dict[str, object]:
    """What waits of one kind: the count, the first rows and the way to all of them."""
    return {"block": block, "level": level}


@register.inclusion_tag("includes/illustrative.html")
def illustrative(shown: object = True) -> dict[str, object]:
    """The mark 示例 beside what the source does not tell; nothing where `shown` is false."""
    return {"shown": bool(shown), "explanation": ILLUSTRATIVE}


@register.inclusion_tag("includes/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, object]:
    """The fields to correct, each named and linked; the errors of the whole form stand above it."""
    return {"fields": [field for field in form.visible_fields() if field.errors]}


@register.inclusion_tag("includes/breadcrumb.html")
def breadcrumb(*pairs: str) -> dict[str, object]:
    """The way to this page: title, address, title, address, …, and last this page's title alone."""
    return {
        "places": list(zip(pairs[0::2], pairs[1::2], strict=False)),
        "here": pairs[-1] if len(pairs) % 2 else "",
    }


@register.inclusion_tag("includes/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], key: str = "page") -> dict[str, object]:
    """Page links of a numbered list that keep the other parameters of the address."""
    numbers: Sequence[int | str] = list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
    links = [(number, _with(context, key, number) if isinstance(number, int) else "") for number in numbers]
    return {
        "page": page,
        "links": links,
        "previous": _with(context, key, page.previous_page_number()) if page.has_previous() else "",
        "next": _with(context, key, page.next_page_number()) if page.has_next() else "",
    }


@register.filter
def cn_date(value: date | datetime | str | None) -> str:
    """2019年8月28日; a moment is told in local time, and nothing stays nothing."""
    if value is None or isinstance(value, str):
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return date_text(value)


@register.filter
def cn_number(value: int | str | None) -> str:
    """A number in Chinese numerals, for terms and sessions: 9 → 九, 14 → 十四."""
    try:
        return chinese(int(value)) if value is not None else ""
    except ValueError:
        return str(value)


@register.filter
def percent(value: float | Decimal | str | None, digits: int = 1) -> str:
    """A ratio as a percentage, rounded half up, without a trailing zero: 0.8148 → 81.5%."""
    if value is None or value == "":
        return ""
    try:
        rounded = (Decimal(str(value)) * 100).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return ""
    text = f"{rounded:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


@register.filter
def grouped(value: int | Decimal | str) -> str:
    """A number with its thousands set apart from five digits on (GB/T 15835-2011, 5.1.1); other text unchanged."""
    if isinstance(value, str) or -FIRST_GROUPED < value < FIRST_GROUPED:
        return str(value)
    return f"{value:,}"


def _with(context: Context, key: str, number: int) -> str:
    """The query string of this request with another page number."""
    query = context["request"].GET.copy() if "request" in context else QueryDict(mutable=True)
    query[key] = str(number)
    return f"?{query.urlencode()}"
