"""Satisfaction assessments: anonymous counts in grades, their outcome by a local rule, and the second round.

满意 if the best grades exceed half, 基本满意 if they do with the basic grade, otherwise 不满意: the report comes again
and is assessed again. How the half is counted is a local rule and stands in the settings (handbook §2(d), §6.3).
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from congress import registry
from congress.models import User
from congress.official.numerals import date_text
from meetings.models import Assessment, AssessmentScale, Meeting
from meetings.services import polls

Outcome = Assessment.Outcome
Shape = Assessment.Scale


@transaction.atomic
def prepare_scales() -> None:
    """Write the two usual scales where they are missing; words that the office edited stay."""
    for shape in Shape.values:
        words = {"excellent": "", **polls.GRADES[shape]}
        AssessmentScale.objects.get_or_create(code=shape, defaults={"name": Shape(shape).label, **words})


@transaction.atomic
def record(assessment: Assessment, *, actor: User) -> Assessment:
    """Store an unsaved assessment from its counts; its outcome, round and basis are filled here.

    `repeats` is set by the caller where it is the second assessment after 不满意; a void round is found by itself.
    Raises ValidationError with the arithmetic if anything contradicts the roll, the law or itself.
    """
    meeting = polls.lock(assessment.meeting)
    polls.check_open(meeting)
    _check_body(assessment, meeting)
    polls.check_place(assessment, meeting)
    assessment.repeats = assessment.repeats or polls.void_before(assessment)
    assessment.round = _round_after(assessment)
    polls.check_not_counted(assessment)
    _check_bars(assessment)
    polls.take_room(assessment, meeting)
    polls.check_tellers(assessment, [assessment.person] if assessment.person else [])
    _check_grades(assessment)
    assessment.grade_words = polls.grade_words(assessment)
    polls.check_counts(assessment)
    assessment.outcome = outcome_of(assessment)
    assessment.recorded_by = actor
    assessment.full_clean()
    assessment.save(force_insert=True)
    polls.log(
        actor,
        "登记满意度测评",
        assessment,
        meeting,
        detail={"counts": polls.counts_text(assessment), "outcome": assessment.outcome},
    )
    return assessment


def _check_body(assessment: Assessment, meeting: Meeting) -> None:
    if meeting.kind not in Meeting.VOTING:
        raise ValidationError(f"{meeting.get_kind_display()}不行使表决权，不能登记满意度测评。")
    if assessment.method not in polls.SECRET:
        raise ValidationError({"method": f"满意度测评以无记名方式进行，不能用{assessment.get_method_display()}。"})


def _check_bars(assessment: Assessment) -> None:
    """Raise ValidationError where the matter behind the item takes no vote any more, whatever title it is given."""
    if assessment.item_id is None:
        return
    for bar in registry.assessment_bars:
        if reason := bar(assessment.item_id):
            raise ValidationError(reason)


def _check_grades(assessment: Assessment) -> None:
    if assessment.excellent and assessment.scale == Assessment.Scale.SATISFACTION:
        raise ValidationError({"excellent": "“优秀”只用于优秀、称职、基本称职、不称职的等次。"})


def _round_after(assessment: Assessment) -> int:
    """The number of the round. Raises ValidationError if the earlier one needs no other."""
    earlier = assessment.repeats
    if earlier is None:
        return 1
    if not earlier.is_void and earlier.outcome != Outcome.UNSATISFIED:
        raise ValidationError(f"“{earlier}”上次测评为“{outcome_word(earlier)}”，不再测评。")
    if Assessment.objects.filter(repeats=earlier).exists():
        raise ValidationError(f"“{earlier}”第{earlier.round}轮之后已经再次测评。")
    if assessment.held_on < earlier.held_on:
        raise ValidationError({"held_on": f"再次测评的日期不能早于上次测评（{date_text(earlier.held_on)}）。"})
    return earlier.round + 1


def outcome_of(assessment: Assessment) -> str:
    """The outcome by the rule of the settings; exactly the share is not more than it."""
    share = Fraction(settings.ASSESSMENT_SHARE)
    basis = assessment.present if settings.ASSESSMENT_BASIS == "present" else assessment.basis_total
    best = assessment.excellent + assessment.satisfied
    if best > basis * share:
        return Outcome.SATISFIED
    return Outcome.BASIC if best + assessment.basic > basis * share else Outcome.UNSATISFIED


def is_half_of_all() -> bool:
    """Whether the rule of the settings is more than half of all members."""
    return settings.ASSESSMENT_BASIS != "present" and Fraction(settings.ASSESSMENT_SHARE) == Fraction(1, 2)


def outcome_word(assessment: Assessment) -> str:
    """The outcome in the words of its scale: 满意 or 称职."""
    return polls.grade_words(assessment)[assessment.outcome]


def grade_names(assessment: Assessment) -> Mapping[str, str]:
    """The grades of its scale by column, from the best to the worst."""
    return polls.grade_words(assessment)


def to_repeat() -> QuerySet[Assessment]:
    """Those whose outcome was 不满意 and that were not repeated yet, the latest first."""
    rows = Assessment.objects.filter(status=Assessment.Status.COUNTED, outcome=Outcome.UNSATISFIED)
    return rows.filter(repeated_by__isnull=True).order_by("-held_on")


def calls_for_more(assessment: Assessment) -> bool:
    """Twice dissatisfied: the means of 质询, 特定问题调查 and decisions are open (handbook §2(d))."""
    unsatisfied = assessment.outcome == Outcome.UNSATISFIED and not assessment.is_void
    before: Any = assessment.repeats
    return unsatisfied and before is not None and not before.is_void and before.outcome == Outcome.UNSATISFIED


@transaction.atomic
def void(assessment: Assessment, *, reason: str, actor: User) -> None:
    """宣布测评无效, while the meeting is open; the next count of the same matter repeats it."""
    reason = polls.check_reason(reason, "作废")
    meeting = polls.lock(assessment.meeting)
    if meeting.status != Meeting.Status.OPEN:
        raise ValidationError("会议不在进行中，不能再将测评作废；应重新测评的，请列入下次会议议程。")
    rows = Assessment.objects.filter(pk=assessment.pk, status=Assessment.Status.COUNTED)
    changed = rows.update(status=Assessment.Status.VOID, void_reason=reason)
    assessment.refresh_from_db()
    if not changed:
        raise ValidationError(f"“{assessment}”第{assessment.round}轮测评已经作废（{assessment.void_reason}）。")
    polls.log(actor, "测评作废", assessment, meeting, reason=reason)


@transaction.atomic
def correct(
    assessment: Assessment, values: Mapping[str, int | None], *, reason: str, actor: User, today: date
) -> Assessment:
    """Correct the counts of a stored assessment; its outcome follows, and after closing every reader is told.

    Raises ValidationError where a second round already followed from an outcome that would turn.
    """
    reason = polls.check_reason(reason, "更正")
    meeting = polls.lock(assessment.meeting)
    polls.may_correct(meeting, actor)
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("meeting", "item")
    stored = rows.get(pk=assessment.pk)
    if stored.is_void:
        raise ValidationError(f"“{stored}”第{stored.round}轮测评已经作废，不再更正。")
    changes = polls.apply_counts(stored, values)
    if not changes:
        raise ValidationError("没有改动票数，未作更正。")
    _check_grades(stored)
    polls.check_counts(stored)
    before, stored.outcome = stored.outcome, outcome_of(stored)
    if before != stored.outcome:
        _check_no_second_round(stored)
        changes["结果"] = [str(Outcome(before).label), str(Outcome(stored.outcome).label)]
    stored.meeting = meeting
    polls.mark_corrected(stored, reason=reason, on=today)
    stored.full_clean()
    stored.save()
    polls.log(actor, "更正满意度测评", stored, meeting, reason=reason, detail=changes)
    return stored


def _check_no_second_round(assessment: Assessment) -> None:
    if Assessment.objects.filter(repeats=assessment).exists():
        raise ValidationError(f"不能更正：“{assessment}”已因上次结果再次测评，更正后结果会改变。")
