"""When this app's services run."""

from celery import shared_task
from django.utils import timezone

from congress.models import User
from congress.services import activity
from deputies.services import seats


@shared_task
def close_ended_access() -> None:
    """Take their roles from those whose mandate or seat ended."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        seats.close_ended_access(on=timezone.localdate(), actor=actor)
