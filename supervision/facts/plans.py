"""What can be counted of plans and campaigns."""

from typing import Any

from django.db.models import DateField, F, Func, QuerySet, Value

from congress.facts import Fact, Rate, register, register_rate
from supervision.models import Campaign, OversightTeam, PlannedForm, Topic, TopicProposal


def _dated(rows: QuerySet[Any], year: str) -> QuerySet[Any]:
    """The records with the first day of the year they belong to."""
    first = Func(F(year), Value(1), Value(1), function="make_date", output_field=DateField())
    dated: QuerySet[Any] = rows.annotate(first_day=first)
    return dated


def _plans_page(year: int) -> str:
    return f"/supervision/plans/?year={year}"


register(
    Fact(
        code="campaigns",
        label="专项监督",
        unit="项",
        rows=lambda: _dated(Campaign.objects.all(), "year"),
        date_field="first_day",
        definition="综合运用几种形式的专项监督，按年度计算。",
        admin_path=lambda year: f"/admin/supervision/campaign/?year={year}",
    )
)
register(
    Fact(
        code="oversight_teams",
        label="专项监督组",
        unit="个",
        rows=lambda: _dated(OversightTeam.objects.all(), "campaign__year"),
        date_field="first_day",
        definition="专项监督中分区块、分行业组成的监督组；不含建议督办小组。",
        admin_path=lambda year: f"/admin/supervision/oversightteam/?campaign__year={year}",
        dimensions={"scope": "scope"},
    )
)
register(
    Fact(
        code="plan_topics",
        label="计划议题",
        unit="项",
        rows=lambda: _dated(
            Topic.objects.filter(plan__status__in=("adopted", "published", "in_force", "closed")), "plan__year"
        ),
        date_field="first_day",
        definition="已通过的年度计划中的议题，含年中增加的和后来取消的。",
        public_path=_plans_page,
        admin_path=lambda year: f"/admin/supervision/topic/?plan__year={year}",
        dimensions={"plan": "plan__kind", "origin": "origin", "status": "status"},
    )
)
register(
    Fact(
        code="plan_topics_done",
        label="完成的计划议题",
        unit="项",
        rows=lambda: _dated(Topic.objects.filter(status=Topic.Status.DONE), "plan__year"),
        date_field="first_day",
        definition="登记完成的年度计划议题，按计划年度计算。",
        public_path=_plans_page,
        admin_path=lambda year: f"/admin/supervision/topic/?plan__year={year}&status=done",
        dimensions={"plan": "plan__kind"},
    )
)
register(
    Fact(
        code="planned_forms_fulfilled",
        label="已有事实的计划安排",
        unit="项",
        rows=lambda: _dated(PlannedForm.objects.all().fulfilled(), "topic__plan__year"),
        date_field="first_day",
        definition="年度计划中已有对应记录（听取的报告、开展的检查等）或者登记了完成日期的监督形式。",
        public_path=_plans_page,
        dimensions={"kind": "kind"},
    )
)
register(
    Fact(
        code="topic_proposals",
        label="议题建议",
        unit="件",
        rows=lambda: TopicProposal.objects.all(),
        date_field="received_at",
        definition="公民、代表、组成人员和有关机关提出的监督议题建议，按收到日期计算。",
        admin_path=lambda year: f"/admin/supervision/topicproposal/?received_at__year={year}",
        dimensions={"by": "by", "status": "status"},
    )
)
register_rate(
    Rate(
        code="plan_done",
        label="计划完成率",
        part="plan_topics_done",
        whole="plan_topics",
        definition="完成的议题占已通过计划议题的比例。",
    )
)
