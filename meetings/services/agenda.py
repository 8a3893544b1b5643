"""The agenda of a meeting: from the chairpersons' meeting to the draft, its order, and the steps of its items."""

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet

from congress.models import User
from congress.services import activity
from deputies.models import Person
from meetings.models import AgendaItem, Meeting
from meetings.services import quorum

Status = AgendaItem.Status

#: members who together may put a matter before the committee of a district (地方组织法 art 52)
JOINT_SPONSORS = 3
#: what a chairpersons' meeting settles itself and never sends on
_OWN_BUSINESS = (AgendaItem.Kind.OPINIONS,)
#: heard, and still waiting for its vote
_AWAITING_VOTE = (Status.NOTED, Status.DELIBERATED)


def _meeting(item: AgendaItem) -> Meeting:
    """The item's meeting, locked: it is not closed while one of its items moves."""
    return Meeting.objects.select_for_update().get(pk=item.meeting_id)


def _check_sitting(meeting: Meeting) -> None:
    if meeting.status != Meeting.Status.OPEN:
        raise ValidationError("会议未在进行中，不能登记议程结果。")


def _check_not_closed(meeting: Meeting) -> None:
    if meeting.is_locked:
        raise ValidationError("会议已经闭会，不能再撤回、暂缓议程。")


def _check_before_opening(meeting: Meeting) -> None:
    if meeting.status not in Meeting.BEFORE_OPENING:
        raise ValidationError(f"“{meeting}”{meeting.get_status_display()}，不能再列入议程草案。")


