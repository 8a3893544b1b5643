"""Mandates and seats as they begin and end: what ends with what, and who loses access.

Source: DL25 arts 61-63; 地方组织法 art 47 (members of the committee are elected from among the deputies).
"""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity
from congress.workflow import TransitionError
from deputies.models import Mandate, MandateQuerySet, Person, Seat, Suspension
from deputies.services import contacts, groups, vacancies

#: what a seat ends for when the mandate it rests on does
_SEAT_REASONS = {Mandate.EndReason.DEATH: Seat.EndReason.DEATH, Mandate.EndReason.EXPIRED: Seat.EndReason.EXPIRED}
_ROLE_OF_SEAT = {
    Seat.Role.CHAIR: "sc_chair",
    Seat.Role.VICE_CHAIR: "sc_vice_chair",
    Seat.Role.MEMBER: "sc_member",
}
#: roles of the portal that rest on a mandate or a seat
RESTING_ROLES = ("deputy", *_ROLE_OF_SEAT.values())


@transaction.atomic
def start_mandate(mandate: Mandate, *, actor: User) -> Mandate:
    """Store a new mandate.

    Raises ValidationError if the person holds one of that level already or all places are taken.
    """
    check_free(mandate.person, mandate.level, on=mandate.starts_on)
    fill_place(mandate)
    mandate.full_clean()
    mandate.save(force_insert=True)
    if mandate.term is not None:
        vacancies.check(mandate.term)
    activity.record(actor, "代表资格开始", mandate)
    return mandate


def fill_place(mandate: Mandate) -> None:
    """The words of the constituency and the area, where only the register's row was chosen."""
    place = mandate.elected_in
    if place is None:
        return
    if place.level != mandate.level:
        raise ValidationError({"elected_in": f"{place}是{place.get_level_display()}选区，与代表级别不符。"})
    mandate.constituency = mandate.constituency or place.name
    mandate.delegation = mandate.delegation or place.organ


def check_free(person: Person, level: str, *, on: date) -> None:
    """Raise ValidationError if the person is a deputy of that level on the day, or will be after it."""
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    held = Mandate.objects.filter(open_ended, person=person, level=level).first()
    if held is not None:
        raise ValidationError(
            f"{person}自{date_text(held.starts_on)}起已是{held.get_level_display()}人大代表，不能再次当选。"
        )


@transaction.atomic
def start_seat(seat: Seat, *, actor: User) -> Seat:
    """Store a new seat; a member who is elected to another one leaves the old one the day before.

    A seat does not outlast the mandate it rests on: it ends with a mandate whose term is known to expire. Raises
    ValidationError if the person is no deputy of the district on the day, the mandate has ended with that day or is
    known to, or all places are taken.
    """
    if not vacancies.holds_mandate(seat.person_id, Mandate.Level.DISTRICT, on=seat.starts_on):
        raise ValidationError(
            f"{seat.person}在{date_text(seat.starts_on)}不是区人大代表，常委会组成人员由代表中选举产生"
            "（《地方组织法》第四十七条）。"
        )
    _rest_on_mandate(seat)
    held = Seat.objects.in_office(on=seat.starts_on).filter(person=seat.person).first()
    if held is not None:
        _leave_for(held, seat, actor=actor)
    seat.full_clean()
    seat.save(force_insert=True)
    vacancies.check(seat.term)
    activity.record(actor, "任职", seat)
    return seat


def _rest_on_mandate(seat: Seat) -> None:
    rows = Mandate.objects.in_office(on=seat.starts_on).filter(person=seat.person_id, level=Mandate.Level.DISTRICT)
    mandate = rows.order_by("-starts_on").first()
    if mandate is None or mandate.ends_on is None:
        return
    if mandate.end_reason != Mandate.EndReason.EXPIRED:
        raise ValidationError(f"{seat.person}的区人大代表资格于{date_text(mandate.ends_on)}终止，不能再任常委会职务。")
    if seat.ends_on is None or seat.ends_on > mandate.ends_on:
        seat.ends_on, seat.end_reason = mandate.ends_on, Seat.EndReason.EXPIRED


