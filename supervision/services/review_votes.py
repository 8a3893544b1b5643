"""Reviews from the hearing on: the vote, its result, what is rectified, the second vote, the archive.

Source: handbook §2(i), last paragraphs; ZJ-RULES20 art 29 (satisfaction vote, model).
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, User
from congress.services import activity, numbering, obligations
from congress.services.attachments import Upload
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from meetings.models import AgendaItem, Assessment, Meeting, OpinionPaper
from meetings.services import agenda, assessments, opinions
from supervision.models import FollowUp, PerformanceReview, ReviewHearing
from supervision.services import reviews

RULE: Final = "RVW-3M"
SERIES: Final = "review_result"
Status = PerformanceReview.Status
Outcome = Assessment.Outcome
#: the work of one whose review found nothing lacking may still be rectified, but need not be
_REPORTED: Final = (
    FollowUp.Status.REPORTED,
    FollowUp.Status.CIRCULATED,
    FollowUp.Status.DELIBERATED,
    *FollowUp.CLOSED,
)


@transaction.atomic
def hear(review: PerformanceReview, *, questions: str = "", actor: User) -> None:
    """听取: the report was given at the open meeting, orally or in writing, and questions were answered.

    Raises ValidationError if the case is on no agenda, or its item was withdrawn or put off.
    """
    hearing = reviews.current_hearing(review)
    item = hearing.item
    if item is None:
        raise ValidationError("还没有列入会议议程，不能登记听取。")
    item.refresh_from_db(fields=["status"])
    if item.status in (AgendaItem.Status.WITHDRAWN, AgendaItem.Status.DEFERRED):
        raise ValidationError(f"议程“{item}”{item.get_status_display()}，不能登记听取。")
    # The clerk may have noted the item on the meeting's page already.
    if item.status not in AgendaItem.DISPOSED:
        agenda.note(item, actor=actor)
    day = hearing.meeting.starts_on
    review.hear(on=day)
    hearing.heard_on, hearing.questions = day, questions.strip()
    hearing.save(update_fields=["heard_on", "questions"])
    activity.record(actor, "听取履职报告", review, path=reviews.admin_path(review))


@transaction.atomic
def assess(review: PerformanceReview, assessment: Assessment, *, actor: User) -> Assessment:
    """测评: store the counts of the members' anonymous vote on the case, or take up those recorded with the meeting.

    `assessment` is unsaved, or one of the case's item. Meeting, item, title, person, grades and the round before are
    those of the case. Raises ValidationError on a case that is closed, was not heard, or is voted on already.
    """
    hearing = _to_assess(review)
    if assessment._state.adding:
        _fill(assessment, review, hearing)
        assessment = assessments.record(assessment, actor=actor)
    elif assessment.item_id != hearing.item_id or assessment.is_void:
        raise ValidationError("只能采用本次听取议程的有效测评。")
    review.assess()
    hearing.assessment = assessment
    hearing.full_clean()
    hearing.save(update_fields=["assessment"])
    activity.record(
        actor,
        "满意度测评",
        review,
        path=reviews.admin_path(review),
        detail={"outcome": assessments.outcome_word(assessment)},
    )
    return assessment


def _to_assess(review: PerformanceReview) -> ReviewHearing:
    """The hearing that is to be voted on. Raises ValidationError, in words, where nothing is."""
    stored = PerformanceReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if stored.status == Status.FILED and stored.closed_on is not None:
        raise ValidationError(f"“{stored}”已于{chinese_date(stored.closed_on)}归档，不能再次测评。")
    hearing = reviews.current_hearing(stored)
    if hearing.assessment is not None and not hearing.assessment.is_void:
        word = assessments.outcome_word(hearing.assessment)
        raise ValidationError(f"“{stored}”本次听取已经测评，结果为“{word}”，不能重复测评。")
    if stored.status != Status.HEARD:
        raise ValidationError(f"“{stored}”当前为“{stored.get_status_display()}”，听取报告以后才能测评。")
    return hearing


def bar(item: int) -> str:
    """Why the agenda item of a case takes no further vote on the meeting's page: it is archived, or was voted on."""
    rows = ReviewHearing.objects.filter(item=item).select_related("review__person", "review__organ", "assessment")
    hearing = rows.first()
    if hearing is None:
        return ""
    review, held = hearing.review, hearing.assessment
    if review.status == Status.FILED:
        return f"“{review}”已经归档，不能再次测评。"
    if held is not None and not held.is_void:
        return f"“{review}”本次听取已经测评，结果为“{assessments.outcome_word(held)}”，不能重复测评。"
    return ""


