"""选区: drawn for the election of a term, one to three deputies each (选举法 arts 25-26)."""

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Organ, User
from congress.services import activity
from deputies.models import Constituency
from deputies.services.groups import check_area


@transaction.atomic
def keep(place: Constituency, *, actor: User) -> Constituency:
    """Store a constituency, new or changed.

    Raises ValidationError if its organ stands for no area, a township's own election is held in a street, or its name
    is taken at that time.
    """
    check_area(place.organ)
    if place.level == Constituency.Level.TOWNSHIP and place.organ.kind != Organ.Kind.TOWNSHIP_CONGRESS:
        raise ValidationError({"organ": f"{place.organ}是街道，街道不设人民代表大会，没有乡镇级选区。"})
    place.full_clean()
    is_new = place.pk is None
    place.save()
    activity.record(actor, "登记选区" if is_new else "更改选区", place)
    return place
