"""Who reads what of the restricted room outside it, and the line that every reading leaves (handbook §5.2)."""

from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from congress.models import User
from congress.services import activity
from meetings.models import Attendance, PersonnelMotion, PersonnelPaper
from meetings.services import audience, personnel_deadlines

READING: Final = "查阅人事任免案"


def tabled_for(user: User) -> QuerySet[PersonnelMotion]:
    """Motions on the agenda of meetings at which the user is expected as a member, once the papers are out."""
    rolls = audience.rows_of(user).filter(capacity=Attendance.Capacity.MEMBER, meeting__status__in=audience.ISSUED)
    return PersonnelMotion.objects.filter(
        status__in=PersonnelMotion.BEFORE_MEMBERS, meeting__in=rolls.values("meeting")
    )


def open_to(user: User) -> QuerySet[PersonnelMotion]:
    """Every motion whose page the user may open: by the room, by screening, as the proposing organ, or as a member."""
    visible = PersonnelMotion.objects.visible_to(user)
    return PersonnelMotion.objects.filter(pk__in=visible.values("pk")) | PersonnelMotion.objects.filter(
        pk__in=tabled_for(user).values("pk")
    )


def papers_open_to(user: User) -> QuerySet[PersonnelPaper]:
    """All papers of motions that are the user's; members read the motion itself and CVs, nothing else."""
    own = PersonnelPaper.objects.filter(motion__in=PersonnelMotion.objects.visible_to(user).values("pk"))
    tabled = PersonnelPaper.objects.filter(
        motion__in=tabled_for(user).values("pk"), kind__in=PersonnelPaper.FOR_MEMBERS
    )
    return own | tabled


def note_reading(motion: PersonnelMotion, *, actor: User) -> None:
    """Log that somebody opened the page of a motion."""
    with transaction.atomic():
        activity.record(actor, READING, motion, path=personnel_deadlines.admin_path(motion))
