"""The desk of the unfinished: what is owed by anybody, found and grouped, and the chain behind each.

Everything on it is open and live; who sees which of it is `ObligationQuerySet.overseen_by`. Pages are walked by key
and numbers beyond `COUNTED` are not told, so that the desk costs the same however much is owed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from congress import registry
from congress.models import LegalRule, Obligation, ObligationQuerySet, Organ, Reminder, RuleStage, Urge, User
from congress.presentation import Step, cn_day
from congress.registry import Chain, Leader
from congress.roles import BY_CODE

#: numbers above this are told as “more than”
COUNTED: Final = 1_000
SOON_DAYS: Final = 7
#: how a filter names those who owe through a role
ROLE_PREFIX: Final = "role-"
#: what nobody is in charge of
NOBODY: Final = "none"


@dataclass(frozen=True, slots=True)
class Lateness:
    """A span of days between today and the date: from `first` to `last`, both included; None is unbounded."""

    code: str
    label: str
    first: int | None
    last: int | None

    def condition(self, on: date) -> Q:
        """The obligations due within the span, seen on a day."""
        found = Q()
        if self.first is not None:
            found &= Q(due_on__gte=on + timedelta(days=self.first))
        if self.last is not None:
            found &= Q(due_on__lte=on + timedelta(days=self.last))
        return found


#: those that together hold everything, the latest first
BUCKETS: Final = (
    Lateness("late-more", "逾期30天以上", None, -31),
    Lateness("late-30", "逾期16至30天", -30, -16),
    Lateness("late-15", "逾期8至15天", -15, -8),
    Lateness("late-7", "逾期7天以内", -7, -1),
    Lateness("soon", "7天内到期", 0, SOON_DAYS),
    Lateness("later", "7天以后到期", SOON_DAYS + 1, None),
)
LATE: Final = Lateness("late", "已逾期", None, -1)
LATENESS: Final = {each.code: each for each in (LATE, *BUCKETS)}
#: what the list may be gathered by
GROUPINGS: Final = {
    "organ": "责任机关",
    "committee": "对口工委",
    "leader": "分管领导",
    "rule": "期限规则",
    "lateness": "期限状态",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; an empty value asks for all."""

    organ: str = ""
    committee: str = ""
    leader: str = ""
    rule: str = ""
    lateness: str = ""
    audience: str = ""

    def as_query(self) -> dict[str, str]:
        """The chosen ones as parameters of an address."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}


@dataclass(frozen=True, slots=True)
class Summary:
    """How many, of which late and due soon; `is_more` where they were not counted to the end."""

    total: int
    late: int
    soon: int

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > COUNTED


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the list gathered: the filter that opens it, its name, how many, how many late, since when."""

    filters: Mapping[str, str]
    label: str
    total: int
    late: int
    soon: int
    oldest_days: int


def find(user: User, filters: Filters, *, on: date, led: Sequence[Leader] = ()) -> ObligationQuerySet:
    """The open and live obligations that a person oversees and the filters let through.

    `filters` hold values that `unfinished_desk.asked` checked; `led` is who is in charge of what on the day.
    """
    rows = Obligation.objects.open().live().overseen_by(user)
    if filters.organ.startswith(ROLE_PREFIX):
        rows = rows.filter(owed_role=filters.organ.removeprefix(ROLE_PREFIX))
    elif filters.organ:
        rows = rows.filter(owed_organ=int(filters.organ))
    if filters.committee:
        rows = rows.filter(watched_by=int(filters.committee))
    if filters.leader:
        rows = rows.filter(_led_by(filters.leader, led))
    if filters.rule:
        rows = rows.filter(rule__in=LegalRule.objects.filter(code=filters.rule))
    if filters.lateness:
        rows = rows.filter(LATENESS[filters.lateness].condition(on))
    if filters.audience:
        rows = rows.filter(_escalated_to(filters.audience), due_on__lt=on)
    return rows


