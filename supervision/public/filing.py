"""The catalogue of normative documents as everyone may read it: what was filed, and what came of the review."""

from typing import Any

from django.db.models import QuerySet

from congress.listing import ListRow, PublishedDetail, PublishedList
from congress.services.copies import Copy
from supervision.models import FilingDirection, NormFiling
from supervision.public.tabs import TABS


class FilingList(PublishedList):
    """All published entries of the catalogue, the latest first."""

    template_name = "supervision/public/filing_list.html"
    heading = "规范性文件备案审查"
    lead = "报送本会备案并经审查的规范性文件，和本会向上报备的文件。"
    tabs = TABS
    kinds = tuple(FilingDirection.choices)
    day = "filed_on"

    def records(self) -> QuerySet[NormFiling]:
        """Those society may read."""
        rows: QuerySet[NormFiling] = NormFiling.objects.published()
        return rows

    def of_kind(self, rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
        """Those of a direction."""
        return rows.filter(direction=kind)

    def row(self, copy: Copy[NormFiling]) -> ListRow:
        """Its title, its maker, the result."""
        return ListRow(
            title=copy.title,
            url=copy.record.get_absolute_url(),
            on=copy.day("报送日期"),
            notes=(copy.fact("制定机关"), copy.fact("文号"), copy.fact("审查结果") or copy.fact("方向")),
            is_illustrative=copy.is_illustrative,
        )


class FilingDetail(PublishedDetail):
    """One entry: maker, dates, result; no working paper, nobody who asked."""

    model = NormFiling
    template_name = "supervision/public/filing_detail.html"
    context_object_name = "filing"
