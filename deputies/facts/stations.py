"""What can be counted of stations (F102 to F110): scheduled and attended are facts apart (handbook §6.1 no 11)."""

from typing import Final

from django.db.models import QuerySet

from congress.facts import Fact, register
from deputies.models import IncomingVisit, ReceptionHost, ReceptionSlot, Station, StationMove

_OF_HOSTS: Final = {
    "层级": "tier",
    "身份": "capacity",
    "联络站": "slot__station__name",
    "到站情况": "attendance",
}


def _desk(model: str, query: str = "") -> str:
    return f"/admin/deputies/{model}/{query and '?'}{query}"


def _scheduled() -> QuerySet[ReceptionHost]:
    """Planned and announced, and not called off."""
    return ReceptionHost.objects.filter(is_scheduled=True, is_off=False, slot__published_on__isnull=False)


def _leaders(rows: QuerySet[ReceptionHost]) -> QuerySet[ReceptionHost]:
    return rows.filter(capacity__in=ReceptionHost.LEADERS)


def _came() -> QuerySet[ReceptionHost]:
    return ReceptionHost.objects.filter(attendance=ReceptionHost.Attendance.PRESENT)


register(
    Fact(
        code="stations",
        label="乡镇（街道）代表联络站",
        unit="个",
        rows=lambda: Station.objects.counted(),
        date_field="opened_on",
        ends_field="closed_on",
        definition="本年内启用着的乡镇（街道）代表联络站；中心站、联络点和网上联络站不计。",
        public_path=lambda year: "/stations/",
        admin_path=lambda year: _desk("station", "kind__exact=station"),
        dimensions={"机关类别": "organ__kind"},
    )
)
register(
    Fact(
        code="stations_moved",
        label="搬迁新址的代表联络站",
        unit="个",
        rows=lambda: StationMove.objects.all(),
        date_field="moved_on",
        distinct="station",
        definition="本年内搬迁新址的代表联络站，一站一年搬迁几次计一个。",
        admin_path=lambda year: _desk("stationmove", f"moved_on__year={year}"),
    )
)
register(
    Fact(
        code="leaders_scheduled",
        label="党政领导安排进站接待",
        unit="人",
        rows=lambda: _leaders(_scheduled()),
        date_field="slot__held_on",
        distinct="person",
        definition="安排并公示的党政领导，按接待日期计入年度，一人全年计一人；是否到站另计，取消的接待不计。",
        public_path=lambda year: f"/stations/timetable/?kind=leader&year={year}",
        admin_path=lambda year: _desk("receptionhost", f"turn=leaders_scheduled&slot__held_on__year={year}"),
        dimensions=_OF_HOSTS,
    )
)
register(
    Fact(
        code="leaders_scheduled_times",
        label="党政领导安排进站接待人次",
        unit="人次",
        rows=lambda: _leaders(_scheduled()),
        date_field="slot__held_on",
        definition="安排并公示的党政领导进站接待，一人一次计一人次，按接待日期计入年度。",
        admin_path=lambda year: _desk("receptionhost", f"turn=leaders_scheduled&slot__held_on__year={year}"),
        dimensions=_OF_HOSTS,
    )
)
register(
    Fact(
        code="leaders_attended_times",
        label="党政领导到站接待人次",
        unit="人次",
        rows=lambda: _leaders(_came()),
        date_field="slot__held_on",
        definition="登记为到站的党政领导，一人一次计一人次；没有登记的不计，不等于没有到站。",
        admin_path=lambda year: _desk("receptionhost", f"turn=leaders_attended&slot__held_on__year={year}"),
        dimensions=_OF_HOSTS,
    )
)
register(
    Fact(
        code="deputies_attended_times",
        label="代表进站接待人次",
        unit="人次",
        rows=lambda: _came().filter(capacity=ReceptionHost.Capacity.DEPUTY),
        date_field="slot__held_on",
        definition="登记为到站的人大代表，一人一次计一人次，按接待日期计入年度。",
        admin_path=lambda year: _desk("receptionhost", f"turn=deputies_attended&slot__held_on__year={year}"),
        dimensions=_OF_HOSTS,
    )
)
register(
    Fact(
        code="receptions_recorded",
        label="联络站接待",
        unit="次",
        rows=lambda: ReceptionSlot.objects.all().took_place(),
        date_field="held_on",
        definition="已经接待的，按接待日期计入年度；只公示、没有登记接待的不计。",
        admin_path=lambda year: _desk("receptionslot", f"turn=took_place&held_on__year={year}"),
        dimensions={"类别": "kind", "联络站": "station__name"},
    )
)
register(
    Fact(
        code="incoming_visits",
        label="人大代表团来访考察",
        unit="批次",
        rows=lambda: IncomingVisit.objects.all(),
        date_field="visited_on",
        definition="来本区考察联络站工作的人大代表团，一团一次计一批次。",
        admin_path=lambda year: _desk("incomingvisit", f"visited_on__year={year}"),
        dimensions={"级别": "level"},
    )
)
