"""Patrols as everyone may read them: the numbers of a year, and the findings that were published."""

from typing import Any

from django.db.models import QuerySet

from congress.listing import ListRow, PublishedDetail, PublishedList
from congress.presentation import BadgeKind
from congress.services.copies import Copy
from deputies.models import PatrolFinding
from deputies.services import patrol_figures

_STATES: dict[str, BadgeKind] = {"已解决": "done", "回访确认解决": "done", "暂无法解决": "soon"}


class FindingList(PublishedList):
    """The numbers of the chosen or latest year, then the published findings."""

    template_name = "deputies/public/patrol_list.html"
    heading = "代表巡查"
    lead = "代表在巡查中发现的问题，交有关单位办理，办理后由代表回访。"
    day = "found_on"

    def records(self) -> QuerySet[PatrolFinding]:
        """Those society may read."""
        rows: QuerySet[PatrolFinding] = PatrolFinding.objects.published()
        return rows

    def row(self, copy: Copy[PatrolFinding]) -> ListRow:
        """What and where, and how it ended."""
        state = copy.fact("办理结果")
        return ListRow(
            title=copy.title,
            url=copy.record.public_path,
            on=copy.day("发现日期"),
            notes=(copy.fact("类别"), copy.fact("承办单位")),
            state=_STATES.get(state, "none"),
            state_label=state,
            is_illustrative=copy.is_illustrative,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The funnel of a year: what is an example as a whole is not counted."""
        context = super().get_context_data(**kwargs)
        known = patrol_figures.real_years()
        year = context["year"] or (known[0] if known else None)
        return context | {"funnel": patrol_figures.real_funnel(year) if year else None, "funnel_years": known}


class FindingDetail(PublishedDetail):
    """One finding: its words and its pictures, without any place but the words."""

    model = PatrolFinding
    template_name = "deputies/public/patrol_detail.html"
    context_object_name = "finding"
