"""When the kernel's services run; the schedule is in `congress.services.preparation`."""

from celery import shared_task
from django.utils import timezone

from congress.models import User
from congress.services import activity, attachments, notifications, obligations, reminders


@shared_task
def sweep_reminders() -> None:
    """Decide the reminders that are due today and were not written before, then the day's mails that carry them."""
    reminders.sweep(on=timezone.localdate())
    notifications.queue_digests(at=timezone.now())


@shared_task
def deliver_mail() -> None:
    """Queue what is urgent, then send what is queued."""
    notifications.queue_urgent(at=timezone.now())
    # The queue bears the database's time, so the moment is taken after it.
    notifications.deliver(at=timezone.now())


@shared_task
def recount_provisional() -> None:
    """Make provisional dates firm once their year's holidays are published."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        obligations.recount_provisional(actor=actor, today=timezone.localdate())


@shared_task
def purge_orphans() -> None:
    """Remove stored files that no row names: what a rolled-back transaction left behind."""
    attachments.purge_orphans()
