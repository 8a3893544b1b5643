"""Typed functions that make suggestions, on their way through the services."""

from collections.abc import Sequence
from datetime import date

from congress.models import Organ, User
from deputies.models import (
    CongressSession,
    Mandate,
    Suggestion,
    SuggestionField,
    SuggestionHandling,
    SuggestionSponsor,
)
from deputies.services import suggestion_drafts, suggestion_intake, suggestion_lists, suggestions
from deputies.services.suggestion_drafts import Paper
from deputies.services.suggestion_intake import Part
from deputies.services.suggestions import Opinion, Reply, Talk
from tests import factories, factories_duty

TODAY = factories.TODAY
Role = SuggestionHandling.Role
Result = suggestions.Result
Grade = suggestions.Grade
PAPER = Paper(
    "关于改善示例路照明的建议", "示例路三处路灯长期不亮。", "线路老化，没有人管护。", "请更换线路并明确管护单位。"
)


def session(**fields: object) -> CongressSession:
    """The congress's session of the year, closed in January."""
    values: dict[str, object] = {"starts_on": date(2026, 1, 12), "ends_on": date(2026, 1, 16), **fields}
    found = CongressSession.objects.filter(term=factories.term(), number=5).first()
    return found or CongressSession.objects.create(term=factories.term(), number=5, **values)


def deputy() -> User:
    """A deputy of the district with an account."""
    account = factories.user("deputy")
    factories_duty.deputy(account=account)
    return account


def mandate(of: User) -> Mandate:
    """The mandate of a deputy's account."""
    return Mandate.objects.get(person__account=of)


def committee() -> User:
    """Somebody of the deputies' committee."""
    return factories.user("deputies_wc")


def draft(lead: User | None = None, *, on: date = TODAY) -> Suggestion:
    """A draft with everything that must be in it."""
    return suggestion_drafts.draft(PAPER, on=on, actor=lead or deputy())


def signed(row: Suggestion, *others: User, on: date = TODAY) -> Suggestion:
    """With co-sponsors who have signed."""
    lead = lead_of(row)
    for other in others:
        suggestion_drafts.invite(row, mandate(other), on=on, actor=lead)
        suggestion_drafts.confirm(row, on=on, actor=other)
    return row


def lead_of(row: Suggestion) -> User:
    """The account of the lead."""
    account = row.sponsors.get(role=SuggestionSponsor.Role.LEAD).mandate.person.account
    assert account is not None
    return account


def submitted(*others: User, lead: User | None = None, on: date = TODAY) -> Suggestion:
    """Handed in between sessions."""
    session()
    row = signed(draft(lead, on=on), *others, on=on)
    suggestion_drafts.submit(row, on=on, today=on, actor=lead_of(row))
    return fresh(row)


def accepted(*others: User, lead: User | None = None, on: date = TODAY) -> Suggestion:
    """Taken and sorted."""
    suggestion_lists.prepare()
    row = submitted(*others, lead=lead, on=on)
    field = SuggestionField.objects.get(name="城乡建设")
    suggestion_intake.accept(row, field=field, note="", on=on, today=on, actor=committee())
    return fresh(row)


def handed_over(
    *parts: Part, others: Sequence[User] = (), lead: User | None = None, on: date = TODAY
) -> SuggestionHandling:
    """With its units; the first part."""
    row = accepted(*others, lead=lead, on=on)
    chosen = parts or (Part(factories.organ(), Role.LEAD),)
    return suggestion_intake.hand_over(row, chosen, demand="", on=on, today=on, actor=committee())[0]


def head(organ: Organ) -> User:
    """Somebody who answers for a unit."""
    return factories.user("unit_head", organ=organ)


def acknowledged(part: SuggestionHandling, *, on: date = TODAY) -> SuggestionHandling:
    """Signed for by its unit."""
    suggestions.acknowledge(part, leader="负责人001", plan="", on=on, today=on, actor=head(part.organ))
    return fresh_part(part)


def talk(part: SuggestionHandling, *, on: date = TODAY, mode: str = "meeting") -> None:
    """The unit spoke with the lead deputy."""
    who = [part.suggestion.sponsors.get(role=SuggestionSponsor.Role.LEAD)]
    given = Talk(on, mode, who, "代表同意先修三处。", place="示例路")
    suggestions.note_contact(part, given, today=on, actor=head(part.organ))


def answer(result: str = Result.SOLVED, *, promised_on: date | None = None) -> Reply:
    """An official reply of a class."""
    evidence = "三处路灯已换，现场可以看到。" if result == Result.SOLVED else ""
    return Reply("已更换线路。", "负责人001", result, evidence=evidence, promised_on=promised_on)


def replied(
    part: SuggestionHandling, *, result: str = Result.SOLVED, on: date = TODAY, promised_on: date | None = None
) -> SuggestionHandling:
    """Spoken over and answered."""
    if part.status == SuggestionHandling.Status.HANDED_OVER:
        part = acknowledged(part, on=on)
    talk(part, on=on)
    given = answer(result, promised_on=promised_on)
    suggestions.reply(part, given, on=on, today=on, actor=head(part.organ))
    return fresh_part(part)


def graded(part: SuggestionHandling, result: str = Grade.SATISFIED, *, on: date = TODAY) -> SuggestionHandling:
    """Graded by the lead."""
    lead = part.suggestion.sponsors.get(role=SuggestionSponsor.Role.LEAD)
    comment = "只换了一处。" if result == Grade.DISSATISFIED else ""
    given = Opinion(result, Grade.SATISFIED, comment)
    suggestions.feed_back(part, lead, given, on=on, today=on, actor=lead_of(part.suggestion))
    return fresh_part(part)


def fresh(row: Suggestion) -> Suggestion:
    """As it is stored now."""
    return Suggestion.objects.all().with_page().get(pk=row.pk)


def fresh_part(part: SuggestionHandling) -> SuggestionHandling:
    """As it is stored now."""
    return SuggestionHandling.objects.all().with_page().get(pk=part.pk)


def one_of_each() -> None:
    """A suggestion with its sponsor and its unit, and the lists."""
    handed_over()
