"""Patrol rounds: who went, told to the duty ledger."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.official.numerals import date_text
from deputies.models import DutyActivity, DutyKind, PatrolRound
from deputies.services import duty
from deputies.services.duty import Occasion, Presence


def origin(round_: PatrolRound) -> str:
    """The name of a round in the ledger."""
    return f"deputies.patrolround.{round_.pk}"


@transaction.atomic
def credit(round_: PatrolRound, *, actor: User, at: datetime) -> DutyActivity | None:
    """Write the members of a stored round into the duty ledger, or correct what stands there.

    Raises ValidationError, naming the person, if somebody held no mandate on the day.
    """
    ends_on = round_.ends_on or round_.starts_on
    members = list(round_.members.select_related("person"))
    for mandate in members:
        if not (mandate.starts_on <= round_.starts_on and (mandate.ends_on is None or mandate.ends_on >= ends_on)):
            raise ValidationError(
                f"{mandate.person}的代表资格不在任，不能登记{date_text(round_.starts_on)}的巡查。", code="mandate"
            )
    occasion = Occasion(
        origin=origin(round_),
        kind=DutyKind.PATROL,
        title=round_.title,
        starts_on=round_.starts_on,
        ends_on=ends_on,
        presences=[Presence(mandate.person) for mandate in members],
        path=f"/admin/deputies/patrolround/{round_.pk}/change/",
        place=round_.area,
        organiser=round_.organiser,
        campaign=round_.theme,
        illustrative=round_.illustrative,
    )
    return duty.write(occasion, actor=actor, at=at)