def rule_choices() -> list[tuple[str, str]]:
    """Every rule by its code, with what it asks for in its latest version."""
    rows = LegalRule.objects.order_by("code", "valid_from").values_list("code", "due_text")
    return [(code, f"{code} {text}") for code, text in dict(rows).items()]


def leaders(on: date) -> list[Leader]:
    """The chairpersons of a day with what is in their charge."""
    return [leader for source in registry.leaders for leader in source(on)]


def _led_by(key: str, led: Sequence[Leader]) -> Q:
    """What a leader's committees watch, or owe where nobody watches; or what is in nobody's charge."""
    if key == NOBODY:
        return ~_of_organs(organ for leader in led for organ in leader.organs)
    return _of_organs(organ for leader in led if leader.key == key for organ in leader.organs)


def _of_organs(organs: Iterable[int]) -> Q:
    keys = list(organs)
    # Spelled so that its negation holds where both are empty.
    return Q(watched_by__in=keys, watched_by__isnull=False) | Q(
        watched_by__isnull=True, owed_organ__isnull=False, owed_organ__in=keys
    )


def _escalated_to(audience: str) -> Exists:
    """Told to that audience for being late with the present date."""
    return Exists(
        Reminder.objects.filter(
            obligation=OuterRef("pk"),
            due_on=OuterRef("due_on"),
            stage__kind=RuleStage.Kind.ESCALATION,
            stage__audience=audience,
        )
    )


def summary(rows: ObligationQuerySet, *, on: date) -> Summary:
    """Counts of what was found, the late ones first, and none beyond `COUNTED`."""
    first = rows.order_by("due_on", "id").values("pk", "due_on")[: COUNTED + 1]
    counts = first.aggregate(
        total=Count("pk"),
        late=Count("pk", filter=LATE.condition(on)),
        soon=Count("pk", filter=LATENESS["soon"].condition(on)),
    )
    return Summary(**counts)


def for_list(rows: ObligationQuerySet) -> ObligationQuerySet:
    """Rows with what a line of the list tells."""
    return rows.select_related("owed_organ", "owed_account", "watched_by", "rule").with_urges()


def urged_note(obligation: Any, *, on: date) -> str:
    """How often a row of `with_urges` was urged and when last, in words; empty if never."""
    if not obligation.urges_made:
        return ""
    last = timezone.localdate(obligation.last_urged_at)
    return f"已催办{obligation.urges_made}次，最近{cn_day(last, near=on)}"


def groups(rows: ObligationQuerySet, by: str, *, on: date, led: Sequence[Leader] = ()) -> list[Group]:
    """The rows gathered, those with most late first; by lateness in the order of time. Reads every row once."""
    if by == "lateness":
        return _by_lateness(rows, on)
    keys, name = _GATHERING[by]
    found = rows.annotate(led_organ=Coalesce("watched_by", "owed_organ")) if by == "leader" else rows
    counted = list(
        found.order_by()
        .values(*keys)
        .annotate(
            total=Count("pk"),
            late=Count("pk", filter=LATE.condition(on)),
            soon=Count("pk", filter=LATENESS["soon"].condition(on)),
            oldest=Min("due_on"),
        )
    )
    named = name(counted, led)
    merged: dict[tuple[tuple[str, str], ...], Group] = {}
    for line, (filters, label) in zip(counted, named, strict=True):
        _add(merged, filters, label, line, on)
    return sorted(merged.values(), key=lambda group: (-group.late, -group.total, group.label))


def _add(
    merged: dict[tuple[tuple[str, str], ...], Group],
    filters: Mapping[str, str],
    label: str,
    line: Mapping[str, Any],
    on: date,
) -> None:
    key = tuple(filters.items()) or (("", label),)
    days = max((on - line["oldest"]).days, 0)
    old = merged.get(key)
    merged[key] = Group(
        filters,
        label,
        line["total"] + (old.total if old else 0),
        line["late"] + (old.late if old else 0),
        line["soon"] + (old.soon if old else 0),
        max(days, old.oldest_days if old else 0),
    )


