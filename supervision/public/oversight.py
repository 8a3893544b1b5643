"""Inspections, visits and research as everyone may read of them."""

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from congress.listing import ListRow, PublishedDetail, PublishedList
from congress.services import copies
from congress.services.copies import Copy
from meetings.models import OpinionPaper
from supervision.models import Oversight
from supervision.public.tabs import TABS
from supervision.services import matters

#: years of a series that a page names
_YEARS: Final = 10


class OversightList(PublishedList):
    """All published outings, the latest first."""

    heading = "执法检查、调研视察"
    lead = "执法检查、视察和调研活动。"
    tabs = TABS
    kinds = tuple(Oversight.Kind.choices)
    day = "starts_on"

    def records(self) -> QuerySet[Oversight]:
        """Those society may read."""
        rows: QuerySet[Oversight] = Oversight.objects.published()
        return rows

    def row(self, copy: Copy[Oversight]) -> ListRow:
        """Its title, its day, its kind."""
        return ListRow(
            title=copy.title,
            url=copy.record.get_absolute_url(),
            on=copy.day("开始", "日期"),
            notes=(
                copy.fact("类别"),
                copy.fact("检查范围"),
                copy.fact("被监督机关"),
                "首次开展" if copy.fact("首次") else "",
            ),
            is_illustrative=copy.is_illustrative,
        )


class OversightDetail(PublishedDetail):
    """One outing: what was looked at, under which laws, what was found, and what came of it."""

    model = Oversight
    template_name = "supervision/public/oversight_detail.html"
    context_object_name = "oversight"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The copy, the published opinions with their answers, and the other years of the series."""
        context = super().get_context_data(**kwargs)
        origin = Q(oversight=self.object.pk) | Q(item__inspection=self.object.pk)
        found = matters.of_papers(OpinionPaper.objects.published().filter(origin), with_history=True)
        matter = found[0] if found else None
        return context | {
            "matter": matter,
            "steps": matters.public_steps(matter, on=timezone.localdate()) if matter else [],
            "points": matters.points(matter) if matter else [],
            "others": copies.of_each(self._series()),
        }

    def _series(self) -> QuerySet[Oversight]:
        """The other years that can be read."""
        if not self.object.series:
            none: QuerySet[Oversight] = Oversight.objects.none()
            return none
        rows: QuerySet[Oversight] = Oversight.objects.published().filter(series=self.object.series)
        return rows.exclude(pk=self.object.pk).order_by("-starts_on")[:_YEARS]