def _needs_reason(reason: str, what: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": f"{what}须写明理由。"})
    return reason.strip()


@transaction.atomic
def add(item: AgendaItem, *, actor: User) -> AgendaItem:
    """Put an unsaved item on a meeting's agenda; without a place it comes last.

    While the meeting sits the item is urgent: it needs a motive, and joins the adopted agenda at once (《议事规则》).
    """
    meeting = _meeting(item)
    if meeting.status == Meeting.Status.OPEN:
        if not item.motive.strip():
            raise ValidationError({"motive": f"会议已经开始，临时列入“{item}”须写明理由。"})
        item.is_urgent = True
    if meeting.status == Meeting.Status.OPEN or meeting.is_locked:
        item.status = Status.ADOPTED
    return _store(item, "临时列入议程" if item.is_urgent else "列入议程", actor=actor)


def _store(item: AgendaItem, verb: str, *, actor: User) -> AgendaItem:
    item.order = item.order or next_order(item.meeting)
    item.full_clean()
    item.save(force_insert=True)
    activity.record(actor, verb, item, path=_path(item), reason=item.motive)
    return item


def next_order(meeting: Meeting) -> int:
    """The place after the last item."""
    return (meeting.items.aggregate(last=Max("order"))["last"] or 0) + 1


@transaction.atomic
def put_on_draft(item: AgendaItem, *, actor: User) -> None:
    """列入议程草案, as the chairpersons' meeting decided (地方组织法 art 54)."""
    meeting = _meeting(item)
    _check_before_opening(meeting)
    check_sponsors(item)
    item.put_on_draft()
    activity.record(actor, "列入议程草案", item, path=_path(item))


@transaction.atomic
def propose_to(item: AgendaItem, *, meeting: Meeting, actor: User) -> AgendaItem:
    """提请: an item of a chairpersons' meeting flows into the draft agenda of a committee meeting.

    Kind, title, organ, reporter and sponsors are carried; the new item remembers where it was screened. Raises
    ValidationError if the item was no item of a chairpersons' meeting, was sent on already, or the other has opened.
    """
    target = Meeting.objects.select_for_update(of=("self",)).select_related("term").get(pk=meeting.pk)
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__term").get(pk=item.pk)
    _check_screening(item)
    if target.kind not in Meeting.DECIDING:
        raise ValidationError({"meeting": "请选择常委会会议。"})
    _check_before_opening(target)
    if target.ends_on < item.meeting.starts_on:
        raise ValidationError({"meeting": f"“{target}”早于“{item.meeting}”，不能提请。"})
    return _carry(item, target, actor=actor, verb="提请列入议程", screened_as=item)


def _check_screening(item: AgendaItem) -> None:
    if item.meeting.kind != Meeting.Kind.CHAIR_MEETING:
        raise ValidationError("只有主任会议的议题可以提请常委会会议（《地方组织法》第五十四条）。")
    if item.meeting.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError(f"“{item.meeting}”尚未召开，不能提请。")
    if item.kind in _OWN_BUSINESS:
        raise ValidationError(f"“{item}”由主任会议办理，不提请常委会会议。")
    if item.status in (Status.WITHDRAWN, Status.DEFERRED):
        raise ValidationError(f"“{item}”{item.get_status_display()}，不能提请。")
    if sent := AgendaItem.objects.filter(screened_as=item).select_related("meeting__term").first():
        raise ValidationError(f"“{item}”已提请“{sent.meeting}”，不能重复提请。")
    check_sponsors(item)


def _carry(item: AgendaItem, target: Meeting, *, actor: User, verb: str, **link: AgendaItem) -> AgendaItem:
    """A new item on the draft agenda of `target` that says the same as `item`."""
    copy = AgendaItem(
        meeting=target,
        order=next_order(target),
        kind=item.kind,
        mode=item.mode,
        title=item.title,
        reporting_organ=item.reporting_organ,
        reporter=item.reporter,
        sponsor=item.sponsor,
        is_for_vote=item.is_for_vote or item.kind in AgendaItem.VOTED_KINDS,
        **link,
    )
    _store(copy, verb, actor=actor)
    copy.co_sponsors.set(item.co_sponsors.all())
    copy.put_on_draft()
    return copy


@transaction.atomic
def propose_all(held: Meeting, items: Collection[AgendaItem], *, meeting: Meeting, actor: User) -> list[AgendaItem]:
    """Send several items of one chairpersons' meeting to a committee meeting, in their order; all or none."""
    chosen = sorted(items, key=lambda item: item.order)
    if not chosen:
        raise ValidationError({"items": "请选择要提请的议题。"})
    if any(item.meeting_id != held.pk for item in chosen):
        raise ValidationError({"items": "请选择本次会议的议题。"})
    return [propose_to(item, meeting=meeting, actor=actor) for item in chosen]


@transaction.atomic
def take_up_again(item: AgendaItem, *, meeting: Meeting, actor: User) -> AgendaItem:
    """再次提请: a deferred item returns as a new one that is linked to it; the old one keeps its history.

    Raises ValidationError if the item was not deferred, was taken up already, or the meeting is of another kind.
    """
    target = Meeting.objects.select_for_update(of=("self",)).select_related("term").get(pk=meeting.pk)
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__term").get(pk=item.pk)
    if item.status != Status.DEFERRED:
        raise ValidationError(f"“{item}”{item.get_status_display()}，只有暂不交付表决的议程可以再次提请。")
    if again := AgendaItem.objects.filter(continues=item).select_related("meeting__term").first():
        raise ValidationError(f"“{item}”已再次列入“{again.meeting}”，不能重复提请。")
    if target.kind != item.meeting.kind or target.pk == item.meeting_id or target.starts_on < item.meeting.starts_on:
        raise ValidationError({"meeting": f"请选择以后的{item.meeting.get_kind_display()}。"})
    _check_before_opening(target)
    return _carry(item, target, actor=actor, verb="再次列入议程", continues=item)


@transaction.atomic
def set_sponsor(item: AgendaItem, *, sponsor: str, people: Collection[Person], actor: User) -> None:
    """Write down who put the item forward; members jointly are three or more in office (地方组织法 art 52)."""
    meeting = _meeting(item)
    if item.status not in (Status.PROPOSED, Status.ON_DRAFT) or meeting.is_locked:
        raise ValidationError("议程已经列入，不能再改提出人。")
    if sponsor != AgendaItem.Sponsor.MEMBERS and people:
        raise ValidationError({"people": "只有组成人员联名提出的议程才选择联名人。"})
    item.sponsor = sponsor
    item.full_clean()
    item.save(update_fields=["sponsor"])
    item.co_sponsors.set(people)
    check_sponsors(item)
    names = [str(person) for person in people]
    activity.record(actor, "登记提出人", item, path=_path(item), detail={"sponsor": sponsor, "people": names})


def check_sponsors(item: AgendaItem) -> None:
    """Raise ValidationError unless a joint motion has its three members, each in office on the meeting's day."""
    if item.sponsor != AgendaItem.Sponsor.MEMBERS:
        return
    people = list(item.co_sponsors.all())
    office = _joint_body(item.meeting)
    in_office = set(
        quorum.members_of(office).filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True)
    )
    strangers = [str(person) for person in people if person.pk not in in_office]
    if strangers:
        raise ValidationError({"people": f"{'、'.join(strangers)}在会议当日不是常委会组成人员，不能联名。"})
    if len(people) < JOINT_SPONSORS:
        raise ValidationError(
            {"people": f"“{item}”联名{len(people)}人，须{JOINT_SPONSORS}人以上（《地方组织法》第五十二条）。"}
        )


def _joint_body(meeting: Meeting) -> Meeting:
    """The committee on the meeting's day: it is its members who sponsor, at a chairpersons' meeting too."""
    return Meeting(term=meeting.term, kind=Meeting.Kind.STANDING_COMMITTEE, starts_on=meeting.starts_on)


