"""Who sits in without a vote: by law, or invited; for the whole meeting or for some items.

By law the heads of government, supervisory commission, court and procuratorate (地方组织法 art 51), the heads of the
organs that report on the agenda (监督法 art 46), and the chairs of street working committees who are not members
(ZJ-STREET19 art 21).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from congress.models import Organ, User
from congress.services import activity, notifications
from deputies.models import Person
from meetings.models import AgendaItem, Attendance, Meeting, Tenure
from meetings.services import audience, quorum


@dataclass(frozen=True)
class ByLaw:
    """Who is to sit in by law: the holders that are known, and the organs whose head the clerk must name."""

    holders: Sequence[Tenure]
    unknown: Sequence[Organ]
    items: Mapping[int, Sequence[AgendaItem]]


def admin_path(meeting: Meeting) -> str:
    """Where the office works on the meeting."""
    return f"/admin/meetings/meeting/{meeting.pk}/change/"


@transaction.atomic
def invite(
    meeting: Meeting,
    person: Person,
    *,
    capacity: str,
    organ: Organ | None = None,
    title: str = "",
    items: Iterable[AgendaItem] = (),
    actor: User,
) -> Attendance:
    """Put a person on the list of those who sit in; who was already told of the meeting's notice is told at once.

    Raises ValidationError for a person who is on the list already, a member, an item of another meeting, or a meeting
    that is over.
    """
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    meeting.refresh_from_db(fields=["status"])
    if meeting.is_locked:
        raise ValidationError("会议已经闭会，不能再邀请列席。")
    chosen = list(items)
    _check(meeting, person, capacity, chosen)
    row = Attendance(meeting=meeting, person=person, capacity=capacity, organ=organ, title=title.strip())
    row.full_clean()
    row.save(force_insert=True)
    row.items.set(chosen)
    activity.record(actor, "邀请列席", row, path=admin_path(meeting), detail={"items": [item.pk for item in chosen]})
    if person.account is not None and meeting.status in audience.TOLD:
        path = f"/workspace/meetings/{meeting.pk}/"
        notifications.tell([person.account], subject=f"请您列席会议：{meeting}", path=path)
    return row


def _check(meeting: Meeting, person: Person, capacity: str, items: Sequence[AgendaItem]) -> None:
    if capacity == Attendance.Capacity.MEMBER or capacity not in Attendance.Capacity.values:
        raise ValidationError({"capacity": "组成人员按当日在任人员生成，不能逐人邀请。"})
    known = meeting.attendances.filter(person=person).first()
    if known is not None:
        raise ValidationError(
            {"person": f"{person}已在本次会议名单上（{known.get_capacity_display()}），不能重复登记。"}
        )
    if quorum.members_of(meeting).filter(pk=person.pk).exists():
        raise ValidationError({"person": f"{person}是本次会议的组成人员，不能再列为列席。"})
    if any(item.meeting_id != meeting.pk for item in items):
        raise ValidationError({"items": "请选择本次会议的议程。"})


def by_law(meeting: Meeting) -> ByLaw:
    """Who is to sit in by law and is not on the list yet; only the standing committee has such people."""
    if meeting.kind != Meeting.Kind.STANDING_COMMITTEE:
        return ByLaw((), (), {})
    reported: dict[int, list[AgendaItem]] = {}
    for item in meeting.items.exclude(status=AgendaItem.Status.WITHDRAWN).order_by("order"):
        if item.reporting_organ_id is not None:
            reported.setdefault(item.reporting_organ_id, []).append(item)
    organs = Organ.objects.filter(Q(pk__in=reported) | Q(kind__in=_ALWAYS)).order_by("rank", "code")
    heads = _heads(meeting, organs)
    listed = set(meeting.attendances.values_list("person_id", flat=True))
    members = set(quorum.members_of(meeting).values_list("pk", flat=True))
    spoken_for = set(meeting.attendances.values_list("organ_id", flat=True))
    return ByLaw(
        holders=[row for row in heads.values() if row.person_id not in listed | members],
        unknown=[organ for organ in organs if organ.pk not in heads and organ.pk not in spoken_for],
        items={organ: found for organ, found in reported.items() if organ in heads or organ not in spoken_for},
    )


#: organs whose heads attend whatever is on the agenda
_ALWAYS = (*Organ.REPORTING_KINDS, Organ.Kind.STREET_WORKING_COMMITTEE)


def _heads(meeting: Meeting, organs: Iterable[Organ]) -> dict[int, Tenure]:
    """By organ the holder of its first post on the day of the meeting."""
    rows = (
        Tenure.objects.in_office(on=meeting.starts_on)
        .filter(post__organ__in=organs)
        .select_related("person__account", "post__organ", "post__category")
        .order_by("post__organ__rank", "post__organ__code", "post__category__rank", "post__rank", "post_id", "pk")
    )
    heads: dict[int, Tenure] = {}
    for row in rows:
        heads.setdefault(row.post.organ_id, row)
    return heads


@transaction.atomic
def invite_by_law(meeting: Meeting, *, actor: User) -> list[Attendance]:
    """Invite all who sit in by law and whose office is on record; who was invited.

    Heads of reporting organs come for their organ's items, those who attend whatever is dealt with for the whole.
    """
    found = by_law(meeting)
    invited = []
    for tenure in {row.person_id: row for row in found.holders}.values():
        organ = tenure.post.organ
        items = () if organ.kind in _ALWAYS else found.items.get(organ.pk, ())
        invited.append(
            invite(
                meeting,
                tenure.person,
                capacity=Attendance.Capacity.NONVOTING,
                organ=organ,
                title=tenure.post.title[:60],
                items=items,
                actor=actor,
            )
        )
    return invited


@transaction.atomic
def confirm(attendance: Attendance, *, actor: User) -> None:
    """确认参会: the person will come; confirming twice changes nothing.

    Raises ValidationError for somebody on leave or a meeting that is over or called off.
    """
    row = (
        Attendance.objects.select_for_update(of=("self",))
        .select_related("meeting__term", "person")
        .get(pk=attendance.pk)
    )
    if row.meeting.is_locked or row.meeting.status in Meeting.OFF:
        raise ValidationError(f"会议{row.meeting.get_status_display()}，无须确认。")
    if row.status == Attendance.Status.ON_LEAVE:
        raise ValidationError("您已请假；如能到会，请先撤回请假。")
    if row.confirmed_at is None:
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
        activity.record(actor, "确认参会", row, path=admin_path(row.meeting))
