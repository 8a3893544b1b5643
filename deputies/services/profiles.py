"""公开资料: proposed by the deputy or the own area, approved by the deputies' committee, shown to everyone.

What other subjects show on a deputy's public page they add to `blocks`. Source: DL25 art 58; handbook §5.2.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet

from congress.models import User
from congress.registry import Register
from congress.services import activity, citizens, notifications, photos
from congress.services.attachments import Upload
from deputies.models import (
    DeputyGroup,
    DeputyProfile,
    GroupMember,
    Mandate,
    Person,
    ProfileChange,
    ProfilePhoto,
    of_area,
)

Status = ProfileChange.Status
#: who decides what is shown
APPROVE: Final = "deputies.change_profilechange"


@dataclass(frozen=True, slots=True)
class ProfileBlock:
    """A part of a deputy's public page: a template of the subject that adds it, and what it needs."""

    template: str
    context: Mapping[str, Any]


#: name -> the part that a subject shows of a deputy on a day, or None where it has nothing; `deputies.offers` fills it
blocks: Register[Callable[[Person, date], ProfileBlock | None]] = Register()


def admin_path(change: ProfileChange) -> str:
    """Where it is decided."""
    return f"/admin/deputies/profilechange/{change.pk}/change/"


def may_propose(user: User, person: Person, *, on: date) -> bool:
    """The deputy, who keeps the work of the area, and the deputies' committee."""
    if person.account_id == user.pk or user.has_perm("deputies.add_profilechange"):
        return True
    return Mandate.objects.in_office(on=on).filter(of_area(user, "delegation"), person=person).exists()


@transaction.atomic
def propose(change: ProfileChange, upload: "Upload | None", *, actor: User, today: date) -> ProfileChange:
    """提出: a new title, introduction or photo; without a new photo the present one stays.

    Raises ValidationError for somebody who may not, who is no deputy, words with a phone or identity number, a file
    that is no photo, or while another change waits.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=change.person.pk)
    if not may_propose(actor, person, on=today):
        raise ValidationError("只能提出自己或者本街道（乡镇）代表的公开资料。")
    if not Mandate.objects.in_office(on=today).filter(person=person).exists():
        raise ValidationError(f"{person}现在没有代表资格，不能公开代表资料。")
    for name in ("title", "introduction"):
        setattr(change, name, getattr(change, name).strip())
        if citizens.has_contact(getattr(change, name)):
            raise ValidationError({name: "公开资料不能写电话、证件号码等个人信息，请删去后再提出。"})
    change.person, change.proposed_by, change.proposed_on = person, actor, today
    change.full_clean(exclude=["photo"])
    shown = DeputyProfile.objects.filter(person=person).first()
    change.photo = shown.photo if shown else None
    if upload is not None:
        change.photo = photos.take(ProfilePhoto(person=person), upload, actor=actor)
    change.save(force_insert=True)
    activity.record(actor, "提出公开资料变更", change, path=admin_path(change))
    notifications.tell(
        [user for user in User.objects.with_role("deputies_wc") if user.pk != actor.pk],
        subject=f"公开资料待审核：{person}",
        path=admin_path(change),
    )
    return change


@transaction.atomic
def approve(change: ProfileChange, *, actor: User) -> DeputyProfile:
    """审核通过: from now on everyone reads it. Raises ValidationError for the one who proposed it."""
    _check_decision(change, actor)
    change.move(Status.APPROVED, allowed=[Status.PROPOSED], decided_by=actor)
    profile, _ = DeputyProfile.objects.select_for_update(of=("self",)).get_or_create(person=change.person)
    profile.title, profile.introduction, profile.photo = change.title, change.introduction, change.photo
    profile.full_clean()
    profile.save()
    activity.record(actor, "公开资料审核通过", change, path=admin_path(change))
    _tell(change, "已审核公开")
    return profile


@transaction.atomic
def refuse(change: ProfileChange, *, reason: str, actor: User) -> None:
    """审核不通过. Raises ValidationError without a reason or for the one who proposed it."""
    _check_decision(change, actor)
    if not reason.strip():
        raise ValidationError({"reason": "请写明未通过的理由。"})
    change.move(Status.REFUSED, allowed=[Status.PROPOSED], decided_by=actor, reason=reason.strip()[:200])
    activity.record(actor, "公开资料审核未通过", change, path=admin_path(change), reason=reason.strip())
    _tell(change, f"未通过审核：{reason.strip()}")


def _check_decision(change: ProfileChange, actor: User) -> None:
    if not actor.has_perm(APPROVE):
        raise ValidationError("公开资料由代表工委审核。")
    if change.proposed_by_id == actor.pk:
        raise ValidationError("提出人不能审核自己提出的变更，请由其他同事审核。")


def _tell(change: ProfileChange, outcome: str) -> None:
    notifications.tell(
        [change.proposed_by], subject=f"{change.person}的公开资料{outcome}", path="/workspace/profile/public/"
    )


def roll(*, on: date, level: str = Mandate.Level.DISTRICT) -> QuerySet[Mandate]:
    """名录: the deputies of a level in office on a day, by their areas and the strokes of their names."""
    groups = GroupMember.objects.in_force(on=on).select_related("group")
    rows = Mandate.objects.in_office(on=on).filter(level=level).select_related("person__private_details", "delegation")
    joined = rows.prefetch_related(Prefetch("person__memberships", groups, to_attr="held"))
    return joined.order_by("delegation__rank", "delegation__code", "person__stroke_key", "person__name", "pk")


def mandates_of(person: Person, *, on: date) -> QuerySet[Mandate]:
    """What the person holds on a day, the district before others."""
    rows = Mandate.objects.in_office(on=on).filter(person=person)
    return rows.select_related("delegation", "term").order_by("level", "pk")


def groups_of(person: Person, *, on: date) -> QuerySet[GroupMember]:
    """The delegation and the groups of a person on a day."""
    rows = GroupMember.objects.in_force(on=on).filter(person=person).select_related("group")
    return rows.order_by("group__kind", "group__name")


def page_blocks(person: Person, *, on: date) -> list[ProfileBlock]:
    """What the other subjects show of the person."""
    found = (block(person, on) for block in blocks)
    return [part for part in found if part is not None]


def kind_of(member: GroupMember) -> str:
    """The group in words, with the person's part in it."""
    group = member.group
    part = "" if member.role == GroupMember.Role.MEMBER else f"（{_part(member)}）"
    return f"{group.name}{part}"


def _part(member: GroupMember) -> str:
    is_delegation = member.group.kind == DeputyGroup.Kind.DELEGATION
    if member.role == GroupMember.Role.CONVENER:
        return "团长" if is_delegation else "组长"
    return "副团长" if is_delegation else "副组长"
