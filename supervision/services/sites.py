"""Where an inspection goes: who writes the schedule, and the rule that keeps it among few (handbook §5.2)."""

from django.core.exceptions import ValidationError

from congress.models import User
from supervision.models import InspectionSite, Oversight


def check(site: InspectionSite, *, actor: User) -> None:
    """Raise ValidationError unless the actor writes the schedule of this inspection and the place fits it."""
    oversight = site.oversight
    if not may_write(oversight, actor):
        raise ValidationError({"oversight": "检查点由承办工委登记，请选择本工委承办的活动。"})
    if site.group is not None and site.group.oversight_id != oversight.pk:
        raise ValidationError({"group": "检查组不属于这次检查。"})
    if site.visits_on < oversight.starts_on or site.visits_on > oversight.last_day:
        raise ValidationError({"visits_on": "日期须在活动的起止日期之内。"})


def may_write(oversight: Oversight, user: User) -> bool:
    """Whether the person writes the places of this outing: somebody of its working committee."""
    writes = user.has_perm("supervision.change_inspectionsite")
    is_of_committee = user.organ_id is not None and user.organ_id == oversight.working_committee_id
    return writes and (is_of_committee or user.is_superuser)
