"""Typed functions that make posts, motions and votes on appointments with defaults."""

from collections.abc import Sequence
from datetime import date, timedelta

from congress.models import Organ, User
from deputies.models import Person
from meetings.models import (
    AgendaItem,
    Meeting,
    PersonnelAction,
    PersonnelMotion,
    Post,
    PostCategory,
    Tenure,
    Vote,
)
from meetings.services import personnel, posts
from tests import factories

TODAY = factories.TODAY
#: the day of the committee's meeting
DAY = TODAY + timedelta(days=30)
Kind = PersonnelAction.Kind
Proposer = PostCategory.Proposer


def category(code: str = "street_committee") -> PostCategory:
    """A row of the table of handbook §2(i); one that needs neither exam nor speech unless told otherwise."""
    return PostCategory.objects.get(code=code)


def post(title: str = "", *, of: str = "street_committee", organ: Organ | None = None, **fields: object) -> Post:
    """A post with one place."""
    number = Post.objects.count() + 1
    values: dict[str, object] = {
        "category": category(of),
        "organ": organ or factories.organ(),
        "title": title or f"示例街道人大工委副主任（{number}）",
        **fields,
    }
    return Post.objects.create(**values)


def tenure(of: Post | None = None, *, holder: Person | None = None, since: date = date(2022, 2, 1)) -> Tenure:
    """Somebody in office since the beginning of the term."""
    row = Tenure(post=of or post(), person=holder or factories.person(), starts_on=since)
    return posts.take_over(row, actor=factories.user("office"), reason="换届时任命")


def action(act: str = Kind.APPOINT, *, to: Post | None = None, who: Person | None = None) -> PersonnelAction:
    """One row of a motion, not stored."""
    return PersonnelAction(act=act, post=to or post(), person=who or factories.person())


def unsaved(*, at: Meeting | None = None, by: str = Proposer.CHAIR_MEETING, **fields: object) -> PersonnelMotion:
    """A motion that is not received yet."""
    values: dict[str, object] = {
        "title": "示例任免案",
        "proposer": by,
        "received_on": TODAY,
        "meeting": at or meeting(),
        **fields,
    }
    return PersonnelMotion(**values)


def meeting(*, on: date = DAY, **fields: object) -> Meeting:
    """A meeting of the committee."""
    return factories.meeting(starts_on=on, **fields)


def motion(
    *actions: PersonnelAction, at: Meeting | None = None, actor: User | None = None, **fields: object
) -> PersonnelMotion:
    """A received motion of the chairpersons' meeting."""
    row = unsaved(at=at, **fields)
    return personnel.receive(row, list(actions) or [action()], actor=actor or officer(), today=row.received_on)


def officer() -> User:
    """Somebody who keeps the restricted room."""
    account = factories.user("personnel_officer")
    account.is_staff = True
    account.save(update_fields=["is_staff"])
    return account


def chairpersons(*, on: date = TODAY, status: str = Meeting.Status.OPEN) -> Meeting:
    """A chairpersons' meeting that sits."""
    return factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=on, status=status)


def ready(*actions: PersonnelAction, actor: User | None = None, **fields: object) -> PersonnelMotion:
    """A motion that went the whole way to the vote: examined, screened, tabled, explained, spoken to."""
    who = actor or officer()
    row = motion(*actions, actor=who, **fields)
    for one in row.actions.select_related("post__category", "motion__meeting"):
        if one.is_appointing and one.post.category.needs_exam:
            personnel.record_exam(one, taken_on=TODAY, actor=who)
    personnel.submit(row, actor=who, today=TODAY)
    personnel.screen(row, at=chairpersons(), actor=who)
    personnel.table(row, item=factories.item(row.meeting, kind=AgendaItem.Kind.PERSONNEL), actor=who)
    personnel.explain(row, by="示例作说明人", actor=who)
    for one in row.actions.select_related("post__category", "motion__meeting"):
        if one.act == Kind.APPOINT and one.post.category.needs_speech:
            personnel.note_speech(one, on=row.meeting.starts_on, actor=who)
    return row


def vote(
    at: Meeting,
    *,
    yes: int = 20,
    no: int = 0,
    kind: str = Vote.Kind.PERSONNEL,
    method: str = Vote.Method.ELECTRONIC,
    item: AgendaItem | None = None,
) -> Vote:
    """A counted vote of twenty members; more than ten carry it."""
    fields: dict[str, object] = {}
    if method == Vote.Method.SECRET_PAPER:
        fields = {
            "issued": 20,
            "returned": 20,
            "counted_by": factories.person(),
            "overseen_by": factories.person(),
        }
    return Vote.objects.create(
        meeting=at,
        item=item,
        title=f"示例人事任免{Vote.objects.count() + 1}",
        kind=kind,
        method=method,
        held_on=at.starts_on,
        basis_total=20,
        quorum=11,
        present=20,
        yes=yes,
        no=no,
        abstain=20 - yes - no,
        passed=yes > 10,
        recorded_by=factories.user("office"),
        **fields,
    )


def decided(*actions: PersonnelAction, actor: User | None = None, **fields: object) -> list[PersonnelAction]:
    """Actions that were carried by one vote."""
    who = actor or officer()
    row = ready(*actions, actor=who, **fields)
    return personnel.decide(list(row.actions.all()), vote=vote(row.meeting), actor=who)


def reload(actions: Sequence[PersonnelAction]) -> list[PersonnelAction]:
    """The stored rows."""
    return list(PersonnelAction.objects.filter(pk__in=[row.pk for row in actions]).order_by("motion", "order"))
