"""Yearly plans as everyone may read them: the plan from its copy, facts from what was published."""

from typing import Any

from django.db.models import DateField, F, Func, QuerySet, Value
from django.utils import timezone

from congress.listing import ListRow, PublishedDetail, PublishedList
from congress.services.copies import Copy
from supervision.models import SupervisionPlan
from supervision.public.tabs import TABS
from supervision.services import plan_years


class PlanList(PublishedList):
    """All published plans, the latest year first."""

    heading = "年度计划"
    lead = "主任会议通过的年度监督工作计划、工作要点和代表工作计划，以及各项工作的完成情况。"
    tabs = TABS
    kinds = tuple(SupervisionPlan.Kind.choices)
    day = "first_day"

    def records(self) -> QuerySet[SupervisionPlan]:
        """Those society may read, each under the first day of its year."""
        first = Func(F("year"), Value(1), Value(1), function="make_date", output_field=DateField())
        rows: QuerySet[SupervisionPlan] = SupervisionPlan.objects.published().annotate(first_day=first)
        return rows

    def row(self, copy: Copy[SupervisionPlan]) -> ListRow:
        """Its title, when it was adopted, how many topics."""
        return ListRow(
            title=copy.title,
            url=copy.record.get_absolute_url(),
            on=copy.day("通过日期"),
            notes=(copy.fact("通过"), copy.fact("议题")),
            is_illustrative=copy.is_illustrative,
        )


class PlanDetail(PublishedDetail):
    """One plan: twelve months, the topics by month or by working committee, what was done of them."""

    model = SupervisionPlan
    template_name = "supervision/public/plan_detail.html"
    context_object_name = "plan"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The year of the copy."""
        context = super().get_context_data(**kwargs)
        year = plan_years.of_copy(context["copy"], on=timezone.localdate())
        asked = self.request.GET.get("by")
        by = plan_years.BY_COMMITTEE if asked == plan_years.BY_COMMITTEE else plan_years.BY_MONTH
        sections = context["copy"].content["sections"]
        return context | {
            "year": year,
            "progress": plan_years.public_progress(context["copy"], year),
            "months": year.months,
            "groups": year.grouped(by),
            "by": by,
            "texts": [section for section in sections if section["paragraphs"]],
        }
