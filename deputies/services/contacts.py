"""双联系、分片联系: who keeps contact with whom, and each contact made (ZJ-STREET19 art 6; local practice)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity
from deputies.models import AreaContact, ContactLog, ContactPair, Mandate, Person, Seat
from deputies.services.groups import check_area

_Kind = ContactPair.Kind


@transaction.atomic
def keep_pair(pair: ContactPair, *, actor: User) -> ContactPair:
    """结对: a member with a deputy, or a deputy with voters.

    Raises ValidationError if the keeper is no member (no deputy) on the first day, the other no deputy, or the pair
    is kept already.
    """
    pair.full_clean()
    day = pair.starts_on
    if pair.kind == _Kind.MEMBER_DEPUTY:
        if not Seat.objects.in_office(on=day).filter(person=pair.keeper).exists():
            raise ValidationError({"keeper": f"{pair.keeper}在{date_text(day)}不是常委会组成人员。"})
        if pair.deputy is not None and not _is_deputy(pair.deputy, day):
            raise ValidationError({"deputy": f"{pair.deputy}在{date_text(day)}没有代表资格。"})
    elif not _is_deputy(pair.keeper, day):
        raise ValidationError({"keeper": f"{pair.keeper}在{date_text(day)}没有代表资格。"})
    is_new = pair.pk is None
    pair.save()
    activity.record(actor, "登记双联系" if is_new else "更改双联系", pair)
    return pair


@transaction.atomic
def keep_area(area: AreaContact, *, actor: User) -> AreaContact:
    """分片: a member of the committee takes a street or township.

    Raises ValidationError for somebody who has no seat on the first day, a body that is no area, or the same twice.
    """
    check_area(area.organ)
    area.full_clean()
    if not Seat.objects.in_office(on=area.starts_on).filter(person=area.keeper).exists():
        raise ValidationError({"keeper": f"{area.keeper}在{date_text(area.starts_on)}不是常委会组成人员。"})
    is_new = area.pk is None
    area.save()
    activity.record(actor, "登记分片联系" if is_new else "更改分片联系", area)
    return area


def _is_deputy(person: Person, on: date) -> bool:
    return Mandate.objects.active(on=on).filter(person=person).exists()


@transaction.atomic
def log(row: ContactLog, *, actor: User, today: date) -> ContactLog:
    """登记联系: one contact, by the one who keeps it or by the office.

    Raises ValidationError for a day to come or outside the days of the pair, more people than the pair has, or
    somebody else's pair.
    """
    kept = row.pair or row.area
    if kept is None:
        raise ValidationError("请选择联系的对象。")
    if kept.keeper.account_id != actor.pk and not actor.has_perm("deputies.add_contactlog"):
        raise ValidationError("只能登记自己的联系情况。")
    row.entered_by = actor
    row.full_clean()
    if row.made_on > today:
        raise ValidationError({"made_on": "联系日期不能晚于今天。"})
    if row.made_on < kept.starts_on or (kept.ends_on is not None and row.made_on > kept.ends_on):
        raise ValidationError({"made_on": f"{date_text(row.made_on)}不在这项联系的起止日期之内。"})
    voters = row.pair.voters if row.pair is not None else None
    if voters is not None and row.people > voters:
        raise ValidationError({"people": f"一次联系人数不能超过所联系选民人数（{voters}人）。"})
    row.save(force_insert=True)
    activity.record(actor, "登记联系情况", row)
    return row


def end_contacts(person: Person, *, on: date, actor: User) -> int:
    """Close the contacts of a person whose last mandate ends; how many. Inside the transaction of that end."""
    running = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    pairs = ContactPair.objects.select_for_update(of=("self",)).filter(running, Q(keeper=person) | Q(deputy=person))
    areas = AreaContact.objects.select_for_update(of=("self",)).filter(running, keeper=person)
    ended = 0
    for row in (*pairs.select_related("keeper", "deputy"), *areas.select_related("keeper", "organ")):
        row.ends_on = max(on, row.starts_on)
        row.save(update_fields=["ends_on"])
        activity.record(actor, "结束联系", row, reason="代表资格终止")
        ended += 1
    return ended
