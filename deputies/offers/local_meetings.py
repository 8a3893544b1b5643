"""The chain behind what a street or township owes: its meetings of the period."""

from datetime import date

from congress import registry
from congress.models import User
from congress.presentation import Step
from congress.registry import Chain
from congress.services.marks import owed_step
from deputies.models import LocalDuty
from deputies.services import local_meetings


def of_duty(duty: LocalDuty, user: User, on: date) -> Chain | None:
    """The period from its first day to its meeting, for the body itself and those who keep the register."""
    if not local_meetings.may_keep(user, duty.organ) and not user.has_perm("deputies.view_localduty"):
        return None
    begun = Step("期间开始", duty.period_starts_on, "done")
    held = owed_step("举行会议", duty.obligation, on=on, note=str(duty.meeting) if duty.meeting else "")
    return Chain(str(duty), f"{local_meetings.PATH}?organ={duty.organ_id}", [begun, held])


registry.chains.add("local_duty", of_duty)