_Named = Sequence[tuple[Mapping[str, str], str]]


def _names(keys: Iterable[int | None]) -> dict[int | None, str]:
    return {organ.pk: str(organ) for organ in Organ.objects.filter(pk__in={key for key in keys if key})}


def _name_owners(lines: Sequence[Mapping[str, Any]], led: Sequence[Leader]) -> _Named:
    del led
    names = _names(line["owed_organ"] for line in lines)
    found: list[tuple[Mapping[str, str], str]] = []
    for line in lines:
        organ, role = line["owed_organ"], line["owed_role"]
        if organ:
            found.append(({"organ": str(organ)}, names[organ]))
        elif role:
            found.append(({"organ": f"{ROLE_PREFIX}{role}"}, BY_CODE[role].label if role in BY_CODE else role))
        else:
            found.append(({}, "个人"))
    return found


def _name_committees(lines: Sequence[Mapping[str, Any]], led: Sequence[Leader]) -> _Named:
    del led
    names = _names(line["watched_by"] for line in lines)
    return [
        ({"committee": str(key)}, names[key]) if (key := line["watched_by"]) else ({}, "没有对口工委") for line in lines
    ]


def _name_leaders(lines: Sequence[Mapping[str, Any]], led: Sequence[Leader]) -> _Named:
    by_organ = {organ: leader for leader in led for organ in leader.organs}
    found: list[tuple[Mapping[str, str], str]] = []
    for line in lines:
        leader = by_organ.get(line["led_organ"])
        found.append(({"leader": leader.key}, leader.name) if leader else ({"leader": NOBODY}, "未明确分管领导"))
    return found


def _name_rules(lines: Sequence[Mapping[str, Any]], led: Sequence[Leader]) -> _Named:
    del led
    words = dict(rule_choices())
    return [({"rule": code}, words.get(code, code)) for line in lines if (code := line["rule__code"])]


#: for each grouping the columns it counts by, and how its lines are named
_GATHERING: Final = {
    "organ": (("owed_organ", "owed_role"), _name_owners),
    "committee": (("watched_by",), _name_committees),
    "leader": (("led_organ",), _name_leaders),
    "rule": (("rule__code",), _name_rules),
}


def _by_lateness(rows: ObligationQuerySet, on: date) -> list[Group]:
    counts = rows.aggregate(
        oldest=Min("due_on"),
        **{each.code: Count("pk", filter=each.condition(on)) for each in BUCKETS},
    )
    days = max((on - counts["oldest"]).days, 0) if counts["oldest"] else 0
    return [
        Group(
            {"lateness": each.code},
            each.label,
            number,
            number if each.code.startswith("late-") else 0,
            number if each.code == "soon" else 0,
            min(days, -(each.first or -days)) if each.code.startswith("late-") else 0,
        )
        for each in BUCKETS
        if (number := counts[each.code])
    ]


def chain(obligation: Obligation, user: User, *, on: date) -> Chain:
    """The record behind an obligation with its steps, and every urging after them.

    One query finds which record it is. A record that offers no chain is only a way to its page; one that is not for
    this person shows neither.
    """
    names = registry.chains.names()
    row = Obligation.objects.select_related(*names).get(pk=obligation.pk)
    found: Chain | None = Chain(obligation.title, obligation.path)
    for name in names:
        if (record := getattr(row, name, None)) is not None:
            found = registry.chains.get(name)(record, user, on)
            break
    shown = found or Chain(obligation.title, "")
    return replace(shown, steps=[*shown.steps, *urge_steps(obligation)])


def urge_steps(obligation: Obligation) -> list[Step]:
    """Every urging as a step of a chain, the first one first."""
    rows = Urge.objects.filter(obligation=obligation).select_related("urged_by").order_by("id")
    return [
        Step(
            "催办",
            timezone.localdate(row.urged_at),
            "done",
            f"{row.urged_by}催办，通知{row.told_to}。{row.text}",
        )
        for row in rows
    ]
