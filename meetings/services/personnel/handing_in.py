"""An organ hands in its motion: the rows of its list and its files are taken in together or not at all."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from congress.models import User
from congress.services.attachments import Upload
from meetings.models import PersonnelMotion, PersonnelPaper
from meetings.services.personnel import importing, motions
from meetings.services.personnel.importing import Line


@transaction.atomic
def hand_in(
    motion: PersonnelMotion,
    lines: list[Line],
    files: Sequence[tuple[str, Upload]],
    *,
    actor: User,
    today: date,
) -> PersonnelMotion:
    """Receive the motion with the rows of `lines`, and keep its files in the restricted room.

    Raises ValidationError naming the lines, rows or files that are refused; then nothing is kept.
    """
    motions.receive(motion, importing.rows_of(lines, actor=actor), actor=actor, today=today)
    for kind, upload in files:
        motions.lay_paper(PersonnelPaper(motion=motion, kind=kind), upload, actor=actor)
    return motion
