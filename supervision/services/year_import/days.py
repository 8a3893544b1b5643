"""The days of a past year: every meeting from its date to the archive, in the order in which things happened."""

from .book import Book
from .election_days import elections
from .filings import steps as filings
from .meeting_days import last_word, meetings
from .own_work import rules
from .personnel_days import appointments
from .reviews import reviews
from .steps import Step


def of(book: Book) -> list[Step]:
    """The steps of what is new in the book, in their order."""
    steps = [
        *meetings(book),
        *appointments(book),
        *elections(book),
        *rules(book),
        *reviews(book),
        *filings(book),
        *last_word(book),
    ]
    return sorted(steps, key=lambda step: step.place)
