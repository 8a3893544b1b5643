"""Inspections, visits and research as everyone may read of them."""

from django.db.models import QuerySet

from congress.listing import ListRow, PublishedDetail, PublishedList
from congress.services.copies import Copy
from supervision.models import Oversight
from supervision.public.tabs import TABS


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
            notes=(copy.fact("类别"), copy.fact("被监督机关"), "首次开展" if copy.fact("首次") else ""),
            is_illustrative=copy.is_illustrative,
        )


class OversightDetail(PublishedDetail):
    """One outing: what was looked at, under which laws, what was found."""

    model = Oversight
    template_name = "supervision/public/oversight_detail.html"
    context_object_name = "oversight"