def _leave_for(held: Seat, seat: Seat, *, actor: User) -> None:
    if held.role == seat.role or held.starts_on >= seat.starts_on:
        raise ValidationError(
            f"{seat.person}自{date_text(held.starts_on)}起已任{held.get_role_display()}，不能重复当选。"
        )
    last = date.fromordinal(seat.starts_on.toordinal() - 1)
    end_seat(held, on=last, reason=Seat.EndReason.NEW_OFFICE, actor=actor, keeps_access=True)


@transaction.atomic
def end_mandate(mandate: Mandate, *, on: date, reason: str, actor: User) -> None:
    """End a mandate; `on` is its last day. A deputy of the district leaves the committee on the same day.

    The person's roles that rest on it end with it. Raises ValidationError for a reason the law does not know or a day
    before the start, TransitionError if the mandate has ended already. Source: DL25 art 62.
    """
    stored = Mandate.objects.select_for_update(of=("self",)).select_related("person").get(pk=mandate.pk)
    _check_end(stored, on, ended_as=Mandate.EndReason.EXPIRED)
    if reason not in Mandate.EndReason.values:
        raise ValidationError({"reason": "请选择法律规定的终止原因（《代表法》第六十二条）。"})
    _close(stored, on, reason)
    if stored.level == Mandate.Level.DISTRICT:
        _end_seats(stored.person, on=on, reason=Mandate.EndReason(reason), actor=actor)
    _end_suspensions(stored, on=on)
    if not _later(Mandate.objects.filter(person=stored.person), on).exists():
        groups.end_memberships(stored.person, on=on, actor=actor)
        contacts.end_contacts(stored.person, on=on, actor=actor)
    mandate.refresh_from_db(fields=["ends_on", "end_reason"])
    activity.record(actor, "终止代表资格", stored, reason=str(Mandate.EndReason(reason).label))
    close_access(stored.person, after=on, actor=actor)


def _later(rows: MandateQuerySet, after: date) -> MandateQuerySet:
    """Those still held, or beginning, after a day."""
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=after))


def _end_suspensions(mandate: Mandate, *, on: date) -> None:
    """A suspension does not outlast its mandate."""
    for row in mandate.suspensions.select_for_update().filter(starts_on__lte=on):
        if row.ends_on is None or row.ends_on > on:
            row.ends_on = on
            row.save(update_fields=["ends_on"])


def _end_seats(person: Person, *, on: date, reason: Mandate.EndReason, actor: User) -> None:
    """The seats held when the mandate ends; one that would begin later cannot begin."""
    rows = Seat.objects.select_for_update(of=("self",)).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    for seat in rows.filter(person=person):
        if seat.starts_on > on:
            raise ValidationError(
                f"{person}登记为{date_text(seat.starts_on)}起任{seat.get_role_display()}，晚于代表资格终止，请先核对。"
            )
        why = _SEAT_REASONS.get(reason, Seat.EndReason.MANDATE_ENDED)
        _close(seat, on, why)
        activity.record(actor, "离任", seat, reason=f"代表资格终止：{reason.label}")


@transaction.atomic
def end_seat(seat: Seat, *, on: date, reason: str, actor: User, keeps_access: bool = False) -> None:
    """End a seat; `on` is its last day. `keeps_access` is for a member who takes another seat the next day.

    Raises ValidationError for a reason that is none or a day before the start, TransitionError if it has ended already.
    """
    stored = Seat.objects.select_for_update(of=("self",)).select_related("person").get(pk=seat.pk)
    _check_end(stored, on, ended_as=Seat.EndReason.EXPIRED)
    if reason not in Seat.EndReason.values:
        raise ValidationError({"reason": "请选择离任原因。"})
    _close(stored, on, reason)
    seat.refresh_from_db(fields=["ends_on", "end_reason"])
    activity.record(actor, "离任", stored, reason=str(Seat.EndReason(reason).label))
    if not keeps_access:
        close_access(stored.person, after=on, actor=actor)


