"""When this app's services run."""

from celery import shared_task
from django.utils import timezone

from congress.models import User
from congress.services import activity
from deputies.services.duty_feeds import first_day
from supervision.services import (
    audit_ledgers,
    duty_feeds,
    follow_ups,
    inquiries,
    inspection_progress,
    milestones,
    own_filings,
    plans,
    reports,
    review_suggestions,
    reviews,
)


@shared_task
def realign_reports() -> None:
    """Move the days of report papers and of duty reports with their meetings."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        reports.realign(actor=actor, today=timezone.localdate())
        reviews.realign(actor=actor, today=timezone.localdate())


@shared_task
def note_published() -> None:
    """Mark follow-ups whose copies are out."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        follow_ups.note_published(actor=actor)
        inquiries.note_published(actor=actor)


@shared_task
def note_published_plans() -> None:
    """Mark yearly plans whose copies are out."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        plans.note_published(actor=actor)


@shared_task
def open_milestones() -> None:
    """Open what the year owes by law, and end what was fulfilled."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        milestones.open_year(actor=actor, today=timezone.localdate())
        milestones.settle(actor=actor)


@shared_task
def realign_inspections() -> None:
    """Move inspections on with their agenda items, opinions and copies."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        inspection_progress.realign(actor=actor)


@shared_task
def realign_filings() -> None:
    """Owe the filing of the committee's own normative acts, and follow the day of their publication."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        own_filings.realign(actor=actor, today=timezone.localdate())


@shared_task
def take_up_suggestions() -> None:
    """Take up suggestions that waited their turn, as others were answered."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        review_suggestions.take_up(actor=actor, today=timezone.localdate())


@shared_task
def erase_suggesters() -> None:
    """Erase names and numbers of people who suggested a review, some time after the reply."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        review_suggestions.erase(on=timezone.localdate(), actor=actor)


@shared_task
def open_ledgers() -> None:
    """Open the audit ledgers of reports that were heard, and meet the duty of rectification reports."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        audit_ledgers.realign(actor=actor, today=timezone.localdate())


@shared_task
def credit_outings() -> None:
    """Write deputies who went along on inspections, visits and research into the duty ledger."""
    actor = User.objects.system()
    with activity.acting_as(actor):
        duty_feeds.credit_outings(since=first_day(timezone.localdate()), actor=actor, at=timezone.localtime())
