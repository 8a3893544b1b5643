"""Who may inspect whom: officials of the inspected organs stay out of the groups.

Source: SL24 art 33 (SL06 art 24); ZJ-SUP08 art 28.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from congress.models import Organ
from deputies.models import Mandate, Person, Seat
from meetings.models import Tenure
from supervision.models import Oversight, OversightParticipant

Role = OversightParticipant.Role
Capacity = OversightParticipant.Capacity


def check_participant(row: OversightParticipant) -> None:
    """Raise ValidationError if the person may not take part in this way; history is taken as it is told."""
    oversight = row.oversight
    if row.group is not None and row.group.oversight_id != oversight.pk:
        raise ValidationError({"group": "检查组不属于本次活动。"})
    if row.role == Role.LEADER and row.group is None:
        raise ValidationError({"group": f"组长{row.person}须编入检查组。"})
    if not oversight.is_inspection:
        return
    organs = list(Organ.objects.filter(overseen__oversight=oversight))
    if words := conflict(row.person, organs, on=oversight.starts_on):
        raise ValidationError({"person": words})
    if not oversight.is_historic:
        _check_standing(row)


def _check_standing(row: OversightParticipant) -> None:
    """A leader is of the chairpersons' meeting, a member holds the seat or mandate that he comes with."""
    on = row.oversight.starts_on
    seats = Seat.objects.in_office(on=on).filter(person=row.person)
    if row.role == Role.LEADER and not seats.chairpersons().exists():
        raise ValidationError(
            {"role": f"{row.person}不是主任会议组成人员，不能任检查组组长（《浙江省监督条例》第二十八条）。"}
        )
    if row.capacity == Capacity.COMMITTEE and not seats.exists():
        raise ValidationError({"capacity": f"{row.person}在检查开始之日不是常委会组成人员。"})
    if row.level and not Mandate.objects.in_office(on=on).filter(person=row.person, level=row.level).exists():
        raise ValidationError({"level": f"{row.person}在检查开始之日没有{row.get_level_display()}代表资格。"})


def conflict(person: Person, organs: Iterable[Organ], *, on: date) -> str:
    """Why a person may not inspect the organs, in words; empty if nothing speaks against it.

    Whoever works for an inspected organ or for one below it, by account or by post, does not inspect it.
    """
    inspected = with_children(organs)
    if not inspected:
        return ""
    basis = "不能参加对该机关的执法检查（《监督法》第三十三条）。"
    account = person.account
    if account is not None and account.organ_id in inspected:
        return f"{person}是被检查机关{inspected[account.organ_id]}的工作人员，{basis}"
    tenures = Tenure.objects.in_office(on=on).filter(person=person, post__organ__in=inspected)
    tenure = tenures.select_related("post").first()
    return f"{person}担任{tenure.post}，属于被检查机关，{basis}" if tenure else ""


def with_children(organs: Iterable[Organ]) -> dict[int, Organ]:
    """The organs and all below them, by key."""
    found: dict[int, Organ] = {}
    level = {organ.pk: organ for organ in organs}
    while level:
        found |= level
        level = {each.pk: each for each in Organ.objects.filter(parent__in=level) if each.pk not in found}
    return found


def check(oversight: Oversight) -> None:
    """All people of an outing, against its organs as they are now. Raises ValidationError naming each refusal."""
    messages: list[str] = []
    for row in oversight.participants.select_related("person__account", "group", "oversight"):
        try:
            check_participant(row)
        except ValidationError as error:
            messages += error.messages
    if messages:
        raise ValidationError(list(dict.fromkeys(messages)))


def check_formed(oversight: Oversight) -> None:
    """Raise ValidationError unless there is a group and each has its leader."""
    groups = list(oversight.groups.all())
    if not groups:
        raise ValidationError("还没有检查组，请先登记检查组和组长。")
    led = set(oversight.participants.leaders().values_list("group_id", flat=True))
    if lacking := [group.name for group in groups if group.pk not in led]:
        raise ValidationError(f"{'、'.join(lacking)}还没有组长。")


def level_counts(oversight: Oversight) -> dict[str, int]:
    """How many deputies of each level took part, in the order of the levels; levels without anybody are left out."""
    levels = [row.level for row in oversight.participants.all() if row.level]
    return {label: levels.count(value) for value, label in Mandate.Level.choices if value in levels}


def has_five_levels(oversight: Oversight) -> bool:
    """Whether deputies of all five levels took part."""
    return len(level_counts(oversight)) == len(Mandate.Level.choices)
