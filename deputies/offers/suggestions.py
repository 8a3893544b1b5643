"""代表建议: what waits for deputies, the committee and units, lists at first, and what looks wrong."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from congress import registry
from congress.models import Obligation, User
from congress.registry import Check, Task, Waiting
from congress.services import deadlines
from deputies.models import PublicOpinion, Suggestion, SuggestionHandling, SuggestionRound, SuggestionSponsor
from deputies.services import suggestion_lists

Status = Suggestion.Status
Part = SuggestionHandling.Status
_UNIT_ACTS: Mapping[Any, str] = {
    Part.HANDED_OVER: "签收",
    Part.ACCEPTED: "办理并答复",
    Part.REOPENED: "重新办理并答复",
    Part.TRACKING: "兑现承诺并再次答复",
}
_COMMITTEE_ACTS = {Status.SUBMITTED: "决定是否受理", Status.ACCEPTED: "交办"}


def to_sign(user: User, on: date) -> list[Waiting]:
    """Invitations to stand under somebody's suggestion."""
    del on
    if not user.has_perm("deputies.propose_suggestion"):
        return []
    asked = SuggestionSponsor.objects.all().asked().filter(mandate__person__account=user)
    rows = Suggestion.objects.filter(pk__in=asked.values("suggestion"), status=Status.DRAFT)
    return [Waiting(rows.order_by("pk"), lambda row: Task(str(row), "签名附议", row.get_absolute_url(), None))]


def to_write(user: User, on: date) -> list[Waiting]:
    """Matters of voters that a station noted as raised by the person, and of which no suggestion was begun."""
    del on
    if not user.has_perm("deputies.propose_suggestion"):
        return []
    begun = Suggestion.objects.filter(opinion=OuterRef("pk")).exclude(status=Status.WITHDRAWN)
    rows = PublicOpinion.objects.filter(
        ~Exists(begun),
        status=PublicOpinion.Status.RAISED,
        raised_as=PublicOpinion.RaisedAs.SUGGESTION,
        # With a number it was handed in on paper.
        raised_number="",
        raised_by__person__account=user,
        is_historic=False,
    )
    return [Waiting(rows.order_by("pk"), lambda row: Task(str(row), "写成代表建议", row.get_absolute_url(), None))]


def to_grade(user: User, on: date) -> list[Waiting]:
    """Answers on which a sponsor has not given an opinion."""
    del on
    if not user.has_perm("deputies.propose_suggestion"):
        return []
    own = SuggestionSponsor.objects.all().confirmed().filter(mandate__person__account=user)
    answered = SuggestionRound.objects.filter(
        handling=OuterRef("pk"), reported_on__isnull=False, feedbacks__sponsor__in=own.values("pk")
    )
    rows = (
        SuggestionHandling.objects.filter(
            status=Part.REPORTED, is_historic=False, suggestion__in=own.values("suggestion")
        )
        .filter(~Exists(answered.filter(number=_last_round())))
        .select_related("suggestion", "organ")
        .prefetch_related("rounds__feedback_duty")
    )
    return [Waiting(rows.order_by("pk"), _grade_line)]


def _last_round() -> Any:
    later = SuggestionRound.objects.filter(handling=OuterRef(OuterRef("pk"))).order_by("-number")
    return later.values("number")[:1]


def _grade_line(row: SuggestionHandling) -> Task:
    owed = [each.feedback_duty for each in row.rounds.all() if each.feedback_duty is not None]
    due = max((each.due_on for each in owed if each.status == Obligation.Status.OPEN), default=None)
    return Task(str(row), "反馈对答复的意见", row.get_absolute_url(), due)


def with_the_committee(user: User, on: date) -> list[Waiting]:
    """What is to be accepted, handed over, or given to another unit."""
    del on
    if not user.has_perm("deputies.assign_suggestion"):
        return []
    rows = Suggestion.objects.filter(status__in=_COMMITTEE_ACTS, leading_case__isnull=True, is_historic=False)
    standing = SuggestionHandling.objects.all().in_force()
    instead = standing.filter(suggestion=OuterRef("suggestion"), handed_over_on__gte=OuterRef("returned_on"))
    returned = SuggestionHandling.objects.filter(status=Part.RETURNED, is_historic=False).filter(~Exists(instead))
    return [
        Waiting(rows.select_related("acceptance_duty").order_by("submitted_on", "pk"), _committee_line),
        Waiting(
            returned.select_related("suggestion", "organ").order_by("returned_on", "pk"),
            lambda row: Task(str(row), "改交其他单位", row.get_absolute_url(), None),
        ),
    ]


