"""Accounts: roles, and closing and opening them."""

from collections.abc import Collection

from axes.utils import reset
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.roles import BY_CODE
from congress.services import activity


@transaction.atomic
def set_roles(user: User, codes: Collection[str], *, actor: User) -> None:
    """Give an account exactly these roles; it enters the desk if one of them works there.

    Raises ValidationError if people would change their own roles, or for an unknown role.
    """
    before = set(user.groups.values_list("name", flat=True))
    if set(codes) == before:
        return
    if user.pk == actor.pk:
        raise ValidationError({"groups": "不能修改自己的角色，请由另一位系统管理员办理。"})
    if unknown := set(codes) - BY_CODE.keys():
        raise ValidationError({"groups": f"没有这些角色：{'、'.join(sorted(unknown))}。"})
    user.groups.set(Group.objects.filter(name__in=codes))
    user.is_staff = user.is_superuser or any(BY_CODE[code].is_staff for code in codes)
    user.save(update_fields=["is_staff"])
    activity.record(actor, "调整角色", user, detail={"from": _labels(before), "to": _labels(codes)})


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
