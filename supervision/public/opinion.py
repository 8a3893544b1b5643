"""Deliberation opinions and their answers as everyone may read them."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import PublicPage
from congress.listing import ListRow, PublishedList
from congress.publishing import readable
from congress.services.copies import Copy
from meetings.models import OpinionPaper
from supervision.models import FollowUp
from supervision.public.tabs import TABS
from supervision.services import matters


class OpinionList(PublishedList):
    """All published opinion papers, the latest first."""

    heading = "审议意见"
    lead = "审议意见、意见建议函和主任会议议事意见，经主任会议通过后交有关机关研究处理。"
    tabs = TABS
    kinds = tuple(OpinionPaper.Kind.choices)
    day = "adopted_on"

    def records(self) -> QuerySet[OpinionPaper]:
        """Those society may read."""
        rows: QuerySet[OpinionPaper] = OpinionPaper.objects.published()
        return rows

    def row(self, copy: Copy[OpinionPaper]) -> ListRow:
        """Its title, its kind where it is no deliberation opinion, its number, how many points."""
        return ListRow(
            title=copy.title,
            url=f"/supervision/opinions/{copy.record.pk}/",
            on=copy.day("通过日期"),
            notes=(copy.fact("类别"), copy.fact("文号"), f"{len(copy.points)}条意见"),
            is_illustrative=copy.is_illustrative,
        )


class OpinionDetail(PublicPage, TemplateView):
    """One opinion paper: its points, who holds them, the answers; shown when any part of it is published."""

    template_name = "supervision/public/opinion_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The matter, as far as it is published."""
        answered = FollowUp.objects.filter(readable("society_duty"), paper=kwargs["pk"]).values("paper")
        papers = OpinionPaper.objects.filter(pk=kwargs["pk"])
        found = matters.of_papers(
            papers.filter(readable("society_duty")) | papers.filter(pk__in=answered), with_history=True
        )
        if not found:
            raise Http404
        matter = found[0]
        return super().get_context_data(**kwargs) | {
            "matter": matter,
            "copy": matter.paper or matter.answers[0],
            "kind": _kind_of(matter),
            "steps": matters.public_steps(matter, on=timezone.localdate()),
            "points": matters.points(matter),
            "progress": matters.public_progress(matter),
        }


def _kind_of(matter: matters.Matter) -> str:
    """What the paper calls itself; the same word for one of which only an answer is published."""
    paper = matter.paper.record if matter.paper else matter.answers[0].record.paper
    return paper.get_kind_display() if paper else ""