def _committee_line(row: Suggestion) -> Task:
    duty = row.acceptance_duty
    due = duty.due_on if duty is not None and duty.status == Obligation.Status.OPEN else None
    return Task(str(row), _COMMITTEE_ACTS[Status(row.status)], row.get_absolute_url(), due)


def with_the_unit(user: User, on: date) -> list[Waiting]:
    """What was handed to the person's organ."""
    del on
    if not (user.organ_id and user.has_perm("deputies.answer_suggestion")):
        return []
    rows = SuggestionHandling.objects.filter(
        organ=user.organ_id, status__in=SuggestionHandling.WITH_ORGAN, is_historic=False
    )
    shown = rows.select_related("suggestion", "organ").prefetch_related("rounds__obligation")
    return [Waiting(shown.order_by("handed_over_on", "pk"), lambda row: _unit_line(row, _UNIT_ACTS))]


def _unit_line(row: SuggestionHandling, acts: Mapping[Any, str]) -> Task:
    owed = [each.obligation for each in row.rounds.all() if each.obligation.status == Obligation.Status.OPEN]
    due = min((each.due_on for each in owed), default=None)
    act = "提出会办意见" if row.role == row.Role.CO and row.status == Part.ACCEPTED else acts[row.status]
    return Task(str(row), act, row.get_absolute_url(), due)


def not_handed_over(on: date) -> QuerySet[Any]:
    """Accepted a month ago and with nobody."""
    rows = Suggestion.objects.filter(status=Status.ACCEPTED, is_historic=False)
    return rows.filter(decided_on__lt=deadlines.add_months(on, -1)).order_by("decided_on", "pk")


def answered_without_a_talk(on: date) -> QuerySet[Any]:
    """Answers before which nobody spoke with a deputy."""
    del on
    return SuggestionHandling.objects.filter(
        status__in=(Part.REPORTED, Part.CLOSED, Part.TRACKING),
        role__in=SuggestionHandling.ANSWERING,
        contacts__isnull=True,
        is_historic=False,
    ).select_related("suggestion", "organ")


def without_any_feedback(on: date) -> QuerySet[Any]:
    """Answers whose form is late: silence is not consent, so somebody must ask."""
    late = Q(feedback_duty__status=Obligation.Status.OPEN, feedback_duty__due_on__lt=on)
    rounds = SuggestionRound.objects.filter(late, reported_on__isnull=False)
    rows = SuggestionHandling.objects.filter(pk__in=rounds.values("handling"), is_historic=False)
    return rows.select_related("suggestion", "organ").order_by("pk")


def closed_although_dissatisfied(on: date) -> QuerySet[Any]:
    """Closed parts whose last round the lead called unsatisfactory: the loop would have opened another round."""
    del on
    last = SuggestionRound.objects.filter(handling=OuterRef("pk")).order_by("-number").values("pk")[:1]
    bad = SuggestionRound.objects.filter(
        feedbacks__result="dissatisfied", feedbacks__sponsor__role="lead", handling__status=Part.CLOSED
    )
    rows = SuggestionHandling.objects.annotate(last_round=last).filter(status=Part.CLOSED)
    return rows.filter(last_round__in=bad.values("pk")).select_related("suggestion", "organ")


registry.waiting.add("suggestions_to_sign", to_sign)
registry.waiting.add("suggestions_to_write", to_write)
registry.waiting.add("suggestions_to_grade", to_grade)
registry.waiting.add("suggestions_of_committee", with_the_committee)
registry.waiting.add("suggestions_of_unit", with_the_unit)
registry.preparations.add("suggestion_lists", suggestion_lists.prepare)
registry.checks.add(
    "suggestions_not_handed_over",
    Check("代表建议受理后一个月未交办", not_handed_over, "请交办；会期建议在闭会后一个月内交办。"),
)
registry.checks.add(
    "suggestions_without_talk", Check("代表建议未沟通即答复", answered_without_a_talk, "请单位补充与代表沟通的情况。")
)
registry.checks.add(
    "suggestions_without_feedback",
    Check("代表建议答复后逾期未反馈", without_any_feedback, "请联系领衔代表反馈；不反馈不视为满意。"),
)
registry.checks.add(
    "suggestions_closed_dissatisfied",
    Check("代表不满意的建议已经办结", closed_although_dissatisfied, "请核对反馈和办理轮次。"),
)
