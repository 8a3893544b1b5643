"""The room of reviews: exams, complaints, survey replies and scores; who enters is written down (handbook §5.2)."""

from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from congress.models import User
from congress.services import activity
from supervision.models import PerformanceReview, ReviewFinding, ReviewScore
from supervision.services import reviews

ENTER: Final = "supervision.enter_review_room"
READING: Final = "查阅评议限制材料"


def findings_of(review: PerformanceReview, user: User) -> QuerySet[ReviewFinding]:
    """What research found, as far as the person may read it."""
    rows: QuerySet[ReviewFinding] = ReviewFinding.objects.filter(review=review)
    return rows if user.has_perm(ENTER) else rows.filter(is_restricted=False)


def holds_restricted(review: PerformanceReview) -> bool:
    """Whether there is anything whose reading is written down."""
    restricted = ReviewFinding.objects.filter(review=review, is_restricted=True)
    return restricted.exists() or ReviewScore.objects.filter(review=review).exists()


def note_reading(review: PerformanceReview, *, actor: User) -> None:
    """Log that somebody of the room opened a case that holds restricted material."""
    if actor.has_perm(ENTER) and holds_restricted(review):
        with transaction.atomic():
            activity.record(actor, READING, review, path=reviews.admin_path(review))
