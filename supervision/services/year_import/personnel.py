"""Sheets of posts, their holders, motions, appointments and removals, and oaths."""

from typing import Final

from congress.models import Organ
from meetings.models import (
    AgendaItem,
    Meeting,
    Oath,
    OathCeremony,
    PersonnelAction,
    PersonnelMotion,
    Post,
    PostCategory,
    Tenure,
    Vote,
)
from meetings.services import posts

from .book import Book, Sheet, later, of_closed_meeting
from .people import holder
from .reading import Row


def _post(row: Row, book: Book) -> Post:
    category = PostCategory.objects.filter(code=row.text("category_code")).first()
    if category is None:
        row.refuse("category_code", f"没有职务类别“{row.text('category_code')}”，请先运行 prepare 或核对代码")
    return Post(
        category=category,
        organ=book.find(row, "organ_code", Organ),
        title=row.text("title"),
        places=row.needed_whole("places"),
        starts_on=row.day("starts_on"),
        ends_on=row.day("ends_on"),
        rank=row.number,
        illustrative=POSTS.illustrative(row),
    )


def _establish(row: Row, book: Book, post: Post) -> None:
    del row
    posts.establish(post, actor=book.actor)


def _tenure(row: Row, book: Book) -> Tenure:
    return Tenure(
        post=book.find(row, "post_key", Post),
        person=holder(row, book),
        starts_on=row.needed_day("starts_on"),
        illustrative=TENURES.illustrative(row),
    )


def _take_over(row: Row, book: Book, tenure: Tenure) -> None:
    posts.take_over(tenure, reason=f"往年资料：{row.file}", actor=book.actor)


def _motion(row: Row, book: Book) -> PersonnelMotion:
    book.find(row, "screened_at_key", Meeting)
    book.find(row, "agenda_key", AgendaItem)
    row.needed_day("announced_on")
    row.day("letters_on")
    return PersonnelMotion(
        title=row.text("title"),
        proposer=row.text("proposer"),
        proposing_organ=book.find(row, "proposing_organ_code", Organ, is_needed=False),
        signed_by=row.text("signed_by"),
        received_on=row.needed_day("received_on"),
        meeting=book.find(row, "meeting_key", Meeting),
        illustrative=PERSONNEL_MOTIONS.illustrative(row),
        source=row.text("source"),
    )


def _action(row: Row, book: Book) -> PersonnelAction:
    for column in ("exam_on", "spoke_on"):
        row.day(column)
    book.find(row, "vote_key", Vote)
    return PersonnelAction(
        motion=book.find(row, "motion_key", PersonnelMotion),
        order=row.needed_whole("order"),
        person=holder(row, book),
        post=book.find(row, "post_key", Post),
        act=row.text("act"),
        illustrative=PERSONNEL_ACTIONS.illustrative(row),
        source=row.text("source"),
    )


def _ceremony(row: Row, book: Book) -> OathCeremony:
    return OathCeremony(
        organiser=row.text("organiser"),
        held_on=row.needed_day("held_on"),
        place=row.text("place"),
        presided_by=row.text("presided_by"),
        meeting=book.find(row, "meeting_key", Meeting, is_needed=False),
        illustrative=OATH_CEREMONIES.illustrative(row),
    )


def _oath(row: Row, book: Book) -> Oath:
    key = f"{row.text('motion_key')}|{row.text('order')}"
    return Oath(
        ceremony=book.find(row, "ceremony_key", OathCeremony),
        action=book.find_key(row, "order", key, PersonnelAction),
        illustrative=OATHS.illustrative(row),
    )


def _has_nobody_to_swear(ceremony: OathCeremony, book: Book) -> bool:
    """Its meeting is closed, or every appointment was left out with a closed meeting."""
    return of_closed_meeting(ceremony, book) or not book.new_rows(PersonnelAction)


POSTS: Final = Sheet(
    "posts.csv",
    Post,
    ("key", "category_code", "organ_code", "title", "places", "starts_on", "ends_on"),
    ("key",),
    ("title", "starts_on"),
    _post,
    _establish,
)
TENURES: Final = Sheet(
    "tenures.csv",
    Tenure,
    ("post_key", "person_key", "starts_on"),
    ("post_key", "person_key"),
    ("post_id", "person_id", "starts_on"),
    _tenure,
    _take_over,
)
PERSONNEL_MOTIONS: Final = Sheet(
    "personnel_motions.csv",
    PersonnelMotion,
    (
        "key",
        "title",
        "proposer",
        "proposing_organ_code",
        "signed_by",
        "received_on",
        "meeting_key",
        "agenda_key",
        "screened_at_key",
        "explained_by",
        "announced_on",
        "letters_on",
    ),
    ("key",),
    ("meeting_id", "title"),
    _motion,
    later,
    of_closed_meeting,
    fields={"agenda_key": "item"},
)
PERSONNEL_ACTIONS: Final = Sheet(
    "personnel_actions.csv",
    PersonnelAction,
    ("motion_key", "order", "person_key", "post_key", "act", "exam_on", "spoke_on", "vote_key"),
    ("motion_key", "order"),
    ("motion_id", "order"),
    _action,
    later,
)
OATH_CEREMONIES: Final = Sheet(
    "oath_ceremonies.csv",
    OathCeremony,
    ("key", "organiser", "held_on", "place", "presided_by", "meeting_key"),
    ("key",),
    ("organiser", "held_on", "place"),
    _ceremony,
    later,
    _has_nobody_to_swear,
)
OATHS: Final = Sheet(
    "oaths.csv",
    Oath,
    ("ceremony_key", "motion_key", "order"),
    ("motion_key", "order"),
    ("action_id",),
    _oath,
    later,
    fields={"motion_key": "action", "order": "action"},
)