def _check_end(row: Mandate | Seat, on: date, *, ended_as: str) -> None:
    """An end is told once; only the end of the term, entered ahead, gives way to an earlier one."""
    if on < row.starts_on:
        raise ValidationError({"on": f"终止日期不能早于开始日期（{date_text(row.starts_on)}）。"})
    if row.ends_on is not None and not (row.end_reason == ended_as and on < row.ends_on):
        why = row.get_end_reason_display() or "未注明原因"
        raise TransitionError(f"{row}已于{date_text(row.ends_on)}终止（{why}），不能再次办理。")


def _close(row: Mandate | Seat, on: date, reason: str) -> None:
    row.ends_on, row.end_reason = on, reason
    row.full_clean()
    row.save(update_fields=["ends_on", "end_reason"])


def close_access(person: Person, *, after: date, actor: User) -> list[str]:
    """Take from the person's account the roles that rest on what is no longer held after a day; which were taken.

    Deputies who leave office lose access on the same day (handbook §5.2); what they did stays on record.
    """
    account = person.account
    if account is None:
        return []
    held = _roles_held(person, after=after)
    lost = account.groups.filter(name__in=set(RESTING_ROLES) - held)
    names = sorted(lost.values_list("name", flat=True))
    if names:
        account.groups.remove(*lost)
        activity.record(actor, "收回角色", account, reason="离任", detail={"roles": names})
    return names


def _roles_held(person: Person, *, after: date) -> set[str]:
    """The roles that what is held after a day still carries; a suspended mandate carries none (DL25 art 61)."""
    later = Q(ends_on__isnull=True) | Q(ends_on__gt=after)
    held = set(_later(Mandate.objects.filter(person=person), after).values_list("pk", "level"))
    stopped = Suspension.objects.filter(later, mandate__person=person, starts_on__lte=after)
    suspended = set(stopped.values_list("mandate_id", "mandate__level"))
    roles = {"deputy"} if held - suspended else set()
    if any(level == Mandate.Level.DISTRICT for _, level in suspended):
        # Members of the committee are deputies of the district: who may not act as one may not act as the other.
        return roles
    seats = set(Seat.objects.filter(later, person=person).values_list("role", flat=True))
    roles |= {_ROLE_OF_SEAT[Seat.Role(role)] for role in seats}
    return roles | {"sc_member"} if seats else roles


def restore_access(person: Person, *, after: date, actor: User) -> list[str]:
    """Give back to the person's account the roles that what is held after a day carries; which were given."""
    account = person.account
    if account is None:
        return []
    had = set(account.groups.values_list("name", flat=True))
    missing = Group.objects.filter(name__in=_roles_held(person, after=after) - had)
    names = sorted(missing.values_list("name", flat=True))
    if names:
        account.groups.add(*missing)
        activity.record(actor, "恢复角色", account, reason="恢复执行代表职务", detail={"roles": names})
    return names


@transaction.atomic
def close_ended_access(*, on: date, actor: User) -> int:
    """Take roles from everybody whose last mandate or seat ended before a day; how many people lost some.

    For ends that were entered ahead: those that a service records take effect at once.
    """
    ended = Q(mandates__ends_on__lt=on) | Q(seats__ends_on__lt=on)
    people = Person.objects.filter(ended, account__groups__name__in=RESTING_ROLES).select_related("account").distinct()
    yesterday = date.fromordinal(on.toordinal() - 1)
    return _count(close_access(person, after=yesterday, actor=actor) for person in people.order_by("pk"))


def _count(taken: Iterable[list[str]]) -> int:
    return sum(1 for names in taken if names)
