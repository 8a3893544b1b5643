"""The day by which appointments are proposed (APP-10): it is counted from the meeting and moves with it."""

from datetime import date
from typing import Final

from congress.models import LegalRule, Obligation
from congress.services import obligations
from congress.services.obligations import Duty
from meetings.models import Meeting, PersonnelMotion

RULE: Final = "APP-10"


def neutral_title(motion: PersonnelMotion) -> str:
    """What may be said of a motion outside the room: whose it is and for which meeting, never whom it names."""
    return f"{motion.get_proposer_display()}提请的人事任免案（{motion.meeting}）"


def admin_path(motion: PersonnelMotion) -> str:
    """Where the restricted room works on the motion."""
    return f"/admin/meetings/personnelmotion/{motion.pk}/change/"


def open_for(motion: PersonnelMotion, *, today: date, is_historic: bool) -> Obligation | None:
    """Start the clock of a motion; None where no rule was in force on the day of its meeting."""
    duty = Duty(
        title=neutral_title(motion),
        path=admin_path(motion),
        organ=motion.proposing_organ,
        role="" if motion.proposing_organ else "personnel_officer",
        is_historic=is_historic,
    )
    try:
        return obligations.open_duty(RULE, duty, start=motion.meeting.starts_on, today=today)
    except LegalRule.DoesNotExist:
        return None


def of_meeting(meeting: Meeting) -> list[Obligation]:
    """What is still owed for motions of the meeting; it is counted anew when the meeting moves."""
    return list(Obligation.objects.open().filter(personnel_motion__meeting=meeting).order_by("pk"))


def reopen(meeting: Meeting, *, today: date) -> None:
    """Start clocks again that fell away when the meeting was put off: it has a day again."""
    waiting = PersonnelMotion.objects.filter(
        meeting=meeting,
        status=PersonnelMotion.Status.RECEIVED,
        obligation__status=Obligation.Status.VOID,
    )
    for motion in waiting.select_related("proposing_organ", "meeting__term", "obligation"):
        old = motion.obligation
        historic = old is not None and old.is_historic
        motion.obligation = open_for(motion, today=today, is_historic=historic)
        motion.save(update_fields=["obligation"])
