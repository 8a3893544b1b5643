"""代表团、代表小组: who joins, who leaves, who calls them together (DL25 arts 14, 28; ZJ-DEP16 arts 18-19)."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Organ, User
from congress.official.numerals import date_text
from congress.services import activity
from congress.workflow import TransitionError
from deputies.models import AREA_KINDS, DeputyGroup, GroupMember, Mandate, Person

_Role = GroupMember.Role


@transaction.atomic
def keep(group: DeputyGroup, *, actor: User) -> DeputyGroup:
    """Store a delegation or group, new or changed.

    Raises ValidationError if its organ is no street or township or its days do not lie in the term.
    """
    check_area(group.organ)
    group.full_clean()
    term = group.term
    if group.starts_on < term.starts_on or (term.ends_on is not None and group.starts_on > term.ends_on):
        raise ValidationError({"starts_on": f"成立日期不在{term}之内。"})
    is_new = group.pk is None
    if not is_new and group.ends_on is not None:
        for member in group.members.filter(ends_on__isnull=True).select_related("person", "group"):
            leave(member, on=max(group.ends_on, member.starts_on), actor=actor)
    group.save()
    activity.record(actor, "登记代表小组" if is_new else "更改代表小组", group)
    return group


def check_area(organ: Organ | None) -> None:
    """Raise ValidationError if the organ stands for no street and no township."""
    if organ is not None and organ.kind not in AREA_KINDS:
        raise ValidationError({"organ": f"{organ}不是街道人大工委或者乡镇人大，请重新选择。"})


@transaction.atomic
def join(member: GroupMember, *, actor: User) -> GroupMember:
    """编入: a deputy becomes a member. A delegation tells where the mandate belongs, so both say the same.

    Raises ValidationError if the person is no deputy on the first day, is in the group already, is in another
    delegation of the term, or another convener is there.
    """
    group = DeputyGroup.objects.select_for_update().get(pk=member.group.pk)
    check_member(member)
    member.full_clean()
    member.save(force_insert=True)
    if group.kind == DeputyGroup.Kind.DELEGATION:
        _carry_delegation(member, group)
    activity.record(actor, "编入代表小组", member, detail={"group": str(group)})
    return member


@transaction.atomic
def correct(member: GroupMember, *, actor: User) -> None:
    """Change a stored membership. Raises ValidationError as `join` does."""
    check_member(member)
    member.full_clean()
    member.save()
    activity.record(actor, "更正代表小组成员", member, detail={"group": str(member.group)})


def check_member(member: GroupMember) -> None:
    """Raise ValidationError if the person cannot be in the group on those days; for the desk's rows as well."""
    group, person, day = member.group, member.person, member.starts_on
    if day < group.starts_on or (group.ends_on is not None and day > group.ends_on):
        raise ValidationError({"starts_on": f"{group}在{date_text(day)}没有成立或者已经撤销，不能编入。"})
    mandates = Mandate.objects.in_office(on=day).filter(person=person)
    if not mandates.exists():
        raise ValidationError({"person": f"{person}在{date_text(day)}没有代表资格，不能编入{group}。"})
    if group.kind != DeputyGroup.Kind.DELEGATION:
        return
    others = GroupMember.objects.in_force(on=day).filter(person=person, group__kind=DeputyGroup.Kind.DELEGATION)
    other = others.exclude(group=group).select_related("group").first()
    if other is not None:
        raise ValidationError(
            {"person": f"{person}在{date_text(day)}已编入{other.group}，一名代表只能编入一个代表团。"}
        )


def _carry_delegation(member: GroupMember, group: DeputyGroup) -> None:
    rows = Mandate.objects.select_for_update().in_office(on=member.starts_on)
    for mandate in rows.filter(person=member.person, level=Mandate.Level.DISTRICT).exclude(delegation=group.organ):
        mandate.delegation = group.organ
        mandate.save(update_fields=["delegation"])


@transaction.atomic
def leave(member: GroupMember, *, on: date, actor: User) -> None:
    """退出: `on` is the last day. Raises TransitionError if the person left already, ValidationError for a bad day."""
    stored = GroupMember.objects.select_for_update(of=("self",)).select_related("person", "group").get(pk=member.pk)
    if stored.ends_on is not None:
        raise TransitionError(f"{stored.person}已于{date_text(stored.ends_on)}退出{stored.group}，不能再次办理。")
    if on < stored.starts_on:
        raise ValidationError({"on": f"退出日期不能早于编入日期（{date_text(stored.starts_on)}）。"})
    stored.ends_on = on
    stored.save(update_fields=["ends_on"])
    member.ends_on = on
    activity.record(actor, "退出代表小组", stored, detail={"group": str(stored.group)})


@transaction.atomic
def name_convener(member: GroupMember, *, on: date, actor: User) -> GroupMember:
    """推选团长（组长）: from a day on; who was it becomes a plain member the day before.

    Rows are kept as they were: each role has its own days. Raises ValidationError if the person is not in the group
    on the day or has it already.
    """
    rows = GroupMember.objects.select_for_update(of=("self",)).select_related("person", "group")
    held = {row.pk: row for row in rows.in_force(on=on).filter(group=member.group)}
    stored = held.get(member.pk)
    if stored is None:
        raise ValidationError({"on": f"{member.person}在{date_text(on)}不是{member.group}的成员。"})
    if stored.role == _Role.CONVENER:
        raise ValidationError(f"{stored.person}已经是{stored.group}的团长（组长、召集人）。")
    for row in held.values():
        if row.role == _Role.CONVENER:
            _change_role(row, _Role.MEMBER, on)
    fresh = _change_role(stored, _Role.CONVENER, on)
    activity.record(actor, "推选团长（组长、召集人）", fresh, detail={"group": str(fresh.group)})
    return fresh


def _change_role(row: GroupMember, role: str, on: date) -> GroupMember:
    """The same membership with another role from a day on; what was before keeps its own row."""
    if on <= row.starts_on:
        row.role = role
        row.full_clean()
        row.save(update_fields=["role"])
        return row
    last = row.ends_on
    row.ends_on = on - timedelta(days=1)
    row.save(update_fields=["ends_on"])
    fresh = GroupMember(group=row.group, person=row.person, role=role, starts_on=on, ends_on=last)
    fresh.full_clean()
    fresh.save(force_insert=True)
    return fresh


def end_memberships(person: Person, *, on: date, actor: User) -> int:
    """Close what a person belongs to when the last mandate ends; how many. Inside the transaction of that end."""
    rows = GroupMember.objects.select_for_update(of=("self",)).select_related("person", "group")
    open_rows = [row for row in rows.filter(person=person) if row.ends_on is None or row.ends_on > on]
    for row in open_rows:
        row.ends_on = max(on, row.starts_on)
        row.save(update_fields=["ends_on"])
        activity.record(actor, "退出代表小组", row, reason="代表资格终止", detail={"group": str(row.group)})
    return len(open_rows)
