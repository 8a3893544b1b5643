"""When this app's services run."""

from celery import shared_task
from django.utils import timezone

from congress.models import User
from congress.services import activity
from deputies.services.duty_feeds import first_day
from meetings.services import conclusions, duty_feeds, gallery, matter_dates


@shared_task
def erase_observers() -> None:
    """Erase names and numbers of people who watched or wished to, some days after the meeting."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        gallery.erase(on=timezone.localdate(), actor=actor)


@shared_task
def realign_matters() -> None:
    """Move matters of weight with their meetings and items; make owed what closed meetings assigned."""
    actor = User.objects.system()
    today = timezone.localdate()
    with activity.acting_as(actor):
        matter_dates.realign(actor=actor, today=today)
        conclusions.assign_closed(actor=actor, today=today)


@shared_task
def credit_meetings() -> None:
    """Write the attendance of deputies at closed meetings into the duty ledger."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        duty_feeds.credit_meetings(since=first_day(timezone.localdate()), actor=actor, at=timezone.localtime())
