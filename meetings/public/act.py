"""Resolutions and decisions as everyone may read them."""

from typing import Any

from django.db.models import QuerySet

from congress.listing import ListRow, PublishedDetail, PublishedList
from congress.publishing import readable
from congress.services.copies import Copy
from meetings.models import Act, Meeting
from meetings.public.tabs import TABS


class ActList(PublishedList):
    """All published acts, the latest first."""

    heading = "决议决定"
    lead = "常委会会议通过的决议、决定和制度办法。"
    tabs = TABS
    kinds = tuple(Act.Kind.choices)
    day = "adopted_on"

    def records(self) -> QuerySet[Act]:
        """Those society may read."""
        rows: QuerySet[Act] = Act.objects.published()
        return rows

    def row(self, copy: Copy[Act]) -> ListRow:
        """Its title, its day, its number."""
        return act_row(copy)


def act_row(copy: Copy[Act]) -> ListRow:
    """The line of an act in any list."""
    return ListRow(
        title=copy.title,
        url=copy.record.get_absolute_url(),
        on=copy.day("通过日期"),
        notes=(copy.fact("文号"), copy.fact("类别"), copy.fact("会议")),
        is_illustrative=copy.is_illustrative,
    )


class ActDetail(PublishedDetail):
    """One act: its text and where it was adopted."""

    model = Act
    template_name = "meetings/public/act_detail.html"
    context_object_name = "act"

    def get_queryset(self) -> QuerySet[Act]:
        """Those society may read."""
        rows: QuerySet[Act] = Act.objects.published().select_related("execution_obligation")
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The copy, and the meeting's page if there is one."""
        meeting = Meeting.objects.filter(readable("society_duty"), pk=self.object.meeting_id).first()
        return super().get_context_data(**kwargs) | {"meeting": meeting}
