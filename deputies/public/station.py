"""Stations as everyone may see them: the directory with its map, a station's page, the timetable of receptions."""

from datetime import date
from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import PublicPage
from congress.listing import key_page
from congress.services import copies
from deputies.models import IncomingVisit, ReceptionSlot, Station, StationAssessment, StationMove
from deputies.services import station_pages

#: receptions shown on a station's page
SHOWN: Final = 8
_KINDS: Final = dict(ReceptionSlot.Kind.choices)


class StationDirectory(PublicPage, TemplateView):
    """All stations: the map of tiles, and the same as a list for those who do not see it."""

    template_name = "deputies/public/station_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Stations by place, with the next reception of each."""
        today = timezone.localdate()
        rows = station_pages.with_next(Station.objects.published(), on=today).select_related("organ", "parent")
        stations = list(rows.prefetch_related("moves"))
        main = [row for row in stations if row.kind != Station.Kind.POINT]
        return super().get_context_data(**kwargs) | {
            "map": station_pages.tile_map(main, since=date(today.year, 1, 1)),
            "stations": [row for row in main if row.kind == Station.Kind.STATION],
            "others": [row for row in main if row.kind != Station.Kind.STATION],
            "points": [row for row in stations if row.kind == Station.Kind.POINT],
        }


class StationPage(PublicPage, TemplateView):
    """One station: where and when, whose deputies, the next receptions, what came of the last ones."""

    template_name = "deputies/public/station_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The station with what hangs on it, in a fixed number of queries."""
        today = timezone.localdate()
        rows = Station.objects.published().select_related("organ", "parent")
        moves = Prefetch("moves", StationMove.objects.order_by("-moved_on"))
        station: Station = get_object_or_404(
            rows.prefetch_related("hours", "photos__shown", moves), code=self.kwargs["code"]
        )
        coming = station_pages.timetable(station.receptions.upcoming(on=today))
        graded = StationAssessment.objects.published().filter(station=station).order_by("-year")[:1]
        return super().get_context_data(**kwargs) | {
            "station": station,
            "week": station_pages.week(station.hours.all()),
            "areas": [each for each in station.areas.split("、") if each],
            "deputies": station_pages.deputies_of(station, on=today),
            "receptions": coming[:SHOWN],
            "results": station_pages.results(station, today.year),
            "year": today.year,
            "deliberations": station.deliberations.published().order_by("-held_on", "pk")[:SHOWN],
            "grade": next(iter(copies.of_each(list(graded))), None),
            "visits": IncomingVisit.objects.filter(stations=station, visited_on__year=today.year).count(),
        }


class Timetable(PublicPage, TemplateView):
    """接待安排公示: announced receptions, from today on or of a year."""

    template_name = "deputies/public/reception_list.html"

    def rows(self) -> tuple[QuerySet[ReceptionSlot], int | None]:
        """The receptions asked for; 404 for a year or a kind that cannot be."""
        query = self.request.GET
        rows = ReceptionSlot.objects.all().published()
        if kind := query.get("kind", ""):
            if kind not in _KINDS:
                raise Http404
            rows = rows.filter(kind=kind)
        if code := query.get("station", ""):
            rows = rows.filter(station__code=code)
        year = query.get("year", "")
        if not year:
            return rows.filter(held_on__gte=timezone.localdate()), None
        if not (year.isascii() and year.isdigit() and len(year) == len("2019")):
            raise Http404
        return rows.filter(held_on__year=int(year)), int(year)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of the timetable."""
        rows, year = self.rows()
        rows = rows.select_related("station").prefetch_related("hosts__person")
        page = key_page(rows, by="held_on", query=self.request.GET, is_oldest_first=year is None)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [(slot, station_pages.host_words(slot)) for slot in page.rows],
            "year": year,
            "kinds": ReceptionSlot.Kind.choices,
            "kind": self.request.GET.get("kind", ""),
        }
