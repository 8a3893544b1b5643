"""Typed functions that make stations, staff and receptions with defaults."""

from collections.abc import Sequence
from datetime import date, time
from itertools import count

from congress.models import Organ, User
from deputies.models import (
    DeliberationEvent,
    HostSwap,
    IncomingVisit,
    ReceptionSlot,
    StandardScheme,
    Station,
    StationAssessment,
    StationMove,
    StationStaff,
    Story,
    StoryContest,
)
from deputies.services import receptions, stations
from deputies.services.receptions import HostLine
from tests import factories

_serial = count(1)
TODAY = factories.TODAY
#: a Wednesday a week after `factories.TODAY`
DAY = date(2026, 9, 23)


def station(kind: str = Station.Kind.STATION, *, organ: Organ | None = None, **fields: object) -> Station:
    """An open station of a street's working committee."""
    number = next(_serial)
    values: dict[str, object] = {
        "code": f"station-{number}",
        "name": f"示例联络站{number:03}",
        "address": f"示例路{number}号",
        "opened_on": date(2018, 1, 1),
        **fields,
    }
    body = organ or factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE)
    return Station.objects.create(kind=kind, organ=body, **values)


def staff(of: Station, *, post: str = StationStaff.Post.OFFICER, account: User | None = None) -> StationStaff:
    """Somebody who keeps a station, with an account."""
    keeper = account or factories.user("station_staff")
    row = StationStaff(station=of, post=post, name=str(keeper), account=keeper, starts_on=date(2026, 1, 1))
    return stations.appoint(row, actor=User.objects.system())


def slot(
    of: Station | None = None,
    *hosts: HostLine,
    held_on: date = DAY,
    today: date = factories.TODAY,
    is_published: bool = False,
    **fields: object,
) -> ReceptionSlot:
    """A reception planned today, with its hosts; announced if asked for."""
    values: dict[str, object] = {"starts_at": time(9), "ends_at": time(11, 30), **fields}
    row = ReceptionSlot(station=of or station(), held_on=held_on, **values)
    receptions.plan(row, hosts, actor=User.objects.system(), today=today)
    if is_published:
        receptions.publish([row], on=today, actor=User.objects.system())
    return row


def leaders(number: int) -> Sequence[HostLine]:
    """Party leaders without an account."""
    return [HostLine(factories.person(), capacity="party_leader") for _ in range(number)]


def one_of_each() -> None:
    """A row in every register of stations."""
    place = station()
    StationMove.objects.create(
        station=place, moved_on=factories.TODAY, from_address="原址", to_address=f"新址{place.pk}"
    )
    IncomingVisit.objects.create(visited_on=factories.TODAY, guests=f"考察团{place.pk}")
    rows = [slot(place, *leaders(1), starts_at=time(hour), ends_at=time(hour + 1), today=TODAY) for hour in (9, 14)]
    given, taken = (row.hosts.get() for row in rows)
    HostSwap.objects.create(
        given=given,
        taken=taken,
        given_slot=rows[0],
        taken_slot=rows[1],
        reason="示例",
        asked_by=factories.user(),
        asked_on=TODAY,
    )
    DeliberationEvent.objects.create(station=place, topic=f"议题{place.pk}", held_on=DAY)
    StationAssessment.objects.create(station=place, scheme=StandardScheme.objects.latest("number"), year=2026)
    contest = StoryContest.objects.create(title=f"好故事{place.pk}", year=2026, opens_on=TODAY, closes_on=DAY)
    Story.objects.create(contest=contest, station=place, title="示例", author="示例", text="示例", entered_on=TODAY)
    number = StandardScheme.objects.latest("number").number + 1
    StandardScheme.objects.create(number=number, title="示例标准")
