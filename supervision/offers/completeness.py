"""What is missing or contradicts itself in the loop: closed cases, open points, reports nobody heard."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from congress import registry
from congress.models import Obligation
from congress.publishing import readable
from congress.registry import Check
from meetings.models import AgendaItem, Meeting
from supervision.models import Delivery, FollowUp, FollowUpRecheck, FollowUpRound, PointAnswer, SpecialReport
from supervision.services import follow_up_closing


def _closed() -> QuerySet[FollowUp]:
    rows: QuerySet[FollowUp] = FollowUp.objects.filter(status__in=FollowUp.CLOSED)
    return rows.select_related("paper", "act", "organ").order_by("-closed_on", "pk")


def closed_without_a_word(on: date) -> QuerySet[Any]:
    """Follow-ups that were closed without a rating or note."""
    del on
    return _closed().filter(Q(closing_note="") | Q(closed_on__isnull=True), illustrative=[])


def closed_and_still_owed(on: date) -> QuerySet[Any]:
    """Follow-ups that were closed while a round of theirs is still owed."""
    del on
    owed = FollowUpRound.objects.filter(
        follow_up=OuterRef("pk"), obligation__status=Obligation.Status.OPEN, obligation__is_historic=False
    )
    return _closed().filter(Exists(owed))


def closed_with_open_points(on: date) -> QuerySet[Any]:
    """Follow-ups that were closed with a point that is neither done nor carried over."""
    del on
    points = PointAnswer.objects.filter(follow_up=OuterRef("pk"), status=PointAnswer.Status.OPEN)
    return _closed().filter(Exists(points), is_historic=False)


def closed_without_evidence(on: date) -> QuerySet[Any]:
    """Follow-ups whose last closing nothing shows; history has none."""
    del on
    return _closed().filter(follow_up_closing.without_evidence(), is_historic=False)


def closed_with_an_old_copy(on: date) -> QuerySet[Any]:
    """Follow-ups that fell back and were closed again, while readers still have the first closing."""
    del on
    return _closed().filter(readable("society_duty"), follow_up_closing.outdated())


def rechecks_overdue(on: date) -> QuerySet[Any]:
    """Later looks past their day that nobody has taken."""
    return FollowUpRecheck.objects.all().overdue(on=on).with_rows().order_by("obligation__due_on", "pk")


def not_heard_at_their_meeting(on: date) -> QuerySet[Any]:
    """Reports on the agenda of a meeting that is over, which nobody recorded as heard."""
    del on
    rows = SpecialReport.objects.filter(item__meeting__status__in=Meeting.HELD, illustrative=[])
    rows = rows.exclude(status__in=SpecialReport.HEARD)
    rows = rows.exclude(item__status__in=(AgendaItem.Status.WITHDRAWN, AgendaItem.Status.DEFERRED))
    return rows.select_related("item").order_by("-item__meeting__starts_on", "pk")


def late_without_a_reason(on: date) -> QuerySet[Any]:
    """Reports of which a paper came past the legal limit, with no reason on record."""
    del on
    late = Delivery.objects.filter(
        report=OuterRef("pk"),
        late_reason="",
        obligation__is_historic=False,
        obligation__done_on__gt=Greatest(F("obligation__due_plain"), F("obligation__due_on")),
    )
    return SpecialReport.objects.filter(Exists(late)).select_related("item").order_by("-item__meeting__starts_on", "pk")


registry.checks.add(
    "closed_without_a_word", Check("办理已办结但没有评价或办结说明", closed_without_a_word, "请写明理由补充办结说明。")
)
registry.checks.add(
    "closed_and_still_owed", Check("办理已办结，期限仍未了结", closed_and_still_owed, "请在“期限事项”中核对。")
)
registry.checks.add(
    "closed_with_open_points",
    Check("办理已办结，仍有条目在办", closed_with_open_points, "各条须已落实或者结转下年，请核对。"),
)
registry.checks.add(
    "closed_without_evidence",
    Check("办理已办结但没有凭据", closed_without_evidence, "请补登办结凭据；确实没有的，登记为例外并写明理由。"),
)
registry.checks.add(
    "closed_with_an_old_copy",
    Check("重新办结后，公开的内容没有更正", closed_with_an_old_copy, "请在公开事项中重新拟稿、更正。"),
)
registry.checks.add(
    "rechecks_overdue", Check("回头看已过期限", rechecks_overdue, "请开展回头看，并在交办事项页面登记结果。")
)
registry.checks.add(
    "not_heard_at_their_meeting",
    Check("会议已闭会，报告未登记听取", not_heard_at_their_meeting, "请登记听取审议，或者将议程撤回、延期。"),
)
registry.checks.add("late_without_a_reason", Check("报告材料迟延但没有理由", late_without_a_reason, "请补充迟延理由。"))
