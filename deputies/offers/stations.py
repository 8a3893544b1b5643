"""Stations: what waits for keepers and hosts, their calendars, pictures, publications, and what looks wrong."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from congress import registry
from congress.models import Publication, User
from congress.registry import CalendarEvent, Check, Composition, Task, Waiting
from congress.services import photos
from deputies.models import (
    CheckPhoto,
    HostSwap,
    Mandate,
    Person,
    ReceptionHost,
    ReceptionPhoto,
    ReceptionSlot,
    Station,
    StationAssessment,
    StationAssignment,
    StationPhoto,
    StationStaff,
    Story,
)
from deputies.services import profiles, station_life, station_standards
from deputies.services.profiles import ProfileBlock

LIMIT: Final = 200
#: receptions on a deputy's public page
_SHOWN: Final = 5
#: how far back the calendar goes
_BACK: Final = timedelta(days=92)
_ALARM: Final = timedelta(hours=2)
Status = ReceptionSlot.Status


def receptions_to_keep(user: User, on: date) -> list[Waiting]:
    """Receptions that are to be announced or recorded by those who keep the station."""
    if not (user.has_perm("deputies.keep_station") or user.has_perm("deputies.keep_area")):
        return []
    kept = Station.objects.all().kept_by(user, on=on).values("pk")
    over = Q(status__in=(Status.PUBLISHED, Status.MISSED, Status.HELD), held_on__lte=on)
    rows = ReceptionSlot.objects.filter(Q(status=Status.PLANNED) | over, station__in=kept, is_historic=False)
    return [Waiting(rows.select_related("station").order_by("held_on", "pk"), _to_keep)]


def _to_keep(slot: ReceptionSlot) -> Task:
    act = "公示" if slot.status == Status.PLANNED else "记录接待"
    return Task(str(slot), act, slot.get_absolute_url(), slot.held_on)


def receptions_of_host(user: User, on: date) -> list[Waiting]:
    """Exchanges that wait for a host's answer, and the host's receptions within a week."""
    if not user.has_perm("deputies.host_reception"):
        return []
    swaps = HostSwap.objects.filter(status=HostSwap.Status.PROPOSED, taken__person__account=user)
    mine = ReceptionHost.objects.filter(
        person__account=user,
        is_off=False,
        slot__status=Status.PUBLISHED,
        slot__held_on__range=(on, on + timedelta(days=7)),
    )
    return [
        Waiting(swaps.select_related("given__person", "taken_slot").order_by("pk"), _to_answer),
        Waiting(mine.select_related("slot__station").order_by("starts", "pk"), _to_hold),
    ]


def _to_answer(swap: HostSwap) -> Task:
    return Task(f"调换接待：{swap.given.person}", "答复", swap.taken_slot.get_absolute_url(), note=swap.reason)


def _to_hold(host: ReceptionHost) -> Task:
    return Task(str(host.slot), "进站接待", host.slot.get_absolute_url(), host.slot.held_on)


def calendar(user: User) -> Iterator[CalendarEvent]:
    """The announced receptions of a host, those that were called off marked as such."""
    if not user.has_perm("deputies.host_reception"):
        return
    since = timezone.localdate() - _BACK
    changes = ReceptionHost.pgh_event_model.objects.filter(pgh_obj=OuterRef("pk")).order_by()  # type: ignore[attr-defined]
    number = changes.values("pgh_obj").annotate(number=Count("pk")).values("number")
    rows = ReceptionHost.objects.filter(
        person__account=user, slot__published_on__isnull=False, slot__held_on__gte=since
    )
    revised = rows.annotate(revision=Coalesce(Subquery(number, output_field=IntegerField()), 0))
    for row in revised.select_related("slot__station").order_by("starts", "pk")[:LIMIT]:
        slot = row.slot
        yield CalendarEvent(
            key=f"reception-{row.pk}",
            title=f"{'（已取消）' if row.is_off else ''}进站接待：{slot.station}",
            starts=row.starts,
            ends=row.ends,
            path=slot.get_absolute_url(),
            place=slot.station.address or slot.station.name,
            description=slot.theme,
            sequence=row.revision,
            is_cancelled=row.is_off,
            alarms=() if row.is_off else (_ALARM,),
        )


def station_pictures(user: User | None) -> Q:
    """Pictures of stations for everyone; those of checks and receptions for those who keep the station."""
    shown = photos.shown_in(StationPhoto.objects.all())
    if user is None:
        return shown
    receptions, checks = ReceptionPhoto.objects.all(), CheckPhoto.objects.all()
    if not user.has_perm("deputies.view_receptionslot"):
        kept = Station.objects.all().kept_by(user, on=timezone.localdate()).values("pk")
        receptions = receptions.filter(slot__station__in=kept)
        checks = checks.filter(check_row__station__in=kept)
    return shown | photos.shown_in(receptions) | photos.shown_in(checks)


def station_of_deputy(person: Person, on: date) -> ProfileBlock | None:
    """On the public page of a deputy: the open stations to which the deputy belongs, and the next receptions there."""
    shown = Station.objects.published().values("pk")
    rows = StationAssignment.objects.in_force(on=on).filter(mandate__person=person, station__in=shown)
    own = list(rows.select_related("station").order_by("station__organ__rank", "station__code", "pk"))
    if not own:
        return None
    coming = ReceptionSlot.objects.all().published().filter(held_on__gte=on, hosts__person=person, hosts__is_off=False)
    slots = coming.select_related("station").order_by("held_on", "starts_at", "pk")[:_SHOWN]
    context = {"stations": [each.station for each in own], "slots": slots, "mandate": own[0].mandate_id}
    return ProfileBlock("deputies/public/profile_stations.html", context)


def compose_assessment(publication: Publication) -> Composition | None:
    """The grade of a station."""
    rows = StationAssessment.objects.select_related("station", "grade")
    row = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(station_standards.compose(row)) if row else None


def compose_story(publication: Publication) -> Composition | None:
    """A story that won."""
    rows = Story.objects.select_related("station", "contest")
    row = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(station_life.compose_story(row)) if row else None


def stations_without_staff(on: date) -> QuerySet[Any]:
    """Open stations that nobody keeps."""
    kept = StationStaff.objects.all().in_office(on=on).filter(station=OuterRef("pk"))
    rows = Station.objects.counted().active(on=on).filter(~Exists(kept))
    return rows.select_related("organ").order_by("organ__rank", "code")


def held_without_record(on: date) -> QuerySet[Any]:
    """Receptions that were held a week ago or longer, and are not recorded."""
    rows = ReceptionSlot.objects.filter(status=Status.HELD, held_on__lt=on - timedelta(days=7))
    return rows.select_related("station").order_by("held_on", "pk")


def missed_receptions(on: date) -> QuerySet[Any]:
    """Receptions that were announced and of which nothing was recorded."""
    del on
    rows = ReceptionSlot.objects.filter(status=Status.MISSED)
    return rows.select_related("station").order_by("-held_on", "pk")


def announced_too_late(on: date) -> QuerySet[Any]:
    """Receptions announced after the last day that leaves three days (STATION-3)."""
    del on
    rows = ReceptionSlot.objects.filter(is_historic=False, published_on__gt=F("obligation__due_plain"))
    return rows.select_related("station").order_by("-held_on", "pk")


def deputies_without_a_station(on: date) -> QuerySet[Any]:
    """Deputies of the district in office who belong to no station."""
    assigned = StationAssignment.objects.all().in_force(on=on).filter(mandate=OuterRef("pk"))
    in_use = Station.objects.counted().active(on=on)
    rows = Mandate.objects.in_office(on=on).filter(~Exists(assigned), Exists(in_use), level=Mandate.Level.DISTRICT)
    return rows.select_related("person").order_by("person__stroke_key", "pk")


def assigned_beyond_mandate(on: date) -> QuerySet[Any]:
    """Deputies who still belong to a station although their mandate ended."""
    rows = StationAssignment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), mandate__ends_on__lt=on)
    return rows.select_related("mandate__person", "station").order_by("pk")


def hosts_off_their_times(on: date) -> QuerySet[Any]:
    """Hosts whose times are no longer those of their reception."""
    del on
    day = F("slot__held_on")
    return ReceptionHost.objects.exclude(starts__date=day).select_related("slot__station", "person").order_by("pk")


registry.preparations.add("station_standards", station_standards.prepare_scheme)
registry.waiting.add("receptions_to_keep", receptions_to_keep)
registry.waiting.add("receptions_of_host", receptions_of_host)
registry.calendar_events.add("receptions", calendar)
registry.file_access.add("stations", station_pictures)
profiles.blocks.add("stations", station_of_deputy)
registry.publication_composers.add("deputies.stationassessment", compose_assessment)
registry.publication_composers.add("deputies.story", compose_story)
for _name, _label, _rows, _advice in (
    ("stations_without_staff", "联络站没有站长、联络员", stations_without_staff, "请在联络站中登记。"),
    ("receptions_held_without_record", "已接待但没有接待记录", held_without_record, "请催促联络站补记。"),
    ("receptions_missed", "接待日已过，没有登记接待", missed_receptions, "确已接待的补记，未接待的计入考评。"),
    ("receptions_announced_late", "接待公示不足三天", announced_too_late, "请提前安排，下次按时公示。"),
    ("deputies_without_a_station", "代表没有编组进站", deputies_without_a_station, "请编入一个联络站。"),
    ("assigned_beyond_mandate", "代表资格已终止仍在联络站", assigned_beyond_mandate, "请登记离站日期。"),
    ("hosts_off_their_times", "接待人时间与接待安排不一致", hosts_off_their_times, "请改期或者重新安排接待人。"),
):
    registry.checks.add(_name, Check(_label, _rows, _advice, area="联络站"))
