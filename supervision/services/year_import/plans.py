"""Sheets of yearly plans with their topics and forms, and of campaigns with their teams."""

from typing import Final

from congress.models import Organ
from deputies.models import Person
from supervision.models import Campaign, OversightTeam, PlannedForm, SupervisionPlan, Topic

from .book import Book, Sheet
from .reading import Row


def _plan(row: Row, book: Book) -> SupervisionPlan:
    """A plan of the past stands as it was; when and by which meeting it was adopted is not told."""
    del book
    return SupervisionPlan(
        kind=row.text("kind"),
        year=row.needed_whole("year"),
        introduction=row.text("introduction"),
        status=SupervisionPlan.Status.IN_FORCE,
        is_historic=True,
        illustrative=PLANS.illustrative(row),
        source=row.text("source"),
    )


def _topic(row: Row, book: Book) -> Topic:
    return Topic(
        plan=book.find(row, "plan_key", SupervisionPlan),
        order=row.needed_whole("order"),
        title=row.text("title"),
        origin=row.text("origin"),
        organ=book.find(row, "organ_code", Organ),
        working_committee=book.find(row, "working_committee_code", Organ, is_needed=False),
        illustrative=PLAN_TOPICS.illustrative(row),
        source=row.text("source"),
    )


def _add_forms(row: Row, book: Book, topic: Topic) -> None:
    """One form for each kind, with its months in the same place: 6, or 5-7."""
    del book
    kinds, months = row.parts("form_kinds"), row.parts("months")
    if not kinds or len(kinds) != len(months):
        row.refuse("months", "月份须与形式一一对应，以分号隔开")
        return
    for kind, span in zip(kinds, months, strict=True):
        first, _, last = span.partition("-")
        if not (first.isascii() and first.isdigit() and (last or first).isdigit()):
            row.refuse("months", f"“{span}”不是月份，应写为 6 或 5-7")
            return
        form = PlannedForm(topic=topic, kind=kind, month_from=int(first), month_to=int(last or first))
        form.illustrative = [name for name in topic.illustrative if name in ("form_kinds", "months")]
        form.full_clean()
        form.save(force_insert=True)


def _campaign(row: Row, book: Book) -> Campaign:
    return Campaign(
        title=row.text("title"),
        year=row.needed_whole("year"),
        committee=book.find(row, "committee_code", Organ, is_needed=False),
        is_historic=True,
        illustrative=CAMPAIGNS.illustrative(row),
        source=row.text("source"),
    )


def _team(row: Row, book: Book) -> OversightTeam:
    return OversightTeam(
        campaign=book.find(row, "campaign_key", Campaign),
        number=row.needed_whole("number"),
        leader=book.find(row, "leader_key", Person, is_needed=False),
        scope=row.text("scope"),
        area=row.text("area"),
        illustrative=OVERSIGHT_TEAMS.illustrative(row),
        source=row.text("source"),
    )


PLANS: Final = Sheet(
    "plans.csv", SupervisionPlan, ("key", "kind", "year", "introduction"), ("key",), ("kind", "year"), _plan
)
PLAN_TOPICS: Final = Sheet(
    "plan_topics.csv",
    Topic,
    (
        "plan_key",
        "order",
        "title",
        "origin",
        "organ_code",
        "working_committee_code",
        "form_kinds",
        "months",
    ),
    ("plan_key", "title"),
    ("plan_id", "title"),
    _topic,
    attach=_add_forms,
)
CAMPAIGNS: Final = Sheet(
    "campaigns.csv", Campaign, ("key", "title", "year", "committee_code"), ("key",), ("year", "title"), _campaign
)
OVERSIGHT_TEAMS: Final = Sheet(
    "oversight_teams.csv",
    OversightTeam,
    ("campaign_key", "number", "leader_key", "scope", "area"),
    ("campaign_key", "number"),
    ("campaign_id", "number"),
    _team,
)