def _fill(assessment: Assessment, review: PerformanceReview, hearing: ReviewHearing) -> None:
    assessment.meeting, assessment.item = hearing.meeting, hearing.item
    assessment.person = review.person
    assessment.title = f"{reviews.subject_title(review)}履职情况满意度测评"
    if review.scheme is not None:
        assessment.scale, assessment.grade_words = review.scheme.scale.shape, review.scheme.scale.words
    before = review.hearings.filter(number__lt=hearing.number, assessment__isnull=False).order_by("-number").first()
    if before is not None:
        assessment.repeats = before.assessment


def recorded_elsewhere(review: PerformanceReview) -> Assessment | None:
    """The valid assessment of the present item that was recorded on the meeting's page; None if there is none."""
    hearing = review.current
    if hearing is None or hearing.item_id is None:
        return None
    rows = Assessment.objects.filter(item=hearing.item_id, status=Assessment.Status.COUNTED)
    return rows.filter(review_hearing__isnull=True).order_by("-round").first()


@transaction.atomic
def send_result(
    review: PerformanceReview, *, on: date, opinions_text: str, party_reference: str = "", actor: User, today: date
) -> None:
    """送达结果: to the person, the organ, and the Party committee, of whose paper the number is kept and no content.

    Raises ValidationError without opinions, or for a day before the vote or still to come.
    """
    hearing = reviews.current_hearing(review)
    if not opinions_text.strip():
        raise ValidationError({"opinions_text": "请填写评议意见。"})
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})
    if hearing.assessment is not None and on < hearing.assessment.held_on:
        raise ValidationError({"on": f"送达日期不能早于测评日期（{chinese_date(hearing.assessment.held_on)}）。"})
    review.send_result()
    review.opinions = opinions_text.strip()
    review.save(update_fields=["opinions"])
    hearing.result_number = numbering.issue(SERIES, on=on, subject=str(review), actor=actor)
    hearing.result_sent_on, hearing.party_reference = on, party_reference.strip()
    hearing.full_clean()
    hearing.save(update_fields=["result_number", "result_sent_on", "party_reference"])
    activity.record(actor, "送达评议结果", review, path=reviews.admin_path(review))
    reviews.tell_reviewed(review, f"评议结果：{review}", f"文号：{hearing.result_number}。")


@transaction.atomic
def ask_rectification(
    review: PerformanceReview,
    *,
    points: Sequence[str],
    due_on: date | None = None,
    actor: User,
    today: date,
) -> OpinionPaper | None:
    """要求整改: the three months start on the day the result was sent; the points become a letter of opinion.

    The letter takes the loop of every opinion paper: adopted by the chairpersons' meeting, handed over, answered point
    by point. Without points the organ reports on the case itself. Raises ValidationError for a day beyond the limit.
    """
    hearing = reviews.current_hearing(review)
    if hearing.result_sent_on is None:
        raise ValidationError("请先送达评议结果。")
    review.ask_rectification()
    duty = Duty(
        title=f"报送整改情况：{review}",
        path=review.get_absolute_url(),
        organ=review.organ,
        watched_by=review.working_committee,
        is_historic=review.is_historic,
    )
    owed = obligations.open_duty(RULE, duty, start=hearing.result_sent_on, today=today)
    if due_on is not None:
        _check_due(owed, due_on)
        obligations.restart(
            owed,
            start=hearing.result_sent_on,
            fixed_on=due_on,
            reason="评议结果确定的期限",
            actor=actor,
            today=today,
        )
    review.rectification_obligation = owed
    review.save(update_fields=["rectification_obligation"])
    activity.record(actor, "要求整改", review, path=reviews.admin_path(review))
    reviews.tell_reviewed(review, f"请整改：{review}", f"整改期限：{chinese_date(owed.due_on)}。")
    return _begin_letter(review, hearing, points, actor=actor) if points else None


