"""Who of the chairpersons is in charge of an organ's matters on a day; an upper app knows it, the kernel asks."""

from datetime import date
from typing import Final

from congress import registry
from congress.models import User

#: told where nobody is in charge: all who hold this post
ROLE: Final = "sc_vice_chair"


def accounts(on: date) -> dict[int, int]:
    """Key of an organ -> key of the account of the chairperson in charge of it on that day."""
    return {
        organ: leader.account
        for source in registry.leaders
        for leader in source(on)
        if leader.account is not None
        for organ in leader.organs
    }


def in_charge(organ: int | None, *, on: date) -> list[User]:
    """The chairperson in charge of the organ of that key; all vice-chairs where nobody is, or has an account."""
    account = accounts(on).get(organ) if organ is not None else None
    found = list(User.objects.filter(pk=account, is_active=True)) if account is not None else []
    return found or list(User.objects.with_role(ROLE))
