"""What a published plan shows: topics under their working committee, each with organ, forms and months."""

from typing import Final

from django.db.models import Prefetch

from congress.models import Organ
from congress.publishing import Content, Point, Section
from congress.services.copies import EXAMPLE_MARK
from congress.services.deadlines import chinese_date
from supervision.models import PlannedForm, SupervisionPlan, Topic
from supervision.services import plan_forms

ORGAN: Final = "责任机关："
WHEN: Final = "形式和时间："
NO_COMMITTEE: Final = "其他工作"
ADJUSTMENTS: Final = "计划调整"
INTRODUCTION: Final = "总体要求"
#: words of a topic's result in a copy
_STATES: Final = {Topic.Status.CANCELLED: "已取消", Topic.Status.MOVED: "转下年"}


def compose(plan: SupervisionPlan) -> Content:
    """What the plan would show to readers."""
    topics = list(
        plan.topics.all().with_words().prefetch_related(Prefetch("forms", PlannedForm.objects.order_by("month_from")))
    )
    facts = [
        ("年度", f"{plan.year}年"),
        ("通过", str(plan.adopted_at_meeting) if plan.adopted_at_meeting else ""),
        ("通过日期", chinese_date(plan.adopted_on) if plan.adopted_on else ""),
        ("议题", f"{len(topics)}项"),
    ]
    sections: list[Section] = []
    if plan.introduction.strip():
        sections.append(_words(INTRODUCTION, plan.introduction.splitlines()))
    sections += _by_committee(topics)
    adjustments = [f"{chinese_date(row.decided_on)}：{row.change}理由：{row.reason}" for row in plan.adjustments.all()]
    if adjustments:
        sections.append(_words(ADJUSTMENTS, adjustments))
    return {
        "title": str(plan),
        "facts": [fact for fact in facts if fact[1]],
        "sections": sections,
        "illustrative": bool(plan.illustrative) or any(topic.illustrative for topic in topics),
    }


def _words(heading: str, lines: list[str]) -> Section:
    return {"heading": heading, "paragraphs": [line.strip() for line in lines if line.strip()], "points": []}


def _by_committee(topics: list[Topic]) -> list[Section]:
    groups: dict[Organ | None, list[Topic]] = {}
    for topic in topics:
        groups.setdefault(topic.working_committee, []).append(topic)
    ordered = sorted(groups, key=lambda organ: (organ is None, organ.rank if organ else 0, str(organ)))
    return [
        {
            "heading": str(organ) if organ else NO_COMMITTEE,
            "paragraphs": [],
            "points": [_point(topic) for topic in groups[organ]],
        }
        for organ in ordered
    ]


def _point(topic: Topic) -> Point:
    """A topic in three lines: its title, its organ, its forms and months; its number finds the topic again."""
    organ = _marked(topic, str(topic.organ), "organ")
    when = _marked(topic, plan_forms.words(topic.forms.all()), "months")
    return {
        "number": topic.order,
        "text": f"{topic.title}\n{ORGAN}{organ}\n{WHEN}{when}",
        "answer": "",
        "state": _STATES.get(Topic.Status(topic.status), ""),
    }


def _marked(topic: Topic, words: str, field: str) -> str:
    return f"{words}{EXAMPLE_MARK}" if field in topic.illustrative else words