def _check_due(owed: Obligation, due_on: date) -> None:
    if due_on > owed.due_on:
        raise ValidationError({"due_on": f"整改期限不超过三个月，即{chinese_date(owed.due_on)}。"})


def _begin_letter(
    review: PerformanceReview, hearing: ReviewHearing, points: Sequence[str], *, actor: User
) -> OpinionPaper:
    letter = OpinionPaper(
        kind=OpinionPaper.Kind.LETTER,
        title=f"关于{reviews.subject_title(review)}履职评议的整改意见",
        occasion=f"在{hearing.meeting}听取{reviews.subject_title(review)}履职情况报告并进行满意度测评",
        occasion_on=hearing.heard_on,
        addressee=review.organ,
        working_committee=review.working_committee,
    )
    review.letter = opinions.begin(letter, [(text, None) for text in points], actor=actor)
    review.save(update_fields=["letter"])
    return letter


@transaction.atomic
def rectify(
    review: PerformanceReview, *, text: str, files: Sequence[Upload] = (), on: date, actor: User, today: date
) -> None:
    """报送整改情况. Raises ValidationError without words, or while the points of the letter are not answered."""
    if not text.strip():
        raise ValidationError({"text": "请写明整改情况。"})
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})
    if review.letter is not None and not _is_answered(review.letter):
        raise ValidationError(f"《{review.letter}》还没有逐条报送研究处理情况，请先在“交办事项”中办理。")
    owed = review.rectification_obligation
    review.rectify(on=on, text=text.strip())
    if owed is not None and owed.status == Obligation.Status.OPEN:
        obligations.finish(owed, on=on, actor=actor)
    review.rectification_files.add(*reviews.keep(files, actor=actor))
    activity.record(actor, "报送整改情况", review, path=reviews.admin_path(review))
    reviews.tell_committee(review, f"已报送整改情况：{review}")


def _is_answered(letter: OpinionPaper) -> bool:
    """It was handed over, and every organ that holds it has reported."""
    held = letter.follow_ups.all()
    return held.exists() and not held.exclude(status__in=_REPORTED).exists()


@transaction.atomic
def hear_again(review: PerformanceReview, *, meeting: Meeting, mode: str, actor: User, today: date) -> ReviewHearing:
    """再次听取和测评: after 不满意, at a later meeting, with days of its own.

    Raises ValidationError if the last outcome needs no second vote, or two were unsatisfactory already.
    """
    last = reviews.current_hearing(review)
    if last.assessment is None or last.assessment.outcome != Outcome.UNSATISFIED:
        word = assessments.outcome_word(last.assessment) if last.assessment else "未测评"
        raise ValidationError(f"上次测评为“{word}”，不再测评。")
    if assessments.calls_for_more(last.assessment):
        raise ValidationError("两次测评均为不满意，可以依法提出质询、组织特定问题调查或者提出撤职案，不再测评。")
    review.hear_again()
    hearing = reviews.open_hearing(review, meeting, mode, today=today)
    activity.record(actor, "再次听取", review, path=reviews.admin_path(review))
    reviews.tell_reviewed(review, f"再次听取：{review}", f"拟在{meeting}再次听取报告并测评。")
    return hearing


@transaction.atomic
def file(review: PerformanceReview, *, on: date, note: str = "", actor: User, today: date) -> None:
    """归档: nothing more is heard or voted on.

    Raises ValidationError after 不满意 without rectification, or with no word on what follows a second one.
    """
    last = reviews.current_hearing(review)
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})
    if last.result_sent_on is not None and on < last.result_sent_on:
        raise ValidationError({"on": f"归档日期不能早于结果送达日期（{chinese_date(last.result_sent_on)}）。"})
    if last.assessment is not None and last.assessment.outcome == Outcome.UNSATISFIED:
        _check_unsatisfied(last.assessment, note)
    review.file(on=on, note=note.strip())
    activity.record(actor, "评议归档", review, path=reviews.admin_path(review))


def _check_unsatisfied(assessment: Assessment, note: str) -> None:
    if not assessments.calls_for_more(assessment):
        raise ValidationError("测评为不满意的，整改后须再次听取和测评，不能直接归档。")
    if not note.strip():
        raise ValidationError({"note": "两次测评均为不满意的，请写明后续处理意见。"})
