"""Special work reports as everyone may read them."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import PublicPage
from congress.listing import ListRow, PublishedList
from congress.services.copies import Copy
from supervision.models import SpecialReport
from supervision.public.tabs import TABS
from supervision.services import matters


class ReportList(PublishedList):
    """All published reports, the latest first."""

    heading = "专项工作报告"
    lead = "常委会会议听取审议的专项工作报告；每件报告都可以看到审议意见和办理结果。"
    tabs = TABS
    kinds = tuple(SpecialReport.Kind.choices)
    day = "item__meeting__starts_on"

    def records(self) -> QuerySet[SpecialReport]:
        """Those society may read."""
        rows: QuerySet[SpecialReport] = SpecialReport.objects.published()
        return rows

    def row(self, copy: Copy[SpecialReport]) -> ListRow:
        """Its title, its organ, the meeting that heard it."""
        return ListRow(
            title=copy.title,
            url=copy.record.get_absolute_url(),
            on=copy.day("听取日期"),
            notes=(copy.fact("报告机关"), copy.fact("类别"), copy.fact("会议"), copy.fact("首次")),
            is_illustrative=copy.is_illustrative,
        )


class ReportDetail(PublicPage, TemplateView):
    """A report with the chain that followed it: opinions, handing over, answers, publication."""

    template_name = "supervision/public/report_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The matter, as far as it is published."""
        found = matters.of_reports(SpecialReport.objects.published().filter(pk=kwargs["pk"]), with_history=True)
        if not found or found[0].report is None:
            raise Http404
        matter = found[0]
        return super().get_context_data(**kwargs) | {
            "matter": matter,
            "copy": matter.report,
            "steps": matters.public_steps(matter, on=timezone.localdate()),
            "points": matters.points(matter),
        }
