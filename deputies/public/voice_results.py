"""What everyone may read of voices: summaries of answered matters, and how many were answered in time."""

import re
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import PublicPage
from congress.listing import ListRow, PublishedDetail, key_page
from congress.services import copies
from congress.services.copies import Copy
from deputies.models import OpinionField, PublicOpinion, Station
from deputies.services import opinion_rates, opinion_summaries

_KEY: Final = re.compile(r"\d{1,9}", re.ASCII)
_FIRST_YEAR: Final = 2000
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)


class VoiceResults(PublicPage, TemplateView):
    """办理结果选登: summaries that went out, the latest first, by station and field."""

    template_name = "deputies/public/voice_results.html"

    def rows(self) -> QuerySet[PublicOpinion]:
        """Those asked for; 404 for a station or a field that there is none of."""
        query, rows = self.request.GET, PublicOpinion.objects.published()
        if code := query.get("station", ""):
            if not Station.objects.filter(code=code).exists():
                raise Http404
            rows = rows.filter(station__code=code)
        if key := query.get("field", ""):
            if not (_KEY.fullmatch(key) and OpinionField.objects.filter(pk=key).exists()):
                raise Http404
            rows = rows.filter(field=key)
        found: QuerySet[PublicOpinion] = rows
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of summaries and the filters, of which only those with something behind them are shown."""
        page = key_page(self.rows(), by="closed_on", query=self.request.GET)
        out = PublicOpinion.objects.published().order_by()
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [_row(copy) for copy in copies.of_each(page.rows)],
            "stations": Station.objects.filter(pk__in=out.values("station")).order_by("organ__rank", "code"),
            "fields": OpinionField.objects.filter(pk__in=out.values("field")),
            "station": self.request.GET.get("station", ""),
            "field": self.request.GET.get("field", ""),
        }


def _row(copy: Copy[PublicOpinion]) -> ListRow:
    return ListRow(
        title=copy.title,
        url=opinion_summaries.page_of(copy.record),
        on=copy.record.closed_on,
        notes=(copy.fact("联络站"), copy.fact("领域"), copy.fact("承办单位"), copy.fact("处理方式")),
        is_illustrative=copy.is_illustrative,
    )


class VoiceResult(PublishedDetail):
    """One summary as it went out."""

    model = PublicOpinion
    template_name = "deputies/public/voice_result.html"
    context_object_name = "voice"


class VoiceRates(PublicPage, TemplateView):
    """答复情况公开: by station and by unit, with the numbers that the shares are made of."""

    template_name = "deputies/public/voice_rates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rates of the year asked for; 404 for a year to come or before there were stations."""
        today = timezone.localdate()
        years = opinion_rates.years(on=today)
        asked = self.request.GET.get("year", "") or str(today.year)
        if not _YEAR.fullmatch(asked) or not _FIRST_YEAR <= int(asked) <= today.year:
            raise Http404
        stations, units = opinion_rates.by_station(int(asked), on=today), opinion_rates.by_unit(int(asked), on=today)
        return super().get_context_data(**kwargs) | {
            "year": int(asked),
            "years": years,
            "today": today,
            "enough": opinion_rates.ENOUGH,
            "groups": [
                ("联络站", "stations", "收到", stations, opinion_rates.total(stations)),
                ("承办单位", "units", "交办", units, opinion_rates.total(units)),
            ],
            "results": reverse("deputies_public:voice_results"),
        }
