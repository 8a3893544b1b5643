"""Portraits of deputies: the approved one for everyone, what waits for those who decide; and the tasks of deciding."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from congress import registry
from congress.models import User
from congress.registry import Task, Waiting
from congress.services import photos
from deputies.models import DeputyProfile, ProfileChange, ProfilePhoto
from deputies.services import profiles


def portraits(user: User | None) -> Q:
    """Everyone sees the approved portraits of deputies in office; who decides or proposed sees those that wait."""
    today = timezone.localdate()
    shown = DeputyProfile.objects.public(on=today).filter(photo__isnull=False).values("photo")
    opened = photos.shown_in(ProfilePhoto.objects.filter(pk__in=shown))
    if user is None:
        return opened
    changes = ProfileChange.objects.all().visible_to(user).filter(photo__isnull=False).values("photo")
    return opened | photos.shown_in(ProfilePhoto.objects.filter(pk__in=changes))


def to_decide(user: User, on: date) -> list[Waiting]:
    """Changes that somebody else proposed."""
    del on
    if not user.has_perm(profiles.APPROVE):
        return []
    rows = ProfileChange.objects.all().waiting().exclude(proposed_by=user).select_related("person")
    return [Waiting(rows.order_by("proposed_on", "pk"), _to_decide)]


def _to_decide(change: ProfileChange) -> Task:
    return Task(str(change), "审核", profiles.admin_path(change))


registry.file_access.add("portraits", portraits)
registry.waiting.add("profile_changes", to_decide)
