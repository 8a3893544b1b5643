"""The sheet of reviews: who was reviewed at which item, with the assessment that was recorded there."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from congress.models import Organ
from congress.services import activity
from deputies.models import Person
from meetings.models import AgendaItem, Assessment, Tenure
from supervision.models import PerformanceReview, ReviewHearing, ReviewKind
from supervision.services.reviews import admin_path

from .book import Book, Sheet, check, later
from .reading import Row
from .steps import Step, When


def _review(row: Row, book: Book) -> PerformanceReview:
    item: Any = book.find(row, "agenda_key", AgendaItem)
    kind = row.text("kind")
    return PerformanceReview(
        kind=kind,
        year=item.meeting.starts_on.year if item else 0,
        person=book.find(row, "person_key", Person, is_needed=kind != ReviewKind.DEPARTMENT),
        organ=book.find(row, "organ_code", Organ),
        working_committee=book.find(row, "working_committee_code", Organ),
        is_first=row.flag("is_first"),
        is_historic=True,
        illustrative=PERFORMANCE_REVIEWS.illustrative(row),
        source=row.text("source"),
    )


def reviews(book: Book) -> Iterator[Step]:
    """Each case is entered when its assessment is."""
    for row, review in book.new_rows(PerformanceReview):
        item: Any = book.find(row, "agenda_key", AgendaItem)
        if item is not None:
            enter = partial(_enter, row, review, item, book)
            yield Step(item.meeting.starts_on, When.ADOPT, row, enter, item.order)


def _enter(row: Row, review: PerformanceReview, item: AgendaItem, book: Book) -> None:
    """Store a case of a past year as far as it is told: heard and voted on; of what came after nothing is known."""
    day = item.meeting.starts_on
    held = Tenure.objects.filter(person=review.person, post__organ=review.organ).in_office(on=day)
    review.tenure = held.order_by("-starts_on").first()
    if review.person is not None and review.tenure is None:
        row.refuse("organ_code", f"{review.person}在{day.isoformat()}没有在该机关任职")
        return
    review.heard_on = day
    vote = book.records.get(Assessment, {}).get(row.text("agenda_key"))
    review.status = PerformanceReview.Status.HEARD if vote is None else PerformanceReview.Status.ASSESSED
    check(review)
    review.save(force_insert=True)
    hearing = ReviewHearing(
        review=review, meeting=item.meeting, item=item, mode=item.mode, heard_on=day, assessment=vote
    )
    check(hearing)
    hearing.save(force_insert=True)
    activity.record(book.actor, "载入履职评议", review, path=admin_path(review))


PERFORMANCE_REVIEWS: Final = Sheet(
    "performance_reviews.csv",
    PerformanceReview,
    ("agenda_key", "kind", "person_key", "organ_code", "working_committee_code", "is_first"),
    ("agenda_key",),
    ("kind", "year", "person_id", "organ_id"),
    _review,
    later,
    fields={"agenda_key": "item"},
)
