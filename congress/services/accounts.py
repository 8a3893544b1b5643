"""Accounts: roles, and closing and opening them."""

from collections.abc import Collection
from typing import Final

from axes.utils import reset
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.roles import BY_CODE
from congress.services import activity, notifications

#: who keeps the system or checks its log takes no part in what it records
ALONE: Final = ("sysadmin", "auditor")
#: roles that check each other (handbook §5.2: author, checker and approver are different people)
APART: Final = (
    ("office", "reviewer"),
    ("reviewer", "sc_chair"),
    ("reviewer", "sc_vice_chair"),
    ("reviewer", "office_head"),
)
#: roles whose every grant others are told of
WATCHED: Final = ("office_head", "sc_chair", "sc_vice_chair", "reviewer", "auditor")


@transaction.atomic
def set_roles(user: User, codes: Collection[str], *, actor: User) -> None:
    """Give an account exactly these roles; it enters the desk if one of them works there.

    Auditors and heads of the office are told of a grant of the `WATCHED` roles.
    Raises ValidationError if people would change their own roles, for an unknown role, and for roles that no one
    person may hold together.
    """
    before = set(user.groups.values_list("name", flat=True))
    if set(codes) == before:
        return
    if user.pk == actor.pk:
        raise ValidationError({"groups": "不能修改自己的角色，请由另一位系统管理员办理。"})
    if unknown := set(codes) - BY_CODE.keys():
        raise ValidationError({"groups": f"没有这些角色：{'、'.join(sorted(unknown))}。"})
    if clash := clashing(codes):
        raise ValidationError({"groups": clash})
    # Before the roles change: the word goes to those who watched until now.
    _tell_of_grant(user, set(codes) - before, actor=actor)
    user.groups.set(Group.objects.filter(name__in=codes))
    user.is_staff = user.is_superuser or any(BY_CODE[code].is_staff for code in codes)
    user.save(update_fields=["is_staff"])
    activity.record(actor, "调整角色", user, detail={"from": _labels(before), "to": _labels(codes)})


def clashing(codes: Collection[str]) -> str:
    """Why one person may not hold these roles together, in words; empty if they go together."""
    for code in ALONE:
        if code in codes and len(codes) > 1:
            return f"“{BY_CODE[code].label}”不能同时担任其他角色，请另开账号交由他人担任。"
    for one, other in APART:
        if one in codes and other in codes:
            return f"“{BY_CODE[one].label}”与“{BY_CODE[other].label}”须由不同的人担任，不能授予同一账号。"
    return ""


def _tell_of_grant(user: User, granted: Collection[str], *, actor: User) -> None:
    if watched := [code for code in WATCHED if code in granted]:
        notifications.tell_roles(
            "auditor",
            "office_head",
            subject=f"授予角色：{user}（{'、'.join(_labels(watched))}）",
            body=f"{actor}将账号“{user.get_username()}”设为{'、'.join(_labels(watched))}。如有疑问，请立即核实。",
        )


def _labels(codes: Collection[str]) -> list[str]:
    return sorted(BY_CODE[code].label if code in BY_CODE else code for code in codes)


@transaction.atomic
def deactivate(user: User, *, actor: User) -> None:
    """Close an account at once: its sessions end with the next request. Raises ValidationError for one's own."""
    if user.pk == actor.pk:
        raise ValidationError("不能停用自己的账号。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    activity.record(actor, "停用账号", user)


@transaction.atomic
def activate(user: User, *, actor: User) -> None:
    """Open a closed account again. Raises ValidationError for the system's own."""
    if user.username == User.SYSTEM:
        raise ValidationError("系统账号不能登录，不能启用。")
    user.is_active = True
    user.save(update_fields=["is_active"])
    activity.record(actor, "启用账号", user)


@transaction.atomic
def unlock(user: User, *, actor: User) -> None:
    """Lift the lock that failed sign-ins put on an account."""
    reset(username=user.get_username())
    activity.record(actor, "解除登录锁定", user)
