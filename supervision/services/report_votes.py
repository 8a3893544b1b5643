"""Satisfaction votes on reports: planned by the chairpersons' meeting, found on the item, and what 不满意 leads to.

The counts are recorded on the meeting's page (`meetings.services.assessments`), as those of every vote. A report found
不满意 is given again at a later meeting and assessed again; twice 不满意 opens the stronger means (handbook §2(d)).
"""

from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from meetings.models import AgendaItem, Assessment
from supervision.models import SpecialReport

#: stronger means when rounds brought no satisfaction (handbook §2.0)
MEANS: Final = ("质询", "特定问题调查", "作出决定")
Outcome = Assessment.Outcome


def counted(item: AgendaItem) -> QuerySet[Assessment]:
    """The valid assessments of an item that are of no single person, the last round first."""
    return Assessment.objects.filter(item=item, person__isnull=True, status=Assessment.Status.COUNTED).order_by(
        "-round", "-pk"
    )


def assessment_of(report: SpecialReport) -> Assessment | None:
    """The members' vote on the report itself."""
    return counted(report.item).select_related("repeats").first()


def bar(item: int) -> str:
    """Why the agenda item of a report takes no further vote: it has a valid one, whatever title another is given."""
    report = SpecialReport.objects.filter(item=item).select_related("item").first()
    vote = assessment_of(report) if report else None
    return f"“{report}”已经测评，不能重复测评；须重新报告的，请在下次会议上再次测评。" if vote else ""


def must_be_repeated(report: SpecialReport) -> bool:
    """Found 不满意 and not yet given again."""
    vote = assessment_of(report)
    unsatisfied = vote is not None and vote.outcome == Outcome.UNSATISFIED
    return unsatisfied and not report.escalation and not SpecialReport.objects.filter(repeats=report).exists()


def check_repeatable(report: SpecialReport) -> None:
    """Raise ValidationError, in words, unless the report was found 不满意 and was not given again."""
    vote = assessment_of(report)
    if vote is None:
        raise ValidationError("这件报告还没有满意度测评结果。")
    if vote.outcome != Outcome.UNSATISFIED:
        raise ValidationError("测评结果不是不满意，不需要重新报告。")
    if SpecialReport.objects.filter(repeats=report).exists():
        raise ValidationError("已经安排重新报告。")
