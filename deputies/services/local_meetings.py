"""Meetings of streets and townships, and the periods within which they must meet.

A street's working committee meets every quarter, its residents' body every year, a township's presidium within three
months of its last meeting. Only the current period is opened; what lies before the portal was in use is history, and
history never reminds. Source: ZJ-STREET19 arts 14, 17; ZJ-TOWN16 art 24.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from congress.models import LegalRule, Obligation, Organ, User
from congress.official.numerals import date_text
from congress.services import activity, deadlines, locks, obligations
from congress.services.obligations import Duty
from deputies.models import AREA_KINDS, Councillor, LocalDuty, LocalMeeting, StreetPilot

Kind = LocalMeeting.Kind
_STREET: Final = Organ.Kind.STREET_WORKING_COMMITTEE
_TOWNSHIP: Final = Organ.Kind.TOWNSHIP_CONGRESS
PATH: Final = "/workspace/local-meetings/"


@dataclass(frozen=True)
class Calendar:
    """A rule of the calendar: which kind of meeting of which kind of body it asks for."""

    code: str
    organ_kind: str
    meeting_kind: str
    title: str


CALENDARS: Final = (
    Calendar("STR-Q", _STREET, Kind.STREET_COMMITTEE, "举行街道人大工委会议"),
    Calendar("STR-Y", _STREET, Kind.RESIDENTS, "召集街道居民议事会议"),
    Calendar("TWN-3M", _TOWNSHIP, Kind.PRESIDIUM, "举行乡镇人大主席团会议"),
)
_THREE_MONTHS: Final = "TWN-3M"


def may_keep(user: User, organ: Organ) -> bool:
    """Whether the person enters what that body did: the keepers of the register, and the body itself."""
    if user.has_perm("deputies.add_localmeeting"):
        return True
    return user.has_perm("deputies.keep_area") and user.organ_id == organ.pk


@transaction.atomic
def keep(meeting: LocalMeeting, *, actor: User) -> LocalMeeting:
    """登记会议: planned, or changed while planned.

    Raises ValidationError for a body of another kind than the meeting's, another one's body, or the same twice a day.
    """
    organ = meeting.organ
    if not may_keep(actor, organ):
        raise ValidationError({"organ": "只能登记本街道（乡镇）的会议。"})
    if organ.kind not in AREA_KINDS:
        raise ValidationError({"organ": f"{organ}不是街道人大工委或者乡镇人大，请重新选择。"})
    if (meeting.kind in LocalMeeting.OF_STREETS) != (organ.kind == _STREET):
        what = "街道" if organ.kind == _STREET else "乡镇"
        raise ValidationError({"kind": f"{organ}是{what}，没有{meeting.get_kind_display()}。"})
    if meeting.status != LocalMeeting.Status.PLANNED:
        raise ValidationError(f"{meeting}{meeting.get_status_display()}，不能更改。")
    meeting.full_clean()
    is_new = meeting.pk is None
    meeting.save()
    activity.record(actor, "登记街道乡镇会议" if is_new else "更改街道乡镇会议", meeting)
    return meeting


@transaction.atomic
def hold(meeting: LocalMeeting, *, on: date, attendees: int | None, note: str, actor: User, today: date) -> None:
    """登记已召开: ends what was owed for the period.

    Raises ValidationError for a day to come, TransitionError if it was told or cancelled before.
    """
    if not may_keep(actor, meeting.organ):
        raise ValidationError("只能登记本街道（乡镇）的会议。")
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})
    twice = LocalMeeting.objects.filter(organ=meeting.organ, kind=meeting.kind, held_on=on)
    if twice.exclude(pk=meeting.pk).exclude(status=LocalMeeting.Status.CANCELLED).exists():
        raise ValidationError({"on": f"{meeting.organ}在{date_text(on)}的同类会议已经登记。"})
    meeting.hold(held_on=on, attendees=attendees, note=note.strip())
    activity.record(actor, "街道乡镇会议已召开", meeting)
    settle(actor=actor, organ=meeting.organ)


@transaction.atomic
def cancel(meeting: LocalMeeting, *, reason: str, actor: User) -> None:
    """取消. Raises ValidationError without a reason, TransitionError if it was held."""
    if not may_keep(actor, meeting.organ):
        raise ValidationError("只能办理本街道（乡镇）的会议。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明取消的理由。"})
    meeting.cancel()
    activity.record(actor, "取消街道乡镇会议", meeting, reason=reason.strip())


@transaction.atomic
def keep_councillor(councillor: Councillor, *, actor: User) -> Councillor:
    """登记居民议事员. Raises ValidationError for a township (it has deputies), another street, or the same twice."""
    organ = councillor.organ
    if not may_keep(actor, organ):
        raise ValidationError({"organ": "只能登记本街道的居民议事员。"})
    if organ.kind != _STREET:
        raise ValidationError({"organ": f"{organ}不是街道，居民议事员只在街道推荐产生。"})
    councillor.full_clean()
    is_new = councillor.pk is None
    councillor.save()
    activity.record(actor, "登记居民议事员" if is_new else "更改居民议事员", councillor)
    return councillor


@transaction.atomic
def keep_pilot(pilot: StreetPilot, *, actor: User) -> StreetPilot:
    """登记试点. Raises ValidationError for a body that is no street."""
    if pilot.organ.kind != _STREET:
        raise ValidationError({"organ": f"{pilot.organ}不是街道人大工委。"})
    pilot.full_clean()
    pilot.save()
    activity.record(actor, "登记街道人大工作试点", pilot)
    return pilot


# ---------------------------------------------------------------------------------------------------- periods


def _bodies(kind: str, today: date) -> Iterator[Organ]:
    """Bodies of a kind that exist today and work with the portal: nobody else could tell that a meeting was held."""
    at_work = Organ.objects.filter(Exists(User.objects.filter(organ=OuterRef("pk"), is_active=True)), kind=kind)
    for organ in at_work.order_by("rank", "code"):
        if (organ.starts_on is None or organ.starts_on <= today) and (organ.ends_on is None or organ.ends_on >= today):
            yield organ


def _period(rule: LegalRule, organ: Organ, calendar: Calendar, today: date) -> tuple[date, date]:
    """The day from which the body's period counts, and its last day.

    A township's runs from its last meeting; where none is known, or its three months were over before the portal knew
    of it, they count from today: what was missed before is history.
    """
    if calendar.code != _THREE_MONTHS:
        first_month = today.month - (today.month - 1) % 3 if rule.unit == LegalRule.Unit.EACH_QUARTER else 1
        start = date(today.year, first_month, 1)
        return start, deadlines.count(rule, start).plain
    last = organ.local_meetings.held().filter(kind=calendar.meeting_kind, held_on__lte=today).first()
    if last is not None:
        ends_on = deadlines.count(rule, last.held_on).plain
        if ends_on >= today:
            return last.held_on, ends_on
    return today, deadlines.count(rule, today).plain


@transaction.atomic
def open_periods(*, actor: User, today: date) -> int:
    """Open what each body owes in the current period and does not know yet; how many. Safe to repeat."""
    locks.hold("deputies.local_duties")
    opened = 0
    for calendar in CALENDARS:
        rule = LegalRule.objects.in_force(today).filter(code=calendar.code).first()
        if rule is None:
            continue
        for organ in _bodies(calendar.organ_kind, today):
            opened += _open_missing(calendar, rule, organ, actor=actor, today=today)
    return opened


def _open_missing(calendar: Calendar, rule: LegalRule, organ: Organ, *, actor: User, today: date) -> int:
    start, ends_on = _period(rule, organ, calendar, today)
    known = LocalDuty.objects.filter(organ=organ, rule_code=calendar.code)
    if known.filter(period_starts_on=start).exists():
        return 0
    if calendar.code == _THREE_MONTHS:
        is_done = known.filter(obligation__status=Obligation.Status.OPEN).exists()
    else:
        is_done = organ.local_meetings.held_in(start, ends_on).filter(kind=calendar.meeting_kind).exists()
    if is_done:
        return 0
    _open(calendar, organ, (start, ends_on), actor=actor, today=today)
    return 1


def _open(calendar: Calendar, organ: Organ, span: tuple[date, date], *, actor: User, today: date) -> None:
    start, ends_on = span
    duty = Duty(
        title=f"{organ}：{calendar.title}（{date_text(ends_on)}止）",
        path=f"{PATH}?organ={organ.pk}",
        organ=organ,
    )
    row = LocalDuty(organ=organ, rule_code=calendar.code, period_starts_on=start, period_ends_on=ends_on)
    row.obligation = obligations.open_duty(calendar.code, duty, start=start, today=today)
    row.full_clean()
    row.save(force_insert=True)
    activity.record(actor, "列入街道乡镇会议期限", row, path=duty.path)


@transaction.atomic
def settle(*, actor: User, organ: Organ | None = None) -> int:
    """End what a meeting held meanwhile fulfils; how many. Found by a query, so that an import counts as well."""
    done = 0
    kinds = {each.code: each.meeting_kind for each in CALENDARS}
    rows = LocalDuty.objects.filter(obligation__status=Obligation.Status.OPEN).select_related("obligation__rule")
    if organ is not None:
        rows = rows.filter(organ=organ)
    for row in rows.select_for_update(of=("self",)):
        held = LocalMeeting.objects.held().filter(organ=row.organ_id, kind=kinds[row.rule_code])
        if row.rule_code == _THREE_MONTHS:
            # The meeting from which the period counts does not end it; a late one does.
            held = held.filter(held_on__gt=row.period_starts_on)
        else:
            held = held.filter(held_on__range=(row.period_starts_on, row.period_ends_on))
        meeting = held.order_by("held_on").first()
        if meeting is None:
            continue
        obligations.finish(row.obligation, on=meeting.held_on, actor=actor)
        row.meeting = meeting
        row.save(update_fields=["meeting"])
        activity.record(actor, "完成街道乡镇会议期限", row, path=row.obligation.path)
        done += 1
    return done
