"""Results of reviews, and the directory of experts, as everyone may read them."""

from typing import Any

from django.db.models import QuerySet
from django.views.generic import TemplateView

from congress.http import PublicPage
from congress.listing import ListRow, PublishedDetail, PublishedList
from congress.services import copies
from congress.services.copies import Copy
from supervision.models import Expert, PerformanceReview, ReviewKind
from supervision.public.tabs import TABS

EXPERTS = 500


class ReviewList(PublishedList):
    """All published results, the latest first."""

    heading = "履职评议"
    lead = "任后履职报告、法官检察官履职评议和部门工作评议的结果。"
    tabs = TABS
    kinds = tuple(ReviewKind.choices)
    day = "heard_on"

    def records(self) -> QuerySet[PerformanceReview]:
        """Those society may read."""
        rows: QuerySet[PerformanceReview] = PerformanceReview.objects.published()
        return rows

    def row(self, copy: Copy[PerformanceReview]) -> ListRow:
        """Whose work, at which meeting, with which outcome."""
        return ListRow(
            title=copy.title,
            url=copy.record.public_path,
            on=copy.day("听取日期"),
            notes=(copy.fact("职务"), copy.fact("会议"), copy.fact("测评结果")),
            is_illustrative=copy.is_illustrative,
        )


class ReviewDetail(PublishedDetail):
    """One result: the outcome, the opinions, what was rectified; never a score."""

    model = PerformanceReview
    template_name = "supervision/public/review_detail.html"
    context_object_name = "review"


class ExpertDirectory(PublicPage, TemplateView):
    """The experts in office whose entry was published, by field; name, field and title only."""

    template_name = "supervision/public/expert_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The fields that have somebody, in their order."""
        rows = Expert.objects.published().filter(status=Expert.Status.APPOINTED).order_by("name", "pk")[:EXPERTS]
        by_field: dict[str, list[Copy[Expert]]] = {}
        for copy in copies.of_each(rows):
            by_field.setdefault(copy.record.field, []).append(copy)
        groups = [
            (label, [(copy.title, copy.fact("职称或职务"), copy.is_illustrative) for copy in by_field[field]])
            for field, label in Expert.Field.choices
            if field in by_field
        ]
        return super().get_context_data(**kwargs) | {"groups": groups, "tabs": TABS}
