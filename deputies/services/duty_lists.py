"""Activities that somebody organises: the list of who is expected and who came, leave, absence.

What an organiser enters is verified by that. Source: ZJ-DEP16 arts 18-24, 47; handbook §2(m).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity as log
from congress.services import notifications
from deputies.models import ActivityAttendance, DeputyGroup, DutyActivity, GroupMember, MandateQuerySet, Person, of_area
from deputies.services.duty import Presence, admin_path, best, check_year_open, mandates_of, outside_words, row_of

Status = ActivityAttendance.Status
KEEP: Final = "deputies.change_dutyactivity"


def may_organise(user: User, activity: DutyActivity) -> bool:
    """The deputies' committee keeps every list, a street or township those of its own activities.

    What another subject wrote and what deputies entered themselves is nobody's list.
    """
    if activity.is_own or activity.origin:
        return False
    if user.has_perm(KEEP):
        return True
    return DutyActivity.objects.filter(of_area(user, "organiser"), pk=activity.pk).exists()


def may_read_list(user: User, activity: DutyActivity) -> bool:
    """Who keeps the ledger or organises reads the whole list; a deputy on it reads the own row."""
    return user.has_perm("deputies.view_dutyactivity") or may_organise(user, activity)


def members_of(group: DeputyGroup, activity: DutyActivity) -> list[Person]:
    """The members of a group on the days of an activity who hold a mandate on them."""
    members = GroupMember.objects.in_force(on=activity.starts_on).filter(group=group).select_related("person")
    people = {row.person_id: row.person for row in members}
    held = mandates_of(people)
    days = {"starts_on": activity.starts_on, "ends_on": activity.ends_on}
    return [person for key, person in people.items() if best(held.get(key, ()), **days) is not None]


def people_named(words: str, among: MandateQuerySet, *, on: date) -> list[Person]:
    """The deputies whose names are given, set apart by “、”, spaces or lines.

    Raises ValidationError with one message for each name that no deputy of the day bears, or several.
    """
    names = [each for each in words.replace("，", "、").replace(",", "、").replace("、", " ").split() if each]
    held = among.in_office(on=on).filter(person__name__in=names).select_related("person")
    found: dict[str, dict[int, Person]] = {}
    for mandate in held:
        found.setdefault(mandate.person.name, {})[mandate.person_id] = mandate.person
    problems = [
        f"“{name[:40]}”{'有几个同名，请由代表工委登记' if name in found else f'不是{date_text(on)}在任的代表'}。"
        for name in dict.fromkeys(names)
        if len(found.get(name, ())) != 1
    ]
    if problems:
        raise ValidationError(problems)
    return [next(iter(found[name].values())) for name in names]


@transaction.atomic
def organise(activity: DutyActivity, *, actor: User) -> None:
    """登记活动: a new activity, or a correction of one, by who organises it.

    Raises ValidationError for dates in the wrong order, for an activity that another subject keeps, and if a day would
    fall outside the mandate of somebody who is on its list.
    """
    is_new = activity.pk is None
    if is_new:
        activity.entered_by = actor
    else:
        stored = DutyActivity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
        if stored.origin:
            raise ValidationError("本活动由其来源记录自动登记，请在来源记录中更正。")
    activity.full_clean(exclude=["entered_by"])
    if not is_new:
        _check_list(activity)
    activity.save(force_insert=is_new)
    log.record(actor, "登记履职活动" if is_new else "修改履职活动", activity, path=admin_path(activity))


def _check_list(activity: DutyActivity) -> None:
    """The days lie within the mandates of those on the list."""
    rows = activity.attendances.exclude(status=Status.WITHDRAWN).select_related("person", "mandate")
    messages = [
        outside_words(row.person, [row.mandate], starts_on=activity.starts_on, ends_on=activity.ends_on)
        for row in rows
        if best([row.mandate], starts_on=activity.starts_on, ends_on=activity.ends_on) is None
    ]
    if messages:
        raise ValidationError({"starts_on": messages})


@transaction.atomic
def expect(activity: DutyActivity, people: Collection[Person], *, actor: User, today: date) -> int:
    """通知参加: put people on the list before the activity, and tell them; how many are new.

    Raises ValidationError naming who is on the list already, or holds no mandate on the days.
    """
    rows = _add(activity, [Presence(person, status=Status.EXPECTED) for person in people], actor=actor, at=None)
    if activity.ends_on >= today and not activity.is_historic:
        accounts = User.objects.filter(person__in=people, is_active=True)
        notifications.tell(
            accounts,
            subject=f"履职活动通知：{activity}",
            body=f"时间：{date_text(activity.starts_on)}。地点：{activity.place or '另行通知'}。",
            path=activity.get_absolute_url(),
            is_urgent=False,
        )
    log.record(actor, "通知参加", activity, path=admin_path(activity), detail={"rows": len(rows)})
    return len(rows)


@transaction.atomic
def enter(activity: DutyActivity, presences: Sequence[Presence], *, actor: User, at: datetime) -> int:
    """登记参加人员: the organiser's list of who came; all or nothing. How many rows were stored.

    Raises ValidationError with one message for each person who is on the list already, is named twice, or holds no
    mandate on the days of the activity.
    """
    rows = _add(activity, presences, actor=actor, at=at)
    log.record(actor, "登记参加人员", activity, path=admin_path(activity), detail={"rows": len(rows)})
    return len(rows)


def _add(
    activity: DutyActivity, presences: Sequence[Presence], *, actor: User, at: datetime | None
) -> list[ActivityAttendance]:
    stored = DutyActivity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if stored.is_own or stored.origin:
        raise ValidationError("本活动的参加人员由其来源登记，不能在此增加。")
    if at is not None and at.date() < stored.starts_on:
        raise ValidationError(f"活动定于{date_text(stored.starts_on)}，届时才能登记参加情况。")
    if problems := problems_of(stored, [each.person for each in presences]):
        raise ValidationError(list(problems.values()))
    held = mandates_of([each.person.pk for each in presences])
    rows = [row_of(stored, each, held, actor=actor, at=at) for each in presences]
    for row in rows:
        row.clean_fields(exclude=["activity", "mandate", "person"])
    return ActivityAttendance.objects.bulk_create(rows)


def problems_of(activity: DutyActivity, people: Sequence[Person]) -> dict[int, str]:
    """What speaks against people on the list of an activity: by their place in `people`, the sentence that says so."""
    listed = set(activity.attendances.values_list("person", flat=True))
    held = mandates_of([person.pk for person in people])
    found: dict[int, str] = {}
    seen: set[int] = set()
    for place, person in enumerate(people):
        if person.pk in seen:
            found[place] = f"{person}在名单中出现了两次，同一人在同一项活动中只能登记一次。"
        elif person.pk in listed:
            found[place] = f"{person}已登记参加本活动，同一人在同一项活动中只能登记一次。"
        elif best(held.get(person.pk, ()), starts_on=activity.starts_on, ends_on=activity.ends_on) is None:
            found[place] = outside_words(
                person, held.get(person.pk, ()), starts_on=activity.starts_on, ends_on=activity.ends_on
            )
        seen.add(person.pk)
    return found


@transaction.atomic
def verify(row: ActivityAttendance, *, actor: User, at: datetime) -> None:
    """核实参加: the organiser saw the deputy there. Raises ValidationError before the day of the activity."""
    _check_begun(row.activity, at.date())
    row.verify(by=actor, at=at)
    log.record(actor, "核实参加", row, path=admin_path(row.activity))


@transaction.atomic
def mark_absent(row: ActivityAttendance, *, actor: User, today: date) -> None:
    """登记缺席: did not come and had no leave. Raises ValidationError before the day of the activity."""
    _check_begun(row.activity, today)
    row.mark_absent()
    log.record(actor, "登记缺席", row, path=admin_path(row.activity))


_SETTLED: Final[Mapping[str, Callable[[ActivityAttendance, User, datetime], None]]] = {
    Status.VERIFIED: lambda row, actor, at: row.verify(by=actor, at=at),
    Status.ON_LEAVE: lambda row, actor, at: row.grant_leave(),
    Status.ABSENT: lambda row, actor, at: row.mark_absent(),
}


@transaction.atomic
def settle(activity: DutyActivity, decided: Mapping[int, str], *, actor: User, at: datetime) -> int:
    """核实名单: who came, had leave or stayed away, of a whole list in one move; how many rows.

    `decided` gives the new status by the key of the row; rows that it does not name wait on. Raises ValidationError
    before the day, for the own row, and TransitionError if somebody decided on one of them before.
    """
    _check_begun(activity, at.date())
    rows = ActivityAttendance.objects.select_for_update(of=("self",)).filter(activity=activity, pk__in=decided)
    found = {row.pk: row for row in rows.select_related("person", "activity").order_by("pk")}
    if len(found) != len(decided):
        raise ValidationError("名单已有变化，请重新打开本页后再核实。")
    for key, row in found.items():
        if row.person.account_id == actor.pk:
            raise ValidationError(f"{row.person}的参加情况须由他人核实。")
        _SETTLED[decided[key]](row, actor, at)
    numbers = {str(Status(each).label): list(decided.values()).count(each) for each in _SETTLED}
    log.record(actor, "核实参加名单", activity, path=admin_path(activity), detail=numbers)
    return len(found)


@transaction.atomic
def reconsider(row: ActivityAttendance, *, reason: str, actor: User) -> None:
    """更正: a decision on the list that was wrong; it waits again, and the log keeps why.

    Raises ValidationError without a reason, for what another subject wrote, and once the year was confirmed.
    """
    if not reason.strip():
        raise ValidationError({"reason": "请写明更正的理由。"})
    if row.activity.origin or row.activity.is_own:
        raise ValidationError("本记录不在名单中核实，请在其来源中更正。")
    check_year_open(row.person, row.activity.starts_on.year)
    row.reconsider()
    log.record(actor, "更正参加情况", row, path=admin_path(row.activity), reason=reason.strip()[:200])


def _check_begun(activity: DutyActivity, today: date) -> None:
    if today < activity.starts_on:
        raise ValidationError(f"活动定于{date_text(activity.starts_on)}，届时才能登记参加情况。")


@transaction.atomic
def ask_leave(row: ActivityAttendance, *, reason: str, actor: User, today: date) -> None:
    """请假: by the deputy on the list, until the activity begins; the reason is private.

    Raises ValidationError for somebody else's row, without a reason, or once the activity has begun.
    """
    if row.person.account_id != actor.pk:
        raise ValidationError("只能为本人请假。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明请假理由。"})
    if today > row.activity.starts_on:
        raise ValidationError("活动已经开始，不能再请假，请与组织单位联系。")
    _check_length("leave_reason", reason, "reason")
    row.ask_leave(reason=reason.strip())
    log.record(actor, "请假", row, path=admin_path(row.activity))
    if row.activity.organiser is not None:
        notifications.tell_organ(
            row.activity.organiser, subject=f"{row.person}请假：{row.activity}", path=row.activity.get_absolute_url()
        )


@transaction.atomic
def decide_leave(row: ActivityAttendance, *, is_granted: bool, actor: User) -> None:
    """准假、不准假: decided by who organises, never by the deputy; the deputy is told."""
    if row.person.account_id == actor.pk:
        raise ValidationError("不能批准本人的请假。")
    if is_granted:
        row.grant_leave()
    else:
        row.refuse_leave()
    word = "准假" if is_granted else "不准假"
    log.record(actor, word, row, path=admin_path(row.activity))
    if row.person.account is not None:
        notifications.tell(
            [row.person.account], subject=f"{word}：{row.activity}", path=row.activity.get_absolute_url()
        )


def _check_length(name: str, text: str, shown: str) -> None:
    """Raise ValidationError at the field that the page shows if the text does not fit."""
    try:
        ActivityAttendance._meta.get_field(name).run_validators(text.strip())  # type: ignore[union-attr]
    except ValidationError as error:
        raise ValidationError({shown: error.messages}) from error
