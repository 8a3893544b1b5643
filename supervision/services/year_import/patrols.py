"""The sheet of what a platform told of patrols: batches with their two counts."""

from typing import Final

from django.utils import timezone

from deputies.models import ImportBatch
from deputies.services import patrol_imports

from .book import Book, Sheet
from .reading import Row


def _batch(row: Row, book: Book) -> ImportBatch:
    del book
    return ImportBatch(
        platform=row.text("platform"),
        subject=row.text("subject"),
        starts_on=row.needed_day("starts_on"),
        ends_on=row.needed_day("ends_on"),
        records=row.needed_whole("records"),
        records_is_minimum=row.flag("records_is_minimum"),
        handed_over=row.needed_whole("handed_over"),
        handed_over_is_minimum=row.flag("handed_over_is_minimum"),
        is_historic=True,
        illustrative=PATROL_BATCHES.illustrative(row),
        source=row.text("source"),
    )


def _store_batch(row: Row, book: Book, batch: ImportBatch) -> None:
    del row
    patrol_imports.count(batch, actor=book.actor, today=timezone.localdate())


PATROL_BATCHES: Final = Sheet(
    "patrol_batches.csv",
    ImportBatch,
    (
        "platform",
        "subject",
        "starts_on",
        "ends_on",
        "records",
        "records_is_minimum",
        "handed_over",
        "handed_over_is_minimum",
    ),
    ("platform", "subject", "starts_on", "ends_on"),
    ("platform", "subject", "starts_on", "ends_on"),
    _batch,
    store=_store_batch,
)
