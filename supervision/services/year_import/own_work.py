"""Sheets of the committee's own and central work: task forces, investment, outcomes, publicity, rules, totals."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Final

from django.utils import timezone

from congress.models import Organ, OrganName
from deputies.models import Person
from meetings.models import Act, Meeting
from supervision.models import (
    Award,
    Beneficiary,
    ContactArea,
    CountedTotal,
    Indicator,
    Investment,
    OrganChange,
    Outcome,
    OwnRule,
    PublicityItem,
    TaskForce,
    TaskScope,
)

from .book import Book, Sheet, later, save
from .reading import Row
from .steps import Step, When


def _told(row: Row, sheet: Sheet) -> dict[str, Any]:
    """Where the row is told, and which of its fields are examples."""
    return {"illustrative": sheet.illustrative(row), "source": row.text("source")}


def _entered(row: Row, book: Book, sheet: Sheet) -> dict[str, Any]:
    """What stands on every number: its day, its source, and who loads the folder."""
    return {
        **_told(row, sheet),
        "as_of": row.needed_day("as_of"),
        "entered_by": book.actor,
        "entered_on": timezone.localdate(),
    }


def _figure(row: Row, book: Book, sheet: Sheet) -> dict[str, Any]:
    number = {"number": row.needed_whole("number"), "unit": row.text("unit"), "is_minimum": row.flag("is_minimum")}
    return {**number, **_entered(row, book, sheet)}


def _decimal(row: Row, column: str) -> Decimal | None:
    """The number in the cell, None if it is empty."""
    if not row.text(column):
        return None
    try:
        found = Decimal(row.text(column))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        row.refuse(column, f"“{row.text(column)}”不是数字")
        return None
    return found


def _task_force(row: Row, book: Book) -> TaskForce:
    return TaskForce(
        kind=row.text("kind"),
        name=row.text("name"),
        part=row.text("part"),
        organ=book.find(row, "organ_code", Organ, is_needed=False),
        starts_on=row.needed_day("starts_on"),
        ends_on=row.day("ends_on"),
        **_told(row, TASK_FORCES),
    )


def _scope(row: Row, book: Book) -> TaskScope:
    return TaskScope(task_force=book.find(row, "task_force_key", TaskForce), **_figure(row, book, TASK_SCOPES))


def _indicator(row: Row, book: Book) -> Indicator:
    return Indicator(
        task_force=book.find(row, "task_force_key", TaskForce),
        name=row.text("name"),
        done=row.needed_whole("done"),
        total=row.needed_whole("total"),
        unit=row.text("unit"),
        on_time=row.flag("on_time"),
        stated_percent=_decimal(row, "stated_percent"),
        **_entered(row, book, TASK_INDICATORS),
    )


def _contact(row: Row, book: Book) -> ContactArea:
    return ContactArea(
        task_force=book.find(row, "task_force_key", TaskForce),
        place=row.text("place"),
        leader=book.find(row, "leader_key", Person, is_needed=False),
        assigned_on=row.needed_day("assigned_on"),
        **_told(row, CONTACT_AREAS),
    )


def _investment(row: Row, book: Book) -> Investment:
    del book
    return Investment(
        project=row.text("project"),
        investor=row.text("investor"),
        amount=_decimal(row, "amount"),
        stage=row.text("stage"),
        stage_on=row.needed_day("stage_on"),
        attracted_on=row.day("attracted_on"),
        **_told(row, INVESTMENTS),
    )


def _outcome(row: Row, book: Book) -> Outcome:
    for key in row.parts("pushed_by_keys"):
        person = book.find_key(row, "pushed_by_keys", key, Person)
        if person and not person.is_illustrative and row.text("illustrative"):
            row.refuse("illustrative", f"“{person}”是真实人物，不能有示例内容")
    return Outcome(
        kind=row.text("kind"),
        title=row.text("title"),
        issued_by=row.text("issued_by"),
        reached_on=row.needed_day("reached_on"),
        is_first=bool(row.text("first_in")),
        first_in=row.text("first_in"),
        **_told(row, OUTCOMES),
    )


def _link_people(row: Row, book: Book, outcome: Outcome) -> None:
    outcome.pushed_by.set(book.find_key(row, "pushed_by_keys", key, Person) for key in row.parts("pushed_by_keys"))


def _beneficiary(row: Row, book: Book) -> Beneficiary:
    return Beneficiary(outcome=book.find(row, "outcome_key", Outcome), **_figure(row, book, BENEFICIARIES))


def _publicity(row: Row, book: Book) -> PublicityItem:
    return PublicityItem(
        kind=row.text("kind"),
        title=row.text("title"),
        series=row.text("series"),
        completed_on=row.needed_day("completed_on"),
        meeting=book.find(row, "meeting_key", Meeting, is_needed=False),
        **_told(row, PUBLICITY),
    )


def _rule(row: Row, book: Book) -> OwnRule:
    return OwnRule(
        kind=row.text("kind"),
        title=row.text("title"),
        issuer=row.text("issuer"),
        issued_on=row.day("issued_on"),
        number=row.text("number"),
        is_revision=row.flag("is_revision"),
        act=book.find(row, "act_key", Act, is_needed=False),
        **_told(row, OWN_RULES),
    )


def _store_rule(row: Row, book: Book, rule: OwnRule) -> None:
    """Store a rule now, or once the act that adopted it is there."""
    if rule.act is not None and rule.act._state.adding:
        later(row, book, rule)
    else:
        save(row, book, rule)


def rules(book: Book) -> Iterator[Step]:
    """The rules that wait for their acts, after all meetings of the year."""
    for row, rule in book.new_rows(OwnRule):
        if rule.pk is None:
            yield Step(date.max, When.MINUTE, row, partial(_adopted, row, rule, book))


def _adopted(row: Row, rule: OwnRule, book: Book) -> None:
    rule.act = book.find(row, "act_key", Act)
    save(row, book, rule)


def _change(row: Row, book: Book) -> OrganChange:
    code, day = row.text("organ_code"), row.text("name_starts_on")
    return OrganChange(
        kind=row.text("kind"),
        organ=book.find(row, "organ_code", Organ),
        name=book.find_key(row, "name_starts_on", f"{code}|{day}", OrganName) if day else None,
        decided_on=row.day("decided_on"),
        basis=row.text("basis"),
        **_told(row, ORGAN_CHANGES),
    )


def _award(row: Row, book: Book) -> Award:
    del book
    return Award(
        kind=row.text("kind"),
        title=row.text("title"),
        issuer=row.text("issuer"),
        awarded_on=row.needed_day("awarded_on"),
        recipients=row.whole("recipients"),
        **_told(row, AWARDS),
    )


def _total(row: Row, book: Book) -> CountedTotal:
    return CountedTotal(
        kind=row.text("kind"),
        subject=row.text("subject"),
        starts_on=row.needed_day("starts_on"),
        platform=row.text("platform"),
        **_figure(row, book, COUNTED_TOTALS),
    )


TASK_FORCES: Final = Sheet(
    "task_forces.csv",
    TaskForce,
    ("key", "kind", "name", "part", "organ_code", "starts_on", "ends_on"),
    ("key",),
    ("kind", "name", "starts_on"),
    _task_force,
)
TASK_SCOPES: Final = Sheet(
    "task_scopes.csv",
    TaskScope,
    ("task_force_key", "number", "unit", "is_minimum", "as_of"),
    ("task_force_key", "unit"),
    ("task_force_id", "unit"),
    _scope,
)
TASK_INDICATORS: Final = Sheet(
    "task_indicators.csv",
    Indicator,
    ("task_force_key", "name", "done", "total", "unit", "on_time", "stated_percent", "as_of"),
    ("task_force_key", "name", "as_of"),
    ("task_force_id", "name", "as_of"),
    _indicator,
)
CONTACT_AREAS: Final = Sheet(
    "contact_areas.csv",
    ContactArea,
    ("task_force_key", "place", "leader_key", "assigned_on"),
    ("task_force_key", "place", "leader_key"),
    ("task_force_id", "place", "leader_id"),
    _contact,
)
INVESTMENTS: Final = Sheet(
    "investments.csv",
    Investment,
    ("project", "investor", "amount", "stage", "stage_on", "attracted_on"),
    ("project", "investor"),
    ("project", "investor"),
    _investment,
)
OUTCOMES: Final = Sheet(
    "outcomes.csv",
    Outcome,
    ("key", "kind", "title", "issued_by", "reached_on", "first_in", "pushed_by_keys"),
    ("key",),
    ("title",),
    _outcome,
    attach=_link_people,
    fields={"pushed_by_keys": "pushed_by"},
)
BENEFICIARIES: Final = Sheet(
    "beneficiaries.csv",
    Beneficiary,
    ("outcome_key", "number", "unit", "is_minimum", "as_of"),
    ("outcome_key", "unit", "as_of"),
    ("outcome_id", "unit", "as_of"),
    _beneficiary,
)
PUBLICITY: Final = Sheet(
    "publicity.csv",
    PublicityItem,
    ("kind", "title", "series", "completed_on", "meeting_key"),
    ("kind", "title"),
    ("kind", "title", "completed_on"),
    _publicity,
)
OWN_RULES: Final = Sheet(
    "own_rules.csv",
    OwnRule,
    ("kind", "title", "issuer", "issued_on", "number", "is_revision", "act_key"),
    ("kind", "title", "number"),
    ("kind", "title", "number"),
    _rule,
    store=_store_rule,
)
ORGAN_CHANGES: Final = Sheet(
    "organ_changes.csv",
    OrganChange,
    ("kind", "organ_code", "name_starts_on", "decided_on", "basis"),
    ("kind", "organ_code", "name_starts_on", "decided_on"),
    ("kind", "organ_id", "name_id", "decided_on"),
    _change,
    fields={"name_starts_on": "name"},
)
AWARDS: Final = Sheet(
    "awards.csv",
    Award,
    ("kind", "title", "issuer", "awarded_on", "recipients"),
    ("kind", "title"),
    ("kind", "title", "awarded_on"),
    _award,
)
COUNTED_TOTALS: Final = Sheet(
    "counted_totals.csv",
    CountedTotal,
    ("kind", "subject", "starts_on", "as_of", "number", "unit", "is_minimum", "platform"),
    ("kind", "subject", "starts_on"),
    ("kind", "subject", "starts_on"),
    _total,
)
#: in the order in which they lean on one another
OWN_WORK: Final = (
    TASK_FORCES,
    TASK_SCOPES,
    TASK_INDICATORS,
    CONTACT_AREAS,
    INVESTMENTS,
    OUTCOMES,
    BENEFICIARIES,
    PUBLICITY,
    OWN_RULES,
    ORGAN_CHANGES,
    AWARDS,
    COUNTED_TOTALS,
)
