"""分管: which chairperson is in charge of which committee, from when to when."""

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.services import activity
from deputies.models import Charge, Seat


@transaction.atomic
def keep(charge: Charge, *, actor: User) -> None:
    """Store a charge, new or changed.

    Raises ValidationError if its seat is not a chairperson's or does not cover its days, the organ is no committee of
    the house, or another leader has it at that time.
    """
    activity.note_context(actor)
    charge.full_clean()
    seat = charge.seat
    if seat.role not in (Seat.Role.CHAIR, Seat.Role.VICE_CHAIR):
        raise ValidationError({"seat": "分管领导须为主任或者副主任。"})
    if charge.organ.kind not in Charge.KINDS:
        raise ValidationError({"organ": "只能选择工作委员会或者人大办公室及科室。"})
    is_outside = charge.starts_on < seat.starts_on or bool(
        seat.ends_on and (charge.starts_on > seat.ends_on or (charge.ends_on and charge.ends_on > seat.ends_on))
    )
    if is_outside:
        raise ValidationError({"starts_on": "分管日期须在其任职期间之内。"})
    charge.save()
