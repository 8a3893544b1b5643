"""The duty ledger: under which mandate a person does duty, and the one way by which other subjects write to it.

What organisers enter by hand is in `duty_lists`, what deputies enter themselves in `duty_records`.
Source: DL25 art 58; ZJ-DEP16 arts 35, 47; handbook §2(m).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Organ, User
from congress.official.numerals import date_text
from congress.services import activity as log
from deputies.models import ActivityAttendance, DeputyGroup, DutyActivity, DutyAssessment, Mandate, Person

Status = ActivityAttendance.Status
Role = ActivityAttendance.Role

#: a person with several mandates comes as deputy of the district first
_LEVELS: Final = (
    Mandate.Level.DISTRICT,
    Mandate.Level.TOWNSHIP,
    Mandate.Level.CITY,
    Mandate.Level.PROVINCE,
    Mandate.Level.NATIONAL,
)
#: fields of an activity that its origin tells
_TOLD: Final = (
    "kind",
    "title",
    "starts_on",
    "ends_on",
    "place",
    "organiser",
    "group",
    "campaign",
    "hours",
    "path",
    "is_historic",
    "illustrative",
    "source",
)
#: rows inserted at once
_BATCH: Final = 1_000


def admin_path(activity: DutyActivity) -> str:
    """Where the office works on it."""
    return f"/admin/deputies/dutyactivity/{activity.pk}/change/"


@dataclass(frozen=True, slots=True)
class Presence:
    """One person of an occasion: came (verified), had leave, or stayed away."""

    person: Person
    role: str = Role.PARTICIPANT
    status: str = Status.VERIFIED
    hours: Decimal | None = None
    illustrative: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """What another subject tells the ledger: `origin` names its record for ever, as `meetings.meeting.12`."""

    origin: str
    kind: str
    title: str
    starts_on: date
    ends_on: date
    presences: Sequence[Presence]
    hours: Decimal = Decimal(4)
    path: str = ""
    place: str = ""
    organiser: Organ | None = None
    group: DeputyGroup | None = None
    campaign: str = ""
    is_historic: bool = False
    illustrative: Sequence[str] = field(default_factory=tuple)
    source: str = ""


def mandate_of(person: Person, *, starts_on: date, ends_on: date) -> Mandate:
    """The mandate under which the person does duty on those days; that of the district before others.

    Raises ValidationError, naming the person and the end, if none covers them.
    """
    rows = Mandate.objects.filter(person=person)
    found = best(list(rows), starts_on=starts_on, ends_on=ends_on)
    if found is not None:
        return found
    raise ValidationError(outside_words(person, rows, starts_on=starts_on, ends_on=ends_on))


def check_year_open(person: Person, year: int) -> None:
    """Raise ValidationError if the year's assessment of the person was confirmed: its ledger is closed."""
    closed = DutyAssessment.objects.in_year(year).filter(mandate__person=person, status=DutyAssessment.Status.CONFIRMED)
    if closed.exists():
        raise ValidationError(f"{person}{year}年履职考评已确认，不能再登记或者更改该年的履职记录，请与代表工委联系。")


def best(mandates: Iterable[Mandate], *, starts_on: date, ends_on: date) -> Mandate | None:
    """Among mandates of one person, the one that covers the days; that of the district before others."""
    held = [row for row in mandates if row.starts_on <= starts_on and (row.ends_on is None or row.ends_on >= ends_on)]
    return min(held, key=lambda row: _LEVELS.index(Mandate.Level(row.level)), default=None)


def outside_words(person: Person, mandates: Iterable[Mandate], *, starts_on: date, ends_on: date) -> str:
    """Why a person did no duty on those days, in words."""
    ended = [row for row in mandates if row.ends_on is not None and row.ends_on < ends_on]
    last = max(ended, key=lambda row: row.ends_on or date.min, default=None)
    if last is not None and last.ends_on is not None:
        return (
            f"{person}的{last.get_level_display()}代表资格已于{date_text(last.ends_on)}终止，"
            f"不能登记{date_text(ends_on)}的履职活动。"
        )
    return f"{person}在{date_text(starts_on)}没有代表资格，不能登记履职活动。"


def mandates_of(people: Collection[int]) -> dict[int, list[Mandate]]:
    """All mandates of people, by person."""
    held: dict[int, list[Mandate]] = {}
    for row in Mandate.objects.filter(person__in=people):
        held.setdefault(row.person_id, []).append(row)
    return held


def row_of(
    activity: DutyActivity,
    presence: Presence,
    held: Mapping[int, Iterable[Mandate]],
    *,
    actor: User,
    at: datetime | None,
) -> ActivityAttendance:
    """The row of one person, not stored yet; `held` are the mandates of the people, by person."""
    person = presence.person
    mandate = best(held.get(person.pk, ()), starts_on=activity.starts_on, ends_on=activity.ends_on)
    is_verified = presence.status == Status.VERIFIED
    return ActivityAttendance(
        activity=activity,
        mandate=mandate,
        person=person,
        role=presence.role,
        hours=presence.hours or activity.hours,
        status=presence.status,
        verified_by=actor if is_verified else None,
        verified_at=at if is_verified else None,
        illustrative=list(presence.illustrative),
    )


