"""Interpellations as everyone may read of them, once they were answered."""

from django.db.models import QuerySet

from congress.listing import ListRow, PublishedDetail, PublishedList
from congress.services.copies import Copy
from supervision.models import Interpellation
from supervision.public.tabs import TABS


class InterpellationList(PublishedList):
    """All published interpellations, the latest first."""

    heading = "质询案"
    lead = "常委会组成人员三人以上联名，书面向有关机关提出的质询和答复。"
    tabs = TABS
    day = "submitted_on"

    def records(self) -> QuerySet[Interpellation]:
        """Those society may read."""
        rows: QuerySet[Interpellation] = Interpellation.objects.published()
        return rows

    def row(self, copy: Copy[Interpellation]) -> ListRow:
        """Its title, whom it questions, how it stands."""
        return ListRow(
            title=copy.title,
            url=copy.record.get_absolute_url(),
            on=copy.day("提出日期"),
            notes=(copy.fact("质询对象"), copy.fact("状态")),
            is_illustrative=copy.is_illustrative,
        )


class InterpellationDetail(PublishedDetail):
    """One interpellation with its answers."""

    model = Interpellation
    template_name = "supervision/public/interpellation_detail.html"
    context_object_name = "case"
