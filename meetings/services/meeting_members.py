"""Who is expected at a meeting: brought into line with who is in office on its day, and told when the day moves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from congress.models import User
from congress.services import notifications
from meetings.models import Attendance, Leave, Meeting, Recusal
from meetings.services import quorum


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the list: names that came, that went, and those no longer in office whose rows are in use."""

    added: Sequence[str] = ()
    removed: Sequence[str] = ()
    kept: Sequence[str] = ()

    @property
    def sentence(self) -> str:
        """The change in words; empty where nothing changed."""
        parts = (("新列入", self.added), ("移出", self.removed), ("已不在任但已有登记、请核对", self.kept))
        told = [f"{words}{len(names)}人（{_few(names)}）" for words, names in parts if names]
        return f"应到名单{'，'.join(told)}。" if told else ""


#: names that a sentence tells one by one
_NAMED = 5


def _few(names: Sequence[str]) -> str:
    more = "等" if len(names) > _NAMED else ""
    return f"{'、'.join(names[:_NAMED])}{more}"


def expect(meeting: Meeting) -> Change:
    """A row for every member in office on the first day, none for others unless something is recorded on it.

    A guest who has become a member is expected as a member. Source: handbook §1.2 应到.
    """
    members = {person.pk: person for person in quorum.members_of(meeting)}
    rows = list(meeting.attendances.select_related("person"))
    known = {row.person_id for row in rows}
    meeting.attendances.exclude(capacity=Attendance.Capacity.MEMBER).filter(person__in=members).update(
        capacity=Attendance.Capacity.MEMBER
    )
    added = [person for key, person in members.items() if key not in known]
    Attendance.objects.bulk_create(Attendance(meeting=meeting, person=person) for person in added)
    gone = [row for row in rows if row.capacity == Attendance.Capacity.MEMBER and row.person_id not in members]
    untouched = set(_untouched(meeting).filter(pk__in=[row.pk for row in gone]).values_list("pk", flat=True))
    Attendance.objects.filter(pk__in=untouched).delete()
    return Change(
        [str(person) for person in added],
        [str(row.person) for row in gone if row.pk in untouched],
        [str(row.person) for row in gone if row.pk not in untouched],
    )


def _untouched(meeting: Meeting) -> QuerySet[Attendance]:
    """Rows on which nobody has written anything."""
    leaves = Leave.objects.filter(attendance=OuterRef("pk"))
    recusals = Recusal.objects.filter(attendance=OuterRef("pk"))
    return meeting.attendances.filter(
        ~Exists(leaves), ~Exists(recusals), status=Attendance.Status.UNRECORDED, confirmed_at__isnull=True
    )


def tell(meeting: Meeting, *, subject: str, body: str, actor: User) -> None:
    """Tell all who are expected and have an account, once they had notice of the meeting."""
    if meeting.noticed_on is None:
        return
    people = User.objects.filter(person__attendances__meeting=meeting, is_active=True).exclude(pk=actor.pk)
    notifications.tell(people.distinct(), subject=subject, body=body, path=f"/workspace/meetings/{meeting.pk}/")
