"""The year of a plan: plan against fact, by month or by working committee."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Model, Prefetch

from congress.presentation import BadgeKind, RibbonMonth
from congress.progress import Progress
from congress.publishing import Point, Publishable
from congress.services import copies
from congress.services.copies import EXAMPLE_MARK, Copy
from congress.services.deadlines import chinese_date
from supervision.models import PlannedForm, SupervisionPlan, Topic
from supervision.services import plan_publication, progress

MONTHS: Final = range(1, 13)
BY_MONTH: Final = "month"
BY_COMMITTEE: Final = "committee"
_SPAN: Final = re.compile(r"(?:全年|(\d{1,2})(?:至(\d{1,2}))?月)(.+)", re.ASCII)


@dataclass(frozen=True)
class Line:
    """One form of a topic in the year: what is planned when, how it stands, and the fact behind it."""

    topic: str
    organ: str
    committee: str
    form: str
    months: str
    month_from: int
    month_to: int
    state: BadgeKind
    state_label: str
    fact: str = ""
    fact_url: str = ""
    fact_on: date | None = None
    topic_url: str = ""
    is_example: bool = False
    is_off: bool = False
    #: its topic's number in the plan
    number: int = 0


@dataclass(frozen=True)
class Group:
    """A month or a working committee with its lines."""

    heading: str
    lines: Sequence[Line]
    anchor: str = ""


@dataclass(frozen=True)
class Year:
    """The whole year of a plan."""

    year: int
    lines: Sequence[Line]
    today: date
    facts: int = field(init=False)
    late: int = field(init=False)

    def __post_init__(self) -> None:
        """Count once."""
        object.__setattr__(self, "facts", sum(line.state == "done" for line in self.lines))
        object.__setattr__(self, "late", sum(line.state == "late" for line in self.lines))

    @property
    def months(self) -> list[RibbonMonth]:
        """The ribbon: facts in the month they took place, plans in the month they are to be done by."""
        return [self._month(month) for month in MONTHS]

    def _month(self, month: int) -> RibbonMonth:
        done = [line for line in self.lines if line.state == "done" and self._month_of(line) == month]
        planned = [line for line in self.lines if line.month_to == month and not line.is_off]
        return RibbonMonth(
            month,
            held=len(done),
            due=sum(line.state in ("owed", "current") for line in planned),
            late=sum(line.state == "late" for line in planned),
            is_current=(self.today.year, self.today.month) == (self.year, month),
        )

    def _month_of(self, line: Line) -> int:
        on = line.fact_on
        return on.month if on and on.year == self.year else line.month_to

    def grouped(self, by: str) -> list[Group]:
        """The lines by month, or by working committee."""
        return self._by_committee() if by == BY_COMMITTEE else self._by_month()

    def _by_month(self) -> list[Group]:
        ordered = sorted(self.lines, key=lambda line: (line.month_to, line.month_from))
        all_year = [line for line in ordered if (line.month_from, line.month_to) == (MONTHS[0], MONTHS[-1])]
        groups = [
            Group(
                f"{month}月", [line for line in ordered if line.month_to == month and line not in all_year], f"m{month}"
            )
            for month in MONTHS
        ]
        return [group for group in (*groups, Group("全年", all_year, "all-year")) if group.lines]

    def _by_committee(self) -> list[Group]:
        names = dict.fromkeys(line.committee for line in self.lines)
        return [Group(name, [line for line in self.lines if line.committee == name]) for name in names]


def topics_of(plan: SupervisionPlan) -> list[Topic]:
    """The topics of a plan with their forms and facts, in three queries."""
    forms = PlannedForm.objects.with_facts().select_related("topic__plan").order_by("month_from", "id")
    return list(plan.topics.all().with_words().prefetch_related(Prefetch("forms", forms)))


def of_plan(plan: SupervisionPlan, *, on: date, urls: bool = False, only_public: bool = False) -> Year:
    """The year as the committee's own people see it; with `urls` each topic leads to its page on the desk.

    `only_public` is for others who sign in: an inspection that is still planned, or an inquiry before its sitting, is
    not told to those whom it is about, so they see facts that were published.
    """
    lines = [_line(topic, form, on, urls, only_public) for topic in topics_of(plan) for form in topic.forms.all()]
    return Year(plan.year, lines, on)


def _line(topic: Topic, form: PlannedForm, on: date, urls: bool, only_public: bool) -> Line:
    is_hidden = only_public and form.fact is not None and not _public_page(form.fact)
    state, label = _unknown(topic) if is_hidden else _state(topic, form, on)
    return Line(
        topic=topic.title,
        organ=str(topic.organ),
        committee=str(topic.working_committee or plan_publication.NO_COMMITTEE),
        form=form.get_kind_display(),
        months=form.months,
        month_from=form.month_from,
        month_to=form.month_to,
        state=state,
        state_label=label,
        fact="" if is_hidden else str(form.fact or form.note),
        fact_url=_public_page(form.fact),
        fact_on=None if is_hidden else form.fact_on,
        topic_url=f"/admin/supervision/topic/{topic.pk}/change/" if urls else "",
        is_example=bool(topic.illustrative),
        is_off=topic.status in (Topic.Status.CANCELLED, Topic.Status.MOVED),
        number=topic.order,
    )


def _state(topic: Topic, form: PlannedForm, on: date) -> tuple[BadgeKind, str]:
    """How a form stands; a fact outweighs what became of its topic."""
    if done := form.fact_on:
        return "done", f"已办 · {done.month}月{done.day}日"
    if topic.status != Topic.Status.PLANNED:
        return "none", topic.get_status_display()
    if topic.plan.is_historic:
        return "owed", "计划"
    if form.is_late(on=on):
        return "late", "已过计划月份"
    return ("current", "已列入") if form.fact is not None else ("owed", "计划")


def _unknown(topic: Topic) -> tuple[BadgeKind, str]:
    """How a form stands for somebody who does not know what is behind it."""
    return ("owed", "计划") if topic.status == Topic.Status.PLANNED else ("none", topic.get_status_display())


def _public_page(fact: Any) -> str:
    """The public page of a record that society can read."""
    duty = fact.society_duty if isinstance(fact, Publishable) else None
    page = getattr(fact, "get_absolute_url", None)
    return page() if duty is not None and duty.is_readable and page is not None else ""


def of_copy(copy: Copy[SupervisionPlan], *, on: date) -> Year:
    """The year as everyone sees it: plans in the words of the copy, facts from copies of what was published."""
    facts = _published_facts(copy.record)
    lines: list[Line] = []
    for section in copy.content["sections"]:
        for point in section["points"]:
            known = list(facts.get(point["number"], ()))
            lines += _public_lines(point, section["heading"], known)
    return Year(copy.record.year, lines, on)


def public_progress(copy: Copy[SupervisionPlan], year: Year) -> Progress:
    """How far a plan is as everyone may know it: a topic is done when each of its forms has a published fact."""
    weights = dict(copy.record.topics.values_list("order", "weight"))
    lines: dict[int, list[Line]] = {}
    for line in year.lines:
        lines.setdefault(line.number, []).append(line)
    done = {number for number, rows in lines.items() if all(line.state == "done" for line in rows)}
    off = {number for number, rows in lines.items() if rows[0].is_off} - done
    return Progress(
        done=sum(weights.get(number, 1) for number in done),
        total=sum(weights.get(number, 1) for number in lines if number not in off),
        left_out=len(off),
        left_out_weight=sum(weights.get(number, 1) for number in off),
        why=progress.PLAN.why,
    )


@dataclass(frozen=True)
class _Fact:
    kind: str
    on: date
    title: str
    url: str


def _public_lines(point: Point, committee: str, facts: list[_Fact]) -> list[Line]:
    """The lines of one point; what was withheld of it stays out."""
    text, state = point["text"], point["state"]
    title, *rest = text.split("\n")
    parts = {label: line.removeprefix(label) for line in rest for label in _LABELS if line.startswith(label)}
    is_example = EXAMPLE_MARK in text
    lines = []
    for part in parts.get(plan_publication.WHEN, "").removesuffix(EXAMPLE_MARK).split("；"):
        if matched := _SPAN.fullmatch(part):
            first = int(matched[1] or MONTHS[0])
            last = int(matched[2] or matched[1] or MONTHS[-1])
            fact = next((each for each in facts if each.kind == matched[3]), None)
            if fact is not None:
                facts.remove(fact)
            lines.append(
                Line(
                    topic=title,
                    organ=parts.get(plan_publication.ORGAN, "").removesuffix(EXAMPLE_MARK),
                    committee=committee,
                    form=matched[3],
                    months=part.removesuffix(matched[3]),
                    month_from=first,
                    month_to=last,
                    state="done" if fact else "none" if state else "owed",
                    state_label=f"已办 · {chinese_date(fact.on)}" if fact else state or "计划",
                    fact=fact.title if fact else "",
                    fact_url=fact.url if fact else "",
                    fact_on=fact.on if fact else None,
                    is_example=is_example,
                    is_off=bool(state),
                    number=point["number"],
                )
            )
    return lines


_LABELS: Final = (plan_publication.ORGAN, plan_publication.WHEN)


def _published_facts(plan: SupervisionPlan) -> dict[int, list[_Fact]]:
    """Facts that society can read, by the number of their topic; titles come from the copies."""
    forms = [form for topic in topics_of(plan) for form in topic.forms.all() if _public_page(form.fact)]
    titles = _titles(form.fact for form in forms)
    found: dict[int, list[_Fact]] = {}
    for form in forms:
        fact, day = form.fact, form.fact_on
        title = titles.get((type(fact), fact.pk))
        if title and day:
            known = _Fact(form.get_kind_display(), day, title, _public_page(fact))
            found.setdefault(form.topic.order, []).append(known)
    return found


def _titles(facts: Iterable[Any]) -> dict[tuple[type[Model], int], str]:
    by_kind: dict[type[Model], list[Any]] = {}
    for fact in facts:
        by_kind.setdefault(type(fact), []).append(fact)
    return {(kind, copy.record.pk): copy.title for kind, rows in by_kind.items() for copy in copies.of_each(rows)}
