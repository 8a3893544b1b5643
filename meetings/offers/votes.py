"""Votes: corrections that the public page does not tell yet, second assessments that are owed, and what looks wrong."""

from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from congress import registry
from congress.models import User
from congress.registry import Check, Task, Waiting
from meetings.models import Act, AgendaItem, Assessment, Meeting, Vote
from meetings.services import assessments, meeting_publication

_VALID: Final = Vote.Status.COUNTED
_ACTS: Final = (AgendaItem.Kind.ACT, AgendaItem.Kind.MAJOR_MATTER)


def corrections_to_publish(user: User, on: date) -> list[Waiting]:
    """Published meetings whose page still shows counts that were corrected since."""
    del on
    if not (user.is_staff and user.has_perm("congress.prepare_publication")):
        return []
    return [Waiting(meeting_publication.not_yet_corrected().select_related("term", "session"), _to_correct)]


def _to_correct(row: Meeting) -> Task:
    path = f"/admin/congress/publication/{row.society_duty_id}/change/"
    return Task(row.name, "更正公开页", path, note="表决票数已更正")


def corrected_but_not_public(on: date) -> QuerySet[Any]:
    """The same meetings, for the page of inconsistencies."""
    del on
    return meeting_publication.not_yet_corrected().select_related("term", "session")


def closed_without_a_vote(on: date) -> QuerySet[Any]:
    """Items that were to be voted on, of closed meetings, with neither a vote nor a reason for having none."""
    del on
    rows = AgendaItem.objects.filter(is_for_vote=True, meeting__status__in=Meeting.HELD)
    rows = rows.exclude(status__in=(AgendaItem.Status.WITHDRAWN, AgendaItem.Status.DEFERRED))
    voted = Vote.objects.filter(item=OuterRef("pk"), status=_VALID)
    return (
        rows.filter(~Exists(voted)).select_related("meeting__term", "meeting__session").order_by("-meeting__starts_on")
    )


def passed_without_an_act(on: date) -> QuerySet[Any]:
    """Votes on acts that carried, of closed meetings, with no act on file."""
    del on
    rows = Vote.objects.filter(kind=Vote.Kind.ACT, passed=True, meeting__status__in=Meeting.HELD)
    rows = rows.filter(Q(item__kind__in=_ACTS) | Q(item__isnull=True), meeting__kind__in=Meeting.DECIDING)
    filed = Act.objects.filter(Q(vote=OuterRef("pk")) | Q(item=OuterRef("item")))
    return rows.filter(~Exists(filed)).select_related("meeting__term", "meeting__session")


def named_without_names(on: date) -> QuerySet[Any]:
    """Named votes whose ballots are not one for each who was present."""
    del on
    rows = Vote.objects.filter(method=Vote.Method.NAMED, status=_VALID).annotate(named=Count("ballots"))
    return rows.exclude(named=F("present")).select_related("meeting__term", "meeting__session")


def second_assessment_owed(on: date) -> QuerySet[Any]:
    """Work found unsatisfactory at a closed meeting and not assessed again."""
    del on
    rows = assessments.to_repeat().filter(meeting__status__in=Meeting.HELD, round=1)
    return rows.select_related("meeting__term", "meeting__session")


def twice_unsatisfied(on: date) -> QuerySet[Any]:
    """Work found unsatisfactory twice within the last year: stronger means are open (handbook §2(d))."""
    outcome = Assessment.Outcome.UNSATISFIED
    rows = assessments.to_repeat().filter(repeats__outcome=outcome, repeats__status=_VALID)
    return rows.filter(held_on__gte=on.replace(year=on.year - 1, day=1)).select_related("meeting__term")


registry.preparations.add("assessment_scales", assessments.prepare_scales)
registry.waiting.add("corrected_votes", corrections_to_publish)
registry.checks.add(
    "vote_corrected_not_public",
    Check("会议表决已更正，公开页尚未更正", corrected_but_not_public, "请在“公开”中重新拟稿，经脱敏、核准后更正发布。"),
)
registry.checks.add(
    "vote_missing",
    Check("已闭会的付表决议程没有表决记录", closed_without_a_vote, "请核对是否漏登，或者该议程并未付表决。"),
)
registry.checks.add(
    "vote_passed_without_act", Check("表决通过但没有决议决定", passed_without_an_act, "请登记决议决定并选择该次表决。")
)
registry.checks.add(
    "vote_named_without_names", Check("记名表决的名单与出席人数不符", named_without_names, "请用“更正票数”逐人核对。")
)
registry.checks.add(
    "assessment_second_owed",
    Check("测评为不满意，尚未再次测评", second_assessment_owed, "报告机关整改后应在下次会议重新报告并再次测评。"),
)
registry.checks.add(
    "assessment_twice_unsatisfied",
    Check("两次测评均为不满意", twice_unsatisfied, "可以依法提出质询、组织特定问题调查或者作出决定。"),
)