@transaction.atomic
def write(occasion: Occasion, *, actor: User, at: datetime) -> DutyActivity | None:
    """Write one occasion of another subject; None where nobody on its list holds a mandate. See `mirror`."""
    mirror([occasion], actor=actor, at=at)
    return DutyActivity.objects.filter(origin=occasion.origin).first()


@transaction.atomic
def mirror(occasions: Sequence[Occasion], *, actor: User, at: datetime) -> int:
    """Bring the ledger in line with what other subjects hold; how many activities or rows were written.

    May run at any time: what stands already is left alone, what was corrected is corrected, who is no longer on the
    list is withdrawn. People without a mandate on the days are no deputies and are left out; an occasion without any
    deputy is not entered. Set-based: five queries, however many occasions.
    """
    wanted = {occasion.origin: occasion for occasion in occasions}
    stored = {
        row.origin: row
        for row in DutyActivity.objects.select_for_update(of=("self",))
        .select_related("organiser", "group")
        .filter(origin__in=wanted)
        .order_by("pk")
    }
    held = mandates_of({each.person.pk for occasion in occasions for each in occasion.presences})
    deputies = {origin: _deputies(occasion, held) for origin, occasion in wanted.items()}
    changed = _mirror_activities(wanted, stored, deputies, actor=actor)
    written = len(changed) + _mirror_rows(wanted, stored, deputies, held, actor=actor, at=at)
    for activity in changed:
        log.record(actor, "写入履职台账", activity, path=activity.path)
    return written


def _deputies(occasion: Occasion, held: Mapping[int, Iterable[Mandate]]) -> dict[int, Presence]:
    days = {"starts_on": occasion.starts_on, "ends_on": occasion.ends_on}
    return {
        each.person.pk: each for each in occasion.presences if best(held.get(each.person.pk, ()), **days) is not None
    }


def _told(occasion: Occasion) -> dict[str, Any]:
    return {name: getattr(occasion, name) for name in _TOLD} | {"illustrative": list(occasion.illustrative)}


def _mirror_activities(
    wanted: Mapping[str, Occasion],
    stored: dict[str | None, DutyActivity],
    deputies: Mapping[str, Mapping[int, Presence]],
    *,
    actor: User,
) -> list[DutyActivity]:
    """New activities, and those that were told otherwise; `stored` is completed."""
    changed: list[DutyActivity] = []
    for origin, occasion in wanted.items():
        row, told = stored.get(origin), _told(occasion)
        if row is None and not deputies[origin]:
            continue
        if row is not None and all(getattr(row, name) == value for name, value in told.items()):
            continue
        is_moved = row is not None and (row.starts_on, row.ends_on) != (occasion.starts_on, occasion.ends_on)
        row = row or DutyActivity(origin=origin, entered_by=actor)
        for name, value in told.items():
            setattr(row, name, value)
        row.clean_fields(exclude=["organiser", "group", "entered_by"])
        row.save()
        if is_moved:
            _rehang(row, deputies[origin])
        stored[origin] = row
        changed.append(row)
    return changed


def _rehang(activity: DutyActivity, deputies: Mapping[int, Presence]) -> None:
    """After a move, rows of those who hold no mandate on the new days count no more."""
    activity.attendances.exclude(person__in=deputies).update(status=Status.WITHDRAWN)


def _mirror_rows(
    wanted: Mapping[str, Occasion],
    stored: Mapping[str | None, DutyActivity],
    deputies: Mapping[str, Mapping[int, Presence]],
    held: Mapping[int, Iterable[Mandate]],
    *,
    actor: User,
    at: datetime,
) -> int:
    standing: dict[int, dict[int, ActivityAttendance]] = {}
    for row in ActivityAttendance.objects.filter(activity__origin__in=wanted):
        standing.setdefault(row.activity_id, {})[row.person_id] = row
    fresh: list[ActivityAttendance] = []
    stale: list[ActivityAttendance] = []
    for origin in wanted:
        activity = stored.get(origin)
        if activity is None:
            continue
        rows, people = standing.get(activity.pk, {}), deputies[origin]
        for key, presence in people.items():
            told = row_of(activity, presence, held, actor=actor, at=at)
            if key not in rows:
                fresh.append(told)
            elif _differs(rows[key], told):
                told.pk = rows[key].pk
                stale.append(told)
        gone = [row for key, row in rows.items() if key not in people and row.status != Status.WITHDRAWN]
        for row in gone:
            row.status = Status.WITHDRAWN
        stale += gone
    ActivityAttendance.objects.bulk_create(fresh, batch_size=_BATCH)
    ActivityAttendance.objects.bulk_update(
        stale, ("role", "hours", "status", "verified_by", "verified_at"), batch_size=_BATCH
    )
    return len(fresh) + len(stale)


def _differs(row: ActivityAttendance, told: ActivityAttendance) -> bool:
    return (row.role, row.hours, row.status) != (told.role, told.hours, told.status)


@transaction.atomic
def drop(origins: Collection[str], *, actor: User) -> int:
    """Withdraw all rows of occasions that turned out not to have been; how many."""
    rows = ActivityAttendance.objects.filter(activity__origin__in=origins).exclude(status=Status.WITHDRAWN)
    activities = list(DutyActivity.objects.filter(attendances__in=rows).distinct())
    number = rows.update(status=Status.WITHDRAWN)
    for activity in activities:
        log.record(actor, "撤出履职台账", activity, path=activity.path)
    return number