def sponsors_of(item: AgendaItem) -> QuerySet[Person]:
    """Who may sponsor the item: the committee's members on the meeting's day, by strokes of the name."""
    return quorum.members_of(_joint_body(item.meeting)).order_by("stroke_key", "name", "pk")


@transaction.atomic
def reorder(meeting: Meeting, order: Sequence[int], *, actor: User) -> bool:
    """Put the items into the order of their keys, in one move; whether anything changed.

    Raises ValidationError if the agenda is not the one that was ordered, if an item that has its outcome would move
    while the meeting sits, or if somebody would leave before having come. A closed agenda moves by correction only.
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if stored.is_locked and not actor.has_perm("meetings.correct_closed_meeting"):
        raise ValidationError("会议已经闭会，不能再调整议程顺序。")
    items = list(stored.items.order_by("order", "pk"))
    if sorted(order) != sorted(item.pk for item in items):
        raise ValidationError("议程在您打开本页后已有增减，请重新打开本页后再调整顺序。")
    by_key = {item.pk: item for item in items}
    places = range(1, len(items) + 1)
    moved = [(by_key[key], place) for place, key in zip(places, order, strict=True) if by_key[key].order != place]
    if not moved:
        return False
    _check_settled(stored, [key for key in order if by_key[key].status in AgendaItem.DISPOSED], items)
    for item, place in moved:
        item.order = place
    AgendaItem.objects.bulk_update([item for item, _ in moved], ["order"])
    _check_comings(stored)
    activity.record(actor, "调整议程顺序", stored, path=_page(stored.pk))
    return True


def _check_settled(meeting: Meeting, settled: Sequence[int], items: Sequence[AgendaItem]) -> None:
    """What was dealt with keeps its order: presence at each item is counted along it."""
    before = [item.pk for item in items if item.status in AgendaItem.DISPOSED]
    if meeting.status == Meeting.Status.OPEN and before != list(settled):
        raise ValidationError("会议进行中，已有结果的议程之间不能再调整顺序。")


def _check_comings(meeting: Meeting) -> None:
    rows = meeting.attendances.filter(arrived_item__isnull=False, left_item__isnull=False)
    for row in rows.select_related("person", "arrived_item", "left_item"):
        if row.arrived_item and row.left_item and row.left_item.order <= row.arrived_item.order:
            raise ValidationError(
                f"这样调整后，{row.person}自第{row.arrived_item.order}项起到会、第{row.left_item.order}项前离会，前后矛盾。"
            )


@transaction.atomic
def note(item: AgendaItem, *, actor: User) -> None:
    """Heard and deliberated without a vote."""
    _check_sitting(_meeting(item))
    if item.status == Status.ADOPTED:
        item.present()
    item.note()
    activity.record(actor, "听取", item, path=_path(item))


@transaction.atomic
def note_all(meeting: Meeting, *, actor: User) -> int:
    """Note every item that stands without outcome and is not put to the vote; how many there were."""
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    _check_sitting(stored)
    rows = stored.items.filter(status__in=(Status.ADOPTED, Status.PRESENTED), is_for_vote=False).order_by("order")
    waiting = list(rows)
    for item in waiting:
        note(item, actor=actor)
    return len(waiting)


@transaction.atomic
def defer(item: AgendaItem, *, reason: str, actor: User) -> None:
    """暂不交付表决, with a reason, while the meeting is in session."""
    reason = _needs_reason(reason, "暂不交付表决")
    meeting = _meeting(item)
    _check_not_closed(meeting)
    _check_sitting(meeting)
    item.defer(reason=reason)
    activity.record(actor, "暂不交付表决", item, reason=reason, path=_path(item))


@transaction.atomic
def withdraw(item: AgendaItem, *, reason: str, by: str, actor: User) -> None:
    """撤回, with the sponsor's reason and who asked, before the vote (《重大事项规定》 art 14)."""
    reason = _needs_reason(reason, "撤回")
    if not by.strip():
        raise ValidationError({"by": "撤回须写明由谁要求。"})
    _check_not_closed(_meeting(item))
    item.withdraw(reason=reason, by=by.strip())
    activity.record(actor, "撤回议程", item, reason=reason, path=_path(item), detail={"by": by})


def unsettled(meeting: Meeting) -> AgendaItem | None:
    """The first item without its outcome: one that is put to the vote has it only when it was voted on."""
    pending = meeting.items.exclude(status__in=AgendaItem.DISPOSED) | meeting.items.filter(
        status__in=_AWAITING_VOTE, is_for_vote=True
    )
    return pending.order_by("order").first()


def _path(item: AgendaItem) -> str:
    return _page(item.meeting_id)


def _page(meeting: int) -> str:
    return f"/admin/meetings/meeting/{meeting}/change/"
