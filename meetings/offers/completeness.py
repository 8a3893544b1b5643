"""What is missing or contradicts itself once a meeting is over: roll, counts, minutes, deadlines."""

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery

from congress import registry
from congress.models import Obligation
from congress.registry import Check
from meetings.models import Attendance, Meeting, OpinionPaper, Vote
from meetings.services.meetings import MINUTED_KINDS

#: days after which minutes should be there; no rule gives a number
MINUTES_DAYS: Final = 15
_OPEN: Final = Obligation.Status.OPEN


def _members() -> QuerySet[Attendance]:
    return Attendance.objects.filter(meeting=OuterRef("pk"), capacity=Attendance.Capacity.MEMBER)


def rolls_incomplete(on: date) -> QuerySet[Any]:
    """Meetings that were held and where the presence of some members is recorded and that of others is not."""
    del on
    recorded = _members().exclude(status=Attendance.Status.UNRECORDED)
    open_ = _members().filter(status=Attendance.Status.UNRECORDED)
    rows = Meeting.objects.held().filter(Exists(recorded), Exists(open_), kind__in=Meeting.NUMBERED, illustrative=[])
    return rows.select_related("term", "session").order_by("-starts_on")


def minutes_missing(on: date) -> QuerySet[Any]:
    """Meetings closed some weeks ago whose minutes nobody approved."""
    limit = on - timedelta(days=MINUTES_DAYS)
    rows = Meeting.objects.filter(status=Meeting.Status.CLOSED, kind__in=MINUTED_KINDS, ends_on__lt=limit)
    return rows.filter(illustrative=[]).select_related("term", "session").order_by("ends_on")


def more_voted_than_came(on: date) -> QuerySet[Any]:
    """Valid votes that count more people present than the roll of the meeting does."""
    del on
    rows = Attendance.objects.filter(
        meeting=OuterRef("meeting"), capacity=Attendance.Capacity.MEMBER, status=Attendance.Status.PRESENT
    )
    counted = rows.order_by().values("meeting").annotate(number=Count("pk")).values("number")
    votes = Vote.objects.filter(status=Vote.Status.COUNTED, meeting__kind__in=Meeting.NUMBERED, illustrative=[])
    came = votes.annotate(came=Subquery(counted, output_field=IntegerField()))
    return came.filter(present__gt=F("came")).select_related("meeting__term", "meeting__session").order_by("-pk")


def deadlines_of_meetings_that_are_over(on: date) -> QuerySet[Any]:
    """Meetings that were held or called off, with a notice or papers still owed."""
    del on
    owed = Q(notice_obligation__status=_OPEN, notice_obligation__is_historic=False)
    owed |= Q(papers_obligation__status=_OPEN, papers_obligation__is_historic=False)
    rows = Meeting.objects.filter(owed, status__in=(*Meeting.HELD, Meeting.Status.CANCELLED))
    return rows.select_related("term", "session").order_by("-starts_on")


def handed_over_and_still_owed(on: date) -> QuerySet[Any]:
    """Opinions that were handed over, with the hand-over still owed."""
    del on
    rows = OpinionPaper.objects.filter(
        status__in=(OpinionPaper.Status.HANDED_OVER, OpinionPaper.Status.CLOSED),
        handover_obligation__status=_OPEN,
        handover_obligation__is_historic=False,
    )
    return rows.order_by("-adopted_on")


registry.checks.add(
    "rolls_incomplete", Check("会议已开，部分组成人员未登记出席", rolls_incomplete, "请补登出席、请假或缺席。")
)
registry.checks.add(
    "minutes_missing", Check(f"闭会{MINUTES_DAYS}日后仍没有审签的纪要", minutes_missing, "请起草、送审并审签纪要。")
)
registry.checks.add(
    "more_voted_than_came",
    Check("表决登记的出席人数多于会议出席登记", more_voted_than_came, "请核对出席登记和表决票数。"),
)
registry.checks.add(
    "deadlines_of_meetings_that_are_over",
    Check("会议已闭会或取消，通知、材料期限仍未了结", deadlines_of_meetings_that_are_over, "请登记通知、发材料日期。"),
)
registry.checks.add(
    "handed_over_and_still_owed",
    Check("审议意见已交办，交办期限仍未了结", handed_over_and_still_owed, "请在“期限事项”中核对。"),
)
