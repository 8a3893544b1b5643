"""Areas: streets and townships, whose working committee or congress keeps its own deputies' work and no other's."""

from typing import Final

from django.db.models import Q

from congress.models import Organ, User

#: the two kinds of body that stand for an area; a street has no congress and no deputies of its own (handbook §6.1)
AREA_KINDS: Final = (Organ.Kind.STREET_WORKING_COMMITTEE, Organ.Kind.TOWNSHIP_CONGRESS)
#: what a person who keeps the work of the own area is granted
KEEP_AREA: Final = "deputies.keep_area"


def of_area(user: User, key: str) -> Q:
    """Rows whose organ, found by the lookup `key`, is the person's own or lies below it; none without the duty."""
    if user.organ_id is None or not user.has_perm(KEEP_AREA):
        return Q(pk__in=())
    own = user.organ_id
    return Q(**{key: own}) | Q(**{f"{key}__parent": own}) | Q(**{f"{key}__parent__parent": own})
