"""When this app's services run."""

from celery import shared_task
from django.utils import timezone

from congress.models import User
from congress.services import activity
from deputies.services import (
    duty_feeds,
    local_meetings,
    opinion_intake,
    opinion_visitors,
    opinions,
    patrol_imports,
    patrols,
    receptions,
    seats,
)


@shared_task
def close_ended_access() -> None:
    """Take their roles from those whose mandate or seat ended."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        seats.close_ended_access(on=timezone.localdate(), actor=actor)


@shared_task
def open_local_periods() -> None:
    """Open what streets and townships owe in the current period, and end what a meeting fulfilled."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        local_meetings.settle(actor=actor)
        local_meetings.open_periods(actor=actor, today=timezone.localdate())


@shared_task
def flag_missed_receptions() -> None:
    """Flag receptions that were announced and not recorded by the day after."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        receptions.flag_missed(on=timezone.localdate(), actor=actor)


@shared_task
def settle_public_opinions() -> None:
    """Bring waiting letters into line, close answers that nobody disputed, erase people's data after its time."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        today = timezone.localdate()
        opinion_intake.take_up(actor=actor)
        opinions.close_settled(on=today, actor=actor)
        opinion_visitors.erase(on=today, actor=actor)


@shared_task
def import_batches() -> None:
    """Look through the platform files that wait."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        patrol_imports.run_waiting(actor=actor, at=timezone.now())


@shared_task
def ask_patrol_finders() -> None:
    """Ask finders whether what was answered some weeks ago is so."""
    with activity.acting_as(User.objects.system()):
        patrols.ask_again(on=timezone.localdate())


@shared_task
def credit_contacts() -> None:
    """Write contacts with voters into the duty ledger."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        duty_feeds.credit_contacts(
            since=duty_feeds.first_day(timezone.localdate()), actor=actor, at=timezone.localtime()
        )
