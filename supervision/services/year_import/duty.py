"""The sheet of what deputies did: an activity a row, with who came, entered as a list by the service of the ledger."""

from datetime import datetime, time
from typing import Final

from django.utils import timezone

from deputies.models import DutyActivity, Person
from deputies.services import duty_lists
from deputies.services.duty import Presence

from .book import Book, Sheet
from .reading import Row


def _activity(row: Row, book: Book) -> DutyActivity:
    deputies = _people(row, book)
    if not deputies:
        row.refuse("deputies", "不能为空")
    day = row.needed_day("starts_on")
    return DutyActivity(
        kind=row.text("kind"),
        title=row.text("title"),
        starts_on=day,
        ends_on=day,
        campaign=row.text("campaign"),
        hours=row.needed_whole("hours"),
        is_minimum=row.flag("is_minimum"),
        is_historic=True,
        illustrative=DUTY_ACTIVITIES.illustrative(row),
        source=row.text("source"),
    )


def _people(row: Row, book: Book) -> list[Person]:
    found = [book.find_key(row, "deputies", key, Person) for key in row.parts("deputies")]
    people = [person for person in found if person is not None]
    if row.text("illustrative") and any(not person.is_illustrative for person in people):
        row.refuse("deputies", "真实人物不能有示例内容")
    return people


def _store(row: Row, book: Book, activity: DutyActivity) -> None:
    """The activity and its list; on the evening of its day, for the report tells no day of a check."""
    duty_lists.organise(activity, actor=book.actor)
    at = datetime.combine(activity.ends_on, time(18), tzinfo=timezone.get_current_timezone())
    is_example = "attendances" in activity.illustrative
    presences = [Presence(person, illustrative=("person",) if is_example else ()) for person in _people(row, book)]
    duty_lists.enter(activity, presences, actor=book.actor, at=at)


DUTY_ACTIVITIES: Final = Sheet(
    "duty_activities.csv",
    DutyActivity,
    ("kind", "title", "starts_on", "campaign", "hours", "is_minimum", "deputies"),
    ("kind", "title"),
    ("kind", "title"),
    _activity,
    store=_store,
    fields={"deputies": "attendances"},
)
