"""联系方式 of deputies: kept by the deputies' committee, and every reading of the whole is logged (handbook §5.2)."""

from django.db import transaction

from congress.models import User
from congress.services import activity
from deputies.models import PrivateDetails


@transaction.atomic
def keep(details: PrivateDetails, *, actor: User) -> PrivateDetails:
    """Store phone and address; the log tells who changed them and not what they are. Raises ValidationError."""
    details.phone, details.address = details.phone.strip(), details.address.strip()
    details.full_clean()
    details.save()
    activity.record(actor, "登记代表联系方式", details.person)
    return details


@transaction.atomic
def note_reading(details: PrivateDetails, *, actor: User) -> None:
    """Somebody sees the whole number and address."""
    activity.record(actor, "查看代表联系方式", details.person)
