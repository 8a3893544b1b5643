"""The sheet of normative documents that were filed: their course is over, nobody is told, nothing is owed."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Final

from congress.models import Organ
from congress.services import obligations
from meetings.models import Act
from supervision.models import DutyKind, FilingDirection, NormFiling
from supervision.services import filings

from .book import Book, Sheet, check, later
from .reading import Row
from .steps import Step, When

Status = NormFiling.Status


def _filing(row: Row, book: Book) -> NormFiling:
    is_outward = row.text("direction") == FilingDirection.OUTWARD
    concluded_on = row.day("concluded_on")
    return NormFiling(
        direction=row.text("direction"),
        maker=book.find(row, "maker_code", Organ),
        act=book.find(row, "act_key", Act, is_needed=False),
        title=row.text("title"),
        norm_kind=row.text("norm_kind"),
        published_on=row.needed_day("published_on"),
        filed_on=row.needed_day("filed_on"),
        registered_on=row.day("registered_on"),
        conclusion=row.text("conclusion"),
        concluded_on=concluded_on,
        closed_on=concluded_on or (row.day("registered_on") if is_outward else None),
        status=Status.CONCLUDED if concluded_on else Status.REGISTERED,
        is_historic=True,
        illustrative=FILINGS.illustrative(row),
        source=row.text("source"),
    )


def steps(book: Book) -> Iterator[Step]:
    """Filings once the acts of the year that they tell of are there."""
    for row, filing in book.new_rows(NormFiling):
        if filing.pk is None:
            yield Step(date.max, When.MINUTE, row, partial(_store, row, book, filing))


def _store(row: Row, book: Book, filing: NormFiling) -> None:
    if filing.act_id is None and row.text("act_key"):
        filing.act = book.find(row, "act_key", Act)
    check(filing)
    filing.save(force_insert=True)
    owed = filings.open_duty(filing, DutyKind.FILE, start=filing.published_on, today=filing.published_on)
    if filing.filed_on is not None:
        obligations.finish(owed, on=filing.filed_on, actor=book.actor)


FILINGS: Final = Sheet(
    "filings.csv",
    NormFiling,
    (
        "key",
        "direction",
        "maker_code",
        "act_key",
        "title",
        "norm_kind",
        "published_on",
        "filed_on",
        "registered_on",
        "conclusion",
        "concluded_on",
    ),
    ("key",),
    ("direction", "maker_id", "title", "published_on"),
    _filing,
    store=later,
)
